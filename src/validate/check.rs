//! General path of the field tables: one pass over the tokens of a well-formed document.

pub(super) mod compare;
pub(super) mod head;
pub(super) mod value;

use super::rule::{Deviation, Remark, Rule};
use super::scope::{Scope, Setting, is_word};
use crate::dtd::{ContentModel, Declaration, Dtd, Location, Path};
use crate::envelope;
use crate::limits::Limits;
use crate::message::values::CommandType;
use crate::message::{Command, Direction, Excuse, Facts, FieldRule, FieldType, Format, Relation};
use crate::schema::{Protocol, RowKind, Schema, WireValue, alike};
use crate::xml::{Lexer, RawText, Token};
use compare::{Comparisons, Remarks};
use head::{Head, head};

/// Room for the open elements of the tables. The deepest are `commandData`, `user`, `call`, `callCenter`, a leaf.
pub(super) const LEVELS: usize = 6;

/// Iterator over all deviations from the field tables in one document, in the order of the bytes.
///
/// Yields nothing after the place where a document is ill-formed, and nothing for an unknown command; the DTD
/// covers these. Takes linear time and does not allocate.
#[derive(Debug, Clone)]
pub(super) struct Deviations<'a> {
    dtd: &'static Dtd,
    format: &'static Format,
    lexer: Lexer<'a>,
    path: Path,
    levels: [Level; LEVELS],
    depth: usize,
    comparisons: Comparisons,
    direction: Option<Direction>,
    scope: Scope,
    /// The facts seen so far of the elements that have not ended.
    facts: Facts,
    /// Relations of the innermost level, which ends, that are not checked yet.
    relations: &'static [Relation],
    /// Remarks on the whole command or on the element that ends, to be reported before all others.
    due: Due<'a>,
    /// Set when the innermost level ends: bit `i` is set if required field `i` is missing. The level ends after all
    /// are reported.
    missing: Option<u128>,
    done: bool,
}

/// Remarks that have the same span, to be reported one by one.
#[derive(Debug, Clone, Default)]
struct Due<'a> {
    remarks: [Option<Remark<'a>>; 4],
    /// `true` if any remark is left.
    any: bool,
    start: usize,
    end: usize,
}

impl<'a> Due<'a> {
    fn new<const N: usize>(found: [Option<Remark<'a>>; N], start: usize, end: usize) -> Self {
        let mut due = Self { start, end, ..Self::default() };
        due.any = found.iter().any(Option::is_some);
        due.remarks.iter_mut().zip(found).for_each(|(place, remark)| *place = remark);
        due
    }

    fn take(&mut self) -> Option<Remark<'a>> {
        let taken = self.remarks.iter_mut().find_map(Option::take);
        self.any = taken.is_some();
        taken
    }
}

/// An open element of the tables.
#[derive(Debug, Clone, Copy)]
struct Level {
    name: &'static str,
    field: Option<&'static FieldRule>,
    fields: Fields,
    /// Bit `i` is set if field `i` occurred in another spelling of its name.
    aliases: u128,
    /// `None` for a leaf.
    schema: Option<&'static Schema>,
    element: &'static Declaration,
    /// Span of its name.
    start: usize,
    end: usize,
    /// `true` if it has text.
    text: bool,
}

/// The fields of an open element, and the set of those that occurred.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub rules: &'static [FieldRule],
    /// Bit `i` is set if field `i` occurred.
    pub there: u128,
    /// The field after the one that was found last.
    next: usize,
}

/// Number of fields that are tried before the whole table is searched.
const NEAR: usize = 3;

impl Fields {
    /// Creates the fields of an element of which none has occurred.
    pub const fn new(rules: &'static [FieldRule]) -> Self {
        Self { rules, there: 0, next: 0 }
    }

    /// Returns the index of the field with this name. Tables and senders have nearly the same order, so the next few
    /// fields are tried first.
    #[inline]
    pub fn find(&mut self, name: &str, attribute: bool) -> Option<usize> {
        let is_named = |field: &FieldRule| field.attribute == attribute && field.name == name;
        let near = self.rules.iter().skip(self.next).take(NEAR).position(is_named);
        let found = near.map(|more| self.next + more).or_else(|| self.rules.iter().position(is_named))?;
        self.next = found + 1;
        Some(found)
    }

