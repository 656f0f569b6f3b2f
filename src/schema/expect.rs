//! What usually comes next, tried before it is looked for.
//!
//! The vocabulary is closed and senders keep an order: after one row of an element nearly always
//! comes the row that came after it last time. So that row's tag is compared with what stands
//! there, and only if it differs the name is looked up. Everything unusual is left to the general
//! walk, which alone would do: with expectations off it gives the same results and the same
//! errors.

use core::sync::atomic::{AtomicU8, Ordering};

use super::decode::{CANONICAL, MAX_ATTRIBUTE_ROWS, Reader, Walk, decode_element};
use super::field::{Element, Row, RowKind, Schema};
use super::index;
use super::unknown::Unknown;
use crate::error::Result;
use crate::xml::{Leaf, Lexer, Next, Tag, TagEnd, behind_space, odd_attribute, raw_leaf, raw_value};

/// Which row of an element came last time after which: a place for the start and one behind
/// each row.
///
/// All decoders of a program share it. It holds guesses, each of them verified, so it decides how
/// long decoding takes and nothing else.
#[derive(Debug)]
pub struct OrderPredictor {
    rows: [AtomicU8; PLACES],
    /// How often a row was left out, beginning again after 255.
    left_out: AtomicU8,
}

/// More than any element has rows, and a power of two.
const PLACES: usize = 128;

/// Rows tried before a name is looked up.
pub(crate) const NEAR: usize = 3;

impl OrderPredictor {
    /// Nothing learned: the order of the table.
    pub(crate) const fn new() -> Self {
        let mut rows = [const { AtomicU8::new(0) }; PLACES];
        let mut row = 0;
        while row < PLACES {
            rows[row] = AtomicU8::new(row as u8);
            row += 1;
        }
        Self { rows, left_out: AtomicU8::new(0) }
    }

    /// The row that should come behind place `last`, which may be none of the table.
    #[inline(always)]
    pub(crate) fn guess(&self, last: usize) -> usize {
        self.rows[last % PLACES].load(Ordering::Relaxed).into()
    }

    /// The row that comes next behind place `last`, if it is the guessed one or, with more `tries`, one
    /// of the next few: rows are optional, so what usually comes behind the guessed one is worth a try.
    #[inline(always)]
    pub(crate) fn near(&self, last: usize, tries: usize, comes: impl Fn(usize) -> bool) -> Option<usize> {
        let mut place = last;
        for _ in 0..tries {
            let row = self.guess(place);
            if comes(row) {
                return Some(row);
            }
            place = row + 1;
        }
        None
    }

    /// As [`learn`](Self::learn), for a row that is a try away from the guessed one. One time in 64:
    /// rows that a sender never has are passed over before long, and one that it leaves out now and
    /// then is not forgotten each time.
    pub(crate) fn learn_seldom(&self, last: usize, row: usize) {
        let times = self.left_out.load(Ordering::Relaxed);
        self.left_out.store(times.wrapping_add(1), Ordering::Relaxed);
        if times.is_multiple_of(64) {
            self.learn(last, row);
        }
    }

    pub(crate) fn learn(&self, last: usize, row: usize) {
        self.rows[last % PLACES].store(row as u8, Ordering::Relaxed);
    }
}

