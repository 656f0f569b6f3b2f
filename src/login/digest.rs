//! Login digest (Appendix A of the specification, E110 to E112).

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use md5::Md5;
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::schema::Secret;
use crate::xml::Text;

const SHA1_BYTES: usize = 20;
const MD5_BYTES: usize = 16;

// Compile-time check that the hashers wipe their state when dropped.
const _: () = {
    const fn is_wiped<T: ZeroizeOnDrop>() {}
    is_wiped::<Sha1>();
    is_wiped::<Md5>();
};

/// A password, stored as its SHA-1 digest, which is all the protocol needs.
///
/// The digest is enough to log in, so it is protected like the password itself: it is wiped from
/// memory when dropped, and `Debug` does not show it.
#[derive(Clone)]
pub struct Password(Box<Zeroizing<[u8; SHA1_BYTES]>>);

impl Password {
    /// Computes the digest of the UTF-8 bytes of a plain password, then wipes the password.
    ///
    /// The specification does not define a character encoding; all known clients use UTF-8. If a
    /// `&str` is passed, only the copy made here is wiped.
    #[must_use]
    pub fn new(plain: impl Into<String>) -> Self {
        let plain = Zeroizing::new(plain.into());
        let mut password = Self::from_sha1([0; SHA1_BYTES]);
        Sha1::new_with_prefix(plain.as_bytes()).finalize_into((&mut **password.0).into());
        password
    }

    /// Creates a password from its SHA-1 digest, for callers that do not store plain passwords. The
    /// argument is wiped.
    #[must_use]
    pub fn from_sha1(mut digest: [u8; SHA1_BYTES]) -> Self {
        let password = Self(Box::new(Zeroizing::new(digest)));
        digest.zeroize();
        password
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(<redacted>)")
    }
}

/// Value of `securePassword`: 32 lower-case hexadecimal digits.
///
/// Two values are compared in constant time. The value is wiped when dropped, and `Debug` does not
/// show it.
#[derive(Clone)]
pub struct SecurePassword(Zeroizing<[u8; 2 * MD5_BYTES]>);

/// Computes the digest that proves knowledge of a password without sending it: MD5 over the nonce,
/// a colon and the SHA-1 digest in hexadecimal digits.
///
/// The nonce is used as received, without trimming. The text of the specification prints a
/// different separator, but its own example contradicts it (E110).
///
/// ```
/// use broadworks_cap::login::{Password, secure_password};
/// let digest = secure_password("1700000000123", &Password::new("pässwörd"));
/// assert_eq!(digest.reveal(), "3b1a99d75d398552657d94d96f2b7e67");
/// ```
#[must_use]
pub fn secure_password(nonce: &str, password: &Password) -> SecurePassword {
    let mut sha1 = Zeroizing::new([0; 2 * SHA1_BYTES]);
    hex(&**password.0, &mut *sha1);
    let mut md5 = Zeroizing::new([0; MD5_BYTES]);
    let hasher = Md5::new_with_prefix(nonce.as_bytes()).chain_update(b":").chain_update(sha1.as_slice());
    hasher.finalize_into((&mut *md5).into());
    let mut digits = SecurePassword(Zeroizing::new([0; 2 * MD5_BYTES]));
    hex(&*md5, &mut *digits.0);
    digits
}

fn hex(bytes: &[u8], digits: &mut [u8]) {
    // Encoding fails only if `digits` is too short; every caller passes two digits per byte.
    _ = base16ct::lower::encode(bytes, digits);
}

impl SecurePassword {
    /// Returns the 32 digits.
    #[must_use]
    pub fn reveal(&self) -> &str {
        core::str::from_utf8(&*self.0).unwrap_or_default()
    }

    /// Returns `true` if the peer sent exactly these digits. The comparison takes constant time.
    #[must_use]
    pub fn matches(&self, sent: &Secret<'_>) -> bool {
        self.0.as_slice().ct_eq(sent.reveal().as_bytes()).into()
    }

    /// Returns the digits as a message field.
    #[must_use]
    pub fn to_secret(&self) -> Secret<'static> {
        Text::from(String::from(self.reveal())).into()
    }
}

impl PartialEq for SecurePassword {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for SecurePassword {}

impl fmt::Debug for SecurePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecurePassword(<redacted>)")
    }
}
