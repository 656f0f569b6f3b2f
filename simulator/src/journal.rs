//! The journal: what every client said and was told, and what was wrong with it.

use core::fmt;
use core::time::Duration;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use broadworks_cap::message::Direction;
use broadworks_cap::validate::{Severity, Validator};
use broadworks_cap::{Command, Document, Error, Protocol};

use crate::hub::Hub;
use crate::mistake::Mistake;
use crate::world::Ignored;

/// One thing that happened on a connection.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Number of the entry, from 1, in the order in which the simulator received and sent.
    pub number: u64,
    /// Time in milliseconds since 1970, by the simulator's clock.
    pub at: u64,
    /// Number of the connection.
    pub connection: u64,
    /// Address of the client.
    pub peer: SocketAddr,
    /// Protocol of the connection.
    pub protocol: Protocol,
    /// User that the message is about.
    pub user: Option<String>,
    /// Application of the client.
    pub application: Option<String>,
    /// What happened.
    pub event: Event,
    /// The bytes, as they came or were sent. They may hold a login digest, or whatever a client sends in its place.
    pub bytes: Vec<u8>,
    /// What is wrong with the message, alone and in its session. A client cannot know what the server sends at the same
    /// moment: a request about a call that has just ended is found too.
    pub findings: Vec<Finding>,
    /// The reason a message had no effect.
    pub ignored: Option<Ignored>,
    /// What is probably wrong with the login that was refused in answer to this message.
    pub mistake: Option<Mistake>,
}

/// What happened on a connection.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A client connected.
    Connected,
    /// A client sent a message.
    Received(Box<Document<'static>>),
    /// A client sent bytes that are no message.
    Malformed(Error),
    /// The simulator sent a message.
    Sent(Box<Document<'static>>),
    /// The connection ended, for this reason.
    Closed(String),
}

/// Something that is wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Name of the rule, which `bwcap explain` explains.
    pub id: &'static str,
    /// Severity; `None` if the message is wrong only in its session.
    pub severity: Option<Severity>,
    /// Path of the element.
    pub path: String,
    /// Description.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.text)?;
        if self.path.is_empty() { Ok(()) } else { write!(f, " ({})", self.path) }
    }
}

impl Entry {
    /// Returns the message, whichever way it went.
    #[must_use]
    pub fn document(&self) -> Option<&Document<'static>> {
        match &self.event {
            Event::Received(document) | Event::Sent(document) => Some(document),
            _ => None,
        }
    }

    /// Returns the direction of the message; what is none comes from the client.
    #[cfg(feature = "program")]
    pub(crate) const fn direction(&self) -> Direction {
        if matches!(self.event, Event::Sent(_)) { Direction::ToClient } else { Direction::ToServer }
    }

    /// Returns the command of a message of a client.
    #[must_use]
    pub fn received(&self) -> Option<&Command<'static>> {
        match &self.event {
            Event::Received(document) => Some(&document.command),
            _ => None,
        }
    }

    /// Returns the command of a message of the simulator.
    #[must_use]
    pub fn sent(&self) -> Option<&Command<'static>> {
        match &self.event {
            Event::Sent(document) => Some(&document.command),
            _ => None,
        }
    }

    /// Returns whether the message is about this user, or comes from this user.
    #[must_use]
    pub fn is_of(&self, user: &str) -> bool {
        self.user.as_deref() == Some(user)
    }
}

/// The entry on one line. Secrets are hidden.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.number, self.peer)?;
        match &self.event {
            Event::Connected => write!(f, "connects ({})", self.protocol.describe())?,
            // What a client wrote might steer a terminal.
            Event::Received(document) => write!(f, "> {}", Visible(&document.summary().to_string()))?,
            Event::Malformed(error) => write!(f, "> malformed, {} bytes: {error}", self.bytes.len())?,
            Event::Sent(document) => write!(f, "< {}", Visible(&document.summary().to_string()))?,
            Event::Closed(why) => write!(f, "leaves: {}", Visible(why))?,
        }
        if let Some(ignored) = self.ignored {
            write!(f, "; ignored: {ignored}")?;
        }
        if let Some(mistake) = self.mistake {
            write!(f, "; refused: {mistake}")?;
        }
        for finding in &self.findings {
            write!(f, "; {}", Visible(&finding.to_string()))?;
        }
        Ok(())
    }
}

/// A text of which control characters are escaped.
pub(crate) struct Visible<'t>(pub &'t str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { fmt::Write::write_char(f, c)? }
        }
        Ok(())
    }
}

/// The newest entries. It belongs to the state behind the lock of the hub.
#[derive(Debug)]
pub(crate) struct Log {
    entries: VecDeque<Arc<Entry>>,
    next: u64,
    most: usize,
}

impl Log {
    pub fn new(most: usize) -> Self {
        Self { entries: VecDeque::new(), next: 1, most }
    }

