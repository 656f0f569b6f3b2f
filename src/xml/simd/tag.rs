//! What stands on nearly every page, compared many bytes at a time.

use core::num::NonZero;

use wide::u8x16;

use super::scan::{self, splat};

/// Bytes compared in one go.
pub(in crate::xml) const WIDTH: usize = 32;

/// A few bytes known beforehand.
#[derive(Debug, Clone, Copy)]
struct Pattern {
    bytes: [u8x16; 2],
    /// Bit `i`: byte `i` is no part of it.
    beyond: u32,
}

impl Pattern {
    /// Matches nothing that a document can hold: `<` and 31 bytes that are in no UTF-8.
    const NOWHERE: Self = {
        let mut first = [0xff; 16];
        first[0] = b'<';
        Self { bytes: [u8x16::new(first), splat(0xff)], beyond: 0 }
    };

    /// The three parts in a row; at most 31 bytes.
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
        Self { bytes: [u8x16::new(bytes[0]), u8x16::new(bytes[1])], beyond: !0 << length }
    }

    #[inline(always)]
    fn write(&self, room: &mut [u8], at: usize) {
        if let Some(room) = room.get_mut(at..at + WIDTH) {
            let (halves, _) = room.as_chunks_mut();
            (halves[0], halves[1]) = (self.bytes[0].to_array(), self.bytes[1].to_array());
        }
    }

    /// So near to the end that no whole window is left.
    #[cold]
    fn stands_late(&self, bytes: &[u8], at: usize, beyond: u32) -> bool {
        let (mut here, length) = ([0; WIDTH], beyond.trailing_zeros() as usize);
        let Some(rest) = bytes.get(at..at + length) else { return false };
        here[..length].copy_from_slice(rest);
        alike(halves(&here), self.bytes) | beyond == !0
    }
}

/// A name known beforehand, laid out as it stands in a document.
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
    /// Name of nothing that stands in a document.
    pub const NOWHERE: Self = Self {
        start: Pattern::NOWHERE,
        end: Pattern::NOWHERE,
        name: "",
        length: 0,
        start_length: NonZero::<u8>::MIN,
        end_length: NonZero::<u8>::MIN,
        is_attribute: false,
    };

    /// Name of an element. One that is too long is found nowhere, which costs time and nothing
    /// else.
    #[must_use]
    pub const fn element(name: &'static str) -> Self {
        if name.len() + 3 >= WIDTH {
            return Self { name, ..Self::NOWHERE };
        }
        let (start, end) = (Pattern::new(["<", name, ">"]), Pattern::new(["</", name, ">"]));
        let length = name.len() as u8;
        let start_length = NonZero::<u8>::MIN.saturating_add(length + 1);
        Self { start, end, name, length, start_length, end_length: start_length.saturating_add(1), is_attribute: false }
    }

    /// Name of an attribute.
    #[must_use]
    pub const fn attribute(name: &'static str) -> Self {
        if name.len() + 3 >= WIDTH {
            return Self { name, is_attribute: true, ..Self::NOWHERE };
        }
        let (start, end) = (Pattern::new([" ", name, "=\""]), Pattern::new(["\"", "", ""]));
        let length = name.len() as u8;
        let start_length = NonZero::<u8>::MIN.saturating_add(length + 2);
        Self { start, end, name, length, start_length, end_length: NonZero::<u8>::MIN, is_attribute: true }
    }

    /// The name itself, be it laid out or not.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Its length in bytes; 0 if it is not laid out.
    #[inline(always)]
    pub const fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether it is laid out at all.
    #[inline(always)]
    pub(in crate::xml) const fn is_laid_out(&self) -> bool {
        self.length > 0
    }

    pub(in crate::xml) const fn is_attribute(&self) -> bool {
        self.is_attribute
    }

    /// Writes what stands before the value, and perhaps more behind it; gives its length.
    #[inline(always)]
    pub(in crate::xml) fn write_start(&self, room: &mut [u8]) -> usize {
        self.start.write(room, 0);
        usize::from(self.start_length.get()) % WIDTH
    }

    /// Writes what stands behind the value, and perhaps more behind it; gives its length.
    #[inline(always)]
    pub(in crate::xml) fn write_end(&self, room: &mut [u8], at: usize) -> usize {
        self.end.write(room, at);
        usize::from(self.end_length.get())
    }
}

