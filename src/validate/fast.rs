//! Fast path of validation: recognises, in one walk, documents without diagnostics or with only missing fields.
//!
//! # Contract
//!
//! [`judge`] returns one of three verdicts: the missing fields, if these are all that
//! [`Diagnostics`](super::Diagnostics) yields (senders leave out fields without a value, so this is the case for
//! most messages); or that the document is valid by the DTD; or that nothing is known. It shares no state with
//! the general path, which reads the document from the start in the other two cases. `tests/rules.rs` compares
//! their results.
//!
//! # One walk
//!
//! It is a visitor of the fast path of the DTD ([`dtd::fast`](crate::dtd::fast)), so it need not check anything
//! that the DTD covers: every element is declared, in its place, and has what the DTD requires.
//!
//! ```text
//! <command commandType="callUpdate">   find the command
//! <commandData>                        guess its format by looking ahead; the end of the walk checks the guess
//! <user …> <call …> <state>            find the field by prediction; check its value, and that it does not repeat
//! </call>                              note missing fields; compare fields with each other
//! ```
//!
//! Everything else is left to the general path: aliases, elements that are not in the table of the format, and
//! values with references in fields that do not hold free text.

use super::check::compare::Comparisons;
use super::check::head::known_value;
use super::check::{Fields, LEVELS, applies, is_of, is_of_login, is_wrong_way, value};
use super::rule::{Deviation, Remark};
use super::scope::{NEWEST, Scope, Setting};
use crate::dtd::{Attribute, Declaration, Dtd, Location, Path, fast};
use crate::envelope::{COMMAND, COMMAND_TYPE, Head, ROOT, VERSION};
use crate::limits::Limits;
use crate::message::values::{CommandType, UserType};
use crate::message::{Facts, FieldRule, FieldType, Format, Relation, Signs};
use crate::schema::{Protocol, WireValue};
use crate::xml::{RawText, scan};

/// Result of the fast path.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nothing is allocated")]
pub(super) enum Verdict {
    /// These fields are missing, possibly none, and there is no other diagnostic.
    Lacks(Missing),
    /// The document is valid by the DTD; the tables are not known.
    Valid,
    /// Nothing is known.
    Unknown,
}

/// The most elements with missing fields that the fast path handles.
const LACKING: usize = 4;

/// Iterator over missing fields, in the order in which their elements end.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    format: &'static Format,
    lacks: [Option<Lack>; LACKING],
    next: usize,
}

/// The missing fields of one element.
#[derive(Debug, Clone, Copy)]
struct Lack {
    location: Location,
    fields: &'static [FieldRule],
    /// Bit `i` is set if field `i` is missing.
    missing: u128,
}

impl Iterator for Missing {
    type Item = Deviation<'static>;

    fn next(&mut self) -> Option<Deviation<'static>> {
        let lack = self.lacks.get_mut(self.next)?.as_mut()?;
        let field = &lack.fields[lack.missing.trailing_zeros() as usize];
        lack.missing &= lack.missing - 1;
        if lack.missing == 0 {
            self.next += 1;
        }
        Some(Deviation { remark: Remark::missing(field), location: lack.location, format: self.format })
    }
}

/// Validates a document as far as the fast path can; see the [module](self).
pub(super) fn judge(protocol: Protocol, setting: Setting, document: &[u8], limits: Limits) -> Verdict {
    // The walk finds out if this is wrong.
    let said = Head::of(document).and_then(|head| document.get(head.version.0..head.version.1));
    if setting.scope_of(said.unwrap_or(NEWEST)).is_whole() {
        walk::<true>(protocol, setting, document, limits)
    } else {
        walk::<false>(protocol, setting, document, limits)
    }
}

/// Validates a document; with `WHOLE`, one for which everything in the tables seems to exist.
///
/// It is compiled apart from its caller, because it then takes a tenth fewer instructions.
#[inline(never)]
fn walk<const WHOLE: bool>(protocol: Protocol, setting: Setting, document: &[u8], limits: Limits) -> Verdict {
    let mut tables = Tables::<WHOLE> {
        protocol,
        setting,
        scope: setting.scope(None),
        length: document.len(),
        command: None,
        depth: 0,
        levels: [Level { name: "", end: 0, rule: None, fields: Fields::new(&[]) }; LEVELS],
        guess: None,
        lacks: [None; LACKING],
        facts: 0,
        known: true,
    };
    if !fast::walk(Dtd::of(protocol), document, limits, &mut tables) {
        return Verdict::Unknown;
    }
    tables.verdict().map_or(Verdict::Valid, Verdict::Lacks)
}

