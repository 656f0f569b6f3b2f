//! Faults of malformed documents: both places of a contradiction, where the document began and where it was cut, and what
//! to do.

use std::ops::Range;

use broadworks_cap::dtd::{ContentModel, Dtd};
use broadworks_cap::{Error, Kind};

use super::advice::{command_of, listed};
use super::outline::Outline;
use super::suggest::{LISTED, nearest};
use super::{Judged, Mark, Story};
use crate::shown::visible;

/// A malformed document, or bytes that are none, and its error.
struct Fault<'f, 'd> {
    judged: &'f Judged<'d>,
    outline: Outline<'d>,
    /// Offset of the error in the bytes.
    at: usize,
    story: Story,
}

/// Returns what there is to say about an error.
pub fn explain(error: Error, judged: &Judged<'_>) -> Story {
    let at = error.offset().min(judged.document.len());
    let outline = Outline::read(judged.document, at, false);
    let story = Story { title: None, marks: vec![judged.mark_of_character(at)], ..Story::default() };
    let mut fault = Fault { judged, outline, at, story };
    match kind(error, judged.document) {
        kind @ (Kind::UnexpectedEnd | Kind::NestedRoot | Kind::MisplacedDeclaration)
            if !fault.outline.open.is_empty() =>
        {
            fault.cut(kind);
        }
        Kind::MismatchedEndTag => fault.mismatch(),
        Kind::UnexpectedEndTag => {
            fault.help("remove it, or look before it: its document may have lost its beginning");
            fault.title_of_tag("no element is open that ");
        }
        Kind::MalformedMarkup => fault.no_tag(),
        Kind::DuplicateAttribute => fault.duplicate(),
        Kind::ExpectedSpace
        | Kind::ExpectedTagEnd
        | Kind::ExpectedEquals
        | Kind::ExpectedQuote
        | Kind::ExpectedName
        | Kind::LessThanInAttribute => fault.in_tag(error.kind()),
        Kind::MalformedDeclaration => fault.quotation_mark(),
        Kind::IllegalCharacter | Kind::InvalidUtf8 if judged.hides(at) => {}
        Kind::IllegalCharacter => fault.character(),
        Kind::InvalidUtf8 => fault.no_text(),
        Kind::UnknownEntity | Kind::MalformedReference => fault.reference(error.kind()),
        Kind::TextOutsideRoot => fault.other_text(),
        Kind::DocumentTooLong => {
            fault.help("`--max-document` allows more; or the end of a document was lost before this")
        }
        Kind::WrongRoot | Kind::SecondRoot => fault.root(error.kind()),
        _ => {}
    }
    fault.story
}

