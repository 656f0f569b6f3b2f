//! A node into XML, in the order of the protocol's DTD.

use alloc::borrow::Cow;

use super::Protocol;
use super::extra::{Content, Extra};
use super::field::{Node, Row, RowKind, Shape, Tags};
use crate::error::{Error, Kind, Result};
use crate::xml::Text;
use crate::xml::write::{self, Sink};

/// Writes the node as the element that these two tags are of.
///
/// What the rows do not know stands before the children they know, so that an earlier repeat of
/// a single field is again the earlier one when read.
pub(crate) fn encode_node<S: Sink + ?Sized>(
    out: &mut S,
    tags: Tags,
    node: &dyn Node<'_>,
    protocol: Protocol,
) -> Result<()> {
    let shape = node.shape();
    let children = tag_and_attributes(out, tags, node)?;
    let mut content = Opening { out, open: false };
    if let Some(row) = shape.text_row()
        && let Some(text) = node.field(row).text(0, &mut [0; 20])
        && !text.is_empty()
    {
        write::text(content.begin()?, &text)?;
    }
    // A child that would be moved elsewhere must find its new place taken: it comes last.
    let late = |content: &&Content<'_>| match content {
        Content::Element(xml) => {
            let name = xml[1..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next();
            shape.rows.iter().any(|row| row.kind == RowKind::Moved && Some(row.name) == name)
        }
        Content::Text(_) => false,
    };
    for piece in node.extra().content().filter(|c| !late(c)) {
        put_content(content.begin()?, piece)?;
    }
    let moved = match (protocol, shape.ccc2_move.first()) {
        (Protocol::Ccc2, Some((row, before))) => Some((position(shape, row), position(shape, before))),
        _ => None,
    };
    for index in children..shape.rows.len() {
        match moved {
            Some((from, _)) if from == index => continue,
            Some((from, before)) if before == index => items(&mut content, node, from, protocol)?,
            _ => {}
        }
        items(&mut content, node, index, protocol)?;
    }
    if let Some((from, before)) = moved.filter(|(_, before)| *before == shape.rows.len()) {
        debug_assert!(from < before);
        items(&mut content, node, from, protocol)?;
    }
    for piece in node.extra().content().filter(late) {
        put_content(content.begin()?, piece)?;
    }
    let Opening { out, open } = content;
    out.put(if open { tags.end } else { "/>" }.as_bytes())
}

/// Writes the start tag but for its end, and gives the first row that is no attribute.
fn tag_and_attributes<S: Sink + ?Sized>(out: &mut S, tags: Tags, node: &dyn Node<'_>) -> Result<usize> {
    let shape = node.shape();
    let (tag, _) = tags.start.as_bytes().split_at(tags.start.len() - 1);
    out.put(tag)?;
    let attributes = shape.rows.iter().take_while(|row| row.kind == RowKind::Attribute).count();
    for (index, row) in shape.rows[..attributes].iter().enumerate() {
        if let Some(text) = node.field(index).text(0, &mut [0; 20]) {
            out.put(row.tags.start.as_bytes())?;
            write::value_and_quote(out, &text)?;
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

/// The content of an element, whose start tag ends where content begins.
struct Opening<'o, S: ?Sized> {
    out: &'o mut S,
    open: bool,
}

impl<S: Sink + ?Sized> Opening<'_, S> {
    fn begin(&mut self) -> Result<&mut S> {
        if !self.open {
            self.open = true;
            self.out.put(b">")?;
        }
        Ok(self.out)
    }
}

/// Writes one piece of what the tables do not know.
pub(crate) fn put_content<S: Sink + ?Sized>(out: &mut S, content: &Content<'_>) -> Result<()> {
    match content {
        Content::Element(element) => write::canonical(out, element),
        Content::Text(text) => write::text(out, text),
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

/// Writes every item of one child row.
#[inline(always)]
fn items<S: Sink + ?Sized>(
    content: &mut Opening<'_, S>,
    node: &dyn Node<'_>,
    row: usize,
    protocol: Protocol,
) -> Result<()> {
    let declared = &node.shape().rows[row];
    if declared.kind != RowKind::Child {
        return Ok(());
    }
    let field = node.field(row);
    if declared.is_leaf && !declared.many && node.extra().is_empty() {
        return match field.text(0, &mut [0; 20]) {
            Some(text) => leaf(content.begin()?, declared, &[], &text),
            None => Ok(()),
        };
    }
    list(content, node, row, protocol)
}

fn list<S: Sink + ?Sized>(
    content: &mut Opening<'_, S>,
    node: &dyn Node<'_>,
    row: usize,
    protocol: Protocol,
) -> Result<()> {
    let (declared, field) = (&node.shape().rows[row], node.field(row));
    let mut unknown = node.extra().leaves().filter(|leaf| leaf.row == row).peekable();
    for index in 0..field.count() {
        if declared.inner.is_some() {
            if let Some(inner) = field.node(index) {
                encode_node(content.begin()?, declared.tags, inner, protocol)?;
            }
        } else if let Some(text) = field.text(index, &mut [0; 20]) {
            let attributes = unknown.next_if(|leaf| leaf.index == index).map_or(&[][..], |leaf| &leaf.attributes);
            leaf(content.begin()?, declared, attributes, &text)?;
        }
    }
    Ok(())
}

/// Writes an element that holds only text.
fn leaf<S: Sink + ?Sized>(
    out: &mut S,
    row: &Row,
    attributes: &[(Cow<'_, str>, Text<'_>)],
    text: &Text<'_>,
) -> Result<()> {
    let Tags { start, end } = row.tags;
    if attributes.is_empty() && !text.is_empty() {
        out.put(start.as_bytes())?;
        write::text(out, text)?;
        return out.put(end.as_bytes());
    }
    out.put(b"<")?;
    out.put(row.name.as_bytes())?;
    attributes.iter().try_for_each(|(name, value)| write::attribute(out, name, value))?;
    write::content(out, row.name, text)
}
