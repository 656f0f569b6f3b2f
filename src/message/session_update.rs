//! `sessionUpdate` (section 6.8).

use core::fmt;

use super::format::{BOTH, CAP_C, Format, TRUE_OR_FALSE, is_console, may, must};
use super::summary::{Line, Summarize, named, text};
use super::values::{CommandType, ConferenceState, UserType};
use crate::schema::{WireValue, element};
use crate::xml::Text;

element! {
    /// Hook state and conference of a user.
    ///
    /// Specification section 6.8; CAP-C and CCC2; server to client.
    pub struct SessionUpdate<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `sessionUpdate`.
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
            /// `true` if a phone of the user is in use.
            "offHook" => off_hook: boolean,
            /// Number of calls at the time of login.
            "numCalls" => num_calls: number,
            /// The conference of the user.
            "conference" => conference: optional Conference,
            /// Maximum number of calls at present; -1 occurs.
            "maxCalls" => max_calls: number,
            /// `true` if the endpoint controls its calls itself.
            "epControl" => ep_control: boolean,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// Session id of the watched user.
            "monitoredUserUid" => monitored_user_uid: text,
            /// User id of the watched user.
            "monitoredUserId" first of two "monitoredUserUid" => monitored_user_id: text,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/conference` of `sessionUpdate`.
    pub struct Conference<'a> = "conference" {
        attributes {
            /// State of the conference.
            "conferenceState" => conference_state: word ConferenceState,
        }
        children {
            /// Participants of the conference.
            "callIn" => call_ins: list CallIn 2,
            /// Line appearance, -1 for none.
            "appearance" => appearance: number,
            /// Present when the conference is monitored silently.
            "silentlyMonitored" => silently_monitored: flag,
        }
    }
}

element! {
    /// `commandData/user/conference/callIn` of `sessionUpdate`.
    pub struct CallIn<'a> = "callIn" {
        attributes {
            /// Call id of a participant.
            "callInId" => call_in_id: text,
        }
    }
}

/// Format of a `sessionUpdate` (sections 6.8.1 and 6.8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionUpdateFormat {
    /// The user's own session.
    CallClient,
    /// A watched user.
    AttendantConsole,
}

impl SessionUpdate<'_> {
    /// Told apart by the type of the user.
    #[must_use]
    pub fn format(&self) -> SessionUpdateFormat {
        if is_console(self.user.user_type.as_ref()) {
            SessionUpdateFormat::AttendantConsole
        } else {
            SessionUpdateFormat::CallClient
        }
    }
}

impl Summarize for SessionUpdate<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([self.user.off_hook().map(|off| Text::from(if off { "off hook" } else { "on hook" }))])?;
        let Some(conference) = &self.user.conference else { return Ok(()) };
        let state = named(&conference.conference_state);
        line.part(
            [Some(Text::from("conference")), state]
                .into_iter()
                .chain(conference.call_ins.iter().map(|call| text(&call.call_in_id))),
        )
    }
}

/// Field tables of `sessionUpdate`, one for each [`SessionUpdateFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::SessionUpdate,
        "call-client",
        "6.8.1",
        BOTH,
        &[must("user").container().with(&[
            must("@id"),
            must("@userType").words(&["CallClient"]),
            must("@userUid"),
            may("offHook").words(TRUE_OR_FALSE),
            may("numCalls").number(),
            may("maxCalls").number(),
            may("epControl").words(TRUE_OR_FALSE),
            may("conference").container().with(&[
                may("@conferenceState").words(ConferenceState::WORDS),
                may("callIn").container().many().with(&[may("@callInId")]),
                may("appearance").number(),
                may("silentlyMonitored").nothing().erratum(53),
            ]),
            must("applicationId").blank_in_ccc2(),
        ])],
    )
    .console(false),
    Format::new(
        CommandType::SessionUpdate,
        "attendant-console",
        "6.8.2",
        CAP_C,
        &[must("user").container().with(&[
            must("@id"),
            must("@userType").words(&["AttendantConsole"]),
            must("@userUid"),
            must("monitoredUserUid"),
            must("monitoredUserId"),
            must("offHook").words(TRUE_OR_FALSE),
            must("applicationId"),
        ])],
    )
    .console(true),
];
