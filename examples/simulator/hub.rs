//! Hub of the simulator: it holds the world behind a lock, the clock, and the connections.
//!
//! Each connection has a reading thread and a writing thread. Documents are queued for a
//! connection while the world is locked, so they are sent in the order of the events. A peer that
//! stops reading is disconnected when its queue is full.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Line, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub use broadworks_cap::Protocol;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::message::values::UserLogoutReason;
use broadworks_cap::transport::{Connection, KEEPALIVE_INTERVAL, LOGIN_TIMEOUT, Receiver, Sender};
use broadworks_cap::{Document, Encoder, Limits};

use crate::world::{Outgoing, Settings, Subscriber, To, World};
use crate::{cap_c, ccc2};

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

/// A running simulator. Clones are handles to the same simulator.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    wake: Condvar,
    manners: Manners,
    begun: Instant,
    begun_at: u64,
    random: RandomState,
}

/// The state behind the lock.
pub struct State {
    /// The world.
    pub world: World,
    connections: HashMap<u64, Outlet>,
    /// Connection of each session.
    sessions: HashMap<String, u64>,
    /// Connections of the server farm; the first is next in turn.
    farm: VecDeque<u64>,
    addresses: Vec<SocketAddr>,
    threads: Vec<JoinHandle<()>>,
    serial: u64,
    stopping: bool,
}

/// The queue of documents for a connection, and its stream.
struct Outlet {
    line: SyncSender<Vec<u8>>,
    stream: TcpStream,
    protocol: Protocol,
}

impl Hub {
    /// Creates a simulator that does not listen on any address yet.
    pub fn new(settings: Settings, users: Vec<Subscriber>, queues: Vec<Subscriber>, manners: Manners) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let begun_at = u64::try_from(since.as_millis()).unwrap_or_default();
        let state = State {
            world: World::new(settings, users, queues, begun_at),
            connections: HashMap::new(),
            sessions: HashMap::new(),
            farm: VecDeque::new(),
            addresses: Vec::new(),
            threads: Vec::new(),
            serial: 100_000,
            stopping: false,
        };
        let (begun, random) = (Instant::now(), RandomState::new());
        let inner = Inner { state: Mutex::new(state), wake: Condvar::new(), manners, begun, begun_at, random };
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

