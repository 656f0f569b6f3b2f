//! What usually comes next, tried before it is looked for.
//!
//! The vocabulary is closed and senders keep an order: after one row of an element nearly always
//! comes the row that came after it last time. So that row's tag is compared with what stands
//! there, and only if it differs the name is looked up. Everything unusual is left to the general
//! walk, which alone would do: with expectations off it gives the same results and the same
//! errors.

use core::sync::atomic::{AtomicU8, Ordering};

use super::decode::{CANONICAL, Reader, Walk, decode_element};
use super::field::{Node, Row, RowKind, Shape};
use crate::error::Result;
use crate::xml::{Known, Lexer, Next, TagEnd};

/// Which row of an element came last time after which: a place for the start and one behind
/// each row.
///
/// All decoders of a program share it. It holds guesses, each of them verified, so it decides how
/// long decoding takes and nothing else.
#[derive(Debug)]
pub struct Usual([AtomicU8; PLACES]);

/// More than any element has rows, and a power of two.
const PLACES: usize = 128;

/// Rows tried before a name is looked up.
pub(crate) const NEAR: usize = 3;

impl Usual {
    /// Nothing learned: the order of the table.
    pub(crate) const fn new() -> Self {
        let mut rows = [const { AtomicU8::new(0) }; PLACES];
        let mut row = 0;
        while row < PLACES {
            rows[row] = AtomicU8::new(row as u8);
            row += 1;
        }
        Self(rows)
    }

    /// The row that should come behind place `last`, which may be none of the table.
    #[inline(always)]
    pub(crate) fn guess(&self, last: usize) -> usize {
        self.0[last % PLACES].load(Ordering::Relaxed).into()
    }

    /// The row that comes next behind place `last`, if it is the guessed one or one of the next few:
    /// rows are optional, so what usually comes behind the guessed one is worth a try.
    #[inline(always)]
    pub(crate) fn near(&self, last: usize, comes: impl Fn(usize) -> bool) -> Option<usize> {
        let mut place = last;
        for _ in 0..NEAR {
            let row = self.guess(place);
            if comes(row) {
                return Some(row);
            }
            place = row + 1;
        }
        None
    }

    pub(crate) fn learn(&self, last: usize, row: usize) {
        self.0[last % PLACES].store(row as u8, Ordering::Relaxed);
    }
}

