//! Steps over what was expected: tags of known names in the spelling nearly every sender uses.
//!
//! Each step is taken whole or not at all. Where one is not taken the general rules of the lexer
//! go on from the same place, so nothing here decides what is well-formed: a step is only ever
//! one that those rules would take as well.

use super::chars::is_space;
use super::content::{check_references, is_simple};
use super::lexer::{Lexer, Phase, Span};
use super::odd::{behind_space, odd_attribute};
use super::simd::scan;
use super::simd::{self, Tag, same};
use super::text::Text;
use super::write::DECLARATION;
use crate::error::Result;

/// What stands next between two tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A start tag, its `<` here.
    Open(usize),
    /// An end tag, its `<` here.
    Close(usize),
    /// Anything else.
    Other,
}

/// How a start tag ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagEnd {
    /// By `>`: content follows.
    Content,
    /// By `/>`: the element is over.
    Element,
    /// Not yet.
    NotYet,
}

impl<'a> Lexer<'a> {
    /// Whether the lexer stands between two tags.
    pub(crate) fn is_in_content(&self) -> bool {
        self.state == Phase::Content
    }

    /// Whether the limits leave room for every name and number of attributes that is expected.
    /// Where they do not, the general rules alone know what to say.
    pub(crate) const fn is_roomy(&self) -> bool {
        self.limits.fits_name(40) && self.limits.may_have(7) && self.limits.may_open(7)
    }

