//! The asynchronous client, over tokio.
//!
//! A [`Client`] makes requests, and can be cloned; its [`Events`] are taken by one task. Between both and the connection
//! is one task of the client, which ends when both are gone, or when the client has logged out.
//!
//! - Every future may be dropped at any time, as `select!` does: no document is lost, and none is sent by half. A
//!   request whose future is dropped may have been sent.
//! - Whoever takes events slowly makes the server wait: when [as many](Options::room) as may wait do, the stream is not
//!   read. So take the events while a request is under way; answers come over the same stream.

mod connect;
mod driver;

use std::future::Future;
use std::io;
use std::sync::Arc;

use broadworks_cap::login::Session;
use broadworks_cap::{Command, Document};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

use crate::counters::{Counters, Counts};
use crate::event::{Event, Reason, Received};
use crate::machine::Machine;
use crate::options::Options;
use crate::questions::prelude::*;
use crate::requests::RequestError;
use driver::{Call, Driver};

/// Whether the client is online.
#[derive(Debug, Clone)]
enum Status {
    Offline,
    Online(Option<Arc<Session>>),
    Ended(Reason),
}

/// Number of documents of the caller that wait for the task of the client.
const CALLS: usize = 64;

/// A client that stays connected. Clones are handles to the same client.
///
/// When all of them and the [`Events`] are dropped, it logs out.
#[derive(Debug, Clone)]
pub struct Client {
    calls: mpsc::Sender<Call>,
    status: watch::Receiver<Status>,
    counters: Arc<Counters>,
}

/// The events of a client.
#[derive(Debug)]
pub struct Events {
    items: mpsc::Receiver<(Event, OwnedSemaphorePermit)>,
}

impl Events {
    /// Returns the next event; `None` after the last one, which is an `Offline` without a retry.
    ///
    /// The future may be dropped, and no event is lost.
    pub async fn next(&mut self) -> Option<Event> {
        self.items.recv().await.map(|(event, _)| event)
    }

    /// Returns the next event if there is one already.
    pub fn try_next(&mut self) -> Option<Event> {
        self.items.try_recv().ok().map(|(event, _)| event)
    }
}

impl Client {
    /// Starts a client, which connects over TCP, or over TLS if the options say so. It begins at once, and goes on in a
    /// task of its own.
    ///
    /// # Panics
    /// Panics outside of a tokio runtime.
    #[must_use]
    pub fn start(options: Options) -> (Self, Events) {
        let connector = connect::Connector::new(&options);
        Self::start_over(options, move || connector.connect())
    }

    /// Starts a client over streams of the caller's own, for instance another TLS library, a proxy, or a test. `connect`
    /// is called for each attempt; dropping its future stops the attempt.
    ///
    /// # Panics
    /// Panics outside of a tokio runtime.
    pub fn start_over<F, T, S>(options: Options, connect: F) -> (Self, Events)
    where
        F: FnMut() -> T + Send + 'static,
        T: Future<Output = io::Result<S>> + Send + 'static,
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (calls, for_calls) = mpsc::channel(CALLS);
        let (for_items, items) = mpsc::channel(options.events);
        let (for_status, status) = watch::channel(Status::Offline);
        let bytes = options.event_bytes.min(Semaphore::MAX_PERMITS).min(u32::MAX as usize);
        let machine = Machine::new(options);
        let counters = machine.counters();
        let driver = Driver::new(machine, connect, for_calls, for_items, bytes, for_status);
        tokio::spawn(driver.run());
        (Self { calls, status, counters }, Events { items })
    }

    /// Waits until the client is online, and returns its session; `None` without a login.
    ///
    /// # Errors
    /// The reason for which it will not be.
    pub async fn online(&self) -> Result<Option<Arc<Session>>, Reason> {
        let mut status = self.status.clone();
        let found = status.wait_for(|status| !matches!(status, Status::Offline)).await;
        match found.as_deref() {
            Ok(Status::Online(session)) => Ok(session.clone()),
            Ok(Status::Ended(reason)) => Err(reason.clone()),
            Ok(Status::Offline) | Err(_) => Err(Reason::LogOut { complete: false }),
        }
    }

    /// Returns whether the client is online now.
    #[must_use]
    pub fn is_online(&self) -> bool {
        matches!(*self.status.borrow(), Status::Online(_))
    }

    /// Returns what the client has done so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counters.read()
    }

    /// Sends a request that nothing answers, or whose answer is not waited for. Where it does not say who sends it, the
    /// session does: `Identity::default()` is enough in CAP-C.
    ///
    /// Returns when the request is in the queue of the connection. That waits while the server accepts nothing.
    ///
    /// # Errors
    /// [`RequestError::Offline`] at once, if the client is not online.
    pub async fn send(&self, request: impl Into<Command<'static>>) -> Result<(), RequestError> {
        let (reply, outcome) = oneshot::channel();
        self.call(Call::Send(Box::new(Document::new(request)), reply)).await?;
        outcome.await.unwrap_or(Err(RequestError::Ended))
    }

    /// Sends a request as [`send`](Self::send) does, and returns when the stream has taken all of it: over TCP, when the
    /// operating system has. Whether the server has got it is not known.
    ///
    /// # Errors
    /// [`RequestError::Offline`] at once, if the client is not online; [`RequestError::Disconnected`] if the connection ended
    /// before the stream had taken it.
    pub async fn deliver(&self, request: impl Into<Command<'static>>) -> Result<(), RequestError> {
        let (reply, outcome) = oneshot::channel();
        self.call(Call::Deliver(Box::new(Document::new(request)), reply)).await?;
        outcome.await.unwrap_or(Err(RequestError::Ended))
    }

    /// Sends bytes unchanged: one or more encoded documents, each with a line feed at its end. They are not asked for
    /// again after a reconnect, whatever they are.
    ///
    /// # Errors
    /// Same as [`send`](Self::send).
    pub async fn send_encoded(&self, bytes: Vec<u8>) -> Result<(), RequestError> {
        let (reply, outcome) = oneshot::channel();
        self.call(Call::SendEncoded(bytes, reply)).await?;
        outcome.await.unwrap_or(Err(RequestError::Ended))
    }

    /// Sends a request, and returns its answer, which comes as an event, too.
    ///
    /// A question waits until the client is online; an action does not. What was asked for with `monitoringUsersRequest`
    /// and `queueAction` `Refresh` is asked for again after every reconnect, from the time on at which it was sent.
    ///
    /// # Errors
    /// [`RequestError`].
    pub async fn ask(&self, request: impl Into<Command<'static>>) -> Result<Received, RequestError> {
        let (reply, outcome) = oneshot::channel();
        self.call(Call::Ask(Box::new(Document::new(request)), reply)).await?;
        outcome.await.unwrap_or(Err(RequestError::Ended))
    }

    questions!([async] [] [.await]);

    /// Logs out, and returns the last reason for being offline. Every handle ends with it.
    ///
    /// What was sent before has arrived if it is [`Reason::LogOut`] with `complete`.
    pub async fn log_out(&self) -> Reason {
        // If the task is gone, the status says why.
        _ = self.calls.send(Call::LogOut).await;
        let mut status = self.status.clone();
        let found = status.wait_for(|status| matches!(status, Status::Ended(_))).await;
        match found.as_deref() {
            Ok(Status::Ended(reason)) => reason.clone(),
            _ => Reason::LogOut { complete: false },
        }
    }

    async fn call(&self, call: Call) -> Result<(), RequestError> {
        self.calls.send(call).await.map_err(|_| RequestError::Ended)
    }
}
