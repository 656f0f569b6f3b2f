//! A running simulator, and how it is set up.

use core::fmt;
use core::time::Duration;
use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use broadworks_cap::Protocol;
use broadworks_cap::message::values::UserLogoutReason;

use crate::connection::{self, Listens};
use crate::hub::{Fixed, Hub, Manners};
use crate::journal::Journal;
use crate::scenario::Scenario;
#[cfg(feature = "tls")]
use crate::tls::Tls;
use crate::world::snapshot::{self, Snapshot};
use crate::world::{Action, Change, Ignored, Settings, Subscriber};

/// Number of entries that a journal keeps by default.
const JOURNAL: usize = 10_000;

/// What a [`Simulator`] is started with.
///
/// By default it has no users, and listens for CAP-C on a free port of the loopback address.
#[derive(Debug, Clone)]
#[must_use]
pub struct Setup {
    users: Vec<Subscriber>,
    queues: Vec<Subscriber>,
    settings: Settings,
    manners: Manners,
    listen: Vec<(SocketAddr, Listens)>,
    fixed: Fixed,
    journal: usize,
    scenario: Scenario,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            queues: Vec::new(),
            settings: Settings::default(),
            manners: Manners::default(),
            listen: Vec::new(),
            fixed: Fixed::default(),
            journal: JOURNAL,
            scenario: Scenario::default(),
        }
    }
}

impl Setup {
    /// Creates the default setup.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a user: an id, or an id and a password, or a [`Subscriber`] with more. Users get the numbers 240-555-0101 and
    /// up, in this order.
    pub fn user(mut self, user: impl Into<Subscriber>) -> Self {
        self.users.push(user.into());
        self
    }

    /// Adds a call center, whose number follows those of the users. Every user is an agent of every call center.
    pub fn queue(mut self, queue: impl Into<Subscriber>) -> Self {
        self.queues.push(queue.into());
        self
    }

    /// Sets the settings of the world: how long phones ring, and what happens by itself.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets the time that a phone rings until the call is answered; two seconds by default.
    pub fn answer_after(mut self, time: Duration) -> Self {
        self.settings.answer = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Sets the settings for connections.
    pub fn manners(mut self, manners: Manners) -> Self {
        self.manners = manners;
        self
    }

    /// Listens for CAP-C on this address, too. Port 0 is a free port. Without any address it is a free port of the
    /// loopback address.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen.push((address, Listens::plain(Protocol::CapC)));
        self
    }

    /// Listens for CAP-C over TLS on this address, too.
    #[cfg(feature = "tls")]
    pub fn listen_tls(mut self, address: SocketAddr, tls: Tls) -> Self {
        self.listen.push((address, Listens { protocol: Protocol::CapC, tls: Some(tls) }));
        self
    }

    /// Lets server farms connect over CCC2, on a free port of the loopback address.
    pub fn ccc2(self) -> Self {
        self.listen_ccc2((Ipv4Addr::LOCALHOST, 0).into())
    }

    /// Lets server farms connect over CCC2, on this address, too.
    pub fn listen_ccc2(mut self, address: SocketAddr) -> Self {
        self.listen.push((address, Listens::plain(Protocol::Ccc2)));
        self
    }

    /// Lets the clock stand at this time, in milliseconds since 1970, until the simulator is
    /// [advanced](Simulator::advance). Then nothing happens by itself, and times are the same in every run.
    pub fn clock_at(mut self, time: u64) -> Self {
        self.fixed.time = Some(time);
        self
    }

    /// Gives every login this nonce, so that digests are the same in every run. By default nobody can guess a nonce, and
    /// none comes twice.
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.fixed.nonce = Some(nonce.into());
        self
    }

    /// Adds a scenario.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = self.scenario.and(scenario);
        self
    }

    /// Sets how many of the newest entries the journal keeps; 10,000 by default. With 0 there is no journal, and no
    /// message is checked.
    pub fn journal(mut self, entries: usize) -> Self {
        self.journal = entries;
        self
    }
}

/// A running simulator, which is stopped when dropped.
pub struct Simulator {
    pub(crate) hub: Hub,
    listeners: Vec<Listener>,
}

/// An address on which a simulator listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listener {
    /// The address, with the port it has in place of 0.
    pub address: SocketAddr,
    /// What is spoken there.
    pub protocol: Protocol,
    /// Whether it is encrypted.
    pub tls: bool,
}

