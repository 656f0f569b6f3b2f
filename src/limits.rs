//! Limits on what a peer may ask of a reader, and the one comparison of each.
//!
//! A limit is compared here and nowhere else: what is "too long" or "too deep" is the same for the
//! framer, the lexer, the decoder and the validator, down to the byte.

use crate::error::{Error, Kind, Result};

/// The deepest nesting that readers have room for; [`Limits::depth`] may lower it.
pub(crate) const MAX_DEPTH: usize = 32;

/// The most attributes on one tag that readers have room for; [`Limits::attributes`] may lower it.
pub(crate) const MAX_ATTRIBUTES: usize = 32;

/// The longest document: places in it are kept in 32 bits, and twice as many of them must fit.
const MAX_DOCUMENT: usize = u32::MAX as usize / 2;

/// Upper bounds on hostile or broken input. Every one can be changed at run time.
///
/// The defaults leave an order of magnitude over anything the protocol documents: messages are
/// 0.3 to 3 KB, an initial queue of a large call center some hundred KB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one document, 1 MiB: a peer that never ends its document must not fill memory. Values
    /// over 2 GiB count as 2 GiB.
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
    /// Passing over junk before the first document of a stream (within `filler`). Off by default. An old ActionScript client sends an HTTP-like preamble there.
    pub preamble: bool,
    /// Leave to take fast paths, the default; see [`shortcuts`](Self::shortcuts).
    pub shortcuts: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document: 1 << 20,
            depth: MAX_DEPTH,
            attributes: MAX_ATTRIBUTES,
            name: 64,
            items: 8192,
            filler: 64 << 10,
            preamble: false,
            shortcuts: true,
        }
    }
}

impl Limits {
    /// Bytes of the document that each item of a long list must take on the average, 24: an item
    /// that says anything does.
    pub const ITEM: usize = 24;

    /// No limits but those that cannot be lifted: for what was read under other limits already.
    pub(crate) const LIFTED: Self = Self {
        document: usize::MAX,
        depth: usize::MAX,
        attributes: usize::MAX,
        name: usize::MAX,
        items: usize::MAX,
        filler: usize::MAX,
        preamble: false,
        shortcuts: true,
    };

    /// Sets the bytes of one document; values over 2 GiB count as 2 GiB.
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

    /// Sets whether fast paths may be taken. Results and errors are the same either way; tests turn
    /// them off to hold them against the general rules.
    #[must_use]
    pub const fn shortcuts(mut self, allowed: bool) -> Self {
        self.shortcuts = allowed;
        self
    }
}

/// The comparisons.
impl Limits {
    /// The most bytes that a document may have.
    #[inline(always)]
    pub(crate) const fn longest_document(&self) -> usize {
        if self.document < MAX_DOCUMENT { self.document } else { MAX_DOCUMENT }
    }

    /// Checks the length of a document.
    ///
    /// # Errors
    /// [`Kind::DocumentTooLong`] at its first byte too many.
    #[inline(always)]
    pub(crate) const fn check_document(&self, length: usize) -> Result<()> {
        let most = self.longest_document();
        if length > most { Err(Error::new(Kind::DocumentTooLong, most)) } else { Ok(()) }
    }

    /// Returns `true` if one more element may be open besides so many, be it a leaf.
    #[inline(always)]
    pub(crate) const fn may_open(&self, depth: usize) -> bool {
        let most = if self.depth < MAX_DEPTH { self.depth } else { MAX_DEPTH };
        depth < most
    }

    /// Returns `true` if a tag may have one more attribute besides so many.
    #[inline(always)]
    pub(crate) const fn may_have(&self, attributes: usize) -> bool {
        attributes < MAX_ATTRIBUTES && attributes < self.attributes
    }

    /// Returns `true` if a name may have so many bytes.
    #[inline(always)]
    pub(crate) const fn fits_name(&self, length: usize) -> bool {
        length <= self.name
    }

    /// Returns `true` if a list of `count` items may get one more, which begins at byte `at` of the
    /// document.
    #[inline(always)]
    pub(crate) const fn has_room(&self, count: usize, at: usize) -> bool {
        count < self.items || (self.items > 0 && at / Self::ITEM >= count)
    }

    /// Returns `true` if so many bytes of filler may stand between two documents.
    #[inline(always)]
    pub(crate) const fn fits_filler(&self, length: usize) -> bool {
        length <= self.filler
    }
}
