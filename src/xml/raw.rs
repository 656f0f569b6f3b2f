//! Raw text: text as it stands in a document, unescaped character by character.

use core::fmt;

use super::chars::{is_blank, is_space};
use super::grammar;
use super::text::Text;

/// Text of an element or attribute as it stands in the document, which the lexer has checked.
///
/// It is unescaped only when it is used, which does not show: equality, [`chars`](RawText::chars) and
/// `Display` depend on the unescaped characters only. Line ends are LF and white space in attributes is
/// normalised, as XML 1.0 requires in sections 2.11 and 3.3.3. [`to_text`](RawText::to_text) converts it into
/// a [`Text`], which is a string.
#[derive(Clone, Copy)]
pub struct RawText<'a> {
    raw: &'a str,
    mode: Mode,
}

/// State of unescaping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Characters that need no unescaping.
    Plain,
    /// Text between tags, with references, CDATA sections, comments, instructions or CR.
    Content,
    /// A CDATA section in such text.
    Cdata,
    /// An attribute value, with references or white space to normalise.
    Attribute,
}

impl<'a> RawText<'a> {
    /// The empty text.
    pub const EMPTY: RawText<'static> = RawText::plain("");

    /// Creates a text from characters that need no unescaping.
    pub(crate) const fn plain(raw: &'a str) -> Self {
        Self { raw, mode: Mode::Plain }
    }

    /// Creates a text from the bytes between two tags.
    pub(crate) const fn content(raw: &'a str) -> Self {
        Self { raw, mode: Mode::Content }
    }

    /// Creates a text from an attribute value.
    pub(crate) const fn attribute(raw: &'a str) -> Self {
        Self { raw, mode: Mode::Attribute }
    }

    /// Returns the text as a slice, or `None` if it must be unescaped, which is rare.
    #[must_use]
    pub fn as_plain(&self) -> Option<&'a str> {
        (self.mode == Mode::Plain).then_some(self.raw)
    }

    /// Unescapes the text. Allocates if it has references and is long.
    #[must_use]
    pub fn to_text(&self) -> Text<'a> {
        match self.as_plain() {
            Some(plain) => Text::from(plain),
            None => Text::collect(self.chars(), self.raw.len()),
        }
    }

    /// Returns an iterator over the characters, which unescapes them.
    #[must_use]
    pub const fn chars(&self) -> Chars<'a> {
        Chars { rest: self.raw, mode: self.mode }
    }

    /// Returns `true` if the text has no characters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.as_plain() {
            Some(plain) => plain.is_empty(),
            None => self.chars().next().is_none(),
        }
    }

    /// Returns `true` if the text has no characters other than XML white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self.as_plain() {
            Some(plain) => is_blank(plain),
            None => self.chars().all(|c| u8::try_from(c).is_ok_and(is_space)),
        }
    }

    /// Returns `true` if the text has a CDATA section, even an empty one. A DTD that allows white space
    /// between elements does not allow such a section.
    #[must_use]
    pub fn has_cdata(&self) -> bool {
        if self.mode != Mode::Content {
            return false;
        }
        let mut chars = self.chars();
        while let Some(at) = memchr::memchr(b'<', chars.rest.as_bytes()) {
            chars.rest = &chars.rest[at..];
            if chars.rest.starts_with("<![CDATA[") {
                return true;
            }
            chars.skip_markup();
        }
        false
    }
}

/// Text that needs no unescaping.
impl<'a> From<&'a str> for RawText<'a> {
    fn from(text: &'a str) -> Self {
        Self::plain(text)
    }
}

impl PartialEq for RawText<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_plain(), other.as_plain()) {
            (Some(one), Some(other)) => one == other,
            _ => self.chars().eq(other.chars()),
        }
    }
}

impl Eq for RawText<'_> {}

impl PartialEq<str> for RawText<'_> {
    fn eq(&self, other: &str) -> bool {
        *self == RawText::plain(other)
    }
}

impl PartialEq<&str> for RawText<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == RawText::plain(other)
    }
}

impl fmt::Display for RawText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_text())
    }
}

impl fmt::Debug for RawText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.to_text(), f)
    }
}

/// Iterator over the characters of a [`RawText`].
#[derive(Debug, Clone)]
pub struct Chars<'t> {
    rest: &'t str,
    mode: Mode,
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
