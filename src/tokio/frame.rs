//! What the codecs give.

use core::fmt;
use core::ops::Deref;

use bytes::Bytes;

use crate::error::{Error, Result};
use crate::message::Document;

/// What came next on a stream.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "boxing would cost an allocation for every document")]
pub enum Received<T> {
    /// A document, in the form the codec gives.
    Document(T),
    /// Bytes that are no document. The stream goes on behind them.
    Malformed(Malformed),
}

/// Bytes that are no document, and why. `Debug` does not show them: there may be a login in them.
#[derive(Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The bytes.
    pub bytes: Bytes,
    /// What is wrong, and where in the bytes.
    pub error: Error,
    /// Bytes of the stream before these.
    pub offset: u64,
}

impl fmt::Debug for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, error, offset } = self;
        write!(f, "Malformed {{ bytes: <{} bytes>, error: {error:?}, offset: {offset} }}", bytes.len())
    }
}

/// The bytes of one document, not decoded yet. `Debug` does not show them: there may be a login in
/// them.
///
/// They share memory with what was read at the same time. To keep a few frames of many, copy them.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    pub(super) const fn new(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The document in the bytes, borrowed from them.
    ///
    /// # Errors
    /// As [`Document::decode`].
    pub fn decode(&self) -> Result<Document<'_>> {
        Document::decode(&self.0)
    }

    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl Deref for Frame {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame(<{} bytes>)", self.0.len())
    }
}
