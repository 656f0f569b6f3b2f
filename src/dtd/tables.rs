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

pub(super) static CAP_C: Dtd = Dtd {
    elements: &[
        Element { name: "BroadsoftDocument", content: Content::Children(&[
            one(1),
        ]), attributes: &[
            Attribute { name: "protocol", required: true, words: &["CAP"] },
            Attribute { name: "version", required: true, words: &["1.0", "2.0", "11.0", "11.1", "12.0",
                "13.0", "14.0", "15.0", "16.0", "17.0"] },
        ] },
        Element { name: "command", content: Content::Children(&[
            one(2),
        ]), attributes: &[
            Attribute { name: "commandType", required: true, words: &["registerAuthentication", "responseAuthentication", "registerRequest", "registerResponse", "unRegister",
                "sessionUpdate", "profileUpdate", "callUpdate", "callAction", "callActionResponse",
                "callControlInfo", "acknowledgement", "infoRequest", "infoResponse", "serverStatusRequest",
                "externalNotify", "monitoringUsersRequest", "monitoringUsersResponse", "queueUpdate", "queueAction",
                "queueProfileUpdate", "queueInfoRequest", "queueInfoResponse", "datagram"] },
        ] },
        Element { name: "commandData", content: Content::Children(&[
            optional(124), optional(125), optional(7), optional(113), optional(115), optional(3), any(4), optional(5),
            optional(6), optional(126),
        ]), attributes: &[] },
        Element { name: "capVersionRequest", content: Content::Empty, attributes: &[] },
        Element { name: "capVersionResponse", content: Content::Text, attributes: &[] },
        Element { name: "nonce", content: Content::Text, attributes: &[] },
        Element { name: "algorithm", content: Content::Text, attributes: &[] },
        Element { name: "user", content: Content::Children(&[
            optional(24), optional(36), optional(37), optional(8), optional(25), optional(38), optional(39), optional(9),
            optional(12), optional(13), optional(52), optional(53), optional(54), optional(55), optional(56), optional(57),
            optional(60), optional(61), optional(62), optional(63), optional(64), optional(65), optional(66), optional(67),
            optional(68), optional(69), optional(70), optional(71), optional(72), optional(73), optional(74), optional(75),
            optional(76), optional(77), optional(78), optional(79), optional(80), optional(81), optional(82), any(14),
            one(83), optional(15), optional(19), optional(84), optional(85), optional(86), optional(87), optional(88),
            optional(89), optional(104), optional(105), optional(90), optional(20), any(21), optional(22), any(23),
            optional(41), optional(40), any(42), any(43), optional(58), optional(59), optional(106), optional(107),
            optional(108), optional(109), optional(110), optional(111), optional(112),
        ]), attributes: &[
            Attribute { name: "userType", required: true, words: &["CallClient", "AttendantConsole"] },
            Attribute { name: "userUid", required: false, words: &[] },
            Attribute { name: "id", required: false, words: &[] },
            Attribute { name: "userLogoutReason", required: false, words: &["ClientLogout", "ForceLogoutU", "ForceLogoutR", "ForceLogoutD", "ForceLogoutC",
                "ForceLogoutL"] },
        ] },
        Element { name: "failure", content: Content::Empty, attributes: &[
            Attribute { name: "failureCause", required: false, words: &["UnknownID", "IncorrectPassword", "UnsupportedVersion", "UnauthorizedAttendantConsole", "UnauthorizedCommPilotCallManager",
                "UnauthorizedClientCallControl", "UnauthorizedPhoneStatusMonitoring", "UnauthorizedClientLicense", "NetworkServerConnectivityFailure", "WASConnectivityError",
                "WASProcessingError", "ExtAuthHostNotInACLError"] },
        ] },
        Element { name: "conference", content: Content::Children(&[
            any(10), optional(26), optional(11),
        ]), attributes: &[
            Attribute { name: "conferenceState", required: true, words: &["Active", "Released", "Held"] },
        ] },
        Element { name: "callIn", content: Content::Empty, attributes: &[
            Attribute { name: "callInId", required: true, words: &[] },
        ] },
        Element { name: "silentlyMonitored", content: Content::Text, attributes: &[] },
        Element { name: "acdState", content: Content::Text, attributes: &[] },
        Element { name: "acdStateTime", content: Content::Text, attributes: &[] },
        Element { name: "call", content: Content::Children(&[
            optional(26), optional(27), optional(28), optional(29), optional(30), optional(31), optional(32), optional(33),
            optional(34), optional(35), optional(91), optional(92), optional(93), optional(94), any(18), optional(95),
            optional(96), optional(97), optional(98), optional(99), optional(100), optional(101), optional(103), optional(42),
            optional(102),
        ]), attributes: &[
            Attribute { name: "callId", required: true, words: &[] },
            Attribute { name: "extTrackingId", required: true, words: &[] },
        ] },
        Element { name: "action", content: Content::Children(&[
            any(16), optional(17),
        ]), attributes: &[
            Attribute { name: "actionType", required: true, words: &["Dial", "Redial", "Hold", "Release", "Answer",
                "Xfer", "XferConsult", "XferVM", "ConfStart", "ConfHold",
                "ConfAnswer", "ConfRelease", "ConfAdd", "setDial", "XferCC",
                "CallPark", "GroupCallPark", "CallParkRetrieve", "MakeCallAsCC", "MakePersonalCall",
                "MakeAgentEscalationCall", "MakeAgentEmergencyCall", "SilentMonitorCall", "ConferenceUnmute", "TagCallWithDispositionCode",
                "CustOriginatedTraceCall"] },
            Attribute { name: "responseRequested", required: false, words: &["True", "False"] },
            Attribute { name: "id", required: false, words: &[] },
        ] },
        Element { name: "actionParam", content: Content::Text, attributes: &[
            Attribute { name: "actionParamName", required: true, words: &["Number", "CallId", "UserId", "DNISNumber", "DispositionCode"] },
        ] },
        Element { name: "result", content: Content::Children(&[
            optional(19),
        ]), attributes: &[
            Attribute { name: "success", required: true, words: &["True", "False"] },
        ] },
        Element { name: "control", content: Content::Text, attributes: &[
            Attribute { name: "controlType", required: true, words: &["Answer", "Hold", "Retrieve"] },
        ] },
        Element { name: "message", content: Content::Text, attributes: &[
            Attribute { name: "messageName", required: false, words: &["registerResponse"] },
        ] },
        Element { name: "monitoring", content: Content::Empty, attributes: &[
            Attribute { name: "monType", required: true, words: &["Add", "Delete", "Replace"] },
        ] },
        Element { name: "monUser", content: Content::Text, attributes: &[] },
        Element { name: "monResult", content: Content::Empty, attributes: &[
            Attribute { name: "success", required: true, words: &["True", "False"] },
        ] },
        Element { name: "failedUser", content: Content::Empty, attributes: &[
            Attribute { name: "failureReason", required: true, words: &["UnknownUser", "UnauthorizedUser", "PrivateUser"] },
            Attribute { name: "id", required: true, words: &[] },
        ] },
        Element { name: "id", content: Content::Text, attributes: &[] },
        Element { name: "securePassword", content: Content::Text, attributes: &[] },
        Element { name: "appearance", content: Content::Text, attributes: &[] },
        Element { name: "personality", content: Content::Text, attributes: &[] },
        Element { name: "state", content: Content::Text, attributes: &[] },
        Element { name: "releaseCause", content: Content::Text, attributes: &[] },
        Element { name: "remoteCountryCode", content: Content::Text, attributes: &[] },
        Element { name: "remoteNumber", content: Content::Text, attributes: &[] },
        Element { name: "remoteName", content: Content::Text, attributes: &[] },
        Element { name: "remoteTelUri", content: Content::Text, attributes: &[] },
        Element { name: "localAltType", content: Content::Text, attributes: &[] },
        Element { name: "linePort", content: Content::Text, attributes: &[] },
        Element { name: "numMonitoredUsers", content: Content::Text, attributes: &[] },
        Element { name: "callDetailsEnabled", content: Content::Text, attributes: &[] },
        Element { name: "offHook", content: Content::Text, attributes: &[] },
        Element { name: "numCalls", content: Content::Text, attributes: &[] },
        Element { name: "monitoredUserId", content: Content::Text, attributes: &[] },
        Element { name: "monitoredUserUid", content: Content::Text, attributes: &[] },
        Element { name: "callCenter", content: Content::Children(&[
            optional(44), optional(45), optional(46), optional(49), optional(50), optional(51),
        ]), attributes: &[
            Attribute { name: "id", required: true, words: &[] },
        ] },
        Element { name: "callcenter", content: Content::Children(&[
            optional(51),
        ]), attributes: &[
            Attribute { name: "id", required: true, words: &[] },
        ] },
        Element { name: "joinCallCenter", content: Content::Text, attributes: &[] },
        Element { name: "DNISName", content: Content::Text, attributes: &[] },
        Element { name: "DNISNumber", content: Content::Text, attributes: &[] },
        Element { name: "addTimeInPriorityBucket", content: Content::Text, attributes: &[] },
        Element { name: "preservedWaitTimeInPriorityBucket", content: Content::Text, attributes: &[] },
        Element { name: "callWaitTime", content: Content::Text, attributes: &[] },
        Element { name: "longestWaitTime", content: Content::Text, attributes: &[] },
        Element { name: "numCallsInQueue", content: Content::Text, attributes: &[] },
        Element { name: "initialUpdate", content: Content::Empty, attributes: &[] },
        Element { name: "firstName", content: Content::Text, attributes: &[] },
        Element { name: "lastName", content: Content::Text, attributes: &[] },
        Element { name: "phone", content: Content::Text, attributes: &[] },
        Element { name: "extension", content: Content::Text, attributes: &[] },
        Element { name: "locationCode", content: Content::Text, attributes: &[] },
        Element { name: "countryCode", content: Content::Text, attributes: &[] },
        Element { name: "nationalPrefix", content: Content::Text, attributes: &[] },
        Element { name: "enterpriseUser", content: Content::Text, attributes: &[] },
        Element { name: "email", content: Content::Text, attributes: &[] },
        Element { name: "mobile", content: Content::Text, attributes: &[] },
        Element { name: "pager", content: Content::Text, attributes: &[] },
        Element { name: "department", content: Content::Text, attributes: &[] },
        Element { name: "title", content: Content::Text, attributes: &[] },
        Element { name: "groupName", content: Content::Text, attributes: &[] },
        Element { name: "serviceProviderName", content: Content::Text, attributes: &[] },
        Element { name: "supportEmail", content: Content::Text, attributes: &[] },
        Element { name: "maxCalls", content: Content::Text, attributes: &[] },
        Element { name: "epControl", content: Content::Text, attributes: &[] },
        Element { name: "threeWayCall", content: Content::Text, attributes: &[] },
        Element { name: "nWayCall", content: Content::Text, attributes: &[] },
        Element { name: "callTransfer", content: Content::Text, attributes: &[] },
        Element { name: "cfa", content: Content::Text, attributes: &[
            Attribute { name: "cfaDestination", required: false, words: &[] },
        ] },
        Element { name: "cpe", content: Content::Text, attributes: &[] },
        Element { name: "cwt", content: Content::Text, attributes: &[] },
        Element { name: "dnd", content: Content::Text, attributes: &[] },
        Element { name: "lnrd", content: Content::Text, attributes: &[] },
        Element { name: "oi", content: Content::Text, attributes: &[] },
        Element { name: "ro", content: Content::Text, attributes: &[] },
        Element { name: "li", content: Content::Text, attributes: &[] },
        Element { name: "simring", content: Content::Text, attributes: &[] },
        Element { name: "applicationId", content: Content::Text, attributes: &[] },
        Element { name: "voiceMessaging", content: Content::Text, attributes: &[] },
        Element { name: "voiceMessagingGroup", content: Content::Text, attributes: &[] },
        Element { name: "thirdPartyVoiceMessaging", content: Content::Text, attributes: &[] },
        Element { name: "thirdPartyVMGroup", content: Content::Text, attributes: &[] },
        Element { name: "hasVMMessages", content: Content::Text, attributes: &[] },
        Element { name: "hasThirdPartyVMMessages", content: Content::Text, attributes: &[] },
        Element { name: "callLogs", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromCountryCode", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromNumber", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromName", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromReason", content: Content::Text, attributes: &[] },
        Element { name: "callType", content: Content::Text, attributes: &[] },
        Element { name: "callStartTime", content: Content::Text, attributes: &[] },
        Element { name: "callAnswerTime", content: Content::Text, attributes: &[] },
        Element { name: "callCenterUserId", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromCounter", content: Content::Text, attributes: &[] },
        Element { name: "origCalledNum", content: Content::Text, attributes: &[] },
        Element { name: "origRedirReason", content: Content::Text, attributes: &[] },
        Element { name: "holdReminder", content: Content::Text, attributes: &[] },
        Element { name: "recallType", content: Content::Text, attributes: &[] },
        Element { name: "thirdPartyMWI", content: Content::Text, attributes: &[] },
        Element { name: "clearVMMWI", content: Content::Text, attributes: &[] },
        Element { name: "nightService", content: Content::Text, attributes: &[] },
        Element { name: "holidayService", content: Content::Text, attributes: &[] },
        Element { name: "forcedForwarding", content: Content::Text, attributes: &[] },
        Element { name: "supervisorId", content: Content::Text, attributes: &[] },
        Element { name: "hotelingHost", content: Content::Text, attributes: &[] },
        Element { name: "unavailabilityCode", content: Content::Text, attributes: &[] },
        Element { name: "wrapUpCallCenterCallId", content: Content::Text, attributes: &[] },
        Element { name: "queue", content: Content::Children(&[
            any(114),
        ]), attributes: &[
            Attribute { name: "updateReason", required: true, words: &["Initial", "CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned",
                "CallReordered", "CallUpdated", "Refresh", "QueueTimeout", "QueueOverflow",
                "CallPromoted"] },
        ] },
        Element { name: "queueCall", content: Content::Children(&[
            optional(30), optional(31), optional(32), optional(116), optional(117), optional(118), optional(119), optional(120),
            optional(121), optional(122), optional(123), optional(45), optional(46), optional(47), optional(48),
        ]), attributes: &[
            Attribute { name: "callId", required: true, words: &[] },
        ] },
        Element { name: "queueActionData", content: Content::Children(&[
            optional(114),
        ]), attributes: &[
            Attribute { name: "actionType", required: true, words: &["Transfer", "Remove", "Reorder", "Refresh", "Promote"] },
        ] },
        Element { name: "timeAdded", content: Content::Text, attributes: &[] },
        Element { name: "mandatoryEntrance", content: Content::Text, attributes: &[] },
        Element { name: "bouncedCall", content: Content::Text, attributes: &[] },
        Element { name: "reorderedCall", content: Content::Text, attributes: &[] },
        Element { name: "preservedWaitTime", content: Content::Text, attributes: &[] },
        Element { name: "position", content: Content::Text, attributes: &[] },
        Element { name: "destination", content: Content::Text, attributes: &[] },
        Element { name: "priority", content: Content::Text, attributes: &[] },
        Element { name: "from", content: Content::Children(&[
            one(7),
        ]), attributes: &[] },
        Element { name: "to", content: Content::Children(&[
            one(7),
        ]), attributes: &[] },
        Element { name: "payload", content: Content::Text, attributes: &[
            Attribute { name: "payloadType", required: false, words: &[] },
        ] },
    ],
    by_name: &[
        0, 45, 46, 12, 13, 15, 16, 47, 6, 26, 83, 118, 14, 97, 42, 98, 37, 10, 90, 96,
        73, 95, 49, 43, 3, 4, 74, 105, 1, 2, 9, 18, 58, 75, 76, 64, 122, 77, 61, 60,
        70, 56, 23, 8, 53, 108, 124, 66, 89, 88, 102, 107, 110, 24, 52, 44, 54, 81, 35, 78,
        34, 57, 50, 117, 69, 19, 62, 22, 21, 40, 41, 20, 72, 59, 106, 5, 39, 51, 36, 38,
        79, 100, 101, 63, 126, 27, 55, 121, 120, 48, 123, 113, 115, 114, 103, 99, 91, 93, 92, 94,
        29, 30, 32, 31, 33, 119, 17, 80, 25, 67, 11, 82, 28, 109, 68, 104, 87, 86, 71, 116,
        65, 125, 111, 7, 84, 85, 112,
    ],
};

pub(super) static CCC2: Dtd = Dtd {
    elements: &[
        Element { name: "BroadsoftDocument", content: Content::Children(&[
            one(1),
        ]), attributes: &[
            Attribute { name: "protocol", required: true, words: &["CAP"] },
            Attribute { name: "version", required: true, words: &["1.0", "2.0", "11.0", "11.1", "12.0",
                "13.0", "14.0", "15.0", "16.0", "17.0"] },
        ] },
        Element { name: "command", content: Content::Children(&[
            one(2),
        ]), attributes: &[
            Attribute { name: "commandType", required: true, words: &["sessionUpdate", "profileUpdate", "callUpdate", "callAction", "callActionResponse",
                "callControlInfo", "infoRequest", "infoResponse", "serverStatusRequest", "externalNotify",
                "queueUpdate", "queueAction", "queueProfileUpdate", "queueInfoRequest", "queueInfoResponse",
                "datagram"] },
        ] },
        Element { name: "commandData", content: Content::Children(&[
            optional(91), optional(92), optional(5), optional(80), optional(82), optional(3), any(4), optional(93),
        ]), attributes: &[] },
        Element { name: "capVersionRequest", content: Content::Empty, attributes: &[] },
        Element { name: "capVersionResponse", content: Content::Text, attributes: &[] },
        Element { name: "user", content: Content::Children(&[
            optional(18), optional(29), optional(30), optional(6), optional(9), optional(10), optional(11), optional(41),
            optional(42), optional(43), optional(44), optional(45), optional(46), optional(47), optional(48), optional(49),
            optional(50), optional(51), optional(52), any(12), optional(13), optional(54), optional(55), optional(72),
            optional(73), any(31), any(32), optional(53), optional(74), optional(75), optional(76), optional(77),
            optional(78), optional(79),
        ]), attributes: &[
            Attribute { name: "userType", required: true, words: &["CallClient", "AttendantConsole"] },
            Attribute { name: "userUid", required: false, words: &[] },
            Attribute { name: "id", required: false, words: &[] },
        ] },
        Element { name: "conference", content: Content::Children(&[
            any(7), optional(19), optional(8),
        ]), attributes: &[
            Attribute { name: "conferenceState", required: true, words: &["Active", "Released", "Held"] },
        ] },
        Element { name: "callIn", content: Content::Empty, attributes: &[
            Attribute { name: "callInId", required: true, words: &[] },
        ] },
        Element { name: "silentlyMonitored", content: Content::Text, attributes: &[] },
        Element { name: "acdState", content: Content::Text, attributes: &[] },
        Element { name: "acdStateTime", content: Content::Text, attributes: &[] },
        Element { name: "initialUpdate", content: Content::Empty, attributes: &[] },
        Element { name: "call", content: Content::Children(&[
            optional(19), optional(20), optional(21), optional(22), optional(23), optional(24), optional(25), optional(26),
            optional(27), optional(28), optional(56), optional(57), optional(58), optional(59), any(17), optional(60),
            optional(61), optional(62), optional(63), optional(66), optional(67), optional(68), optional(69), optional(70),
            optional(71), optional(65), optional(31), optional(64),
        ]), attributes: &[
            Attribute { name: "callId", required: true, words: &[] },
            Attribute { name: "extTrackingId", required: true, words: &[] },
        ] },
        Element { name: "action", content: Content::Children(&[
            any(14), optional(15),
        ]), attributes: &[
            Attribute { name: "actionType", required: true, words: &["Dial", "Redial", "Hold", "Release", "Answer",
                "Xfer", "XferConsult", "XferVM", "ConfStart", "ConfHold",
                "ConfAnswer", "ConfRelease", "ConfAdd", "XferCC", "CallPark",
                "GroupCallPark", "CallParkRetrieve", "MakeCallAsCC", "MakePersonalCall", "MakeAgentEscalationCall",
                "MakeAgentEmergencyCall", "SilentMonitorCall", "ConferenceUnmute", "TagCallWithDispositionCode", "CustOriginatedTraceCall"] },
            Attribute { name: "responseRequested", required: false, words: &["True", "False"] },
            Attribute { name: "id", required: false, words: &[] },
        ] },
        Element { name: "actionParam", content: Content::Text, attributes: &[
            Attribute { name: "actionParamName", required: true, words: &["Number", "CallId", "UserId", "DNISNumber", "DispositionCode"] },
        ] },
        Element { name: "result", content: Content::Children(&[
            optional(16),
        ]), attributes: &[
            Attribute { name: "success", required: true, words: &["True", "False"] },
        ] },
        Element { name: "message", content: Content::Text, attributes: &[] },
        Element { name: "control", content: Content::Text, attributes: &[
            Attribute { name: "controlType", required: true, words: &["Answer", "Hold", "Retrieve"] },
        ] },
        Element { name: "id", content: Content::Text, attributes: &[] },
        Element { name: "appearance", content: Content::Text, attributes: &[] },
        Element { name: "personality", content: Content::Text, attributes: &[] },
        Element { name: "state", content: Content::Text, attributes: &[] },
        Element { name: "releaseCause", content: Content::Text, attributes: &[] },
        Element { name: "remoteCountryCode", content: Content::Text, attributes: &[] },
        Element { name: "remoteNumber", content: Content::Text, attributes: &[] },
        Element { name: "remoteName", content: Content::Text, attributes: &[] },
        Element { name: "remoteTelUri", content: Content::Text, attributes: &[] },
        Element { name: "localAltType", content: Content::Text, attributes: &[] },
        Element { name: "linePort", content: Content::Text, attributes: &[] },
        Element { name: "offHook", content: Content::Text, attributes: &[] },
        Element { name: "numCalls", content: Content::Text, attributes: &[] },
        Element { name: "callCenter", content: Content::Children(&[
            optional(33), optional(34), optional(35), optional(38), optional(39), optional(40),
        ]), attributes: &[
            Attribute { name: "id", required: true, words: &[] },
        ] },
        Element { name: "callcenter", content: Content::Children(&[
            optional(40),
        ]), attributes: &[
            Attribute { name: "id", required: true, words: &[] },
        ] },
        Element { name: "joinCallCenter", content: Content::Text, attributes: &[] },
        Element { name: "DNISName", content: Content::Text, attributes: &[] },
        Element { name: "DNISNumber", content: Content::Text, attributes: &[] },
        Element { name: "addTimeInPriorityBucket", content: Content::Text, attributes: &[] },
        Element { name: "preservedWaitTimeInPriorityBucket", content: Content::Text, attributes: &[] },
        Element { name: "callWaitTime", content: Content::Text, attributes: &[] },
        Element { name: "longestWaitTime", content: Content::Text, attributes: &[] },
        Element { name: "numCallsInQueue", content: Content::Text, attributes: &[] },
        Element { name: "maxCalls", content: Content::Text, attributes: &[] },
        Element { name: "epControl", content: Content::Text, attributes: &[] },
        Element { name: "threeWayCall", content: Content::Text, attributes: &[] },
        Element { name: "nWayCall", content: Content::Text, attributes: &[] },
        Element { name: "callTransfer", content: Content::Text, attributes: &[] },
        Element { name: "cfa", content: Content::Text, attributes: &[] },
        Element { name: "cpe", content: Content::Text, attributes: &[] },
        Element { name: "cwt", content: Content::Text, attributes: &[] },
        Element { name: "dnd", content: Content::Text, attributes: &[] },
        Element { name: "lnrd", content: Content::Text, attributes: &[] },
        Element { name: "ro", content: Content::Text, attributes: &[] },
        Element { name: "simring", content: Content::Text, attributes: &[] },
        Element { name: "applicationId", content: Content::Text, attributes: &[] },
        Element { name: "hasVMMessages", content: Content::Text, attributes: &[] },
        Element { name: "hasThirdPartyVMMessages", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromCountryCode", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromNumber", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromName", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromReason", content: Content::Text, attributes: &[] },
        Element { name: "callType", content: Content::Text, attributes: &[] },
        Element { name: "callStartTime", content: Content::Text, attributes: &[] },
        Element { name: "callAnswerTime", content: Content::Text, attributes: &[] },
        Element { name: "callCenterUserId", content: Content::Text, attributes: &[] },
        Element { name: "holdReminder", content: Content::Text, attributes: &[] },
        Element { name: "recallType", content: Content::Text, attributes: &[] },
        Element { name: "localNumber", content: Content::Text, attributes: &[] },
        Element { name: "redirectToNum", content: Content::Text, attributes: &[] },
        Element { name: "redirectToReason", content: Content::Text, attributes: &[] },
        Element { name: "redirectFromCounter", content: Content::Text, attributes: &[] },
        Element { name: "origCalledNum", content: Content::Text, attributes: &[] },
        Element { name: "origRedirReason", content: Content::Text, attributes: &[] },
        Element { name: "thirdPartyMWI", content: Content::Text, attributes: &[] },
        Element { name: "clearVMMWI", content: Content::Text, attributes: &[] },
        Element { name: "nightService", content: Content::Text, attributes: &[] },
        Element { name: "holidayService", content: Content::Text, attributes: &[] },
        Element { name: "forcedForwarding", content: Content::Text, attributes: &[] },
        Element { name: "hotelingHost", content: Content::Text, attributes: &[] },
        Element { name: "unavailabilityCode", content: Content::Text, attributes: &[] },
        Element { name: "wrapUpCallCenterCallId", content: Content::Text, attributes: &[] },
        Element { name: "queue", content: Content::Children(&[
            any(81),
        ]), attributes: &[
            Attribute { name: "updateReason", required: true, words: &["Initial", "CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned",
                "CallReordered", "CallUpdated", "Refresh", "QueueTimeout", "QueueOverflow",
                "CallPromoted"] },
        ] },
        Element { name: "queueCall", content: Content::Children(&[
            optional(23), optional(24), optional(25), optional(83), optional(84), optional(85), optional(86), optional(87),
            optional(88), optional(89), optional(90), optional(34), optional(35), optional(36), optional(37),
        ]), attributes: &[
            Attribute { name: "callId", required: true, words: &[] },
        ] },
        Element { name: "queueActionData", content: Content::Children(&[
            optional(81),
        ]), attributes: &[
            Attribute { name: "actionType", required: true, words: &["Transfer", "Remove", "Reorder", "Refresh", "Promote"] },
        ] },
        Element { name: "timeAdded", content: Content::Text, attributes: &[] },
        Element { name: "mandatoryEntrance", content: Content::Text, attributes: &[] },
        Element { name: "bouncedCall", content: Content::Text, attributes: &[] },
        Element { name: "reorderedCall", content: Content::Text, attributes: &[] },
        Element { name: "preservedWaitTime", content: Content::Text, attributes: &[] },
        Element { name: "position", content: Content::Text, attributes: &[] },
        Element { name: "destination", content: Content::Text, attributes: &[] },
        Element { name: "priority", content: Content::Text, attributes: &[] },
        Element { name: "from", content: Content::Children(&[
            one(5),
        ]), attributes: &[] },
        Element { name: "to", content: Content::Children(&[
            one(5),
        ]), attributes: &[] },
        Element { name: "payload", content: Content::Text, attributes: &[
            Attribute { name: "payloadType", required: false, words: &[] },
        ] },
    ],
    by_name: &[
        0, 34, 35, 9, 10, 13, 14, 36, 19, 53, 85, 12, 62, 31, 63, 7, 61, 45, 60, 38,
        32, 3, 4, 46, 73, 1, 2, 6, 17, 47, 48, 89, 49, 42, 76, 91, 55, 54, 64, 75,
        77, 18, 11, 33, 28, 50, 27, 66, 39, 84, 41, 16, 44, 74, 30, 40, 29, 70, 71, 93,
        20, 88, 87, 37, 90, 80, 82, 81, 65, 69, 56, 58, 57, 59, 67, 68, 22, 23, 25, 24,
        26, 86, 15, 51, 8, 52, 21, 72, 43, 83, 92, 78, 5, 79,
    ],
};
