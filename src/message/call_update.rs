//! `callUpdate` (section 6.10).

use core::fmt;

use super::command::Environment;
use super::erratum::{E012, E033, E045, E053, E100};
use super::format::{BOTH, CAP_C, FieldRule, Format, is_console, may, must};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named, text};
use super::values::{
    CallState, CallType, CommandType, LocalAltType, Personality, RecallType, RedirectFromReason, RedirectToReason,
    ReleaseCause, UserType,
};
use crate::schema::{Value, WireValue, element};

element! {
    /// State of a call.
    ///
    /// Specification section 6.10; CAP-C and CCC2; server to client.
    pub struct CallUpdate<'a> = "commandData" {
        children {
            /// The user, and the call that changed.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callUpdate`.
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
            /// Call whose state is new or changed. The specification sends one in each message, although the DTDs
            /// allow any number (E085).
            "call" => calls: list Call 1,
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
    /// `commandData/user/call` of `callUpdate`.
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
            /// Line of the phone, from 1, that the call is on; -1 if it is on none (since 13.0). Of INSC users, a
            /// number that tells simultaneous calls apart.
            "appearance" => appearance: number,
            /// Side of the call that the user is on.
            "personality" => personality: word Personality,
            /// State of the call.
            "state" => state: word CallState,
            /// Why the call was released. It means nothing before state 5: until then it is 0.
            "releaseCause" => release_cause: word ReleaseCause,
            /// Country code of `remoteNumber`.
            "remoteCountryCode" => remote_country_code: text,
            /// Number of the other side; `Private` if it must not be shown, `Unavailable` if it is not known.
            "remoteNumber" => remote_number: text,
            /// Name of the other side; empty if it is not known.
            "remoteName" => remote_name: text,
            /// Number of the other side as a `tel:` URI in E.164 form, perhaps with the parameters `ext` and
            /// `phone-context`; or `Private` or `Unavailable` (since 16.0).
            "remoteTelUri" => remote_tel_uri: text,
            /// Which of the user's numbers the call is made from or received on: the main number or an alternate one.
            "localAltType" => local_alt_type: word LocalAltType,
            /// Line and port of the device that the call is at, for users with several devices (Multiple Call
            /// Arrangement, since 13.0).
            "linePort" => line_port: text,
            /// Country code of `redirectFromNumber` (VoIP, since 11.1).
            "redirectFromCountryCode" => redirect_from_country_code: text,
            /// Number of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1).
            "redirectFromNumber" => redirect_from_number: text,
            /// Name of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1).
            "redirectFromName" => redirect_from_name: text,
            /// Why that party redirected the call; may be empty (VoIP, since 11.1).
            "redirectFromReason" => redirect_from_reason: word RedirectFromReason,
            /// Kind of call (since 14.sp3). Servers often leave it out (E045).
            "callType" => call_type: word CallType,
            /// Time at which the user placed or received the call, in milliseconds since 1970 (since 16.0).
            "callStartTime" => call_start_time: time,
            /// Time at which the call was answered, in milliseconds since 1970 (since 16.0); absent until then.
            "callAnswerTime" => call_answer_time: time,
            /// User id of the call center that was called before the call came to this agent (since 14.sp3). Absent
            /// if the user is no agent, was called directly, or placed the call.
            "callCenterUserId" => call_center_user_id: text,
            /// Number of the user that the call is made from or received on; see `localAltType` (CCC2).
            "localNumber" => local_number: text,
            /// Number to which the call is redirected (CCC2).
            "redirectToNum" | "redirectToNumber" => redirect_to_num: text,
            /// Why the call is redirected to `redirectToNum` (CCC2).
            "redirectToReason" => redirect_to_reason: word RedirectToReason,
            /// Number of redirections: the `redirectCounter` of the Wholesale Protocol (INSC).
            "redirectFromCounter" => redirect_from_counter: text,
            /// Number that was called: the field of the same name in the Wholesale Protocol (INSC).
            "origCalledNum" => orig_called_num: text,
            /// Reason of the redirection: the field of the same name in the Wholesale Protocol (INSC). Its values are
            /// not documented.
            "origRedirReason" => orig_redir_reason: text,
            /// Why the call came back (since 14.sp4); absent if it did not.
            "recallType" => recall_type: word RecallType,
            /// Data of the call center that the call comes from (since 17.0); absent of any other call.
            "callCenter" | "callcenter" => call_center: optional CallCenter,
            /// Present when the timer that reminds the user of a held call has run out on the server (since 17.0).
            "holdReminder" => hold_reminder: flag,
        }
    }
}

element! {
    /// `commandData/user/call/callCenter` of `callUpdate`.
    pub struct CallCenter<'a> = "callCenter" {
        attributes {
            /// User id of the call center.
            "id" | "Id" => id: text,
        }
        children {
            /// Name of the number of the call center that was dialled, if it has one.
            "DNISName" => dnis_name: text,
            /// Number of the call center that was dialled, if it is known.
            "DNISNumber" => dnis_number: text,
            /// Time that the call has waited in the queue, in milliseconds.
            "callWaitTime" => call_wait_time: duration,
            /// Longest wait of a call in the queue, in milliseconds.
            "longestWaitTime" | "longestCallWaitTime" => longest_wait_time: duration,
            /// Number of calls that still wait in the queue.
            "numCallsInQueue" => num_calls_in_queue: number,
        }
    }
}

/// Format of a `callUpdate` (sections 6.10.1 and 6.10.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallUpdateFormat {
    /// A call of the user.
    CallClient,
    /// A call of a watched user; only states 2 and 5 are documented (E100).
    AttendantConsole,
}

