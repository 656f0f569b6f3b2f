//! `callUpdate` (section 6.10).

use super::format::{BOTH, CAP_C, Format, is_console, may, must};
use super::values::{
    CallState, CallType, CommandType, LocalAltType, Personality, RecallType, RedirectFromReason, RedirectToReason,
    ReleaseCause, UserType,
};
use crate::schema::{Flag, List, Value, WireValue, element};
use crate::xml::Text;

element! {
    /// State of a call.
    ///
    /// Specification section 6.10; CAP-C and CCC2; server to client.
    pub struct CallUpdate<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: User<'a>,
        }
    }
}

element! {
    /// `commandData/user` of `callUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id.
            "id" | "Id" or child => id: Option<Text<'a>>,
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: Option<Text<'a>>,
        }
        children {
            /// The call.
            "call" => calls: List<Call<'a>>,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: Option<Text<'a>>,
            /// Session id of the watched user.
            "monitoredUserUid" => monitored_user_uid: Option<Text<'a>>,
            /// User id of the watched user.
            "monitoredUserId" first of two "monitoredUserUid" => monitored_user_id: Option<Text<'a>>,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/call` of `callUpdate`.
    pub struct Call<'a> = "call" {
        attributes {
            /// Call id, opaque.
            "callId" => call_id: Option<Text<'a>>,
            /// Tracking id; it stays the same across systems.
            "extTrackingId" => ext_tracking_id: Option<Text<'a>>,
        }
        children {
            /// Line appearance, -1 for none.
            "appearance" => appearance: Option<Value<'a, i64>>,
            /// Role of the user in the call: originator or terminator.
            "personality" => personality: Option<Value<'a, Personality>>,
            /// State of the call.
            "state" => state: Option<Value<'a, CallState>>,
            /// Reason the call was released; meaningful in state 5 only.
            "releaseCause" => release_cause: Option<Value<'a, ReleaseCause>>,
            /// Country code of the remote party.
            "remoteCountryCode" => remote_country_code: Option<Text<'a>>,
            /// Number of the remote party, `Private` or `Unavailable`.
            "remoteNumber" => remote_number: Option<Text<'a>>,
            /// Name of the remote party.
            "remoteName" => remote_name: Option<Text<'a>>,
            /// `tel:` URI of the remote party, `Private` or `Unavailable`.
            "remoteTelUri" => remote_tel_uri: Option<Text<'a>>,
            /// Kind of the user's number that was called.
            "localAltType" => local_alt_type: Option<Value<'a, LocalAltType>>,
            /// Device line of the call.
            "linePort" => line_port: Option<Text<'a>>,
            /// Country code of the redirecting party.
            "redirectFromCountryCode" => redirect_from_country_code: Option<Text<'a>>,
            /// Number of the redirecting party.
            "redirectFromNumber" => redirect_from_number: Option<Text<'a>>,
            /// Name of the redirecting party.
            "redirectFromName" => redirect_from_name: Option<Text<'a>>,
            /// Reason the call was redirected to this user.
            "redirectFromReason" => redirect_from_reason: Option<Value<'a, RedirectFromReason>>,
            /// Kind of call.
            "callType" => call_type: Option<Value<'a, CallType>>,
            /// Start of the call, in milliseconds since 1970.
            "callStartTime" => call_start_time: Option<Value<'a, i64>>,
            /// Time the call was answered, in milliseconds since 1970.
            "callAnswerTime" => call_answer_time: Option<Value<'a, i64>>,
            /// User id of the call center of the call.
            "callCenterUserId" => call_center_user_id: Option<Text<'a>>,
            /// Number of the user (CCC2).
            "localNumber" => local_number: Option<Text<'a>>,
            /// Number the call was redirected to (CCC2).
            "redirectToNum" | "redirectToNumber" => redirect_to_num: Option<Text<'a>>,
            /// Reason the call was redirected to another number (CCC2).
            "redirectToReason" => redirect_to_reason: Option<Value<'a, RedirectToReason>>,
            /// Number of times the call was redirected (CCC2, INSC).
            "redirectFromCounter" => redirect_from_counter: Option<Text<'a>>,
            /// Number called first (CCC2, INSC).
            "origCalledNum" => orig_called_num: Option<Text<'a>>,
            /// Reason of the first redirection (CCC2, INSC).
            "origRedirReason" => orig_redir_reason: Option<Text<'a>>,
            /// Reason the call came back.
            "recallType" => recall_type: Option<Value<'a, RecallType>>,
            /// Call center data.
            "callCenter" | "callcenter" => call_center: Option<CallCenter<'a>>,
            /// Present when a held call rings back.
            "holdReminder" => hold_reminder: Option<Flag<'a>>,
        }
    }
}

element! {
    /// `commandData/user/call/callCenter` of `callUpdate`.
    pub struct CallCenter<'a> = "callCenter" {
        attributes {
            /// User id of the call center.
            "id" | "Id" => id: Option<Text<'a>>,
        }
        children {
            /// Name of the dialled call center number.
            "DNISName" => dnis_name: Option<Text<'a>>,
            /// The dialled call center number.
            "DNISNumber" => dnis_number: Option<Text<'a>>,
            /// Time this call waited, in milliseconds.
            "callWaitTime" => call_wait_time: Option<Value<'a, i64>>,
            /// Longest wait in the queue, in milliseconds.
            "longestWaitTime" | "longestCallWaitTime" => longest_wait_time: Option<Value<'a, i64>>,
            /// Number of calls in the queue.
            "numCallsInQueue" => num_calls_in_queue: Option<Value<'a, i64>>,
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
