//! Send buffer: encoded bytes that the stream has not yet accepted.

use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::io::{self, ErrorKind, Write};
use std::time::Instant;

use super::peer::{Peer, is_timeout};
use crate::error::Error;
use crate::event::KEEP;
use crate::limits::Limits;
use crate::message::{Document, Encoder};
use crate::schema::Protocol;
use crate::xml::write::Sink;

/// Number of queued bytes, 1 MiB, from which no further document is accepted: the length limit of
/// one document.
pub(super) const MAX_WAITING: usize = 1 << 20;

/// The reason a document was not sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendError {
    /// The document cannot be encoded; no part of it was sent.
    Encode(Error),
    /// The stream did not accept all bytes within the send timeout or its own write timeout. Nothing
    /// is lost: the remaining bytes are sent, in order, by the next `send` or `flush`.
    Timeout,
    /// At least 1 MiB is queued, because the peer reads too slowly. This document was not queued.
    Backlog,
    /// The stream reported an error. It is unknown how much of the sent data arrived.
    Io(io::Error),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SendError::Encode(error) => write!(f, "the document cannot be written: {error}"),
            SendError::Timeout => f.write_str("the peer did not take everything in time; the rest waits"),
            SendError::Backlog => f.write_str("too much waits for the peer; the document was not taken"),
            SendError::Io(error) => write!(f, "the stream failed: {error}"),
        }
    }
}

impl core::error::Error for SendError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            SendError::Encode(error) => Some(error),
            SendError::Io(error) => Some(error),
            SendError::Timeout | SendError::Backlog => None,
        }
    }
}

impl From<SendError> for io::Error {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Io(error) => error,
            SendError::Encode(_) => io::Error::new(ErrorKind::InvalidInput, error),
            SendError::Timeout => io::Error::new(ErrorKind::TimedOut, error),
            SendError::Backlog => io::Error::new(ErrorKind::WouldBlock, error),
        }
    }
}

pub(super) struct Outbox {
    encoder: Encoder,
    buffer: Vec<u8>,
    /// Number of bytes of the buffer that the stream has accepted.
    written: usize,
    pub timeout: Option<Duration>,
}

impl Outbox {
    pub fn new(protocol: Protocol) -> Self {
        Self { encoder: Encoder::new(protocol), buffer: Vec::new(), written: 0, timeout: None }
    }

    pub fn set_protocol(&mut self, protocol: Protocol) {
        self.encoder = self.encoder.protocol(protocol);
    }

    pub fn set_limits(&mut self, limits: Limits) {
        self.encoder = self.encoder.limits(limits);
    }

    /// Returns the number of queued bytes.
    pub fn waiting(&self) -> usize {
        self.buffer.len() - self.written
    }

    pub fn send<S: Write>(&mut self, peer: &mut Peer<S>, document: &Document<'_>) -> Result<(), SendError> {
        let deadline = peer.deadline(self.timeout);
        self.send_until(peer, document, deadline)
    }

    pub fn send_until<S: Write>(
        &mut self,
        peer: &mut Peer<S>,
        document: &Document<'_>,
        deadline: Option<Instant>,
    ) -> Result<(), SendError> {
        self.make_room(peer, deadline)?;
        let before = self.buffer.len();
        if let Err(error) = self.encoder.encode(document, &mut self.buffer) {
            self.buffer.truncate(before);
            return Err(SendError::Encode(Error::new(error.kind(), error.offset().saturating_sub(before))));
        }
        self.flush_until(peer, deadline)
    }

    pub fn send_encoded<S: Write>(&mut self, peer: &mut Peer<S>, bytes: &[u8]) -> Result<(), SendError> {
        let deadline = peer.deadline(self.timeout);
        self.make_room(peer, deadline)?;
        // Writing into a vector cannot fail.
        self.buffer.put(bytes).map_err(SendError::Encode)?;
        self.flush_until(peer, deadline)
    }

    pub fn flush<S: Write>(&mut self, peer: &mut Peer<S>) -> Result<(), SendError> {
        let deadline = peer.deadline(self.timeout);
        self.flush_until(peer, deadline)
    }

    /// Writes queued bytes until the stream accepts no more or the deadline has passed.
    pub fn flush_until<S: Write>(&mut self, peer: &mut Peer<S>, deadline: Option<Instant>) -> Result<(), SendError> {
        while self.waiting() > 0 {
            match peer.write(&self.buffer[self.written..], deadline) {
                Ok(0) => return Err(SendError::Io(ErrorKind::WriteZero.into())),
                Ok(written) => self.written = (self.written + written).min(self.buffer.len()),
                Err(error) => interrupted(error)?,
            }
            if self.waiting() > 0 && peer.has_passed(deadline) {
                return Err(SendError::Timeout);
            }
        }
        self.written = 0;
        self.buffer.clear();
        self.buffer.shrink_to(KEEP);
        loop {
            match peer.flush(deadline) {
                Ok(()) => return Ok(()),
                Err(error) => interrupted(error)?,
            }
            if peer.has_passed(deadline) {
                return Err(SendError::Timeout);
            }
        }
    }

    fn make_room<S: Write>(&mut self, peer: &mut Peer<S>, deadline: Option<Instant>) -> Result<(), SendError> {
        if self.waiting() >= MAX_WAITING {
            match self.flush_until(peer, deadline) {
                Err(SendError::Timeout) if self.waiting() >= MAX_WAITING => return Err(SendError::Backlog),
                Err(SendError::Timeout) => {}
                flushed => flushed?,
            }
        }
        self.buffer.drain(..core::mem::take(&mut self.written));
        Ok(())
    }
}

/// Ignores an interruption, and converts a timeout to [`SendError::Timeout`].
fn interrupted(error: io::Error) -> Result<(), SendError> {
    match error {
        error if error.kind() == ErrorKind::Interrupted => Ok(()),
        error if is_timeout(&error) => Err(SendError::Timeout),
        error => Err(SendError::Io(error)),
    }
}
