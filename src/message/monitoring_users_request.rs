//! `monitoringUsersRequest` (section 6.18).

use core::fmt;

use super::format::{CAP_C, Format, may, must};
use super::summary::{Line, Summarize, named};
use super::values::{CommandType, MonType, UserType};
use crate::schema::{WireValue, element};
use crate::xml::Text;

element! {
    /// Changes the list of watched users.
    ///
    /// Specification section 6.18; CAP-C; client to server.
    pub struct MonitoringUsersRequest<'a> = "commandData" {
        children {
            /// The user of the console, and the users to watch.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `monitoringUsersRequest`.
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
            /// What to do with the list of watched users.
            "monitoring" => monitoring: optional Monitoring,
            /// Login ids of the users to add to the list, to remove from it, or to replace it with.
            "monUser" => mon_users: texts 4,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/monitoring` of `monitoringUsersRequest`.
    pub struct Monitoring<'a> = "monitoring" {
        attributes {
            /// What to do with the list of watched users.
            "monType" => mon_type: word MonType,
        }
    }
}

impl Summarize for MonitoringUsersRequest<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let kind = self.user.monitoring.as_ref().and_then(|monitoring| named(&monitoring.mon_type));
        let users = self.user.mon_users.iter().map(|user| Some(Text::from(user)));
        line.part([kind].into_iter().chain(users))
    }
}

/// Field table of `monitoringUsersRequest`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::MonitoringUsersRequest,
    "default",
    "6.18",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(&["AttendantConsole"]),
        may("@userUid"),
        may("@id").since("14.sp1"),
        must("monitoring").container().with(&[must("@monType").words(MonType::WORDS)]),
        must("monUser").many(),
        must("applicationId"),
    ])],
)
.identity()];
