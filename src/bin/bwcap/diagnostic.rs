//! One finding, as a person and as a machine read it.

use std::borrow::Cow;
use std::io::{IsTerminal, Write, stdout};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use broadworks_cap::dtd::{ContentModel, Dtd, ViolationKind};
use broadworks_cap::validate::Severity;
use broadworks_cap::{Diagnostic, Protocol};
use serde_json::json;

use crate::Stop;
use crate::input::Place;
use crate::readable::steers;

/// Characters of the source shown on either side of a finding: documents stand on one line.
const AROUND: usize = 50;
/// Longer lists of what was expected say less than none.
const LISTED: usize = 30;

/// A finding with its place in a file, and those that differ in a name only.
pub struct Remark<'r, 'a> {
    pub file: &'r str,
    pub place: Place,
    /// Which document of the run, from 1.
    pub document: u64,
    pub finding: &'r Diagnostic<'a>,
    pub more: &'r [Diagnostic<'a>],
}

impl Remark<'_, '_> {
    pub fn json(&self, out: &mut dyn Write) -> Result<(), Stop> {
        let Self { file, place, finding, .. } = self;
        let expected: Vec<&str> = finding.expected().collect();
        let line = json!({
            "file": file,
            "line": place.line,
            "column": place.column,
            "offset": place.offset,
            "length": finding.span().len(),
            "document": self.document,
            "severity": match finding.severity() { Severity::Invalid => "invalid", Severity::Deviation => "deviation" },
            "id": finding.id(),
            "path": finding.path().to_string(),
            "message": finding.to_string(),
            "expected": expected,
            "suggestion": suggestion(finding),
            "erratum": finding.erratum().map(|number| format!("E{number:03}")),
        });
        Ok(writeln!(out, "{line}")?)
    }

    /// `document` is what may be shown of the document the span counts from.
    pub fn print(&self, out: &mut dyn Write, document: &[u8]) -> Result<(), Stop> {
        let Self { file, place, finding, .. } = self;
        let level = match (finding.severity(), finding.erratum()) {
            (Severity::Invalid, _) => Level::ERROR,
            (Severity::Deviation, None) => Level::WARNING,
            (Severity::Deviation, Some(_)) => Level::NOTE,
        };
        let span = finding.span();
        let (before, found, after) = window(document, span.start, span.end);
        let source = format!("{before}{found}{after}");
        let from = before.len();
        let snippet = Snippet::source(source)
            .line_start(usize::try_from(place.line).unwrap_or(usize::MAX))
            .fold(false)
            .annotation(AnnotationKind::Primary.span(from..from + found.len()));
        let title = finding.to_string();
        let mut group = Group::with_title(level.primary_title(&*title).id(finding.id())).element(snippet);
        if !self.more.is_empty() {
            let names: Vec<&str> = self.more.iter().flat_map(Diagnostic::expected).collect();
            group = group.element(Level::NOTE.message(format!("missing too: {}", listed(&names))));
        }
        for text in helps(finding) {
            group = group.element(Level::HELP.message(text));
        }
        if !finding.path().is_empty() {
            group = group.element(Level::NOTE.message(format!("in {}", finding.path())));
        }
        if let Some(number) = finding.erratum() {
            let text = match finding.severity() {
                Severity::Invalid => "the samples of the specification do the same",
                Severity::Deviation => "the specification contradicts itself here",
            };
            let text = format!("{text}; see E{number:03} in docs/errata.md");
            group = group.element(Level::NOTE.message(text));
        }
        let renderer = if stdout().is_terminal() { Renderer::styled() } else { Renderer::plain() };
        let text = renderer.render(&[group]);
        Ok(write!(out, "{file}:{}:{}: {text}\n\n", place.line, place.column)?)
    }
}

