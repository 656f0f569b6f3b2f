//! What usually comes next, tried before it is looked for.
//!
//! The vocabulary is closed and senders keep an order: after one row of an element nearly always
//! comes the row that came after it last time, or else the next of the table. So that row's name
//! is compared with what stands there, and only if it differs the name is looked up. Everything
//! unusual is left to the general walk, which alone would do: with expectations off it gives the
//! same results and the same errors.

use super::decode::{Reader, Walk, decode_element};
use super::field::{Node, Row, RowKind};
use crate::error::Result;
use crate::xml::{Known, Next, TagEnd, Text};

/// Rows of all elements share these places. A clash costs a wrong guess and nothing else.
const PLACES: usize = 512;

/// Rows tried before a name is looked up.
const NEAR: usize = 3;

/// Which row came last time after which.
#[derive(Debug, Clone)]
pub(crate) struct Memory([u8; PLACES]);

impl Memory {
    /// Nothing learned: the order of the tables.
    pub const fn new() -> Self {
        Self([0; PLACES])
    }

    const fn place(salt: u16, last: usize) -> usize {
        (salt as usize + last) % PLACES
    }

    /// The row that should come after row `last - 1`; 0 stands for the start.
    const fn guess(&self, salt: u16, last: usize) -> usize {
        match self.0[Self::place(salt, last)] {
            0 => last,
            learned => learned as usize - 1,
        }
    }

    const fn learn(&mut self, salt: u16, last: usize, row: usize) {
        self.0[Self::place(salt, last)] = row as u8 + 1;
    }
}

impl Reader<'_> {
    /// Passes over the end of the start tag and enters a child of this name, if they come next.
    pub(crate) fn enter(&mut self, name: &Known) -> bool {
        if self.lexer.is_in_tag() && !self.lexer.content() {
            return false;
        }
        match self.lexer.ahead() {
            Next::Open(at) => self.lexer.is_named(at, name) && self.lexer.open(at, name.len()),
            Next::Close(_) | Next::Other => false,
        }
    }

    /// Passes over the end tag of the innermost element, if it comes next.
    pub(crate) fn leave(&mut self) -> bool {
        match self.lexer.ahead() {
            Next::Close(at) => self.lexer.is_in_content() && self.lexer.end(at),
            Next::Open(_) | Next::Other => false,
        }
    }
}

/// Takes all that comes as expected from here on; `true` if that was the rest of the element.
pub(super) fn run<'a>(reader: &mut Reader<'a>, node: &mut dyn Node<'a>, walk: &mut Walk<'a>) -> Result<bool> {
    if reader.lexer.is_in_tag() && tag(reader, node, walk) == TagEnd::Element {
        return Ok(true);
    }
    if !reader.lexer.is_in_content() {
        return Ok(false);
    }
    let shape = node.shape();
    if let Some(row) = shape.text_row() {
        return Ok(!walk.text_seen && own_text(reader, node, walk, row));
    }
    loop {
        let at = reader.lexer.behind_gap();
        let guess = reader.memory.guess(shape.salt, walk.last);
        if let Some(row) = shape.rows.get(guess)
            && row.is_leaf
            && reader.lexer.opens(at, &row.known)
            && walk.is_free(reader, guess)
            && let Some(text) = reader.lexer.leaf(at, &row.known)
        {
            node.field_mut(guess).set(Text::from(text));
            walk.note(guess, at);
            continue;
        }
        match reader.lexer.ahead() {
            Next::Open(at) => {
                if !child(reader, node, walk, at, guess)? {
                    return Ok(false);
                }
            }
            Next::Close(at) => return Ok(reader.lexer.end(at)),
            Next::Other => return Ok(false),
        }
    }
}

/// A child that is no leaf, or not the one that was guessed; `false` if nothing was taken.
fn child<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Node<'a>,
    walk: &mut Walk<'a>,
    at: usize,
    guess: usize,
) -> Result<bool> {
    let shape = node.shape();
    let fits = |row: &Row| row.kind == RowKind::Child && reader.lexer.is_named(at, &row.known);
    // Rows are optional: one of the next few is worth a try.
    let near = shape.rows.get(guess..).and_then(|rows| rows.iter().take(NEAR).position(fits));
    let (index, row) = match near {
        Some(more) => {
            if more > 0 {
                reader.memory.learn(shape.salt, walk.last, guess + more);
            }
            (guess + more, &shape.rows[guess + more])
        }
        None => {
            let Some(index) = reader.lexer.tag_name(at).and_then(|name| shape.find(name, false)) else {
                return Ok(false);
            };
            let row = &shape.rows[index];
            // An alias is not laid out; the general walk knows it.
            if row.kind != RowKind::Child || !reader.lexer.is_named(at, &row.known) {
                return Ok(false);
            }
            reader.memory.learn(shape.salt, walk.last, index);
            (index, row)
        }
    };
    let room = match (row.many, row.inner) {
        (false, _) => walk.is_free(reader, index),
        (true, None) => true,
        (true, Some(_)) => reader.lexer.limits().has_room(node.field(index).count(), at),
    };
    if !room {
        return Ok(false);
    }
    if row.inner.is_none() {
        let text = if reader.lexer.hollow(at, row.known.len()) {
            ""
        } else if reader.lexer.opens(at, &row.known)
            && let Some(text) = reader.lexer.leaf(at, &row.known)
        {
            text
        } else {
            return Ok(false);
        };
        node.field_mut(index).set(Text::from(text));
    } else {
        if !reader.lexer.open(at, row.known.len()) {
            return Ok(false);
        }
        if let Some(inner) = node.field_mut(index).open() {
            decode_element(reader, inner)?;
        }
    }
    walk.note(index, at);
    Ok(true)
}

/// The attributes and the end of the start tag.
fn tag<'a>(reader: &mut Reader<'a>, node: &mut dyn Node<'a>, walk: &mut Walk<'a>) -> TagEnd {
    let shape = node.shape();
    loop {
        let end = reader.lexer.tag_end();
        if end != TagEnd::NotYet {
            return end;
        }
        let guess = reader.memory.guess(shape.salt, walk.last);
        let fits = |row: &&Row| row.kind == RowKind::Attribute && walk.names[guess].is_empty();
        let guessed = shape.rows.get(guess).filter(fits);
        let (row, name, value) = match guessed.and_then(|row| Some((row.name, reader.lexer.attribute(&row.known)?))) {
            Some((name, value)) => (guess, name, value),
            None => {
                let Some(name) = reader.lexer.attribute_name() else { return TagEnd::NotYet };
                let Some(row) = shape.find(name, true) else { return TagEnd::NotYet };
                if shape.rows[row].kind != RowKind::Attribute || !walk.names[row].is_empty() {
                    return TagEnd::NotYet;
                }
                let Some(value) = reader.lexer.value(name.len()) else { return TagEnd::NotYet };
                reader.memory.learn(shape.salt, walk.last, row);
                (row, name, value)
            }
        };
        walk.names[row] = name;
        walk.last = row + 1;
        node.field_mut(row).set(Text::from(value));
    }
}

/// The text of an element that has text of its own, and the end of the element.
fn own_text<'a>(reader: &mut Reader<'a>, node: &mut dyn Node<'a>, walk: &mut Walk<'a>, row: usize) -> bool {
    let Some(text) = reader.lexer.text_and_end() else { return false };
    if !text.is_empty() {
        walk.text_seen = true;
        node.field_mut(row).set(Text::from(text));
    }
    true
}
