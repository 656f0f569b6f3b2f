//! A node into XML, in the order of the protocol's DTD.

use super::Protocol;
use super::extra::{Content, Extra, LeafAttributes};
use super::field::{Node, RowKind, Shape};
use crate::error::{Error, Kind, Result};
use crate::xml::write::{self, Sink};

/// Writes the node as element `name`.
///
/// What the rows do not know stands before the children they know, so that an earlier repeat of
/// a single field is again the earlier one when read.
pub(crate) fn encode_node(out: &mut dyn Sink, name: &str, node: &dyn Node<'_>, protocol: Protocol) -> Result<()> {
    out.put(b"<")?;
    out.put(name.as_bytes())?;
    let shape = node.shape();
    for (index, row) in shape.rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Attribute) {
        if let Some(text) = node.field(index).text(0, &mut [0; 20]) {
            write::attribute(out, row.name, &text)?;
        }
    }
    let taken = |name: &str| {
        let row = |row: &super::Row| row.kind == RowKind::Attribute && row.name == name;
        shape.rows.iter().position(row).is_some_and(|index| node.field(index).count() > 0)
    };
    extra_attributes(out, node.extra(), &taken)?;
    if is_hollow(node) {
        return out.put(b"/>");
    }
    out.put(b">")?;
    if let Some(row) = shape.text_row()
        && let Some(text) = node.field(row).text(0, &mut [0; 20])
    {
        write::text(out, &text)?;
    }
    // A child that would be moved elsewhere must find its new place taken: it comes last.
    let late = |content: &&Content<'_>| match content {
        Content::Element(xml) => {
            let name = xml[1..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next();
            shape.rows.iter().any(|row| row.kind == RowKind::Moved && Some(row.name) == name)
        }
        Content::Text(_) => false,
    };
    for content in node.extra().content().filter(|c| !late(c)) {
        put_content(out, content)?;
    }
    let moved = match (protocol, shape.ccc2_move.first()) {
        (Protocol::Ccc2, Some((row, before))) => Some((position(shape, row), position(shape, before))),
        _ => None,
    };
    for index in 0..shape.rows.len() {
        match moved {
            Some((from, _)) if from == index => continue,
            Some((from, before)) if before == index => children(out, node, from, protocol)?,
            _ => {}
        }
        children(out, node, index, protocol)?;
    }
    if let Some((from, before)) = moved.filter(|(_, before)| *before == shape.rows.len()) {
        debug_assert!(from < before);
        children(out, node, from, protocol)?;
    }
    for content in node.extra().content().filter(late) {
        put_content(out, content)?;
    }
    write::end(out, name)
}

/// Writes one piece of what the tables do not know.
pub(crate) fn put_content(out: &mut dyn Sink, content: &Content<'_>) -> Result<()> {
    match content {
        Content::Element(element) => write::canonical(out, element),
        Content::Text(text) => write::text(out, text),
    }
}

/// Writes the unknown attributes; one whose name stands on the tag already is refused, for the
/// document would not be well-formed.
pub(crate) fn extra_attributes(out: &mut dyn Sink, extra: &Extra<'_>, taken: &dyn Fn(&str) -> bool) -> Result<()> {
    for (index, (name, value)) in extra.attributes().enumerate() {
        if taken(name) || extra.attributes().take(index).any(|(earlier, _)| earlier == name) {
            return Err(Error::new(Kind::DuplicateAttribute, out.written()));
        }
        write::attribute(out, name, value)?;
    }
    Ok(())
}

fn position(shape: &Shape, name: &str) -> usize {
    let child = |row: &super::Row| row.kind == RowKind::Child && row.name == name;
    shape.rows.iter().position(child).unwrap_or(shape.rows.len())
}

/// Whether nothing stands between the tags.
fn is_hollow(node: &dyn Node<'_>) -> bool {
    node.extra().content().next().is_none()
        && node.shape().rows.iter().enumerate().all(|(index, row)| match row.kind {
            RowKind::Child => node.field(index).count() == 0,
            RowKind::Text => node.field(index).text(0, &mut [0; 20]).is_none_or(|t| t.is_empty()),
            RowKind::Attribute | RowKind::Moved => true,
        })
}

/// Writes every item of one child row.
fn children(out: &mut dyn Sink, node: &dyn Node<'_>, row: usize, protocol: Protocol) -> Result<()> {
    let declared = &node.shape().rows[row];
    if declared.kind != RowKind::Child {
        return Ok(());
    }
    let field = node.field(row);
    let mut unknown = node.extra().leaves().filter(|leaf| leaf.row == row).peekable();
    for index in 0..field.count() {
        if let Some(inner) = field.node(index) {
            encode_node(out, declared.name, inner, protocol)?;
        } else if let Some(text) = field.text(index, &mut [0; 20]) {
            out.put(b"<")?;
            out.put(declared.name.as_bytes())?;
            if let Some(LeafAttributes { attributes, .. }) = unknown.next_if(|leaf| leaf.index == index) {
                attributes.iter().try_for_each(|(name, value)| write::attribute(out, name, value))?;
            }
            write::content(out, declared.name, &text)?;
        }
    }
    Ok(())
}
