//! Types that both sides write: texts, errors, limits, and numbers for the enums of the codec.

use std::ffi::c_char;
use std::fmt::{Display, Write};
use std::ptr;

use codec::schema::PathError;
use codec::{Error, Limits, Protocol, message::Direction};

use crate::memory::{input, out};
use crate::status::{BWCAP_BAD_CONTENT, BWCAP_OUT_OF_RANGE, Done, bwcap_status, guard};

/// Text in UTF-8 that belongs to the library. It does not end with a zero byte: print it with `%.*s` and
/// `(int)text.length, text.data`. `data` is null if there is none.
///
/// How long it lives is said where it comes from.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct bwcap_text {
    /// The bytes.
    pub data: *const c_char,
    /// Number of bytes.
    pub length: usize,
}

impl Default for bwcap_text {
    fn default() -> Self {
        Self { data: ptr::null(), length: 0 }
    }
}

impl From<&str> for bwcap_text {
    fn from(text: &str) -> Self {
        Self { data: text.as_ptr().cast(), length: text.len() }
    }
}

impl<T: Into<bwcap_text>> From<Option<T>> for bwcap_text {
    fn from(text: Option<T>) -> Self {
        text.map_or_else(Self::default, Into::into)
    }
}

/// What is wrong with content. That of a document holds no bytes of it, so that it can be logged; that of a path has the path,
/// and that of JSON may have a key or a value of it.
///
/// Functions take it as their last argument, and fill it if they return `BWCAP_BAD_CONTENT`; otherwise it is empty. It may be
/// null.
#[repr(C)]
pub struct bwcap_error {
    /// Stable name of the kind: one of `BWCAP_KIND_...`, or `json` or `path`. It ends with a zero byte.
    pub kind: [c_char; 48],
    /// A sentence for people, cut if it is too long. It ends with a zero byte.
    pub message: [c_char; 256],
    /// Byte of the content at which it is wrong, from 0. For an error of writing, it counts what was written before; for
    /// that of a path, the bytes of the path; for JSON, those of its text.
    pub offset: usize,
}

impl Default for bwcap_error {
    fn default() -> Self {
        Self { kind: [0; 48], message: [0; 256], offset: 0 }
    }
}

/// Writer of a text that ends with a zero byte, and is cut after a whole character.
struct Fixed<'a>(&'a mut [c_char], usize);

impl Write for Fixed<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let room = self.0.len() - 1 - self.1;
        let fits = text.floor_char_boundary_of(room);
        for (place, byte) in self.0[self.1..].iter_mut().zip(text[..fits].bytes()) {
            *place = byte as c_char;
        }
        self.1 += fits;
        if fits < text.len() { Err(std::fmt::Error) } else { Ok(()) }
    }
}

/// `str::floor_char_boundary`, which is younger than the oldest Rust that this package needs.
trait Floor {
    fn floor_char_boundary_of(&self, index: usize) -> usize;
}

impl Floor for str {
    fn floor_char_boundary_of(&self, index: usize) -> usize {
        if index >= self.len() {
            return self.len();
        }
        (0..=index).rev().find(|at| self.is_char_boundary(*at)).unwrap_or_default()
    }
}

impl bwcap_error {
    /// Fills it, and returns the status of the call.
    pub fn fill(&mut self, kind: &str, message: impl Display, offset: usize) -> bwcap_status {
        *self = Self { offset, ..Self::default() };
        // A text that is cut is an error of the writer, and no other can be.
        _ = Fixed(&mut self.kind, 0).write_str(kind);
        _ = write!(Fixed(&mut self.message, 0), "{message}");
        BWCAP_BAD_CONTENT
    }

    /// Fills it with an error of the codec.
    pub fn codec(&mut self, error: Error) -> bwcap_status {
        self.fill(error.kind().id(), error.kind().describe(), error.offset())
    }

    /// Fills it with the error of a path.
    pub fn path(&mut self, error: &PathError) -> bwcap_status {
        self.fill("path", error, error.place())
    }
}

/// The error that a caller wants to have, or one for nobody.
pub enum Report<'a> {
    /// Of the caller.
    Wanted(&'a mut bwcap_error),
    /// One that nobody reads.
    Unwanted(Box<bwcap_error>),
}

/// Returns the error that a pointer leads to, emptied. It may be null.
///
/// # Safety
/// As for [`out`].
pub unsafe fn report<'a>(error: *mut bwcap_error) -> Done<Report<'a>> {
    if error.is_null() {
        return Ok(Report::Unwanted(Box::default()));
    }
    // SAFETY: the same contract.
    Ok(Report::Wanted(unsafe { out(error)? }))
}

