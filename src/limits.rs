//! Limits on the input of a peer, and the comparisons with them.
//!
//! A limit is compared here and nowhere else, so that "too long" or "too deep" means the same to the framer, the
//! lexer, the decoder and the validator, to the byte.

use crate::error::{Error, Kind, Result};

/// The deepest nesting that readers have room for; [`Limits::depth`] may lower it.
pub(crate) const MAX_DEPTH: usize = 32;

/// The most attributes on one tag that readers have room for; [`Limits::attributes`] may lower it.
pub(crate) const MAX_ATTRIBUTES: usize = 32;

/// The longest document, in bytes: half of the offsets that fit into 32 bits.
const MAX_DOCUMENT: usize = u32::MAX as usize / 2;

/// Upper bounds on hostile or broken input. Each one can be changed at run time. An [`Encoder`](crate::Encoder) has them,
/// too, and writes nothing that is beyond them.
///
/// The defaults are about ten times larger than anything the protocol documents: messages have 0.3 to 3 KB, the
/// initial queue of a large call center some hundred KB.
///
/// ```
/// use broadworks_cap::{Decoder, Kind, Limits};
///
/// let mut decoder = Decoder::new().limits(Limits::default().document(16 << 10).depth(8));
/// let error = decoder.decode(&[b' '; 20 << 10]).unwrap_err();
/// assert_eq!(error.kind(), Kind::DocumentTooLong);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one document; default 1 MiB. Bounds the memory for a document that never ends. Values over 2 GiB
    /// count as 2 GiB.
    pub document: usize,
    /// Open elements; default and maximum 32. The protocol needs 7.
    pub depth: usize,
    /// Attributes of one tag; default and maximum 32. The protocol needs 4. Bounds the search for duplicates,
    /// which compares all pairs.
    pub attributes: usize,
    /// Bytes of one element or attribute name; default 64. The longest name of the protocol has 33.
    pub name: usize,
    /// Items of one list of elements; default 8192. A call center queues some hundred calls. A longer list is
    /// allowed if the document has [`Limits::ITEM`] bytes for each item: seven bytes on the wire can become a
    /// kilobyte in memory, and this bounds the ratio. 0 allows no items.
    pub items: usize,
    /// Bytes of white space between two documents; default 64 KiB.
    pub filler: usize,
    /// `true` to skip other bytes before the first document of a stream, up to `filler`; `false` by default. An old
    /// ActionScript client sends an HTTP-like preamble there.
    pub preamble: bool,
    /// `true` if fast paths may be taken; the default. See [`shortcuts`](Self::shortcuts).
    pub shortcuts: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Limits {
    /// Average number of bytes of the document for each item of a list longer than [`Limits::items`]. Every item
    /// with any content is that long.
    pub const ITEM: usize = 24;

    pub(crate) const DEFAULT: Self = Self {
        document: 1 << 20,
        depth: MAX_DEPTH,
        attributes: MAX_ATTRIBUTES,
        name: 64,
        items: 8192,
        filler: 64 << 10,
        preamble: false,
        shortcuts: true,
    };

    /// The highest limits that are possible, for input that was read under other limits before.
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

    /// Sets the items of one list of elements.
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

    /// Sets whether other bytes before the first document of a stream are skipped.
    #[must_use]
    pub const fn preamble(mut self, allowed: bool) -> Self {
        self.preamble = allowed;
        self
    }

    /// Sets whether fast paths may be taken. Results and errors are the same in both cases; tests turn fast paths
    /// off to compare them with the general code.
    #[must_use]
    pub const fn shortcuts(mut self, allowed: bool) -> Self {
        self.shortcuts = allowed;
        self
    }
}

impl Limits {
    /// Returns the length of the longest document, in bytes.
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

    /// Returns `true` if one more element, of any kind, may be opened while `depth` are open.
    #[inline(always)]
    pub(crate) const fn may_open(&self, depth: usize) -> bool {
        let most = if self.depth < MAX_DEPTH { self.depth } else { MAX_DEPTH };
        depth < most
    }

    /// Returns `true` if a tag with so many attributes may have one more.
    #[inline(always)]
    pub(crate) const fn may_have(&self, attributes: usize) -> bool {
        attributes < MAX_ATTRIBUTES && attributes < self.attributes
    }

    /// Returns `true` if a name may have so many bytes.
    #[inline(always)]
    pub(crate) const fn fits_name(&self, length: usize) -> bool {
        length <= self.name
    }

    /// Returns these limits for an element that stands in so many others and is kept as it came.
    pub(crate) const fn inside(mut self, depth: usize) -> Self {
        let most = if self.depth < MAX_DEPTH { self.depth } else { MAX_DEPTH };
        self.depth = most.saturating_sub(depth);
        self
    }

    /// Returns `true` if documents may have names of `name` bytes, so many attributes in a tag, and elements nested so
    /// deep. A fast path without checks of its own takes only documents within such a vocabulary.
    pub(crate) const fn fit_vocabulary(&self, name: usize, attributes: usize, depth: usize) -> bool {
        self.fits_name(name) && self.may_have(attributes - 1) && self.may_open(depth - 1)
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
