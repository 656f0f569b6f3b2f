//! SIMD scans: search for delimiters and other special bytes, 16 bytes per step.
//!
//! # Contract
//!
//! A `find_` or `skip_` function returns the offset of the first byte, at or after `at`, for which a
//! predicate holds, and the length of the input if there is none. A `needs_` or `has_` function tells
//! whether it holds for any byte. A function that returns an integer sets bit `i` for byte `i`. Every
//! result is that of a loop over single bytes, for any offset and any input (`has_special`: any UTF-8), as
//! the tests check.
//!
//! # Predicates
//!
//! A predicate over a vector returns a vector in which the highest bit of each lane is the answer for
//! that lane; the other bits are undefined. That is the bit that `to_bitmask` collects, so a
//! subtraction or an OR can be a predicate without a comparison:
//!
//! ```text
//! input       <  s  t  a  t  e  >  2  <  /  s  t  a  t  e  >
//! is_angle    1  0  0  0  0  0  1  0  1  0  0  0  0  0  0  1
//! to_bitmask  0b1000_0001_0100_0001, and trailing_zeros() is the offset of the first one
//! ```
//!
//! Two bytes that differ in one bit need one comparison: `x | 2 == b'>'` is true for `<` (0x3c) and `>`
//! (0x3e) only.

use wide::u8x16;

/// Returns a vector with the same byte in every lane.
pub(in crate::xml) const fn splat(byte: u8) -> u8x16 {
    u8x16::new([byte; 16])
}

/// Returns the offset of the first byte at or after `at` for which `scalar` holds. `vector` is the same
/// predicate over vectors.
///
/// ```text
/// for each whole vector:  any lane? -> its offset
/// for the rest:           byte by byte
/// ```
#[inline(always)]
fn find(bytes: &[u8], at: usize, vector: impl Fn(u8x16) -> u8x16, scalar: impl Fn(u8) -> bool) -> usize {
    let mut rest = bytes.get(at..).unwrap_or_default();
    while let Some((here, tail)) = rest.split_first_chunk() {
        let lanes = vector(u8x16::new(*here)).to_bitmask();
        if lanes != 0 {
            return bytes.len() - rest.len() + lanes.trailing_zeros() as usize;
        }
        rest = tail;
    }
    rest.iter().position(|byte| scalar(*byte)).map_or(bytes.len(), |more| bytes.len() - rest.len() + more)
}

/// Returns the bits of a predicate for 32 bytes.
#[inline(always)]
fn bitmask(window: [u8x16; 2], predicate: impl Fn(u8x16) -> u8x16) -> u32 {
    let [low, high] = window.map(|half| predicate(half).to_bitmask());
    low | high << 16
}

/// Returns the bits of a predicate for the first 32 bytes, or `None` if there are fewer.
#[inline(always)]
fn first_bits(bytes: &[u8], predicate: impl Fn(u8x16) -> u8x16) -> Option<u32> {
    let window: &[u8; 32] = bytes.first_chunk()?;
    let (halves, _) = window.as_chunks();
    Some(bitmask([u8x16::new(halves[0]), u8x16::new(halves[1])], predicate))
}

/// Tells for each of `N` predicates whether it holds for any byte. Each must be false for a space, which
/// is the padding of inputs shorter than a vector.
///
/// The last vector overlaps the one before it, so no byte needs a scalar step:
///
/// ```text
/// input     |--------16--------|--------16--------|---5---|
/// vectors   |------------------|------------------|
///                                       |-----------------|   last
/// ```
#[inline(always)]
fn any_of<const N: usize>(bytes: &[u8], predicates: impl Fn(u8x16) -> [u8x16; N]) -> [bool; N] {
    let mut lanes = predicates(bytes.last_chunk().map_or_else(|| load_short(bytes), |last| u8x16::new(*last)));
    for here in bytes.as_chunks().0 {
        for (lanes, more) in lanes.iter_mut().zip(predicates(u8x16::new(*here))) {
            *lanes |= more;
        }
    }
    lanes.map(|lanes| lanes.to_bitmask() != 0)
}

/// Returns `true` if the predicate holds for any byte. It must be false for a space.
#[inline(always)]
fn any(bytes: &[u8], predicate: impl Fn(u8x16) -> u8x16) -> bool {
    let [found] = any_of(bytes, |here| [predicate(here)]);
    found
}

