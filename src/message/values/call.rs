//! Value sets of calls and call actions.

use crate::message::Environment;
use crate::schema::tokens;

tokens! {
    /// State of a conference. The meanings are inferred from the names.
    pub enum ConferenceState {
        /// The conference is running.
        "Active" => Active,
        /// The conference has ended.
        "Released" => Released,
        /// The conference is on hold.
        "Held" => Held,
    }
}

tokens! {
    /// State of a call. A console is told of states 2 and 5 only (E100).
    ///
    /// The specification gives only the names; the meanings are inferred from them.
    pub enum CallState coded {
        /// Nothing happens in the call yet.
        "0" => Idle,
        /// The call rings and is not answered.
        "1" => Alerting,
        /// The two sides talk.
        "2" => Active,
        /// The user put the call on hold.
        "3" => Held,
        /// The other side put the call on hold.
        "4" => RemoteHeld,
        /// The call has ended; `releaseCause` says why.
        "5" => Released,
        /// The call left the user and goes on elsewhere, for example forwarded on busy.
        "6" => Detached,
        /// The call rings at the client.
        "7" => ClientAlerting,
    }
}

tokens! {
    /// Side of the call that the user is on.
    pub enum Personality coded {
        /// First leg of a call that the server places for the user, as click-to-dial does.
        "0" => BroadWorksOriginator,
        /// The user placed the call.
        "1" => Originator,
        /// The user was called.
        "2" => Terminator,
    }
}

tokens! {
    /// Kind of call.
    ///
    /// The specification gives only the names; the meanings are inferred from them.
    pub enum CallType coded {
        /// The server does not know it.
        "0" => Unknown,
        /// Inside the group of the user.
        "1" => IntraGroup,
        /// Inside the enterprise of the user.
        "2" => Enterprise,
        /// Through the public network, by number.
        "3" => Network,
        /// Through the network, by URL.
        "4" => NetworkUrl,
        /// To an emergency number.
        "5" => Emergency,
        /// To the repair service.
        "6" => Repair,
        /// An error in place of a kind.
        "7" => Error,
        /// By city-wide Centrex.
        "8" => CityWideCentrex,
        /// By a private dial plan.
        "9" => PrivateDialPlan,
    }
}

tokens! {
    /// Reason why a call was released. It means nothing before state 5: until then it is 0.
    ///
    /// The specification explains only the last cause; the meanings of the others are inferred from their names.
    pub enum ReleaseCause coded {
        /// One side hung up; also what stands here as long as the call lasts.
        "0" => Normal,
        /// A hook flash released the call.
        "1" => Flash,
        /// The call was cut off.
        "2" => Abnormal,
        /// The other side is busy.
        "3" => Busy,
        /// The call is not allowed.
        "4" => Forbidden,
        /// No way leads to the other side.
        "5" => RouteFailure,
        /// The call fails wherever it is sent.
        "6" => GlobalFailure,
        /// The request for the call was refused.
        "7" => RequestFailure,
        /// A server failed.
        "8" => ServerFailure,
        /// The number could not be translated into an address.
        "9" => TranslationFailure,
        /// The other side cannot be reached for now.
        "10" => TemporarilyUnavailable,
        /// The server knows nobody of this address.
        "11" => UserNotFound,
        /// No answer came to the request for the call.
        "12" => RequestTimeout,
        /// Nothing was dialled after the dial tone.
        "13" => DialToneTimeout,
        /// A prepaid user has no credit left.
        "14" since "16.0" => InsufficientCredits,
    }
}

