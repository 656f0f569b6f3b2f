//! Value sets of calls and call actions.

use crate::schema::{codes, tokens};

tokens! {
    /// State of a conference.
    pub enum ConferenceState {
        /// `Active`.
        "Active" => Active,
        /// `Released`.
        "Released" => Released,
        /// `Held`.
        "Held" => Held,
    }
}

codes! {
    /// Where a call stands.
    pub enum CallState {
        /// `0`: idle.
        "0" => Idle,
        /// `1`: alerting.
        "1" => Alerting,
        /// `2`: active.
        "2" => Active,
        /// `3`: held.
        "3" => Held,
        /// `4`: remote held.
        "4" => RemoteHeld,
        /// `5`: released.
        "5" => Released,
        /// `6`: detached.
        "6" => Detached,
        /// `7`: client alerting.
        "7" => ClientAlerting,
    }
}

codes! {
    /// Which side of the call the user is on.
    pub enum Personality {
        /// `0`: broad works originator.
        "0" => BroadWorksOriginator,
        /// `1`: originator.
        "1" => Originator,
        /// `2`: terminator.
        "2" => Terminator,
    }
}

codes! {
    /// Kind of call.
    pub enum CallType {
        /// `0`: unknown.
        "0" => Unknown,
        /// `1`: intra group.
        "1" => IntraGroup,
        /// `2`: enterprise.
        "2" => Enterprise,
        /// `3`: network.
        "3" => Network,
        /// `4`: network url.
        "4" => NetworkUrl,
        /// `5`: emergency.
        "5" => Emergency,
        /// `6`: repair.
        "6" => Repair,
        /// `7`: error.
        "7" => Error,
        /// `8`: city wide centrex.
        "8" => CityWideCentrex,
        /// `9`: private dial plan.
        "9" => PrivateDialPlan,
    }
}

codes! {
    /// Why a call was released.
    pub enum ReleaseCause {
        /// `0`: normal.
        "0" => Normal,
        /// `1`: flash.
        "1" => Flash,
        /// `2`: abnormal.
        "2" => Abnormal,
        /// `3`: busy.
        "3" => Busy,
        /// `4`: forbidden.
        "4" => Forbidden,
        /// `5`: route failure.
        "5" => RouteFailure,
        /// `6`: global failure.
        "6" => GlobalFailure,
        /// `7`: request failure.
        "7" => RequestFailure,
        /// `8`: server failure.
        "8" => ServerFailure,
        /// `9`: translation failure.
        "9" => TranslationFailure,
        /// `10`: temporarily unavailable.
        "10" => TemporarilyUnavailable,
        /// `11`: user not found.
        "11" => UserNotFound,
        /// `12`: request timeout.
        "12" => RequestTimeout,
        /// `13`: dial tone timeout.
        "13" => DialToneTimeout,
        /// `14`: insufficient credits.
        "14" => InsufficientCredits,
    }
}

codes! {
    /// Which number of the user was called.
    pub enum LocalAltType {
        /// `0`: main.
        "0" => Main,
        /// `1`: alt1.
        "1" => Alt1,
        /// `2`: alt2.
        "2" => Alt2,
        /// `3`: alt3.
        "3" => Alt3,
        /// `4`: alt4.
        "4" => Alt4,
        /// `5`: alt5.
        "5" => Alt5,
        /// `6`: alt6.
        "6" => Alt6,
        /// `7`: alt7.
        "7" => Alt7,
        /// `8`: alt8.
        "8" => Alt8,
        /// `9`: alt9.
        "9" => Alt9,
        /// `10`: alt10.
        "10" => Alt10,
    }
}

tokens! {
    /// Why a call was redirected away.
    pub enum RedirectToReason {
        /// `unknown`.
        "unknown" => Unknown,
        /// `user-busy`.
        "user-busy" => UserBusy,
        /// `unavailable`.
        "unavailable" => Unavailable,
        /// `no-answer`.
        "no-answer" => NoAnswer,
        /// `unconditional`.
        "unconditional" => Unconditional,
        /// `time-of-day`.
        "time-of-day" => TimeOfDay,
        /// `do-not-disturb`.
        "do-not-disturb" => DoNotDisturb,
        /// `deflection`.
        "deflection" => Deflection,
        /// `follow-me`.
        "follow-me" => FollowMe,
        /// `out-of-service`.
        "out-of-service" => OutOfService,
        /// `away`.
        "away" => Away,
        /// `transfer`.
        "transfer" => Transfer,
        /// `voicemail`.
        "voicemail" => Voicemail,
    }
}

