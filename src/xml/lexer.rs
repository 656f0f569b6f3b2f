//! Lexer: one document as a sequence of tokens, checked for well-formedness on the way.

use core::fmt;

use super::chars::is_space;
use super::content::check_references;
use super::cursor::{Cursor, Part};
use super::grammar;
use super::raw::RawText;
use crate::error::{Error, Kind, Result};
use crate::limits::Limits;

/// A piece of a document. Comments, processing instructions and the declaration are checked and
/// passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Token<'a> {
    /// `<name`: a start tag begins. Its attributes follow.
    Open(&'a str),
    /// One attribute of the tag that is open.
    Attribute(&'a str, RawText<'a>),
    /// Character data between two tags: one text for all of it, CDATA sections included.
    Text(RawText<'a>),
    /// An element ends, by its end tag or by `/>`.
    Close(&'a str),
}

/// Pull lexer over exactly one document.
///
/// ```
/// use broadworks_cap::{Limits, xml::{Lexer, Token}};
///
/// let mut lexer = Lexer::new(b"<state a='&lt;'>2</state>", Limits::default())?;
/// assert_eq!(lexer.next()?, Some(Token::Open("state")));
/// let Some(Token::Attribute("a", value)) = lexer.next()? else { panic!("an attribute") };
/// assert_eq!((value.as_plain(), &*value.to_text()), (None, "<"));
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
#[derive(Clone)]
pub struct Lexer<'a> {
    cursor: Cursor<'a>,
    label: Option<&'a str>,
    standalone: bool,
}

/// The place of the lexer, and nothing of the document: that may hold a password.
impl fmt::Debug for Lexer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cursor { token, at, part, .. } = &self.cursor;
        f.debug_struct("Lexer")
            .field("token", &(*token..*at))
            .field("depth", &self.depth())
            .field("part", part)
            .field("limits", &self.limits())
            .finish_non_exhaustive()
    }
}

impl<'a> Lexer<'a> {
    /// Starts on one document. White space before it is allowed unless [`Limits::leading_blanks`] is not.
    ///
    /// # Errors
    /// [`Kind::DocumentTooLong`], then [`Kind::InvalidUtf8`] at the first byte that is not UTF-8, then
    /// [`Kind::IllegalCharacter`] at the first character XML forbids: these come before all others.
    pub fn new(bytes: &'a [u8], limits: Limits) -> Result<Self> {
        Ok(Self { cursor: Cursor::new(bytes, limits)?, label: None, standalone: false })
    }

