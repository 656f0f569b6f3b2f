//! Connection over one stream, and its two halves: receiver and sender.

use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Instant;

use super::outbox::{Outbox, SendError};
use super::peer::{Peer, Socket, is_timeout};
use crate::event::{Event, Frame};
use crate::limits::Limits;
use crate::message::server_status_request::ServerStatusRequest;
use crate::message::{Document, Found, StreamReader};
use crate::schema::Protocol;

/// A connection that sends and receives documents over one stream.
///
/// ```
/// use std::os::unix::net::UnixStream;
///
/// use broadworks_cap::message::{Identity, call_action::CallAction};
/// use broadworks_cap::{Document, Event, transport::Connection};
///
/// # #[cfg(unix)] {
/// let (near, far) = UnixStream::pair()?;
/// let (mut client, mut server) = (Connection::new(near), Connection::new(far));
/// client.send(&Document::new(CallAction::dial(Identity::cap_c("alice@example.com", "demo"), "2405550123")))?;
/// let Event::Document(document) = server.receive()? else { panic!("it was sent") };
/// assert_eq!(document.summary().to_string(), "callAction  alice@example.com  Dial 2405550123");
/// # }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Connection<S> {
    pub(super) peer: Peer<S>,
    pub(super) inbox: Inbox,
    pub(super) outbox: Outbox,
    #[cfg(feature = "login")]
    pub(super) login_timeout: Option<Duration>,
}

/// The receiving half of a connection.
pub struct Receiver<R> {
    peer: Peer<R>,
    inbox: Inbox,
}

/// The sending half of a connection.
pub struct Sender<W> {
    peer: Peer<W>,
    outbox: Outbox,
}

/// Receive buffer: bytes that came and are not yet decoded.
pub(super) struct Inbox {
    pub reader: StreamReader,
    timeout: Option<Duration>,
}

impl Inbox {
    fn new(limits: Limits) -> Self {
        Self { reader: StreamReader::new(limits), timeout: None }
    }

    /// Finds the next document within the timeout.
    fn find<S: Read>(&mut self, peer: &mut Peer<S>, find: impl Fn(&mut StreamReader) -> Found) -> io::Result<Found> {
        let timeout = self.timeout;
        self.find_until(peer, find, |peer| peer.deadline(timeout))
    }

    /// Finds the next document, and reads from the stream until there is one or the deadline has passed. Every event
    /// in the buffer is returned before the stream is read again, so an error of the stream never comes before an
    /// earlier document. The deadline is asked for only if the stream is read.
    pub fn find_until<S: Read>(
        &mut self,
        peer: &mut Peer<S>,
        find: impl Fn(&mut StreamReader) -> Found,
        deadline: impl FnOnce(&Peer<S>) -> Option<Instant>,
    ) -> io::Result<Found> {
        let mut found = find(&mut self.reader);
        if found != Found::Pending {
            return Ok(found);
        }
        let deadline = deadline(peer);
        loop {
            match peer.read(self.reader.room(), deadline) {
                Ok(0) => self.reader.end(),
                Ok(read) => self.reader.filled(read),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_timeout(&error) => return Ok(found),
                Err(error) => return Err(error),
            }
            found = find(&mut self.reader);
            if found != Found::Pending || peer.has_passed(deadline) {
                return Ok(found);
            }
        }
    }
}

