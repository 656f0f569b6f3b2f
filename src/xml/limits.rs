//! What one document may ask of the reader.

/// Upper bounds on hostile or broken input. Every one can be changed at run time.
///
/// The defaults leave an order of magnitude over anything the protocol documents: messages are
/// 0.3 to 3 KB, an initial queue of a large call center some hundred KB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one document, 1 MiB: a peer that never ends its document must not fill memory.
    pub document: usize,
    /// Open elements, 32 (also the most that can be set): the protocol needs 7.
    pub depth: usize,
    /// Attributes of one tag, 32 (also the most that can be set): the protocol needs 4.
    /// Duplicates are found by comparing all pairs, so this bounds that work.
    pub attributes: usize,
    /// Bytes of one element or attribute name, 64: the protocol's longest has 33.
    pub name: usize,
    /// Items of one list of elements, 8192: a call center queues some hundred calls. A longer list
    /// must take [`Limits::ITEM`] bytes of the document for each item: seven bytes on the wire
    /// can become a kilobyte in memory, and this bounds it. 0 allows no item at all.
    pub items: usize,
    /// Bytes of white space between two documents, 64 KiB: a peer that sends only blanks is
    /// broken.
    pub filler: usize,
    /// Whether junk before the first document of a stream is passed over (within `filler`).
    /// Off by default. An old ActionScript client sends an HTTP-like preamble there.
    pub preamble: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { document: 1 << 20, depth: 32, attributes: 32, name: 64, items: 8192, filler: 64 << 10, preamble: false }
    }
}

impl Limits {
    /// No limits but those that cannot be lifted: for what was read under other limits already.
    pub(crate) const LIFTED: Self = Self {
        document: usize::MAX,
        depth: 32,
        attributes: 32,
        name: usize::MAX,
        items: usize::MAX,
        filler: usize::MAX,
        preamble: false,
    };

    /// Sets the bytes of one document.
    #[must_use]
    pub const fn document(mut self, bytes: usize) -> Self {
        self.document = bytes;
        self
    }

    /// Sets how deep elements may nest; values over 32 count as 32.
    #[must_use]
    pub const fn depth(mut self, elements: usize) -> Self {
        self.depth = elements;
        self
    }

    /// Sets the attributes per tag; values over 32 count as 32.
    #[must_use]
    pub const fn attributes(mut self, count: usize) -> Self {
        self.attributes = count;
        self
    }

    /// Sets the bytes of a name.
    #[must_use]
    pub const fn name(mut self, bytes: usize) -> Self {
        self.name = bytes;
        self
    }

    /// Bytes of the document that each item of a long list must take on the average, 24: an item
    /// that says anything does.
    pub const ITEM: usize = 24;

    /// Whether a list of `count` items may get one more, which begins at byte `at`.
    pub(crate) const fn has_room(&self, count: usize, at: usize) -> bool {
        count < self.items || (self.items > 0 && at / Self::ITEM >= count)
    }

    /// Sets the items of one list that may be of any length.
    #[must_use]
    pub const fn items(mut self, count: usize) -> Self {
        self.items = count;
        self
    }

    /// Sets the bytes of filler between documents.
    #[must_use]
    pub const fn filler(mut self, bytes: usize) -> Self {
        self.filler = bytes;
        self
    }

    /// Passes over junk before the first document of a stream.
    #[must_use]
    pub const fn preamble(mut self, allowed: bool) -> Self {
        self.preamble = allowed;
        self
    }
}
