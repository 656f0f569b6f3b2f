//! The codecs.

use core::ops::Range;
use std::io::{self, ErrorKind};

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec;

use super::{Event, Frame, Malformed};
use crate::error::{Error, Result};
use crate::event::KEEP;
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{self, Document, Encoder, StreamDecoder};
use crate::schema::Protocol;
use crate::xml::write::Sink;

/// A buffer larger than [`KEEP`] is given back when no more bytes than these are in it.
const FEW: usize = 4 << 10;

/// Gives the bytes of documents; see the [module](super).
#[derive(Debug, Clone, Default)]
pub struct FrameCodec(Codec<Framer>);

/// Gives documents to keep; see the [module](super).
#[derive(Debug, Clone, Default)]
pub struct DocumentCodec(Codec<StreamDecoder>);

#[derive(Debug, Clone)]
struct Codec<F> {
    limits: Limits,
    finder: F,
    encoder: Encoder,
    /// Bytes of the stream that were taken.
    offset: u64,
    /// The end of the stream cut a document off.
    cut: bool,
}

/// The next thing in a buffer: a document, of which the buffer holds no more, or the place of malformed
/// bytes.
type Next<T> = core::result::Result<T, (Range<usize>, Error)>;

/// A way to find documents, in the form that a codec gives.
trait Finder {
    type Item;
    fn new(limits: Limits) -> Self;
    fn is_skipping(&self) -> bool;
    /// The next thing; `None` if more bytes are needed or, `over` meaning that none will come, if nothing
    /// is left.
    fn next(&mut self, source: &mut BytesMut, over: bool) -> Option<Next<Self::Item>>;
}

impl Finder for Framer {
    type Item = Frame;

    fn new(limits: Limits) -> Self {
        Self::new(limits)
    }

    fn is_skipping(&self) -> bool {
        self.is_skipping()
    }

    fn next(&mut self, source: &mut BytesMut, over: bool) -> Option<Next<Frame>> {
        match if over { self.finish(source)? } else { self.step(source) } {
            Framed::Incomplete => None,
            Framed::Document { range } => {
                source.advance(range.start);
                Some(Ok(Frame::new(source.split_to(range.len()).freeze())))
            }
            Framed::Malformed { range, error } => Some(Err((range, error))),
        }
    }
}

impl Finder for StreamDecoder {
    type Item = Document<'static>;

    fn new(limits: Limits) -> Self {
        Self::new(limits)
    }

    fn is_skipping(&self) -> bool {
        self.is_skipping()
    }

    fn next(&mut self, source: &mut BytesMut, over: bool) -> Option<Next<Document<'static>>> {
        let (next, used) = match if over { self.finish(source)? } else { self.step(source) } {
            message::Event::Incomplete => return None,
            message::Event::Document { range, document } => (Ok(document.into_owned()), range.end),
            message::Event::Malformed { range, error } => (Err((range, error)), 0),
        };
        source.advance(used);
        Some(next)
    }
}

impl<F: Finder> Default for Codec<F> {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl<F: Finder> Codec<F> {
    fn new(limits: Limits) -> Self {
        Self { limits, finder: F::new(limits), encoder: Encoder::default(), offset: 0, cut: false }
    }

    /// Takes what is there.
    fn decode(&mut self, source: &mut BytesMut) -> Option<Event<F::Item>> {
        self.take(source, false)
    }

    /// The same at the end of the stream.
    fn decode_eof(&mut self, source: &mut BytesMut) -> io::Result<Option<Event<F::Item>>> {
        if let Some(event) = self.decode(source) {
            return Ok(Some(event));
        }
        if let Some(event) = self.take(source, true) {
            self.cut |= matches!(event, Event::Malformed(_));
            return Ok(Some(event));
        }
        // Nothing but filler is left. A stream that goes on all the same begins anew.
        let cut = self.cut || self.finder.is_skipping();
        self.cut = false;
        self.finder = F::new(self.limits);
        self.offset += source.len() as u64;
        source.clear();
        if cut { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(None) }
    }

