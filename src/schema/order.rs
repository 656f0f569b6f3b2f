//! Prediction: the order in which a sender writes the rows of each element.
//!
//! The vocabulary is closed and senders keep an order: after one row of an element nearly always comes the
//! row that followed it last time. A reader compares the next tag with that of the predicted row, and looks up
//! its name only if they differ. Every prediction is checked, so predictions affect only the speed of reading.

use super::{RowKind, Schema};

/// Number of rows that are tried before a name is looked up.
pub(crate) const NEAR: usize = 3;

/// The predicted next row after each row, for all elements of all commands.
///
/// ```text
///   0        base           base + 1      base + 2            each element has its own `base`
///  +--------+--------------+-------------+----------- ~ --+
///  | misses | first row    | row after 0 | row after 1 ...|
///  +--------+--------------+-------------+----------- ~ --+
/// ```
///
/// Each decoder has one. An empty slice learns nothing and predicts the order of the tables.
pub(crate) struct Order<'o>(pub &'o mut [u8]);

/// Index of the first prediction, after the count of misses.
pub(crate) const FIRST: u16 = 1;

/// Sets the predictions for an element, and for all elements in it, to the order of their tables.
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
    /// Returns the row predicted after row `last - 1` of the element at `base`; `last` is 0 at its start.
    #[inline(always)]
    pub fn predict(&self, base: usize, last: usize) -> usize {
        self.0.get(base + last).map_or(last, |row| usize::from(*row))
    }

    /// Follows the predictions from `last` for a few rows, and returns the first for which `comes` is true. Rows
    /// are optional, so the sender may have left out the predicted one.
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

    /// Sets the prediction after row `last - 1`.
    pub fn learn(&mut self, base: usize, last: usize, row: usize) {
        if let Some(place) = self.0.get_mut(base + last) {
            *place = row as u8;
        }
    }

    /// Same as [`learn`](Self::learn), for a row that [`near`](Self::near) found. Learns from each of the first
    /// [`EAGER`] misses and then from one in [`SELDOM`]: so it soon skips a row that the sender never writes, but
    /// does not forget one that the sender leaves out now and then.
    pub fn learn_seldom(&mut self, base: usize, last: usize, row: usize) {
        let Some(misses) = self.0.first_mut() else { return };
        *misses = misses.checked_add(1).unwrap_or(u8::MAX - SELDOM + 1);
        if *misses <= EAGER || misses.is_multiple_of(SELDOM) {
            self.learn(base, last, row);
        }
    }
}

/// Number of misses at the start that are all learned from.
const EAGER: u8 = 64;
/// Number of later misses for each one that is learned from.
const SELDOM: u8 = 64;

/// Returns whether a row is an attribute.
pub(crate) fn is_attribute(schema: &Schema, row: usize) -> bool {
    schema.rows.get(row).is_some_and(|row| row.kind == RowKind::Attribute)
}
