//! Origin of a document: the connection it came on and its place there, from which its message id is made.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::subject::{Token, hex};

/// Number of bytes of the hash of a document that stand in its id.
const HASH: usize = 16;

/// Where a document comes from. Its text form is the message id under which the document is published:
///
/// ```text
/// <connection>.<number>.<hash>      farm1-19abe…-5f0e…-1.17.2c26b46b68ffc68ff99b453c1d304134
/// ```
///
/// - **connection**: an id that no other connection has or had, made by [`Incarnation`].
/// - **number**: the place of the document on this connection, counted from 1. Malformed pieces count, too.
/// - **hash**: the first 16 bytes of the SHA-256 of the bytes of the document, from the first byte of its XML declaration or root to
///   the `>` of the end tag, in hex. White space around the document is no part of it.
///
/// A document that is published again because its acknowledgement was lost has the same id, and is stored once. Two equal
/// documents that a server sent one after the other, or on two connections, have different ids and are both kept: only the server
/// knows whether it meant to say the same thing twice, and a document has nothing else by which to tell. The
/// hash tells a reader that two of them are equal, and shows that bytes have not changed on their way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Id of the connection.
    pub connection: String,
    /// Place of the document on the connection, counted from 1.
    pub number: u64,
    /// Hash of the document, in hex.
    pub hash: String,
}

impl Origin {
    /// Creates the origin of the document that came on a connection with a number.
    #[must_use]
    pub fn new(connection: &str, number: u64, bytes: &[u8]) -> Self {
        Self { connection: connection.to_owned(), number, hash: content_hash(bytes) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.connection, self.number, self.hash)
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(id: &str) -> Result<Self, NoOrigin> {
        let mut parts = id.rsplitn(3, '.');
        let (hash, number, connection) = (parts.next(), parts.next(), parts.next());
        let number = number.and_then(|number| number.parse().ok());
        let all = connection.zip(number).zip(hash).ok_or(NoOrigin)?;
        let ((connection, number), hash) = all;
        Ok(Self { connection: connection.to_owned(), number, hash: hash.to_owned() })
    }
}

/// The error of a message id that is none of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoOrigin;

impl fmt::Display for NoOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message id is a connection, a number and a hash")
    }
}

impl std::error::Error for NoOrigin {}

/// Returns the hash that stands in an [`Origin`].
#[must_use]
pub fn content_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..HASH])
}

/// A start of a process, which gives out ids that no other start has given.
///
/// An id is the name of the process, the time of its start in milliseconds, a random number, and a count. Two ids are the same only if
/// two processes of the same name start in the same millisecond and draw the same 64 bits.
#[derive(Debug)]
pub struct Incarnation {
    prefix: String,
    given: AtomicU64,
}

impl Incarnation {
    /// Begins with a name, of which the token is used.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let random = RandomState::new().build_hasher().finish();
        let prefix = format!("{}-{:x}-{random:016x}", Token::new(name), since.as_millis());
        Self { prefix, given: AtomicU64::new(0) }
    }

    /// Returns another id.
    pub fn id(&self) -> String {
        format!("{}-{}", self.prefix, self.given.fetch_add(1, Ordering::Relaxed) + 1)
    }
}
