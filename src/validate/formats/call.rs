//! Calls (sections 6.10 to 6.14).

use crate::message::values::{
    ActionParamName, ActionType, CallState, CallType, CommandType, ControlType, LocalAltType, Personality, RecallType,
    RedirectFromReason, RedirectToReason, ReleaseCause, ThirdPartyMwi,
};
use crate::schema::WireValue;
use crate::validate::table::{BOTH, CAP_C, Format, TRUE_OR_FALSE, may, must};

pub(super) static CALL_UPDATE_CALL_CLIENT: Format = Format::new(
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
);

pub(super) static CALL_UPDATE_ATTENDANT_CONSOLE: Format = Format::new(
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
);

pub(super) static CALL_ACTION: Format = Format::new(
    CommandType::CallAction,
    "default",
    "6.11",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        may("@userUid"),
        may("@id"),
        must("action").container().with(&[
            must("@actionType").words(ActionType::WORDS),
            may("@responseRequested").words(TRUE_OR_FALSE),
            may("@id"),
            may("actionParam").many().with(&[must("@actionParamName").words(ActionParamName::WORDS)]),
        ]),
        must("applicationId").blank_in_ccc2(),
    ])],
)
.identity();

pub(super) static CALL_ACTION_RESPONSE: Format = Format::new(
    CommandType::CallActionResponse,
    "default",
    "6.12",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        must("@userUid").erratum(33),
        must("@id").erratum(33),
        must("action").container().with(&[
            must("@actionType").words(ActionType::WORDS),
            may("@id"),
            must("result").container().with(&[must("@success").words(TRUE_OR_FALSE), may("message")]),
        ]),
        must("applicationId").blank_in_ccc2(),
    ])],
);

pub(super) static CALL_CONTROL_INFO: Format = Format::new(
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
);

pub(super) static EXTERNAL_NOTIFY: Format = Format::new(
    CommandType::ExternalNotify,
    "default",
    "6.14",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        may("@userUid"),
        may("@id"),
        may("thirdPartyMWI").words(ThirdPartyMwi::WORDS).erratum(96),
        may("clearVMMWI").nothing().erratum(53),
        must("applicationId").blank_in_ccc2(),
    ])],
)
.identity();