    /// Logs all users out and ends every thread.
    pub fn stop(&self) {
        let (threads, addresses) = {
            let mut state = self.lock();
            state.stopping = true;
            let farewell = state.world.force_all_out(UserLogoutReason::ForceLogoutLocked);
            state.deliver(farewell, None);
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
        self.0.begun_at + u64::try_from(self.0.begun.elapsed().as_millis()).unwrap_or_default()
    }

    /// Returns a nonce: the time, as real servers use it, followed by digits that cannot be
    /// guessed, because they are hashed with a key from the operating system.
    pub fn nonce(&self, serial: u64) -> String {
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
        if state.stopping || !state.make_room(protocol, self.0.manners.connections) {
            return Err(io::Error::other("there are too many"));
        }
        let id = state.next();
        state.connections.insert(id, Outlet { line, stream: outlet, protocol });
        if protocol == Protocol::Ccc2 {
            state.farm.push_back(id);
        }
        state.threads.retain(|thread| !thread.is_finished());
        state.threads.push(thread::spawn(move || write(sender, &waiting)));
        let hub = self.clone();
        state.threads.push(thread::spawn(move || hub.serve(id, receiver, protocol, peer)));
        Ok(())
    }

    fn serve(&self, id: u64, receiver: Receiver<TcpStream>, protocol: Protocol, peer: SocketAddr) {
        self.say(|| format!("{peer} connects"));
        let end = match protocol {
            Protocol::CapC => cap_c::serve(self, id, receiver),
            Protocol::Ccc2 => ccc2::serve(self, id, receiver),
        };
        self.lock().disconnect(id);
        self.say(|| format!("{peer} leaves: {end}"));
    }

    /// Runs the timers: the automatic events of the world, and the keepalives.
    fn tick(&self) {
        let mut alive = Instant::now();
        let mut state = self.lock();
        while !state.stopping {
            let outgoing = state.world.advance(self.now());
            state.deliver(outgoing, None);
            let keepalive = self.0.manners.keepalive;
            if keepalive.is_some_and(|interval| alive.elapsed() >= interval) {
                alive = Instant::now();
                state.keep_alive();
            }
            let due = state.world.due().map(|due| Duration::from_millis(due.saturating_sub(self.now()).max(1)));
            let keepalive = keepalive.map(|interval| interval.saturating_sub(alive.elapsed()));
            // If there is no timer, the wait ends when the world changes.
            let wait =
                due.into_iter().chain(keepalive).min().unwrap_or(KEEPALIVE_INTERVAL).max(Duration::from_millis(1));
            state = self.0.wake.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl State {
    /// Returns a number that was never returned before.
    pub fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Binds a session to a connection, which gets its documents from now on.
    pub fn bind(&mut self, session: String, connection: u64) {
        self.sessions.insert(session, connection);
    }

    /// Queues documents for their connections.
    pub fn deliver(&mut self, outgoing: Vec<Outgoing>, asker: Option<u64>) {
        for Outgoing { to, document } in outgoing {
            let connection = match to {
                To::Session(uid) => {
                    let connection = self.sessions.get(&uid).copied();
                    if !self.world.is_logged_in(&uid) {
                        self.sessions.remove(&uid);
                    }
                    connection
                }
                To::Farm => {
                    let next = self.farm.pop_front();
                    self.farm.extend(next);
                    next
                }
                To::Asker => asker,
            };
            if let Some(connection) = connection {
                self.send(connection, &document);
            }
        }
    }

    /// Queues a document for a connection. A peer whose queue is full is disconnected.
    pub fn send(&mut self, connection: u64, document: &Document<'_>) {
        let Some(outlet) = self.connections.get(&connection) else { return };
        // A decoded document can always be encoded.
        let Ok(bytes) = Encoder::new(outlet.protocol).to_vec(document) else { return };
        if outlet.line.try_send(bytes).is_err() {
            self.cut(connection);
        }
    }

    /// Makes room for another connection if there are `most`; `false` if none can give way.
    fn make_room(&mut self, protocol: Protocol, most: usize) -> bool {
        if protocol == Protocol::Ccc2 && self.farm.len() >= most / 2 {
            return false;
        }
        if self.connections.len() < most {
            return true;
        }
        let sessions = self.sessions.iter().filter(|(uid, _)| self.world.is_logged_in(uid));
        let logged_in: HashSet<u64> = sessions.map(|(_, connection)| *connection).collect();
        let others = self.connections.iter().filter(|(id, _)| !logged_in.contains(id));
        let oldest = others.filter(|(_, outlet)| outlet.protocol == Protocol::CapC).map(|(id, _)| *id).min();
        oldest.map(|id| self.cut(id)).is_some()
    }

    /// Ends a connection at once.
    fn cut(&mut self, connection: u64) {
        if let Some(outlet) = self.connections.get(&connection) {
            _ = outlet.stream.shutdown(Shutdown::Both);
        }
        self.disconnect(connection);
    }

    /// Sends a keepalive to all connections (section 6.17).
    fn keep_alive(&mut self) {
        let document = Document::new(ServerStatusRequest::default());
        for connection in self.connections.keys().copied().collect::<Vec<_>>() {
            self.send(connection, &document);
        }
    }

    fn disconnect(&mut self, connection: u64) {
        self.connections.remove(&connection);
        self.farm.retain(|other| *other != connection);
        let (world, sessions) = (&mut self.world, &mut self.sessions);
        sessions.retain(|uid, on| {
            if *on == connection {
                world.log_out(uid);
            }
            *on != connection
        });
    }
}

/// Writes the queued documents of a connection until the queue is closed.
fn write(mut sender: Sender<TcpStream>, line: &Line<Vec<u8>>) {
    for bytes in line {
        if sender.send_encoded(&bytes).is_err() {
            break;
        }
    }
    _ = sender.get_ref().shutdown(Shutdown::Both);
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
