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
            /// The user it is about.
            "user" | "User" => user: User<'a>,
            /// Key of the login digest, used unchanged.
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
            /// Why the login failed.
            "failure" => failure: Option<Failure<'a>>,
            /// Which client application of the user is meant.
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
            /// Why the login failed.
            "failureCause" => failure_cause: Option<Value<'a, FailureCause>>,
        }
    }
}
