//! Memory of the caller: what the functions do with pointers. Each checks what can be checked; the rest is the contract of
//! the header.

use std::ffi::{CStr, c_char, c_void};

use crate::status::{BWCAP_BAD_POINTER, BWCAP_NOT_UTF8, BWCAP_SHORT_BUFFER, Done};

/// Length of a text that ends with a zero byte, in place of the number of its bytes.
pub const BWCAP_TERMINATED: usize = usize::MAX;

/// Returns the place that a pointer leads to, with the default value in it.
///
/// # Safety
/// The pointer is null, or leads to memory for a `T` that nothing else uses while the result lives.
pub unsafe fn out<'a, T: Default>(place: *mut T) -> Done<&'a mut T> {
    if place.is_null() || !place.is_aligned() {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null and aligned. By the contract of this function the memory is the caller's, and is written
    // before there is a reference to it, so that it need not have been initialised.
    unsafe {
        place.write(T::default());
        Ok(&mut *place)
    }
}

/// Returns the value that a pointer leads to; `None` for null.
///
/// # Safety
/// The pointer is null, or leads to a `T` of which any bytes are a valid value and that nothing changes while the result
/// lives.
pub unsafe fn input<'a, T>(value: *const T) -> Done<Option<&'a T>> {
    if value.is_null() {
        return Ok(None);
    }
    if !value.is_aligned() {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null and aligned, and the rest is the contract of this function.
    Ok(Some(unsafe { &*value }))
}

/// Returns bytes of the caller. Null is allowed if there are none.
///
/// # Safety
/// `data` is null, or leads to `length` bytes that nothing changes while the result lives.
pub unsafe fn bytes<'a>(data: *const c_void, length: usize) -> Done<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() || length > isize::MAX as usize {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null, bytes are always aligned, the length is possible, and the rest is the contract of this function.
    Ok(unsafe { std::slice::from_raw_parts(data.cast(), length) })
}

/// Returns an array of the caller. Null is allowed if it is empty.
///
/// # Safety
/// `items` is null, or leads to `count` items, of which any bytes are valid, and that nothing changes while the result lives.
pub unsafe fn array<'a, T>(items: *const T, count: usize) -> Done<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    if items.is_null() || !items.is_aligned() || count > isize::MAX as usize / size_of::<T>() {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null and aligned, the length is possible, and the rest is the contract of this function.
    Ok(unsafe { std::slice::from_raw_parts(items, count) })
}

/// Copies bytes to a buffer of the caller, which may be null if it has no room, and their number to `length`.
///
/// # Safety
/// `buffer` is null, or leads to `capacity` bytes that nothing else uses, and that are none of `bytes`.
pub unsafe fn put(bytes: &[u8], buffer: *mut c_char, capacity: usize, length: &mut usize) -> Done {
    *length = bytes.len();
    if bytes.len() > capacity {
        return Err(BWCAP_SHORT_BUFFER);
    }
    if buffer.is_null() {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: the buffer is not null and has room, and the rest is the contract of this function.
    unsafe { buffer.copy_from_nonoverlapping(bytes.as_ptr().cast(), bytes.len()) };
    Ok(())
}

/// Returns the place for a handle, with null in it.
///
/// # Safety
/// As for [`out`].
pub unsafe fn handle<'a, H>(place: *mut *mut H) -> Done<&'a mut *mut H> {
    if place.is_null() || !place.is_aligned() {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null and aligned, the memory is the caller's, and it is written before there is a reference to it.
    unsafe {
        place.write(std::ptr::null_mut());
        Ok(&mut *place)
    }
}

/// Returns a text of the caller: `length` bytes of UTF-8, or up to the first zero byte if that is [`BWCAP_TERMINATED`].
///
/// # Safety
/// `data` is null, or leads to so many bytes that nothing changes while the result lives.
pub unsafe fn text<'a>(data: *const c_char, length: usize) -> Done<&'a str> {
    // SAFETY: the contract of this function.
    let bytes = unsafe {
        if length != BWCAP_TERMINATED {
            bytes(data.cast(), length)?
        } else if data.is_null() {
            return Err(BWCAP_BAD_POINTER);
        } else {
            CStr::from_ptr(data).to_bytes()
        }
    };
    str::from_utf8(bytes).map_err(|_| BWCAP_NOT_UTF8)
}

/// Returns a name or a path of the caller, which ends before a zero byte.
///
/// # Safety
/// The pointer is null, or leads to bytes with a zero byte that nothing changes while the result lives.
pub unsafe fn name<'a>(name: *const c_char) -> Done<&'a str> {
    // SAFETY: the same contract.
    unsafe { text(name, BWCAP_TERMINATED) }
}
