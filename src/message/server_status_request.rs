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
            /// The user whose session is kept alive. Absent in CCC2, and in keepalives of a server.
            "user" | "User" => user: optional User,
        }
    }
}

element! {
    /// `commandData/user` of `serverStatusRequest`.
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
        must("applicationId").since("14.sp3"),
    ])],
)];
