//! Fast reader: writes the tape of a document whose tags were predicted.
//!
//! # Contract
//!
//! [`read`] returns `Some` and has written the complete tape of a well-formed document, equal to the one that
//! the general reader would write; or it returns `None`, and the general reader reads the document from the
//! start. It may return `None` for any document, and it never reports an error. It also changes the
//! predictions, which affect only the speed of later calls.
//!
//! # Scheme
//!
//! ```text
//! element(schema):
//!     attributes as predicted, then `>`
//!     loop
//!         row = the predicted row                              order.rs
//!         <row.name>text</row.name>     store the span         one comparison, one scan, one comparison
//!         <row.name                     element(row.inner)
//!         </schema.name>                done
//!         another row                   found by the next predictions, or by the hash of the name
//!         alias, unknown, unusual       grammar                unusual.rs
//!         anything else                 return `None`
//! ```
//!
//! # Why it is fast
//!
//! - The vocabulary is closed, so an expected tag can be compared 32 bytes at once, instead of reading a name
//!   letter by letter.
//! - Senders keep an order, so the predicted tag is nearly always the next one.
//! - Nothing is done with a value but to store its span.
//! - Bytes that matched a tag or were scanned as plain text are printable ASCII, so no pass over the document
//!   checks UTF-8 and forbidden characters. Other text is checked piece by piece.
//!
//! It reads compact and indented documents, elements in any order, unknown elements and attributes, empty
//! elements, references in values, both quotation marks, white space in tags, comments and CDATA sections. It
//! returns `None` for text between elements, names beyond ASCII, unknown commands, and limits so low that
//! documented messages could exceed them.

mod unusual;

use super::order::{NEAR, Order, is_attribute};
use super::tape::{ATTRIBUTE, LeafPlace, NoteKind, Root, TapeWriter, UNESCAPE, outer, pack};
use super::{Row, RowKind, Schema, fit_tables, index};
use crate::envelope::{COMMAND, COMMAND_TAG, DATA_TAG, Head, ROOT, ROOT_TAG, TAIL};
use crate::limits::Limits;
use crate::xml::simd::{Gap, LeafMatch, scan};
use crate::xml::{DECLARATION, Tag, is_space};

/// Offset in the document, in bytes. Documents are shorter than 2 GiB.
type At = u32;

/// Writes the tape of a document if it can; see the [module](self). `root` returns how to read the data of the
/// command with a name.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    root: fn(Option<&[u8]>) -> Root,
    order: &mut Order<'_>,
    out: &mut TapeWriter<'_>,
) -> Option<()> {
    if !fit_tables(limits) {
        return None;
    }
    out.open_envelope()?;
    FastReader { bytes, limits, order, out, gap: Gap::default(), depth: 3 }.document(root)
}

/// The reader. Each step takes the offset of the next byte and returns the offset after what it has read, or
/// `None` to give up.
struct FastReader<'d, 't, 'o, 'w> {
    bytes: &'d [u8],
    limits: &'d Limits,
    order: &'t mut Order<'o>,
    out: &'t mut TapeWriter<'w>,
    gap: Gap,
    /// Number of open elements.
    depth: usize,
}

impl FastReader<'_, '_, '_, '_> {
    /// Reads the whole document.
    fn document(&mut self, root: fn(Option<&[u8]>) -> Root) -> Option<()> {
        let (data, at) = match Head::of(self.bytes) {
            Some(head) => {
                let places = [
                    (outer::PROTOCOL, head.protocol),
                    (outer::VERSION, head.version),
                    (outer::COMMAND_TYPE, head.command),
                ];
                for (place, (start, end)) in places {
                    self.out.set(place, pack(start as u32, end as u32) | ATTRIBUTE);
                }
                (head.elements[2].0 as At, head.end as At)
            }
            None => self.head()?,
        };
        let name = self.out.word(outer::COMMAND_TYPE);
        let name = self.bytes.get(super::tape::start(name)..super::tape::end(name))?;
        let found = root(Some(name));
        if found.is_unknown() {
            return None;
        }
        self.out.command = found.command;
        let entered = self.out.enter(outer::COMMAND, outer::DATA - outer::COMMAND - 1, false, data as usize);
        let at = self.element(found.schema, &DATA_TAG, found.order.into(), at)?;
        self.out.leave(&entered, false, at as usize);
        if self.bytes.get(at as usize..)? == TAIL {
            return Some(());
        }
        self.tail(at)
    }

    /// Reads the end of a document after `commandData`, with white space or comments in it.
    fn tail(&mut self, at: At) -> Option<()> {
        let at = self.skip_misc(at)?;
        let at = self.end_tag(COMMAND.as_bytes(), at)?;
        let at = self.skip_misc(at)?;
        let at = self.end_tag(ROOT.as_bytes(), at)?;
        self.bytes.get(at as usize..)?.iter().all(|byte| is_space(*byte)).then_some(())
    }