impl<'a> Reader<'a> {
    /// Passes over the start tag and enters a child of the name, if they come next. Gives the
    /// values of those attributes that come in this order and the child; no values if there are
    /// others, and then nothing is passed over.
    #[inline(always)]
    pub(crate) fn head<const N: usize>(&mut self, names: [&Tag; N], child: &Tag) -> ([Option<&'a str>; N], bool) {
        let (mut values, mut rest) = ([None; N], self.lexer.rest());
        for (value, name) in values.iter_mut().zip(names) {
            if let Some((found, behind)) = self.lexer.attribute(rest, name) {
                (*value, rest) = (Some(found), behind);
            }
        }
        if !self.lexer.content(self.lexer.place(behind_space(rest))) {
            return ([None; N], false);
        }
        (values, self.lexer.enter(child))
    }

    /// Passes over the end tag of the innermost element, which has this name, if it comes next.
    pub(crate) fn leave(&mut self, name: &Tag) -> bool {
        self.lexer.is_in_content() && self.lexer.leave(name)
    }
}

/// Takes all that comes as expected from here on; `true` if that was the rest of the element,
/// which has this name.
#[inline]
pub(super) fn run<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Element<'a>,
    schema: &Schema,
    walk: &mut Walk,
    name: &Tag,
) -> Result<bool> {
    // What moved here from elsewhere has to be settled with what stands here.
    if reader.moved {
        return Ok(false);
    }
    if reader.lexer.is_in_tag() && tag(reader, node, schema, walk)? == TagEnd::Element {
        return Ok(true);
    }
    if !reader.lexer.is_in_content() {
        return Ok(false);
    }
    if let Some(row) = schema.text_row() {
        return Ok(!walk.text_seen && own_text(reader, node, row, name));
    }
    let mut found = None;
    loop {
        if schema.rows.get(schema.usual.guess(walk.last)).is_some_and(|row| row.is_leaf) {
            leaves(reader, node, schema, walk, &mut found);
        }
        match reader.lexer.ahead() {
            Next::Open(at) => {
                let found = found.take().filter(|found| found.at == at);
                if !child(reader, node, schema, walk, at, found)? {
                    return Ok(false);
                }
            }
            Next::Close(at) => return Ok(reader.lexer.end_of(at, name)),
            Next::Other => return Ok(false),
        }
    }
}

/// What a tag says that was looked up.
struct Found<'a> {
    /// Where its `<` stands.
    at: usize,
    name: &'a str,
    /// The row that reads it, if any does.
    row: Option<usize>,
}

/// Looks up the name in the start tag whose `<` stands at `at`.
#[inline(never)]
fn look_up<'a>(schema: &Schema, at: usize, name: &'a str) -> Found<'a> {
    Found { at, name, row: schema.find(name, false) }
}

/// Takes all leaves, until something else comes or is guessed. What was looked up last stays in
/// `found`.
#[inline(always)]
fn leaves<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Element<'a>,
    schema: &Schema,
    walk: &mut Walk,
    found: &mut Option<Found<'a>>,
) {
    let lexer = &mut reader.lexer;
    let (mut rest, mut guess) = (lexer.rest(), schema.usual.guess(walk.last));
    loop {
        let start = lexer.behind_gap(rest);
        let Some(row) = schema.rows.get(guess).filter(|row| row.is_leaf) else { break };
        let behind = match row.known.leaf(start) {
            Leaf::Short(text, behind) if node.put(guess, text) => behind,
            Leaf::Short(..) => break,
            Leaf::Odd => {
                let Some(behind) = odd_leaf(lexer, node, row, guess, row.name, start) else { break };
                behind
            }
            Leaf::Other => {
                let Some(row) = other_row(lexer, schema, walk, guess, start, found) else { break };
                guess = row;
                continue;
            }
        };
        walk.note(guess, lexer.place(start));
        (walk.last, rest) = (guess + 1, behind);
        guess = schema.usual.guess(walk.last);
    }
    lexer.pass(rest);
}

/// The row whose tag stands at `start`, where that of the guessed one does not.
#[inline(never)]
fn other_row<'a>(
    lexer: &Lexer<'a>,
    schema: &Schema,
    walk: &mut Walk,
    guess: usize,
    start: &'a str,
    found: &mut Option<Found<'a>>,
) -> Option<usize> {
    if start.starts_with("</") {
        return None;
    }
    let at = lexer.place(start);
    let named = |row: usize| schema.rows.get(row).is_some_and(|row| lexer.is_named(at, &row.known));
    // A sender whose order was not foreseen keeps surprising: then one guess is enough.
    let tries = if walk.surprise == walk.last { 0 } else { NEAR - 1 };
    if let Some(row) = schema.usual.near(guess + 1, tries, named) {
        schema.usual.learn_seldom(walk.last, row);
        return Some(row);
    }
    // Nearly always it is the first row that the table gives, in the spelling that is laid out.
    let name = lexer.tag_name(at)?;
    let row = match index::probable(schema.index, name).filter(|row| named(*row)) {
        Some(row) => row,
        None => found.insert(look_up(schema, at, name)).row.filter(|row| named(*row))?,
    };
    schema.usual.learn(walk.last, row);
    walk.surprise = row + 1;
    Some(row)
}

