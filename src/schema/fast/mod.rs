//! Fast reader: a tape of a document that comes as predicted.
//!
//! # Contract
//!
//! [`read`] is one call. It gives a complete tape of a well-formed document, word for word the one that the
//! general reader would write, or nothing. It may give nothing whenever it likes, and it never reports an
//! error: whatever it does not take is read by the general reader from the start. All it changes besides the
//! tape is what it has learned, and that decides how long reading takes and nothing else.
//!
//! # Scheme
//!
//! ```text
//! element(schema):
//!     take attributes as predicted, then `>`
//!     loop
//!         row = the row that came next last time               order.rs
//!         <row.name>text</row.name>     store its place        one comparison, one scan, one comparison
//!         <row.name                     element(row.inner)
//!         </schema.name>                done
//!         another row, in this order:   the next predictions, the hash of the name, its other spellings
//!         no row                        check and note it      unusual.rs
//!         anything else                 give nothing
//! ```
//!
//! # Why it is fast
//!
//! The vocabulary is closed, so an expected tag is 32 bytes that can be compared at once instead of letters
//! that are read one by one; senders keep an order, so the expected tag is nearly always the one that stands
//! there; and nothing is done for a value but to note where it stands. What was compared with an expected
//! tag, or scanned as plain text, is printable ASCII, so there is no pass over the document for UTF-8 or for
//! characters that XML forbids. Text in which anything else stands is checked by itself.
//!
//! Takes compact and indented documents, elements in any order, unknown elements and attributes, empty
//! elements, references in values, either kind of quotation mark and white space in tags. Gives up at
//! comments, CDATA sections and instructions, names beyond ASCII, unknown commands, and limits so tight that
//! the vocabulary itself could pass them.

mod unusual;

use super::order::{NEAR, Order, is_attribute};
use super::tape::{ATTRIBUTE, LeafPlace, Root, TapeWriter, outer, pack};
use super::{RowKind, Schema, index};
use crate::envelope::{COMMAND, COMMAND_TAG, DATA_TAG, Head, ROOT, ROOT_TAG, TAIL};
use crate::limits::Limits;
use crate::xml::simd::{LeafMatch, scan};
use crate::xml::{DECLARATION, Tag, is_space};

/// Where a document goes on, in bytes. Documents are shorter than 2 GiB.
type At = u32;

/// Writes the tape of a document that comes as expected. `root` says how to read the data of a command of
/// this name.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    root: fn(Option<&str>) -> Root,
    order: &mut Order<'_>,
    out: &mut TapeWriter<'_>,
) -> Option<()> {
    // The vocabulary has names of 33 letters, 4 attributes and 7 levels.
    if limits.name < 40 || limits.attributes < 8 || limits.depth < 8 {
        return None;
    }
    out.open_envelope()?;
    FastReader { bytes, limits, order, out, gap: 0, depth: 3 }.document(root)
}

struct FastReader<'d, 't, 'o, 'w> {
    bytes: &'d [u8],
    limits: &'d Limits,
    order: &'t mut Order<'o>,
    out: &'t mut TapeWriter<'w>,
    /// Bytes of white space that stood between the last two tags: as many are predicted again.
    gap: u32,
    /// Elements that are open.
    depth: usize,
}

