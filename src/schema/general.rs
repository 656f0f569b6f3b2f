//! General reader: writes the tape of any well-formed document, from the tokens of the lexer.
//!
//! It follows the XML recommendation and reports every error with its offset. The fast reader writes the same
//! tape for most documents.

use super::Schema;
use super::tape::{ATTRIBUTE, LeafPlace, Root, TapeWriter, UNESCAPE, outer, pack};
use crate::envelope::{COMMAND, COMMAND_TYPE, DATA, ROOT};
use crate::error::{Error, Kind, Result};
use crate::limits::Limits;
use crate::xml::{Lexer, RawText, Token};

/// Error that ends reading when the tape is full. It is never returned to a user: [`Tape`](super::tape::Tape)
/// grows and has the document read again.
const FULL: Error = Error::new(Kind::BufferFull, 0);

/// Writes the tape of a document. `root` returns how to read the data of the command with a name.
///
/// # Errors
/// The first violation of well-formedness or of a limit, or the first [`Kind::NestedRoot`], with its offset in bytes;
/// [`Kind::WrongRoot`] if there is none, but the root is not `BroadsoftDocument`.
pub(super) fn read(
    bytes: &[u8],
    limits: Limits,
    root: fn(Option<&[u8]>) -> Root,
    out: &mut TapeWriter<'_>,
) -> Result<()> {
    let lexer = Lexer::new(bytes, limits)?;
    out.clear();
    out.open_envelope().ok_or(FULL)?;
    GeneralReader { lexer, bytes, root, out }.document()
}

struct GeneralReader<'a, 't, 'w> {
    lexer: Lexer<'a>,
    bytes: &'a [u8],
    root: fn(Option<&[u8]>) -> Root,
    out: &'t mut TapeWriter<'w>,
}

