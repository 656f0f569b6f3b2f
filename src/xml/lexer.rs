//! One document as a sequence of tokens, checked for well-formedness on the way.

use core::fmt;

use smallvec::SmallVec;

use super::chars::{is_char, is_space};
use super::content::check_references;
use super::grammar::{self, Fault};
use super::known::raw_value;
use super::simd::scan;
use super::text::Text;
use crate::error::{Error, Kind, Result};
use crate::limits::{Limits, MAX_ATTRIBUTES, MAX_DEPTH};

/// A piece of a document. Comments, processing instructions and the declaration are checked and
/// passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Token<'a> {
    /// `<name`: a start tag begins. Its attributes follow.
    Open(&'a str),
    /// One attribute of the tag that is open.
    Attribute(&'a str, Text<'a>),
    /// Character data between two tags: one text for all of it, CDATA sections included.
    Text(Text<'a>),
    /// An element ends, by its end tag or by `/>`.
    Close(&'a str),
}

/// Pull lexer over exactly one document.
///
/// Each rule first tries the spelling that nearly every sender uses, a few bytes at a time; what
/// is written otherwise goes through the grammar.
#[derive(Clone)]
pub struct Lexer<'a> {
    pub(super) input: &'a str,
    pub(super) at: usize,
    /// Start of the token returned last.
    pub(super) token: usize,
    pub(super) state: Phase,
    pub(super) limits: Limits,
    pub(super) depth: usize,
    pub(super) names: [Span; MAX_DEPTH],
    /// The names of the attributes that were passed over in the tag.
    pub(super) seen: SmallVec<[Span; MAX_ATTRIBUTES]>,
    /// All bytes were looked at for characters that XML forbids.
    pub(super) looked: bool,
    /// Neither references nor characters that are normalised stand anywhere.
    pub(super) plain: bool,
    /// Bytes of white space passed over last.
    pub(super) gap: usize,
    pub(super) label: Option<&'a str>,
}

/// A place in the document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub start: u32,
    pub length: u32,
}

impl Span {
    /// Documents are shorter than 4 GiB, see [`Limits::document`].
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, length: (end - start) as u32 }
    }
}

/// The part of the document that the lexer is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Phase {
    /// Before the declaration.
    Start,
    /// Before the root.
    Prolog,
    /// In a start tag, behind its name.
    Tag,
    /// After `/>`: the end of the element is still to be reported.
    EmptyElement,
    /// In the root, between two tags.
    Content,
    /// Behind the root.
    Epilog,
    /// Behind everything, or behind an error.
    Done,
}

/// Shows its place, and nothing of the document: that may hold a password.
impl fmt::Debug for Lexer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { token, at, depth, state, limits, .. } = self;
        f.debug_struct("Lexer")
            .field("token", &(*token..*at))
            .field("depth", depth)
            .field("state", state)
            .field("limits", limits)
            .finish_non_exhaustive()
    }
}

impl<'a> Lexer<'a> {
    /// Starts on one document. White space before it is allowed (clients in the field send it).
    ///
    /// # Errors
    /// [`Kind::InvalidUtf8`] at the first byte that is not UTF-8, [`Kind::IllegalCharacter`] at
    /// the first character XML forbids, [`Kind::DocumentTooLong`] past the limit.
    pub fn new(bytes: &'a [u8], limits: Limits) -> Result<Self> {
        let mut lexer = Self::unlooked(bytes, limits)?;
        lexer.look()?;
        Ok(lexer)
    }

    /// Starts like [`new`](Self::new), but the characters are looked at before the first token, so
    /// [`Kind::IllegalCharacter`] comes from [`next`](Self::next). Steps over what was expected look at
    /// each byte they take anyway.
    #[inline(always)]
    pub(crate) fn unlooked(bytes: &'a [u8], limits: Limits) -> Result<Self> {
        limits.check_document(bytes.len())?;
        let input = core::str::from_utf8(bytes).map_err(|e| Error::new(Kind::InvalidUtf8, e.valid_up_to()))?;
        Ok(Self {
            input,
            at: 0,
            token: 0,
            state: Phase::Start,
            limits,
            depth: 0,
            names: [Span::default(); MAX_DEPTH],
            seen: SmallVec::new(),
            looked: false,
            plain: false,
            gap: 0,
            label: None,
        })
    }

