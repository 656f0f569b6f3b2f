//! Hub of the simulator: it holds the world behind a lock, the clock, and the connections.
//!
//! Each connection has a reading thread and a writing thread. Documents are queued for a
//! connection while the world is locked, so they are sent in the order of the events. A peer that
//! stops reading is disconnected when its queue is full.

use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Line, TrySendError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use broadworks_cap::message::Direction;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::message::values::UserLogoutReason;
use broadworks_cap::transport::{Connection, KEEPALIVE_INTERVAL, LOGIN_TIMEOUT, Receiver, Sender};
use broadworks_cap::validate::session::SessionChecker;
use broadworks_cap::{Document, Encoder, Error, Limits, Protocol};

use crate::journal::{self, Entry, Event, Log};
use crate::mistake::Mistake;
use crate::scenario::{Due, Play, Scenario, Wire};
use crate::state::{Outlet, Room, State};
use crate::world::snapshot::Snapshot;
use crate::world::{Action, Ignored, Outgoing, Reaction, Settings, Subscriber, World};
use crate::{cap_c, ccc2};
use socket2::SockRef;

/// Maximum number of documents queued for one connection.
const MAX_WAITING: usize = 1_024;
/// Time after which a peer that accepts no data is disconnected.
const PATIENCE: Duration = Duration::from_secs(10);
/// Time that peers have to read their queued documents when the simulator stops.
const FAREWELL: Duration = Duration::from_secs(1);

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

    /// Accepts connections of a protocol until the simulator stops.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn listen(&self, listener: TcpListener, protocol: Protocol) -> io::Result<()> {
        let address = listener.local_addr()?;
        let hub = self.clone();
        let accepting = thread::spawn(move || {
            for stream in listener.incoming() {
                if hub.lock().stopping {
                    return;
                }
                // An error here means that the peer disconnected before it was accepted.
                if let Err(error) = stream.and_then(|stream| hub.welcome(stream, protocol)) {
                    hub.say(|| format!("a connection was not accepted: {error}"));
                    // If the process has no file descriptors left, the next `accept` fails at once,
                    // too.
                    thread::sleep(Duration::from_millis(10));
                }
            }
        });
        let mut state = self.lock();
        state.addresses.push(address);
        state.threads.push(accepting);
        Ok(())
    }

    /// Returns the ids and numbers of all users and queues.
    pub fn numbers(&self) -> Vec<(String, String)> {
        self.lock().world.numbers().map(|(id, number)| (id.to_owned(), number.to_owned())).collect()
    }

    /// Returns the world as it is now.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.lock();
        state.world.snapshot(self.now())
    }

    /// Logs all users out and ends every thread.
    pub fn stop(&self) {
        let (threads, addresses) = {
            let mut state = self.lock();
            state.stopping = true;
            let farewell = state.world.force_all_out(UserLogoutReason::ForceLogoutLocked);
            self.deliver(&mut state, farewell, None);
            // With the sending end of its queue gone, each writer empties the queue and ends the
            // connection.
            let streams: Vec<_> = state.connections.drain().map(|(_, outlet)| outlet.stream).collect();
            let threads = core::mem::take(&mut state.threads);
            self.0.wake.notify_all();
            let late = Instant::now() + FAREWELL;
            drop(state);
            while Instant::now() < late && threads_left(&threads) > self.lock().addresses.len() {
                thread::sleep(Duration::from_millis(2));
            }
            for stream in streams {
                _ = stream.shutdown(Shutdown::Both);
            }
            (threads, self.lock().addresses.clone())
        };
        for address in addresses {
            // Wakes the accepting thread, which then sees that the simulator is stopping.
            _ = TcpStream::connect(reachable(address));
        }
        for thread in threads {
            _ = thread.join();
        }
    }

    /// Locks the world and the connections. After a change to the world, call
    /// [`wake`](Self::wake).
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent even if a thread panicked, because documents are delivered after
        // the world has changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Returns the time after which a CAP-C connection without a session is closed.
    pub fn login_timeout(&self) -> Option<Duration> {
        self.0.manners.login_timeout
    }

    /// Prints a line to standard error in verbose mode.
    pub fn say(&self, what: impl FnOnce() -> String) {
        if self.0.manners.verbose {
            eprintln!("{}", what());
        }
    }

    /// Enters into the journal what happened on a connection, and prints it in verbose mode.
    fn enter(&self, state: &mut State, entry: Entry) {
        let entry = state.log.push(entry);
        self.say(|| entry.to_string());
        self.0.grown.notify_all();
    }

    /// Returns an entry about a connection; `None` if nobody will read it.
    fn entry(&self, state: &State, connection: u64, event: Event) -> Option<Entry> {
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
            match due {
                Due::Act(action, name) => match state.world.act(&action, now) {
                    Ok((call, outgoing)) => {
                        if let Some(call) = call {
                            state.play.name(name, call);
                        }
                        self.deliver(state, outgoing, None);
                    }
                    Err(ignored) => self.say(|| format!("scenario: {action:?} cannot happen: {ignored}")),
                },
                Due::Write { user, text } => {
                    for connection in state.connections_of(&user) {
                        self.write(state, connection, vec![Wire::Bytes(text.clone().into_bytes())]);
                    }
                }
                Due::Close { user, resets } => {
                    for connection in state.connections_of(&user) {
                        self.write(state, connection, vec![if resets { Wire::Reset } else { Wire::Close }]);
                    }
                }
            }
        }
    }

    /// Ends a connection at once.
    fn cut(&self, state: &mut State, connection: u64, why: &str) {
        if let Some(outlet) = state.connections.get(&connection) {
            _ = outlet.stream.shutdown(Shutdown::Both);
        }
        self.disconnect(state, connection, why);
    }

    fn disconnect(&self, state: &mut State, connection: u64, why: &str) {
        if let Some(entry) = self.entry(state, connection, Event::Closed(why.into())) {
            self.enter(state, entry);
        }
        state.disconnect(connection);
    }

    /// Makes room for another connection; `false` if none can give way.
    fn make_room(&self, state: &mut State, protocol: Protocol) -> bool {
        match state.room(protocol, self.0.manners.connections) {
            Room::Free => true,
            Room::InPlaceOf(oldest) => {
                self.cut(state, oldest, "it gives way to another connection");
                true
            }
            Room::None => false,
        }
    }

    /// Writes the queued documents of a connection until the queue is closed.
    fn write_all(&self, mut sender: Sender<TcpStream>, line: &Line<Vec<Wire>>) {
        let (mut held, mut more) = (Vec::new(), 0);
        for turn in line.iter().flatten() {
            let bytes = match turn {
                Wire::Bytes(bytes) => bytes,
                Wire::Wait(time) => {
                    self.pause(time);
                    continue;
                }
                Wire::Glue(others, bytes) => {
                    if others > 0 && more == 0 {
                        more = others + 1;
                    }
                    bytes
                }
                Wire::Close => break,
                Wire::Reset => {
                    // With no time to linger, closing the last handle is a reset; `shutdown` would be an end.
                    _ = SockRef::from(sender.get_ref()).set_linger(Some(Duration::ZERO));
                    _ = sender.get_ref().shutdown(Shutdown::Read);
                    return;
                }
            };
            held.extend(bytes);
            more = more.saturating_sub(1);
            if more == 0 && sender.send_encoded(&core::mem::take(&mut held)).is_err() {
                break;
            }
        }
        // What was kept for others that did not come.
        _ = sender.send_encoded(&held);
        _ = sender.get_ref().shutdown(Shutdown::Both);
    }

    /// Waits, but not longer than the simulator runs.
    fn pause(&self, time: Duration) {
        let late = Instant::now() + time;
        let mut state = self.lock();
        while let left = late.saturating_duration_since(Instant::now())
            && !state.stopping
            && !left.is_zero()
        {
            state = self.0.wake.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
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

    fn welcome(&self, stream: TcpStream, protocol: Protocol) -> io::Result<()> {
        let peer = stream.peer_addr()?;
        stream.set_nodelay(true)?;
        let outlet = stream.try_clone()?;
        let limits = Limits::default().preamble(self.0.manners.preamble);
        let connection = Connection::from(stream).limits(limits).protocol(protocol);
        let (receiver, mut sender) = connection.split()?;
        sender.set_send_timeout(Some(PATIENCE));
        let (line, waiting) = sync_channel(MAX_WAITING);
        let mut state = self.lock();
        if state.stopping || !self.make_room(&mut state, protocol) {
            return Err(io::Error::other("there are too many"));
        }
        let id = state.next();
        let checker = SessionChecker::new(protocol).from_start(true);
        state.connections.insert(id, Outlet { line, stream: outlet, protocol, peer, checker });
        if let Some(entry) = self.entry(&state, id, Event::Connected) {
            self.enter(&mut state, entry);
        }
        if protocol == Protocol::Ccc2 {
            state.farm.push_back(id);
        }
        state.threads.retain(|thread| !thread.is_finished());
        let writing = self.clone();
        state.threads.push(thread::spawn(move || writing.write_all(sender, &waiting)));
        let hub = self.clone();
        state.threads.push(thread::spawn(move || hub.serve(id, receiver, protocol)));
        Ok(())
    }

    fn serve(&self, id: u64, receiver: Receiver<TcpStream>, protocol: Protocol) {
        let end = match protocol {
            Protocol::CapC => cap_c::serve(self, id, receiver),
            Protocol::Ccc2 => ccc2::serve(self, id, receiver),
        };
        self.disconnect(&mut self.lock(), id, &end);
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
            state = self.0.wake.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn threads_left(threads: &[JoinHandle<()>]) -> usize {
    threads.iter().filter(|thread| !thread.is_finished()).count()
}

/// Returns an address to connect to, for a listener that is bound to any address.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
