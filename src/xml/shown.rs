//! Text made safe to print on a terminal.

use core::fmt;

/// Shows text from a document: shortened, and with control and bidirectional formatting characters escaped, because
/// they can manipulate a terminal.
pub(crate) struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ROOM: usize = 48;
        // Most text is short and printable, and is written at once.
        if self.0.len() <= ROOM && self.0.bytes().fold(true, |is_so_far, byte| is_so_far & matches!(byte, b' '..=b'~'))
        {
            return f.write_str(self.0);
        }
        for c in self.0.chars().take(ROOM) {
            if c.is_control() || is_directional(c) {
                write!(f, "{}", c.escape_default())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        if self.0.chars().nth(ROOM).is_some() { f.write_str("…") } else { Ok(()) }
    }
}

/// Returns whether a character ends a line or changes the direction of text around it.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
