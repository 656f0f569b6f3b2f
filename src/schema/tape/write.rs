//! Writing a tape: what is stored where, for both readers.
//!
//! All decisions about repeats, other spellings and misplaced fields are made here, by row and without
//! looking at values. Where a value decides (two places say the same), a note leaves it to who reads the
//! tape, for it depends on the type of the row.

use super::{ATTRIBUTE, Note, NoteKind, Notes, Root, end, outer, pack, start};
use crate::schema::{RowKind, Schema};
use crate::xml::is_space;

/// A tape being written: a slice, so that the fast reader keeps it in registers.
pub(in crate::schema) struct TapeWriter<'t> {
    words: &'t mut [u64],
    len: usize,
    full: bool,
    /// Where the element begins that was entered last.
    at: usize,
    pub notes: &'t mut Notes,
    pub command: u8,
}

/// A leaf element that was read.
pub(in crate::schema) struct LeafPlace {
    /// The `<` of its start tag.
    pub start: usize,
    /// Its text; never 0.
    pub value: u64,
    /// What follows it.
    pub behind: usize,
    /// How many notes there were before its attributes were noted.
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

    /// How far the document was read, as far as elements that hold others tell.
    pub(super) const fn read_until(&self) -> usize {
        self.at
    }

    #[inline(always)]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Begins again.
    pub fn clear(&mut self) {
        (self.len, self.full, self.at) = (0, false, 0);
        self.notes.clear();
    }

    /// The words of the envelope, all 0.
    #[inline(always)]
    pub fn open_envelope(&mut self) -> Option<()> {
        self.take(outer::LEN)
    }

    /// The words of an element that comes next, all 0; where they begin.
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

    /// The word of a row of the element whose words begin at `base`.
    #[inline(always)]
    pub fn row(&mut self, base: usize, row: usize) -> Option<&mut u64> {
        self.words.get_mut(base + 1 + row)
    }

    /// The words of the rows of the element whose words begin at `base`.
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

    /// An attribute, of the row that reads it if one does. Of two spellings of a name the canonical one is the
    /// value, else the first.
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

    /// An attribute that no row reads.
    pub fn unknown_attribute(&mut self, base: usize, name: u64, value: u64) {
        self.note(base, NoteKind::Attribute, 0, name, value | ATTRIBUTE);
    }

    /// An attribute of the leaf that is being read.
    pub fn leaf_attribute(&mut self, base: usize, name: u64, value: u64) {
        self.note(base, NoteKind::LeafAttribute, 0, name, value | ATTRIBUTE);
    }

    /// An element that no row reads.
    pub fn unknown_element(&mut self, base: usize, span: u64) {
        self.note(base, NoteKind::Element, 0, 0, span);
    }

    /// Text where the element has none, or more than one.
    pub fn stray_text(&mut self, base: usize, value: u64) {
        self.note(base, NoteKind::Text, 0, 0, value);
    }

    fn note(&mut self, base: usize, kind: NoteKind, row: usize, name: u64, span: u64) {
        self.notes.push(Note { element: base as u32, kind, row: row as u8, index: 0, mark: 0, name, span });
    }

    /// A child with the name of a leaf of this row that holds elements: nothing of it is read, all of it is
    /// kept.
    pub fn no_leaf(&mut self, schema: &Schema, base: usize, row: usize, leaf: &LeafPlace) {
        self.notes.truncate(leaf.notes);
        self.keep(schema, base, row, NoteKind::Element, leaf.span(), 0);
    }

    /// Notes a whole element that a row would read.
    fn keep(&mut self, schema: &Schema, base: usize, row: usize, kind: NoteKind, span: u64, value: u64) {
        let late = schema.rows[row].kind == RowKind::Moved;
        let element = base as u32;
        self.notes.push(Note { element, kind, row: row as u8, index: 0, mark: late.into(), name: value, span });
    }

