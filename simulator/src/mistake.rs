//! Mistakes in the computation of a login digest, told from what was sent instead.

use core::fmt;
use std::collections::VecDeque;

use broadworks_cap::schema::Secret;
use md5::{Digest, Md5};
use sha1::Sha1;

/// The probable reason why the digest of a login is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Mistake {
    /// The client has no nonce: it sent no `registerAuthentication` on this connection.
    NoNonce,
    /// There is no `securePassword`.
    NoDigest,
    /// The digest is right, but with a nonce of another login. A nonce can be used once.
    UsedNonce,
    /// The digest is right, but its hex digits are upper case.
    UpperCase,
    /// The password was sent as it is.
    PlainPassword,
    /// It is the SHA-1 of the password, without the nonce.
    NoMd5,
    /// It is the MD5 of nonce, colon and password: the SHA-1 is missing.
    NoSha1,
    /// The password was cut as if each of its characters was one byte. In UTF-8 some have more.
    Characters,
    /// The password was hashed in ISO-8859-1 and not in UTF-8.
    Latin1,
    /// None of these: the password is another one.
    WrongPassword,
}

impl Mistake {
    /// Returns a stable name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoNonce => "no-nonce",
            Self::NoDigest => "no-digest",
            Self::UsedNonce => "used-nonce",
            Self::UpperCase => "upper-case",
            Self::PlainPassword => "plain-password",
            Self::NoMd5 => "no-md5",
            Self::NoSha1 => "no-sha1",
            Self::Characters => "characters",
            Self::Latin1 => "latin1",
            Self::WrongPassword => "wrong-password",
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoNonce => "there was no registerAuthentication before it, so the client has no nonce",
            Self::NoDigest => "there is no securePassword",
            Self::UsedNonce => "the digest is computed with the nonce of another login; each nonce can be used once",
            Self::UpperCase => "the hex digits of the digest are upper case; they must be lower case",
            Self::PlainPassword => "the password was sent as it is; send the digest",
            Self::NoMd5 => "this is the SHA-1 of the password; hash nonce, colon and this again with MD5",
            Self::NoSha1 => "the password was not hashed with SHA-1 before it was hashed with the nonce",
            Self::Characters => "the password was cut: some characters have several bytes in UTF-8, and all are hashed",
            Self::Latin1 => "the password was hashed in ISO-8859-1; it must be UTF-8",
            Self::WrongPassword => "the password is wrong",
        })
    }
}

/// The password of a user, which `Debug` does not show.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Plain(pub Option<String>);

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plain")
    }
}

/// The last nonces that were given out, so that one that is used again is known.
#[derive(Debug, Default)]
pub(crate) struct Nonces(VecDeque<String>);

/// Number of nonces that are remembered.
const REMEMBERED: usize = 256;

impl Nonces {
    pub fn push(&mut self, nonce: String) {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(nonce);
    }

    /// Finds the mistake in a digest that was refused. `nonce` is the one that the client has.
    pub fn mistake(&self, sent: Option<&Secret<'_>>, nonce: Option<&str>, plain: &str) -> Mistake {
        let Some(sent) = sent else { return Mistake::NoDigest };
        let sent = &**sent.reveal();
        let right = hex(&Sha1::digest(plain));
        let with = |nonce: &str, sha1: &str| hex(&Md5::digest(format!("{nonce}:{sha1}")));
        let own = |sha1: &str| nonce.map(|nonce| with(nonce, sha1)).is_some_and(|digest| digest == sent);
        // One character, one byte: what a language without UTF-8 takes from it.
        let cut = &plain.as_bytes()[..plain.chars().count()];
        let latin1: Option<Vec<u8>> = plain.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        if sent == plain {
            Mistake::PlainPassword
        } else if sent.eq_ignore_ascii_case(&right) {
            Mistake::NoMd5
        } else if nonce.is_some_and(|nonce| with(nonce, &right).eq_ignore_ascii_case(sent)) {
            Mistake::UpperCase
        } else if own(plain) {
            Mistake::NoSha1
        } else if own(&hex(&Sha1::digest(cut))) {
            Mistake::Characters
        } else if latin1.is_some_and(|bytes| own(&hex(&Sha1::digest(bytes)))) {
            Mistake::Latin1
        } else if self.0.iter().any(|nonce| with(nonce, &right) == sent) {
            Mistake::UsedNonce
        } else if nonce.is_none() {
            Mistake::NoNonce
        } else {
            Mistake::WrongPassword
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
