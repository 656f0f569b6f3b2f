//! Constructors for `callAction` and `queueAction`, one for each documented set of parameters.

use super::call_action::{Action, ActionParam, CallAction, User};
use super::queue_action::{self, QueueAction, QueueActionData, QueueCall};
use super::values::{ActionParamName, ActionType, Priority, QueueActionType, UserType};
use crate::xml::Text;

/// Identity of the user who asks: a login id or a session id, and in CAP-C the application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// Target a call is parked against: a number or a user (E097).
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Takes an incoming call, or a held one off hold.
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
        Self {
            user: User {
                user_type: Some(UserType::CallClient.into()),
                user_uid: user.user_uid,
                id: user.id,
                application_id: user.application_id,
                action: Action {
                    action_type: Some(action.into()),
                    params: params.into_iter().collect(),
                    ..Default::default()
                },
                ..Default::default()
            },
            ..Default::default()
        }
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

    /// Traces a call; without a call, the last one.
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
        Self {
            user: queue_action::User {
                user_type: Some(UserType::CallClient.into()),
                user_uid: user.user_uid,
                id: user.id,
                application_id: user.application_id,
                ..Default::default()
            },
            queue_action_data: QueueActionData {
                action_type: Some(action.into()),
                queue_call: call,
                ..Default::default()
            },
            ..Default::default()
        }
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
