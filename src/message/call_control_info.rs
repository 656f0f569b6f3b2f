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
            /// The user, and the call that can be controlled.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callControlInfo`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id of the user whom the message is about, usually with a domain. Servers may leave it out beside
            /// `userUid`.
            "id" | "Id" or child => id: text,
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
        }
        children {
            /// Call that the client can control.
            "call" => call: optional Call,
            /// Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2.
            "applicationId" => application_id: text,
        }
    }
}

element! {
    /// `commandData/user/call` of `callControlInfo`.
    pub struct Call<'a> = "call" {
        attributes {
            /// Call id, opaque; unique on one Application Server. Both legs of a call that was placed by `callAction`
            /// have the same one (since 16.0).
            "callId" => call_id: text,
            /// Id that the call keeps when it is forwarded from user to user (since 2.0). Of INSC users, the call id
            /// of the Wholesale Protocol, unique in the world.
            "extTrackingId" => ext_tracking_id: text,
        }
        children {
            /// Operations, each with `True` if the client can do it with this call at present.
            "control" => controls: list Control 3,
        }
    }
}

element! {
    /// `commandData/user/call/control` of `callControlInfo`.
    pub struct Control<'a> = "control" {
        attributes {
            /// Operation (`Hold` and `Retrieve` since 11.0).
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
        must("@id").since("14.0"),
        must("@userType").words(&["CallClient"]),
        must("@userUid"),
        must("call").container().with(&[
            must("@callId"),
            must("@extTrackingId"),
            must("control")
                .words(TRUE_OR_FALSE)
                .many()
                .with(&[must("@controlType").words(ControlType::WORDS).dated(ControlType::DATED)]),
        ]),
        must("applicationId").since("12.0").empty_in_ccc2(),
    ])],
)];
