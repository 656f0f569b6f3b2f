//! SIMD comparison of expected tags with the input, 32 bytes at a time.
//!
//! # Contract
//!
//! A [`Tag`] holds an element or attribute name with the bytes around it, precomputed at compile time. A
//! `match_` function compares it with the input at an offset and returns offsets. It matches only bytes
//! that the XML grammar accepts in the same place and with the same meaning; it may fail to match
//! spellings that the grammar accepts too, and then the caller uses the grammar. The input is any bytes
//! and need not be UTF-8. Offsets are those of a document, which is shorter than 2 GiB.
//!
//! # Comparison
//!
//! 32 bytes are compared whatever the length of the name, and a mask makes those after the tag count as
//! equal:
//!
//! ```text
//! pattern      < s t a t e > 0 0 0 0 0 ... 0
//! input        < s t a t e > 2 < / s t ... n
//! equal        1 1 1 1 1 1 1 0 0 0 0 0 ... 0
//! ignored      0 0 0 0 0 0 0 1 1 1 1 1 ... 1
//! equal | ignored == !0                          the input starts with the tag
//! equal | ignored | ignored >> 1 == !0           the same without its last byte, the `>`
//! ```
//!
//! So a tag costs two loads, two comparisons and one branch, and the branch does not depend on the length
//! of the name. A `memcmp` of variable length is a call with several branches. Where fewer than 32 bytes of
//! input are left, only an end tag can match, by way of a copy.

use core::num::NonZero;

use wide::u8x16;

use super::scan::{self, splat};

/// Number of bytes compared at once: two vectors of 16.
pub(in crate::xml) const WIDTH: usize = 32;

/// Up to 31 bytes that are compared with the input, or copied to the output, as two vectors.
#[derive(Debug, Clone, Copy)]
struct Pattern {
    bytes: [u8x16; 2],
    /// Bit `i`: byte `i` is not part of the pattern.
    ignored: u32,
}

impl Pattern {
    /// A pattern of `<` and 31 bytes that UTF-8 does not have. Even where input that is not UTF-8 has them,
    /// no matcher of [`Tag::NEVER`] succeeds, because its next step finds one of these bytes.
    const NEVER: Self = {
        let mut first = [0xff; 16];
        first[0] = b'<';
        Self { bytes: [u8x16::new(first), splat(0xff)], ignored: 0 }
    };

    /// Joins three parts, which have at most 31 bytes.
    const fn new(parts: [&str; 3]) -> Self {
        let (mut bytes, mut length, mut part) = ([[0; 16]; 2], 0, 0);
        while part < parts.len() {
            let mut at = 0;
            while at < parts[part].len() {
                bytes[length / 16][length % 16] = parts[part].as_bytes()[at];
                (at, length) = (at + 1, length + 1);
            }
            part += 1;
        }
        Self { bytes: [u8x16::new(bytes[0]), u8x16::new(bytes[1])], ignored: !0 << length }
    }

    /// Writes the pattern to `at`, and zeros up to 32 bytes.
    #[inline(always)]
    fn write(&self, room: &mut [u8], at: usize) {
        if let Some(room) = room.get_mut(at..at + WIDTH) {
            let (halves, _) = room.as_chunks_mut();
            (halves[0], halves[1]) = (self.bytes[0].to_array(), self.bytes[1].to_array());
        }
    }

    /// Returns `true` if the pattern is at `at`. For offsets less than 32 bytes before the end.
    #[cold]
    fn matches_near_end(&self, bytes: &[u8], at: usize) -> bool {
        let (mut here, length) = ([0; WIDTH], self.ignored.trailing_zeros() as usize);
        let Some(rest) = bytes.get(at..at + length) else { return false };
        here[..length].copy_from_slice(rest);
        equal_bits(halves(&here), self.bytes) | self.ignored == !0
    }
}

/// The name of an element or attribute, with the tag or the beginning of the attribute as a pattern.
#[derive(Debug, Clone, Copy)]
pub struct Tag {
    /// `<name>`, or ` name="` of an attribute.
    start: Pattern,
    /// `</name>`, or `"` of an attribute.
    end: Pattern,
    name: &'static str,
    length: u8,
    start_length: NonZero<u8>,
    end_length: NonZero<u8>,
    is_attribute: bool,
}

