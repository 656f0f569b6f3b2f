//! `queueAction` (section 6.21).

use core::fmt;

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
            /// The user the message is about.
            "user" | "User" => user: required User,
            /// Action for the queue.
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
            /// Kind of action.
            "actionType" => action_type: word QueueActionType,
        }
        children {
            /// Calls of the queue.
            "queueCall" => queue_call: optional QueueCall,
        }
    }
}

element! {
    /// `commandData/queueActionData/queueCall` of `queueAction`.
    pub struct QueueCall<'a> = "queueCall" {
        attributes {
            /// Call id, opaque.
            "callId" => call_id: text,
        }
        children {
            /// Position in the queue; 1 is the head.
            "position" => position: number,
            /// Destination of the call.
            "destination" => destination: text,
            /// Priority of the call.
            "priority" | "Priority" => priority: word Priority,
        }
    }
}

element! {
    /// `commandData/user` of `queueAction`.
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
            /// Application id: one of the user's client applications.
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
            may("@id"),
            must("applicationId").blank_in_ccc2(),
        ]),
        must("queueActionData").container().with(&[
            must("@actionType").words(QueueActionType::WORDS).alias("Remove", "Transfer").erratum(90),
            may("queueCall").container().with(&[
                may("@callId"),
                may("position").number(),
                may("destination"),
                may("priority").words(Priority::WORDS),
            ]),
        ]),
    ],
)
.identity()];
