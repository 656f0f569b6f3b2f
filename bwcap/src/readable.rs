//! Readable form of a message: a headline, then every field that is present.

use std::io::Write;

use broadworks_cap::{
    Document,
    schema::{Element, RowKind, Unknown, UnknownContent, is_secret},
};

use crate::secrets::{is_mention, veil};
use crate::shown::push_visible;
use crate::stream::Piece;
use crate::terminal;

/// Shown in place of a secret.
const REDACTED: &str = "<redacted>";

/// Appends one message. What is in `out` needs no other memory, so that a program that keeps it allocates nothing for most messages.
pub fn message(out: &mut Vec<u8>, piece: &Piece<'_>, document: &Document<'_>) {
    headline(out, piece, document);
    if let Some(data) = document.command.data() {
        node(out, data, 1);
    }
    unknown(out, &document.command_unknown, 1, || false);
    unknown(out, &document.unknown, 1, || false);
    out.push(b'\n');
}

/// Appends the line that says what a message is, and where it comes from.
pub fn headline(out: &mut Vec<u8>, piece: &Piece<'_>, document: &Document<'_>) {
    let Piece { place, number, origin, .. } = *piece;
    let is_styled = terminal::output().is_styled();
    let (bold, dim, plain) = if is_styled { ("\x1b[1m", "\x1b[2m", "\x1b[0m") } else { ("", "", "") };
    _ = write!(out, "{bold}#{number} ");
    let start = out.len();
    _ = write!(out, "{}", document.summary());
    if is_styled {
        // The name of the command is bold.
        let end = out[start..].windows(2).position(|blanks| blanks == b"  ").map_or(out.len(), |at| start + at);
        out.splice(end..end, plain.bytes());
    }
    _ = write!(out, "  {dim}(");
    if let Some(time) = origin.time {
        _ = write!(out, "{time}, ");
    }
    if let Some(direction) = origin.direction {
        push(out, [direction.id(), ", "]);
    }
    if let Some(connection) = &origin.connection {
        push_visible(out, connection);
        push(out, [", "]);
    }
    if let Some(version) = &document.version {
        push(out, ["version "]);
        push_visible(out, &version.to_text());
        push(out, [", "]);
    }
    _ = writeln!(out, "line {}, offset {}){plain}", place.line, place.offset);
}

/// Appends texts that are safe to show.
fn push<const N: usize>(out: &mut Vec<u8>, texts: [&str; N]) {
    texts.into_iter().for_each(|text| out.extend_from_slice(text.as_bytes()));
}

fn push_blanks(out: &mut Vec<u8>, count: usize) {
    // A copy of a fixed length is fast.
    let end = out.len() + count;
    while out.len() < end {
        out.extend_from_slice(&[b' '; 32]);
    }
    out.truncate(end);
}

fn node(out: &mut Vec<u8>, from: &dyn Element<'_>, level: usize) {
    let indent = 2 * level;
    for (index, row) in from.schema().rows.iter().enumerate() {
        let field = from.field(index);
        let count = field.count();
        if count == 0 || row.kind == RowKind::Moved {
            continue;
        }
        let name = if row.kind == RowKind::Text { "(text)" } else { row.name };
        for item in 0..count {
            push_blanks(out, indent);
            push(out, [name]);
            if let Some(inner) = field.element(item) {
                out.push(b'\n');
                node(out, inner, level + 1);
                continue;
            }
            push_blanks(out, 24_usize.saturating_sub(name.len()) + 1);
            let text = field.text(item);
            let text = if row.is_secret() { REDACTED } else { text.as_deref().unwrap_or_default() };
            push_visible(out, if text.is_empty() { "(empty)" } else { text });
            if let Some(label) = field.label(item).filter(|label| *label != text) {
                push(out, ["  ", label]);
            }
            out.push(b'\n');
        }
    }
    for (row, _, name, value) in from.unknown().leaf_attributes() {
        let leaf = &from.schema().rows[row];
        let hidden = leaf.is_secret() || is_secret(leaf.name) || is_secret(name);
        push_blanks(out, indent);
        push(out, ["extra attribute "]);
        push_visible(out, name);
        push(out, [" of ", leaf.name, " = "]);
        push_visible(out, if hidden { REDACTED } else { value });
        out.push(b'\n');
    }
    // Text beside a field that is secret may be its value.
    let is_near = || from.schema().rows.iter().any(|row| row.is_secret() || is_secret(row.name));
    unknown(out, from.unknown(), level, is_near);
}

/// Appends unknown parts. With `is_secret_near`, their text is hidden. All of them are hidden if they mention a
/// password elsewhere than in a name.
fn unknown(out: &mut Vec<u8>, unknown: &Unknown<'_>, level: usize, is_secret_near: impl FnOnce() -> bool) {
    if unknown.is_empty() {
        return;
    }
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
    let hide_text = hide || is_secret_near() || elements().any(|(xml, _)| is_secret(xml));
    let start = |out: &mut Vec<u8>| {
        push_blanks(out, 2 * level);
        push(out, ["extra "]);
    };
    for (name, value) in unknown.attributes() {
        start(out);
        push(out, ["attribute "]);
        push_visible(out, name);
        push(out, [" = "]);
        push_visible(out, if hide || is_secret(name) { REDACTED } else { value });
        out.push(b'\n');
    }
    for content in unknown.content() {
        let (sort, hidden) = match content {
            UnknownContent::Element(_) => ("element ", hide),
            UnknownContent::Text(_) => ("text ", hide_text),
            _ => continue,
        };
        start(out);
        push(out, [sort]);
        match content {
            _ if hidden => push(out, [REDACTED]),
            UnknownContent::Element(xml) => {
                push_visible(out, &String::from_utf8_lossy(&veil(xml.as_bytes()).shown));
            }
            UnknownContent::Text(text) => push_visible(out, text),
            _ => {}
        }
        out.push(b'\n');
    }
}
