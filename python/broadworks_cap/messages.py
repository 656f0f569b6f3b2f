"""Types of the JSON form of a message, made from the tables of the codec.

``Document.to_dict`` returns a ``Message``; its ``commandType`` tells which. A key that is not there is missing on the
wire. A value of a known set may be another one, which a newer server sends.
"""

from __future__ import annotations

from typing import Dict, List, Literal, TypedDict, Union


class ExtraXml(TypedDict):
    """An unknown element."""

    xml: str


class ExtraText(TypedDict):
    """Unknown text."""

    text: str


class ExtraOn(TypedDict):
    """Unknown attributes of a field that has none."""

    element: str
    index: int
    attributes: Dict[str, str]


class Extra(TypedDict, total=False):
    """What the tables do not know."""

    attributes: Dict[str, str]
    on: List[ExtraOn]
    content: List[Union[ExtraXml, ExtraText]]


class Head(TypedDict, total=False):
    """What every message has."""

    protocol: str
    """`CAP` for both protocols."""
    version: str
    """Version of the protocol."""
    extra: Extra
    commandExtra: Extra


class RegisterAuthenticationDataUser(TypedDict, total=False):
    """The user who logs in, and the client."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    id: str
    """User id of the user who logs in, or of the call center whose queue a supervisor watches."""
    applicationId: str
    """Name that the client application gives itself. A user may run several applications, each with a login of its own."""
    supervisorId: str
    """User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login."""
    extra: Extra


class RegisterAuthenticationData(TypedDict, total=False):
    """Content of `registerAuthentication`."""

    user: RegisterAuthenticationDataUser
    """The user who logs in, and the client."""
    extra: Extra


class _RegisterAuthentication(Head, total=False):
    commandData: RegisterAuthenticationData


class RegisterAuthentication(_RegisterAuthentication):
    """Opens a login and asks for the nonce of the digest."""

    commandType: Literal["registerAuthentication"]


class ResponseAuthenticationDataUserFailure(TypedDict, total=False):
    """Why the login cannot go on (since 11.0); absent if it goes on."""

    failureCause: Union[Literal["UnknownID", "NetworkServerConnectivityFailure", "IncorrectPassword", "UnsupportedVersion", "UnauthorizedCommPilotCallManager", "UnauthorizedAttendantConsole", "UnauthorizedClientCallControl", "UnauthorizedPhoneStatusMonitoring", "UnauthorizedClientLicense", "WASConnectivityError", "WASProcessingError", "ExtAuthHostNotInACLError"], str]
    """Why the login cannot go on."""
    extra: Extra


class ResponseAuthenticationDataUser(TypedDict, total=False):
    """The user who logs in."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    id: str
    """User id of the user who logs in, or of the call center whose queue a supervisor watches."""
    failure: ResponseAuthenticationDataUserFailure
    """Why the login cannot go on (since 11.0); absent if it goes on."""
    applicationId: str
    """Name that the client application gave itself."""
    supervisorId: str
    """User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login."""
    extra: Extra


class ResponseAuthenticationData(TypedDict, total=False):
    """Content of `responseAuthentication`."""

    user: ResponseAuthenticationDataUser
    """The user who logs in."""
    nonce: str
    """Nonce of the login digest. Its characters go into the digest unchanged. Absent of a failure."""
    algorithm: str
    """Algorithm of the login digest; only `MD5` is documented. Absent of a failure."""
    extra: Extra


class _ResponseAuthentication(Head, total=False):
    commandData: ResponseAuthenticationData


class ResponseAuthentication(_ResponseAuthentication):
    """Answers `registerAuthentication` with the nonce, or with the reason why the login ends here."""

    commandType: Literal["responseAuthentication"]


class RegisterRequestDataUser(TypedDict, total=False):
    """The user who logs in, and the proof of the password."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    id: str
    """User id of the user who logs in, or of the call center whose queue a supervisor watches."""
    securePassword: str
    """Login digest, 32 lower-case hex digits (appendix A). Absent if the login needs no password. Secret."""
    applicationId: str
    """Name that the client application gave itself."""
    supervisorId: str
    """User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login."""
    extra: Extra


class RegisterRequestData(TypedDict, total=False):
    """Content of `registerRequest`."""

    user: RegisterRequestDataUser
    """The user who logs in, and the proof of the password."""
    extra: Extra


class _RegisterRequest(Head, total=False):
    commandData: RegisterRequestData


class RegisterRequest(_RegisterRequest):
    """Goes on with a login by the digest of the password."""

    commandType: Literal["registerRequest"]


class RegisterResponseDataUserFailure(TypedDict, total=False):
    """Why the login failed; absent if it succeeded."""

    failureCause: Union[Literal["UnknownID", "NetworkServerConnectivityFailure", "IncorrectPassword", "UnsupportedVersion", "UnauthorizedCommPilotCallManager", "UnauthorizedAttendantConsole", "UnauthorizedClientCallControl", "UnauthorizedPhoneStatusMonitoring", "UnauthorizedClientLicense", "WASConnectivityError", "WASProcessingError", "ExtAuthHostNotInACLError"], str]
    """Why the login failed."""
    extra: Extra


class RegisterResponseDataUser(TypedDict, total=False):
    """The user who logged in, or whose login failed."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id, for all messages until `unRegister`; opaque, usually decimal digits. Absent of a failure."""
    id: str
    """User id of the user who logs in, or of the call center whose queue a supervisor watches."""
    numMonitoredUsers: str
    """Number of users that this console watches. One initial `profileUpdate` and one initial `sessionUpdate` follow for each of them. Only for consoles. A whole number."""
    callDetailsEnabled: Union[Literal["True", "False"], str]
    """`true` if `callUpdate` messages tell the console of the calls of watched users. Only for consoles."""
    failure: RegisterResponseDataUserFailure
    """Why the login failed; absent if it succeeded."""
    applicationId: str
    """Name that the client application gave itself."""
    supervisorId: str
    """User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login."""
    extra: Extra


