//! Steps over what was expected: tags of known names in the spelling nearly every sender uses.
//!
//! Each step is taken whole or not at all. Where one is not taken the general rules of the lexer
//! go on from the same place, so nothing here decides what is well-formed: a step is only ever
//! one that those rules would take as well.

use super::class::is_space;
use super::lexer::{Lexer, MAX_ATTRIBUTES, MAX_DEPTH, Span, State};
use super::scan::{self, Known};

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
    /// Whether a start tag is open.
    pub(crate) fn is_in_tag(&self) -> bool {
        self.state == State::Tag
    }

    /// Whether the lexer stands between two tags.
    pub(crate) fn is_in_content(&self) -> bool {
        self.state == State::Content
    }

    fn bytes(&self) -> &'a [u8] {
        self.input.as_bytes()
    }

    /// What follows the white space that stands here, which is not passed over yet.
    #[inline]
    pub(crate) fn ahead(&mut self) -> Next {
        let bytes = self.bytes();
        let mut at = self.at;
        if bytes.get(at) != Some(&b'<') {
            at = self.after_gap();
        }
        match bytes.get(at..at + 2) {
            Some(b"</") => Next::Close(at),
            Some(b"<!" | b"<?") => Next::Other,
            Some([b'<', _]) => Next::Open(at),
            _ => Next::Other,
        }
    }

    /// Behind the white space that stands here. Senders that indent mostly use the same again.
    fn after_gap(&mut self) -> usize {
        let bytes = self.bytes();
        let (start, length) = (self.gap.start as usize, self.gap.length as usize);
        let end = self.at + length;
        if length > 0 && bytes.get(end) == Some(&b'<') && scan::same(bytes, start, self.at, length) {
            return end;
        }
        let blank = bytes[self.at..].iter().take_while(|byte| is_space(**byte)).count();
        self.gap = Span::new(self.at, self.at + blank);
        self.at + blank
    }

    /// The name of the tag whose `<` stands at `at`, if it is of ASCII letters.
    pub(crate) fn tag_name(&self, at: usize) -> Option<&'a str> {
        self.name_at(at + 1, |end| matches!(end, b'>' | b' ' | b'/'))
    }

    /// The name of the attribute that comes next, if it is of ASCII letters.
    pub(crate) fn attribute_name(&self) -> Option<&'a str> {
        self.name_at(self.at + 1, |end| end == b'=').filter(|_| self.bytes()[self.at] == b' ')
    }

    fn name_at(&self, start: usize, ends: impl Fn(u8) -> bool) -> Option<&'a str> {
        let rest = self.bytes().get(start..)?;
        let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic())?;
        (length > 0 && ends(rest[length])).then(|| &self.input[start..start + length])
    }

    /// Whether the tag whose `<` stands at `at` has this name.
    #[inline(always)]
    pub(crate) fn is_named(&self, at: usize, name: &Known) -> bool {
        let end = self.bytes().get(at + 1 + name.as_str().len());
        matches!(end, Some(b'>' | b' ' | b'/')) && name.stands_in(self.bytes(), at + 1)
    }

    /// Passes over `<name>text</name>` or `<name/>`, its `<` at `at`, and gives the text.
    #[inline(always)]
    pub(crate) fn leaf(&mut self, at: usize, name: usize) -> Option<&'a str> {
        let bytes = self.bytes();
        let after = at + 1 + name;
        if self.depth >= self.limits.depth.min(MAX_DEPTH) || name > self.limits.name {
            return None;
        }
        let (text, end) = match bytes.get(after)? {
            b'>' => {
                let end = scan::angle(bytes, after + 1);
                if !scan::same(bytes, at + 1, end + 2, name + 1) || bytes[end] != b'<' || bytes[end + 1] != b'/' {
                    return None;
                }
                (&self.input[after + 1..end], end + 3 + name)
            }
            b'/' if bytes.get(after + 1) == Some(&b'>') => ("", after + 2),
            _ => return None,
        };
        if !self.plain && !self.is_plain(text) {
            return None;
        }
        self.token = at;
        self.at = end;
        Some(text)
    }

    /// Enters the element whose `<` stands at `at`; its attributes follow.
    #[inline]
    pub(crate) fn open(&mut self, at: usize, name: usize) -> bool {
        if self.depth >= self.limits.depth.min(MAX_DEPTH) || name > self.limits.name {
            return false;
        }
        let end = at + 1 + name;
        self.names[self.depth] = Span::new(at + 1, end);
        self.depth += 1;
        self.attributes = 0;
        self.state = State::Tag;
        (self.token, self.at) = (at, end);
        true
    }

    /// Passes over the end tag of the innermost element, its `<` at `at`.
    #[inline]
    pub(crate) fn end(&mut self, at: usize) -> bool {
        let Some(depth) = self.depth.checked_sub(1) else { return false };
        let Span { start, length } = self.names[depth];
        let end = at + 2 + length as usize;
        let bytes = self.bytes();
        if bytes.get(end) != Some(&b'>') || !scan::same(bytes, start as usize, at + 2, length as usize) {
            return false;
        }
        (self.token, self.at) = (at, end + 1);
        self.leave();
        true
    }

    /// Passes over the text of the innermost element and its end tag, and gives the text.
    pub(crate) fn text_and_end(&mut self) -> Option<&'a str> {
        let (start, end) = (self.at, scan::angle(self.bytes(), self.at));
        let text = &self.input[start..end];
        (self.bytes().get(end + 1) == Some(&b'/') && (self.plain || self.is_plain(text)) && self.end(end))
            .then_some(text)
    }

    /// Passes over ` name="value"` and gives the value.
    #[inline(always)]
    pub(crate) fn attribute(&mut self, name: &Known) -> Option<&'a str> {
        let from = self.at + 1;
        (name.stands_in(self.bytes(), from)).then(|| self.value(name.as_str().len())).flatten()
    }

    /// As [`attribute`](Self::attribute), behind a name of this length.
    #[inline(always)]
    pub(crate) fn value(&mut self, name: usize) -> Option<&'a str> {
        let bytes = self.bytes();
        let (from, quoted) = (self.at + 1, self.at + 1 + name);
        if bytes[self.at] != b' ' || *bytes.get(quoted..quoted + 2)? != *b"=\"" {
            return None;
        }
        let end = scan::quote(bytes, quoted + 2, b'"');
        if bytes.get(end) != Some(&b'"') || name > self.limits.name {
            return None;
        }
        let value = &self.input[quoted + 2..end];
        if self.attributes >= self.limits.attributes.min(MAX_ATTRIBUTES) || !(self.plain || self.is_plain(value)) {
            return None;
        }
        self.seen[self.attributes] = Span::new(from, quoted);
        self.attributes += 1;
        (self.token, self.at) = (from, end + 1);
        Some(value)
    }

    /// Passes over the end of the start tag, if it stands right here.
    #[inline]
    pub(crate) fn tag_end(&mut self) -> TagEnd {
        match self.bytes().get(self.at) {
            Some(b'>') => {
                self.at += 1;
                self.state = State::Content;
                TagEnd::Content
            }
            Some(b'/') if self.bytes().get(self.at + 1) == Some(&b'>') => {
                self.at += 2;
                self.leave();
                TagEnd::Element
            }
            _ => TagEnd::NotYet,
        }
    }

    /// Passes over a fixed text, if it stands right here between two tags.
    pub(crate) fn literal(&mut self, text: &str) -> bool {
        let stands = self.input.as_bytes()[self.at..].starts_with(text.as_bytes());
        if stands {
            self.at += text.len();
        }
        stands
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.state = if self.depth == 0 { State::Epilog } else { State::Content };
    }
}
