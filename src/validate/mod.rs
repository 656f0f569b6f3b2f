//! Validation against a DTD and against the field tables of the specification.
//!
//! A DTD has names, order and counts. The field tables of the specification have more: the fields that a
//! command or one of its formats has and requires, their values, the parameters of each action, and the
//! protocol of each field. A document that violates the DTD is *invalid*. A document that is not as the tables
//! document it has a *deviation*: it may be valid, and common in practice. Where the specification
//! contradicts itself, the deviation has the number of the erratum.
//!
//! These rules are about one document. Those of [`session`] are about several.

mod actions;
mod check;
mod fast;
mod habit;
mod rule;
mod scope;
pub mod session;

pub use crate::message::{About, Direction, Environment, Erratum, Excuse, FieldRule, FieldType, Format, Relation};
pub use actions::{ActionRule, Parameter};
pub use rule::{Deviation, Rule};

use core::{fmt, ops::Range};

use crate::dtd::{Location, Path, Violation, ViolationKind, Violations};
use crate::error::Error;
use crate::identified::identified;
use crate::limits::Limits;
use crate::message::values::CapVersion;
use crate::message::values::CommandType;
use crate::message::{Command, Decoder, Document};
use crate::schema::Protocol;
use check::Deviations;
use fast::{Missing, Verdict};
use scope::Setting;

/// The page about all diagnostics (`docs/rules.md`), in Markdown, for programs that explain them without a network: a row
/// of a table for each stable name, with its meaning, and what to do or what it rests on.
pub const RULES: &str = include_str!("../../docs/rules.md");

/// The page about all contradictions of the specification (`docs/errata.md`), in Markdown: rows of tables that begin with
/// a number as in [`Diagnostic::erratum`], or with several.
pub const ERRATA: &str = include_str!("../../docs/errata.md");

/// Returns all formats of all commands, with their field tables.
pub fn formats() -> impl Iterator<Item = &'static Format> {
    CommandType::ALL.iter().flat_map(|command| command.formats())
}

/// A validator with options. It checks the DTD, then the field tables.
///
/// ```
/// use broadworks_cap::{Document, Identity, Protocol, Validator};
/// use broadworks_cap::message::{call_action::CallAction, Direction};
///
/// let bytes = Document::new(CallAction::redial(Identity::cap_c("alice@example.com", "demo"))).to_vec()?;
/// let validator = Validator::new(Protocol::CapC);
/// assert_eq!(validator.direction(Direction::ToServer).validate(&bytes).count(), 0);
/// let wrong = validator.direction(Direction::ToClient).validate(&bytes).next().expect("servers do not send it");
/// assert_eq!(wrong.id(), "direction");
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Validator {
    protocol: Protocol,
    setting: Setting,
    deviations: bool,
    as_deployed: bool,
    limits: Limits,
}

impl Validator {
    /// Creates a validator that reports both severities, allows any direction, and has the default limits.
    #[must_use]
    pub fn new(protocol: Protocol) -> Self {
        Self { protocol, setting: Setting::default(), deviations: true, as_deployed: false, limits: Limits::default() }
    }

    /// Sets the direction of the messages, so that [`Rule::WrongDirection`] is checked.
    #[must_use]
    pub const fn direction(mut self, direction: Direction) -> Self {
        self.setting.direction = Some(direction);
        self
    }

    /// Sets the version of the protocol that [`Rule::Version`] judges by: a command, field or value that came later is a
    /// deviation, and a field that came later is not required. By default it is the version that each document says.
    ///
    /// ```
    /// use broadworks_cap::{Document, Identity, Protocol, Validator};
    /// use broadworks_cap::message::{call_action::CallAction, values::CapVersion};
    ///
    /// let park = CallAction::group_call_park(Identity::cap_c("alice@example.com", "demo"), "callhalf-101:0");
    /// let bytes = Document::new(park).to_vec()?;
    /// let found = Validator::new(Protocol::CapC).version(CapVersion::V13_0).validate(&bytes);
    /// let found: Vec<_> = found.map(|finding| finding.to_string()).collect();
    /// assert!(found.contains(&"`GroupCallPark` exists since version 14.sp4, not in 13.0".into()));
    /// # Ok::<(), broadworks_cap::Error>(())
    /// ```
    #[must_use]
    pub const fn version(mut self, version: CapVersion) -> Self {
        self.setting.version = Some(version);
        self
    }