/// The check of the field tables, as a visitor of the walk.
struct Tables<const WHOLE: bool> {
    protocol: Protocol,
    setting: Setting,
    /// What exists for the document; known behind its version, and not asked if `WHOLE`.
    scope: Scope,
    /// Length of the document, in bytes.
    length: usize,
    command: Option<CommandType>,
    /// Number of open elements: the root, `command`, `commandData`, …
    depth: usize,
    /// The open elements from `commandData` on.
    levels: [Level; LEVELS],
    guess: Option<Guess>,
    lacks: [Option<Lack>; LACKING],
    /// The facts seen so far of the elements that have not ended.
    facts: Facts,
    /// `true` if there is certainly no other deviation so far.
    known: bool,
}

/// The format that was guessed at the start of `commandData`.
struct Guess {
    format: &'static Format,
    /// The signs that were found since, which show whether the guess was right.
    signs: Signs,
    comparisons: Comparisons,
}

/// An open element of the tables.
#[derive(Clone, Copy)]
struct Level {
    name: &'static str,
    /// The end of its name, in bytes.
    end: usize,
    rule: Option<&'static FieldRule>,
    fields: Fields,
}

/// Number of elements around `commandData`: the root and `command`.
const AROUND: usize = 2;

impl<const WHOLE: bool> Tables<WHOLE> {
    /// Returns the missing fields, if there is no other deviation.
    fn verdict(self) -> Option<Missing> {
        let Guess { format, signs, .. } = self.guess.filter(|_| self.known)?;
        let guessed_right = core::ptr::eq(format.command.format(signs), format);
        guessed_right.then_some(Missing { format, lacks: self.lacks, next: 0 })
    }

    /// Begins `commandData`; `rest` is the rest of the document after its name.
    fn begin(&mut self, name: &'static str, rest: &[u8]) -> Option<()> {
        let command = self.command?;
        let format = command.format(guess_signs(command.asked(), rest));
        if self.guess.is_some() || !is_of(format, self.protocol) || is_wrong_way(format.command, self.setting.direction)
        {
            return None;
        }
        if !WHOLE && self.scope.command(command).iter().any(Option::is_some) {
            return None;
        }
        let comparisons = Comparisons::of(format, self.setting.direction, self.scope);
        self.guess = Some(Guess { format, signs: Signs::default(), comparisons });
        self.levels[0] = Level { name, end: self.length - rest.len(), rule: None, fields: Fields::new(format.fields) };
        Some(())
    }

