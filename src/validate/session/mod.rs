//! Checks of the messages of a session in their order.
//!
//! Where [`Validator`](super::Validator) looks at one document, a [`SessionChecker`] looks at what the flows of the
//! protocol say of several: the order of a login, the states of a call, who is owed a response, what is in a queue.
//!
//! It reports what is certain. [`SessionRule`] says of each rule what it rests on, and [`Basis`] whether that is a
//! statement of the specification or an inference.

mod actions;
mod calls;
mod console;
mod login;
mod owed;
mod queue;
mod rule;
mod table;
mod users;

pub use rule::{Basis, SessionFinding, SessionRule};

use alloc::boxed::Box;
use alloc::vec::{Drain, Vec};
use core::mem;

use crate::message::values::{CommandType, UserLogoutReason};
use crate::message::{Command, Direction, Document};
use crate::schema::{Protocol, Value};
use calls::Call;
use console::{Removal, Watched};
use owed::{Owed, OwedKey};
use queue::Queued;
use table::Table;
use users::{Stage, User, Users};

/// How much a [`SessionChecker`] remembers.
///
/// What was not touched for the longest time is forgotten first, and [`SessionRule::Forgotten`] says once that
/// something is. Calls that are released are forgotten without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionLimits {
    /// Users and logins; default 1024.
    pub users: usize,
    /// Calls of all users, released ones included; default 16384.
    pub calls: usize,
    /// Calls in queues; default 16384.
    pub queued: usize,
    /// Users whom the consoles watch; default 16384.
    pub watched: usize,
    /// Requests without a response; default 1024.
    pub owed: usize,
    /// Bytes of an id; default 256. A longer one is not remembered.
    pub id: usize,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { users: 1024, calls: 16384, queued: 16384, watched: 16384, owed: 1024, id: 256 }
    }
}

/// A checker of the messages of both directions: of one CAP-C connection, which may have several logins, or of all
/// connections of a CCC2 farm to one server.
///
/// Messages are checked in the order in which the client sends and receives them. In CCC2 the order between connections
/// means nothing, so that only rules without an order are checked there.
///
/// A login that is not seen may have been before the first message, and then nothing is concluded from what was not
/// seen: a recording may begin in the middle. [`from_start`](Self::from_start) says that it does not.
///
/// Each message takes time that grows with its length, and with the logarithm of what is remembered, which is limited.
///
/// ```
/// use broadworks_cap::message::{Direction, Identity, call_action::CallAction};
/// use broadworks_cap::validate::session::{SessionChecker, SessionRule};
/// use broadworks_cap::{Document, Protocol};
///
/// let alice = Identity::cap_c("alice@example.com", "demo");
/// let action = Document::new(CallAction::conf_start(alice, "callhalf-101:0", "callhalf-101:0"));
/// let mut checker = SessionChecker::new(Protocol::CapC);
/// let finding = checker.check(Direction::ToServer, &action).next().expect("a conference is made of two calls");
/// assert_eq!((finding.rule(), finding.subject()), (SessionRule::TwoCalls, "callhalf-101:0"));
/// assert_eq!((finding.number(), finding.path()), (1, "user/action/actionParam"));
/// assert_eq!(checker.finish().count(), 0);
/// ```
#[derive(Debug, Clone)]
pub struct SessionChecker {
    protocol: Protocol,
    from_start: bool,
    limits: SessionLimits,
    number: u64,
    /// `true` once it was said that something is forgotten.
    said: bool,
    /// `true` if an id was too long to be remembered.
    clipped: bool,
    users: Users,
    calls: Table<(u32, Box<str>), Call>,
    queued: Table<(u32, Box<str>), Queued>,
    watched: Table<(u32, Box<str>), Watched>,
    removal: Option<Removal>,
    owed: Table<OwedKey, Owed>,
    /// Responses in CCC2 of which no request was seen yet.
    unasked: Table<OwedKey, Owed>,
    findings: Vec<SessionFinding>,
}

/// The message that is checked.
struct Turn<'d> {
    number: u64,
    direction: Direction,
    command: Option<CommandType>,
    /// The user that it is about.
    who: &'d str,
}

impl Turn<'_> {
    fn finding(&self, rule: SessionRule, path: &'static str, subject: &str) -> SessionFinding {
        let Self { number, direction, command, .. } = *self;
        SessionFinding { rule, number, direction, command, path, subject: subject.into() }
    }
}

