//! Scans of many bytes at a time, for what stands on nearly every page.

use wide::u8x16;

/// The same byte in every lane.
pub(in crate::xml) const fn splat(byte: u8) -> u8x16 {
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

#[inline(always)]
fn is_angle(here: u8x16) -> u8x16 {
    // The two differ in one bit.
    (here | splat(2)).simd_eq(splat(b'>'))
}

/// Highest bit of a lane: a control character, or the first byte of a character beyond ASCII.
#[inline(always)]
fn is_beyond(here: u8x16) -> u8x16 {
    here - splat(b' ')
}

/// Where the first `<` or `>` stands at or after `at`; the length if there is none.
#[inline(always)]
pub(in crate::xml) fn angle(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, is_angle, |byte| byte | 2 == b'>')
}

/// Bit `i` is set if byte `i` is neither a space nor a line feed; `None` for fewer than 32 bytes.
#[inline(always)]
pub(crate) fn no_indentation(bytes: &[u8]) -> Option<u32> {
    let here: &[u8; 32] = bytes.first_chunk()?;
    let (parts, _) = here.as_chunks();
    let blank = |here: u8x16| here.simd_eq(splat(b' ')) | here.simd_eq(splat(b'\n'));
    Some(!both([u8x16::new(parts[0]), u8x16::new(parts[1])], blank))
}

/// Bytes looked at together for what stands in them.
const BLOCK: usize = 64;

/// Bit `i`: this byte stands `i` bytes into the block.
#[inline(always)]
fn in_block(block: &[u8; BLOCK], byte: u8) -> u64 {
    block
        .as_chunks()
        .0
        .iter()
        .rev()
        .fold(0, |marks, part| marks << 16 | u64::from(u8x16::new(*part).simd_eq(splat(byte)).to_bitmask()))
}

/// Where the first `>` stands that is in no value, if it does within a block from `at` on and all
/// values up to there stand between double quotation marks.
#[inline(always)]
pub(crate) fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let block = bytes.get(at..)?.first_chunk()?;
    // From each opening mark up to its closing one.
    let mut inside = in_block(block, b'"');
    for width in [1, 2, 4, 8, 16, 32] {
        inside ^= inside << width;
    }
    let end = (in_block(block, b'>') & !inside).trailing_zeros();
    let single = in_block(block, b'\'').trailing_zeros();
    (end < single).then_some(at + end as usize)
}

/// The place of every `<`, from a place on: a bit for each in a block of 64 bytes.
pub(crate) struct Marks<'b> {
    bytes: &'b [u8],
    /// The bytes behind the block.
    rest: &'b [u8],
    /// Start of the block.
    block: usize,
    /// Bit `i`: a `<` stands `i` bytes into the block and was not handed out.
    marks: u64,
}

impl<'b> Marks<'b> {
    #[inline(always)]
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, rest: bytes.get(at..).unwrap_or_default(), block: at, marks: 0 }
    }

    /// Goes on with what is left, which is shorter than a block.
    #[inline(always)]
    fn last(&mut self) -> Option<()> {
        let length = core::mem::take(&mut self.rest).len();
        self.block = self.bytes.len() - length;
        self.marks = match self.bytes.last_chunk() {
            _ if length == 0 => return None,
            // With some bytes before it that were looked at already.
            Some(block) => in_block(block, b'<') >> (BLOCK - length),
            None => {
                let mut block = [0; BLOCK];
                block[..length].copy_from_slice(&self.bytes[self.block..]);
                in_block(&block, b'<')
            }
        };
        Some(())
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.marks == 0 {
            if let Some((block, rest)) = self.rest.split_first_chunk() {
                self.block = self.bytes.len() - self.rest.len();
                (self.marks, self.rest) = (in_block(block, b'<'), rest);
            } else {
                self.last()?;
            }
        }
        let mark = self.block + self.marks.trailing_zeros() as usize;
        self.marks &= self.marks - 1;
        Some(mark)
    }
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
pub(in crate::xml) fn no_letters(here: [u8x16; 2]) -> u32 {
    both(here, no_letter)
}

/// Where the first byte stands at or after `at` that is no ASCII letter.
#[inline(always)]
pub(crate) fn letters(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, no_letter, |byte| !byte.is_ascii_alphabetic())
}

/// Every byte that is special for any target of `xml::escape`, whose test holds both against each other.
#[inline(always)]
pub(in crate::xml) fn escaped(here: u8x16) -> u8x16 {
    // The quotation mark and the ampersand differ in one bit, and so do the angle brackets.
    here.min(splat(b' ' - 1)).simd_eq(here)
        | (here | splat(4)).simd_eq(splat(b'&'))
        | (here | splat(2)).simd_eq(splat(b'>'))
        | here.simd_eq(splat(0xef))
}

