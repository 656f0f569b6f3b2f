//! The blocking client, for programs without a runtime.
//!
//! A [`Client`] works while one of its methods runs, and has no thread of its own: call [`next`](Client::next) or
//! [`next_within`](Client::next_within) again and again, and it logs in, sends keepalives, notices a dead server and connects
//! again meanwhile.

mod stream;

use std::collections::VecDeque;
use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

use broadworks_cap::{Command, Document};

pub use stream::{Connector, Stream};

use crate::counters::Counts;
use crate::event::{Event, Reason, Received};
use crate::machine::{Machine, Order};
use crate::options::Options;
use crate::questions::prelude::*;
use crate::requests::RequestError;

/// Time after which the other direction has its turn, while the server takes nothing.
const TURN: Duration = Duration::from_millis(20);

/// A function that makes a connection within a time.
type Connect = Box<dyn FnMut(Duration) -> io::Result<Box<dyn Stream>> + Send>;

/// A client that stays connected, and blocks.
///
/// ```no_run
/// use broadworks_client::{Event, Login, Options, Password, blocking::Client};
///
/// let login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
/// let mut client = Client::new(Options::cap_c("ocs.example.com", login));
/// while let Some(event) = client.next() {
///     match event {
///         Event::Document(document) => println!("{}", document.summary()),
///         Event::Offline { reason, .. } => eprintln!("{reason}"),
///         _ => {}
///     }
/// }
/// ```
pub struct Client {
    machine: Machine,
    connect: Connect,
    stream: Option<Box<dyn Stream>>,
    /// Events that came while something else was waited for.
    events: VecDeque<Event>,
    bytes: usize,
    begun: Instant,
    finishes: bool,
}

