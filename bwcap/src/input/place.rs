//! Positions in a text.

/// A position in a text: line and column, both from 1, with columns counted in characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub line: u64,
    pub column: u64,
    /// Offset from the start, in bytes.
    pub offset: u64,
}

impl Place {
    pub const START: Place = Place { line: 1, column: 1, offset: 0 };

    /// Returns the position after these bytes.
    pub fn after(mut self, bytes: &[u8]) -> Self {
        let mut last = bytes;
        if let Some(at) = memchr::memrchr(b'\n', bytes) {
            last = &bytes[at + 1..];
            (self.line, self.column) = (self.line + count(bytes, |byte| byte == b'\n'), 1);
        }
        // Not the continuation bytes of a character.
        self.column += count(last, |byte| !matches!(byte, 0x80..=0xbf));
        self.offset += bytes.len() as u64;
        self
    }
}

/// Counts bytes. Every byte of a stream passes here, so they are counted in groups that the compiler makes vectors of;
/// a group is so short that its count fits into one byte.
fn count(bytes: &[u8], counts: impl Fn(u8) -> bool) -> u64 {
    let of_group = |group: &[u8]| u64::from(group.iter().map(|byte| u8::from(counts(*byte))).sum::<u8>());
    let (groups, rest) = bytes.as_chunks::<192>();
    groups.iter().map(|group| of_group(group)).sum::<u64>() + of_group(rest)
}

/// A cache that finds positions in a document by offset, fast even for very many offsets.
pub struct Places<'d> {
    document: &'d [u8],
    start: Place,
    /// Positions at every multiple of [`Places::STEP`].
    known: std::cell::RefCell<Vec<Place>>,
}

impl<'d> Places<'d> {
    const STEP: usize = 1024;

    /// Creates the cache for a document that begins at `start`.
    pub fn new(document: &'d [u8], start: Place) -> Self {
        Self { document, start, known: Vec::new().into() }
    }

    pub fn at(&self, offset: usize) -> Place {
        let offset = offset.min(self.document.len());
        let mut known = self.known.borrow_mut();
        if known.is_empty() {
            known.push(self.start);
        }
        while known.len() <= offset / Self::STEP {
            let next =
                known[known.len() - 1].after(&self.document[(known.len() - 1) * Self::STEP..known.len() * Self::STEP]);
            known.push(next);
        }
        let index = offset / Self::STEP;
        known[index].after(&self.document[index * Self::STEP..offset])
    }
}