/// Puts raw text between two tags, or the raw value of an attribute, into the field of a row;
/// `false` and nothing done if the row has a value already or that is not in order.
fn put<'a>(lexer: &Lexer<'a>, node: &mut dyn Element<'a>, row: usize, raw: &'a str) -> bool {
    let declared = &node.schema().rows[row];
    if node.field(row).count() > 0 && !declared.many {
        return false;
    }
    let text = match declared.kind {
        RowKind::Attribute => lexer.attribute_text(raw),
        _ => lexer.content_text(raw),
    };
    text.map(|text| node.field_mut(row).set(text)).is_some()
}

/// A child that is no leaf, or not the one that was guessed; `false` if nothing was taken.
#[inline(always)]
fn child<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Element<'a>,
    schema: &Schema,
    walk: &mut Walk,
    at: usize,
    found: Option<Found<'a>>,
) -> Result<bool> {
    let named = |row: usize| schema.rows.get(row).is_some_and(|row| reader.lexer.is_named(at, &row.known));
    let guessed = if found.is_some() { None } else { schema.usual.near(walk.last, NEAR, named) };
    let (index, name, known) = match guessed {
        Some(index) => {
            if index != schema.usual.guess(walk.last) {
                schema.usual.learn_seldom(walk.last, index);
            }
            (index, schema.rows[index].name, &schema.rows[index].known)
        }
        None => {
            let Some(found) = found.or_else(|| Some(look_up(schema, at, reader.lexer.tag_name(at)?))) else {
                return Ok(false);
            };
            let Some(index) = found.row else {
                return keep(reader, node, at, found.name);
            };
            schema.usual.learn(walk.last, index);
            let row = &schema.rows[index];
            // Other spellings are not laid out.
            (index, found.name, if found.name == row.name { &row.known } else { &Tag::NOWHERE })
        }
    };
    let row = &schema.rows[index];
    if row.kind != RowKind::Child {
        return Ok(false);
    }
    if let Some(schema) = row.inner {
        let room = if row.many {
            reader.lexer.limits().has_room(node.field(index).count(), at)
        } else {
            walk.marks[index] == 0
        };
        if !room || !reader.lexer.open(at, name.len()) {
            return Ok(false);
        }
        if let Some(inner) = node.open(index) {
            decode_element(reader, inner, schema, known)?;
        }
    } else {
        let start = reader.lexer.rest_from(at);
        let Some(behind) = odd_leaf(&mut reader.lexer, node, row, index, name, start) else { return Ok(false) };
        reader.lexer.pass(behind);
    }
    walk.note(index, at);
    walk.last = index + 1;
    Ok(!reader.moved)
}

/// Takes the leaf of this name that stands at `start`, however it is written, into the field of a
/// row. Gives what stands behind it.
#[inline(never)]
fn odd_leaf<'a>(
    lexer: &mut Lexer<'a>,
    node: &mut dyn Element<'a>,
    row: &Row,
    index: usize,
    name: &str,
    start: &'a str,
) -> Option<&'a str> {
    if let Some((text, behind)) = raw_leaf(start, name) {
        return put(lexer, node, index, text).then_some(behind);
    }
    if node.field(index).count() > 0 && !row.many {
        return None;
    }
    let text = lexer.odd_leaf(start, name)?;
    node.field_mut(index).set(text);
    Some(lexer.rest())
}

