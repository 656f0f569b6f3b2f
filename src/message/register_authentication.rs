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
            /// The user who logs in, and the client.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `registerAuthentication`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
        }
        children {
            /// User id of the user who logs in, or of the call center whose queue a supervisor watches.
            "id" | "Id" or attribute => id: text,
            /// Name that the client application gives itself. A user may run several applications, each with a login
            /// of its own.
            "applicationId" => application_id: text,
            /// User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any
            /// other login.
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
        may("supervisorId").since("17.0"),
    ])],
)];
