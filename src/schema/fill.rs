//! Filling: a typed element from a tape.

use alloc::borrow::Cow;

use super::slot::{Element, Item};
use super::tape::{ATTRIBUTE, Note, NoteKind, Places, UNESCAPE, end, start};
use super::unknown::{LeafAttributes, Unknown, UnknownContent};
use crate::xml::Text;

/// A tape and its document, which is known to be UTF-8 as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t, 'a> {
    pub(crate) places: Places<'t>,
    pub(crate) document: &'a str,
}

impl<'a> Source<'_, 'a> {
    /// The bytes of a value or an element as they stand.
    #[inline(always)]
    fn raw(&self, word: u64) -> &'a str {
        self.document.get(start(word)..end(word)).unwrap_or_default()
    }

    /// A leaf from its value.
    #[inline(always)]
    pub(crate) fn leaf<T: Item<'a>>(&self, word: u64) -> T {
        let raw = self.raw(word);
        if word & UNESCAPE == 0 { T::from_plain(raw) } else { T::from_text(escaped(word, raw)) }
    }

    /// What the rows do not know of the element whose words begin at `base`, the values of which are in
    /// their slots.
    #[inline(always)]
    pub(crate) fn unknown(&self, base: usize, header: u64, element: &mut dyn Element<'a>) {
        if header & super::tape::NOTED != 0 {
            self.some_unknown(base, element);
        }
    }

    #[cold]
    #[inline(never)]
    fn some_unknown(&self, base: usize, element: &mut dyn Element<'a>) {
        let mut unknown = self
            .notes_of(base, |row, text| element.slot(row).text(0, &mut [0; 20]).is_some_and(|value| value == *text));
        self.leaf_attributes(base, &mut unknown, element);
        unknown.settle();
        *element.unknown_mut() = unknown;
    }

    /// What is noted of an element, but for the attributes of its leaves. `says` tells whether a row has a
    /// value already.
    pub(crate) fn notes_of(&self, base: usize, says: impl Fn(usize, &Text<'a>) -> bool) -> Unknown<'a> {
        let mut unknown = Unknown::NOTHING;
        for note in self.places.notes(base) {
            match note.kind {
                NoteKind::Attribute => unknown.keep_attribute(self.raw(note.name), self.leaf(note.span)),
                NoteKind::AttributeAgain => {
                    let value = self.leaf(note.span);
                    if !says(note.row.into(), &value) {
                        unknown.keep_attribute(self.raw(note.name), value);
                    }
                }
                NoteKind::ElementAgain if says(note.row.into(), &self.leaf(note.name)) => {}
                NoteKind::Element | NoteKind::ElementAgain => {
                    let (_, late, at) = note.order();
                    // What belongs into another element is written behind everything else (see `encode`).
                    let at = if late { LATE + at } else { at };
                    unknown.push(at, UnknownContent::Element(Cow::Borrowed(self.raw(note.span))));
                }
                NoteKind::Text => unknown.push(start(note.span), UnknownContent::Text(self.leaf(note.span))),
                NoteKind::LeafAttribute => {}
            }
        }
        unknown
    }

    /// The attributes of those leaves that are values of rows.
    fn leaf_attributes(&self, base: usize, unknown: &mut Unknown<'a>, element: &dyn Element<'a>) {
        let mut last: Option<LeafAttributes<'a>> = None;
        for note in self.places.notes(base).iter().filter(|note| note.kind == NoteKind::LeafAttribute) {
            let Some(row) = self.row_of(base, note, element) else { continue };
            let attribute = (Cow::Borrowed(self.raw(note.name)), self.leaf(note.span));
            let index = note.index as usize;
            match &mut last {
                Some(leaf) if (leaf.row, leaf.index) == (row, index) => leaf.attributes.push(attribute),
                _ => {
                    let leaf = LeafAttributes { row, index, attributes: alloc::vec![attribute] };
                    last.replace(leaf).into_iter().for_each(|leaf| unknown.push_leaf(leaf));
                }
            }
        }
        last.into_iter().for_each(|leaf| unknown.push_leaf(leaf));
    }

    /// The row that holds the leaf of this attribute: the one that read it, or the one that it was handed on
    /// to, or none if another leaf took its place.
    fn row_of(&self, base: usize, note: &Note, element: &dyn Element<'a>) -> Option<usize> {
        let (rows, row) = (element.schema().rows, usize::from(note.row));
        let holds = |row: &usize| {
            rows[*row].many || {
                let word = self.places.word(base + 1 + row);
                word & ATTRIBUTE == 0 && word != 0 && start(word) == note.mark as usize
            }
        };
        let first = || element.schema().find(rows[row].first_of_two?, false);
        Some(row).filter(holds).or_else(|| first().filter(holds))
    }
}

/// Added to a place to sort it behind all others.
const LATE: usize = usize::MAX / 2;

/// The characters of a value that has to be unescaped.
#[cold]
#[inline(never)]
pub(super) fn escaped(word: u64, raw: &str) -> Text<'_> {
    if word & ATTRIBUTE != 0 { Text::attribute(raw) } else { Text::content(raw) }
}
