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
            /// Sender.
            "from" => from: required From,
            /// Receiver.
            "to" => to: required To,
            /// Content of the datagram.
            "payload" => payload: optional Payload,
        }
    }
}

element! {
    /// `commandData/payload` of `datagram`.
    pub struct Payload<'a> = "payload" {
        attributes {
            /// Media type of the text.
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
            /// The user the message is about.
            "user" | "User" => user: required Party,
        }
    }
}

element! {
    /// `commandData/from` of `datagram`.
    pub struct From<'a> = "from" {
        children {
            /// The user the message is about.
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
            /// Application id: one of the user's client applications.
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
