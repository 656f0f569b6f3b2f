//! What exists where a document is used: in its version of the protocol, and in the environment of its users.

use super::rule::Remark;
use crate::message::values::{ActionType, CapVersion, CommandType};
use crate::message::{About, Direction, Environment, FieldRule, Relation};
use crate::schema::WireValue;
use crate::xml::RawText;

/// The newest version, which nearly all documents say.
pub(super) const NEWEST: &[u8] = CapVersion::NEWEST.as_str().as_bytes();

/// What a validator knows of the documents besides their protocol.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Setting {
    /// The way they go.
    pub direction: Option<Direction>,
    /// The version that they are judged by; `None` for the one that each says.
    pub version: Option<CapVersion>,
    /// The environment of their users.
    pub environment: Option<Environment>,
}

impl Setting {
    /// Returns the scope of a document that says this version, if it says a known one.
    #[inline]
    pub fn scope(self, said: Option<CapVersion>) -> Scope {
        let version = self.version.or(said).filter(|version| *version < CapVersion::NEWEST);
        Scope { version, environment: self.environment }
    }

    /// Returns the scope of a document that says this version, in the bytes of the document.
    pub fn scope_of(self, said: &[u8]) -> Scope {
        if said == NEWEST {
            // The usual one needs no search.
            return self.scope(None);
        }
        self.scope(core::str::from_utf8(said).ok().and_then(CapVersion::from_wire))
    }
}

/// The part of the tables that exists for a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    /// Its version, if that is older than the tables.
    version: Option<CapVersion>,
    environment: Option<Environment>,
}

impl Scope {
    /// Returns whether everything in the tables exists, which is nearly always so.
    pub fn is_whole(self) -> bool {
        self.version.is_none() && self.environment.is_none()
    }

    /// Returns whether the remarks on single fields say all that a broken relation says: of two environments, one is
    /// wrong.
    pub fn settles(self, relation: &Relation) -> bool {
        relation.about == About::Network && self.environment.is_some()
    }

    /// Judges a command: its version, and its environment.
    pub fn command(self, command: CommandType) -> [Option<Remark<'static>>; 2] {
        let name = command.as_str();
        let newer = command.since().and_then(|since| self.newer(name, &CapVersion::WORDS[since as usize]));
        [newer, self.foreign(name, command.environment())]
    }

    /// Judges a field, which is called `name` in the document.
    pub fn field<'a>(self, field: &'static FieldRule, name: &'a str) -> Option<Remark<'a>> {
        let newer = field.since.as_ref().and_then(|since| self.newer(name, since));
        newer.or_else(|| self.foreign(name, field.environment))
    }

    /// Judges a value. Another spelling of a word is no word here.
    pub fn value(self, field: &'static FieldRule, is: impl Fn(&str) -> bool) -> Option<Remark<'static>> {
        self.version?;
        field.dated.iter().filter(|(word, _)| is(word)).find_map(|(word, since)| self.newer(word, since))
    }

    /// Judges the action of a `callAction`.
    pub fn action(self, action: ActionType) -> Option<Remark<'static>> {
        self.foreign(action.as_str(), action.environment())
    }

    /// Returns whether a field exists.
    pub fn has(self, field: &'static FieldRule) -> bool {
        self.field(field, field.name).is_none()
    }

    fn newer<'a>(self, name: &'a str, since: &'static &'static str) -> Option<Remark<'a>> {
        self.version.filter(|version| !version.has(since)).map(|version| Remark::newer(name, since, version))
    }

    fn foreign<'a>(self, name: &'a str, only: Option<Environment>) -> Option<Remark<'a>> {
        only.filter(|only| self.environment.is_some_and(|here| here != *only)).map(|only| Remark::foreign(name, only))
    }
}

/// Returns whether a text is a word.
pub(super) fn is_word<'t>(text: &'t RawText<'_>) -> impl Fn(&str) -> bool + 't {
    move |word| *text == *word
}
