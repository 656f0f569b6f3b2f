//! Prediction shared by the program, for the DTD validator.

use core::sync::atomic::{AtomicU8, Ordering};

/// Which row of an element came last time after which: a place for the start and one behind
/// each row.
///
/// All decoders of a program share it. It holds guesses, each of them verified, so it decides how
/// long decoding takes and nothing else.
#[derive(Debug)]
pub struct OrderPredictor {
    rows: [AtomicU8; PLACES],
    /// How often a row was left out, beginning again after 255.
    left_out: AtomicU8,
}

/// More than any element has rows, and a power of two.
const PLACES: usize = 128;

impl OrderPredictor {
    /// Nothing learned: the order of the table.
    pub(crate) const fn new() -> Self {
        let mut rows = [const { AtomicU8::new(0) }; PLACES];
        let mut row = 0;
        while row < PLACES {
            rows[row] = AtomicU8::new(row as u8);
            row += 1;
        }
        Self { rows, left_out: AtomicU8::new(0) }
    }

    /// The row that should come behind place `last`, which may be none of the table.
    #[inline(always)]
    pub(crate) fn guess(&self, last: usize) -> usize {
        self.rows[last % PLACES].load(Ordering::Relaxed).into()
    }

    /// The row that comes next behind place `last`, if it is the guessed one or, with more `tries`, one
    /// of the next few: rows are optional, so what usually comes behind the guessed one is worth a try.
    #[inline(always)]
    pub(crate) fn near(&self, last: usize, tries: usize, comes: impl Fn(usize) -> bool) -> Option<usize> {
        let mut place = last;
        for _ in 0..tries {
            let row = self.guess(place);
            if comes(row) {
                return Some(row);
            }
            place = row + 1;
        }
        None
    }

    /// As [`learn`](Self::learn), for a row that is a try away from the guessed one. One time in 64:
    /// rows that a sender never has are passed over before long, and one that it leaves out now and
    /// then is not forgotten each time.
    pub(crate) fn learn_seldom(&self, last: usize, row: usize) {
        let times = self.left_out.load(Ordering::Relaxed);
        self.left_out.store(times.wrapping_add(1), Ordering::Relaxed);
        if times.is_multiple_of(64) {
            self.learn(last, row);
        }
    }

    pub(crate) fn learn(&self, last: usize, row: usize) {
        self.rows[last % PLACES].store(row as u8, Ordering::Relaxed);
    }
}
