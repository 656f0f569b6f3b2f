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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Supervisor who logs in as the call center. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** User id. */
      id?: string;
      /** Reason the login failed. */
      failure?: {
        /** Reason the login failed. */
        failureCause?: "UnknownID" | "NetworkServerConnectivityFailure" | "IncorrectPassword" | "UnsupportedVersion" | "UnauthorizedCommPilotCallManager" | "UnauthorizedAttendantConsole" | "UnauthorizedClientCallControl" | "UnauthorizedPhoneStatusMonitoring" | "UnauthorizedClientLicense" | "WASConnectivityError" | "WASProcessingError" | "ExtAuthHostNotInACLError" | (string & {});
        extra?: Extra;
      };
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Supervisor who logs in as the call center. */
      supervisorId?: string;
      extra?: Extra;
    };
    /** Nonce of the login digest; it must be used unchanged. */
    nonce?: string;
    /** Digest algorithm, `MD5`. */
    algorithm?: string;
    extra?: Extra;
  };
}

/** Goes on with a login by the digest of the password. */
export interface RegisterRequest extends Head {
  commandType: "registerRequest";
  commandData?: {
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** User id. */
      id?: string;
      /** Login digest, 32 lower-case hex characters. Secret. */
      securePassword?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Supervisor who logs in as the call center. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Number of users this console watches. A whole number. */
      numMonitoredUsers?: string;
      /** `true` if the calls of watched users are reported. */
      callDetailsEnabled?: "True" | "False" | (string & {});
      /** Reason the login failed. */
      failure?: {
        /** Reason the login failed. */
        failureCause?: "UnknownID" | "NetworkServerConnectivityFailure" | "IncorrectPassword" | "UnsupportedVersion" | "UnauthorizedCommPilotCallManager" | "UnauthorizedAttendantConsole" | "UnauthorizedClientCallControl" | "UnauthorizedPhoneStatusMonitoring" | "UnauthorizedClientLicense" | "WASConnectivityError" | "WASProcessingError" | "ExtAuthHostNotInACLError" | (string & {});
        extra?: Extra;
      };
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Supervisor who logs in as the call center. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Reason the login failed. */
      failure?: {
        /** Reason the login failed. */
        failureCause?: "UnknownID" | "NetworkServerConnectivityFailure" | "IncorrectPassword" | "UnsupportedVersion" | "UnauthorizedCommPilotCallManager" | "UnauthorizedAttendantConsole" | "UnauthorizedClientCallControl" | "UnauthorizedPhoneStatusMonitoring" | "UnauthorizedClientLicense" | "WASConnectivityError" | "WASProcessingError" | "ExtAuthHostNotInACLError" | (string & {});
        extra?: Extra;
      };
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Description of the error, for people. */
      message?: {
        /** Command that is acknowledged. */
        messageName?: "registerResponse" | (string & {});
        extra?: Extra;
      };
      /** Supervisor who logs in as the call center. */
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
    /** The user the message is about. */
    user?: {
      /** Reason the session ends. */
      userLogoutReason?: "ClientLogout" | "ForceLogoutR" | "ForceLogoutD" | "ForceLogoutU" | "ForceLogoutL" | "ForceLogoutC" | (string & {});
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells the hook, the number of calls and the conference of a user, or the hook of a watched one. */
export interface SessionUpdate extends Head {
  commandType: "sessionUpdate";
  commandData?: {
    /** The user the message is about. */
    user?: {
      /** User id. */
      id?: string;
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** `true` if a phone of the user is in use. */
      offHook?: "True" | "False" | (string & {});
      /** Number of calls at the time of login. A whole number. */
      numCalls?: string;
      /** The conference of the user. */
      conference?: {
        /** State of the conference. */
        conferenceState?: "Active" | "Released" | "Held" | (string & {});
        /** Participants of the conference. */
        callIn?: {
          /** Call id of a participant. */
          callInId?: string;
          extra?: Extra;
        }[];
        /** Line appearance, -1 for none. A whole number. */
        appearance?: string;
        /** Present when the conference is monitored silently. Empty: that it is there is the message. */
        silentlyMonitored?: string;
        extra?: Extra;
      };
      /** Maximum number of calls at present; -1 occurs. A whole number. */
      maxCalls?: string;
      /** `true` if the endpoint controls its calls itself. */
      epControl?: "True" | "False" | (string & {});
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Session id of the watched user. */
      monitoredUserUid?: string;
      /** User id of the watched user. */
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
    /** The user the message is about. */
    user?: {
      /** User id. */
      id?: string;
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Agent state. */
      acdState?: "Sign-in" | "Sign-out" | "Available" | "Unavailable" | "Wrap-up" | (string & {});
      /** Time the agent state began, in milliseconds since 1970. A time: milliseconds since 1970. */
      acdStateTime?: string;
      /** Present in the first update after login. Empty: that it is there is the message. */
      initialUpdate?: string;
      /** First name. */
      firstName?: string;
      /** Last name. */
      lastName?: string;
      /** Phone number. */
      phone?: string;
      /** Extension. */
      extension?: string;
      /** Location dialling code. */
      locationCode?: string;
      /** `On` if the user's service provider is an enterprise. */
      enterpriseUser?: "" | "On" | "Off" | (string & {});
      /** E-mail address. */
      email?: string;
      /** Mobile number. */
      mobile?: string;
      /** Pager number. */
      pager?: string;
      /** Department. */
      department?: string;
      /** Title. */
      title?: string;
      /** Name of the group. */
      groupName?: string;
      /** Name of the service provider or enterprise. */
      serviceProviderName?: string;
      /** E-mail address of support. */
      supportEmail?: string;
      /** Three-way call service. */
      threeWayCall?: "" | "On" | "Off" | (string & {});
      /** N-way call service. */
      nWayCall?: "" | "On" | "Off" | (string & {});
      /** Call transfer service. */
      callTransfer?: "" | "On" | "Off" | (string & {});
      /** Call forwarding always. */
      cfa?: {
        /** Destination that calls are forwarded to. */
        cfaDestination?: string;
        /** Text of the element. */
        value?: "" | "On" | "Off" | (string & {});
        extra?: Extra;
      };
      /** Active CommPilot Express profile, empty without the service. */
      cpe?: string;
      /** Call waiting. */
      cwt?: "" | "On" | "Off" | (string & {});
      /** Do not disturb. */
      dnd?: "" | "On" | "Off" | (string & {});
      /** Last number redial. */
      lnrd?: "" | "On" | "Off" | (string & {});
      /** Outlook integration. */
      oi?: "" | "On" | "Off" | (string & {});
      /** Remote office. */
      ro?: "" | "On" | "Off" | (string & {});
      /** LDAP integration. */
      li?: "" | "On" | "Off" | (string & {});
      /** Simultaneous ring. */
      simring?: "" | "On" | "Off" | (string & {});
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Voice messaging. */
      voiceMessaging?: "" | "On" | "Off" | (string & {});
      /** Voice messaging of the group. */
      voiceMessagingGroup?: "" | "On" | "Off" | (string & {});
      /** Third-party voice messaging. */
      thirdPartyVoiceMessaging?: "" | "On" | "Off" | (string & {});
      /** Third-party voice messaging of the group. */
      thirdPartyVMGroup?: "" | "On" | "Off" | (string & {});
      /** `true` if voice messages are waiting. */
      hasVMMessages?: "True" | "False" | (string & {});
      /** `true` if messages are waiting in a third-party system. */
      hasThirdPartyVMMessages?: "True" | "False" | (string & {});
      /** Call logs service. */
      callLogs?: "" | "On" | "Off" | (string & {});
      /** Session id of the watched user. */
      monitoredUserUid?: string;
      /** User id of the watched user. */
      monitoredUserId?: string;
      /** Call center data. */
      callCenter?: {
        /** User id of the call center. */
        id?: string;
        /** `true` if the agent has joined this queue. */
        joinCallCenter?: "True" | "False" | (string & {});
        extra?: Extra;
      }[];
      /** Country code. */
      countryCode?: string;
      /** National dialling prefix. */
      nationalPrefix?: string;
      /** Host the user is hoteling at. */
      hotelingHost?: string;
      /** Code for the reason the agent is unavailable. */
      unavailabilityCode?: string;
      /** Call that is being wrapped up. */
      wrapUpCallCenterCallId?: string;
      extra?: Extra;
    };
    extra?: Extra;
  };
}

/** Tells the state of a call that is new, has changed or has ended. */
export interface CallUpdate extends Head {
  commandType: "callUpdate";
  commandData?: {
    /** The user the message is about. */
    user?: {
      /** User id. */
      id?: string;
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** The call. */
      call?: {
        /** Call id, opaque. */
        callId?: string;
        /** Tracking id; it stays the same across systems. */
        extTrackingId?: string;
        /** Line appearance, -1 for none. A whole number. */
        appearance?: string;
        /** Role of the user in the call: originator or terminator. */
        personality?: "0" | "1" | "2" | (string & {});
        /** State of the call. */
        state?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | (string & {});
        /** Reason the call was released; meaningful in state 5 only. */
        releaseCause?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "11" | "12" | "13" | "14" | (string & {});
        /** Country code of the remote party. */
        remoteCountryCode?: string;
        /** Number of the remote party, `Private` or `Unavailable`. */
        remoteNumber?: string;
        /** Name of the remote party. */
        remoteName?: string;
        /** `tel:` URI of the remote party, `Private` or `Unavailable`. */
        remoteTelUri?: string;
        /** Kind of the user's number that was called. */
        localAltType?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | (string & {});
        /** Device line of the call. */
        linePort?: string;
        /** Country code of the redirecting party. */
        redirectFromCountryCode?: string;
        /** Number of the redirecting party. */
        redirectFromNumber?: string;
        /** Name of the redirecting party. */
        redirectFromName?: string;
        /** Reason the call was redirected to this user. */
        redirectFromReason?: "unknown" | "user-busy" | "unavailable" | "no-answer" | "unconditional" | "time-of-day" | "do-not-disturb" | "deflection" | "follow-me" | "out-of-service" | "away" | "transfer" | "voicemail" | "fax-deposit" | "BW-ImplicitID" | "BW-ExplicitID" | "ic-user-outdial" | "hunt-group" | "call-center" | (string & {});
        /** Kind of call. */
        callType?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | (string & {});
        /** Start of the call, in milliseconds since 1970. A time: milliseconds since 1970. */
        callStartTime?: string;
        /** Time the call was answered, in milliseconds since 1970. A time: milliseconds since 1970. */
        callAnswerTime?: string;
        /** User id of the call center of the call. */
        callCenterUserId?: string;
        /** Number of the user (CCC2). */
        localNumber?: string;
        /** Number the call was redirected to (CCC2). */
        redirectToNum?: string;
        /** Reason the call was redirected to another number (CCC2). */
        redirectToReason?: "unknown" | "user-busy" | "unavailable" | "no-answer" | "unconditional" | "time-of-day" | "do-not-disturb" | "deflection" | "follow-me" | "out-of-service" | "away" | "transfer" | "voicemail" | (string & {});
        /** Number of times the call was redirected (CCC2, INSC). */
        redirectFromCounter?: string;
        /** Number called first (CCC2, INSC). */
        origCalledNum?: string;
        /** Reason of the first redirection (CCC2, INSC). */
        origRedirReason?: string;
        /** Reason the call came back. */
        recallType?: "BCO" | "Transfer" | "CallPark" | "AHR" | (string & {});
        /** Call center data. */
        callCenter?: {
          /** User id of the call center. */
          id?: string;
          /** Name of the dialled call center number. */
          DNISName?: string;
          /** The dialled call center number. */
          DNISNumber?: string;
          /** Time this call waited, in milliseconds. A duration in milliseconds. */
          callWaitTime?: string;
          /** Longest wait in the queue, in milliseconds. A duration in milliseconds. */
          longestWaitTime?: string;
          /** Number of calls in the queue. A whole number. */
          numCallsInQueue?: string;
          extra?: Extra;
        };
        /** Present when a held call rings back. Empty: that it is there is the message. */
        holdReminder?: string;
        extra?: Extra;
      }[];
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Session id of the watched user. */
      monitoredUserUid?: string;
      /** User id of the watched user. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** The action. */
      action?: {
        /** Kind of action. */
        actionType?: "Dial" | "Redial" | "Hold" | "Release" | "Answer" | "Xfer" | "XferCC" | "XferConsult" | "XferVM" | "ConfStart" | "ConfHold" | "ConfAnswer" | "ConfRelease" | "ConfAdd" | "CallPark" | "GroupCallPark" | "CallParkRetrieve" | "MakeCallAsCC" | "MakePersonalCall" | "MakeAgentEscalationCall" | "MakeAgentEmergencyCall" | "SilentMonitorCall" | "ConferenceUnmute" | "TagCallWithDispositionCode" | "CustOriginatedTraceCall" | "setDial" | (string & {});
        /** `True` to ask for a response; absent means `False`. */
        responseRequested?: "True" | "False" | (string & {});
        /** Correlates action and response. */
        id?: string;
        /** Parameters in order; names may repeat. */
        actionParam?: {
          /** Name of the parameter. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** The action. */
      action?: {
        /** Kind of action. */
        actionType?: "Dial" | "Redial" | "Hold" | "Release" | "Answer" | "Xfer" | "XferCC" | "XferConsult" | "XferVM" | "ConfStart" | "ConfHold" | "ConfAnswer" | "ConfRelease" | "ConfAdd" | "CallPark" | "GroupCallPark" | "CallParkRetrieve" | "MakeCallAsCC" | "MakePersonalCall" | "MakeAgentEscalationCall" | "MakeAgentEmergencyCall" | "SilentMonitorCall" | "ConferenceUnmute" | "TagCallWithDispositionCode" | "CustOriginatedTraceCall" | "setDial" | (string & {});
        /** Correlates action and response. */
        id?: string;
        /** Outcome of the action. */
        result?: {
          /** `true` if the action succeeded. */
          success?: "True" | "False" | (string & {});
          /** Description of the error, for people. */
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
    /** The user the message is about. */
    user?: {
      /** User id. */
      id?: string;
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** The call. */
      call?: {
        /** Call id, opaque. */
        callId?: string;
        /** Tracking id; it stays the same across systems. */
        extTrackingId?: string;
        /** Abilities, each with `true` if it is allowed. */
        control?: {
          /** Kind of ability. */
          controlType?: "Answer" | "Hold" | "Retrieve" | (string & {});
          /** Text of the element. */
          value?: "True" | "False" | (string & {});
          extra?: Extra;
        }[];
        extra?: Extra;
      };
      /** Application id: one of the user's client applications. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Message waiting indicator of a third-party system. */
      thirdPartyMWI?: "on" | "off" | (string & {});
      /** Present to clear the message waiting indicator. Empty: that it is there is the message. */
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
    /** Present to ask for the versions. Empty: that it is there is the message. */
    capVersionRequest?: string;
    extra?: Extra;
  };
}

/** Lists the versions of the protocol that the server speaks. */
export interface InfoResponse extends Head {
  commandType: "infoResponse";
  commandData?: {
    /** A version the server supports. */
    capVersionResponse?: ("1.0" | "2.0" | "11.0" | "11.1" | "12.0" | "13.0" | "14.0" | "15.0" | "16.0" | "17.0" | (string & {}))[];
    extra?: Extra;
  };
}

/** Keeps the connection alive and is never answered. */
export interface ServerStatusRequest extends Head {
  commandType: "serverStatusRequest";
  commandData?: {
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Change to the list of watched users. */
      monitoring?: {
        /** Change to the list of watched users. */
        monType?: "Add" | "Delete" | "Replace" | (string & {});
        extra?: Extra;
      };
      /** User ids to watch. */
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
    /** The user the message is about. */
    user?: {
      /** User id. */
      id?: string;
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Outcome. */
      monResult?: {
        /** `true` if the whole request succeeded; `false` if it failed for at least one user, each of which is listed. */
        success?: "True" | "False" | (string & {});
        extra?: Extra;
      };
      /** Users that cannot be watched. */
      failedUser?: {
        /** Reason the user cannot be watched. */
        failureReason?: "UnknownUser" | "UnauthorizedUser" | "PrivateUser" | (string & {});
        /** User that cannot be watched. */
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
    /** The user the message is about. */
    user?: {
      /** User id. */
      id?: string;
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      extra?: Extra;
    };
    /** The queue. */
    queue?: {
      /** Event in the queue that caused the update. */
      updateReason?: "Initial" | "CallAdded" | "CallAnswered" | "CallTransferred" | "CallAbandoned" | "CallReordered" | "CallUpdated" | "Refresh" | "QueueTimeout" | "QueueOverflow" | "CallPromoted" | (string & {});
      /** Calls of the queue: all of them or only those that changed, as `updateReason` says. */
      queueCall?: {
        /** Call id, opaque. */
        callId?: string;
        /** Country code of the remote party. */
        remoteCountryCode?: string;
        /** Number of the remote party, `Private` or `Unavailable`. */
        remoteNumber?: string;
        /** Name of the remote party. */
        remoteName?: string;
        /** Time the call joined the queue, in milliseconds since 1970. A time: milliseconds since 1970. */
        timeAdded?: string;
        /** State of the mandatory entrance message. */
        mandatoryEntrance?: "Not Playing" | "Playing" | (string & {});
        /** `true` if the call bounced: it came back from an agent. */
        bouncedCall?: "True" | "False" | (string & {});
        /** `true` if the call was moved to another position. */
        reorderedCall?: "True" | "False" | (string & {});
        /** Time the call had waited before it joined this queue, in milliseconds. A duration in milliseconds. */
        preservedWaitTime?: string;
        /** Position in the queue; 1 is the head. A whole number. */
        position?: string;
        /** Priority of the call. */
        priority?: "0" | "1" | "2" | "3" | (string & {});
        /** Name of the dialled call center number. */
        DNISName?: string;
        /** The dialled call center number. */
        DNISNumber?: string;
        /** Time the call got its priority, in milliseconds since 1970. A time: milliseconds since 1970. */
        addTimeInPriorityBucket?: string;
        /** Time the call had waited when it got this priority, in milliseconds. A duration in milliseconds. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      extra?: Extra;
    };
    /** Action for the queue. */
    queueActionData?: {
      /** Kind of action. */
      actionType?: "Transfer" | "Reorder" | "Refresh" | "Promote" | (string & {});
      /** Calls of the queue. */
      queueCall?: {
        /** Call id, opaque. */
        callId?: string;
        /** Position in the queue; 1 is the head. A whole number. */
        position?: string;
        /** Destination of the call. */
        destination?: string;
        /** Priority of the call. */
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
    /** The user the message is about. */
    user?: {
      /** User id. */
      id?: string;
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** Present in the first update after login. Empty: that it is there is the message. */
      initialUpdate?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** Night service. */
      nightService?: "Off" | "On" | "Manual" | (string & {});
      /** Holiday service. */
      holidayService?: "Off" | "On" | (string & {});
      /** Forced forwarding. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
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
    /** The user the message is about. */
    user?: {
      /** Kind of client. */
      userType?: "CallClient" | "AttendantConsole" | (string & {});
      /** Session id handed out by `registerResponse`, opaque. */
      userUid?: string;
      /** User id. */
      id?: string;
      /** Application id: one of the user's client applications. */
      applicationId?: string;
      /** One entry per queue the agent has joined. */
      callcenter?: {
        /** User id of the call center. */
        id?: string;
        /** Number of calls in the queue. A whole number. */
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
    /** Sender. */
    from?: {
      /** The user the message is about. */
      user?: {
        /** Kind of client. */
        userType?: "CallClient" | "AttendantConsole" | (string & {});
        /** User id. */
        id?: string;
        /** Application id: one of the user's client applications. */
        applicationId?: string;
        extra?: Extra;
      };
      extra?: Extra;
    };
    /** Receiver. */
    to?: {
      /** The user the message is about. */
      user?: {
        /** Kind of client. */
        userType?: "CallClient" | "AttendantConsole" | (string & {});
        /** User id. */
        id?: string;
        /** Application id: one of the user's client applications. */
        applicationId?: string;
        extra?: Extra;
      };
      extra?: Extra;
    };
    /** Content of the datagram. */
    payload?: {
      /** Media type of the text. */
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