    /// A leaf of a row; `None` if there is no room. Its attributes, if it has any, are the newest notes.
    #[inline(never)]
    pub fn leaf(&mut self, document: &[u8], schema: &Schema, base: usize, row: usize, leaf: &LeafPlace) -> Option<()> {
        let (declared, place) = (&schema.rows[row], base + 1 + row);
        let attributed = self.notes.len() > leaf.notes;
        let old = self.word(place);
        if declared.many {
            let index = self.list_leaf(base, row, leaf.start, leaf.value)?;
            self.name_leaf(row, index, leaf);
            return Some(());
        }
        if declared.kind != RowKind::Child {
            // The value is written elsewhere, where the attributes have no place: the element is kept as well.
            self.notes.truncate(leaf.notes);
            if attributed {
                self.keep(schema, base, row, NoteKind::Element, leaf.span(), 0);
            }
            let stays = old & ATTRIBUTE != 0 || declared.kind == RowKind::Moved && old != 0;
            if !stays {
                self.set(place, leaf.value);
            }
            let (again, span) = if stays { (leaf.value, leaf.span()) } else { (old, around(document, old)) };
            let noted = if stays { attributed } else { is_attributed(document, span) };
            if old != 0 && !noted {
                self.keep(schema, base, row, NoteKind::ElementAgain, span, again);
            }
            return Some(());
        }
        if old & ATTRIBUTE != 0 {
            self.notes.truncate(leaf.notes);
            let kind = if attributed { NoteKind::Element } else { NoteKind::ElementAgain };
            self.keep(schema, base, row, kind, leaf.span(), leaf.value);
            return Some(());
        }
        self.set(place, leaf.value);
        if attributed {
            self.name_leaf(row, 0, leaf);
        }
        if old != 0 {
            // Of two, the first is the value of another row (E012). Else it is kept whole.
            let first = declared.first_of_two.and_then(|name| schema.find(name, false));
            match first.map(|first| base + 1 + first).filter(|first| self.word(*first) == 0) {
                Some(first) => self.set(first, old),
                None => self.keep(schema, base, row, NoteKind::Element, around(document, old), 0),
            }
        }
        Some(())
    }

    /// A leaf of a row that holds many, its `<` at `at`: its number; `None` if there is no room.
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

    /// Says of the newest notes which leaf they are about.
    fn name_leaf(&mut self, row: usize, index: u32, leaf: &LeafPlace) {
        for note in &mut self.notes[leaf.notes..] {
            (note.row, note.index, note.mark) = (row as u8, index, start(leaf.value) as u32);
        }
    }

    /// Links what comes next on the tape to the list whose word stands at `place`; its number.
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

    /// How many items the list of a row has.
    pub fn count(&self, base: usize, row: usize) -> usize {
        let list = self.word(base + 1 + row);
        if list == 0 { 0 } else { (self.word((list >> 32) as usize) >> 32) as usize + 1 }
    }

    /// Begins an element of a row, its `<` at `at`. [`leave`](Self::leave) must follow.
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

    /// Ends the element that was entered, `behind` which the document goes on.
    #[inline(always)]
    pub fn leave(&mut self, entered: &Entered, many: bool, behind: usize) {
        let header = if many { entered.header } else { pack(entered.at as u32, behind as u32) };
        // An item that came behind is linked here already.
        let linked = self.word(entered.here);
        self.set(entered.here, linked | header);
    }

    /// Gives fields that stood in an element where they do not belong to the element that they belong to.
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
            let span = around(document, value);
            if self.word(target) == 0 {
                self.set(target, value);
            } else if !is_attributed(document, span) {
                self.keep(schema, base, row, NoteKind::ElementAgain, span, value);
            }
            self.set(place, 0);
        }
        Some(())
    }
}

/// An element that was begun.
pub(in crate::schema) struct Entered {
    /// Where its words begin.
    pub here: usize,
    header: u64,
    at: usize,
}

/// The whole element whose text this is. No `<` stands in a start tag, so the last one before the text begins it.
fn around(document: &[u8], value: u64) -> u64 {
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

/// Whether the start tag of a leaf element has attributes.
fn is_attributed(document: &[u8], span: u64) -> bool {
    let element = document.get(start(span)..end(span)).unwrap_or_default();
    let mut tag = element.iter().take_while(|byte| **byte != b'>');
    tag.any(|byte| *byte == b'=')
}

/// The name of the attribute whose value this is.
fn name_before(document: &[u8], value: u64) -> u64 {
    let before = document.get(..start(value).saturating_sub(1)).unwrap_or_default().trim_ascii_end();
    let name = before.strip_suffix(b"=").unwrap_or_default().trim_ascii_end();
    let length = name.iter().rev().take_while(|byte| !is_space(**byte)).count();
    pack((name.len() - length) as u32, name.len() as u32)
}
