//! What the field tables say beyond the DTDs, and validation by both.
//!
//! A DTD knows names, order and counts. The field tables of the specification know more: which
//! fields a command or a format of it has and requires, which values, which parameters an action
//! takes, what belongs to which protocol. A departure from a DTD makes a document *invalid*; one
//! from the tables is a *deviation*: valid, and often commonly sent, but not as documented. Where
//! the specification contradicts itself, the deviation names the erratum.

mod actions;
mod check;
mod fast;
mod rule;

pub use crate::message::{Direction, FieldRule, FieldType, Format};
pub use actions::{ActionRule, Parameter};
pub use rule::{Deviation, Rule};

use core::{fmt, ops::Range};

use crate::dtd::{Location, Path, Violation, ViolationKind, Violations};
use crate::error::Error;
use crate::limits::Limits;
use crate::message::values::CommandType;
use crate::message::{Command, Decoder, Document};
use crate::schema::Protocol;
use check::Deviations;
use fast::{Missing, Verdict};

/// Every format of every command, as the field tables have them.
pub fn formats() -> impl Iterator<Item = &'static Format> {
    CommandType::ALL.iter().flat_map(|command| command.formats())
}

/// Validation with options: a DTD, then the field tables.
#[derive(Debug, Clone, Copy)]
pub struct Validator {
    protocol: Protocol,
    direction: Option<Direction>,
    deviations: bool,
    limits: Limits,
}

impl Validator {
    /// Both severities, any direction, default limits.
    #[must_use]
    pub fn new(protocol: Protocol) -> Self {
        Self { protocol, direction: None, deviations: true, limits: Limits::default() }
    }

    /// States which way the messages go, so that [`Rule::WrongDirection`] can be checked.
    #[must_use]
    pub const fn direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Whether the field tables are asked at all; they are by default.
    #[must_use]
    pub const fn deviations(mut self, wanted: bool) -> Self {
        self.deviations = wanted;
        self
    }

    /// Sets the limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Everything wrong with one document. See [`Diagnostics`].
    #[must_use]
    pub fn validate<'a>(&self, document: &'a [u8]) -> Diagnostics<'a> {
        let stage = if self.deviations && self.limits.shortcuts {
            Stage::Untried
        } else {
            Stage::Dtd(Violations::new(self.protocol, document, self.limits))
        };
        Diagnostics { stage, document, validator: *self }
    }

    /// Decodes a document that has nothing wrong with it.
    ///
    /// # Errors
    /// The first finding: of the DTD, then of the tables.
    pub fn decode<'a>(&self, document: &'a [u8]) -> Result<Document<'a>, Diagnostic<'a>> {
        if let Some(finding) = self.validate(document).next() {
            return Err(finding);
        }
        let decoded = Decoder::new().limits(self.limits).decode(document);
        decoded.map_err(|error| Diagnostic::ill_formed(self.protocol, error))
    }
}

impl Protocol {
    /// Everything wrong with one document: the DTD first, then the field tables.
    ///
    /// ```
    /// use broadworks_cap::{Protocol, validate::Severity};
    ///
    /// let document = br#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="infoRequest">
    ///   <commandData><capVersionResponse>17.0</capVersionResponse></commandData></command></BroadsoftDocument>"#;
    /// let findings: Vec<_> = Protocol::CapC.validate(document).collect();
    /// assert_eq!(findings.len(), 2);
    /// assert!(findings.iter().all(|finding| finding.severity() == Severity::Deviation));
    /// assert_eq!(findings[0].to_string(), "`infoRequest` documents no `capVersionResponse` in `commandData`");
    /// assert_eq!(findings[1].to_string(), "`infoRequest` requires `capVersionRequest` in `commandData` (section 6.15)");
    /// ```
    #[must_use]
    pub fn validate(self, document: &[u8]) -> Diagnostics<'_> {
        Validator::new(self).validate(document)
    }
}

impl<'a> Document<'a> {
    /// Decodes a document that is valid and as the field tables document it.
    ///
    /// # Errors
    /// The first thing wrong with it, invalid or a deviation; see [`Validator::decode`].
    pub fn decode_strict(bytes: &'a [u8], protocol: Protocol) -> Result<Self, Diagnostic<'a>> {
        Validator::new(protocol).decode(bytes)
    }
}

/// Everything wrong with one document: what the DTD says in the order of the bytes, then what the
/// tables say. An ill-formed document is not held against the tables.
///
/// Costs linear time and no allocation.
#[derive(Clone)]
pub struct Diagnostics<'a> {
    stage: Stage<'a>,
    document: &'a [u8],
    validator: Validator,
}

/// Where it stands, and nothing of the document: that may hold a password.
impl fmt::Debug for Diagnostics<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, validator, .. } = self;
        f.debug_struct("Diagnostics").field("stage", stage).field("validator", validator).finish_non_exhaustive()
    }
}

