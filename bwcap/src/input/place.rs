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
        if let Some(end) = memchr::memrchr(b'\n', bytes) {
            let (lines, rest) = bytes.split_at(end + 1);
            self.line += lines.iter().filter(|byte| **byte == b'\n').count() as u64;
            (self.column, last) = (1, rest);
        }
        // All but the continuation bytes of a character.
        self.column += last.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count() as u64;
        self.offset += bytes.len() as u64;
        self
    }
}

/// A cache that finds positions in a document by offset, fast even for very many offsets.
pub struct Places<'d> {
    document: &'d [u8],
    /// Positions at every multiple of [`Places::STEP`].
    known: std::cell::RefCell<Vec<Place>>,
}

impl<'d> Places<'d> {
    const STEP: usize = 1024;

    /// Creates the cache for a document that begins at `start`.
    pub fn new(document: &'d [u8], start: Place) -> Self {
        Self { document, known: vec![start].into() }
    }

    pub fn at(&self, offset: usize) -> Place {
        let offset = offset.min(self.document.len());
        let mut known = self.known.borrow_mut();
        while known.len() <= offset / Self::STEP {
            let next =
                known[known.len() - 1].after(&self.document[(known.len() - 1) * Self::STEP..known.len() * Self::STEP]);
            known.push(next);
        }
        let index = offset / Self::STEP;
        known[index].after(&self.document[index * Self::STEP..offset])
    }
}
