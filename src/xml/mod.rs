//! The XML subset the protocol needs, strictly well-formed and without allocation.
//!
//! [`Lexer`] walks one complete document and yields [`Token`]s; [`Text`] is character data whose
//! escaping stays inside this module; [`mod@write`] puts both back, and [`rewrite()`] changes text in place. What is refused on purpose:
//! document type declarations (they can define entities, and no peer sends one) and references to
//! entities other than the five predefined ones. Names with a colon are plain names.

mod chars;
mod content;
mod cursor;
mod escape;
mod grammar;
mod lexer;
mod raw;
mod rewrite;
mod shown;
pub(crate) mod simd;
mod text;
pub mod write;
mod writer;

#[doc(no_inline)]
pub use crate::limits::Limits;
pub use chars::{is_blank, is_char, is_name, is_space};
pub(crate) use content::check_references;
pub(crate) use grammar::is_declaration;
pub use lexer::{Lexer, Token};
pub use raw::{Chars, RawText};
pub use rewrite::{Place, rewrite};
pub(crate) use shown::Shown;
pub(crate) use simd::{OpenAngles, Tag, equal_ranges, match_any_leaf, plain_value_end, scan, starts_with};
pub use text::Text;
pub(crate) use write::DECLARATION;
pub(crate) use writer::Writer;