/// The first and the last bytes of what is shorter than a register, which together are all of
/// it; spaces behind them.
#[inline(always)]
fn short(bytes: &[u8]) -> u8x16 {
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

/// Of which marks any byte has one. None may say yes to a space.
#[inline(always)]
fn fold<const N: usize>(bytes: &[u8], marks: impl Fn(u8x16) -> [u8x16; N]) -> [bool; N] {
    // The last bytes may have been looked at in part.
    let mut found = marks(bytes.last_chunk().map_or_else(|| short(bytes), |last| u8x16::new(*last)));
    for here in bytes.as_chunks().0 {
        for (found, mark) in found.iter_mut().zip(marks(u8x16::new(*here))) {
            *found |= mark;
        }
    }
    found.map(|found| found.to_bitmask() != 0)
}

/// Whether `mark` says yes to any byte. It must say no to a space.
#[inline(always)]
fn any(bytes: &[u8], mark: impl Fn(u8x16) -> u8x16) -> bool {
    let [found] = fold(bytes, |here| [mark(here)]);
    found
}

/// Whether the bytes can be written as they are, wherever they are written.
#[inline]
pub(in crate::xml) fn needs_no_escape(bytes: &[u8]) -> bool {
    !any(bytes, escaped)
}

/// Whether there is a byte that says something else where it stands: the start of a reference, or
/// white space that is normalised.
#[cold]
#[inline(never)]
pub(in crate::xml) fn has_meaning(bytes: &[u8]) -> bool {
    any(bytes, |here| here.simd_eq(splat(b'&')) | is_blank(here))
}

/// Whether there is any byte that is no printable ASCII character, or the start of a reference.
pub(in crate::xml) fn has_special(bytes: &[u8]) -> bool {
    let special = |here: u8x16| is_beyond(here) | here.simd_eq(splat(b'&'));
    // Where lines are broken, they are from the declaration on.
    bytes.first_chunk::<64>().is_some_and(|head| any(head, special)) || any(bytes, special)
}

/// Where the first byte stands at or after `at` with which text may not mean what it says, or ends;
/// the length if there is none.
#[inline]
pub(in crate::xml) fn meaning(bytes: &[u8], at: usize) -> usize {
    let marks = |here: u8x16| {
        here.simd_eq(splat(b'<')) | here.simd_eq(splat(b'&')) | here.simd_eq(splat(b']')) | here.simd_eq(splat(b'\r'))
    };
    first(bytes, at, marks, |byte| matches!(byte, b'<' | b'&' | b']' | b'\r'))
}

/// The byte that U+FFFE and U+FFFF begin with.
const LEAD: u8 = 0xef;

/// White space that is normalised.
#[inline(always)]
fn is_blank(here: u8x16) -> u8x16 {
    here.simd_eq(splat(b'\r')) | here.simd_eq(splat(b'\t'))
}

/// Whether a character may begin with the byte that XML 1.0 forbids.
#[inline(always)]
fn is_suspicious(here: u8x16) -> u8x16 {
    let control = here.min(splat(b' ' - 1)).simd_eq(here);
    control & !(is_blank(here) | here.simd_eq(splat(b'\n'))) | here.simd_eq(splat(LEAD))
}

/// Which kinds of bytes there are that ask for a closer look.
#[derive(Debug, Default)]
pub(in crate::xml) struct Found {
    /// Some characters that XML 1.0 forbids begin with it.
    pub suspicious: bool,
    /// White space that is normalised, or the start of a reference.
    pub meaning: bool,
}

/// Looks for all of them at once.
pub(in crate::xml) fn found(bytes: &[u8]) -> Found {
    let [suspicious, meaning] = fold(bytes, |here| [is_suspicious(here), is_blank(here) | here.simd_eq(splat(b'&'))]);
    Found { suspicious, meaning }
}

/// Where the first byte stands at or after `at` that a character may begin with which XML 1.0
/// forbids; the length if there is none.
pub(in crate::xml) fn suspicious(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, is_suspicious, |byte| byte == LEAD || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// Highest bit of a lane: a control character or a byte beyond ASCII.
#[inline(always)]
fn is_no_printable_ascii(here: u8x16) -> u8x16 {
    here | (here - splat(b' '))
}

/// Which kinds of bytes stand in a value that are not plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unusual {
    /// Control characters, white space among them, or bytes beyond ASCII.
    pub characters: bool,
    /// `&`.
    pub references: bool,
}

/// Looks for both kinds at once.
pub(crate) fn unusual(bytes: &[u8]) -> Unusual {
    let [characters, references] = fold(bytes, |here| [is_no_printable_ascii(here), here.simd_eq(splat(b'&'))]);
    // Only the highest bit of a lane counts, and that is what a bit mask takes.
    Unusual { characters, references }
}

/// Bit `i` is set if byte `i` ends plain text: `<`, `>`, `&`, a control character or a byte beyond ASCII.
#[inline(always)]
pub(super) fn ends_plain_text(here: u8x16) -> u32 {
    (is_angle(here) | here.simd_eq(splat(b'&')) | is_no_printable_ascii(here)).to_bitmask()
}

/// Bit `i` is set if byte `i` ends a plain value: `"`, `<`, `&`, a control character or a byte beyond ASCII.
#[inline(always)]
pub(super) fn ends_plain_value(here: u8x16) -> u32 {
    // The quotation mark and the ampersand differ in one bit.
    ((here | splat(4)).simd_eq(splat(b'&')) | here.simd_eq(splat(b'<')) | is_no_printable_ascii(here)).to_bitmask()
}

/// Where the first quotation mark of this kind or `<` stands at or after `at`; the length if there is none.
pub(crate) fn quote_or_angle(bytes: &[u8], at: usize, quote: u8) -> usize {
    let marks = |here: u8x16| here.simd_eq(splat(quote)) | here.simd_eq(splat(b'<'));
    first(bytes, at, marks, |byte| byte == quote || byte == b'<')
}
