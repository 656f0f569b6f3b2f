//! What came from a stream and was not taken yet.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, Range};
use std::io::{self, ErrorKind, Read};

use crate::error::{Error, Result};
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{Decoder, Document};

/// Bytes of the buffer at the start: several usual documents.
const FIRST: usize = 8 << 10;

/// A buffer of more bytes than these is given back when they are no longer needed. Smaller ones
/// stay, so that usual traffic allocates nothing.
const KEEP: usize = 64 << 10;

/// What came next on a stream.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'c, T = Document<'c>> {
    /// A document, in the form asked for.
    Document(T),
    /// Bytes that are no document. The stream goes on behind them.
    Malformed(Malformed<'c>),
    /// Nothing came in the read timeout of the stream (or, if it does not block, at once). What
    /// came of a document so far is kept: just receive again.
    Timeout,
    /// The peer sends no more. Receiving again says the same.
    Closed {
        /// The stream ended between two documents. If not, the rest of one was refused before, and
        /// it or a part of it is lost.
        clean: bool,
    },
}

/// Bytes that are no document, and why. `Debug` does not show them: there may be a login in them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Malformed<'c> {
    /// The bytes.
    pub bytes: &'c [u8],
    /// What is wrong, and where in the bytes.
    pub error: Error,
    /// Bytes of the stream before these.
    pub offset: u64,
}

impl fmt::Debug for Malformed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, error, offset } = self;
        write!(f, "Malformed {{ bytes: <{} bytes>, error: {error:?}, offset: {offset} }}", bytes.len())
    }
}

/// The bytes of one document, not decoded yet. `Debug` does not show them: there may be a login in
/// them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame<'c>(&'c [u8]);

impl<'c> Frame<'c> {
    /// The bytes.
    #[must_use]
    pub const fn bytes(self) -> &'c [u8] {
        self.0
    }

    /// The document in them.
    ///
    /// # Errors
    /// As [`Document::decode`].
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

/// The buffer of a receiver, and where documents are in it.
pub(super) struct Inbox {
    framer: Framer,
    decoder: Decoder,
    /// Room; what came and was not taken stands at `start..end`.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes of the piece that was handed out last and is dropped before the next.
    used: usize,
    /// Bytes of the stream before `start`.
    offset: u64,
    /// Whether the stream ended, and if so, cleanly.
    closed: Option<bool>,
}

/// What came next, without its bytes.
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

    /// What came and was not taken yet.
    pub fn rest(&self) -> &[u8] {
        &self.buffer[self.start + self.used..self.end]
    }

    /// Bytes of memory the buffer takes.
    pub const fn room(&self) -> usize {
        self.buffer.capacity()
    }

    /// The next event, with documents in the form that `read` gives them.
    pub fn receive<'c, T>(
        &'c mut self,
        stream: &mut dyn Read,
        read: impl FnOnce(&Decoder, Frame<'c>) -> Result<T>,
    ) -> io::Result<Event<'c, T>> {
        let piece = self.next(stream)?;
        let refused = |bytes, error| Event::Malformed(Malformed { bytes, error, offset: self.offset });
        Ok(match piece {
            Piece::Frame(range) => {
                let bytes = &self.buffer[range.clone()];
                match read(&self.decoder, Frame(bytes)) {
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

    /// Reads until there is something to tell. All that came is told before the stream is read
    /// again, so an error of the stream never overtakes a document.
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
                Some(Framed::Document { range }) => {
                    self.used = range.end;
                    return Ok(Piece::Frame(self.start + range.start..self.start + range.end));
                }
                Some(Framed::Malformed { range, error }) => {
                    self.used = range.end;
                    // At the end only an unfinished document is refused.
                    self.closed = self.closed.map(|_| false);
                    return Ok(Piece::Malformed(self.start + range.start..self.start + range.end, error));
                }
                Some(Framed::Incomplete) | None => {}
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

    /// Makes room to read into. Bytes are moved only after at least half as many were taken, so
    /// the work stays linear. There is no bound here: the framer asks for no more than its limits.
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
