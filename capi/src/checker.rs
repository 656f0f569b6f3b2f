//! The checker of the messages of a session in their order.

use codec::message::Direction;
use codec::validate::session::{Basis, SessionChecker, SessionFinding};

use crate::handle::Held;
use crate::memory::handle;
use crate::message::{Message, bwcap_message};
use crate::status::{BWCAP_OUT_OF_RANGE, bwcap_status, guard};
use crate::types::{BWCAP_TO_CLIENT, BWCAP_TO_SERVER, bwcap_direction, bwcap_protocol, direction, protocol};
use crate::validate::{BWCAP_SEVERITY_SESSION, Finding, Findings, bwcap_finding, bwcap_findings};

/// A checker of the messages of both directions in their order: of one CAP-C connection, or of all connections of a CCC2 farm to
/// one server. What it remembers is limited. One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
pub struct bwcap_checker(());

/// The checker of a handle.
struct Checker(SessionChecker);

impl Held for Checker {
    type Handle = bwcap_checker;
}

impl From<SessionFinding> for Finding {
    fn from(found: SessionFinding) -> Self {
        let told = bwcap_finding {
            severity: BWCAP_SEVERITY_SESSION,
            id: found.rule().id().into(),
            direction: match found.direction() {
                Direction::ToServer => BWCAP_TO_SERVER,
                Direction::ToClient => BWCAP_TO_CLIENT,
            },
            number: found.number(),
            inferred: (found.rule().basis() == Basis::Inferred).into(),
            ..bwcap_finding::default()
        };
        let (path, subject) = (found.path().to_owned(), found.subject().to_owned());
        Self { told, sentence: found.to_string(), path, subject, expected: Vec::new() }
    }
}

/// Creates a checker. `*checker` is yours: free it with `bwcap_checker_free`. Any thread may call it.
///
/// `from_start` is not 0 if the first message will be the first one of the connection: then a user without a login is known
/// not to be logged in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_checker_new(
    protocol: bwcap_protocol,
    from_start: i32,
    checker: *mut *mut bwcap_checker,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { handle(checker)? };
        let checker = SessionChecker::new(self::protocol(protocol)?).from_start(from_start != 0);
        *out = Checker(checker).open()?;
        Ok(())
    })
}

/// Frees a checker. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_checker_free(checker: *mut bwcap_checker) -> bwcap_status {
    guard(|| Checker::close(checker))
}

/// Checks the next message, and makes a list of what is wrong with it in the session so far. `*findings` is yours: free it with
/// `bwcap_findings_free`. The message stays yours. The direction is `BWCAP_TO_SERVER` or `BWCAP_TO_CLIENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_checker_check(
    checker: *mut bwcap_checker,
    direction: bwcap_direction,
    message: *const bwcap_message,
    findings: *mut *mut bwcap_findings,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { handle(findings)? };
        let direction = self::direction(direction)?.ok_or(BWCAP_OUT_OF_RANGE)?;
        let found = Checker::with_mut(checker, |checker| {
            Message::with(message, |message| {
                Ok(checker.0.check(direction, message.document()).map(Finding::from).collect())
            })
        })?;
        *out = Findings(found).open()?;
        Ok(())
    })
}

/// Ends a session, and makes a list of the responses that never came. `*findings` is yours.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_checker_finish(
    checker: *mut bwcap_checker,
    findings: *mut *mut bwcap_findings,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { handle(findings)? };
        let found = Checker::with_mut(checker, |checker| Ok(checker.0.finish().map(Finding::from).collect()))?;
        *out = Findings(found).open()?;
        Ok(())
    })
}
