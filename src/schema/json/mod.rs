//! JSON form of an element: wire names as keys, nested as on the wire, leaf values as strings.

mod at;
mod part;
mod read;
mod tape;
mod unknown;
mod write;

use super::{Row, RowKind};

pub(crate) use at::At;
pub(crate) use part::{Keys, Leaf, Part, Reader, value};
pub(crate) use read::Fill;
pub(crate) use tape::TapeJson;
pub(crate) use unknown::FillUnknown;
pub(crate) use write::{Json, UnknownJson};

/// Key of unknown parts.
pub(crate) const EXTRA: &str = "extra";
/// Key of the element's own text.
const VALUE: &str = "value";

/// Returns the key of a row.
const fn key(row: &Row) -> &'static str {
    match row.kind {
        RowKind::Text => VALUE,
        _ => row.name,
    }
}
