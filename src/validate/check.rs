//! One pass over the tokens of a well-formed document, against the field table of its format.

mod compare;
mod head;
mod value;

use super::rule::{Deviation, Remark, Rule};
use crate::dtd::{ContentModel, Declaration, Dtd, Path};
use crate::envelope;
use crate::limits::Limits;
use crate::message::values::{CommandType, UpdateReason};
use crate::message::{Command, Direction, FieldRule, Format};
use crate::schema::{Protocol, RowKind, Schema};
use crate::xml::{Lexer, Text, Token};
use compare::{Remarks, Seen};
use head::{Head, head, word};

/// `commandData`, `user`, `call`, `callCenter`, a leaf: the tables nest no deeper.
const LEVELS: usize = 6;
/// At most this many deviations are found at once.
const DUE: usize = 3;

/// Every deviation from the field tables in one document, in the order of the bytes.
///
/// Yields nothing for a document that is ill-formed or whose command is unknown; the DTD has its
/// say on those. Costs linear time and no allocation.
#[derive(Debug, Clone)]
pub(super) struct Deviations<'a> {
    protocol: Protocol,
    dtd: &'static Dtd,
    format: &'static Format,
    lexer: Lexer<'a>,
    path: Path,
    levels: [Level; LEVELS],
    depth: usize,
    /// Found about the command as a whole, or by rules that compare fields; reported first.
    due: [Option<Deviation<'a>>; DUE],
    /// Bit `i`: required field `i` of the innermost level is missing; it is left afterwards.
    missing: Option<u128>,
    seen: Seen,
    done: bool,
}

/// An open element of the tables.
#[derive(Debug, Clone, Copy)]
struct Level {
    name: &'static str,
    field: Option<&'static FieldRule>,
    fields: &'static [FieldRule],
    /// `None` for a leaf.
    schema: Option<&'static Schema>,
    element: &'static Declaration,
    /// Bit `i`: field `i` is there.
    there: u128,
    /// Where its name stands.
    start: usize,
    end: usize,
    text: bool,
}

impl<'a> Deviations<'a> {
    /// `None` if there is nothing to hold against a table.
    pub(super) fn new(
        protocol: Protocol,
        direction: Option<Direction>,
        document: &'a [u8],
        limits: Limits,
    ) -> Option<Self> {
        let lexer = Lexer::new(document, limits).ok()?;
        let Head { command, start, end, signs } = head(lexer.clone())?;
        let dtd = Dtd::of(protocol);
        let format = command.format(signs);
        let data = dtd.element(envelope::DATA)?;
        let level = Level {
            name: data.name,
            field: None,
            fields: format.fields,
            schema: None,
            element: data,
            there: 0,
            start: 0,
            end: 0,
            text: false,
        };
        let mut this = Self {
            protocol,
            dtd,
            format,
            lexer,
            path: Path::new(protocol),
            levels: [level; LEVELS],
            depth: 0,
            due: [None; DUE],
            missing: None,
            seen: Seen::default(),
            done: false,
        };
        this.path.enter(envelope::ROOT);
        this.path.enter(envelope::COMMAND);
        let speaks = format.protocols.contains(&protocol);
        if !command.protocols().contains(&protocol) {
            this.owe(this.deviation(Rule::CommandOfProtocol, command.as_str(), start, end));
        } else if !speaks {
            this.owe(this.deviation(Rule::FormatOfProtocol, format.name, start, end));
        }
        // Fields of a table that this protocol does not have mean nothing here.
        this.done = !speaks;
        if direction.is_some_and(|stated| !command.directions().contains(&stated)) {
            this.owe(this.deviation(Rule::WrongDirection, command.as_str(), start, end));
        }
        this.seen.from_server = direction == Some(Direction::ToClient);
        Some(this)
    }

