//! Actions of a client on its calls and on the conference.

use super::owed::OwedKey;
use super::users::{Conference, User};
use super::{SessionChecker, SessionRule, Turn};
use crate::message::call_action::{Action, CallAction};
use crate::message::values::{ActionParamName, ActionType, CallState, ConferenceState, Personality};

/// Path of the action, and of its parameters.
const ACTION: &str = "user/action/actionType";
const PARAMETER: &str = "user/action/actionParam";

/// Returns whether an action on the conference can be done; `None` if it is not known.
fn can_be_done(action: ActionType, conference: Conference) -> Option<bool> {
    let (state, silent) = match conference {
        Conference::Unknown => return None,
        Conference::Absent => (None, false),
        Conference::Present { state, silent } => (Some(state), silent),
    };
    Some(match action {
        ActionType::ConfAdd | ActionType::ConfRelease => state.is_some(),
        ActionType::ConfHold => state == Some(ConferenceState::Active),
        ActionType::ConfAnswer => state == Some(ConferenceState::Held),
        ActionType::ConferenceUnmute => silent,
        _ => return None,
    })
}

/// Returns whether an action may change the conference.
const fn is_of_conference(action: ActionType) -> bool {
    use ActionType::{
        ConfAdd, ConfAnswer, ConfHold, ConfRelease, ConfStart, ConferenceUnmute, MakeAgentEmergencyCall,
        MakeAgentEscalationCall, SilentMonitorCall,
    };
    matches!(
        action,
        ConfStart
            | ConfAdd
            | ConfHold
            | ConfAnswer
            | ConfRelease
            | ConferenceUnmute
            | SilentMonitorCall
            | MakeAgentEmergencyCall
            | MakeAgentEscalationCall
    )
}

/// Returns the call ids that an action names.
fn calls<'d>(action: &'d Action<'_>) -> impl Iterator<Item = &'d str> {
    let is_call = |name: Option<ActionParamName>| name == Some(ActionParamName::CallId);
    action.params.iter().filter(move |param| is_call(param.action_param_name())).map(|param| &*param.value)
}

impl SessionChecker {
    pub(super) fn call_action(&mut self, turn: &Turn<'_>, user: &mut User, update: &CallAction<'_>) {
        let action = &update.user.action;
        let Some(kind) = action.action_type() else { return };
        if matches!(kind, ActionType::XferConsult | ActionType::ConfStart) {
            let mut named = calls(action);
            if let (Some(first), Some(second)) = (named.next(), named.next())
                && first == second
            {
                let first = self.id(Some(first)).unwrap_or_default();
                self.report(turn, SessionRule::TwoCalls, PARAMETER, &first);
            }
        }
        if action.response_requested() == Some(true)
            && let Some(key) = OwedKey::action(user.number, kind, action.id(), self.limits.id)
        {
            self.owe(turn, key, Self::is_answered(kind));
        }
        if !self.is_whole(user) {
            return;
        }
        if !Self::is_answered(kind) {
            for named in calls(action) {
                self.check_call(turn, user, kind, named);
            }
        }
        if can_be_done(kind, user.conference) == Some(false) {
            self.report(turn, SessionRule::ConferenceAction, ACTION, turn.who);
        }
        if is_of_conference(kind) {
            user.conference = Conference::Unknown;
        }
    }

    /// Checks an action on one call.
    fn check_call(&mut self, turn: &Turn<'_>, user: &User, action: ActionType, named: &str) {
        let Some(id) = self.id(Some(named)) else { return };
        let key = (user.number, id);
        let is_certain = !self.calls.has_lost() && !self.clipped;
        let rule = match self.calls.touch(&key) {
            None if is_certain => SessionRule::CallOfAction,
            Some(call) if call.is_released() => SessionRule::CallOfAction,
            Some(call) => {
                let permitted = match (action, call.state) {
                    (ActionType::Hold, _) => call.controls.hold,
                    (ActionType::Answer, Some(CallState::Held)) => call.controls.retrieve,
                    (ActionType::Answer, Some(CallState::Alerting)) => {
                        // The first call is answered at the phone, unless a control says otherwise.
                        let is_first = user.alive == 1 && call.is_new && call.leg == Some(Personality::Terminator);
                        call.controls.answer.or((is_first && is_certain).then_some(false))
                    }
                    _ => None,
                };
                if permitted != Some(false) {
                    return;
                }
                SessionRule::NotPermitted
            }
            None => return,
        };
        let path = if rule == SessionRule::NotPermitted { ACTION } else { PARAMETER };
        self.report(turn, rule, path, &key.1);
    }
}
