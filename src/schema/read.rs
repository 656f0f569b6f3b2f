//! Reading: the choice between the fast and the general reader.

use super::order::Order;
use super::tape::{Root, Tape};
use super::{fast, general};
use crate::error::Result;
use crate::limits::Limits;

/// Writes the tape of a document with the fast reader if that can read it, else with the general one.
///
/// `root` returns how to read the data of the command with a name. `order` has the predictions, as for
/// [`Order`].
///
/// # Errors
/// The errors of [`general::read`], and [`Kind::DocumentTooLong`](crate::error::Kind::DocumentTooLong).
pub(crate) fn read(
    tape: &mut Tape,
    bytes: &[u8],
    limits: Limits,
    root: fn(Option<&[u8]>) -> Root,
    order: &mut [u8],
) -> Result<()> {
    limits.check_document(bytes.len())?;
    tape.write(bytes.len(), |out| {
        if limits.fast() && fast::read(bytes, &limits, root, &mut Order(order), out).is_some() {
            return Ok(());
        }
        general::read(bytes, limits, root, out)
    })
}
