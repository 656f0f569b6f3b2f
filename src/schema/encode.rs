//! A node into XML, in the order of the protocol's DTD.

use alloc::borrow::Cow;

use super::Protocol;
use super::extra::{Content, Extra};
use super::field::{Node, Row, RowKind, Shape};
use crate::error::{Error, Kind, Result};
use crate::xml::write::{self, Sink};
use crate::xml::{Text, Writer, Wrote};

/// Writes the node as an element of this name.
///
/// What the rows do not know stands before the children they know, so that an earlier repeat of
/// a single field is again the earlier one when read.
pub(crate) fn encode_node<S: Sink + ?Sized>(
    out: &mut Writer<'_, S>,
    name: &str,
    node: &dyn Node<'_>,
    protocol: Protocol,
) -> Result<()> {
    let shape = node.shape();
    out.open(name)?;
    let children = attributes(out, node)?;
    if let Some(row) = shape.text_row()
        && let Some(text) = node.field(row).text(0, &mut [0; 20])
        && !text.is_empty()
    {
        write::text(out.content()?, &text)?;
    }
    let known = node.extra().is_empty();
    if !known {
        unknown(out, node, false)?;
    }
    let moved = match (protocol, shape.ccc2_move.first()) {
        (Protocol::Ccc2, Some((row, before))) => Some((position(shape, row), position(shape, before))),
        _ => None,
    };
    for index in children..shape.rows.len() {
        match moved {
            Some((from, _)) if from == index => continue,
            Some((from, before)) if before == index => items(out, node, from, known, protocol)?,
            _ => {}
        }
        items(out, node, index, known, protocol)?;
    }
    if let Some((from, before)) = moved.filter(|(_, before)| *before == shape.rows.len()) {
        debug_assert!(from < before);
        items(out, node, from, known, protocol)?;
    }
    if !known {
        unknown(out, node, true)?;
    }
    out.close(name)
}

/// Writes the attributes and gives the first row that is none.
fn attributes<S: Sink + ?Sized>(out: &mut Writer<'_, S>, node: &dyn Node<'_>) -> Result<usize> {
    let shape = node.shape();
    let mut attributes = 0;
    for (index, row) in shape.rows.iter().enumerate() {
        if row.kind != RowKind::Attribute {
            break;
        }
        attributes += 1;
        out.make_room()?;
        if node.write(index, &mut out.page) == Wrote::NotYet
            && let Some(text) = node.field(index).text(0, &mut [0; 20])
        {
            write::attribute(out, row.name, &text)?;
        }
    }
    if !node.extra().is_empty() {
        let taken = |name: &str| {
            let row = |row: &Row| row.name == name;
            shape.rows[..attributes].iter().position(row).is_some_and(|index| node.field(index).count() > 0)
        };
        extra_attributes(out, node.extra(), &taken)?;
    }
    Ok(attributes)
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

/// Writes every item of one child row. `known` says that the rows know all there is.
#[inline(always)]
fn items<S: Sink + ?Sized>(
    out: &mut Writer<'_, S>,
    node: &dyn Node<'_>,
    row: usize,
    known: bool,
    protocol: Protocol,
) -> Result<()> {
    out.make_room()?;
    if known && node.write(row, &mut out.page) != Wrote::NotYet {
        return Ok(());
    }
    list(out, node, row, protocol)
}

fn list<S: Sink + ?Sized>(
    out: &mut Writer<'_, S>,
    node: &dyn Node<'_>,
    row: usize,
    protocol: Protocol,
) -> Result<()> {
    let (declared, field) = (&node.shape().rows[row], node.field(row));
    if declared.kind != RowKind::Child {
        return Ok(());
    }
    let mut unknown = node.extra().leaves().filter(|leaf| leaf.row == row).peekable();
    for index in 0..field.count() {
        if declared.inner.is_some() {
            if let Some(inner) = field.node(index) {
                encode_node(out.content()?, declared.name, inner, protocol)?;
            }
        } else if let Some(text) = field.text(index, &mut [0; 20]) {
            let attributes = unknown.next_if(|leaf| leaf.index == index).map_or(&[][..], |leaf| &leaf.attributes);
            leaf(out, declared.name, attributes, &text)?;
        }
    }
    Ok(())
}

/// Writes an element that holds only text.
fn leaf<S: Sink + ?Sized>(
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