/// Loads fewer than 16 bytes into a vector and pads it with spaces. Bytes may be there twice.
///
/// Two overlapping copies of a fixed size replace a copy of a variable size, which would be a call:
///
/// ```text
/// input, 11 bytes   v a n c e d _ c a l l
/// first 8           v a n c e d _ c
/// last 8                  c e d _ c a l l
/// ```
#[inline(always)]
fn load_short(bytes: &[u8]) -> u8x16 {
    let mut here = [b' '; 16];
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        here[..8].copy_from_slice(first);
        here[8..].copy_from_slice(last);
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        here[..4].copy_from_slice(first);
        here[4..8].copy_from_slice(last);
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        here[..2].copy_from_slice(first);
        here[2..4].copy_from_slice(last);
    } else if let Some(byte) = bytes.first() {
        here[0] = *byte;
    }
    u8x16::new(here)
}

/// Predicate: `<` or `>`.
#[inline(always)]
fn is_angle(here: u8x16) -> u8x16 {
    // They differ in one bit.
    (here | splat(2)).simd_eq(splat(b'>'))
}

/// Predicate: a control character (below 0x20).
#[inline(always)]
fn is_control(here: u8x16) -> u8x16 {
    here.min(splat(b' ' - 1)).simd_eq(here)
}

/// Predicate: a control character, or the first byte of a non-ASCII character. The second holds for
/// UTF-8 only, in which such a byte is at least 0xc2.
#[inline(always)]
fn is_control_or_lead(here: u8x16) -> u8x16 {
    here - splat(b' ')
}

/// Predicate: a control character or a non-ASCII byte, in any input.
#[inline(always)]
fn is_control_or_non_ascii(here: u8x16) -> u8x16 {
    here | (here - splat(b' '))
}

/// Predicate: white space that is normalised in text (CR) or in a value (CR and tab). A line feed in a
/// value is normalised as well, but is not found here.
#[inline(always)]
fn is_cr_or_tab(here: u8x16) -> u8x16 {
    here.simd_eq(splat(b'\r')) | here.simd_eq(splat(b'\t'))
}

/// First byte of U+FFFE and U+FFFF, the only non-ASCII characters that XML 1.0 forbids.
const FORBIDDEN_LEAD: u8 = 0xef;

/// Predicate: the first byte of a character that XML 1.0 may forbid.
#[inline(always)]
fn may_be_forbidden(here: u8x16) -> u8x16 {
    is_control(here) & !(is_cr_or_tab(here) | here.simd_eq(splat(b'\n'))) | here.simd_eq(splat(FORBIDDEN_LEAD))
}

/// Predicate: no ASCII letter.
#[inline(always)]
fn is_not_letter(here: u8x16) -> u8x16 {
    // Lower case, then the place in the alphabet; a byte before `a` wraps to a large one.
    let place = (here | splat(0x20)) - splat(b'a');
    place.max(splat(26)).simd_eq(place)
}

/// Predicate: a byte that `xml::escape` treats specially in text or in a value. A test there compares
/// the two.
#[inline(always)]
pub(in crate::xml) fn is_escaped(here: u8x16) -> u8x16 {
    // The quotation mark and the ampersand differ in one bit.
    is_control(here) | (here | splat(4)).simd_eq(splat(b'&')) | is_angle(here) | here.simd_eq(splat(FORBIDDEN_LEAD))
}

/// Sets bit `i` if byte `i` ends plain text: `<`, `>`, `&`, a control character or a non-ASCII byte.
#[inline(always)]
pub(super) fn ends_plain_text(here: u8x16) -> u32 {
    (is_angle(here) | here.simd_eq(splat(b'&')) | is_control_or_non_ascii(here)).to_bitmask()
}

/// Sets bit `i` if byte `i` ends a plain value: `"`, `<`, `&`, a control character or a non-ASCII byte.
#[inline(always)]
pub(super) fn ends_plain_value(here: u8x16) -> u32 {
    // The quotation mark and the ampersand differ in one bit.
    ((here | splat(4)).simd_eq(splat(b'&')) | here.simd_eq(splat(b'<')) | is_control_or_non_ascii(here)).to_bitmask()
}