tokens! {
    /// Why a call was redirected here.
    pub enum RedirectFromReason {
        /// `unknown`.
        "unknown" => Unknown,
        /// `user-busy`.
        "user-busy" => UserBusy,
        /// `unavailable`.
        "unavailable" => Unavailable,
        /// `no-answer`.
        "no-answer" => NoAnswer,
        /// `unconditional`.
        "unconditional" => Unconditional,
        /// `time-of-day`.
        "time-of-day" => TimeOfDay,
        /// `do-not-disturb`.
        "do-not-disturb" => DoNotDisturb,
        /// `deflection`.
        "deflection" => Deflection,
        /// `follow-me`.
        "follow-me" => FollowMe,
        /// `out-of-service`.
        "out-of-service" => OutOfService,
        /// `away`.
        "away" => Away,
        /// `transfer`.
        "transfer" => Transfer,
        /// `voicemail`.
        "voicemail" => Voicemail,
        /// `fax-deposit`.
        "fax-deposit" => FaxDeposit,
        /// `BW-ImplicitID`.
        "BW-ImplicitID" => BwImplicitId,
        /// `BW-ExplicitID`.
        "BW-ExplicitID" => BwExplicitId,
        /// `ic-user-outdial`.
        "ic-user-outdial" => IcUserOutdial,
        /// `hunt-group`.
        "hunt-group" => HuntGroup,
        /// `call-center`.
        "call-center" => CallCenter,
    }
}

tokens! {
    /// Why a call came back.
    pub enum RecallType {
        /// `BCO`: busy camp on.
        "BCO" => BusyCampOn,
        /// `Transfer`.
        "Transfer" => Transfer,
        /// `CallPark`.
        "CallPark" => CallPark,
        /// `AHR`: automatic hold retrieve.
        "AHR" => AutomaticHoldRetrieve,
    }
}

tokens! {
    /// What a `callAction` does.
    pub enum ActionType {
        /// `Dial`.
        "Dial" => Dial,
        /// `Redial`.
        "Redial" => Redial,
        /// `Hold`.
        "Hold" => Hold,
        /// `Release`.
        "Release" => Release,
        /// `Answer`.
        "Answer" => Answer,
        /// `Xfer`.
        "Xfer" => Xfer,
        /// `XferCC`.
        "XferCC" => XferCc,
        /// `XferConsult`.
        "XferConsult" => XferConsult,
        /// `XferVM`.
        "XferVM" => XferVm,
        /// `ConfStart`.
        "ConfStart" => ConfStart,
        /// `ConfHold`.
        "ConfHold" => ConfHold,
        /// `ConfAnswer`.
        "ConfAnswer" => ConfAnswer,
        /// `ConfRelease`.
        "ConfRelease" => ConfRelease,
        /// `ConfAdd`.
        "ConfAdd" => ConfAdd,
        /// `CallPark`.
        "CallPark" => CallPark,
        /// `GroupCallPark`.
        "GroupCallPark" => GroupCallPark,
        /// `CallParkRetrieve`.
        "CallParkRetrieve" => CallParkRetrieve,
        /// `MakeCallAsCC`.
        "MakeCallAsCC" => MakeCallAsCc,
        /// `MakePersonalCall`.
        "MakePersonalCall" => MakePersonalCall,
        /// `MakeAgentEscalationCall`.
        "MakeAgentEscalationCall" => MakeAgentEscalationCall,
        /// `MakeAgentEmergencyCall`.
        "MakeAgentEmergencyCall" => MakeAgentEmergencyCall,
        /// `SilentMonitorCall`.
        "SilentMonitorCall" => SilentMonitorCall,
        /// `ConferenceUnmute`.
        "ConferenceUnmute" => ConferenceUnmute,
        /// `TagCallWithDispositionCode`.
        "TagCallWithDispositionCode" => TagCallWithDispositionCode,
        /// `CustOriginatedTraceCall`.
        "CustOriginatedTraceCall" => CustOriginatedTraceCall,
        /// `setDial`.
        "setDial" => SetDial,
    }
}

tokens! {
    /// What a parameter of an action is.
    pub enum ActionParamName {
        /// `Number`.
        "Number" => Number,
        /// `CallId`.
        "CallId" => CallId,
        /// `UserId`.
        "UserId" => UserId,
        /// `DNISNumber`.
        "DNISNumber" => DnisNumber,
        /// `DispositionCode`.
        "DispositionCode" => DispositionCode,
    }
}

tokens! {
    /// An ability of a call.
    pub enum ControlType {
        /// `Answer`.
        "Answer" => Answer,
        /// `Hold`.
        "Hold" => Hold,
        /// `Retrieve`.
        "Retrieve" => Retrieve,
    }
}

tokens! {
    /// Words in place of a number.
    pub enum RemoteAddressSpecial {
        /// `Private`.
        "Private" => Private,
        /// `Unavailable`.
        "Unavailable" => Unavailable,
    }
}
