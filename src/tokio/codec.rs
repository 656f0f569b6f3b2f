//! The codecs.

use core::ops::Range;
use std::io::{self, ErrorKind};

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec;

use super::frame::{Frame, Received, Refused};
use crate::error::Result;
use crate::frame::{Framer, Step};
use crate::message::{Decoder, Document, Encoder};
use crate::schema::Protocol;
use crate::xml::Limits;
use crate::xml::write::Sink;

/// A buffer of more bytes than these is given back when few are in it.
const KEEP: usize = 64 << 10;
const FEW: usize = 4 << 10;

/// Gives the bytes of documents; see the [module](super).
#[derive(Debug, Clone, Default)]
pub struct FrameCodec(Codec);

/// Gives documents to keep; see the [module](super).
#[derive(Debug, Clone, Default)]
pub struct DocumentCodec(Codec);

#[derive(Debug, Clone)]
struct Codec {
    limits: Limits,
    framer: Framer,
    encoder: Encoder,
    /// Bytes of the stream that were taken.
    offset: u64,
    /// The end of the stream cut a document off.
    cut: bool,
}

impl Default for Codec {
    fn default() -> Self {
        let limits = Limits::default();
        Self { limits, framer: Framer::new(limits), encoder: Encoder::default(), offset: 0, cut: false }
    }
}

impl Codec {
    /// Takes what is there, in the form that `make` gives a document.
    fn decode<T>(
        &mut self,
        source: &mut BytesMut,
        make: impl FnOnce(&Decoder, &mut BytesMut, Range<usize>) -> Result<T>,
    ) -> Option<Received<T>> {
        let step = self.framer.step(source);
        self.take(source, step, make)
    }

    /// The same at the end of the stream.
    fn decode_eof<T>(
        &mut self,
        source: &mut BytesMut,
        make: impl Fn(&Decoder, &mut BytesMut, Range<usize>) -> Result<T>,
    ) -> io::Result<Option<Received<T>>> {
        if let Some(received) = self.decode(source, &make) {
            return Ok(Some(received));
        }
        if let Some(step) = self.framer.finish(source) {
            self.cut |= matches!(step, Step::Refused { .. });
            return Ok(self.take(source, step, make));
        }
        // Nothing but filler is left. A stream that goes on all the same begins anew.
        let cut = self.cut || self.framer.is_skipping();
        self.cut = false;
        self.framer = Framer::new(self.limits);
        self.offset += source.len() as u64;
        source.clear();
        if cut { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(None) }
    }

    fn take<T>(
        &mut self,
        source: &mut BytesMut,
        step: Step,
        make: impl FnOnce(&Decoder, &mut BytesMut, Range<usize>) -> Result<T>,
    ) -> Option<Received<T>> {
        let (bytes, error) = match step {
            Step::Frame(range) => match make(&Decoder::new().limits(self.limits), source, range.clone()) {
                Ok(document) => {
                    self.offset += range.end as u64;
                    return Some(Received::Document(document));
                }
                Err(error) => {
                    self.offset += range.start as u64;
                    source.advance(range.start);
                    (source.split_to(range.len()).freeze(), error)
                }
            },
            Step::Refused { skip, error } => (source.split_to(skip).freeze(), error),
            Step::NeedMore => {
                if source.capacity() > KEEP && source.len() <= FEW {
                    *source = BytesMut::from(&source[..]);
                }
                return None;
            }
        };
        let offset = self.offset;
        self.offset += bytes.len() as u64;
        Some(Received::Refused(Refused { bytes, error, offset }))
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
    ($Codec:ident gives $Item:ty: $make:expr) => {
        impl $Codec {
            /// For CAP-C, with the default limits.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// Sets the limits of what is received. To be called before anything is.
            #[must_use]
            pub fn limits(mut self, limits: Limits) -> Self {
                self.0.limits = limits;
                self.0.framer = Framer::new(limits);
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
            type Item = Received<$Item>;
            type Error = io::Error;

            fn decode(&mut self, source: &mut BytesMut) -> io::Result<Option<Self::Item>> {
                Ok(self.0.decode(source, $make))
            }

            fn decode_eof(&mut self, source: &mut BytesMut) -> io::Result<Option<Self::Item>> {
                self.0.decode_eof(source, $make)
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

codec!(FrameCodec gives Frame: |_, source, range| {
    source.advance(range.start);
    Ok(Frame::new(source.split_to(range.len()).freeze()))
});

codec!(DocumentCodec gives Document<'static>: |decoder, source, range| {
    let document = decoder.decode(&source[range.clone()])?.into_owned();
    source.advance(range.end);
    Ok(document)
});
