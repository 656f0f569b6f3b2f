//! `registerResponse` (section 6.5).

use super::values::{FailureCause, UserType};
use crate::schema::{Value, element};
use crate::xml::Text;

element! {
    /// Result of `registerRequest`: a session id or a failure.
    ///
    /// Specification section 6.5; CAP-C; server to client.
    pub struct RegisterResponse<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: User<'a>,
        }
    }
}

element! {
    /// `commandData/user` of `registerResponse`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: Option<Text<'a>>,
        }
        children {
            /// User id.
            "id" | "Id" or attribute => id: Option<Text<'a>>,
            /// Number of users this console watches.
            "numMonitoredUsers" => num_monitored_users: Option<Value<'a, i64>>,
            /// `true` if the calls of watched users are reported.
            "callDetailsEnabled" => call_details_enabled: Option<Value<'a, bool>>,
            /// Reason the login failed.
            "failure" => failure: Option<Failure<'a>>,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: Option<Text<'a>>,
            /// Supervisor who logs in as the call center.
            "supervisorId" => supervisor_id: Option<Text<'a>>,
        }
    }
}

element! {
    /// `commandData/user/failure` of `registerResponse`.
    pub struct Failure<'a> = "failure" {
        attributes {
            /// Reason the login failed.
            "failureCause" => failure_cause: Option<Value<'a, FailureCause>>,
        }
    }
}
