//! Fast path of validation: one walk over a document that certainly has nothing wrong with it, or lacks fields and
//! no more.
//!
//! # Contract
//!
//! [`judge`] says of a document all that [`Diagnostics`](super::Diagnostics) yields, if that is nothing or a few missing
//! fields (senders leave out what they have no value for, so most messages in the field are of this kind); or
//! that it is valid by the DTD; or that nothing is known. It never errs and shares no state with the general
//! walks, which read the document from the beginning and alone say whatever else is wrong. `tests/rules.rs`
//! holds both against each other.
//!
//! # One walk
//!
//! The fast path of the DTD ([`dtd::fast`](crate::dtd::fast)) tells its visitor of each element and value it
//! passes over. So what the DTD says already need not be asked again here: whatever comes is declared, stands
//! where it may and has what the DTD requires.
//!
//! ```text
//! <command commandType="callUpdate">   the command
//! <commandData>                        its format: guessed by a look ahead, held against the facts at the end
//! <user …> <call …> <state>            a field of the table, by prediction; a value it may hold; not twice
//! </call>                              required fields are there, or noted; fields fit together
//! ```
//!
//! Whatever is not so, or is not known, is left to the general walk: an alias, an element that no table of the
//! format has, a value with references in it where not any text will do.

use super::check::compare::Comparisons;
use super::check::head::word;
use super::check::{Fields, LEVELS, applies, is_of, is_of_login, is_wrong_way, value};
use super::rule::{Deviation, Remark};
use crate::dtd::{Attribute, Declaration, Dtd, Location, Path, fast};
use crate::envelope::{COMMAND, COMMAND_TYPE, ROOT};
use crate::limits::Limits;
use crate::message::values::{CommandType, UserType};
use crate::message::{Direction, FieldRule, FieldType, Format, Signs};
use crate::schema::Protocol;
use crate::xml::{Text, scan};

/// Knowledge of a document.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nothing is allocated")]
pub(super) enum Verdict {
    /// Fields are missing, perhaps none, and that is all there is to say.
    Lacks(Missing),
    /// The DTD has nothing to say.
    Valid,
    Unknown,
}

/// Elements that may lack fields until the general walk is asked.
const LACKING: usize = 4;

/// Missing fields, in the order in which their elements end.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    format: &'static Format,
    lacks: [Option<Lack>; LACKING],
    next: usize,
}

/// Fields that one element lacks.
#[derive(Debug, Clone, Copy)]
struct Lack {
    location: Location,
    fields: &'static [FieldRule],
    /// Bit `i`: field `i` is missing.
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

/// Says what is certain of a document; see the [module](self).
pub(super) fn judge(protocol: Protocol, direction: Option<Direction>, document: &[u8], limits: Limits) -> Verdict {
    let mut tables = Tables {
        protocol,
        direction,
        length: document.len(),
        command: None,
        depth: 0,
        inside: [Level { name: "", end: 0, rule: None, fields: Fields::new(&[]) }; LEVELS],
        open: None,
        lacks: [None; LACKING],
        known: true,
    };
    if !fast::walk(Dtd::of(protocol), document, limits, &mut tables) {
        return Verdict::Unknown;
    }
    tables.verdict().map_or(Verdict::Valid, Verdict::Lacks)
}

/// The field table of a document, as a visitor of the walk.
struct Tables {
    protocol: Protocol,
    direction: Option<Direction>,
    /// Bytes of the document.
    length: usize,
    command: Option<CommandType>,
    /// Open elements: the root, `command`, `commandData`, …
    depth: usize,
    inside: [Level; LEVELS],
    open: Option<Open>,
    lacks: [Option<Lack>; LACKING],
    /// Nothing else was found that is a deviation or may be one.
    known: bool,
}

/// The format, known once `commandData` is open.
struct Open {
    format: &'static Format,
    /// The signs by which the format was guessed, as they turn out.
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

/// Elements around the fields: the root, `command`; then `commandData`.
const OUTSIDE: usize = 2;

impl Tables {
    /// The missing fields, if that is all there is to say.
    fn verdict(self) -> Option<Missing> {
        let Open { format, signs, .. } = self.open.filter(|_| self.known)?;
        let guessed_right = core::ptr::eq(format.command.format(signs), format);
        guessed_right.then_some(Missing { format, lacks: self.lacks, next: 0 })
    }

