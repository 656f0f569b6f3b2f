//! Asynchronous transport: codecs for [`tokio_util::codec::Framed`].
//!
//! [`DocumentCodec`] returns owned documents. [`FrameCodec`] returns their bytes, which share the
//! memory they were read into and can be decoded in place, forwarded, or moved to another task.
//! Both send documents, owned or borrowed, and bytes that are already encoded.
//!
//! - A malformed document is an item, not an error: the stream continues after it.
//! - A stream that ends between documents just ends. One that ends inside a document gives the rest
//!   as a malformed item, then an error of kind [`UnexpectedEof`](std::io::ErrorKind::UnexpectedEof).
//! - All state is in the codec, so a receiving future can be dropped at any time, as `select!` does,
//!   and nothing is lost.
//!   A `timeout` around a call therefore limits its whole time, whatever the peer sends.
//! - The stream is read only when everything in the buffer has been consumed, and sending waits for
//!   a slow peer, so neither buffer grows beyond the limits.
//!
//! Because more than one type can be sent, `flush` and `close` of `SinkExt` need a type argument:
//! `SinkExt::<&Document>::close(&mut framed)`.
#![cfg_attr(feature = "login", doc = include_str!("login.md"))]

use core::ops::Range;
use std::io::{self, ErrorKind};

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec;

use crate::error::{Error, Result};
use crate::event::{self, Event, KEEP, Malformed};
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{Document, Encoder, StreamDecoder};
use crate::schema::Protocol;
use crate::xml::write::Sink;

/// Number of bytes in the buffer up to which a capacity above [`KEEP`] is freed.
const FEW: usize = 4 << 10;

/// A codec that returns the bytes of documents; see the [module](self).
///
/// ```
/// use broadworks_cap::{Decoder, Event, codec::FrameCodec};
/// use bytes::BytesMut;
/// use tokio_util::codec::Decoder as _;
///
/// let mut buffer = BytesMut::from(&b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>\n<Bro"[..]);
/// let mut codec = FrameCodec::new();
/// let Some(Event::Document(frame)) = codec.decode(&mut buffer)? else { panic!("it is complete") };
/// assert_eq!(Decoder::new().read(&frame).unwrap().command_name().as_deref(), Some("infoRequest"));
/// assert_eq!(codec.decode(&mut buffer)?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct FrameCodec(Codec<Framer>);

/// A codec that returns owned documents; see the [module](self).
///
/// ```
/// use broadworks_cap::{Document, Event, codec::DocumentCodec, message::{Identity, call_action::CallAction}};
/// use bytes::BytesMut;
/// use tokio_util::codec::{Decoder, Encoder};
///
/// let (mut codec, mut buffer) = (DocumentCodec::new(), BytesMut::new());
/// codec.encode(&Document::new(CallAction::redial(Identity::cap_c("alice@example.com", "demo"))), &mut buffer)?;
/// let Some(Event::Document(document)) = codec.decode(&mut buffer)? else { panic!("it is complete") };
/// assert_eq!(document.summary().to_string(), "callAction  alice@example.com  Redial");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct DocumentCodec(Codec<StreamDecoder>);

#[derive(Debug, Clone)]
struct Codec<F> {
    limits: Limits,
    finder: F,
    encoder: Encoder,
    /// Number of bytes of the stream that were consumed.
    offset: u64,
    /// `true` if the stream ended inside a document.
    cut: bool,
}

/// The bytes of a document. They share memory with what was read at the same time.
type Frame = event::Frame<Bytes>;

/// The next piece of a buffer: a document, whose bytes have been removed from the buffer, or the range
/// of malformed bytes.
type Next<T> = core::result::Result<T, (Range<usize>, Error)>;

