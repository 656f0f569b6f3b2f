//! Subjects: which one a document or an action is published on, and how a user id becomes a token of it.
//!
//! ```text
//! ccc2.event.<partition>.<command>.<user>    a document that a server sent
//! ccc2.action.<server>.<user>                a document for a server
//! ```
//!
//! A token of NATS has no `.`, no `*`, no `>` and no white space, and a key of a bucket has still fewer characters. So in
//! a [`Token`] letters, digits, `-` and `_` of ASCII stand for themselves, and any other byte is `=` and two hex digits:
//! `alice@example.com` is `alice=40example=2Ecom`.

use std::fmt;

use sha2::{Digest, Sha256};

/// Longest text, in bytes, whose token can be read back.
const LONGEST: usize = 128;
/// Number of bytes of a hash that stand in the token of a longer text.
const HASH: usize = 16;

/// A text as a token of a subject, and as a part of a key.
///
/// No two texts have the same token, so far as they have no more than 128 bytes. A longer one is its first 32 bytes, `=h` and the first
/// 16 bytes of its SHA-256 in hex, and so is told apart from others but cannot be read back. An empty text is `=`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(String);

impl Token {
    /// Encodes a text.
    ///
    /// ```
    /// use broadworks_farm::subject::Token;
    ///
    /// let token = Token::new("alice@example.com");
    /// assert_eq!(token.as_str(), "alice=40example=2Ecom");
    /// assert_eq!(token.text().as_deref(), Some("alice@example.com"));
    /// ```
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut token = String::with_capacity(bytes.len() + 8);
        if bytes.is_empty() {
            token.push('=');
        } else if bytes.len() <= LONGEST {
            bytes.iter().for_each(|byte| push(&mut token, *byte));
        } else {
            bytes[..32].iter().for_each(|byte| push(&mut token, *byte));
            token.push_str("=h");
            token.push_str(&hex(&Sha256::digest(bytes)[..HASH]));
        }
        Self(token)
    }

    /// Takes a token as it stands in a subject or a key.
    #[must_use]
    pub fn from_wire(token: &str) -> Self {
        Self(token.to_owned())
    }

    /// Returns the token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text of the token; `None` if it was too long, or if this is no token.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        if self.0 == "=" {
            return Some(String::new());
        }
        let mut text = Vec::with_capacity(self.0.len());
        let mut rest = self.0.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            if *first == b'=' {
                let digits = rest.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
                text.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
                rest = &rest[2..];
            } else {
                text.push(*first);
            }
        }
        String::from_utf8(text).ok()
    }

    /// Returns the partition of a user, which is below the number of `partitions`: the first eight bytes of the SHA-256 of
    /// the token as a number, most significant byte first, modulo that number.
    ///
    /// # Panics
    /// If there are no partitions.
    #[must_use]
    pub fn partition(&self, partitions: u16) -> u16 {
        let hash = Sha256::digest(self.0.as_bytes());
        let number = hash[..8].iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        u16::try_from(number % u64::from(partitions)).unwrap_or_default()
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn push(token: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
        token.push(char::from(byte));
    } else {
        token.push('=');
        token.push_str(&format!("{byte:02X}"));
    }
}

/// Returns bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The command token of bytes that are no document.
pub const MALFORMED: &str = "=malformed";

/// The subject of a document that a server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSubject {
    /// Partition of the user.
    pub partition: u16,
    /// Command of the document: its wire name as a token, or [`MALFORMED`].
    pub command: Token,
    /// User that the document is about; the token of an empty text if it is about none.
    pub user: Token,
}

impl EventSubject {
    /// Creates the subject of a document.
    #[must_use]
    pub fn new(command: &str, user: &str, partitions: u16) -> Self {
        let user = Token::new(user);
        Self { partition: user.partition(partitions), command: Token::new(command), user }
    }

    /// Creates the subject of bytes that are no document.
    #[must_use]
    pub fn malformed(partitions: u16) -> Self {
        Self { command: Token::from_wire(MALFORMED), ..Self::new("", "", partitions) }
    }

    /// Writes the subject under a prefix.
    #[must_use]
    pub fn under(&self, prefix: &str) -> String {
        format!("{prefix}.event.{}.{}.{}", self.partition, self.command, self.user)
    }

    /// Reads a subject that was written under a prefix.
    #[must_use]
    pub fn parse(subject: &str, prefix: &str) -> Option<Self> {
        let rest = subject.strip_prefix(prefix)?.strip_prefix(".event.")?;
        let mut parts = rest.split('.');
        let partition = parts.next()?.parse().ok()?;
        let (command, user) = (Token::from_wire(parts.next()?), Token::from_wire(parts.next()?));
        parts.next().is_none().then_some(Self { partition, command, user })
    }
}

/// Returns the subject of an action of a user for a server.
#[must_use]
pub fn action(prefix: &str, server: &Token, user: &Token) -> String {
    format!("{prefix}.action.{server}.{user}")
}
