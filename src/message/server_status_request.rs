//! `serverStatusRequest` (section 6.17).

use core::fmt;

use super::format::{BOTH, Format, may, must};
use super::summary::{Line, Summarize};
use super::values::{CommandType, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Keepalive; no response.
    ///
    /// Specification section 6.17; CAP-C and CCC2; both directions.
    pub struct ServerStatusRequest<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: optional User,
        }
    }
}

element! {
    /// `commandData/user` of `serverStatusRequest`.
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

impl Summarize for ServerStatusRequest<'_> {
    fn summarize(&self, _: &mut Line<'_, '_>) -> fmt::Result {
        Ok(())
    }
}

/// Field table of `serverStatusRequest`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::ServerStatusRequest,
    "default",
    "6.17",
    BOTH,
    &[may("user").container().with(&[
        may("@userType").words(UserType::WORDS),
        may("@userUid"),
        may("@id"),
        must("applicationId"),
    ])],
)];