/// A finder of documents, in the form that a codec returns.
trait Finder {
    type Item;
    fn new(limits: Limits) -> Self;
    fn is_skipping(&self) -> bool;
    /// Returns the next piece, or `None` if more bytes are needed. `over` means that the stream has
    /// ended; then `None` means that nothing is left.
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
        let next = match if over { self.finish(source) } else { self.step(source) } {
            Event::Document(document) => Ok(document.into_owned()),
            Event::Malformed(malformed) => Err(malformed.error),
            Event::Pending | Event::Closed { .. } => return None,
        };
        let range = self.range();
        match next {
            Ok(document) => {
                source.advance(range.end);
                Some(Ok(document))
            }
            Err(error) => Some(Err((range, error))),
        }
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

    /// Decodes the next item in the buffer.
    fn decode(&mut self, source: &mut BytesMut) -> Option<Event<F::Item, Bytes>> {
        self.take(source, false)
    }

    /// Decodes the next item at the end of the stream.
    fn decode_eof(&mut self, source: &mut BytesMut) -> io::Result<Option<Event<F::Item, Bytes>>> {
        if let Some(event) = self.decode(source) {
            return Ok(Some(event));
        }
        if let Some(event) = self.take(source, true) {
            self.cut |= matches!(event, Event::Malformed(_));
            return Ok(Some(event));
        }
        // Only filler is left. If the stream continues anyway, it is treated as a new one.
        let cut = self.cut || self.finder.is_skipping();
        self.cut = false;
        self.finder = F::new(self.limits);
        self.offset += source.len() as u64;
        source.clear();
        if cut { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(None) }
    }

    fn take(&mut self, source: &mut BytesMut, over: bool) -> Option<Event<F::Item, Bytes>> {
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

/// A sink that appends to a buffer and counts only the appended bytes.
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

/// Defines the methods and traits that both codecs share.
macro_rules! codec {
    ($Codec:ident gives $Item:ty) => {
        impl $Codec {
            /// Creates a codec for CAP-C with the default limits.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// Sets the limits for received documents, and for those that are sent. Call it before anything is received.
            #[must_use]
            pub fn limits(mut self, limits: Limits) -> Self {
                self.0 = Codec { encoder: self.0.encoder.limits(limits), ..Codec::new(limits) };
                self
            }

            /// Sets the protocol whose element order is used for sending.
            #[must_use]
            pub fn protocol(mut self, protocol: Protocol) -> Self {
                self.0.encoder = self.0.encoder.protocol(protocol);
                self
            }
        }

        impl codec::Decoder for $Codec {
            type Item = Event<$Item, Bytes>;
            type Error = io::Error;

            fn decode(&mut self, source: &mut BytesMut) -> io::Result<Option<Self::Item>> {
                Ok(self.0.decode(source))
            }

            fn decode_eof(&mut self, source: &mut BytesMut) -> io::Result<Option<Self::Item>> {
                self.0.decode_eof(source)
            }
        }

        /// Encodes a document on one line. If it cannot be encoded, the error has the kind
        /// [`InvalidInput`](ErrorKind::InvalidInput), and no part of the document is sent.
        impl codec::Encoder<&Document<'_>> for $Codec {
            type Error = io::Error;
            fn encode(&mut self, document: &Document<'_>, out: &mut BytesMut) -> io::Result<()> {
                self.0.encode(document, out)
            }
        }

        /// Encodes a document like a borrowed one.
        impl codec::Encoder<Document<'_>> for $Codec {
            type Error = io::Error;
            fn encode(&mut self, document: Document<'_>, out: &mut BytesMut) -> io::Result<()> {
                self.0.encode(&document, out)
            }
        }

        /// Sends the bytes of a frame unchanged, followed by a line feed.
        impl codec::Encoder<Frame> for $Codec {
            type Error = io::Error;
            fn encode(&mut self, frame: Frame, out: &mut BytesMut) -> io::Result<()> {
                out.extend_from_slice(&frame);
                out.extend_from_slice(b"\n");
                Ok(())
            }
        }

        /// Sends bytes unchanged: one or more encoded documents. Each must end with a line feed,
        /// because deployed clients read line by line.
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
