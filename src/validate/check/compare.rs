//! Rules that compare fields with each other.

use crate::message::values::{ActionParamName, ActionType, QueueActionType};
use crate::validate::actions::{ActionRule, queue_action};
use crate::validate::rule::{Context, Remark, Rule};

/// No action takes more parameters; one more is enough to see that there are too many.
const PARAMETERS: usize = 4;

/// Bits of [`Seen::queue_call`].
const QUEUE_CALL: [&str; 4] = ["callId", "position", "destination", "priority"];

/// What there is to say of one element.
pub(super) type Remarks = [Option<Remark<'static>>; 3];

/// What has been seen of a message so far, as much as the rules need.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// The server sent it, by statement or by what it says.
    pub from_server: bool,
    /// It refreshes a queue.
    pub refresh: bool,
    pub action: Option<ActionType>,
    pub response_requested: Option<bool>,
    pub correlation: bool,
    pub queue_action: Option<QueueActionType>,
    /// The fields of the `queueCall`, if there was one.
    pub queue_call: Option<u8>,
    /// A parameter of an unknown name is `None`; the DTD reports it.
    parameters: [Option<ActionParamName>; PARAMETERS],
    count: usize,
}

impl Seen {
    pub fn parameter(&mut self, name: Option<ActionParamName>) {
        let at = self.count.min(PARAMETERS - 1);
        self.parameters[at] = name;
        self.count = at + 1;
    }

    pub fn queue_call_field(&mut self, name: &str) {
        if let Some(bits) = &mut self.queue_call {
            *bits |= bit(name);
        }
    }

    /// A client that does not say who it is.
    pub fn anonymous(&self) -> Remarks {
        let remark = Remark { expected: &["userUid", "id"], ..Remark::new(Rule::Identity, "user") };
        [(!self.from_server).then_some(remark), None, None]
    }

    /// The parameters of an action, and what goes with asking for an answer.
    pub fn judge_action(&self) -> Remarks {
        let correlation = self.correlation && self.response_requested != Some(true);
        let correlation = correlation.then(|| Remark::new(Rule::CorrelationId, "id"));
        let Some(action) = self.action else { return [correlation, None, None] };
        let remark = |rule| Remark { context: Context::Action(action), ..Remark::new(rule, action.as_str()) };
        let Some(rule) = ActionRule::of(action) else {
            return [correlation, Some(Remark { erratum: 93, ..remark(Rule::UndocumentedAction) }), None];
        };
        let unanswered = self.response_requested == Some(true) && !rule.answered;
        [
            correlation,
            unanswered.then(|| remark(Rule::ResponseRequested)),
            self.judge_parameters(&rule)
                .map(|rule| Remark { erratum: if rule == Rule::ParameterOrder { 80 } else { 0 }, ..remark(rule) }),
        ]
    }

    fn judge_parameters(&self, rule: &ActionRule) -> Option<Rule> {
        let mut given = [ActionParamName::Number; PARAMETERS];
        for (to, from) in given.iter_mut().zip(self.parameters).take(self.count) {
            *to = from?;
        }
        let given = &given[..self.count];
        if !rule.takes(given) {
            Some(Rule::ActionParameters)
        } else if !rule.in_order(given) {
            Some(Rule::ParameterOrder)
        } else {
            None
        }
    }

    /// The call of a queue action, and what it must say.
    pub fn judge_queue_action(&self) -> Remarks {
        let Some(action) = self.queue_action else { return Remarks::default() };
        let needed = queue_action(action).map(|field| bit("callId") | bit(field));
        let remark =
            Remark { context: Context::QueueAction(action), ..Remark::new(Rule::QueueActionFields, "queueCall") };
        [(self.queue_call != needed).then_some(remark), None, None]
    }
}

fn bit(name: &str) -> u8 {
    QUEUE_CALL.iter().position(|known| *known == name).map_or(0, |index| 1 << index)
}
