//! Bindings to the C and C++ parsers, and a clock. This is the only `unsafe` code of the repository
//! besides a counting allocator.
//!
//! Each shim keeps its parser in static variables, so only one thread may use it.

#[allow(unused_imports, reason = "none is needed without the C and C++ parsers")]
use std::ffi::{CStr, CString, c_char, c_int, c_long};
use std::time::Duration;

/// Returns the processor time of this thread.
pub fn thread_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists on every supported system, and `time` is a valid local variable.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(failed, 0, "a clock");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[cfg(libxml2)]
pub mod libxml2 {
    use super::*;

    unsafe extern "C" {
        fn libxml2_version() -> *const c_char;
        fn libxml2_sax(bytes: *const c_char, length: c_int) -> c_long;
        fn libxml2_valid(path: *const c_char, bytes: *const c_char, length: c_int) -> c_int;
    }

    pub fn version() -> String {
        // SAFETY: the library returns a constant string that ends with zero.
        unsafe { CStr::from_ptr(libxml2_version()) }.to_string_lossy().into_owned()
    }

    pub fn sax(bytes: &[u8]) -> usize {
        // SAFETY: the shim reads `length` bytes and keeps no pointer to them.
        let elements = unsafe { libxml2_sax(bytes.as_ptr().cast(), bytes.len() as c_int) };
        usize::try_from(elements).expect("a good message")
    }

    pub fn valid(dtd: &CString, bytes: &[u8]) -> bool {
        // SAFETY: as above, and the path ends with zero.
        let valid = unsafe { libxml2_valid(dtd.as_ptr(), bytes.as_ptr().cast(), bytes.len() as c_int) };
        assert!(valid >= 0, "a good message and a good DTD");
        valid == 1
    }
}

#[cfg(expat)]
pub mod expat {
    use super::*;

    unsafe extern "C" {
        fn expat_version() -> *const c_char;
        fn expat_events(bytes: *const c_char, length: c_int) -> c_long;
    }

    pub fn version() -> String {
        // SAFETY: the library returns a constant string that ends with zero.
        unsafe { CStr::from_ptr(expat_version()) }.to_string_lossy().replace("expat_", "")
    }

    pub fn events(bytes: &[u8]) -> usize {
        // SAFETY: the shim reads `length` bytes and keeps no pointer to them.
        let elements = unsafe { expat_events(bytes.as_ptr().cast(), bytes.len() as c_int) };
        usize::try_from(elements).expect("a good message")
    }
}

#[cfg(pugixml)]
pub mod pugixml {
    use super::*;

    unsafe extern "C" {
        fn pugixml_version() -> c_int;
        fn pugixml_in_place(bytes: *const c_char, length: usize, full: bool) -> bool;
        fn pugixml_elements() -> c_long;
    }

    pub fn version() -> String {
        // SAFETY: the function returns a constant, such as 1130 for 1.13.
        let version = unsafe { pugixml_version() };
        format!("{}.{}", version / 1000, version % 1000 / 10)
    }

    pub fn in_place(bytes: &[u8], full: bool) {
        // SAFETY: the shim copies `length` bytes.
        assert!(unsafe { pugixml_in_place(bytes.as_ptr().cast(), bytes.len(), full) }, "a good message");
    }

    pub fn elements() -> usize {
        // SAFETY: the function only walks the tree that the shim holds.
        unsafe { pugixml_elements() as usize }
    }
}
