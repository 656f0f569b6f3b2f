//! Readable form of a message: a headline, then every field that is present.

use std::io::{Result, Write};

use broadworks_cap::{
    Document,
    schema::{Element, Field, RowKind, Unknown, UnknownContent, is_secret},
};

use crate::input::Place;
use crate::secrets::{is_mention, veil};
use crate::shown::visible;
use crate::terminal;

/// Shown in place of a secret.
const REDACTED: &str = "<redacted>";

/// Writes one message.
pub fn message(out: &mut dyn Write, number: u64, place: Place, document: &Document<'_>) -> Result<()> {
    let screen = terminal::output();
    let summary = document.summary().to_string();
    let (name, rest) =
        summary.split_once("  ").map_or((&*summary, String::new()), |(name, rest)| (name, format!("  {rest}")));
    write!(out, "{}{rest}", screen.bold(&format!("#{number} {name}")))?;
    let version = document.version.as_ref().map(|v| visible(&format!("version {v}, "))).unwrap_or_default();
    let origin = format!("({version}line {}, offset {})", place.line, place.offset);
    writeln!(out, "  {}", screen.dim(&origin))?;
    if let Some(data) = document.command.data() {
        node(out, data, 1)?;
    }
    unknown(out, &document.command_unknown, 1, false)?;
    unknown(out, &document.unknown, 1, false)?;
    writeln!(out)
}

fn shown(field: Field<'_, '_>, index: usize) -> String {
    if field.row().is_secret() {
        return REDACTED.into();
    }
    field.text(index).map(|t| t.to_string()).unwrap_or_default()
}

fn node(out: &mut dyn Write, from: &dyn Element<'_>, level: usize) -> Result<()> {
    let indent = "  ".repeat(level);
    for (index, row) in from.schema().rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved) {
        let field = from.field(index);
        let name = if row.kind == RowKind::Text { "(text)" } else { row.name };
        for item in 0..field.count() {
            if let Some(inner) = field.element(item) {
                writeln!(out, "{indent}{name}")?;
                node(out, inner, level + 1)?;
                continue;
            }
            let text = shown(field, item);
            let label = field.label(item).filter(|label| *label != text).map(|l| format!("  {l}")).unwrap_or_default();
            let text = if text.is_empty() { "(empty)" } else { &visible(&text) };
            writeln!(out, "{indent}{name:<24} {text}{label}")?;
        }
    }
    for (row, _, name, value) in from.unknown().leaf_attributes() {
        let leaf = &from.schema().rows[row];
        let hidden = leaf.is_secret() || is_secret(leaf.name) || is_secret(name);
        let value = if hidden { REDACTED } else { &visible(value) };
        writeln!(out, "{indent}extra attribute {} of {} = {value}", visible(name), leaf.name)?;
    }
    // Text beside a field that is secret may be its value.
    let is_near = from.schema().rows.iter().any(|row| row.is_secret() || is_secret(row.name));
    unknown(out, from.unknown(), level, is_near)
}

/// Writes unknown parts. With `is_secret_near`, their text is hidden. All of them are hidden if they mention a
/// password elsewhere than in a name.
fn unknown(out: &mut dyn Write, unknown: &Unknown<'_>, level: usize, is_secret_near: bool) -> Result<()> {
    let indent = "  ".repeat(level);
    let elements = || {
        unknown.content().filter_map(|content| match content {
            UnknownContent::Element(xml) => Some((xml, veil(xml.as_bytes()))),
            _ => None,
        })
    };
    let mentions = |content: &UnknownContent<'_>| matches!(content, UnknownContent::Text(text) if is_mention(text));
    let hide = unknown.attributes().any(|(_, value)| is_mention(value))
        || unknown.content().any(mentions)
        || elements().any(|(_, veiled)| veiled.is_secret_near);
    // Text beside an element with a secret name may be its value.
    let hide_text = hide || is_secret_near || elements().any(|(xml, _)| is_secret(xml));
    for (name, value) in unknown.attributes() {
        let value = if hide || is_secret(name) { REDACTED } else { &visible(value) };
        writeln!(out, "{indent}extra attribute {} = {value}", visible(name))?;
    }
    for content in unknown.content() {
        match content {
            UnknownContent::Element(_) if hide => writeln!(out, "{indent}extra element {REDACTED}")?,
            UnknownContent::Element(xml) => {
                let xml = veil(xml.as_bytes()).shown;
                writeln!(out, "{indent}extra element {}", visible(&String::from_utf8_lossy(&xml)))?;
            }
            UnknownContent::Text(_) if hide_text => writeln!(out, "{indent}extra text {REDACTED}")?,
            UnknownContent::Text(text) => writeln!(out, "{indent}extra text {}", visible(text))?,
            _ => {}
        }
    }
    Ok(())
}
