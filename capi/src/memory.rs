//! Memory of the caller: what the functions do with pointers. Each checks what can be checked; the rest is the contract of
//! the header.

use std::ffi::{CStr, c_char};

use crate::status::{BWCAP_BAD_POINTER, BWCAP_NOT_UTF8, Done};

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
pub unsafe fn bytes<'a>(data: *const u8, length: usize) -> Done<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() || length > isize::MAX as usize {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null, bytes are always aligned, the length is possible, and the rest is the contract of this function.
    Ok(unsafe { std::slice::from_raw_parts(data, length) })
}

/// Returns a buffer of the caller, to be written to. Null is allowed if it has no bytes.
///
/// # Safety
/// `data` is null, or leads to `length` bytes that nothing else uses while the result lives.
pub unsafe fn buffer<'a>(data: *mut u8, length: usize) -> Done<&'a mut [u8]> {
    if length == 0 {
        return Ok(&mut []);
    }
    if data.is_null() || length > isize::MAX as usize {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: as in `bytes`; the bytes are zeroed first, so that they are initialised.
    unsafe {
        data.write_bytes(0, length);
        Ok(std::slice::from_raw_parts_mut(data, length))
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
