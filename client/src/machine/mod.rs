//! The client as a state machine, without sockets and without a clock.
//!
//! A [`Machine`] is told what happened to its connection and what time it is, and says what to do: which connection to
//! make or to end, which bytes to send, which events there are, and when to look again. Both clients of this crate do
//! only what it says, and so can others, over other runtimes. Times are spans since a start that the caller chooses.
//!
//! ```
//! use std::time::Duration;
//! use broadworks_client::{Event, Options, machine::{Machine, Order}};
//!
//! let mut now = Duration::ZERO;
//! let mut machine = Machine::new(Options::ccc2("as.example.com"));
//! machine.advance(now);
//! assert_eq!(machine.order(), Some(Order::Connect));
//! machine.connected(now);
//! machine.advance(now);
//! assert!(matches!(machine.event(), Some(Event::Online { session: None })));
//! machine.received(now, b"<BroadsoftDocument><command commandType='callUpdate'/></BroadsoftDocument>");
//! machine.advance(now);
//! let Some(Event::Document(document)) = machine.event() else { panic!("one came") };
//! assert_eq!(document.command.name(), Some("callUpdate"));
//! // Five minutes later it sends a keepalive.
//! now = machine.wake().expect("it has something to do");
//! machine.advance(now);
//! assert_eq!((now.as_secs(), machine.outgoing().is_empty()), (300, false));
//! ```
//!
//! The order of calls: after anything was told, [`advance`](Machine::advance); then carry out every
//! [`order`](Machine::order), take every [`outcome`](Machine::outcome), send [`outgoing`](Machine::outgoing), hand on the
//! [`event`](Machine::event), read if it [wants bytes](Machine::wants_bytes), and wait for the first of all these or for
//! the time of [`wake`](Machine::wake).

mod outbox;
mod run;
mod wishes;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use broadworks_cap::Document;
use broadworks_cap::login::{Login, Session};
use broadworks_cap::message::StreamReader;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::message::values::UserLogoutReason;
use tracing::Span;

use crate::backoff::Backoff;
use crate::counters::{Counters, Counts};
use crate::event::{Event, Reason, Received};
use crate::options::Options;
use crate::requests::{Key, RequestError, Requests, Ticket};
use outbox::Outbox;
use wishes::Wishes;

/// Something that the driver of a machine must do with the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Make a connection, and then call [`connected`](Machine::connected) or
    /// [`connect_failed`](Machine::connect_failed).
    Connect,
    /// Send what is left, and end the sending direction. The receiving direction stays open.
    Finish,
    /// Drop the connection, or the attempt to make one.
    Disconnect,
}

/// What the machine is doing.
enum State {
    /// It waits for the next attempt.
    Paused {
        until: Duration,
    },
    /// An attempt to connect.
    Connecting {
        until: Duration,
    },
    LoggingIn {
        login: Box<Login>,
        until: Duration,
    },
    Online {
        session: Option<Arc<Session>>,
        since: Duration,
    },
    /// It has logged out, and waits for the server to close the connection.
    Leaving {
        until: Duration,
        is_finished: bool,
    },
    Ended(Reason),
}

/// A client without I/O; see the [module](self).
pub struct Machine {
    options: Options,
    state: State,
    /// Whether the driver has a connection, or tries to make one.
    is_linked: bool,
    /// The reason for which the connection is given up. Documents that came before are still handed out.
    end: Option<Reason>,
    /// The reason for which nothing can be sent any more, and the time up to which documents may still come.
    deaf: Option<(Reason, Duration)>,
    reader: StreamReader,
    outbox: Outbox,
    /// What was not yet taken. No document is read while there is anything.
    events: VecDeque<Event>,
    orders: VecDeque<Order>,
    requests: Requests,
    wishes: Wishes,
    backoff: Backoff,
    /// The time at which bytes came last, or events could be taken again.
    heard: Duration,
    keepalive: Duration,
    /// Whether events have waited since the machine was advanced.
    has_waited: bool,
    /// Number of actions that got an id.
    actions: u64,
    counters: Arc<Counters>,
    span: Span,
}

