//! Generated from `dtd/*.dtd` by `tests/dtd_tables.rs`; do not edit.

use super::{Attribute, Content, Dtd, Element, Particle};

const fn place(element: u8, required: bool, many: bool) -> Particle {
    Particle { element, required, many }
}
/// `name`
const fn one(element: u8) -> Particle {
    place(element, true, false)
}
/// `name?`
const fn optional(element: u8) -> Particle {
    place(element, false, false)
}
/// `name*`
const fn any(element: u8) -> Particle {
    place(element, false, true)
}
/// `#REQUIRED`
const fn required(name: &'static str, words: &'static [&'static str]) -> Attribute {
    Attribute::new(name, words, true)
}
/// `#IMPLIED`
const fn implied(name: &'static str, words: &'static [&'static str]) -> Attribute {
    Attribute::new(name, words, false)
}

pub(super) static CAP_C: Dtd = Dtd::new(&[
        Element::new("BroadsoftDocument", Content::Children(&[
            one(1),
        ]), &[
            required("protocol", &["CAP"]),
            required("version", &["1.0", "2.0", "11.0", "11.1", "12.0",
                "13.0", "14.0", "15.0", "16.0", "17.0"]),
        ]),
        Element::new("command", Content::Children(&[
            one(2),
        ]), &[
            required("commandType", &["registerAuthentication", "responseAuthentication", "registerRequest", "registerResponse", "unRegister",
                "sessionUpdate", "profileUpdate", "callUpdate", "callAction", "callActionResponse",
                "callControlInfo", "acknowledgement", "infoRequest", "infoResponse", "serverStatusRequest",
                "externalNotify", "monitoringUsersRequest", "monitoringUsersResponse", "queueUpdate", "queueAction",
                "queueProfileUpdate", "queueInfoRequest", "queueInfoResponse", "datagram"]),
        ]),
        Element::new("commandData", Content::Children(&[
            optional(124), optional(125), optional(7), optional(113), optional(115), optional(3), any(4), optional(5),
            optional(6), optional(126),
        ]), &[]),
        Element::new("capVersionRequest", Content::Empty, &[]),
        Element::new("capVersionResponse", Content::Text, &[]),
        Element::new("nonce", Content::Text, &[]),
        Element::new("algorithm", Content::Text, &[]),
        Element::new("user", Content::Children(&[
            optional(24), optional(36), optional(37), optional(8), optional(25), optional(38), optional(39), optional(9),
            optional(12), optional(13), optional(52), optional(53), optional(54), optional(55), optional(56), optional(57),
            optional(60), optional(61), optional(62), optional(63), optional(64), optional(65), optional(66), optional(67),
            optional(68), optional(69), optional(70), optional(71), optional(72), optional(73), optional(74), optional(75),
            optional(76), optional(77), optional(78), optional(79), optional(80), optional(81), optional(82), any(14),
            one(83), optional(15), optional(19), optional(84), optional(85), optional(86), optional(87), optional(88),
            optional(89), optional(104), optional(105), optional(90), optional(20), any(21), optional(22), any(23),
            optional(41), optional(40), any(42), any(43), optional(58), optional(59), optional(106), optional(107),
            optional(108), optional(109), optional(110), optional(111), optional(112),
        ]), &[
            required("userType", &["CallClient", "AttendantConsole"]),
            implied("userUid", &[]),
            implied("id", &[]),
            implied("userLogoutReason", &["ClientLogout", "ForceLogoutU", "ForceLogoutR", "ForceLogoutD", "ForceLogoutC",
                "ForceLogoutL"]),
        ]),
        Element::new("failure", Content::Empty, &[
            implied("failureCause", &["UnknownID", "IncorrectPassword", "UnsupportedVersion", "UnauthorizedAttendantConsole", "UnauthorizedCommPilotCallManager",
                "UnauthorizedClientCallControl", "UnauthorizedPhoneStatusMonitoring", "UnauthorizedClientLicense", "NetworkServerConnectivityFailure", "WASConnectivityError",
                "WASProcessingError", "ExtAuthHostNotInACLError"]),
        ]),
        Element::new("conference", Content::Children(&[
            any(10), optional(26), optional(11),
        ]), &[
            required("conferenceState", &["Active", "Released", "Held"]),
        ]),
        Element::new("callIn", Content::Empty, &[
            required("callInId", &[]),
        ]),
        Element::new("silentlyMonitored", Content::Text, &[]),
        Element::new("acdState", Content::Text, &[]),
        Element::new("acdStateTime", Content::Text, &[]),
        Element::new("call", Content::Children(&[
            optional(26), optional(27), optional(28), optional(29), optional(30), optional(31), optional(32), optional(33),
            optional(34), optional(35), optional(91), optional(92), optional(93), optional(94), any(18), optional(95),
            optional(96), optional(97), optional(98), optional(99), optional(100), optional(101), optional(103), optional(42),
            optional(102),
        ]), &[
            required("callId", &[]),
            required("extTrackingId", &[]),
        ]),
        Element::new("action", Content::Children(&[
            any(16), optional(17),
        ]), &[
            required("actionType", &["Dial", "Redial", "Hold", "Release", "Answer",
                "Xfer", "XferConsult", "XferVM", "ConfStart", "ConfHold",
                "ConfAnswer", "ConfRelease", "ConfAdd", "setDial", "XferCC",
                "CallPark", "GroupCallPark", "CallParkRetrieve", "MakeCallAsCC", "MakePersonalCall",
                "MakeAgentEscalationCall", "MakeAgentEmergencyCall", "SilentMonitorCall", "ConferenceUnmute", "TagCallWithDispositionCode",
                "CustOriginatedTraceCall"]),
            implied("responseRequested", &["True", "False"]),
            implied("id", &[]),
        ]),
        Element::new("actionParam", Content::Text, &[
            required("actionParamName", &["Number", "CallId", "UserId", "DNISNumber", "DispositionCode"]),
        ]),
        Element::new("result", Content::Children(&[
            optional(19),
        ]), &[
            required("success", &["True", "False"]),
        ]),
        Element::new("control", Content::Text, &[
            required("controlType", &["Answer", "Hold", "Retrieve"]),
        ]),
        Element::new("message", Content::Text, &[
            implied("messageName", &["registerResponse"]),
        ]),
        Element::new("monitoring", Content::Empty, &[
            required("monType", &["Add", "Delete", "Replace"]),
        ]),
        Element::new("monUser", Content::Text, &[]),
        Element::new("monResult", Content::Empty, &[
            required("success", &["True", "False"]),
        ]),
        Element::new("failedUser", Content::Empty, &[
            required("failureReason", &["UnknownUser", "UnauthorizedUser", "PrivateUser"]),
            required("id", &[]),
        ]),
        Element::new("id", Content::Text, &[]),
        Element::new("securePassword", Content::Text, &[]),
        Element::new("appearance", Content::Text, &[]),
        Element::new("personality", Content::Text, &[]),
        Element::new("state", Content::Text, &[]),
        Element::new("releaseCause", Content::Text, &[]),
        Element::new("remoteCountryCode", Content::Text, &[]),
        Element::new("remoteNumber", Content::Text, &[]),
        Element::new("remoteName", Content::Text, &[]),
        Element::new("remoteTelUri", Content::Text, &[]),
        Element::new("localAltType", Content::Text, &[]),
        Element::new("linePort", Content::Text, &[]),
        Element::new("numMonitoredUsers", Content::Text, &[]),
        Element::new("callDetailsEnabled", Content::Text, &[]),
        Element::new("offHook", Content::Text, &[]),
        Element::new("numCalls", Content::Text, &[]),
        Element::new("monitoredUserId", Content::Text, &[]),
        Element::new("monitoredUserUid", Content::Text, &[]),
        Element::new("callCenter", Content::Children(&[
            optional(44), optional(45), optional(46), optional(49), optional(50), optional(51),
        ]), &[
            required("id", &[]),
        ]),
        Element::new("callcenter", Content::Children(&[
            optional(51),
        ]), &[
            required("id", &[]),
        ]),
        Element::new("joinCallCenter", Content::Text, &[]),
        Element::new("DNISName", Content::Text, &[]),
        Element::new("DNISNumber", Content::Text, &[]),
        Element::new("addTimeInPriorityBucket", Content::Text, &[]),
        Element::new("preservedWaitTimeInPriorityBucket", Content::Text, &[]),
        Element::new("callWaitTime", Content::Text, &[]),
        Element::new("longestWaitTime", Content::Text, &[]),
        Element::new("numCallsInQueue", Content::Text, &[]),
        Element::new("initialUpdate", Content::Empty, &[]),
        Element::new("firstName", Content::Text, &[]),
        Element::new("lastName", Content::Text, &[]),
        Element::new("phone", Content::Text, &[]),
        Element::new("extension", Content::Text, &[]),
        Element::new("locationCode", Content::Text, &[]),
        Element::new("countryCode", Content::Text, &[]),
        Element::new("nationalPrefix", Content::Text, &[]),
        Element::new("enterpriseUser", Content::Text, &[]),
        Element::new("email", Content::Text, &[]),
        Element::new("mobile", Content::Text, &[]),
        Element::new("pager", Content::Text, &[]),
        Element::new("department", Content::Text, &[]),
        Element::new("title", Content::Text, &[]),
        Element::new("groupName", Content::Text, &[]),
        Element::new("serviceProviderName", Content::Text, &[]),
        Element::new("supportEmail", Content::Text, &[]),
        Element::new("maxCalls", Content::Text, &[]),
        Element::new("epControl", Content::Text, &[]),
        Element::new("threeWayCall", Content::Text, &[]),
        Element::new("nWayCall", Content::Text, &[]),
        Element::new("callTransfer", Content::Text, &[]),
        Element::new("cfa", Content::Text, &[
            implied("cfaDestination", &[]),
        ]),
        Element::new("cpe", Content::Text, &[]),
        Element::new("cwt", Content::Text, &[]),
        Element::new("dnd", Content::Text, &[]),
        Element::new("lnrd", Content::Text, &[]),
        Element::new("oi", Content::Text, &[]),
        Element::new("ro", Content::Text, &[]),
        Element::new("li", Content::Text, &[]),
        Element::new("simring", Content::Text, &[]),
        Element::new("applicationId", Content::Text, &[]),
        Element::new("voiceMessaging", Content::Text, &[]),
        Element::new("voiceMessagingGroup", Content::Text, &[]),
        Element::new("thirdPartyVoiceMessaging", Content::Text, &[]),
        Element::new("thirdPartyVMGroup", Content::Text, &[]),
        Element::new("hasVMMessages", Content::Text, &[]),
        Element::new("hasThirdPartyVMMessages", Content::Text, &[]),
        Element::new("callLogs", Content::Text, &[]),
        Element::new("redirectFromCountryCode", Content::Text, &[]),
        Element::new("redirectFromNumber", Content::Text, &[]),
        Element::new("redirectFromName", Content::Text, &[]),
        Element::new("redirectFromReason", Content::Text, &[]),
        Element::new("callType", Content::Text, &[]),
        Element::new("callStartTime", Content::Text, &[]),
        Element::new("callAnswerTime", Content::Text, &[]),
        Element::new("callCenterUserId", Content::Text, &[]),
        Element::new("redirectFromCounter", Content::Text, &[]),
        Element::new("origCalledNum", Content::Text, &[]),
        Element::new("origRedirReason", Content::Text, &[]),
        Element::new("holdReminder", Content::Text, &[]),
        Element::new("recallType", Content::Text, &[]),
        Element::new("thirdPartyMWI", Content::Text, &[]),
        Element::new("clearVMMWI", Content::Text, &[]),
        Element::new("nightService", Content::Text, &[]),
        Element::new("holidayService", Content::Text, &[]),
        Element::new("forcedForwarding", Content::Text, &[]),
        Element::new("supervisorId", Content::Text, &[]),
        Element::new("hotelingHost", Content::Text, &[]),
        Element::new("unavailabilityCode", Content::Text, &[]),
        Element::new("wrapUpCallCenterCallId", Content::Text, &[]),
        Element::new("queue", Content::Children(&[
            any(114),
        ]), &[
            required("updateReason", &["Initial", "CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned",
                "CallReordered", "CallUpdated", "Refresh", "QueueTimeout", "QueueOverflow",
                "CallPromoted"]),
        ]),
        Element::new("queueCall", Content::Children(&[
            optional(30), optional(31), optional(32), optional(116), optional(117), optional(118), optional(119), optional(120),
            optional(121), optional(122), optional(123), optional(45), optional(46), optional(47), optional(48),
        ]), &[
            required("callId", &[]),
        ]),
        Element::new("queueActionData", Content::Children(&[
            optional(114),
        ]), &[
            required("actionType", &["Transfer", "Remove", "Reorder", "Refresh", "Promote"]),
        ]),
        Element::new("timeAdded", Content::Text, &[]),
        Element::new("mandatoryEntrance", Content::Text, &[]),
        Element::new("bouncedCall", Content::Text, &[]),
        Element::new("reorderedCall", Content::Text, &[]),
        Element::new("preservedWaitTime", Content::Text, &[]),
        Element::new("position", Content::Text, &[]),
        Element::new("destination", Content::Text, &[]),
        Element::new("priority", Content::Text, &[]),
        Element::new("from", Content::Children(&[
            one(7),
        ]), &[]),
        Element::new("to", Content::Children(&[
            one(7),
        ]), &[]),
        Element::new("payload", Content::Text, &[
            implied("payloadType", &[]),
        ]),
]);

pub(super) static CCC2: Dtd = Dtd::new(&[
        Element::new("BroadsoftDocument", Content::Children(&[
            one(1),
        ]), &[
            required("protocol", &["CAP"]),
            required("version", &["1.0", "2.0", "11.0", "11.1", "12.0",
                "13.0", "14.0", "15.0", "16.0", "17.0"]),
        ]),
        Element::new("command", Content::Children(&[
            one(2),
        ]), &[
            required("commandType", &["sessionUpdate", "profileUpdate", "callUpdate", "callAction", "callActionResponse",
                "callControlInfo", "infoRequest", "infoResponse", "serverStatusRequest", "externalNotify",
                "queueUpdate", "queueAction", "queueProfileUpdate", "queueInfoRequest", "queueInfoResponse",
                "datagram"]),
        ]),
        Element::new("commandData", Content::Children(&[
            optional(91), optional(92), optional(5), optional(80), optional(82), optional(3), any(4), optional(93),
        ]), &[]),
        Element::new("capVersionRequest", Content::Empty, &[]),
        Element::new("capVersionResponse", Content::Text, &[]),
        Element::new("user", Content::Children(&[
            optional(18), optional(29), optional(30), optional(6), optional(9), optional(10), optional(11), optional(41),
            optional(42), optional(43), optional(44), optional(45), optional(46), optional(47), optional(48), optional(49),
            optional(50), optional(51), optional(52), any(12), optional(13), optional(54), optional(55), optional(72),
            optional(73), any(31), any(32), optional(53), optional(74), optional(75), optional(76), optional(77),
            optional(78), optional(79),
        ]), &[
            required("userType", &["CallClient", "AttendantConsole"]),
            implied("userUid", &[]),
            implied("id", &[]),
        ]),
        Element::new("conference", Content::Children(&[
            any(7), optional(19), optional(8),
        ]), &[
            required("conferenceState", &["Active", "Released", "Held"]),
        ]),
        Element::new("callIn", Content::Empty, &[
            required("callInId", &[]),
        ]),
        Element::new("silentlyMonitored", Content::Text, &[]),
        Element::new("acdState", Content::Text, &[]),
        Element::new("acdStateTime", Content::Text, &[]),
        Element::new("initialUpdate", Content::Empty, &[]),
        Element::new("call", Content::Children(&[
            optional(19), optional(20), optional(21), optional(22), optional(23), optional(24), optional(25), optional(26),
            optional(27), optional(28), optional(56), optional(57), optional(58), optional(59), any(17), optional(60),
            optional(61), optional(62), optional(63), optional(66), optional(67), optional(68), optional(69), optional(70),
            optional(71), optional(65), optional(31), optional(64),
        ]), &[
            required("callId", &[]),
            required("extTrackingId", &[]),
        ]),
        Element::new("action", Content::Children(&[
            any(14), optional(15),
        ]), &[
            required("actionType", &["Dial", "Redial", "Hold", "Release", "Answer",
                "Xfer", "XferConsult", "XferVM", "ConfStart", "ConfHold",
                "ConfAnswer", "ConfRelease", "ConfAdd", "XferCC", "CallPark",
                "GroupCallPark", "CallParkRetrieve", "MakeCallAsCC", "MakePersonalCall", "MakeAgentEscalationCall",
                "MakeAgentEmergencyCall", "SilentMonitorCall", "ConferenceUnmute", "TagCallWithDispositionCode", "CustOriginatedTraceCall"]),
            implied("responseRequested", &["True", "False"]),
            implied("id", &[]),
        ]),
        Element::new("actionParam", Content::Text, &[
            required("actionParamName", &["Number", "CallId", "UserId", "DNISNumber", "DispositionCode"]),
        ]),
        Element::new("result", Content::Children(&[
            optional(16),
        ]), &[
            required("success", &["True", "False"]),
        ]),
        Element::new("message", Content::Text, &[]),
        Element::new("control", Content::Text, &[
            required("controlType", &["Answer", "Hold", "Retrieve"]),
        ]),
        Element::new("id", Content::Text, &[]),
        Element::new("appearance", Content::Text, &[]),
        Element::new("personality", Content::Text, &[]),
        Element::new("state", Content::Text, &[]),
        Element::new("releaseCause", Content::Text, &[]),
        Element::new("remoteCountryCode", Content::Text, &[]),
        Element::new("remoteNumber", Content::Text, &[]),
        Element::new("remoteName", Content::Text, &[]),
        Element::new("remoteTelUri", Content::Text, &[]),
        Element::new("localAltType", Content::Text, &[]),
        Element::new("linePort", Content::Text, &[]),
        Element::new("offHook", Content::Text, &[]),
        Element::new("numCalls", Content::Text, &[]),
        Element::new("callCenter", Content::Children(&[
            optional(33), optional(34), optional(35), optional(38), optional(39), optional(40),
        ]), &[
            required("id", &[]),
        ]),
        Element::new("callcenter", Content::Children(&[
            optional(40),
        ]), &[
            required("id", &[]),
        ]),
        Element::new("joinCallCenter", Content::Text, &[]),
        Element::new("DNISName", Content::Text, &[]),
        Element::new("DNISNumber", Content::Text, &[]),
        Element::new("addTimeInPriorityBucket", Content::Text, &[]),
        Element::new("preservedWaitTimeInPriorityBucket", Content::Text, &[]),
        Element::new("callWaitTime", Content::Text, &[]),
        Element::new("longestWaitTime", Content::Text, &[]),
        Element::new("numCallsInQueue", Content::Text, &[]),
        Element::new("maxCalls", Content::Text, &[]),
        Element::new("epControl", Content::Text, &[]),
        Element::new("threeWayCall", Content::Text, &[]),
        Element::new("nWayCall", Content::Text, &[]),
        Element::new("callTransfer", Content::Text, &[]),
        Element::new("cfa", Content::Text, &[]),
        Element::new("cpe", Content::Text, &[]),
        Element::new("cwt", Content::Text, &[]),
        Element::new("dnd", Content::Text, &[]),
        Element::new("lnrd", Content::Text, &[]),
        Element::new("ro", Content::Text, &[]),
        Element::new("simring", Content::Text, &[]),
        Element::new("applicationId", Content::Text, &[]),
        Element::new("hasVMMessages", Content::Text, &[]),
        Element::new("hasThirdPartyVMMessages", Content::Text, &[]),
        Element::new("redirectFromCountryCode", Content::Text, &[]),
        Element::new("redirectFromNumber", Content::Text, &[]),
        Element::new("redirectFromName", Content::Text, &[]),
        Element::new("redirectFromReason", Content::Text, &[]),
        Element::new("callType", Content::Text, &[]),
        Element::new("callStartTime", Content::Text, &[]),
        Element::new("callAnswerTime", Content::Text, &[]),
        Element::new("callCenterUserId", Content::Text, &[]),
        Element::new("holdReminder", Content::Text, &[]),
        Element::new("recallType", Content::Text, &[]),
        Element::new("localNumber", Content::Text, &[]),
        Element::new("redirectToNum", Content::Text, &[]),
        Element::new("redirectToReason", Content::Text, &[]),
        Element::new("redirectFromCounter", Content::Text, &[]),
        Element::new("origCalledNum", Content::Text, &[]),
        Element::new("origRedirReason", Content::Text, &[]),
        Element::new("thirdPartyMWI", Content::Text, &[]),
        Element::new("clearVMMWI", Content::Text, &[]),
        Element::new("nightService", Content::Text, &[]),
        Element::new("holidayService", Content::Text, &[]),
        Element::new("forcedForwarding", Content::Text, &[]),
        Element::new("hotelingHost", Content::Text, &[]),
        Element::new("unavailabilityCode", Content::Text, &[]),
        Element::new("wrapUpCallCenterCallId", Content::Text, &[]),
        Element::new("queue", Content::Children(&[
            any(81),
        ]), &[
            required("updateReason", &["Initial", "CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned",
                "CallReordered", "CallUpdated", "Refresh", "QueueTimeout", "QueueOverflow",
                "CallPromoted"]),
        ]),
        Element::new("queueCall", Content::Children(&[
            optional(23), optional(24), optional(25), optional(83), optional(84), optional(85), optional(86), optional(87),
            optional(88), optional(89), optional(90), optional(34), optional(35), optional(36), optional(37),
        ]), &[
            required("callId", &[]),
        ]),
        Element::new("queueActionData", Content::Children(&[
            optional(81),
        ]), &[
            required("actionType", &["Transfer", "Remove", "Reorder", "Refresh", "Promote"]),
        ]),
        Element::new("timeAdded", Content::Text, &[]),
        Element::new("mandatoryEntrance", Content::Text, &[]),
        Element::new("bouncedCall", Content::Text, &[]),
        Element::new("reorderedCall", Content::Text, &[]),
        Element::new("preservedWaitTime", Content::Text, &[]),
        Element::new("position", Content::Text, &[]),
        Element::new("destination", Content::Text, &[]),
        Element::new("priority", Content::Text, &[]),
        Element::new("from", Content::Children(&[
            one(5),
        ]), &[]),
        Element::new("to", Content::Children(&[
            one(5),
        ]), &[]),
        Element::new("payload", Content::Text, &[
            implied("payloadType", &[]),
        ]),
]);
