//! Output of one diagnostic, as text for people or as JSON.

use std::io::{IsTerminal, Write, stdout};
use std::str::FromStr;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use broadworks_cap::dtd::{ContentModel, Dtd, ViolationKind};
use broadworks_cap::message::values::CommandType;
use broadworks_cap::validate::Severity;
use broadworks_cap::{Command, Diagnostic, Protocol};
use serde_json::json;

use crate::Stop;
use crate::input::Place;
use crate::shown::{Name, steers, visible, visible_json};

/// Number of characters shown on either side of a diagnostic. The line is cut to these, because a
/// whole document is often on one line.
const AROUND: usize = 50;
/// Longest list of expected names that is shown; a longer one helps nobody.
const LISTED: usize = 30;

/// A diagnostic with its place in a file, and other diagnostics that differ only in a name.
pub struct Report<'r, 'a> {
    pub file: &'r Name,
    pub place: Place,
    /// Number of the document in the run, from 1.
    pub document: u64,
    pub diagnostic: &'r Diagnostic<'a>,
    pub more: &'r [Diagnostic<'a>],
}

impl Report<'_, '_> {
    pub fn json(&self, out: &mut dyn Write) -> Result<(), Stop> {
        let Self { file, place, diagnostic, .. } = self;
        let expected: Vec<&str> = diagnostic.expected().collect();
        let line = json!({
            "file": file.0,
            "line": place.line,
            "column": place.column,
            "offset": place.offset,
            "length": diagnostic.span().len(),
            "document": self.document,
            "severity": diagnostic.severity().id(),
            "id": diagnostic.id(),
            "path": diagnostic.path().to_string(),
            "message": diagnostic.to_string(),
            "expected": expected,
            "suggestion": suggestion(diagnostic),
            "erratum": diagnostic.erratum().map(|number| format!("E{number:03}")),
        });
        Ok(writeln!(out, "{}", visible_json(line.to_string()))?)
    }

    /// Prints the diagnostic as text. `document` is the document with its secrets removed; it must
    /// have the same length as the original, because the span is an offset in it.
    pub fn print(&self, out: &mut dyn Write, document: &[u8]) -> Result<(), Stop> {
        let Self { file, place, diagnostic, .. } = self;
        let level = match (diagnostic.severity(), diagnostic.erratum()) {
            (Severity::Invalid, _) => Level::ERROR,
            (Severity::Deviation, None) => Level::WARNING,
            (Severity::Deviation, Some(_)) | (Severity::Habit, _) => Level::NOTE,
        };
        let span = diagnostic.span();
        let (before, found, after) = window(document, span.start, span.end);
        let source = format!("{before}{found}{after}");
        let from = before.len();
        let snippet = Snippet::source(source)
            .line_start(usize::try_from(place.line).unwrap_or(usize::MAX))
            .fold(false)
            .annotation(AnnotationKind::Primary.span(from..from + found.len()));
        let title = visible(&diagnostic.to_string());
        let mut group = Group::with_title(level.primary_title(&*title).id(diagnostic.id())).element(snippet);
        if !self.more.is_empty() {
            let names: Vec<&str> = self.more.iter().flat_map(Diagnostic::expected).collect();
            group = group.element(Level::NOTE.message(format!("missing too: {}", listed(&names))));
        }
        for text in helps(diagnostic) {
            group = group.element(Level::HELP.message(text));
        }
        if !diagnostic.path().is_empty() {
            group = group.element(Level::NOTE.message(visible(&format!("in {}", diagnostic.path()))));
        }
        if diagnostic.severity() == Severity::Habit {
            group = group.element(Level::NOTE.message(format!("{}; no error here", Severity::Habit.describe())));
        }
        if let Some(number) = diagnostic.erratum() {
            let text = match diagnostic {
                Diagnostic::Invalid(_) => "the samples of the specification do the same",
                Diagnostic::Deviation(_) => "the specification contradicts itself here",
            };
            let text = format!("{text}; see E{number:03} in docs/errata.md");
            group = group.element(Level::NOTE.message(text));
        }
        let renderer = if stdout().is_terminal() { Renderer::styled() } else { Renderer::plain() };
        let text = renderer.render(&[group]);
        Ok(write!(out, "{file}:{}:{}: {text}\n\n", place.line, place.column)?)
    }
}

/// Returns hints for correcting the document.
fn helps(diagnostic: &Diagnostic<'_>) -> Vec<String> {
    let mut helps = Vec::new();
    if let Some(name) = suggestion(diagnostic) {
        helps.push(format!("did you mean `{name}`?"));
    }
    if let Diagnostic::Invalid(violation) = diagnostic {
        match violation.what() {
            ViolationKind::StandaloneSpace => {
                helps.push("remove `standalone` from the declaration, or the white space".into());
            }
            ViolationKind::MissingElement(name) => helps.extend(position(violation.protocol(), diagnostic, name)),
            ViolationKind::MisplacedElement(name) => {
                let parents = parents(violation.protocol(), name);
                helps.push(format!("`{name}` belongs in {}", listed(&parents)));
            }
            _ => {}
        }
    }
    let expected: Vec<&str> = diagnostic.expected().filter(|name| canonical(diagnostic, name) == *name).collect();
    if (2..=LISTED).contains(&expected.len()) {
        helps.push(format!("expected one of {}", listed(&expected)));
    }
    helps
}

