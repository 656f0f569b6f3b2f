//! `sessionUpdate` (section 6.8).

use core::fmt;

use super::erratum::{E012, E053};
use super::format::{BOTH, CAP_C, Format, TRUE_OR_FALSE, is_console, may, must};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named, text};
use super::values::{CommandType, ConferenceState, UserType};
use crate::schema::{Protocol, WireValue, element};
use crate::xml::Text;

element! {
    /// Hook state and conference of a user.
    ///
    /// Specification section 6.8; CAP-C and CCC2; server to client.
    pub struct SessionUpdate<'a> = "commandData" {
        children {
            /// The user, and the state that all calls of the user share.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `sessionUpdate`.
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
            /// `true` if a phone of the user is off the hook. To a call client: only if this changed, or after the
            /// login. To a console: always, of the watched user.
            "offHook" => off_hook: boolean,
            /// Number of calls of the user; a `callUpdate` follows for each. Only after a login.
            "numCalls" => num_calls: number,
            /// Conference of the user. Sent after a login, and when the conference changes; absent if there is none.
            "conference" => conference: optional Conference,
            /// Most calls that the user can have at present; -1 if the user has no call, and sometimes else. Only
            /// after a login.
            "maxCalls" => max_calls: number,
            /// `true` if the phone controls its calls by itself, as SIP phones do; always `true` if the user has no
            /// call. Only after a login.
            "epControl" => ep_control: boolean,
            /// Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2.
            "applicationId" => application_id: text,
            /// Session id of the watched user, in messages to a console.
            "monitoredUserUid" => monitored_user_uid: text,
            /// User id of the watched user, in messages to a console (since 14.sp2).
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
            /// Calls in the conference, in any number (before 13.0 at least two).
            "callIn" => call_ins: list CallIn 2,
            /// Line of the phone that the conference is on, from 1 (since 13.0).
            "appearance" => appearance: number,
            /// Present if this user is silently monitoring the calls of the conference, which only this user is told
            /// (since 17.0).
            "silentlyMonitored" => silently_monitored: flag,
        }
    }
}

element! {
    /// `commandData/user/conference/callIn` of `sessionUpdate`.
    pub struct CallIn<'a> = "callIn" {
        attributes {
            /// Call id of a call in the conference.
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

/// Facts of a user.
const NO_CALLS: u16 = 1;
const MAX_CALLS: u16 = 2;
const ANY_NUMBER: u16 = 4;
const NO_CONTROL: u16 = 8;

static OF_USER: &[Relation] = &[
    Relation::never(About::NoCalls, NO_CALLS | MAX_CALLS, ANY_NUMBER, "`maxCalls` is -1 if `numCalls` is 0")
        .only_in(Protocol::CapC),
    Relation::never(About::NoCalls, NO_CALLS | NO_CONTROL, 0, "`epControl` is `True` if `numCalls` is 0")
        .only_in(Protocol::CapC),
];

/// Field tables of `sessionUpdate`, one for each [`SessionUpdateFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::SessionUpdate,
        "call-client",
        "6.8.1",
        BOTH,
        &[must("user").container().relations(OF_USER).with(&[
            must("@id").since("14.0"),
            must("@userType").words(&["CallClient"]),
            must("@userUid"),
            may("offHook").words(TRUE_OR_FALSE),
            may("numCalls").number_from(0).says(&[(NO_CALLS, &["0"])]),
            may("maxCalls").number_from(1).or_minus_one().there(MAX_CALLS).says(&[(ANY_NUMBER, &["-1"])]),
            may("epControl").words(TRUE_OR_FALSE).says(&[(NO_CONTROL, &["False"])]),
            may("conference").container().with(&[
                may("@conferenceState").words(ConferenceState::WORDS),
                may("callIn").container().many().with(&[may("@callInId")]),
                may("appearance").since("13.0").number_from(1),
                may("silentlyMonitored").since("17.0").nothing().erratum(&E053),
            ]),
            must("applicationId").since("12.0").empty_in_ccc2(),
        ])],
    )
    .console(false),
    Format::new(
        CommandType::SessionUpdate,
        "attendant-console",
        "6.8.2",
        CAP_C,
        &[must("user").container().with(&[
            must("@id").since("14.0"),
            must("@userType").words(&["AttendantConsole"]),
            must("@userUid"),
            must("monitoredUserUid"),
            must("monitoredUserId").since("14.sp2").erratum(&E012),
            must("offHook").words(TRUE_OR_FALSE),
            must("applicationId").since("12.0"),
        ])],
    )
    .console(true),
];
