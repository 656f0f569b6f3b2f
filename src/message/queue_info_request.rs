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
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `queueInfoRequest`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: word UserType,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Application id: one of the user's client applications.
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
