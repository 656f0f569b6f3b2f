//! `acknowledgement` (section 6.6).

use core::fmt;

use super::format::{CAP_C, Format, may, must};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named};
use super::values::{CommandType, FailureCause, MessageName, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Tells the server that `registerResponse` arrived.
    ///
    /// Specification section 6.6; CAP-C; client to server.
    pub struct Acknowledgement<'a> = "commandData" {
        children {
            /// The user who logged in, and the message that is acknowledged.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `acknowledgement`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id of the user who logs in, or of the call center whose queue a supervisor watches.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Present if the client refuses the message. No case is defined, so a client does not send it; absent
            /// means success (E050).
            "failure" => failure: optional Failure,
            /// Name that the client application gave itself.
            "applicationId" => application_id: text,
            /// Message that is acknowledged.
            "message" => message: optional Message,
            /// User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any
            /// other login.
            "supervisorId" => supervisor_id: text,
        }
        ccc2 { "applicationId" before "supervisorId" }
    }
}

element! {
    /// `commandData/user/message` of `acknowledgement`.
    pub struct Message<'a> = "message" {
        attributes {
            /// Name of the command that is acknowledged.
            "messageName" => message_name: word MessageName,
        }
    }
}

element! {
    /// `commandData/user/failure` of `acknowledgement`.
    pub struct Failure<'a> = "failure" {
        attributes {
            /// Why the client refuses the message. No value is documented for this message.
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

/// Facts of a user.
const FAILED: u16 = 1;

static OF_USER: &[Relation] =
    &[Relation::never(About::Outcome, FAILED, 0, "an `acknowledgement` has no `failure`: no case of one is described")];

/// Field table of `acknowledgement`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::Acknowledgement,
    "default",
    "6.6",
    CAP_C,
    &[must("user").container().relations(OF_USER).with(&[
        must("@userType").words(UserType::WORDS),
        may("@userUid"),
        may("@id").since("14.sp1"),
        must("message").container().with(&[must("@messageName").words(MessageName::WORDS)]),
        may("failure").container().there(FAILED).with(&[may("@failureCause")]),
        must("applicationId"),
        may("supervisorId").since("17.0"),
    ])],
)
.identity()];