/// The judge that is asked next.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "nothing is allocated")]
enum Stage<'a> {
    /// The fast path.
    Untried,
    /// The DTD, then the tables if they are wanted.
    Dtd(Violations<'a>),
    Tables(Deviations<'a>),
    /// All that there is.
    Lacks(Missing),
    Over,
}

impl<'a> Iterator for Diagnostics<'a> {
    type Item = Diagnostic<'a>;

    fn next(&mut self) -> Option<Diagnostic<'a>> {
        let Validator { protocol, direction, limits, deviations } = self.validator;
        let document = self.document;
        let tables = |valid| {
            let deviations = Deviations::new(protocol, direction, document, limits, valid);
            deviations.map_or(Stage::Over, Stage::Tables)
        };
        loop {
            match &mut self.stage {
                Stage::Untried => {
                    self.stage = match fast::judge(protocol, direction, document, limits) {
                        Verdict::Lacks(missing) => Stage::Lacks(missing),
                        Verdict::Valid => tables(true),
                        // Neither fast path knows it, so neither is asked again.
                        Verdict::Unknown => Stage::Dtd(Violations::new(protocol, document, limits.shortcuts(false))),
                    }
                }
                Stage::Dtd(violations) => {
                    let Some(violation) = violations.next() else {
                        self.stage = if deviations { tables(false) } else { Stage::Over };
                        continue;
                    };
                    if matches!(violation.what(), ViolationKind::IllFormed(_)) {
                        self.stage = Stage::Over;
                    }
                    return Some(Diagnostic::Invalid(violation));
                }
                Stage::Lacks(missing) => return missing.next().map(Diagnostic::Deviation),
                Stage::Tables(deviations) => return deviations.next().map(Diagnostic::Deviation),
                Stage::Over => return None,
            }
        }
    }
}

impl core::iter::FusedIterator for Diagnostics<'_> {}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Valid, but not as the field tables document it.
    Deviation,
    /// A validating parser with the DTD would reject the document.
    Invalid,
}

/// One thing wrong with a document.
#[derive(Debug, Clone, Copy)]
pub enum Diagnostic<'a> {
    /// Against the DTD, or not even well-formed.
    Invalid(Violation<'a>),
    /// Against the field tables.
    Deviation(Deviation<'a>),
}

impl<'a> Diagnostic<'a> {
    /// An error of the framer or decoder among findings.
    #[must_use]
    pub const fn ill_formed(protocol: Protocol, error: Error) -> Self {
        Diagnostic::Invalid(Violation::ill_formed(protocol, error))
    }

    /// The canonical spelling, where the document has another one that the specification uses too
    /// (`userId` for `userUid`, `lnr` for `lnrd`).
    #[must_use]
    pub fn canonical(&self) -> Option<&'static str> {
        match self {
            Diagnostic::Invalid(violation) => match violation.what() {
                ViolationKind::UnknownElement(name) => Command::canonical(violation.path().last()?, name, false),
                ViolationKind::MisplacedElement(name) => Command::canonical(violation.path().last()?, name, false),
                ViolationKind::UnknownAttribute(name) => Command::canonical(violation.path().last()?, name, true),
                _ => None,
            },
            Diagnostic::Deviation(deviation) if deviation.rule() == Rule::Spelling => {
                deviation.expected().first().copied()
            }
            Diagnostic::Deviation(_) => None,
        }
    }

    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Diagnostic::Invalid(_) => Severity::Invalid,
            Diagnostic::Deviation(_) => Severity::Deviation,
        }
    }

    /// Id of the kind of violation or of the rule.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Diagnostic::Invalid(violation) => violation.what().id(),
            Diagnostic::Deviation(deviation) => deviation.rule().id(),
        }
    }

    /// The place: [`span`](Self::span) and [`path`](Self::path).
    #[must_use]
    pub const fn location(&self) -> &Location {
        match self {
            Diagnostic::Invalid(violation) => violation.location(),
            Diagnostic::Deviation(deviation) => deviation.location(),
        }
    }

    /// The bytes it is about.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.location().span()
    }

    /// The element that is judged.
    #[must_use]
    pub const fn path(&self) -> &Path {
        self.location().path()
    }

    /// The erratum by which the specification contradicts itself here.
    #[must_use]
    pub const fn erratum(&self) -> Option<u16> {
        match self {
            Diagnostic::Invalid(violation) => violation.erratum(),
            Diagnostic::Deviation(deviation) => deviation.erratum(),
        }
    }

    /// What was expected, as far as it can be listed.
    pub fn expected(&self) -> impl Iterator<Item = &'static str> + use<'a> {
        let (of_dtd, of_tables) = match self {
            Diagnostic::Invalid(violation) => (Some(violation.expected()), &[][..]),
            Diagnostic::Deviation(deviation) => (None, deviation.expected()),
        };
        of_dtd.into_iter().flatten().chain(of_tables.iter().copied())
    }
}

/// A sentence for a person, without place.
impl fmt::Display for Diagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Diagnostic::Invalid(violation) => violation.fmt(f),
            Diagnostic::Deviation(deviation) => deviation.fmt(f),
        }
    }
}

/// The sentence and the bytes it is about.
impl core::error::Error for Diagnostic<'_> {}