impl Tag {
    /// A tag without a name, which matches nothing.
    pub const NEVER: Self = Self {
        start: Pattern::NEVER,
        end: Pattern::NEVER,
        name: "",
        length: 0,
        start_length: NonZero::<u8>::MIN,
        end_length: NonZero::<u8>::MIN,
        is_attribute: false,
    };

    /// Creates the tag of an element. One of more than 28 bytes has no pattern and matches nothing, so
    /// that the caller uses the grammar.
    #[must_use]
    pub const fn element(name: &'static str) -> Self {
        if name.len() + 3 >= WIDTH {
            return Self { name, ..Self::NEVER };
        }
        let (start, end) = (Pattern::new(["<", name, ">"]), Pattern::new(["</", name, ">"]));
        let length = name.len() as u8;
        let start_length = NonZero::<u8>::MIN.saturating_add(length + 1);
        Self { start, end, name, length, start_length, end_length: start_length.saturating_add(1), is_attribute: false }
    }

    /// Creates the tag of an attribute. One of more than 28 bytes has no pattern, like that of an element.
    #[must_use]
    pub const fn attribute(name: &'static str) -> Self {
        if name.len() + 3 >= WIDTH {
            return Self { name, is_attribute: true, ..Self::NEVER };
        }
        let (start, end) = (Pattern::new([" ", name, "=\""]), Pattern::new(["\"", "", ""]));
        let length = name.len() as u8;
        let start_length = NonZero::<u8>::MIN.saturating_add(length + 2);
        Self { start, end, name, length, start_length, end_length: NonZero::<u8>::MIN, is_attribute: true }
    }

    /// Returns the name, even if there is no pattern for it.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the length of the name in bytes, or 0 if there is no pattern for it.
    #[inline(always)]
    pub const fn len(&self) -> usize {
        self.length as usize
    }

    /// Returns `true` if the name is short enough for a pattern.
    #[inline(always)]
    pub(in crate::xml) const fn has_pattern(&self) -> bool {
        self.length > 0
    }

    /// Returns `true` if this is the name of an attribute.
    pub(in crate::xml) const fn is_attribute(&self) -> bool {
        self.is_attribute
    }

    /// Writes `<name>` or ` name="` and zeros up to 32 bytes. Returns the length without the zeros.
    #[inline(always)]
    pub(in crate::xml) fn write_start(&self, room: &mut [u8]) -> usize {
        self.start.write(room, 0);
        usize::from(self.start_length.get()) % WIDTH
    }

    /// Writes `</name>` or `"` to `at` and zeros up to 32 bytes. Returns the length without the zeros.
    #[inline(always)]
    pub(in crate::xml) fn write_end(&self, room: &mut [u8], at: usize) -> usize {
        self.end.write(room, at);
        usize::from(self.end_length.get())
    }
}

/// Result of matching an expected leaf element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeafMatch {
    /// `<name>text</name>`: the range of the text, and the offset after the end tag.
    Text { start: u32, end: u32, behind: u32 },
    /// `<name/>`: the offset after it.
    Empty { behind: u32 },
    /// A possible match that the caller must check by the grammar: the input starts with `<name` but is
    /// spelled in another way, or its text is not plain, or fewer than 32 bytes are left.
    Unusual,
    /// Any other input, and any input at all if the name has no pattern.
    Other,
}

