//! Events of a stream, whatever carries it.
//!
//! An [`Event`] borrows malformed bytes from the buffer (`B` is `&[u8]`), or, in the asynchronous codecs, shares
//! them (`Bytes`).

use core::fmt;
use core::ops::Deref;

use crate::error::Error;

/// Size, in bytes, above which a buffer is freed once the room is no longer needed. Smaller buffers
/// are kept, so that ordinary traffic allocates nothing.
pub(crate) const KEEP: usize = 64 << 10;

/// The next event on a stream.
///
/// Stream decoders and readers, connections and codecs all return it. `D` is the document, in the form that was
/// asked for: a [`Document`](crate::Document), a [`Message`](crate::Message) or a [`Frame`].
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<D, B> {
    /// A document.
    Document(D),
    /// Bytes that are not a document. The stream continues after them.
    Malformed(Malformed<B>),
    /// Nothing yet. In a buffer, more bytes are needed. On a connection, the receive timeout or a timeout of the stream has
    /// passed, or a stream that does not block has no data. Part of a document is kept: add bytes or call again. Codecs
    /// do not return it, because a future waits by itself.
    Pending,
    /// The stream has ended. Asking again returns the same event. Codecs do not return it, because the end of the
    /// stream is the end of the items.
    Closed {
        /// `true` if the stream ended between two documents. `false` if it ended inside one, which was returned as
        /// [`Event::Malformed`] just before.
        clean: bool,
    },
}

impl<D, B> Event<D, B> {
    /// Converts the document of the event.
    pub fn map<E>(self, convert: impl FnOnce(D) -> E) -> Event<E, B> {
        match self {
            Event::Document(document) => Event::Document(convert(document)),
            Event::Malformed(malformed) => Event::Malformed(malformed),
            Event::Pending => Event::Pending,
            Event::Closed { clean } => Event::Closed { clean },
        }
    }
}

impl<D: fmt::Debug, B: AsRef<[u8]>> fmt::Debug for Event<D, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Document(document) => f.debug_tuple("Document").field(document).finish(),
            Event::Malformed(malformed) => f.debug_tuple("Malformed").field(malformed).finish(),
            Event::Pending => f.write_str("Pending"),
            Event::Closed { clean } => f.debug_struct("Closed").field("clean", clean).finish(),
        }
    }
}

/// Bytes that are not a document, and the reason. `Debug` does not show the bytes, because they may
/// hold a login digest.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed<B> {
    /// The bytes.
    pub bytes: B,
    /// The error, with its offset in `bytes`.
    pub error: Error,
    /// Offset of `bytes` in the stream.
    pub offset: u64,
}

impl<B> Malformed<B> {
    /// Creates it from its parts.
    pub const fn new(bytes: B, error: Error, offset: u64) -> Self {
        Self { bytes, error, offset }
    }

    /// Returns the offset of the error in the stream. The sum of both offsets stops at `u64::MAX`.
    #[must_use]
    pub const fn error_offset(&self) -> u64 {
        self.offset.saturating_add(self.error.offset() as u64)
    }
}

/// Prints the error with its offset in the stream.
impl<B> fmt::Display for Malformed<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {} of the stream)", self.error.kind().describe(), self.error_offset())
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for Malformed<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, error, offset } = self;
        write!(f, "Malformed {{ bytes: <{} bytes>, error: {error:?}, offset: {offset} }}", bytes.as_ref().len())
    }
}

/// The bytes of one document, not yet decoded. `Debug` does not show them, because they may hold a
/// login digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame<B>(B);

impl<B> Frame<B> {
    pub(crate) const fn new(bytes: B) -> Self {
        Self(bytes)
    }
}

impl<'c> Frame<&'c [u8]> {
    /// Returns the bytes.
    #[must_use]
    pub const fn bytes(self) -> &'c [u8] {
        self.0
    }
}

#[cfg(feature = "tokio")]
impl Frame<bytes::Bytes> {
    /// Returns the bytes. They share memory with everything that was read at the same time: copy the
    /// bytes of frames that are kept for long.
    #[must_use]
    pub fn into_bytes(self) -> bytes::Bytes {
        self.0
    }
}

impl<B: AsRef<[u8]>> Deref for Frame<B> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl<B: AsRef<[u8]>> fmt::Debug for Frame<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame(<{} bytes>)", self.len())
    }
}