    /// Sets the environment of the users, so that [`Rule::Environment`] is checked. By default both are allowed.
    #[must_use]
    pub const fn environment(mut self, environment: Environment) -> Self {
        self.setting.environment = Some(environment);
        self
    }

    /// Sets whether the field tables are checked; the default is `true`.
    #[must_use]
    pub const fn deviations(mut self, wanted: bool) -> Self {
        self.deviations = wanted;
        self
    }

    /// Sets whether the habits of deployed clients and servers are told apart from faults, as [`Severity::Habit`]; the
    /// default is `false`. Habits are the children of `user` in another order in the messages `acknowledgement`,
    /// `callAction`, `monitoringUsersRequest` and `registerRequest`, a user id in the other of its two places (E032), and
    /// a version that is newer than this crate.
    #[must_use]
    pub const fn as_deployed(mut self, wanted: bool) -> Self {
        self.as_deployed = wanted;
        self
    }

    /// Sets the limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Validates one document; see [`Diagnostics`].
    #[must_use]
    pub fn validate<'a>(&self, document: &'a [u8]) -> Diagnostics<'a> {
        let stage = if self.deviations && self.limits.fast() {
            Stage::Untried
        } else {
            Stage::Dtd(Violations::new(self.protocol, document, self.limits))
        };
        // Once for each document, so that many violations take no more than linear time.
        let out_of_order = self.as_deployed && habit::is_out_of_order(document, self.limits);
        Diagnostics { stage, document, validator: *self, out_of_order }
    }

    /// Decodes a document if it has no diagnostic other than a habit.
    ///
    /// # Errors
    /// The first diagnostic that is no [habit](Severity::Habit), of the DTD or else of the tables.
    pub fn decode<'a>(&self, document: &'a [u8]) -> Result<Document<'a>, Diagnostic<'a>> {
        if let Some(finding) = self.validate(document).find(|finding| finding.severity() != Severity::Habit) {
            return Err(finding);
        }
        let decoded = Decoder::new().limits(self.limits).decode(document);
        decoded.map_err(|error| Diagnostic::ill_formed(self.protocol, error))
    }
}

impl Protocol {
    /// Validates one document against the DTD, then against the field tables.
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
    /// Decodes a document if it is valid and has no deviation.
    ///
    /// # Errors
    /// The first diagnostic; see [`Validator::decode`].
    pub fn decode_strict(bytes: &'a [u8], protocol: Protocol) -> Result<Self, Diagnostic<'a>> {
        Validator::new(protocol).decode(bytes)
    }
}

/// Iterator over the diagnostics of one document: first those of the DTD, then those of the tables, each in the
/// order of the bytes. An ill-formed document is not checked against the tables.
///
/// Takes time linear in the length of the document, and does not allocate.
#[derive(Clone)]
pub struct Diagnostics<'a> {
    stage: Stage<'a>,
    document: &'a [u8],
    validator: Validator,
    /// Whether the order of the children of `user` is a habit here, and habits are told apart.
    out_of_order: bool,
}

/// Shows the progress, but not the document, which may contain a password.
impl fmt::Debug for Diagnostics<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, validator, .. } = self;
        f.debug_struct("Diagnostics").field("stage", stage).field("validator", validator).finish_non_exhaustive()
    }
}