impl<'a> GeneralReader<'a, '_, '_> {
    /// Returns the next token. A root inside an element begins the next document, as it does for the framer.
    #[inline]
    fn next(&mut self) -> Result<Option<Token<'a>>> {
        let token = self.lexer.next()?;
        if matches!(token, Some(Token::Open(ROOT))) && self.lexer.depth() > 1 {
            return Err(Error::new(Kind::NestedRoot, self.lexer.token_start()));
        }
        Ok(token)
    }

    fn document(&mut self) -> Result<()> {
        if !matches!(self.next()?, Some(Token::Open(ROOT))) {
            // An error of well-formedness comes before a wrong root.
            let at = self.lexer.token_start();
            while self.next()?.is_some() {}
            return Err(Error::new(Kind::WrongRoot, at));
        }
        let mut found = false;
        while let Some(token) = self.next()? {
            match token {
                Token::Attribute(name, value) => self.envelope_attribute(name, &value, outer::ROOT),
                Token::Open(COMMAND) if !found => {
                    found = true;
                    self.command()?;
                }
                Token::Open(_) => self.unknown(outer::ROOT)?,
                Token::Text(text) => self.stray(outer::ROOT, &text),
                Token::Close(_) => {}
            }
        }
        if !found {
            self.out.set(outer::COMMAND, outer::NO_COMMAND);
            self.out.command = (self.root)(None).command;
        }
        Ok(())
    }

    /// Reads the attributes and children of `command`. The first `commandData` counts; others are noted.
    fn command(&mut self) -> Result<()> {
        let depth = self.lexer.depth();
        let (mut command_type, mut found) = (None, false);
        while let Some(token) = self.next()? {
            match token {
                Token::Attribute(name, value) => {
                    self.envelope_attribute(name, &value, outer::COMMAND);
                    if name == COMMAND_TYPE {
                        command_type = Some(value);
                    }
                }
                Token::Open(DATA) if !found => {
                    found = true;
                    let root = self.root(command_type.as_ref());
                    self.out.command = root.command;
                    let at = self.lexer.token_start();
                    let place = outer::DATA - 1 - outer::COMMAND;
                    let entered = self.out.enter(outer::COMMAND, place, false, at);
                    self.element(root.schema)?;
                    self.out.leave(&entered, false, self.lexer.position());
                }
                Token::Open(_) => self.unknown(outer::COMMAND)?,
                Token::Text(text) => self.stray(outer::COMMAND, &text),
                Token::Close(_) if self.lexer.depth() < depth => break,
                Token::Close(_) => {}
            }
        }
        if !found {
            self.out.command = self.root(command_type.as_ref()).command;
        }
        Ok(())
    }

    /// Returns how to read the data of the command with this name.
    fn root(&self, name: Option<&RawText<'_>>) -> Root {
        (self.root)(name.map(RawText::to_text).as_deref().map(str::as_bytes))
    }

    fn envelope_attribute(&mut self, name: &str, value: &RawText<'_>, base: usize) {
        let (name_span, span) = self.attribute_spans(name, value);
        let Some(place) = outer::attribute(base, name.as_bytes()) else {
            return self.out.unknown_attribute(base, name_span, span);
        };
        self.out.set(place, span | ATTRIBUTE);
    }

    /// Reads the element whose [`Token::Open`] was just read, to its end.
    fn element(&mut self, schema: &'static Schema) -> Result<()> {
        let base = self.out.open(schema).ok_or(FULL)?;
        let depth = self.lexer.depth();
        let mut text_seen = false;
        while let Some(token) = self.next()? {
            match token {
                Token::Attribute(name, value) => {
                    let (name_span, span) = self.attribute_spans(name, &value);
                    self.out.attribute(self.bytes, schema, base, schema.find(name, true), name_span, span);
                }
                Token::Text(text) => match schema.text_row() {
                    Some(row) if !text_seen => {
                        text_seen = true;
                        let value = self.text_span(&text);
                        self.out.set(base + 1 + row, value);
                    }
                    _ => self.stray(base, &text),
                },
                Token::Open(name) => self.child(schema, base, name)?,
                Token::Close(_) if self.lexer.depth() < depth => break,
                Token::Close(_) => {}
            }
        }
        if schema.has_moved {
            self.out.settle_moved(schema, base, self.bytes).ok_or(FULL)?;
        }
        Ok(())
    }

    fn child(&mut self, schema: &'static Schema, base: usize, name: &str) -> Result<()> {
        let at = self.lexer.token_start();
        let Some(row) = schema.find(name, false) else { return self.unknown(base) };
        let declared = &schema.rows[row];
        let Some(inner) = declared.inner else { return self.leaf(schema, base, row) };
        if declared.many && !self.lexer.limits().has_room(self.out.count(base, row), at) {
            return Err(Error::new(Kind::TooManyItems, at));
        }
        let entered = self.out.enter(base, row, declared.many, at);
        self.element(inner)?;
        self.out.leave(&entered, declared.many, self.lexer.position());
        Ok(())
    }

    /// Reads a child that should be a leaf. If it has children, the whole element is noted instead.
    fn leaf(&mut self, schema: &Schema, base: usize, row: usize) -> Result<()> {
        let (start, notes, depth) = (self.lexer.token_start(), self.out.notes.len(), self.lexer.depth());
        let (mut value, mut is_leaf, mut tag, mut close) = (0, true, self.lexer.position(), start);
        while let Some(token) = self.next()? {
            match token {
                Token::Attribute(name, text) => {
                    let (name, span) = self.attribute_spans(name, &text);
                    self.out.leaf_attribute(base, name, span);
                    if self.lexer.depth() == depth && is_leaf {
                        tag = self.lexer.position();
                    }
                }
                Token::Text(text) => value = self.text_span(&text),
                Token::Open(_) => is_leaf = false,
                Token::Close(_) if self.lexer.depth() < depth => {
                    close = self.lexer.token_start();
                    break;
                }
                Token::Close(_) => {}
            }
        }
        let behind = self.lexer.position();
        if value == 0 {
            value = self.no_text(tag, close, behind);
        }
        let leaf = LeafPlace { start, value, behind, notes };
        if is_leaf {
            self.out.leaf(self.bytes, schema, base, row, &leaf).ok_or(FULL)?;
        } else {
            self.out.not_a_leaf(schema, base, row, &leaf);
        }
        Ok(())
    }

    /// Returns the value of a leaf without text. Only comments and processing instructions can be between its tags.
    fn no_text(&self, tag: usize, close: usize, behind: usize) -> u64 {
        let end = memchr::memchr(b'>', self.bytes.get(tag..).unwrap_or_default()).map_or(behind, |at| tag + at + 1);
        if end == behind {
            return pack(behind as u32, behind as u32);
        }
        pack(end as u32, close as u32) | if end < close { UNESCAPE } else { 0 }
    }

    /// Notes the element whose [`Token::Open`] was just read, and skips to its end.
    fn unknown(&mut self, base: usize) -> Result<()> {
        let at = self.lexer.token_start();
        let outside = self.lexer.depth() - 1;
        while self.lexer.depth() > outside && self.next()?.is_some() {}
        self.out.unknown_element(base, pack(at as u32, self.lexer.position() as u32));
        Ok(())
    }

    /// Notes text in an element that has none, unless it is only white space.
    fn stray(&mut self, base: usize, text: &RawText<'_>) {
        if !text.is_blank() {
            let span = self.text_span(text);
            self.out.stray_text(base, span);
        }
    }

    /// Returns the spans of the name and the value of the attribute that was just read.
    fn attribute_spans(&self, name: &str, value: &RawText<'_>) -> (u64, u64) {
        let at = self.lexer.token_start();
        let (start, end) = self.lexer.value_span();
        (pack(at as u32, (at + name.len()) as u32), pack(start as u32, end as u32) | escaped(value))
    }

    /// Returns the span of the text that was just read.
    fn text_span(&self, text: &RawText<'_>) -> u64 {
        pack(self.lexer.token_start() as u32, self.lexer.position() as u32) | escaped(text)
    }
}

fn escaped(text: &RawText<'_>) -> u64 {
    if text.as_plain().is_some() { 0 } else { UNESCAPE }
}
