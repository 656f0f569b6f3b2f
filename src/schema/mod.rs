//! How a wire element is declared once and walked.
//!
//! `element!` turns rows (wire name, aliases, Rust field, type) into a struct and a [`Element`]: a
//! shape of rows and access to fields by index. Decoding, encoding, the JSON form, arbitrary
//! values and the test inventory are plain functions over that; none knows which elements exist.

mod decode;
mod encode;
mod expect;
mod field;
#[cfg(feature = "arbitrary")]
mod generate;
pub(crate) mod index;
#[cfg(feature = "serde")]
pub(crate) mod json;
mod macros;
mod unknown;
mod value;

pub(crate) use decode::{Reader, decode_element};
pub(crate) use encode::{encode_node, put_content, unknown_attributes_of};
pub(crate) use expect::{NEAR, OrderPredictor};
pub(crate) use field::{always, always_node, item_facts};
#[cfg(feature = "arbitrary")]
pub(crate) use generate::{fill, some_text};
pub(crate) use macros::{element, tokens};
pub(crate) use value::{Spelling, alike, empty};

pub use field::{Element, IntoOwned, Item, Row, RowKind, Schema, Slot, SlotType};
pub use unknown::{Attributes, Unknown, UnknownContent, is_secret};
pub use value::{Buffer, Flag, Secret, Value, WireValue};

/// Which of the two DTDs decides the order of elements when encoding.
///
/// The document itself does not tell: both say `protocol="CAP"`. The kind of connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Protocol {
    /// CAP-C: desktop clients, through the Open Client Server.
    #[default]
    CapC,
    /// CCC2: server farms, straight to the Execution Server.
    Ccc2,
}
