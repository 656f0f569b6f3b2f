//! Simulated world: users, their calls, conferences and queues, and the updates for each client.
//!
//! The world takes documents and returns documents, without sockets, threads or a clock. Every
//! input comes with the time, in milliseconds since 1970, and [`World::due`] returns the time of
//! the next timer.

mod act;
mod actions;
mod agents;
mod calls;
mod conferences;
mod consoles;
mod directory;
mod messages;
mod profiles;
mod queue_messages;
mod queues;
pub mod snapshot;
mod tell;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use broadworks_cap::Document;
use broadworks_cap::login::{Password, Session};
use broadworks_cap::message::values::{FailureCause, UserLogoutReason, UserType};

use crate::mistake::Plain;
use crate::versions::Versions;

pub use act::{Action, Ignored, Reaction};
use calls::Call;
use directory::{Target, User};
pub use profiles::Change;
use queues::Queue;
pub use queues::Services;

/// Settings of the world. Times are in milliseconds.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time a phone rings until the call is answered.
    pub answer: u64,
    /// Duration of an automatic call.
    pub talk: u64,
    /// Time from a login to an automatic call, if there is one.
    pub ring: Option<u64>,
    /// Number of calls that wait in each queue at the start.
    pub queued: usize,
    /// Time that an agent wraps up after a call of a queue.
    pub wrap_up: u64,
    /// Whether waiting calls are offered to agents by themselves: the first call to the available agent with a client and
    /// without a call who has been in this state for the longest time.
    pub distribute: bool,
    /// Time after which a call that an agent does not answer goes back to its queue, if it does. It must be shorter than
    /// [`answer`](Self::answer) to take effect.
    pub bounce: Option<u64>,
    /// Time after which a call leaves its queue unanswered, if it does.
    pub queue_timeout: Option<u64>,
    /// Maximum number of calls in a queue. Another one overflows: it goes to the voice mail.
    pub queue_limit: usize,
    /// Changes of profiles: the time after the start, the user, and the change.
    pub changes: Vec<(u64, String, Change)>,
    /// Versions with which clients may log in over CAP-C.
    pub versions: Versions,
    /// `true` if CCC2 is enabled.
    pub farm: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            answer: 2_000,
            talk: 5_000,
            ring: None,
            queued: 3,
            wrap_up: 5_000,
            distribute: false,
            bounce: None,
            queue_timeout: None,
            queue_limit: 200,
            changes: Vec::new(),
            versions: Versions::default(),
            farm: false,
        }
    }
}

/// A user or call center that can log in.
#[derive(Debug, Clone)]
pub struct Subscriber {
    /// The user id.
    pub id: String,
    /// The password. Without one, no digest is checked.
    pub password: Option<Password>,
    /// The reason the login is refused even if the password is right.
    pub refusal: Option<FailureCause>,
    /// `true` if no console may watch the user.
    pub private: bool,
    /// `true` if the user is in an INSC environment, in which CCC2 has less: of the messages to the farm only `callUpdate`,
    /// of the actions only `Release`, `Answer`, `Xfer` and `XferVM`.
    pub insc: bool,
    /// How many logins are refused; all if it is `None`.
    pub(crate) times: Option<u64>,
    /// What the logins after those are refused with.
    pub(crate) then: VecDeque<(FailureCause, Option<u64>)>,
    /// The password as it is, to find out what is wrong with a digest.
    plain: Plain,
}

impl Subscriber {
    /// Creates a user or call center. Without a password, anyone may log in.
    #[must_use]
    pub fn new(id: &str, password: Option<&str>) -> Self {
        Self {
            id: id.into(),
            password: password.map(Password::new),
            refusal: None,
            private: false,
            insc: false,
            times: None,
            then: VecDeque::new(),
            plain: Plain(password.map(str::to_owned)),
        }
    }

    /// Sets the cause with which the login is refused, even if the password is right.
    #[must_use]
    pub fn refused(mut self, cause: FailureCause) -> Self {
        self.refusal = Some(cause);
        self
    }

    /// Sets the cause with which so many logins are refused. Those after them go through.
    #[must_use]
    pub fn refused_times(mut self, cause: FailureCause, times: u64) -> Self {
        (self.refusal, self.times) = (Some(cause), Some(times));
        self
    }