    /// `commandData` begins, and `rest` stands behind its name.
    fn begin(&mut self, name: &'static str, rest: &[u8]) -> Option<()> {
        let command = self.command?;
        let format = command.format(guess(command.asked(), rest));
        if self.open.is_some() || !is_of(format, self.protocol) || is_wrong_way(format.command, self.direction) {
            return None;
        }
        let comparisons = Comparisons::of(format, self.direction);
        self.open = Some(Open { format, signs: Signs::default(), comparisons });
        self.inside[0] = Level { name, end: self.length - rest.len(), rule: None, fields: Fields::new(format.fields) };
        Some(())
    }

    /// A field that is a child begins; its rule.
    #[inline(always)]
    fn child(&mut self, name: &'static str) -> Option<&'static FieldRule> {
        let open = self.open.as_mut()?;
        let parent = self.inside.get_mut(self.depth.checked_sub(OUTSIDE + 1)?)?;
        let field = parent.fields.find(name, false)?;
        let rule = &parent.fields.rules[field];
        let again = parent.fields.mark(field);
        if again && !rule.many || rule.stray || is_of_login(rule, self.protocol) {
            return None;
        }
        open.comparisons.child(parent.name, rule.name);
        if self.depth == OUTSIDE + 2 && parent.name == "user" {
            open.signs.initial |= rule.name == "initialUpdate";
            open.signs.failure |= rule.name == "failure";
        }
        Some(rule)
    }

    /// A child that is not a plain leaf begins, and `rest` stands behind its name.
    fn element(&mut self, name: &'static str, rest: &[u8]) -> Option<()> {
        let rule = self.child(name)?;
        let level = self.inside.get_mut(self.depth - OUTSIDE)?;
        *level = Level { name, end: self.length - rest.len(), rule: Some(rule), fields: Fields::new(rule.fields) };
        Some(())
    }

    /// A field that is an attribute.
    fn field(&mut self, name: &'static str, value: &[u8]) -> Option<()> {
        let level = self.inside.get_mut(self.depth.checked_sub(OUTSIDE + 1)?)?;
        let field = level.fields.find(name, true)?;
        level.fields.mark(field);
        let rule = &level.fields.rules[field];
        let open = self.open.as_mut()?;
        if self.depth == OUTSIDE + 2 && level.name == "user" && name == "userType" {
            open.signs.console = word(&plain(value)?) == Some(UserType::AttendantConsole);
        }
        if open.comparisons.look_at(level.name)
            && open.comparisons.attribute(level.name, rule.name, &plain(value)?, self.protocol).is_some()
        {
            return None;
        }
        holds(rule, value, self.protocol).then_some(())
    }

    /// The innermost element ends.
    fn end(&mut self) -> Option<()> {
        let level = self.inside.get(self.depth.checked_sub(OUTSIDE + 1)?)?;
        let Open { comparisons, .. } = self.open.as_ref()?;
        let missing = level.fields.missing(|field| applies(field, self.protocol) && !comparisons.excuses(field));
        if missing != 0 {
            self.note(missing)?;
        }
        let level = self.inside.get(self.depth - OUTSIDE - 1)?;
        let Open { comparisons, .. } = self.open.as_ref()?;
        let remarks = comparisons.close(level.name, |name| level.fields.has(name, true));
        remarks.iter().all(Option::is_none).then_some(())
    }

    /// The innermost element lacks these fields.
    #[cold]
    fn note(&mut self, missing: u128) -> Option<()> {
        let (dtd, mut path) = (Dtd::of(self.protocol), Path::new(self.protocol));
        let inside = self.inside.get(..self.depth - OUTSIDE)?;
        for name in [ROOT, COMMAND].into_iter().chain(inside.iter().map(|level| level.name)) {
            path.push(dtd.index(name)?);
        }
        let Level { name, end, fields, .. } = inside.last()?;
        let location = Location::new(path, end - name.len(), *end);
        let free = self.lacks.iter_mut().find(|lack| lack.is_none())?;
        *free = Some(Lack { location, fields: fields.rules, missing });
        Some(())
    }
}

impl fast::Visitor for Tables {
    fn open(&mut self, element: &'static Declaration, rest: &[u8]) {
        if self.known {
            let known = match self.depth {
                0 | 1 => Some(()),
                OUTSIDE => self.begin(element.name, rest),
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
        if self.depth > OUTSIDE {
            self.known = self.field(attribute.name, value).is_some();
        } else if attribute.name == COMMAND_TYPE {
            self.command = plain(value).and_then(|name| word(&name));
        }
    }

    fn text(&mut self, text: &[u8]) {
        let level = self.depth.checked_sub(OUTSIDE + 1).and_then(|level| self.inside.get(level));
        let Some(Level { rule: Some(rule), .. }) = level else { return };
        self.known = self.known && holds(rule, text, self.protocol);
    }

    fn close(&mut self) {
        if self.known && self.depth > OUTSIDE {
            self.known = self.end().is_some();
        }
        self.depth -= 1;
    }

    #[inline(always)]
    fn leaf(&mut self, element: &'static Declaration, text: &[u8]) {
        if !self.known {
            return;
        }
        let protocol = self.protocol;
        let known = self.child(element.name).filter(|rule| {
            // It has no attributes, so it lacks those that the table requires.
            holds(rule, text, protocol) && !rule.fields.iter().any(|field| field.required)
        });
        self.known = known.is_some();
    }
}

/// Guesses the signs that are asked for by what stands behind `commandData`.
fn guess(asked: Signs, rest: &[u8]) -> Signs {
    let has = |what: &str| memchr::memmem::find(rest, what.as_bytes()).is_some();
    Signs {
        console: asked.console && is_console(rest),
        initial: asked.initial && has("<initialUpdate"),
        failure: asked.failure && has("<failure"),
    }
}

/// Returns whether the first tags seem to be of an attendant console.
fn is_console(rest: &[u8]) -> bool {
    let start = rest.get(..256).unwrap_or(rest);
    memchr::memchr_iter(b'A', start).any(|at| start[at..].starts_with(b"AttendantConsole\""))
}

/// Returns whether a field may hold a value. `false` is "not known" if there are references in it.
#[inline(always)]
fn holds(rule: &'static FieldRule, value: &[u8], protocol: Protocol) -> bool {
    let any_text = matches!(rule.holds, FieldType::Text) && !(rule.blank_in_ccc2 && protocol == Protocol::Ccc2);
    any_text || holds_word(rule, value, protocol)
}

#[inline(never)]
fn holds_word(rule: &'static FieldRule, value: &[u8], protocol: Protocol) -> bool {
    match rule.holds {
        FieldType::Words(words) if !rule.blank_in_ccc2 && words.iter().any(|word| word.as_bytes() == value) => true,
        _ => plain(value).is_some_and(|text| value::judge(rule, &text, protocol).is_none()),
    }
}

/// A value that needs no unescaping.
fn plain(value: &[u8]) -> Option<Text<'_>> {
    let found = scan::unusual(value);
    if found.references || found.characters && value.iter().any(|byte| *byte < b' ') {
        return None;
    }
    core::str::from_utf8(value).ok().map(Text::from)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::{fs, path::Path, vec::Vec};

    use super::*;

    /// Whatever it answers is right by the laws of `tests/rules.rs`; this holds that it is worth asking.
    #[test]
    fn it_knows_every_documented_message() {
        for (folder, protocol) in [("cap-c", Protocol::CapC), ("ccc2", Protocol::Ccc2)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
            let mut unknown = Vec::new();
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let document = fs::read(&path).expect("a file");
                let general = crate::Validator::new(protocol).limits(Limits::default().shortcuts(false));
                let clean = general.validate(&document).next().is_none();
                if clean && !matches!(judge(protocol, None, &document, Limits::default()), Verdict::Lacks(_)) {
                    unknown.push(path);
                }
            }
            assert!(unknown.is_empty(), "{unknown:#?}");
        }
    }
}