impl<'a> Reader<'a> {
    /// Passes over the start tag and enters a child of the name, if they come next. Gives the
    /// values of those attributes that come in this order and the child; no values if there are
    /// others, and then nothing is passed over.
    #[inline(always)]
    pub(crate) fn head<const N: usize>(&mut self, names: [&Known; N], child: &Known) -> ([Option<&'a str>; N], bool) {
        let (mut values, mut at) = ([None; N], self.lexer.position());
        for (value, name) in values.iter_mut().zip(names) {
            if let Some((found, end)) = self.lexer.attribute(at, name).filter(|(value, _)| self.lexer.is_plain(value)) {
                (*value, at) = (Some(found), end);
            }
        }
        if !self.lexer.content(at) {
            return ([None; N], false);
        }
        (values, self.lexer.enter(child))
    }

    /// Passes over the end tag of the innermost element, which has this name, if it comes next.
    pub(crate) fn leave(&mut self, name: &Known) -> bool {
        self.lexer.is_in_content() && self.lexer.leave(name)
    }
}

/// Takes all that comes as expected from here on; `true` if that was the rest of the element,
/// which has this name.
#[inline]
pub(super) fn run<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Node<'a>,
    shape: &Shape,
    walk: &mut Walk,
    name: &Known,
) -> Result<bool> {
    // What moved here from elsewhere has to be settled with what stands here.
    if reader.moved {
        return Ok(false);
    }
    if reader.lexer.is_in_tag() && tag(reader, node, shape, walk)? == TagEnd::Element {
        return Ok(true);
    }
    if !reader.lexer.is_in_content() {
        return Ok(false);
    }
    if let Some(row) = shape.text_row() {
        return Ok(!walk.text_seen && own_text(reader, node, row, name));
    }
    let mut found = None;
    loop {
        if shape.rows.get(shape.usual.guess(walk.last)).is_some_and(Row::is_leaf) {
            leaves(reader, node, shape, walk, &mut found);
        }
        match reader.lexer.ahead() {
            Next::Open(at) => {
                let found = found.take().filter(|found| found.at == at);
                if !child(reader, node, shape, walk, at, found)? {
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
fn look_up<'a>(lexer: &Lexer<'a>, shape: &Shape, at: usize) -> Option<Found<'a>> {
    let name = lexer.tag_name(at)?;
    Some(Found { at, name, row: shape.find(name, false) })
}

/// Takes all leaves, until something else comes or is guessed. What was looked up last stays in
/// `found`.
#[inline(never)]
fn leaves<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Node<'a>,
    shape: &Shape,
    walk: &mut Walk,
    found: &mut Option<Found<'a>>,
) {
    let mut at = reader.lexer.position();
    // A sender whose order was not foreseen keeps surprising: then one guess is enough.
    let (mut guess, mut tries) = (shape.usual.guess(walk.last), NEAR);
    loop {
        let start = reader.lexer.behind_gap(at);
        let Some(row) = shape.rows.get(guess).filter(|row| row.is_leaf()) else { break };
        let Some((text, end)) = reader.lexer.leaf(start, &row.known) else {
            if tries == 0 || reader.lexer.is_end_tag(start) {
                break;
            }
            tries -= 1;
            if tries > 0 {
                guess = shape.usual.guess(guess + 1);
                continue;
            }
            *found = look_up(&reader.lexer, shape, start);
            let Some(row) = found.as_ref().and_then(|found| found.row) else { break };
            guess = row;
            continue;
        };
        if !put(&reader.lexer, node, guess, text) {
            break;
        }
        walk.note(guess, start);
        if tries == 0 {
            shape.usual.learn(walk.last, guess);
            tries = 1;
        } else {
            tries = NEAR;
        }
        (walk.last, at) = (guess + 1, end);
        guess = shape.usual.guess(walk.last);
    }
    reader.lexer.pass(at);
}

/// Puts raw text between two tags, or the raw value of an attribute, into the field of a row;
/// `false` and nothing done if the row has a value already or that is not in order.
#[inline(always)]
fn put<'a>(lexer: &Lexer<'a>, node: &mut dyn Node<'a>, row: usize, raw: &'a str) -> bool {
    if lexer.is_plain(raw) { node.put(row, raw) } else { put_escaped(lexer, node, row, raw) }
}

#[cold]
#[inline(never)]
fn put_escaped<'a>(lexer: &Lexer<'a>, node: &mut dyn Node<'a>, row: usize, raw: &'a str) -> bool {
    let declared = &node.shape().rows[row];
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
#[inline(never)]
fn child<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Node<'a>,
    shape: &Shape,
    walk: &mut Walk,
    at: usize,
    found: Option<Found<'a>>,
) -> Result<bool> {
    let named = |row: usize| shape.rows.get(row).is_some_and(|row| reader.lexer.is_named(at, &row.known));
    let guessed = if found.is_some() { None } else { shape.usual.near(walk.last, named) };
    let index = match guessed {
        Some(index) => index,
        None => {
            let Some(found) = found.or_else(|| look_up(&reader.lexer, shape, at)) else { return Ok(false) };
            let Some(index) = found.row else {
                return keep(reader, node, at, found.name);
            };
            // An alias is not laid out; the general walk knows it.
            if !named(index) {
                return Ok(false);
            }
            shape.usual.learn(walk.last, index);
            index
        }
    };
    let row = &shape.rows[index];
    if row.kind != RowKind::Child {
        return Ok(false);
    }
    if let Some(shape) = row.inner {
        let room = if row.many {
            reader.lexer.limits().has_room(node.field(index).count(), at)
        } else {
            walk.marks[index] == 0
        };
        if !room || !reader.lexer.open(at, row.known.len()) {
            return Ok(false);
        }
        if let Some(inner) = node.open(index) {
            decode_element(reader, inner, shape, &row.known)?;
        }
    } else {
        let (text, end) = if let Some(end) = reader.lexer.hollow(at, row.known.len()) {
            ("", end)
        } else if let Some(leaf) = reader.lexer.leaf(at, &row.known) {
            leaf
        } else {
            return Ok(false);
        };
        if !put(&reader.lexer, node, index, text) {
            return Ok(false);
        }
        reader.lexer.pass(end);
    }
    walk.note(index, at);
    walk.last = index + 1;
    Ok(!reader.moved)
}

