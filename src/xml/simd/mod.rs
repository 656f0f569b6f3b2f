//! SIMD over bytes: scans for delimiters, and comparison with expected tags.
//!
//! Nothing here knows the grammar of XML: what is found is a place, what matches is bytes. All of it
//! is safe code over `wide`, whose vectors compile to SSE2 on any x86-64 and to NEON on any AArch64.

mod gap;
pub(crate) mod scan;
mod tag;

pub(crate) use gap::Gap;
pub(crate) use scan::Marks;
pub(super) use tag::WIDTH;
pub(crate) use tag::{LeafMatch, Tag, begins_with, leaf, plain_text_end, plain_value_end, same};