/// Sets bit `i` if byte `i` is no ASCII letter.
#[inline(always)]
pub(in crate::xml) fn non_letters(window: [u8x16; 2]) -> u32 {
    bitmask(window, is_not_letter)
}

/// Sets bit `i` if byte `i` is neither a space nor a line feed; `None` for fewer than 32 bytes.
#[inline(always)]
pub(crate) fn non_indentation(bytes: &[u8]) -> Option<u32> {
    Some(!first_bits(bytes, |here| here.simd_eq(splat(b' ')) | here.simd_eq(splat(b'\n')))?)
}

/// Finds `<` or `>`.
#[inline(always)]
pub(in crate::xml) fn find_angle(bytes: &[u8], at: usize) -> usize {
    find(bytes, at, is_angle, |byte| byte | 2 == b'>')
}

/// Finds a byte that may end a run of text, or needs a closer look in it: `<`, `&`, `]` or CR.
#[inline]
pub(in crate::xml) fn find_special_in_text(bytes: &[u8], at: usize) -> usize {
    let special = |here: u8x16| {
        here.simd_eq(splat(b'<')) | here.simd_eq(splat(b'&')) | here.simd_eq(splat(b']')) | here.simd_eq(splat(b'\r'))
    };
    find(bytes, at, special, |byte| matches!(byte, b'<' | b'&' | b']' | b'\r'))
}

/// Finds a quotation mark or angle bracket of either kind. Stops at `#` and `&`, too, which saves a
/// comparison and is rare in a tag.
#[inline(always)]
pub(crate) fn find_in_tag(bytes: &[u8], at: usize) -> usize {
    // The two quotation marks differ in two bits; the other bytes with these bits are `#` and `&`.
    let special = |here: u8x16| is_angle(here) | (here | splat(5)).simd_eq(splat(b'\''));
    find(bytes, at, special, |byte| byte | 2 == b'>' || byte | 5 == b'\'')
}

/// Finds the given quotation mark, `<` or a control character.
#[inline(always)]
pub(crate) fn find_quote_or_control(bytes: &[u8], at: usize, quote: u8) -> usize {
    let special = |here: u8x16| here.simd_eq(splat(quote)) | here.simd_eq(splat(b'<')) | is_control(here);
    find(bytes, at, special, |byte| byte == quote || byte == b'<' || byte < b' ')
}

/// Finds the given quotation mark or `<`.
pub(crate) fn find_quote(bytes: &[u8], at: usize, quote: u8) -> usize {
    let special = |here: u8x16| here.simd_eq(splat(quote)) | here.simd_eq(splat(b'<'));
    find(bytes, at, special, |byte| byte == quote || byte == b'<')
}

/// Finds the first byte of a character that XML 1.0 may forbid.
pub(in crate::xml) fn find_forbidden(bytes: &[u8], at: usize) -> usize {
    let scalar = |byte| byte == FORBIDDEN_LEAD || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    find(bytes, at, may_be_forbidden, scalar)
}

/// Skips ASCII letters.
#[inline(always)]
pub(crate) fn skip_letters(bytes: &[u8], at: usize) -> usize {
    find(bytes, at, is_not_letter, |byte| !byte.is_ascii_alphabetic())
}

/// Returns `true` if the bytes can be written without escaping, in text as well as in a value.
#[inline]
pub(in crate::xml) fn needs_no_escape(bytes: &[u8]) -> bool {
    !any(bytes, is_escaped)
}

/// Returns `true` if there is a reference, CR or tab.
#[cold]
#[inline(never)]
pub(in crate::xml) fn needs_unescape(bytes: &[u8]) -> bool {
    any(bytes, |here| here.simd_eq(splat(b'&')) | is_cr_or_tab(here))
}

/// Returns `true` if a document has control characters, non-ASCII characters or references. The bytes
/// must be UTF-8.
pub(in crate::xml) fn has_special(bytes: &[u8]) -> bool {
    let special = |here: u8x16| is_control_or_lead(here) | here.simd_eq(splat(b'&'));
    // An indented document has a line feed after its declaration, so its beginning decides.
    bytes.first_chunk::<64>().is_some_and(|head| any(head, special)) || any(bytes, special)
}

/// Findings about a whole document.
#[derive(Debug, Default)]
pub(in crate::xml) struct Findings {
    /// A byte with which a character may begin that XML 1.0 forbids.
    pub may_be_forbidden: bool,
    /// A reference, CR or tab.
    pub needs_unescape: bool,
}

