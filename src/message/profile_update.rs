//! `profileUpdate` (section 6.9).

use core::fmt;

use super::erratum::{E012, E057, E091, E099};
use super::format::{BOTH, CAP_C, FieldRule, Format, TRUE_OR_FALSE, is_console, may, must, stray};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named, text};
use super::values::{AcdState, CommandType, ServiceState, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Services, names and agent data of a user.
    ///
    /// Specification section 6.9; CAP-C and CCC2; server to client.
    pub struct ProfileUpdate<'a> = "commandData" {
        children {
            /// The user, with the whole profile or what changed of it.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `profileUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id of the user whom the profile belongs to; to a console, of the console's user.
            "id" | "Id" or child => id: text,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
        }
        children {
            /// State of the agent, the same for all call centers of the agent (since 14.sp3). Absent if the user is
            /// no agent.
            "acdState" => acd_state: word AcdState,
            /// Time at which the state of the agent changed last, in milliseconds since 1970 (since 16.0).
            "acdStateTime" => acd_state_time: time,
            /// Present if this is the first update after a login, which has the whole profile. Otherwise the update
            /// has only what changed.
            "initialUpdate" => initial_update: flag,
            /// First name. Only in the initial update.
            "firstName" => first_name: text,
            /// Last name. Only in the initial update.
            "lastName" => last_name: text,
            /// Phone number. Only in the initial update.
            "phone" => phone: text,
            /// Extension. Only in the initial update.
            "extension" => extension: text,
            /// Dialling code of the group's location within the enterprise (since 12.0). Only in the initial update.
            "locationCode" => location_code: text,
            /// `On` if the user's service provider is an enterprise (since 12.0). Only in the initial update.
            "enterpriseUser" => enterprise_user: word ServiceState,
            /// E-mail address. Only in the initial update.
            "email" => email: text,
            /// Number of the mobile phone. Only in the initial update of a watched user.
            "mobile" => mobile: text,
            /// Number of the pager. Only in the initial update of a watched user.
            "pager" => pager: text,
            /// Department. Only in the initial update of a watched user.
            "department" => department: text,
            /// Job title. Only in the initial update of a watched user.
            "title" => title: text,
            /// Id of the group. Only in the initial update.
            "groupName" => group_name: text,
            /// Id of the service provider or enterprise. Only in the initial update.
            "serviceProviderName" | "serviceName" => service_provider_name: text,
            /// E-mail address to which the client sends requests for support. Only in the initial update.
            "supportEmail" => support_email: text,
            /// Three-Way Call (since 13.0): empty if not assigned, `On` if assigned and active.
            "threeWayCall" => three_way_call: word ServiceState,
            /// N-Way Call (since 14.0): empty if not assigned, `On` if assigned and active.
            "nWayCall" => n_way_call: word ServiceState,
            /// Call Transfer (since 13.0): empty if not assigned, `On` if assigned and active.
            "callTransfer" => call_transfer: word ServiceState,
            /// Call Forwarding Always. `Off` of a watched user may also mean that it is not assigned.
            "cfa" => cfa: optional Cfa,
            /// CommPilot Express: the name of the active profile; empty if not assigned.
            "cpe" => cpe: text,
            /// Call Waiting (since 16.0): empty if not assigned.
            "cwt" => cwt: word ServiceState,
            /// Do Not Disturb. `Off` of a watched user may also mean that it is not assigned.
            "dnd" => dnd: word ServiceState,
            /// Last Number Redial: empty if not assigned, `On` if assigned and active.
            "lnrd" | "lnr" | "lnrnd" => lnrd: word ServiceState,
            /// Outlook Integration: empty if not assigned or not active.
            "oi" => oi: word ServiceState,
            /// Remote Office.
            "ro" => ro: word ServiceState,
            /// LDAP Integration. Only in the initial update.
            "li" => li: word ServiceState,
            /// Simultaneous Ringing (since 14.sp5).
            "simring" => simring: word ServiceState,
            /// Name that the client application gave itself at the login (since 12.0). Servers send it empty in CCC2.
            "applicationId" => application_id: text,
            /// Voice Messaging of the user (since 2.0). Only in the initial update.
            "voiceMessaging" => voice_messaging: word ServiceState,
            /// Voice Messaging of the group (since 2.0): empty if not assigned to the group. Only in the initial
            /// update.
            "voiceMessagingGroup" => voice_messaging_group: word ServiceState,
            /// Third-Party Voice Mail Support of the user (since 2.0). Only in the initial update.
            "thirdPartyVoiceMessaging" => third_party_voice_messaging: word ServiceState,
            /// Third-Party Voice Mail Support of the group (since 2.0): empty if the group is not authorised, `Off`
            /// if it is and the service is not active. Only in the initial update.
            "thirdPartyVMGroup" => third_party_vm_group: word ServiceState,
            /// `true` if new messages wait in the voice mail of the platform (since 11.1).
            "hasVMMessages" | "hasVMessages" => has_vm_messages: boolean,
            /// `true` if new messages wait in a third-party voice mail (since 11.1).
            "hasThirdPartyVMMessages" | "hasThirdPartyVMessages" => has_third_party_vm_messages: boolean,
            /// `On` if at least one of the two call log services, basic and enhanced, is assigned (since 12.0). Only
            /// in the initial update.
            "callLogs" => call_logs: word ServiceState,
            /// Session id of the watched user, in messages to a console.
            "monitoredUserUid" => monitored_user_uid: text,
            /// User id of the watched user, in messages to a console (since 14.sp2).
            "monitoredUserId" first of two "monitoredUserUid" => monitored_user_id: text,
            /// Call centers of an agent (since 14.sp3): all of them in the initial update, later those whose
            /// `joinCallCenter` changed.
            "callCenter" | "callcenter" => call_centers: list CallCenter 2,
            /// Country code of the primary number (since 14.sp4); empty if the user has no such number. Only in the
            /// initial update.
            "countryCode" => country_code: text,
            /// Prefix of national calls in the country of the primary number (since 14.sp4); empty if there is no
            /// prefix or no such number. Only in the initial update.
            "nationalPrefix" => national_prefix: text,
            /// Host that the user is a guest of (since 17.0); empty if of none.
            "hotelingHost" => hoteling_host: text,
            /// Code for the reason why the agent is unavailable (since 17.0); empty if there is none.
            "unavailabilityCode" => unavailability_code: text,
            /// Call id of the last call of a call center, in or out, whose work the agent finishes (since 17.0). Only
            /// when the agent has gone to `Wrap-up`.
            "wrapUpCallCenterCallId" => wrap_up_call_center_call_id: text,
        }
        ccc2 { "applicationId" before "hotelingHost" }
    }
}

