//! Readable form of a message: a headline, then every field that is present.

use std::io::{IsTerminal, Result, Write, stdout};

use broadworks_cap::{
    Document,
    schema::{Element, Field, RowKind, Unknown, UnknownContent, is_secret},
};

use crate::input::Place;
use crate::shown::{visible, without_secrets};

/// Writes one message.
pub fn message(out: &mut dyn Write, number: u64, place: Place, document: &Document<'_>) -> Result<()> {
    let (bold, dim, plain) = if stdout().is_terminal() { ("\x1b[1m", "\x1b[2m", "\x1b[0m") } else { ("", "", "") };
    let summary = document.summary().to_string();
    let (name, rest) =
        summary.split_once("  ").map_or((&*summary, String::new()), |(name, rest)| (name, format!("  {rest}")));
    write!(out, "{bold}#{number} {name}{plain}{rest}")?;
    let version = document.version.as_ref().map(|v| visible(&format!("version {v}, "))).unwrap_or_default();
    writeln!(out, "  {dim}({version}line {}, offset {}){plain}", place.line, place.offset)?;
    if let Some(data) = document.command.data() {
        node(out, data, 1)?;
    }
    unknown(out, &document.command_unknown, 1)?;
    unknown(out, &document.unknown, 1)?;
    writeln!(out)
}

fn shown(field: Field<'_, '_>, index: usize) -> String {
    if field.row().is_secret() {
        return "<redacted>".into();
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
        let leaf = from.schema().rows[row].name;
        let hidden = from.schema().rows[row].is_secret() || is_secret(name);
        let value = if hidden { "<redacted>".into() } else { value.to_string() };
        writeln!(out, "{indent}extra attribute {name} of {leaf} = {}", visible(&value))?;
    }
    unknown(out, from.unknown(), level)
}

fn unknown(out: &mut dyn Write, unknown: &Unknown<'_>, level: usize) -> Result<()> {
    let indent = "  ".repeat(level);
    for (name, value) in unknown.attributes() {
        let value = if is_secret(name) { "<redacted>".into() } else { value.to_string() };
        writeln!(out, "{indent}extra attribute {name} = {}", visible(&value))?;
    }
    for content in unknown.content() {
        match content {
            UnknownContent::Element(xml) => {
                let xml = without_secrets(xml.as_bytes());
                writeln!(out, "{indent}extra element {}", visible(&String::from_utf8_lossy(&xml)))?;
            }
            UnknownContent::Text(text) => writeln!(out, "{indent}extra text {}", visible(text))?,
            _ => {}
        }
    }
    Ok(())
}