    fn take(&mut self, source: &mut BytesMut, over: bool) -> Option<Event<F::Item>> {
        let before = source.len();
        let next = self.finder.next(source, over);
        self.offset += (before - source.len()) as u64;
        match next {
            Some(Ok(document)) => Some(Event::Document(document)),
            Some(Err((range, error))) => {
                source.advance(range.start);
                let offset = self.offset + range.start as u64;
                self.offset += range.end as u64;
                Some(Event::Malformed(Malformed { bytes: source.split_to(range.len()).freeze(), error, offset }))
            }
            None => {
                if source.capacity() > KEEP && source.len() <= FEW {
                    *source = BytesMut::from(&source[..]);
                }
                None
            }
        }
    }

    fn encode(&self, document: &Document<'_>, out: &mut BytesMut) -> io::Result<()> {
        let before = out.len();
        self.encoder.encode(document, &mut Out { buffer: out, before }).map_err(|error| {
            out.truncate(before);
            io::Error::new(ErrorKind::InvalidInput, error)
        })
    }
}

/// Writes behind what waits in a buffer already.
struct Out<'b> {
    buffer: &'b mut BytesMut,
    before: usize,
}

impl Sink for Out<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }
    fn written(&self) -> usize {
        self.buffer.len() - self.before
    }
}

/// What both codecs have alike.
macro_rules! codec {
    ($Codec:ident gives $Item:ty) => {
        impl $Codec {
            /// For CAP-C, with the default limits.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// Sets the limits of what is received. To be called before anything is.
            #[must_use]
            pub fn limits(mut self, limits: Limits) -> Self {
                self.0 = Codec { encoder: self.0.encoder, ..Codec::new(limits) };
                self
            }

            /// Sets in which protocol's order elements are sent.
            #[must_use]
            pub fn protocol(mut self, protocol: Protocol) -> Self {
                self.0.encoder = Encoder::new(protocol);
                self
            }
        }

        impl codec::Decoder for $Codec {
            type Item = Event<$Item>;
            type Error = io::Error;

            fn decode(&mut self, source: &mut BytesMut) -> io::Result<Option<Self::Item>> {
                Ok(self.0.decode(source))
            }

            fn decode_eof(&mut self, source: &mut BytesMut) -> io::Result<Option<Self::Item>> {
                self.0.decode_eof(source)
            }
        }

        /// On one line. A document that cannot be written is an error of kind
        /// [`InvalidInput`](ErrorKind::InvalidInput), and nothing of it is sent.
        impl codec::Encoder<&Document<'_>> for $Codec {
            type Error = io::Error;
            fn encode(&mut self, document: &Document<'_>, out: &mut BytesMut) -> io::Result<()> {
                self.0.encode(document, out)
            }
        }

        /// As a borrowed one.
        impl codec::Encoder<Document<'_>> for $Codec {
            type Error = io::Error;
            fn encode(&mut self, document: Document<'_>, out: &mut BytesMut) -> io::Result<()> {
                self.0.encode(&document, out)
            }
        }

        /// As it came, and a line feed.
        impl codec::Encoder<Frame> for $Codec {
            type Error = io::Error;
            fn encode(&mut self, frame: Frame, out: &mut BytesMut) -> io::Result<()> {
                out.extend_from_slice(&frame);
                out.extend_from_slice(b"\n");
                Ok(())
            }
        }

        /// As they are: one or more documents that were encoded before. End each with a line feed,
        /// since deployed clients read lines.
        impl codec::Encoder<Bytes> for $Codec {
            type Error = io::Error;
            fn encode(&mut self, bytes: Bytes, out: &mut BytesMut) -> io::Result<()> {
                out.extend_from_slice(&bytes);
                Ok(())
            }
        }
    };
}

codec!(FrameCodec gives Frame);
codec!(DocumentCodec gives Document<'static>);
