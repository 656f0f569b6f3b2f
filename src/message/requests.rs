//! Constructors for everything that a client asks of a server after the login.

use super::call_action::{ActionParam, CallAction};
use super::external_notify::ExternalNotify;
use super::info_request::InfoRequest;
use super::monitoring_users_request::MonitoringUsersRequest;
use super::queue_action::{QueueAction, QueueCall};
use super::queue_info_request::QueueInfoRequest;
use super::server_status_request::{self, ServerStatusRequest};
use super::un_register::UnRegister;
use super::values::{
    ActionParamName, ActionType, MonType, Priority, QueueActionType, ThirdPartyMwi, UserLogoutReason, UserType,
};
use crate::schema::{Flag, Value};
use crate::xml::Text;

/// Identity of the user who asks: a login id or a session id, and in CAP-C the application.
///
/// ```
/// use broadworks_cap::{Document, Identity, message::call_action::CallAction};
///
/// let mut alice = Identity::cap_c("alice@example.com", "demo");
/// alice.user_uid = Some("1007".into());
/// let document = Document::new(CallAction::hold(alice, "callhalf-101:0"));
/// assert_eq!(document.get("user/userUid").as_deref(), Some("1007"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity<'a> {
    /// User id; preferred since 14.sp1.
    pub id: Option<Text<'a>>,
    /// Session id from `registerResponse`.
    pub user_uid: Option<Text<'a>>,
    /// Application id: required in CAP-C, absent in CCC2 (E037).
    pub application_id: Option<Text<'a>>,
}

impl<'a> Identity<'a> {
    /// Creates the identity of a CAP-C user from a login id.
    pub fn cap_c(id: impl Into<Text<'a>>, application_id: impl Into<Text<'a>>) -> Self {
        Self { id: Some(id.into()), user_uid: None, application_id: Some(application_id.into()) }
    }

    /// Creates the identity of a CCC2 user from a login id.
    pub fn ccc2(id: impl Into<Text<'a>>) -> Self {
        Self { id: Some(id.into()), user_uid: None, application_id: None }
    }
}

impl Identity<'_> {
    /// Returns the same identity with owned text.
    #[must_use]
    pub fn into_owned(self) -> Identity<'static> {
        Identity {
            id: self.id.map(Text::into_owned),
            user_uid: self.user_uid.map(Text::into_owned),
            application_id: self.application_id.map(Text::into_owned),
        }
    }
}

/// Fills the user of a request.
macro_rules! identify {
    ($user:expr, $identity:expr, $kind:expr) => {{
        let (user, identity) = (&mut $user, $identity);
        user.user_type = Some($kind.into());
        user.user_uid = identity.user_uid;
        user.id = identity.id;
        user.application_id = identity.application_id;
    }};
}

/// Target a call is parked against: a number or a user (E097).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParkTarget<'a> {
    /// A number.
    Number(Text<'a>),
    /// A user id.
    UserId(Text<'a>),
}

impl<'a> ParkTarget<'a> {
    fn into_param(self) -> ActionParam<'a> {
        match self {
            ParkTarget::Number(number) => param(ActionParamName::Number, number),
            ParkTarget::UserId(user) => param(ActionParamName::UserId, user),
        }
    }
}

fn param<'a>(name: ActionParamName, value: impl Into<Text<'a>>) -> ActionParam<'a> {
    ActionParam { action_param_name: Some(name.into()), value: value.into(), ..Default::default() }
}

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident = $Type:ident($($arg:ident: $Param:ident),*);)*) => {
        impl<'a> CallAction<'a> {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $name(user: Identity<'a>, $($arg: impl Into<Text<'a>>),*) -> Self {
                    Self::with(user, ActionType::$Type, [$(param(ActionParamName::$Param, $arg)),*])
                }
            )*
        }
    };
}

