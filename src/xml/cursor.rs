//! Cursor: the state of reading one document, and every way to change it.
//!
//! The rules that decide which change is due are in [`lexer`](super::lexer) and [`content`](super::content);
//! here is what is true between them:
//!
//! ```text
//! 0 <= token <= at <= input.len()     `token` begins the token that is being read, `at` is how far it goes
//! names[..depth]                      the open elements, from the root on
//! seen                                the attributes of the start tag being read
//! ```

use smallvec::SmallVec;

use super::chars::is_char;
use super::grammar::Fault;
use super::simd::scan;
use crate::error::{Error, Kind, Result};
use crate::limits::{Limits, MAX_ATTRIBUTES, MAX_DEPTH};

/// Range of bytes of the document.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    length: u32,
}

/// Part of a document that the cursor is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    /// Before everything.
    Start,
    /// Before the root.
    Prolog,
    /// In a start tag, behind its name.
    Tag,
    /// Behind `/>`: the end of the element is still to be reported.
    EmptyElement,
    /// Between tags.
    Content,
    /// Behind the root.
    Epilog,
    /// At the end, or behind an error.
    Done,
}

#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub input: &'a str,
    pub at: usize,
    pub token: usize,
    pub part: Part,
    limits: Limits,
    depth: usize,
    names: [Span; MAX_DEPTH],
    seen: SmallVec<[Span; MAX_ATTRIBUTES]>,
    /// `true` if the document has no reference, CR or tab.
    is_plain: bool,
}

impl<'a> Cursor<'a> {
    /// Creates a cursor before a document, all of whose characters are checked.
    pub fn new(bytes: &'a [u8], limits: Limits) -> Result<Self> {
        limits.check_document(bytes.len())?;
        let input = core::str::from_utf8(bytes).map_err(|e| Error::new(Kind::InvalidUtf8, e.valid_up_to()))?;
        let findings = if scan::has_special(bytes) { scan::examine(bytes) } else { scan::Findings::default() };
        if findings.may_be_forbidden
            && let Some(at) = illegal_character(input)
        {
            return Err(Error::new(Kind::IllegalCharacter, at));
        }
        Ok(Self {
            input,
            at: 0,
            token: 0,
            part: Part::Start,
            limits,
            depth: 0,
            names: [Span::default(); MAX_DEPTH],
            seen: SmallVec::new(),
            is_plain: !findings.needs_unescape,
        })
    }

    pub const fn limits(&self) -> Limits {
        self.limits
    }

    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the rest of the document.
    #[inline(always)]
    pub fn rest(&self) -> &'a str {
        &self.input[self.at..]
    }

    #[inline(always)]
    pub fn byte(&self, at: usize) -> Option<u8> {
        self.input.as_bytes().get(at).copied()
    }

    /// Returns `true` if text has no reference, CR or tab. A line feed is normalised in attribute values only.
    #[inline(always)]
    pub fn needs_no_unescape(&self, value: &str) -> bool {
        self.is_plain || !scan::needs_unescape(value.as_bytes())
    }

    pub const fn fail<T>(&self, kind: Kind) -> Result<T> {
        Err(Error::new(kind, self.at))
    }

    /// Runs a grammar rule and moves behind what it took.
    #[inline]
    pub fn rule<T>(&mut self, rule: impl Fn(&'a str) -> nom::IResult<&'a str, T, Fault>) -> Result<T> {
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

    /// Moves behind `text`, which must come next in a tag.
    pub fn expect(&mut self, text: &str) -> Result<()> {
        if !self.rest().starts_with(text) {
            return self.fail(if self.rest().is_empty() { Kind::UnexpectedEnd } else { Kind::ExpectedTagEnd });
        }
        self.at += text.len();
        Ok(())
    }

    /// Enters the element whose `<` begins the token and whose name was just read.
    pub fn enter(&mut self, name: &str) -> Result<()> {
        if !self.limits.fits_name(name.len()) {
            return Err(Error::new(Kind::NameTooLong, self.token + 1));
        }
        if !self.limits.may_open(self.depth) {
            return Err(Error::new(Kind::TooDeep, self.token));
        }
        self.names[self.depth] = self.span(self.at - name.len(), name.len());
        self.depth += 1;
        self.seen.clear();
        self.part = Part::Tag;
        Ok(())
    }

    /// Leaves the innermost element.
    pub fn leave(&mut self) -> &'a str {
        self.depth -= 1;
        self.part = if self.depth == 0 { Part::Epilog } else { Part::Content };
        self.spanned(self.names[self.depth])
    }

    /// Returns the name of the innermost element.
    pub fn innermost(&self) -> Option<&'a str> {
        Some(self.spanned(self.names[self.depth.checked_sub(1)?]))
    }

    /// Returns `true` if the start tag has an attribute already.
    pub fn has_attributes(&self) -> bool {
        !self.seen.is_empty()
    }

    /// Checks that the start tag may have one more attribute, which begins at the token.
    pub fn may_have_attribute(&self) -> Result<()> {
        if self.limits.may_have(self.seen.len()) {
            Ok(())
        } else {
            Err(Error::new(Kind::TooManyAttributes, self.token))
        }
    }

    /// Notes the attribute of this name, which begins the token.
    pub fn attribute(&mut self, name: &str) -> Result<()> {
        if !self.limits.fits_name(name.len()) {
            return Err(Error::new(Kind::NameTooLong, self.token));
        }
        if self.seen.iter().any(|seen| self.spanned(*seen) == name) {
            return Err(Error::new(Kind::DuplicateAttribute, self.token));
        }
        self.seen.push(self.span(self.token, name.len()));
        Ok(())
    }

    /// Makes a span. Documents are shorter than 4 GiB: see [`Limits::document`].
    const fn span(&self, start: usize, length: usize) -> Span {
        Span { start: start as u32, length: length as u32 }
    }

    fn spanned(&self, span: Span) -> &'a str {
        &self.input[span.start as usize..][..span.length as usize]
    }
}

/// Returns the offset of the first character that XML 1.0 forbids.
fn illegal_character(input: &str) -> Option<usize> {
    let mut at = scan::find_forbidden(input.as_bytes(), 0);
    while let Some(character) = input[at..].chars().next() {
        if !is_char(character) {
            return Some(at);
        }
        at = scan::find_forbidden(input.as_bytes(), at + character.len_utf8());
    }
    None
}