impl std::ops::Deref for Report<'_> {
    type Target = bwcap_error;
    fn deref(&self) -> &bwcap_error {
        match self {
            Report::Wanted(error) => error,
            Report::Unwanted(error) => error,
        }
    }
}

impl std::ops::DerefMut for Report<'_> {
    fn deref_mut(&mut self) -> &mut bwcap_error {
        match self {
            Report::Wanted(error) => error,
            Report::Unwanted(error) => error,
        }
    }
}

/// Upper bounds on what is read. Get the usual ones from `bwcap_limits_default`, and change what you need.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct bwcap_limits {
    /// Bytes of one document; 1 MiB.
    pub document: usize,
    /// Open elements; 32, which is the maximum.
    pub depth: usize,
    /// Attributes of one tag; 32, which is the maximum.
    pub attributes: usize,
    /// Bytes of one name; 64.
    pub name: usize,
    /// Items of one list of elements; 8192.
    pub items: usize,
    /// Bytes of white space between two documents; 64 KiB.
    pub filler: usize,
    /// Not 0 to skip other bytes before the first document of a stream; 0.
    pub preamble: i32,
    /// Not 0 to allow white space before the XML declaration of a document; 1.
    pub leading_blanks: i32,
    /// Not 0 to allow any encoding in the XML declaration, which is read as UTF-8 in any case; 1.
    pub any_label: i32,
}

impl Default for bwcap_limits {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            document: limits.document,
            depth: limits.depth,
            attributes: limits.attributes,
            name: limits.name,
            items: limits.items,
            filler: limits.filler,
            preamble: limits.preamble.into(),
            leading_blanks: limits.leading_blanks.into(),
            any_label: limits.any_label.into(),
        }
    }
}

/// Returns the limits that a pointer leads to; the usual ones for null.
///
/// # Safety
/// As for [`input`].
pub unsafe fn limits(limits: *const bwcap_limits) -> Done<Limits> {
    // SAFETY: the same contract; any bytes are valid numbers.
    let given = unsafe { input(limits)? }.copied().unwrap_or_default();
    let limits = Limits::default().document(given.document).depth(given.depth).attributes(given.attributes);
    let limits = limits.name(given.name).items(given.items).filler(given.filler).preamble(given.preamble != 0);
    Ok(limits.leading_blanks(given.leading_blanks != 0).any_label(given.any_label != 0))
}

/// Writes the usual limits. Any thread may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_limits_default(limits: *mut bwcap_limits) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place. The default values are written by `out`.
        unsafe { out(limits).map(|_| ()) }
    })
}

/// One of the two protocols: `BWCAP_CAP_C` or `BWCAP_CCC2`.
pub type bwcap_protocol = i32;
/// CAP-C, for clients.
pub const BWCAP_CAP_C: bwcap_protocol = 1;
/// CCC2, for server farms.
pub const BWCAP_CCC2: bwcap_protocol = 2;

/// Returns the protocol of a number.
pub const fn protocol(number: bwcap_protocol) -> Done<Protocol> {
    match number {
        BWCAP_CAP_C => Ok(Protocol::CapC),
        BWCAP_CCC2 => Ok(Protocol::Ccc2),
        _ => Err(BWCAP_OUT_OF_RANGE),
    }
}

/// Direction of a message: `BWCAP_TO_SERVER` or `BWCAP_TO_CLIENT`, or `BWCAP_ANY_DIRECTION` where that is allowed.
pub type bwcap_direction = i32;
/// From the client or from the server.
pub const BWCAP_ANY_DIRECTION: bwcap_direction = 0;
/// From the client to the server.
pub const BWCAP_TO_SERVER: bwcap_direction = 1;
/// From the server to the client.
pub const BWCAP_TO_CLIENT: bwcap_direction = 2;

/// Returns the direction of a number; `None` for any.
pub const fn direction(number: bwcap_direction) -> Done<Option<Direction>> {
    match number {
        BWCAP_ANY_DIRECTION => Ok(None),
        BWCAP_TO_SERVER => Ok(Some(Direction::ToServer)),
        BWCAP_TO_CLIENT => Ok(Some(Direction::ToClient)),
        _ => Err(BWCAP_OUT_OF_RANGE),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::bwcap_error;

    #[test]
    fn a_long_message_is_cut_between_characters() {
        for start in 0..3 {
            let mut error = bwcap_error::default();
            error.fill("kind", format_args!("{}{}", "-".repeat(start), "\u{20ac}".repeat(200)), 7);
            // SAFETY: `fill` ends it with a zero byte.
            let message = unsafe { CStr::from_ptr(error.message.as_ptr()) };
            let message = message.to_str().expect("whole characters");
            assert!(message.len() > 250 && message.len() < 256, "{}", message.len());
        }
    }
}