/// Keeps an element that no row reads; `false` if it was not taken.
#[inline(never)]
fn keep<'a>(reader: &mut Reader<'a>, node: &mut dyn Element<'a>, at: usize, name: &str) -> Result<bool> {
    let taken = reader.lexer.pass_element(at, name)?;
    if taken {
        node.unknown_mut().keep(&reader.lexer, at);
    }
    Ok(taken)
}

/// The attributes and the end of the start tag.
#[inline(always)]
fn tag<'a>(reader: &mut Reader<'a>, node: &mut dyn Element<'a>, schema: &Schema, walk: &mut Walk) -> Result<TagEnd> {
    if !reader.lexer.is_behind_name() {
        // The general walk has taken some, and it alone knows which.
        return Ok(reader.lexer.tag_end(reader.lexer.position()));
    }
    let mut rest = reader.lexer.rest();
    loop {
        rest = attributes(node, schema, walk, rest);
        let end = reader.lexer.tag_end(reader.lexer.place(rest));
        if end != TagEnd::NotYet {
            return Ok(end);
        }
        let Some(behind) = attribute(&reader.lexer, node, schema, walk, rest) else { break };
        rest = behind;
    }
    let end = reader.lexer.tag_end(reader.lexer.place(behind_space(rest)));
    if end == TagEnd::NotYet {
        reader.lexer.pass_attributes(reader.lexer.place(rest))?;
    }
    Ok(end)
}

/// Takes all attributes that come as guessed, and gives what stands behind them.
#[inline(always)]
fn attributes<'a>(node: &mut dyn Element<'a>, schema: &Schema, walk: &mut Walk, mut rest: &'a str) -> &'a str {
    loop {
        let guess = schema.usual.guess(walk.last);
        let Some(row) = schema.rows.get(guess).filter(|row| row.kind == RowKind::Attribute) else { return rest };
        let Some((text, behind)) = row.known.value(rest) else { return rest };
        if !node.put(guess, text) {
            return rest;
        }
        walk.spelled[guess] = CANONICAL;
        walk.last = guess + 1;
        rest = behind;
    }
}

/// Takes an attribute that was not guessed, or holds more than a short plain text, and gives what
/// stands behind it.
#[inline(never)]
fn attribute<'a>(
    lexer: &Lexer<'a>,
    node: &mut dyn Element<'a>,
    schema: &Schema,
    walk: &mut Walk,
    rest: &'a str,
) -> Option<&'a str> {
    let usual = lexer.attribute_name(lexer.place(rest)).and_then(|name| {
        let (value, behind) = raw_value(rest, name.len())?;
        Some((name, value, behind))
    });
    let (name, value, behind) = usual.or_else(|| odd_attribute(rest))?;
    let Some(row) = schema.find(name, true) else {
        return keep_attribute(lexer, node.unknown_mut(), name, value).then_some(behind);
    };
    if schema.rows[row].kind != RowKind::Attribute || !put(lexer, node, row, value) {
        return None;
    }
    schema.usual.learn(walk.last, row);
    walk.spelled[row] = schema.rows[row].spelling(name);
    walk.last = row + 1;
    Some(behind)
}

/// Keeps an attribute that no row reads; `false` if it was not taken.
fn keep_attribute<'a>(lexer: &Lexer<'a>, unknown: &mut Unknown<'a>, name: &'a str, raw: &'a str) -> bool {
    let new = unknown.attributes().all(|(other, _)| other != name);
    // All that rows read may have come before.
    let room = lexer.may_have(MAX_ATTRIBUTE_ROWS + unknown.attributes().count(), name);
    let value = if new && room { lexer.attribute_text(raw) } else { None };
    value.map(|value| unknown.keep_attribute(name, value)).is_some()
}

/// The text of an element that has text of its own, and the end of the element.
#[inline(always)]
fn own_text<'a>(reader: &mut Reader<'a>, node: &mut dyn Element<'a>, row: usize, name: &Tag) -> bool {
    let Some(text) = reader.lexer.text_and_end(name) else { return false };
    if text.as_str() != Some("") {
        node.field_mut(row).set(text);
    }
    true
}
