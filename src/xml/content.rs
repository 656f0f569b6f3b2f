//! Content between tags: text, references, CDATA sections, comments and processing instructions.

use super::chars::is_space;
use super::cursor::Cursor;
use super::grammar;
use super::raw::RawText;
use super::simd::scan;
use crate::error::{Error, Kind, Result};

impl<'a> Cursor<'a> {
    /// Reads all character data up to the next tag as one text, or returns `None` if there is none.
    /// Comments and processing instructions in it are skipped and do not divide it.
    pub(super) fn text(&mut self) -> Result<Option<RawText<'a>>> {
        let start = self.at;
        let end = scan::find_angle(self.input.as_bytes(), start);
        if self.byte(end) == Some(b'<') && !matches!(self.byte(end + 1), Some(b'!' | b'?')) {
            let raw = &self.input[start..end];
            if self.needs_no_unescape(raw) {
                self.at = end;
                self.token = start;
                return Ok((start < end).then(|| RawText::plain(raw)));
            }
        }
        let mut plain = true;
        let mut found = false;
        loop {
            let run = self.at;
            plain &= self.skip_run()?;
            found |= self.at > run;
            if let Some(cdata) = self.rest().strip_prefix("<![CDATA[") {
                let Some(end) = find(cdata, b']', "]]>") else {
                    return Err(Error::new(Kind::UnexpectedEnd, self.input.len()));
                };
                self.at += 9 + end + 3;
                (found, plain) = (true, false);
            } else if !self.rest().starts_with("<!DOCTYPE") && self.instruction_or_comment()? {
                plain = false;
            } else {
                break;
            }
        }
        self.token = start;
        let raw = &self.input[start..self.at];
        Ok(found.then(|| if plain { RawText::plain(raw) } else { RawText::content(raw) })).inspect(|text| {
            if text.is_none() {
                self.token = self.at;
            }
        })
    }

    /// Skips characters up to the next `<`. Returns `true` if they need no unescaping.
    fn skip_run(&mut self) -> Result<bool> {
        let bytes = self.input.as_bytes();
        let mut plain = true;
        loop {
            self.at = scan::find_special_in_text(bytes, self.at);
            match bytes.get(self.at) {
                Some(b'&') => {
                    check_reference(self.rest(), self.at)?;
                    plain = false;
                }
                Some(b']') if self.rest().starts_with("]]>") => return self.fail(Kind::CdataEndInText),
                Some(b']') => {}
                Some(b'\r') => plain = false,
                _ => return Ok(plain),
            }
            self.at += 1;
        }
    }

    /// Skips a comment or processing instruction. Returns `false` if neither starts here.
    pub(super) fn instruction_or_comment(&mut self) -> Result<bool> {
        let rest = self.rest();
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = find(comment, b'-', "--") else {
                return Err(Error::new(Kind::UnexpectedEnd, self.input.len()));
            };
            if !comment[end + 2..].starts_with('>') {
                let at_end = comment.len() == end + 2;
                let kind = if at_end { Kind::UnexpectedEnd } else { Kind::DoubleHyphenInComment };
                return Err(Error::new(kind, self.at + 4 + end));
            }
            self.at += 4 + end + 3;
            return Ok(true);
        }
        if rest.starts_with("<?") {
            let start = self.at;
            self.at += 2;
            let Ok(target) = self.rule(grammar::name) else {
                return Err(Error::new(Kind::MalformedInstruction, start));
            };
            if target.eq_ignore_ascii_case("xml") {
                let kind = if target == "xml" { Kind::MisplacedDeclaration } else { Kind::MalformedInstruction };
                return Err(Error::new(kind, start));
            }
            let body = self.rest();
            if !body.starts_with("?>") && !body.bytes().next().is_some_and(is_space) {
                let kind = if body.is_empty() { Kind::UnexpectedEnd } else { Kind::MalformedInstruction };
                return Err(Error::new(kind, start));
            }
            let Some(end) = find(body, b'?', "?>") else {
                return Err(Error::new(Kind::UnexpectedEnd, self.input.len()));
            };
            self.at += end + 2;
            return Ok(true);
        }
        if rest.starts_with("<!") && !rest.starts_with("<![CDATA[") && !rest.starts_with("<!DOCTYPE") {
            return self.fail(Kind::MalformedMarkup);
        }
        Ok(false)
    }
}

/// Checks that every `&` starts a reference. `run` starts at offset `base` of the document.
pub(crate) fn check_references(run: &str, base: usize) -> Result<()> {
    memchr::memchr_iter(b'&', run.as_bytes()).try_for_each(|at| check_reference(&run[at..], base + at))
}

/// Checks that the `&` at the start of `rest`, at offset `at` of the document, starts a reference.
fn check_reference(rest: &str, at: usize) -> Result<()> {
    match grammar::reference(rest) {
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => Err(Error::new(fault.kind, at)),
        _ => Ok(()),
    }
}

/// Returns the offset of the first `pattern`, whose first byte is `first`.
fn find(text: &str, first: u8, pattern: &str) -> Option<usize> {
    memchr::memchr_iter(first, text.as_bytes()).find(|at| text.as_bytes()[*at..].starts_with(pattern.as_bytes()))
}
