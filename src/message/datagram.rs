//! `datagram` (section 6.25).

use super::format::{BOTH, Format, may, must};
use super::values::{CommandType, UserType};
use crate::schema::{Value, WireValue, element};
use crate::xml::Text;

element! {
    /// Text relayed from client to client; deprecated.
    ///
    /// Specification section 6.25; CAP-C and CCC2; both directions.
    pub struct Datagram<'a> = "commandData" {
        children {
            /// Sender.
            "from" => from: From<'a>,
            /// Receiver.
            "to" => to: To<'a>,
            /// Content of the datagram.
            "payload" => payload: Option<Payload<'a>>,
        }
    }
}

element! {
    /// `commandData/payload` of `datagram`.
    pub struct Payload<'a> = "payload" {
        attributes {
            /// Media type of the text.
            "payloadType" => payload_type: Option<Text<'a>>,
        }
        text {
            /// Text of the element.
            value: Text<'a>,
        }
    }
}

element! {
    /// `commandData/to` of `datagram`.
    pub struct To<'a> = "to" {
        children {
            /// The user the message is about.
            "user" | "User" => user: Party<'a>,
        }
    }
}

element! {
    /// `commandData/from` of `datagram`.
    pub struct From<'a> = "from" {
        children {
            /// The user the message is about.
            "user" | "User" => user: Party<'a>,
        }
    }
}

element! {
    /// `commandData/from/user` of `datagram`.
    pub struct Party<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
            /// User id.
            "id" | "Id" or child => id: Option<Text<'a>>,
        }
        children {
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: Option<Text<'a>>,
        }
    }
}

/// Field table of `datagram`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::Datagram,
    "default",
    "6.25",
    BOTH,
    &[
        must("from").container().with(&[must("user").container().with(&[
            must("@userType").words(UserType::WORDS),
            must("@id"),
            must("applicationId"),
        ])]),
        must("to").container().with(&[must("user").container().with(&[
            must("@userType").words(UserType::WORDS),
            must("@id"),
            must("applicationId"),
        ])]),
        must("payload").with(&[may("@payloadType")]),
    ],
)];