element! {
    /// `commandData/user/callCenter` of `profileUpdate`.
    pub struct CallCenter<'a> = "callCenter" {
        attributes {
            /// User id of the call center.
            "id" | "Id" => id: text,
        }
        children {
            /// `true` if the agent takes part in this call center at present.
            "joinCallCenter" => join_call_center: boolean,
        }
    }
}

element! {
    /// `commandData/user/cfa` of `profileUpdate`.
    pub struct Cfa<'a> = "cfa" {
        attributes {
            /// Number or SIP URI to which calls are forwarded (since 14.sp4; CAP-C). Only present if the service is
            /// `On`.
            "cfaDestination" => cfa_destination: text,
        }
        text {
            /// Text of the element.
            value: word ServiceState,
        }
    }
}

/// Format of a `profileUpdate` (sections 6.9.1 to 6.9.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileUpdateFormat {
    /// The user's whole profile, after login.
    CallClientInitial,
    /// Changes of the user's profile.
    CallClientUpdate,
    /// A watched user's whole profile.
    AttendantConsoleInitial,
    /// Changes of a watched user's profile.
    AttendantConsoleUpdate,
}

impl ProfileUpdate<'_> {
    /// Told apart by the type of the user and by `initialUpdate`.
    #[must_use]
    pub fn format(&self) -> ProfileUpdateFormat {
        match (is_console(self.user.user_type.as_ref()), self.user.initial_update.is_some()) {
            (false, true) => ProfileUpdateFormat::CallClientInitial,
            (false, false) => ProfileUpdateFormat::CallClientUpdate,
            (true, true) => ProfileUpdateFormat::AttendantConsoleInitial,
            (true, false) => ProfileUpdateFormat::AttendantConsoleUpdate,
        }
    }
}

impl Summarize for ProfileUpdate<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let user = &self.user;
        line.part([text(&user.first_name), text(&user.last_name)])?;
        line.named("dnd", user.dnd.as_ref())?;
        line.named("cfa", user.cfa.as_ref().map(|cfa| &cfa.value))?;
        line.part([named(&user.acd_state)])
    }
}