    #[inline(always)]
    fn bytes(&self) -> &'a [u8] {
        self.input.as_bytes()
    }

    /// What follows the white space that stands here, which is not passed over yet.
    #[inline]
    pub(crate) fn ahead(&mut self) -> Next {
        let rest = self.behind_gap(self.rest());
        let next = self.tag_at(rest);
        if next == Next::Other && rest.starts_with('<') { self.behind_remarks(rest) } else { next }
    }

    /// Which tag `rest` begins with.
    #[inline(always)]
    pub(super) fn tag_at(&self, rest: &str) -> Next {
        let at = self.place(rest);
        match rest.as_bytes() {
            [b'<', b'/', ..] => Next::Close(at),
            [b'<', b'!' | b'?', ..] => Next::Other,
            [b'<', _, ..] => Next::Open(at),
            _ => Next::Other,
        }
    }

    /// Behind the white space that `rest` begins with. Senders that indent mostly use as much again.
    #[inline(always)]
    pub(crate) fn behind_gap(&mut self, rest: &'a str) -> &'a str {
        if rest.as_bytes().first() == Some(&b'<') { rest } else { self.behind_blank(rest) }
    }

    /// The length is guessed and then verified, so that a processor can go on with the guess.
    #[inline(never)]
    fn behind_blank(&mut self, rest: &'a str) -> &'a str {
        let bytes = rest.as_bytes();
        let filled = scan::filled(bytes);
        if let Some(filled) = filled
            && self.gap < 32
            && bytes.get(self.gap) == Some(&b'<')
            && filled & !(!0 << self.gap) == 0
            && let Some(behind) = rest.get(self.gap..)
        {
            return behind;
        }
        self.gap = match filled {
            Some(filled) if filled != 0 => filled.trailing_zeros() as usize,
            _ => bytes.iter().take_while(|byte| is_space(**byte)).count(),
        };
        &rest[self.gap..]
    }

    /// The name of the tag whose `<` stands at `at`, if it is of ASCII letters.
    #[inline]
    pub(crate) fn tag_name(&self, at: usize) -> Option<&'a str> {
        let name = self.input.get(at + 1..)?;
        let length = simd::letters(name);
        let name = name.get(..length).filter(|name| !name.is_empty())?;
        self.is_behind_tag_name(at + 1 + length).then_some(name)
    }

    /// The name of the attribute whose space stands at `at`, if it is of ASCII letters.
    #[inline]
    pub(crate) fn attribute_name(&self, at: usize) -> Option<&'a str> {
        let end = scan::letters(self.bytes(), at + 1);
        let stands = self.bytes().get(at) == Some(&b' ') && self.bytes().get(end) == Some(&b'=');
        (stands && end > at + 1).then(|| &self.input[at + 1..end])
    }

    /// Whether the tag whose `<` stands at `at` has this name.
    #[inline(always)]
    pub(crate) fn is_named(&self, at: usize, name: &Tag) -> bool {
        name.begins(self.bytes(), at) && self.is_behind_tag_name(at + 1 + name.len())
    }

    /// Whether no name in a tag goes on at `at`.
    #[inline(always)]
    pub(crate) fn is_behind_tag_name(&self, at: usize) -> bool {
        matches!(self.bytes().get(at), Some(b'>' | b' ' | b'/'))
    }

    /// What is left of the document from `at` on.
    #[inline(always)]
    pub(crate) fn rest_from(&self, at: usize) -> &'a str {
        self.input.get(at..).unwrap_or_default()
    }

    /// Where this rest of the document begins.
    #[inline(always)]
    pub(crate) fn place(&self, rest: &str) -> usize {
        self.input.len() - rest.len()
    }

    /// Goes on with this rest of the document, between two tags.
    #[inline(always)]
    pub(crate) fn pass(&mut self, rest: &str) {
        self.at = self.place(rest);
    }

    /// Whether one more element may be open, be it a leaf.
    #[inline(always)]
    pub(crate) fn may_open(&self) -> bool {
        self.limits.may_open(self.depth)
    }

    /// Whether a tag may have one more attribute than so many, of this name.
    pub(crate) fn may_have(&self, attributes: usize, name: &str) -> bool {
        self.limits.may_have(attributes) && self.limits.fits_name(name.len())
    }

    /// Enters the element whose `<` stands at `at`; its attributes follow.
    #[inline]
    pub(crate) fn open(&mut self, at: usize, name: usize) -> bool {
        if !self.may_open() {
            return false;
        }
        let end = at + 1 + name;
        self.names[self.depth] = Span::new(at + 1, end);
        self.depth += 1;
        self.seen.clear();
        self.state = Phase::Tag;
        (self.token, self.at) = (at, end);
        true
    }

    /// Passes over the element of this name whose `<` stands at `at`, whatever is in it; `false` and
    /// nothing done where a limit speaks against it.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub(crate) fn pass_element(&mut self, at: usize, name: &str) -> Result<bool> {
        if !self.limits.fits_name(name.len()) || !self.open(at, name.len()) {
            return Ok(false);
        }
        let outside = self.depth - 1;
        while self.depth > outside {
            if !self.pass_tag() && self.next()?.is_none() {
                break;
            }
        }
        Ok(true)
    }

    /// Passes over plain text and the tag behind it, over an attribute, or over the end of a start tag.
    fn pass_tag(&mut self) -> bool {
        if self.state != Phase::Content {
            return self.state == Phase::Tag
                && (self.tag_end(self.at) != TagEnd::NotYet || self.usual_attribute().is_some());
        }
        let at = scan::angle(self.bytes(), self.at);
        if !self.is_plain(&self.input[self.at..at]) {
            return false;
        }
        if self.bytes().get(at..at + 2) == Some(b"</") {
            return self.end(at);
        }
        let name = if self.bytes().get(at) == Some(&b'<') { self.tag_name(at) } else { None };
        name.is_some_and(|name| self.limits.fits_name(name.len()) && self.open(at, name.len()))
    }

    /// Passes over the end tag of the innermost element, its `<` at `at`, if one of that name stands
    /// there.
    #[inline]
    pub(crate) fn end(&mut self, at: usize) -> bool {
        let Some(depth) = self.depth.checked_sub(1) else { return false };
        let Span { start, length } = self.names[depth];
        let bytes = self.bytes();
        if bytes.get(at + 1) != Some(&b'/') || !same(bytes, start as usize, at + 2, length as usize) {
            return false;
        }
        let mut end = at + 2 + length as usize;
        if bytes.get(end) != Some(&b'>') {
            end = self.place(behind_space(self.rest_from(end)));
            if bytes.get(end) != Some(&b'>') {
                return false;
            }
        }
        (self.token, self.at) = (at, end + 1);
        self.end_element();
        true
    }

    /// As [`end`](Self::end), for an element of this name, which is quicker if that is laid out.
    #[inline(always)]
    pub(crate) fn end_of(&mut self, at: usize, name: &Tag) -> bool {
        self.leave_at(at, name) || self.end(at)
    }

    /// Passes over the text of the innermost element, which has this name, and its end tag, and gives
    /// the text.
    #[inline]
    pub(crate) fn text_and_end(&mut self, name: &Tag) -> Option<Text<'a>> {
        let Some((text, rest)) = name.text(self.rest()) else {
            return self.raw_text_and_end(name).or_else(|| self.odd_text_and_end());
        };
        let end = self.place(rest);
        (self.token, self.at) = (end - name.len() - 3, end);
        self.end_element();
        Some(Text::from(text))
    }

    #[cold]
    fn raw_text_and_end(&mut self, name: &Tag) -> Option<Text<'a>> {
        let (start, end) = (self.at, scan::angle(self.bytes(), self.at));
        if self.bytes().get(end..end + 2)? != b"</" {
            return None;
        }
        let text = self.content_text(&self.input[start..end])?;
        self.end_of(end, name).then_some(text)
    }

    /// What raw text between two tags says, if it is in order.
    pub(crate) fn content_text(&self, raw: &'a str) -> Option<Text<'a>> {
        if self.is_plain(raw) {
            return Some(Text::from(raw));
        }
        self.check_raw(raw)?;
        Some(if is_simple(raw) { Text::from(raw) } else { Text::content(raw) })
    }

    /// What the raw value of an attribute says, if it is in order.
    pub(crate) fn attribute_text(&self, raw: &'a str) -> Option<Text<'a>> {
        if self.means_what_it_says(raw) {
            return Some(Text::from(raw));
        }
        self.check_raw(raw)?;
        Some(Text::attribute(raw))
    }

    /// Whether the raw value of an attribute needs no second look.
    pub(super) fn means_what_it_says(&self, raw: &str) -> bool {
        self.is_plain(raw) && memchr::memchr(b'\n', raw.as_bytes()).is_none()
    }

    /// Whether characters and references of a value are in order.
    #[cold]
    fn check_raw(&self, raw: &str) -> Option<()> {
        if self.is_legal(raw) { check_references(raw, 0).ok() } else { None }
    }

    /// The value of the attribute of this name that `rest` begins with, if it means what it says, and
    /// what stands behind it. Nothing is passed over.
    #[inline(always)]
    pub(crate) fn attribute(&self, rest: &'a str, name: &Tag) -> Option<(&'a str, &'a str)> {
        name.value(rest).or_else(|| self.long_attribute(rest, name))
    }

    #[inline(never)]
    fn long_attribute(&self, rest: &'a str, name: &Tag) -> Option<(&'a str, &'a str)> {
        if name.starts(rest.as_bytes(), 0) {
            return self.quoted(rest.get(3 + name.len()..)?);
        }
        let (found, value, behind) = odd_attribute(rest)?;
        (found == name.name() && self.means_what_it_says(value)).then_some((value, behind))
    }

    /// The value that `rest` begins with, up to a quotation mark, if it means what it says, and what
    /// stands behind it.
    #[inline(always)]
    pub(crate) fn quoted(&self, rest: &'a str) -> Option<(&'a str, &'a str)> {
        simd::value(rest).or_else(|| raw_quoted(rest, b'"').filter(|(value, _)| self.is_plain(value)))
    }

    /// Whether the lexer stands in a start tag.
    pub(crate) fn is_in_tag(&self) -> bool {
        self.state == Phase::Tag
    }

    /// Whether no attribute of the open tag was passed over yet.
    pub(crate) fn is_behind_name(&self) -> bool {
        self.is_in_tag() && self.seen.is_empty()
    }

    /// Passes over the attributes up to `at`, which were all found to stand there, by the general
    /// rules: those want to know what came before.
    #[cold]
    pub(crate) fn pass_attributes(&mut self, at: usize) -> Result<()> {
        while self.at < at {
            self.next()?;
        }
        Ok(())
    }

    /// Passes over the `>` of the start tag, if it stands at `at`.
    #[inline(always)]
    pub(crate) fn content(&mut self, at: usize) -> bool {
        let stands = self.bytes().get(at) == Some(&b'>');
        if stands {
            (self.at, self.state) = (at + 1, Phase::Content);
        }
        stands
    }

    /// Passes over the end of the start tag, if it stands at `at`.
    #[inline(always)]
    pub(crate) fn tag_end(&mut self, at: usize) -> TagEnd {
        if self.content(at) {
            return TagEnd::Content;
        }
        match self.bytes().get(at) {
            Some(b'/') if self.bytes().get(at + 1) == Some(&b'>') => {
                self.at = at + 2;
                self.end_element();
                TagEnd::Element
            }
            _ => TagEnd::NotYet,
        }
    }

    /// Enters elements whose start tags were found to follow each other behind [`DECLARATION`] at the
    /// start of the document: for each the place of its `<`, and its name. The tag of the last goes on at
    /// `end`.
    #[inline]
    pub(crate) fn enter_head<const N: usize>(&mut self, elements: [(usize, &str); N], end: usize) {
        for (depth, (start, name)) in elements.into_iter().enumerate() {
            self.names[depth] = Span::new(start + 1, start + 1 + name.len());
            self.token = start;
        }
        self.label = Some("UTF-8");
        (self.at, self.depth, self.state) = (end, N, Phase::Tag);
    }

    /// Whether nothing but these bytes, which end all open elements, is left.
    pub(crate) fn finish_with<const N: usize>(&mut self, tail: &[u8; N]) -> bool {
        let over = self.state == Phase::Content && self.rest().as_bytes() == tail;
        if over {
            (self.at, self.depth, self.state) = (self.input.len(), 0, Phase::Done);
        }
        over
    }

    /// Passes over the declaration every sender uses, and enters the root if it has this name.
    pub(crate) fn root(&mut self, name: &Tag) -> bool {
        if self.state == Phase::Start && self.rest().starts_with(DECLARATION) {
            self.at = DECLARATION.len();
            self.label = Some("UTF-8");
            self.state = Phase::Prolog;
        }
        self.state == Phase::Prolog && self.enter(name)
    }

    /// Passes over white space and enters an element of this name, if that comes next.
    #[inline]
    pub(crate) fn enter(&mut self, name: &Tag) -> bool {
        let rest = self.behind_gap(self.rest());
        let at = self.place(rest);
        self.is_named(at, name) && self.open(at, name.len())
    }

    /// Passes over white space and the end tag of the innermost element, which has this name, if
    /// that comes next.
    pub(crate) fn leave(&mut self, name: &Tag) -> bool {
        let rest = self.behind_gap(self.rest());
        self.leave_at(self.place(rest), name)
    }

    /// As [`leave`](Self::leave), the `<` of the end tag at `at`.
    #[inline(always)]
    pub(crate) fn leave_at(&mut self, at: usize, name: &Tag) -> bool {
        let ends = name.ends(self.bytes(), at);
        if ends {
            (self.token, self.at) = (at, at + 3 + name.len());
            self.end_element();
        }
        ends
    }

    /// Whether nothing stands behind the root.
    pub(crate) fn finish(&mut self) -> bool {
        let over = self.state == Phase::Epilog && self.at == self.input.len();
        if over {
            self.state = Phase::Done;
        }
        over
    }

    fn end_element(&mut self) {
        self.depth -= 1;
        self.state = if self.depth == 0 { Phase::Epilog } else { Phase::Content };
    }
}

/// The value of ` name="value"` or ` name='value'` that `rest` begins with, as it stands there, and
/// what stands behind it, with a name of this length.
pub(crate) fn raw_value(rest: &str, name: usize) -> Option<(&str, &str)> {
    let value = rest.get(1 + name..)?.strip_prefix('=')?;
    match value.as_bytes().first()? {
        quote @ (b'"' | b'\'') => raw_quoted(&value[1..], *quote),
        _ => None,
    }
}

/// The value that `rest` begins with, up to a quotation mark of this kind, as it stands there, and
/// what stands behind it.
fn raw_quoted(rest: &str, quote: u8) -> Option<(&str, &str)> {
    let (value, mark) = rest.split_at_checked(scan::quote(rest.as_bytes(), 0, quote))?;
    Some((value, mark.strip_prefix(char::from(quote))?))
}

/// The text of the leaf of this name that `rest` begins with, as it stands there, and what stands
/// behind it.
pub(crate) fn raw_leaf<'a>(rest: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let tag = rest.strip_prefix('<')?.strip_prefix(name)?;
    let Some(inner) = tag.strip_prefix('>') else { return Some(("", tag.strip_prefix("/>")?)) };
    let (text, tag) = inner.split_at_checked(scan::angle(inner.as_bytes(), 0))?;
    Some((text, tag.strip_prefix("</")?.strip_prefix(name)?.strip_prefix('>')?))
}