actions! {
    /// Calls a number.
    dial = Dial(number: Number);
    /// Calls the last number again.
    redial = Redial();
    /// Puts a call on hold.
    hold = Hold(call: CallId);
    /// Ends a call.
    release = Release(call: CallId);
    /// Takes an incoming call, or a held one off hold. An incoming call is only taken if a `callControlInfo` has
    /// allowed `Answer` for it after its alerting `callUpdate`, or if it waits at an analog phone that the server
    /// controls; otherwise the phone goes on ringing.
    answer = Answer(call: CallId);
    /// Transfers a call to a number without consultation (blind transfer).
    xfer = Xfer(call: CallId, number: Number);
    /// Transfers a call to the head of a call center queue.
    xfer_cc = XferCc(call: CallId, number: Number);
    /// Connects two calls with each other; the order matters.
    xfer_consult = XferConsult(first: CallId, second: CallId);
    /// Transfers a call to voice mail.
    xfer_vm = XferVm(call: CallId, number: Number);
    /// Starts a conference with two calls.
    conf_start = ConfStart(first: CallId, second: CallId);
    /// Puts the conference on hold.
    conf_hold = ConfHold();
    /// Takes the conference off hold.
    conf_answer = ConfAnswer();
    /// Ends the conference.
    conf_release = ConfRelease();
    /// Adds a call to the conference.
    conf_add = ConfAdd(call: CallId);
    /// Parks a call within the group.
    group_call_park = GroupCallPark(call: CallId);
    /// Calls a number and presents the number of a call center.
    make_call_as_cc = MakeCallAsCc(number: Number, dnis: DnisNumber);
    /// Calls a number and presents the user's own number.
    make_personal_call = MakePersonalCall(number: Number);
    /// Monitors an agent silently.
    silent_monitor_call = SilentMonitorCall(number: Number);
    /// Joins a silently monitored conference.
    conference_unmute = ConferenceUnmute();
}

impl<'a> CallAction<'a> {
    fn with(user: Identity<'a>, action: ActionType, params: impl IntoIterator<Item = ActionParam<'a>>) -> Self {
        Self::build(|request| {
            identify!(request.user, user, UserType::CallClient);
            request.user.action.action_type = Some(action.into());
            request.user.action.params.extend(params);
        })
    }

    /// Parks a call against a number or a user.
    #[must_use]
    pub fn call_park(user: Identity<'a>, call: impl Into<Text<'a>>, target: ParkTarget<'a>) -> Self {
        Self::with(user, ActionType::CallPark, [param(ActionParamName::CallId, call), target.into_param()])
    }

    /// Takes back the call that was parked against a number or a user.
    #[must_use]
    pub fn call_park_retrieve(user: Identity<'a>, target: ParkTarget<'a>) -> Self {
        Self::with(user, ActionType::CallParkRetrieve, [target.into_param()])
    }

    /// Calls a supervisor; without a number the server picks one.
    #[must_use]
    pub fn make_agent_escalation_call(user: Identity<'a>, number: Option<Text<'a>>) -> Self {
        Self::with(user, ActionType::MakeAgentEscalationCall, number.map(|n| param(ActionParamName::Number, n)))
    }

    /// Brings a supervisor into a call; without a number the server picks one.
    #[must_use]
    pub fn make_agent_emergency_call(user: Identity<'a>, call: impl Into<Text<'a>>, number: Option<Text<'a>>) -> Self {
        let call = Some(param(ActionParamName::CallId, call));
        let params = call.into_iter().chain(number.map(|n| param(ActionParamName::Number, n)));
        Self::with(user, ActionType::MakeAgentEmergencyCall, params)
    }

    /// Attaches a code to a call; without a call, to the last one of a queue.
    #[must_use]
    pub fn tag_call_with_disposition_code(
        user: Identity<'a>,
        call: Option<Text<'a>>,
        code: impl Into<Text<'a>>,
    ) -> Self {
        let call = call.map(|c| param(ActionParamName::CallId, c));
        let params = call.into_iter().chain([param(ActionParamName::DispositionCode, code)]);
        Self::with(user, ActionType::TagCallWithDispositionCode, params)
    }

    /// Asks for a trace of a call that the user received. The specification does not say which one is meant without a
    /// call.
    #[must_use]
    pub fn cust_originated_trace_call(user: Identity<'a>, call: Option<Text<'a>>) -> Self {
        Self::with(user, ActionType::CustOriginatedTraceCall, call.map(|c| param(ActionParamName::CallId, c)))
    }

    /// Asks for a `callActionResponse` that carries `id`. Only `TagCallWithDispositionCode` and
    /// `CustOriginatedTraceCall` are answered.
    #[must_use]
    pub fn request_response(mut self, id: impl Into<Text<'a>>) -> Self {
        self.user.action.response_requested = Some(true.into());
        self.user.action.id = Some(id.into());
        self
    }
}

impl<'a> QueueAction<'a> {
    fn with(user: Identity<'a>, action: QueueActionType, call: Option<QueueCall<'a>>) -> Self {
        Self::build(|request| {
            identify!(request.user, user, UserType::CallClient);
            request.queue_action_data.action_type = Some(action.into());
            request.queue_action_data.queue_call = call;
        })
    }

