//! The task of a client: it does what the machine says.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use broadworks_cap::Document;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use super::Status;
use crate::event::{Event, Received};
use crate::machine::{Machine, Order};
use crate::requests::{RequestError, Ticket};

type Outcome = Result<Received, RequestError>;

/// What a handle asks of the task.
#[derive(Debug)]
pub(super) enum Call {
    Send(Box<Document<'static>>, oneshot::Sender<Result<(), RequestError>>),
    /// The same, but the reply waits until the stream has taken it.
    Deliver(Box<Document<'static>>, oneshot::Sender<Result<(), RequestError>>),
    SendEncoded(Vec<u8>, oneshot::Sender<Result<(), RequestError>>),
    Ask(Box<Document<'static>>, oneshot::Sender<Outcome>),
    LogOut,
}

/// The connection.
enum Link<T, S> {
    None,
    Connecting(Pin<Box<T>>),
    Open {
        stream: S,
        /// Whether something was written and not flushed.
        is_dirty: bool,
        /// Whether the sending direction is to be ended.
        finishes: bool,
    },
}

pub(super) struct Driver<F, T, S> {
    machine: Machine,
    connect: F,
    link: Link<T, S>,
    calls: mpsc::Receiver<Call>,
    items: mpsc::Sender<(Event, OwnedSemaphorePermit)>,
    /// Bytes that events may have while they wait.
    bytes: Arc<Semaphore>,
    most_bytes: usize,
    status: watch::Sender<Status>,
    replies: HashMap<Ticket, oneshot::Sender<Outcome>>,
    /// Who waits until the stream has taken so many bytes, counted since the start of the client.
    deliveries: Vec<(u64, oneshot::Sender<Result<(), RequestError>>)>,
    begun: Instant,
}

impl<F, T, S> Driver<F, T, S>
where
    F: FnMut() -> T,
    T: Future<Output = io::Result<S>>,
    S: AsyncRead + AsyncWrite + Unpin,
{
    pub fn new(
        machine: Machine,
        connect: F,
        calls: mpsc::Receiver<Call>,
        items: mpsc::Sender<(Event, OwnedSemaphorePermit)>,
        most_bytes: usize,
        status: watch::Sender<Status>,
    ) -> Self {
        let bytes = Arc::new(Semaphore::new(most_bytes));
        let (link, replies, deliveries) = (Link::None, HashMap::new(), Vec::new());
        let begun = Instant::now();
        Self { machine, connect, link, calls, items, bytes, most_bytes, status, replies, deliveries, begun }
    }

    /// Runs until the client has ended and its last event was taken, or nobody is left.
    pub async fn run(mut self) {
        let (mut has_handles, mut has_reader) = (true, true);
        let alarm = sleep_until(self.begun);
        tokio::pin!(alarm);
        loop {
            let now = self.begun.elapsed();
            self.machine.advance(now);
            while let Some(order) = self.machine.order() {
                self.obey(order);
            }
            self.note_deliveries();
            while let Some((ticket, outcome)) = self.machine.outcome() {
                if let Some(reply) = self.replies.remove(&ticket) {
                    // Whoever asked may no longer wait.
                    _ = reply.send(outcome);
                }
            }
            if !has_reader {
                if !has_handles {
                    self.machine.log_out(now);
                }
                // Nobody wants the events, but there may be answers among them.
                if let Some(event) = self.machine.event() {
                    self.note(&event);
                    continue;
                }
            }
            if self.hand_on() {
                continue;
            }
            let waiting = self.machine.peek().map(|event| self.size(event));
            if waiting.is_none() && self.machine.ended().is_some() {
                return;
            }
            let wake = self.machine.wake().map(|wake| self.begun + wake);
            if let Some(wake) = wake
                && alarm.deadline() != wake
            {
                alarm.as_mut().reset(wake);
            }
            let (items, bytes) = (self.items.clone(), self.bytes.clone());
            let place = async move {
                // Neither fails before the events are dropped.
                let bytes = bytes.acquire_many_owned(waiting.unwrap_or(0)).await.ok()?;
                Some((items.reserve_owned().await.ok()?, bytes))
            };
            let takes_calls = has_handles && self.machine.has_room();
            tokio::select! {
                () = progress(&mut self.machine, &mut self.link, self.begun) => {}
                place = place, if waiting.is_some() => match place {
                    Some((place, bytes)) => if let Some(event) = self.machine.event() {
                        self.note(&event);
                        place.send((event, bytes));
                    },
                    None => has_reader = false,
                },
                call = self.calls.recv(), if takes_calls => match call {
                    Some(call) => self.take(call),
                    None => has_handles = false,
                },
                () = &mut alarm, if wake.is_some() => {}
                () = self.items.closed(), if has_reader => has_reader = false,
            }
        }
    }

    /// Hands on the next event if there is room for it.
    fn hand_on(&mut self) -> bool {
        let Some(size) = self.machine.peek().map(|event| self.size(event)) else { return false };
        let Ok(bytes) = self.bytes.clone().try_acquire_many_owned(size) else { return false };
        let Ok(place) = self.items.try_reserve() else { return false };
        let Some(event) = self.machine.event() else { return false };
        note(&self.status, &event);
        place.send((event, bytes));
        true
    }

    /// Returns the number of bytes of an event that count: never more than may wait.
    fn size(&self, event: &Event) -> u32 {
        u32::try_from(event.size().min(self.most_bytes)).unwrap_or(u32::MAX)
    }

    /// Tells those who wait for it that the stream has taken what they sent, or that it never will.
    fn note_deliveries(&mut self) {
        if self.deliveries.is_empty() {
            return;
        }
        let taken = self.machine.counters().read().bytes_sent;
        let (is_open, is_flushed) = match &self.link {
            Link::Open { is_dirty, .. } => (true, !is_dirty),
            _ => (false, false),
        };
        for (until, reply) in std::mem::take(&mut self.deliveries) {
            if is_flushed && taken >= until {
                // Whoever asked may no longer wait.
                _ = reply.send(Ok(()));
            } else if is_open {
                self.deliveries.push((until, reply));
            } else {
                _ = reply.send(Err(RequestError::Disconnected));
            }
        }
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn note(&self, event: &Event) {
        note(&self.status, event);
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Connect => self.link = Link::Connecting(Box::pin((self.connect)())),
            Order::Disconnect => self.link = Link::None,
            Order::Finish => {
                if let Link::Open { finishes, .. } = &mut self.link {
                    *finishes = true;
                }
            }
        }
    }

    fn take(&mut self, call: Call) {
        let now = self.now();
        match call {
            Call::Send(document, reply) => _ = reply.send(self.machine.send(now, *document)),
            Call::Deliver(document, reply) => match self.machine.send(now, *document) {
                Ok(()) => {
                    let waiting = self.machine.outgoing().len() as u64;
                    self.deliveries.push((self.machine.counters().read().bytes_sent + waiting, reply));
                }
                Err(error) => _ = reply.send(Err(error)),
            },
            Call::SendEncoded(bytes, reply) => _ = reply.send(self.machine.send_encoded(now, &bytes)),
            Call::Ask(document, reply) => {
                let limit = self.machine.options().request_timeout;
                let ticket = self.machine.ask(now, *document, limit);
                self.replies.insert(ticket, reply);
            }
            Call::LogOut => self.machine.log_out(now),
        }
    }
}

/// Sets the status to what an event says.
fn note(status: &watch::Sender<Status>, event: &Event) {
    match event {
        Event::Online { session } => _ = status.send_replace(Status::Online(session.clone())),
        Event::Offline { retry: Some(_), .. } => _ = status.send_replace(Status::Offline),
        Event::Offline { reason, retry: None } => _ = status.send_replace(Status::Ended(reason.clone())),
        _ => {}
    }
}

/// Connects, sends and receives until something has happened.
async fn progress<T, S>(machine: &mut Machine, link: &mut Link<T, S>, begun: Instant)
where
    T: Future<Output = io::Result<S>>,
    S: AsyncRead + AsyncWrite + Unpin,
{
    poll_fn(|cx| poll(machine, link, begun, cx)).await;
}

fn poll<T, S>(machine: &mut Machine, link: &mut Link<T, S>, begun: Instant, cx: &mut Context<'_>) -> Poll<()>
where
    T: Future<Output = io::Result<S>>,
    S: AsyncRead + AsyncWrite + Unpin,
{
    match link {
        Link::None => Poll::Pending,
        Link::Connecting(attempt) => {
            match ready!(attempt.as_mut().poll(cx)) {
                Ok(stream) => {
                    *link = Link::Open { stream, is_dirty: false, finishes: false };
                    machine.connected(begun.elapsed());
                }
                Err(error) => {
                    *link = Link::None;
                    machine.connect_failed(begun.elapsed(), error);
                }
            }
            Poll::Ready(())
        }
        Link::Open { stream, is_dirty, finishes } => {
            let mut stream = Pin::new(stream);
            let mut progress = Poll::Pending;
            if let Poll::Ready(sent) = poll_send(machine, stream.as_mut(), is_dirty, finishes, begun, cx) {
                progress = Poll::Ready(());
                if let Err(error) = sent {
                    (*is_dirty, *finishes) = (false, false);
                    machine.send_failed(begun.elapsed(), error);
                }
            }
            if machine.wants_bytes() {
                let mut buffer = ReadBuf::new(machine.room());
                if let Poll::Ready(read) = stream.poll_read(cx, &mut buffer) {
                    progress = Poll::Ready(());
                    match (read, buffer.filled().len()) {
                        (Ok(()), 0) => machine.closed(None),
                        (Ok(()), count) => machine.filled(begun.elapsed(), count),
                        (Err(error), _) => machine.closed(Some(error)),
                    }
                }
            }
            progress
        }
    }
}

/// Sends what the stream takes.
fn poll_send<S: AsyncWrite>(
    machine: &mut Machine,
    mut stream: Pin<&mut S>,
    is_dirty: &mut bool,
    finishes: &mut bool,
    begun: Instant,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    if !machine.outgoing().is_empty() {
        let count = ready!(stream.as_mut().poll_write(cx, machine.outgoing()))?;
        if count == 0 {
            return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
        }
        *is_dirty = true;
        machine.sent(begun.elapsed(), count);
        return Poll::Ready(Ok(()));
    }
    if *is_dirty {
        ready!(stream.as_mut().poll_flush(cx))?;
        *is_dirty = false;
        return Poll::Ready(Ok(()));
    }
    if *finishes {
        ready!(stream.as_mut().poll_shutdown(cx))?;
        *finishes = false;
        return Poll::Ready(Ok(()));
    }
    Poll::Pending
}