/// Result of matching an expected leaf element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeafMatch {
    /// `<name>text</name>`: where the text stands, and what follows the end tag.
    Text { start: u32, end: u32, behind: u32 },
    /// `<name/>`: what follows it.
    Empty { behind: u32 },
    /// `<name` stands there, but the element is not spelled in one of the two ways above, or its text
    /// may need unescaping: match it by the grammar.
    Unusual,
    /// Another tag, or none; so is everything to a name that is not laid out.
    Other,
}

/// The matchers of the fast readers. They take the place of a `<` or of the space before an attribute
/// in bytes that nobody has looked at yet, and give places.
///
/// ```text
///      at      start     end        behind
///      v       v         v          v
///      <state>2</state><remoteNumber>...
///      |-----| |         |------|
///      start   scan for  end tag, compared
///      tag,    < > &     in one go
///      32 bytes, control characters,
///      one go  beyond ASCII
/// ```
///
/// What matches holds only printable ASCII, no reference and no `>` but those of the tags. So it needs no
/// look at its characters, no UTF-8 check and no unescaping. Whatever else comes is not matched, and is
/// for the grammar to read. A window of 32 bytes must be there: at the end of a document nothing matches
/// but an end tag.
impl Tag {
    /// Matches a leaf element of this name, its `<` at `at`.
    #[inline(always)]
    pub(crate) fn match_leaf(&self, bytes: &[u8], at: u32) -> LeafMatch {
        let Some(here) = window_at(bytes, at) else { return LeafMatch::Unusual };
        let equal = alike(here, self.start.bytes) | self.start.beyond;
        if equal == !0 {
            let start = at + u32::from(self.start_length.get());
            return match self.match_text(bytes, start) {
                Some((end, behind)) => LeafMatch::Text { start, end, behind },
                None => LeafMatch::Unusual,
            };
        }
        // All of it but the `>`.
        if equal | self.start.beyond >> 1 != !0 {
            return LeafMatch::Other;
        }
        let behind = at + 3 + u32::from(self.length);
        let is_empty = bytes.get(behind as usize - 2..behind as usize) == Some(b"/>");
        if is_empty { LeafMatch::Empty { behind } } else { LeafMatch::Unusual }
    }

    /// Matches text from `start` and an end tag of this name: where the text ends, and what follows.
    #[inline(always)]
    pub(crate) fn match_text(&self, bytes: &[u8], start: u32) -> Option<(u32, u32)> {
        let end = plain_text_end(bytes, start)?;
        self.match_end(bytes, end).then_some((end, end + u32::from(self.end_length.get())))
    }

    /// Whether an end tag of this name stands at `at`.
    #[inline(always)]
    pub(crate) fn match_end(&self, bytes: &[u8], at: u32) -> bool {
        match window_at(bytes, at) {
            Some(here) => alike(here, self.end.bytes) | self.end.beyond == !0,
            None => self.end.stands_late(bytes, at as usize, self.end.beyond),
        }
    }

    /// Matches ` name="value"`, its space at `at`: where the value stands. Its closing quotation mark
    /// stands at the end of that.
    #[inline(always)]
    pub(crate) fn match_attribute(&self, bytes: &[u8], at: u32) -> Option<(u32, u32)> {
        let here = window_at(bytes, at)?;
        if alike(here, self.start.bytes) | self.start.beyond != !0 {
            return None;
        }
        let start = at + u32::from(self.start_length.get());
        let end = plain_value_end(bytes, start)?;
        (bytes.get(end as usize) == Some(&b'"')).then_some((start, end))
    }

    /// Matches `<name` of a start tag: where the name ends.
    #[inline(always)]
    pub(crate) fn match_open(&self, bytes: &[u8], at: u32) -> Option<u32> {
        let here = window_at(bytes, at)?;
        if alike(here, self.start.bytes) | self.start.beyond | self.start.beyond >> 1 != !0 {
            return None;
        }
        let end = at + 1 + u32::from(self.length);
        matches!(bytes.get(end as usize), Some(b'>' | b' ' | b'/')).then_some(end)
    }
}

