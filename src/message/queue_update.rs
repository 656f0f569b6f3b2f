//! `queueUpdate` (section 6.20).

use core::fmt;

use super::format::{BOTH, Format, TRUE_OR_FALSE, may, must};
use super::summary::{Line, Summarize, named, text};
use super::values::{CommandType, MandatoryEntrance, Priority, UpdateReason, UserType};
use crate::schema::{Millis, Timestamp, Value, WireValue, element};

element! {
    /// Change in a call center queue.
    ///
    /// Specification section 6.20; CAP-C and CCC2; server to client.
    pub struct QueueUpdate<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
            /// The queue.
            "queue" => queue: required Queue,
        }
    }
}

element! {
    /// `commandData/queue` of `queueUpdate`.
    pub struct Queue<'a> = "queue" {
        attributes {
            /// Event in the queue that caused the update.
            "updateReason" => update_reason: word UpdateReason,
        }
        children {
            /// Calls of the queue: all of them or only those that changed, as `updateReason` says.
            "queueCall" => calls: list QueueCall 2,
        }
    }
}

element! {
    /// `commandData/queue/queueCall` of `queueUpdate`.
    pub struct QueueCall<'a> = "queueCall" {
        attributes {
            /// Call id, opaque.
            "callId" => call_id: text,
        }
        children {
            /// Country code of the remote party.
            "remoteCountryCode" => remote_country_code: text,
            /// Number of the remote party, `Private` or `Unavailable`.
            "remoteNumber" => remote_number: text,
            /// Name of the remote party.
            "remoteName" => remote_name: text,
            /// Time the call joined the queue, in milliseconds since 1970.
            "timeAdded" => time_added: time,
            /// State of the mandatory entrance message.
            "mandatoryEntrance" => mandatory_entrance: word MandatoryEntrance,
            /// `true` if the call bounced: it came back from an agent.
            "bouncedCall" => bounced_call: boolean,
            /// `true` if the call was moved to another position.
            "reorderedCall" => reordered_call: boolean,
            /// Time the call had waited before it joined this queue, in milliseconds.
            "preservedWaitTime" => preserved_wait_time: duration,
            /// Position in the queue; 1 is the head.
            "position" => position: number,
            /// Priority of the call.
            "priority" | "Priority" => priority: word Priority,
            /// Name of the dialled call center number.
            "DNISName" => dnis_name: text,
            /// The dialled call center number.
            "DNISNumber" => dnis_number: text,
            /// Time the call got its priority, in milliseconds since 1970.
            "addTimeInPriorityBucket" => add_time_in_priority_bucket: time,
            /// Time the call had waited when it got this priority, in milliseconds.
            "preservedWaitTimeInPriorityBucket" => preserved_wait_time_in_priority_bucket: duration,
        }
    }
}

element! {
    /// `commandData/user` of `queueUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id.
            "id" | "Id" or child => id: text,
            /// Kind of client.
            "userType" => user_type: word UserType,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: text,
        }
        children {
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
        }
    }
}

impl QueueCall<'_> {
    /// Returns how long the call has waited: since it joined the queue, and before that. `None` if the message does not
    /// say when it joined.
    #[must_use]
    pub fn waited(&self, now: Timestamp) -> Option<Millis> {
        Some(now - self.time_added()? + self.preserved_wait_time().unwrap_or_default())
    }
}

impl Summarize for QueueUpdate<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([named(&self.queue.update_reason)])?;
        self.queue.calls.iter().try_for_each(|call| {
            let position = call.position.as_ref().map(Value::name);
            line.part([text(&call.call_id), position, text(&call.remote_number), text(&call.remote_name)])
        })
    }
}

/// Field table of `queueUpdate`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::QueueUpdate,
    "default",
    "6.20",
    BOTH,
    &[
        must("user").container().with(&[
            must("@id"),
            must("@userType").words(&["CallClient"]),
            must("@userUid"),
            must("applicationId").blank_in_ccc2(),
        ]),
        must("queue").container().with(&[
            must("@updateReason").words(UpdateReason::WORDS),
            must("queueCall").container().many().erratum(86).with(&[
                must("@callId"),
                may("remoteCountryCode"),
                may("remoteNumber"),
                may("remoteName"),
                may("timeAdded").number(),
                may("mandatoryEntrance").words(MandatoryEntrance::WORDS),
                may("bouncedCall").words(TRUE_OR_FALSE),
                may("reorderedCall").words(TRUE_OR_FALSE),
                may("preservedWaitTime").number(),
                may("position").number(),
                may("DNISName"),
                may("DNISNumber"),
                may("priority").words(Priority::WORDS),
                may("addTimeInPriorityBucket").number(),
                may("preservedWaitTimeInPriorityBucket").number(),
            ]),
        ]),
    ],
)];