impl<'d> Fault<'_, 'd> {
    fn help(&mut self, text: impl Into<String>) {
        self.story.helps.push(text.into());
    }

    fn title(&mut self, text: impl Into<String>) {
        self.story.title = Some(text.into());
    }

    fn rest(&self) -> &'d [u8] {
        &self.judged.document[self.at..]
    }

    /// Returns the range of the tag at an offset, without what comes behind its name or its `>`.
    fn tag(&self, from: usize) -> Range<usize> {
        let document = self.judged.document;
        let rest = &document[from..];
        let length =
            rest.iter().skip(1).position(|byte| matches!(byte, b'>' | b'<' | b'\n')).map_or(rest.len(), |at| at + 1);
        from..from + length + usize::from(rest.get(length) == Some(&b'>'))
    }

    fn title_of_tag(&mut self, before: &str) {
        let tag = self.tag(self.at);
        let said = self.judged.said(tag.clone());
        self.story.marks = vec![Mark::of(tag)];
        self.title(format!("{before}`{said}` could close"));
    }

    /// The document has no end.
    fn cut(&mut self, kind: Kind) {
        let Self { judged, outline, at, .. } = self;
        let (document, at) = (judged.document, *at);
        let end = document[..at].trim_ascii_end().len();
        let began = judged.began();
        let command = command_of(judged.shown);
        let what = command.map_or("the document".into(), |command| format!("this `{}`", visible(command)));
        let stop = match kind {
            Kind::UnexpectedEnd => format!("it ends after {} bytes", end - began),
            _ => {
                let next = judged.place(at);
                format!("a new document starts at {}:{} after {} bytes of it", next.line, next.column, end - began)
            }
        };
        let open = &outline.open;
        let innermost = open.last().map(|name| judged.said(name.clone())).unwrap_or_default();
        let title = format!("{what} is not complete: {stop}");
        let last = document[..end].iter().rposition(|byte| !matches!(byte, 0x80..=0xbf)).unwrap_or_default();
        let label = if open.len() > 1 { format!("ends here, inside `{innermost}`") } else { String::new() };
        let mut marks = vec![Mark { span: last..end, label }];
        if judged.place(began).line != judged.place(last).line {
            marks.push(Mark { span: judged.root(began), label: "began here".into() });
        }
        let help = if open.len() == 1 && outline.command.is_some() {
            format!("add `</{innermost}>`, which is all that is missing")
        } else {
            let missing = open.iter().rev().take(LISTED).map(|name| format!("</{}>", judged.said(name.clone())));
            let more = if open.len() > LISTED { " …" } else { "" };
            let missing: String = missing.collect();
            format!(
                "`{missing}`{more} is missing, and perhaps more: look whether the sender stopped, or bytes were lost on the way"
            )
        };
        self.story.marks = marks;
        self.title(title);
        self.help(help);
    }

    /// The end tag is that of another element.
    fn mismatch(&mut self) {
        let judged = self.judged;
        let Some(open) = self.outline.open.last().cloned() else { return };
        let tag = self.tag(self.at);
        let document = judged.document;
        let name_of = |range: &Range<usize>| String::from_utf8_lossy(&document[range.clone()]).into_owned();
        let behind = tag.start + 2..tag.end;
        let length =
            document[behind.clone()].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>').count();
        let closing = behind.start..behind.start + length;
        let (opened, closed) = (name_of(&open), name_of(&closing));
        let (said_open, said_closing) = (judged.said(open.clone()), judged.said(closing));
        let started = open.start - 1..open.end;
        let place = judged.place(started.start);
        let title = format!(
            "`</{said_closing}>` does not match `<{said_open}>`, which was opened at {}:{}",
            place.line, place.column
        );
        let outer = self.outline.open.iter().rev().skip(1).position(|name| name_of(name) == closed);
        let mut marks = vec![Mark::of(tag), Mark { span: started, label: "opened here".into() }];
        let help = if nearest(&closed, [&*opened].into_iter()).is_some() {
            format!("write `</{said_open}>`, or correct its start tag")
        } else if let Some(outer) = outer {
            let held = is_text(&opened).then(|| document[open.end..].iter().position(|byte| *byte == b'<')).flatten();
            match held.map(|at| open.end + at) {
                Some(end) => {
                    marks.push(Mark { span: end..end + 1, label: "must end before this".into() });
                    format!("`{said_open}` holds text only: add `</{said_open}>` behind its text")
                }
                None if memchr::memmem::find(&document[self.at..], format!("</{opened}").as_bytes()).is_some() => {
                    format!("exchange the end tags: `{said_open}` began later, so it ends first")
                }
                None if outer == 0 => format!("add `</{said_open}>` before it"),
                None => format!("`</{said_open}>` is missing before it, and {outer} more"),
            }
        } else {
            format!("no element `{said_closing}` is open: remove its end tag, or add its start tag")
        };
        self.story.marks = marks;
        self.title(title);
        self.help(help);
        let open: Vec<String> = self.outline.open.iter().map(|name| judged.said(name.clone())).collect();
        let open: Vec<&str> = open.iter().map(String::as_str).collect();
        self.story.notes.push(format!("open here: {}", listed(&open)));
    }

    /// `<` without a tag.
    fn no_tag(&mut self) {
        let rest = self.rest();
        let blanks = rest.iter().skip(1).take_while(|byte| byte.is_ascii_whitespace()).count();
        let length =
            rest.iter().skip(1 + blanks).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'/').count();
        let name = 1 + blanks..1 + blanks + length;
        if blanks > 0 && length > 0 && rest.get(name.end) == Some(&b'>') {
            let said = self.judged.said(self.at + name.start..self.at + name.end);
            self.title(format!("there is a blank between `<` and `{said}`"));
            self.help(format!("write `<{said}>`, or `&lt;` for a literal `<`"));
            self.story.marks = vec![Mark::of(self.at..self.at + name.end + 1)];
        }
    }

    /// An attribute that stands on its tag twice.
    fn duplicate(&mut self) {
        let document = self.judged.document;
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'=').count();
        let name = &rest[..length];
        let span = self.at..self.at + length;
        let first = self.outline.attributes.iter().find(|(range, _)| &document[range.clone()] == name);
        let element = self.outline.open.last().map(|name| self.judged.said(name.clone())).unwrap_or_default();
        let title = format!("`<{element}>` has the attribute `{}` twice", self.judged.said(span.clone()));
        self.story.marks = vec![Mark::of(span)];
        self.story.marks.extend(first.map(|(range, _)| Mark { span: range.clone(), label: "first here".into() }));
        self.title(title);
        self.help("remove one of them");
    }

    /// Something in a start tag that belongs to no attribute.
    fn in_tag(&mut self, kind: Kind) {
        self.quotation_mark();
        let document = self.judged.document;
        // The value of the attribute before it has the start of another one, or goes on.
        let runs_on = |value: &Range<usize>| {
            let value = &document[value.clone()];
            value.ends_with(b"=") || value.iter().any(|byte| matches!(byte, b'\n' | b'>'))
        };
        let last = self.outline.attributes.last().cloned();
        let opening = match last {
            Some((name, value)) if runs_on(&value) => Some((name, value.start - 1)),
            _ if kind == Kind::LessThanInAttribute => {
                let rest = &document[self.outline.end..self.at];
                let equals = rest.iter().position(|byte| *byte == b'=');
                let mark = rest.iter().position(|byte| matches!(byte, b'"' | b'\''));
                equals.zip(mark).map(|(equals, mark)| {
                    let from = rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or_default();
                    let end = self.outline.end;
                    (end + from..end + equals, end + mark)
                })
            }
            _ => None,
        };
        if let Some((name, mark)) = opening {
            let said = self.judged.said(name);
            self.title(format!("the value of `{said}` has no closing quotation mark"));
            let here = std::mem::take(&mut self.story.marks);
            self.story.marks = vec![Mark { span: mark..mark + 1, label: "opened here".into() }];
            self.story.marks.extend(here.into_iter().map(|mark| Mark { label: "noticed here".into(), ..mark }));
            self.help(format!("close the value of `{said}`, or write `&lt;` for a literal `<` in it"));
        }
    }

    /// A quotation mark of a word processor.
    fn quotation_mark(&mut self) {
        let document = self.judged.document;
        let text = String::from_utf8_lossy(&document[self.at..document.len().min(self.at + 64)]).into_owned();
        let before = String::from_utf8_lossy(&document[self.at.saturating_sub(4)..self.at]).into_owned();
        let marks = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}', '\u{bb}'];
        let found = text.chars().next().into_iter().chain(before.chars().next_back()).find(|c| marks.contains(c));
        if let Some(mark) = found {
            self.help(format!(
                "`{mark}` (U+{:04X}) is a quotation mark of a word processor; write `\"`",
                u32::from(mark)
            ));
        }
    }

    /// A character that XML does not have.
    fn character(&mut self) {
        let rest = self.rest();
        let text = String::from_utf8_lossy(&rest[..rest.len().min(16)]);
        let Some(first) = text.chars().next() else { return };
        if first == '&' {
            let end = text.find(';').map_or(1, |end| end + 1);
            self.story.marks = vec![Mark::of(self.at..self.at + end)];
            self.title(format!(
                "`{}` is a character that XML does not allow",
                self.judged.said(self.at..self.at + end)
            ));
        } else {
            self.title(format!("the control character U+{:04X} is not allowed in XML", u32::from(first)));
        }
        self.help("remove it: XML cannot carry it, not even as a reference");
    }

    /// A byte that is no part of UTF-8.
    fn no_text(&mut self) {
        let Some(&byte) = self.rest().first() else { return };
        self.title(format!("byte 0x{byte:02X} is not UTF-8 here"));
        if byte >= 0xa0 {
            let latin = char::from(byte);
            self.help(format!(
                "in Latin-1 it is `{latin}`: if the sender writes Latin-1, read it with `--encoding latin1`"
            ));
        }
        let start = &self.judged.shown[..self.judged.shown.len().min(128)];
        let start = String::from_utf8_lossy(start);
        if let Some((_, label)) = start.split_once("encoding=") {
            let label: String =
                label.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
            self.story.notes.push(format!("the declaration says `{label}`"));
        }
    }

    /// `&` without a reference, or with one to an unknown entity.
    fn reference(&mut self, kind: Kind) {
        let document = self.judged.document;
        let from = if document.get(self.at) == Some(&b'&') { self.at } else { self.at.saturating_sub(1) };
        let rest = &document[from..];
        let length = rest.iter().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count() + 1;
        let end = if rest.get(length) == Some(&b';') { length + 1 } else { length };
        let said = self.judged.said(from..from + end);
        self.story.marks = vec![Mark::of(from..from + end)];
        if kind == Kind::UnknownEntity {
            self.title(format!("XML knows no `{said}`, which HTML has"));
            self.help(format!(
                "write the character itself, or its number such as `&#160;`; for the letters `{said}` write `&amp;{}`",
                &said[1..]
            ));
        }
    }

    /// Text where a document is expected.
    fn other_text(&mut self) {
        let text = self.judged.document;
        let end = text.trim_ascii_end().len();
        let line_end = text[self.at..end].iter().position(|byte| *byte == b'\n').map_or(end, |at| self.at + at);
        self.story.marks = vec![Mark::of(self.at..line_end)];
        let length = end.saturating_sub(self.at);
        let bytes = if length == 1 { "byte" } else { "bytes" };
        self.title(format!("{length} {bytes} of other text, which belong to no document"));
        if text[self.at..].starts_with(b"{") {
            self.help("this looks like JSON: `bwcap encode` makes documents of it");
        }
    }

    /// A root that is not the one of the protocol.
    fn root(&mut self, kind: Kind) {
        let root = self.judged.root(self.at);
        let said = self.judged.said(root.clone());
        let name = said.trim_start_matches('<');
        self.story.marks = vec![Mark::of(root.start + 1..root.end)];
        if kind == Kind::SecondRoot {
            return;
        }
        self.title(format!("the root element is `{name}`"));
        let help = root_help(name).map(String::from);
        let near = || nearest(name, [ROOT].into_iter()).map(|root| format!("did you mean `{root}`?"));
        self.story.helps.extend(help.or_else(near));
    }
}

