//! Text made safe to print on a terminal, and messages on standard error.

use std::fmt;
use std::io::{Write, stderr};

use crate::terminal;

/// Returns `true` for a character that controls the terminal or changes the text direction.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns whether text is of printable characters of ASCII other than these, as most text is. Eight bytes are looked
/// at together.
pub fn is_printable_but<const N: usize>(text: &[u8], others: [u8; N]) -> bool {
    const fn all(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let is = |byte: &u8| matches!(byte, b' '..=b'~') && !others.contains(byte);
    // A sum carries into the next byte only if a byte is no ASCII, which is found by itself.
    let are = |bytes: &[u8; 8]| {
        let word = u64::from_ne_bytes(*bytes);
        let outside = word | !word.wrapping_add(all(0x80 - b' ')) | word.wrapping_add(all(0x7f - b'~'));
        let is_other = |outside, other: &u8| {
            // The lowest byte that is zero is found without error.
            let zero_if_other = word ^ all(*other);
            outside | (zero_if_other.wrapping_sub(all(1)) & !zero_if_other)
        };
        others.iter().fold(outside, is_other) & all(0x80) == 0
    };
    match text.last_chunk() {
        Some(last) => are(last) && text.as_chunks().0.iter().all(are),
        None => text.iter().all(is),
    }
}

/// Returns text from the outside with such characters escaped.
pub fn visible(text: &str) -> String {
    let mut out = Vec::new();
    push_visible(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}

/// Appends text from the outside with such characters escaped.
pub fn push_visible(out: &mut Vec<u8>, text: &str) {
    if is_printable_but(text.as_bytes(), []) {
        return out.extend_from_slice(text.as_bytes());
    }
    for c in text.chars() {
        if steers(c) {
            out.extend(c.escape_default().map(|c| c as u8));
        } else {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// Returns JSON with such characters escaped in its strings, which does not change what it says. It must be on one line.
pub fn visible_json(json: String) -> String {
    if !json.contains(steers) {
        return json;
    }
    // All of them have four digits at most.
    json.chars().map(|c| if steers(c) { format!("\\u{:04x}", u32::from(c)) } else { c.into() }).collect()
}

/// Returns a document with such characters as references, which does not change what it says. Line ends stay.
pub fn visible_xml(document: &str) -> String {
    let shown = |c: char| if steers(c) && c != '\n' { format!("&#x{:x};", u32::from(c)) } else { c.into() };
    document.chars().map(shown).collect()
}

/// Prints a line to standard error. Nothing is done if nobody can read it: the exit status says it, too.
pub fn complain(line: fmt::Arguments<'_>) {
    terminal::without_progress(|| _ = writeln!(stderr(), "{line}"));
}

/// Prints a line to standard error that nobody needs: not with `--quiet`.
pub fn note(line: fmt::Arguments<'_>) {
    if !terminal::is_quiet() {
        complain(line);
    }
}

/// The name of a file as it came. `Display` prints it safely.
#[derive(Clone, Debug, Default)]
pub struct Name(pub String);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.0))
    }
}
