//! `queueAction` (section 6.21).

use core::fmt;

use super::erratum::E090;
use super::format::{BOTH, Format, may, must};
use super::summary::{Line, Summarize, named, text};
use super::values::{CommandType, Priority, QueueActionType, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Asks the server to change a queue.
    ///
    /// Specification section 6.21; CAP-C and CCC2; client to server.
    pub struct QueueAction<'a> = "commandData" {
        children {
            /// The user of the call center.
            "user" | "User" => user: required User,
            /// What to do with the queue.
            "queueActionData" => queue_action_data: required QueueActionData,
        }
        moved {
            "applicationId" => user.application_id,
        }
    }
}

element! {
    /// `commandData/queueActionData` of `queueAction`.
    pub struct QueueActionData<'a> = "queueActionData" {
        attributes {
            /// Kind of action (`Promote` since 17.0).
            "actionType" => action_type: word QueueActionType,
        }
        children {
            /// The call that the action is about, at most one; absent of `Refresh`.
            "queueCall" => queue_call: optional QueueCall,
        }
    }
}

element! {
    /// `commandData/queueActionData/queueCall` of `queueAction`.
    pub struct QueueCall<'a> = "queueCall" {
        attributes {
            /// Call id of the call in the queue, as `queueUpdate` told it.
            "callId" => call_id: text,
        }
        children {
            /// New place in the queue, from 1 at the head, for `Reorder`.
            "position" => position: number,
            /// Number to transfer the call to, for `Transfer`.
            "destination" => destination: text,
            /// Priority to give the call, for `Promote` (since 17.0).
            "priority" | "Priority" => priority: word Priority,
        }
    }
}

element! {
    /// `commandData/user` of `queueAction`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id of the call center.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2.
            "applicationId" => application_id: text,
        }
    }
}

impl Summarize for QueueAction<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let data = &self.queue_action_data;
        let call = data.queue_call.as_ref();
        let position = call.and_then(|call| Some(call.position.as_ref()?.name()));
        let [id, destination] = [call.map(|call| &call.call_id), call.map(|call| &call.destination)];
        let priority = call.and_then(|call| named(&call.priority));
        let parts = [named(&data.action_type), id.and_then(text), position, destination.and_then(text), priority];
        line.part(parts)
    }
}

/// Field table of `queueAction`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::QueueAction,
    "default",
    "6.21",
    BOTH,
    &[
        must("user").container().with(&[
            must("@userType").words(&["CallClient"]),
            may("@userUid"),
            may("@id").since("14.sp1"),
            must("applicationId").since("14.sp3").blank_in_ccc2(),
        ]),
        must("queueActionData").container().with(&[
            must("@actionType")
                .words(QueueActionType::WORDS)
                .dated(QueueActionType::DATED)
                .alias("Remove", "Transfer")
                .erratum(&E090),
            may("queueCall").container().with(&[
                may("@callId"),
                may("position").number_from(1),
                may("destination"),
                may("priority").since("17.0").words(Priority::WORDS),
            ]),
        ]),
    ],
)
.identity()];
