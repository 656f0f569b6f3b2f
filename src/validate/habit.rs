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

/// Returns whether a document is of a command of which clients send the children of `user` in another order.
#[cold]
#[inline(never)]
pub(super) fn is_out_of_order(document: &[u8], limits: Limits) -> bool {
    let head = Lexer::new(document, limits).ok().and_then(|lexer| head(lexer, false));
    head.is_some_and(|head| OUT_OF_ORDER.contains(&head.command))
}

/// Returns whether a violation is a habit, in a document that [`is_out_of_order`] or not.
pub(super) fn of_dtd(violation: &Violation<'_>, out_of_order: bool) -> bool {
    match violation.what() {
        ViolationKind::ElementOutOfOrder { .. } => out_of_order && violation.path().last() == Some("user"),
        // Servers of later releases say their version, and speak the same protocol.
        ViolationKind::NewerVersion(_) => true,
        _ => false,
    }
}

/// Returns whether a deviation is a habit: clients send the user id in both places, some in one message.
pub(super) fn of_tables(deviation: &Deviation<'_>) -> bool {
    deviation.rule() == Rule::IdPlace
}
