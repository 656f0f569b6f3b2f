//! The parameters of every action.

use core::fmt;

use crate::message::values::ActionParamName::{self, CallId, DispositionCode, DnisNumber, Number, UserId};
use crate::message::values::{ActionType, QueueActionType};

/// What an action of `callAction` takes.
#[derive(Debug)]
pub struct ActionRule {
    /// The action.
    pub action: ActionType,
    /// Its parameters in order.
    pub parameters: &'static [Parameter],
    /// Whether a `callActionResponse` can be asked for.
    pub answered: bool,
}

/// One parameter of an action.
#[derive(Debug)]
pub struct Parameter {
    /// Its name, or the two of which it bears one.
    pub names: &'static [ActionParamName],
    /// Whether it may be left out.
    pub optional: bool,
}

const fn one_of(names: &'static [ActionParamName]) -> Parameter {
    Parameter { names, optional: false }
}

const fn perhaps(names: &'static [ActionParamName]) -> Parameter {
    Parameter { names, optional: true }
}

const CALL: Parameter = one_of(&[CallId]);
const DNIS: Parameter = one_of(&[DnisNumber]);
const CODE: Parameter = one_of(&[DispositionCode]);
const NUMBER: Parameter = one_of(&[Number]);
/// E097: the parameter list and the samples differ; both are fine.
const NUMBER_OR_USER: Parameter = one_of(&[Number, UserId]);
const PERHAPS_CALL: Parameter = perhaps(&[CallId]);
const PERHAPS_NUMBER: Parameter = perhaps(&[Number]);

impl ActionRule {
    /// The rule of an action; `None` for `setDial`, which no table describes (E093).
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
            ActionType::MakeAgentEscalationCall => &[PERHAPS_NUMBER],
            ActionType::MakeAgentEmergencyCall => &[CALL, PERHAPS_NUMBER],
            ActionType::TagCallWithDispositionCode => {
                answered = true;
                &[PERHAPS_CALL, CODE]
            }
            ActionType::CustOriginatedTraceCall => {
                answered = true;
                &[PERHAPS_CALL]
            }
            ActionType::SetDial => return None,
        };
        Some(ActionRule { action, parameters, answered })
    }

    /// Whether these parameters are right, whatever their order.
    pub(super) fn takes(&self, given: &[ActionParamName]) -> bool {
        // Every parameter takes the first one given that no parameter took before it.
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

    /// Whether these parameters, which are right, stand in the documented order.
    pub(super) fn in_order(&self, given: &[ActionParamName]) -> bool {
        let mut rules = self.parameters.iter();
        given.iter().all(|name| rules.any(|parameter| parameter.names.contains(name)))
    }
}

/// `CallId, Number or UserId`; optional ones in brackets.
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

/// What the `queueCall` of a queue action needs, besides `callId`; `None` for no `queueCall`.
pub(super) const fn queue_action(action: QueueActionType) -> Option<&'static str> {
    match action {
        QueueActionType::Reorder => Some("position"),
        QueueActionType::Transfer => Some("destination"),
        QueueActionType::Promote => Some("priority"),
        QueueActionType::Refresh => None,
    }
}
