//! Scans and comparisons of several bytes at a time, for what stands on nearly every page.
//!
//! Values of the protocol are short, so eight bytes in a register beat a call to a wide search.

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);

const fn all(byte: u8) -> u64 {
    ONES * byte as u64
}

/// The high bit of every zero byte; exact up to the lowest one.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// The high bit of every byte below a space; exact up to the lowest one.
const fn controls(word: u64) -> u64 {
    word.wrapping_sub(all(b' ')) & !word & HIGHS
}

#[inline(always)]
fn first(bytes: &[u8], mut at: usize, marks: impl Fn(u64) -> u64, found: impl Fn(u8) -> bool) -> usize {
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| found(*byte)).map_or(bytes.len(), |more| at + more)
}

/// Where the first `<` or `>` stands at or after `at`; the length if there is none.
#[inline(always)]
pub(super) fn angle(bytes: &[u8], at: usize) -> usize {
    // The two differ in one bit.
    first(bytes, at, |word| zeros((word | all(2)) ^ all(b'>')), |byte| matches!(byte, b'<' | b'>'))
}

/// Where the first `<` stands at or after `at`; the length if there is none.
#[inline(always)]
pub(crate) fn less(bytes: &[u8], at: usize) -> usize {
    first(bytes, at, |word| zeros(word ^ all(b'<')), |byte| byte == b'<')
}

/// Where the first quotation mark or angle bracket of any kind, `#` or `&` stands at or after `at`;
/// the length if there is none.
#[inline(always)]
pub(crate) fn mark(bytes: &[u8], at: usize) -> usize {
    // The two quotation marks differ in two bits.
    let marks = |word: u64| zeros((word | all(2)) ^ all(b'>')) | zeros((word | all(5)) ^ all(b'\''));
    let found = |byte: u8| matches!(byte | 2, b'>') || byte | 5 == b'\'';
    first(bytes, at, marks, found)
}

/// Where the first quotation mark of this kind, `<` or control character stands at or after `at`.
#[inline(always)]
pub(crate) fn quote(bytes: &[u8], at: usize, quote: u8) -> usize {
    let marks = |word: u64| zeros(word ^ all(quote)) | zeros(word ^ all(b'<')) | controls(word);
    first(bytes, at, marks, |byte| byte == quote || byte == b'<' || byte < b' ')
}

/// Where the first byte stands at or after `at` that is no ASCII letter.
#[inline(always)]
pub(crate) fn letters(bytes: &[u8], at: usize) -> usize {
    let others = |word: u64| {
        // Without the high bits no sum carries into the next byte.
        let lower = (word | all(0x20)) & !HIGHS;
        (!(lower + all(0x80 - b'a')) | (lower + all(0x80 - b'{')) | word) & HIGHS
    };
    first(bytes, at, others, |byte| !byte.is_ascii_alphabetic())
}

/// Whether the bytes can be written as they are, wherever they are written.
#[inline]
pub(super) fn needs_no_escape(bytes: &[u8]) -> bool {
    // The quotation mark and the ampersand differ in one bit, and so do the angle brackets.
    let marks = |word: u64| {
        controls(word) | zeros((word | all(4)) ^ all(b'&')) | zeros((word | all(2)) ^ all(b'>')) | (word & HIGHS)
    };
    let Some(last) = bytes.last_chunk() else {
        return !bytes.iter().any(|byte| matches!(byte, ..b' ' | b'"' | b'&' | b'<' | b'>' | 0x80..));
    };
    // The last eight bytes may have been looked at in part.
    let last = marks(u64::from_le_bytes(*last));
    bytes.as_chunks().0.iter().fold(last, |found, word| found | marks(u64::from_le_bytes(*word))) == 0
}

/// Whether there is any byte that a value cannot simply hold: a control character other than LF,
/// the start of a reference, or a byte beyond ASCII.
pub(super) fn has_special(bytes: &[u8]) -> bool {
    // No early end, and nothing but comparisons: the loop runs over whole registers.
    let special = |byte: u8| u8::from((byte as i8) < 0x20) & u8::from(byte != b'\n') | u8::from(byte == b'&');
    bytes.iter().fold(0, |any, &byte| any | special(byte)) != 0
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

/// Bytes compared in one go.
const WIDTH: usize = 32;

/// All bits of as many bytes as the index says.
static MASKS: [[u8; WIDTH]; WIDTH + 1] = {
    let mut masks = [[0; WIDTH]; WIDTH + 1];
    let mut length = 0;
    while length <= WIDTH {
        let mut at = 0;
        while at < length {
            masks[length][at] = 0xff;
            at += 1;
        }
        length += 1;
    }
    masks
};

/// A name known beforehand, laid out with a `>` behind it to be compared in one go.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    name: &'static str,
    tag: [u8; WIDTH],
}

impl Known {
    /// Lays the name out.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        let mut tag = [b'>'; WIDTH];
        let mut at = 0;
        while at < name.len() && at < WIDTH {
            tag[at] = name.as_bytes()[at];
            at += 1;
        }
        Self { name, tag }
    }

    /// Its length in bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.name.len()
    }

    /// Whether the name stands at `at`, whatever follows.
    #[inline(always)]
    pub(super) fn stands(&self, bytes: &[u8], at: usize) -> bool {
        match (window(bytes, at), MASKS.get(self.len())) {
            (Some(here), Some(mask)) => alike(here, &self.tag, mask),
            _ => self.stands_in_few(bytes, at),
        }
    }

    /// Whether the name and a `>` stand at `at`.
    #[inline(always)]
    pub(super) fn ends_tag(&self, bytes: &[u8], at: usize) -> bool {
        match (window(bytes, at), MASKS.get(self.len() + 1)) {
            (Some(here), Some(mask)) => alike(here, &self.tag, mask),
            _ => self.stands_in_few(bytes, at) && bytes.get(at + self.len()) == Some(&b'>'),
        }
    }

    #[cold]
    fn stands_in_few(&self, bytes: &[u8], at: usize) -> bool {
        bytes.get(at..).is_some_and(|rest| rest.starts_with(self.name.as_bytes()))
    }
}

/// Whether the same `length` bytes stand at both places.
#[inline(always)]
pub(crate) fn same(bytes: &[u8], one: usize, other: usize, length: usize) -> bool {
    match (window(bytes, one), window(bytes, other), MASKS.get(length)) {
        (Some(one), Some(other), Some(mask)) => alike(one, other, mask),
        _ => bytes.get(other..other + length).is_some_and(|there| there == &bytes[one..one + length]),
    }
}

#[inline(always)]
fn window(bytes: &[u8], at: usize) -> Option<&[u8; WIDTH]> {
    bytes.get(at..)?.first_chunk()
}

/// Whether two windows are equal where the mask has bits.
#[inline(always)]
fn alike(one: &[u8; WIDTH], other: &[u8; WIDTH], mask: &[u8; WIDTH]) -> bool {
    let mut differ = 0;
    for at in 0..WIDTH {
        differ |= (one[at] ^ other[at]) & mask[at];
    }
    differ == 0
}
