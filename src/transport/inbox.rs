//! Receive buffer: bytes read from the stream but not yet consumed.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, Range};
use std::io::{self, ErrorKind, Read};

use crate::error::{Error, Result};
use crate::frame::{Framer, Step};
use crate::limits::Limits;
use crate::message::{Decoder, Document};

/// Initial size of the buffer, in bytes: room for several ordinary documents.
const FIRST: usize = 8 << 10;

/// Size, in bytes, above which the buffer is freed once the room is no longer needed. Smaller
/// buffers are kept, so that ordinary traffic allocates nothing.
const KEEP: usize = 64 << 10;

/// The next event on a stream.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'c, T = Document<'c>> {
    /// A document, in the requested form.
    Document(T),
    /// Bytes that are not a document. The stream continues after them.
    Malformed(Malformed<'c>),
    /// No event within the read timeout of the stream, or no data available on a stream that does
    /// not block. An incomplete document is kept: call the method again.
    Timeout,
    /// The peer has closed the stream. Receiving again returns the same event.
    Closed {
        /// `true` if the stream ended between two documents. If `false`, the last document was
        /// returned as malformed before, and all or part of it is lost.
        clean: bool,
    },
}

/// Bytes that are not a document, and the reason. `Debug` does not show the bytes, because they may
/// hold a login digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Malformed<'c> {
    /// The bytes.
    pub bytes: &'c [u8],
    /// The error, with its offset in `bytes`.
    pub error: Error,
    /// Offset of `bytes` in the stream.
    pub offset: u64,
}

impl fmt::Debug for Malformed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, error, offset } = self;
        write!(f, "Malformed {{ bytes: <{} bytes>, error: {error:?}, offset: {offset} }}", bytes.len())
    }
}

/// The bytes of one document, not yet decoded. `Debug` does not show them, because they may hold a
/// login digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame<'c>(&'c [u8]);

impl<'c> Frame<'c> {
    /// Returns the bytes.
    #[must_use]
    pub const fn bytes(self) -> &'c [u8] {
        self.0
    }

    /// Decodes the document.
    ///
    /// # Errors
    /// Same as [`Document::decode`].
    pub fn decode(self) -> Result<Document<'c>> {
        Document::decode(self.0)
    }
}

impl Deref for Frame<'_> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.0
    }
}

impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame(<{} bytes>)", self.0.len())
    }
}

/// The buffer of a receiver, and the framer and decoder that read from it.
pub(super) struct Inbox {
    framer: Framer,
    decoder: Decoder,
    /// Bytes that were read but not yet consumed are at `start..end`; the rest is free room.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Length of the last piece returned. It is consumed at the next call.
    used: usize,
    /// Offset of `start` in the stream.
    offset: u64,
    /// `Some` if the stream has ended; `true` if it ended between two documents.
    closed: Option<bool>,
}

/// The next event as ranges of the buffer, without the bytes.
enum Piece {
    Frame(Range<usize>),
    Malformed(Range<usize>, Error),
    Timeout,
    Closed { clean: bool },
}

impl Inbox {
    pub fn new(limits: Limits) -> Self {
        Self {
            framer: Framer::new(limits),
            decoder: Decoder::new().limits(limits),
            buffer: Vec::new(),
            start: 0,
            end: 0,
            used: 0,
            offset: 0,
            closed: None,
        }
    }

    /// Returns the bytes that were read but not yet consumed.
    pub fn rest(&self) -> &[u8] {
        &self.buffer[self.start + self.used..self.end]
    }

    /// Returns the capacity of the buffer, in bytes.
    pub const fn room(&self) -> usize {
        self.buffer.capacity()
    }

    /// Receives the next event, with the document in the form that `read` returns.
    pub fn receive<'c, T>(
        &'c mut self,
        stream: &mut dyn Read,
        read: impl FnOnce(&mut Decoder, Frame<'c>) -> Result<T>,
    ) -> io::Result<Event<'c, T>> {
        let piece = self.next(stream)?;
        let refused = |bytes, error| Event::Malformed(Malformed { bytes, error, offset: self.offset });
        Ok(match piece {
            Piece::Frame(range) => {
                let bytes = &self.buffer[range.clone()];
                match read(&mut self.decoder, Frame(bytes)) {
                    Ok(document) => Event::Document(document),
                    Err(error) => Event::Malformed(Malformed {
                        bytes,
                        error,
                        offset: self.offset + (range.start - self.start) as u64,
                    }),
                }
            }
            Piece::Malformed(range, error) => refused(&self.buffer[range], error),
            Piece::Timeout => Event::Timeout,
            Piece::Closed { clean } => Event::Closed { clean },
        })
    }

    /// Reads until there is an event. Every event in the buffer is returned before the stream is
    /// read again, so an error of the stream never comes before an earlier document.
    fn next(&mut self, stream: &mut dyn Read) -> io::Result<Piece> {
        let used = core::mem::take(&mut self.used);
        self.start += used;
        self.offset += used as u64;
        loop {
            let rest = &self.buffer[self.start..self.end];
            let step = match self.closed {
                None => Some(self.framer.step(rest)),
                Some(_) => self.framer.finish(rest),
            };
            match step {
                Some(Step::Frame(range)) => {
                    self.used = range.end;
                    return Ok(Piece::Frame(self.start + range.start..self.start + range.end));
                }
                Some(Step::Malformed { skip, error }) => {
                    self.used = skip;
                    // At the end of the stream, only an incomplete document is malformed.
                    self.closed = self.closed.map(|_| false);
                    return Ok(Piece::Malformed(self.start..self.start + skip, error));
                }
                Some(Step::Incomplete) | None => {}
            }
            if let Some(clean) = self.closed {
                return Ok(Piece::Closed { clean });
            }
            self.make_room();
            let room = &mut self.buffer[self.end..];
            match stream.read(room) {
                Ok(0) => self.closed = Some(!self.framer.is_skipping()),
                Ok(read) => self.end += read.min(room.len()),
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => return Ok(Piece::Timeout),
                    _ => return Err(error),
                },
            }
        }
    }

    /// Makes room to read into. Bytes are moved only after at least half as many were consumed, so
    /// the work is linear. The size needs no bound here, because the framer enforces the limits.
    fn make_room(&mut self) {
        let pending = self.end - self.start;
        let size = self.buffer.len();
        if size > KEEP && pending <= FIRST / 2 {
            let mut small = vec![0; FIRST];
            small[..pending].copy_from_slice(&self.buffer[self.start..self.end]);
            self.buffer = small;
        } else if pending == 0 || (size - self.end <= size / 4 && pending <= size / 2) {
            self.buffer.copy_within(self.start..self.end, 0);
        } else if self.end == size {
            self.buffer.copy_within(self.start..self.end, 0);
            self.buffer.resize(2 * size, 0);
        } else {
            return;
        }
        if self.buffer.is_empty() {
            self.buffer.resize(FIRST, 0);
        }
        (self.start, self.end) = (0, pending);
    }
}