    /// The encoding that the declaration names. It is not believed; see [`Limits::any_label`].
    #[must_use]
    pub const fn label(&self) -> Option<&'a str> {
        self.label
    }

    /// Whether the declaration says `standalone="yes"`: no declaration of a DTD changes what the document says.
    #[must_use]
    pub const fn is_standalone(&self) -> bool {
        self.standalone
    }

    /// The limits it was started with.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.cursor.limits()
    }

    /// Byte offset at which the last token began.
    #[must_use]
    pub const fn token_start(&self) -> usize {
        self.cursor.token
    }

    /// Byte offset just past the last token.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.cursor.at
    }

    /// The bytes between the quotation marks of the attribute that was just taken.
    #[must_use]
    pub fn value_span(&self) -> (usize, usize) {
        let Cursor { input, token, at, .. } = self.cursor;
        let attribute = &input.as_bytes()[token..at];
        // The last byte is a quotation mark, and no name holds one.
        let mark = attribute.last().and_then(|mark| memchr::memchr(*mark, attribute)).unwrap_or_default();
        (at.min(token + mark + 1), at.saturating_sub(1))
    }

    /// Number of open elements.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.cursor.depth()
    }

    /// The document from byte `start` to `end`.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> &'a str {
        &self.cursor.input[start..end]
    }

    /// The next token, `None` after the end of the document.
    ///
    /// # Errors
    /// Everything that makes the document ill-formed or passes a limit, with its byte offset. The
    /// lexer is done after an error.
    #[allow(clippy::should_implement_trait, reason = "an iterator of results would hide that errors end it")]
    #[inline]
    pub fn next(&mut self) -> Result<Option<Token<'a>>> {
        let token = self.advance();
        if token.is_err() {
            self.cursor.part = Part::Done;
        }
        token
    }

    /// Passes over the rest of the element whose [`Token::Open`] came last, to just past its end.
    /// Does nothing if the lexer is done.
    ///
    /// # Errors
    /// Those of [`next`](Self::next).
    pub fn skip_element(&mut self) -> Result<()> {
        let outside = self.depth().saturating_sub(1);
        while self.depth() > outside && self.next()?.is_some() {}
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<Token<'a>>> {
        loop {
            match self.cursor.part {
                Part::Start => self.start()?,
                Part::Tag => {
                    if let Some(token) = self.in_tag()? {
                        return Ok(Some(token));
                    }
                }
                Part::EmptyElement => return Ok(Some(Token::Close(self.cursor.leave()))),
                Part::Content => {
                    self.cursor.token = self.cursor.at;
                    let next = self.cursor.rest().as_bytes().get(..2);
                    let is_tag = next.is_some_and(|next| next[0] == b'<' && !matches!(next[1], b'!' | b'?'));
                    if !is_tag && let Some(text) = self.cursor.text()? {
                        return Ok(Some(Token::Text(text)));
                    }
                    // A comment or an instruction may have been the last thing there was.
                    if self.cursor.rest().is_empty() {
                        return self.cursor.fail(Kind::UnexpectedEnd);
                    }
                    return self.tag().map(Some);
                }
                Part::Prolog | Part::Epilog => {
                    self.cursor.rule(grammar::space)?;
                    self.cursor.token = self.cursor.at;
                    if self.cursor.rest().is_empty() {
                        if self.cursor.part == Part::Prolog {
                            return self.cursor.fail(Kind::NoRoot);
                        }
                        self.cursor.part = Part::Done;
                    } else if !self.cursor.rest().starts_with('<') {
                        return self.cursor.fail(Kind::TextOutsideRoot);
                    } else if !self.cursor.instruction_or_comment()? {
                        return self.tag().map(Some);
                    }
                }
                Part::Done => return Ok(None),
            }
        }
    }

    fn start(&mut self) -> Result<()> {
        let cursor = &mut self.cursor;
        let mut blank = !cursor.rule(grammar::space)?.is_empty();
        if cursor.rest().starts_with('\u{feff}') {
            cursor.at += '\u{feff}'.len_utf8();
            blank |= !cursor.rule(grammar::space)?.is_empty();
        }
        let start = cursor.at;
        if let Some(rest) = cursor.rest().strip_prefix("<?xml")
            && rest.bytes().next().is_none_or(is_space)
        {
            cursor.at += 5;
            (self.label, self.standalone) = cursor.rule(grammar::declaration)?;
            let limits = cursor.limits();
            if blank && !limits.leading_blanks {
                return Err(Error::new(Kind::LeadingBlanks, start));
            }
            let is_own = |label: &str| ["UTF-8", "US-ASCII"].iter().any(|own| label.eq_ignore_ascii_case(own));
            if !limits.any_label && !self.label.is_none_or(is_own) {
                return Err(Error::new(Kind::ForeignLabel, start));
            }
        }
        cursor.part = Part::Prolog;
        Ok(())
    }

    /// A start or end tag, at its `<`.
    fn tag(&mut self) -> Result<Token<'a>> {
        let cursor = &mut self.cursor;
        let rest = cursor.rest();
        match rest.as_bytes() {
            [] => return cursor.fail(Kind::UnexpectedEnd),
            [_, b'/', ..] => return self.end_tag().map(Token::Close),
            [_, b'!', ..] if rest.starts_with("<!DOCTYPE") => return cursor.fail(Kind::Doctype),
            [_, b'!', ..] if rest.starts_with("<![CDATA[") => return cursor.fail(Kind::TextOutsideRoot),
            _ => {}
        }
        if cursor.part == Part::Epilog {
            return cursor.fail(Kind::SecondRoot);
        }
        cursor.at += 1;
        let Ok(name) = cursor.rule(grammar::name) else {
            let kind = if cursor.rest().is_empty() { Kind::UnexpectedEnd } else { Kind::MalformedMarkup };
            return Err(Error::new(kind, cursor.token));
        };
        cursor.enter(name)?;
        Ok(Token::Open(name))
    }

    /// An end tag, at its `<`: the name of the element that it ends.
    fn end_tag(&mut self) -> Result<&'a str> {
        let cursor = &mut self.cursor;
        let Some(open) = cursor.innermost() else { return cursor.fail(Kind::UnexpectedEndTag) };
        cursor.at += 2;
        // Nearly always the name is the right one and the tag ends right behind it.
        match cursor.rest().strip_prefix(open).map(str::as_bytes) {
            Some([b'>', ..]) => cursor.at += open.len() + 1,
            _ => {
                if cursor.rule(grammar::name)? != open {
                    return Err(Error::new(Kind::MismatchedEndTag, cursor.token));
                }
                cursor.rule(grammar::space)?;
                cursor.expect(">")?;
            }
        }
        Ok(cursor.leave())
    }

    /// Inside a start tag: the next attribute, or `None` at its end.
    fn in_tag(&mut self) -> Result<Option<Token<'a>>> {
        let cursor = &mut self.cursor;
        let space = cursor.rule(grammar::space)?;
        cursor.token = cursor.at;
        match cursor.byte(cursor.at) {
            None => return cursor.fail(Kind::UnexpectedEnd),
            Some(b'>') => {
                cursor.at += 1;
                cursor.part = Part::Content;
                return Ok(None);
            }
            Some(b'/') => {
                cursor.at += 1;
                cursor.expect(">")?;
                cursor.part = Part::EmptyElement;
                return Ok(None);
            }
            Some(_) if space.is_empty() => {
                // Right after a name only the end may follow; after a value a space may be missing.
                let kind = if cursor.has_attributes() { Kind::ExpectedSpace } else { Kind::ExpectedTagEnd };
                return cursor.fail(kind);
            }
            Some(_) => {}
        }
        cursor.may_have_attribute()?;
        let (name, raw) = cursor.rule(grammar::attribute)?;
        cursor.attribute(name)?;
        // Line breaks in values are normalised, too.
        let plain = cursor.needs_no_unescape(raw) && memchr::memchr(b'\n', raw.as_bytes()).is_none();
        if plain {
            return Ok(Some(Token::Attribute(name, RawText::plain(raw))));
        }
        check_references(raw, cursor.at - 1 - raw.len())?;
        Ok(Some(Token::Attribute(name, RawText::attribute(raw))))
    }
}
