//! Fast reader.
use super::order::Order;
use super::tape::{Root, TapeWriter};
use crate::xml::{Limits, Text};
pub(super) fn read(
    _: &[u8],
    _: &Limits,
    _: fn(Option<&Text<'_>>) -> Root,
    _: &mut Order<'_>,
    _: &mut TapeWriter<'_>,
) -> Option<()> {
    None
}
