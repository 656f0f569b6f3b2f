//! Encoding: an element as XML, in the order of the DTD of the protocol.

use alloc::borrow::Cow;
use core::ops::Range;

use super::Protocol;
use super::unknown::{Unknown, UnknownContent};
use super::{Element, MAX_ATTRIBUTES, MAX_DEPTH, Row, RowKind, Schema};
use crate::error::{Kind, Result};
use crate::xml::write;
use crate::xml::{Tag, Text, Writer};

/// Writes the element with this name.
pub(crate) fn encode_element(
    out: &mut Writer<'_>,
    name: &Tag,
    element: &dyn Element<'_>,
    protocol: Protocol,
) -> Result<()> {
    out.open(name)?;
    // `unknown` includes the unknown attributes of leaves.
    if element.unknown().is_none() && (protocol == Protocol::CapC || element.schema().ccc2_move.is_none()) {
        element.write(out, protocol)?;
    } else {
        row_by_row(out, element, protocol)?;
    }
    out.close(name)
}

/// Writes the attributes and the content of an element that has unknown parts, or a row that CCC2 writes
/// elsewhere.
///
/// Unknown content is written before the children of the rows: a field that was repeated is kept in `unknown`,
/// and must be the earlier one again when it is read.
fn row_by_row(out: &mut Writer<'_>, element: &dyn Element<'_>, protocol: Protocol) -> Result<()> {
    let schema = element.schema();
    // The leaves with attributes must be there. Only a required element can be absent, and that was left out before.
    if element.unknown().leaves().next().is_some() || element.is_absent() {
        out.doubt()?;
    }
    let write =
        |out: &mut Writer<'_>, mut rows: Range<usize>| rows.try_for_each(|row| one_row(out, element, row, protocol));
    let attributes = schema.rows.iter().take_while(|row| row.kind == RowKind::Attribute).count();
    write(out, 0..attributes)?;
    put_unknown_attributes(out, element.unknown(), schema)?;
    out.begin()?;
    let first = schema.text_row().map_or(attributes, |row| row + 1);
    write(out, attributes..first)?;
    unknown(out, element, false)?;
    let end = schema.rows.len();
    match (protocol, schema.ccc2_move) {
        (Protocol::Ccc2, Some((row, before))) => {
            let row = position(schema, row);
            let before = before.map_or(end, |before| position(schema, before));
            write(out, first..row)?;
            write(out, row + 1..before)?;
            write(out, row..row + 1)?;
            write(out, before..end)?;
        }
        _ => write(out, first..end)?,
    }
    unknown(out, element, true)
}

/// Writes the unknown content: the elements that a [`RowKind::Moved`] row would read if `late`, else all the
/// others. The late ones come after the element that they belong to, which then has a value already and keeps it.
fn unknown(out: &mut Writer<'_>, element: &dyn Element<'_>, late: bool) -> Result<()> {
    let schema = element.schema();
    let moves = |content: &UnknownContent<'_>| match content {
        UnknownContent::Element(xml) => {
            let name = element_name(xml);
            schema.rows.iter().any(|row| row.kind == RowKind::Moved && row.name == name)
        }
        UnknownContent::Text(_) => false,
    };
    element
        .unknown()
        .content()
        .filter(|content| moves(content) == late)
        .try_for_each(|content| put_content(out, content, schema))
}

/// What the reader of an element knows. A part with any other name is read back as the unknown part that it is.
pub(crate) trait Known {
    /// Returns whether it reads attributes, or children, with this name.
    fn knows(&self, name: &str, attribute: bool) -> bool;
    /// Returns whether it reads text.
    fn knows_text(&self) -> bool {
        false
    }
}

impl Known for Schema {
    fn knows(&self, name: &str, attribute: bool) -> bool {
        self.find(name, attribute).is_some()
    }
    fn knows_text(&self) -> bool {
        self.text_row().is_some()
    }
}

/// Writes one piece of unknown content.
pub(crate) fn put_content(out: &mut Writer<'_>, content: &UnknownContent<'_>, known: &dyn Known) -> Result<()> {
    match content {
        UnknownContent::Text(text) => {
            if known.knows_text() {
                out.doubt()?;
            }
            write::text(out, text)
        }
        UnknownContent::Element(element) if out.allows_doubts() => write::canonical(out, element),
        UnknownContent::Element(element) => {
            if known.knows(element_name(element), false) {
                out.doubt()?;
            }
            let limits = out.limits().inside(MAX_DEPTH);
            let written = write::canonical_within(out, element, limits);
            // It was well-formed when it was stored, so it is beyond a limit.
            written.or_else(|error| if error.kind() == Kind::BufferFull { Err(error) } else { out.doubt() })
        }
    }
}

/// Returns the name of an element that is kept as XML.
fn element_name(element: &str) -> &str {
    element[1..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next().unwrap_or_default()
}

/// Writes unknown attributes.
pub(crate) fn put_unknown_attributes(out: &mut Writer<'_>, unknown: &Unknown<'_>, known: &dyn Known) -> Result<()> {
    for (index, (name, value)) in unknown.attributes().enumerate() {
        let limits = out.limits();
        if !limits.may_have(MAX_ATTRIBUTES + index)
            || !limits.fits_name(name.len())
            || known.knows(name, true)
            || unknown.attributes().take(index).any(|(earlier, _)| earlier == name)
        {
            out.doubt()?;
        }
        write::attribute(out, name, value)?;
    }
    Ok(())
}

/// Returns the index of the child row with this name; the number of rows if there is none.
fn position(schema: &Schema, name: &str) -> usize {
    let child = |row: &Row| row.kind == RowKind::Child && row.name == name;
    schema.rows.iter().position(child).unwrap_or(schema.rows.len())
}

/// Writes one row of any kind.
fn one_row(out: &mut Writer<'_>, element: &dyn Element<'_>, row: usize, protocol: Protocol) -> Result<()> {
    let (declared, slot) = (&element.schema().rows[row], element.slot(row));
    let mut unknown = element.unknown().leaves().filter(|leaf| leaf.row == row).peekable();
    match declared.kind {
        RowKind::Moved => Ok(()),
        RowKind::Text => slot.text(0).map_or(Ok(()), |text| out.text(&text)),
        RowKind::Child if unknown.peek().is_some() => (0..slot.count()).try_for_each(|index| {
            let leaf = unknown.next_if(|leaf| leaf.index == index);
            let text = slot.text(index).unwrap_or_default();
            one_leaf(out, &declared.tag, leaf.map_or(&[][..], |leaf| &leaf.attributes), &text)
        }),
        RowKind::Child | RowKind::Attribute => slot.write(declared, out, protocol),
    }
}

/// Writes a leaf with attributes.
fn one_leaf(out: &mut Writer<'_>, name: &Tag, attributes: &[(Cow<'_, str>, Text<'_>)], text: &str) -> Result<()> {
    out.open(name)?;
    attributes.iter().try_for_each(|(name, value)| write::attribute(out, name, value))?;
    out.begin()?;
    out.text(text)?;
    out.close(name)
}
