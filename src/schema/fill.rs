//! Filling: what the rows of a typed element do not know, from the notes of a tape.

use alloc::borrow::Cow;

use super::element::{Element, Item};
use super::tape::{ATTRIBUTE, NOTED, Note, NoteKind, Source, start};
use super::unknown::{LeafAttributes, Unknown, UnknownContent};
use crate::xml::Text;

/// Fills in what the rows do not know of the element whose words begin at `base`, with this header. The
/// values of its rows are in their slots.
#[inline(always)]
pub(crate) fn fill_unknown<'a>(source: &Source<'_, 'a>, base: usize, header: u64, element: &mut dyn Element<'a>) {
    if header & NOTED != 0 {
        fill_noted(source, base, element);
    }
}

#[cold]
#[inline(never)]
fn fill_noted<'a>(source: &Source<'_, 'a>, base: usize, element: &mut dyn Element<'a>) {
    let mut unknown =
        noted(source, base, |row, text| element.slot(row).text(0, &mut [0; 20]).is_some_and(|value| value == *text));
    leaf_attributes(source, base, &mut unknown, element);
    unknown.settle();
    *element.unknown_mut() = unknown;
}

/// Everything that is noted of an element, but for the attributes of its leaves. `says` tells whether a row
/// has a value already.
pub(crate) fn noted<'a>(source: &Source<'_, 'a>, base: usize, says: impl Fn(usize, &Text<'a>) -> bool) -> Unknown<'a> {
    let text = |word| Text::read(source.raw(word), word);
    let mut unknown = Unknown::NOTHING;
    for note in source.places.notes(base) {
        match note.kind {
            NoteKind::Attribute => unknown.keep_attribute(source.raw(note.name), text(note.span)),
            NoteKind::AttributeAgain => {
                let value = text(note.span);
                if !says(note.row.into(), &value) {
                    unknown.keep_attribute(source.raw(note.name), value);
                }
            }
            NoteKind::ElementAgain if says(note.row.into(), &text(note.name)) => {}
            NoteKind::Element | NoteKind::ElementAgain => {
                let (_, late, at) = note.order();
                // What belongs into another element is written behind everything else (see `encode`).
                let at = if late { LATE + at } else { at };
                unknown.push(at, UnknownContent::Element(Cow::Borrowed(source.raw(note.span))));
            }
            NoteKind::Text => unknown.push(start(note.span), UnknownContent::Text(text(note.span))),
            NoteKind::LeafAttribute => {}
        }
    }
    unknown
}

/// The attributes of those leaves that are values of rows.
fn leaf_attributes<'a>(source: &Source<'_, 'a>, base: usize, unknown: &mut Unknown<'a>, element: &dyn Element<'a>) {
    let mut last: Option<LeafAttributes<'a>> = None;
    for note in source.places.notes(base).iter().filter(|note| note.kind == NoteKind::LeafAttribute) {
        let Some(row) = row_of(source, base, note, element) else { continue };
        let attribute = (Cow::Borrowed(source.raw(note.name)), Text::read(source.raw(note.span), note.span));
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
fn row_of(source: &Source<'_, '_>, base: usize, note: &Note, element: &dyn Element<'_>) -> Option<usize> {
    let (rows, row) = (element.schema().rows, usize::from(note.row));
    let holds = |row: &usize| {
        rows[*row].many || {
            let word = source.places.word(base + 1 + row);
            word & ATTRIBUTE == 0 && word != 0 && start(word) == note.mark as usize
        }
    };
    let first = || element.schema().find(rows[row].first_of_two?, false);
    Some(row).filter(holds).or_else(|| first().filter(holds))
}

/// Added to a place to sort it behind all others.
const LATE: usize = usize::MAX / 2;