    /// Begins a field that is a child, and returns its rule.
    #[inline(always)]
    fn child(&mut self, name: &'static str) -> Option<&'static FieldRule> {
        let scope = self.scope;
        let guess = self.guess.as_mut()?;
        let parent = self.levels.get_mut(self.depth.checked_sub(AROUND + 1)?)?;
        let field = parent.fields.find(name, false)?;
        let rule = &parent.fields.rules[field];
        let again = parent.fields.mark(field);
        if again && !rule.many || rule.stray || is_of_login(rule, self.protocol) || !WHOLE && !scope.has(rule) {
            return None;
        }
        guess.comparisons.child(parent.name, rule.name);
        self.facts |= rule.facts.presence(again);
        if self.depth == AROUND + 2 && parent.name == "user" {
            guess.signs.initial |= rule.name == "initialUpdate";
            guess.signs.failure |= rule.name == "failure";
        }
        Some(rule)
    }

    /// Begins a child that is not a plain leaf; `rest` is the rest of the document after its name.
    fn element(&mut self, name: &'static str, rest: &[u8]) -> Option<()> {
        let rule = self.child(name)?;
        let level = self.levels.get_mut(self.depth - AROUND)?;
        *level = Level { name, end: self.length - rest.len(), rule: Some(rule), fields: Fields::new(rule.fields) };
        Some(())
    }

    /// Checks a field that is an attribute.
    fn field(&mut self, name: &'static str, value: &[u8]) -> Option<()> {
        let scope = self.scope;
        let level = self.levels.get_mut(self.depth.checked_sub(AROUND + 1)?)?;
        let field = level.fields.find(name, true)?;
        level.fields.mark(field);
        let rule = &level.fields.rules[field];
        if !WHOLE && !scope.has(rule) {
            return None;
        }
        self.facts |= rule.facts.presence(false) | value_facts(rule, value);
        let guess = self.guess.as_mut()?;
        if self.depth == AROUND + 2 && level.name == "user" && name == "userType" {
            guess.signs.console = known_value(&plain(value)?) == Some(UserType::AttendantConsole);
        }
        if guess.comparisons.look_at(level.name)
            && guess.comparisons.attribute(level.name, rule.name, &plain(value)?, self.protocol).is_some()
        {
            return None;
        }
        self.holds(rule, value).then_some(())
    }

    /// Returns whether a field may have a value; `false` also if that is not known, because the value has references.
    #[inline(always)]
    fn holds(&self, rule: &'static FieldRule, value: &[u8]) -> bool {
        let exists = WHOLE || self.scope.value(rule, |word| word.as_bytes() == value).is_none();
        exists && holds(rule, value, self.protocol)
    }

    /// Ends the innermost element.
    fn end(&mut self) -> Option<()> {
        let level = self.levels.get(self.depth.checked_sub(AROUND + 1)?)?;
        let Guess { comparisons, .. } = self.guess.as_ref()?;
        let missing = level.fields.missing(|field| {
            let is_excused = comparisons.excuses(field) || !WHOLE && !self.scope.has(field);
            applies(field, self.protocol) && !is_excused
        });
        if missing != 0 {
            self.note(missing)?;
        }
        let level = self.levels.get(self.depth - AROUND - 1)?;
        let Guess { comparisons, .. } = self.guess.as_ref()?;
        let remarks = comparisons.close(level.name, |name| level.fields.has(name, true));
        if remarks.iter().any(Option::is_some) {
            return None;
        }
        let relations = level.rule.map_or(&[][..], |rule| rule.relations);
        if relations.is_empty() {
            return Some(());
        }
        let facts = self.facts;
        self.facts &= !Relation::facts(relations);
        let is_broken = |relation: &Relation| relation.is_broken(facts, self.setting.direction, self.protocol);
        (!relations.iter().any(is_broken)).then_some(())
    }

    /// Notes the missing fields of the innermost element; `None` if there is no room.
    #[cold]
    fn note(&mut self, missing: u128) -> Option<()> {
        let (dtd, mut path) = (Dtd::of(self.protocol), Path::new(self.protocol));
        let levels = self.levels.get(..self.depth - AROUND)?;
        for name in [ROOT, COMMAND].into_iter().chain(levels.iter().map(|level| level.name)) {
            path.push(dtd.index(name)?);
        }
        let Level { name, end, fields, .. } = levels.last()?;
        let location = Location::new(path, end - name.len(), *end);
        let free = self.lacks.iter_mut().find(|lack| lack.is_none())?;
        *free = Some(Lack { location, fields: fields.rules, missing });
        Some(())
    }
}

impl<const WHOLE: bool> fast::Visitor for Tables<WHOLE> {
    fn open(&mut self, element: &'static Declaration, rest: &[u8]) {
        if self.known {
            let known = match self.depth {
                0 | 1 => Some(()),
                AROUND => self.begin(element.name, rest),
                _ => self.element(element.name, rest),
            };
            self.known = known.is_some();
        }
        self.depth += 1;
    }

    fn attribute(&mut self, attribute: &'static Attribute, value: &[u8]) {
        if !self.known {
            return;
        }
        if self.depth > AROUND {
            self.known = self.field(attribute.name, value).is_some();
        } else if attribute.name == VERSION {
            self.scope = self.setting.scope_of(value);
            self.known = !WHOLE || self.scope.is_whole();
        } else if attribute.name == COMMAND_TYPE {
            let command = core::str::from_utf8(value).ok().and_then(CommandType::from_wire);
            // Another spelling is a deviation.
            self.command = command.filter(|command| command.as_str().as_bytes() == value);
        }
    }

    fn text(&mut self, text: &[u8]) {
        let level = self.depth.checked_sub(AROUND + 1).and_then(|level| self.levels.get(level));
        let Some(Level { rule: Some(rule), .. }) = level else { return };
        self.facts |= value_facts(rule, text);
        self.known = self.known && self.holds(rule, text);
    }

    fn close(&mut self) {
        if self.known && self.depth > AROUND {
            self.known = self.end().is_some();
        }
        self.depth -= 1;
    }

