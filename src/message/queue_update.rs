//! `queueUpdate` (section 6.20).

use core::fmt;

use super::format::{BOTH, Format, TRUE_OR_FALSE, may, must};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named, text};
use super::values::{CommandType, MandatoryEntrance, Priority, UpdateReason, UserType};
use crate::schema::{Millis, Timestamp, Value, WireValue, element};

element! {
    /// Change in a call center queue.
    ///
    /// Specification section 6.20; CAP-C and CCC2; server to client.
    pub struct QueueUpdate<'a> = "commandData" {
        children {
            /// The user of the call center.
            "user" | "User" => user: required User,
            /// The queue, or what changed in it.
            "queue" => queue: required Queue,
        }
    }
}

element! {
    /// `commandData/queue` of `queueUpdate`.
    pub struct Queue<'a> = "queue" {
        attributes {
            /// What happened. It also tells whether the update has the whole queue or only what changed.
            "updateReason" => update_reason: word UpdateReason,
        }
        children {
            /// Calls: for `Initial`, `CallReordered` and `Refresh` all calls, in the order of the queue; otherwise
            /// those that changed. A call that left the queue may have its id alone.
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
            /// Country code of `remoteNumber`.
            "remoteCountryCode" => remote_country_code: text,
            /// Number of the caller; `Private` if it must not be shown, `Unavailable` if it is not known.
            "remoteNumber" => remote_number: text,
            /// Name of the caller; empty if it is not known.
            "remoteName" => remote_name: text,
            /// Time at which the call entered the queue, in milliseconds since 1970. The call has waited since then,
            /// and before that for `preservedWaitTime`.
            "timeAdded" => time_added: time,
            /// Whether the entrance message that every caller must hear is being played to the call (since 16.0).
            "mandatoryEntrance" => mandatory_entrance: word MandatoryEntrance,
            /// `true` if the call was offered to an agent before and came back (since 16.0).
            "bouncedCall" => bounced_call: boolean,
            /// `true` if the call was moved in the queue before (since 16.0).
            "reorderedCall" => reordered_call: boolean,
            /// Time that the call had waited before it was added, in milliseconds (since 16.0); it counts in addition
            /// to the time since `timeAdded`.
            "preservedWaitTime" => preserved_wait_time: duration,
            /// Place in the queue, from 1 at the head.
            "position" => position: number,
            /// Priority of the call (since 17.0).
            "priority" | "Priority" => priority: word Priority,
            /// Name of the number of the call center that was dialled (since 17.0).
            "DNISName" => dnis_name: text,
            /// Number of the call center that was dialled (since 17.0).
            "DNISNumber" => dnis_number: text,
            /// Time at which the call came to its priority, in milliseconds since 1970 (since 17.0).
            "addTimeInPriorityBucket" => add_time_in_priority_bucket: time,
            /// Time that the call had waited when it came to its priority, in milliseconds (since 17.0).
            "preservedWaitTimeInPriorityBucket" => preserved_wait_time_in_priority_bucket: duration,
        }
    }
}

element! {
    /// `commandData/user` of `queueUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id of the call center.
            "id" | "Id" or child => id: text,
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
        }
        children {
            /// Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2.
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

/// Facts of a queue.
const SECOND_CALL: u16 = 1;
const OF_ONE_CALL: u16 = 2;

static OF_QUEUE: &[Relation] = &[Relation::never(
    About::OneCall,
    SECOND_CALL | OF_ONE_CALL,
    0,
    "a `queueUpdate` with this `updateReason` is about one call",
)];

/// Field table of `queueUpdate`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::QueueUpdate,
    "default",
    "6.20",
    BOTH,
    &[
        must("user").container().with(&[
            must("@id").since("14.0"),
            must("@userType").words(&["CallClient"]),
            must("@userUid"),
            must("applicationId").since("14.sp3").blank_in_ccc2(),
        ]),
        must("queue").container().relations(OF_QUEUE).with(&[
            must("@updateReason").words(UpdateReason::WORDS).dated(UpdateReason::DATED).says(&[(
                OF_ONE_CALL,
                &["CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned", "QueueTimeout"],
            )]),
            must("queueCall").container().many().again(SECOND_CALL).with(&[
                must("@callId"),
                may("remoteCountryCode"),
                may("remoteNumber"),
                may("remoteName"),
                may("timeAdded").number_from(0),
                may("mandatoryEntrance").since("16.0").words(MandatoryEntrance::WORDS),
                may("bouncedCall").since("16.0").words(TRUE_OR_FALSE),
                may("reorderedCall").since("16.0").words(TRUE_OR_FALSE),
                may("preservedWaitTime").since("16.0").number_from(0),
                may("position").number_from(1),
                may("DNISName").since("17.0"),
                may("DNISNumber").since("17.0"),
                may("priority").since("17.0").words(Priority::WORDS),
                may("addTimeInPriorityBucket").since("17.0").number_from(0),
                may("preservedWaitTimeInPriorityBucket").since("17.0").number_from(0),
            ]),
        ]),
    ],
)];