/// Where plain text ends that begins at `at`: at the first `<`, `>`, `&`, control character or byte beyond
/// ASCII. `None` if there is none before the last whole window.
#[inline(always)]
pub(crate) fn plain_text_end(bytes: &[u8], at: u32) -> Option<u32> {
    first_mark(bytes, at, scan::ends_plain_text)
}

/// Where a plain attribute value ends that begins at `at`: at the first `"`, `<`, `&`, control character or
/// byte beyond ASCII. `None` if there is none before the last whole window.
#[inline(always)]
pub(crate) fn plain_value_end(bytes: &[u8], at: u32) -> Option<u32> {
    first_mark(bytes, at, scan::ends_plain_value)
}

/// The first place from `at` on that has a mark. Most values are shorter than half a window, so that is
/// looked at first.
#[inline(always)]
fn first_mark(bytes: &[u8], at: u32, marks: impl Fn(u8x16) -> u32) -> Option<u32> {
    let [low, high] = window_at(bytes, at)?;
    let near = marks(low);
    if near != 0 {
        return Some(at + near.trailing_zeros());
    }
    let far = marks(high);
    if far != 0 { Some(at + 16 + far.trailing_zeros()) } else { first_far_mark(bytes, at + 32, marks) }
}

#[inline(never)]
fn first_far_mark(bytes: &[u8], mut at: u32, marks: impl Fn(u8x16) -> u32) -> Option<u32> {
    loop {
        let [low, high] = window_at(bytes, at)?;
        let found = marks(low) | marks(high) << 16;
        if found != 0 {
            return Some(at + found.trailing_zeros());
        }
        at += WIDTH as u32;
    }
}

/// A whole window at a place. One comparison with the length, for a `u32` and 32 do not overflow.
#[inline(always)]
fn window_at(bytes: &[u8], at: u32) -> Option<[u8x16; 2]> {
    let at = at as usize;
    Some(halves(bytes.get(at..at + WIDTH)?.first_chunk()?))
}

/// Whether bytes begin with these. A call of `memcmp` would take longer.
#[inline(always)]
pub(crate) fn begins_with<const N: usize>(bytes: &[u8], literal: &[u8; N]) -> bool {
    let Some(bytes) = bytes.first_chunk::<N>() else { return false };
    let (parts, tail) = bytes.as_chunks();
    let (others, other_tail) = literal.as_chunks();
    let alike = |(one, other): (&[u8; 16], &[u8; 16])| u8x16::new(*one).simd_eq(u8x16::new(*other));
    parts.iter().zip(others).map(alike).fold(splat(!0), |all, part| all & part).all() && tail == other_tail
}

/// Whether the same `length` bytes stand at both places.
#[inline(always)]
pub(crate) fn same(bytes: &[u8], one: usize, other: usize, length: usize) -> bool {
    match (window(bytes, one), window(bytes, other)) {
        (Some(one), Some(other)) if length < WIDTH => alike(one, other) | !0 << length == !0,
        _ => bytes.get(other..other + length).is_some_and(|there| there == &bytes[one..one + length]),
    }
}

/// The length of the name, if `<name>text</name>` stands from `start` on, its end tag from `end` on
/// and no other `<` between them. The name must be of ASCII letters and not too long.
#[inline(always)]
pub(crate) fn leaf(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let name = window(bytes, start + 1)?;
    let length = scan::no_letters(name).trailing_zeros() as usize;
    if !(1..WIDTH - 1).contains(&length) || bytes.get(start + 1 + length) != Some(&b'>') {
        return None;
    }
    // With the `>` behind it.
    let same = alike(name, window(bytes, end + 2)?) | !1 << length == !0;
    (same && bytes.get(end + 1) == Some(&b'/')).then_some(length)
}

#[inline(always)]
fn window(bytes: &[u8], at: usize) -> Option<[u8x16; 2]> {
    Some(halves(bytes.get(at..)?.first_chunk()?))
}

#[inline(always)]
fn halves(window: &[u8; WIDTH]) -> [u8x16; 2] {
    let (halves, _) = window.as_chunks();
    [u8x16::new(halves[0]), u8x16::new(halves[1])]
}

/// Bit `i`: byte `i` is the same in both.
#[inline(always)]
fn alike(one: [u8x16; 2], other: [u8x16; 2]) -> u32 {
    one[0].simd_eq(other[0]).to_bitmask() | one[1].simd_eq(other[1]).to_bitmask() << 16
}