    /// Reads the head up to the name of `commandData`, with white space or comments in it. Returns the offsets of
    /// the `<` of `commandData` and of the end of its name.
    fn head(&mut self) -> Option<(At, At)> {
        let at = match self.bytes.strip_prefix(DECLARATION.as_bytes()) {
            Some(_) => DECLARATION.len() as At,
            None => self.declaration()?,
        };
        let at = self.open_envelope(&ROOT_TAG, at, outer::ROOT)?;
        let at = self.open_envelope(&COMMAND_TAG, at, outer::COMMAND)?;
        let at = self.skip_misc(at)?;
        Some((at, DATA_TAG.match_open(self.bytes, at)?))
    }

    /// Reads the start tag of an element of the envelope.
    fn open_envelope(&mut self, tag: &Tag, at: At, base: usize) -> Option<At> {
        let at = self.skip_misc(at)?;
        let mut at = tag.match_open(self.bytes, at)?;
        loop {
            let (name, value, behind) = match self.attribute_or_end(at)? {
                Ok(attribute) => attribute,
                Err(tag_end) => return (self.byte(tag_end) == Some(b'>')).then_some(tag_end + 1),
            };
            match outer::attribute(base, self.raw(name)?) {
                Some(place) if self.out.word(place) == 0 => self.out.set(place, value | ATTRIBUTE),
                Some(_) => return None,
                None => {
                    self.is_new_name(base, NoteKind::Attribute, name, 2)?;
                    self.out.unknown_attribute(base, name, value);
                }
            }
            at = behind;
        }
    }

    #[inline(always)]
    fn byte(&self, at: At) -> Option<u8> {
        self.bytes.get(at as usize).copied()
    }

    /// Reads an element whose name ends at `at`, up to the end of its end tag. `order` is the index of its
    /// predictions.
    fn element(&mut self, schema: &'static Schema, tag: &Tag, order: usize, mut at: At) -> Option<At> {
        let base = self.out.open(schema)?;
        // `last` and `surprise` are rows plus 1: the row read last, and the last one found by its name. `tried` is
        // where a row was found already: if it could not be read there, the grammar must.
        let (mut last, mut surprise, mut tried) = (0, usize::MAX, At::MAX);
        if self.byte(at) != Some(b'>') {
            at = self.attributes(schema, base, order, at, &mut last)?;
            if self.byte(at) == Some(b'/') {
                return (self.byte(at + 1) == Some(b'>')).then_some(at + 2);
            }
        }
        at += 1;
        if let Some(row) = schema.text_row() {
            return self.own_text(base, row, tag, at);
        }
        self.depth += 1;
        let mut predicted = self.order.predict(order, last);
        loop {
            at = self.leaves(schema, base, order, at, &mut last, &mut predicted);
            if let Some(row) = schema.rows.get(predicted).filter(|row| row.kind == RowKind::Child)
                && let Some(behind) = self.predicted_child(schema, base, order, predicted, row, at)?
            {
                (at, last) = (behind, predicted + 1);
                predicted = self.order.predict(order, last);
                continue;
            }
            if tag.match_end(self.bytes, at) {
                at += 3 + tag.len() as At;
                break;
            }
            if tried != at
                && let Some(row) = self.other_row(schema, order, last, &mut surprise, at)
            {
                (tried, predicted) = (at, row);
                continue;
            }
            match self.byte(at + 1)? {
                // An end tag with white space, or with a name too long to be compared at once.
                b'/' => {
                    at = self.end_of(tag, at)?;
                    break;
                }
                b'!' | b'?' => at = self.comment_or_instruction(at)?,
                _ => {
                    at = self.any_child(schema, base, order, &mut last, at)?;
                    predicted = self.order.predict(order, last);
                }
            }
        }
        self.depth -= 1;
        if schema.has_moved {
            self.out.settle_moved(schema, base, self.bytes)?;
        }
        Some(at)
    }

    /// Reads the child of a row if it begins at `at`; `Some(None)` if another one does.
    #[inline(always)]
    fn predicted_child(
        &mut self,
        schema: &'static Schema,
        base: usize,
        order: usize,
        index: usize,
        row: &'static Row,
        at: At,
    ) -> Option<Option<At>> {
        if let Some(inner) = row.inner {
            let Some(behind) = row.tag.match_open(self.bytes, at) else { return Some(None) };
            let order = order + usize::from(row.order);
            return self.inner(base, index, row.many, inner, &row.tag, order, at, behind).map(Some);
        }
        let (value, behind) = match row.tag.match_leaf(self.bytes, at) {
            LeafMatch::Text { behind, .. } if row.many => return self.list(base, index, row, at, behind).map(Some),
            LeafMatch::Text { start, end, behind } => (pack(start, end), behind),
            LeafMatch::Empty { behind } => (pack(behind, behind), behind),
            LeafMatch::Other if row.tag.len() > 0 => return Some(None),
            LeafMatch::Unusual | LeafMatch::Other => return self.unusual_leaf(schema, base, index, row, at),
        };
        let notes = self.out.notes.len();
        let leaf = LeafPlace { start: at as usize, value, behind: behind as usize, notes };
        self.out.leaf(self.bytes, schema, base, index, &leaf)?;
        Some(Some(behind))
    }

