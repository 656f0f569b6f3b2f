//! State of the simulator, behind the lock of its hub: the world, the connections, the journal, the scenario.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::mpsc::SyncSender;
use std::thread::JoinHandle;

use broadworks_cap::message::Direction;
use broadworks_cap::validate::session::SessionChecker;
use broadworks_cap::{Document, Protocol};

use crate::journal::{Finding, Log};
use crate::mistake::Nonces;
use crate::scenario::{FARMS, Message, Play, Wire};
use crate::stream::Stream;
use crate::world::{To, World};

/// The state.
pub struct State {
    /// The world.
    pub world: World,
    pub connections: HashMap<u64, Outlet>,
    /// Connection of each session.
    sessions: HashMap<String, u64>,
    /// Connections of the server farm; the first is next in turn.
    pub farm: VecDeque<u64>,
    pub addresses: Vec<SocketAddr>,
    pub threads: Vec<JoinHandle<()>>,
    serial: u64,
    pub stopping: bool,
    /// Somebody wants the simulator to stop.
    #[cfg(feature = "program")]
    pub asked_to_stop: bool,
    /// Time of the next keepalive.
    pub alive: u64,
    pub log: Log,
    pub play: Play,
    /// The session of the server farm, in which all its connections share.
    farm_checker: SessionChecker,
    pub nonces: Nonces,
}

/// The queue of documents for a connection, and its stream.
pub struct Outlet {
    pub line: SyncSender<Vec<Wire>>,
    pub stream: Stream,
    pub protocol: Protocol,
    pub peer: SocketAddr,
    /// The sessions of a CAP-C connection.
    pub checker: SessionChecker,
}

/// Room for another connection.
pub enum Room {
    Free,
    /// This connection gives way.
    InPlaceOf(u64),
    None,
}

impl State {
    /// Creates the state of a simulator without connections.
    pub fn new(world: World, log: Log, play: Play, alive: u64) -> Self {
        Self {
            world,
            connections: HashMap::new(),
            sessions: HashMap::new(),
            farm: VecDeque::new(),
            addresses: Vec::new(),
            threads: Vec::new(),
            serial: 100_000,
            stopping: false,
            #[cfg(feature = "program")]
            asked_to_stop: false,
            alive,
            log,
            play,
            farm_checker: SessionChecker::new(Protocol::Ccc2),
            nonces: Nonces::default(),
        }
    }

    /// Returns a number that was never returned before.
    pub fn next(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Binds a session to a connection, which gets its documents from now on.
    pub fn bind(&mut self, session: String, connection: u64) {
        self.sessions.insert(session, connection);
    }

    /// Returns the user that a document is about, and the application.
    pub fn whose(&self, document: &Document<'_>) -> (Option<String>, Option<String>) {
        let subject = document.subject();
        let known = subject.user_uid.as_deref().and_then(|uid| match self.world.user_of(uid) {
            Some((id, application, _)) => Some((id, Some(application))),
            None => self.world.id_of(uid).map(|id| (id, None)),
        });
        let own = |text: &Option<broadworks_cap::Text<'_>>| text.as_ref().map(|text| text.to_string());
        let user = own(&subject.id).or_else(|| known.map(|(id, _)| id.to_owned()));
        (user, own(&subject.application_id).or_else(|| known?.1.map(str::to_owned)))
    }

    /// Lets the scenario take notice of a document. For one that is sent, returns what to write if it has a fault.
    pub fn notice(
        &mut self,
        now: u64,
        direction: Direction,
        protocol: Protocol,
        document: &Document<'_>,
    ) -> Option<Vec<Wire>> {
        if self.play.is_empty() {
            return None;
        }
        let (user, application) = self.whose(document);
        let message = Message { direction, document, user: user.as_deref(), application: application.as_deref() };
        self.play.notice(now, &message);
        if direction == Direction::ToClient { self.play.write(protocol, &message) } else { None }
    }

    /// Returns the connections over which clients of a user are logged in, or those of server farms.
    pub fn connections_of(&self, user: &str) -> Vec<u64> {
        if user == FARMS {
            return self.farm.iter().copied().collect();
        }
        let of_user = |uid: &str| self.world.user_of(uid).is_some_and(|(id, ..)| id == user);
        let mut all: Vec<u64> = self.sessions.iter().filter(|(uid, _)| of_user(uid)).map(|(_, id)| *id).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns the connection that gets a document.
    pub fn recipient(&mut self, to: &To, asker: Option<u64>) -> Option<u64> {
        match to {
            To::Session(uid) => {
                let connection = self.sessions.get(uid).copied();
                if !self.world.is_logged_in(uid) {
                    self.sessions.remove(uid);
                }
                connection
            }
            To::Farm => {
                let next = self.farm.pop_front();
                self.farm.extend(next);
                next
            }
            To::Asker => asker,
        }
    }

    /// Returns what is wrong with a document in its session.
    pub fn check(&mut self, connection: u64, direction: Direction, document: &Document<'_>) -> Vec<Finding> {
        let checker = match self.connections.get_mut(&connection) {
            Some(outlet) if outlet.protocol == Protocol::CapC => &mut outlet.checker,
            _ => &mut self.farm_checker,
        };
        let found = checker.check(direction, document).map(|found| Finding {
            id: found.rule().id(),
            severity: None,
            path: found.path().into(),
            text: found.to_string(),
        });
        found.collect()
    }

    /// Returns whether there is room for another connection if there may be `most`.
    pub fn room(&self, protocol: Protocol, most: usize) -> Room {
        if protocol == Protocol::Ccc2 && self.farm.len() >= most / 2 {
            return Room::None;
        }
        if self.connections.len() < most {
            return Room::Free;
        }
        self.oldest_idle().map_or(Room::None, Room::InPlaceOf)
    }

    /// Returns the oldest CAP-C connection on which nobody is logged in.
    pub fn oldest_idle(&self) -> Option<u64> {
        let sessions = self.sessions.iter().filter(|(uid, _)| self.world.is_logged_in(uid));
        let logged_in: HashSet<u64> = sessions.map(|(_, connection)| *connection).collect();
        let others = self.connections.iter().filter(|(id, _)| !logged_in.contains(id));
        others.filter(|(_, outlet)| outlet.protocol == Protocol::CapC).map(|(id, _)| *id).min()
    }

    /// Forgets a connection, and logs out who was logged in over it.
    pub fn disconnect(&mut self, connection: u64) {
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
