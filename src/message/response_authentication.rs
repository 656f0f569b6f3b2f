//! `responseAuthentication` (section 6.3).

use super::values::{FailureCause, UserType};
use crate::schema::{Value, element};
use crate::xml::Text;

element! {
    /// Answers `registerAuthentication` with nonce and algorithm, or with a failure.
    ///
    /// Specification section 6.3; CAP-C; server to client.
    pub struct ResponseAuthentication<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: User<'a>,
            /// Nonce of the login digest; it must be used unchanged.
            "nonce" => nonce: Option<Text<'a>>,
            /// Digest algorithm, `MD5`.
            "algorithm" => algorithm: Option<Text<'a>>,
        }
    }
}

element! {
    /// `commandData/user` of `responseAuthentication`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
        }
        children {
            /// User id.
            "id" | "Id" or attribute => id: Option<Text<'a>>,
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
    /// `commandData/user/failure` of `responseAuthentication`.
    pub struct Failure<'a> = "failure" {
        attributes {
            /// Reason the login failed.
            "failureCause" => failure_cause: Option<Value<'a, FailureCause>>,
        }
    }
}
