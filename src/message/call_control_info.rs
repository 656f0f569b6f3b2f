//! `callControlInfo` (section 6.13).

use core::fmt;

use super::format::{BOTH, Format, TRUE_OR_FALSE, must};
use super::summary::{Line, Summarize, named, text};
use super::values::{CommandType, ControlType, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Actions that are possible for a call.
    ///
    /// Specification section 6.13; CAP-C and CCC2; server to client.
    pub struct CallControlInfo<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callControlInfo`.
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
            /// The call.
            "call" => call: optional Call,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
        }
    }
}

element! {
    /// `commandData/user/call` of `callControlInfo`.
    pub struct Call<'a> = "call" {
        attributes {
            /// Call id, opaque.
            "callId" => call_id: text,
            /// Tracking id; it stays the same across systems.
            "extTrackingId" => ext_tracking_id: text,
        }
        children {
            /// Abilities, each with `true` if it is allowed.
            "control" => controls: list Control 3,
        }
    }
}

element! {
    /// `commandData/user/call/control` of `callControlInfo`.
    pub struct Control<'a> = "control" {
        attributes {
            /// Kind of ability.
            "controlType" => control_type: word ControlType,
        }
        text {
            /// Text of the element.
            value: boolean,
        }
    }
}

impl Summarize for CallControlInfo<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let Some(call) = &self.user.call else { return Ok(()) };
        line.part([text(&call.call_id)])?;
        let allowed = call.controls.iter().filter(|control| control.value == true);
        line.part(allowed.map(|control| named(&control.control_type)))
    }
}

/// Field table of `callControlInfo`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::CallControlInfo,
    "default",
    "6.13",
    BOTH,
    &[must("user").container().with(&[
        must("@id"),
        must("@userType").words(&["CallClient"]),
        must("@userUid"),
        must("call").container().with(&[
            must("@callId"),
            must("@extTrackingId"),
            must("control").words(TRUE_OR_FALSE).many().with(&[must("@controlType").words(ControlType::WORDS)]),
        ]),
        must("applicationId").blank_in_ccc2(),
    ])],
)];