class RegisterResponseData(TypedDict, total=False):
    """Content of `registerResponse`."""

    user: RegisterResponseDataUser
    """The user who logged in, or whose login failed."""
    extra: Extra


class _RegisterResponse(Head, total=False):
    commandData: RegisterResponseData


class RegisterResponse(_RegisterResponse):
    """Ends a login: hands out the session id, or names the reason of the failure."""

    commandType: Literal["registerResponse"]


class AcknowledgementDataUserFailure(TypedDict, total=False):
    """Present if the client refuses the message. No case is defined, so a client does not send it; absent means success (E050)."""

    failureCause: Union[Literal["UnknownID", "NetworkServerConnectivityFailure", "IncorrectPassword", "UnsupportedVersion", "UnauthorizedCommPilotCallManager", "UnauthorizedAttendantConsole", "UnauthorizedClientCallControl", "UnauthorizedPhoneStatusMonitoring", "UnauthorizedClientLicense", "WASConnectivityError", "WASProcessingError", "ExtAuthHostNotInACLError"], str]
    """Why the client refuses the message. No value is documented for this message."""
    extra: Extra


class AcknowledgementDataUserMessage(TypedDict, total=False):
    """Message that is acknowledged."""

    messageName: Union[Literal["registerResponse"], str]
    """Name of the command that is acknowledged."""
    extra: Extra


class AcknowledgementDataUser(TypedDict, total=False):
    """The user who logged in, and the message that is acknowledged."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user who logs in, or of the call center whose queue a supervisor watches."""
    failure: AcknowledgementDataUserFailure
    """Present if the client refuses the message. No case is defined, so a client does not send it; absent means success (E050)."""
    applicationId: str
    """Name that the client application gave itself."""
    message: AcknowledgementDataUserMessage
    """Message that is acknowledged."""
    supervisorId: str
    """User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login."""
    extra: Extra


class AcknowledgementData(TypedDict, total=False):
    """Content of `acknowledgement`."""

    user: AcknowledgementDataUser
    """The user who logged in, and the message that is acknowledged."""
    extra: Extra


class _Acknowledgement(Head, total=False):
    commandData: AcknowledgementData


class Acknowledgement(_Acknowledgement):
    """Confirms `registerResponse`, upon which the server sends profile, session and calls."""

    commandType: Literal["acknowledgement"]


