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
        for byte in bytes {
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // Continuation bytes of a character.
                0x80..=0xbf => {}
                _ => self.column += 1,
            }
        }
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
