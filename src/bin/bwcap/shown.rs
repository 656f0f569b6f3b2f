//! Text made safe to show on a terminal: without passwords and control characters.

use std::borrow::Cow;

/// Returns the document with each byte of a password replaced by `*`: from every name that contains
/// `password` to the end tag of the next such name. It works on malformed documents, too.
pub fn without_secrets(document: &[u8]) -> Cow<'_, [u8]> {
    const WORD: &[u8] = b"password";
    let find = |from: usize| {
        let rest = document[from..].windows(WORD.len());
        rest.enumerate().find(|(_, word)| word.eq_ignore_ascii_case(WORD)).map(|(at, _)| from + at)
    };
    let closes = |at: usize| {
        // No further back than the longest name.
        let name = document[..at].iter().rev().take(64).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        document[..at - name].ends_with(b"</")
    };
    let mut shown = Cow::Borrowed(document);
    let mut next = find(0);
    while let Some(at) = next {
        next = find(at + WORD.len());
        if closes(at) {
            continue;
        }
        let from = at + WORD.len();
        let tag = document[from..].iter().position(|byte| *byte == b'>').map_or(document.len(), |end| from + end);
        let to = match next {
            _ if document[..tag].ends_with(b"/") => tag - 1,
            Some(end) if closes(end) => document[..end].iter().rposition(|byte| *byte == b'<').unwrap_or(end),
            Some(end) => end,
            None => document.len(),
        };
        if from < to {
            // The `>` that ends the tag is kept.
            let tag = tag.min(to);
            let paint = |bytes: &mut [u8]| bytes.fill(b'*');
            paint(&mut shown.to_mut()[from..tag]);
            paint(&mut shown.to_mut()[(tag + 1).min(to)..to]);
        }
    }
    shown
}

/// Returns `true` for a character that controls the terminal or changes the text direction.
pub fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns text from the wire with such characters escaped.
pub fn visible(text: &str) -> String {
    text.chars().flat_map(|c| if steers(c) { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}
