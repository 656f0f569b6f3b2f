//! Streams: finds the documents of a stream and decodes them.

mod fast;
mod reader;

use core::ops::Range;

use super::decoder::Decoder;
use super::document::Document;
use super::view::Message;
use crate::error::{Error, Result};
use crate::event::{Event, Frame, Malformed};
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use fast::EndPredictor;

pub use reader::StreamReader;

/// A decoder for a stream that arrives in chunks: it finds the documents and decodes them.
///
/// It gives the same results as [`Framer`] followed by [`Decoder::decode`], at the same byte of the stream, but
/// faster. The buffer belongs to the caller, who removes bytes from it after each event; [`StreamReader`] has a
/// buffer of its own.
///
/// ```
/// use broadworks_cap::{Event, Limits, StreamDecoder};
///
/// let (mut decoder, mut buffer, mut commands) = (StreamDecoder::new(Limits::default()), Vec::new(), Vec::new());
/// for chunk in ["<BroadsoftDocument><command comm", "andType='infoRequest'/></BroadsoftDocument>\n"] {
///     buffer.extend(chunk.bytes());
///     loop {
///         match decoder.step(&buffer) {
///             Event::Document(document) => commands.push(document.summary().to_string()),
///             Event::Malformed(bad) => eprintln!("{bad}"),
///             _ => break,
///         }
///         buffer.drain(..decoder.range().end);
///     }
/// }
/// assert_eq!(commands, ["infoRequest"]);
/// ```
#[derive(Debug, Clone)]
pub struct StreamDecoder {
    framer: Framer,
    decoder: Decoder,
    ends: EndPredictor,
    /// Range of the last event in the buffer.
    range: Range<usize>,
    /// Offset of the buffer in the stream.
    offset: u64,
    /// `false` after a document was malformed because the stream has ended.
    clean: bool,
}

/// What was found in a buffer. It does not borrow the buffer, so that a caller with a buffer of its own may change it
/// if nothing was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// More bytes are needed.
    Pending,
    /// A document, in [`StreamDecoder::range`]. If decoding was asked for, its tape is in the decoder.
    Document,
    /// Bytes that are not a document, in [`StreamDecoder::range`].
    Malformed(Error),
    /// The stream has ended, and only filler is left.
    Closed { clean: bool },
}

