//! SIMD over bytes: scans for delimiters, comparison with expected tags, and prediction of white space.
//!
//! These functions know bytes and not the grammar of XML. Each states its contract, and its callers are
//! fast paths that fall back to the grammar. All of it is safe code over [`wide`], whose vectors compile to
//! SSE2 on any x86-64 and to NEON on any AArch64, without detection at run time.

mod gap;
pub(crate) mod scan;
mod tag;

pub(crate) use gap::Gap;
pub(crate) use scan::OpenAngles;
pub(super) use tag::WIDTH;
pub(crate) use tag::{LeafMatch, Tag, equal_ranges, match_any_leaf, plain_text_end, plain_value_end, starts_with};