impl FastReader<'_, '_, '_, '_> {
    /// The whole document.
    fn document(&mut self, root: fn(Option<&str>) -> Root) -> Option<()> {
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
        let name = core::str::from_utf8(self.bytes.get(super::tape::start(name)..super::tape::end(name))?).ok()?;
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

    /// Behind the end of `commandData`, with white space in it.
    fn tail(&mut self, at: At) -> Option<()> {
        let at = self.behind_gap(at);
        let at = self.end_tag(COMMAND.as_bytes(), at)?;
        let at = self.behind_gap(at);
        let at = self.end_tag(ROOT.as_bytes(), at)?;
        self.bytes.get(at as usize..)?.iter().all(|byte| is_space(*byte)).then_some(())
    }

    /// The head, with white space in it, up to the name of `commandData`: where that element begins, and what
    /// follows its name.
    fn head(&mut self) -> Option<(At, At)> {
        let mut at = 0;
        if self.bytes.starts_with(b"<?") {
            if !self.bytes.starts_with(DECLARATION.as_bytes()) {
                return None;
            }
            at = DECLARATION.len() as At;
        }
        let at = self.open_envelope(&ROOT_TAG, at, outer::ROOT)?;
        let at = self.open_envelope(&COMMAND_TAG, at, outer::COMMAND)?;
        let at = self.behind_gap(at);
        Some((at, DATA_TAG.match_open(self.bytes, at)?))
    }

    /// The start tag of an element of the envelope: what follows it.
    fn open_envelope(&mut self, tag: &Tag, at: At, base: usize) -> Option<At> {
        let at = self.behind_gap(at);
        let mut at = tag.match_open(self.bytes, at)?;
        let notes = self.out.notes.len();
        while !matches!(self.byte(at)?, b'>' | b'/') {
            let (name, value, behind) = self.any_attribute(at)?;
            match outer::attribute(base, self.raw(name)?) {
                Some(place) if self.out.word(place) == 0 => self.out.set(place, value | ATTRIBUTE),
                Some(_) => return None,
                None => {
                    self.new_name(notes, name, 2)?;
                    self.out.unknown_attribute(base, name, value);
                }
            }
            at = behind;
        }
        (self.byte(at) == Some(b'>')).then_some(at + 1)
    }

    #[inline(always)]
    fn byte(&self, at: At) -> Option<u8> {
        self.bytes.get(at as usize).copied()
    }

    /// The element of this tag, whose name ends at `at`: what follows it. What is learned of it begins at
    /// `order`.
    fn element(&mut self, schema: &'static Schema, tag: &Tag, order: usize, mut at: At) -> Option<At> {
        let base = self.out.open(schema)?;
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
            let row = schema.rows.get(predicted).filter(|row| row.kind == RowKind::Child);
            if let Some(row) = row {
                let taken = match row.inner {
                    Some(inner) => match row.tag.match_open(self.bytes, at) {
                        Some(behind) => {
                            let order = order + usize::from(row.order);
                            Some(self.inner(base, predicted, row.many, inner, &row.tag, order, at, behind)?)
                        }
                        None => None,
                    },
                    None => match row.tag.match_leaf(self.bytes, at) {
                        LeafMatch::Text { start, end, behind } => {
                            Some(self.leaf(schema, base, predicted, at, pack(start, end), behind)?)
                        }
                        LeafMatch::Empty { behind } => {
                            Some(self.leaf(schema, base, predicted, at, pack(behind, behind), behind)?)
                        }
                        LeafMatch::Unusual => {
                            at = self.any_child(schema, base, order, &mut last, at)?;
                            predicted = self.order.predict(order, last);
                            continue;
                        }
                        LeafMatch::Other => None,
                    },
                };
                if let Some(behind) = taken {
                    (at, last) = (behind, predicted + 1);
                    predicted = self.order.predict(order, last);
                    continue;
                }
            }
            if tag.match_end(self.bytes, at) {
                self.depth -= 1;
                at += 3 + tag.len() as At;
                break;
            }
            if tried != at
                && let Some(row) = self.other_row(schema, order, last, &mut surprise, at)
            {
                (tried, predicted) = (at, row);
                continue;
            }
            if self.byte(at + 1) == Some(b'/') {
                // With white space behind its name, or of a name too long to be compared at once.
                at = self.end_of(tag, at)?;
                self.depth -= 1;
                break;
            }
            at = self.any_child(schema, base, order, &mut last, at)?;
            predicted = self.order.predict(order, last);
        }
        if schema.has_moved {
            self.out.settle_moved(schema, base, self.bytes)?;
        }
        Some(at)
    }

    /// Takes plain leaves as long as they come as predicted. Gives what follows, behind white space.
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
            at = behind_gap(bytes, &mut gap, at);
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

