//! What the simulator simulates: users, their calls, conferences and queues, and who is told of what.
//!
//! Documents in, documents out: no socket, no thread, no clock. The time comes with every input, in
//! milliseconds since 1970, and [`World::due`] says when the world wants to be woken.

mod actions;
mod calls;
mod conferences;
mod consoles;
mod directory;
mod messages;
mod queue_messages;
mod queues;
mod tell;

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::Document;
use broadworks_cap::login::{Password, Session};
use broadworks_cap::message::values::{FailureCause, UserLogoutReason, UserType};

use calls::Call;
use directory::User;
use queues::Queue;

/// How the world behaves. Times are in milliseconds.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a phone rings until somebody picks it up.
    pub answer: u64,
    /// How long a call that came by itself lasts.
    pub talk: u64,
    /// How long after a login a call comes by itself.
    pub ring: Option<u64>,
    /// How many calls wait in each queue at the start.
    pub queued: usize,
    /// Whether CCC2 is spoken at all.
    pub farm: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { answer: 2_000, talk: 5_000, ring: None, queued: 3, farm: false }
    }
}

/// Somebody who can log in.
#[derive(Debug, Clone)]
pub struct Subscriber {
    /// The user id.
    pub id: String,
    /// Without one nobody is asked for a digest.
    pub password: Option<Password>,
    /// Why the login is refused although the password is right.
    pub refusal: Option<FailureCause>,
    /// Whether nobody may watch the user.
    pub private: bool,
}

impl Subscriber {
    /// A user without anything special.
    pub fn new(id: &str, password: Option<&str>) -> Self {
        Self { id: id.into(), password: password.map(Password::new), refusal: None, private: false }
    }
}

/// Where a document goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// The CAP-C client with this session id.
    Session(String),
    /// Any one connection of the server farm: the next in turn.
    Farm,
    /// The connection that asked.
    Asker,
}

/// A document on its way out.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Where it goes.
    pub to: To,
    /// What goes there.
    pub document: Document<'static>,
}

/// Something that happens by itself.
#[derive(Debug, Clone)]
enum Timer {
    /// Somebody picks up the phone that this call rings.
    Answer(String),
    /// The other side of this call hangs up.
    Release(String),
    /// A call comes for the user of this session.
    Ring(String),
    /// An agent takes this call out of this queue.
    Serve { queue: String, call: String },
}

/// Everything there is. Every method that takes a time must be given one that does not go back.
#[derive(Debug)]
pub struct World {
    settings: Settings,
    users: BTreeMap<String, User>,
    queues: BTreeMap<String, Queue>,
    /// By session id.
    sessions: BTreeMap<String, Session>,
    /// Whom a console watches, by its id and application. The list outlives the login.
    watched: BTreeMap<(String, String), BTreeSet<String>>,
    /// By call id. A released call is gone.
    calls: BTreeMap<String, Call>,
    /// Parked calls, by what they are parked against.
    parked: BTreeMap<String, calls::Far>,
    timers: BTreeMap<(u64, u64), Timer>,
    now: u64,
    serial: u64,
    outgoing: Vec<Outgoing>,
}

impl World {
    /// A world of these users and call centers, which get numbers from 240-555-0101 on.
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
            outgoing: Vec::new(),
        };
        world.populate(users, queues);
        world
    }

    /// The application of this session is up: it gets its initial state. Another session of the
    /// same application is forced out.
    pub fn log_in(&mut self, session: Session, now: u64) -> Vec<Outgoing> {
        self.now = self.now.max(now);
        let uid = session.user_uid.as_ref().map(|uid| uid.to_cow().into_owned()).unwrap_or_default();
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

    /// The session is over, and nobody needs to be told. Calls go on: phones are no clients.
    pub fn log_out(&mut self, uid: &str) {
        self.sessions.remove(uid);
    }

    /// Ends every session.
    pub fn force_all_out(&mut self, reason: UserLogoutReason) -> Vec<Outgoing> {
        for uid in self.sessions.keys().cloned().collect::<Vec<_>>() {
            self.force_out(&uid, reason);
        }
        self.take()
    }

    /// When something will happen by itself.
    pub fn due(&self) -> Option<u64> {
        self.timers.keys().next().map(|(at, _)| *at)
    }

    /// Lets happen what is due by now, in its order.
    pub fn advance(&mut self, now: u64) -> Vec<Outgoing> {
        while let Some(entry) = self.timers.first_entry().filter(|entry| entry.key().0 <= now) {
            self.now = self.now.max(entry.key().0);
            match entry.remove() {
                Timer::Answer(call) => self.answer(&call),
                Timer::Release(call) => self.hang_up(&call),
                Timer::Ring(session) => self.ring(&session),
                Timer::Serve { queue, call } => self.serve(&queue, &call),
            }
        }
        self.now = self.now.max(now);
        self.take()
    }

    /// Whether there is a session with this id.
    pub fn is_logged_in(&self, uid: &str) -> bool {
        self.sessions.contains_key(uid)
    }

    /// A call comes by itself: for a call client of a user it rings, in a queue it waits.
    fn ring(&mut self, uid: &str) {
        let Some(session) = self.sessions.get(uid) else { return };
        let id = session.applicant.id.to_cow().into_owned();
        if session.applicant.user_type != UserType::CallClient {
            return;
        }
        let caller = self.stranger();
        if self.users.contains_key(&id) {
            self.alert(&id, caller, None, None, Some(self.settings.talk));
        } else if let Some(call) = self.enqueue(&id, caller, None, false) {
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

    /// A number that was never given out.
    fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    fn take(&mut self) -> Vec<Outgoing> {
        core::mem::take(&mut self.outgoing)
    }
}
