//! Rules of single commands that compare fields with each other.
//!
//! The walk over a document knows no commands. It passes what it reads to [`Comparisons`], which has the rules of
//! the command.

use super::head::known_value;
use crate::message::values::{ActionParamName, ActionType, CommandType, QueueActionType, UpdateReason};
use crate::message::{Direction, FieldRule, Format};
use crate::schema::Protocol;
use crate::validate::actions::{ActionRule, queue_action};
use crate::validate::rule::{Context, Remark, Rule};
use crate::validate::scope::Scope;
use crate::xml::RawText;

/// Number of parameters that are kept: more than any action has, to detect that there are too many.
const PARAMETERS: usize = 4;

/// Fields of a `queueCall`, in the order of the bits of [`QueueAction::call`].
const QUEUE_CALL: [&str; 4] = ["callId", "position", "destination", "priority"];

/// Remarks on one element.
pub(in crate::validate) type Remarks = [Option<Remark<'static>>; 3];

/// The comparisons of a format, with the values of the message that they need.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Comparisons {
    /// `true` if `user` must have `userUid` or `id`, unless the server sent the message.
    identity: bool,
    /// `true` if the server sent the message, as stated or, if nothing is stated, as a value in it shows.
    from_server: bool,
    /// `true` if the direction is stated.
    stated: bool,
    scope: Scope,
    of_command: OfCommand,
}

#[derive(Debug, Clone)]
enum OfCommand {
    Nothing,
    Action(Action),
    QueueAction(QueueAction),
    /// `true` if it refreshes the queue.
    QueueUpdate(bool),
}

impl Comparisons {
    /// Returns the comparisons of a format.
    pub fn of(format: &Format, direction: Option<Direction>, scope: Scope) -> Self {
        let of_command = match format.command {
            CommandType::CallAction => OfCommand::Action(Action::default()),
            CommandType::QueueAction => OfCommand::QueueAction(QueueAction::default()),
            CommandType::QueueUpdate => OfCommand::QueueUpdate(false),
            _ => OfCommand::Nothing,
        };
        let from_server = direction == Some(Direction::ToClient);
        Self { identity: format.identity, from_server, stated: direction.is_some(), scope, of_command }
    }

    /// Returns whether attributes of this element must be passed to [`attribute`](Self::attribute).
    pub fn look_at(&self, element: &str) -> bool {
        !matches!(self.of_command, OfCommand::Nothing) || self.identity && element == "user"
    }

    /// Records a field that is a child.
    pub fn child(&mut self, parent: &str, name: &str) {
        if let OfCommand::QueueAction(action) = &mut self.of_command {
            match (parent, name) {
                ("queueActionData", "queueCall") => action.call = Some(0),
                ("queueCall", name) => action.call_field(name),
                _ => {}
            }
        }
    }

    /// Records a field that is an attribute, and returns a remark on its value, if there is one.
    pub fn attribute(
        &mut self,
        element: &str,
        name: &str,
        value: &RawText<'_>,
        protocol: Protocol,
    ) -> Option<Remark<'static>> {
        if self.identity && element == "user" && name == "userLogoutReason" {
            self.from_server |= !self.stated && *value != "ClientLogout";
        }
        match &mut self.of_command {
            OfCommand::Nothing => {}
            OfCommand::Action(action) => match (element, name) {
                ("action", "actionType") => {
                    action.action = known_value(value);
                    return action.action.and_then(|action| self.scope.action(action));
                }
                ("action", "responseRequested") => action.response_requested = known_value(value),
                ("action", "id") => action.correlation = true,
                ("actionParam", "actionParamName") => action.parameter(known_value(value)),
                _ => {}
            },
            OfCommand::QueueAction(action) => match (element, name) {
                ("queueActionData", "actionType") => action.action = known_value(value),
                ("queueCall", name) => action.call_field(name),
                _ => {}
            },
            OfCommand::QueueUpdate(refresh) => {
                if (element, name) == ("queue", "updateReason") {
                    let reason = known_value(value);
                    *refresh = reason == Some(UpdateReason::Refresh);
                    if reason == Some(UpdateReason::Initial) && protocol == Protocol::Ccc2 {
                        return Some(Remark { erratum: 116, ..Remark::new(Rule::LoginInCcc2, "Initial") });
                    }
                }
            }
        }
        None
    }

    /// Returns whether a required field may be missing: a refreshed queue may be empty (E086).
    pub fn excuses(&self, field: &FieldRule) -> bool {
        matches!(self.of_command, OfCommand::QueueUpdate(true)) && field.name == "queueCall"
    }

    /// Compares the fields of an element that ends. `there` returns whether it has an attribute.
    pub fn close(&self, element: &str, there: impl Fn(&str) -> bool) -> Remarks {
        if self.identity && element == "user" && !there("userUid") && !there("id") {
            let remark = Remark { expected: &["userUid", "id"], ..Remark::new(Rule::Identity, "user") };
            return [(!self.from_server).then_some(remark), None, None];
        }
        match &self.of_command {
            OfCommand::Action(action) if element == "action" => action.judge(),
            OfCommand::QueueAction(action) if element == "queueActionData" => action.judge(),
            _ => Remarks::default(),
        }
    }
}

/// The action of a `callAction`.
#[derive(Debug, Clone, Default)]
struct Action {
    action: Option<ActionType>,
    response_requested: Option<bool>,
    correlation: bool,
    /// `None` for an unknown parameter name, which the DTD reports.
    parameters: [Option<ActionParamName>; PARAMETERS],
    count: usize,
}

impl Action {
    fn parameter(&mut self, name: Option<ActionParamName>) {
        let at = self.count.min(PARAMETERS - 1);
        self.parameters[at] = name;
        self.count = at + 1;
    }

    /// Checks the parameters of the action, and the fields for a response.
    fn judge(&self) -> Remarks {
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
            self.judge_parameters(&rule).map(|broken| {
                let erratum = if broken == Rule::ParameterOrder { rule.order_erratum() } else { 0 };
                Remark { erratum, ..remark(broken) }
            }),
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
}

/// The action of a `queueAction`.
#[derive(Debug, Clone, Default)]
struct QueueAction {
    action: Option<QueueActionType>,
    /// The fields of the `queueCall`, if there was one.
    call: Option<u8>,
}

impl QueueAction {
    fn call_field(&mut self, name: &str) {
        if let Some(bits) = &mut self.call {
            *bits |= bit(name);
        }
    }

    /// Checks the fields of the `queueCall`.
    fn judge(&self) -> Remarks {
        let Some(action) = self.action else { return Remarks::default() };
        let needed = queue_action(action).map(|field| bit("callId") | bit(field));
        let remark =
            Remark { context: Context::QueueAction(action), ..Remark::new(Rule::QueueActionFields, "queueCall") };
        [(self.call != needed).then_some(remark), None, None]
    }
}

fn bit(name: &str) -> u8 {
    QUEUE_CALL.iter().position(|known| *known == name).map_or(0, |index| 1 << index)
}