macro_rules! receiving {
    ($Type:ident) => {
        impl<S: Read> $Type<S> {
            /// Receives the next document, borrowed from the buffer.
            ///
            /// Allocates nothing for ordinary messages once the buffer has grown to its working
            /// size. Every event in the buffer is returned before the stream is read again.
            ///
            /// # Errors
            /// Returns the errors of the stream, except timeouts and interruptions. An incomplete
            /// document is kept, so receiving can continue if the stream itself can. On Unix, an error
            /// [`TimedOut`](ErrorKind::TimedOut) is returned: the operating system has given the peer up.
            pub fn receive(&mut self) -> io::Result<Event<Document<'_>, &[u8]>> {
                let found = self.inbox.find(&mut self.peer, StreamReader::find)?;
                Ok(self.inbox.reader.event(found))
            }

            /// Receives the bytes of the next document without decoding them.
            ///
            /// # Errors
            /// Same as [`receive`](Self::receive).
            pub fn receive_frame(&mut self) -> io::Result<Event<Frame<&[u8]>, &[u8]>> {
                let found = self.inbox.find(&mut self.peer, StreamReader::find_frame)?;
                Ok(self.inbox.reader.frame(found))
            }

            /// Receives the next document, owned.
            ///
            /// # Errors
            /// Same as [`receive`](Self::receive).
            pub fn receive_owned(&mut self) -> io::Result<Event<Document<'static>, &[u8]>> {
                Ok(self.receive()?.map(Document::into_owned))
            }

            /// Sets how long a call may wait for a document, in total, however many pieces arrive; then it
            /// returns [`Event::Pending`]. `None` waits forever, and is the default. Zero takes only what is
            /// there.
            ///
            /// The time begins when the buffer has no event left. It is checked after every read of
            /// the stream, so a stream without a [`socket`](Self::socket) can exceed it by the time that one
            /// read takes. A timeout of the stream itself ends the call earlier.
            pub const fn set_receive_timeout(&mut self, timeout: Option<Duration>) {
                self.inbox.timeout = timeout;
            }

            /// Returns how long nothing has come from the peer, not even part of a document.
            ///
            /// Servers send keepalives, so a connection that has been idle for several of their intervals is
            /// dead, although neither side has closed it.
            #[must_use]
            pub fn idle(&self) -> Duration {
                self.peer.idle()
            }

            /// Returns the capacity of the receive buffer, in bytes. The buffer grows as needed, up
            /// to about twice the limits, and shrinks again.
            #[must_use]
            pub const fn buffered(&self) -> usize {
                self.inbox.reader.capacity()
            }
        }
    };
}

macro_rules! sending {
    ($Type:ident) => {
        impl<S: Write> $Type<S> {
            /// Sends a document on one line.
            ///
            /// # Errors
            /// See [`SendError`]. Only after a timeout is the document still queued and sent later.
            pub fn send(&mut self, document: &Document<'_>) -> Result<(), SendError> {
                self.outbox.send(&mut self.peer, document)
            }

            /// Sends bytes unchanged: one or more encoded documents. Each must end with a line
            /// feed, because deployed clients read line by line.
            ///
            /// # Errors
            /// Same as [`send`](Self::send).
            pub fn send_encoded(&mut self, bytes: &[u8]) -> Result<(), SendError> {
                self.outbox.send_encoded(&mut self.peer, bytes)
            }

            /// Sends a keepalive: a `serverStatusRequest` without a user, as servers send it and as
            /// CCC2 defines it. A CAP-C client sends the keepalive of its session instead.
            ///
            /// # Errors
            /// Same as [`send`](Self::send).
            pub fn keep_alive(&mut self) -> Result<(), SendError> {
                self.send(&Document::new(ServerStatusRequest::default()))
            }

            /// Sets how long a call may wait for the peer to accept the bytes, in total, however few it accepts
            /// at a time; then it returns [`SendError::Timeout`]. `None` waits forever, and is the default.
            ///
            /// It is checked after every write to the stream, so a stream without a
            /// [`socket`](Self::socket) can exceed it by the time that one write takes.
            pub const fn set_send_timeout(&mut self, timeout: Option<Duration>) {
                self.outbox.timeout = timeout;
            }

            /// Sends the bytes that are still queued after a timeout.
            ///
            /// # Errors
            /// Same as [`send`](Self::send).
            pub fn flush(&mut self) -> Result<(), SendError> {
                self.outbox.flush(&mut self.peer)
            }

            /// Returns the number of bytes that are still queued after a timeout.
            #[must_use]
            pub fn waiting(&self) -> usize {
                self.outbox.waiting()
            }
        }
    };
}

