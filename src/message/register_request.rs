//! `registerRequest` (section 6.4).

use core::fmt;

use super::format::{CAP_C, Format, may, must};
use super::summary::{Line, Summarize};
use super::values::{CommandType, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Second request of the login: identity and digest.
    ///
    /// Specification section 6.4; CAP-C; client to server.
    pub struct RegisterRequest<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
        moved {
            "securePassword" => user.secure_password,
            "applicationId" => user.application_id,
        }
    }
}

element! {
    /// `commandData/user` of `registerRequest`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: word UserType,
        }
        children {
            /// User id.
            "id" | "Id" or attribute => id: text,
            /// Login digest, 32 lower-case hex characters.
            "securePassword" => secure_password: secret,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// Supervisor who logs in as the call center.
            "supervisorId" => supervisor_id: text,
        }
    }
}

impl Summarize for RegisterRequest<'_> {
    fn summarize(&self, _: &mut Line<'_, '_>) -> fmt::Result {
        Ok(())
    }
}

/// Field table of `registerRequest`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::RegisterRequest,
    "default",
    "6.4",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        must("id"),
        may("securePassword").digest(),
        must("applicationId"),
        may("supervisorId"),
    ])],
)];
