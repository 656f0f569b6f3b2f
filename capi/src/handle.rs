//! Handles: numbers that C sees as pointers to types that it does not know.
//!
//! A handle is never followed. It is the place of a value in a table, and a count of the values that were in that place
//! before: a handle that was closed, that is of another type, or that is any other pointer is found, whatever the
//! caller does. The value has a lock that is never waited for, so that a handle in two threads is found as well.
//!
//! ```text
//! 64 bits: | mark 16 | count 24 | place 24 |      32 bits: | count 12 | place 20 |
//! ```

use std::any::Any;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock, TryLockError};

use crate::status::{
    BWCAP_BAD_POINTER, BWCAP_BUSY, BWCAP_CLOSED_HANDLE, BWCAP_FOREIGN_HANDLE, BWCAP_PANIC, BWCAP_TOO_MANY, Done,
};

/// Bits of the place, and of the count.
const PLACE: u32 = if usize::BITS == 64 { 24 } else { 20 };
const COUNT: u32 = if usize::BITS == 64 { 24 } else { 12 };

/// The highest bits, where they are free. No pointer of a program begins with them.
const MARK: usize = if usize::BITS == 64 { 0xb5ca << (COUNT + PLACE - 1) << 1 } else { 0 };

/// Places of the first part of the table; each part has twice as many as the one before.
const FIRST: usize = 1024;

/// A place of the table.
#[derive(Default)]
struct Slot {
    /// Number of values that were here and are gone.
    count: usize,
    value: Option<Box<dyn Any + Send + Sync>>,
}

type Part = OnceLock<Box<[RwLock<Slot>]>>;

/// The places, in parts that stay where they are.
static PARTS: [Part; 14] = [const { OnceLock::new() }; 14];

/// Places that can be used again, and the number of those that were ever used.
static FREE: Mutex<(Vec<usize>, usize)> = Mutex::new((Vec::new(), 0));

/// Number of open handles.
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// Returns the part and the index in it of a place.
const fn locate(place: usize) -> (usize, usize) {
    let part = (place / FIRST + 1).ilog2();
    (part as usize, place - FIRST * ((1 << part) - 1))
}

/// Returns a place that exists.
fn slot(place: usize) -> Option<&'static RwLock<Slot>> {
    let (part, index) = locate(place);
    PARTS.get(part)?.get()?.get(index)
}

/// Returns the place and the count in a handle.
fn parse<H>(handle: *const H) -> Done<(&'static RwLock<Slot>, usize)> {
    let number = handle.addr();
    if number == 0 {
        return Err(BWCAP_BAD_POINTER);
    }
    let (place, rest) = (number & ((1 << PLACE) - 1), number & !((1 << PLACE) - 1));
    let count = (rest ^ MARK) >> PLACE;
    // Counts begin with 1, so that small numbers are no handles.
    let known = count >> COUNT == 0 && count > 0;
    slot(place).filter(|_| known).map(|slot| (slot, count)).ok_or(BWCAP_FOREIGN_HANDLE)
}

impl Slot {
    /// Returns why a handle with this count is not the one that is open here.
    fn check(&self, count: usize) -> Done {
        match &self.value {
            Some(_) if count == self.count + 1 => Ok(()),
            _ if count <= self.count => Err(BWCAP_CLOSED_HANDLE),
            _ => Err(BWCAP_FOREIGN_HANDLE),
        }
    }
}

fn busy<G>(error: TryLockError<G>) -> i32 {
    match error {
        TryLockError::WouldBlock => BWCAP_BUSY,
        TryLockError::Poisoned(_) => BWCAP_PANIC,
    }
}