/// Examines a whole document in one pass.
pub(in crate::xml) fn examine(bytes: &[u8]) -> Findings {
    let [may_be_forbidden, needs_unescape] =
        any_of(bytes, |here| [may_be_forbidden(here), is_cr_or_tab(here) | here.simd_eq(splat(b'&'))]);
    Findings { may_be_forbidden, needs_unescape }
}

/// Kinds of bytes for which a value is not plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unusual {
    /// Control characters, white space among them, or non-ASCII bytes.
    pub characters: bool,
    /// `&`.
    pub references: bool,
}

/// Examines a value or text in one pass.
pub(crate) fn unusual(bytes: &[u8]) -> Unusual {
    let [characters, references] = any_of(bytes, |here| [is_control_or_non_ascii(here), here.simd_eq(splat(b'&'))]);
    Unusual { characters, references }
}

/// Number of bytes in a block, for which one `u64` holds a bit each.
const BLOCK: usize = 64;

/// Sets bit `i` if byte `i` of the block is the given one.
#[inline(always)]
fn block_mask(block: &[u8; BLOCK], byte: u8) -> u64 {
    block
        .as_chunks()
        .0
        .iter()
        .rev()
        .fold(0, |bits, part| bits << 16 | u64::from(u8x16::new(*part).simd_eq(splat(byte)).to_bitmask()))
}

/// Returns the offset of the `>` that ends a tag, which is not inside a quoted value. Returns `None` if it
/// is not within a block from `at` on, or after a single quotation mark.
///
/// The bits between quotation marks are a prefix XOR of the bits of the quotation marks, computed in six
/// shifts:
///
/// ```text
/// input     a = " x > y "  b = " z " >
/// quotes    . . 1 . . . 1  . . 1 . 1 .
/// inside    . . 1 1 1 1 .  . . 1 1 . .     XOR of all quotes up to here
/// `>`       . . . . 1 . .  . . . . . 1
/// result    . . . . . . .  . . . . . 1     `>` AND NOT inside
/// ```
#[inline(always)]
pub(crate) fn tag_end_in_block(bytes: &[u8], at: usize) -> Option<usize> {
    let block = bytes.get(at..)?.first_chunk()?;
    let mut inside = block_mask(block, b'"');
    for width in [1, 2, 4, 8, 16, 32] {
        inside ^= inside << width;
    }
    let end = (block_mask(block, b'>') & !inside).trailing_zeros();
    let single = block_mask(block, b'\'').trailing_zeros();
    (end < single).then_some(at + end as usize)
}

/// Iterator over the offsets of every `<`.
///
/// It keeps a bit for each `<` of a block of 64 bytes, so an offset does not depend on the one before
/// it, and a processor can compute the next one while the caller still works on this one.
pub(crate) struct OpenAngles<'b> {
    bytes: &'b [u8],
    /// The bytes after the block.
    rest: &'b [u8],
    /// Offset of the block.
    block: usize,
    /// Bit `i`: byte `i` of the block is a `<` and was not yet returned.
    bits: u64,
}

impl<'b> OpenAngles<'b> {
    #[inline(always)]
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, rest: bytes.get(at..).unwrap_or_default(), block: at, bits: 0 }
    }

    /// Loads the last block, which has fewer than 64 bytes.
    #[inline(always)]
    fn load_last(&mut self) -> Option<()> {
        let length = core::mem::take(&mut self.rest).len();
        self.block = self.bytes.len() - length;
        self.bits = match self.bytes.last_chunk() {
            _ if length == 0 => return None,
            // Overlaps the block before it, whose bits are shifted out.
            Some(block) => block_mask(block, b'<') >> (BLOCK - length),
            None => {
                let mut block = [0; BLOCK];
                block[..length].copy_from_slice(&self.bytes[self.block..]);
                block_mask(&block, b'<')
            }
        };
        Some(())
    }
}

impl Iterator for OpenAngles<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if let Some((block, rest)) = self.rest.split_first_chunk() {
                self.block = self.bytes.len() - self.rest.len();
                (self.bits, self.rest) = (block_mask(block, b'<'), rest);
            } else {
                self.load_last()?;
            }
        }
        let at = self.block + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests;