class UnRegisterDataUser(TypedDict, total=False):
    """The user whose session ends."""

    userLogoutReason: Union[Literal["ClientLogout", "ForceLogoutR", "ForceLogoutD", "ForceLogoutU", "ForceLogoutL", "ForceLogoutC"], str]
    """Why the session ends. A client sends `ClientLogout`, the server one of the others."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id of the session that ends."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    extra: Extra


class UnRegisterData(TypedDict, total=False):
    """Content of `unRegister`."""

    user: UnRegisterDataUser
    """The user whose session ends."""
    extra: Extra


class _UnRegister(Head, total=False):
    commandData: UnRegisterData


class UnRegister(_UnRegister):
    """Ends a session, as the client wishes or the server enforces."""

    commandType: Literal["unRegister"]


class SessionUpdateDataUserConferenceCallIn(TypedDict, total=False):
    """Calls in the conference, in any number (before 13.0 at least two)."""

    callInId: str
    """Call id of a call in the conference."""
    extra: Extra


class SessionUpdateDataUserConference(TypedDict, total=False):
    """Conference of the user. Sent after a login, and when the conference changes; absent if there is none."""

    conferenceState: Union[Literal["Active", "Released", "Held"], str]
    """State of the conference."""
    callIn: List[SessionUpdateDataUserConferenceCallIn]
    """Calls in the conference, in any number (before 13.0 at least two)."""
    appearance: str
    """Line of the phone that the conference is on, from 1 (since 13.0). A whole number."""
    silentlyMonitored: str
    """Present if this user is silently monitoring the calls of the conference, which only this user is told (since 17.0). Empty: that it is there is the message."""
    extra: Extra


class SessionUpdateDataUser(TypedDict, total=False):
    """The user, and the state that all calls of the user share."""

    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    offHook: Union[Literal["True", "False"], str]
    """`true` if a phone of the user is off the hook. To a call client: only if this changed, or after the login. To a console: always, of the watched user."""
    numCalls: str
    """Number of calls of the user; a `callUpdate` follows for each. Only after a login. A whole number."""
    conference: SessionUpdateDataUserConference
    """Conference of the user. Sent after a login, and when the conference changes; absent if there is none."""
    maxCalls: str
    """Most calls that the user can have at present; -1 if the user has no call, and sometimes else. Only after a login. A whole number."""
    epControl: Union[Literal["True", "False"], str]
    """`true` if the phone controls its calls by itself, as SIP phones do; always `true` if the user has no call. Only after a login."""
    applicationId: str
    """Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2."""
    monitoredUserUid: str
    """Session id of the watched user, in messages to a console."""
    monitoredUserId: str
    """User id of the watched user, in messages to a console (since 14.sp2)."""
    extra: Extra


class SessionUpdateData(TypedDict, total=False):
    """Content of `sessionUpdate`."""

    user: SessionUpdateDataUser
    """The user, and the state that all calls of the user share."""
    extra: Extra


class _SessionUpdate(Head, total=False):
    commandData: SessionUpdateData


class SessionUpdate(_SessionUpdate):
    """Tells the hook, the number of calls and the conference of a user, or the hook of a watched one: all of it after a login, then what changed."""

    commandType: Literal["sessionUpdate"]


class ProfileUpdateDataUserCfa(TypedDict, total=False):
    """Call Forwarding Always. `Off` of a watched user may also mean that it is not assigned."""

    cfaDestination: str
    """Number or SIP URI to which calls are forwarded (since 14.sp4; CAP-C). Only present if the service is `On`."""
    value: Union[Literal["", "On", "Off"], str]
    """Text of the element."""
    extra: Extra


class ProfileUpdateDataUserCallCenter(TypedDict, total=False):
    """Call centers of an agent (since 14.sp3): all of them in the initial update, later those whose `joinCallCenter` changed."""

    id: str
    """User id of the call center."""
    joinCallCenter: Union[Literal["True", "False"], str]
    """`true` if the agent takes part in this call center at present."""
    extra: Extra


class ProfileUpdateDataUser(TypedDict, total=False):
    """The user, with the whole profile or what changed of it."""

    id: str
    """User id of the user whom the profile belongs to; to a console, of the console's user."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    acdState: Union[Literal["Sign-in", "Sign-out", "Available", "Unavailable", "Wrap-up"], str]
    """State of the agent, the same for all call centers of the agent (since 14.sp3). Absent if the user is no agent."""
    acdStateTime: str
    """Time at which the state of the agent changed last, in milliseconds since 1970 (since 16.0). A time: milliseconds since 1970."""
    initialUpdate: str
    """Present if this is the first update after a login, which has the whole profile. Otherwise the update has only what changed. Empty: that it is there is the message."""
    firstName: str
    """First name. Only in the initial update."""
    lastName: str
    """Last name. Only in the initial update."""
    phone: str
    """Phone number. Only in the initial update."""
    extension: str
    """Extension. Only in the initial update."""
    locationCode: str
    """Dialling code of the group's location within the enterprise (since 12.0). Only in the initial update."""
    enterpriseUser: Union[Literal["", "On", "Off"], str]
    """`On` if the user's service provider is an enterprise (since 12.0). Only in the initial update."""
    email: str
    """E-mail address. Only in the initial update."""
    mobile: str
    """Number of the mobile phone. Only in the initial update of a watched user."""
    pager: str
    """Number of the pager. Only in the initial update of a watched user."""
    department: str
    """Department. Only in the initial update of a watched user."""
    title: str
    """Job title. Only in the initial update of a watched user."""
    groupName: str
    """Id of the group. Only in the initial update."""
    serviceProviderName: str
    """Id of the service provider or enterprise. Only in the initial update."""
    supportEmail: str
    """E-mail address to which the client sends requests for support. Only in the initial update."""
    threeWayCall: Union[Literal["", "On", "Off"], str]
    """Three-Way Call (since 13.0): empty if not assigned, `On` if assigned and active."""
    nWayCall: Union[Literal["", "On", "Off"], str]
    """N-Way Call (since 14.0): empty if not assigned, `On` if assigned and active."""
    callTransfer: Union[Literal["", "On", "Off"], str]
    """Call Transfer (since 13.0): empty if not assigned, `On` if assigned and active."""
    cfa: ProfileUpdateDataUserCfa
    """Call Forwarding Always. `Off` of a watched user may also mean that it is not assigned."""
    cpe: str
    """CommPilot Express: the name of the active profile; empty if not assigned."""
    cwt: Union[Literal["", "On", "Off"], str]
    """Call Waiting (since 16.0): empty if not assigned."""
    dnd: Union[Literal["", "On", "Off"], str]
    """Do Not Disturb. `Off` of a watched user may also mean that it is not assigned."""
    lnrd: Union[Literal["", "On", "Off"], str]
    """Last Number Redial: empty if not assigned, `On` if assigned and active."""
    oi: Union[Literal["", "On", "Off"], str]
    """Outlook Integration: empty if not assigned or not active."""
    ro: Union[Literal["", "On", "Off"], str]
    """Remote Office."""
    li: Union[Literal["", "On", "Off"], str]
    """LDAP Integration. Only in the initial update."""
    simring: Union[Literal["", "On", "Off"], str]
    """Simultaneous Ringing (since 14.sp5)."""
    applicationId: str
    """Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2."""
    voiceMessaging: Union[Literal["", "On", "Off"], str]
    """Voice Messaging of the user (since 2.0). Only in the initial update."""
    voiceMessagingGroup: Union[Literal["", "On", "Off"], str]
    """Voice Messaging of the group (since 2.0): empty if not assigned to the group. Only in the initial update."""
    thirdPartyVoiceMessaging: Union[Literal["", "On", "Off"], str]
    """Third-Party Voice Mail Support of the user (since 2.0). Only in the initial update."""
    thirdPartyVMGroup: Union[Literal["", "On", "Off"], str]
    """Third-Party Voice Mail Support of the group (since 2.0): empty if the group is not authorised, `Off` if it is and the service is not active. Only in the initial update."""
    hasVMMessages: Union[Literal["True", "False"], str]
    """`true` if new messages wait in the voice mail of the platform (since 11.1)."""
    hasThirdPartyVMMessages: Union[Literal["True", "False"], str]
    """`true` if new messages wait in a third-party voice mail (since 11.1)."""
    callLogs: Union[Literal["", "On", "Off"], str]
    """`On` if at least one of the two call log services, basic and enhanced, is assigned (since 12.0). Only in the initial update."""
    monitoredUserUid: str
    """Session id of the watched user, in messages to a console."""
    monitoredUserId: str
    """User id of the watched user, in messages to a console (since 14.sp2)."""
    callCenter: List[ProfileUpdateDataUserCallCenter]
    """Call centers of an agent (since 14.sp3): all of them in the initial update, later those whose `joinCallCenter` changed."""
    countryCode: str
    """Country code of the primary number (since 14.sp4); empty if the user has no such number. Only in the initial update."""
    nationalPrefix: str
    """Prefix of national calls in the country of the primary number (since 14.sp4); empty if there is no prefix or no such number. Only in the initial update."""
    hotelingHost: str
    """Host that the user is a guest of (since 17.0); empty if of none."""
    unavailabilityCode: str
    """Code for the reason why the agent is unavailable (since 17.0); empty if there is none."""
    wrapUpCallCenterCallId: str
    """Call id of the last call of a call center, in or out, whose work the agent finishes (since 17.0). Only when the agent has gone to `Wrap-up`."""
    extra: Extra


