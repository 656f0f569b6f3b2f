//! Findings: what is wrong with a document by the DTD and the field tables.

use std::ffi::{c_char, c_void};

use codec::Diagnostic;
use codec::message::values::CapVersion;
use codec::validate::{Environment, Severity, Validator};

use crate::handle::Held;
use crate::memory::{bytes, handle, input, name, out};
use crate::status::{BWCAP_OUT_OF_RANGE, BWCAP_UNKNOWN_NAME, Done, bwcap_status, guard};
use crate::types::{
    BWCAP_ANY_DIRECTION, bwcap_direction, bwcap_limits, bwcap_protocol, bwcap_text, direction, limits, protocol,
};

/// A list of findings. It never changes, and any number of threads may read it at the same time. The texts of a finding live
/// until the list is freed.
pub struct bwcap_findings(());

/// How bad a finding is: one of `BWCAP_SEVERITY_...`.
pub type bwcap_severity = i32;
/// Not as specified, but as deployed clients and servers send it.
pub const BWCAP_SEVERITY_HABIT: bwcap_severity = 1;
/// Not as the field tables document it.
pub const BWCAP_SEVERITY_DEVIATION: bwcap_severity = 2;
/// Ill-formed, or not valid by the DTD.
pub const BWCAP_SEVERITY_INVALID: bwcap_severity = 3;
/// Not as the flows of the protocol are; it comes from a `bwcap_checker`.
pub const BWCAP_SEVERITY_SESSION: bwcap_severity = 4;

/// The networks that the calls of users are in: one of `BWCAP_ENVIRONMENT_...`.
pub type bwcap_environment = i32;
/// Any of them.
pub const BWCAP_ENVIRONMENT_ANY: bwcap_environment = 0;
/// Voice over IP.
pub const BWCAP_ENVIRONMENT_VOIP: bwcap_environment = 1;
/// The users whose calls are those of the Wholesale Protocol.
pub const BWCAP_ENVIRONMENT_INSC: bwcap_environment = 2;

/// Options of `bwcap_validate`. All zero means: any direction and environment, the version that the document says, DTD and field
/// tables, and no allowance for habits.
#[repr(C)]
pub struct bwcap_validation {
    /// Direction of the message, to check that its command goes there.
    pub direction: bwcap_direction,
    /// Environment of the users.
    pub environment: bwcap_environment,
    /// Not 0 to tell the habits of deployed clients and servers apart from faults, as `BWCAP_SEVERITY_HABIT`.
    pub as_deployed: i32,
    /// Not 0 to check the DTD alone.
    pub dtd_only: i32,
    /// The version to judge by, such as `17.0`; null for that of the document. It ends with a zero byte.
    pub version: *const c_char,
}

/// Something that is wrong.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct bwcap_finding {
    /// How bad it is.
    pub severity: bwcap_severity,
    /// Stable name of the rule: a violation of the DTD, one of `BWCAP_RULE_...` or `BWCAP_SESSION_RULE_...`. It is static.
    pub id: bwcap_text,
    /// A sentence for people. It may have names and values of the document, but no password.
    pub sentence: bwcap_text,
    /// Of a document: path of the element that was checked, from the root. Of a session: path from `commandData` to the field.
    pub path: bwcap_text,
    /// First byte of the wrong name or value in the document.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
    /// Number of names or values that were expected; `bwcap_findings_expected` has them.
    pub expected: usize,
    /// Number of the contradiction of the specification that it is about; 0 if it is about none.
    pub erratum: u32,
    /// Of a session: direction of the message.
    pub direction: bwcap_direction,
    /// The documented spelling, if another one that the specification also uses was found; otherwise null. It is static.
    pub canonical: bwcap_text,
    /// Of a session: the call id or user id that it is about; otherwise null.
    pub subject: bwcap_text,
    /// Of a session: number of the message, from 1. Of a response that never came, it is the message that asked for it.
    pub number: u64,
    /// Of a session: 1 if the rule is an inference from the specification, 0 if it is stated there.
    pub inferred: i32,
}

/// A finding, with its own texts.
#[derive(Default)]
pub struct Finding {
    /// The finding, without the texts below.
    pub told: bwcap_finding,
    /// A sentence for people.
    pub sentence: String,
    /// Where it is.
    pub path: String,
    /// What it is about.
    pub subject: String,
    /// Names or values that were expected.
    pub expected: Vec<&'static str>,
}

// SAFETY: the texts in `told` are static, and all others null.
unsafe impl Send for Finding {}
// SAFETY: as above.
unsafe impl Sync for Finding {}