/// Keeps an element that no row reads; `false` if it was not taken.
fn keep<'a>(reader: &mut Reader<'a>, node: &mut dyn Node<'a>, at: usize, name: &str) -> Result<bool> {
    let taken = reader.lexer.pass_element(at, name)?;
    if taken {
        node.extra_mut().keep(&reader.lexer, at);
    }
    Ok(taken)
}

/// The attributes and the end of the start tag.
fn tag<'a>(reader: &mut Reader<'a>, node: &mut dyn Node<'a>, shape: &Shape, walk: &mut Walk) -> Result<TagEnd> {
    let mut at = reader.lexer.position();
    if !reader.lexer.is_behind_name() {
        // The general walk has taken some, and it alone knows which.
        return Ok(reader.lexer.tag_end(at));
    }
    loop {
        at = attributes(&reader.lexer, node, shape, walk, at);
        let end = reader.lexer.tag_end(at);
        if end != TagEnd::NotYet {
            return Ok(end);
        }
        let Some(end) = attribute(&reader.lexer, node, shape, walk, at) else { break };
        at = end;
    }
    reader.lexer.pass_attributes(at)?;
    Ok(TagEnd::NotYet)
}

/// Takes all attributes that come as guessed, and gives the place behind them.
#[inline(never)]
fn attributes<'a>(lexer: &Lexer<'a>, node: &mut dyn Node<'a>, shape: &Shape, walk: &mut Walk, mut at: usize) -> usize {
    loop {
        let guess = shape.usual.guess(walk.last);
        let Some(row) = shape.rows.get(guess).filter(|row| row.kind == RowKind::Attribute) else { return at };
        let Some((value, end)) = lexer.attribute(at, &row.known) else { return at };
        if !put(lexer, node, guess, value) {
            return at;
        }
        walk.spelled[guess] = CANONICAL;
        walk.last = guess + 1;
        at = end;
    }
}

/// Takes an attribute that was not guessed, and gives the place behind it.
#[inline(never)]
fn attribute<'a>(
    lexer: &Lexer<'a>,
    node: &mut dyn Node<'a>,
    shape: &Shape,
    walk: &mut Walk,
    at: usize,
) -> Option<usize> {
    let name = lexer.attribute_name(at)?;
    let row = shape.find(name, true).filter(|row| shape.rows[*row].kind == RowKind::Attribute)?;
    let (value, end) = lexer.value(at, name.len())?;
    if !node.put(row, value) {
        return None;
    }
    shape.usual.learn(walk.last, row);
    walk.spelled[row] = shape.rows[row].spelling(name);
    walk.last = row + 1;
    Some(end)
}

/// The text of an element that has text of its own, and the end of the element.
fn own_text<'a>(reader: &mut Reader<'a>, node: &mut dyn Node<'a>, row: usize, name: &Known) -> bool {
    let Some(text) = reader.lexer.text_and_end(name) else { return false };
    if text.as_str() != Some("") {
        node.field_mut(row).set(text);
    }
    true
}