impl SessionChecker {
    /// Creates a checker with the default limits.
    #[must_use]
    pub fn new(protocol: Protocol) -> Self {
        Self::with(protocol, false, SessionLimits::default())
    }

    /// Sets the limits, and forgets everything.
    #[must_use]
    pub fn limits(self, limits: SessionLimits) -> Self {
        Self::with(self.protocol, self.from_start, limits)
    }

    /// Sets whether the first message is the first one of the connection, or of all connections of the farm; the default
    /// is `false`. If it is, a user of CAP-C without a login is known not to be logged in, and in CCC2 a response is
    /// known to be unasked.
    #[must_use]
    pub const fn from_start(mut self, from_start: bool) -> Self {
        self.from_start = from_start;
        self
    }

    fn with(protocol: Protocol, from_start: bool, limits: SessionLimits) -> Self {
        Self {
            protocol,
            from_start,
            limits,
            number: 0,
            said: false,
            clipped: false,
            users: Users::new(protocol, limits.users),
            calls: Table::new(limits.calls, |call| !call.is_released()),
            queued: Table::new(limits.queued, |_| true),
            watched: Table::new(limits.watched, |_| true),
            removal: None,
            owed: Table::new(limits.owed, |_| true),
            unasked: Table::new(limits.owed, |_| true),
            findings: Vec::new(),
        }
    }

    /// Sets the number of the next message, in place of one more than that of the last one. It is for those who number the
    /// messages of several connections together.
    pub const fn set_number(&mut self, number: u64) {
        self.number = number.saturating_sub(1);
    }

    /// Checks the next message, and returns what is wrong with it in the session so far.
    pub fn check(&mut self, direction: Direction, document: &Document<'_>) -> SessionFindings<'_> {
        self.findings.clear();
        self.number += 1;
        let subject = document.subject();
        let who = subject.id.as_deref().or(subject.user_uid.as_deref()).filter(|who| who.len() <= self.limits.id);
        let command = document.command.command_type();
        let turn = Turn { number: self.number, direction, command, who: who.unwrap_or_default() };
        // What goes the wrong way says nothing, and is found by the validator.
        let is_right = command.is_some_and(|command| command.directions().contains(&direction));
        if !is_right || command == Some(CommandType::Datagram) {
            return SessionFindings(self.findings.drain(..));
        }
        if let Some(key) = self.users.key(&subject, self.limits.id) {
            let new = self.users.all.touch(&key).map(mem::take);
            let is_new = new.is_none();
            let mut user = new.unwrap_or_default();
            if is_new {
                user.number = self.users.next();
                if self.protocol == Protocol::CapC && self.from_start && !self.users.all.has_lost() {
                    user.stage = Stage::Out;
                }
            }
            let uid = subject.user_uid.as_deref().filter(|uid| !uid.is_empty() && uid.len() <= self.limits.id);
            // A message of another session of the same client tells nothing about this one.
            let is_other = |known: &str| uid.is_some_and(|uid| uid != known);
            let is_login = matches!(document.command, Command::RegisterResponse(_));
            if is_login || !user.uid.as_deref().is_some_and(is_other) {
                if is_login {
                    user.uid = None;
                }
                if let Some(uid) = uid.filter(|_| user.uid.is_none()) {
                    self.users.name(uid, &key);
                    user.uid = Some(uid.into());
                }
                self.check_user(&turn, &mut user, document);
            }
            if is_new {
                self.users.all.insert(key, user);
            } else if let Some(place) = self.users.all.touch(&key) {
                *place = user;
            }
        } else {
            self.check_info(&turn, &document.command);
        }
        self.say_forgotten(&turn);
        SessionFindings(self.findings.drain(..))
    }

    /// Checks a message of a user.
    fn check_user(&mut self, turn: &Turn<'_>, user: &mut User, document: &Document<'_>) {
        if self.protocol == Protocol::Ccc2 {
            self.is_answer(turn, user, &document.command);
        } else if !self.check_login(turn, user, &document.command) {
            return;
        }
        match &document.command {
            Command::SessionUpdate(update) => self.session_update(turn, user, update),
            Command::ProfileUpdate(update) => self.profile_update(turn, user, update),
            Command::CallUpdate(update) => {
                let version = document.version.as_ref().and_then(Value::known);
                self.call_update(turn, user, update, version);
            }
            Command::CallControlInfo(info) => self.call_control_info(user, info),
            Command::CallAction(action) => self.call_action(turn, user, action),
            Command::MonitoringUsersRequest(request) => self.monitoring_users_request(turn, user, request),
            Command::MonitoringUsersResponse(response) => {
                let result = response.user.mon_result.as_ref().and_then(|result| result.success());
                self.monitoring_users_response(user, result);
            }
            Command::QueueUpdate(update) => self.queue_update(turn, user, update),
            Command::QueueAction(action) => self.queue_action(turn, user, action),
            Command::QueueInfoRequest(_) => self.owe(turn, OwedKey::queue_info(user.number), true),
            _ => {}
        }
    }

    /// Tells that messages are missing here, one of which has a number: a document that cannot be decoded.
    ///
    /// Everything but the number is forgotten, because nothing is certain any more.
    pub fn lose(&mut self) {
        let (number, said) = (self.number + 1, self.said);
        *self = Self { number, said, ..Self::with(self.protocol, false, self.limits) };
    }

    /// Ends the session: returns the responses that are owed, in the order of the requests. Afterwards the checker is as
    /// it was before the first message.
    pub fn finish(&mut self) -> SessionFindings<'_> {
        self.findings.clear();
        self.find_owed();
        let findings = mem::take(&mut self.findings);
        *self = Self { findings, ..Self::with(self.protocol, self.from_start, self.limits) };
        SessionFindings(self.findings.drain(..))
    }

