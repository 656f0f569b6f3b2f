//! `registerResponse` (section 6.5).

use core::fmt;

use super::erratum::{E051, E056};
use super::format::{CAP_C, Format, TRUE_OR_FALSE, is_console, may, must, stray};
use super::summary::{Line, Summarize, named};
use super::values::{CommandType, FailureCause, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Result of `registerRequest`: a session id or a failure.
    ///
    /// Specification section 6.5; CAP-C; server to client.
    pub struct RegisterResponse<'a> = "commandData" {
        children {
            /// The user who logged in, or whose login failed.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `registerResponse`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id, for all messages until `unRegister`; opaque, usually decimal digits. Absent of a failure.
            "userUid" | "userId" | "userUId" => user_uid: text,
        }
        children {
            /// User id of the user who logs in, or of the call center whose queue a supervisor watches.
            "id" | "Id" or attribute => id: text,
            /// Number of users that this console watches. One initial `profileUpdate` and one initial `sessionUpdate`
            /// follow for each of them. Only for consoles.
            "numMonitoredUsers" => num_monitored_users: number,
            /// `true` if `callUpdate` messages tell the console of the calls of watched users. Only for consoles.
            "callDetailsEnabled" => call_details_enabled: boolean,
            /// Why the login failed; absent if it succeeded.
            "failure" => failure: optional Failure,
            /// Name that the client application gave itself.
            "applicationId" => application_id: text,
            /// User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any
            /// other login.
            "supervisorId" => supervisor_id: text,
        }
    }
}

element! {
    /// `commandData/user/failure` of `registerResponse`.
    pub struct Failure<'a> = "failure" {
        attributes {
            /// Why the login failed.
            "failureCause" => failure_cause: word FailureCause,
        }
    }
}

/// Format of a `registerResponse` (sections 6.5.1 to 6.5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterResponseFormat {
    /// A call client is logged in.
    CallClient,
    /// An attendant console is logged in.
    AttendantConsole,
    /// Refused.
    Failure,
}

impl RegisterResponse<'_> {
    /// Told apart by the `failure` of the user, then by its type.
    #[must_use]
    pub fn format(&self) -> RegisterResponseFormat {
        if self.user.failure.is_some() {
            RegisterResponseFormat::Failure
        } else if is_console(self.user.user_type.as_ref()) {
            RegisterResponseFormat::AttendantConsole
        } else {
            RegisterResponseFormat::CallClient
        }
    }
}

impl Summarize for RegisterResponse<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([self.user.failure.as_ref().and_then(|failure| named(&failure.failure_cause))])
    }
}

/// Field tables of `registerResponse`, one for each [`RegisterResponseFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::RegisterResponse,
        "successful-call-client",
        "6.5.1",
        CAP_C,
        &[must("user").container().with(&[
            must("@userType").words(&["CallClient"]),
            must("@userUid"),
            must("id"),
            must("applicationId"),
            may("supervisorId").since("17.0"),
        ])],
    )
    .failure(false)
    .console(false),
    Format::new(
        CommandType::RegisterResponse,
        "successful-attendant-console",
        "6.5.2",
        CAP_C,
        &[must("user").container().with(&[
            must("@userType").words(&["AttendantConsole"]),
            must("@userUid"),
            must("id"),
            must("applicationId"),
            must("numMonitoredUsers").number_from(0),
            must("callDetailsEnabled").words(TRUE_OR_FALSE),
            stray("supervisorId").erratum(&E056),
        ])],
    )
    .failure(false)
    .console(true),
    Format::new(
        CommandType::RegisterResponse,
        "failure",
        "6.5.3",
        CAP_C,
        &[must("user").container().with(&[
            must("@userType").words(UserType::WORDS),
            must("failure").container().with(&[must("@failureCause")
                .words(&[
                    "UnknownID",
                    "IncorrectPassword",
                    "UnsupportedVersion",
                    "UnauthorizedCommPilotCallManager",
                    "UnauthorizedAttendantConsole",
                    "UnauthorizedClientCallControl",
                    "UnauthorizedPhoneStatusMonitoring",
                    "UnauthorizedClientLicense",
                    "WASConnectivityError",
                    "WASProcessingError",
                    "ExtAuthHostNotInACLError",
                ])
                .dated(FailureCause::DATED)
                .erratum(&E051)]),
            must("id"),
            must("applicationId"),
            may("supervisorId").since("17.0"),
        ])],
    )
    .failure(true),
];
