//! Results of functions: numbers with stable names.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::memory::out;
use crate::types::bwcap_text;

/// Result of every function that can fail: `BWCAP_OK`, `BWCAP_NONE`, or an error, which is negative. `bwcap_status_name` has
/// a stable name for each.
pub type bwcap_status = i32;

/// Done.
pub const BWCAP_OK: bwcap_status = 0;
/// Done, and nothing is there: the field is absent, the list is at its end. It is no error.
pub const BWCAP_NONE: bwcap_status = 1;
/// A pointer that must not be null is null, or a pointer is not aligned, or a length is longer than memory.
pub const BWCAP_BAD_POINTER: bwcap_status = -1;
/// The handle was closed.
pub const BWCAP_CLOSED_HANDLE: bwcap_status = -2;
/// The handle is none of this library, or one of another type.
pub const BWCAP_FOREIGN_HANDLE: bwcap_status = -3;
/// The handle is in use by another thread, or twice in one call.
pub const BWCAP_BUSY: bwcap_status = -4;
/// The buffer is too short; the length that is needed was written.
pub const BWCAP_SHORT_BUFFER: bwcap_status = -5;
/// A text from the caller is not UTF-8.
pub const BWCAP_NOT_UTF8: bwcap_status = -6;
/// A command, a path or a word is not in the tables.
pub const BWCAP_UNKNOWN_NAME: bwcap_status = -7;
/// A number is out of its range: no such item, protocol, direction or count.
pub const BWCAP_OUT_OF_RANGE: bwcap_status = -8;
/// The content is at fault: a document, a JSON text or a value. The `bwcap_error` says what and where.
pub const BWCAP_BAD_CONTENT: bwcap_status = -9;
/// The call is not possible now, such as bytes for a stream that has ended.
pub const BWCAP_WRONG_STATE: bwcap_status = -10;
/// An error of this library. A handle that was changed by the call can only be freed.
pub const BWCAP_PANIC: bwcap_status = -11;
/// There are more open handles than this library can have.
pub const BWCAP_TOO_MANY: bwcap_status = -12;

/// Every status with its name and a sentence about it.
const STATUSES: &[(bwcap_status, &str, &str)] = &[
    (BWCAP_OK, "ok", "done"),
    (BWCAP_NONE, "none", "nothing is there"),
    (BWCAP_BAD_POINTER, "bad-pointer", "a pointer is null or not aligned, or a length is impossible"),
    (BWCAP_CLOSED_HANDLE, "closed-handle", "the handle was closed"),
    (BWCAP_FOREIGN_HANDLE, "foreign-handle", "the handle is none of this library, or one of another type"),
    (BWCAP_BUSY, "busy", "the handle is in use by another thread"),
    (BWCAP_SHORT_BUFFER, "short-buffer", "the buffer is too short"),
    (BWCAP_NOT_UTF8, "not-utf8", "a text is not UTF-8"),
    (BWCAP_UNKNOWN_NAME, "unknown-name", "the tables do not have this name"),
    (BWCAP_OUT_OF_RANGE, "out-of-range", "a number is out of its range"),
    (BWCAP_BAD_CONTENT, "bad-content", "the content is at fault"),
    (BWCAP_WRONG_STATE, "wrong-state", "the call is not possible now"),
    (BWCAP_PANIC, "panic", "an error of this library"),
    (BWCAP_TOO_MANY, "too-many", "too many open handles"),
];

/// The status of a call as a `Result`: everything but `BWCAP_OK` ends it.
pub type Done<T = ()> = Result<T, bwcap_status>;

/// Runs the body of a function. A panic ends here.
pub fn guard(body: impl FnOnce() -> Done) -> bwcap_status {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => BWCAP_OK,
        Ok(Err(status)) => status,
        Err(_) => BWCAP_PANIC,
    }
}

/// Writes the stable name of a status, such as `closed-handle`, and a sentence for people. Either may be null.
///
/// The texts are static. `BWCAP_OUT_OF_RANGE` if there is no such status. Any thread may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_status_name(
    status: bwcap_status,
    name: *mut bwcap_text,
    sentence: *mut bwcap_text,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places, or they are null.
        let (name, sentence) = unsafe { (out(name), out(sentence)) };
        let known = STATUSES.iter().find(|known| known.0 == status).ok_or(BWCAP_OUT_OF_RANGE)?;
        for (place, text) in [(name, known.1), (sentence, known.2)] {
            if let Ok(place) = place {
                *place = text.into();
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::{BWCAP_OK, BWCAP_PANIC, STATUSES, bwcap_status_name, guard};
    use crate::types::bwcap_text;

    #[test]
    fn every_status_has_a_name_of_its_own() {
        for (at, status) in STATUSES.iter().enumerate() {
            assert!(STATUSES[..at].iter().all(|other| other.0 != status.0 && other.1 != status.1), "{status:?}");
            let mut name = bwcap_text::default();
            // SAFETY: the place is a variable of this function.
            assert_eq!(unsafe { bwcap_status_name(status.0, &raw mut name, std::ptr::null_mut()) }, BWCAP_OK);
            assert_eq!(name.length, status.1.len());
        }
    }

    #[test]
    fn a_panic_is_a_status() {
        assert_eq!(guard(|| panic!("as a test")), BWCAP_PANIC);
    }
}
