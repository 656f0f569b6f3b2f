//! A node into XML, in the order of the protocol's DTD.

use alloc::borrow::Cow;
use core::ops::Range;

use super::Protocol;
use super::extra::{Content, Extra};
use super::field::{Node, Row, RowKind, Shape};
use crate::error::{Error, Kind, Result};
use crate::xml::write::{self, Sink};
use crate::xml::{Known, Text, Writer};

/// Writes the node as an element of this name.
pub(crate) fn encode_node(out: &mut Writer<'_>, name: &Known, node: &dyn Node<'_>, protocol: Protocol) -> Result<()> {
    out.open(name)?;
    // Attributes beyond the rows are kept with the node, and so are those of its leaves.
    if node.extra().is_empty() && (protocol == Protocol::CapC || node.shape().ccc2_move.is_empty()) {
        node.write(out, protocol)?;
    } else {
        row_by_row(out, node, protocol)?;
    }
    out.close(name)
}

/// Writes the attributes and the content of a node that has more than rows, or has them in another
/// order.
///
/// What the rows do not know stands before the children they know, so that an earlier repeat of
/// a single field is again the earlier one when read.
fn row_by_row(out: &mut Writer<'_>, node: &dyn Node<'_>, protocol: Protocol) -> Result<()> {
    let shape = node.shape();
    let write =
        |out: &mut Writer<'_>, mut rows: Range<usize>| rows.try_for_each(|row| one_row(out, node, row, protocol));
    let attributes = shape.rows.iter().take_while(|row| row.kind == RowKind::Attribute).count();
    write(out, 0..attributes)?;
    unknown_attributes(out, node, attributes)?;
    out.begin()?;
    let first = shape.text_row().map_or(attributes, |row| row + 1);
    write(out, attributes..first)?;
    unknown(out, node, false)?;
    let end = shape.rows.len();
    match (protocol, shape.ccc2_move.first()) {
        (Protocol::Ccc2, Some((row, before))) => {
            let (row, before) = (position(shape, row), position(shape, before));
            debug_assert!(row < before);
            write(out, first..row)?;
            write(out, row + 1..before)?;
            write(out, row..row + 1)?;
            write(out, before..end)?;
        }
        _ => write(out, first..end)?,
    }
    unknown(out, node, true)
}

/// Writes what the rows do not know of the attributes; `known` of them stand on the tag.
fn unknown_attributes(out: &mut Writer<'_>, node: &dyn Node<'_>, known: usize) -> Result<()> {
    let rows = &node.shape().rows[..known];
    let taken =
        |name: &str| rows.iter().position(|row| row.name == name).is_some_and(|index| node.field(index).count() > 0);
    extra_attributes(out, node.extra(), &taken)
}

/// Writes what the rows do not know. A child that would be moved elsewhere must find its new
/// place taken: it comes late.
fn unknown(out: &mut Writer<'_>, node: &dyn Node<'_>, late: bool) -> Result<()> {
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
pub(crate) fn put_content(out: &mut Writer<'_>, content: &Content<'_>) -> Result<()> {
    match content {
        Content::Element(element) => write::canonical(out, element),
        Content::Text(text) => write::text(out, text),
    }
}

/// Writes the unknown attributes; one whose name stands on the tag already is refused, for the
/// document would not be well-formed.
pub(crate) fn extra_attributes(out: &mut Writer<'_>, extra: &Extra<'_>, taken: &dyn Fn(&str) -> bool) -> Result<()> {
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
fn one_row(out: &mut Writer<'_>, node: &dyn Node<'_>, row: usize, protocol: Protocol) -> Result<()> {
    let (declared, field) = (&node.shape().rows[row], node.field(row));
    let mut unknown = node.extra().leaves().filter(|leaf| leaf.row == row).peekable();
    match declared.kind {
        RowKind::Moved => Ok(()),
        RowKind::Text => field.text(0, &mut [0; 20]).map_or(Ok(()), |text| out.text(&text)),
        RowKind::Child if unknown.peek().is_some() => (0..field.count()).try_for_each(|index| {
            let leaf = unknown.next_if(|leaf| leaf.index == index);
            let mut buffer = [0; 20];
            let text = field.text(index, &mut buffer).unwrap_or_default();
            one_leaf(out, &declared.known, leaf.map_or(&[][..], |leaf| &leaf.attributes), &text)
        }),
        RowKind::Child | RowKind::Attribute => field.write(declared, out, protocol),
    }
}

/// Writes an element that holds only text.
fn one_leaf(
    out: &mut Writer<'_>,
    name: &Known,
    attributes: &[(Cow<'_, str>, Text<'_>)],
    text: &Text<'_>,
) -> Result<()> {
    out.open(name)?;
    attributes.iter().try_for_each(|(name, value)| write::attribute(out, name, value))?;
    out.begin()?;
    out.text(text)?;
    out.close(name)
}
