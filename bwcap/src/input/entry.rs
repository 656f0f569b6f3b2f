//! Entry of a log that a document stands in, by which the next entry is told from the document's own lines.

use jiff::civil::Date;

use super::time;

/// The entry of a log.
pub struct Entry {
    stamp: Option<(time::Form, usize)>,
    /// What stands before the document on its line.
    pub prefix: Vec<u8>,
}

impl Entry {
    /// Returns the entry whose text before a document this is, if it shows one.
    pub fn of(text: &[u8], day: Date) -> Option<Self> {
        let line = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let prefix = text[line..].to_vec();
        // The nearest line with a time begins the entry.
        let stamp = text.rsplit(|byte| *byte == b'\n').find_map(|line| time::find(line, day));
        let stamp = stamp.map(|stamp| (stamp.form, stamp.at));
        (stamp.is_some() || is_quote(&prefix)).then_some(Self { stamp, prefix })
    }

    /// Returns whether it is a quoted line of a mail.
    pub fn is_quoted(&self) -> bool {
        is_quote(&self.prefix)
    }

    /// Returns whether a line begins another entry of the same log.
    pub fn is_like(&self, line: &[u8], day: Date) -> bool {
        self.stamp.is_some_and(|stamp| {
            let is_markup = line.trim_ascii_start().first() == Some(&b'<') && self.prefix.first() != Some(&b'<');
            !is_markup && time::find(line, day).is_some_and(|line| (line.form, line.at) == stamp)
        })
    }

    /// Returns the length of what the log writes before a line of the document, if it writes it there.
    pub fn prefix_of(&self, line: &[u8]) -> Option<usize> {
        same_shape(line, &self.prefix)
    }
}

/// Returns whether this is the mark of a quoted line of a mail.
fn is_quote(prefix: &[u8]) -> bool {
    prefix.first() == Some(&b'>') && prefix.iter().all(|byte| matches!(byte, b'>' | b' '))
}

/// Returns the length of the start of a line that is as the prefix, with other digits.
fn same_shape(line: &[u8], prefix: &[u8]) -> Option<usize> {
    let skip = |text: &[u8], is: fn(&u8) -> bool| text.iter().take_while(|byte| is(byte)).count();
    let (mut at, mut rest) = (0, prefix);
    if prefix.is_empty() {
        return None;
    }
    while let Some(first) = rest.first() {
        let kind: fn(&u8) -> bool = match first {
            b'0'..=b'9' => u8::is_ascii_digit,
            b' ' => |byte| *byte == b' ',
            _ if line.get(at) == Some(first) => {
                (at, rest) = (at + 1, &rest[1..]);
                continue;
            }
            _ => return None,
        };
        let count = skip(&line[at..], kind);
        // Blanks before the document are its indentation.
        let is_last = rest.iter().all(|byte| *byte == b' ');
        match count {
            0 if !(is_last && at == line.len()) => return None,
            _ => at += if is_last && *first == b' ' { count.min(rest.len()) } else { count },
        }
        rest = &rest[skip(rest, kind)..];
    }
    Some(at)
}
