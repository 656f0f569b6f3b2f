//! Output of one finding, as text for people or as JSON.

mod advice;
mod cause;
mod excerpt;
mod fault;
mod outline;
mod suggest;

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{Group, Level};
use broadworks_cap::dtd::ViolationKind;
use broadworks_cap::validate::{Rule, Severity};
use broadworks_cap::{Diagnostic, Error, Protocol, Validator};
use unicode_width::UnicodeWidthStr;

use crate::input::{Place, Places};
use crate::report::Report;
use crate::secrets::veil;
use crate::shown::{Name, visible};
use crate::stream::Piece;
use crate::terminal::{self, Screen};
use outline::Outline;

pub use cause::{Finding, first};
pub use suggest::{LISTED, difference};

/// Longest text of a document that is quoted in a sentence, in characters.
const QUOTED: usize = 48;

/// What is accepted here, and refused elsewhere: names for it, and what there is to know.
pub const REMARKS: &[(&str, &str)] = &[
    (
        "blanks-before-declaration",
        "white space stands before the XML declaration at the start of the file. It is read here, because the documents of a \
         stream have white space between them; a strict parser of the file alone, such as xmllint, refuses it.",
    ),
    (
        "xml-version",
        "the declaration names another version of XML than 1.0. The document is read as XML 1.0, whose characters it has; \
         other parsers warn about it or refuse it.",
    ),
];

/// A place in a document, with a word on what is there.
pub struct Mark {
    span: Range<usize>,
    label: String,
}

impl Mark {
    fn of(span: Range<usize>) -> Self {
        Self { span, label: String::new() }
    }
}

/// What there is to say about a finding.
#[derive(Default)]
struct Story {
    /// What is wrong, with the names that the codec does not keep; `None` if its own words are enough.
    title: Option<String>,
    /// The places. The first is that of the finding.
    marks: Vec<Mark>,
    helps: Vec<String>,
    notes: Vec<String>,
}

/// A document that is judged, or bytes that are none.
pub struct Judged<'d> {
    document: &'d [u8],
    /// The same without its secrets, of the same length. Whatever is quoted comes from here.
    shown: &'d [u8],
    file: &'d Name,
    /// Number of the document in the run, from 1.
    number: u64,
    places: Places<'d>,
    protocol: Protocol,
    /// If the document is valid in the other protocol: the place of the first finding that it has in this one.
    wrong_protocol: Option<usize>,
    outline: OnceCell<Outline<'d>>,
}

impl<'d> Judged<'d> {
    /// Creates it for a piece of a stream, of which `shown` has no secrets.
    pub fn new(piece: &Piece<'d>, shown: &'d [u8], protocol: Protocol) -> Self {
        let places = Places::new(piece.bytes, piece.place);
        let (document, file, number) = (piece.bytes, &piece.origin.file, piece.number);
        Self { document, shown, file, number, places, protocol, wrong_protocol: None, outline: OnceCell::new() }
    }

