//! Habits of deployed clients: what they send otherwise than specified, and servers accept.

use super::check::head::head;
use super::rule::{Deviation, Rule};
use crate::dtd::{Violation, ViolationKind};
use crate::limits::Limits;
use crate::message::values::CommandType;
use crate::xml::Lexer;

/// Commands of which clients in the field send the children of `user` in another order than that of the DTD.
static OUT_OF_ORDER: &[CommandType] = &[
    CommandType::Acknowledgement,
    CommandType::CallAction,
    CommandType::MonitoringUsersRequest,
    CommandType::RegisterRequest,
];

/// Returns whether a violation is a habit.
pub(super) fn of_dtd(violation: &Violation<'_>, document: &[u8], limits: Limits) -> bool {
    match violation.what() {
        ViolationKind::ElementOutOfOrder { .. } if violation.path().last() == Some("user") => {
            let head = Lexer::new(document, limits).ok().and_then(|lexer| head(lexer, false));
            head.is_some_and(|head| OUT_OF_ORDER.contains(&head.command))
        }
        // Servers of later releases say their version, and speak the same protocol.
        ViolationKind::NewerVersion(_) => true,
        _ => false,
    }
}

/// Returns whether a deviation is a habit: clients send the user id in both places, some in one message.
pub(super) fn of_tables(deviation: &Deviation<'_>) -> bool {
    deviation.rule() == Rule::IdPlace
}