    /// Reports that something is forgotten, if that was not said before.
    fn say_forgotten(&mut self, turn: &Turn<'_>) {
        let Self { users, calls, queued, watched, owed, unasked, .. } = self;
        let lost = [users.all.has_lost(), calls.has_lost(), queued.has_lost(), watched.has_lost()];
        let lost = self.clipped || lost.contains(&true) || owed.has_lost() || unasked.has_lost();
        if lost && !self.said {
            self.said = true;
            self.findings.push(turn.finding(SessionRule::Forgotten, "", ""));
        }
    }

    /// Returns an id to remember; `None` if it is empty or too long.
    fn id(&mut self, text: Option<&str>) -> Option<Box<str>> {
        let text = text.filter(|text| !text.is_empty())?;
        let fits = text.len() <= self.limits.id;
        self.clipped |= !fits;
        fits.then(|| text.into())
    }

    /// Adds a finding.
    fn report(&mut self, turn: &Turn<'_>, rule: SessionRule, path: &'static str, subject: &str) {
        self.findings.push(turn.finding(rule, path, subject));
    }

    /// Returns `true` if no update of the user was missed: the login was seen, and its messages have an order.
    fn is_whole(&self, user: &User) -> bool {
        user.stage == Stage::Live && self.protocol == Protocol::CapC
    }
}

/// Iterator over the findings of one message, or of the end of a session.
#[derive(Debug)]
pub struct SessionFindings<'c>(Drain<'c, SessionFinding>);

impl Iterator for SessionFindings<'_> {
    type Item = SessionFinding;

    fn next(&mut self) -> Option<SessionFinding> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for SessionFindings<'_> {}
impl core::iter::FusedIterator for SessionFindings<'_> {}

/// Returns the direction of a message in a recording that has both: that of its command, or what the content of
/// `unRegister` and `serverStatusRequest` tells. `None` for a datagram, which the server passes on unchanged, and for a
/// command that is not known.
///
/// ```
/// use broadworks_cap::message::{Direction, info_request::InfoRequest};
/// use broadworks_cap::{Document, validate::session::direction};
///
/// assert_eq!(direction(&Document::new(InfoRequest::versions())), Some(Direction::ToServer));
/// ```
#[must_use]
pub fn direction(document: &Document<'_>) -> Option<Direction> {
    let is_of_client = match &document.command {
        Command::UnRegister(logout) => logout.user.user_logout_reason() == Some(UserLogoutReason::ClientLogout),
        Command::ServerStatusRequest(request) => request.user.is_some(),
        command => {
            return match command.command_type()?.directions() {
                [direction] => Some(*direction),
                _ => None,
            };
        }
    };
    Some(if is_of_client { Direction::ToServer } else { Direction::ToClient })
}
