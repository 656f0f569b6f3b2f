//! `queueInfoRequest` (section 6.23).

use core::fmt;

use super::format::{BOTH, Format, may, must};
use super::summary::{Line, Summarize};
use super::values::{CommandType, UserType};
use crate::schema::element;

element! {
    /// Asks for the queues an agent has joined.
    ///
    /// Specification section 6.23; CAP-C and CCC2; client to server.
    pub struct QueueInfoRequest<'a> = "commandData" {
        children {
            /// The agent who asks.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `queueInfoRequest`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id of the user whom the message is about, usually with a domain. Servers may leave it out beside
            /// `userUid`.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Name that the client application gave itself at the login; it tells the user's clients apart.
            "applicationId" => application_id: text,
        }
    }
}

impl Summarize for QueueInfoRequest<'_> {
    fn summarize(&self, _: &mut Line<'_, '_>) -> fmt::Result {
        Ok(())
    }
}

/// Field table of `queueInfoRequest`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::QueueInfoRequest,
    "default",
    "6.23",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        may("@userUid"),
        may("@id"),
        must("applicationId").optional_in_ccc2(),
    ])],
)
.identity()];