/// What a person can do about it.
fn helps(finding: &Diagnostic<'_>) -> Vec<String> {
    let mut helps = Vec::new();
    if let Some(name) = suggestion(finding) {
        helps.push(format!("did you mean `{name}`?"));
    }
    if let Diagnostic::Invalid(violation) = finding {
        match violation.what() {
            ViolationKind::MissingElement(name) => helps.extend(position(violation.protocol(), finding, name)),
            ViolationKind::MisplacedElement(name) => {
                let parents = parents(violation.protocol(), name);
                helps.push(format!("`{name}` belongs in {}", listed(&parents)));
            }
            _ => {}
        }
    }
    let expected: Vec<&str> = finding.expected().collect();
    if (2..=LISTED).contains(&expected.len()) {
        helps.push(format!("expected one of {}", listed(&expected)));
    }
    helps
}

/// Where an element belongs among its siblings.
fn position(protocol: Protocol, finding: &Diagnostic<'_>, name: &str) -> Option<String> {
    let dtd = Dtd::of(protocol);
    let model = dtd.element(finding.path().last()?)?.children();
    let at = model.iter().position(|place| dtd.name(place) == name)?;
    let before = at.checked_sub(1).map(|at| format!("after `{}`", dtd.name(&model[at])));
    let after = model.get(at + 1).map(|place| format!("before `{}`", dtd.name(place)));
    let places: Vec<String> = before.into_iter().chain(after).collect();
    (!places.is_empty()).then(|| format!("`{name}` stands {}", places.join(" and ")))
}

/// The elements that can hold an element.
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

/// The name that was probably meant: a spelling the protocol's tables know, or the nearest name.
fn suggestion(finding: &Diagnostic<'_>) -> Option<&'static str> {
    if let Some(known) = finding.canonical() {
        return Some(known);
    }
    let found = match finding {
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
    // A third of the letters may be wrong; an enormous name is near to nothing.
    let best = finding.expected().filter(|_| found.len() <= 64).min_by_key(near)?;
    (near(&best).0 <= best.len().max(found.len()) / 3).then_some(best)
}

/// The span and what stands around it on its line.
fn window(document: &[u8], start: usize, end: usize) -> (String, String, String) {
    // A mark for each character that would steer the terminal keeps the caret in its place.
    let shown = |c: char| if c != '\t' && steers(c) { char::REPLACEMENT_CHARACTER } else { c };
    let line = |bytes: &[u8]| -> String { String::from_utf8_lossy(bytes).chars().map(shown).collect() };
    let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let (start, end) = (start.min(document.len()), end.min(document.len()));
    // Only what can be shown is looked at: lines may be megabytes long, and full of findings.
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

/// The document with passwords painted over, byte by byte: from each name that speaks of one to
/// the end tag of the next such name, be the document ill-formed or not.
pub fn without_secrets(document: &[u8]) -> Cow<'_, [u8]> {
    const WORD: &[u8] = b"password";
    let find = |from: usize| {
        let rest = document[from..].windows(WORD.len());
        rest.enumerate().find(|(_, word)| word.eq_ignore_ascii_case(WORD)).map(|(at, _)| from + at)
    };
    let closes = |at: usize| {
        // Not further back than a name can reach.
        let name = document[..at].iter().rev().take(64).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        document[..at - name].ends_with(b"</")
    };
    let mut shown = Cow::Borrowed(document);
    let mut next = find(0);
    while let Some(at) = next {
        next = find(at + WORD.len());
        if closes(at) {
            continue;
        }
        let from = at + WORD.len();
        let tag = document[from..].iter().position(|byte| *byte == b'>').map_or(document.len(), |end| from + end);
        let to = match next {
            _ if document[..tag].ends_with(b"/") => tag - 1,
            Some(end) if closes(end) => document[..end].iter().rposition(|byte| *byte == b'<').unwrap_or(end),
            Some(end) => end,
            None => document.len(),
        };
        if from < to {
            // The mark that ends the tag may stay.
            let tag = tag.min(to);
            let paint = |bytes: &mut [u8]| bytes.fill(b'*');
            paint(&mut shown.to_mut()[from..tag]);
            paint(&mut shown.to_mut()[(tag + 1).min(to)..to]);
        }
    }
    shown
}
