//! Tape: an array of 64-bit words with the span of every value and element in one document.
//!
//! An element has a block of words on the tape: a header, then one word for each row of its table. Both
//! readers write the same tape. Typed documents, views, paths and owned messages are made from it.
//!
//! ```text
//!        0        1         2        3        4            5
//!      +--------+---------+--------+--------+------------+------------+
//! root | header |protocol |version | header |commandType |commandData |  the envelope
//!      +--------+---------+--------+--------+------------+-----|------+
//!        +-----------------------------------------------------+
//!        v 6      7
//!      +--------+---------+
//!      | header | user    |                    commandData: a word for each row of its table
//!      +--------+----|----+
//!        +-----------+
//!        v 8                          9     10        11       12
//!      +-----------------------------+-----+---------+--------+-------------+--
//!      | header: span of the element | id  |userType |userUid | call        | ...
//!      +-----------------------------+--|--+---------+--------+-|---------|-+--
//!                                       |                   last item   first item
//!                     start << 32 | end                         |         |
//!                     of the value                              v         v
//!                                          header of an item: its number << 32 | the next item
//! ```
//!
//! The word of a row depends on the kind of the row, and is 0 if nothing is there:
//!
//! - **Value**: the span of the value, with 31 bits for its start and 31 bits for its end. It is never 0,
//!   because no value begins at byte 0. [`UNESCAPE`] is set if the value has references, line ends, comments
//!   or CDATA sections to resolve, [`ATTRIBUTE`] if it is the value of an attribute.
//! - **Single element**: the index of its header. That header is the span of the whole element.
//! - **List**: the indices of the headers of its last and its first item. The header of an item is the number
//!   of the item and the index of the next one. In a list of elements, the words of the rows follow the
//!   header; in a list of leaves, the value does.
//!
//! A [`Note`] holds what has no word: whatever no row reads, and repeats. The header of an element with notes
//! has [`NOTED`] set. Most messages have no notes.
//!
//! A tape can be reused for any number of documents. It holds 96 words inline, which is enough for most
//! messages, and allocates only when a document needs more words than any before.

mod note;
mod source;
mod write;

use alloc::vec::Vec;

pub(crate) use note::{Note, NoteKind, Notes};
pub(crate) use source::unescaped;
pub use source::{Source, Viewed};
pub(super) use write::{LeafPlace, TapeWriter};

/// Number of words that need no allocation.
const INLINE: usize = 96;

/// Flag of a value: it must be unescaped.
pub(crate) const UNESCAPE: u64 = 1 << 63;
/// Flag of a value: it is the value of an attribute.
pub(crate) const ATTRIBUTE: u64 = 1 << 31;
/// Flag of a header: the element has notes.
pub(crate) const NOTED: u64 = 1 << 63;

/// The length of the longest document that fits a span, in bytes; also the mask of each half of a span.
pub(crate) const LONGEST: usize = i32::MAX as usize;

/// Indices of the words of the envelope, with which every tape begins.
pub(crate) mod outer {
    use crate::envelope;

    /// Header of the root.
    pub const ROOT: usize = 0;
    /// The `protocol` of the root.
    pub const PROTOCOL: usize = 1;
    /// The `version` of the root.
    pub const VERSION: usize = 2;
    /// Header of the first `command`.
    pub const COMMAND: usize = 3;
    /// Its `commandType`.
    pub const COMMAND_TYPE: usize = 4;
    /// Index of the header of its first `commandData`.
    pub const DATA: usize = 5;
    /// Header of the first `command` if there is none.
    pub const NO_COMMAND: u64 = 1;
    /// Number of words of the envelope.
    pub const LEN: usize = 6;

    /// Returns the index of the word of an attribute of the root (`base` is [`ROOT`]) or of `command`
    /// ([`COMMAND`]), if there is a word for this name.
    pub fn attribute(base: usize, name: &[u8]) -> Option<usize> {
        let is = |other: &str| other.as_bytes() == name;
        match base {
            ROOT if is(envelope::PROTOCOL) => Some(PROTOCOL),
            ROOT if is(envelope::VERSION) => Some(VERSION),
            COMMAND if is(envelope::COMMAND_TYPE) => Some(COMMAND_TYPE),
            _ => None,
        }
    }
}

/// Packs two offsets or indices into one word.
#[inline(always)]
pub(crate) const fn pack(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

/// Start of a span, in bytes.
#[inline(always)]
pub(crate) const fn start(word: u64) -> usize {
    (word >> 32) as usize & LONGEST
}

/// End of a span, in bytes.
#[inline(always)]
pub(crate) const fn end(word: u64) -> usize {
    word as usize & LONGEST
}

/// Index that a word points to: the first or the next item of a list, or a single element; 0 for none.
#[inline(always)]
pub(crate) const fn target(word: u64) -> usize {
    word as u32 as usize
}

/// The command as which `commandData` is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root {
    /// The table of its `commandData`.
    pub schema: &'static super::Schema,
    /// Number of the command; [`UNKNOWN`](Self::UNKNOWN) for one that this crate does not know.
    pub command: u8,
    /// Index of its predictions in [`Order`](super::order::Order).
    pub order: u16,
}

impl Root {
    /// Number of a command that this crate does not know.
    pub const UNKNOWN: u8 = u8::MAX;

    /// Returns whether this crate does not know the command.
    pub const fn is_unknown(&self) -> bool {
        self.command == Self::UNKNOWN
    }
}

