//! Version of the interface.

use std::ffi::c_char;

/// First number of the version of this interface: a higher one is not compatible. While it is 0, a higher second one is not
/// compatible, either.
pub const BWCAP_VERSION_MAJOR: u32 = 0;
/// Second number of the version: a higher one has more functions.
pub const BWCAP_VERSION_MINOR: u32 = 1;
/// Third number of the version: a higher one has fewer errors.
pub const BWCAP_VERSION_PATCH: u32 = 0;

/// Returns the version of the library that runs: `major << 16 | minor << 8 | patch`. The macros say of which one the header
/// is. Any thread may call it.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_version() -> u32 {
    BWCAP_VERSION_MAJOR << 16 | BWCAP_VERSION_MINOR << 8 | BWCAP_VERSION_PATCH
}

/// Returns the version of the library that runs as text, such as `0.1.0`. It is static, and ends with a zero byte. Any
/// thread may call it.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_version_text() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

#[test]
fn the_numbers_are_the_version_of_the_package() {
    let numbers = format!("{BWCAP_VERSION_MAJOR}.{BWCAP_VERSION_MINOR}.{BWCAP_VERSION_PATCH}");
    assert_eq!(env!("CARGO_PKG_VERSION"), numbers);
}
