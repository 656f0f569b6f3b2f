//! Prediction: the order in which a sender writes the rows of each element.
//!
//! The vocabulary is closed and senders keep an order: after one row of an element nearly always comes the
//! row that came after it last time. A reader compares the tag of that row with what stands there, and looks
//! a name up only if it differs. A prediction is verified each time, so it decides how long reading takes and
//! nothing else.

use super::{RowKind, Schema};

/// Rows tried before a name is looked up.
pub(crate) const NEAR: usize = 3;

/// Rows that came after which, of all commands.
///
/// ```text
///   0        base           base + 1      base + 2            of a command at `base`, and within it
///  +--------+--------------+-------------+----------- ~ --+   of each element at its own base
///  | misses | first row    | row after 0 | row after 1 ...|
///  +--------+--------------+-------------+----------- ~ --+
/// ```
///
/// It belongs to a decoder and is all that one learns. An empty one learns nothing and predicts the order of
/// the tables.
pub(crate) struct Order<'o>(pub &'o mut [u8]);

/// Where the places of elements begin: behind the number of misses.
pub(crate) const FIRST: u16 = 1;

/// Puts the order of its table into the places of an element and of all elements in it.
pub(crate) const fn reset<const N: usize>(mut order: [u8; N], schema: &Schema, base: usize) -> [u8; N] {
    let mut row = 0;
    while row <= schema.rows.len() {
        order[base + row] = row as u8;
        if row < schema.rows.len()
            && let Some(inner) = schema.rows[row].inner
        {
            order = reset(order, inner, base + schema.rows[row].order as usize);
        }
        row += 1;
    }
    order
}

impl Order<'_> {
    /// The row predicted after the row `last - 1` of the element at `base`; at the start `last` is 0.
    #[inline(always)]
    pub fn predict(&self, base: usize, last: usize) -> usize {
        self.0.get(base + last).map_or(last, |row| usize::from(*row))
    }

    /// The first of the next few predicted rows that `comes`. Rows are optional, so what usually follows the
    /// predicted one is worth a try.
    #[inline(always)]
    pub fn near(&self, base: usize, mut last: usize, tries: usize, comes: impl Fn(usize) -> bool) -> Option<usize> {
        for _ in 0..tries {
            let row = self.predict(base, last);
            if comes(row) {
                return Some(row);
            }
            last = row + 1;
        }
        None
    }

    /// Learns that a row came.
    pub fn learn(&mut self, base: usize, last: usize, row: usize) {
        if let Some(place) = self.0.get_mut(base + last) {
            *place = row as u8;
        }
    }

    /// As [`learn`](Self::learn), for a row that is a try away from the predicted one. Each of the first
    /// [`EAGER`] is learned, for nothing is known yet; then one in [`SELDOM`]: a row that a sender never has is
    /// passed over before long, and one that it leaves out now and then is not forgotten each time.
    pub fn learn_seldom(&mut self, base: usize, last: usize, row: usize) {
        let Some(misses) = self.0.first_mut() else { return };
        *misses = misses.checked_add(1).unwrap_or(u8::MAX - SELDOM + 1);
        if *misses <= EAGER || misses.is_multiple_of(SELDOM) {
            self.learn(base, last, row);
        }
    }
}

/// Misses that are learned each.
const EAGER: u8 = 64;
/// Of later misses, how many pass for one that is learned.
const SELDOM: u8 = 64;

/// Whether a row holds an attribute.
pub(crate) fn is_attribute(schema: &Schema, row: usize) -> bool {
    schema.rows.get(row).is_some_and(|row| row.kind == RowKind::Attribute)
}