/// The spans of all values and elements of one document.
///
/// It holds no bytes of the document. The module documentation in the source describes its words.
#[derive(Debug, Clone)]
pub struct Tape {
    inline: [u64; INLINE],
    /// Never shrinks. If `spilled`, the first `len` words belong to the document.
    more: Vec<u64>,
    /// `true` if the words are in `more` instead of `inline`.
    spilled: bool,
    len: usize,
    /// Sorted by [`Note::order`].
    notes: Notes,
    /// [`Root::command`] of the document.
    command: u8,
}

impl Default for Tape {
    fn default() -> Self {
        Self::new()
    }
}

/// Two tapes are equal if their words, notes and commands are.
impl PartialEq for Tape {
    fn eq(&self, other: &Self) -> bool {
        self.places() == other.places() && self.command == other.command
    }
}

impl Eq for Tape {}

impl Tape {
    /// Creates an empty tape. Does not allocate.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            inline: [0; INLINE],
            more: Vec::new(),
            spilled: false,
            len: 0,
            notes: Notes::new_const(),
            command: Root::UNKNOWN,
        }
    }

    /// The words and the notes.
    #[inline(always)]
    pub(crate) fn places(&self) -> Places<'_> {
        let room = if self.spilled { &self.more[..] } else { &self.inline[..] };
        Places { words: room.get(..self.len).unwrap_or_default(), notes: &self.notes }
    }

    /// [`Root::command`] of the document.
    #[inline(always)]
    pub(crate) const fn command(&self) -> u8 {
        self.command
    }

    /// Clears the tape and calls `read` to write the words of a document of `length` bytes. Calls it again, with
    /// more room, if the words do not fit.
    #[inline]
    pub(super) fn write<T>(&mut self, length: usize, mut read: impl FnMut(&mut TapeWriter<'_>) -> T) -> T {
        // A long document may not fit inline: use the heap memory of an earlier one, if there is any.
        let mut spilled = length > 24 * INLINE && !self.more.is_empty();
        loop {
            self.notes.clear();
            let room = if spilled { &mut self.more[..] } else { &mut self.inline[..] };
            let mut writer = TapeWriter::new(room, &mut self.notes);
            let result = read(&mut writer);
            let (len, command) = (writer.len(), writer.command);
            if writer.is_full() {
                let read_until = writer.read_until();
                self.grow(spilled, len, length, read_until);
                spilled = true;
                continue;
            }
            (self.spilled, self.len, self.command) = (spilled, len, command);
            if !self.notes.is_empty() {
                self.sort_notes();
            }
            return result;
        }
    }

    /// Makes more room, after `len` words were enough for only the first `read_until` bytes of a document of
    /// `length` bytes. Expects the rest to need as many words per byte, and at least doubles the room.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, spilled: bool, len: usize, length: usize, read_until: usize) {
        let now = if spilled { self.more.len() } else { INLINE };
        let expected = len as u64 * length as u64 / read_until.max(1) as u64;
        let enough = (2 * now).max((expected + expected / 8) as usize);
        if !spilled && self.more.len() >= enough {
            return;
        }
        // The old words are not needed, so they are not copied.
        self.more = Vec::new();
        self.more.resize(enough, 0);
    }

    /// Sorts the notes, and sets [`NOTED`] in the header of each element that has any.
    #[cold]
    #[inline(never)]
    fn sort_notes(&mut self) {
        self.notes.sort_unstable_by_key(Note::order);
        for note in &self.notes {
            let words = if self.spilled { &mut self.more[..] } else { &mut self.inline[..] };
            if let Some(header) = words.get_mut(note.element as usize) {
                *header |= NOTED;
            }
        }
    }
}

/// The words and the notes of a tape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Places<'t> {
    pub words: &'t [u64],
    pub notes: &'t [Note],
}

impl<'t> Places<'t> {
    /// Returns the word at an index; 0 if there is none.
    #[inline(always)]
    pub fn word(&self, at: usize) -> u64 {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// Returns the index of the header of a single element, from the word of its row. Nothing is there if the element
    /// is missing.
    #[inline(always)]
    pub fn base(&self, word: u64) -> usize {
        if word == 0 { self.words.len() } else { word as usize }
    }

    /// Returns the header and the words of the rows of the element at `base`; `None` for one that is missing.
    #[inline(always)]
    pub fn block<const N: usize>(&self, base: usize) -> Option<&'t [u64; N]> {
        self.words.get(base..base + N)?.first_chunk()
    }

    /// Returns the notes of the element at `base`, in the order in which they are written back.
    pub fn notes(&self, base: usize) -> &'t [Note] {
        if self.word(base) & NOTED == 0 {
            return &[];
        }
        let first = self.notes.partition_point(|note| (note.element as usize) < base);
        let rest = &self.notes[first..];
        &rest[..rest.partition_point(|note| note.element as usize == base)]
    }

    /// Returns the indices of the headers of the items of a list, from the word of its row. In a list of leaves
    /// the value follows the header.
    #[inline]
    pub fn items(self, word: u64) -> impl Iterator<Item = usize> + Clone + use<'t> {
        let item = |at: usize| (at != 0).then_some(at);
        core::iter::successors(item(target(word)), move |at| item(target(self.word(*at))))
    }

    /// Returns the number of items of a list, from the word of its row.
    pub fn count(&self, word: u64) -> usize {
        if word == 0 { 0 } else { start(self.word(start(word))) + 1 }
    }
}