    /// Joins diagnostics of this document, which are in the order of their places, into findings.
    pub fn findings(&mut self, diagnostics: Vec<Diagnostic<'d>>) -> Vec<Finding<'d>> {
        let is_invalid = |diagnostic: &Diagnostic<'_>| diagnostic.severity() == Severity::Invalid;
        // Clients of one protocol send the order of the other (E001), so that alone tells nothing.
        let is_order = |diagnostic: &Diagnostic<'_>| diagnostic.id() == "out-of-order";
        let is_telling = diagnostics.iter().any(|diagnostic| is_invalid(diagnostic) && !is_order(diagnostic));
        self.wrong_protocol = match diagnostics.iter().position(is_invalid) {
            Some(at) if is_telling && is_valid_otherwise(self.document, self.protocol) => {
                Some(diagnostics[at].span().start)
            }
            _ => None,
        };
        // A document that says itself that it is of the other protocol has no other error.
        let own = self.wrong_protocol.and_then(|_| diagnostics.iter().position(is_of_protocol));
        cause::join(&diagnostics, self.document, own)
    }

    fn place(&self, offset: usize) -> Place {
        self.places.at(offset)
    }

    /// Returns text of the document to be quoted.
    fn said(&self, range: Range<usize>) -> String {
        let bytes = self.shown.get(range).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        let mut said: String = text.chars().take(QUOTED).collect();
        if text.chars().nth(QUOTED).is_some() {
            said.push('…');
        }
        visible(&said)
    }

    /// Returns whether the byte at an offset may be part of a secret.
    fn hides(&self, at: usize) -> bool {
        self.document.get(at) != self.shown.get(at)
    }

    /// Returns the offset of the first byte that is not white space.
    fn began(&self) -> usize {
        self.document.len() - self.document.trim_ascii_start().len()
    }

    /// Returns the `<` and the name of the next tag that is none of XML's own.
    fn root(&self, from: usize) -> Range<usize> {
        let document = self.document;
        let is_tag = |at: &usize| {
            document[*at] == b'<' && document.get(at + 1).is_some_and(|byte| !matches!(byte, b'?' | b'!' | b'/'))
        };
        let start = (from.min(document.len())..document.len()).find(is_tag).unwrap_or(from);
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
        let length = document[start..].iter().position(ends).unwrap_or_default();
        start..start + length.max(1)
    }

    /// Returns the mark of one character; of the last one, if nothing is there.
    fn mark_of_character(&self, at: usize) -> Mark {
        let document = self.document;
        let at = at.min(document.trim_ascii_end().len().saturating_sub(1));
        let length = document[at..].iter().skip(1).take_while(|byte| matches!(byte, 0x80..=0xbf)).count();
        Mark::of(at..(at + 1 + length).min(document.len()))
    }

    /// Returns the mark of the first element of this name beside the one at `span`.
    fn first(&self, span: &Range<usize>, name: &str, label: &str) -> Option<Mark> {
        let outline = self.outline.get_or_init(|| Outline::read(self.document, self.document.len(), true));
        let first = outline.first_sibling(span.start, name)?;
        (first != *span).then(|| Mark { span: first, label: label.into() })
    }

    /// Returns the reports of a finding, of those that are told with it, and of those that follow from it.
    pub fn reports(&self, finding: &Finding<'_>) -> Vec<Report<'d>> {
        let own = std::iter::once(&finding.diagnostic).chain(&finding.more).map(|it| (it, None));
        let cause = self.place(finding.diagnostic.span().start).offset;
        let all = own.chain(finding.follows.iter().map(|it| (it, Some(cause))));
        all.map(|(diagnostic, cause)| {
            let span = diagnostic.span();
            Report {
                length: Some(span.len()),
                command: advice::command_of(self.shown),
                severity: diagnostic.severity().id(),
                id: diagnostic.id(),
                kind: id(diagnostic, self.document),
                path: diagnostic.path().to_string(),
                value: value(diagnostic).map(|range| String::from_utf8_lossy(&self.shown[range]).into_owned()),
                message: diagnostic.to_string(),
                expected: diagnostic.expected().collect(),
                suggestion: suggest::suggestion(diagnostic, self.document),
                erratum: diagnostic.erratum().map(|number| format!("E{number:03}")),
                cause,
                ..Report::new(self.number, self.file, Some(self.place(span.start)))
            }
        })
        .collect()
    }

    /// Returns whether the document has errors, but would have none in the other protocol.
    pub fn fits_other(&self) -> bool {
        self.wrong_protocol.is_some()
    }

    /// Returns a finding as text, with an empty line behind it.
    pub fn text(&self, finding: &Finding<'_>, screen: Screen) -> String {
        let diagnostic = &finding.diagnostic;
        let story = match error_of(diagnostic) {
            Some(error) => fault::explain(error, self),
            None => advice::advise(finding, self),
        };
        let level = match (diagnostic.severity(), diagnostic.erratum()) {
            (Severity::Invalid, _) => Level::ERROR,
            (Severity::Deviation, None) => Level::WARNING,
            (Severity::Deviation, Some(_)) | (Severity::Habit, _) => Level::NOTE,
        };
        let title = story.title.clone().unwrap_or_else(|| visible(&self.title(diagnostic)));
        let path = match diagnostic.path() {
            path if path.is_empty() => String::new(),
            path => format!(" in {path}"),
        };
        self.render(level, &title, id(diagnostic, self.document), &story, &path, screen)
    }

    fn render(&self, level: Level<'_>, title: &str, id: &str, story: &Story, path: &str, screen: Screen) -> String {
        let place = self.place(story.marks[0].span.start);
        let excerpts = excerpt::excerpts(self.shown, &story.marks, screen.width());
        let prefix = format!("{}:{}:{}:", self.file, place.line, place.column);
        // What does not fit beside the place goes below it.
        let head = "warning[]: ".len() + id.len();
        let fits = terminal::is_quiet()
            || screen.width().is_none_or(|width| prefix.width() + 1 + head + title.width() <= width);
        let (title, space) = if fits { (title.to_owned(), ' ') } else { (screen.wrap(title, head), '\n') };
        let mut group = Group::with_title(level.primary_title(&*title).id(id));
        let mut gutter = 0;
        if !terminal::is_quiet() {
            for excerpt in &excerpts {
                let line = self.place(excerpt.start).line;
                gutter = gutter.max(line.to_string().len());
                group = group.element(excerpt.snippet(line, &story.marks[0]));
            }
            let wrapped = |text: &str| screen.wrap(&visible(text), gutter + "  = help: ".len());
            group = group.elements(story.helps.iter().map(|text| Level::HELP.message(wrapped(text))));
            group = group.elements(story.notes.iter().map(|text| Level::NOTE.message(wrapped(text))));
            group = group.element(Level::NOTE.message(wrapped(&self.context(path, place.offset))));
        }
        let text = screen.renderer().render(&[group]);
        let end = if terminal::is_quiet() { "\n" } else { "\n\n" };
        format!("{prefix}{space}{text}{end}")
    }

    /// Returns what is wrong, in the words of the codec and with the value, which it does not keep.
    fn title(&self, diagnostic: &Diagnostic<'_>) -> String {
        let mut title = diagnostic.to_string();
        let is_deviation = matches!(diagnostic, Diagnostic::Deviation(_));
        if let Some(range) = value(diagnostic).filter(|range| is_deviation && !range.is_empty()) {
            let is_spelling = diagnostic.id() == Rule::Spelling.id();
            _ = write!(title, "{} `{}`", if is_spelling { ", not" } else { ":" }, self.said(range));
        }
        title
    }

    /// Says which message it is, and where in it.
    fn context(&self, path: &str, offset: u64) -> String {
        let mut text = format!("message {}", self.number);
        if let Some(command) = advice::command_of(self.shown) {
            _ = write!(text, ", `{command}`");
        }
        let Place { line, column, offset: start } = self.place(self.began());
        let length = self.document.trim_ascii().len();
        _ = write!(text, ", {length} bytes from {line}:{column} (offset {start}); this is at offset {offset}{path}");
        text
    }
}

/// Returns what is accepted in a document, and refused elsewhere, as text. `is_first` says that only white space can
/// stand before it in the file. They come with their names.
pub fn remarks(piece: &Piece<'_>, protocol: Protocol, is_first: bool, screen: Screen) -> Vec<(&'static str, String)> {
    let Some(declaration) = piece.bytes.strip_prefix(b"<?xml") else { return Vec::new() };
    let blanks = (is_first && piece.place.offset > 0).then_some(("blanks-before-declaration", 0..5));
    let value = || {
        let end = declaration.iter().position(|byte| *byte == b'>')?;
        let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
        let name = declaration[..end].windows(7).position(|word| word == b"version")?;
        let from = name + declaration[name..end].iter().position(is_quote)? + 1;
        let to = from + declaration[from..end].iter().position(is_quote)?;
        (&declaration[from..to] != b"1.0").then_some(("xml-version", 5 + from..5 + to))
    };
    let found: Vec<_> = blanks.into_iter().chain(value()).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let shown = veil(piece.bytes).shown;
    let judged = Judged::new(piece, &shown, protocol);
    let text = |(id, span): (&'static str, Range<usize>)| {
        let (title, note) = REMARKS.iter().find(|(other, _)| *other == id)?.1.split_once(". ")?;
        let story = Story { marks: vec![Mark::of(span)], notes: vec![note.into()], ..Story::default() };
        Some((id, judged.render(Level::NOTE, title, id, &story, "", screen)))
    };
    found.into_iter().filter_map(text).collect()
}

/// Returns the other protocol.
pub fn other(protocol: Protocol) -> Protocol {
    Protocol::ALL.iter().copied().find(|other| *other != protocol).unwrap_or(protocol)
}

/// Returns whether a document is valid in the other protocol, but perhaps for the name of the protocol itself.
fn is_valid_otherwise(document: &[u8], protocol: Protocol) -> bool {
    let mut violations = Validator::new(other(protocol)).deviations(false).validate(document);
    violations.all(|violation| is_of_protocol(&violation))
}

/// Returns whether a finding is about the name of the protocol in the document.
fn is_of_protocol(diagnostic: &Diagnostic<'_>) -> bool {
    match diagnostic {
        Diagnostic::Invalid(violation) => {
            matches!(violation.what(), ViolationKind::AttributeValue { attribute: "protocol", .. })
        }
        Diagnostic::Deviation(_) => false,
    }
}

/// Returns the stable name of what is wrong, which `bwcap explain` explains: that of the error, if the document is ill-formed.
pub fn id(diagnostic: &Diagnostic<'_>, document: &[u8]) -> &'static str {
    error_of(diagnostic).map_or(diagnostic.id(), |error| fault::kind(error, document).id())
}

/// Returns the findings of a malformed document, which has one.
pub fn malformed(protocol: Protocol, error: Error) -> Finding<'static> {
    Finding { diagnostic: Diagnostic::ill_formed(protocol, error), more: Vec::new(), follows: Vec::new() }
}

/// Returns the error of an ill-formed document.
fn error_of(diagnostic: &Diagnostic<'_>) -> Option<Error> {
    match diagnostic {
        Diagnostic::Invalid(violation) => match violation.what() {
            ViolationKind::IllFormed(kind) => Some(Error::new(kind, violation.span().start)),
            _ => None,
        },
        Diagnostic::Deviation(_) => None,
    }
}

/// Returns the span of the wrong value, if the finding is about one.
fn value(diagnostic: &Diagnostic<'_>) -> Option<Range<usize>> {
    let is_value = match diagnostic {
        Diagnostic::Deviation(deviation) => matches!(
            deviation.rule(),
            Rule::DocumentedValue | Rule::WholeNumber | Rule::NumberRange | Rule::Spelling | Rule::TelUri
        ),
        Diagnostic::Invalid(violation) => matches!(violation.what(), ViolationKind::AttributeValue { .. }),
    };
    is_value.then(|| diagnostic.span())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use broadworks_cap::{Framed, Framer, Limits};

    use super::*;
    use crate::stream::Origin;

    /// Shows everything that is wrong with a stream, as both subcommands do. Returns the number of findings.
    fn show(stream: &[u8], width: usize) -> usize {
        let (origin, mut rest, mut count) = (Origin::default(), stream, 0);
        let mut framer = Framer::new(Limits::default());
        let screen = Screen::default().or_width(width);
        loop {
            let step = match framer.step(rest) {
                Framed::Incomplete => framer.finish(rest),
                framed => Some(framed),
            };
            let (range, error) = match step {
                Some(Framed::Document { range }) => (range, None),
                Some(Framed::Malformed { range, error }) => (range, Some(error)),
                _ => return count,
            };
            let bytes = &rest[range.clone()];
            let piece = Piece { bytes, place: Place::START, number: 1, origin: &origin };
            let shown = veil(bytes).shown;
            let mut judged = Judged::new(&piece, &shown, Protocol::CapC);
            let findings = match error {
                Some(error) => vec![malformed(Protocol::CapC, error)],
                None => judged.findings(first(Protocol::CapC.validate(bytes), 20).0),
            };
            for finding in &findings {
                let text = judged.text(finding, screen);
                assert!(text.contains(" | ") && !text.contains('\u{1}'), "{text}");
                assert!(!judged.reports(finding).is_empty());
                count += 1;
            }
            rest = &rest[range.end..];
        }
    }

    /// Whatever is cut off or changed in a stream, something can be said of it.
    #[test]
    fn nothing_is_too_wrong_to_be_explained() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let (mut random, mut count) = (1_u32, 0);
        for folder in ["tests/wrong", "../corpus/invalid", "../corpus/stream", "../corpus/dtd"] {
            for entry in fs::read_dir(root.join(folder)).expect("a folder") {
                let bytes = fs::read(entry.expect("an entry").path()).expect("a file");
                let bytes = &bytes[..bytes.len().min(1500)];
                for cut in (0..bytes.len()).step_by(41).chain([bytes.len()]) {
                    count += show(&bytes[..cut], 80);
                    let mut changed = bytes.to_vec();
                    random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    const BYTES: &[u8] = b"<>&\"' /=?!-;\x01\xe9\n";
                    let new = BYTES[(random >> 24) as usize % BYTES.len()];
                    if let Some(byte) = changed.get_mut(cut) {
                        *byte = new;
                    }
                    count += show(&changed, if random >> 31 == 0 { 40 } else { 24 });
                    changed.drain(cut..bytes.len().min(cut + 20));
                    count += show(&changed, 100);
                }
            }
        }
        assert!(count > 1_000, "{count} findings");
    }
}
