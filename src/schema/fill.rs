//! Filling of [`Unknown`]: the notes of a tape as the unknown parts of a typed element.

use alloc::borrow::Cow;

use super::Schema;
use super::element::{Item, Noted};
use super::tape::{ATTRIBUTE, NOTED, Note, NoteKind, Source, start};
use super::unknown::{LeafAttributes, Unknown, UnknownContent};
use crate::xml::Text;

/// Fills the unknown parts of the element at `base`, whose header is given. Its slots must be filled before.
#[inline(always)]
pub(crate) fn fill_unknown<'a>(source: &Source<'_, 'a>, base: usize, header: u64, element: &mut dyn Noted<'a>) {
    if header & NOTED != 0 {
        fill_noted(source, base, element);
    }
}

#[cold]
#[inline(never)]
fn fill_noted<'a>(source: &Source<'_, 'a>, base: usize, element: &mut dyn Noted<'a>) {
    let mut unknown = noted(source, base, |row, text| element.text_of(row).is_some_and(|value| value == *text));
    leaf_attributes(source, base, &mut unknown, element.schema());
    unknown.normalize();
    element.set_unknown(unknown);
}

/// Returns the notes of an element, without the attributes of its leaves. `has` returns whether a row has a value,
/// so that equal repeats are dropped.
pub(crate) fn noted<'a>(source: &Source<'_, 'a>, base: usize, has: impl Fn(usize, &Text<'a>) -> bool) -> Unknown<'a> {
    let text = |word| Text::read(source.raw(word), word);
    let mut unknown = Unknown::EMPTY;
    for note in source.places.notes(base) {
        match note.kind {
            NoteKind::Attribute => unknown.keep_attribute(source.raw(note.label), text(note.span)),
            NoteKind::AttributeAgain => {
                let value = text(note.span);
                if !has(note.row.into(), &value) {
                    unknown.keep_attribute(source.raw(note.label), value);
                }
            }
            NoteKind::ElementAgain if has(note.row.into(), &text(note.label)) => {}
            NoteKind::Element | NoteKind::ElementAgain => {
                let (_, late, at) = note.order();
                // A misplaced element is written after all others (see `encode`).
                let at = if late { LATE + at } else { at };
                unknown.push(at, UnknownContent::Element(Cow::Borrowed(source.raw(note.span))));
            }
            NoteKind::Text => unknown.push(start(note.span), UnknownContent::Text(text(note.span))),
            NoteKind::LeafAttribute => {}
        }
    }
    unknown
}

/// Adds the attributes of those leaves that are values of rows.
fn leaf_attributes<'a>(source: &Source<'_, 'a>, base: usize, unknown: &mut Unknown<'a>, schema: &Schema) {
    let mut last: Option<LeafAttributes<'a>> = None;
    for note in source.places.notes(base).iter().filter(|note| note.kind == NoteKind::LeafAttribute) {
        let Some(row) = row_of(source, base, note, schema) else { continue };
        let attribute = (Cow::Borrowed(source.raw(note.label)), Text::read(source.raw(note.span), note.span));
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

/// Returns the row that holds the leaf of this attribute: the row that read it, or its `first_of_two`, or none if
/// another leaf has replaced it.
fn row_of(source: &Source<'_, '_>, base: usize, note: &Note, schema: &Schema) -> Option<usize> {
    let (rows, row) = (schema.rows, usize::from(note.row));
    let holds = |row: &usize| {
        rows[*row].many || {
            let word = source.places.word(base + 1 + row);
            word & ATTRIBUTE == 0 && word != 0 && start(word) == note.leaf as usize
        }
    };
    let first = || schema.find(rows[row].first_of_two?, false);
    Some(row).filter(holds).or_else(|| first().filter(holds))
}

/// Offset added to the place of a late element, to sort it after all others.
const LATE: usize = usize::MAX / 2;
