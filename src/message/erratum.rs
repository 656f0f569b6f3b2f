//! Contradictions of the specification about single fields, as data: the number of each, and what it excuses.
//!
//! An erratum is about one field, one way to deviate, and certain values. Whatever else is wrong with the field is no
//! contradiction of the specification, and remains a plain deviation. `docs/errata.md` describes the numbers.

use super::format::{FieldRule, FieldType};
use super::values::{CallState, FailureCause};
use crate::schema::{WireValue, alike};
use crate::xml::RawText;

/// A contradiction of the specification about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erratum {
    /// Number in `docs/errata.md`.
    pub number: u16,
    /// The deviation that it excuses.
    pub excuses: Excuse,
}

/// A deviation of a field that a contradiction of the specification excuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Excuse {
    /// The absence of a field that the table requires.
    Absence,
    /// The presence of a field that is not in the table.
    Presence,
    /// A second one, where the first stands for the field of another row.
    Pair,
    /// One of these values, although the table does not list it.
    Values(&'static [&'static str]),
    /// This value with other capitals, hyphens or spaces.
    Spelling(&'static str),
    /// A listed value with other capitals.
    Capitals,
    /// Content of a field that should be empty.
    Content,
}

pub(super) static E012: Erratum = Erratum { number: 12, excuses: Excuse::Pair };
pub(super) static E033: Erratum = Erratum { number: 33, excuses: Excuse::Absence };
pub(super) static E037: Erratum = Erratum { number: 37, excuses: Excuse::Absence };
pub(super) static E045: Erratum = Erratum { number: 45, excuses: Excuse::Absence };
pub(super) static E051: Erratum = Erratum { number: 51, excuses: Excuse::Values(FailureCause::WORDS) };
pub(super) static E053: Erratum = Erratum { number: 53, excuses: Excuse::Content };
pub(super) static E056: Erratum = Erratum { number: 56, excuses: Excuse::Presence };
pub(super) static E057: Erratum = Erratum { number: 57, excuses: Excuse::Presence };
pub(super) static E090: Erratum = Erratum { number: 90, excuses: Excuse::Values(&["Remove"]) };
pub(super) static E091: Erratum = Erratum { number: 91, excuses: Excuse::Spelling("Wrap-up") };
pub(super) static E096: Erratum = Erratum { number: 96, excuses: Excuse::Capitals };
pub(super) static E099: Erratum = Erratum { number: 99, excuses: Excuse::Values(&["", "On", "Off"]) };
pub(super) static E100: Erratum = Erratum { number: 100, excuses: Excuse::Values(CallState::WORDS) };

/// Names that the DTDs declare beside the one in the tables, with the number of the erratum.
static OTHER_NAMES: &[(&str, u16)] =
    &[("userId", 11), ("userUId", 11), ("unregister", 13), ("callCenter", 20), ("callcenter", 20), ("lnrnd", 24)];

/// Returns the number of the erratum that describes the spelling of a name; 0 if there is none.
pub(crate) fn other_name(is: impl Fn(&str) -> bool) -> u16 {
    OTHER_NAMES.iter().find(|(other, _)| is(other)).map_or(0, |(_, number)| *number)
}

impl FieldRule {
    /// Returns the number of the erratum if it excuses a deviation; 0 otherwise.
    pub(crate) fn excuse(&self, is_excused: impl Fn(Excuse) -> bool) -> u16 {
        self.erratum.filter(|erratum| is_excused(erratum.excuses)).map_or(0, |erratum| erratum.number)
    }

    /// Returns the number of the erratum if it excuses this value, which is not as documented; 0 otherwise.
    pub(crate) fn excuse_value(&self, value: &RawText<'_>) -> u16 {
        let is_any = |is_same: &dyn Fn(&str) -> bool| value.as_plain().is_some_and(is_same);
        self.excuse(|excuse| match (excuse, self.holds) {
            (Excuse::Values(others), _) => others.iter().any(|other| *value == **other),
            (Excuse::Spelling(word), _) => is_any(&|value| alike(value, word)),
            (Excuse::Capitals, FieldType::Words(words)) => {
                is_any(&|value| words.iter().any(|word| value.eq_ignore_ascii_case(word)))
            }
            (Excuse::Content, _) => true,
            _ => false,
        })
    }
}
