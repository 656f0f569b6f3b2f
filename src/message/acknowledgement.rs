//! `acknowledgement` (section 6.6).

use core::fmt;

use super::format::{CAP_C, Format, may, must};
use super::summary::{Line, Summarize, named};
use super::values::{CommandType, FailureCause, MessageName, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Tells the server that `registerResponse` arrived.
    ///
    /// Specification section 6.6; CAP-C; client to server.
    pub struct Acknowledgement<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `acknowledgement`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: word UserType,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Reason the login failed.
            "failure" => failure: optional Failure,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// Description of the error, for people.
            "message" => message: optional Message,
            /// Supervisor who logs in as the call center.
            "supervisorId" => supervisor_id: text,
        }
        ccc2 { "applicationId" before "supervisorId" }
    }
}

element! {
    /// `commandData/user/message` of `acknowledgement`.
    pub struct Message<'a> = "message" {
        attributes {
            /// Command that is acknowledged.
            "messageName" => message_name: word MessageName,
        }
    }
}

element! {
    /// `commandData/user/failure` of `acknowledgement`.
    pub struct Failure<'a> = "failure" {
        attributes {
            /// Reason the login failed.
            "failureCause" => failure_cause: word FailureCause,
        }
    }
}

impl Summarize for Acknowledgement<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let user = &self.user;
        line.part([user.failure.as_ref().and_then(|failure| named(&failure.failure_cause))])?;
        line.part([user.message.as_ref().and_then(|message| named(&message.message_name))])
    }
}

/// Field table of `acknowledgement`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::Acknowledgement,
    "default",
    "6.6",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        may("@userUid"),
        may("@id"),
        must("message").container().with(&[must("@messageName").words(MessageName::WORDS)]),
        may("failure").container().with(&[may("@failureCause").erratum(51)]),
        must("applicationId"),
        may("supervisorId"),
    ])],
)
.identity()];
