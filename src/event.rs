//! Events of a connection, for both kinds of transport.
//!
//! In `transport`, an event borrows its bytes from the buffer (`B` is `&[u8]`); in `tokio`, it shares them
//! ([`Bytes`](https://docs.rs/bytes)). Each module has type aliases for its form.

use core::fmt;
use core::ops::Deref;

use crate::error::{Error, Result};
use crate::message::Document;

/// Size, in bytes, above which a buffer is freed once the room is no longer needed. Smaller buffers
/// are kept, so that ordinary traffic allocates nothing.
pub(crate) const KEEP: usize = 64 << 10;

/// The next event on a stream.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<T, B> {
    /// A document, in the requested form.
    Document(T),
    /// Bytes that are not a document. The stream continues after them.
    Malformed(Malformed<B>),
    /// No event within the read timeout of the stream, or no data available on a stream that does
    /// not block. An incomplete document is kept: call the method again. Not used by `tokio`.
    Timeout,
    /// The peer has closed the stream. Receiving again returns the same event. Not used by `tokio`.
    Closed {
        /// `true` if the stream ended between two documents. If `false`, the last document was
        /// returned as malformed before, and all or part of it is lost.
        clean: bool,
    },
}

impl<T: fmt::Debug, B: AsRef<[u8]>> fmt::Debug for Event<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Document(document) => f.debug_tuple("Document").field(document).finish(),
            Event::Malformed(malformed) => f.debug_tuple("Malformed").field(malformed).finish(),
            Event::Timeout => f.write_str("Timeout"),
            Event::Closed { clean } => f.debug_struct("Closed").field("clean", clean).finish(),
        }
    }
}

/// Bytes that are not a document, and the reason. `Debug` does not show the bytes, because they may
/// hold a login digest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Malformed<B> {
    /// The bytes.
    pub bytes: B,
    /// The error, with its offset in `bytes`.
    pub error: Error,
    /// Offset of `bytes` in the stream.
    pub offset: u64,
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

#[cfg(feature = "transport")]
impl<'c> Frame<&'c [u8]> {
    /// Returns the bytes.
    #[must_use]
    pub const fn bytes(self) -> &'c [u8] {
        self.0
    }

    /// Decodes the document.
    ///
    /// # Errors
    /// Same as [`Document::decode`].
    pub fn decode(self) -> Result<Document<'c>> {
        Document::decode(self.0)
    }
}

#[cfg(feature = "tokio")]
impl Frame<bytes::Bytes> {
    /// Decodes the document, which borrows from the bytes.
    ///
    /// # Errors
    /// Same as [`Document::decode`].
    pub fn decode(&self) -> Result<Document<'_>> {
        Document::decode(&self.0)
    }

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
