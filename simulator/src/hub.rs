//! Hub of the simulator: it holds the world behind a lock, the clock, and the connections.
//!
//! Documents are queued for a connection while the world is locked, so they are sent in the order of the events. A peer
//! that stops reading is disconnected when its queue is full.

use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::mpsc::TrySendError;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use broadworks_cap::message::Direction;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::transport::{KEEPALIVE_INTERVAL, LOGIN_TIMEOUT};
use broadworks_cap::{Document, Encoder, Error};

use crate::journal::{self, Entry, Event, Log};
use crate::mistake::Mistake;
use crate::scenario::{Due, Play, Scenario, Wire};
use crate::state::State;
use crate::world::snapshot::Snapshot;
use crate::world::{Action, Ignored, Outgoing, Reaction, Settings, Subscriber, World};

/// Settings for connections.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Interval at which every connection gets a `serverStatusRequest`; `None` sends none.
    pub keepalive: Option<Duration>,
    /// Time after which a CAP-C connection without a session is closed; `None` lets it stay.
    pub login_timeout: Option<Duration>,
    /// Maximum number of connections. If there are more, the oldest CAP-C connection without a session
    /// gives way, so connections that do not log in shut nobody out. At most half of them belong to server
    /// farms, which do not log in.
    pub connections: usize,
    /// Skips an HTTP-like preamble.
    pub preamble: bool,
    /// Logs connects and disconnects to standard error.
    pub verbose: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            keepalive: Some(KEEPALIVE_INTERVAL),
            login_timeout: Some(LOGIN_TIMEOUT),
            connections: 1_000,
            preamble: false,
            verbose: false,
        }
    }
}

/// The clock and the nonces, which golden files need to be the same in every run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fixed {
    /// The time at the start, in milliseconds since 1970, at which the clock stands until it is advanced.
    pub time: Option<u64>,
    /// The nonce of every login.
    pub nonce: Option<String>,
}

/// A running simulator. Clones are handles to the same simulator.
#[derive(Clone)]
pub(crate) struct Hub(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    /// The next timer may be earlier than before.
    wake: Condvar,
    /// The journal has another entry.
    grown: Condvar,
    manners: Manners,
    begun: Instant,
    begun_at: u64,
    /// Milliseconds that the clock was advanced by.
    advanced: AtomicU64,
    fixed: Fixed,
    random: RandomState,
}

