//! Notes: the parts of a document that no row reads, and repeats.

use smallvec::SmallVec;

use super::start;

/// The notes of a document. Few documents have any, and few of those have many.
pub(crate) type Notes = SmallVec<[Note; 2]>;

/// A part of an element that is not the value of one of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Note {
    /// Index of the header of the element.
    pub element: u32,
    pub kind: NoteKind,
    /// The row that would read it. Unused if no row does.
    pub row: u8,
    /// `true` if it is an element that is written after all others: a misplaced one (E034 to E036).
    pub late: bool,
    /// For an attribute of a leaf: the number of the leaf in a list; 0 for a single leaf.
    pub index: u32,
    /// For an attribute of a leaf: the start of the text of that leaf, which identifies it. Unused for others.
    pub leaf: u32,
    /// For an attribute: its name. For [`NoteKind::ElementAgain`]: the value of the element. Unused for others.
    pub label: u64,
    /// The value of an attribute, a whole element, or text.
    pub span: u64,
}

/// Kind of a [`Note`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// An attribute that no row reads.
    Attribute,
    /// A second spelling of an attribute, not the value of its row. Dropped if the values are the same.
    AttributeAgain,
    /// An attribute of a leaf. Ignored if the leaf is no longer the value of its row.
    LeafAttribute,
    /// An element that no row reads, or that is not the value of its row.
    Element,
    /// A leaf without attributes that is not the value of its row. Dropped if the values are the same.
    ElementAgain,
    /// Text in an element that has no text row, or a second text.
    Text,
}

impl Note {
    /// Returns the sort key of the notes on a tape: by element, then the late ones last, then by place in the
    /// document.
    pub fn order(&self) -> (u32, bool, usize) {
        (self.element, self.late, start(self.span))
    }
}