tokens! {
    /// Which of the user's numbers a call is made from or received on. The alternate numbers from 3 on exist since
    /// 13.0.
    pub enum LocalAltType coded {
        /// The main number.
        "0" => Main,
        /// The first alternate number.
        "1" => Alt1,
        /// The second alternate number.
        "2" => Alt2,
        /// The third alternate number.
        "3" since "13.0" => Alt3,
        /// The fourth alternate number.
        "4" since "13.0" => Alt4,
        /// The fifth alternate number.
        "5" since "13.0" => Alt5,
        /// The sixth alternate number.
        "6" since "13.0" => Alt6,
        /// The seventh alternate number.
        "7" since "13.0" => Alt7,
        /// The eighth alternate number.
        "8" since "13.0" => Alt8,
        /// The ninth alternate number.
        "9" since "13.0" => Alt9,
        /// The tenth alternate number.
        "10" since "13.0" => Alt10,
    }
}

tokens! {
    /// Reason why a call was redirected away, in CCC2; the meanings are those of the names.
    pub enum RedirectToReason {
        /// The server does not know the reason.
        "unknown" => Unknown,
        /// The user was busy.
        "user-busy" => UserBusy,
        /// The user was unavailable.
        "unavailable" => Unavailable,
        /// The user did not answer.
        "no-answer" => NoAnswer,
        /// The user forwards every call.
        "unconditional" => Unconditional,
        /// A schedule of the user forwards calls at this time.
        "time-of-day" => TimeOfDay,
        /// The user asked not to be disturbed.
        "do-not-disturb" => DoNotDisturb,
        /// The user sent the call elsewhere instead of answering.
        "deflection" => Deflection,
        /// A follow-me service looks for the user at other places.
        "follow-me" => FollowMe,
        /// The device of the user was out of service.
        "out-of-service" => OutOfService,
        /// The user was away.
        "away" => Away,
        /// The call was transferred.
        "transfer" => Transfer,
        /// Voice mail was involved, as source or as destination.
        "voicemail" => Voicemail,
    }
}

tokens! {
    /// Reason why a call was redirected here: those of [`RedirectToReason`] and some of services. The
    /// meanings are those of the names. An element without a reason may be empty.
    pub enum RedirectFromReason {
        /// The server does not know the reason.
        "unknown" => Unknown,
        /// The redirecting user was busy.
        "user-busy" => UserBusy,
        /// The redirecting user was unavailable.
        "unavailable" => Unavailable,
        /// The redirecting user did not answer.
        "no-answer" => NoAnswer,
        /// The redirecting user forwards every call.
        "unconditional" => Unconditional,
        /// A schedule of the redirecting user forwards calls at this time.
        "time-of-day" => TimeOfDay,
        /// The redirecting user asked not to be disturbed.
        "do-not-disturb" => DoNotDisturb,
        /// The redirecting user sent the call here instead of answering.
        "deflection" => Deflection,
        /// A follow-me service looks for the redirecting user here.
        "follow-me" => FollowMe,
        /// The device of the redirecting user was out of service.
        "out-of-service" => OutOfService,
        /// The redirecting user was away.
        "away" => Away,
        /// The redirecting user transferred the call.
        "transfer" => Transfer,
        /// Voice mail was involved, as source or as destination.
        "voicemail" => Voicemail,
        /// The call is to leave a fax.
        "fax-deposit" => FaxDeposit,
        /// The server identified the user without being told.
        "BW-ImplicitID" => BwImplicitId,
        /// The server identified the user by what it was told.
        "BW-ExplicitID" => BwExplicitId,
        /// A user dialled out; the specification does not explain `ic`.
        "ic-user-outdial" => IcUserOutdial,
        /// A hunt group distributed the call.
        "hunt-group" => HuntGroup,
        /// A call center distributed the call.
        "call-center" => CallCenter,
    }
}

tokens! {
    /// Reason why a call came back (since 14.sp4); absent of a call that did not.
    pub enum RecallType {
        /// The number that was busy has become free: Busy Camp-On calls back.
        "BCO" => BusyCampOn,
        /// Nobody took the call that the user had transferred.
        "Transfer" => Transfer,
        /// Nobody retrieved the call that the user had parked.
        "CallPark" => CallPark,
        /// Automatic Hold/Retrieve brings back a held call.
        "AHR" => AutomaticHoldRetrieve,
    }
}

