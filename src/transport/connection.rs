//! Both directions of a stream, together and apart.

use alloc::vec::Vec;
use core::fmt;
use std::io::{self, Read, Write};

use super::inbox::Inbox;
use super::outbox::{Outbox, SendError};
use super::{Event, Frame};
use crate::limits::Limits;
use crate::message::Document;
use crate::message::server_status_request::ServerStatusRequest;
use crate::schema::Protocol;

/// Sends and receives documents over one stream.
pub struct Connection<S> {
    stream: S,
    inbox: Inbox,
    outbox: Outbox,
}

/// The direction of a stream from which documents come.
pub struct Receiver<R> {
    stream: R,
    inbox: Inbox,
}

/// The direction of a stream into which documents go.
pub struct Sender<W> {
    stream: W,
    outbox: Outbox,
}

macro_rules! receiving {
    ($Type:ident) => {
        impl<S: Read> $Type<S> {
            /// The next document, borrowed from the buffer.
            ///
            /// Allocates nothing for usual messages once the buffer has its size. What came is
            /// told in full before the stream is read again.
            ///
            /// # Errors
            /// What the stream reports, other than timeouts and interruptions. A document that was
            /// under way is kept; whether the stream goes on after an error is the stream's
            /// business.
            pub fn receive(&mut self) -> io::Result<Event<'_>> {
                self.inbox.receive(&mut self.stream, |decoder, frame| decoder.decode(frame.bytes()))
            }

            /// The bytes of the next document, not decoded.
            ///
            /// # Errors
            /// As [`receive`](Self::receive).
            pub fn receive_frame(&mut self) -> io::Result<Event<'_, Frame<'_>>> {
                self.inbox.receive(&mut self.stream, |_, frame| Ok(frame))
            }

            /// The next document, to keep.
            ///
            /// # Errors
            /// As [`receive`](Self::receive).
            pub fn receive_owned(&mut self) -> io::Result<Event<'_, Document<'static>>> {
                self.inbox
                    .receive(&mut self.stream, |decoder, frame| decoder.decode(frame.bytes()).map(Document::into_owned))
            }

            /// Bytes of memory that the receiving buffer takes. It grows with what must be held,
            /// up to about twice the limits, and shrinks again.
            #[must_use]
            pub const fn buffered(&self) -> usize {
                self.inbox.room()
            }
        }
    };
}

macro_rules! sending {
    ($Type:ident) => {
        impl<S: Write> $Type<S> {
            /// Sends a document, on one line.
            ///
            /// # Errors
            /// See [`SendError`]: of those, only a timeout means that the document was taken.
            pub fn send(&mut self, document: &Document<'_>) -> Result<(), SendError> {
                self.outbox.send(&mut self.stream, document)
            }

            /// Sends bytes as they are: one or more documents that were encoded before. End each
            /// with a line feed, since deployed clients read lines.
            ///
            /// # Errors
            /// As [`send`](Self::send).
            pub fn send_encoded(&mut self, bytes: &[u8]) -> Result<(), SendError> {
                self.outbox.send_encoded(&mut self.stream, bytes)
            }

            /// Sends a `serverStatusRequest` without a user, as servers do and as CCC2 has it. A
            /// CAP-C client sends the keepalive of its session instead.
            ///
            /// # Errors
            /// As [`send`](Self::send).
            pub fn keep_alive(&mut self) -> Result<(), SendError> {
                self.send(&Document::new(ServerStatusRequest::default()))
            }

            /// Goes on with what a timeout left behind.
            ///
            /// # Errors
            /// As [`send`](Self::send).
            pub fn flush(&mut self) -> Result<(), SendError> {
                self.outbox.flush(&mut self.stream)
            }

            /// Bytes that a timeout left behind.
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
            /// The stream.
            #[must_use]
            pub const fn get_ref(&self) -> &S {
                &self.stream
            }

            /// The stream. Reading from it or writing to it tears documents apart; setting its
            /// options does not.
            #[must_use]
            pub const fn get_mut(&mut self) -> &mut S {
                &mut self.stream
            }
        }

        impl<S: fmt::Debug> fmt::Debug for $Type<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Not the buffers: there may be a login in them.
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
    /// A CAP-C connection over a stream, with the default limits.
    #[must_use]
    pub fn new(stream: S) -> Self {
        Self { stream, inbox: Inbox::new(Limits::default()), outbox: Outbox::new(Protocol::default()) }
    }

    /// Sets the limits of what is received. To be called before anything is.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.inbox = Inbox::new(limits);
        self
    }

    /// Sets in which protocol's order elements are sent.
    #[must_use]
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.outbox.set_protocol(protocol);
        self
    }

    /// Takes both directions apart, for instance for two threads. `clone` makes the second handle
    /// of the stream, such as [`TcpStream::try_clone`](std::net::TcpStream::try_clone).
    ///
    /// A TLS stream has no second handle: keep the connection whole, with a short read timeout.
    ///
    /// # Errors
    /// What `clone` reports.
    pub fn split_with<W>(self, clone: impl FnOnce(&S) -> io::Result<W>) -> io::Result<(Receiver<S>, Sender<W>)> {
        let second = clone(&self.stream)?;
        let Self { stream, inbox, outbox } = self;
        Ok((Receiver { stream, inbox }, Sender { stream: second, outbox }))
    }

    /// The stream, and the bytes that were read from it but not received.
    #[must_use]
    pub fn into_parts(self) -> (S, Vec<u8>) {
        let rest = self.inbox.rest().to_vec();
        (self.stream, rest)
    }
}

impl<R> Receiver<R> {
    /// Receives from a stream.
    #[must_use]
    pub fn new(stream: R, limits: Limits) -> Self {
        Self { stream, inbox: Inbox::new(limits) }
    }
}

impl<W> Sender<W> {
    /// Sends to a stream, elements in the order of this protocol.
    #[must_use]
    pub fn new(stream: W, protocol: Protocol) -> Self {
        Self { stream, outbox: Outbox::new(protocol) }
    }
}