class ProfileUpdateData(TypedDict, total=False):
    """Content of `profileUpdate`."""

    user: ProfileUpdateDataUser
    """The user, with the whole profile or what changed of it."""
    extra: Extra


class _ProfileUpdate(Head, total=False):
    commandData: ProfileUpdateData


class ProfileUpdate(_ProfileUpdate):
    """Tells names, services and agent data of a user: all of them after a login, then what changed."""

    commandType: Literal["profileUpdate"]


class CallUpdateDataUserCallCallCenter(TypedDict, total=False):
    """Data of the call center that the call comes from (since 17.0); absent of any other call."""

    id: str
    """User id of the call center."""
    DNISName: str
    """Name of the number of the call center that was dialled, if it has one."""
    DNISNumber: str
    """Number of the call center that was dialled, if it is known."""
    callWaitTime: str
    """Time that the call has waited in the queue, in milliseconds. A duration in milliseconds."""
    longestWaitTime: str
    """Longest wait of a call in the queue, in milliseconds. A duration in milliseconds."""
    numCallsInQueue: str
    """Number of calls that still wait in the queue. A whole number."""
    extra: Extra


class CallUpdateDataUserCall(TypedDict, total=False):
    """Call whose state is new or changed. The specification sends one in each message, although the DTDs allow any number (E085)."""

    callId: str
    """Call id, opaque; unique on one Application Server. Both legs of a call that was placed by `callAction` have the same one (since 16.0)."""
    extTrackingId: str
    """Id that the call keeps when it is forwarded from user to user (since 2.0). Of INSC users, the call id of the Wholesale Protocol, unique in the world."""
    appearance: str
    """Line of the phone, from 1, that the call is on; -1 if it is on none (since 13.0). Of INSC users, a number that tells simultaneous calls apart. A whole number."""
    personality: Union[Literal["0", "1", "2"], str]
    """Side of the call that the user is on. Codes: 0 BroadWorksOriginator, 1 Originator, 2 Terminator."""
    state: Union[Literal["0", "1", "2", "3", "4", "5", "6", "7"], str]
    """State of the call. Codes: 0 Idle, 1 Alerting, 2 Active, 3 Held, 4 RemoteHeld, 5 Released, 6 Detached, 7 ClientAlerting."""
    releaseCause: Union[Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"], str]
    """Why the call was released. It means nothing before state 5: until then it is 0. Codes: 0 Normal, 1 Flash, 2 Abnormal, 3 Busy, 4 Forbidden, 5 RouteFailure, 6 GlobalFailure, 7 RequestFailure, 8 ServerFailure, 9 TranslationFailure, 10 TemporarilyUnavailable, 11 UserNotFound, 12 RequestTimeout, 13 DialToneTimeout, 14 InsufficientCredits."""
    remoteCountryCode: str
    """Country code of `remoteNumber`."""
    remoteNumber: str
    """Number of the other side; `Private` if it must not be shown, `Unavailable` if it is not known."""
    remoteName: str
    """Name of the other side; empty if it is not known."""
    remoteTelUri: str
    """Number of the other side as a `tel:` URI in E.164 form, perhaps with the parameters `ext` and `phone-context`; or `Private` or `Unavailable` (since 16.0)."""
    localAltType: Union[Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], str]
    """Which of the user's numbers the call is made from or received on: the main number or an alternate one. Codes: 0 Main, 1 Alt1, 2 Alt2, 3 Alt3, 4 Alt4, 5 Alt5, 6 Alt6, 7 Alt7, 8 Alt8, 9 Alt9, 10 Alt10."""
    linePort: str
    """Line and port of the device that the call is at, for users with several devices (Multiple Call Arrangement, since 13.0)."""
    redirectFromCountryCode: str
    """Country code of `redirectFromNumber` (VoIP, since 11.1)."""
    redirectFromNumber: str
    """Number of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1)."""
    redirectFromName: str
    """Name of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1)."""
    redirectFromReason: Union[Literal["unknown", "user-busy", "unavailable", "no-answer", "unconditional", "time-of-day", "do-not-disturb", "deflection", "follow-me", "out-of-service", "away", "transfer", "voicemail", "fax-deposit", "BW-ImplicitID", "BW-ExplicitID", "ic-user-outdial", "hunt-group", "call-center"], str]
    """Why that party redirected the call; may be empty (VoIP, since 11.1)."""
    callType: Union[Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], str]
    """Kind of call (since 14.sp3). Servers often leave it out (E045). Codes: 0 Unknown, 1 IntraGroup, 2 Enterprise, 3 Network, 4 NetworkUrl, 5 Emergency, 6 Repair, 7 Error, 8 CityWideCentrex, 9 PrivateDialPlan."""
    callStartTime: str
    """Time at which the user placed or received the call, in milliseconds since 1970 (since 16.0). A time: milliseconds since 1970."""
    callAnswerTime: str
    """Time at which the call was answered, in milliseconds since 1970 (since 16.0); absent until then. A time: milliseconds since 1970."""
    callCenterUserId: str
    """User id of the call center that was called before the call came to this agent (since 14.sp3). Absent if the user is no agent, was called directly, or placed the call."""
    localNumber: str
    """Number of the user that the call is made from or received on; see `localAltType` (CCC2)."""
    redirectToNum: str
    """Number to which the call is redirected (CCC2)."""
    redirectToReason: Union[Literal["unknown", "user-busy", "unavailable", "no-answer", "unconditional", "time-of-day", "do-not-disturb", "deflection", "follow-me", "out-of-service", "away", "transfer", "voicemail"], str]
    """Why the call is redirected to `redirectToNum` (CCC2)."""
    redirectFromCounter: str
    """Number of redirections: the `redirectCounter` of the Wholesale Protocol (INSC)."""
    origCalledNum: str
    """Number that was called: the field of the same name in the Wholesale Protocol (INSC)."""
    origRedirReason: str
    """Reason of the redirection: the field of the same name in the Wholesale Protocol (INSC). Its values are not documented."""
    recallType: Union[Literal["BCO", "Transfer", "CallPark", "AHR"], str]
    """Why the call came back (since 14.sp4); absent if it did not."""
    callCenter: CallUpdateDataUserCallCallCenter
    """Data of the call center that the call comes from (since 17.0); absent of any other call."""
    holdReminder: str
    """Present when the timer that reminds the user of a held call has run out on the server (since 17.0). Empty: that it is there is the message."""
    extra: Extra


