//! Scans of many bytes at a time, for what stands on nearly every page.

use wide::u8x16;

/// The same byte in every lane.
pub(super) const fn splat(byte: u8) -> u8x16 {
    u8x16::new([byte; 16])
}

/// Where the first byte of which `found` is true stands at or after `at`; the length if there is
/// none. `marks` says the same of many bytes.
#[inline(always)]
fn first(bytes: &[u8], at: usize, marks: impl Fn(u8x16) -> u8x16, found: impl Fn(u8) -> bool) -> usize {
    let mut rest = bytes.get(at..).unwrap_or_default();
    while let Some((here, behind)) = rest.split_first_chunk() {
        let marks = marks(u8x16::new(*here)).to_bitmask();
        if marks != 0 {
            return bytes.len() - rest.len() + marks.trailing_zeros() as usize;
        }
        rest = behind;
    }
    rest.iter().position(|byte| found(*byte)).map_or(bytes.len(), |more| bytes.len() - rest.len() + more)
}

#[inline(always)]
fn both(here: [u8x16; 2], marks: impl Fn(u8x16) -> u8x16) -> u32 {
    let [low, high] = here.map(|here| marks(here).to_bitmask());
    low | high << 16
}

/// Bit `i`: byte `i` is `<`.
#[inline(always)]
pub(super) fn less_in(here: [u8x16; 2]) -> u32 {
    both(here, |here| here.simd_eq(splat(b'<')))
}

#[inline(always)]
fn is_angle(here: u8x16) -> u8x16 {
    // The two differ in one bit.
    (here | splat(2)).simd_eq(splat(b'>'))
}

/// Bit `i`: byte `i` is `<` or `>`.
#[inline(always)]
pub(super) fn angles(here: [u8x16; 2]) -> u32 {
    both(here, is_angle)
}

/// Where the first `<` or `>` stands at or after `at`; the length if there is none.
#[inline(always)]
pub(super) fn angle(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, is_angle, |byte| byte | 2 == b'>')
}

/// Where the first `<` stands at or after `at`; the length if there is none.
#[inline(always)]
pub(crate) fn less(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, |here| here.simd_eq(splat(b'<')), |byte| byte == b'<')
}

/// Where the first quotation mark or angle bracket of any kind, `#` or `&` stands at or after `at`;
/// the length if there is none.
#[inline(always)]
pub(crate) fn mark(bytes: &[u8], at: usize) -> usize {
    // The two quotation marks differ in two bits.
    let marks = |here: u8x16| is_angle(here) | (here | splat(5)).simd_eq(splat(b'\''));
    first(bytes, at, marks, |byte| byte | 2 == b'>' || byte | 5 == b'\'')
}

#[inline(always)]
fn ends_value(here: u8x16, quote: u8) -> u8x16 {
    here.simd_eq(splat(quote)) | here.simd_eq(splat(b'<')) | here.min(splat(b' ' - 1)).simd_eq(here)
}

/// Bit `i`: byte `i` is a quotation mark of this kind, `<` or a control character.
#[inline(always)]
pub(super) fn quotes(here: [u8x16; 2], quote: u8) -> u32 {
    both(here, |here| ends_value(here, quote))
}

/// Where the first quotation mark of this kind, `<` or control character stands at or after `at`.
#[inline(always)]
pub(crate) fn quote(bytes: &[u8], at: usize, quote: u8) -> usize {
    first(bytes, at, |here| ends_value(here, quote), |byte| byte == quote || byte == b'<' || byte < b' ')
}

#[inline(always)]
fn no_letter(here: u8x16) -> u8x16 {
    let place = (here | splat(0x20)) - splat(b'a');
    place.max(splat(26)).simd_eq(place)
}

/// Bit `i`: byte `i` is no ASCII letter.
#[inline(always)]
pub(super) fn no_letters(here: [u8x16; 2]) -> u32 {
    both(here, no_letter)
}

/// Where the first byte stands at or after `at` that is no ASCII letter.
#[inline(always)]
pub(crate) fn letters(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, no_letter, |byte| !byte.is_ascii_alphabetic())
}

/// Every byte that cannot be written as it is, wherever it is written.
#[inline(always)]
pub(super) fn escaped(here: u8x16) -> u8x16 {
    // The quotation mark and the ampersand differ in one bit, and so do the angle brackets.
    let place = here - splat(b' ');
    place.max(splat(0x80 - b' ')).simd_eq(place)
        | (here | splat(4)).simd_eq(splat(b'&'))
        | (here | splat(2)).simd_eq(splat(b'>'))
}

/// Whether the bytes can be written as they are, wherever they are written.
#[inline]
pub(super) fn needs_no_escape(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk() else {
        return !bytes.iter().any(|byte| matches!(byte, ..b' ' | b'"' | b'&' | b'<' | b'>' | 0x80..));
    };
    // The last bytes may have been looked at in part.
    let last = escaped(u8x16::new(*last));
    bytes.as_chunks().0.iter().fold(last, |found, here| found | escaped(u8x16::new(*here))).to_bitmask() == 0
}

/// Whether `mark` says yes to any byte.
#[inline(always)]
fn any(bytes: &[u8], mark: impl Fn(u8x16) -> u8x16) -> bool {
    let (chunks, rest) = bytes.as_chunks();
    let mut last = [b' '; 16];
    last[..rest.len()].copy_from_slice(rest);
    chunks.iter().fold(mark(u8x16::new(last)), |found, here| found | mark(u8x16::new(*here))).to_bitmask() != 0
}

/// Whether there is any byte that is no printable ASCII character, or the start of a reference.
pub(super) fn has_special(bytes: &[u8]) -> bool {
    any(bytes, |here| {
        let place = here - splat(b' ');
        place.max(splat(0x80 - b' ')).simd_eq(place) | here.simd_eq(splat(b'&'))
    })
}

/// Whether there is any byte that a value cannot simply hold, or that a character may begin with
/// which XML 1.0 forbids: a control character other than LF, the start of a reference, or the lead
/// byte of some characters.
pub(super) fn has_unusual(bytes: &[u8]) -> bool {
    any(bytes, |here| {
        let control = here.min(splat(b' ' - 1)).simd_eq(here) & !here.simd_eq(splat(b'\n'));
        control | here.simd_eq(splat(b'&')) | here.simd_eq(splat(0xef))
    })
}

/// Whether there is any byte that a character may begin with which XML 1.0 forbids.
pub(super) fn has_suspicious(bytes: &[u8]) -> bool {
    let space = |byte: u8| u8::from(byte == b'\n') | u8::from(byte == b'\r') | u8::from(byte == b'\t');
    let suspicious = |byte: u8| u8::from(byte < b' ') & !space(byte) | u8::from(byte == 0xef);
    bytes.iter().fold(0, |any, &byte| any | suspicious(byte)) != 0
}

/// Whether there is any control character other than LF.
pub(super) fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |any, &byte| any | u8::from(byte < b' ') & u8::from(byte != b'\n')) != 0
}
