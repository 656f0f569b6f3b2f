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
    bytes[at..].iter().position(|byte| found(*byte)).map_or(bytes.len(), |more| at + more)
}

/// Where the first `<` or `>` stands at or after `at`; the length if there is none.
#[inline(always)]
pub(super) fn angle(bytes: &[u8], at: usize) -> usize {
    // The two differ in one bit.
    first(bytes, at, |word| zeros((word | all(2)) ^ all(b'>')), |byte| matches!(byte, b'<' | b'>'))
}

/// Where the first quotation mark of this kind, `<` or control character stands at or after `at`.
#[inline(always)]
pub(super) fn quote(bytes: &[u8], at: usize, quote: u8) -> usize {
    let marks = |word: u64| zeros(word ^ all(quote)) | zeros(word ^ all(b'<')) | controls(word);
    first(bytes, at, marks, |byte| byte == quote || byte == b'<' || byte < b' ')
}

/// Whether any byte is a control character other than LF, or beyond ASCII.
pub(super) fn has_odd(bytes: &[u8]) -> bool {
    // No early end, and nothing but comparisons: the loop runs over whole registers.
    bytes.iter().fold(0, |odd, &byte| odd | u8::from((byte as i8) < 0x20) & u8::from(byte != b'\n')) != 0
}

/// Whether any byte is a control character other than LF.
pub(super) fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |odd, &byte| odd | u8::from(byte < b' ') & u8::from(byte != b'\n')) != 0
}

/// The longest name that is compared in one go.
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

/// A name known beforehand, laid out to be compared in one go.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    text: &'static str,
    bytes: [u8; WIDTH],
}

impl Known {
    /// Lays the name out.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        let mut bytes = [0; WIDTH];
        let mut at = 0;
        while at < text.len() && at < WIDTH {
            bytes[at] = text.as_bytes()[at];
            at += 1;
        }
        Self { text, bytes }
    }

    /// The name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether these bytes stand at `at`. A longer name may begin with them.
    #[inline(always)]
    pub(super) fn stands_in(&self, bytes: &[u8], at: usize) -> bool {
        let Some(rest) = bytes.get(at..) else { return false };
        match (rest.first_chunk(), MASKS.get(self.text.len())) {
            (Some(here), Some(mask)) => alike(here, &self.bytes, mask),
            _ => rest.starts_with(self.text.as_bytes()),
        }
    }
}

/// Whether the same `length` bytes stand at both places.
#[inline(always)]
pub(super) fn same(bytes: &[u8], one: usize, other: usize, length: usize) -> bool {
    let window = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk);
    match (window(one), window(other), MASKS.get(length)) {
        (Some(one), Some(other), Some(mask)) => alike(one, other, mask),
        _ => bytes.get(other..other + length).is_some_and(|there| there == &bytes[one..one + length]),
    }
}

/// Whether two windows are equal where the mask has bits.
#[inline(always)]
fn alike(one: &[u8; WIDTH], other: &[u8; WIDTH], mask: &[u8; WIDTH]) -> bool {
    let words = |window: &[u8; WIDTH]| -> [u64; WIDTH / 8] {
        let (words, _) = window.as_chunks::<8>();
        [0, 1, 2, 3].map(|at| u64::from_ne_bytes(words[at]))
    };
    let (one, other, mask) = (words(one), words(other), words(mask));
    (0..WIDTH / 8).fold(0, |differ, at| differ | (one[at] ^ other[at]) & mask[at]) == 0
}
