//! `registerAuthentication` (section 6.2).

use core::fmt;

use super::format::{CAP_C, Format, may, must};
use super::summary::{Line, Summarize};
use super::values::{CommandType, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Opens a login and asks for the nonce.
    ///
    /// Specification section 6.2; CAP-C; client to server.
    pub struct RegisterAuthentication<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `registerAuthentication`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: word UserType,
        }
        children {
            /// User id.
            "id" | "Id" or attribute => id: text,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// Supervisor who logs in as the call center.
            "supervisorId" => supervisor_id: text,
        }
    }
}

impl Summarize for RegisterAuthentication<'_> {
    fn summarize(&self, _: &mut Line<'_, '_>) -> fmt::Result {
        Ok(())
    }
}

/// Field table of `registerAuthentication`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::RegisterAuthentication,
    "default",
    "6.2",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        must("id"),
        must("applicationId"),
        may("supervisorId"),
    ])],
)];
