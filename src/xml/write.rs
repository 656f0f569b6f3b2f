//! Encoder of canonical XML: double quotes, no white space between elements, and a reference for every
//! line break in a value, so that a document is one line.

use alloc::vec::Vec;

use super::chars::is_char;
use super::escape::Target;
use super::lexer::{Lexer, Token};
use super::raw::RawText;
use super::simd::scan;
use crate::error::{Error, Kind, Result};
use crate::limits::Limits;

/// The XML declaration that the encoder and nearly every other sender write.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// A receiver of encoded bytes: a `Vec<u8>`, a [`SliceSink`], or a [`Counter`].
pub trait Sink {
    /// Appends the bytes.
    ///
    /// # Errors
    /// [`Kind::BufferFull`] if there is no room for all of them.
    fn put(&mut self, bytes: &[u8]) -> Result<()>;
    /// Number of bytes written so far.
    fn written(&self) -> usize;
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        (**self).put(bytes)
    }
    fn written(&self) -> usize {
        (**self).written()
    }
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }
    fn written(&self) -> usize {
        self.len()
    }
}

/// A sink that writes to a slice.
///
/// ```
/// use broadworks_cap::xml::write::{Sink, SliceSink, leaf};
///
/// let mut room = [0; 64];
/// let mut sink = SliceSink::new(&mut room);
/// leaf(&mut sink, "remoteName", "Ann & Co")?;
/// assert_eq!(sink.written(), b"<remoteName>Ann &amp; Co</remoteName>".len());
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
#[derive(Debug)]
pub struct SliceSink<'b> {
    buffer: &'b mut [u8],
    used: usize,
}

impl<'b> SliceSink<'b> {
    /// Creates a sink that writes to the beginning of `buffer`.
    #[must_use]
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, used: 0 }
    }
}

impl Sink for SliceSink<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let end = self.used + bytes.len();
        let room = self.buffer.get_mut(self.used..end).ok_or(Error::new(Kind::BufferFull, self.used))?;
        room.copy_from_slice(bytes);
        self.used = end;
        Ok(())
    }
    fn written(&self) -> usize {
        self.used
    }
}

/// A sink that counts bytes and discards them.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counter(usize);

impl Sink for Counter {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.0 += bytes.len();
        Ok(())
    }
    fn written(&self) -> usize {
        self.0
    }
}

/// Writes one character, escaped if necessary.
fn put_char<S: Sink + ?Sized>(out: &mut S, c: char, target: Target) -> Result<()> {
    if let Some(reference) = target.reference(c) {
        return out.put(reference.as_bytes());
    }
    if !is_char(c) {
        return Err(Error::new(Kind::UnwritableCharacter, out.written()));
    }
    out.put(c.encode_utf8(&mut [0; 4]).as_bytes())
}

/// Writes text, escaped if necessary. Most text is copied as a whole.
fn put_escaped<S: Sink + ?Sized>(out: &mut S, text: &str, target: Target) -> Result<()> {
    if scan::needs_no_escape(text.as_bytes()) {
        return out.put(text.as_bytes());
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| target.is_special(byte)) {
        out.put(&rest.as_bytes()[..at])?;
        let mut chars = rest[at..].chars();
        put_char(out, chars.next().unwrap_or_default(), target)?;
        rest = chars.as_str();
    }
    out.put(rest.as_bytes())
}

/// Same as [`put_escaped`], for text of a document. It is unescaped and escaped character by character.
fn put_raw<S: Sink + ?Sized>(out: &mut S, text: &RawText<'_>, target: Target) -> Result<()> {
    match text.as_plain() {
        Some(plain) => put_escaped(out, plain, target),
        None => text.chars().try_for_each(|c| put_char(out, c, target)),
    }
}

/// Writes text between tags.
///
/// # Errors
/// [`Kind::UnwritableCharacter`] for a character that XML 1.0 does not allow, and those of the sink.
pub fn text<S: Sink + ?Sized>(out: &mut S, text: &str) -> Result<()> {
    put_escaped(out, text, Target::Text)
}

/// Writes ` name="value"`.
///
/// # Errors
/// Those of [`text`].
pub fn attribute<S: Sink + ?Sized>(out: &mut S, name: &str, value: &str) -> Result<()> {
    out.put(b" ")?;
    out.put(name.as_bytes())?;
    out.put(b"=")?;
    attribute_value(out, value)
}

/// Writes `"value"`.
pub(crate) fn attribute_value<S: Sink + ?Sized>(out: &mut S, value: &str) -> Result<()> {
    out.put(b"\"")?;
    put_escaped(out, value, Target::Attribute)?;
    out.put(b"\"")
}

/// Writes `<name>text</name>`, or `<name/>` for empty text.
///
/// # Errors
/// Those of [`text`].
pub fn leaf<S: Sink + ?Sized>(out: &mut S, name: &str, value: &str) -> Result<()> {
    out.put(b"<")?;
    out.put(name.as_bytes())?;
    content(out, name, value)
}

/// Writes the rest of an element that contains only text, after its attributes: `>text</name>`, or `/>` for
/// empty text.
///
/// # Errors
/// Those of [`text`].
pub fn content<S: Sink + ?Sized>(out: &mut S, name: &str, value: &str) -> Result<()> {
    if value.is_empty() {
        return out.put(b"/>");
    }
    out.put(b">")?;
    text(out, value)?;
    end(out, name)
}

/// Writes `</name>`.
///
/// # Errors
/// Those of [`text`].
pub fn end<S: Sink + ?Sized>(out: &mut S, name: &str) -> Result<()> {
    out.put(b"</")?;
    out.put(name.as_bytes())?;
    out.put(b">")
}

/// Writes a well-formed element in the canonical spelling, without comments, processing instructions and
/// white space between elements.
///
/// # Errors
/// The errors of [`Lexer`] for an element that is not well-formed, and those of [`text`].
pub fn canonical<S: Sink + ?Sized>(out: &mut S, element: &str) -> Result<()> {
    canonical_within(out, element, Limits::LIFTED)
}

/// Same as [`canonical`], for an element within limits.
pub(crate) fn canonical_within<S: Sink + ?Sized>(out: &mut S, element: &str, limits: Limits) -> Result<()> {
    let mut lexer = Lexer::new(element.as_bytes(), limits)?;
    // The `>` or `/>` of a start tag is written when the next token shows which one it is.
    let mut open = false;
    let mut blank: Option<RawText<'_>> = None;
    while let Some(token) = lexer.next()? {
        if let Token::Attribute(name, value) = &token {
            out.put(b" ")?;
            out.put(name.as_bytes())?;
            out.put(b"=\"")?;
            put_raw(out, value, Target::Attribute)?;
            out.put(b"\"")?;
            continue;
        }
        match &token {
            Token::Close(_) if open && blank.is_none() => {
                out.put(b"/>")?;
                open = false;
                continue;
            }
            Token::Text(t) if t.is_blank() => {
                // White space is content only of an element that contains nothing else.
                blank = Some(*t).filter(|t| open && !t.is_empty());
                continue;
            }
            _ => {}
        }
        if open {
            out.put(b">")?;
            open = false;
        }
        match token {
            Token::Open(name) => {
                out.put(b"<")?;
                out.put(name.as_bytes())?;
                open = true;
            }
            Token::Text(t) => put_raw(out, &t, Target::Text)?,
            Token::Close(name) => {
                if let Some(t) = blank.take() {
                    put_raw(out, &t, Target::Text)?;
                }
                end(out, name)?;
            }
            Token::Attribute(..) => {}
        }
        blank = None;
    }
    Ok(())
}