/// The matchers of the fast readers. `at` is the offset of a `<`, or of the space before an attribute, in
/// bytes that have not been checked in any way.
///
/// ```text
///  at     start
///  |      |end    behind
///  v      vv       v
///  <state>2</state><remoteNumber>2405550123</remoteNumber>
///  |-----|  one comparison with the start tag
///         |>  scan for `<`, `>`, `&`, control characters and non-ASCII bytes
///          |------|  one comparison with the end tag
/// ```
///
/// A match consists of ASCII without control characters and references, and has no `>` except those of
/// the tags. So it needs no UTF-8 check, no check of characters and no unescaping.
impl Tag {
    /// Matches a leaf element of this name.
    #[inline(always)]
    pub(crate) fn match_leaf(&self, bytes: &[u8], at: u32) -> LeafMatch {
        let Some(here) = window_at(bytes, at) else { return LeafMatch::Unusual };
        let equal = equal_bits(here, self.start.bytes) | self.start.ignored;
        if equal == !0 {
            let start = at + u32::from(self.start_length.get());
            return match self.match_text(bytes, start) {
                Some((end, behind)) => LeafMatch::Text { start, end, behind },
                None => LeafMatch::Unusual,
            };
        }
        // Everything except the `>`.
        if equal | self.start.ignored >> 1 != !0 {
            return LeafMatch::Other;
        }
        let behind = at + 3 + u32::from(self.length);
        let is_empty = bytes.get(behind as usize - 2..behind as usize) == Some(b"/>");
        if is_empty { LeafMatch::Empty { behind } } else { LeafMatch::Unusual }
    }

    /// Matches plain text at `start` and an end tag of this name. Returns the end of the text and the offset
    /// after the tag.
    #[inline(always)]
    pub(crate) fn match_text(&self, bytes: &[u8], start: u32) -> Option<(u32, u32)> {
        let end = plain_text_end(bytes, start)?;
        self.match_end(bytes, end).then_some((end, end + u32::from(self.end_length.get())))
    }

    /// Matches an end tag of this name.
    #[inline(always)]
    pub(crate) fn match_end(&self, bytes: &[u8], at: u32) -> bool {
        match window_at(bytes, at) {
            Some(here) => equal_bits(here, self.end.bytes) | self.end.ignored == !0,
            None => self.end.matches_near_end(bytes, at as usize),
        }
    }

    /// Matches ` name="value"` with a plain value. Returns the range of the value, after which the closing
    /// quotation mark follows.
    #[inline(always)]
    pub(crate) fn match_attribute(&self, bytes: &[u8], at: u32) -> Option<(u32, u32)> {
        let here = window_at(bytes, at)?;
        if equal_bits(here, self.start.bytes) | self.start.ignored != !0 {
            return None;
        }
        let start = at + u32::from(self.start_length.get());
        let end = plain_value_end(bytes, start)?;
        (bytes.get(end as usize) == Some(&b'"')).then_some((start, end))
    }

    /// Matches `<name` of a start tag. Returns the end of the name.
    #[inline(always)]
    pub(crate) fn match_open(&self, bytes: &[u8], at: u32) -> Option<u32> {
        let here = window_at(bytes, at)?;
        if equal_bits(here, self.start.bytes) | self.start.ignored | self.start.ignored >> 1 != !0 {
            return None;
        }
        let end = at + 1 + u32::from(self.length);
        matches!(bytes.get(end as usize), Some(b'>' | b' ' | b'/')).then_some(end)
    }
}

/// Finds the end of plain text that starts at `at`: the first `<`, `>`, `&`, control character or non-ASCII
/// byte. `None` if it is in the last 31 bytes of the input, or if there is none.
#[inline(always)]
pub(crate) fn plain_text_end(bytes: &[u8], at: u32) -> Option<u32> {
    find_in_windows(bytes, at, scan::ends_plain_text)
}

/// Finds the end of a plain attribute value that starts at `at`: the first `"`, `<`, `&`, control character
/// or non-ASCII byte. `None` like [`plain_text_end`].
#[inline(always)]
pub(crate) fn plain_value_end(bytes: &[u8], at: u32) -> Option<u32> {
    find_in_windows(bytes, at, scan::ends_plain_value)
}

/// Finds the first byte whose bit a predicate over 16 bytes sets. Most values are shorter than that, so
/// the first half of the first window is tested by itself.
#[inline(always)]
fn find_in_windows(bytes: &[u8], at: u32, predicate: impl Fn(u8x16) -> u32) -> Option<u32> {
    let [low, high] = window_at(bytes, at)?;
    let near = predicate(low);
    if near != 0 {
        return Some(at + near.trailing_zeros());
    }
    let far = predicate(high);
    if far != 0 { Some(at + 16 + far.trailing_zeros()) } else { find_in_more_windows(bytes, at + 32, predicate) }
}