impl Simulator {
    /// Starts a simulator. When this returns, it listens.
    ///
    /// # Errors
    /// The error of the operating system if it cannot listen on an address, or `InvalidInput` if two users or call centers
    /// have the same id.
    pub fn start(setup: Setup) -> io::Result<Self> {
        let Setup { mut users, mut queues, mut settings, manners, mut listen, fixed, journal, scenario } = setup;
        let mut ids: Vec<&str> = users.iter().chain(&queues).map(|subscriber| &*subscriber.id).collect();
        ids.sort_unstable();
        if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("`{}` is given twice", twice[0])));
        }
        if let Some(id) = scenario.stranger(|id| users.iter().chain(&queues).any(|known| known.id == id)) {
            let told = format!("the scenario needs `{id}`, who is no user or call center");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, told));
        }
        scenario.set(&mut settings);
        for (id, cause, times) in scenario.refusals() {
            let named = users.iter_mut().chain(&mut queues).find(|subscriber| subscriber.id == id);
            let told =
                || io::Error::new(io::ErrorKind::InvalidInput, format!("the scenario refuses `{id}`, who is no user"));
            let named = named.ok_or_else(told)?;
            match (named.refusal, times) {
                (_, Some(0)) => {}
                (None, _) => (named.refusal, named.times) = (Some(cause), times),
                // Those of one user follow each other.
                (Some(_), _) => named.then.push_back((cause, times)),
            }
        }
        let is_plain =
            |(_, listens): &(SocketAddr, Listens)| listens.protocol == Protocol::CapC && !listens.is_encrypted();
        if !listen.iter().any(is_plain) {
            listen.push(((Ipv4Addr::LOCALHOST, 0).into(), Listens::plain(Protocol::CapC)));
        }
        // First CAP-C, then CCC2, then what is encrypted.
        listen.sort_by_key(|(_, listens)| (listens.is_encrypted(), listens.protocol == Protocol::Ccc2));
        settings.farm = listen.iter().any(|(_, listens)| listens.protocol == Protocol::Ccc2);
        let bound = listen.into_iter().map(|(address, listens)| {
            let told = |error: io::Error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"));
            Ok((connection::bind(address).map_err(told)?, listens))
        });
        let bound = bound.collect::<io::Result<Vec<_>>>()?;
        let hub = Hub::new(settings, users, queues, manners, fixed, journal, scenario);
        let mut simulator = Self { hub, listeners: Vec::new() };
        for (listener, listens) in bound {
            let (address, protocol, tls) = (listener.local_addr()?, listens.protocol, listens.is_encrypted());
            simulator.listeners.push(Listener { address, protocol, tls });
            simulator.hub.listen(listener, listens)?;
        }
        Ok(simulator)
    }

    /// Returns the addresses on which it listens: first those for CAP-C, then those for CCC2, then those for CAP-C over TLS;
    /// each kind in the order of the setup.
    #[must_use]
    pub fn listeners(&self) -> &[Listener] {
        &self.listeners
    }

    fn first(&self, protocol: Protocol, tls: bool) -> Option<SocketAddr> {
        let mut of_kind = self.listeners.iter().filter(|it| it.protocol == protocol && it.tls == tls);
        of_kind.next().map(|listener| listener.address)
    }

    /// Returns the first address for CAP-C.
    #[must_use]
    pub fn cap_c(&self) -> SocketAddr {
        // There is always one.
        self.first(Protocol::CapC, false).unwrap_or_else(|| (Ipv4Addr::LOCALHOST, 0).into())
    }

    /// Returns the first address for CCC2; `None` if no farm may connect.
    #[must_use]
    pub fn ccc2(&self) -> Option<SocketAddr> {
        self.first(Protocol::Ccc2, false)
    }

    /// Returns the address for CAP-C over TLS; `None` if there is none.
    #[must_use]
    pub fn tls(&self) -> Option<SocketAddr> {
        self.first(Protocol::CapC, true)
    }

    /// Returns the ids and numbers of all users, then those of all call centers.
    #[must_use]
    pub fn numbers(&self) -> Vec<(String, String)> {
        self.hub.numbers()
    }

    /// Returns the number of a user or call center.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<String> {
        self.numbers().into_iter().find(|(known, _)| known == id).map(|(_, number)| number)
    }

    /// Returns the journal.
    #[must_use]
    pub fn journal(&self) -> Journal {
        Journal { hub: self.hub.clone(), from: 1 }
    }

    /// Returns the calls, queues and agents as they are now, to compare with what a client has made of its messages.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.hub.snapshot()
    }

    /// Returns the calls of a user, oldest first; none if there is no such user.
    #[must_use]
    pub fn calls(&self, user: &str) -> Vec<snapshot::Call> {
        self.snapshot().users.remove(user).map(|user| user.calls).unwrap_or_default()
    }

    /// Returns the calls that wait in a queue, in queue order; none if there is no such call center.
    #[must_use]
    pub fn queue(&self, id: &str) -> Vec<snapshot::QueuedCall> {
        self.snapshot().queues.remove(id).map(|queue| queue.calls).unwrap_or_default()
    }

    /// Returns the agents by their user id. Without call centers there are none.
    #[must_use]
    pub fn agents(&self) -> BTreeMap<String, snapshot::Agent> {
        self.snapshot().users.into_iter().filter_map(|(id, user)| Some((id, user.agent?))).collect()
    }

    /// Returns what the scenario expects and has not come, or came and must not; each in a line.
    #[must_use]
    pub fn verdict(&self) -> Vec<String> {
        self.hub.lock().play.verdict()
    }

    /// Waits until all that the scenario expects has come. Returns the [verdict](Self::verdict), at the latest after this
    /// time, and not before if there is something that must not come, or if nothing is expected.
    #[must_use]
    pub fn wait_for_verdict(&self, timeout: Duration) -> Vec<String> {
        self.hub.await_verdict(timeout)
    }

    /// Ends the waits for a verdict.
    #[cfg(feature = "program")]
    pub(crate) fn give_up(&self) {
        self.hub.lock().play.give_up();
        self.hub.grown().notify_all();
    }

    /// Advances the clock, whether it stands or not. Everything that is due by then has happened when this returns.
    pub fn advance(&self, time: Duration) {
        self.hub.advance(time);
    }

    /// Lets something happen. The clients concerned are told. Returns the id of the new call, if there is one.
    ///
    /// # Errors
    /// The reason it cannot happen.
    pub fn act(&self, action: &Action) -> Result<Option<String>, Ignored> {
        self.hub.act(action)
    }

    /// Lets a call from a number arrive at the phone of a user, and returns its call id. It is answered after
    /// [`Settings::answer`], unless the client answers it before.
    ///
    /// # Errors
    /// [`Ignored::UnknownUser`], or [`Ignored::WrongState`] if the user has Do Not Disturb, forwards calls to somebody who
    /// is no user, or has too many calls.
    pub fn ring(&self, user: &str, from: &str) -> Result<String, Ignored> {
        self.new_call(&Action::Ring { user: user.into(), from: from.into() })
    }

    /// Lets the phone that rings for a call be answered.
    ///
    /// # Errors
    /// [`Ignored::UnknownCall`], or [`Ignored::WrongState`] if it is answered.
    pub fn answer(&self, call: &str) -> Result<(), Ignored> {
        self.act(&Action::Answer { call: call.into() }).map(drop)
    }

    /// Lets the other party of a call hang up. In a queue this abandons the call.
    ///
    /// # Errors
    /// [`Ignored::UnknownCall`] if there is none, or if it is over.
    pub fn hang_up(&self, call: &str) -> Result<(), Ignored> {
        self.act(&Action::HangUp { call: call.into() }).map(drop)
    }

    /// Ends every session of a user or a call center.
    ///
    /// # Errors
    /// [`Ignored::UnknownUser`], or [`Ignored::NotLoggedIn`] if there is no session.
    pub fn force_logout(&self, user: &str, reason: UserLogoutReason) -> Result<(), Ignored> {
        self.act(&Action::ForceLogout { user: user.into(), reason }).map(drop)
    }

    /// Changes the profile of a user.
    ///
    /// # Errors
    /// [`Ignored::UnknownUser`].
    pub fn profile(&self, user: &str, change: Change) -> Result<(), Ignored> {
        self.act(&Action::Profile { user: user.into(), change }).map(drop)
    }

    /// Lets a call from a number wait in a queue, and returns its call id.
    ///
    /// # Errors
    /// [`Ignored::UnknownUser`] if there is no such call center. A call to a full queue overflows: its id is that of no
    /// waiting call.
    pub fn queue_call(&self, queue: &str, from: &str) -> Result<String, Ignored> {
        self.new_call(&Action::QueueCall { queue: queue.into(), from: from.into() })
    }

    /// Lets the phone of an agent ring for a call that waits in a queue, and returns the id of the agent's half.
    ///
    /// # Errors
    /// [`Ignored::UnknownCall`], [`Ignored::UnknownUser`], or [`Ignored::WrongState`] if the agent is not available or has a
    /// call, or if another agent is offered this one.
    pub fn offer(&self, call: &str, agent: &str) -> Result<String, Ignored> {
        self.new_call(&Action::Offer { call: call.into(), agent: agent.into() })
    }

    /// Logs all users out with [`ForceLogoutLocked`](UserLogoutReason::ForceLogoutLocked), ends every connection, and
    /// returns when all is over.
    pub fn stop(self) {}

    fn new_call(&self, action: &Action) -> Result<String, Ignored> {
        self.act(action)?.ok_or(Ignored::WrongState)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.hub.stop();
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("listeners", &self.listeners).finish_non_exhaustive()
    }
}
