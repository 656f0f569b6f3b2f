//! Text: a string that borrows from a document where it can.

use alloc::{borrow::Cow, boxed::Box, string::String};
use core::borrow::Borrow;
use core::cmp::Ordering;
use core::convert::Infallible;
use core::ops::Deref;
use core::str::FromStr;
use core::{fmt, hash};

/// A string: the characters of an element or attribute, without escaping.
///
/// It borrows from the document it was decoded from, unless that had references or line ends to resolve.
/// It dereferences to `str`, and compares, sorts and hashes like one, so a map with keys of this type
/// can be searched with a `&str`.
///
/// ```
/// use std::collections::HashMap;
/// use broadworks_cap::Text;
///
/// let number = Text::from("2405550123");
/// assert!(number == "2405550123" && number.starts_with("240"));
/// let names = HashMap::from([(number, "Alice")]);
/// assert_eq!(names.get("2405550123"), Some(&"Alice"));
/// ```
#[derive(Clone)]
pub struct Text<'a>(Repr<'a>);

#[derive(Clone)]
enum Repr<'a> {
    Borrowed(&'a str),
    Short(Short),
    Owned(Box<str>),
}

/// Longest text, in bytes, that is held without an allocation. It makes all kinds equally large.
const SHORT: usize = 15;

/// A text that is not borrowed and not longer than [`SHORT`]. It is aligned like the other kinds, so that the
/// compiler makes the tag of [`Repr`] one whole word, which is faster to copy than a byte.
#[derive(Clone, Copy)]
#[repr(align(8))]
struct Short {
    length: u8,
    /// UTF-8 up to `length`.
    bytes: [u8; SHORT],
}

impl<'a> Text<'a> {
    /// The empty text.
    pub const EMPTY: Text<'static> = Text(Repr::Borrowed(""));

    /// Creates a text from its characters, which are at most `capacity` bytes.
    pub(crate) fn collect(chars: impl Iterator<Item = char>, capacity: usize) -> Self {
        let mut short = Short { length: 0, bytes: [0; SHORT] };
        let mut chars = chars;
        while let Some(c) = chars.next() {
            if short.push(c).is_none() {
                let mut text = String::with_capacity(capacity);
                text.push_str(short.as_str());
                text.push(c);
                text.extend(chars);
                return Text::from(text);
            }
        }
        Text(Repr::Short(short))
    }

    /// Returns the characters.
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Borrowed(text) => text,
            Repr::Short(short) => short.as_str(),
            Repr::Owned(text) => text,
        }
    }

    /// Returns the characters, unless they are held in the text itself.
    #[inline(always)]
    pub(super) const fn as_slice(&self) -> Option<&str> {
        match &self.0 {
            Repr::Borrowed(text) => Some(text),
            Repr::Owned(text) => Some(text),
            Repr::Short(_) => None,
        }
    }

    /// Returns the characters as a slice of the document, which may outlive the text; `None` if the text is
    /// not borrowed, because the document had to be unescaped or the text was made otherwise.
    #[must_use]
    pub const fn as_borrowed(&self) -> Option<&'a str> {
        match self.0 {
            Repr::Borrowed(text) => Some(text),
            Repr::Short(_) | Repr::Owned(_) => None,
        }
    }

    /// Converts the text into one that does not borrow. Allocates at most once, and not for a short text or
    /// one that owns its characters already.
    #[must_use]
    pub fn into_owned(self) -> Text<'static> {
        match self.0 {
            Repr::Owned(text) => Text(Repr::Owned(text)),
            Repr::Short(short) => Text(Repr::Short(short)),
            Repr::Borrowed("") => Text::EMPTY,
            Repr::Borrowed(text) => match Short::copy(text) {
                Some(short) => Text(Repr::Short(short)),
                None => Text(Repr::Owned(text.into())),
            },
        }
    }
}

impl Short {
    /// Adds a character; `None` if there is no room.
    fn push(&mut self, c: char) -> Option<()> {
        let at = usize::from(self.length);
        self.length += c.encode_utf8(self.bytes.get_mut(at..at + c.len_utf8())?).len() as u8;
        Some(())
    }

    // Not inlined: it is rare.
    #[cold]
    #[inline(never)]
    fn as_str(&self) -> &str {
        // It was made from characters, so this cannot fail.
        core::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }

    fn copy(text: &str) -> Option<Self> {
        let mut bytes = [0; SHORT];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { length: text.len() as u8, bytes })
    }
}

impl Deref for Text<'_> {
    type Target = str;
    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

impl Default for Text<'_> {
    fn default() -> Self {
        Text::EMPTY
    }
}

impl<'a> From<&'a str> for Text<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Text(Repr::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Text<'a> {
    fn from(text: &'a String) -> Self {
        Text(Repr::Borrowed(text))
    }
}

/// Borrows the other text.
impl<'a> From<&'a Text<'_>> for Text<'a> {
    fn from(text: &'a Text<'_>) -> Self {
        Text(Repr::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Text(Repr::Owned(text.into_boxed_str()))
    }
}

impl From<Box<str>> for Text<'_> {
    fn from(text: Box<str>) -> Self {
        Text(Repr::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Text<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<Text<'_>> for String {
    fn from(text: Text<'_>) -> Self {
        match text.0 {
            Repr::Owned(text) => text.into(),
            _ => text.as_str().into(),
        }
    }
}

impl<'a> From<Text<'a>> for Cow<'a, str> {
    fn from(text: Text<'a>) -> Self {
        match text.0 {
            Repr::Borrowed(text) => Cow::Borrowed(text),
            _ => Cow::Owned(text.into()),
        }
    }
}

/// Copies the characters.
impl FromStr for Text<'_> {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Text::from(text).into_owned())
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}

/// Implements `==` with a string type, in both directions.
macro_rules! equal_to {
    ($($Other:ty),*) => {$(
        impl PartialEq<$Other> for Text<'_> {
            fn eq(&self, other: &$Other) -> bool {
                self.as_str() == AsRef::<str>::as_ref(other)
            }
        }
        impl PartialEq<Text<'_>> for $Other {
            fn eq(&self, other: &Text<'_>) -> bool {
                other == self
            }
        }
    )*};
}
equal_to!(str, &str, String, Cow<'_, str>);

impl PartialOrd for Text<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl hash::Hash for Text<'_> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
