//! Tape writer: stores values and elements on a tape, for both readers.
//!
//! It decides what happens to repeats, other spellings and misplaced fields, by the row alone. It cannot
//! compare two values, because that depends on the type of the row: it writes a note of a kind `…Again`, and
//! the code that fills the typed element compares them.

use super::{ATTRIBUTE, Note, NoteKind, Notes, Places, Root, end, outer, pack, start};
use crate::schema::{RowKind, Schema};
use crate::xml::is_space;

/// A tape that is being written. It borrows the words as a slice, so that the fast reader can keep pointer and
/// length in registers.
pub(in crate::schema) struct TapeWriter<'t> {
    words: &'t mut [u64],
    len: usize,
    /// `true` if a word did not fit. The document must then be read again with more room.
    full: bool,
    /// Start in the document of the last element or list item that was begun.
    at: usize,
    pub notes: &'t mut Notes,
    pub command: u8,
}

/// A leaf element that was read.
pub(in crate::schema) struct LeafPlace {
    /// Offset of the `<` of its start tag.
    pub start: usize,
    /// Word of its text; never 0.
    pub value: u64,
    /// Offset after its end tag.
    pub behind: usize,
    /// Number of notes before those of its attributes.
    pub notes: usize,
}

impl LeafPlace {
    fn span(&self) -> u64 {
        pack(self.start as u32, self.behind as u32)
    }
}

impl<'t> TapeWriter<'t> {
    pub(super) fn new(words: &'t mut [u64], notes: &'t mut Notes) -> Self {
        Self { words, len: 0, full: false, at: 0, notes, command: Root::UNKNOWN }
    }

    pub(super) const fn is_full(&self) -> bool {
        self.full
    }

    /// Returns how far the document was read, rounded down to the start of an element or list item.
    pub(super) const fn read_until(&self) -> usize {
        self.at
    }

    #[inline(always)]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Clears the tape, to read the same document from the start.
    pub fn clear(&mut self) {
        (self.len, self.full, self.at) = (0, false, 0);
        self.notes.clear();
    }

    /// Appends the words of the envelope, all 0; `None` if there is no room.
    #[inline(always)]
    pub fn open_envelope(&mut self) -> Option<()> {
        self.take(outer::LEN)
    }

    /// Appends the header and the words of the rows of an element, all 0, and returns the index of the header;
    /// `None` if there is no room.
    #[inline(always)]
    pub fn open(&mut self, schema: &Schema) -> Option<usize> {
        let base = self.len;
        self.take(1 + schema.rows.len())?;
        Some(base)
    }

    #[inline(always)]
    fn take(&mut self, count: usize) -> Option<()> {
        match self.words.get_mut(self.len..self.len + count) {
            Some(new) => new.fill(0),
            None => {
                self.full = true;
                return None;
            }
        }
        self.len += count;
        Some(())
    }

    /// Returns the word of a row of the element at `base`.
    #[inline(always)]
    pub fn row(&mut self, base: usize, row: usize) -> Option<&mut u64> {
        self.words.get_mut(base + 1 + row)
    }

    /// Returns the words of the rows of the element at `base`.
    #[inline(always)]
    pub fn rows(&mut self, base: usize) -> &mut [u64] {
        self.words.get_mut(base + 1..).unwrap_or_default()
    }

    #[inline(always)]
    pub fn word(&self, at: usize) -> u64 {
        self.words.get(at).copied().unwrap_or_default()
    }

    #[inline(always)]
    pub fn set(&mut self, at: usize, word: u64) {
        if let Some(place) = self.words.get_mut(at) {
            *place = word;
        }
    }

    /// Stores an attribute of the element at `base`; `row` is the row that reads it, if any. If two spellings of
    /// one name occur, the canonical one counts, or the first if neither is canonical.
    pub fn attribute(
        &mut self,
        document: &[u8],
        schema: &Schema,
        base: usize,
        row: Option<usize>,
        name: u64,
        value: u64,
    ) {
        let Some(row) = row else { return self.unknown_attribute(base, name, value) };
        let (declared, place, value) = (&schema.rows[row], base + 1 + row, value | ATTRIBUTE);
        let old = self.word(place);
        if old == 0 || declared.kind == RowKind::Child {
            return self.set(place, value);
        }
        let is_canonical = document.get(start(name)..end(name)) == Some(declared.name.as_bytes());
        if is_canonical {
            self.set(place, value);
            self.note(base, NoteKind::AttributeAgain, row, name_before(document, old), old);
        } else {
            self.note(base, NoteKind::AttributeAgain, row, name, value);
        }
    }

    /// Notes an attribute that no row reads.
    pub fn unknown_attribute(&mut self, base: usize, name: u64, value: u64) {
        self.note(base, NoteKind::Attribute, 0, name, value | ATTRIBUTE);
    }