impl Hub {
    /// Creates a simulator that does not listen on any address yet.
    pub fn new(
        settings: Settings,
        users: Vec<Subscriber>,
        queues: Vec<Subscriber>,
        manners: Manners,
        fixed: Fixed,
        journal: usize,
        scenario: Scenario,
    ) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let begun_at = fixed.time.unwrap_or_else(|| milliseconds(since));
        let world = World::new(settings, users, queues, begun_at);
        let alive = manners.keepalive.map_or(u64::MAX, |interval| begun_at.saturating_add(milliseconds(interval)));
        let state = State::new(world, Log::new(journal), Play::new(scenario, begun_at), alive);
        let inner = Inner {
            state: Mutex::new(state),
            wake: Condvar::new(),
            grown: Condvar::new(),
            manners,
            begun: Instant::now(),
            begun_at,
            advanced: AtomicU64::new(0),
            fixed,
            random: RandomState::new(),
        };
        let hub = Self(Arc::new(inner));
        let clock = hub.clone();
        hub.lock().threads.push(thread::spawn(move || clock.tick()));
        hub
    }

    /// Returns the ids and numbers of all users and queues.
    pub fn numbers(&self) -> Vec<(String, String)> {
        self.lock().world.numbers().map(|(id, number)| (id.to_owned(), number.to_owned())).collect()
    }

    /// Lets whoever waits for the end know that somebody wants it.
    #[cfg(feature = "program")]
    pub fn ask_to_stop(&self) {
        self.lock().asked_to_stop = true;
        self.0.grown.notify_all();
    }

    /// Waits until somebody wants the simulator to stop, or nobody waits for more.
    #[cfg(feature = "program")]
    pub fn await_stop(&self) {
        let state = self.lock();
        drop(self.0.grown.wait_while(state, |state| !state.asked_to_stop && !state.play.is_given_up()));
    }

    /// Returns the world as it is now.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.lock();
        state.world.snapshot(self.now())
    }

    /// Locks the world and the connections. After a change to the world, call
    /// [`wake`](Self::wake).
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent even if a thread panicked, because documents are delivered after
        // the world has changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the clock to be woken, or for some time.
    pub fn doze<'s>(&self, state: MutexGuard<'s, State>, time: Duration) -> MutexGuard<'s, State> {
        self.0.wake.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Wakes the clock, because the next timer may be earlier than before.
    pub fn wake(&self) {
        self.0.wake.notify_all();
    }

    /// Returns the time in milliseconds since 1970. It never goes back.
    pub fn now(&self) -> u64 {
        let passed = if self.0.fixed.time.is_some() { 0 } else { milliseconds(self.0.begun.elapsed()) };
        self.0.begun_at.saturating_add(passed).saturating_add(self.0.advanced.load(Ordering::SeqCst))
    }

    /// Advances the clock. Everything that is due by then has happened when this returns.
    pub fn advance(&self, time: Duration) {
        let mut state = self.lock();
        self.0.advanced.fetch_add(milliseconds(time), Ordering::SeqCst);
        self.run_timers(&mut state);
        drop(state);
        self.wake();
    }

    /// Lets something happen, and sends what follows.
    pub fn act(&self, action: &Action) -> Result<Option<String>, Ignored> {
        let mut state = self.lock();
        let now = self.now();
        let (call, outgoing) = state.world.act(action, now)?;
        self.deliver(&mut state, outgoing, None);
        drop(state);
        self.wake();
        Ok(call)
    }

    /// Returns what is notified when the journal grows.
    pub fn grown(&self) -> &Condvar {
        &self.0.grown
    }

    /// Returns a nonce: the time, as real servers use it, followed by digits that cannot be
    /// guessed, because they are hashed with a key from the operating system.
    pub fn nonce(&self, serial: u64) -> String {
        if let Some(nonce) = &self.0.fixed.nonce {
            return nonce.clone();
        }
        let mut hasher = self.0.random.build_hasher();
        hasher.write_u64(serial);
        format!("{}{:020}", self.now(), hasher.finish())
    }

    /// Returns the settings for connections.
    pub fn manners(&self) -> &Manners {
        &self.0.manners
    }

    /// Prints a line to standard error in verbose mode.
    pub fn say(&self, what: impl FnOnce() -> String) {
        if self.0.manners.verbose {
            eprintln!("{}", what());
        }
    }

    /// Enters into the journal what happened on a connection, and prints it in verbose mode.
    pub fn enter(&self, state: &mut State, entry: Entry) {
        let entry = state.log.push(entry);
        self.say(|| entry.to_string());
        self.0.grown.notify_all();
    }

    /// Returns an entry about a connection; `None` if nobody will read it.
    pub fn entry(&self, state: &State, connection: u64, event: Event) -> Option<Entry> {
        let outlet = state.connections.get(&connection)?;
        if !state.log.is_kept() && !self.0.manners.verbose {
            return None;
        }
        let (peer, protocol) = (outlet.peer, outlet.protocol);
        let mut entry = Entry {
            number: 0,
            at: self.now(),
            connection,
            peer,
            protocol,
            user: None,
            application: None,
            event,
            bytes: Vec::new(),
            findings: Vec::new(),
            ignored: None,
            mistake: None,
        };
        if let Some(document) = entry.document() {
            (entry.user, entry.application) = state.whose(document);
        }
        Some(entry)
    }

    /// Enters a document that a client sent, and what became of it.
    pub fn received(
        &self,
        state: &mut State,
        connection: u64,
        bytes: &[u8],
        document: &Document<'_>,
        ignored: Option<Ignored>,
        mistake: Option<Mistake>,
    ) {
        if let Some(protocol) = state.connections.get(&connection).map(|outlet| outlet.protocol) {
            state.notice(self.now(), Direction::ToServer, protocol, document);
        }
        self.0.grown.notify_all();
        let event = Event::Received(Box::new(document.clone().into_owned()));
        let Some(mut entry) = self.entry(state, connection, event) else { return };
        entry.findings = journal::validated(entry.protocol, Direction::ToServer, bytes);
        entry.findings.extend(state.check(connection, Direction::ToServer, document));
        (entry.bytes, entry.ignored, entry.mistake) = (bytes.to_vec(), ignored, mistake);
        self.enter(state, entry);
    }

    /// Enters bytes of a client that are no document.
    pub fn malformed(&self, connection: u64, bytes: &[u8], error: Error) {
        let mut state = self.lock();
        let Some(mut entry) = self.entry(&state, connection, Event::Malformed(error)) else { return };
        entry.bytes = bytes.to_vec();
        self.enter(&mut state, entry);
    }

    /// Queues documents for their connections.
    pub fn deliver(&self, state: &mut State, outgoing: Vec<Outgoing>, asker: Option<u64>) {
        for Outgoing { to, document } in outgoing {
            if let Some(connection) = state.recipient(&to, asker) {
                self.send(state, connection, &document);
            }
        }
    }

    /// Processes a document that is not part of a login, and enters it into the journal.
    pub fn react(&self, state: &mut State, connection: u64, bytes: &[u8], document: &Document<'_>, reaction: Reaction) {
        self.received(state, connection, bytes, document, reaction.ignored, None);
        self.deliver(state, reaction.outgoing, Some(connection));
    }

    /// Queues a document for a connection. A peer whose queue is full is disconnected.
    pub fn send(&self, state: &mut State, connection: u64, document: &Document<'_>) {
        let Some(outlet) = state.connections.get(&connection) else { return };
        // A decoded document can always be encoded.
        let Ok(bytes) = Encoder::new(outlet.protocol).to_vec(document) else { return };
        let protocol = outlet.protocol;
        let turns = state.notice(self.now(), Direction::ToClient, protocol, document);
        // What is expected may have come, whether there is a journal or not.
        self.0.grown.notify_all();
        let turns = turns.unwrap_or_else(|| vec![Wire::Bytes(bytes.clone())]);
        let event = Event::Sent(Box::new(document.clone().into_owned()));
        if let Some(mut entry) = self.entry(state, connection, event) {
            entry.findings = journal::validated(entry.protocol, Direction::ToClient, &bytes);
            entry.findings.extend(state.check(connection, Direction::ToClient, document));
            entry.bytes = turns.iter().flat_map(Wire::bytes).copied().collect();
            self.enter(state, entry);
        }
        self.write(state, connection, turns);
    }

    /// Queues turns for the thread that writes to a connection.
    fn write(&self, state: &mut State, connection: u64, turns: Vec<Wire>) {
        let Some(outlet) = state.connections.get(&connection) else { return };
        // A document that drips has many turns, but counts as one.
        match outlet.line.try_send(turns) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => self.cut(state, connection, "it does not read what is sent"),
            // The writer has ended the stream in its way, which may be a reset.
            Err(TrySendError::Disconnected(_)) => self.disconnect(state, connection, "nothing can be sent any more"),
        }
    }

    /// Does what a scenario wants now.
    fn play(&self, state: &mut State, now: u64) {
        while let Some(due) = state.play.take(now) {
            let what = format!("{due:?}");
            if let Err(ignored) = self.perform(state, due, now) {
                self.say(|| format!("scenario: {what} cannot happen: {ignored}"));
            }
        }
    }

    /// Does one thing that a scenario wants. Returns the id of the call that comes of it.
    ///
    /// # Errors
    /// The reason it cannot happen.
    pub fn perform(&self, state: &mut State, due: Due, now: u64) -> Result<Option<String>, Ignored> {
        let (user, turns) = match due {
            Due::Act(actions, name) => {
                let mut last = None;
                for action in actions {
                    let (call, outgoing) = state.world.act(&action, now)?;
                    self.deliver(state, outgoing, None);
                    last = call.or(last);
                }
                if let Some(call) = &last {
                    state.play.name(name, call.clone());
                }
                return Ok(last);
            }
            Due::Write { user, text } => (user, Wire::Bytes(text.into_bytes())),
            Due::Close { user, resets } => (user, if resets { Wire::Reset } else { Wire::Close }),
        };
        let connections = state.connections_of(&user);
        for connection in &connections {
            self.write(state, *connection, vec![turns.clone()]);
        }
        if connections.is_empty() { Err(Ignored::NotLoggedIn) } else { Ok(None) }
    }

    /// Ends a connection at once.
    pub fn cut(&self, state: &mut State, connection: u64, why: &str) {
        if let Some(outlet) = state.connections.get(&connection) {
            outlet.stream.cut();
        }
        self.disconnect(state, connection, why);
    }

    pub fn disconnect(&self, state: &mut State, connection: u64, why: &str) {
        if let Some(entry) = self.entry(state, connection, Event::Closed(why.into())) {
            self.enter(state, entry);
        }
        state.disconnect(connection);
        let is_there = !state.farm.is_empty();
        let outgoing = state.world.farm_is_there(is_there);
        self.deliver(state, outgoing, None);
    }

    /// Runs what is due: the automatic events of the world, and the keepalives.
    fn run_timers(&self, state: &mut State) {
        let now = self.now();
        let outgoing = state.world.advance(now);
        self.deliver(state, outgoing, None);
        self.play(state, now);
        if let Some(interval) = self.0.manners.keepalive.filter(|_| state.alive <= now) {
            state.alive = now.saturating_add(milliseconds(interval));
            // Section 6.17.
            let document = Document::new(ServerStatusRequest::default());
            for connection in state.connections.keys().copied().collect::<Vec<_>>() {
                self.send(state, connection, &document);
            }
        }
    }

    /// Runs the timers until the simulator stops.
    fn tick(&self) {
        let mut state = self.lock();
        while !state.stopping {
            self.run_timers(&mut state);
            let next = [state.world.due(), state.play.next(), Some(state.alive)].into_iter().flatten().min();
            let next = next.unwrap_or(u64::MAX);
            // If there is no timer, the wait ends when the world changes.
            let left = Duration::from_millis(next.saturating_sub(self.now()).max(1)).min(KEEPALIVE_INTERVAL);
            state = self.doze(state, left);
        }
    }
}

pub(crate) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
