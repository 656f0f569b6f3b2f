//! Formats of a command: the types of the field tables. The tables are in the module of each command.

use super::command::Environment;
use super::erratum::{E037, Erratum};
use super::relation::{Facts, OfField, Relation};
use super::values::{CommandType, UserType};
use crate::schema::{Protocol, Value};

/// A format of a command, with its field table.
#[derive(Debug)]
#[non_exhaustive]
pub struct Format {
    /// The command.
    pub command: CommandType,
    /// Name of the format; `default` if the command has only one.
    pub name: &'static str,
    /// Section of the specification.
    pub section: &'static str,
    /// Protocols that have it.
    pub protocols: &'static [Protocol],
    /// Fields of `commandData`.
    pub fields: &'static [FieldRule],
    /// `true` if `user` needs `userUid` or `id`.
    pub identity: bool,
    /// Signs that distinguish it from the other formats of the command.
    told_by: ToldBy,
}

/// Signs that a format must have (`true`) or must not have (`false`); `None` where it does not matter.
#[derive(Debug, Clone, Copy)]
struct ToldBy {
    console: Option<bool>,
    initial: Option<bool>,
    failure: Option<bool>,
}

/// Signs in a message that distinguish the formats of its command.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// `AttendantConsole` as `userType`.
    pub console: bool,
    /// An `initialUpdate`.
    pub initial: bool,
    /// A `failure`.
    pub failure: bool,
}

/// Returns whether this is the type of a console.
pub(super) fn is_console(user_type: Option<&Value<'_, UserType>>) -> bool {
    user_type.is_some_and(|t| *t == UserType::AttendantConsole)
}

/// A row of a field table.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FieldRule {
    /// Canonical wire name.
    pub name: &'static str,
    /// `true` for an attribute of its parent, false for a child.
    pub attribute: bool,
    /// `true` if it must be there when its parent is.
    pub required: bool,
    /// `true` if it may be there many times.
    pub many: bool,
    /// Type of its content.
    pub holds: FieldType,
    /// Smallest number that it may hold.
    pub least: Option<i64>,
    /// `true` if it may be -1, although that is less than `least`.
    pub minus_one: bool,
    /// Attributes and children.
    pub fields: &'static [FieldRule],
    /// `true` if it may be empty although `holds` says otherwise.
    pub or_empty: bool,
    /// Another spelling of a value, and the documented spelling.
    pub alias: Option<(&'static str, &'static str)>,
    /// `true` for a field of CCC2 only.
    pub in_ccc2: bool,
    /// `true` if it is blank or absent in CCC2 (E037).
    pub blank_in_ccc2: bool,
    /// `true` if it is blank in CCC2, and should not be absent (E037).
    pub present_in_ccc2: bool,
    /// `true` if it is required in CAP-C and the specification does not mention CCC2 (E037).
    pub optional_in_ccc2: bool,
    /// `true` if the specification mentions it for this format, but not in its table.
    pub stray: bool,
    /// The version that brought it; `None` if it is as old as its parent or if the specification does not say it.
    pub since: Option<&'static str>,
    /// Values that are newer than the field, each with the version that brought it.
    pub dated: &'static [(&'static str, &'static str)],
    /// The environment that has it, if only one does.
    pub environment: Option<Environment>,
    /// A contradiction of the specification about it, which excuses certain deviations and no others.
    pub erratum: Option<&'static Erratum>,
    /// What matters in it to the relations of an element around it.
    pub(crate) facts: OfField,
    /// Relations between its fields.
    pub relations: &'static [Relation],
}

/// Type of a field's content.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum FieldType {
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// One of these values.
    Words(&'static [&'static str]),
    /// 32 hexadecimal digits in lower case.
    Digest,
    /// A `tel:` URI, `Private` or `Unavailable`.
    TelUri,
    /// Nothing: its presence is the value.
    Nothing,
    /// Fields, and no text of its own.
    Container,
}

pub(super) const CAP_C: &[Protocol] = &[Protocol::CapC];
pub(super) const BOTH: &[Protocol] = &[Protocol::CapC, Protocol::Ccc2];
pub(super) const TRUE_OR_FALSE: &[&str] = &["True", "False"];

impl Format {
    pub(super) const fn new(
        command: CommandType,
        name: &'static str,
        section: &'static str,
        protocols: &'static [Protocol],
        fields: &'static [FieldRule],
    ) -> Self {
        let told_by = ToldBy { console: None, initial: None, failure: None };
        Self { command, name, section, protocols, fields, identity: false, told_by }
    }

    /// Requires `userUid` or `id` of `user`.
    pub(super) const fn identity(mut self) -> Self {
        self.identity = true;
        self
    }

    /// Requires the `userType` `AttendantConsole`, or another one.
    pub(super) const fn console(mut self, wanted: bool) -> Self {
        self.told_by.console = Some(wanted);
        self
    }

    /// Requires an `initialUpdate`, or none.
    pub(super) const fn initial(mut self, wanted: bool) -> Self {
        self.told_by.initial = Some(wanted);
        self
    }

