//! Reading: the one switch between the two readers.

use super::order::Order;
use super::tape::{LONGEST, Root, Tape};
use super::{fast, general};
use crate::error::{Error, Kind, Result};
use crate::xml::Limits;

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
    shortcuts: bool,
    root: fn(Option<&str>) -> Root,
    order: &mut [u8],
) -> Result<()> {
    if bytes.len() > limits.document.min(LONGEST) {
        return Err(Error::new(Kind::DocumentTooLong, limits.document));
    }
    tape.write(bytes.len(), |out| {
        if shortcuts && fast::read(bytes, &limits, root, &mut Order(order), out).is_some() {
            return Ok(());
        }
        general::read(bytes, limits, root, out)
    })
}