/// The next source of diagnostics.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "nothing is allocated")]
enum Stage<'a> {
    /// The fast path.
    Untried,
    /// The DTD, and after it the tables if they are wanted.
    Dtd(Violations<'a>),
    /// The tables.
    Tables(Deviations<'a>),
    /// The missing fields that the fast path found, which are all diagnostics.
    Lacks(Missing),
    Over,
}

impl<'a> Iterator for Diagnostics<'a> {
    type Item = Diagnostic<'a>;

    fn next(&mut self) -> Option<Diagnostic<'a>> {
        let Validator { protocol, setting, limits, deviations, .. } = self.validator;
        let document = self.document;
        let tables = |valid| {
            let deviations = Deviations::new(protocol, setting, document, limits, valid);
            deviations.map_or(Stage::Over, Stage::Tables)
        };
        let as_deployed = self.validator.as_deployed;
        let habitual = |mut deviation: Deviation<'a>| {
            deviation.remark.habit = as_deployed && habit::of_tables(&deviation);
            Diagnostic::Deviation(deviation)
        };
        loop {
            match &mut self.stage {
                Stage::Untried => {
                    self.stage = match fast::judge(protocol, setting, document, limits) {
                        Verdict::Lacks(missing) => Stage::Lacks(missing),
                        Verdict::Valid => tables(true),
                        // The fast path of the DTD has failed too, so it is not tried again.
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
                    let habit = as_deployed && habit::of_dtd(&violation, self.out_of_order);
                    return Some(Diagnostic::Invalid(violation.habit(habit)));
                }
                Stage::Lacks(missing) => return missing.next().map(Diagnostic::Deviation),
                Stage::Tables(deviations) => return deviations.next().map(habitual),
                Stage::Over => return None,
            }
        }
    }
}

impl core::iter::FusedIterator for Diagnostics<'_> {}

identified! {
    /// The severity of a diagnostic.
    pub enum Severity {
        /// Not as specified, but as deployed clients and servers send it; see [`Validator::as_deployed`].
        "habit" Habit: "as deployed clients and servers send it",
        /// The document is not as the field tables document it.
        "deviation" Deviation: "not as the field tables document it",
        /// The document is ill-formed or violates the DTD: a validating parser rejects it.
        "invalid" Invalid: "ill-formed or not valid by the DTD",
    }
}

/// A diagnostic of a document.
#[derive(Debug, Clone, Copy)]
pub enum Diagnostic<'a> {
    /// A violation of well-formedness or of the DTD.
    Invalid(Violation<'a>),
    /// A deviation from the field tables.
    Deviation(Deviation<'a>),
}

impl<'a> Diagnostic<'a> {
    /// Creates a diagnostic from an error of the framer or decoder.
    #[must_use]
    pub const fn ill_formed(protocol: Protocol, error: Error) -> Self {
        Diagnostic::Invalid(Violation::ill_formed(protocol, error))
    }

    /// Returns the canonical spelling, if the document has another spelling that the specification also uses
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

    /// Returns the severity.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Diagnostic::Invalid(violation) if violation.is_habit() => Severity::Habit,
            Diagnostic::Deviation(deviation) if deviation.is_habit() => Severity::Habit,
            Diagnostic::Invalid(_) => Severity::Invalid,
            Diagnostic::Deviation(_) => Severity::Deviation,
        }
    }

    /// Returns the stable name of the kind of violation or of the rule.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Diagnostic::Invalid(violation) => violation.what().id(),
            Diagnostic::Deviation(deviation) => deviation.rule().id(),
        }
    }

    /// Returns the location: [`span`](Self::span) and [`path`](Self::path).
    #[must_use]
    pub const fn location(&self) -> &Location {
        match self {
            Diagnostic::Invalid(violation) => violation.location(),
            Diagnostic::Deviation(deviation) => deviation.location(),
        }
    }

    /// Returns the span of the wrong name or value.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.location().span()
    }

    /// Returns the path of the element that was checked.
    #[must_use]
    pub const fn path(&self) -> &Path {
        self.location().path()
    }

    /// Returns the number of the erratum, if the specification contradicts itself here.
    #[must_use]
    pub const fn erratum(&self) -> Option<u16> {
        match self {
            Diagnostic::Invalid(violation) => violation.erratum(),
            Diagnostic::Deviation(deviation) => deviation.erratum(),
        }
    }

    /// Returns the names or values that were expected, if they can be listed.
    pub fn expected(&self) -> impl Iterator<Item = &'static str> + use<'a> {
        let (of_dtd, of_tables) = match self {
            Diagnostic::Invalid(violation) => (Some(violation.expected()), &[][..]),
            Diagnostic::Deviation(deviation) => (None, deviation.expected()),
        };
        of_dtd.into_iter().flatten().chain(of_tables.iter().copied())
    }
}

/// Describes the diagnostic in a sentence, without its location.
impl fmt::Display for Diagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Diagnostic::Invalid(violation) => violation.fmt(f),
            Diagnostic::Deviation(deviation) => deviation.fmt(f),
        }
    }
}

impl core::error::Error for Diagnostic<'_> {}
