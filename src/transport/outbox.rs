//! What is to be written to a stream and was not taken by it yet.

use alloc::vec::Vec;
use core::fmt;
use std::io::{self, ErrorKind, Write};

use crate::error::Error;
use crate::event::KEEP;
use crate::message::{Document, Encoder};
use crate::schema::Protocol;
use crate::xml::write::Sink;

/// Bytes that may wait for a stream which takes none: as many as one document may have.
pub(super) const MAX_WAITING: usize = 1 << 20;

/// Why something was not sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendError {
    /// The document cannot be written; nothing of it was sent.
    Encode(Error),
    /// The stream did not take everything in its write timeout. Nothing is lost: what is left goes
    /// out with the next `send` or `flush`, in order.
    Timeout,
    /// The stream took nothing for so long that 1 MiB waits. This document was not taken.
    Backlog,
    /// The stream failed. How much of what was sent arrived is unknown.
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
    /// Bytes of the buffer that the stream took.
    written: usize,
}

impl Outbox {
    pub fn new(protocol: Protocol) -> Self {
        Self { encoder: Encoder::new(protocol), buffer: Vec::new(), written: 0 }
    }

    pub fn set_protocol(&mut self, protocol: Protocol) {
        self.encoder = Encoder::new(protocol);
    }

    /// Bytes that wait for the stream.
    pub fn waiting(&self) -> usize {
        self.buffer.len() - self.written
    }

    pub fn send(&mut self, stream: &mut dyn Write, document: &Document<'_>) -> Result<(), SendError> {
        self.make_room(stream)?;
        let before = self.buffer.len();
        if let Err(error) = self.encoder.encode(document, &mut self.buffer) {
            self.buffer.truncate(before);
            return Err(SendError::Encode(Error::new(error.kind(), error.offset().saturating_sub(before))));
        }
        self.flush(stream)
    }

    pub fn send_encoded(&mut self, stream: &mut dyn Write, bytes: &[u8]) -> Result<(), SendError> {
        self.make_room(stream)?;
        // Into a vector this cannot fail.
        self.buffer.put(bytes).map_err(SendError::Encode)?;
        self.flush(stream)
    }

    /// Hands the stream what it takes.
    pub fn flush(&mut self, stream: &mut dyn Write) -> Result<(), SendError> {
        while self.waiting() > 0 {
            match stream.write(&self.buffer[self.written..]) {
                Ok(0) => return Err(SendError::Io(ErrorKind::WriteZero.into())),
                Ok(written) => self.written = (self.written + written).min(self.buffer.len()),
                Err(error) => interrupted(error)?,
            }
        }
        self.written = 0;
        self.buffer.clear();
        self.buffer.shrink_to(KEEP);
        loop {
            match stream.flush() {
                Ok(()) => return Ok(()),
                Err(error) => interrupted(error)?,
            }
        }
    }

    fn make_room(&mut self, stream: &mut dyn Write) -> Result<(), SendError> {
        if self.waiting() >= MAX_WAITING {
            match self.flush(stream) {
                Err(SendError::Timeout) if self.waiting() >= MAX_WAITING => return Err(SendError::Backlog),
                Err(SendError::Timeout) => {}
                flushed => flushed?,
            }
        }
        self.buffer.drain(..core::mem::take(&mut self.written));
        Ok(())
    }
}

/// Lets an interruption pass, and names a timeout.
fn interrupted(error: io::Error) -> Result<(), SendError> {
    match error.kind() {
        ErrorKind::Interrupted => Ok(()),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Err(SendError::Timeout),
        _ => Err(SendError::Io(error)),
    }
}
