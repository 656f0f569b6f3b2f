//! `profileUpdate` (section 6.9).

use smallvec::SmallVec;

use super::values::{AcdState, ServiceState, UserType};
use crate::schema::{Flag, Value, element};
use crate::xml::Text;

element! {
    /// Services, names and agent data of a user.
    ///
    /// Specification section 6.9; CAP-C and CCC2; server to client.
    pub struct ProfileUpdate<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: User<'a>,
        }
    }
}

element! {
    /// `commandData/user` of `profileUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id.
            "id" | "Id" or child => id: Option<Text<'a>>,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: Option<Text<'a>>,
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
        }
        children {
            /// Agent state.
            "acdState" => acd_state: Option<Value<'a, AcdState>>,
            /// Time the agent state began, in milliseconds since 1970.
            "acdStateTime" => acd_state_time: Option<Value<'a, i64>>,
            /// Present in the first update after login.
            "initialUpdate" => initial_update: Option<Flag<'a>>,
            /// First name.
            "firstName" => first_name: Option<Text<'a>>,
            /// Last name.
            "lastName" => last_name: Option<Text<'a>>,
            /// Phone number.
            "phone" => phone: Option<Text<'a>>,
            /// Extension.
            "extension" => extension: Option<Text<'a>>,
            /// Location dialling code.
            "locationCode" => location_code: Option<Text<'a>>,
            /// `On` if the user's service provider is an enterprise.
            "enterpriseUser" => enterprise_user: Option<Value<'a, ServiceState>>,
            /// E-mail address.
            "email" => email: Option<Text<'a>>,
            /// Mobile number.
            "mobile" => mobile: Option<Text<'a>>,
            /// Pager number.
            "pager" => pager: Option<Text<'a>>,
            /// Department.
            "department" => department: Option<Text<'a>>,
            /// Title.
            "title" => title: Option<Text<'a>>,
            /// Name of the group.
            "groupName" => group_name: Option<Text<'a>>,
            /// Name of the service provider or enterprise.
            "serviceProviderName" | "serviceName" => service_provider_name: Option<Text<'a>>,
            /// E-mail address of support.
            "supportEmail" => support_email: Option<Text<'a>>,
            /// Three-way call service.
            "threeWayCall" => three_way_call: Option<Value<'a, ServiceState>>,
            /// N-way call service.
            "nWayCall" => n_way_call: Option<Value<'a, ServiceState>>,
            /// Call transfer service.
            "callTransfer" => call_transfer: Option<Value<'a, ServiceState>>,
            /// Call forwarding always.
            "cfa" => cfa: Option<Cfa<'a>>,
            /// Active CommPilot Express profile, empty without the service.
            "cpe" => cpe: Option<Text<'a>>,
            /// Call waiting.
            "cwt" => cwt: Option<Value<'a, ServiceState>>,
            /// Do not disturb.
            "dnd" => dnd: Option<Value<'a, ServiceState>>,
            /// Last number redial.
            "lnrd" | "lnr" | "lnrnd" => lnrd: Option<Value<'a, ServiceState>>,
            /// Outlook integration.
            "oi" => oi: Option<Value<'a, ServiceState>>,
            /// Remote office.
            "ro" => ro: Option<Value<'a, ServiceState>>,
            /// LDAP integration.
            "li" => li: Option<Value<'a, ServiceState>>,
            /// Simultaneous ring.
            "simring" => simring: Option<Value<'a, ServiceState>>,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: Option<Text<'a>>,
            /// Voice messaging.
            "voiceMessaging" => voice_messaging: Option<Value<'a, ServiceState>>,
            /// Voice messaging of the group.
            "voiceMessagingGroup" => voice_messaging_group: Option<Value<'a, ServiceState>>,
            /// Third-party voice messaging.
            "thirdPartyVoiceMessaging" => third_party_voice_messaging: Option<Value<'a, ServiceState>>,
            /// Third-party voice messaging of the group.
            "thirdPartyVMGroup" => third_party_vm_group: Option<Value<'a, ServiceState>>,
            /// `true` if voice messages are waiting.
            "hasVMMessages" | "hasVMessages" => has_vm_messages: Option<Value<'a, bool>>,
            /// `true` if messages are waiting in a third-party system.
            "hasThirdPartyVMMessages" | "hasThirdPartyVMessages" => has_third_party_vm_messages: Option<Value<'a, bool>>,
            /// Call logs service.
            "callLogs" => call_logs: Option<Value<'a, ServiceState>>,
            /// Session id of the watched user.
            "monitoredUserUid" => monitored_user_uid: Option<Text<'a>>,
            /// User id of the watched user.
            "monitoredUserId" first of two "monitoredUserUid" => monitored_user_id: Option<Text<'a>>,
            /// Call center data.
            "callCenter" | "callcenter" => call_centers: SmallVec<[CallCenter<'a>; 2]>,
            /// Country code.
            "countryCode" => country_code: Option<Text<'a>>,
            /// National dialling prefix.
            "nationalPrefix" => national_prefix: Option<Text<'a>>,
            /// Host the user is hoteling at.
            "hotelingHost" => hoteling_host: Option<Text<'a>>,
            /// Code for the reason the agent is unavailable.
            "unavailabilityCode" => unavailability_code: Option<Text<'a>>,
            /// Call that is being wrapped up.
            "wrapUpCallCenterCallId" => wrap_up_call_center_call_id: Option<Text<'a>>,
        }
        ccc2 { "applicationId" before "hotelingHost" }
    }
}

element! {
    /// `commandData/user/callCenter` of `profileUpdate`.
    pub struct CallCenter<'a> = "callCenter" {
        attributes {
            /// User id of the call center.
            "id" | "Id" => id: Option<Text<'a>>,
        }
        children {
            /// `true` if the agent has joined this queue.
            "joinCallCenter" => join_call_center: Option<Value<'a, bool>>,
        }
    }
}

element! {
    /// `commandData/user/cfa` of `profileUpdate`.
    pub struct Cfa<'a> = "cfa" {
        attributes {
            /// Destination that calls are forwarded to.
            "cfaDestination" => cfa_destination: Option<Text<'a>>,
        }
        text {
            /// Text of the element.
            value: Value<'a, ServiceState>,
        }
    }
}