tokens! {
    /// Action of a `callAction`. Its parameters are told by `validate::ActionRule`.
    pub enum ActionType {
        /// Call a number.
        "Dial" => Dial,
        /// Call the number that was dialled last.
        "Redial" => Redial,
        /// Put a call on hold.
        "Hold" => Hold,
        /// End a call.
        "Release" => Release,
        /// Take an incoming call, or take a held one off hold.
        "Answer" => Answer,
        /// Transfer a call to a number without asking there first.
        "Xfer" => Xfer,
        /// Transfer a call to the head of a call center's queue without asking.
        "XferCC" since "13.0" => XferCc,
        /// Connect two calls with each other and leave them.
        "XferConsult" => XferConsult,
        /// Transfer a call to voice mail.
        "XferVM" => XferVm,
        /// Make a conference of two calls.
        "ConfStart" => ConfStart,
        /// Put the conference on hold.
        "ConfHold" => ConfHold,
        /// Take the conference off hold.
        "ConfAnswer" => ConfAnswer,
        /// End the conference.
        "ConfRelease" => ConfRelease,
        /// Add a call to the conference.
        "ConfAdd" since "14.0" => ConfAdd,
        /// Park a call against a number or a user.
        "CallPark" since "14.sp4" => CallPark,
        /// Park a call within the group, wherever there is room.
        "GroupCallPark" since "14.sp4" => GroupCallPark,
        /// Take back a parked call.
        "CallParkRetrieve" since "14.sp4" => CallParkRetrieve,
        /// Call a number and show a number of the call center.
        "MakeCallAsCC" since "17.0" => MakeCallAsCc,
        /// Call a number and show the user's own, not the call center's.
        "MakePersonalCall" since "17.0" => MakePersonalCall,
        /// Call a supervisor for help.
        "MakeAgentEscalationCall" since "17.0" => MakeAgentEscalationCall,
        /// Call a supervisor into the call at hand at once.
        "MakeAgentEmergencyCall" since "17.0" => MakeAgentEmergencyCall,
        /// Listen to the calls of an agent without being heard.
        "SilentMonitorCall" since "17.0" => SilentMonitorCall,
        /// Speak in a call that was listened to so far.
        "ConferenceUnmute" since "17.0" => ConferenceUnmute,
        /// Attach a disposition code to a call.
        "TagCallWithDispositionCode" since "17.0" => TagCallWithDispositionCode,
        /// Ask for a trace of a call that the user received.
        "CustOriginatedTraceCall" since "17.0" => CustOriginatedTraceCall,
        /// Declared in the DTD of CAP-C and described nowhere (E093).
        "setDial" => SetDial,
    }
}

impl ActionType {
    /// Returns the environment whose users have it, if the specification gives it to one alone: INSC users can only use
    /// `Release`, `Answer`, `Xfer` and `XferVM`.
    #[must_use]
    pub const fn environment(self) -> Option<Environment> {
        match self {
            Self::Release | Self::Answer | Self::Xfer | Self::XferVm => None,
            _ => Some(Environment::Voip),
        }
    }
}

tokens! {
    /// Name of a parameter of an action.
    pub enum ActionParamName {
        /// Number to call, to transfer to or to park against, or of the agent or supervisor meant.
        "Number" => Number,
        /// Id of the call that the action is about.
        "CallId" => CallId,
        /// User to park against, with or without a domain.
        "UserId" since "14.sp4" => UserId,
        /// Number of the call center that `MakeCallAsCC` shows.
        "DNISNumber" since "17.0" => DnisNumber,
        /// Code that `TagCallWithDispositionCode` attaches.
        "DispositionCode" since "17.0" => DispositionCode,
    }
}

tokens! {
    /// Operation that the device of a call may allow the client.
    pub enum ControlType {
        /// Answer the incoming call.
        "Answer" => Answer,
        /// Put the call on hold.
        "Hold" since "11.0" => Hold,
        /// Take the call off hold.
        "Retrieve" since "11.0" => Retrieve,
    }
}