    /// Returns whether any entries are kept.
    pub const fn is_kept(&self) -> bool {
        self.most > 0
    }

    pub fn push(&mut self, mut entry: Entry) -> Arc<Entry> {
        entry.number = self.next;
        self.next += 1;
        let entry = Arc::new(entry);
        if self.entries.len() >= self.most {
            self.entries.pop_front();
        }
        if self.most > 0 {
            self.entries.push_back(entry.clone());
        }
        entry
    }
}

/// Returns what is wrong with a message alone.
pub(crate) fn validated(protocol: Protocol, direction: Direction, bytes: &[u8]) -> Vec<Finding> {
    let validator = Validator::new(protocol).direction(direction).as_deployed(true);
    let found = validator.validate(bytes).map(|found| Finding {
        id: found.id(),
        severity: Some(found.severity()),
        path: found.path().to_string(),
        text: found.to_string(),
    });
    found.collect()
}

/// The journal of a [`Simulator`](crate::Simulator), or the part of it from some entry on. It is displayed as a line for
/// each entry.
///
/// It holds the newest entries, [as many as the setup says](crate::Setup::journal).
#[derive(Clone)]
pub struct Journal {
    pub(crate) hub: Hub,
    pub(crate) from: u64,
}

impl fmt::Display for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries().iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

impl Journal {
    /// Returns the entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        let state = self.hub.lock();
        let entries = &state.log.entries;
        // The numbers have no holes.
        let first = entries.front().map_or(self.from, |entry| entry.number);
        let skipped = usize::try_from(self.from.saturating_sub(first)).unwrap_or(usize::MAX);
        entries.iter().skip(skipped).cloned().collect()
    }

    /// Returns the first entry of which `wanted` is true.
    #[must_use]
    pub fn find(&self, mut wanted: impl FnMut(&Entry) -> bool) -> Option<Arc<Entry>> {
        self.entries().into_iter().find(|entry| wanted(entry))
    }

    /// Waits for the first entry of which `wanted` is true. One that is there already counts; see
    /// [`from_now`](Self::from_now).
    ///
    /// `wanted` runs without any lock, so it may use the simulator.
    ///
    /// # Errors
    /// [`Missing`] if there is none after `timeout`, which is measured with the real clock.
    pub fn wait_for(&self, timeout: Duration, mut wanted: impl FnMut(&Entry) -> bool) -> Result<Arc<Entry>, Missing> {
        let late = Instant::now() + timeout;
        let mut next = self.from;
        loop {
            let new = Self { hub: self.hub.clone(), from: next }.entries();
            if let Some(last) = new.last() {
                next = last.number + 1;
            }
            if let Some(found) = new.into_iter().find(|entry| wanted(entry)) {
                return Ok(found);
            }
            let left = late.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Missing(self.entries()));
            }
            self.hub.await_entry(next, left);
        }
    }

    /// Waits until there is an entry, or the time is over.
    #[cfg(feature = "program")]
    pub(crate) fn await_any(&self, timeout: Duration) {
        self.hub.await_entry(self.from, timeout);
    }

    /// Returns the part of the journal with the entries that come from now on.
    #[must_use]
    pub fn from_now(&self) -> Self {
        Self { hub: self.hub.clone(), from: self.hub.lock().log.next }
    }

    /// Returns the part of the journal behind this entry.
    #[must_use]
    pub fn after(&self, entry: &Entry) -> Self {
        Self { hub: self.hub.clone(), from: entry.number + 1 }
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
    }
}

impl Hub {
    /// Waits until there is an entry with this number or a later one, or the time is over.
    fn await_entry(&self, number: u64, left: Duration) {
        let state = self.lock();
        _ = self.grown().wait_timeout_while(state, left, |state| state.log.next <= number);
    }
}

/// What a scenario expects.
impl Hub {
    /// Waits until all that is expected has come, or the time is over.
    pub(crate) fn await_verdict(&self, timeout: Duration) -> Vec<String> {
        let state = self.lock();
        let waited = self.grown().wait_timeout_while(state, timeout, |state| !state.play.is_over());
        waited.unwrap_or_else(std::sync::PoisonError::into_inner).0.play.verdict()
    }
}

/// What was waited for did not come. It displays, and keeps, the entries there were instead.
#[derive(Clone, PartialEq)]
pub struct Missing(pub Vec<Arc<Entry>>);

/// Maximum number of entries that an error shows.
const SHOWN: usize = 50;

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is not in the journal")?;
        if self.0.is_empty() {
            return f.write_str(", which is empty");
        }
        f.write_str(":")?;
        if self.0.len() > SHOWN {
            f.write_str("\n…")?;
        }
        self.0.iter().skip(self.0.len().saturating_sub(SHOWN)).try_for_each(|entry| write!(f, "\n{entry}"))
    }
}

impl fmt::Debug for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for Missing {}
