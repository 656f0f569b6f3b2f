//! Steps over what was expected in a spelling that few senders use: by the general rules, but without
//! a token for each piece.
//!
//! As in [`known`](super::known), each step is taken whole or not at all: what a rule refuses is
//! left to the lexer, which then says why.

use super::chars::is_space;
use super::grammar;
use super::known::{Next, TagEnd};
use super::lexer::Lexer;
use super::text::Text;

/// Behind the white space that `rest` begins with.
pub(crate) fn behind_space(rest: &str) -> &str {
    rest.trim_start_matches(|c: char| u8::try_from(c).is_ok_and(is_space))
}

/// The name and the raw value of the attribute that `rest` begins with, white space before it
/// included, and what stands behind it.
#[cold]
pub(crate) fn odd_attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let inner = behind_space(rest);
    let (behind, (name, raw)) = grammar::attribute(inner).ok().filter(|_| inner.len() < rest.len())?;
    Some((name, raw, behind))
}

impl<'a> Lexer<'a> {
    /// What follows white space, comments and instructions, which are not passed over yet.
    #[cold]
    pub(super) fn behind_remarks(&mut self, rest: &'a str) -> Next {
        if self.look().is_err() {
            return Next::Other;
        }
        let before = self.at;
        self.at = self.place(rest);
        let next = loop {
            match self.instruction_or_comment() {
                Ok(true) => self.at = self.place(behind_space(self.rest())),
                Ok(false) => break self.tag_at(self.rest()),
                Err(_) => break Next::Other,
            }
        };
        self.at = before;
        next
    }

    /// Passes over the element of this name that `rest` begins with and gives its text, if it is a leaf
    /// without attributes.
    #[cold]
    pub(crate) fn odd_leaf(&mut self, rest: &'a str, name: &str) -> Option<Text<'a>> {
        let behind = rest.strip_prefix('<')?.strip_prefix(name)?;
        if !behind.starts_with(['>', '/', ' ', '\t', '\n', '\r']) || self.look().is_err() {
            return None;
        }
        let before = (self.at, self.token, self.state);
        if !self.open(self.place(rest), name.len()) {
            return None;
        }
        let inside = self.depth;
        let text = match self.tag_end(self.place(behind_space(self.rest()))) {
            TagEnd::Element => return Some(Text::EMPTY),
            TagEnd::Content => self.odd_text(),
            TagEnd::NotYet => None,
        };
        if text.is_none() {
            (self.at, self.token, self.state) = before;
            self.depth = inside - 1;
        }
        text
    }

    /// Passes over the text of the innermost element and its end tag, if that comes next, and gives
    /// the text.
    #[cold]
    pub(super) fn odd_text_and_end(&mut self) -> Option<Text<'a>> {
        let before = (self.at, self.token);
        let text = if self.look().is_ok() { self.odd_text() } else { None };
        if text.is_none() {
            (self.at, self.token) = before;
        }
        text
    }

    fn odd_text(&mut self) -> Option<Text<'a>> {
        let text = self.text().ok()?.unwrap_or(Text::EMPTY);
        self.end(self.at).then_some(text)
    }
}