class CallUpdateDataUser(TypedDict, total=False):
    """The user, and the call that changed."""

    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    call: List[CallUpdateDataUserCall]
    """Call whose state is new or changed. The specification sends one in each message, although the DTDs allow any number (E085)."""
    applicationId: str
    """Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2."""
    monitoredUserUid: str
    """Session id of the watched user, in messages to a console."""
    monitoredUserId: str
    """User id of the watched user, in messages to a console (since 14.sp2)."""
    extra: Extra


class CallUpdateData(TypedDict, total=False):
    """Content of `callUpdate`."""

    user: CallUpdateDataUser
    """The user, and the call that changed."""
    extra: Extra


class _CallUpdate(Head, total=False):
    commandData: CallUpdateData


class CallUpdate(_CallUpdate):
    """Tells the state of one call that is new, has changed or has ended; it says nothing of other calls."""

    commandType: Literal["callUpdate"]


class CallActionDataUserActionActionParam(TypedDict, total=False):
    """Parameters. Their order counts, and a name can occur twice (`XferConsult`, `ConfStart`)."""

    actionParamName: Union[Literal["Number", "CallId", "UserId", "DNISNumber", "DispositionCode"], str]
    """Meaning of the parameter."""
    value: str
    """Text of the element."""
    extra: Extra


class CallActionDataUserAction(TypedDict, total=False):
    """What the server is asked to do."""

    actionType: Union[Literal["Dial", "Redial", "Hold", "Release", "Answer", "Xfer", "XferCC", "XferConsult", "XferVM", "ConfStart", "ConfHold", "ConfAnswer", "ConfRelease", "ConfAdd", "CallPark", "GroupCallPark", "CallParkRetrieve", "MakeCallAsCC", "MakePersonalCall", "MakeAgentEscalationCall", "MakeAgentEmergencyCall", "SilentMonitorCall", "ConferenceUnmute", "TagCallWithDispositionCode", "CustOriginatedTraceCall", "setDial"], str]
    """Kind of action. INSC users can only use `Release`, `Answer`, `Xfer` and `XferVM`."""
    responseRequested: Union[Literal["True", "False"], str]
    """`True` to be answered by a `callActionResponse` (since 17.0), which only `TagCallWithDispositionCode` and `CustOriginatedTraceCall` can; absent means `False`."""
    id: str
    """Any text by which the client recognises the response (since 17.0). Not a user id."""
    actionParam: List[CallActionDataUserActionActionParam]
    """Parameters. Their order counts, and a name can occur twice (`XferConsult`, `ConfStart`)."""
    extra: Extra


class CallActionDataUser(TypedDict, total=False):
    """The user, and what to do."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2."""
    action: CallActionDataUserAction
    """What the server is asked to do."""
    extra: Extra


class CallActionData(TypedDict, total=False):
    """Content of `callAction`."""

    user: CallActionDataUser
    """The user, and what to do."""
    extra: Extra


class _CallAction(Head, total=False):
    commandData: CallActionData


class CallAction(_CallAction):
    """Asks the server to place a call or to do something with calls or the conference."""

    commandType: Literal["callAction"]


class CallActionResponseDataUserActionResult(TypedDict, total=False):
    """Outcome of the action."""

    success: Union[Literal["True", "False"], str]
    """`true` if the action was done, `false` if it failed."""
    message: str
    """What went wrong, for people. Only of an action that failed."""
    extra: Extra


class CallActionResponseDataUserAction(TypedDict, total=False):
    """The action that is answered, with its outcome."""

    actionType: Union[Literal["Dial", "Redial", "Hold", "Release", "Answer", "Xfer", "XferCC", "XferConsult", "XferVM", "ConfStart", "ConfHold", "ConfAnswer", "ConfRelease", "ConfAdd", "CallPark", "GroupCallPark", "CallParkRetrieve", "MakeCallAsCC", "MakePersonalCall", "MakeAgentEscalationCall", "MakeAgentEmergencyCall", "SilentMonitorCall", "ConferenceUnmute", "TagCallWithDispositionCode", "CustOriginatedTraceCall", "setDial"], str]
    """Kind of the action that the outcome belongs to."""
    id: str
    """The `id` of the `callAction` that is answered; absent if it had none."""
    result: CallActionResponseDataUserActionResult
    """Outcome of the action."""
    extra: Extra