impl Client {
    /// Creates a client, which connects over TCP, or over TLS if the options say so. Nothing happens before its first
    /// method is called.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let mut connector = Connector::new(&options);
        Self::over(options, move |timeout| connector.connect(timeout))
    }

    /// Creates a client over streams of the caller's own. `connect` is called for each attempt, with the time that it may
    /// take.
    #[must_use]
    pub fn over(
        options: Options,
        connect: impl FnMut(Duration) -> io::Result<Box<dyn Stream>> + Send + 'static,
    ) -> Self {
        Self {
            machine: Machine::new(options),
            connect: Box::new(connect),
            stream: None,
            events: VecDeque::new(),
            bytes: 0,
            begun: Instant::now(),
            finishes: false,
        }
    }

    /// Returns the next event; `None` after the last one, which is an `Offline` without a retry.
    #[allow(clippy::should_implement_trait, reason = "the client is used between two events")]
    pub fn next(&mut self) -> Option<Event> {
        self.next_until(None)
    }

    /// Returns the next event if it comes within this time; `None` also after the last one, see
    /// [`has_ended`](Self::has_ended).
    ///
    /// It can exceed the time by that of one attempt to [connect](Options::connect_timeout).
    pub fn next_within(&mut self, timeout: Duration) -> Option<Event> {
        let until = self.now().saturating_add(timeout);
        self.next_until(Some(until))
    }

    /// Sends a request that nothing answers, or whose answer is not waited for. Where it does not say who sends it, the
    /// session does: `Identity::default()` is enough in CAP-C.
    ///
    /// Returns when the server has accepted it, or when the [time](Options::send_timeout) for that is over; then the
    /// next event is an `Offline`.
    ///
    /// # Errors
    /// [`RequestError::Offline`] at once, if the client is not online.
    pub fn send(&mut self, request: impl Into<Command<'static>>) -> Result<(), RequestError> {
        self.send_document(Document::new(request))
    }

    /// Sends a document like [`send`](Self::send).
    ///
    /// # Errors
    /// Same as [`send`](Self::send).
    pub fn send_document(&mut self, document: Document<'static>) -> Result<(), RequestError> {
        self.machine.send(self.now(), document)?;
        self.flush();
        Ok(())
    }

    /// Sends bytes unchanged: one or more encoded documents, each with a line feed at its end. They are not asked for
    /// again after a reconnect, whatever they are.
    ///
    /// # Errors
    /// Same as [`send`](Self::send).
    pub fn send_encoded(&mut self, bytes: &[u8]) -> Result<(), RequestError> {
        self.machine.send_encoded(self.now(), bytes)?;
        self.flush();
        Ok(())
    }

    /// Waits until the server has accepted everything, or is given up.
    fn flush(&mut self) {
        while !self.machine.outgoing().is_empty() && self.stream.is_some() {
            self.keep_events();
            self.step(None);
        }
    }

    /// Sends a request, and returns its answer, which comes as an event, too. Events that come meanwhile are returned
    /// later.
    ///
    /// A question waits until the client is online; an action does not. What was asked for with `monitoringUsersRequest`
    /// and `queueAction` `Refresh` is asked for again after every reconnect, from the time on at which it was sent.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn ask(&mut self, request: impl Into<Command<'static>>) -> Result<Received, RequestError> {
        let limit = self.machine.options().request_timeout;
        let ticket = self.machine.ask(self.now(), Document::new(request), limit);
        loop {
            while let Some((of, outcome)) = self.machine.outcome() {
                if of == ticket {
                    return outcome;
                }
            }
            self.keep_events();
            self.step(None);
        }
    }

    questions!([] [mut] []);

    /// Logs out, and returns the last reason for being offline. What was sent before has arrived if it is
    /// [`Reason::LogOut`] with `complete`. Events that are left can still be taken.
    pub fn log_out(&mut self) -> Reason {
        self.machine.log_out(self.now());
        loop {
            self.keep_events();
            if let Some(reason) = self.machine.ended() {
                return reason.clone();
            }
            self.step(None);
        }
    }

    /// Returns whether the client is online.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.machine.is_online()
    }

    /// Returns whether the client has ended and its last event was taken.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.machine.ended().is_some() && self.machine.peek().is_none() && self.events.is_empty()
    }

    /// Returns what the client has done so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.machine.counts()
    }

    /// Returns the machine.
    #[must_use]
    pub const fn machine(&self) -> &Machine {
        &self.machine
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn next_until(&mut self, until: Option<Duration>) -> Option<Event> {
        loop {
            let event = match self.events.pop_front() {
                Some(event) => {
                    self.bytes -= event.size();
                    Some(event)
                }
                None => self.machine.event(),
            };
            if event.is_some() {
                return event;
            }
            if self.machine.ended().is_some() || until.is_some_and(|until| self.now() >= until) {
                return None;
            }
            self.step(until);
        }
    }

    /// Keeps events for later, as many as may wait.
    fn keep_events(&mut self) {
        let (events, bytes) = (self.machine.options().events, self.machine.options().event_bytes);
        while self.events.len() < events && self.bytes < bytes {
            let Some(event) = self.machine.event() else { return };
            self.bytes += event.size();
            self.events.push_back(event);
        }
    }

    /// Does what the machine says, and waits for something to happen, at most until a time.
    fn step(&mut self, until: Option<Duration>) {
        self.machine.advance(self.now());
        while let Some(order) = self.machine.order() {
            self.obey(order);
            self.machine.advance(self.now());
        }
        if self.machine.peek().is_some() && self.events.len() < self.machine.options().events {
            return;
        }
        let wake = self.machine.wake().into_iter().chain(until).min();
        let now = self.now();
        let wait = wake.map_or(Duration::MAX, |wake| wake.saturating_sub(now));
        let Some(stream) = &mut self.stream else { return sleep(wait.min(Duration::from_secs(3_600))) };
        let reads = self.machine.wants_bytes();
        let sends = !self.machine.outgoing().is_empty();
        if sends {
            let patience = if reads { wait.min(TURN) } else { wait };
            match stream::write(stream.as_mut(), self.machine.outgoing(), patience) {
                Ok(count) => self.machine.sent(self.begun.elapsed(), count),
                Err(error) => self.machine.send_failed(self.begun.elapsed(), error),
            }
        } else if std::mem::take(&mut self.finishes)
            && let Err(error) = stream.finish()
        {
            self.machine.send_failed(self.begun.elapsed(), error);
        }
        let waits = if self.machine.outgoing().is_empty() { wait } else { Duration::ZERO };
        if reads && (!sends || waits.is_zero()) {
            match stream::read(stream.as_mut(), self.machine.room(), waits) {
                Ok(Some(0)) => self.machine.closed(None),
                Ok(Some(count)) => self.machine.filled(self.begun.elapsed(), count),
                Ok(None) => {}
                Err(error) => self.machine.closed(Some(error)),
            }
        } else if !reads && !sends {
            sleep(wait.min(TURN));
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Connect => match (self.connect)(self.machine.options().connect_timeout) {
                Ok(stream) => {
                    self.stream = Some(stream);
                    self.finishes = false;
                    self.machine.connected(self.begun.elapsed());
                }
                Err(error) => self.machine.connect_failed(self.begun.elapsed(), error),
            },
            Order::Finish => self.finishes = true,
            Order::Disconnect => self.stream = None,
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("machine", &self.machine).finish_non_exhaustive()
    }
}