impl StreamDecoder {
    /// Creates a decoder for a new stream.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            framer: Framer::new(limits),
            decoder: Decoder::new().limits(limits),
            ends: EndPredictor::new(),
            range: 0..0,
            offset: 0,
            clean: true,
        }
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

    /// Returns the range of the last event in the buffer. Remove everything up to its end from the buffer before the
    /// next call; that is nothing after [`Event::Pending`].
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Returns the offset of the last event in the stream.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset + self.range.start as u64
    }

    /// Processes the new bytes in `buffer`, which must hold all bytes that were not yet removed, and decodes the next
    /// document. A buffer that is shorter than what was read is [`Event::Pending`], as for [`Framer::step`].
    pub fn step<'a>(&mut self, buffer: &'a [u8]) -> Event<Document<'a>, &'a [u8]> {
        let found = self.find(buffer, false);
        self.event(found, buffer)
    }

    /// Same as [`step`](Self::step), but returns a view of the document, which decodes a field when it is asked for.
    pub fn read<'t, 'a>(&'t mut self, buffer: &'a [u8]) -> Event<Message<'t, 'a>, &'a [u8]> {
        let found = self.find(buffer, false);
        self.view(found, buffer)
    }

    /// Ends the stream: no more bytes will come. Returns the events that are left, and then [`Event::Closed`].
    ///
    /// Remove the bytes of each event from the buffer and call `finish` again.
    pub fn finish<'a>(&mut self, buffer: &'a [u8]) -> Event<Document<'a>, &'a [u8]> {
        let found = self.find(buffer, true);
        self.event(found, buffer)
    }

    /// Finds and reads the next document. `over` means that the stream has ended.
    fn find(&mut self, buffer: &[u8], over: bool) -> Found {
        self.advance();
        if let Some(range) = self.ends.predict(&mut self.framer, buffer) {
            if self.decoder.read(&buffer[range.clone()]).is_ok() {
                self.framer.pass(range.end);
                self.range = range;
                return Found::Document;
            }
            self.ends.fail(&range);
        }
        self.frame(buffer, over, |decoder, document| decoder.read(document).map(|_| ()))
    }

    /// Finds the next document without reading it.
    fn find_frame(&mut self, buffer: &[u8], over: bool) -> Found {
        self.advance();
        self.frame(buffer, over, |_, _| Ok(()))
    }

    /// General path: reads the document that the framer finds.
    #[inline]
    fn frame(&mut self, buffer: &[u8], over: bool, read: impl FnOnce(&mut Decoder, &[u8]) -> Result<()>) -> Found {
        let mut framed = self.framer.step(buffer);
        if over && framed == Framed::Incomplete {
            self.clean &= !self.framer.is_skipping();
            framed = match self.framer.finish(buffer) {
                Some(framed) => framed,
                None => return Found::Closed { clean: self.clean },
            };
            // At the end of the stream, only an incomplete document is malformed.
            self.clean &= !matches!(framed, Framed::Malformed { .. });
        }
        let (range, error) = match framed {
            Framed::Incomplete => return Found::Pending,
            Framed::Document { range } => (range.clone(), read(&mut self.decoder, &buffer[range]).err()),
            Framed::Malformed { range, error } => (range, Some(error)),
        };
        self.range = range;
        error.map_or(Found::Document, Found::Malformed)
    }

    /// Moves on to the bytes after the last event, which the caller has removed.
    #[inline]
    fn advance(&mut self) {
        let used = self.range.end;
        if used > 0 {
            self.range = 0..0;
            self.ends.consume(used);
            self.offset += used as u64;
        }
    }

    /// Converts what was found into an event.
    #[inline]
    fn event<'a>(&self, found: Found, buffer: &'a [u8]) -> Event<Document<'a>, &'a [u8]> {
        match found {
            Found::Document => {
                let mut document = Document::nothing();
                self.decoder.message(&buffer[self.range()]).fill(&mut document);
                Event::Document(document)
            }
            other => self.other(other, buffer),
        }
    }

    fn view<'t, 'a>(&'t self, found: Found, buffer: &'a [u8]) -> Event<Message<'t, 'a>, &'a [u8]> {
        match found {
            Found::Document => Event::Document(self.decoder.message(&buffer[self.range()])),
            other => self.other(other, buffer),
        }
    }

    fn bytes<'a>(&self, found: Found, buffer: &'a [u8]) -> Event<Frame<&'a [u8]>, &'a [u8]> {
        match found {
            Found::Document => Event::Document(Frame::new(&buffer[self.range()])),
            other => self.other(other, buffer),
        }
    }

    /// Converts anything but a document into an event.
    fn other<'a, D>(&self, found: Found, buffer: &'a [u8]) -> Event<D, &'a [u8]> {
        match found {
            Found::Malformed(error) => {
                Event::Malformed(Malformed { bytes: &buffer[self.range()], error, offset: self.offset() })
            }
            Found::Closed { clean } => Event::Closed { clean },
            Found::Pending | Found::Document => Event::Pending,
        }
    }
}

impl<'c> Frame<&'c [u8]> {
    /// Decodes the document.
    ///
    /// # Errors
    /// Same as [`Document::decode`].
    pub fn decode(self) -> Result<Document<'c>> {
        Document::decode(self.bytes())
    }
}

#[cfg(feature = "tokio")]
impl Frame<bytes::Bytes> {
    /// Decodes the document, which borrows from the bytes.
    ///
    /// # Errors
    /// Same as [`Document::decode`].
    pub fn decode(&self) -> Result<Document<'_>> {
        Document::decode(self)
    }
}