class CallActionResponseDataUser(TypedDict, total=False):
    """The user, and the outcome."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    action: CallActionResponseDataUserAction
    """The action that is answered, with its outcome."""
    extra: Extra


class CallActionResponseData(TypedDict, total=False):
    """Content of `callActionResponse`."""

    user: CallActionResponseDataUser
    """The user, and the outcome."""
    extra: Extra


class _CallActionResponse(Head, total=False):
    commandData: CallActionResponseData


class CallActionResponse(_CallActionResponse):
    """Answers a `callAction` that asked for a response."""

    commandType: Literal["callActionResponse"]


class CallControlInfoDataUserCallControl(TypedDict, total=False):
    """Operations, each with `True` if the client can do it with this call at present."""

    controlType: Union[Literal["Answer", "Hold", "Retrieve"], str]
    """Operation (`Hold` and `Retrieve` since 11.0)."""
    value: Union[Literal["True", "False"], str]
    """Text of the element."""
    extra: Extra


class CallControlInfoDataUserCall(TypedDict, total=False):
    """Call that the client can control."""

    callId: str
    """Call id, opaque; unique on one Application Server. Both legs of a call that was placed by `callAction` have the same one (since 16.0)."""
    extTrackingId: str
    """Id that the call keeps when it is forwarded from user to user (since 2.0). Of INSC users, the call id of the Wholesale Protocol, unique in the world."""
    control: List[CallControlInfoDataUserCallControl]
    """Operations, each with `True` if the client can do it with this call at present."""
    extra: Extra


class CallControlInfoDataUser(TypedDict, total=False):
    """The user, and the call that can be controlled."""

    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    call: CallControlInfoDataUserCall
    """Call that the client can control."""
    applicationId: str
    """Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2."""
    extra: Extra


class CallControlInfoData(TypedDict, total=False):
    """Content of `callControlInfo`."""

    user: CallControlInfoDataUser
    """The user, and the call that can be controlled."""
    extra: Extra


class _CallControlInfo(Head, total=False):
    commandData: CallControlInfoData


class CallControlInfo(_CallControlInfo):
    """Tells which operations the device of a call allows the client at this moment."""

    commandType: Literal["callControlInfo"]


class ExternalNotifyDataUser(TypedDict, total=False):
    """The user, and the indicators to switch."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2."""
    thirdPartyMWI: Union[Literal["on", "off"], str]
    """Switches the message waiting indicator of a third-party voice mail; absent leaves it as it is."""
    clearVMMWI: str
    """Present to put out the message waiting indicator of the platform's own voice mail. Empty: that it is there is the message."""
    extra: Extra


class ExternalNotifyData(TypedDict, total=False):
    """Content of `externalNotify`."""

    user: ExternalNotifyDataUser
    """The user, and the indicators to switch."""
    extra: Extra


class _ExternalNotify(Head, total=False):
    commandData: ExternalNotifyData


class ExternalNotify(_ExternalNotify):
    """Switches the message waiting indicators on the phone of a user."""

    commandType: Literal["externalNotify"]


class InfoRequestData(TypedDict, total=False):
    """Content of `infoRequest`."""

    capVersionRequest: str
    """Present to ask which versions of the protocol the server supports. Empty: that it is there is the message."""
    extra: Extra


class _InfoRequest(Head, total=False):
    commandData: InfoRequestData


class InfoRequest(_InfoRequest):
    """Asks which versions of the protocol the server speaks."""

    commandType: Literal["infoRequest"]


class InfoResponseData(TypedDict, total=False):
    """Content of `infoResponse`."""

    capVersionResponse: List[Union[Literal["1.0", "2.0", "11.0", "11.1", "12.0", "13.0", "14.0", "15.0", "16.0", "17.0"], str]]
    """Versions of the protocol that the server supports."""
    extra: Extra


class _InfoResponse(Head, total=False):
    commandData: InfoResponseData


class InfoResponse(_InfoResponse):
    """Lists the versions of the protocol that the server speaks."""

    commandType: Literal["infoResponse"]


class ServerStatusRequestDataUser(TypedDict, total=False):
    """The user whose session is kept alive. Absent in CCC2, and in keepalives of a server."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    extra: Extra


class ServerStatusRequestData(TypedDict, total=False):
    """Content of `serverStatusRequest`."""

    user: ServerStatusRequestDataUser
    """The user whose session is kept alive. Absent in CCC2, and in keepalives of a server."""
    extra: Extra


class _ServerStatusRequest(Head, total=False):
    commandData: ServerStatusRequestData


class ServerStatusRequest(_ServerStatusRequest):
    """Keeps the connection alive and is never answered."""

    commandType: Literal["serverStatusRequest"]


class MonitoringUsersRequestDataUserMonitoring(TypedDict, total=False):
    """What to do with the list of watched users."""

    monType: Union[Literal["Add", "Delete", "Replace"], str]
    """What to do with the list of watched users."""
    extra: Extra


class MonitoringUsersRequestDataUser(TypedDict, total=False):
    """The user of the console, and the users to watch."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    monitoring: MonitoringUsersRequestDataUserMonitoring
    """What to do with the list of watched users."""
    monUser: List[str]
    """Login ids of the users to add to the list, to remove from it, or to replace it with."""
    extra: Extra


class MonitoringUsersRequestData(TypedDict, total=False):
    """Content of `monitoringUsersRequest`."""

    user: MonitoringUsersRequestDataUser
    """The user of the console, and the users to watch."""
    extra: Extra


class _MonitoringUsersRequest(Head, total=False):
    commandData: MonitoringUsersRequestData


class MonitoringUsersRequest(_MonitoringUsersRequest):
    """Changes the list of users that a console watches."""

    commandType: Literal["monitoringUsersRequest"]


class MonitoringUsersResponseDataUserMonResult(TypedDict, total=False):
    """Outcome of the whole request."""

    success: Union[Literal["True", "False"], str]
    """`true` if the whole request succeeded; `false` if it failed for at least one user, each of which is listed."""
    extra: Extra


class MonitoringUsersResponseDataUserFailedUser(TypedDict, total=False):
    """Users that could not be added, or not be removed; none if the request succeeded."""

    failureReason: Union[Literal["UnknownUser", "UnauthorizedUser", "PrivateUser"], str]
    """Why the user could not be added or removed."""
    id: str
    """Login id of the user that could not be added or removed."""
    extra: Extra


class MonitoringUsersResponseDataUser(TypedDict, total=False):
    """The user of the console, and the outcome."""

    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    monResult: MonitoringUsersResponseDataUserMonResult
    """Outcome of the whole request."""
    failedUser: List[MonitoringUsersResponseDataUserFailedUser]
    """Users that could not be added, or not be removed; none if the request succeeded."""
    extra: Extra


class MonitoringUsersResponseData(TypedDict, total=False):
    """Content of `monitoringUsersResponse`."""

    user: MonitoringUsersResponseDataUser
    """The user of the console, and the outcome."""
    extra: Extra


class _MonitoringUsersResponse(Head, total=False):
    commandData: MonitoringUsersResponseData


