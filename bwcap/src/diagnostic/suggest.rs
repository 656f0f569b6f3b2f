//! The names and values that were probably meant.

use std::str::FromStr;

use broadworks_cap::dtd::{Dtd, ViolationKind};
use broadworks_cap::message::values::CommandType;
use broadworks_cap::{Command, Diagnostic};

/// Longest list of names that is shown; a longer one helps nobody.
pub const LISTED: usize = 5;
/// Longest text that is compared with names.
const LONGEST: usize = 64;

/// Returns how different a text is from a name, first without and then with regard to capitals.
pub fn difference(found: &str, name: &str) -> (usize, usize) {
    let folded = strsim::damerau_levenshtein(&found.to_lowercase(), &name.to_lowercase());
    (folded, strsim::damerau_levenshtein(found, name))
}

/// Returns the most similar of these names, if it is similar enough to be meant.
pub fn nearest<'n>(found: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let best = names.filter(|_| found.len() <= LONGEST).min_by_key(|name| difference(found, name))?;
    // Up to a third of the letters may be wrong.
    (difference(found, best).0 <= best.len().max(found.len()) / 3).then_some(best)
}

/// Returns the most similar names, best first, in their own order if no text was found.
pub fn nearest_few<'n>(found: Option<&str>, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names: Vec<&str> = names.collect();
    if let Some(found) = found.filter(|found| found.len() <= LONGEST && names.len() > LISTED) {
        names.sort_by_key(|name| difference(found, name));
    }
    names
}

/// Returns the name that was probably meant: the canonical spelling, or the most similar name.
pub fn suggestion(diagnostic: &Diagnostic<'_>, document: &[u8]) -> Option<&'static str> {
    let found = wrong(diagnostic);
    if let Some(known) = diagnostic.canonical() {
        // The address of a user is not the id of a session, which has nearly the same name.
        let is_address = || value_behind(document, diagnostic.span().end).contains(&b'@');
        return Some(if known == "userUid" && is_address() { "id" } else { known });
    }
    let found = found?;
    if other_has(diagnostic) {
        return None;
    }
    // A number that is nearly another one is another one.
    if found.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    // Prefixes mean nothing to the protocol.
    let found = found.rsplit_once(':').map_or(found, |(_, name)| name);
    nearest(found, diagnostic.expected()).map(|best| canonical(diagnostic, best))
}

/// Returns whether the wrong name or value is right in the other protocol.
pub fn other_has(diagnostic: &Diagnostic<'_>) -> bool {
    let Diagnostic::Invalid(violation) = diagnostic else { return false };
    let dtd = Dtd::of(super::other(violation.protocol()));
    let Some(here) = violation.path().last().and_then(|here| dtd.element(here)) else { return false };
    match violation.what() {
        ViolationKind::UnknownElement(name) => dtd.place(here, name).is_some(),
        ViolationKind::MisplacedElement(name) => dtd.place(here, name).is_some(),
        ViolationKind::UnknownAttribute(name) => here.attribute(name).is_some(),
        ViolationKind::AttributeValue { attribute, value } => {
            here.attribute(attribute).is_some_and(|attribute| attribute.words.contains(&value))
        }
        _ => false,
    }
}

/// Returns the wrong name or value, if it is one that the DTD lists.
pub fn wrong<'a>(diagnostic: &Diagnostic<'a>) -> Option<&'a str> {
    let Diagnostic::Invalid(violation) = diagnostic else { return None };
    match violation.what() {
        ViolationKind::WrongRoot(name)
        | ViolationKind::UnknownElement(name)
        | ViolationKind::UnknownAttribute(name) => Some(name),
        ViolationKind::MisplacedElement(name) => Some(name),
        ViolationKind::AttributeValue { value, .. } => Some(value.trim()),
        _ => None,
    }
}

/// Returns the canonical spelling of an attribute or value that the DTD allows in several spellings.
pub fn canonical(diagnostic: &Diagnostic<'_>, name: &'static str) -> &'static str {
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

/// Returns the value of the attribute whose name ends at this offset.
pub fn value_behind(document: &[u8], end: usize) -> &[u8] {
    let rest = document.get(end..).unwrap_or_default();
    let Some(open) = rest.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'>')) else { return &[] };
    let value = &rest[open + 1..];
    let close = value.iter().position(|byte| *byte == rest[open]).unwrap_or_default();
    &value[..close]
}
