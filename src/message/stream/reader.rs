//! Stream reader: a stream decoder with a buffer of its own.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::{Found, StreamDecoder};
use crate::event::{Event, Frame, KEEP};
use crate::limits::Limits;
use crate::message::{Document, Message};

/// Initial size of the buffer, in bytes: room for several ordinary documents.
const FIRST: usize = 8 << 10;

/// A reader for a stream that arrives in chunks: it keeps the bytes until they are decoded.
///
/// ```
/// use broadworks_cap::{Event, Limits, StreamReader};
///
/// use std::io::Read;
///
/// # let mut input = &b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>\n<Broad"[..];
/// # let mut commands = Vec::new();
/// let mut reader = StreamReader::new(Limits::default());
/// loop {
///     // An event borrows the reader, so it is filled after the `match`, and not in an arm.
///     match reader.next() {
///         Event::Document(document) => { commands.push(document.summary().to_string()); continue }
///         Event::Malformed(bad) => { eprintln!("{bad}"); continue }
///         Event::Closed { clean } => { assert!(!clean); break }
///         _ => {} // more bytes are needed
///     }
///     match input.read(reader.room())? {
///         0 => reader.end(),
///         count => reader.filled(count),
///     }
/// }
/// assert_eq!(commands, ["infoRequest"]);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// Chunks that come otherwise are [fed](Self::feed). Everything in the buffer is returned
/// before [`Event::Pending`] or [`Event::Closed`]. If all events are taken before the reader is fed again, the buffer
/// grows to about twice the limits and the longest chunk at most, and shrinks again.
#[derive(Clone)]
pub struct StreamReader {
    decoder: StreamDecoder,
    /// Bytes that are not yet decoded are at `start..end`; the rest is free room.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// `true` if no more bytes will come.
    over: bool,
}

impl StreamReader {
    /// Creates a reader for a new stream. Does not allocate.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { decoder: StreamDecoder::new(limits), buffer: Vec::new(), start: 0, end: 0, over: false }
    }

    /// Adds bytes of the stream.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = self.room();
            let (now, later) = rest.split_at(rest.len().min(room.len()));
            room[..now.len()].copy_from_slice(now);
            self.filled(now.len());
            rest = later;
        }
    }

    /// Returns room for bytes of the stream, which is not empty. [`filled`](Self::filled) adds the bytes that were
    /// written to it.
    pub fn room(&mut self) -> &mut [u8] {
        self.make_room();
        &mut self.buffer[self.end..]
    }

    /// Adds the first `count` bytes of [`room`](Self::room) to the stream; all of it if `count` is larger.
    pub fn filled(&mut self, count: usize) {
        self.end = self.end.saturating_add(count).min(self.buffer.len());
    }

    /// Ends the stream: no more bytes will come. The events that are left are returned, and then [`Event::Closed`].
    pub const fn end(&mut self) {
        self.over = true;
    }

    /// Returns whether the stream has [ended](Self::end).
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// Returns the next event, with the decoded document.
    #[expect(clippy::should_implement_trait, reason = "the event borrows the reader")]
    pub fn next(&mut self) -> Event<Document<'_>, &[u8]> {
        let found = self.find();
        self.event(found)
    }

    /// Returns the next event, with a view of the document, which decodes a field when it is asked for.
    pub fn next_message(&mut self) -> Event<Message<'_, '_>, &[u8]> {
        let found = self.find();
        self.decoder.view(found, self.rest())
    }

    /// Returns the next event, with the bytes of the document, which is not decoded.
    pub fn next_frame(&mut self) -> Event<Frame<&[u8]>, &[u8]> {
        let found = self.find_frame();
        self.frame(found)
    }

    /// Returns the offset in the stream at which the last event begins; once more bytes are fed, the offset at which it ends.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.decoder.offset()
    }

    /// Returns the capacity of the buffer, in bytes.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Returns the bytes that were not yet returned in an event.
    #[must_use]
    pub fn unread(&self) -> &[u8] {
        &self.rest()[self.decoder.range.end..]
    }

    /// Finds and reads the next document.
    pub(crate) fn find(&mut self) -> Found {
        self.consume();
        self.decoder.find(&self.buffer[self.start..self.end], self.over)
    }

    /// Finds the next document without reading it.
    pub(crate) fn find_frame(&mut self) -> Found {
        self.consume();
        self.decoder.find_frame(&self.buffer[self.start..self.end], self.over)
    }

    /// Converts what was found into an event with the decoded document.
    pub(crate) fn event(&self, found: Found) -> Event<Document<'_>, &[u8]> {
        self.decoder.event(found, self.rest())
    }

    /// Converts what was found into an event with the bytes of the document.
    pub(crate) fn frame(&self, found: Found) -> Event<Frame<&[u8]>, &[u8]> {
        self.decoder.bytes(found, self.rest())
    }

    /// Removes the bytes of the last event.
    fn consume(&mut self) {
        self.start += self.decoder.range.end;
        self.decoder.advance();
    }

    /// The bytes of the last event, and all after it.
    fn rest(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Makes room to read into. Bytes are moved only after at least half as many were consumed, so
    /// the work is linear. The size needs no bound here, because the framer enforces the limits.
    fn make_room(&mut self) {
        self.consume();
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

/// Does not show the buffer, which may hold a login digest.
impl fmt::Debug for StreamReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unread = self.unread().len();
        f.debug_struct("StreamReader").field("offset", &self.offset()).field("unread", &unread).finish_non_exhaustive()
    }
}
