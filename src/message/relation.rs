//! Relations between the fields of an element, as data.
//!
//! A field has facts that matter to other fields: that it is there, there again, or has a certain value. A [`Relation`]
//! of the element around them names the facts that do not go together. A walk over a document keeps the facts it has
//! found as the bits of one number, and compares them with the relations of an element when that ends.

use super::command::Direction;
use crate::schema::Protocol;

/// A set of facts, one bit each. The tables of each command number their own.
pub(crate) type Facts = u16;

/// The facts of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfField {
    /// What holds if it is there.
    pub there: Facts,
    /// What holds if it is there a second time.
    pub again: Facts,
    /// What holds if it has one of these values. Such a field must not hold free text.
    pub values: &'static [(Facts, &'static [&'static str])],
}

impl OfField {
    pub(super) const NONE: Self = Self { there: 0, again: 0, values: &[] };

    /// Returns the facts of a field that is there, without those of its value.
    #[inline(always)]
    pub(crate) const fn presence(&self, again: bool) -> Facts {
        self.there | if again { self.again } else { 0 }
    }

    /// Returns the facts of its value.
    #[inline(always)]
    pub(crate) fn value(&self, is: impl Fn(&str) -> bool) -> Facts {
        let of = |(facts, words): &(Facts, &[&str])| if words.iter().any(|word| is(word)) { *facts } else { 0 };
        self.values.iter().fold(0, |all, value| all | of(value))
    }
}

/// Facts of an element that do not go together.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Relation {
    /// What it is about.
    pub about: About,
    /// What is right, as a sentence.
    pub says: &'static str,
    /// Number of the erratum if the specification contradicts itself here; 0 otherwise.
    pub erratum: u16,
    /// It is broken if the element has all these facts,
    with: Facts,
    /// and none of these,
    without: Facts,
    /// in a message that goes this way,
    way: Option<Direction>,
    /// in this protocol.
    protocol: Option<Protocol>,
}

/// Subject of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum About {
    /// The reason of a logout, and the side that gives it.
    LogoutReason,
    /// A service, and the number it forwards to.
    Forwarding,
    /// The state of an agent, and the call that it is about.
    WrapUp,
    /// A user without calls.
    NoCalls,
    /// The state of a call, and why it ended.
    ReleaseCause,
    /// The outcome of a request, and what explains it.
    Outcome,
    /// A response, and the action that it answers.
    Answer,
    /// The networks that have the fields of a call.
    Network,
    /// The number of calls in an update.
    OneCall,
}

impl Relation {
    /// Forbids all of the facts `with` in an element that has none of `without`.
    pub(super) const fn never(about: About, with: Facts, without: Facts, says: &'static str) -> Self {
        Self { about, says, erratum: 0, with, without, way: None, protocol: None }
    }

    /// Applies only to messages that are known to go this way.
    pub(super) const fn to(mut self, way: Direction) -> Self {
        self.way = Some(way);
        self
    }

    /// Applies only to one protocol.
    pub(super) const fn only_in(mut self, protocol: Protocol) -> Self {
        self.protocol = Some(protocol);
        self
    }

    /// Is contradicted by the specification itself.
    pub(super) const fn erratum(mut self, number: u16) -> Self {
        self.erratum = number;
        self
    }

    /// Returns the facts that relations depend on.
    pub(crate) fn facts(relations: &[Self]) -> Facts {
        relations.iter().fold(0, |all, relation| all | relation.with | relation.without)
    }

    /// Returns whether an element with these facts breaks it.
    #[inline]
    pub(crate) fn is_broken(&self, facts: Facts, way: Option<Direction>, protocol: Protocol) -> bool {
        facts & self.with == self.with
            && facts & self.without == 0
            && (self.way.is_none() || self.way == way)
            && self.protocol.is_none_or(|only| only == protocol)
    }
}
