//! Receive buffer: bytes read from the stream but not yet consumed.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;
use std::io::{self, ErrorKind, Read};

use crate::error::Result;
use crate::event::{Event, Frame, KEEP, Malformed};
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::Decoder;

/// Initial size of the buffer, in bytes: room for several ordinary documents.
const FIRST: usize = 8 << 10;

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
        read: impl FnOnce(&mut Decoder, Frame<&'c [u8]>) -> Result<T>,
    ) -> io::Result<Event<T, &'c [u8]>> {
        Ok(match self.next(stream)? {
            Event::Document(range) => {
                let bytes = &self.buffer[range.clone()];
                match read(&mut self.decoder, Frame::new(bytes)) {
                    Ok(document) => Event::Document(document),
                    Err(error) => {
                        let offset = self.offset + (range.start - self.start) as u64;
                        Event::Malformed(Malformed { bytes, error, offset })
                    }
                }
            }
            Event::Malformed(Malformed { bytes, error, offset }) => {
                Event::Malformed(Malformed { bytes: &self.buffer[bytes], error, offset })
            }
            Event::Timeout => Event::Timeout,
            Event::Closed { clean } => Event::Closed { clean },
        })
    }

    /// Returns the next event, as ranges of the buffer. Reads until there is one. Every event in the
    /// buffer is returned before the stream is read again, so an error of the stream never comes before
    /// an earlier document.
    fn next(&mut self, stream: &mut dyn Read) -> io::Result<Event<Range<usize>, Range<usize>>> {
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
                    return Ok(Event::Document(self.start + range.start..self.start + range.end));
                }
                Some(Framed::Malformed { range, error }) => {
                    self.used = range.end;
                    // At the end of the stream, only an incomplete document is malformed.
                    self.closed = self.closed.map(|_| false);
                    let offset = self.offset + range.start as u64;
                    let bytes = self.start + range.start..self.start + range.end;
                    return Ok(Event::Malformed(Malformed { bytes, error, offset }));
                }
                Some(Framed::Incomplete) | None => {}
            }
            if let Some(clean) = self.closed {
                return Ok(Event::Closed { clean });
            }
            self.make_room();
            let room = &mut self.buffer[self.end..];
            match stream.read(room) {
                Ok(0) => self.closed = Some(!self.framer.is_skipping()),
                Ok(read) => self.end += read.min(room.len()),
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => return Ok(Event::Timeout),
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
