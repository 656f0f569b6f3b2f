//! Reading: the one switch between the two readers.

use super::order::Order;
use super::tape::{Root, Tape};
use super::{fast, general};
use crate::error::Result;
use crate::limits::Limits;

/// Writes the tape of a document, by the fast reader if that takes it and else by the general one.
///
/// `root` says how to read the data of a command of this name. What is learned goes to `order`.
///
/// # Errors
/// What makes the bytes ill-formed or passes a limit, with its offset in bytes.
pub(crate) fn read(
    tape: &mut Tape,
    bytes: &[u8],
    limits: Limits,
    root: fn(Option<&str>) -> Root,
    order: &mut [u8],
) -> Result<()> {
    limits.check_document(bytes.len())?;
    tape.write(bytes.len(), |out| {
        if limits.shortcuts && fast::read(bytes, &limits, root, &mut Order(order), out).is_some() {
            return Ok(());
        }
        general::read(bytes, limits, root, out)
    })
}