    /// A leaf without attributes, its `<` at `at`: what follows it.
    #[inline(always)]
    fn leaf(&mut self, schema: &Schema, base: usize, row: usize, at: At, value: u64, behind: At) -> Option<At> {
        let notes = self.out.notes.len();
        let leaf = LeafPlace { start: at as usize, value, behind: behind as usize, notes };
        self.out.leaf(self.bytes, schema, base, row, &leaf)?;
        Some(behind)
    }

    /// An element of a row, its `<` at `at`, its name up to `behind`: what follows it.
    #[inline(always)]
    #[allow(clippy::too_many_arguments, reason = "inlined into its one or two callers")]
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

    /// The row that reads the start tag at `at`, which is not the predicted one.
    #[inline(never)]
    fn other_row(&mut self, schema: &Schema, order: usize, last: usize, surprise: &mut usize, at: At) -> Option<usize> {
        let comes = |row: usize| {
            let row = schema.rows.get(row).filter(|row| row.kind == RowKind::Child);
            row.is_some_and(|row| row.tag.match_open(self.bytes, at).is_some())
        };
        // A sender whose order was not predicted keeps surprising: then one prediction is enough.
        let tries = if *surprise == last { 0 } else { NEAR - 1 };
        let predicted = self.order.predict(order, last);
        if let Some(row) = self.order.near(order, predicted + 1, tries, comes) {
            self.order.learn_seldom(order, last, row);
            return Some(row);
        }
        let end = scan::letters(self.bytes, at as usize + 1);
        let name = self.bytes.get(at as usize + 1..end)?;
        let row = index::candidates(schema.index, name).find(|row| comes(*row))?;
        self.order.learn(order, last, row);
        *surprise = row + 1;
        Some(row)
    }

    /// The attributes of a start tag: where its `>` or `/>` stands.
    #[inline(always)]
    fn attributes(
        &mut self,
        schema: &'static Schema,
        base: usize,
        order: usize,
        mut at: At,
        last: &mut usize,
    ) -> Option<At> {
        let notes = self.out.notes.len();
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
                _ => match self.other_attribute(schema, base, order, at, last, notes)? {
                    (end, true) => return Some(end),
                    (behind, false) => at = behind,
                },
            }
        }
    }

    /// The text of an element that has text of its own, and its end.
    #[inline(always)]
    fn own_text(&mut self, base: usize, row: usize, tag: &Tag, start: At) -> Option<At> {
        let (value, behind) = match tag.match_text(self.bytes, start) {
            Some((end, behind)) => (pack(start, end), behind),
            None => self.text_and_end(tag.name().as_bytes(), start)?,
        };
        if super::tape::start(value) != super::tape::end(value) {
            *self.out.row(base, row)? = value;
        }
        Some(behind)
    }

    #[inline(always)]
    fn behind_gap(&mut self, at: At) -> At {
        behind_gap(self.bytes, &mut self.gap, at)
    }
}

/// Behind the white space at `at`. Most documents have none between tags.
#[inline(always)]
fn behind_gap(bytes: &[u8], gap: &mut u32, at: At) -> At {
    if bytes.get(at as usize) == Some(&b'<') { at } else { behind_white_space(bytes, gap, at) }
}

/// Behind the white space at `at`. As much as last time is predicted, so that a processor can go on from there
/// before it is verified.
#[inline(never)]
fn behind_white_space(bytes: &[u8], gap: &mut u32, at: At) -> At {
    let rest = bytes.get(at as usize..).unwrap_or_default();
    let filled = scan::filled(rest);
    if let Some(filled) = filled
        && *gap < 32
        && rest.get(*gap as usize) == Some(&b'<')
        && filled & !(!0 << *gap) == 0
    {
        return at + *gap;
    }
    *gap = match filled {
        Some(filled) if filled != 0 => filled.trailing_zeros(),
        _ => rest.iter().take_while(|byte| is_space(**byte)).count() as u32,
    };
    at + *gap
}