    fn remark(&self, remark: Remark<'a>, start: usize, end: usize) -> Deviation<'a> {
        Deviation { remark, start, end, path: self.path, protocol: self.protocol, format: self.format }
    }

    fn deviation(&self, rule: Rule, subject: &'a str, start: usize, end: usize) -> Deviation<'a> {
        self.remark(Remark::new(rule, subject), start, end)
    }

    fn owe(&mut self, deviation: Deviation<'a>) {
        if let Some(free) = self.due.iter_mut().find(|due| due.is_none()) {
            *free = Some(deviation);
        }
    }

    fn level(&mut self) -> &mut Level {
        &mut self.levels[self.depth - 1]
    }

    /// Whether this protocol's DTD allows the child here. What it does not allow, it reports.
    fn allowed(&self, parent: &Declaration, name: &str) -> bool {
        self.dtd.place(parent, name).is_some()
    }

    fn other_has(&self, parent: &str, name: &str) -> bool {
        let other = Dtd::of(match self.protocol {
            Protocol::CapC => Protocol::Ccc2,
            Protocol::Ccc2 => Protocol::CapC,
        });
        other.element(parent).is_some_and(|parent| other.place(parent, name).is_some())
    }

    fn open(&mut self, name: &'a str, at: usize) -> Option<Deviation<'a>> {
        let (start, end) = (at + 1, at + 1 + name.len());
        if self.depth == 0 {
            // Only the first `commandData` of a document counts.
            if name == envelope::DATA && self.lexer.depth() == 3 {
                self.path.enter(name);
                self.depth = 1;
                let schema = Command::schema(self.format.command);
                let level = self.level();
                *level = Level { schema: Some(schema), start, end, ..*level };
            }
            return None;
        }
        let parent = *self.level();
        let allowed = self.allowed(parent.element, name);
        let row = parent.schema.and_then(|schema| Some(&schema.rows[schema.find(name, false)?]));
        let place = row.and_then(|row| find(parent.fields, row.name, row.kind == RowKind::Attribute));
        // What this protocol lacks and the other has is worth more than "unknown".
        let foreign = !allowed && self.other_has(parent.name, name);
        let Some((index, row)) = place.zip(row) else {
            let rule = match row {
                _ if foreign => Some(Rule::FieldOfProtocol),
                _ if !allowed => None,
                Some(row) => (row.kind != RowKind::Moved).then_some(Rule::FieldOfFormat),
                None => Some(Rule::FieldOfCommand),
            };
            return self.skip(rule.map(|rule| self.deviation(rule, name, start, end)));
        };
        // Of two elements of this name the first counts for another row (E012).
        if let Some(other) = row.first_of_two.and_then(|other| find(parent.fields, other, false))
            && parent.there & (1 << index) != 0
        {
            self.level().there |= 1 << other;
        }
        let field = &parent.fields[index];
        let again = parent.there & (1 << index) != 0;
        self.level().there |= 1 << index;
        let noted = |remark| self.remark(remark, start, end);
        let plain = |rule| Remark { erratum: field.erratum, ..Remark::new(rule, name) };
        let deviation = |rule| noted(plain(rule));
        if !allowed {
            return self.skip(foreign.then(|| deviation(Rule::FieldOfProtocol)));
        }
        if field.attribute {
            let found = noted(Remark { subject: "@id", erratum: 32, ..plain(Rule::IdPlace) });
            return self.skip(Some(found));
        }
        let found = if again && !field.many {
            let dtd_allows = self.dtd.place(parent.element, name).is_some_and(|place| place.many);
            dtd_allows.then(|| deviation(Rule::RepeatedField))
        } else if field.stray {
            Some(deviation(Rule::FieldOfFormat))
        } else if name != row.name {
            let documented = core::slice::from_ref(&row.name);
            Some(noted(Remark { expected: documented, erratum: 20, ..plain(Rule::Spelling) }))
        } else if name == "initialUpdate" && self.protocol == Protocol::Ccc2 {
            Some(noted(Remark { erratum: 39, ..plain(Rule::LoginInCcc2) }))
        } else {
            None
        };
        let (Some(element), true) = (self.dtd.element(name), self.depth < LEVELS) else { return self.skip(found) };
        self.path.enter(name);
        self.depth += 1;
        *self.level() = Level {
            name: row.name,
            field: Some(field),
            fields: field.fields,
            schema: row.inner,
            element,
            there: 0,
            start,
            end,
            text: false,
        };
        match (parent.name, row.name) {
            ("queueActionData", "queueCall") => self.seen.queue_call = Some(0),
            ("queueCall", name) => self.seen.queue_call_field(name),
            _ => {}
        }
        found
    }

    /// Passes over the element that just began.
    fn skip(&mut self, deviation: Option<Deviation<'a>>) -> Option<Deviation<'a>> {
        self.done |= self.lexer.skip_element().is_err();
        deviation
    }

    fn attribute(&mut self, name: &'a str, value: &Text<'a>) -> Option<Deviation<'a>> {
        if self.depth == 0 {
            return None;
        }
        let level = *self.level();
        let start = self.lexer.token_start();
        let end = start + name.len();
        let declared = level.element.attribute(name);
        let row = level.schema.and_then(|schema| Some(&schema.rows[schema.find(name, true)?]));
        let place = row.and_then(|row| find(level.fields, row.name, row.kind == RowKind::Attribute));
        let Some((index, row)) = place.zip(row) else {
            declared?;
            let rule = if row.is_some() { Rule::FieldOfFormat } else { Rule::FieldOfCommand };
            return Some(self.deviation(rule, name, start, end));
        };
        let field = &level.fields[index];
        self.level().there |= 1 << index;
        let declared = declared?;
        if row.kind != RowKind::Attribute {
            let remark = Remark { erratum: 32, ..Remark::new(Rule::IdPlace, "id") };
            return Some(self.remark(remark, start, end));
        }
        match (level.name, row.name) {
            ("action", "actionType") => self.seen.action = word(value),
            ("action", "responseRequested") => self.seen.response_requested = word(value),
            ("action", "id") => self.seen.correlation = true,
            ("actionParam", "actionParamName") => self.seen.parameter(word(value)),
            ("queueActionData", "actionType") => self.seen.queue_action = word(value),
            ("queueCall", name) => self.seen.queue_call_field(name),
            ("user", "userLogoutReason") => self.seen.from_server |= *value != "ClientLogout",
            ("queue", "updateReason") => {
                let reason = word(value);
                self.seen.refresh = reason == Some(UpdateReason::Refresh);
                if reason == Some(UpdateReason::Initial) && self.protocol == Protocol::Ccc2 {
                    let (start, end) = self.lexer.value_span();
                    let remark = Remark { erratum: 116, ..Remark::new(Rule::LoginInCcc2, "Initial") };
                    return Some(self.remark(remark, start, end));
                }
            }
            _ => {}
        }
        let outside = !declared.words.is_empty() && !declared.words.iter().any(|word| *value == **word);
        if outside {
            return None;
        }
        let (start, end) = self.lexer.value_span();
        self.value(field, value, start, end)
    }

    /// Holds a value against what its field may hold.
    fn value(&self, field: &'static FieldRule, text: &Text<'a>, start: usize, end: usize) -> Option<Deviation<'a>> {
        value::judge(field, text, self.protocol).map(|remark| self.remark(remark, start, end))
    }

    fn text(&mut self, text: &Text<'a>) -> Option<Deviation<'a>> {
        let level = self.depth.checked_sub(1).map(|top| &mut self.levels[top])?;
        level.text = true;
        // Text between elements is the DTD's affair.
        let (Some(field), ContentModel::Text) = (level.field, &level.element.content) else { return None };
        self.value(field, text, self.lexer.token_start(), self.lexer.position())
    }

    /// The innermost level ends: what is missing, and do its fields fit together?
    fn close(&mut self) -> Option<Deviation<'a>> {
        let level = *self.level();
        let required = level.fields.iter().enumerate().filter(|(index, field)| {
            level.there & (1 << index) == 0
                && field.required
                && self.applies(field)
                && !self.dtd_requires(&level, field)
        });
        self.missing = Some(required.fold(0, |bits, (index, _)| bits | 1 << index));
        let there = |name| find(level.fields, name, true).is_some_and(|i| level.there & (1 << i) != 0);
        let remarks = match level.name {
            "user" if self.format.identity && !there("userUid") && !there("id") => self.seen.anonymous(),
            "action" if self.format.command == CommandType::CallAction => self.seen.judge_action(),
            "queueActionData" => self.seen.judge_queue_action(),
            _ => Remarks::default(),
        };
        self.due = remarks.map(|remark| Some(self.remark(remark?, level.start, level.end)));
        // A leaf without text is an empty value.
        let leaf = matches!(level.element.content, ContentModel::Text) && !level.text;
        level.field.filter(|_| leaf).and_then(|field| self.value(field, &Text::EMPTY, level.start, level.end))
    }

    /// Whether a required field is required here and now.
    fn applies(&self, field: &FieldRule) -> bool {
        let here = match self.protocol {
            Protocol::CapC => !field.in_ccc2,
            Protocol::Ccc2 => !field.blank_in_ccc2 && !field.optional_in_ccc2,
        };
        // A refreshed queue may be empty (E086).
        here && !(self.seen.refresh && field.name == "queueCall")
    }

    /// Whether the DTD requires the field already.
    fn dtd_requires(&self, level: &Level, field: &FieldRule) -> bool {
        if field.attribute {
            level.element.attribute(field.name).is_some_and(|attribute| attribute.required)
        } else {
            self.dtd.place(level.element, field.name).is_some_and(|place| place.required)
        }
    }

    /// The next thing the level that ends lacks; leaves it when there is nothing more.
    fn lacking(&mut self) -> Option<Deviation<'a>> {
        let level = *self.level();
        let bits = self.missing.as_mut()?;
        if *bits == 0 {
            self.missing = None;
            self.path.leave();
            self.depth -= 1;
            // What comes after `commandData` is no field.
            self.done |= self.depth == 0;
            return None;
        }
        let field = &level.fields[bits.trailing_zeros() as usize];
        *bits &= *bits - 1;
        let expected = core::slice::from_ref(&field.name);
        let remark = Remark { expected, erratum: field.erratum, ..Remark::new(Rule::RequiredField, field.name) };
        Some(self.remark(remark, level.start, level.end))
    }
}

/// Index of the field of this name.
fn find(fields: &[FieldRule], name: &str, attribute: bool) -> Option<usize> {
    fields.iter().position(|field| field.attribute == attribute && field.name == name)
}

impl<'a> Iterator for Deviations<'a> {
    type Item = Deviation<'a>;

    fn next(&mut self) -> Option<Deviation<'a>> {
        loop {
            if let Some(due) = self.due.iter_mut().find_map(Option::take) {
                return Some(due);
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
                Token::Close(_) if self.depth > 0 => self.close(),
                Token::Close(_) => None,
            };
            if found.is_some() {
                return found;
            }
        }
    }
}
