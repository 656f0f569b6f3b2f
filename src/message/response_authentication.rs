//! `responseAuthentication` (section 6.3).

use core::fmt;

use super::erratum::E051;
use super::format::{CAP_C, Format, may, must};
use super::summary::{Line, Summarize, named};
use super::values::{CommandType, FailureCause, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Answers `registerAuthentication` with nonce and algorithm, or with a failure.
    ///
    /// Specification section 6.3; CAP-C; server to client.
    pub struct ResponseAuthentication<'a> = "commandData" {
        children {
            /// The user who logs in.
            "user" | "User" => user: required User,
            /// Nonce of the login digest. Its characters go into the digest unchanged. Absent of a failure.
            "nonce" => nonce: text,
            /// Algorithm of the login digest; only `MD5` is documented. Absent of a failure.
            "algorithm" => algorithm: text,
        }
    }
}

element! {
    /// `commandData/user` of `responseAuthentication`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
        }
        children {
            /// User id of the user who logs in, or of the call center whose queue a supervisor watches.
            "id" | "Id" or attribute => id: text,
            /// Why the login cannot go on (since 11.0); absent if it goes on.
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
    /// `commandData/user/failure` of `responseAuthentication`.
    pub struct Failure<'a> = "failure" {
        attributes {
            /// Why the login cannot go on.
            "failureCause" => failure_cause: word FailureCause,
        }
    }
}

/// Format of a `responseAuthentication` (sections 6.3.1 and 6.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseAuthenticationFormat {
    /// With nonce and algorithm.
    Success,
    /// With a failure.
    Failure,
}

impl ResponseAuthentication<'_> {
    /// Told apart by the `failure` of the user.
    #[must_use]
    pub const fn format(&self) -> ResponseAuthenticationFormat {
        match self.user.failure {
            Some(_) => ResponseAuthenticationFormat::Failure,
            None => ResponseAuthenticationFormat::Success,
        }
    }
}

impl Summarize for ResponseAuthentication<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([self.user.failure.as_ref().and_then(|failure| named(&failure.failure_cause))])
    }
}

/// Field tables of `responseAuthentication`, one for each [`ResponseAuthenticationFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::ResponseAuthentication,
        "success",
        "6.3.1",
        CAP_C,
        &[
            must("user").container().with(&[
                must("@userType").words(UserType::WORDS),
                must("id"),
                must("applicationId"),
                may("supervisorId").since("17.0"),
            ]),
            must("nonce"),
            must("algorithm"),
        ],
    )
    .failure(false),
    Format::new(
        CommandType::ResponseAuthentication,
        "failure",
        "6.3.2",
        CAP_C,
        &[must("user").container().with(&[
            must("@userType").words(UserType::WORDS),
            must("failure").since("11.0").container().with(&[must("@failureCause")
                .words(&["UnknownID", "NetworkServerConnectivityFailure", "WASConnectivityError", "WASProcessingError"])
                .dated(FailureCause::DATED)
                .erratum(&E051)]),
            must("id"),
            must("applicationId"),
            may("supervisorId").since("17.0"),
        ])],
    )
    .failure(true),
];
