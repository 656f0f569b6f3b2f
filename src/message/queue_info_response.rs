//! `queueInfoResponse` (section 6.24).

use core::fmt;

use super::erratum::E033;
use super::format::{BOTH, Format, may, must};
use super::summary::{Line, Summarize, text};
use super::values::{CommandType, UserType};
use crate::schema::{Value, element};

element! {
    /// Calls waiting in the queues of an agent.
    ///
    /// Specification section 6.24; CAP-C and CCC2; server to client.
    pub struct QueueInfoResponse<'a> = "commandData" {
        children {
            /// The agent who asked, and the agent's queues.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `queueInfoResponse`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id of the user whom the message is about, usually with a domain. Servers may leave it out beside
            /// `userUid`.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Name that the client application gave itself at the login; it tells the user's clients apart.
            "applicationId" => application_id: text,
            /// Call centers that the agent has joined, in any number.
            "callcenter" | "callCenter" => call_centers: list CallCenter 2,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/callcenter` of `queueInfoResponse`.
    pub struct CallCenter<'a> = "callcenter" {
        attributes {
            /// User id of the call center.
            "id" | "Id" => id: text,
        }
        children {
            /// Number of calls that wait in the queue. How a failure looks is not documented.
            "numCallsInQueue" => num_calls_in_queue: number,
        }
    }
}

impl Summarize for QueueInfoResponse<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        self.user
            .call_centers
            .iter()
            .try_for_each(|queue| line.part([text(&queue.id), queue.num_calls_in_queue.as_ref().map(Value::name)]))
    }
}

/// Field table of `queueInfoResponse`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::QueueInfoResponse,
    "default",
    "6.24",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        must("@userUid").erratum(&E033),
        must("@id").erratum(&E033),
        may("callcenter").container().many().with(&[must("@id"), may("numCallsInQueue").number_from(0)]),
        must("applicationId").optional_in_ccc2(),
    ])],
)];