    /// Reads plain leaves of a list, for as long as they follow each other. The first one is at `at` and ends at
    /// `behind`.
    #[inline(never)]
    fn list(&mut self, base: usize, index: usize, row: &Row, mut at: At, mut behind: At) -> Option<At> {
        let bytes = self.bytes;
        loop {
            let LeafMatch::Text { start, end, behind: next } = row.tag.match_leaf(bytes, at) else {
                return Some(behind);
            };
            self.out.list_leaf(base, index, at as usize, pack(start, end))?;
            behind = next;
            at = self.gap.skip(bytes, behind);
        }
    }

    /// Reads plain leaves for as long as each is the predicted one, and the white space after them.
    #[inline(always)]
    fn leaves(
        &mut self,
        schema: &'static Schema,
        base: usize,
        order: usize,
        mut at: At,
        last: &mut usize,
        predicted: &mut usize,
    ) -> At {
        let (bytes, mut gap) = (self.bytes, self.gap);
        let words = self.out.rows(base);
        let learned = self.order.0.get(order..).unwrap_or_default();
        loop {
            at = gap.skip(bytes, at);
            let Some(row) = schema.rows.get(*predicted).filter(|row| row.is_single_leaf) else { break };
            let LeafMatch::Text { start, end, behind } = row.tag.match_leaf(bytes, at) else { break };
            let Some(word) = words.get_mut(*predicted).filter(|word| **word == 0) else { break };
            *word = pack(start, end);
            at = behind;
            *last = *predicted + 1;
            *predicted = learned.get(*last).map_or(*last, |row| usize::from(*row));
        }
        self.gap = gap;
        at
    }

    /// Reads an element of a row, its `<` at `at`. Its name ends at `behind`.
    #[inline(always)]
    #[allow(clippy::too_many_arguments, reason = "inlined into its two callers")]
    fn inner(
        &mut self,
        base: usize,
        row: usize,
        many: bool,
        schema: &'static Schema,
        tag: &Tag,
        order: usize,
        at: At,
        behind: At,
    ) -> Option<At> {
        if many && !self.limits.has_room(self.out.count(base, row), at as usize) {
            return None;
        }
        let entered = self.out.enter(base, row, many, at as usize);
        let behind = self.element(schema, tag, order, behind)?;
        self.out.leave(&entered, many, behind as usize);
        Some(behind)
    }

    /// Finds the row of the start tag at `at`, which is not the predicted one, and learns it.
    #[inline(never)]
    fn other_row(&mut self, schema: &Schema, order: usize, last: usize, surprise: &mut usize, at: At) -> Option<usize> {
        let comes = |row: usize| {
            let row = schema.rows.get(row).filter(|row| row.kind == RowKind::Child);
            row.is_some_and(|row| row.tag.match_open(self.bytes, at).is_some())
        };
        // Twice in a row the prediction was wrong: this order is not known yet, so further predictions are useless.
        let tries = if *surprise == last { 0 } else { NEAR - 1 };
        let predicted = self.order.predict(order, last);
        if let Some(row) = self.order.near(order, predicted + 1, tries, comes) {
            self.order.learn_seldom(order, last, row);
            return Some(row);
        }
        let end = scan::skip_letters(self.bytes, at as usize + 1);
        let name = self.bytes.get(at as usize + 1..end)?;
        let row = index::candidates(schema.index, name).find(|row| comes(*row))?;
        self.order.learn(order, last, row);
        *surprise = row + 1;
        Some(row)
    }

    /// Reads the attributes of a start tag, up to its `>` or `/>`.
    #[inline(always)]
    fn attributes(
        &mut self,
        schema: &'static Schema,
        base: usize,
        order: usize,
        mut at: At,
        last: &mut usize,
    ) -> Option<At> {
        loop {
            let predicted = self.order.predict(order, *last);
            if is_attribute(schema, predicted)
                && let Some((start, end)) = schema.rows[predicted].tag.match_attribute(self.bytes, at)
            {
                let word = self.out.row(base, predicted).filter(|word| **word == 0)?;
                *word = pack(start, end) | ATTRIBUTE;
                (at, *last) = (end + 1, predicted + 1);
                continue;
            }
            match self.byte(at)? {
                b'>' | b'/' => return Some(at),
                _ => match self.other_attribute(schema, base, order, at, last)? {
                    (end, true) => return Some(end),
                    (behind, false) => at = behind,
                },
            }
        }
    }

    /// Reads the text of an element with a text row, and its end tag.
    #[inline(always)]
    fn own_text(&mut self, base: usize, row: usize, tag: &Tag, start: At) -> Option<At> {
        let (value, behind) = match tag.match_text(self.bytes, start) {
            Some((end, behind)) => (pack(start, end), behind),
            None => {
                let (value, behind) = self.text_and_end(tag.name().as_bytes(), start)?;
                // Comments alone are no text: the general reader tells them apart.
                if value & UNESCAPE != 0 && self.byte(start) == Some(b'<') {
                    return None;
                }
                (value, behind)
            }
        };
        if super::tape::start(value) != super::tape::end(value) {
            *self.out.row(base, row)? = value;
        }
        Some(behind)
    }
}
