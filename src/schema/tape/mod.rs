//! Tape: the places of everything in one document, a word for each declared row of each element.
//!
//! Both readers write the same tape, and everything else reads it: typed documents, views, paths, JSON,
//! the rules of the field tables, owned messages.
//!
//! ```text
//!        0        1         2        3        4            5
//!      +--------+---------+--------+--------+------------+------------+
//! root | header |protocol |version | header |commandType |commandData |  the envelope
//!      +--------+---------+--------+--------+------------+-----|------+
//!               |
//!        6      v         a word for each row of the command's table
//!      +--------+---------+
//!      | header | user    |                    commandData
//!      +--------+----|----+
//!                    |
//!        8           v                9     10        11       12
//!      +-----------------------------+-----+---------+--------+-------------+--
//!      | header: span of the element | id  |userType |userUid | call        | ...
//!      +-----------------------------+--|--+---------+--------+-|---------|-+--
//!                                       |                   last item   first item
//!                     start << 32 | end                         |         |
//!                     of the value                              v         v
//!                                          header of an item: its number << 32 | the next item
//! ```
//!
//! - **Value**: start and end in the document, 31 bits each. 0 is absent, for no value begins at byte 0. An
//!   empty value starts where it ends. [`UNESCAPE`] is set if references, line ends, comments or CDATA
//!   sections have to be resolved, [`ATTRIBUTE`] if it stood as an attribute.
//! - **Element that stands once**: where its words begin. Its header is the span of the whole element.
//! - **List**: the last and the first item. An item of elements is a header and the words of its rows, an
//!   item of leaves a header and the value.
//! - **Notes** are everything that no row reads, and everything said more than once (see [`Note`]). An
//!   element that has some is marked [`NOTED`] in its header. So the usual message has none, and nothing is
//!   lost of any other.
//!
//! A tape can be used for one document after the other. It holds 96 words inline, more than nearly any
//! message takes, and allocates for longer ones only until it has seen the longest.

mod note;
mod source;
mod write;

use alloc::vec::Vec;

pub(crate) use note::{Note, NoteKind, Notes};
pub(crate) use source::unescaped;
pub use source::{Source, Viewed};
pub(super) use write::{LeafPlace, TapeWriter};

/// Words that need no allocation.
const INLINE: usize = 96;

/// Flag of a value: it has to be unescaped.
pub(crate) const UNESCAPE: u64 = 1 << 63;
/// Flag of a value: it is the value of an attribute.
pub(crate) const ATTRIBUTE: u64 = 1 << 31;
/// Flag of a header: the element has notes.
pub(crate) const NOTED: u64 = 1 << 63;

/// Longest document that a word can point into, in bytes.
pub(crate) const LONGEST: usize = i32::MAX as usize;

/// The words of the envelope, which every tape begins with.
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
    /// Where the words of its first `commandData` begin.
    pub const DATA: usize = 5;
    /// Words of the envelope.
    pub const LEN: usize = 6;

    /// The word of an attribute of the root or of the `command`, if it has one of this name.
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

/// A word of two places.
#[inline(always)]
pub(crate) const fn pack(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

/// Where a value or an element begins.
#[inline(always)]
pub(crate) const fn start(word: u64) -> usize {
    (word >> 32) as usize & LONGEST
}

/// Where a value or an element ends.
#[inline(always)]
pub(crate) const fn end(word: u64) -> usize {
    word as usize & LONGEST
}

/// The first item of a list, the next item of one, or the words of an element that stands once; 0 for none.
#[inline(always)]
pub(crate) const fn target(word: u64) -> usize {
    word as u32 as usize
}

/// Which command the element `commandData` is read as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root {
    /// Its table.
    pub schema: &'static super::Schema,
    /// Which command it is; [`UNKNOWN`](Self::UNKNOWN) for any other.
    pub command: u8,
    /// Where what is learned of it begins (see [`Order`](super::order::Order)).
    pub order: u16,
}

impl Root {
    /// The command of a document whose command this crate does not know.
    pub const UNKNOWN: u8 = u8::MAX;

    /// Whether this crate does not know the command.
    pub const fn is_unknown(&self) -> bool {
        self.command == Self::UNKNOWN
    }
}

/// The places of everything in one document.
///
/// It says where things stand and holds none of the document. See the module documentation in the source
/// for the words.
#[derive(Debug, Clone)]
pub struct Tape {
    inline: [u64; INLINE],
    /// Never shrinks. Only `len` words of it belong to the document.
    more: Vec<u64>,
    spilled: bool,
    len: usize,
    notes: Notes,
    /// Which command it is.
    command: u8,
}

impl Default for Tape {
    fn default() -> Self {
        Self::new()
    }
}

/// Equal if they tell the same of two documents.
impl PartialEq for Tape {
    fn eq(&self, other: &Self) -> bool {
        self.places() == other.places() && self.command == other.command
    }
}

impl Eq for Tape {}

impl Tape {
    /// A tape without a document. Allocates nothing.
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

    /// Which command the document holds, as the reader was told.
    #[inline(always)]
    pub(crate) const fn command(&self) -> u8 {
        self.command
    }

    /// Forgets the document and has `read` write another one, which is `length` bytes long. If there is too little
    /// room for it, `read` is called again with more.
    #[inline]
    pub(super) fn write<T>(&mut self, length: usize, mut read: impl FnMut(&mut TapeWriter<'_>) -> T) -> T {
        // Room that is there already is used where the inline room might not do.
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

    /// Makes room, where `len` words were too few for more than the first bytes of a document. As many are
    /// expected for each byte of the rest, and at least twice as many are made.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, spilled: bool, len: usize, length: usize, read_until: usize) {
        let now = if spilled { self.more.len() } else { INLINE };
        let expected = len as u64 * length as u64 / read_until.max(1) as u64;
        let enough = (2 * now).max((expected + expected / 8) as usize);
        if !spilled && self.more.len() >= enough {
            return;
        }
        // Nothing of what is there is needed, so it is not copied.
        self.more = Vec::new();
        self.more.resize(enough, 0);
    }

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
    /// A word; 0 if there is none at this place.
    #[inline(always)]
    pub fn word(&self, at: usize) -> u64 {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// The header and the rows of the element whose words begin at `base`.
    #[inline(always)]
    pub fn block<const N: usize>(&self, base: usize) -> Option<&'t [u64; N]> {
        self.words.get(base..base + N)?.first_chunk()
    }

    /// The notes of the element whose words begin at `base`, in the order in which they are written back.
    pub fn notes(&self, base: usize) -> &'t [Note] {
        if self.word(base) & NOTED == 0 {
            return &[];
        }
        let first = self.notes.partition_point(|note| (note.element as usize) < base);
        let rest = &self.notes[first..];
        &rest[..rest.partition_point(|note| note.element as usize == base)]
    }

    /// The places where the items of a list stand whose row has this word: headers of elements, or of leaves
    /// with the value behind each.
    #[inline]
    pub fn items(self, word: u64) -> impl Iterator<Item = usize> + Clone + use<'t> {
        let item = |at: usize| (at != 0).then_some(at);
        core::iter::successors(item(target(word)), move |at| item(target(self.word(*at))))
    }

    /// How many items a list has whose row has this word.
    pub fn count(&self, word: u64) -> usize {
        if word == 0 { 0 } else { start(self.word(start(word))) + 1 }
    }
}