class MonitoringUsersResponse(_MonitoringUsersResponse):
    """Tells whether the list of watched users was changed, and who could not be added and why."""

    commandType: Literal["monitoringUsersResponse"]


class QueueUpdateDataUser(TypedDict, total=False):
    """The user of the call center."""

    id: str
    """User id of the call center."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    applicationId: str
    """Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2."""
    extra: Extra


class QueueUpdateDataQueueQueueCall(TypedDict, total=False):
    """Calls: for `Initial`, `CallReordered` and `Refresh` all calls, in the order of the queue; otherwise those that changed. A call that left the queue may have its id alone."""

    callId: str
    """Call id, opaque."""
    remoteCountryCode: str
    """Country code of `remoteNumber`."""
    remoteNumber: str
    """Number of the caller; `Private` if it must not be shown, `Unavailable` if it is not known."""
    remoteName: str
    """Name of the caller; empty if it is not known."""
    timeAdded: str
    """Time at which the call entered the queue, in milliseconds since 1970. The call has waited since then, and before that for `preservedWaitTime`. A time: milliseconds since 1970."""
    mandatoryEntrance: Union[Literal["Not Playing", "Playing"], str]
    """Whether the entrance message that every caller must hear is being played to the call (since 16.0)."""
    bouncedCall: Union[Literal["True", "False"], str]
    """`true` if the call was offered to an agent before and came back (since 16.0)."""
    reorderedCall: Union[Literal["True", "False"], str]
    """`true` if the call was moved in the queue before (since 16.0)."""
    preservedWaitTime: str
    """Time that the call had waited before it was added, in milliseconds (since 16.0); it counts in addition to the time since `timeAdded`. A duration in milliseconds."""
    position: str
    """Place in the queue, from 1 at the head. A whole number."""
    priority: Union[Literal["0", "1", "2", "3"], str]
    """Priority of the call (since 17.0). Codes: 0 Highest, 1 High, 2 Medium, 3 Low."""
    DNISName: str
    """Name of the number of the call center that was dialled (since 17.0)."""
    DNISNumber: str
    """Number of the call center that was dialled (since 17.0)."""
    addTimeInPriorityBucket: str
    """Time at which the call came to its priority, in milliseconds since 1970 (since 17.0). A time: milliseconds since 1970."""
    preservedWaitTimeInPriorityBucket: str
    """Time that the call had waited when it came to its priority, in milliseconds (since 17.0). A duration in milliseconds."""
    extra: Extra


class QueueUpdateDataQueue(TypedDict, total=False):
    """The queue, or what changed in it."""

    updateReason: Union[Literal["Initial", "CallAdded", "CallAnswered", "CallTransferred", "CallAbandoned", "CallReordered", "CallUpdated", "Refresh", "QueueTimeout", "QueueOverflow", "CallPromoted"], str]
    """What happened. It also tells whether the update has the whole queue or only what changed."""
    queueCall: List[QueueUpdateDataQueueQueueCall]
    """Calls: for `Initial`, `CallReordered` and `Refresh` all calls, in the order of the queue; otherwise those that changed. A call that left the queue may have its id alone."""
    extra: Extra


class QueueUpdateData(TypedDict, total=False):
    """Content of `queueUpdate`."""

    user: QueueUpdateDataUser
    """The user of the call center."""
    queue: QueueUpdateDataQueue
    """The queue, or what changed in it."""
    extra: Extra


class _QueueUpdate(Head, total=False):
    commandData: QueueUpdateData


class QueueUpdate(_QueueUpdate):
    """Tells the calls in a call center queue: all of them, or the one that something happened to."""

    commandType: Literal["queueUpdate"]


class QueueActionDataUser(TypedDict, total=False):
    """The user of the call center."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the call center."""
    applicationId: str
    """Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2."""
    extra: Extra


class QueueActionDataQueueActionDataQueueCall(TypedDict, total=False):
    """The call that the action is about, at most one; absent of `Refresh`."""

    callId: str
    """Call id of the call in the queue, as `queueUpdate` told it."""
    position: str
    """New place in the queue, from 1 at the head, for `Reorder`. A whole number."""
    destination: str
    """Number to transfer the call to, for `Transfer`."""
    priority: Union[Literal["0", "1", "2", "3"], str]
    """Priority to give the call, for `Promote` (since 17.0). Codes: 0 Highest, 1 High, 2 Medium, 3 Low."""
    extra: Extra


class QueueActionDataQueueActionData(TypedDict, total=False):
    """What to do with the queue."""

    actionType: Union[Literal["Transfer", "Reorder", "Refresh", "Promote"], str]
    """Kind of action (`Promote` since 17.0)."""
    queueCall: QueueActionDataQueueActionDataQueueCall
    """The call that the action is about, at most one; absent of `Refresh`."""
    extra: Extra


class QueueActionData(TypedDict, total=False):
    """Content of `queueAction`."""

    user: QueueActionDataUser
    """The user of the call center."""
    queueActionData: QueueActionDataQueueActionData
    """What to do with the queue."""
    extra: Extra


class _QueueAction(Head, total=False):
    commandData: QueueActionData


class QueueAction(_QueueAction):
    """Moves or promotes a call in a queue, or asks for the whole queue."""

    commandType: Literal["queueAction"]


class QueueProfileUpdateDataUser(TypedDict, total=False):
    """The user of the call center, and the settings of its queue."""

    id: str
    """User id of the call center."""
    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    initialUpdate: str
    """Present if this is the first update after a login (CAP-C). Otherwise the settings have changed. Empty: that it is there is the message."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    nightService: Union[Literal["Off", "On", "Manual"], str]
    """State of the night service. Its schedule is not part of this protocol."""
    holidayService: Union[Literal["Off", "On"], str]
    """State of the holiday service. Its schedule is not part of this protocol."""
    forcedForwarding: Union[Literal["Off", "On"], str]
    """State of forced forwarding."""
    extra: Extra


class QueueProfileUpdateData(TypedDict, total=False):
    """Content of `queueProfileUpdate`."""

    user: QueueProfileUpdateDataUser
    """The user of the call center, and the settings of its queue."""
    extra: Extra


class _QueueProfileUpdate(Head, total=False):
    commandData: QueueProfileUpdateData


class QueueProfileUpdate(_QueueProfileUpdate):
    """Tells the night, holiday and forwarding services of a queue, after a login and after each change."""

    commandType: Literal["queueProfileUpdate"]


class QueueInfoRequestDataUser(TypedDict, total=False):
    """The agent who asks."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    extra: Extra