    #[inline(always)]
    fn leaf(&mut self, element: &'static Declaration, text: &[u8]) {
        if !self.known {
            return;
        }
        let known = self.child(element.name).filter(|rule| {
            // It has no attributes, so the table must not require any.
            self.holds(rule, text) && !rule.fields.iter().any(|field| field.required)
        });
        self.known = known.is_some();
        self.facts |= known.map_or(0, |rule| value_facts(rule, text));
    }
}

/// Returns the facts of a value. A value in another spelling is not known, so it does not matter here.
fn value_facts(rule: &FieldRule, value: &[u8]) -> Facts {
    rule.facts.value(|word| word.as_bytes() == value)
}

/// Guesses the signs that the formats depend on, from the bytes after `commandData`.
fn guess_signs(asked: Signs, rest: &[u8]) -> Signs {
    let has = |what: &str| memchr::memmem::find(rest, what.as_bytes()).is_some();
    Signs {
        console: asked.console && is_console(rest),
        initial: asked.initial && has("<initialUpdate"),
        failure: asked.failure && has("<failure"),
    }
}

/// Returns whether the first tags seem to have the type of an attendant console.
fn is_console(rest: &[u8]) -> bool {
    let start = rest.get(..256).unwrap_or(rest);
    memchr::memchr_iter(b'A', start).any(|at| start[at..].starts_with(b"AttendantConsole\""))
}

/// Same as [`Tables::holds`], if everything in the tables exists.
#[inline(always)]
fn holds(rule: &'static FieldRule, value: &[u8], protocol: Protocol) -> bool {
    let any_text = matches!(rule.holds, FieldType::Text) && !(rule.blank_in_ccc2 && protocol == Protocol::Ccc2);
    any_text || holds_value(rule, value, protocol)
}

/// Same as [`holds`], for a field that does not hold free text.
#[inline(never)]
fn holds_value(rule: &'static FieldRule, value: &[u8], protocol: Protocol) -> bool {
    match rule.holds {
        FieldType::Words(words) if !rule.blank_in_ccc2 && words.iter().any(|word| word.as_bytes() == value) => true,
        // The least number of a field is hardly ever more than 1.
        FieldType::Number if is_positive(value) && rule.least.is_none_or(|least| least <= 1) => true,
        FieldType::TelUri if is_tel_uri(value) => true,
        _ => plain(value).is_some_and(|text| value::judge(rule, &text, protocol).is_none()),
    }
}

/// Returns whether a value is a number from 1 without leading zeros, which 64 bits hold.
fn is_positive(value: &[u8]) -> bool {
    (1..=18).contains(&value.len()) && value[0] != b'0' && value.iter().all(u8::is_ascii_digit)
}

/// Returns whether a value is a `tel:` URI of digits alone.
fn is_tel_uri(value: &[u8]) -> bool {
    let number = value.strip_prefix(b"tel:").unwrap_or_default();
    let digits = number.strip_prefix(b"+").unwrap_or(number);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Returns the text of a value if it needs no unescaping.
fn plain(value: &[u8]) -> Option<RawText<'_>> {
    let found = scan::unusual(value);
    if found.references || found.characters && value.iter().any(|byte| *byte < b' ') {
        return None;
    }
    core::str::from_utf8(value).ok().map(RawText::plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fast path must know all documents of the corpus without diagnostics. `tests/rules.rs` checks that its
    /// results are right.
    #[test]
    fn it_knows_every_documented_message() {
        let missed = fast::tests::documented(|protocol, document| {
            let general = crate::Validator::new(protocol).limits(Limits::default().shortcuts(false));
            let verdict = judge(protocol, Setting::default(), document, Limits::default());
            general.validate(document).next().is_none() && !matches!(verdict, Verdict::Lacks(_))
        });
        assert!(missed.is_empty(), "{missed:#?}");
    }

    /// Also those of an older version, whatever way that is known.
    #[test]
    fn it_knows_messages_of_older_versions() {
        let version = crate::message::values::CapVersion::V14_0;
        let mut older = 0;
        let missed = fast::tests::documented(|protocol, document| {
            let Ok(text) = core::str::from_utf8(document) else { return false };
            let said = alloc::string::String::from(text).replacen("17.0", version.as_str(), 1);
            let validator = crate::Validator::new(protocol).limits(Limits::default().shortcuts(false));
            let asked = Setting { version: Some(version), ..Setting::default() };
            let runs =
                [(said.as_bytes(), Setting::default(), validator), (document, asked, validator.version(version))];
            runs.into_iter().any(|(document, setting, general)| {
                let is_clean = general.validate(document).next().is_none();
                older += usize::from(is_clean);
                is_clean && !matches!(judge(protocol, setting, document, Limits::default()), Verdict::Lacks(_))
            })
        });
        assert!(missed.is_empty(), "{missed:#?}");
        assert!(older > 10, "{older} messages have nothing that is newer");
    }
}
