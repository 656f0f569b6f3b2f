//! Leaf values: values of closed sets, numbers, flags and secrets.

use core::fmt;

use super::element::Sealed;
use super::table::{Holds, Word};
use crate::error::Result;
use crate::xml::{Tag, Text, Writer};

/// A type whose values have fixed spellings on the wire: a value set, `bool` or `i64`.
///
/// No other crate can implement it.
pub trait WireValue: Copy + Eq + fmt::Debug + Sealed + 'static {
    /// The canonical spellings of all values; empty for numbers. Tests and generators choose from it.
    const WORDS: &'static [&'static str];
    /// The spellings that are newer than their field, each with the version that brought it.
    const DATED: &'static [(&'static str, &'static str)] = &[];
    /// What a row with such a value holds.
    const HOLDS: Holds;
    /// The value that is spelled as empty text, if there is one.
    const EMPTY: Option<Self> = None;
    /// Returns the value with this canonical or alias spelling.
    fn from_wire(text: &str) -> Option<Self>;
    /// Returns the canonical spelling. Allocates for a number of more than 15 digits.
    fn to_wire(self) -> Text<'static>;
    /// Returns the canonical spelling of the word with this spelling; `None` for a number, which has only one, and for
    /// a text that is no word of the set.
    #[doc(hidden)]
    fn canonical(_: &str) -> Option<&'static str> {
        None
    }
    /// Fast path of `to_wire`: writes the canonical spelling, which never needs a reference, and returns its
    /// length. The bytes after it are undefined. `None` if it is empty or does not fit.
    #[doc(hidden)]
    fn spell(self, _: &mut [u8; SPELLING]) -> Option<usize> {
        None
    }
    /// Returns a name for a coded value (`Active` for state 2); `None` if the wire text is the name.
    fn label(self) -> Option<&'static str> {
        None
    }
}

/// Returns the value with an empty spelling.
pub(crate) const fn empty<T: Copy>(words: &[&str], values: &[T]) -> Option<T> {
    let mut at = 0;
    while at < words.len() {
        if words[at].is_empty() {
            return Some(values[at]);
        }
        at += 1;
    }
    None
}

/// Room for nearly every spelling, in bytes.
pub(super) const SPELLING: usize = 32;

/// A spelling in an array of fixed size: a copy of fixed size is faster than one of variable size.
pub struct Spelling {
    bytes: [u8; SPELLING],
    length: u8,
}

impl Spelling {
    /// Creates the spelling of a text that needs no reference; an empty one if the text is too long.
    pub(crate) const fn new(word: &str) -> Self {
        let (mut bytes, mut at) = ([0; SPELLING], 0);
        if word.len() > SPELLING {
            return Self { bytes, length: 0 };
        }
        while at < word.len() {
            bytes[at] = word.as_bytes()[at];
            assert!(matches!(bytes[at], b' ' | b'-' | b'/' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z'));
            at += 1;
        }
        Self { bytes, length: word.len() as u8 }
    }

    /// Implements [`WireValue::spell`].
    #[inline(always)]
    pub(crate) const fn copy(&self, room: &mut [u8; SPELLING]) -> Option<usize> {
        *room = self.bytes;
        if self.length == 0 { None } else { Some(self.length as usize % (2 * SPELLING)) }
    }
}

/// Returns whether two spellings are equal without regard to case, hyphens and blanks.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    fn plain(s: &str) -> impl Iterator<Item = u8> {
        s.bytes().filter(|b| !matches!(b, b'-' | b' ')).map(|b| b.to_ascii_lowercase())
    }
    plain(a).eq(plain(b))
}

impl Sealed for bool {}
impl Sealed for i64 {}

impl WireValue for bool {
    const WORDS: &'static [&'static str] = &["True", "False"];
    const HOLDS: Holds = Holds::Word(&[
        Word { wire: "True", name: "True", meaning: "Yes.", since: None },
        Word { wire: "False", name: "False", meaning: "No.", since: None },
    ]);
    fn from_wire(text: &str) -> Option<Self> {
        match text {
            "True" => Some(true),
            "False" => Some(false),
            _ => None,
        }
    }
    fn to_wire(self) -> Text<'static> {
        Text::from(if self { "True" } else { "False" })
    }
    #[inline(always)]
    fn spell(self, room: &mut [u8; SPELLING]) -> Option<usize> {
        static SPELLINGS: [Spelling; 2] = [Spelling::new("False"), Spelling::new("True")];
        SPELLINGS[usize::from(self)].copy(room)
    }
}

