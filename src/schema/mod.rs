//! How a wire element is declared once and walked.
//!
//! `element!` turns rows (wire name, aliases, Rust field, type) into a struct and a [`Element`]: a
//! shape of rows and access to fields by index. Decoding, encoding, the JSON form, arbitrary
//! values and the test inventory are plain functions over that; none knows which elements exist.

mod element;
mod encode;
mod fast;
mod fill;
mod general;
#[cfg(feature = "arbitrary")]
mod generate;
pub(crate) mod index;
#[cfg(feature = "serde")]
pub(crate) mod json;
mod macros;
pub(crate) mod order;
mod owned;
mod path;
mod read;
mod slot;
mod table;
pub(crate) mod tape;
mod unknown;
mod value;
mod view;

pub(crate) use encode::{encode_element, put_content, unknown_attributes_of};
pub(crate) use fill::{fill_unknown, noted};
#[cfg(feature = "arbitrary")]
pub(crate) use generate::{generate, some_text};
pub(crate) use macros::{element, keyword, tokens};
pub(crate) use path::lookup;
pub(crate) use read::read;
pub(crate) use slot::{always, always_element, item_facts};
pub(crate) use table::lay_out;
pub(crate) use value::{Spelling, alike, empty};

pub use element::{Element, Item, Slot, SlotType};
pub use owned::IntoOwned;
pub use table::{Row, RowKind, Schema};
pub use tape::{Source, Tape, Viewed};
pub use unknown::{Attributes, Unknown, UnknownContent, is_secret};
pub use value::{Buffer, Flag, Secret, Value, WireValue};
pub use view::{Items, View};

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
