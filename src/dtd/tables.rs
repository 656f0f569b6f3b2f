//! Generated from `dtd/*.dtd` by `tests/dtd_tables.rs`; do not edit.

use super::{Attribute, ContentModel, Dtd, Declaration, Particle};

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
        Declaration::new("BroadsoftDocument", ContentModel::Children(&[
            one(1),
        ]), &[
            required("protocol", &["CAP"]),
            required("version", &["1.0", "2.0", "11.0", "11.1", "12.0",
                "13.0", "14.0", "15.0", "16.0", "17.0"]),
        ]),
        Declaration::new("command", ContentModel::Children(&[
            one(2),
        ]), &[
            required("commandType", &["registerAuthentication", "responseAuthentication", "registerRequest", "registerResponse", "unRegister",
                "sessionUpdate", "profileUpdate", "callUpdate", "callAction", "callActionResponse",
                "callControlInfo", "acknowledgement", "infoRequest", "infoResponse", "serverStatusRequest",
                "externalNotify", "monitoringUsersRequest", "monitoringUsersResponse", "queueUpdate", "queueAction",
                "queueProfileUpdate", "queueInfoRequest", "queueInfoResponse", "datagram", "unregister"]),
        ]),
        Declaration::new("commandData", ContentModel::Children(&[
            optional(125), optional(126), optional(7), optional(114), optional(116), optional(3), any(4), optional(5),
            optional(6), optional(127),
        ]), &[]),
        Declaration::new("capVersionRequest", ContentModel::Empty, &[]),
        Declaration::new("capVersionResponse", ContentModel::Text, &[]),
        Declaration::new("nonce", ContentModel::Text, &[]),
        Declaration::new("algorithm", ContentModel::Text, &[]),
        Declaration::new("user", ContentModel::Children(&[
            optional(24), optional(36), optional(37), optional(8), optional(25), optional(38), optional(39), optional(9),
            optional(12), optional(13), optional(52), optional(53), optional(54), optional(55), optional(56), optional(57),
            optional(60), optional(61), optional(62), optional(63), optional(64), optional(65), optional(66), optional(67),
            optional(68), optional(69), optional(70), optional(71), optional(72), optional(73), optional(74), optional(75),
            optional(76), optional(77), optional(78), optional(79), optional(80), optional(81), optional(82), optional(83),
            any(14), one(84), optional(15), optional(19), optional(85), optional(86), optional(87), optional(88),
            optional(89), optional(90), optional(105), optional(106), optional(91), optional(20), any(21), optional(22),
            any(23), optional(41), any(40), any(42), any(43), optional(58), optional(59), optional(107),
            optional(108), optional(109), optional(110), optional(111), optional(112), optional(113),
        ]), &[
            required("userType", &["CallClient", "AttendantConsole"]),
            implied("userUid", &[]),
            implied("id", &[]),
            implied("userLogoutReason", &["ClientLogout", "ForceLogoutU", "ForceLogoutR", "ForceLogoutD", "ForceLogoutC",
                "ForceLogoutL"]),
            implied("userId", &[]),
            implied("userUId", &[]),
        ]),
        Declaration::new("failure", ContentModel::Empty, &[
            implied("failureCause", &["UnknownID", "IncorrectPassword", "UnsupportedVersion", "UnauthorizedAttendantConsole", "UnauthorizedCommPilotCallManager",
                "UnauthorizedClientCallControl", "UnauthorizedPhoneStatusMonitoring", "UnauthorizedClientLicense", "NetworkServerConnectivityFailure", "WASConnectivityError",
                "WASProcessingError", "ExtAuthHostNotInACLError"]),
        ]),
        Declaration::new("conference", ContentModel::Children(&[
            any(10), optional(26), optional(11),
        ]), &[
            required("conferenceState", &["Active", "Released", "Held"]),
        ]),
        Declaration::new("callIn", ContentModel::Empty, &[
            required("callInId", &[]),
        ]),
        Declaration::new("silentlyMonitored", ContentModel::Text, &[]),
        Declaration::new("acdState", ContentModel::Text, &[]),
        Declaration::new("acdStateTime", ContentModel::Text, &[]),
        Declaration::new("call", ContentModel::Children(&[
            optional(26), optional(27), optional(28), optional(29), optional(30), optional(31), optional(32), optional(33),
            optional(34), optional(35), optional(92), optional(93), optional(94), optional(95), any(18), optional(96),
            optional(97), optional(98), optional(99), optional(100), optional(101), optional(102), optional(104), optional(42),
            optional(103),
        ]), &[
            required("callId", &[]),
            required("extTrackingId", &[]),
        ]),
        Declaration::new("action", ContentModel::Children(&[
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
        Declaration::new("actionParam", ContentModel::Text, &[
            required("actionParamName", &["Number", "CallId", "UserId", "DNISNumber", "DispositionCode"]),
        ]),
        Declaration::new("result", ContentModel::Children(&[
            optional(19),
        ]), &[
            required("success", &["True", "False"]),
        ]),
        Declaration::new("control", ContentModel::Text, &[
            required("controlType", &["Answer", "Hold", "Retrieve"]),
        ]),
        Declaration::new("message", ContentModel::Text, &[
            implied("messageName", &["registerResponse"]),
        ]),
        Declaration::new("monitoring", ContentModel::Empty, &[
            required("monType", &["Add", "Delete", "Replace"]),
        ]),
        Declaration::new("monUser", ContentModel::Text, &[]),
        Declaration::new("monResult", ContentModel::Empty, &[
            required("success", &["True", "False"]),
        ]),
        Declaration::new("failedUser", ContentModel::Empty, &[
            required("failureReason", &["UnknownUser", "UnauthorizedUser", "PrivateUser"]),
            required("id", &[]),
        ]),
        Declaration::new("id", ContentModel::Text, &[]),
        Declaration::new("securePassword", ContentModel::Text, &[]),
        Declaration::new("appearance", ContentModel::Text, &[]),
        Declaration::new("personality", ContentModel::Text, &[]),
        Declaration::new("state", ContentModel::Text, &[]),
        Declaration::new("releaseCause", ContentModel::Text, &[]),
        Declaration::new("remoteCountryCode", ContentModel::Text, &[]),
        Declaration::new("remoteNumber", ContentModel::Text, &[]),
        Declaration::new("remoteName", ContentModel::Text, &[]),
        Declaration::new("remoteTelUri", ContentModel::Text, &[]),
        Declaration::new("localAltType", ContentModel::Text, &[]),
        Declaration::new("linePort", ContentModel::Text, &[]),
        Declaration::new("numMonitoredUsers", ContentModel::Text, &[]),
        Declaration::new("callDetailsEnabled", ContentModel::Text, &[]),
        Declaration::new("offHook", ContentModel::Text, &[]),
        Declaration::new("numCalls", ContentModel::Text, &[]),
        Declaration::new("monitoredUserId", ContentModel::Text, &[]),
        Declaration::new("monitoredUserUid", ContentModel::Text, &[]),
        Declaration::new("callCenter", ContentModel::Children(&[
            optional(44), optional(45), optional(46), optional(49), optional(50), optional(51),
        ]), &[
            required("id", &[]),
        ]),
        Declaration::new("callcenter", ContentModel::Children(&[
            optional(51),
        ]), &[
            required("id", &[]),
        ]),
        Declaration::new("joinCallCenter", ContentModel::Text, &[]),
        Declaration::new("DNISName", ContentModel::Text, &[]),
        Declaration::new("DNISNumber", ContentModel::Text, &[]),
        Declaration::new("addTimeInPriorityBucket", ContentModel::Text, &[]),
        Declaration::new("preservedWaitTimeInPriorityBucket", ContentModel::Text, &[]),
        Declaration::new("callWaitTime", ContentModel::Text, &[]),
        Declaration::new("longestWaitTime", ContentModel::Text, &[]),
        Declaration::new("numCallsInQueue", ContentModel::Text, &[]),
        Declaration::new("initialUpdate", ContentModel::Empty, &[]),
        Declaration::new("firstName", ContentModel::Text, &[]),
        Declaration::new("lastName", ContentModel::Text, &[]),
        Declaration::new("phone", ContentModel::Text, &[]),
        Declaration::new("extension", ContentModel::Text, &[]),
        Declaration::new("locationCode", ContentModel::Text, &[]),
        Declaration::new("countryCode", ContentModel::Text, &[]),
        Declaration::new("nationalPrefix", ContentModel::Text, &[]),
        Declaration::new("enterpriseUser", ContentModel::Text, &[]),
        Declaration::new("email", ContentModel::Text, &[]),
        Declaration::new("mobile", ContentModel::Text, &[]),
        Declaration::new("pager", ContentModel::Text, &[]),
        Declaration::new("department", ContentModel::Text, &[]),
        Declaration::new("title", ContentModel::Text, &[]),
        Declaration::new("groupName", ContentModel::Text, &[]),
        Declaration::new("serviceProviderName", ContentModel::Text, &[]),
        Declaration::new("supportEmail", ContentModel::Text, &[]),
        Declaration::new("maxCalls", ContentModel::Text, &[]),
        Declaration::new("epControl", ContentModel::Text, &[]),
        Declaration::new("threeWayCall", ContentModel::Text, &[]),
        Declaration::new("nWayCall", ContentModel::Text, &[]),
        Declaration::new("callTransfer", ContentModel::Text, &[]),
        Declaration::new("cfa", ContentModel::Text, &[
            implied("cfaDestination", &[]),
        ]),
        Declaration::new("cpe", ContentModel::Text, &[]),
        Declaration::new("cwt", ContentModel::Text, &[]),
        Declaration::new("dnd", ContentModel::Text, &[]),
        Declaration::new("lnrd", ContentModel::Text, &[]),
        Declaration::new("lnrnd", ContentModel::Text, &[]),
        Declaration::new("oi", ContentModel::Text, &[]),
        Declaration::new("ro", ContentModel::Text, &[]),
        Declaration::new("li", ContentModel::Text, &[]),
        Declaration::new("simring", ContentModel::Text, &[]),
        Declaration::new("applicationId", ContentModel::Text, &[]),
        Declaration::new("voiceMessaging", ContentModel::Text, &[]),
        Declaration::new("voiceMessagingGroup", ContentModel::Text, &[]),
        Declaration::new("thirdPartyVoiceMessaging", ContentModel::Text, &[]),
        Declaration::new("thirdPartyVMGroup", ContentModel::Text, &[]),
        Declaration::new("hasVMMessages", ContentModel::Text, &[]),
        Declaration::new("hasThirdPartyVMMessages", ContentModel::Text, &[]),
        Declaration::new("callLogs", ContentModel::Text, &[]),
        Declaration::new("redirectFromCountryCode", ContentModel::Text, &[]),
        Declaration::new("redirectFromNumber", ContentModel::Text, &[]),
        Declaration::new("redirectFromName", ContentModel::Text, &[]),
        Declaration::new("redirectFromReason", ContentModel::Text, &[]),
        Declaration::new("callType", ContentModel::Text, &[]),
        Declaration::new("callStartTime", ContentModel::Text, &[]),
        Declaration::new("callAnswerTime", ContentModel::Text, &[]),
        Declaration::new("callCenterUserId", ContentModel::Text, &[]),
        Declaration::new("redirectFromCounter", ContentModel::Text, &[]),
        Declaration::new("origCalledNum", ContentModel::Text, &[]),
        Declaration::new("origRedirReason", ContentModel::Text, &[]),
        Declaration::new("holdReminder", ContentModel::Text, &[]),
        Declaration::new("recallType", ContentModel::Text, &[]),
        Declaration::new("thirdPartyMWI", ContentModel::Text, &[]),
        Declaration::new("clearVMMWI", ContentModel::Text, &[]),
        Declaration::new("nightService", ContentModel::Text, &[]),
        Declaration::new("holidayService", ContentModel::Text, &[]),
        Declaration::new("forcedForwarding", ContentModel::Text, &[]),
        Declaration::new("supervisorId", ContentModel::Text, &[]),
        Declaration::new("hotelingHost", ContentModel::Text, &[]),
        Declaration::new("unavailabilityCode", ContentModel::Text, &[]),
        Declaration::new("wrapUpCallCenterCallId", ContentModel::Text, &[]),
        Declaration::new("queue", ContentModel::Children(&[
            any(115),
        ]), &[
            required("updateReason", &["Initial", "CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned",
                "CallReordered", "CallUpdated", "Refresh", "QueueTimeout", "QueueOverflow",
                "CallPromoted"]),
        ]),
        Declaration::new("queueCall", ContentModel::Children(&[
            optional(30), optional(31), optional(32), optional(117), optional(118), optional(119), optional(120), optional(121),
            optional(122), optional(123), optional(124), optional(45), optional(46), optional(47), optional(48),
        ]), &[
            required("callId", &[]),
        ]),
        Declaration::new("queueActionData", ContentModel::Children(&[
            optional(115),
        ]), &[
            required("actionType", &["Transfer", "Remove", "Reorder", "Refresh", "Promote"]),
        ]),
        Declaration::new("timeAdded", ContentModel::Text, &[]),
        Declaration::new("mandatoryEntrance", ContentModel::Text, &[]),
        Declaration::new("bouncedCall", ContentModel::Text, &[]),
        Declaration::new("reorderedCall", ContentModel::Text, &[]),
        Declaration::new("preservedWaitTime", ContentModel::Text, &[]),
        Declaration::new("position", ContentModel::Text, &[]),
        Declaration::new("destination", ContentModel::Text, &[]),
        Declaration::new("priority", ContentModel::Text, &[]),
        Declaration::new("from", ContentModel::Children(&[
            one(7),
        ]), &[]),
        Declaration::new("to", ContentModel::Children(&[
            one(7),
        ]), &[]),
        Declaration::new("payload", ContentModel::Text, &[
            implied("payloadType", &[]),
        ]),
]);

pub(super) static CCC2: Dtd = Dtd::new(&[
        Declaration::new("BroadsoftDocument", ContentModel::Children(&[
            one(1),
        ]), &[
            required("protocol", &["CAP"]),
            required("version", &["1.0", "2.0", "11.0", "11.1", "12.0",
                "13.0", "14.0", "15.0", "16.0", "17.0"]),
        ]),
        Declaration::new("command", ContentModel::Children(&[
            one(2),
        ]), &[
            required("commandType", &["sessionUpdate", "profileUpdate", "callUpdate", "callAction", "callActionResponse",
                "callControlInfo", "infoRequest", "infoResponse", "serverStatusRequest", "externalNotify",
                "queueUpdate", "queueAction", "queueProfileUpdate", "queueInfoRequest", "queueInfoResponse",
                "datagram"]),
        ]),
        Declaration::new("commandData", ContentModel::Children(&[
            optional(91), optional(92), optional(5), optional(80), optional(82), optional(3), any(4), optional(93),
        ]), &[]),
        Declaration::new("capVersionRequest", ContentModel::Empty, &[]),
        Declaration::new("capVersionResponse", ContentModel::Text, &[]),
        Declaration::new("user", ContentModel::Children(&[
            optional(18), optional(29), optional(30), optional(6), optional(9), optional(10), optional(11), optional(41),
            optional(42), optional(43), optional(44), optional(45), optional(46), optional(47), optional(48), optional(49),
            optional(50), optional(51), optional(52), any(12), optional(13), optional(54), optional(55), optional(72),
            optional(73), any(31), any(32), optional(53), optional(74), optional(75), optional(76), optional(77),
            optional(78), optional(79),
        ]), &[
            required("userType", &["CallClient", "AttendantConsole"]),
            implied("userUid", &[]),
            implied("id", &[]),
            implied("userId", &[]),
            implied("userUId", &[]),
        ]),
        Declaration::new("conference", ContentModel::Children(&[
            any(7), optional(19), optional(8),
        ]), &[
            required("conferenceState", &["Active", "Released", "Held"]),
        ]),
        Declaration::new("callIn", ContentModel::Empty, &[
            required("callInId", &[]),
        ]),
        Declaration::new("silentlyMonitored", ContentModel::Text, &[]),
        Declaration::new("acdState", ContentModel::Text, &[]),
        Declaration::new("acdStateTime", ContentModel::Text, &[]),
        Declaration::new("initialUpdate", ContentModel::Empty, &[]),
        Declaration::new("call", ContentModel::Children(&[
            optional(19), optional(20), optional(21), optional(22), optional(23), optional(24), optional(25), optional(26),
            optional(27), optional(28), optional(56), optional(57), optional(58), optional(59), any(17), optional(60),
            optional(61), optional(62), optional(63), optional(66), optional(67), optional(68), optional(69), optional(70),
            optional(71), optional(65), optional(31), optional(64),
        ]), &[
            required("callId", &[]),
            required("extTrackingId", &[]),
        ]),
        Declaration::new("action", ContentModel::Children(&[
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
        Declaration::new("actionParam", ContentModel::Text, &[
            required("actionParamName", &["Number", "CallId", "UserId", "DNISNumber", "DispositionCode"]),
        ]),
        Declaration::new("result", ContentModel::Children(&[
            optional(16),
        ]), &[
            required("success", &["True", "False"]),
        ]),
        Declaration::new("message", ContentModel::Text, &[]),
        Declaration::new("control", ContentModel::Text, &[
            required("controlType", &["Answer", "Hold", "Retrieve"]),
        ]),
        Declaration::new("id", ContentModel::Text, &[]),
        Declaration::new("appearance", ContentModel::Text, &[]),
        Declaration::new("personality", ContentModel::Text, &[]),
        Declaration::new("state", ContentModel::Text, &[]),
        Declaration::new("releaseCause", ContentModel::Text, &[]),
        Declaration::new("remoteCountryCode", ContentModel::Text, &[]),
        Declaration::new("remoteNumber", ContentModel::Text, &[]),
        Declaration::new("remoteName", ContentModel::Text, &[]),
        Declaration::new("remoteTelUri", ContentModel::Text, &[]),
        Declaration::new("localAltType", ContentModel::Text, &[]),
        Declaration::new("linePort", ContentModel::Text, &[]),
        Declaration::new("offHook", ContentModel::Text, &[]),
        Declaration::new("numCalls", ContentModel::Text, &[]),
        Declaration::new("callCenter", ContentModel::Children(&[
            optional(33), optional(34), optional(35), optional(38), optional(39), optional(40),
        ]), &[
            required("id", &[]),
        ]),
        Declaration::new("callcenter", ContentModel::Children(&[
            optional(40),
        ]), &[
            required("id", &[]),
        ]),
        Declaration::new("joinCallCenter", ContentModel::Text, &[]),
        Declaration::new("DNISName", ContentModel::Text, &[]),
        Declaration::new("DNISNumber", ContentModel::Text, &[]),
        Declaration::new("addTimeInPriorityBucket", ContentModel::Text, &[]),
        Declaration::new("preservedWaitTimeInPriorityBucket", ContentModel::Text, &[]),
        Declaration::new("callWaitTime", ContentModel::Text, &[]),
        Declaration::new("longestWaitTime", ContentModel::Text, &[]),
        Declaration::new("numCallsInQueue", ContentModel::Text, &[]),
        Declaration::new("maxCalls", ContentModel::Text, &[]),
        Declaration::new("epControl", ContentModel::Text, &[]),
        Declaration::new("threeWayCall", ContentModel::Text, &[]),
        Declaration::new("nWayCall", ContentModel::Text, &[]),
        Declaration::new("callTransfer", ContentModel::Text, &[]),
        Declaration::new("cfa", ContentModel::Text, &[]),
        Declaration::new("cpe", ContentModel::Text, &[]),
        Declaration::new("cwt", ContentModel::Text, &[]),
        Declaration::new("dnd", ContentModel::Text, &[]),
        Declaration::new("lnrd", ContentModel::Text, &[]),
        Declaration::new("ro", ContentModel::Text, &[]),
        Declaration::new("simring", ContentModel::Text, &[]),
        Declaration::new("applicationId", ContentModel::Text, &[]),
        Declaration::new("hasVMMessages", ContentModel::Text, &[]),
        Declaration::new("hasThirdPartyVMMessages", ContentModel::Text, &[]),
        Declaration::new("redirectFromCountryCode", ContentModel::Text, &[]),
        Declaration::new("redirectFromNumber", ContentModel::Text, &[]),
        Declaration::new("redirectFromName", ContentModel::Text, &[]),
        Declaration::new("redirectFromReason", ContentModel::Text, &[]),
        Declaration::new("callType", ContentModel::Text, &[]),
        Declaration::new("callStartTime", ContentModel::Text, &[]),
        Declaration::new("callAnswerTime", ContentModel::Text, &[]),
        Declaration::new("callCenterUserId", ContentModel::Text, &[]),
        Declaration::new("holdReminder", ContentModel::Text, &[]),
        Declaration::new("recallType", ContentModel::Text, &[]),
        Declaration::new("localNumber", ContentModel::Text, &[]),
        Declaration::new("redirectToNum", ContentModel::Text, &[]),
        Declaration::new("redirectToReason", ContentModel::Text, &[]),
        Declaration::new("redirectFromCounter", ContentModel::Text, &[]),
        Declaration::new("origCalledNum", ContentModel::Text, &[]),
        Declaration::new("origRedirReason", ContentModel::Text, &[]),
        Declaration::new("thirdPartyMWI", ContentModel::Text, &[]),
        Declaration::new("clearVMMWI", ContentModel::Text, &[]),
        Declaration::new("nightService", ContentModel::Text, &[]),
        Declaration::new("holidayService", ContentModel::Text, &[]),
        Declaration::new("forcedForwarding", ContentModel::Text, &[]),
        Declaration::new("hotelingHost", ContentModel::Text, &[]),
        Declaration::new("unavailabilityCode", ContentModel::Text, &[]),
        Declaration::new("wrapUpCallCenterCallId", ContentModel::Text, &[]),
        Declaration::new("queue", ContentModel::Children(&[
            any(81),
        ]), &[
            required("updateReason", &["Initial", "CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned",
                "CallReordered", "CallUpdated", "Refresh", "QueueTimeout", "QueueOverflow",
                "CallPromoted"]),
        ]),
        Declaration::new("queueCall", ContentModel::Children(&[
            optional(23), optional(24), optional(25), optional(83), optional(84), optional(85), optional(86), optional(87),
            optional(88), optional(89), optional(90), optional(34), optional(35), optional(36), optional(37),
        ]), &[
            required("callId", &[]),
        ]),
        Declaration::new("queueActionData", ContentModel::Children(&[
            optional(81),
        ]), &[
            required("actionType", &["Transfer", "Remove", "Reorder", "Refresh", "Promote"]),
        ]),
        Declaration::new("timeAdded", ContentModel::Text, &[]),
        Declaration::new("mandatoryEntrance", ContentModel::Text, &[]),
        Declaration::new("bouncedCall", ContentModel::Text, &[]),
        Declaration::new("reorderedCall", ContentModel::Text, &[]),
        Declaration::new("preservedWaitTime", ContentModel::Text, &[]),
        Declaration::new("position", ContentModel::Text, &[]),
        Declaration::new("destination", ContentModel::Text, &[]),
        Declaration::new("priority", ContentModel::Text, &[]),
        Declaration::new("from", ContentModel::Children(&[
            one(5),
        ]), &[]),
        Declaration::new("to", ContentModel::Children(&[
            one(5),
        ]), &[]),
        Declaration::new("payload", ContentModel::Text, &[
            implied("payloadType", &[]),
        ]),
]);