/// A type that C knows by the handle type `H`.
pub trait Held: Send + Sync + Sized + 'static {
    /// Type of the pointers that C sees.
    type Handle;

    /// Opens a handle.
    fn open(self) -> Done<*mut Self::Handle> {
        let value: Box<dyn Any + Send + Sync> = Box::new(self);
        let place = {
            let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
            match free.0.pop() {
                Some(place) => place,
                None if free.1 >> PLACE != 0 => return Err(BWCAP_TOO_MANY),
                None => {
                    free.1 += 1;
                    free.1 - 1
                }
            }
        };
        let (part, _) = locate(place);
        let part =
            PARTS.get(part).map(|slots| slots.get_or_init(|| (0..FIRST << part).map(|_| RwLock::default()).collect()));
        let slot = part.and_then(|_| slot(place)).ok_or(BWCAP_TOO_MANY)?;
        let mut slot = slot.write().unwrap_or_else(PoisonError::into_inner);
        slot.value = Some(value);
        OPEN.fetch_add(1, Ordering::Relaxed);
        Ok(ptr::without_provenance_mut(MARK | (slot.count + 1) << PLACE | place))
    }

    /// Reads the value of a handle. Several threads may at the same time.
    fn with<R>(handle: *const Self::Handle, read: impl FnOnce(&Self) -> Done<R>) -> Done<R> {
        let (slot, count) = parse(handle)?;
        let slot = slot.try_read().map_err(busy)?;
        slot.check(count)?;
        read(slot.value.as_ref().and_then(|value| value.downcast_ref()).ok_or(BWCAP_FOREIGN_HANDLE)?)
    }

    /// Changes the value of a handle. Only one thread may at a time.
    fn with_mut<R>(handle: *mut Self::Handle, change: impl FnOnce(&mut Self) -> Done<R>) -> Done<R> {
        let (slot, count) = parse(handle)?;
        let mut slot = slot.try_write().map_err(busy)?;
        slot.check(count)?;
        change(slot.value.as_mut().and_then(|value| value.downcast_mut()).ok_or(BWCAP_FOREIGN_HANDLE)?)
    }

    /// Closes a handle, and drops its value. Null is no handle, and nothing to close.
    fn close(handle: *mut Self::Handle) -> Done {
        if handle.is_null() {
            return Ok(());
        }
        let (slot, count) = parse(handle)?;
        let value = {
            let mut slot = match slot.try_write() {
                Err(TryLockError::WouldBlock) => return Err(BWCAP_BUSY),
                // What a panic left can only be dropped.
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Ok(slot) => slot,
            };
            slot.check(count)?;
            if !slot.value.as_ref().is_some_and(|value| value.is::<Self>()) {
                return Err(BWCAP_FOREIGN_HANDLE);
            }
            slot.count += 1;
            slot.value.take()
        };
        slot.clear_poison();
        // A place whose count is at its end is used no more, so that no handle ever comes a second time.
        if (count + 1) >> COUNT == 0 {
            let place = handle.addr() & ((1 << PLACE) - 1);
            FREE.lock().unwrap_or_else(PoisonError::into_inner).0.push(place);
        }
        OPEN.fetch_sub(1, Ordering::Relaxed);
        drop(value);
        Ok(())
    }
}

/// Returns the number of handles that are open, of all types and threads. A program that has freed all of its handles finds
/// 0. Any thread may call it.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_open_handles() -> usize {
    OPEN.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::{FIRST, Held, PLACE, locate};
    use crate::status::{BWCAP_BAD_POINTER, BWCAP_BUSY, BWCAP_CLOSED_HANDLE, BWCAP_FOREIGN_HANDLE, BWCAP_PANIC, guard};

    impl Held for u8 {
        type Handle = u8;
    }
    impl Held for u16 {
        type Handle = u16;
    }

    #[test]
    fn the_parts_of_the_table_follow_each_other() {
        let mut last = (0, 0);
        for place in 1..(5 * FIRST) {
            let next = locate(place);
            let follows = (last.0, last.1 + 1) == next || (last.0 + 1, 0) == next && last.1 + 1 == FIRST << last.0;
            assert!(follows, "{last:?} {next:?}");
            last = next;
        }
        let (part, index) = locate((1 << PLACE) - 1);
        assert!(part < super::PARTS.len() + 1 && index < FIRST << part);
    }

    #[test]
    fn a_wrong_handle_is_found() {
        let open = 7u8.open().unwrap();
        assert_eq!(u8::with(open, |value| Ok(*value)), Ok(7));
        assert_eq!(u16::with(open.cast(), |_| Ok(())), Err(BWCAP_FOREIGN_HANDLE));
        assert_eq!(u16::close(open.cast()), Err(BWCAP_FOREIGN_HANDLE));
        assert_eq!(u8::with(ptr::null(), |_| Ok(())), Err(BWCAP_BAD_POINTER));
        let variable = 7u8;
        assert_eq!(u8::with(&raw const variable, |_| Ok(())), Err(BWCAP_FOREIGN_HANDLE));
        for number in (0..200).map(|at| 1usize << (at % usize::BITS) | at as usize).filter(|number| *number != 0) {
            let wrong = u8::with(ptr::without_provenance(number), |_| Ok(()));
            assert_eq!(wrong, Err(BWCAP_FOREIGN_HANDLE), "{number:x}");
        }
        assert_eq!(u8::close(open), Ok(()));
        assert_eq!(u8::close(open), Err(BWCAP_CLOSED_HANDLE));
        let again = 8u8.open().unwrap();
        assert_eq!(u8::with(open, |_| Ok(())), Err(BWCAP_CLOSED_HANDLE), "although the place may be used again");
        assert_eq!(u8::close(again), Ok(()));
    }

    #[test]
    fn a_handle_in_use_is_busy_and_one_after_a_panic_can_be_closed() {
        let open = 7u8.open().unwrap();
        let inside = u8::with(open, |_| {
            assert_eq!(u8::with(open, |_| Ok(())), Ok(()), "two may read");
            assert_eq!(u8::close(open), Err(BWCAP_BUSY));
            u8::with_mut(open, |_| Ok(()))
        });
        assert_eq!(inside, Err(BWCAP_BUSY));
        assert_eq!(guard(|| u8::with_mut(open, |_| panic!("as a test"))), BWCAP_PANIC);
        assert_eq!(u8::with(open, |_| Ok(())), Err(BWCAP_PANIC));
        assert_eq!(u8::close(open), Ok(()));
    }
}
