//! An allocator that counts, for the tests that say how little is allocated.

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

/// What some work asked the allocator for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocations {
    /// How often.
    pub calls: usize,
    /// For how many bytes in all, given back or not.
    pub bytes: usize,
    /// The most bytes held at a time, beyond what was held before.
    pub peak: usize,
}

// A counting allocator cannot be written without `unsafe`; the crate itself forbids it.
// SAFETY: every call is handed on unchanged to the system's allocator.
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

/// Runs the work and tells what it gave and what it allocated on this thread.
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
