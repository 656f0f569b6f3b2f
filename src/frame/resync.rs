//! Where to go on after a document that is not well-formed.

use super::{Root, is_name_byte, is_name_start};
use crate::error::{Error, Kind};
use crate::xml::is_space;

/// A document was given up; the next place to go on is being looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resync {
    /// Why it was given up.
    pub error: Error,
    /// Where it began.
    pub document: usize,
    /// Its root, if its start tag or document type was seen.
    pub root: Option<Root>,
    /// What is passed over is an allowed preamble.
    pub preamble: bool,
}

/// What a `<` turns out to be.
enum Find {
    /// The next document starts here.
    Start,
    /// The bad document ends before this offset.
    End(usize),
    Nothing,
    /// Too few bytes to tell.
    Unknown,
}

impl Resync {
    /// Bytes to drop, once they are known. `at` is where to look on.
    pub fn find(&self, buffer: &[u8], at: &mut usize) -> Option<usize> {
        while let Some(skip) = memchr::memchr(b'<', buffer.get(*at..)?) {
            let here = *at + skip;
            match self.judge(buffer, here) {
                Find::Start => return Some(here),
                Find::End(end) => return Some(end),
                Find::Nothing => *at = here + 1,
                Find::Unknown => {
                    *at = here;
                    return None;
                }
            }
        }
        *at = buffer.len();
        None
    }

    fn judge(&self, buffer: &[u8], here: usize) -> Find {
        let rest = &buffer[here..];
        let later = here > self.document || self.preamble;
        match rest.get(1) {
            None => Find::Unknown,
            Some(b'?') if later => match starts_with(rest, b"<?xml") {
                Some(true) => {
                    rest.get(5).map_or(Find::Unknown, |b| if is_space(*b) { Find::Start } else { Find::Nothing })
                }
                Some(false) => Find::Nothing,
                None => Find::Unknown,
            },
            Some(b'/') => self.end_tag(rest, here),
            Some(byte) if is_name_start(*byte) && later => self.start_tag(rest, here),
            Some(_) => Find::Nothing,
        }
    }

    fn end_tag(&self, rest: &[u8], here: usize) -> Find {
        let Some(root) = self.root else { return Find::Nothing };
        let Some(name) = name(&rest[2..], root.len) else { return Find::Unknown };
        if Root::of(name) != root {
            return Find::Nothing;
        }
        let tail = &rest[2 + root.len..];
        match tail.iter().position(|b| !is_space(*b)) {
            Some(blank) if tail[blank] == b'>' => Find::End(here + 2 + root.len + blank + 1),
            Some(_) => Find::Nothing,
            None => Find::Unknown,
        }
    }

    fn start_tag(&self, rest: &[u8], here: usize) -> Find {
        match self.root {
            // Behind a document type the root itself follows: that is the document refused.
            Some(_) if self.error.kind() == Kind::Doctype => Find::Nothing,
            Some(root) => match name(&rest[1..], root.len) {
                None => Find::Unknown,
                Some(name) if Root::of(name) == root => Find::Start,
                Some(_) => Find::Nothing,
            },
            // The faulty markup itself is no start.
            None if here == self.error.offset() => Find::Nothing,
            None => Find::Start,
        }
    }

    /// The root's name as the document type declares it; `None` if more bytes are needed.
    pub fn learn_root(&self, buffer: &[u8]) -> Option<Root> {
        let rest = buffer.get(self.error.offset() + 9..)?;
        let start = rest.iter().position(|b| !is_space(*b))?;
        let len = rest[start..].iter().position(|b| !is_name_byte(*b))?;
        Some(Root::of(&rest[start..start + len]))
    }
}

/// The first `len` bytes if a name ends there, something shorter if it is another; `None` if too
/// few bytes are here.
fn name(rest: &[u8], len: usize) -> Option<&[u8]> {
    let end = rest.iter().take(len + 1).position(|b| !is_name_byte(*b));
    match end {
        Some(end) => Some(&rest[..end]),
        None if rest.len() > len => Some(&rest[..=len]),
        None => None,
    }
}

fn starts_with(rest: &[u8], prefix: &[u8]) -> Option<bool> {
    let len = rest.len().min(prefix.len());
    match rest[..len] == prefix[..len] {
        false => Some(false),
        true => (len == prefix.len()).then_some(true),
    }
}