    /// Requires a `failure`, or none.
    pub(super) const fn failure(mut self, wanted: bool) -> Self {
        self.told_by.failure = Some(wanted);
        self
    }

    /// Returns `others` and the signs that it depends on.
    pub(super) fn asked(&self, others: Signs) -> Signs {
        Signs {
            console: others.console | self.told_by.console.is_some(),
            initial: others.initial | self.told_by.initial.is_some(),
            failure: others.failure | self.told_by.failure.is_some(),
        }
    }

    /// Returns whether a message with these signs has this format.
    pub(super) fn fits(&self, signs: Signs) -> bool {
        let asks = self.told_by;
        asks.console.is_none_or(|wanted| wanted == signs.console)
            && asks.initial.is_none_or(|wanted| wanted == signs.initial)
            && asks.failure.is_none_or(|wanted| wanted == signs.failure)
    }
}

/// A field that may be left out. It holds text, and is an attribute if its name begins with `@`.
pub(super) const fn may(name: &'static str) -> FieldRule {
    let attribute = name.as_bytes()[0] == b'@';
    FieldRule {
        name: if attribute { name.split_at(1).1 } else { name },
        attribute,
        required: false,
        many: false,
        holds: FieldType::Text,
        least: None,
        minus_one: false,
        fields: &[],
        or_empty: false,
        alias: None,
        in_ccc2: false,
        blank_in_ccc2: false,
        present_in_ccc2: false,
        optional_in_ccc2: false,
        stray: false,
        since: None,
        dated: &[],
        environment: None,
        erratum: None,
        facts: OfField::NONE,
        relations: &[],
    }
}

/// A field that must be there when its parent is.
pub(super) const fn must(name: &'static str) -> FieldRule {
    FieldRule { required: true, ..may(name) }
}

/// A field that the specification mentions for the format, but not in its table.
pub(super) const fn stray(name: &'static str) -> FieldRule {
    FieldRule { stray: true, ..may(name) }
}

impl FieldRule {
    /// Holds a whole number that is at least this.
    pub(super) const fn number_from(mut self, least: i64) -> Self {
        self.holds = FieldType::Number;
        self.least = Some(least);
        self
    }

    /// May be -1, too.
    pub(super) const fn or_minus_one(mut self) -> Self {
        self.minus_one = true;
        self
    }

    pub(super) const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.holds = FieldType::Words(words);
        self
    }

    pub(super) const fn digest(mut self) -> Self {
        self.holds = FieldType::Digest;
        self
    }

    pub(super) const fn tel_uri(mut self) -> Self {
        self.holds = FieldType::TelUri;
        self
    }

    pub(super) const fn nothing(mut self) -> Self {
        self.holds = FieldType::Nothing;
        self
    }

    pub(super) const fn container(mut self) -> Self {
        self.holds = FieldType::Container;
        self
    }

    pub(super) const fn or_empty(mut self) -> Self {
        self.or_empty = true;
        self
    }

    pub(super) const fn alias(mut self, seen: &'static str, documented: &'static str) -> Self {
        self.alias = Some((seen, documented));
        self
    }

    pub(super) const fn many(mut self) -> Self {
        self.many = true;
        self
    }

    pub(super) const fn in_ccc2(mut self) -> Self {
        self.in_ccc2 = true;
        self
    }

    pub(super) const fn blank_in_ccc2(mut self) -> Self {
        self.blank_in_ccc2 = true;
        self
    }

    /// Is there in CCC2, and blank.
    pub(super) const fn empty_in_ccc2(mut self) -> Self {
        self.present_in_ccc2 = true;
        self.erratum = Some(&E037);
        self.blank_in_ccc2()
    }

    pub(super) const fn optional_in_ccc2(mut self) -> Self {
        self.optional_in_ccc2 = true;
        self
    }

    /// Came with this version.
    pub(super) const fn since(mut self, version: &'static str) -> Self {
        self.since = Some(version);
        self
    }

    /// Has these values since these versions.
    pub(super) const fn dated(mut self, values: &'static [(&'static str, &'static str)]) -> Self {
        self.dated = values;
        self
    }

    /// Is there in this environment only.
    pub(super) const fn only_in(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    pub(super) const fn erratum(mut self, erratum: &'static Erratum) -> Self {
        self.erratum = Some(erratum);
        self
    }

    /// Has these facts if it is there.
    pub(super) const fn there(mut self, facts: Facts) -> Self {
        self.facts.there = facts;
        self
    }

    /// Has these facts if it is there twice.
    pub(super) const fn again(mut self, facts: Facts) -> Self {
        self.facts.again = facts;
        self
    }

    /// Has these facts if it has one of these values.
    pub(super) const fn says(mut self, values: &'static [(Facts, &'static [&'static str])]) -> Self {
        self.facts.values = values;
        self
    }

    pub(super) const fn relations(mut self, relations: &'static [Relation]) -> Self {
        self.relations = relations;
        self
    }

    pub(super) const fn with(mut self, fields: &'static [FieldRule]) -> Self {
        self.fields = fields;
        self
    }
}
