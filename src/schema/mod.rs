//! How a wire element is declared once and walked.
//!
//! `element!` turns rows (wire name, aliases, Rust field, type) into a struct and a [`Node`]: a
//! shape of rows and access to fields by index. Decoding, encoding, the JSON form, arbitrary
//! values and the test inventory are plain functions over that; none knows which elements exist.

mod decode;
mod encode;
mod expect;
mod extra;
mod field;
#[cfg(feature = "arbitrary")]
mod generate;
pub(crate) mod index;
#[cfg(feature = "serde")]
pub(crate) mod json;
mod macros;
mod value;

pub(crate) use decode::{Reader, decode_element};
pub(crate) use encode::{encode_node, extra_attributes, put_content};
pub(crate) use expect::{NEAR, Usual};
pub(crate) use field::{always, always_node, item_facts};
#[cfg(feature = "arbitrary")]
pub(crate) use generate::{fill, some_text};
pub(crate) use macros::{codes, element, tokens};
pub(crate) use value::{Spelling, alike, empty};

pub use extra::{Attributes, Content, Extra, is_secret};
pub use field::{Field, IntoOwned, Item, Node, Place, Row, RowKind, Shape};
pub use value::{Buffer, Flag, Secret, Value, Word};

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