/// Parses eight digits at once; the first digit is the lowest byte. `None` if any byte is not a digit.
const fn eight_digits(word: u64) -> Option<u64> {
    const fn all(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let digits = word.wrapping_sub(all(b'0'));
    // A byte that is not 0 to 9 has its high bit set, or gets it by the addition.
    if (digits | ((digits & all(0x7f)) + all(0x80 - 10))) & all(0x80) != 0 {
        return None;
    }
    // Join neighbours to numbers of two digits, then of four, then of eight.
    let twos = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos * 100 + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

/// Returns the eight digits of a number below 10^8; the first digit is the lowest byte.
const fn to_eight_digits(number: u64) -> u64 {
    // Split into two numbers of four digits, then four of two, then eight of one.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | (fours - hundreds * 100) << 16;
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | (twos - tens * 10) << 8
}

/// Reads canonical decimal numbers only: `007` and `+1` stay text, so that they are written back unchanged.
impl WireValue for i64 {
    const WORDS: &'static [&'static str] = &[];
    const HOLDS: Holds = Holds::Number;
    fn from_wire(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if digits.is_empty() || digits.len() > 19 || (digits[0] == b'0' && text != "0") {
            return None;
        }
        let (eights, rest) = digits.as_chunks();
        let mut number = 0u64;
        for eight in eights {
            number = number * 100_000_000 + eight_digits(u64::from_le_bytes(*eight))?;
        }
        for digit in rest.iter().map(|byte| byte.wrapping_sub(b'0')) {
            if digit > 9 {
                return None;
            }
            number = number * 10 + u64::from(digit);
        }
        // A number of 19 digits is less than 2^64, so nothing has overflowed.
        if negative { 0i64.checked_sub_unsigned(number) } else { i64::try_from(number).ok() }
    }
    fn to_wire(self) -> Text<'static> {
        let (mut digits, mut at, mut rest) = ([0; 20], 20, self.unsigned_abs());
        while rest > 0 || at == digits.len() {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let sign = (self < 0).then_some('-');
        Text::collect(sign.into_iter().chain(digits[at..].iter().copied().map(char::from)), digits.len())
    }
    #[inline(always)]
    fn spell(self, room: &mut [u8; SPELLING]) -> Option<usize> {
        const EIGHT: u64 = 100_000_000;
        let number = self.unsigned_abs();
        if number >= EIGHT * EIGHT {
            return None;
        }
        let [high, low] = [number / EIGHT, number % EIGHT].map(to_eight_digits);
        let digits = u128::from(high) | u128::from(low) << 64;
        let zeros = digits.trailing_zeros().min(120) / 8;
        let text = (digits | u128::from_ne_bytes([b'0'; 16])) >> (8 * zeros);
        room[0] = b'-';
        let at = usize::from(self < 0);
        room[at..at + 16].copy_from_slice(&text.to_le_bytes());
        Some(at + 16 - zeros as usize)
    }
}

/// A value of a closed set or a number: a known value, or any other text, unchanged.
///
/// Text that spells a known value always becomes that value, so two equal values have the same meaning. Aliases
/// from the errata are written in the canonical spelling.
///
/// ```
/// use broadworks_cap::{Value, values::CallState};
///
/// let known: Value<'_, CallState> = CallState::Active.into();
/// assert_eq!((known.known(), known.to_string(), known.name()), (Some(CallState::Active), "2".into(), "Active".into()));
/// let other = Value::<CallState>::from_text("99".into());
/// assert_eq!((other.known(), other.to_string()), (None, "99".into()));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Value<'a, T>(Inner<'a, T>);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Inner<'a, T> {
    Known(T),
    Other(Text<'a>),
}

impl<'a, T: WireValue> Value<'a, T> {
    /// The value of empty text.
    pub(crate) const EMPTY: Self = Value(match T::EMPTY {
        Some(value) => Inner::Known(value),
        None => Inner::Other(Text::EMPTY),
    });

    /// Reads text from the wire that needs no unescaping.
    #[inline]
    pub(crate) fn from_str(text: &'a str) -> Self {
        Value(T::from_wire(text).map_or_else(|| Inner::Other(Text::from(text)), Inner::Known))
    }

    /// Reads text from the wire.
    #[must_use]
    pub fn from_text(text: Text<'a>) -> Self {
        Value(T::from_wire(&text).map_or(Inner::Other(text), Inner::Known))
    }

    /// Returns the value, if this crate knows it.
    #[must_use]
    pub fn known(&self) -> Option<T> {
        match self.0 {
            Inner::Known(v) => Some(v),
            Inner::Other(_) => None,
        }
    }

    /// Returns the text, if it is not a known value.
    #[must_use]
    pub const fn other(&self) -> Option<&Text<'a>> {
        match &self.0 {
            Inner::Known(_) => None,
            Inner::Other(text) => Some(text),
        }
    }

    /// Returns the wire text: the canonical spelling of a known value, or the other text unchanged. Allocates for a
    /// number of more than 15 digits.
    #[must_use]
    pub fn to_text(&self) -> Text<'_> {
        match &self.0 {
            Inner::Known(v) => v.to_wire(),
            Inner::Other(text) => Text::from(text),
        }
    }

    /// Returns the name of a coded value (`Active` for state 2), or else the wire text.
    #[must_use]
    pub fn name(&self) -> Text<'_> {
        self.known().and_then(WireValue::label).map_or_else(|| self.to_text(), Text::from)
    }

    /// Writes the value as an element or attribute with this name.
    // Not inlined: many rows have this type.
    #[inline(never)]
    pub(crate) fn write(&self, name: &Tag, out: &mut Writer<'_>) -> Result<()> {
        match &self.0 {
            Inner::Known(value) if out.short_leaf(name, |room| value.spell(room)) => Ok(()),
            _ => self.write_text(name, out),
        }
    }

    #[cold]
    #[inline(never)]
    fn write_text(&self, name: &Tag, out: &mut Writer<'_>) -> Result<()> {
        out.leaf(name, &self.to_text())
    }

    /// Returns the same value with owned text.
    #[must_use]
    pub fn into_owned(self) -> Value<'static, T> {
        Value(match self.0 {
            Inner::Known(v) => Inner::Known(v),
            Inner::Other(text) => Inner::Other(text.into_owned()),
        })
    }
}