    /// Refuses so many logins, or all, and forgets what else is refused.
    #[cfg(feature = "program")]
    pub(crate) fn refuse(&mut self, cause: Option<FailureCause>, times: Option<u64>) {
        (self.refusal, self.times) = (cause, times);
        self.then.clear();
    }

    /// Lets no console watch the user.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Puts the user into an INSC environment.
    #[must_use]
    pub fn insc(mut self) -> Self {
        self.insc = true;
        self
    }
}

impl From<&str> for Subscriber {
    /// Creates a user or call center without a password.
    fn from(id: &str) -> Self {
        Self::new(id, None)
    }
}

impl From<(&str, &str)> for Subscriber {
    /// Creates a user or call center with this id and password.
    fn from((id, password): (&str, &str)) -> Self {
        Self::new(id, Some(password))
    }
}

/// The recipient of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// The CAP-C client with this session id.
    Session(String),
    /// One connection of the server farm: the next in turn.
    Farm,
    /// The connection that asked.
    Asker,
}

/// A document to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// The recipient.
    pub to: To,
    /// The document.
    pub document: Document<'static>,
}

/// An automatic event.
#[derive(Debug, Clone)]
enum Timer {
    /// The phone that rings for this call is answered.
    Answer(String),
    /// The other party of this call hangs up.
    Release(String),
    /// A call arrives for the user of this session.
    Ring(String),
    /// An agent answers this call of this queue.
    Serve { queue: String, call: String },
    /// The profile of this user changes.
    Change(String, Change),
    /// The agent whose phone rings for this call has not answered it.
    Bounce(String),
    /// This call has waited in this queue for too long.
    Expire { queue: String, call: String },
    /// This agent has wrapped this call up.
    WrappedUp { user: String, call: String },
}

/// The whole state of the simulator. The times passed to its methods must never go back.
#[derive(Debug)]
pub struct World {
    settings: Settings,
    users: BTreeMap<String, User>,
    queues: BTreeMap<String, Queue>,
    /// Sessions by session id.
    sessions: BTreeMap<String, Session>,
    /// Users that a console watches, by its id and application. The list is kept after the logout.
    watched: BTreeMap<(String, String), BTreeSet<String>>,
    /// Calls by call id. Released calls are removed.
    calls: BTreeMap<String, Call>,
    /// Parked calls, by the number or user they are parked against.
    parked: BTreeMap<String, calls::Far>,
    timers: BTreeMap<(u64, u64), Timer>,
    now: u64,
    serial: u64,
    /// `true` if a server farm is connected.
    farm_is_there: bool,
    outgoing: Vec<Outgoing>,
}

impl World {
    /// Creates a world with these users and call centers, which get numbers from 240-555-0101 on.
    pub fn new(settings: Settings, users: Vec<Subscriber>, queues: Vec<Subscriber>, now: u64) -> Self {
        let mut world = Self {
            settings,
            users: BTreeMap::new(),
            queues: BTreeMap::new(),
            sessions: BTreeMap::new(),
            watched: BTreeMap::new(),
            calls: BTreeMap::new(),
            parked: BTreeMap::new(),
            timers: BTreeMap::new(),
            now,
            serial: 100,
            farm_is_there: false,
            outgoing: Vec::new(),
        };
        world.populate(users, queues);
        for (delay, user, change) in core::mem::take(&mut world.settings.changes) {
            world.schedule(delay, Timer::Change(user, change));
        }
        // Those without a delay are how things are at the start.
        world.advance(now);
        world
    }

    /// Adds a session and sends it the initial state. Another session of the same application is
    /// logged out.
    pub fn log_in(&mut self, session: Session, now: u64) -> Vec<Outgoing> {
        self.now = self.now.max(now);
        let uid = session.user_uid.as_ref().map(|uid| uid.to_string()).unwrap_or_default();
        let same: Vec<_> = self.sessions.iter().filter(|(_, other)| other.applicant == session.applicant).collect();
        for uid in same.into_iter().map(|(uid, _)| uid.clone()).collect::<Vec<_>>() {
            self.force_out(&uid, UserLogoutReason::ForceLogoutDuplicate);
        }
        self.sessions.insert(uid.clone(), session);
        self.initial_state(&uid);
        if let Some(ring) = self.settings.ring {
            self.schedule(ring, Timer::Ring(uid));
        }
        self.take()
    }

