//! Requests that have a response, and responses.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::rule::SessionFinding;
use super::users::{Stage, User};
use super::{SessionChecker, SessionRule, Turn};
use crate::message::values::{ActionType, CommandType, QueueActionType, UpdateReason};
use crate::message::{Command, Direction};
use crate::schema::Protocol;
use crate::validate::ActionRule;

/// Kind of a request. The responses of the login are not among them: its order tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Info,
    QueueInfo,
    MonitoringUsers,
    Refresh,
    Action,
}

/// What a response has in common with its request, and then the number of the message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OwedKey {
    user: u32,
    kind: Kind,
    /// Type of the action, and its id.
    action: Option<(ActionType, Option<Box<str>>)>,
    number: u64,
}

/// A request without a response, or the other way round.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    /// What to say if it stays so.
    finding: SessionFinding,
    /// Whether the response must come.
    must: bool,
}

impl OwedKey {
    const fn new(user: u32, kind: Kind) -> Self {
        Self { user, kind, action: None, number: 0 }
    }

    pub(super) const fn queue_info(user: u32) -> Self {
        Self::new(user, Kind::QueueInfo)
    }

    pub(super) const fn monitoring_users(user: u32) -> Self {
        Self::new(user, Kind::MonitoringUsers)
    }

    /// Returns the key of the request that a message answers.
    fn answered(command: &Command<'_>, user: u32, longest: usize) -> Option<Self> {
        Some(match command {
            Command::InfoResponse(_) => Self::new(0, Kind::Info),
            Command::QueueInfoResponse(_) => Self::new(user, Kind::QueueInfo),
            Command::MonitoringUsersResponse(_) => Self::new(user, Kind::MonitoringUsers),
            Command::QueueUpdate(update) if update.queue.update_reason() == Some(UpdateReason::Refresh) => {
                Self::new(user, Kind::Refresh)
            }
            Command::CallActionResponse(response) => {
                let action = &response.user.action;
                return Self::action(user, action.action_type()?, action.id(), longest);
            }
            _ => return None,
        })
    }

    /// Returns the key of an action; `None` if its id is too long.
    pub(super) fn action(user: u32, action: ActionType, id: Option<&str>, longest: usize) -> Option<Self> {
        let id = id.filter(|id| !id.is_empty());
        id.is_none_or(|id| id.len() <= longest)
            .then(|| Self { action: Some((action, id.map(Box::from))), ..Self::new(user, Kind::Action) })
    }

    pub(super) const fn refresh(user: u32) -> Self {
        Self::new(user, Kind::Refresh)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.user == other.user && self.kind == other.kind && self.action == other.action
    }
}

impl SessionChecker {
    /// Notes that a response to this message may, or must, come.
    pub(super) fn owe(&mut self, turn: &Turn<'_>, key: OwedKey, must: bool) {
        let early = self.unasked.from(&key, |other| other.is_same(&key)).next().map(|(key, _)| key.clone());
        if let Some(early) = early {
            self.unasked.remove(&early);
            return;
        }
        let finding = turn.finding(SessionRule::OwedResponse, "", turn.who);
        self.owed.insert(OwedKey { number: turn.number, ..key }, Owed { finding, must });
    }

    /// Returns whether a message answers a request. Reports a response without one.
    pub(super) fn is_answer(&mut self, turn: &Turn<'_>, user: &User, command: &Command<'_>) -> bool {
        let Some(key) = OwedKey::answered(command, user.number, self.limits.id) else { return false };
        let asked = self.owed.from(&key, |other| other.is_same(&key)).next().map(|(key, _)| key.clone());
        if let Some(asked) = asked {
            self.owed.remove(&asked);
            return true;
        }
        // A refresh that another client asked for may be told here, too.
        if key.kind == Kind::Refresh || self.owed.has_lost() {
            return false;
        }
        let finding = turn.finding(SessionRule::UnaskedResponse, "", turn.who);
        if self.protocol == Protocol::Ccc2 {
            // The request may be recorded later.
            self.unasked.insert(OwedKey { number: turn.number, ..key }, Owed { finding, must: self.from_start });
        } else if self.is_whole(user) || (key.kind == Kind::Info && self.from_start) {
            self.findings.push(finding);
        }
        false
    }

    /// Returns whether a response of a kind is owed.
    pub(super) fn is_owed(&self, key: &OwedKey) -> bool {
        self.owed.from(key, |other| other.is_same(key)).next().is_some()
    }

    /// Checks a message without a user.
    pub(super) fn check_info(&mut self, turn: &Turn<'_>, command: &Command<'_>) {
        match command {
            Command::InfoRequest(_) => self.owe(turn, OwedKey::new(0, Kind::Info), true),
            Command::InfoResponse(_) => _ = self.is_answer(turn, &User::default(), command),
            _ => {}
        }
    }

    /// Forgets the requests of a user whom the server logs out.
    pub(super) fn waive(&mut self, user: u32) {
        let first = OwedKey::new(user, Kind::Info);
        let keys: Vec<_> = self.owed.from(&first, |key| key.user == user).map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.owed.remove(&key);
        }
    }

    /// Reports the responses that never came, or were never asked for.
    pub(super) fn find_owed(&mut self) {
        let Self { users, owed, unasked, findings, .. } = self;
        let due = owed.iter().chain(unasked.iter()).filter(|(_, owed)| owed.must);
        findings.extend(due.map(|(_, owed)| owed.finding.clone()));
        for (key, user) in users.all.iter() {
            let command = match user.stage {
                Stage::Asked => CommandType::RegisterAuthentication,
                Stage::Requested => CommandType::RegisterRequest,
                _ => continue,
            };
            findings.push(SessionFinding {
                rule: SessionRule::OwedResponse,
                number: user.since,
                direction: Direction::ToServer,
                command: Some(command),
                path: "",
                subject: key.id().into(),
            });
        }
        findings.sort_by_key(SessionFinding::number);
    }

    /// Returns whether an action is one that the server answers when asked to.
    pub(super) fn is_answered(action: ActionType) -> bool {
        ActionRule::of(action).is_some_and(|rule| rule.answered)
    }

    /// Notes a queue action that is answered.
    pub(super) fn owe_refresh(&mut self, turn: &Turn<'_>, user: &User, action: Option<QueueActionType>) {
        if action == Some(QueueActionType::Refresh) {
            self.owe(turn, OwedKey::refresh(user.number), true);
        }
    }
}
