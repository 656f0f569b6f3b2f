//! Parameters of the actions of `callAction` and `queueAction`.

use core::fmt;

use crate::message::values::ActionParamName::{self, CallId, DispositionCode, DnisNumber, Number, UserId};
use crate::message::values::{ActionType, QueueActionType};

/// The parameters of an action of `callAction`.
#[derive(Debug)]
pub struct ActionRule {
    /// The action.
    pub action: ActionType,
    /// Its parameters, in their documented order.
    pub parameters: &'static [Parameter],
    /// `true` if a `callActionResponse` can be asked for.
    pub answered: bool,
}

/// One parameter of an action.
#[derive(Debug)]
pub struct Parameter {
    /// Its name, or the two alternatives.
    pub names: &'static [ActionParamName],
    /// `true` if it may be left out.
    pub optional: bool,
}

const fn required(names: &'static [ActionParamName]) -> Parameter {
    Parameter { names, optional: false }
}

const fn optional(names: &'static [ActionParamName]) -> Parameter {
    Parameter { names, optional: true }
}

const CALL: Parameter = required(&[CallId]);
const DNIS: Parameter = required(&[DnisNumber]);
const CODE: Parameter = required(&[DispositionCode]);
const NUMBER: Parameter = required(&[Number]);
/// A number or a user: the parameter list and the samples differ (E097).
const NUMBER_OR_USER: Parameter = required(&[Number, UserId]);
const OPTIONAL_CALL: Parameter = optional(&[CallId]);
const OPTIONAL_NUMBER: Parameter = optional(&[Number]);

impl ActionRule {
    /// Returns the rule of an action; `None` for `setDial`, which no table describes (E093).
    #[must_use]
    pub const fn of(action: ActionType) -> Option<ActionRule> {
        let mut answered = false;
        let parameters: &'static [Parameter] = match action {
            ActionType::Dial | ActionType::MakePersonalCall | ActionType::SilentMonitorCall => &[NUMBER],
            ActionType::Redial
            | ActionType::ConfHold
            | ActionType::ConfAnswer
            | ActionType::ConfRelease
            | ActionType::ConferenceUnmute => &[],
            ActionType::Hold
            | ActionType::Release
            | ActionType::Answer
            | ActionType::ConfAdd
            | ActionType::GroupCallPark => &[CALL],
            ActionType::Xfer | ActionType::XferCc | ActionType::XferVm => &[CALL, NUMBER],
            ActionType::XferConsult | ActionType::ConfStart => &[CALL, CALL],
            ActionType::CallPark => &[CALL, NUMBER_OR_USER],
            ActionType::CallParkRetrieve => &[NUMBER_OR_USER],
            ActionType::MakeCallAsCc => &[NUMBER, DNIS],
            ActionType::MakeAgentEscalationCall => &[OPTIONAL_NUMBER],
            ActionType::MakeAgentEmergencyCall => &[CALL, OPTIONAL_NUMBER],
            ActionType::TagCallWithDispositionCode => {
                answered = true;
                &[OPTIONAL_CALL, CODE]
            }
            ActionType::CustOriginatedTraceCall => {
                answered = true;
                &[OPTIONAL_CALL]
            }
            ActionType::SetDial => return None,
        };
        Some(ActionRule { action, parameters, answered })
    }

    /// Returns whether the parameters are right, in any order.
    pub(super) fn takes(&self, given: &[ActionParamName]) -> bool {
        // Each parameter takes the first matching one of those given that is not taken yet.
        let mut taken = 0u32;
        for parameter in self.parameters {
            let fits = |(i, name): &(usize, &ActionParamName)| taken & (1 << i) == 0 && parameter.names.contains(name);
            match given.iter().enumerate().find(fits) {
                Some((i, _)) => taken |= 1 << i,
                None if parameter.optional => {}
                None => return false,
            }
        }
        taken.count_ones() as usize == given.len()
    }

    /// Returns the number of the erratum if the specification contradicts itself about the order; 0 otherwise.
    pub(super) const fn order_erratum(&self) -> u16 {
        // The sample has the parameters in another order than the table.
        if matches!(self.action, ActionType::MakeAgentEmergencyCall) { 80 } else { 0 }
    }

    /// Returns whether the parameters, which must be right, are in the documented order.
    pub(super) fn in_order(&self, given: &[ActionParamName]) -> bool {
        let mut rules = self.parameters.iter();
        given.iter().all(|name| rules.any(|parameter| parameter.names.contains(name)))
    }
}

/// Lists the parameters: `CallId`, `optionally Number`, `Number or UserId`.
impl fmt::Display for ActionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.parameters.is_empty() {
            return f.write_str("no parameter");
        }
        for (index, parameter) in self.parameters.iter().enumerate() {
            f.write_str(match index {
                0 => "",
                _ if index + 1 == self.parameters.len() => " and ",
                _ => ", ",
            })?;
            f.write_str(if parameter.optional { "optionally " } else { "" })?;
            for (which, name) in parameter.names.iter().enumerate() {
                write!(f, "{}`{}`", if which > 0 { " or " } else { "" }, name.as_str())?;
            }
        }
        Ok(())
    }
}

/// Returns the field that the `queueCall` of a queue action requires besides `callId`; `None` if the action has no
/// `queueCall`.
pub(super) const fn queue_action(action: QueueActionType) -> Option<&'static str> {
    match action {
        QueueActionType::Reorder => Some("position"),
        QueueActionType::Transfer => Some("destination"),
        QueueActionType::Promote => Some("priority"),
        QueueActionType::Refresh => None,
    }
}