impl CallUpdate<'_> {
    /// Told apart by the type of the user.
    #[must_use]
    pub fn format(&self) -> CallUpdateFormat {
        if is_console(self.user.user_type.as_ref()) {
            CallUpdateFormat::AttendantConsole
        } else {
            CallUpdateFormat::CallClient
        }
    }
}

impl Summarize for CallUpdate<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        self.user.calls.iter().try_for_each(|call| {
            // Every call has a cause, and `Normal` says nothing.
            let cause = call.release_cause.as_ref().filter(|cause| **cause != ReleaseCause::Normal).map(Value::name);
            let parts = [text(&call.call_id), named(&call.state), cause];
            line.part(parts.into_iter().chain([text(&call.remote_number), text(&call.remote_name)]))
        })
    }
}

/// Facts of a call.
const STATE: u16 = 1;
const RELEASED: u16 = 2;
const CAUSE: u16 = 4;
const NO_CAUSE: u16 = 8;
const VOIP: u16 = 16;
const INSC: u16 = 32;

/// A field of VoIP users.
const fn voip(field: FieldRule) -> FieldRule {
    field.there(VOIP).only_in(Environment::Voip)
}

/// A field of INSC users.
const fn insc(field: FieldRule) -> FieldRule {
    field.there(INSC).only_in(Environment::Insc)
}

static OF_CALL: &[Relation] = &[
    Relation::never(About::ReleaseCause, STATE | CAUSE, RELEASED | NO_CAUSE, "`releaseCause` is 0 until `state` is 5"),
    Relation::never(About::Network, VOIP | INSC, 0, "a call has no fields of both VoIP and INSC"),
];

/// Facts of a user.
const SECOND_CALL: u16 = 64;

static OF_USER: &[Relation] =
    &[Relation::never(About::OneCall, SECOND_CALL, 0, "a `callUpdate` is about one call").erratum(85)];

/// Field tables of `callUpdate`, one for each [`CallUpdateFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::CallUpdate,
        "call-client",
        "6.10.1",
        BOTH,
        &[must("user").container().relations(OF_USER).with(&[
            must("@id").since("14.0").erratum(&E033),
            must("@userType").words(&["CallClient"]),
            must("@userUid"),
            must("call").container().many().again(SECOND_CALL).relations(OF_CALL).with(&[
                must("@callId"),
                must("@extTrackingId").since("2.0"),
                must("appearance").number_from(1).or_minus_one().dated(&[("-1", "13.0")]),
                must("personality").words(Personality::WORDS),
                must("state").words(CallState::WORDS).there(STATE).says(&[(RELEASED, &["5"])]),
                must("releaseCause")
                    .words(ReleaseCause::WORDS)
                    .dated(ReleaseCause::DATED)
                    .there(CAUSE)
                    .says(&[(NO_CAUSE, &["0"])]),
                must("remoteCountryCode"),
                must("remoteNumber"),
                must("remoteName"),
                may("remoteTelUri").since("16.0").tel_uri(),
                must("localAltType").words(LocalAltType::WORDS).dated(LocalAltType::DATED),
                may("linePort").since("13.0"),
                voip(may("redirectFromCountryCode").since("11.1")),
                voip(may("redirectFromNumber").since("11.1")),
                voip(may("redirectFromName").since("11.1")),
                voip(may("redirectFromReason").since("11.1").words(RedirectFromReason::WORDS).or_empty()),
                must("callType").since("14.sp3").words(CallType::WORDS).erratum(&E045),
                may("callStartTime").since("16.0").number_from(0),
                may("callAnswerTime").since("16.0").number_from(0),
                may("callCenterUserId").since("14.sp3"),
                must("localNumber").in_ccc2(),
                may("redirectToNum").in_ccc2(),
                may("redirectToReason").words(RedirectToReason::WORDS).in_ccc2(),
                insc(may("redirectFromCounter")),
                insc(may("origCalledNum")),
                insc(may("origRedirReason")),
                may("recallType").since("14.sp4").words(RecallType::WORDS),
                may("callCenter").since("17.0").container().with(&[
                    may("@id"),
                    may("DNISName"),
                    may("DNISNumber"),
                    may("callWaitTime").number_from(0),
                    may("longestWaitTime").number_from(0),
                    may("numCallsInQueue").number_from(0),
                ]),
                may("holdReminder").since("17.0").nothing().erratum(&E053),
            ]),
            must("applicationId").since("12.0").empty_in_ccc2(),
        ])],
    )
    .console(false),
    Format::new(
        CommandType::CallUpdate,
        "attendant-console",
        "6.10.2",
        CAP_C,
        &[must("user").container().relations(OF_USER).with(&[
            must("@id").since("14.0"),
            must("@userType").words(&["AttendantConsole"]),
            must("@userUid"),
            must("monitoredUserUid"),
            must("monitoredUserId").since("14.sp2").erratum(&E012),
            must("call").container().many().again(SECOND_CALL).with(&[
                must("@callId"),
                must("@extTrackingId").since("2.0"),
                must("state").words(&["2", "5"]).erratum(&E100),
                must("remoteNumber"),
                must("remoteName"),
                may("remoteTelUri").since("16.0").tel_uri(),
                may("callStartTime").since("16.0").number_from(0),
                may("callAnswerTime").since("16.0").number_from(0),
                may("callCenter").since("17.0").container().with(&[
                    may("@id"),
                    may("DNISName"),
                    may("DNISNumber"),
                    may("callWaitTime").number_from(0),
                    may("longestWaitTime").number_from(0),
                    may("numCallsInQueue").number_from(0),
                ]),
                may("holdReminder").since("17.0").nothing().erratum(&E053),
            ]),
            must("applicationId").since("12.0"),
        ])],
    )
    .console(true),
];
