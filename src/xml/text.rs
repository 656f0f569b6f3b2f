//! Text of elements and attributes, compared by its unescaped characters.

use alloc::{borrow::Cow, boxed::Box, string::String};
use core::{cmp::Ordering, fmt, hash};

use super::chars::is_space;
use super::grammar;

/// Text of an element or attribute: a sequence of characters, borrowed from the document when
/// possible.
///
/// Borrowed text is unescaped only when it is used, which does not show: equality, order, hash,
/// [`chars`](Text::chars) and `Display` depend on the unescaped characters only. Line ends are LF and
/// white space in attributes is normalised, as XML 1.0 requires in sections 2.11 and 3.3.3.
#[derive(Clone)]
pub struct Text<'a>(Repr<'a>);

/// Representation of a text. Escaped text has been checked by the lexer.
#[derive(Clone)]
enum Repr<'a> {
    /// Characters that need no unescaping.
    Plain(&'a str),
    /// Escaped text between tags, with references, CDATA sections, comments, instructions or CR.
    Content(&'a str),
    /// Escaped attribute value, with references or white space to normalise.
    Attribute(&'a str),
    /// Unescaped characters.
    Owned(Box<str>),
}

impl<'a> Text<'a> {
    /// The empty text.
    pub const EMPTY: Text<'static> = Text(Repr::Plain(""));

    /// Creates a text from the bytes between two tags, which the lexer has checked.
    pub(crate) const fn content(raw: &'a str) -> Self {
        Text(Repr::Content(raw))
    }

    /// Creates a text from an attribute value, which the lexer has checked.
    pub(crate) const fn attribute(raw: &'a str) -> Self {
        Text(Repr::Attribute(raw))
    }

    /// Returns the text as a slice, or `None` if it must be unescaped, which is rare.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::Plain(s) => Some(s),
            Repr::Owned(s) => Some(s),
            Repr::Content(_) | Repr::Attribute(_) => None,
        }
    }

    /// Returns the text as a slice, or as a new string if it must be unescaped.
    #[must_use]
    pub fn to_cow(&self) -> Cow<'_, str> {
        match self.as_str() {
            Some(s) => Cow::Borrowed(s),
            None => Cow::Owned(self.chars().collect()),
        }
    }

    /// Returns an iterator over the characters, which unescapes them.
    #[must_use]
    pub fn chars(&self) -> Chars<'_> {
        match &self.0 {
            Repr::Plain(s) => Chars { rest: s, mode: Mode::Plain },
            Repr::Owned(s) => Chars { rest: s, mode: Mode::Plain },
            Repr::Content(s) => Chars { rest: s, mode: Mode::Content },
            Repr::Attribute(s) => Chars { rest: s, mode: Mode::Attribute },
        }
    }

    /// Returns `true` if the text has no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.as_str() {
            Some(text) => text.is_empty(),
            None => self.chars().next().is_none(),
        }
    }

    /// Returns the same text, borrowed from this one.
    #[must_use]
    pub fn borrowed(&self) -> Text<'_> {
        Text(match &self.0 {
            Repr::Plain(s) => Repr::Plain(s),
            Repr::Owned(s) => Repr::Plain(s),
            Repr::Content(s) => Repr::Content(s),
            Repr::Attribute(s) => Repr::Attribute(s),
        })
    }

    /// Returns `true` if the text has no characters other than XML white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self.as_str() {
            Some(text) => text.bytes().all(is_space),
            None => self.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n')),
        }
    }

    /// Returns `true` if the text has a CDATA section, even an empty one. A DTD that allows white space
    /// between elements does not allow such a section.
    #[must_use]
    pub fn has_cdata(&self) -> bool {
        let Repr::Content(raw) = self.0 else { return false };
        let mut chars = Chars { rest: raw, mode: Mode::Content };
        while let Some(at) = memchr::memchr(b'<', chars.rest.as_bytes()) {
            chars.rest = &chars.rest[at..];
            if chars.rest.starts_with("<![CDATA[") {
                return true;
            }
            chars.skip_markup();
        }
        false
    }

    /// Converts the text into one that owns its characters. Allocates once, unless it owns them already.
    #[must_use]
    pub fn into_owned(self) -> Text<'static> {
        match self.0 {
            Repr::Owned(s) => Text(Repr::Owned(s)),
            _ => Text(Repr::Owned(self.to_cow().into())),
        }
    }
}

impl Default for Text<'_> {
    fn default() -> Self {
        Text::EMPTY
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Text(Repr::Plain(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Text(Repr::Owned(text.into_boxed_str()))
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_str(), other.as_str()) {
            (Some(a), Some(b)) => a == b,
            _ => self.chars().eq(other.chars()),
        }
    }
}

impl Eq for Text<'_> {}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        match self.as_str() {
            Some(s) => s == other,
            None => self.chars().eq(other.chars()),
        }
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialOrd for Text<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.chars().cmp(other.chars())
    }
}

impl hash::Hash for Text<'_> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.chars().for_each(|c| c.hash(state));
        state.write_u8(0xff);
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            Some(s) => f.pad(s),
            None => f.pad(&self.to_cow()),
        }
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.to_cow(), f)
    }
}

/// Iterator over the characters of a [`Text`].
#[derive(Debug, Clone)]
pub struct Chars<'t> {
    rest: &'t str,
    mode: Mode,
}

/// State of unescaping.
#[derive(Debug, Clone, Copy)]
enum Mode {
    Plain,
    Content,
    Cdata,
    Attribute,
}

impl Chars<'_> {
    /// Takes one character. CR LF and CR become LF.
    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        if c != '\r' {
            return Some(c);
        }
        self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
        Some('\n')
    }

    /// Takes a reference and returns the character that it refers to.
    fn take_reference(&mut self) -> Option<char> {
        let (rest, c) = grammar::reference(self.rest).ok()?;
        self.rest = rest;
        Some(c)
    }

    /// Skips the comment or processing instruction that starts here.
    fn skip_markup(&mut self) {
        if self.rest.starts_with("<!--") {
            self.skip_past(4, "-->");
        } else {
            self.skip_past(2, "?>");
        }
    }

    /// Skips `open` bytes and everything up to the end of the next `close`.
    fn skip_past(&mut self, open: usize, close: &str) {
        let end = self.rest[open..].find(close).map_or(self.rest.len(), |i| open + i + close.len());
        self.rest = &self.rest[end..];
    }
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            match (self.mode, self.rest.as_bytes().first()?) {
                (Mode::Plain, _) => {
                    let c = self.rest.chars().next()?;
                    self.rest = &self.rest[c.len_utf8()..];
                    return Some(c);
                }
                (Mode::Content | Mode::Attribute, b'&') => return self.take_reference(),
                (Mode::Content, b'<') => {
                    if let Some(rest) = self.rest.strip_prefix("<![CDATA[") {
                        self.rest = rest;
                        self.mode = Mode::Cdata;
                    } else {
                        self.skip_markup();
                    }
                }
                (Mode::Cdata, b']') if self.rest.starts_with("]]>") => {
                    self.rest = &self.rest[3..];
                    self.mode = Mode::Content;
                }
                (Mode::Attribute, _) => {
                    return self.take().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c });
                }
                (Mode::Content | Mode::Cdata, _) => return self.take(),
            }
        }
    }
}