    /// Marks a field as present. Returns whether it was present before.
    pub fn mark(&mut self, field: usize) -> bool {
        let before = self.there;
        self.there |= 1 << field;
        self.there == before
    }

    /// Returns whether the field with this name is present.
    pub fn has(&self, name: &str, attribute: bool) -> bool {
        let index = self.rules.iter().position(|field| field.attribute == attribute && field.name == name);
        index.is_some_and(|index| self.there >> index & 1 == 1)
    }

    /// Returns the required fields that are missing, as bits. `applies` returns whether a field is really required.
    pub fn missing(&self, applies: impl Fn(&'static FieldRule) -> bool) -> u128 {
        let is_missing = |(index, field): &(usize, &'static FieldRule)| {
            field.required && self.there >> index & 1 == 0 && applies(field)
        };
        self.rules.iter().enumerate().filter(is_missing).fold(0, |bits, (index, _)| bits | 1 << index)
    }
}

impl<'a> Deviations<'a> {
    /// Finds the command and its format; `None` if there is no known command. `valid` is whether the document is
    /// valid by the DTD.
    pub(super) fn new(
        protocol: Protocol,
        setting: Setting,
        document: &'a [u8],
        limits: Limits,
        valid: bool,
    ) -> Option<Self> {
        let lexer = Lexer::new(document, limits).ok()?;
        let Head { version, command, name, start, end, signs } = head(lexer.clone(), valid)?;
        let (direction, scope) = (setting.direction, setting.scope(version));
        let dtd = Dtd::of(protocol);
        let format = command.format(signs);
        let data = dtd.element(envelope::DATA)?;
        let level = Level {
            name: data.name,
            field: None,
            fields: Fields::new(format.fields),
            aliases: 0,
            schema: Some(Command::schema(command)),
            element: data,
            start: 0,
            end: 0,
            text: false,
        };
        let mut path = Path::new(protocol);
        path.push(dtd.index(envelope::ROOT)?);
        path.push(dtd.index(envelope::COMMAND)?);
        let of_protocol = if !command.protocols().contains(&protocol) {
            Some(Remark::new(Rule::CommandOfProtocol, command.as_str()))
        } else if !is_of(format, protocol) {
            Some(Remark::new(Rule::FormatOfProtocol, format.name))
        } else {
            None
        };
        let [newer, foreign] = scope.command(command);
        let wrong_way = is_wrong_way(command, direction).then(|| Remark::new(Rule::WrongDirection, command.as_str()));
        // A name that the DTD does not allow is reported by the DTD.
        let allowed = dtd.element(envelope::COMMAND)?.attribute(envelope::COMMAND_TYPE)?;
        let is_alias = name != *command.as_str() && allowed.may_hold_text(&name);
        let documented = &CommandType::WORDS[command as usize];
        let spelled = is_alias.then(|| Remark::spelled(documented, |other| name == *other, documented));
        Some(Self {
            dtd,
            format,
            lexer,
            path,
            levels: [level; LEVELS],
            depth: 0,
            comparisons: Comparisons::of(format, direction, scope),
            direction,
            scope,
            facts: 0,
            relations: &[],
            due: Due::new([of_protocol.or(newer), foreign, wrong_way, spelled], start, end),
            missing: None,
            // The protocol does not have this table, so no field is checked.
            done: !is_of(format, protocol),
        })
    }

    fn protocol(&self) -> Protocol {
        self.path.protocol()
    }