    /// Notes an attribute of the leaf that is being read.
    pub fn leaf_attribute(&mut self, base: usize, name: u64, value: u64) {
        self.note(base, NoteKind::LeafAttribute, 0, name, value | ATTRIBUTE);
    }

    /// Notes an element that no row reads.
    pub fn unknown_element(&mut self, base: usize, span: u64) {
        self.note(base, NoteKind::Element, 0, 0, span);
    }

    /// Notes text in an element that has no text row, or a second text.
    pub fn stray_text(&mut self, base: usize, value: u64) {
        self.note(base, NoteKind::Text, 0, 0, value);
    }

    fn note(&mut self, base: usize, kind: NoteKind, row: usize, label: u64, span: u64) {
        let (element, row) = (base as u32, row as u8);
        self.notes.push(Note { element, kind, row, late: false, index: 0, leaf: 0, label, span });
    }

    /// Notes a child that should be a leaf of this row but has children: its whole element is kept, and the row
    /// gets no value.
    pub fn not_a_leaf(&mut self, schema: &Schema, base: usize, row: usize, leaf: &LeafPlace) {
        self.notes.truncate(leaf.notes);
        self.note_element(schema, base, row, NoteKind::Element, leaf.span(), 0);
    }

    /// Notes a whole element that has the name of a row.
    fn note_element(&mut self, schema: &Schema, base: usize, row: usize, kind: NoteKind, span: u64, value: u64) {
        let late = schema.rows[row].kind == RowKind::Moved;
        let (element, row) = (base as u32, row as u8);
        self.notes.push(Note { element, kind, row, late, index: 0, leaf: 0, label: value, span });
    }

    /// Stores a leaf of a row; `None` if there is no room. The notes of its attributes, if it has any, are the
    /// newest ones.
    ///
    /// ```text
    /// list                            append it
    /// row of an attribute             the attribute counts, else the last child; note the other
    /// moved row                       the first child counts; note the other
    /// row of a child, has attribute   the attribute counts; note the child
    /// row of a child                  the last child counts; the other goes to `first_of_two`, or note it
    /// ```
    #[inline(never)]
    pub fn leaf(&mut self, document: &[u8], schema: &Schema, base: usize, row: usize, leaf: &LeafPlace) -> Option<()> {
        let (declared, place) = (&schema.rows[row], base + 1 + row);
        let attributed = self.notes.len() > leaf.notes;
        let old = self.word(place);
        if declared.many {
            let index = self.list_leaf(base, row, leaf.start, leaf.value)?;
            self.assign_notes(row, index, leaf);
            return Some(());
        }
        if declared.kind != RowKind::Child {
            // The value is written elsewhere, where its attributes cannot be: keep the element as well.
            self.notes.truncate(leaf.notes);
            if attributed {
                self.note_element(schema, base, row, NoteKind::Element, leaf.span(), 0);
            }
            let stays = old & ATTRIBUTE != 0 || declared.kind == RowKind::Moved && old != 0;
            if !stays {
                self.set(place, leaf.value);
            }
            let (again, span) = if stays { (leaf.value, leaf.span()) } else { (old, element_around(document, old)) };
            let noted = if stays { attributed } else { is_attributed(document, span) };
            if old != 0 && !noted {
                self.note_element(schema, base, row, NoteKind::ElementAgain, span, again);
            }
            return Some(());
        }
        if old & ATTRIBUTE != 0 {
            self.notes.truncate(leaf.notes);
            let kind = if attributed { NoteKind::Element } else { NoteKind::ElementAgain };
            self.note_element(schema, base, row, kind, leaf.span(), leaf.value);
            return Some(());
        }
        self.set(place, leaf.value);
        if attributed {
            self.assign_notes(row, 0, leaf);
        }
        if old != 0 {
            // The first of two elements is the value of another row (E012), or is noted.
            let first = declared.first_of_two.and_then(|name| schema.find(name, false));
            match first.map(|first| base + 1 + first).filter(|first| self.word(*first) == 0) {
                Some(first) => self.set(first, old),
                None => self.note_element(schema, base, row, NoteKind::Element, element_around(document, old), 0),
            }
        }
        Some(())
    }

    /// Appends a leaf to the list of a row, its `<` at `at`, and returns its number; `None` if there is no room.
    #[inline(always)]
    pub fn list_leaf(&mut self, base: usize, row: usize, at: usize, value: u64) -> Option<u32> {
        self.at = at;
        let number = self.item(base + 1 + row);
        let Some(item) = self.words.get_mut(self.len..self.len + 2) else {
            self.full = true;
            return None;
        };
        (item[0], item[1]) = (u64::from(number) << 32, value);
        self.len += 2;
        Some(number)
    }

