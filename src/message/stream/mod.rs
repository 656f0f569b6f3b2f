//! Stream decoder: finds the documents of a stream and decodes them.

mod fast;

use core::ops::Range;

use super::decoder::Decoder;
use super::document::Document;
use crate::error::Error;
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use fast::EndPredictor;

/// The result of one call of [`StreamDecoder`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "boxing would cost an allocation for every document")]
pub enum Event<'a> {
    /// The buffer ends inside a document or between two. Read more bytes, and call again with the
    /// longer buffer.
    Incomplete,
    /// A document. Remove everything up to `range.end` from the buffer before the next call.
    Document {
        /// The range of the document in the buffer.
        range: Range<usize>,
        /// The decoded document.
        document: Document<'a>,
    },
    /// Bytes that are not a document. Remove everything up to `range.end` from the buffer before
    /// the next call; the stream continues after them.
    Malformed {
        /// The range of the bytes in the buffer; at least one byte.
        range: Range<usize>,
        /// The error, with its offset in these bytes.
        error: Error,
    },
}

/// A decoder for a stream that arrives in chunks: it finds the documents and decodes them.
///
/// It gives the same results as [`Framer`] followed by [`Decoder::decode`], at the same byte of the
/// stream. Like the framer, it needs only the bytes that the caller has not yet removed from the
/// buffer.
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
#[derive(Debug, Clone)]
pub struct StreamDecoder {
    framer: Framer,
    decoder: Decoder,
    ends: EndPredictor,
}

impl StreamDecoder {
    /// Creates a decoder for a new stream.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { framer: Framer::new(limits), decoder: Decoder::new().limits(limits), ends: EndPredictor::new() }
    }

    /// Returns the number of bytes read to find documents since the start of the stream, without
    /// the bytes read to decode them.
    ///
    /// Each byte counts once if well-formed documents arrive whole, and at most twice if they
    /// arrive byte by byte. Predictions add at most six times the length of the stream to
    /// [`Framer::scanned`].
    #[must_use]
    pub const fn scanned(&self) -> u64 {
        self.framer.scanned() + self.ends.scanned()
    }

    /// Same as [`Framer::is_skipping`].
    #[must_use]
    pub const fn is_skipping(&self) -> bool {
        self.framer.is_skipping()
    }

    /// Processes the new bytes in `buffer`, which must hold all bytes that were not yet removed.
    pub fn step<'a>(&mut self, buffer: &'a [u8]) -> Event<'a> {
        if let Some(range) = self.ends.predict(&mut self.framer, buffer) {
            let mut document = Document::nothing();
            if self.decoder.fill(&buffer[range.clone()], &mut document).is_ok() {
                self.framer.pass(range.end);
                self.ends.consume(range.end);
                return Event::Document { range, document };
            }
            self.ends.fail(&range);
        }
        let step = self.framer.step(buffer);
        self.decode(step, buffer)
    }

    /// Ends the stream: no more bytes will come. Returns `None` if only filler is left.
    ///
    /// Remove the bytes of the event from the buffer and call `finish` again until it returns
    /// `None`, as with [`Framer::finish`].
    pub fn finish<'a>(&mut self, buffer: &'a [u8]) -> Option<Event<'a>> {
        match self.step(buffer) {
            Event::Incomplete => self.framer.finish(buffer).map(|step| self.decode(step, buffer)),
            event => Some(event),
        }
    }

    /// General path: decodes the document that the framer found.
    #[inline]
    fn decode<'a>(&mut self, step: Framed, buffer: &'a [u8]) -> Event<'a> {
        match step {
            Framed::Incomplete => Event::Incomplete,
            Framed::Document { range } => {
                self.ends.consume(range.end);
                let mut document = Document::nothing();
                match self.decoder.fill(&buffer[range.clone()], &mut document) {
                    Ok(()) => Event::Document { range, document },
                    Err(error) => Event::Malformed { range, error },
                }
            }
            Framed::Malformed { range, error } => {
                self.ends.consume(range.end);
                Event::Malformed { range, error }
            }
        }
    }
}
