//! Counting allocator, for tests of allocations.

use core::cell::Cell;
use std::alloc::{GlobalAlloc, Layout, System};

struct Counting;

thread_local! {
    static TALLY: Cell<Tally> = const { Cell::new(Tally { calls: 0, bytes: 0, held: 0, peak: 0 }) };
}

#[derive(Clone, Copy)]
struct Tally {
    calls: usize,
    bytes: usize,
    held: isize,
    peak: isize,
}

/// The allocations of some work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocations {
    /// Number of allocations.
    pub calls: usize,
    /// Total number of bytes allocated, freed or not.
    pub bytes: usize,
    /// Maximum number of bytes held at a time, in addition to those held before.
    pub peak: usize,
}

// A counting allocator cannot be written without `unsafe`; the crate itself forbids it.
// SAFETY: every call is forwarded unchanged to the system allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TALLY.with(|tally| {
            let mut now = tally.get();
            now.calls += 1;
            now.bytes += layout.size();
            now.held += layout.size() as isize;
            now.peak = now.peak.max(now.held);
            tally.set(now);
        });
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        TALLY.with(|tally| {
            let now = tally.get();
            tally.set(Tally { held: now.held - layout.size() as isize, ..now });
        });
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs the work, and returns its result and its allocations on this thread.
pub fn counted<T>(work: impl FnOnce() -> T) -> (T, Allocations) {
    let before = TALLY.with(|tally| {
        let now = Tally { peak: tally.get().held, ..tally.get() };
        tally.set(now);
        now
    });
    let value = work();
    let after = TALLY.with(Cell::get);
    let allocations = Allocations {
        calls: after.calls - before.calls,
        bytes: after.bytes - before.bytes,
        peak: usize::try_from(after.peak - before.held).unwrap_or_default(),
    };
    (value, allocations)
}
