//! `callUpdate` (section 6.10).

use core::fmt;

use super::format::{BOTH, CAP_C, Format, is_console, may, must};
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
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callUpdate`.
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
            "call" => calls: list Call 1,
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
    /// `commandData/user/call` of `callUpdate`.
    pub struct Call<'a> = "call" {
        attributes {
            /// Call id, opaque.
            "callId" => call_id: text,
            /// Tracking id; it stays the same across systems.
            "extTrackingId" => ext_tracking_id: text,
        }
        children {
            /// Line appearance, -1 for none.
            "appearance" => appearance: number,
            /// Role of the user in the call: originator or terminator.
            "personality" => personality: word Personality,
            /// State of the call.
            "state" => state: word CallState,
            /// Reason the call was released; meaningful in state 5 only.
            "releaseCause" => release_cause: word ReleaseCause,
            /// Country code of the remote party.
            "remoteCountryCode" => remote_country_code: text,
            /// Number of the remote party, `Private` or `Unavailable`.
            "remoteNumber" => remote_number: text,
            /// Name of the remote party.
            "remoteName" => remote_name: text,
            /// `tel:` URI of the remote party, `Private` or `Unavailable`.
            "remoteTelUri" => remote_tel_uri: text,
            /// Kind of the user's number that was called.
            "localAltType" => local_alt_type: word LocalAltType,
            /// Device line of the call.
            "linePort" => line_port: text,
            /// Country code of the redirecting party.
            "redirectFromCountryCode" => redirect_from_country_code: text,
            /// Number of the redirecting party.
            "redirectFromNumber" => redirect_from_number: text,
            /// Name of the redirecting party.
            "redirectFromName" => redirect_from_name: text,
            /// Reason the call was redirected to this user.
            "redirectFromReason" => redirect_from_reason: word RedirectFromReason,
            /// Kind of call.
            "callType" => call_type: word CallType,
            /// Start of the call, in milliseconds since 1970.
            "callStartTime" => call_start_time: time,
            /// Time the call was answered, in milliseconds since 1970.
            "callAnswerTime" => call_answer_time: time,
            /// User id of the call center of the call.
            "callCenterUserId" => call_center_user_id: text,
            /// Number of the user (CCC2).
            "localNumber" => local_number: text,
            /// Number the call was redirected to (CCC2).
            "redirectToNum" | "redirectToNumber" => redirect_to_num: text,
            /// Reason the call was redirected to another number (CCC2).
            "redirectToReason" => redirect_to_reason: word RedirectToReason,
            /// Number of times the call was redirected (CCC2, INSC).
            "redirectFromCounter" => redirect_from_counter: text,
            /// Number called first (CCC2, INSC).
            "origCalledNum" => orig_called_num: text,
            /// Reason of the first redirection (CCC2, INSC).
            "origRedirReason" => orig_redir_reason: text,
            /// Reason the call came back.
            "recallType" => recall_type: word RecallType,
            /// Call center data.
            "callCenter" | "callcenter" => call_center: optional CallCenter,
            /// Present when a held call rings back.
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
            /// Name of the dialled call center number.
            "DNISName" => dnis_name: text,
            /// The dialled call center number.
            "DNISNumber" => dnis_number: text,
            /// Time this call waited, in milliseconds.
            "callWaitTime" => call_wait_time: duration,
            /// Longest wait in the queue, in milliseconds.
            "longestWaitTime" | "longestCallWaitTime" => longest_wait_time: duration,
            /// Number of calls in the queue.
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

/// Field tables of `callUpdate`, one for each [`CallUpdateFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::CallUpdate,
        "call-client",
        "6.10.1",
        BOTH,
        &[must("user").container().with(&[
            must("@id").erratum(33),
            must("@userType").words(&["CallClient"]),
            must("@userUid").erratum(33),
            must("call").container().many().with(&[
                must("@callId"),
                must("@extTrackingId"),
                must("appearance").number(),
                must("personality").words(Personality::WORDS),
                must("state").words(CallState::WORDS),
                must("releaseCause").words(ReleaseCause::WORDS),
                must("remoteCountryCode"),
                must("remoteNumber"),
                must("remoteName"),
                may("remoteTelUri"),
                must("localAltType").words(LocalAltType::WORDS),
                may("linePort"),
                may("redirectFromCountryCode"),
                may("redirectFromNumber"),
                may("redirectFromName"),
                may("redirectFromReason").words(RedirectFromReason::WORDS).or_empty(),
                must("callType").words(CallType::WORDS).erratum(45),
                may("callStartTime").number(),
                may("callAnswerTime").number(),
                may("callCenterUserId"),
                must("localNumber").in_ccc2(),
                may("redirectToNum").in_ccc2(),
                may("redirectToReason").words(RedirectToReason::WORDS).in_ccc2(),
                may("redirectFromCounter"),
                may("origCalledNum"),
                may("origRedirReason"),
                may("recallType").words(RecallType::WORDS),
                may("callCenter").container().with(&[
                    may("@id"),
                    may("DNISName"),
                    may("DNISNumber"),
                    may("callWaitTime").number(),
                    may("longestWaitTime").number(),
                    may("numCallsInQueue").number(),
                ]),
                may("holdReminder").nothing().erratum(53),
            ]),
            must("applicationId").blank_in_ccc2(),
        ])],
    )
    .console(false),
    Format::new(
        CommandType::CallUpdate,
        "attendant-console",
        "6.10.2",
        CAP_C,
        &[must("user").container().with(&[
            must("@id").erratum(33),
            must("@userType").words(&["AttendantConsole"]),
            must("@userUid").erratum(33),
            must("monitoredUserUid"),
            must("monitoredUserId"),
            must("call").container().many().with(&[
                must("@callId"),
                must("@extTrackingId"),
                must("state").words(&["2", "5"]).erratum(100),
                must("remoteNumber"),
                must("remoteName"),
                may("remoteTelUri"),
                may("callStartTime").number(),
                may("callAnswerTime").number(),
                may("callCenter").container().with(&[
                    may("@id"),
                    may("DNISName"),
                    may("DNISNumber"),
                    may("callWaitTime").number(),
                    may("longestWaitTime").number(),
                    may("numCallsInQueue").number(),
                ]),
                may("holdReminder").nothing().erratum(53),
            ]),
            must("applicationId"),
        ])],
    )
    .console(true),
];