/// Describes the position of an element among its siblings.
fn position(protocol: Protocol, diagnostic: &Diagnostic<'_>, name: &str) -> Option<String> {
    let dtd = Dtd::of(protocol);
    let model = dtd.element(diagnostic.path().last()?)?.children();
    let at = model.iter().position(|place| dtd.name(place) == name)?;
    let before = at.checked_sub(1).map(|at| format!("after `{}`", dtd.name(&model[at])));
    let after = model.get(at + 1).map(|place| format!("before `{}`", dtd.name(place)));
    let places: Vec<String> = before.into_iter().chain(after).collect();
    (!places.is_empty()).then(|| format!("`{name}` stands {}", places.join(" and ")))
}

/// Returns the elements that may contain an element.
fn parents(protocol: Protocol, name: &str) -> Vec<&'static str> {
    let dtd = Dtd::of(protocol);
    let holds = |content: &ContentModel| match content {
        ContentModel::Children(places) => places.iter().any(|place| dtd.name(place) == name),
        ContentModel::Empty | ContentModel::Text => false,
    };
    dtd.elements().iter().filter(|element| holds(&element.content)).map(|element| element.name).collect()
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns the name that was probably meant: the canonical spelling, or the most similar name.
fn suggestion(diagnostic: &Diagnostic<'_>) -> Option<&'static str> {
    if let Some(known) = diagnostic.canonical() {
        return Some(known);
    }
    let found = match diagnostic {
        Diagnostic::Invalid(violation) => match violation.what() {
            ViolationKind::WrongRoot(name)
            | ViolationKind::UnknownElement(name)
            | ViolationKind::UnknownAttribute(name) => name,
            ViolationKind::MisplacedElement(name) => name,
            ViolationKind::AttributeValue { value, .. } => value.trim(),
            _ => return None,
        },
        Diagnostic::Deviation(_) => return None,
    };
    let near = |name: &&'static str| {
        let distance = strsim::damerau_levenshtein(&found.to_lowercase(), &name.to_lowercase());
        (distance, strsim::damerau_levenshtein(found, name))
    };
    // Up to a third of the letters may be wrong. Very long names are not compared at all.
    let best = diagnostic.expected().filter(|_| found.len() <= 64).min_by_key(near)?;
    (near(&best).0 <= best.len().max(found.len()) / 3).then(|| canonical(diagnostic, best))
}

/// Returns the canonical spelling of an attribute or value that the DTD allows in several spellings.
fn canonical(diagnostic: &Diagnostic<'_>, name: &'static str) -> &'static str {
    let Diagnostic::Invalid(violation) = diagnostic else { return name };
    let known = match violation.what() {
        ViolationKind::UnknownAttribute(_) => {
            violation.path().last().and_then(|element| Command::canonical(element, name, true))
        }
        ViolationKind::AttributeValue { .. } => CommandType::from_str(name).ok().map(CommandType::as_str),
        _ => None,
    };
    known.unwrap_or(name)
}

/// Returns the text before the span on its line, the text of the span, and the text after it.
fn window(document: &[u8], start: usize, end: usize) -> (String, String, String) {
    // Each control character is replaced by one visible character, so that the caret is at the
    // right column.
    let shown = |c: char| if c != '\t' && steers(c) { char::REPLACEMENT_CHARACTER } else { c };
    let line = |bytes: &[u8]| -> String { String::from_utf8_lossy(bytes).chars().map(shown).collect() };
    let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let (start, end) = (start.min(document.len()), end.min(document.len()));
    // Only the part that can be shown is read: a line may be megabytes long and have many
    // diagnostics.
    let near = start.saturating_sub(4 * AROUND);
    let from = document[near..start].iter().rposition(is_break).map_or(near, |at| near + at + 1);
    let whole = from == 0 || is_break(&document[from - 1]);
    let far = document.len().min(end.min(start + 4 * AROUND) + 4 * AROUND + 4);
    let to = document[start..far].iter().position(is_break).map_or(far, |at| start + at);
    let end = end.min(to).min(start + 4 * AROUND);
    let before = line(&document[from..start]);
    let found = line(&document[start..end]);
    let after = line(&document[end..to]);
    let cut = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let dots = if cut > 0 || !whole { "…" } else { "" };
    let before = format!("{dots}{}", &before[cut..]);
    let kept = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let dots = if kept < after.len() { "…" } else { "" };
    (before, found, format!("{}{dots}", &after[..kept]))
}