impl<T: WireValue> Value<'_, T> {
    /// Reads a number that may have surrounding white space, a plus sign or leading zeros.
    #[must_use]
    pub fn lenient(&self) -> Option<i64> {
        self.to_text().trim().parse().ok()
    }
}

impl<T: WireValue> From<T> for Value<'_, T> {
    fn from(value: T) -> Self {
        Value(Inner::Known(value))
    }
}

/// Converts into the wire text, as [`Value::to_text`] does.
impl<'a, T: WireValue> From<Value<'a, T>> for Text<'a> {
    fn from(value: Value<'a, T>) -> Self {
        match value.0 {
            Inner::Known(v) => v.to_wire(),
            Inner::Other(text) => text,
        }
    }
}

/// The value of empty text.
impl<T: WireValue> Default for Value<'_, T> {
    fn default() -> Self {
        Value::EMPTY
    }
}

impl<T: WireValue> PartialEq<T> for Value<'_, T> {
    fn eq(&self, other: &T) -> bool {
        self.known() == Some(*other)
    }
}

impl<T: WireValue> fmt::Debug for Value<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Known(v) => fmt::Debug::fmt(v, f),
            Inner::Other(text) => write!(f, "Other({text:?})"),
        }
    }
}

impl<T: WireValue> fmt::Display for Value<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_text())
    }
}

/// An element whose presence is the message (`initialUpdate`, `holdReminder`, ...).
///
/// It is documented as empty; any content is kept (E053).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flag<'a>(pub Text<'a>);

impl Flag<'_> {
    /// Returns the same flag with owned text.
    #[must_use]
    pub fn into_owned(self) -> Flag<'static> {
        Flag(self.0.into_owned())
    }
}

/// Text that must not be printed: `Debug` shows `<redacted>`.
///
/// ```
/// use broadworks_cap::{Text, schema::Secret};
///
/// let secret = Secret::from(Text::from("0123456789abcdef0123456789abcdef"));
/// assert_eq!(format!("{secret:?}"), "<redacted>");
/// assert_eq!(secret.reveal().len(), 32);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<'a>(Text<'a>);

impl<'a> Secret<'a> {
    pub(super) const EMPTY: Secret<'static> = Secret(Text::EMPTY);

    /// Returns the text.
    #[must_use]
    pub const fn reveal(&self) -> &Text<'a> {
        &self.0
    }
    /// Returns the same secret with owned text.
    #[must_use]
    pub fn into_owned(self) -> Secret<'static> {
        Secret(self.0.into_owned())
    }
}

impl<'a> From<Secret<'a>> for Text<'a> {
    fn from(secret: Secret<'a>) -> Self {
        secret.0
    }
}

impl<'a> From<Text<'a>> for Secret<'a> {
    fn from(text: Text<'a>) -> Self {
        Secret(text)
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}
