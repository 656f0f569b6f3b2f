//! Connection over one stream, and its two halves: receiver and sender.

use alloc::vec::Vec;
use core::fmt;
use std::io::{self, ErrorKind, Read, Write};

use super::outbox::{Outbox, SendError};
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
    stream: S,
    reader: StreamReader,
    outbox: Outbox,
}

/// The receiving half of a connection.
pub struct Receiver<R> {
    stream: R,
    reader: StreamReader,
}

/// The sending half of a connection.
pub struct Sender<W> {
    stream: W,
    outbox: Outbox,
}

/// Finds the next document, and reads from the stream until there is one. Every event in the buffer is returned before
/// the stream is read again, so an error of the stream never comes before an earlier document.
fn find(
    reader: &mut StreamReader,
    stream: &mut dyn Read,
    find: impl Fn(&mut StreamReader) -> Found,
) -> io::Result<Found> {
    loop {
        let found = find(reader);
        if found != Found::Pending {
            return Ok(found);
        }
        match stream.read(reader.room()) {
            Ok(0) => reader.end(),
            Ok(read) => reader.filled(read),
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock | ErrorKind::TimedOut => return Ok(found),
                _ => return Err(error),
            },
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
            /// document is kept, so receiving can continue if the stream itself can.
            pub fn receive(&mut self) -> io::Result<Event<Document<'_>, &[u8]>> {
                let found = find(&mut self.reader, &mut self.stream, StreamReader::find)?;
                Ok(self.reader.event(found))
            }

            /// Receives the bytes of the next document without decoding them.
            ///
            /// # Errors
            /// Same as [`receive`](Self::receive).
            pub fn receive_frame(&mut self) -> io::Result<Event<Frame<&[u8]>, &[u8]>> {
                let found = find(&mut self.reader, &mut self.stream, StreamReader::find_frame)?;
                Ok(self.reader.frame(found))
            }

            /// Receives the next document, owned.
            ///
            /// # Errors
            /// Same as [`receive`](Self::receive).
            pub fn receive_owned(&mut self) -> io::Result<Event<Document<'static>, &[u8]>> {
                Ok(self.receive()?.map(Document::into_owned))
            }

            /// Returns the capacity of the receive buffer, in bytes. The buffer grows as needed, up
            /// to about twice the limits, and shrinks again.
            #[must_use]
            pub const fn buffered(&self) -> usize {
                self.reader.capacity()
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
                self.outbox.send(&mut self.stream, document)
            }

            /// Sends bytes unchanged: one or more encoded documents. Each must end with a line
            /// feed, because deployed clients read line by line.
            ///
            /// # Errors
            /// Same as [`send`](Self::send).
            pub fn send_encoded(&mut self, bytes: &[u8]) -> Result<(), SendError> {
                self.outbox.send_encoded(&mut self.stream, bytes)
            }

            /// Sends a keepalive: a `serverStatusRequest` without a user, as servers send it and as
            /// CCC2 defines it. A CAP-C client sends the keepalive of its session instead.
            ///
            /// # Errors
            /// Same as [`send`](Self::send).
            pub fn keep_alive(&mut self) -> Result<(), SendError> {
                self.send(&Document::new(ServerStatusRequest::default()))
            }

            /// Sends the bytes that are still queued after a timeout.
            ///
            /// # Errors
            /// Same as [`send`](Self::send).
            pub fn flush(&mut self) -> Result<(), SendError> {
                self.outbox.flush(&mut self.stream)
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
                &self.stream
            }

            /// Returns a mutable reference to the stream. It is safe to set options of the stream,
            /// but reading from it or writing to it breaks documents apart.
            #[must_use]
            pub const fn get_mut(&mut self) -> &mut S {
                &mut self.stream
            }
        }

        impl<S: fmt::Debug> fmt::Debug for $Type<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // The buffers are left out, because they may hold a login digest.
                f.debug_struct(stringify!($Type)).field("stream", &self.stream).finish_non_exhaustive()
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
    #[must_use]
    pub fn new(stream: S) -> Self {
        Self { stream, reader: StreamReader::new(Limits::default()), outbox: Outbox::new(Protocol::default()) }
    }

    /// Sets the limits for received documents. Call it before anything is received.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.reader = StreamReader::new(limits);
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
    /// [`TcpStream::try_clone`](std::net::TcpStream::try_clone).
    ///
    /// A TLS stream has no second handle: do not split such a connection, and set a short read
    /// timeout.
    ///
    /// # Errors
    /// Returns the error of `clone`.
    pub fn split_with<W>(self, clone: impl FnOnce(&S) -> io::Result<W>) -> io::Result<(Receiver<S>, Sender<W>)> {
        let second = clone(&self.stream)?;
        let Self { stream, reader, outbox } = self;
        Ok((Receiver { stream, reader }, Sender { stream: second, outbox }))
    }

    /// Returns the stream, and the bytes that were read from it but not yet consumed.
    #[must_use]
    pub fn into_parts(self) -> (S, Vec<u8>) {
        let rest = self.reader.unread().to_vec();
        (self.stream, rest)
    }
}

impl<R> Receiver<R> {
    /// Creates a receiver for a stream.
    #[must_use]
    pub fn new(stream: R, limits: Limits) -> Self {
        Self { stream, reader: StreamReader::new(limits) }
    }
}

impl<W> Sender<W> {
    /// Creates a sender for a stream, with the element order of `protocol`.
    #[must_use]
    pub fn new(stream: W, protocol: Protocol) -> Self {
        Self { stream, outbox: Outbox::new(protocol) }
    }
}
