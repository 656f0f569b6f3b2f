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
            /// The user who logs in, and the proof of the password.
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
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
        }
        children {
            /// User id of the user who logs in, or of the call center whose queue a supervisor watches.
            "id" | "Id" or attribute => id: text,
            /// Login digest, 32 lower-case hex digits (appendix A). Absent if the login needs no password.
            "securePassword" => secure_password: secret,
            /// Name that the client application gave itself.
            "applicationId" => application_id: text,
            /// User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any
            /// other login.
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
        may("supervisorId").since("17.0"),
    ])],
)];