/// Returns the kind of an error, as a person sees it: where the next document begins in a tag, that is what is wrong.
pub fn kind(error: Error, document: &[u8]) -> Kind {
    let at = error.offset().min(document.len());
    let is_next = || {
        let rest = &document[at..];
        rest.starts_with(b"<?xml") || rest.starts_with(format!("<{ROOT}").as_bytes())
    };
    match error.kind() {
        Kind::LessThanInAttribute
        | Kind::ExpectedTagEnd
        | Kind::ExpectedSpace
        | Kind::ExpectedEquals
        | Kind::ExpectedQuote
        | Kind::ExpectedName
        | Kind::MalformedMarkup
            if at >= document.trim_ascii_end().len() || is_next() =>
        {
            Kind::NestedRoot
        }
        kind => kind,
    }
}

/// The root of every document.
const ROOT: &str = "BroadsoftDocument";

/// Returns what a document with another root is, if it is known.
pub fn root_help(name: &str) -> Option<&'static str> {
    if name.eq_ignore_ascii_case("html") {
        return Some("this is a web page, perhaps an error of a proxy: look at the address and the port");
    }
    let is_event = name.ends_with(":Event") || name.starts_with("xsi:");
    is_event.then_some("this is an event of the Xtended Services Interface, which is another protocol")
}

/// Returns whether an element holds text only, in every protocol that has it.
fn is_text(name: &str) -> bool {
    let mut declared =
        broadworks_cap::Protocol::ALL.iter().filter_map(|protocol| Dtd::of(*protocol).element(name)).peekable();
    declared.peek().is_some() && declared.all(|element| matches!(element.content, ContentModel::Text))
}
