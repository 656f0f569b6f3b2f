// Types of the JSON form of broadworks-cap as it is written, made from its tables.

/** What the tables do not know. */
export interface Extra {
  attributes?: Record<string, string>;
  on?: { element: string; index: number; attributes: Record<string, string> }[];
  content?: ({ xml: string } | { text: string })[];
}

interface Head {
  protocol?: string;
  version?: string;
  extra?: Extra;
  commandExtra?: Extra;
}

/** Opens a login and asks for the nonce of the digest. */
export interface RegisterAuthentication extends Head {
  commandType: "registerAuthentication";
  commandData?: {
    /** The user who logs in, and the client. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
      id?: string;
      /** Name that the client application gives itself. A user may run several applications, each with a login of its own. */
      applicationId?: string;
      /** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
      supervisorId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Answers `registerAuthentication` with the nonce, or with the reason why the login ends here. */
export interface ResponseAuthentication extends Head {
  commandType: "responseAuthentication";
  commandData?: {
    /** The user who logs in. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
      id?: string;
      /** Why the login cannot go on (since 11.0); absent if it goes on. */
      failure?: {
        /** Why the login cannot go on. */
        failureCause?: "UnknownID" | "NetworkServerConnectivityFailure" | "IncorrectPassword" | "UnsupportedVersion" | "UnauthorizedCommPilotCallManager" | "UnauthorizedAttendantConsole" | "UnauthorizedClientCallControl" | "UnauthorizedPhoneStatusMonitoring" | "UnauthorizedClientLicense" | "WASConnectivityError" | "WASProcessingError" | "ExtAuthHostNotInACLError" | (string & {});
        extra?: Extra;
      };
      /** Name that the client application gave itself. */
      applicationId?: string;
      /** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
      supervisorId?: string;
      extra?: Extra;
    };
    /** Nonce of the login digest. Its characters go into the digest unchanged. Absent of a failure. */
    nonce?: string;
    /** Algorithm of the login digest; only `MD5` is documented. Absent of a failure. */
    algorithm?: string;
    extra?: Extra;
  };
}

/** Goes on with a login by the digest of the password. */
export interface RegisterRequest extends Head {
  commandType: "registerRequest";
  commandData?: {
    /** The user who logs in, and the proof of the password. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
      id?: string;
      /** Login digest, 32 lower-case hex digits (appendix A). Absent if the login needs no password. Secret. */
      securePassword?: string;
      /** Name that the client application gave itself. */
      applicationId?: string;
      /** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
      supervisorId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Ends a login: hands out the session id, or names the reason of the failure. */
export interface RegisterResponse extends Head {
  commandType: "registerResponse";
  commandData?: {
    /** The user who logged in, or whose login failed. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id, for all messages until `unRegister`; opaque, usually decimal digits. Absent of a failure. */
      userUid?: string;
      /** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
      id?: string;
      /** Number of users that this console watches. One initial `profileUpdate` and one initial `sessionUpdate` follow for each of them. Only for consoles. A whole number. */
      numMonitoredUsers?: string;
      /** `true` if `callUpdate` messages tell the console of the calls of watched users. Only for consoles. */
      callDetailsEnabled?: "True" | "False" | (string & {});
      /** Why the login failed; absent if it succeeded. */
      failure?: {
        /** Why the login failed. */
        failureCause?: "UnknownID" | "NetworkServerConnectivityFailure" | "IncorrectPassword" | "UnsupportedVersion" | "UnauthorizedCommPilotCallManager" | "UnauthorizedAttendantConsole" | "UnauthorizedClientCallControl" | "UnauthorizedPhoneStatusMonitoring" | "UnauthorizedClientLicense" | "WASConnectivityError" | "WASProcessingError" | "ExtAuthHostNotInACLError" | (string & {});
        extra?: Extra;
      };
      /** Name that the client application gave itself. */
      applicationId?: string;
      /** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
      supervisorId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Confirms `registerResponse`, upon which the server sends profile, session and calls. */
export interface Acknowledgement extends Head {
  commandType: "acknowledgement";
  commandData?: {
    /** The user who logged in, and the message that is acknowledged. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user who logs in, or of the call center whose queue a supervisor watches. */
      id?: string;
      /** Present if the client refuses the message. No case is defined, so a client does not send it; absent means success (E050). */
      failure?: {
        /** Why the client refuses the message. No value is documented for this message. */
        failureCause?: "UnknownID" | "NetworkServerConnectivityFailure" | "IncorrectPassword" | "UnsupportedVersion" | "UnauthorizedCommPilotCallManager" | "UnauthorizedAttendantConsole" | "UnauthorizedClientCallControl" | "UnauthorizedPhoneStatusMonitoring" | "UnauthorizedClientLicense" | "WASConnectivityError" | "WASProcessingError" | "ExtAuthHostNotInACLError" | (string & {});
        extra?: Extra;
      };
      /** Name that the client application gave itself. */
      applicationId?: string;
      /** Message that is acknowledged. */
      message?: {
        /** Name of the command that is acknowledged. */
        messageName?: "registerResponse" | (string & {});
        extra?: Extra;
      };
      /** User id of the supervisor who logs in as a call center to watch its queue (since 17.0); absent of any other login. */
      supervisorId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Ends a session, as the client wishes or the server enforces. */
export interface UnRegister extends Head {
  commandType: "unRegister";
  commandData?: {
    /** The user whose session ends. */
    user?: {
      /** Why the session ends. A client sends `ClientLogout`, the server one of the others. */
      userLogoutReason?: "ClientLogout" | "ForceLogoutR" | "ForceLogoutD" | "ForceLogoutU" | "ForceLogoutL" | "ForceLogoutC" | (string & {});
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id of the session that ends. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells the hook, the number of calls and the conference of a user, or the hook of a watched one: all of it after a login, then what changed. */
export interface SessionUpdate extends Head {
  commandType: "sessionUpdate";
  commandData?: {
    /** The user, and the state that all calls of the user share. */
    user?: {
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** `true` if a phone of the user is off the hook. To a call client: only if this changed, or after the login. To a console: always, of the watched user. */
      offHook?: "True" | "False" | (string & {});
      /** Number of calls of the user; a `callUpdate` follows for each. Only after a login. A whole number. */
      numCalls?: string;
      /** Conference of the user. Sent after a login, and when the conference changes; absent if there is none. */
      conference?: {
        /** State of the conference. */
        conferenceState?: "Active" | "Released" | "Held" | (string & {});
        /** Calls in the conference, in any number (before 13.0 at least two). */
        callIn?: {
          /** Call id of a call in the conference. */
          callInId?: string;
          extra?: Extra;
        }[];
        /** Line of the phone that the conference is on, from 1 (since 13.0). A whole number. */
        appearance?: string;
        /** Present if this user is silently monitoring the calls of the conference, which only this user is told (since 17.0). Empty: that it is there is the message. */
        silentlyMonitored?: string;
        extra?: Extra;
      };
      /** Most calls that the user can have at present; -1 if the user has no call, and sometimes else. Only after a login. A whole number. */
      maxCalls?: string;
      /** `true` if the phone controls its calls by itself, as SIP phones do; always `true` if the user has no call. Only after a login. */
      epControl?: "True" | "False" | (string & {});
      /** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
      applicationId?: string;
      /** Session id of the watched user, in messages to a console. */
      monitoredUserUid?: string;
      /** User id of the watched user, in messages to a console (since 14.sp2). */
      monitoredUserId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells names, services and agent data of a user: all of them after a login, then what changed. */
export interface ProfileUpdate extends Head {
  commandType: "profileUpdate";
  commandData?: {
    /** The user, with the whole profile or what changed of it. */
    user?: {
      /** User id of the user whom the profile belongs to; to a console, of the console's user. */
      id?: string;
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** State of the agent, the same for all call centers of the agent (since 14.sp3). Absent if the user is no agent. */
      acdState?: "Sign-in" | "Sign-out" | "Available" | "Unavailable" | "Wrap-up" | (string & {});
      /** Time at which the state of the agent changed last, in milliseconds since 1970 (since 16.0). A time: milliseconds since 1970. */
      acdStateTime?: string;
      /** Present if this is the first update after a login, which has the whole profile. Otherwise the update has only what changed. Empty: that it is there is the message. */
      initialUpdate?: string;
      /** First name. Only in the initial update. */
      firstName?: string;
      /** Last name. Only in the initial update. */
      lastName?: string;
      /** Phone number. Only in the initial update. */
      phone?: string;
      /** Extension. Only in the initial update. */
      extension?: string;
      /** Dialling code of the group's location within the enterprise (since 12.0). Only in the initial update. */
      locationCode?: string;
      /** `On` if the user's service provider is an enterprise (since 12.0). Only in the initial update. */
      enterpriseUser?: "" | "On" | "Off" | (string & {});
      /** E-mail address. Only in the initial update. */
      email?: string;
      /** Number of the mobile phone. Only in the initial update of a watched user. */
      mobile?: string;
      /** Number of the pager. Only in the initial update of a watched user. */
      pager?: string;
      /** Department. Only in the initial update of a watched user. */
      department?: string;
      /** Job title. Only in the initial update of a watched user. */
      title?: string;
      /** Id of the group. Only in the initial update. */
      groupName?: string;
      /** Id of the service provider or enterprise. Only in the initial update. */
      serviceProviderName?: string;
      /** E-mail address to which the client sends requests for support. Only in the initial update. */
      supportEmail?: string;
      /** Three-Way Call (since 13.0): empty if not assigned, `On` if assigned and active. */
      threeWayCall?: "" | "On" | "Off" | (string & {});
      /** N-Way Call (since 14.0): empty if not assigned, `On` if assigned and active. */
      nWayCall?: "" | "On" | "Off" | (string & {});
      /** Call Transfer (since 13.0): empty if not assigned, `On` if assigned and active. */
      callTransfer?: "" | "On" | "Off" | (string & {});
      /** Call Forwarding Always. `Off` of a watched user may also mean that it is not assigned. */
      cfa?: {
        /** Number or SIP URI to which calls are forwarded (since 14.sp4; CAP-C). Only present if the service is `On`. */
        cfaDestination?: string;
        /** Text of the element. */
        value?: "" | "On" | "Off" | (string & {});
        extra?: Extra;
      };
      /** CommPilot Express: the name of the active profile; empty if not assigned. */
      cpe?: string;
      /** Call Waiting (since 16.0): empty if not assigned. */
      cwt?: "" | "On" | "Off" | (string & {});
      /** Do Not Disturb. `Off` of a watched user may also mean that it is not assigned. */
      dnd?: "" | "On" | "Off" | (string & {});
      /** Last Number Redial: empty if not assigned, `On` if assigned and active. */
      lnrd?: "" | "On" | "Off" | (string & {});
      /** Outlook Integration: empty if not assigned or not active. */
      oi?: "" | "On" | "Off" | (string & {});
      /** Remote Office. */
      ro?: "" | "On" | "Off" | (string & {});
      /** LDAP Integration. Only in the initial update. */
      li?: "" | "On" | "Off" | (string & {});
      /** Simultaneous Ringing (since 14.sp5). */
      simring?: "" | "On" | "Off" | (string & {});
      /** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
      applicationId?: string;
      /** Voice Messaging of the user (since 2.0). Only in the initial update. */
      voiceMessaging?: "" | "On" | "Off" | (string & {});
      /** Voice Messaging of the group (since 2.0): empty if not assigned to the group. Only in the initial update. */
      voiceMessagingGroup?: "" | "On" | "Off" | (string & {});
      /** Third-Party Voice Mail Support of the user (since 2.0). Only in the initial update. */
      thirdPartyVoiceMessaging?: "" | "On" | "Off" | (string & {});
      /** Third-Party Voice Mail Support of the group (since 2.0): empty if the group is not authorised, `Off` if it is and the service is not active. Only in the initial update. */
      thirdPartyVMGroup?: "" | "On" | "Off" | (string & {});
      /** `true` if new messages wait in the voice mail of the platform (since 11.1). */
      hasVMMessages?: "True" | "False" | (string & {});
      /** `true` if new messages wait in a third-party voice mail (since 11.1). */
      hasThirdPartyVMMessages?: "True" | "False" | (string & {});
      /** `On` if at least one of the two call log services, basic and enhanced, is assigned (since 12.0). Only in the initial update. */
      callLogs?: "" | "On" | "Off" | (string & {});
      /** Session id of the watched user, in messages to a console. */
      monitoredUserUid?: string;
      /** User id of the watched user, in messages to a console (since 14.sp2). */
      monitoredUserId?: string;
      /** Call centers of an agent (since 14.sp3): all of them in the initial update, later those whose `joinCallCenter` changed. */
      callCenter?: {
        /** User id of the call center. */
        id?: string;
        /** `true` if the agent takes part in this call center at present. */
        joinCallCenter?: "True" | "False" | (string & {});
        extra?: Extra;
      }[];
      /** Country code of the primary number (since 14.sp4); empty if the user has no such number. Only in the initial update. */
      countryCode?: string;
      /** Prefix of national calls in the country of the primary number (since 14.sp4); empty if there is no prefix or no such number. Only in the initial update. */
      nationalPrefix?: string;
      /** Host that the user is a guest of (since 17.0); empty if of none. */
      hotelingHost?: string;
      /** Code for the reason why the agent is unavailable (since 17.0); empty if there is none. */
      unavailabilityCode?: string;
      /** Call id of the last call of a call center, in or out, whose work the agent finishes (since 17.0). Only when the agent has gone to `Wrap-up`. */
      wrapUpCallCenterCallId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells the state of one call that is new, has changed or has ended; it says nothing of other calls. */
export interface CallUpdate extends Head {
  commandType: "callUpdate";
  commandData?: {
    /** The user, and the call that changed. */
    user?: {
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** Call whose state is new or changed. The specification sends one in each message, although the DTDs allow any number (E085). */
      call?: {
        /** Call id, opaque; unique on one Application Server. Both legs of a call that was placed by `callAction` have the same one (since 16.0). */
        callId?: string;
        /** Id that the call keeps when it is forwarded from user to user (since 2.0). Of INSC users, the call id of the Wholesale Protocol, unique in the world. */
        extTrackingId?: string;
        /** Line of the phone, from 1, that the call is on; -1 if it is on none (since 13.0). Of INSC users, a number that tells simultaneous calls apart. A whole number. */
        appearance?: string;
        /** Side of the call that the user is on. Codes: 0 BroadWorksOriginator, 1 Originator, 2 Terminator. */
        personality?: "0" | "1" | "2" | (string & {});
        /** State of the call. Codes: 0 Idle, 1 Alerting, 2 Active, 3 Held, 4 RemoteHeld, 5 Released, 6 Detached, 7 ClientAlerting. */
        state?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | (string & {});
        /** Why the call was released. It means nothing before state 5: until then it is 0. Codes: 0 Normal, 1 Flash, 2 Abnormal, 3 Busy, 4 Forbidden, 5 RouteFailure, 6 GlobalFailure, 7 RequestFailure, 8 ServerFailure, 9 TranslationFailure, 10 TemporarilyUnavailable, 11 UserNotFound, 12 RequestTimeout, 13 DialToneTimeout, 14 InsufficientCredits. */
        releaseCause?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "11" | "12" | "13" | "14" | (string & {});
        /** Country code of `remoteNumber`. */
        remoteCountryCode?: string;
        /** Number of the other side; `Private` if it must not be shown, `Unavailable` if it is not known. */
        remoteNumber?: string;
        /** Name of the other side; empty if it is not known. */
        remoteName?: string;
        /** Number of the other side as a `tel:` URI in E.164 form, perhaps with the parameters `ext` and `phone-context`; or `Private` or `Unavailable` (since 16.0). */
        remoteTelUri?: string;
        /** Which of the user's numbers the call is made from or received on: the main number or an alternate one. Codes: 0 Main, 1 Alt1, 2 Alt2, 3 Alt3, 4 Alt4, 5 Alt5, 6 Alt6, 7 Alt7, 8 Alt8, 9 Alt9, 10 Alt10. */
        localAltType?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | (string & {});
        /** Line and port of the device that the call is at, for users with several devices (Multiple Call Arrangement, since 13.0). */
        linePort?: string;
        /** Country code of `redirectFromNumber` (VoIP, since 11.1). */
        redirectFromCountryCode?: string;
        /** Number of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1). */
        redirectFromNumber?: string;
        /** Name of the party that redirected the call to this user, if it may be shown (VoIP, since 11.1). */
        redirectFromName?: string;
        /** Why that party redirected the call; may be empty (VoIP, since 11.1). */
        redirectFromReason?: "unknown" | "user-busy" | "unavailable" | "no-answer" | "unconditional" | "time-of-day" | "do-not-disturb" | "deflection" | "follow-me" | "out-of-service" | "away" | "transfer" | "voicemail" | "fax-deposit" | "BW-ImplicitID" | "BW-ExplicitID" | "ic-user-outdial" | "hunt-group" | "call-center" | (string & {});
        /** Kind of call (since 14.sp3). Servers often leave it out (E045). Codes: 0 Unknown, 1 IntraGroup, 2 Enterprise, 3 Network, 4 NetworkUrl, 5 Emergency, 6 Repair, 7 Error, 8 CityWideCentrex, 9 PrivateDialPlan. */
        callType?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | (string & {});
        /** Time at which the user placed or received the call, in milliseconds since 1970 (since 16.0). A time: milliseconds since 1970. */
        callStartTime?: string;
        /** Time at which the call was answered, in milliseconds since 1970 (since 16.0); absent until then. A time: milliseconds since 1970. */
        callAnswerTime?: string;
        /** User id of the call center that was called before the call came to this agent (since 14.sp3). Absent if the user is no agent, was called directly, or placed the call. */
        callCenterUserId?: string;
        /** Number of the user that the call is made from or received on; see `localAltType` (CCC2). */
        localNumber?: string;
        /** Number to which the call is redirected (CCC2). */
        redirectToNum?: string;
        /** Why the call is redirected to `redirectToNum` (CCC2). */
        redirectToReason?: "unknown" | "user-busy" | "unavailable" | "no-answer" | "unconditional" | "time-of-day" | "do-not-disturb" | "deflection" | "follow-me" | "out-of-service" | "away" | "transfer" | "voicemail" | (string & {});
        /** Number of redirections: the `redirectCounter` of the Wholesale Protocol (INSC). */
        redirectFromCounter?: string;
        /** Number that was called: the field of the same name in the Wholesale Protocol (INSC). */
        origCalledNum?: string;
        /** Reason of the redirection: the field of the same name in the Wholesale Protocol (INSC). Its values are not documented. */
        origRedirReason?: string;
        /** Why the call came back (since 14.sp4); absent if it did not. */
        recallType?: "BCO" | "Transfer" | "CallPark" | "AHR" | (string & {});
        /** Data of the call center that the call comes from (since 17.0); absent of any other call. */
        callCenter?: {
          /** User id of the call center. */
          id?: string;
          /** Name of the number of the call center that was dialled, if it has one. */
          DNISName?: string;
          /** Number of the call center that was dialled, if it is known. */
          DNISNumber?: string;
          /** Time that the call has waited in the queue, in milliseconds. A duration in milliseconds. */
          callWaitTime?: string;
          /** Longest wait of a call in the queue, in milliseconds. A duration in milliseconds. */
          longestWaitTime?: string;
          /** Number of calls that still wait in the queue. A whole number. */
          numCallsInQueue?: string;
          extra?: Extra;
        };
        /** Present when the timer that reminds the user of a held call has run out on the server (since 17.0). Empty: that it is there is the message. */
        holdReminder?: string;
        extra?: Extra;
      }[];
      /** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
      applicationId?: string;
      /** Session id of the watched user, in messages to a console. */
      monitoredUserUid?: string;
      /** User id of the watched user, in messages to a console (since 14.sp2). */
      monitoredUserId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Asks the server to place a call or to do something with calls or the conference. */
export interface CallAction extends Head {
  commandType: "callAction";
  commandData?: {
    /** The user, and what to do. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
      applicationId?: string;
      /** What the server is asked to do. */
      action?: {
        /** Kind of action. INSC users can only use `Release`, `Answer`, `Xfer` and `XferVM`. */
        actionType?: "Dial" | "Redial" | "Hold" | "Release" | "Answer" | "Xfer" | "XferCC" | "XferConsult" | "XferVM" | "ConfStart" | "ConfHold" | "ConfAnswer" | "ConfRelease" | "ConfAdd" | "CallPark" | "GroupCallPark" | "CallParkRetrieve" | "MakeCallAsCC" | "MakePersonalCall" | "MakeAgentEscalationCall" | "MakeAgentEmergencyCall" | "SilentMonitorCall" | "ConferenceUnmute" | "TagCallWithDispositionCode" | "CustOriginatedTraceCall" | "setDial" | (string & {});
        /** `True` to be answered by a `callActionResponse` (since 17.0), which only `TagCallWithDispositionCode` and `CustOriginatedTraceCall` can; absent means `False`. */
        responseRequested?: "True" | "False" | (string & {});
        /** Any text by which the client recognises the response (since 17.0). Not a user id. */
        id?: string;
        /** Parameters. Their order counts, and a name can occur twice (`XferConsult`, `ConfStart`). */
        actionParam?: {
          /** Meaning of the parameter. */
          actionParamName?: "Number" | "CallId" | "UserId" | "DNISNumber" | "DispositionCode" | (string & {});
          /** Text of the element. */
          value?: string;
          extra?: Extra;
        }[];
        extra?: Extra;
      };
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Answers a `callAction` that asked for a response. */
export interface CallActionResponse extends Head {
  commandType: "callActionResponse";
  commandData?: {
    /** The user, and the outcome. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      /** The action that is answered, with its outcome. */
      action?: {
        /** Kind of the action that the outcome belongs to. */
        actionType?: "Dial" | "Redial" | "Hold" | "Release" | "Answer" | "Xfer" | "XferCC" | "XferConsult" | "XferVM" | "ConfStart" | "ConfHold" | "ConfAnswer" | "ConfRelease" | "ConfAdd" | "CallPark" | "GroupCallPark" | "CallParkRetrieve" | "MakeCallAsCC" | "MakePersonalCall" | "MakeAgentEscalationCall" | "MakeAgentEmergencyCall" | "SilentMonitorCall" | "ConferenceUnmute" | "TagCallWithDispositionCode" | "CustOriginatedTraceCall" | "setDial" | (string & {});
        /** The `id` of the `callAction` that is answered; absent if it had none. */
        id?: string;
        /** Outcome of the action. */
        result?: {
          /** `true` if the action was done, `false` if it failed. */
          success?: "True" | "False" | (string & {});
          /** What went wrong, for people. Only of an action that failed. */
          message?: string;
          extra?: Extra;
        };
        extra?: Extra;
      };
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells which operations the device of a call allows the client at this moment. */
export interface CallControlInfo extends Head {
  commandType: "callControlInfo";
  commandData?: {
    /** The user, and the call that can be controlled. */
    user?: {
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** Call that the client can control. */
      call?: {
        /** Call id, opaque; unique on one Application Server. Both legs of a call that was placed by `callAction` have the same one (since 16.0). */
        callId?: string;
        /** Id that the call keeps when it is forwarded from user to user (since 2.0). Of INSC users, the call id of the Wholesale Protocol, unique in the world. */
        extTrackingId?: string;
        /** Operations, each with `True` if the client can do it with this call at present. */
        control?: {
          /** Operation (`Hold` and `Retrieve` since 11.0). */
          controlType?: "Answer" | "Hold" | "Retrieve" | (string & {});
          /** Text of the element. */
          value?: "True" | "False" | (string & {});
          extra?: Extra;
        }[];
        extra?: Extra;
      };
      /** Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2. */
      applicationId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Switches the message waiting indicators on the phone of a user. */
export interface ExternalNotify extends Head {
  commandType: "externalNotify";
  commandData?: {
    /** The user, and the indicators to switch. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
      applicationId?: string;
      /** Switches the message waiting indicator of a third-party voice mail; absent leaves it as it is. */
      thirdPartyMWI?: "on" | "off" | (string & {});
      /** Present to put out the message waiting indicator of the platform's own voice mail. Empty: that it is there is the message. */
      clearVMMWI?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Asks which versions of the protocol the server speaks. */
export interface InfoRequest extends Head {
  commandType: "infoRequest";
  commandData?: {
    /** Present to ask which versions of the protocol the server supports. Empty: that it is there is the message. */
    capVersionRequest?: string;
    extra?: Extra;
  };
}

/** Lists the versions of the protocol that the server speaks. */
export interface InfoResponse extends Head {
  commandType: "infoResponse";
  commandData?: {
    /** Versions of the protocol that the server supports. */
    capVersionResponse?: ("1.0" | "2.0" | "11.0" | "11.1" | "12.0" | "13.0" | "14.0" | "15.0" | "16.0" | "17.0" | (string & {}))[];
    extra?: Extra;
  };
}

/** Keeps the connection alive and is never answered. */
export interface ServerStatusRequest extends Head {
  commandType: "serverStatusRequest";
  commandData?: {
    /** The user whose session is kept alive. Absent in CCC2, and in keepalives of a server. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Changes the list of users that a console watches. */
export interface MonitoringUsersRequest extends Head {
  commandType: "monitoringUsersRequest";
  commandData?: {
    /** The user of the console, and the users to watch. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      /** What to do with the list of watched users. */
      monitoring?: {
        /** What to do with the list of watched users. */
        monType?: "Add" | "Delete" | "Replace" | (string & {});
        extra?: Extra;
      };
      /** Login ids of the users to add to the list, to remove from it, or to replace it with. */
      monUser?: string[];
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells whether the list of watched users was changed, and who could not be added and why. */
export interface MonitoringUsersResponse extends Head {
  commandType: "monitoringUsersResponse";
  commandData?: {
    /** The user of the console, and the outcome. */
    user?: {
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      /** Outcome of the whole request. */
      monResult?: {
        /** `true` if the whole request succeeded; `false` if it failed for at least one user, each of which is listed. */
        success?: "True" | "False" | (string & {});
        extra?: Extra;
      };
      /** Users that could not be added, or not be removed; none if the request succeeded. */
      failedUser?: {
        /** Why the user could not be added or removed. */
        failureReason?: "UnknownUser" | "UnauthorizedUser" | "PrivateUser" | (string & {});
        /** Login id of the user that could not be added or removed. */
        id?: string;
        extra?: Extra;
      }[];
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells the calls in a call center queue: all of them, or the one that something happened to. */
export interface QueueUpdate extends Head {
  commandType: "queueUpdate";
  commandData?: {
    /** The user of the call center. */
    user?: {
      /** User id of the call center. */
      id?: string;
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
      applicationId?: string;
      extra?: Extra;
    };
    /** The queue, or what changed in it. */
    queue?: {
      /** What happened. It also tells whether the update has the whole queue or only what changed. */
      updateReason?: "Initial" | "CallAdded" | "CallAnswered" | "CallTransferred" | "CallAbandoned" | "CallReordered" | "CallUpdated" | "Refresh" | "QueueTimeout" | "QueueOverflow" | "CallPromoted" | (string & {});
      /** Calls: for `Initial`, `CallReordered` and `Refresh` all calls, in the order of the queue; otherwise those that changed. A call that left the queue may have its id alone. */
      queueCall?: {
        /** Call id, opaque. */
        callId?: string;
        /** Country code of `remoteNumber`. */
        remoteCountryCode?: string;
        /** Number of the caller; `Private` if it must not be shown, `Unavailable` if it is not known. */
        remoteNumber?: string;
        /** Name of the caller; empty if it is not known. */
        remoteName?: string;
        /** Time at which the call entered the queue, in milliseconds since 1970. The call has waited since then, and before that for `preservedWaitTime`. A time: milliseconds since 1970. */
        timeAdded?: string;
        /** Whether the entrance message that every caller must hear is being played to the call (since 16.0). */
        mandatoryEntrance?: "Not Playing" | "Playing" | (string & {});
        /** `true` if the call was offered to an agent before and came back (since 16.0). */
        bouncedCall?: "True" | "False" | (string & {});
        /** `true` if the call was moved in the queue before (since 16.0). */
        reorderedCall?: "True" | "False" | (string & {});
        /** Time that the call had waited before it was added, in milliseconds (since 16.0); it counts in addition to the time since `timeAdded`. A duration in milliseconds. */
        preservedWaitTime?: string;
        /** Place in the queue, from 1 at the head. A whole number. */
        position?: string;
        /** Priority of the call (since 17.0). Codes: 0 Highest, 1 High, 2 Medium, 3 Low. */
        priority?: "0" | "1" | "2" | "3" | (string & {});
        /** Name of the number of the call center that was dialled (since 17.0). */
        DNISName?: string;
        /** Number of the call center that was dialled (since 17.0). */
        DNISNumber?: string;
        /** Time at which the call came to its priority, in milliseconds since 1970 (since 17.0). A time: milliseconds since 1970. */
        addTimeInPriorityBucket?: string;
        /** Time that the call had waited when it came to its priority, in milliseconds (since 17.0). A duration in milliseconds. */
        preservedWaitTimeInPriorityBucket?: string;
        extra?: Extra;
      }[];
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Moves or promotes a call in a queue, or asks for the whole queue. */
export interface QueueAction extends Head {
  commandType: "queueAction";
  commandData?: {
    /** The user of the call center. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the call center. */
      id?: string;
      /** Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2. */
      applicationId?: string;
      extra?: Extra;
    };
    /** What to do with the queue. */
    queueActionData?: {
      /** Kind of action (`Promote` since 17.0). */
      actionType?: "Transfer" | "Reorder" | "Refresh" | "Promote" | (string & {});
      /** The call that the action is about, at most one; absent of `Refresh`. */
      queueCall?: {
        /** Call id of the call in the queue, as `queueUpdate` told it. */
        callId?: string;
        /** New place in the queue, from 1 at the head, for `Reorder`. A whole number. */
        position?: string;
        /** Number to transfer the call to, for `Transfer`. */
        destination?: string;
        /** Priority to give the call, for `Promote` (since 17.0). Codes: 0 Highest, 1 High, 2 Medium, 3 Low. */
        priority?: "0" | "1" | "2" | "3" | (string & {});
        extra?: Extra;
      };
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells the night, holiday and forwarding services of a queue, after a login and after each change. */
export interface QueueProfileUpdate extends Head {
  commandType: "queueProfileUpdate";
  commandData?: {
    /** The user of the call center, and the settings of its queue. */
    user?: {
      /** User id of the call center. */
      id?: string;
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** Present if this is the first update after a login (CAP-C). Otherwise the settings have changed. Empty: that it is there is the message. */
      initialUpdate?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      /** State of the night service. Its schedule is not part of this protocol. */
      nightService?: "Off" | "On" | "Manual" | (string & {});
      /** State of the holiday service. Its schedule is not part of this protocol. */
      holidayService?: "Off" | "On" | (string & {});
      /** State of forced forwarding. */
      forcedForwarding?: "Off" | "On" | (string & {});
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Asks how many calls wait in the queues that an agent has joined. */
export interface QueueInfoRequest extends Head {
  commandType: "queueInfoRequest";
  commandData?: {
    /** The agent who asks. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Lists the queues that an agent has joined, and how many calls wait in each. */
export interface QueueInfoResponse extends Head {
  commandType: "queueInfoResponse";
  commandData?: {
    /** The agent who asked, and the agent's queues. */
    user?: {
      /** Kind of client that the message comes from or goes to. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login; there `id` names the user. */
      userUid?: string;
      /** User id of the user whom the message is about, usually with a domain. Servers may leave it out beside `userUid`. */
      id?: string;
      /** Name that the client application gave itself at the login; it tells the user's clients apart. */
      applicationId?: string;
      /** Call centers that the agent has joined, in any number. */
      callcenter?: {
        /** User id of the call center. */
        id?: string;
        /** Number of calls that wait in the queue. How a failure looks is not documented. A whole number. */
        numCallsInQueue?: string;
        extra?: Extra;
      }[];
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Carries text from one client to another through the server; deprecated. */
export interface Datagram extends Head {
  commandType: "datagram";
  commandData?: {
    /** Client that sends. */
    from?: {
      /** The user and the client that send. */
      user?: {
        /** Kind of client. */
        userType?: "CallClient" | "AttendantConsole" | (string & {});
        /** User id. */
        id?: string;
        /** Name of the client application, without which the client cannot be found; also in CCC2. */
        applicationId?: string;
        extra?: Extra;
      };
      extra?: Extra;
    };
    /** Client that receives. */
    to?: {
      /** The user and the client that receive. */
      user?: {
        /** Kind of client. */
        userType?: "CallClient" | "AttendantConsole" | (string & {});
        /** User id. */
        id?: string;
        /** Name of the client application, without which the client cannot be found; also in CCC2. */
        applicationId?: string;
        extra?: Extra;
      };
      extra?: Extra;
    };
    /** Data for the receiver, which the server passes on as they are. */
    payload?: {
      /** Media type of the data, such as `text/plain`; any text. */
      payloadType?: string;
      /** Text of the element. */
      value?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** A message of any known command. */
export type Message =
  | RegisterAuthentication
  | ResponseAuthentication
  | RegisterRequest
  | RegisterResponse
  | Acknowledgement
  | UnRegister
  | SessionUpdate
  | ProfileUpdate
  | CallUpdate
  | CallAction
  | CallActionResponse
  | CallControlInfo
  | ExternalNotify
  | InfoRequest
  | InfoResponse
  | ServerStatusRequest
  | MonitoringUsersRequest
  | MonitoringUsersResponse
  | QueueUpdate
  | QueueAction
  | QueueProfileUpdate
  | QueueInfoRequest
  | QueueInfoResponse
  | Datagram;