/// Facts of `cfa`.
const FORWARDS: u16 = 1;
const DESTINATION: u16 = 2;

static OF_CFA: &[Relation] = &[
    Relation::never(About::Forwarding, DESTINATION, FORWARDS, "`cfaDestination` is there only if `cfa` is `On`"),
    Relation::never(About::Forwarding, FORWARDS, DESTINATION, "`cfa` that is `On` has `cfaDestination`"),
];

/// Facts of a user.
const WRAPS_UP: u16 = 1;
const WRAP_UP_CALL: u16 = 2;

static OF_AGENT: &[Relation] = &[Relation::never(
    About::WrapUp,
    WRAP_UP_CALL,
    WRAPS_UP,
    "`wrapUpCallCenterCallId` is there only if `acdState` is `Wrap-up`",
)];

/// State of an agent, in the formats that also have the call of the wrap-up.
const ACD_STATE: FieldRule = may("acdState")
    .since("14.sp3")
    .words(AcdState::WORDS)
    .alias("WrapUp", "Wrap-up")
    .erratum(&E091)
    .says(&[(WRAPS_UP, &["Wrap-up"])]);

/// Field tables of `profileUpdate`, one for each [`ProfileUpdateFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::ProfileUpdate,
        "call-client-initial",
        "6.9.1",
        CAP_C,
        &[must("user").container().relations(OF_AGENT).with(&[
            must("@id").since("14.0"),
            must("@userUid"),
            must("@userType").words(&["CallClient"]),
            must("initialUpdate").nothing(),
            must("firstName"),
            must("lastName"),
            must("phone"),
            must("extension"),
            must("locationCode").since("12.0"),
            must("countryCode").since("14.sp4"),
            must("nationalPrefix").since("14.sp4"),
            must("enterpriseUser").since("12.0").words(&["On", "Off"]).erratum(&E099),
            must("email"),
            must("groupName"),
            must("serviceProviderName"),
            must("supportEmail"),
            must("threeWayCall").since("13.0").words(&["On"]).or_empty().erratum(&E099),
            must("nWayCall").since("14.0").words(&["On"]).or_empty().erratum(&E099),
            must("callTransfer").since("13.0").words(&["On"]).or_empty().erratum(&E099),
            must("cfa").words(&["On", "Off"]).or_empty(),
            must("cpe"),
            must("cwt").since("16.0").words(&["On", "Off"]).or_empty(),
            must("dnd").words(&["On", "Off"]).or_empty(),
            must("lnrd").words(&["On"]).or_empty().erratum(&E099),
            must("oi").words(&["On"]).or_empty().erratum(&E099),
            must("ro").words(&["On", "Off"]).or_empty(),
            may("simring").since("14.sp5").words(&["On", "Off"]).or_empty(),
            must("li").words(&["On"]).or_empty().erratum(&E099),
            must("voiceMessaging").since("2.0").words(&["On", "Off"]).or_empty(),
            must("voiceMessagingGroup").since("2.0").words(&["On"]).or_empty().erratum(&E099),
            must("thirdPartyVoiceMessaging").since("2.0").words(&["On"]).or_empty().erratum(&E099),
            must("thirdPartyVMGroup").since("2.0").words(&["On", "Off"]).or_empty(),
            may("hasVMMessages").since("11.1").words(TRUE_OR_FALSE),
            may("hasThirdPartyVMMessages").since("11.1").words(TRUE_OR_FALSE),
            must("callLogs").since("12.0").words(&["On"]).or_empty().erratum(&E099),
            ACD_STATE,
            may("acdStateTime").since("16.0").number_from(0),
            may("wrapUpCallCenterCallId").since("17.0").there(WRAP_UP_CALL),
            may("hotelingHost").since("17.0"),
            may("unavailabilityCode").since("17.0"),
            may("callCenter")
                .since("14.sp3")
                .container()
                .many()
                .with(&[may("@id"), may("joinCallCenter").words(TRUE_OR_FALSE)]),
            must("applicationId").since("12.0"),
        ])],
    )
    .console(false)
    .initial(true),
    Format::new(
        CommandType::ProfileUpdate,
        "call-client-update",
        "6.9.2",
        BOTH,
        &[must("user").container().relations(OF_AGENT).with(&[
            must("@id").since("14.0"),
            must("@userUid"),
            must("@userType").words(&["CallClient"]),
            may("threeWayCall").since("13.0").words(&["On"]).or_empty().erratum(&E099),
            may("nWayCall").since("14.0").words(&["On"]).or_empty().erratum(&E099),
            may("callTransfer").since("13.0").words(&["On"]).or_empty().erratum(&E099),
            may("cfa").words(&["On", "Off"]).or_empty(),
            may("cpe"),
            may("cwt").since("16.0").words(&["On", "Off"]).or_empty(),
            may("dnd").words(&["On", "Off"]).or_empty(),
            may("lnrd").words(&["On"]).or_empty().erratum(&E099),
            may("ro").words(&["On", "Off"]).or_empty(),
            may("simring").since("14.sp5").words(&["On", "Off"]).or_empty(),
            may("hasVMMessages").since("11.1").words(TRUE_OR_FALSE),
            may("hasThirdPartyVMMessages").since("11.1").words(TRUE_OR_FALSE),
            ACD_STATE,
            may("acdStateTime").since("16.0").number_from(0),
            may("wrapUpCallCenterCallId").since("17.0").there(WRAP_UP_CALL),
            may("hotelingHost").since("17.0"),
            may("unavailabilityCode").since("17.0"),
            may("callCenter")
                .since("14.sp3")
                .container()
                .many()
                .with(&[may("@id"), may("joinCallCenter").words(TRUE_OR_FALSE)]),
            must("applicationId").since("12.0").empty_in_ccc2(),
        ])],
    )
    .console(false)
    .initial(false),
    Format::new(
        CommandType::ProfileUpdate,
        "attendant-console-initial",
        "6.9.3",
        CAP_C,
        &[must("user").container().with(&[
            must("@id").since("14.0"),
            must("@userUid"),
            must("@userType").words(&["AttendantConsole"]),
            must("initialUpdate").nothing(),
            must("monitoredUserUid"),
            must("monitoredUserId").since("14.sp2").erratum(&E012),
            must("firstName"),
            must("lastName"),
            must("phone"),
            must("extension"),
            must("locationCode").since("12.0"),
            must("countryCode").since("14.sp4"),
            must("nationalPrefix").since("14.sp4"),
            must("mobile"),
            must("pager"),
            must("email"),
            must("department"),
            must("title"),
            must("voiceMessaging").words(&["On", "Off"]).or_empty(),
            must("voiceMessagingGroup").since("2.0").words(&["On"]).or_empty().erratum(&E099),
            must("thirdPartyVoiceMessaging").since("2.0").words(&["On"]).or_empty().erratum(&E099),
            must("thirdPartyVMGroup").since("2.0").words(&["On", "Off"]).or_empty(),
            may("unavailabilityCode").since("17.0"),
            must("applicationId").since("12.0"),
            stray("enterpriseUser").erratum(&E057),
            stray("acdStateTime").erratum(&E057),
            stray("cwt").erratum(&E057),
        ])],
    )
    .console(true)
    .initial(true),
    Format::new(
        CommandType::ProfileUpdate,
        "attendant-console-update",
        "6.9.4",
        CAP_C,
        &[must("user").container().with(&[
            must("@id").since("14.0"),
            must("@userUid"),
            must("@userType").words(&["AttendantConsole"]),
            may("cfa")
                .since("14.sp4")
                .words(&["On", "Off"])
                .erratum(&E099)
                .says(&[(FORWARDS, &["On"])])
                .relations(OF_CFA)
                .with(&[may("@cfaDestination").there(DESTINATION)]),
            may("cpe").since("2.0"),
            may("cwt").since("16.0").words(&["On", "Off"]).or_empty(),
            may("dnd").words(&["On", "Off"]).erratum(&E099),
            may("acdState").since("14.sp3").words(AcdState::WORDS).alias("WrapUp", "Wrap-up").erratum(&E091),
            may("acdStateTime").since("16.0").number_from(0),
            may("unavailabilityCode").since("17.0"),
            may("callCenter")
                .since("14.sp3")
                .container()
                .many()
                .with(&[may("@id"), may("joinCallCenter").words(TRUE_OR_FALSE)]),
            must("monitoredUserUid"),
            must("monitoredUserId").since("14.sp2").erratum(&E012),
            must("applicationId").since("12.0"),
        ])],
    )
    .console(true)
    .initial(false),
];