    fn remark(&self, remark: Remark<'a>, start: usize, end: usize) -> Deviation<'a> {
        Deviation { remark, location: Location::new(self.path, start, end), format: self.format }
    }

    /// Returns whether the DTD of the other protocol allows the child.
    fn other_has(&self, parent: &str, name: &str) -> bool {
        let other = Dtd::of(match self.protocol() {
            Protocol::CapC => Protocol::Ccc2,
            Protocol::Ccc2 => Protocol::CapC,
        });
        other.element(parent).is_some_and(|parent| other.place(parent, name).is_some())
    }

    /// Checks an element, and enters it unless it is skipped.
    fn open(&mut self, name: &'a str, at: usize) -> Option<Deviation<'a>> {
        let (start, end) = (at + 1, at + 1 + name.len());
        let Some(top) = self.depth.checked_sub(1) else {
            // Only the first `commandData` of a document counts.
            if name == envelope::DATA && self.lexer.depth() == 3 {
                self.path.push(self.dtd.index(name)?);
                self.depth = 1;
                (self.levels[0].start, self.levels[0].end) = (start, end);
            }
            return None;
        };
        let parent = &mut self.levels[top];
        let (parent_name, parent_element) = (parent.name, parent.element);
        // `None` if the DTD does not allow the child here. The DTD reports that.
        let index = self.dtd.index(name);
        let place = index.and_then(|index| parent_element.place(index));
        let row = parent.schema.and_then(|schema| Some(&schema.rows[schema.find(name, false)?]));
        let field = row.and_then(|row| parent.fields.find(row.name, row.kind == RowKind::Attribute));
        let Some((field, row)) = field.zip(row) else {
            let rule = match row {
                // A field of the other protocol gets a more exact remark than that of the DTD.
                _ if place.is_none() => self.other_has(parent_name, name).then_some(Rule::FieldOfProtocol),
                Some(row) => (row.kind != RowKind::Moved).then_some(Rule::FieldOfFormat),
                None => Some(Rule::FieldOfCommand),
            };
            return self.skip(rule.map(|rule| self.remark(Remark::new(rule, name), start, end)));
        };
        let again = parent.fields.mark(field);
        let is_alias = name != row.name;
        let in_two_spellings = again && (parent.aliases >> field & 1 == 1) != is_alias;
        parent.aliases |= u128::from(is_alias) << field;
        let rule = &parent.fields.rules[field];
        // The first of two elements with this name is the field of another row (E012).
        let mut is_pair = false;
        if again && let Some(other) = row.first_of_two {
            let is_other = |field: &FieldRule| !field.attribute && field.name == other;
            if let Some(other) = parent.fields.rules.iter().position(is_other) {
                is_pair = !parent.fields.mark(other);
            }
        }
        let plain = |kind| Remark::new(kind, name);
        let (Some(index), Some(place)) = (index, place) else {
            let foreign = self.other_has(parent_name, name).then(|| plain(Rule::FieldOfProtocol));
            return self.skip(foreign.map(|remark| self.remark(remark, start, end)));
        };
        if rule.attribute {
            let remark = Remark { subject: "@id", erratum: 32, ..plain(Rule::IdPlace) };
            return self.skip(Some(self.remark(remark, start, end)));
        }
        let found = if again && !rule.many {
            // The DTD reports the same name twice, if it does not allow it.
            let erratum = rule.excuse(|excuse| is_pair && excuse == Excuse::Pair);
            (place.many || in_two_spellings).then(|| Remark { erratum, ..Remark::new(Rule::RepeatedField, row.name) })
        } else if rule.stray {
            let erratum = rule.excuse(|excuse| excuse == Excuse::Presence);
            Some(Remark { erratum, ..plain(Rule::FieldOfFormat) })
        } else if is_alias {
            Some(Remark::spelled(name, |other| name == other, &row.name))
        } else if is_of_login(rule, self.protocol()) {
            Some(Remark { erratum: 39, ..plain(Rule::LoginInCcc2) })
        } else {
            self.scope.field(rule, name)
        };
        let found = found.map(|remark| self.remark(remark, start, end));
        let Some(level) = self.levels.get_mut(self.depth) else { return self.skip(found) };
        *level = Level {
            name: row.name,
            field: Some(rule),
            fields: Fields::new(rule.fields),
            aliases: 0,
            schema: row.inner,
            element: self.dtd.at(index),
            start,
            end,
            text: false,
        };
        self.path.push(index);
        self.depth += 1;
        self.comparisons.child(parent_name, row.name);
        self.facts |= rule.facts.presence(again);
        found
    }

    /// Skips the element that just began, and returns the deviation.
    fn skip(&mut self, deviation: Option<Deviation<'a>>) -> Option<Deviation<'a>> {
        self.done |= self.lexer.skip_element().is_err();
        deviation
    }

    /// Checks an attribute.
    fn attribute(&mut self, name: &'a str, value: &RawText<'a>) -> Option<Deviation<'a>> {
        let protocol = self.protocol();
        let level = &mut self.levels[self.depth.checked_sub(1)?];
        let start = self.lexer.token_start();
        let end = start + name.len();
        let declared = level.element.attribute(name);
        let row = level.schema.and_then(|schema| Some(&schema.rows[schema.find(name, true)?]));
        let field = row.and_then(|row| level.fields.find(row.name, row.kind == RowKind::Attribute));
        let Some((field, row)) = field.zip(row) else {
            declared?;
            let rule = if row.is_some() { Rule::FieldOfFormat } else { Rule::FieldOfCommand };
            return Some(self.remark(Remark::new(rule, name), start, end));
        };
        let again = level.fields.mark(field);
        let (element, field) = (level.name, &level.fields.rules[field]);
        let declared = declared?;
        if row.kind != RowKind::Attribute {
            let remark = Remark { erratum: 32, ..Remark::new(Rule::IdPlace, "id") };
            return Some(self.remark(remark, start, end));
        }
        self.facts |= field.facts.presence(again) | value_facts(field, value);
        let compared = self.comparisons.attribute(element, row.name, value, protocol);
        if again || name != row.name {
            // No attribute occurs twice, so the other one was spelled otherwise.
            let remark = if again {
                Remark::new(Rule::RepeatedField, row.name)
            } else {
                Remark::spelled(name, |other| name == other, &row.name)
            };
            return Some(self.remark(remark, start, end));
        }
        // A value that the DTD does not allow is reported by the DTD.
        let of_value = || if declared.may_hold_text(value) { value::judge(field, value, protocol) } else { None };
        if let Some(remark) = self.scope.field(field, name) {
            return Some(self.remark(remark, start, end));
        }
        let remark = compared.or_else(of_value).or_else(|| self.scope.value(field, is_word(value)))?;
        let (start, end) = self.lexer.value_span();
        Some(self.remark(remark, start, end))
    }

    /// Checks a text.
    fn text(&mut self, text: &RawText<'a>) -> Option<Deviation<'a>> {
        let protocol = self.protocol();
        let level = &mut self.levels[self.depth.checked_sub(1)?];
        level.text = true;
        // The DTD reports text between elements.
        let (Some(field), ContentModel::Text) = (level.field, &level.element.content) else { return None };
        self.facts |= value_facts(field, text);
        let remark = value::judge(field, text, protocol).or_else(|| self.scope.value(field, is_word(text)))?;
        Some(self.remark(remark, self.lexer.token_start(), self.lexer.position()))
    }

    /// Ends the innermost level: collects the missing fields, and compares the fields with each other.
    fn close(&mut self) -> Option<Deviation<'a>> {
        let protocol = self.protocol();
        let level = &self.levels[self.depth.checked_sub(1)?];
        let (start, end) = (level.start, level.end);
        self.missing = Some(level.fields.missing(|field| {
            applies(field, protocol)
                && !self.comparisons.excuses(field)
                && self.scope.has(field)
                && !self.dtd_requires(level.element, field)
        }));
        let remarks: Remarks = self.comparisons.close(level.name, |name| level.fields.has(name, true));
        self.due = Due::new(remarks, start, end);
        self.relations = level.field.map_or(&[], |field| field.relations);
        // A leaf without text has an empty value.
        let is_empty = matches!(level.element.content, ContentModel::Text) && !level.text;
        let remark = value::judge(level.field.filter(|_| is_empty)?, &RawText::EMPTY, protocol)?;
        Some(self.remark(remark, start, end))
    }

    /// Returns whether the DTD requires the field, and so reports it.
    fn dtd_requires(&self, element: &Declaration, field: &FieldRule) -> bool {
        if field.attribute {
            element.attribute(field.name).is_some_and(|attribute| attribute.required)
        } else {
            self.dtd.place(element, field.name).is_some_and(|place| place.required)
        }
    }

    /// Reports the next broken relation of the level that ends. After the last one its facts are forgotten, for the
    /// next such element has its own.
    fn unrelated(&mut self) -> Option<Deviation<'a>> {
        while let [relation, rest @ ..] = self.relations {
            let (level, facts) = (&self.levels[self.depth - 1], self.facts);
            self.relations = rest;
            if rest.is_empty() {
                self.facts &= !level.field.map_or(0, |field| Relation::facts(field.relations));
            }
            if relation.is_broken(facts, self.direction, self.protocol()) && !self.scope.settles(relation) {
                return Some(self.remark(Remark::broken(relation, level.name), level.start, level.end));
            }
        }
        None
    }

    /// Reports the next missing field of the level that ends, or leaves the level if there is none.
    fn lacking(&mut self) -> Option<Deviation<'a>> {
        let bits = self.missing.as_mut()?;
        if *bits == 0 {
            self.missing = None;
            self.path.pop();
            self.depth -= 1;
            // There are no fields after `commandData`.
            self.done |= self.depth == 0;
            return None;
        }
        let level = &self.levels[self.depth - 1];
        let field = &level.fields.rules[bits.trailing_zeros() as usize];
        *bits &= *bits - 1;
        Some(self.remark(Remark::missing(field), level.start, level.end))
    }
}

/// Returns the facts of a value. Another spelling of a word is the same word.
fn value_facts(field: &FieldRule, text: &RawText<'_>) -> Facts {
    let is_word = matches!(field.holds, FieldType::Words(_));
    let is_alike = |word: &str| is_word && text.as_plain().is_some_and(|text| alike(text, word));
    field.facts.value(|word| *text == *word || is_alike(word))
}

/// Returns whether a protocol has a format.
pub(super) fn is_of(format: &Format, protocol: Protocol) -> bool {
    format.protocols.contains(&protocol)
}

/// Returns whether a command does not have the stated direction.
pub(super) fn is_wrong_way(command: CommandType, stated: Option<Direction>) -> bool {
    stated.is_some_and(|stated| !command.directions().contains(&stated))
}

/// Returns whether a field that is marked as required is required in a protocol.
pub(super) const fn applies(field: &FieldRule, protocol: Protocol) -> bool {
    match protocol {
        Protocol::CapC => !field.in_ccc2,
        Protocol::Ccc2 => (!field.blank_in_ccc2 || field.present_in_ccc2) && !field.optional_in_ccc2,
    }
}

/// Returns whether the field is for the first update after a login, which CCC2 does not have (E039).
pub(super) fn is_of_login(field: &FieldRule, protocol: Protocol) -> bool {
    protocol == Protocol::Ccc2 && field.name == "initialUpdate" && matches!(field.holds, FieldType::Nothing)
}

impl<'a> Iterator for Deviations<'a> {
    type Item = Deviation<'a>;

    fn next(&mut self) -> Option<Deviation<'a>> {
        loop {
            if self.due.any {
                match self.due.take() {
                    Some(remark) => return Some(self.remark(remark, self.due.start, self.due.end)),
                    None => continue,
                }
            }
            if let Some(found) = self.unrelated() {
                return Some(found);
            }
            if self.missing.is_some() {
                match self.lacking() {
                    Some(found) => return Some(found),
                    None => continue,
                }
            }
            if self.done {
                return None;
            }
            let Ok(Some(token)) = self.lexer.next() else {
                self.done = true;
                continue;
            };
            let at = self.lexer.token_start();
            let found = match token {
                Token::Open(name) => self.open(name, at),
                Token::Attribute(name, value) => self.attribute(name, &value),
                Token::Text(text) => self.text(&text),
                Token::Close(_) => self.close(),
            };
            if found.is_some() {
                return found;
            }
        }
    }
}