    /// Moves a call to a position in the queue; 1 is the head.
    #[must_use]
    pub fn reorder(user: Identity<'a>, call: impl Into<Text<'a>>, position: i64) -> Self {
        let call = QueueCall { call_id: Some(call.into()), position: Some(position.into()), ..Default::default() };
        Self::with(user, QueueActionType::Reorder, Some(call))
    }

    /// Transfers a call to another destination.
    #[must_use]
    pub fn transfer(user: Identity<'a>, call: impl Into<Text<'a>>, destination: impl Into<Text<'a>>) -> Self {
        let call =
            QueueCall { call_id: Some(call.into()), destination: Some(destination.into()), ..Default::default() };
        Self::with(user, QueueActionType::Transfer, Some(call))
    }

    /// Gives a call another priority.
    #[must_use]
    pub fn promote(user: Identity<'a>, call: impl Into<Text<'a>>, priority: Priority) -> Self {
        let call = QueueCall { call_id: Some(call.into()), priority: Some(priority.into()), ..Default::default() };
        Self::with(user, QueueActionType::Promote, Some(call))
    }

    /// Asks for the whole queue.
    #[must_use]
    pub fn refresh(user: Identity<'a>) -> Self {
        Self::with(user, QueueActionType::Refresh, None)
    }
}

impl<'a> MonitoringUsersRequest<'a> {
    fn with<T: Into<Text<'a>>>(user: Identity<'a>, change: MonType, users: impl IntoIterator<Item = T>) -> Self {
        Self::build(|request| {
            identify!(request.user, user, UserType::AttendantConsole);
            request.user.monitoring.get_or_insert_default().mon_type = Some(change.into());
            request.user.mon_users.extend(users.into_iter().map(Into::into));
        })
    }

    /// Watches more users, given by their ids. The server answers with a `monitoringUsersResponse`, and then sends
    /// the state of each user.
    #[must_use]
    pub fn add<T: Into<Text<'a>>>(user: Identity<'a>, users: impl IntoIterator<Item = T>) -> Self {
        Self::with(user, MonType::Add, users)
    }

    /// Stops watching some users.
    #[must_use]
    pub fn delete<T: Into<Text<'a>>>(user: Identity<'a>, users: impl IntoIterator<Item = T>) -> Self {
        Self::with(user, MonType::Delete, users)
    }

    /// Watches these users and no others.
    #[must_use]
    pub fn replace<T: Into<Text<'a>>>(user: Identity<'a>, users: impl IntoIterator<Item = T>) -> Self {
        Self::with(user, MonType::Replace, users)
    }
}

impl<'a> QueueInfoRequest<'a> {
    /// Asks how many calls wait in the queues that the agent has joined.
    #[must_use]
    pub fn new(user: Identity<'a>) -> Self {
        Self::build(|request| identify!(request.user, user, UserType::CallClient))
    }
}

impl InfoRequest<'_> {
    /// Asks for the versions of the protocol that the server speaks. It needs no login.
    #[must_use]
    pub fn versions() -> Self {
        Self::build(|request| request.cap_version_request = Some(Flag::default()))
    }
}

impl<'a> ServerStatusRequest<'a> {
    /// Keeps the connection of a logged-in user alive. In CCC2, the default value does that for a connection without
    /// a user.
    #[must_use]
    pub fn new(user: Identity<'a>, user_type: impl Into<Value<'a, UserType>>) -> Self {
        let mut of = server_status_request::User::default();
        identify!(of, user, user_type);
        Self::build(|request| request.user = Some(of))
    }
}

impl<'a> UnRegister<'a> {
    /// Ends a session. A client gives [`UserLogoutReason::ClientLogout`], a server one of the others.
    #[must_use]
    pub fn new(user: Identity<'a>, user_type: impl Into<Value<'a, UserType>>, reason: UserLogoutReason) -> Self {
        Self::build(|request| {
            identify!(request.user, user, user_type);
            request.user.user_logout_reason = Some(reason.into());
        })
    }
}

impl<'a> ExternalNotify<'a> {
    /// Switches the indicator for messages in a third-party system on or off.
    #[must_use]
    pub fn third_party(user: Identity<'a>, state: ThirdPartyMwi) -> Self {
        Self::build(|request| {
            identify!(request.user, user, UserType::CallClient);
            request.user.third_party_mwi = Some(state.into());
        })
    }

    /// Puts out the indicator for voice messages.
    #[must_use]
    pub fn clear_voice_messages(user: Identity<'a>) -> Self {
        Self::build(|request| {
            identify!(request.user, user, UserType::CallClient);
            request.user.clear_vm_mwi = Some(Flag::default());
        })
    }
}
