//! Events of a connection, for both kinds of transport.
//!
//! `transport` lends the bytes from its buffer (`B` is `&[u8]`), `tokio` hands them out
//! ([`Bytes`](https://docs.rs/bytes)); each has short names for its own.

use core::fmt;
use core::ops::Deref;

use crate::error::{Error, Result};
use crate::message::Document;

/// Bytes of a buffer that stay allocated for what comes next, so that usual traffic allocates nothing.
/// A larger buffer is given back when it is no longer needed.
pub(crate) const KEEP: usize = 64 << 10;

/// The next thing on a connection.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<T, B> {
    /// A document, in the form asked for.
    Document(T),
    /// Bytes that are no document. The stream goes on behind them.
    Malformed(Malformed<B>),
    /// Nothing came in the read timeout of the stream (or, if it does not block, at once). What
    /// came of a document so far is kept: just receive again. Only of streams that block.
    Timeout,
    /// The peer sends no more. Receiving again says the same. Only of streams that block.
    Closed {
        /// The stream ended between two documents. If not, the rest of one was refused before, and
        /// it or a part of it is lost.
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

/// Bytes that are no document, and why. `Debug` does not show them: there may be a login in them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Malformed<B> {
    /// The bytes.
    pub bytes: B,
    /// The fault, and its place in the bytes.
    pub error: Error,
    /// Bytes of the stream before these.
    pub offset: u64,
}

impl<B: AsRef<[u8]>> fmt::Debug for Malformed<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, error, offset } = self;
        write!(f, "Malformed {{ bytes: <{} bytes>, error: {error:?}, offset: {offset} }}", bytes.as_ref().len())
    }
}

/// The bytes of one document, not decoded yet. `Debug` does not show them: there may be a login in
/// them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame<B>(B);

impl<B> Frame<B> {
    pub(crate) const fn new(bytes: B) -> Self {
        Self(bytes)
    }
}

#[cfg(feature = "transport")]
impl<'c> Frame<&'c [u8]> {
    /// The bytes.
    #[must_use]
    pub const fn bytes(self) -> &'c [u8] {
        self.0
    }

    /// The document in them.
    ///
    /// # Errors
    /// As [`Document::decode`].
    pub fn decode(self) -> Result<Document<'c>> {
        Document::decode(self.0)
    }
}

#[cfg(feature = "tokio")]
impl Frame<bytes::Bytes> {
    /// The document in the bytes, borrowed from them.
    ///
    /// # Errors
    /// As [`Document::decode`].
    pub fn decode(&self) -> Result<Document<'_>> {
        Document::decode(&self.0)
    }

    /// The bytes. They share memory with what was read at the same time: to keep a few frames of many,
    /// copy them.
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
