//! Items that the codecs return.

use core::fmt;
use core::ops::Deref;

use bytes::Bytes;

use crate::error::{Error, Result};
use crate::message::Document;

/// The next item on a stream.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "boxing would cost an allocation for every document")]
pub enum Received<T> {
    /// A document, in the form of the codec.
    Document(T),
    /// Bytes that are not a document. The stream continues after them.
    Malformed(Malformed),
}

/// Bytes that are not a document, and the reason. `Debug` does not show the bytes, because they may
/// hold a login digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The bytes.
    pub bytes: Bytes,
    /// The error, with its offset in `bytes`.
    pub error: Error,
    /// Offset of `bytes` in the stream.
    pub offset: u64,
}

impl fmt::Debug for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, error, offset } = self;
        write!(f, "Malformed {{ bytes: <{} bytes>, error: {error:?}, offset: {offset} }}", bytes.len())
    }
}

/// The bytes of one document, not yet decoded. `Debug` does not show them, because they may hold a
/// login digest.
///
/// A frame shares memory with everything that was read at the same time. Copy the bytes of frames
/// that are kept for long.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    pub(super) const fn new(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// Decodes the document, which borrows from the bytes.
    ///
    /// # Errors
    /// Same as [`Document::decode`].
    pub fn decode(&self) -> Result<Document<'_>> {
        Document::decode(&self.0)
    }

    /// Returns the bytes.
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
