//! Content between tags: text, references, CDATA sections, comments and instructions.

use super::chars::is_space;
use super::grammar;
use super::lexer::Lexer;
use super::simd::scan;
use super::text::Text;
use crate::error::{Error, Kind, Result};

impl<'a> Lexer<'a> {
    /// All character data up to the next tag, or `None` if there is none. Comments and
    /// processing instructions inside do not part it.
    pub(super) fn text(&mut self) -> Result<Option<Text<'a>>> {
        let start = self.cursor.at;
        let end = scan::find_angle(self.cursor.input.as_bytes(), start);
        if self.cursor.byte(end) == Some(b'<') && !matches!(self.cursor.byte(end + 1), Some(b'!' | b'?')) {
            let raw = &self.cursor.input[start..end];
            if self.cursor.needs_no_unescape(raw) {
                self.cursor.at = end;
                self.cursor.token = start;
                return Ok((start < end).then(|| Text::from(raw)));
            }
        }
        let mut simple = true;
        let mut any = false;
        loop {
            let run = self.cursor.at;
            simple &= self.run()?;
            any |= self.cursor.at > run;
            if let Some(cdata) = self.cursor.rest().strip_prefix("<![CDATA[") {
                let Some(end) = find(cdata, b']', "]]>") else {
                    return Err(Error::new(Kind::UnexpectedEnd, self.cursor.input.len()));
                };
                self.cursor.at += 9 + end + 3;
                (any, simple) = (true, false);
            } else if !self.cursor.rest().starts_with("<!DOCTYPE") && self.instruction_or_comment()? {
                simple = false;
            } else {
                break;
            }
        }
        self.cursor.token = start;
        let raw = &self.cursor.input[start..self.cursor.at];
        Ok(any.then(|| if simple { Text::from(raw) } else { Text::content(raw) })).inspect(|text| {
            if text.is_none() {
                self.cursor.token = self.cursor.at;
            }
        })
    }

    /// Passes over characters up to the next `<`; whether they need no unescaping.
    fn run(&mut self) -> Result<bool> {
        let bytes = self.cursor.input.as_bytes();
        let mut simple = true;
        loop {
            self.cursor.at = scan::find_special_in_text(bytes, self.cursor.at);
            match bytes.get(self.cursor.at) {
                Some(b'&') => {
                    check_reference(self.cursor.rest(), self.cursor.at)?;
                    simple = false;
                }
                Some(b']') if self.cursor.rest().starts_with("]]>") => return self.cursor.fail(Kind::CdataEndInText),
                Some(b']') => {}
                Some(b'\r') => simple = false,
                _ => return Ok(simple),
            }
            self.cursor.at += 1;
        }
    }

    /// Passes over a comment or processing instruction; `false` if neither starts here.
    pub(super) fn instruction_or_comment(&mut self) -> Result<bool> {
        let rest = self.cursor.rest();
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = find(comment, b'-', "--") else {
                return Err(Error::new(Kind::UnexpectedEnd, self.cursor.input.len()));
            };
            if !comment[end + 2..].starts_with('>') {
                let at_end = comment.len() == end + 2;
                let kind = if at_end { Kind::UnexpectedEnd } else { Kind::DoubleHyphenInComment };
                return Err(Error::new(kind, self.cursor.at + 4 + end));
            }
            self.cursor.at += 4 + end + 3;
            return Ok(true);
        }
        if rest.starts_with("<?") {
            let start = self.cursor.at;
            self.cursor.at += 2;
            let Ok(target) = self.cursor.rule(grammar::name) else {
                return Err(Error::new(Kind::MalformedInstruction, start));
            };
            if target.eq_ignore_ascii_case("xml") {
                let kind = if target == "xml" { Kind::MisplacedDeclaration } else { Kind::MalformedInstruction };
                return Err(Error::new(kind, start));
            }
            let body = self.cursor.rest();
            if !body.starts_with("?>") && !body.bytes().next().is_some_and(is_space) {
                let kind = if body.is_empty() { Kind::UnexpectedEnd } else { Kind::MalformedInstruction };
                return Err(Error::new(kind, start));
            }
            let Some(end) = find(body, b'?', "?>") else {
                return Err(Error::new(Kind::UnexpectedEnd, self.cursor.input.len()));
            };
            self.cursor.at += end + 2;
            return Ok(true);
        }
        if rest.starts_with("<!") && !rest.starts_with("<![CDATA[") && !rest.starts_with("<!DOCTYPE") {
            return self.cursor.fail(Kind::MalformedMarkup);
        }
        Ok(false)
    }
}

/// Every `&` of the run, which begins at `base`, must start a reference.
pub(crate) fn check_references(run: &str, base: usize) -> Result<()> {
    memchr::memchr_iter(b'&', run.as_bytes()).try_for_each(|at| check_reference(&run[at..], base + at))
}

/// The `&` that `rest` begins with, at `at`, must start a reference.
fn check_reference(rest: &str, at: usize) -> Result<()> {
    match grammar::reference(rest) {
        Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => Err(Error::new(fault.kind, at)),
        _ => Ok(()),
    }
}

/// Where the first `what` stands, which begins with `first`.
fn find(text: &str, first: u8, what: &str) -> Option<usize> {
    memchr::memchr_iter(first, text.as_bytes()).find(|at| text.as_bytes()[*at..].starts_with(what.as_bytes()))
}