class QueueInfoRequestData(TypedDict, total=False):
    """Content of `queueInfoRequest`."""

    user: QueueInfoRequestDataUser
    """The agent who asks."""
    extra: Extra


class _QueueInfoRequest(Head, total=False):
    commandData: QueueInfoRequestData


class QueueInfoRequest(_QueueInfoRequest):
    """Asks how many calls wait in the queues that an agent has joined."""

    commandType: Literal["queueInfoRequest"]


class QueueInfoResponseDataUserCallcenter(TypedDict, total=False):
    """Call centers that the agent has joined, in any number."""

    id: str
    """User id of the call center."""
    numCallsInQueue: str
    """Number of calls that wait in the queue. How a failure looks is not documented. A whole number."""
    extra: Extra


class QueueInfoResponseDataUser(TypedDict, total=False):
    """The agent who asked, and the agent's queues."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client that the message comes from or goes to."""
    userUid: str
    """Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user."""
    id: str
    """User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`."""
    applicationId: str
    """Name that the client application gave itself at the login; it tells the user's clients apart."""
    callcenter: List[QueueInfoResponseDataUserCallcenter]
    """Call centers that the agent has joined, in any number."""
    extra: Extra


class QueueInfoResponseData(TypedDict, total=False):
    """Content of `queueInfoResponse`."""

    user: QueueInfoResponseDataUser
    """The agent who asked, and the agent's queues."""
    extra: Extra


class _QueueInfoResponse(Head, total=False):
    commandData: QueueInfoResponseData


class QueueInfoResponse(_QueueInfoResponse):
    """Lists the queues that an agent has joined, and how many calls wait in each."""

    commandType: Literal["queueInfoResponse"]


class DatagramDataFromUser(TypedDict, total=False):
    """The user and the client that send."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client."""
    id: str
    """User id."""
    applicationId: str
    """Name of the client application, without which the client cannot be found; also in CCC2."""
    extra: Extra


class DatagramDataFrom(TypedDict, total=False):
    """Client that sends."""

    user: DatagramDataFromUser
    """The user and the client that send."""
    extra: Extra


class DatagramDataToUser(TypedDict, total=False):
    """The user and the client that receive."""

    userType: Union[Literal["CallClient", "AttendantConsole"], str]
    """Kind of client."""
    id: str
    """User id."""
    applicationId: str
    """Name of the client application, without which the client cannot be found; also in CCC2."""
    extra: Extra


class DatagramDataTo(TypedDict, total=False):
    """Client that receives."""

    user: DatagramDataToUser
    """The user and the client that receive."""
    extra: Extra


class DatagramDataPayload(TypedDict, total=False):
    """Data for the receiver, which the server passes on as they are."""

    payloadType: str
    """Media type of the data, such as `text/plain`; any text."""
    value: str
    """Text of the element."""
    extra: Extra


# Content of `datagram`.
DatagramData = TypedDict(
    "DatagramData",
    {
        # Client that sends.
        "from": "DatagramDataFrom",
        # Client that receives.
        "to": "DatagramDataTo",
        # Data for the receiver, which the server passes on as they are.
        "payload": "DatagramDataPayload",
        "extra": "Extra",
    },
    total=False,
)


class _Datagram(Head, total=False):
    commandData: DatagramData


class Datagram(_Datagram):
    """Carries text from one client to another through the server; deprecated."""

    commandType: Literal["datagram"]


Message = Union[
    RegisterAuthentication,
    ResponseAuthentication,
    RegisterRequest,
    RegisterResponse,
    Acknowledgement,
    UnRegister,
    SessionUpdate,
    ProfileUpdate,
    CallUpdate,
    CallAction,
    CallActionResponse,
    CallControlInfo,
    ExternalNotify,
    InfoRequest,
    InfoResponse,
    ServerStatusRequest,
    MonitoringUsersRequest,
    MonitoringUsersResponse,
    QueueUpdate,
    QueueAction,
    QueueProfileUpdate,
    QueueInfoRequest,
    QueueInfoResponse,
    Datagram,
]
"""A message of any known command."""

CommandName = Literal["registerAuthentication", "responseAuthentication", "registerRequest", "registerResponse", "acknowledgement", "unRegister", "sessionUpdate", "profileUpdate", "callUpdate", "callAction", "callActionResponse", "callControlInfo", "externalNotify", "infoRequest", "infoResponse", "serverStatusRequest", "monitoringUsersRequest", "monitoringUsersResponse", "queueUpdate", "queueAction", "queueProfileUpdate", "queueInfoRequest", "queueInfoResponse", "datagram"]
"""Name of a known command."""

ErrorKind = Literal["invalid-utf8", "illegal-character", "malformed-markup", "expected-name", "expected-space", "expected-equals", "expected-quote", "expected-tag-end", "duplicate-attribute", "less-than-in-attribute", "malformed-reference", "unknown-entity", "cdata-end-in-text", "double-hyphen-in-comment", "malformed-instruction", "malformed-declaration", "misplaced-declaration", "mismatched-end-tag", "unexpected-end-tag", "second-root", "text-outside-root", "unexpected-end", "no-root", "doctype", "leading-blanks", "foreign-label", "wrong-root", "nested-root", "document-too-long", "too-deep", "too-many-attributes", "too-many-items", "name-too-long", "filler-too-long", "buffer-full", "unwritable-character", "not-reversible"]
"""Stable name of an error of reading or writing."""
