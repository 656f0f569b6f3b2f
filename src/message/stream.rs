//! The documents of a stream.

use core::ops::Range;

use memchr::memmem::Finder;

use super::document::{Decoder, Document};
use crate::envelope::END;
use crate::error::Error;
use crate::frame::{Framed, Framer};
use crate::limits::Limits;

/// What the newest bytes led to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "boxing would cost an allocation for every document")]
pub enum Event<'a> {
    /// Nothing is wrong; read more and call again with the longer buffer.
    Incomplete,
    /// A document. Drop everything up to `range.end` before the next call.
    Document {
        /// Where it stands in the buffer.
        range: Range<usize>,
        /// What it says.
        document: Document<'a>,
    },
    /// Bytes that are no document. Drop everything up to `range.end` before the next call, and the
    /// stream goes on behind them.
    Malformed {
        /// Where they stand in the buffer; at least one byte.
        range: Range<usize>,
        /// What is wrong, and where in these bytes.
        error: Error,
    },
}

/// Finds documents in a stream that arrives in pieces, and decodes them.
///
/// It tells what [`Framer`] and then [`Decoder::decode`] tell, at the same byte of the stream, and
/// asks like the framer for nothing but the bytes the caller has not dropped yet.
///
/// ```
/// use broadworks_cap::{Event, StreamDecoder, Limits};
///
/// let (mut documents, mut buffer, mut commands) = (StreamDecoder::new(Limits::default()), Vec::new(), Vec::new());
/// for piece in ["<BroadsoftDocument><command comm", "andType='infoRequest'/></BroadsoftDocument>\n"] {
///     buffer.extend(piece.bytes());
///     loop {
///         let used = match documents.step(&buffer) {
///             Event::Document { range, document } => {
///                 commands.push(document.command.name().map(|name| name.to_string()));
///                 range.end
///             }
///             Event::Malformed { range, error } => panic!("{error} in {range:?}"),
///             _ => break,
///         };
///         buffer.drain(..used);
///     }
/// }
/// assert_eq!(commands, [Some("infoRequest".to_owned())]);
/// ```
///
/// # Why it is faster
///
/// It guesses that a document reaches to the next `</BroadsoftDocument>`, and decodes it. If that
/// works the guess was right: the bytes are one well-formed document; no comment, CDATA section,
/// instruction or attribute value can end with that text, so it is a tag; and the last tag of a
/// document closes its root. The framer, which has the same limits, would end it there too. If it
/// does not work nothing is lost but time: the framer looks for the end, and what it finds is
/// decoded.
///
/// The time is bounded: no guess begins where an earlier one has looked in vain, or where the framer
/// has seen more of the document than is new.
#[derive(Debug, Clone)]
pub struct StreamDecoder {
    framer: Framer,
    decoder: Decoder,
    end: Finder<'static>,
    /// How far guesses were wrong.
    settled: usize,
    /// Bytes looked at in guessing, but for decoding what was guessed right.
    guessed: u64,
}

impl StreamDecoder {
    /// Starts before the first document of a stream.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            framer: Framer::new(limits),
            decoder: Decoder::new().limits(limits),
            end: Finder::new(END),
            settled: 0,
            guessed: 0,
        }
    }

    /// Bytes looked at to find documents since the start of the stream; decoding them is not
    /// counted.
    ///
    /// Once each if good documents arrive whole, at most twice if they arrive byte by byte. Guesses
    /// add at most six times the length of the stream to what [`Framer::scanned`] says.
    #[must_use]
    pub const fn scanned(&self) -> u64 {
        self.framer.scanned() + self.guessed
    }

    /// As [`Framer::is_skipping`].
    #[must_use]
    pub const fn is_skipping(&self) -> bool {
        self.framer.is_skipping()
    }

    /// Looks at what is new in `buffer`, which holds every byte that was not dropped yet.
    pub fn step<'a>(&mut self, buffer: &'a [u8]) -> Event<'a> {
        if let Some(range) = self.guess(buffer) {
            let mut document = Document::nothing();
            if self.decoder.fill(&buffer[range.clone()], &mut document).is_ok() {
                self.framer.pass(range.end);
                self.moved(range.end);
                return Event::Document { range, document };
            }
            self.guessed += range.len() as u64;
            self.settled = range.end;
        }
        let step = self.framer.step(buffer);
        self.decode(step, buffer)
    }

    /// Says that no more bytes will come: `None` if nothing but filler is left.
    ///
    /// Drop what the answer says and call `finish` again until it gives `None`, as with
    /// [`Framer::finish`].
    pub fn finish<'a>(&mut self, buffer: &'a [u8]) -> Option<Event<'a>> {
        match self.step(buffer) {
            Event::Incomplete => self.framer.finish(buffer).map(|step| self.decode(step, buffer)),
            arrival => Some(arrival),
        }
    }

    /// Everything of the document up to the next end tag of a root, if that is worth a trial.
    fn guess(&mut self, buffer: &[u8]) -> Option<Range<usize>> {
        if !self.framer.limits().shortcuts {
            return None;
        }
        let (start, seen) = self.framer.place(buffer)?;
        let new = buffer.len().checked_sub(seen)?;
        if seen < self.settled || new < seen - start {
            return None;
        }
        // The first bytes of the tag may have come before.
        let from = start.max(seen.saturating_sub(END.len() - 1));
        let found = self.end.find(&buffer[from..]);
        let end = found.map_or(buffer.len(), |at| from + at + END.len());
        self.guessed += (end - from) as u64;
        if found.is_none() {
            self.settled = end;
        }
        found.map(|_| start..end)
    }

    /// The general way: what the framer found, decoded.
    #[inline]
    fn decode<'a>(&mut self, step: Framed, buffer: &'a [u8]) -> Event<'a> {
        match step {
            Framed::Incomplete => Event::Incomplete,
            Framed::Document { range } => {
                self.moved(range.end);
                let mut document = Document::nothing();
                match self.decoder.fill(&buffer[range.clone()], &mut document) {
                    Ok(()) => Event::Document { range, document },
                    Err(error) => Event::Malformed { range, error },
                }
            }
            Framed::Malformed { range, error } => {
                self.moved(range.end);
                Event::Malformed { range, error }
            }
        }
    }

    /// The caller will drop so many bytes.
    const fn moved(&mut self, dropped: usize) {
        self.settled = self.settled.saturating_sub(dropped);
    }
}
