//! `datagram` (section 6.25).

use core::fmt;

use super::format::{BOTH, Format, may, must};
use super::summary::{Line, Summarize, text};
use super::values::{CommandType, UserType};
use crate::schema::{WireValue, element};
use crate::xml::Text;

element! {
    /// Text relayed from client to client; deprecated.
    ///
    /// Specification section 6.25; CAP-C and CCC2; both directions.
    pub struct Datagram<'a> = "commandData" {
        children {
            /// Client that sends.
            "from" => from: required From,
            /// Client that receives.
            "to" => to: required To,
            /// Data for the receiver, which the server passes on as they are.
            "payload" => payload: optional Payload,
        }
    }
}

element! {
    /// `commandData/payload` of `datagram`.
    pub struct Payload<'a> = "payload" {
        attributes {
            /// Media type of the data, such as `text/plain`; any text.
            "payloadType" => payload_type: text,
        }
        text {
            /// Text of the element.
            value: text,
        }
    }
}

element! {
    /// `commandData/to` of `datagram`.
    pub struct To<'a> = "to" {
        children {
            /// The user and the client that receive.
            "user" | "User" => user: required Party,
        }
    }
}

element! {
    /// `commandData/from` of `datagram`.
    pub struct From<'a> = "from" {
        children {
            /// The user and the client that send.
            "user" | "User" => user: required Party,
        }
    }
}

element! {
    /// `commandData/from/user` of `datagram`.
    pub struct Party<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: word UserType,
            /// User id.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Name of the client application, without which the client cannot be found; also in CCC2.
            "applicationId" => application_id: text,
        }
    }
}

impl Summarize for Datagram<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([Some(Text::from("to")), text(&self.to.user.id)])
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
