//! Notes: everything on a tape that no row reads, and everything said more than once.

use smallvec::SmallVec;

use super::start;

/// The notes of a document. Few documents have any, and few of those have many.
pub(crate) type Notes = SmallVec<[Note; 2]>;

/// Something that stands in an element beside the values of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Note {
    /// Where the words of the element begin.
    pub element: u32,
    pub kind: NoteKind,
    /// The row it is about; of no meaning for what no row reads.
    pub row: u8,
    /// The number of the item it is about; 0 if the row holds one.
    pub index: u32,
    /// Of an attribute of a leaf: where the text of the leaf begins, by which it is known. Of an element that
    /// is written behind all others: 1.
    pub mark: u32,
    /// Of an attribute: its name. Of a value said again: the value.
    pub name: u64,
    /// The value of an attribute, or a whole element, or text.
    pub span: u64,
}

/// Kind of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// An attribute that no row reads.
    Attribute,
    /// A second spelling of an attribute that a row reads.
    AttributeAgain,
    /// An attribute of a leaf. Of no account if the leaf is no longer the value of its row.
    LeafAttribute,
    /// An element that no row reads, or an earlier one of a row that holds one.
    Element,
    /// A leaf without attributes whose value another place says too: kept only if the values differ.
    ElementAgain,
    /// Text where the element has none.
    Text,
}

impl Note {
    /// The order of the notes on a tape: by element; in it, in the order of the document. What belongs
    /// into another element comes last (E034 to E036).
    pub fn order(&self) -> (u32, bool, usize) {
        let late = matches!(self.kind, NoteKind::Element | NoteKind::ElementAgain) && self.mark != 0;
        (self.element, late, start(self.span))
    }
}
