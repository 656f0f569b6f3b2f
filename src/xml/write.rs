//! Writing XML in the one canonical spelling: double quotes, no white space between elements, and
//! every line break inside a value as a reference, so that a document stays on one line.

use alloc::vec::Vec;

use super::chars::is_char;
use super::lexer::{Lexer, Token};
use super::simd::scan;
use super::text::Text;
use crate::error::{Error, Kind, Result};
use crate::limits::Limits;

/// The XML declaration that is written, and that nearly every sender writes.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// Where encoded bytes go: a `Vec<u8>`, a [`SliceSink`], or a [`Counter`].
pub trait Sink {
    /// Appends the bytes.
    ///
    /// # Errors
    /// [`Kind::BufferFull`] if there is no room for all of them.
    fn put(&mut self, bytes: &[u8]) -> Result<()>;
    /// How many bytes were written so far.
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

/// Writes into a slice of the caller.
#[derive(Debug)]
pub struct SliceSink<'b> {
    buffer: &'b mut [u8],
    used: usize,
}

impl<'b> SliceSink<'b> {
    /// Starts at the beginning of `buffer`.
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

/// Counts bytes and keeps none.
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

const fn escape(c: char, in_attribute: bool) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' if in_attribute => Some("&quot;"),
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        '\t' if in_attribute => Some("&#9;"),
        _ => None,
    }
}

fn put_char<S: Sink + ?Sized>(out: &mut S, c: char, in_attribute: bool) -> Result<()> {
    if let Some(reference) = escape(c, in_attribute) {
        return out.put(reference.as_bytes());
    }
    if !is_char(c) {
        return Err(Error::new(Kind::UnwritableCharacter, out.written()));
    }
    out.put(c.encode_utf8(&mut [0; 4]).as_bytes())
}

/// Bytes that cannot simply be copied: into text (1), into an attribute (2).
///
/// The lead byte of the two characters beyond ASCII that XML forbids is one of them.
static SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    let mut byte = 0;
    while byte < b' ' {
        special[byte as usize] = 3;
        byte += 1;
    }
    special[b'\t' as usize] = 2;
    special[b'"' as usize] = 2;
    special[b'&' as usize] = 3;
    special[b'<' as usize] = 3;
    special[b'>' as usize] = 3;
    special[0xef] = 3;
    special
};

fn put_escaped<S: Sink + ?Sized>(out: &mut S, text: &Text<'_>, in_attribute: bool) -> Result<()> {
    let Some(plain) = text.as_str() else {
        return text.chars().try_for_each(|c| put_char(out, c, in_attribute));
    };
    if scan::needs_no_escape(plain.as_bytes()) {
        return out.put(plain.as_bytes());
    }
    let place = if in_attribute { 2 } else { 1 };
    let special = |byte: &u8| SPECIAL[usize::from(*byte)] & place != 0;
    let mut rest = plain;
    while let Some(at) = rest.as_bytes().iter().position(special) {
        out.put(&rest.as_bytes()[..at])?;
        let mut chars = rest[at..].chars();
        put_char(out, chars.next().unwrap_or_default(), in_attribute)?;
        rest = chars.as_str();
    }
    out.put(rest.as_bytes())
}

/// Text between tags.
///
/// # Errors
/// [`Kind::UnwritableCharacter`] for a character XML cannot carry, [`Kind::BufferFull`].
pub fn text<S: Sink + ?Sized>(out: &mut S, text: &Text<'_>) -> Result<()> {
    put_escaped(out, text, false)
}

/// ` name="value"`.
///
/// # Errors
/// As [`text`].
pub fn attribute<S: Sink + ?Sized>(out: &mut S, name: &str, value: &Text<'_>) -> Result<()> {
    out.put(b" ")?;
    out.put(name.as_bytes())?;
    out.put(b"=\"")?;
    put_escaped(out, value, true)?;
    out.put(b"\"")
}

/// `<name>text</name>`, or `<name/>` for empty text.
///
/// # Errors
/// As [`text`].
pub fn leaf<S: Sink + ?Sized>(out: &mut S, name: &str, value: &Text<'_>) -> Result<()> {
    out.put(b"<")?;
    out.put(name.as_bytes())?;
    content(out, name, value)
}

/// What follows the attributes of an element that holds only text: `>text</name>` or `/>`.
///
/// # Errors
/// As [`text`].
pub fn content<S: Sink + ?Sized>(out: &mut S, name: &str, value: &Text<'_>) -> Result<()> {
    if value.is_empty() {
        return out.put(b"/>");
    }
    out.put(b">")?;
    text(out, value)?;
    end(out, name)
}

/// `</name>`.
///
/// # Errors
/// As [`text`].
pub fn end<S: Sink + ?Sized>(out: &mut S, name: &str) -> Result<()> {
    out.put(b"</")?;
    out.put(name.as_bytes())?;
    out.put(b">")
}

/// Writes a well-formed element again in the canonical spelling: comments, processing
/// instructions and white space between its elements are left out.
///
/// # Errors
/// What [`Lexer`] says of an element that is not well-formed, and as [`text`].
pub fn canonical<S: Sink + ?Sized>(out: &mut S, element: &str) -> Result<()> {
    let mut lexer = Lexer::new(element.as_bytes(), Limits::LIFTED)?;
    // A tag stays open until it is known whether anything stands inside.
    let mut open = false;
    let mut blank: Option<Text<'_>> = None;
    while let Some(token) = lexer.next()? {
        if let Token::Attribute(name, value) = &token {
            attribute(out, name, value)?;
            continue;
        }
        match &token {
            Token::Close(_) if open && blank.is_none() => {
                out.put(b"/>")?;
                open = false;
                continue;
            }
            Token::Text(t) if t.is_blank() => {
                // White space is content only where an element has nothing else.
                blank = open.then(|| t.clone()).filter(|t| !t.is_empty());
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
            Token::Text(t) => text(out, &t)?,
            Token::Close(name) => {
                if let Some(t) = blank.take() {
                    text(out, &t)?;
                }
                end(out, name)?;
            }
            Token::Attribute(..) => {}
        }
        blank = None;
    }
    Ok(())
}
