//! Reasons a login can fail.

use core::fmt;

use crate::message::values::{FailureCause, UserLogoutReason};
use crate::schema::Value;
use crate::xml::{Shown, Text};

/// The reason a login failed. It never contains a password or a digest.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// The server refused the login. The cause is empty text if the server gave none.
    Refused(Value<'static, FailureCause>),
    /// The server asked for a digest algorithm other than MD5, or named none (then the text is
    /// empty). No digest is sent, because guessing the algorithm could reveal more than the server
    /// asked for (E092).
    UnsupportedAlgorithm(Text<'static>),
    /// The server asked for a digest but sent no nonce, or an empty one. Such a digest could be
    /// replayed at any time by anyone who recorded it.
    NoNonce,
    /// The peer sent `unRegister` during the login. The reason is empty text if it gave none.
    LoggedOut(Value<'static, UserLogoutReason>),
    /// The client did not accept the registration (E050).
    NotAcknowledged,
}

impl Failure {
    /// Returns the cause the server gave, if it is a documented one.
    #[must_use]
    pub fn cause(&self) -> Option<FailureCause> {
        match self {
            Failure::Refused(cause) => cause.known(),
            _ => None,
        }
    }

    /// Returns whether the same login will fail again until somebody changes something; see
    /// [`FailureCause::is_permanent`] and [`UserLogoutReason::may_reconnect`]. A cause or reason that this crate does not
    /// know is not permanent.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Failure::Refused(cause) => cause.is_permanent(),
            Failure::LoggedOut(reason) => !reason.may_reconnect(),
            Failure::UnsupportedAlgorithm(_) | Failure::NoNonce | Failure::NotAcknowledged => true,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(cause) => match cause.known() {
                Some(known) => write!(f, "login refused: {} ({})", describe(known), known.as_str()),
                None => write!(f, "login refused: `{}`", Shown(&cause.to_text())),
            },
            Failure::UnsupportedAlgorithm(name) => {
                write!(f, "unsupported digest algorithm `{}`; expected MD5", Shown(name))
            }
            Failure::NoNonce => f.write_str("the server asked for a digest without a nonce"),
            Failure::LoggedOut(reason) => {
                write!(f, "logged out during the login: `{}`", Shown(&reason.to_text()))
            }
            Failure::NotAcknowledged => f.write_str("the client did not accept the registration"),
        }
    }
}

impl core::error::Error for Failure {}

const fn describe(cause: FailureCause) -> &'static str {
    match cause {
        FailureCause::UnknownId => "the server does not know this user",
        FailureCause::NetworkServerConnectivityFailure => "the client server cannot reach its network server",
        FailureCause::IncorrectPassword => "the password is wrong",
        FailureCause::UnsupportedVersion => "the server does not support this version of the protocol",
        FailureCause::UnauthorizedCommPilotCallManager
        | FailureCause::UnauthorizedAttendantConsole
        | FailureCause::UnauthorizedClientCallControl
        | FailureCause::UnauthorizedPhoneStatusMonitoring => "the user does not have the service this login needs",
        FailureCause::UnauthorizedClientLicense => "a client licence is missing",
        FailureCause::WasConnectivityError => "the web authentication server cannot be reached",
        FailureCause::WasProcessingError => "the web authentication server had an error",
        FailureCause::ExtAuthHostNotInAclError => "the client server is not on the access control list",
    }
}