impl Machine {
    /// Creates a machine, whose first order is to connect.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let user = options.login.as_ref().map(|login| login.applicant().id.to_string()).unwrap_or_default();
        let server = options.servers.join(" ");
        Self {
            state: State::Paused { until: Duration::ZERO },
            is_linked: false,
            end: None,
            deaf: None,
            reader: StreamReader::new(options.limits),
            outbox: Outbox::new(options.protocol, options.limits),
            events: VecDeque::new(),
            orders: VecDeque::new(),
            requests: Requests::default(),
            wishes: Wishes::default(),
            backoff: options.backoff.clone(),
            heard: Duration::ZERO,
            keepalive: Duration::ZERO,
            has_waited: false,
            actions: 0,
            counters: Arc::default(),
            span: tracing::info_span!("cap", server, user),
            options,
        }
    }

    /// Returns the next order.
    pub fn order(&mut self) -> Option<Order> {
        self.orders.pop_front()
    }

    /// Returns the next event. While one waits, nothing is read.
    pub fn event(&mut self) -> Option<Event> {
        self.has_waited |= !self.events.is_empty();
        self.events.pop_front()
    }

    /// Returns the event that [`event`](Self::event) would return.
    #[must_use]
    pub fn peek(&self) -> Option<&Event> {
        self.events.front()
    }

    /// Returns the next outcome of a request.
    pub fn outcome(&mut self) -> Option<(Ticket, Result<Received, RequestError>)> {
        self.requests.take()
    }

    /// Returns the bytes to send now.
    #[must_use]
    pub fn outgoing(&self) -> &[u8] {
        self.outbox.bytes()
    }

    /// Takes note that the stream has accepted so many of the bytes.
    pub fn sent(&mut self, now: Duration, count: usize) {
        self.outbox.accepted(count, now.saturating_add(self.options.send_timeout));
        self.counters.bytes_sent.add(count);
    }

    /// Returns whether the stream is to be read.
    #[must_use]
    pub fn wants_bytes(&self) -> bool {
        self.has_stream() && self.events.is_empty() && !self.reader.is_over()
    }

    /// Returns room to read bytes into, which is not empty. [`filled`](Self::filled) takes them.
    pub fn room(&mut self) -> &mut [u8] {
        self.reader.room()
    }

    /// Takes note that so many bytes were read into the room.
    pub fn filled(&mut self, now: Duration, count: usize) {
        self.heard = now;
        self.reader.filled(count);
        self.counters.bytes_received.add(count);
    }

    /// Takes bytes that were received.
    pub fn received(&mut self, now: Duration, bytes: &[u8]) {
        self.heard = now;
        self.reader.feed(bytes);
        self.counters.bytes_received.add(bytes.len());
    }

    /// Takes note that the connection is there.
    pub fn connected(&mut self, now: Duration) {
        if !matches!(self.state, State::Connecting { .. }) {
            return self.orders.push_back(Order::Disconnect);
        }
        let _entered = self.span.clone().entered();
        self.heard = now;
        match self.options.login.clone() {
            Some(mut login) => {
                let first = login.start();
                let until = now.saturating_add(self.options.login_timeout);
                self.state = State::LoggingIn { login: Box::new(login), until };
                self.push(now, &first);
            }
            None => self.go_online(now, None),
        }
    }

    /// Takes note that the connection could not be made.
    pub fn connect_failed(&mut self, now: Duration, error: io::Error) {
        if matches!(self.state, State::Connecting { .. }) {
            self.lose(now, Reason::Unreachable(Arc::new(error)));
        }
    }

    /// Takes note that the stream is at its end, or could not be read. Documents before that are still handed out.
    ///
    /// A TLS peer that did not say goodbye (`UnexpectedEof`) has only closed the connection: documents have their own ends.
    pub fn closed(&mut self, error: Option<io::Error>) {
        if self.has_stream() {
            let error = error.filter(|error| error.kind() != io::ErrorKind::UnexpectedEof);
            let broken = error.map(|error| Reason::Broken(Arc::new(error)));
            let reason = self.deaf.take().map(|(reason, _)| reason).or(broken);
            self.end = self.end.take().or(reason);
            self.reader.end();
        }
    }

    /// Takes note that the stream could not be written. What the server has sent is still read for a while: it may say
    /// why.
    pub fn send_failed(&mut self, now: Duration, error: io::Error) {
        if self.has_stream() && self.deaf.is_none() {
            self.outbox.close();
            self.deaf = Some((Reason::Broken(Arc::new(error)), now.saturating_add(self.options.farewell)));
        }
    }

    /// Sends a document. Where it does not say who sends it, the session does.
    ///
    /// # Errors
    /// [`RequestError`]; then no part of it is sent.
    pub fn send(&mut self, now: Duration, mut document: Document<'static>) -> Result<(), RequestError> {
        self.transmit(now, &mut document)
    }

    /// Sends bytes unchanged: one or more encoded documents, each with a line feed at its end.
    ///
    /// # Errors
    /// Same as [`send`](Self::send).
    pub fn send_encoded(&mut self, now: Duration, bytes: &[u8]) -> Result<(), RequestError> {
        self.may_send()?;
        self.outbox.push_encoded(bytes, now.saturating_add(self.options.send_timeout));
        Ok(())
    }

    /// Sends a document that is answered, and returns the ticket by which its [`outcome`](Self::outcome) comes, within
    /// this limit of time. A question waits until the client is online.
    pub fn ask(&mut self, now: Duration, mut document: Document<'static>, limit: Duration) -> Ticket {
        let ticket = self.requests.ticket();
        let until = now.saturating_add(limit);
        let outcome = match Key::of(&document) {
            None => Err(RequestError::NoAnswer),
            Some(_) if self.requests.is_full() => Err(RequestError::Backlog),
            Some(key) if self.is_offline() && key.is_patient() => {
                self.requests.wait(ticket, document, until, limit);
                Ok(())
            }
            Some(_) => self.transmit_request(now, &mut document, Some(ticket), until, limit),
        };
        if let Err(error) = outcome {
            self.requests.finish(ticket, Err(error));
        }
        ticket
    }

    /// Returns whether another document would be taken, or whether it is a backlog.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.outbox.bytes().len() < outbox::MOST
    }

    /// Logs out. The last event is an `Offline` with [`Reason::LogOut`].
    pub fn log_out(&mut self, now: Duration) {
        let _entered = self.span.clone().entered();
        let leaves = State::Leaving { until: now.saturating_add(self.options.farewell), is_finished: false };
        match std::mem::replace(&mut self.state, leaves) {
            State::Online { session, .. } => {
                tracing::debug!("logging out");
                if let Some(session) = session {
                    self.push(now, &session.log_out(UserLogoutReason::ClientLogout));
                }
            }
            // The server knows of no session yet.
            State::Paused { .. } | State::Connecting { .. } | State::LoggingIn { .. } => {
                self.lose(now, Reason::LogOut { complete: false });
            }
            other @ (State::Leaving { .. } | State::Ended(_)) => self.state = other,
        }
    }

    /// Returns the session.
    #[must_use]
    pub fn session(&self) -> Option<&Arc<Session>> {
        if let State::Online { session, .. } = &self.state { session.as_ref() } else { None }
    }

    /// Returns whether the client is online.
    #[must_use]
    pub fn is_online(&self) -> bool {
        matches!(self.state, State::Online { .. }) && self.end.is_none()
    }

    /// Returns the reason for which the client has ended and does not connect again; `None` if it goes on. Events may
    /// still wait.
    #[must_use]
    pub const fn ended(&self) -> Option<&Reason> {
        if let State::Ended(reason) = &self.state { Some(reason) } else { None }
    }

    /// Returns what was done so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counters.read()
    }

    /// Returns the options.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    #[cfg(feature = "tokio")]
    pub(crate) fn counters(&self) -> Arc<Counters> {
        self.counters.clone()
    }

    /// Returns whether the client will be online, but is not.
    fn is_offline(&self) -> bool {
        !self.is_online() && !matches!(self.state, State::Leaving { .. } | State::Ended(_))
    }

    /// Returns whether there is a stream, or was one of which documents are left.
    fn has_stream(&self) -> bool {
        matches!(self.state, State::LoggingIn { .. } | State::Online { .. } | State::Leaving { .. })
    }

    /// Returns the keepalive of the connection.
    fn keepalive_of(session: Option<&Session>) -> Document<'_> {
        session.map_or_else(|| Document::new(ServerStatusRequest::default()), Session::keepalive)
    }
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = match &self.state {
            State::Paused { .. } => "paused",
            State::Connecting { .. } => "connecting",
            State::LoggingIn { .. } => "logging in",
            State::Online { .. } => "online",
            State::Leaving { .. } => "leaving",
            State::Ended(_) => "ended",
        };
        f.debug_struct("Machine").field("state", &state).field("counts", &self.counts()).finish_non_exhaustive()
    }
}