macro_rules! common {
    ($Type:ident) => {
        impl<S> $Type<S> {
            /// Returns a reference to the stream.
            #[must_use]
            pub const fn get_ref(&self) -> &S {
                &self.peer.stream
            }

            /// Returns a mutable reference to the stream. It is safe to set options of the stream,
            /// but reading from it or writing to it breaks documents apart.
            #[must_use]
            pub const fn get_mut(&mut self) -> &mut S {
                &mut self.peer.stream
            }

            /// Says where in the stream the socket is. Its timeouts are then set before it is read and
            /// written, so that a silent peer cannot exceed a deadline. For TLS, see [`Timed`](super::Timed).
            #[must_use]
            pub fn socket(mut self, socket: fn(&mut S) -> &mut dyn Socket) -> Self {
                self.peer.socket = Some(socket);
                self
            }

            /// Sets the clock that timeouts and idle times are measured with, for tests. The default is
            /// [`Instant::now`].
            #[must_use]
            pub fn clock(mut self, clock: fn() -> Instant) -> Self {
                self.peer.set_clock(clock);
                self
            }
        }

        impl<S: fmt::Debug> fmt::Debug for $Type<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // The buffers are left out, because they may hold a login digest.
                f.debug_struct(stringify!($Type)).field("stream", &self.peer.stream).finish_non_exhaustive()
            }
        }
    };
}

receiving!(Connection);
receiving!(Receiver);
sending!(Connection);
sending!(Sender);
common!(Connection);
common!(Receiver);
common!(Sender);

impl<S> Connection<S> {
    /// Creates a CAP-C connection over a stream, with the default limits.
    ///
    /// For a [`TcpStream`](std::net::TcpStream) or a `UnixStream`, use `Connection::from`, which also says where the
    /// [`socket`](Self::socket) is.
    #[must_use]
    pub fn new(stream: S) -> Self {
        Self {
            peer: Peer::new(stream),
            inbox: Inbox::new(Limits::default()),
            outbox: Outbox::new(Protocol::default()),
            #[cfg(feature = "login")]
            login_timeout: Some(super::LOGIN_TIMEOUT),
        }
    }

    /// Sets the limits for received documents, and for those that are sent. Call it before anything is received.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.inbox.reader = StreamReader::new(limits);
        self.outbox.set_limits(limits);
        self
    }

    /// Sets the protocol whose element order is used for sending.
    #[must_use]
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.outbox.set_protocol(protocol);
        self
    }

    /// Splits the connection into its two halves, for instance for two threads. `clone` makes the
    /// second handle of the stream, for instance
    /// [`TcpStream::try_clone`](std::net::TcpStream::try_clone). The sender does not yet know where
    /// its [`socket`](Sender::socket) is.
    ///
    /// A TLS stream has no second handle: do not split such a connection, and set a short receive
    /// timeout.
    ///
    /// # Errors
    /// Returns the error of `clone`.
    pub fn split_with<W>(self, clone: impl FnOnce(&S) -> io::Result<W>) -> io::Result<(Receiver<S>, Sender<W>)> {
        let second = clone(&self.peer.stream)?;
        let Self { peer, inbox, outbox, .. } = self;
        let sender = Sender { peer: peer.with_stream(second), outbox };
        Ok((Receiver { peer, inbox }, sender))
    }

    /// Returns the stream, and the bytes that were read from it but not yet consumed. Timeouts that
    /// the connection has set on its [`socket`](Self::socket) are removed.
    #[must_use]
    pub fn into_parts(mut self) -> (S, Vec<u8>) {
        self.peer.release();
        let rest = self.inbox.reader.unread().to_vec();
        (self.peer.stream, rest)
    }
}

impl<R> Receiver<R> {
    /// Creates a receiver for a stream.
    #[must_use]
    pub fn new(stream: R, limits: Limits) -> Self {
        Self { peer: Peer::new(stream), inbox: Inbox::new(limits) }
    }
}

impl<W> Sender<W> {
    /// Creates a sender for a stream, with the element order of `protocol`.
    #[must_use]
    pub fn new(stream: W, protocol: Protocol) -> Self {
        Self { peer: Peer::new(stream), outbox: Outbox::new(protocol) }
    }

    /// Sets the limits for the documents that are sent.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.outbox.set_limits(limits);
        self
    }
}
