//! Tags that are whole and as usual, passed over without a state for each byte.
//!
//! What is taken here the states would take as well, to the same end; everything else is left to
//! them.

use super::{Framer, MAX_DEPTH, Name, State};
use crate::xml::{is_space, scan};

impl Framer {
    /// Passes over text and tags inside the root as far as that goes; `true` just past the root's
    /// end tag.
    pub(super) fn whole_tags(&mut self, buffer: &[u8]) -> bool {
        loop {
            self.at = scan::less(buffer, self.at);
            match buffer.get(self.at + 1) {
                None => return false,
                Some(b'/') => {
                    let Name { start, len } = self.open[self.depth - 1];
                    let end = self.at + 2 + len;
                    if buffer.get(end) != Some(&b'>') || !scan::same(buffer, self.start + start, self.at + 2, len) {
                        return false;
                    }
                    self.at = end + 1;
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.state = State::Content;
                        return true;
                    }
                }
                Some(_) => {
                    let tag = match start_tag(buffer, self.at) {
                        Ok(tag) => tag,
                        Err(seen) => {
                            // What was looked at in vain is looked at again.
                            self.scanned += (seen - self.at) as u64;
                            return false;
                        }
                    };
                    let len = tag.name - self.at - 1;
                    if len > self.limits.name || self.depth >= self.limits.depth.min(MAX_DEPTH) {
                        return false;
                    }
                    if buffer[tag.end - 1] != b'/' {
                        self.open[self.depth] = Name { start: self.at + 1 - self.start, len };
                        self.depth += 1;
                    }
                    self.at = tag.end + 1;
                }
            }
        }
    }
}

/// Where the name and the tag end.
struct Tag {
    name: usize,
    end: usize,
}

/// The start tag whose `<` stands at `at`, if its name is of ASCII letters and all of it is here;
/// else how far it was looked at.
fn start_tag(buffer: &[u8], at: usize) -> Result<Tag, usize> {
    let name = scan::letters(buffer, at + 1);
    if name == buffer.len() {
        return Err(name);
    }
    if name == at + 1 || !(matches!(buffer[name], b'>' | b'/') || is_space(buffer[name])) {
        return Err(name);
    }
    let mut end = name;
    loop {
        let byte = *buffer.get(end).ok_or(buffer.len())?;
        match byte {
            b'>' => return Ok(Tag { name, end }),
            b'<' => return Err(end),
            b'"' | b'\'' => {
                let value = memchr::memchr2(byte, b'<', &buffer[end + 1..]).ok_or(buffer.len())?;
                end += 1 + value;
                if buffer[end] != byte {
                    return Err(end);
                }
            }
            _ => {}
        }
        end += 1;
    }
}
