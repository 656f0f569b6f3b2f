//! Which format of a command a message has.

use super::values::UserType;
use super::{call_update, profile_update, register_response, response_authentication, session_update};
use crate::schema::{Value, element};

element! {
    /// Contents of a command this crate does not know; everything stands in `unknown`.
    pub struct Opaque<'a> = "commandData" {}
}

fn is_console(user_type: Option<&Value<'_, UserType>>) -> bool {
    user_type.is_some_and(|t| *t == UserType::AttendantConsole)
}

/// Format of a `responseAuthentication` (sections 6.3.1 and 6.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseAuthenticationFormat {
    /// With nonce and algorithm.
    Success,
    /// With a failure.
    Failure,
}

impl response_authentication::ResponseAuthentication<'_> {
    /// Told apart by the `failure` of the user.
    #[must_use]
    pub const fn format(&self) -> ResponseAuthenticationFormat {
        match self.user.failure {
            Some(_) => ResponseAuthenticationFormat::Failure,
            None => ResponseAuthenticationFormat::Success,
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

impl register_response::RegisterResponse<'_> {
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

/// Format of a `sessionUpdate` (sections 6.8.1 and 6.8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionUpdateFormat {
    /// The user's own session.
    CallClient,
    /// A watched user.
    AttendantConsole,
}

impl session_update::SessionUpdate<'_> {
    /// Told apart by the type of the user.
    #[must_use]
    pub fn format(&self) -> SessionUpdateFormat {
        if is_console(self.user.user_type.as_ref()) {
            SessionUpdateFormat::AttendantConsole
        } else {
            SessionUpdateFormat::CallClient
        }
    }
}

/// Format of a `profileUpdate` (sections 6.9.1 to 6.9.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileUpdateFormat {
    /// The user's whole profile, after login.
    CallClientInitial,
    /// What changed in the user's profile.
    CallClientUpdate,
    /// A watched user's whole profile.
    AttendantConsoleInitial,
    /// What changed in a watched user's profile.
    AttendantConsoleUpdate,
}

impl profile_update::ProfileUpdate<'_> {
    /// Told apart by the type of the user and by `initialUpdate`.
    #[must_use]
    pub fn format(&self) -> ProfileUpdateFormat {
        match (is_console(self.user.user_type.as_ref()), self.user.initial_update.is_some()) {
            (false, true) => ProfileUpdateFormat::CallClientInitial,
            (false, false) => ProfileUpdateFormat::CallClientUpdate,
            (true, true) => ProfileUpdateFormat::AttendantConsoleInitial,
            (true, false) => ProfileUpdateFormat::AttendantConsoleUpdate,
        }
    }
}

/// Format of a `callUpdate` (sections 6.10.1 and 6.10.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallUpdateFormat {
    /// A call of the user.
    CallClient,
    /// A call of a watched user; only states 2 and 5 are documented (E100).
    AttendantConsole,
}

impl call_update::CallUpdate<'_> {
    /// Told apart by the type of the user.
    #[must_use]
    pub fn format(&self) -> CallUpdateFormat {
        if is_console(self.user.user_type.as_ref()) {
            CallUpdateFormat::AttendantConsole
        } else {
            CallUpdateFormat::CallClient
        }
    }
}
