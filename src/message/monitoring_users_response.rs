//! `monitoringUsersResponse` (section 6.19).

use core::fmt;

use super::format::{CAP_C, Format, TRUE_OR_FALSE, may, must};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named, succeeded, text};
use super::values::{CommandType, FailureReason, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Outcome of `monitoringUsersRequest`.
    ///
    /// Specification section 6.19; CAP-C; server to client.
    pub struct MonitoringUsersResponse<'a> = "commandData" {
        children {
            /// The user of the console, and the outcome.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `monitoringUsersResponse`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id of the user whom the message is about, usually with a domain. Servers may leave it out beside
            /// `userUid`.
            "id" | "Id" or child => id: text,
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
        }
        children {
            /// Name that the client application gave itself at the login; it tells the user's clients apart.
            "applicationId" => application_id: text,
            /// Outcome of the whole request.
            "monResult" => mon_result: optional MonResult,
            /// Users that could not be added, or not be removed; none if the request succeeded.
            "failedUser" => failed_users: list FailedUser 2,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/failedUser` of `monitoringUsersResponse`.
    pub struct FailedUser<'a> = "failedUser" {
        attributes {
            /// Why the user could not be added or removed.
            "failureReason" => failure_reason: word FailureReason,
            /// Login id of the user that could not be added or removed.
            "id" | "Id" => id: text,
        }
    }
}

element! {
    /// `commandData/user/monResult` of `monitoringUsersResponse`.
    pub struct MonResult<'a> = "monResult" {
        attributes {
            /// `true` if the whole request succeeded; `false` if it failed for at least one user, each of which is
            /// listed.
            "success" | "Success" => success: boolean,
        }
    }
}

impl Summarize for MonitoringUsersResponse<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([self.user.mon_result.as_ref().and_then(|result| succeeded(result.success()))])?;
        let failed = &self.user.failed_users;
        failed.iter().try_for_each(|user| line.part([text(&user.id), named(&user.failure_reason)]))
    }
}

/// Facts of a user.
const SUCCESS: u16 = 1;
const FAILURE: u16 = 2;
const FAILED_USER: u16 = 4;

static OF_USER: &[Relation] = &[
    Relation::never(About::Outcome, SUCCESS | FAILED_USER, 0, "`failedUser` is there only if `success` is `False`"),
    Relation::never(About::Outcome, FAILURE, FAILED_USER, "`success` that is `False` comes with `failedUser`"),
];

/// Field table of `monitoringUsersResponse`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::MonitoringUsersResponse,
    "default",
    "6.19",
    CAP_C,
    &[must("user").container().relations(OF_USER).with(&[
        must("@id").since("14.0"),
        must("@userType").words(&["AttendantConsole"]),
        must("@userUid"),
        must("monResult")
            .container()
            .with(&[must("@success").words(TRUE_OR_FALSE).says(&[(SUCCESS, &["True"]), (FAILURE, &["False"])])]),
        may("failedUser")
            .container()
            .many()
            .there(FAILED_USER)
            .with(&[must("@failureReason").words(FailureReason::WORDS).dated(FailureReason::DATED), must("@id")]),
        must("applicationId"),
    ])],
)];
