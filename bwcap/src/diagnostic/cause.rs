//! The findings of one document: in the order of their places, and one for each cause.

use std::collections::{BTreeMap, HashMap};

use broadworks_cap::Diagnostic;
use broadworks_cap::dtd::ViolationKind;
use broadworks_cap::validate::Rule;

use super::suggest::suggestion;

/// How many of the findings before and after one are looked at.
const NEAR: usize = 16;

/// A finding, with those that say nothing new.
pub struct Finding<'a> {
    pub diagnostic: Diagnostic<'a>,
    /// What differs from it only in a name: everything that is missing in one element.
    pub more: Vec<Diagnostic<'a>>,
    /// What is over when it is corrected: the element that is missing, because its name is misspelt.
    pub follows: Vec<Diagnostic<'a>>,
}

/// Returns the first `most` diagnostics by place, and the number of the others.
pub fn first<'a>(diagnostics: impl Iterator<Item = Diagnostic<'a>>, most: u64) -> (Vec<Diagnostic<'a>>, u64) {
    let (mut first, mut hidden) = (BTreeMap::new(), 0);
    for (number, diagnostic) in (0_u64..).zip(diagnostics) {
        first.insert((diagnostic.span().start, number), diagnostic);
        if first.len() as u64 > most {
            first.pop_last();
            hidden += 1;
        }
    }
    (first.into_values().collect(), hidden)
}

/// Returns for each diagnostic of a document, which are in order, the index of the one that it follows from.
fn causes(diagnostics: &[Diagnostic<'_>], document: &[u8]) -> Vec<Option<usize>> {
    let mut causes: Vec<Option<usize>> = vec![None; diagnostics.len()];
    // What the tables say of a name or value that the DTD refuses, is the same once more.
    for (index, pair) in diagnostics.windows(2).enumerate() {
        if pair[0].span() == pair[1].span() && missing_name(&pair[1]).is_none() {
            let cause = causes[index].unwrap_or(index);
            causes[index + 1] = is_refused(&diagnostics[cause]).then_some(cause);
        }
    }
    let mut missing: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        missing.entry(missing_name(diagnostic).unwrap_or_default()).or_default().push(index);
    }
    for (cause, diagnostic) in diagnostics.iter().enumerate().filter(|_| missing.len() > 1) {
        let Some(meant) = meant(diagnostic, document) else { continue };
        let Some(missing) = missing.get(meant.name) else { continue };
        let (before, after) = missing.split_at(missing.partition_point(|index| *index < cause));
        let fits = |index: &&usize| {
            causes[**index].is_none() && (!meant.is_child || diagnostics[**index].path() == diagnostic.path())
        };
        // What is missing in an element is reported at its start, so the last one is that of the parent.
        let after = after.iter().filter(|_| !meant.is_child).take(NEAR);
        if let Some(index) = before.iter().rev().take(NEAR).chain(after).find(fits) {
            causes[*index] = Some(causes[cause].unwrap_or(cause));
        }
    }
    causes
}

/// Joins the diagnostics of a document, which are in order, into findings. All others follow from the one at `only`, if
/// there is one.
pub fn join<'a>(diagnostics: &[Diagnostic<'a>], document: &[u8], only: Option<usize>) -> Vec<Finding<'a>> {
    let count = diagnostics.len();
    let causes = match only {
        Some(only) => (0..count).map(|index| (index != only).then_some(only)).collect(),
        None => causes(diagnostics, document),
    };
    let mut findings: Vec<Finding<'a>> = Vec::new();
    let mut places = vec![0; count];
    for (index, diagnostic) in diagnostics.iter().enumerate().filter(|(index, _)| causes[*index].is_none()) {
        let key = |it: &Diagnostic<'_>| (it.id(), it.span(), it.erratum());
        // All that one element lacks is one finding.
        let is_missing = matches!(diagnostic.id(), "required-field" | "missing-element" | "missing-attribute");
        let same = findings.last_mut().filter(|last| is_missing && key(&last.diagnostic) == key(diagnostic));
        match same {
            Some(last) => last.more.push(*diagnostic),
            None => findings.push(Finding { diagnostic: *diagnostic, more: Vec::new(), follows: Vec::new() }),
        }
        places[index] = findings.len() - 1;
    }
    for (index, cause) in causes.iter().enumerate() {
        if let Some(cause) = cause {
            findings[places[*cause]].follows.push(diagnostics[index]);
        }
    }
    findings
}

/// Returns whether the DTD refuses a name or value.
fn is_refused(diagnostic: &Diagnostic<'_>) -> bool {
    let Diagnostic::Invalid(violation) = diagnostic else { return false };
    matches!(
        violation.what(),
        ViolationKind::UnknownElement(_)
            | ViolationKind::MisplacedElement(_)
            | ViolationKind::UnknownAttribute(_)
            | ViolationKind::RepeatedElement(_)
            | ViolationKind::AttributeValue { .. }
    )
}

/// What a wrong name should be.
struct Meant {
    name: &'static str,
    /// `false` if it stands in the wrong element.
    is_child: bool,
}

/// Returns what is there under another name, or at another place.
fn meant(diagnostic: &Diagnostic<'_>, document: &[u8]) -> Option<Meant> {
    let Diagnostic::Invalid(violation) = diagnostic else {
        let name = suggestion(diagnostic, document)?;
        return Some(Meant { name, is_child: true });
    };
    match violation.what() {
        ViolationKind::UnknownElement(_) | ViolationKind::UnknownAttribute(_) => {
            Some(Meant { name: suggestion(diagnostic, document)?, is_child: true })
        }
        ViolationKind::MisplacedElement(name) => Some(Meant { name, is_child: false }),
        _ => None,
    }
}

/// Returns the name of what is missing.
fn missing_name(diagnostic: &Diagnostic<'_>) -> Option<&'static str> {
    match diagnostic {
        Diagnostic::Invalid(violation) => match violation.what() {
            ViolationKind::MissingElement(name) | ViolationKind::MissingAttribute(name) => Some(name),
            _ => None,
        },
        Diagnostic::Deviation(deviation) => {
            (deviation.rule() == Rule::RequiredField).then(|| deviation.expected().first().copied())?
        }
    }
}
