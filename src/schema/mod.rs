//! Declarations of wire elements, and the generic code that reads and writes them.
//!
//! `element!` turns rows (wire name, aliases, Rust field, type) into a struct, a [`Schema`] and an
//! implementation of [`Element`]: access to the fields by index. Reading, encoding, the JSON form, arbitrary
//! values and the test inventory are functions over these; none knows which elements exist.
//!
//! ```text
//! element!   ->  table::Schema, rows of element::Slot         the declaration
//! read       ->  fast or general  ->  tape                    bytes to spans
//! tape       ->  fill (structs), view, path                   spans to values
//! structs    ->  encode, json, owned                          values to bytes
//! ```

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
mod kinds;
mod list;
mod macros;
pub(crate) mod order;
mod owned;
mod path;
mod read;
mod slot;
mod table;
pub(crate) mod tape;
mod time;
mod unknown;
mod value;
mod view;

use crate::identified::identified;
use crate::limits::Limits;

pub(crate) use encode::{Known, encode_element, put_content, put_unknown_attributes};
pub(crate) use fill::{fill_unknown, noted};
#[cfg(feature = "arbitrary")]
pub(crate) use generate::{generate, some_text, unknown_parts};
pub(crate) use kinds::{document, field_type, getter, view_getter, word_type};
pub(crate) use macros::{element, keyword, tokens};
pub(crate) use path::lookup;
pub(crate) use read::read;
pub(crate) use slot::{always, always_element};
pub(crate) use table::with_order;
pub(crate) use value::{Spelling, alike, empty};

pub use element::{Element, Field};
pub(crate) use element::{Item, Noted, Sealed, Slot, SlotType, Slots};
pub(crate) use list::Empty;
pub use list::List;
pub(crate) use owned::IntoOwned;
pub use path::PathError;
pub use table::{Holds, Row, RowKind, Schema, Word};
pub(crate) use tape::{Source, Tape, Viewed};
pub use time::{Millis, Timestamp};
pub use unknown::{Attributes, Unknown, UnknownContent, is_secret};
pub use value::{Flag, Secret, Value, WireValue};
pub use view::{Items, View};

/// No name in the tables has more bytes. The longest has 33.
const MAX_NAME: usize = 40;
/// No element in the tables has more attributes. The most are 4.
const MAX_ATTRIBUTES: usize = 8;
/// No element in the tables is nested deeper. The deepest is the seventh.
const MAX_DEPTH: usize = 8;

/// Returns whether every document of what the tables declare is within the limits of names, attributes and depth.
pub(crate) const fn fit_tables(limits: &Limits) -> bool {
    limits.fit_vocabulary(MAX_NAME, MAX_ATTRIBUTES, MAX_DEPTH)
}

identified! {
    /// One of the two protocols, each with its own DTD.
    ///
    /// A document does not say which one it belongs to: both have `protocol="CAP"`. It depends on the connection.
    #[derive(Default)]
    pub enum Protocol {
        /// CAP-C: desktop clients, through the Open Client Server.
        #[default]
        "cap-c" CapC: "CAP-C",
        /// CCC2: server farms, straight to the Execution Server.
        "ccc2" Ccc2: "CCC2",
    }
}