/// Continues [`find_in_windows`] after the first window.
#[inline(never)]
fn find_in_more_windows(bytes: &[u8], mut at: u32, predicate: impl Fn(u8x16) -> u32) -> Option<u32> {
    loop {
        let [low, high] = window_at(bytes, at)?;
        let found = predicate(low) | predicate(high) << 16;
        if found != 0 {
            return Some(at + found.trailing_zeros());
        }
        at += WIDTH as u32;
    }
}

/// Loads the window of 32 bytes at an offset. The sum of a `u32` and 32 cannot overflow a `usize` of 64
/// bits, so this is one bounds check.
#[inline(always)]
fn window_at(bytes: &[u8], at: u32) -> Option<[u8x16; 2]> {
    let at = at as usize;
    Some(halves(bytes.get(at..at + WIDTH)?.first_chunk()?))
}

/// Returns `true` if the bytes start with an array, which is compared without a call of `memcmp`.
#[inline(always)]
pub(crate) fn starts_with<const N: usize>(bytes: &[u8], expected: &[u8; N]) -> bool {
    let Some(bytes) = bytes.first_chunk::<N>() else { return false };
    let (parts, tail) = bytes.as_chunks();
    let (others, other_tail) = expected.as_chunks();
    let equal = |(one, other): (&[u8; 16], &[u8; 16])| u8x16::new(*one).simd_eq(u8x16::new(*other));
    parts.iter().zip(others).map(equal).fold(splat(!0), |all, part| all & part).all() && tail == other_tail
}

/// Returns `true` if the `length` bytes at two offsets are equal. Those at `one` must be there.
#[inline(always)]
pub(crate) fn equal_ranges(bytes: &[u8], one: usize, other: usize, length: usize) -> bool {
    match (window(bytes, one), window(bytes, other)) {
        (Some(one), Some(other)) if length < WIDTH => equal_bits(one, other) | !0 << length == !0,
        _ => bytes.get(other..other + length).is_some_and(|there| there == &bytes[one..one + length]),
    }
}

/// Matches `<name>text</name>` of any name with up to 30 ASCII letters. Returns the length of the name.
///
/// `start` and `end` are the offsets of two consecutive `<`. Returns `None` if 34 bytes after `end` are not
/// there.
///
/// ```text
/// start            end
/// v                v
/// <remoteName>Bob  </remoteName><remoteTelUri>...
///  |---- 32 bytes ----|                                no letter at 10: the length of the name
///                    |---- 32 bytes ----|              equal to the first up to there, and one more, a `>`
/// ```
#[inline(always)]
pub(crate) fn match_any_leaf(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    // Both windows with the bytes before them: one bounds check.
    let whole = bytes.get(start..end.checked_add(2 + WIDTH)?)?;
    let (open, close): (&[u8; 2 + WIDTH], &[u8; 2 + WIDTH]) = (whole.first_chunk()?, whole.last_chunk()?);
    let (name, again) = (halves(open[1..].first_chunk()?), halves(close[2..].first_chunk()?));
    // The highest bit stands for a name that is too long, so that there always is a bit.
    let length = (scan::non_letters(name) | 1 << 31).trailing_zeros();
    let names_match = equal_bits(name, again) | !1 << length == !0;
    let matches = open[1 + length as usize] == b'>' && close[1] == b'/' && names_match;
    (matches && length > 0).then_some(length as usize)
}

/// Loads the window of 32 bytes at an offset.
#[inline(always)]
fn window(bytes: &[u8], at: usize) -> Option<[u8x16; 2]> {
    Some(halves(bytes.get(at..)?.first_chunk()?))
}

/// Splits a window into two vectors.
#[inline(always)]
fn halves(window: &[u8; WIDTH]) -> [u8x16; 2] {
    let (halves, _) = window.as_chunks();
    [u8x16::new(halves[0]), u8x16::new(halves[1])]
}

/// Sets bit `i` if byte `i` is the same in both windows.
#[inline(always)]
fn equal_bits(one: [u8x16; 2], other: [u8x16; 2]) -> u32 {
    one[0].simd_eq(other[0]).to_bitmask() | one[1].simd_eq(other[1]).to_bitmask() << 16
}
