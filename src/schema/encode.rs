//! A node into XML, in the order of the protocol's DTD.

use alloc::borrow::Cow;
use core::ops::Range;

use super::Protocol;
use super::extra::{Content, Extra};
use super::field::{Node, Row, RowKind, Shape};
use crate::error::{Error, Kind, Result};
use crate::xml::write::{self, Sink};
use crate::xml::{Known, Text, Writer};

/// Writes the node as an element of this name, which is laid out unless it is too long.
///
/// What the rows do not know stands before the children they know, so that an earlier repeat of
/// a single field is again the earlier one when read.
pub(crate) fn encode_node<S: Sink + ?Sized>(
    out: &mut Writer<'_, S>,
    name: &str,
    known: &Known,
    node: &dyn Node<'_>,
    protocol: Protocol,
) -> Result<()> {
    let shape = node.shape();
    let end = shape.rows.len();
    out.open_known(name, known)?;
    let first = if node.extra().is_empty() {
        0
    } else {
        let attributes = shape.rows.iter().take_while(|row| row.kind == RowKind::Attribute).count();
        rows(out, node, 0..attributes, protocol)?;
        unknown_attributes(out, node, attributes)?;
        let text = shape.text_row().map_or(attributes, |row| row + 1);
        rows(out, node, attributes..text, protocol)?;
        unknown(out, node, false)?;
        text
    };
    match (protocol, shape.ccc2_move.first()) {
        (Protocol::Ccc2, Some((row, before))) => {
            let (row, before) = (position(shape, row), position(shape, before));
            debug_assert!(row < before);
            rows(out, node, first..row, protocol)?;
            rows(out, node, row + 1..before, protocol)?;
            rows(out, node, row..row + 1, protocol)?;
            rows(out, node, before..end, protocol)?;
        }
        _ => rows(out, node, first..end, protocol)?,
    }
    if !node.extra().is_empty() {
        unknown(out, node, true)?;
    }
    out.close_known(name, known)
}

/// Writes these rows.
fn rows<S: Sink + ?Sized>(
    out: &mut Writer<'_, S>,
    node: &dyn Node<'_>,
    mut rows: Range<usize>,
    protocol: Protocol,
) -> Result<()> {
    while !rows.is_empty() {
        // Attributes beyond the rows are kept with the node, and so are those of its leaves.
        if node.extra().is_empty() {
            out.make_room()?;
            rows.start = node.write(rows.clone(), &mut out.page);
        }
        if let Some(row) = rows.next() {
            one_row(out, node, row, protocol)?;
        }
    }
    Ok(())
}

/// Writes what the rows do not know of the attributes; `known` of them stand on the tag.
fn unknown_attributes<S: Sink + ?Sized>(out: &mut Writer<'_, S>, node: &dyn Node<'_>, known: usize) -> Result<()> {
    let rows = &node.shape().rows[..known];
    let taken =
        |name: &str| rows.iter().position(|row| row.name == name).is_some_and(|index| node.field(index).count() > 0);
    extra_attributes(out, node.extra(), &taken)
}

/// Writes what the rows do not know. A child that would be moved elsewhere must find its new
/// place taken: it comes late.
fn unknown<S: Sink + ?Sized>(out: &mut Writer<'_, S>, node: &dyn Node<'_>, late: bool) -> Result<()> {
    let rows = node.shape().rows;
    let moves = |content: &Content<'_>| match content {
        Content::Element(xml) => {
            let name = xml[1..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next();
            rows.iter().any(|row| row.kind == RowKind::Moved && Some(row.name) == name)
        }
        Content::Text(_) => false,
    };
    node.extra().content().filter(|content| moves(content) == late).try_for_each(|content| put_content(out, content))
}

/// Writes one piece of what the tables do not know.
pub(crate) fn put_content<S: Sink + ?Sized>(out: &mut Writer<'_, S>, content: &Content<'_>) -> Result<()> {
    match content {
        Content::Element(element) => write::canonical(out.content()?, element),
        Content::Text(text) => write::text(out.content()?, text),
    }
}

/// Writes the unknown attributes; one whose name stands on the tag already is refused, for the
/// document would not be well-formed.
pub(crate) fn extra_attributes<S: Sink + ?Sized>(
    out: &mut S,
    extra: &Extra<'_>,
    taken: &dyn Fn(&str) -> bool,
) -> Result<()> {
    for (index, (name, value)) in extra.attributes().enumerate() {
        if taken(name) || extra.attributes().take(index).any(|(earlier, _)| earlier == name) {
            return Err(Error::new(Kind::DuplicateAttribute, out.written()));
        }
        write::attribute(out, name, value)?;
    }
    Ok(())
}

fn position(shape: &Shape, name: &str) -> usize {
    let child = |row: &Row| row.kind == RowKind::Child && row.name == name;
    shape.rows.iter().position(child).unwrap_or(shape.rows.len())
}

/// Writes one row, whatever it holds.
fn one_row<S: Sink + ?Sized>(
    out: &mut Writer<'_, S>,
    node: &dyn Node<'_>,
    row: usize,
    protocol: Protocol,
) -> Result<()> {
    let (declared, field) = (&node.shape().rows[row], node.field(row));
    match declared.kind {
        RowKind::Moved => {}
        RowKind::Attribute => {
            if let Some(text) = field.text(0, &mut [0; 20]) {
                write::attribute(out, declared.name, &text)?;
            }
        }
        RowKind::Text => {
            if let Some(text) = field.text(0, &mut [0; 20]).filter(|text| !text.is_empty()) {
                write::text(out.content()?, &text)?;
            }
        }
        RowKind::Child => {
            let mut unknown = node.extra().leaves().filter(|leaf| leaf.row == row).peekable();
            for index in 0..field.count() {
                if let Some(inner) = field.node(index) {
                    encode_node(out, declared.name, &declared.known, inner, protocol)?;
                } else if let Some(text) = field.text(index, &mut [0; 20]) {
                    let leaf = unknown.next_if(|leaf| leaf.index == index);
                    one_leaf(out, declared.name, leaf.map_or(&[][..], |leaf| &leaf.attributes), &text)?;
                }
            }
        }
    }
    Ok(())
}

/// Writes an element that holds only text.
fn one_leaf<S: Sink + ?Sized>(
    out: &mut Writer<'_, S>,
    name: &str,
    attributes: &[(Cow<'_, str>, Text<'_>)],
    text: &Text<'_>,
) -> Result<()> {
    out.open(name)?;
    attributes.iter().try_for_each(|(name, value)| write::attribute(out, name, value))?;
    if !text.is_empty() {
        write::text(out.content()?, text)?;
    }
    out.close(name)
}