    /// Looks at all bytes, once, for characters that XML forbids, and for those that ask for a closer
    /// look.
    #[inline(always)]
    pub(crate) fn look(&mut self) -> Result<()> {
        if self.looked { Ok(()) } else { self.look_now() }
    }

    #[cold]
    fn look_now(&mut self) -> Result<()> {
        let bytes = self.input.as_bytes();
        let found = if scan::has_special(bytes) { scan::found(bytes) } else { scan::Found::default() };
        if found.suspicious
            && let Some(at) = illegal_character(self.input)
        {
            return Err(Error::new(Kind::IllegalCharacter, at));
        }
        (self.looked, self.plain) = (true, !found.meaning);
        Ok(())
    }

    /// The encoding the declaration claims. The bytes are believed, not the label: a client in the
    /// field says `ISO-8859-1` and sends UTF-8.
    #[must_use]
    pub const fn label(&self) -> Option<&'a str> {
        self.label
    }

    /// The limits it was started with.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Byte offset at which the last token began.
    #[must_use]
    pub const fn token_start(&self) -> usize {
        self.token
    }

    /// Byte offset just past the last token.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// The bytes between the quotation marks of the attribute that was just taken.
    #[must_use]
    pub fn value_span(&self) -> (usize, usize) {
        let token = &self.input.as_bytes()[self.token..self.at];
        // The last byte is a quotation mark, and no name holds one.
        let mark = token.last().and_then(|mark| memchr::memchr(*mark, token)).unwrap_or_default();
        (self.at.min(self.token + mark + 1), self.at.saturating_sub(1))
    }

    /// Number of open elements.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// The document from byte `start` to `end`.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> &'a str {
        &self.input[start..end]
    }

    /// The next token, `None` after the end of the document.
    ///
    /// # Errors
    /// Everything that makes the document ill-formed or passes a limit, with its byte offset. The
    /// lexer is done after an error.
    #[allow(clippy::should_implement_trait, reason = "an iterator of results would hide that errors end it")]
    pub fn next(&mut self) -> Result<Option<Token<'a>>> {
        let token = self.look().and_then(|()| self.advance());
        if token.is_err() {
            self.state = Phase::Done;
        }
        token
    }

    /// Passes over the rest of the element whose [`Token::Open`] came last, to just past its end.
    /// Does nothing if the lexer is done.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn skip_element(&mut self) -> Result<()> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside && self.next()?.is_some() {}
        Ok(())
    }

    /// The rest of the document.
    #[inline(always)]
    pub(crate) fn rest(&self) -> &'a str {
        &self.input[self.at..]
    }

    pub(super) fn spanned(&self, span: Span) -> &'a str {
        &self.input[span.start as usize..][..span.length as usize]
    }

    pub(super) const fn byte(&self, at: usize) -> Option<u8> {
        let bytes = self.input.as_bytes();
        if at < bytes.len() { Some(bytes[at]) } else { None }
    }

    /// Returns `true` if the value needs no unescaping: no references, nothing to normalise.
    #[inline(always)]
    pub(crate) fn is_plain(&self, value: &str) -> bool {
        self.plain || !if self.looked { scan::has_meaning(value.as_bytes()) } else { scan::is_odd(value.as_bytes()) }
    }

    /// Returns `true` if XML allows all characters of the value; perhaps `false` for some that it allows.
    pub(super) fn is_legal(&self, value: &str) -> bool {
        self.looked || !scan::has_suspicious(value.as_bytes())
    }

    pub(super) const fn fail<T>(&self, kind: Kind) -> Result<T> {
        Err(Error::new(kind, self.at))
    }

    /// Runs a grammar rule at the current place and moves past what it took.
    pub(super) fn rule<T>(&mut self, rule: impl Fn(&'a str) -> nom::IResult<&'a str, T, Fault>) -> Result<T> {
        match rule(self.rest()) {
            Ok((rest, value)) => {
                self.at = self.input.len() - rest.len();
                Ok(value)
            }
            Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => {
                let at = self.input.len() - fault.left;
                let kind = if fault.left == 0 { Kind::UnexpectedEnd } else { fault.kind };
                Err(Error::new(kind, at))
            }
            Err(nom::Err::Incomplete(_)) => Err(Error::new(Kind::UnexpectedEnd, self.input.len())),
        }
    }

    fn advance(&mut self) -> Result<Option<Token<'a>>> {
        loop {
            match self.state {
                Phase::Start => self.start()?,
                Phase::Tag => {
                    if let Some(token) = self.in_tag()? {
                        return Ok(Some(token));
                    }
                }
                Phase::EmptyElement => return self.close().map(Some),
                Phase::Content => {
                    self.token = self.at;
                    if self.byte(self.at) == Some(b'<')
                        && let Some(token) = self.usual_tag()
                    {
                        return Ok(Some(token));
                    }
                    if let Some(text) = self.text()? {
                        return Ok(Some(Token::Text(text)));
                    }
                    // A comment or an instruction may have been the last thing there was.
                    if self.rest().is_empty() {
                        return self.fail(Kind::UnexpectedEnd);
                    }
                    if let Some(token) = self.tag()? {
                        return Ok(Some(token));
                    }
                }
                Phase::Prolog | Phase::Epilog => {
                    self.rule(grammar::space)?;
                    self.token = self.at;
                    if self.rest().is_empty() {
                        if self.state == Phase::Prolog {
                            return self.fail(Kind::NoRoot);
                        }
                        self.state = Phase::Done;
                    } else if !self.rest().starts_with('<') {
                        return self.fail(Kind::TextOutsideRoot);
                    } else if !self.instruction_or_comment()? {
                        return self.tag();
                    }
                }
                Phase::Done => return Ok(None),
            }
        }
    }

    fn start(&mut self) -> Result<()> {
        self.rule(grammar::space)?;
        if self.rest().starts_with('\u{feff}') {
            self.at += '\u{feff}'.len_utf8();
            self.rule(grammar::space)?;
        }
        if let Some(rest) = self.rest().strip_prefix("<?xml")
            && rest.bytes().next().is_none_or(is_space)
        {
            self.at += 5;
            self.label = self.rule(grammar::declaration)?;
        }
        self.state = Phase::Prolog;
        Ok(())
    }

    /// A tag as nearly every sender writes it.
    fn usual_tag(&mut self) -> Option<Token<'a>> {
        let at = self.at;
        if self.byte(at + 1) == Some(b'/') {
            let name = self.spanned(*self.names.get(self.depth.checked_sub(1)?)?);
            return self.end(at).then_some(Token::Close(name));
        }
        let name = self.tag_name(at).filter(|name| self.state != Phase::Epilog && self.limits.fits_name(name.len()))?;
        self.open(at, name.len()).then_some(Token::Open(name))
    }

    /// An attribute as nearly every sender writes it.
    pub(super) fn usual_attribute(&mut self) -> Option<Token<'a>> {
        let name = self.attribute_name(self.at).filter(|name| self.limits.fits_name(name.len()))?;
        if self.seen.iter().any(|seen| self.spanned(*seen) == name) {
            return None;
        }
        let (value, rest) = raw_value(self.rest(), name.len()).filter(|(value, _)| self.is_plain(value))?;
        if !self.may_have(self.seen.len(), name) {
            return None;
        }
        self.seen.push(Span::new(self.at + 1, self.at + 1 + name.len()));
        (self.token, self.at) = (self.at + 1, self.place(rest));
        Some(Token::Attribute(name, Text::from(value)))
    }

    /// A start or end tag, at its `<`.
    fn tag(&mut self) -> Result<Option<Token<'a>>> {
        if let Some(token) = self.usual_tag() {
            return Ok(Some(token));
        }
        let rest = self.rest();
        if rest.is_empty() {
            return self.fail(Kind::UnexpectedEnd);
        }
        if rest.starts_with("<!DOCTYPE") {
            return self.fail(Kind::Doctype);
        }
        if rest.starts_with("<![CDATA[") {
            return self.fail(Kind::TextOutsideRoot);
        }
        if rest.starts_with("</") {
            if self.depth == 0 {
                return self.fail(Kind::UnexpectedEndTag);
            }
            self.at += 2;
            let name = self.rule(grammar::name)?;
            if name != self.spanned(self.names[self.depth - 1]) {
                return Err(Error::new(Kind::MismatchedEndTag, self.token));
            }
            self.rule(grammar::space)?;
            self.expect(">")?;
            return self.close().map(Some);
        }
        if self.state == Phase::Epilog {
            return self.fail(Kind::SecondRoot);
        }
        self.at += 1;
        let Ok(name) = self.rule(grammar::name) else {
            let kind = if self.rest().is_empty() { Kind::UnexpectedEnd } else { Kind::MalformedMarkup };
            return Err(Error::new(kind, self.token));
        };
        if !self.limits.fits_name(name.len()) {
            return Err(Error::new(Kind::NameTooLong, self.token + 1));
        }
        if !self.limits.may_open(self.depth) {
            return Err(Error::new(Kind::TooDeep, self.token));
        }
        self.names[self.depth] = Span::new(self.at - name.len(), self.at);
        self.depth += 1;
        self.seen.clear();
        self.state = Phase::Tag;
        Ok(Some(Token::Open(name)))
    }

    /// Inside a start tag: the next attribute, or `None` at its end.
    fn in_tag(&mut self) -> Result<Option<Token<'a>>> {
        match self.byte(self.at) {
            Some(b'>') => {
                self.token = self.at;
                self.content(self.at);
                return Ok(None);
            }
            Some(b' ') => {
                if let Some(token) = self.usual_attribute() {
                    return Ok(Some(token));
                }
            }
            _ => {}
        }
        let space = self.rule(grammar::space)?;
        self.token = self.at;
        let rest = self.rest();
        if rest.starts_with('>') {
            self.at += 1;
            self.state = Phase::Content;
            return Ok(None);
        }
        if rest.starts_with('/') {
            self.at += 1;
            self.expect(">")?;
            self.state = Phase::EmptyElement;
            return Ok(None);
        }
        if rest.is_empty() {
            return self.fail(Kind::UnexpectedEnd);
        }
        if space.is_empty() {
            // Right after a name only the end may follow; after a value a space may be missing.
            return self.fail(if self.seen.is_empty() { Kind::ExpectedTagEnd } else { Kind::ExpectedSpace });
        }
        if !self.limits.may_have(self.seen.len()) {
            return self.fail(Kind::TooManyAttributes);
        }
        let (name, raw) = self.rule(grammar::attribute)?;
        if !self.limits.fits_name(name.len()) {
            return Err(Error::new(Kind::NameTooLong, self.token));
        }
        if self.seen.iter().any(|seen| self.spanned(*seen) == name) {
            return Err(Error::new(Kind::DuplicateAttribute, self.token));
        }
        self.seen.push(Span::new(self.token, self.token + name.len()));
        let value_start = self.at - 1 - raw.len();
        if self.means_what_it_says(raw) {
            return Ok(Some(Token::Attribute(name, Text::from(raw))));
        }
        check_references(raw, value_start)?;
        Ok(Some(Token::Attribute(name, Text::attribute(raw))))
    }

    fn close(&mut self) -> Result<Token<'a>> {
        self.depth -= 1;
        self.state = if self.depth == 0 { Phase::Epilog } else { Phase::Content };
        Ok(Token::Close(self.spanned(self.names[self.depth])))
    }

    fn expect(&mut self, text: &str) -> Result<()> {
        if !self.rest().starts_with(text) {
            return self.fail(if self.rest().is_empty() { Kind::UnexpectedEnd } else { Kind::ExpectedTagEnd });
        }
        self.at += text.len();
        Ok(())
    }
}

/// The place of the first character that XML 1.0 forbids.
fn illegal_character(input: &str) -> Option<usize> {
    let mut at = scan::suspicious(input.as_bytes(), 0);
    while let Some(character) = input[at..].chars().next() {
        if !is_char(character) {
            return Some(at);
        }
        at = scan::suspicious(input.as_bytes(), at + character.len_utf8());
    }
    None
}