    /// Removes a session without sending anything. The user's calls continue, because phones do not
    /// depend on clients.
    pub fn log_out(&mut self, uid: &str) {
        self.sessions.remove(uid);
    }

    /// Ends every session with the given reason.
    pub fn force_all_out(&mut self, reason: UserLogoutReason) -> Vec<Outgoing> {
        for uid in self.sessions.keys().cloned().collect::<Vec<_>>() {
            self.force_out(&uid, reason);
        }
        self.take()
    }

    /// Notes whether a server farm is connected, and returns the documents to send.
    pub fn farm_is_there(&mut self, is_there: bool) -> Vec<Outgoing> {
        self.farm_is_there = is_there;
        self.take()
    }

    /// Returns the time of the next automatic event.
    pub fn due(&self) -> Option<u64> {
        self.timers.keys().next().map(|(at, _)| *at)
    }

    /// Runs the automatic events that are due by `now`, in order.
    pub fn advance(&mut self, now: u64) -> Vec<Outgoing> {
        while let Some(entry) = self.timers.first_entry().filter(|entry| entry.key().0 <= now) {
            self.now = self.now.max(entry.key().0);
            match entry.remove() {
                Timer::Answer(call) => self.answer(&call),
                Timer::Release(call) => self.hang_up(&call),
                Timer::Ring(session) => self.ring(&session),
                Timer::Serve { queue, call } => self.serve(&queue, &call),
                Timer::Change(user, change) => self.change(&user, change),
                Timer::Bounce(call) => self.bounce(&call),
                Timer::Expire { queue, call } => self.expire(&queue, &call),
                Timer::WrappedUp { user, call } => self.end_wrap_up(&user, &call),
            }
        }
        self.now = self.now.max(now);
        self.take()
    }

    /// Returns the versions with which clients may log in.
    pub fn versions(&self) -> Versions {
        self.settings.versions
    }

    /// Returns `true` if there is a session with this id.
    pub fn is_logged_in(&self, uid: &str) -> bool {
        self.sessions.contains_key(uid)
    }

    /// Returns the user whose calls a session controls, if it controls calls.
    pub fn controlled_by(&self, uid: &str) -> Option<&str> {
        let claim = &self.sessions.get(uid)?.applicant;
        self.controls(claim.user_type.known()?.as_str(), &claim.id).then_some(&*claim.id)
    }

    /// Returns `true` if a client of this type that logs in with this id controls the calls of a user: it is neither
    /// a console nor the client of a call center.
    pub fn controls(&self, user_type: &str, id: &str) -> bool {
        user_type == UserType::CallClient.as_str() && self.users.contains_key(id)
    }

    /// Starts an automatic call: it rings at the phone of a user, or waits in a queue.
    fn ring(&mut self, uid: &str) {
        let Some(session) = self.sessions.get(uid) else { return };
        let id = session.applicant.id.to_string();
        if session.applicant.user_type != UserType::CallClient {
            return;
        }
        let caller = self.stranger();
        if let Some(user) = self.users.get(&id) {
            // A call that is forwarded to an outside party is out of sight.
            if let (Target::User(id), forwarded) = self.reach(&user.number) {
                self.alert(&id, caller, None, forwarded, Some(self.settings.talk));
            }
        } else if let Some(call) = self.enqueue(&id, caller, None, false, 0) {
            self.schedule(self.settings.answer, Timer::Serve { queue: id, call });
        }
    }

    fn force_out(&mut self, uid: &str, reason: UserLogoutReason) {
        if let Some(session) = self.sessions.remove(uid) {
            let mut document = session.log_out(reason);
            document.version = Some(session.version.clone());
            let document = document.into_owned();
            self.outgoing.push(Outgoing { to: To::Session(uid.into()), document });
        }
    }

    fn schedule(&mut self, delay: u64, timer: Timer) {
        self.serial += 1;
        self.timers.insert((self.now.saturating_add(delay), self.serial), timer);
    }

    /// Returns a number that was never returned before.
    fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Returns what is to be sent, at the end of everything that may change the world.
    fn take(&mut self) -> Vec<Outgoing> {
        if self.settings.distribute {
            self.distribute();
        }
        core::mem::take(&mut self.outgoing)
    }
}