    /// Records in the newest notes the leaf whose attributes they are.
    fn assign_notes(&mut self, row: usize, index: u32, leaf: &LeafPlace) {
        for note in &mut self.notes[leaf.notes..] {
            (note.row, note.index, note.leaf) = (row as u8, index, start(leaf.value) as u32);
        }
    }

    /// Links the next free word, as the header of an item, to the list whose word is at `place`; returns the
    /// number of the item.
    #[inline(always)]
    fn item(&mut self, place: usize) -> u32 {
        let here = self.len as u32;
        let list = self.word(place);
        if list == 0 {
            self.set(place, pack(here, here));
            return 0;
        }
        let last = (list >> 32) as usize;
        let header = self.word(last);
        self.set(last, header & !u64::from(u32::MAX) | u64::from(here));
        self.set(place, pack(here, list as u32));
        (header >> 32) as u32 + 1
    }

    /// Returns the number of items in the list of a row.
    pub fn count(&self, base: usize, row: usize) -> usize {
        Places { words: self.words, notes: self.notes }.count(self.word(base + 1 + row))
    }

    /// Begins an element of a row, its `<` at `at`. The words of the element must be opened next, and
    /// [`leave`](Self::leave) called at its end.
    #[inline(always)]
    pub fn enter(&mut self, base: usize, row: usize, many: bool, at: usize) -> Entered {
        let (here, place) = (self.len, base + 1 + row);
        self.at = at;
        if many {
            return Entered { here, header: u64::from(self.item(place)) << 32, at };
        }
        let old = self.word(place);
        self.set(place, here as u64);
        if old != 0 {
            let earlier = self.word(old as usize);
            self.unknown_element(base, earlier);
        }
        Entered { here, header: 0, at }
    }

    /// Ends the element that was entered; `behind` is the offset after its end tag.
    #[inline(always)]
    pub fn leave(&mut self, entered: &Entered, many: bool, behind: usize) {
        let header = if many { entered.header } else { pack(entered.at as u32, behind as u32) };
        // The header may have the index of the next item already.
        let linked = self.word(entered.here);
        self.set(entered.here, linked | header);
    }

    /// Moves values of [`RowKind::Moved`] rows to the element that should have held them (E034 to E036).
    #[cold]
    #[inline(never)]
    pub fn settle_moved(&mut self, schema: &Schema, base: usize, document: &[u8]) -> Option<()> {
        for (row, declared) in schema.rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Moved) {
            let (place, value) = (base + 1 + row, self.word(base + 1 + row));
            let Some((host, inner)) = schema.host(declared) else { continue };
            let Some(target) = inner.find(declared.name, false).filter(|_| value != 0) else { continue };
            if self.word(base + 1 + host) == 0 {
                let here = self.open(inner)?;
                self.set(base + 1 + host, here as u64);
            }
            let target = self.word(base + 1 + host) as usize + 1 + target;
            let span = element_around(document, value);
            if self.word(target) == 0 {
                self.set(target, value);
            } else if !is_attributed(document, span) {
                self.note_element(schema, base, row, NoteKind::ElementAgain, span, value);
            }
            self.set(place, 0);
        }
        Some(())
    }
}

/// An element that was begun.
pub(in crate::schema) struct Entered {
    /// Index of its header.
    pub here: usize,
    header: u64,
    at: usize,
}

/// Returns the span of the leaf element that has this text. A start tag contains no `<`, so the last `<` before
/// the text begins the element.
fn element_around(document: &[u8], value: u64) -> u64 {
    if value == 0 {
        return 0;
    }
    let (start, end) = (start(value), end(value));
    let before = document.get(..start).unwrap_or_default();
    let from = memchr::memrchr(b'<', before).unwrap_or_default();
    let behind = document.get(end..).unwrap_or_default();
    let to = if before.ends_with(b"/>") { end } else { end + 1 + memchr::memchr(b'>', behind).unwrap_or_default() };
    pack(from as u32, to as u32)
}

/// Returns whether the start tag of a leaf element has attributes.
fn is_attributed(document: &[u8], span: u64) -> bool {
    let element = document.get(start(span)..end(span)).unwrap_or_default();
    let mut tag = element.iter().take_while(|byte| **byte != b'>');
    tag.any(|byte| *byte == b'=')
}

/// Returns the span of the name of the attribute that has this value.
fn name_before(document: &[u8], value: u64) -> u64 {
    let before = document.get(..start(value).saturating_sub(1)).unwrap_or_default().trim_ascii_end();
    let name = before.strip_suffix(b"=").unwrap_or_default().trim_ascii_end();
    let length = name.iter().rev().take_while(|byte| !is_space(**byte)).count();
    pack((name.len() - length) as u32, name.len() as u32)
}
