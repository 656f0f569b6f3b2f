//! `profileUpdate` (section 6.9).

use core::fmt;

use super::format::{BOTH, CAP_C, Format, TRUE_OR_FALSE, is_console, may, must, stray};
use super::summary::{Line, Summarize, named, text};
use super::values::{AcdState, CommandType, ServiceState, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Services, names and agent data of a user.
    ///
    /// Specification section 6.9; CAP-C and CCC2; server to client.
    pub struct ProfileUpdate<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `profileUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id.
            "id" | "Id" or child => id: text,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// Kind of client.
            "userType" => user_type: word UserType,
        }
        children {
            /// Agent state.
            "acdState" => acd_state: word AcdState,
            /// Time the agent state began, in milliseconds since 1970.
            "acdStateTime" => acd_state_time: time,
            /// Present in the first update after login.
            "initialUpdate" => initial_update: flag,
            /// First name.
            "firstName" => first_name: text,
            /// Last name.
            "lastName" => last_name: text,
            /// Phone number.
            "phone" => phone: text,
            /// Extension.
            "extension" => extension: text,
            /// Location dialling code.
            "locationCode" => location_code: text,
            /// `On` if the user's service provider is an enterprise.
            "enterpriseUser" => enterprise_user: word ServiceState,
            /// E-mail address.
            "email" => email: text,
            /// Mobile number.
            "mobile" => mobile: text,
            /// Pager number.
            "pager" => pager: text,
            /// Department.
            "department" => department: text,
            /// Title.
            "title" => title: text,
            /// Name of the group.
            "groupName" => group_name: text,
            /// Name of the service provider or enterprise.
            "serviceProviderName" | "serviceName" => service_provider_name: text,
            /// E-mail address of support.
            "supportEmail" => support_email: text,
            /// Three-way call service.
            "threeWayCall" => three_way_call: word ServiceState,
            /// N-way call service.
            "nWayCall" => n_way_call: word ServiceState,
            /// Call transfer service.
            "callTransfer" => call_transfer: word ServiceState,
            /// Call forwarding always.
            "cfa" => cfa: optional Cfa,
            /// Active CommPilot Express profile, empty without the service.
            "cpe" => cpe: text,
            /// Call waiting.
            "cwt" => cwt: word ServiceState,
            /// Do not disturb.
            "dnd" => dnd: word ServiceState,
            /// Last number redial.
            "lnrd" | "lnr" | "lnrnd" => lnrd: word ServiceState,
            /// Outlook integration.
            "oi" => oi: word ServiceState,
            /// Remote office.
            "ro" => ro: word ServiceState,
            /// LDAP integration.
            "li" => li: word ServiceState,
            /// Simultaneous ring.
            "simring" => simring: word ServiceState,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// Voice messaging.
            "voiceMessaging" => voice_messaging: word ServiceState,
            /// Voice messaging of the group.
            "voiceMessagingGroup" => voice_messaging_group: word ServiceState,
            /// Third-party voice messaging.
            "thirdPartyVoiceMessaging" => third_party_voice_messaging: word ServiceState,
            /// Third-party voice messaging of the group.
            "thirdPartyVMGroup" => third_party_vm_group: word ServiceState,
            /// `true` if voice messages are waiting.
            "hasVMMessages" | "hasVMessages" => has_vm_messages: boolean,
            /// `true` if messages are waiting in a third-party system.
            "hasThirdPartyVMMessages" | "hasThirdPartyVMessages" => has_third_party_vm_messages: boolean,
            /// Call logs service.
            "callLogs" => call_logs: word ServiceState,
            /// Session id of the watched user.
            "monitoredUserUid" => monitored_user_uid: text,
            /// User id of the watched user.
            "monitoredUserId" first of two "monitoredUserUid" => monitored_user_id: text,
            /// Call center data.
            "callCenter" | "callcenter" => call_centers: list CallCenter 2,
            /// Country code.
            "countryCode" => country_code: text,
            /// National dialling prefix.
            "nationalPrefix" => national_prefix: text,
            /// Host the user is hoteling at.
            "hotelingHost" => hoteling_host: text,
            /// Code for the reason the agent is unavailable.
            "unavailabilityCode" => unavailability_code: text,
            /// Call that is being wrapped up.
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
            /// `true` if the agent has joined this queue.
            "joinCallCenter" => join_call_center: boolean,
        }
    }
}

element! {
    /// `commandData/user/cfa` of `profileUpdate`.
    pub struct Cfa<'a> = "cfa" {
        attributes {
            /// Destination that calls are forwarded to.
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

/// Field tables of `profileUpdate`, one for each [`ProfileUpdateFormat`].
pub(super) static FORMATS: &[Format] = &[
    Format::new(
        CommandType::ProfileUpdate,
        "call-client-initial",
        "6.9.1",
        CAP_C,
        &[must("user").container().with(&[
            must("@id"),
            must("@userUid"),
            must("@userType").words(&["CallClient"]),
            must("initialUpdate").nothing(),
            must("firstName"),
            must("lastName"),
            must("phone"),
            must("extension"),
            must("locationCode"),
            must("countryCode"),
            must("nationalPrefix"),
            must("enterpriseUser").words(&["On", "Off"]).erratum(99),
            must("email"),
            must("groupName"),
            must("serviceProviderName"),
            must("supportEmail"),
            must("threeWayCall").words(&["On"]).or_empty().erratum(99),
            must("nWayCall").words(&["On"]).or_empty().erratum(99),
            must("callTransfer").words(&["On"]).or_empty().erratum(99),
            must("cfa").words(&["On", "Off"]).or_empty().erratum(99),
            must("cpe"),
            must("cwt").words(&["On", "Off"]).or_empty().erratum(99),
            must("dnd").words(&["On", "Off"]).or_empty().erratum(99),
            must("lnrd").words(&["On"]).or_empty().erratum(99),
            must("oi").words(&["On"]).or_empty().erratum(99),
            must("ro").words(&["On", "Off"]).or_empty().erratum(99),
            may("simring").words(&["On", "Off"]).or_empty().erratum(99),
            must("li").words(&["On"]).or_empty().erratum(99),
            must("voiceMessaging").words(&["On", "Off"]).or_empty().erratum(99),
            must("voiceMessagingGroup").words(&["On"]).or_empty().erratum(99),
            must("thirdPartyVoiceMessaging").words(&["On"]).or_empty().erratum(99),
            must("thirdPartyVMGroup").words(&["On", "Off"]).or_empty().erratum(99),
            may("hasVMMessages").words(TRUE_OR_FALSE),
            may("hasThirdPartyVMMessages").words(TRUE_OR_FALSE),
            must("callLogs").words(&["On"]).or_empty().erratum(99),
            may("acdState").words(AcdState::WORDS).alias("WrapUp", "Wrap-up").erratum(91),
            may("acdStateTime").number(),
            may("wrapUpCallCenterCallId"),
            may("hotelingHost"),
            may("unavailabilityCode"),
            may("callCenter").container().many().with(&[may("@id"), may("joinCallCenter").words(TRUE_OR_FALSE)]),
            must("applicationId"),
        ])],
    )
    .console(false)
    .initial(true),
    Format::new(
        CommandType::ProfileUpdate,
        "call-client-update",
        "6.9.2",
        BOTH,
        &[must("user").container().with(&[
            must("@id"),
            must("@userUid"),
            must("@userType").words(&["CallClient"]),
            may("threeWayCall").words(&["On"]).or_empty().erratum(99),
            may("nWayCall").words(&["On"]).or_empty().erratum(99),
            may("callTransfer").words(&["On"]).or_empty().erratum(99),
            may("cfa").words(&["On", "Off"]).or_empty().erratum(99),
            may("cpe"),
            may("cwt").words(&["On", "Off"]).or_empty().erratum(99),
            may("dnd").words(&["On", "Off"]).or_empty().erratum(99),
            may("lnrd").words(&["On"]).or_empty().erratum(99),
            may("ro").words(&["On", "Off"]).or_empty().erratum(99),
            may("simring").words(&["On", "Off"]).or_empty().erratum(99),
            may("hasVMMessages").words(TRUE_OR_FALSE),
            may("hasThirdPartyVMMessages").words(TRUE_OR_FALSE),
            may("acdState").words(AcdState::WORDS).alias("WrapUp", "Wrap-up").erratum(91),
            may("acdStateTime").number(),
            may("wrapUpCallCenterCallId"),
            may("hotelingHost"),
            may("unavailabilityCode"),
            may("callCenter").container().many().with(&[may("@id"), may("joinCallCenter").words(TRUE_OR_FALSE)]),
            must("applicationId").blank_in_ccc2(),
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
            must("@id"),
            must("@userUid"),
            must("@userType").words(&["AttendantConsole"]),
            must("initialUpdate").nothing(),
            must("monitoredUserUid"),
            must("monitoredUserId"),
            must("firstName"),
            must("lastName"),
            must("phone"),
            must("extension"),
            must("locationCode"),
            must("countryCode"),
            must("nationalPrefix"),
            must("mobile"),
            must("pager"),
            must("email"),
            must("department"),
            must("title"),
            must("voiceMessaging").words(&["On", "Off"]).or_empty().erratum(99),
            must("voiceMessagingGroup").words(&["On"]).or_empty().erratum(99),
            must("thirdPartyVoiceMessaging").words(&["On"]).or_empty().erratum(99),
            must("thirdPartyVMGroup").words(&["On", "Off"]).or_empty().erratum(99),
            may("unavailabilityCode"),
            must("applicationId"),
            stray("enterpriseUser").erratum(57),
            stray("acdStateTime").erratum(57),
            stray("cwt").erratum(57),
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
            must("@id"),
            must("@userUid"),
            must("@userType").words(&["AttendantConsole"]),
            may("cfa").words(&["On", "Off"]).erratum(99).with(&[may("@cfaDestination")]),
            may("cpe"),
            may("cwt").words(&["On", "Off"]).or_empty().erratum(99),
            may("dnd").words(&["On", "Off"]).erratum(99),
            may("acdState").words(AcdState::WORDS).alias("WrapUp", "Wrap-up").erratum(91),
            may("acdStateTime").number(),
            may("unavailabilityCode"),
            may("callCenter").container().many().with(&[may("@id"), may("joinCallCenter").words(TRUE_OR_FALSE)]),
            must("monitoredUserUid"),
            must("monitoredUserId"),
            must("applicationId"),
        ])],
    )
    .console(true)
    .initial(false),
];