/// The findings of a handle.
pub struct Findings(pub Vec<Finding>);

impl Held for Findings {
    type Handle = bwcap_findings;
}

impl From<Diagnostic<'_>> for Finding {
    fn from(found: Diagnostic<'_>) -> Self {
        let expected: Vec<_> = found.expected().collect();
        let span = found.span();
        let told = bwcap_finding {
            severity: match found.severity() {
                Severity::Habit => BWCAP_SEVERITY_HABIT,
                Severity::Deviation => BWCAP_SEVERITY_DEVIATION,
                Severity::Invalid => BWCAP_SEVERITY_INVALID,
            },
            id: found.id().into(),
            start: span.start,
            end: span.end,
            expected: expected.len(),
            erratum: found.erratum().unwrap_or_default().into(),
            direction: BWCAP_ANY_DIRECTION,
            canonical: found.canonical().into(),
            ..bwcap_finding::default()
        };
        Self { told, sentence: found.to_string(), path: found.path().to_string(), subject: String::new(), expected }
    }
}

/// Validates the bytes of one document against the DTD of a protocol, and then against the field tables. `*findings` is yours:
/// free it with `bwcap_findings_free`. Any thread may call it.
///
/// It is `BWCAP_OK` whatever is found: those of the DTD first, then those of the tables, each in the order of the bytes. An
/// ill-formed document has one finding. `options` and `limits` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_validate(
    data: *const c_void,
    length: usize,
    protocol: bwcap_protocol,
    options: *const bwcap_validation,
    limits: *const bwcap_limits,
    findings: *mut *mut bwcap_findings,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and what the other pointers lead to does not change during the call.
        let (out, bytes, options, limits) =
            unsafe { (handle(findings)?, bytes(data, length)?, input(options)?, self::limits(limits)?) };
        let mut validator = Validator::new(self::protocol(protocol)?).limits(limits);
        if let Some(options) = options {
            validator = validator.as_deployed(options.as_deployed != 0).deviations(options.dtd_only == 0);
            if let Some(direction) = direction(options.direction)? {
                validator = validator.direction(direction);
            }
            validator = match options.environment {
                BWCAP_ENVIRONMENT_ANY => validator,
                BWCAP_ENVIRONMENT_VOIP => validator.environment(Environment::Voip),
                BWCAP_ENVIRONMENT_INSC => validator.environment(Environment::Insc),
                _ => return Err(BWCAP_OUT_OF_RANGE),
            };
            if !options.version.is_null() {
                // SAFETY: the text does not change during the call.
                let version = unsafe { name(options.version)? };
                validator = validator.version(version.parse::<CapVersion>().map_err(|_| BWCAP_UNKNOWN_NAME)?);
            }
        }
        *out = Findings(validator.validate(bytes).map(Finding::from).collect()).open()?;
        Ok(())
    })
}

/// Frees a list of findings, and its texts. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_findings_free(findings: *mut bwcap_findings) -> bwcap_status {
    guard(|| Findings::close(findings))
}

/// Writes the number of findings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_findings_count(findings: *const bwcap_findings, count: *mut usize) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(count)? };
        *out = Findings::with(findings, |findings| Ok(findings.0.len()))?;
        Ok(())
    })
}

/// Returns item `index` of a list.
pub fn item<T>(items: &[T], index: usize) -> Done<&T> {
    items.get(index).ok_or(BWCAP_OUT_OF_RANGE)
}

/// Writes a finding. `BWCAP_OUT_OF_RANGE` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_findings_at(
    findings: *const bwcap_findings,
    index: usize,
    finding: *mut bwcap_finding,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(finding)? };
        *out = Findings::with(findings, |findings| {
            let Finding { told, sentence, path, subject, .. } = item(&findings.0, index)?;
            let subject = Some(subject.as_str()).filter(|subject| !subject.is_empty());
            Ok(bwcap_finding {
                sentence: sentence.as_str().into(),
                path: path.as_str().into(),
                subject: subject.into(),
                ..*told
            })
        })?;
        Ok(())
    })
}

/// Writes a name or value that was expected, of a finding. It is static. `BWCAP_OUT_OF_RANGE` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_findings_expected(
    findings: *const bwcap_findings,
    index: usize,
    expected: usize,
    text: *mut bwcap_text,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(text)? };
        *out = Findings::with(findings, |findings| Ok((*item(&item(&findings.0, index)?.expected, expected)?).into()))?;
        Ok(())
    })
}
