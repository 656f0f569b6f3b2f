//! Fast path of the framer: complete tags in their usual spelling, many bytes at a time.
//!
//! # Contract
//!
//! A call skips markup and leaves the framer in the same state as [`markup`](super::markup) would. It may stop
//! before any markup, and then has changed nothing for it. It never reports an error: it stops, and the state
//! machine finds the error.
//!
//! # Scheme
//!
//! ```text
//! for each `<` of the buffer, with the offset of the next `<`:
//!     </name>             compare with the name of the innermost element, and close it
//!                         (compare all end tags of the envelope at once, after the usual head)
//!     <name>text</name>   compare both names; opens nothing
//!     <name ... >         find the `>` outside quotation marks; open the element
//!     <name ... />        find the `>` outside quotation marks; opens nothing
//!     anything else       stop, also before what may be the root of the next document
//! ```
//!
//! # Why it is fast
//!
//! - A bit mask has all `<` of 64 bytes, and the offsets are taken from its bits. So the processor knows where
//!   the next tag begins before it has read this one, and reads both at the same time. A search for the next `<`
//!   from the end of the last tag needs as many instructions but takes twice the time.
//! - Two names of any length are compared as 32 bytes each, and the bytes after the names are masked out.
//! - A `>` between quotation marks does not end a tag. A mask of the bytes between quotation marks comes from
//!   the mask of the quotation marks by six shifts, as in simdjson.

use super::markup::Construct;
use super::resync::Root;
use super::{Framer, Name};
use crate::envelope::{self, Head};
use crate::xml::{DECLARATION, OpenAngles, equal_ranges, is_space, match_any_leaf, scan, starts_with};

impl Framer {
    /// Returns the number of next bytes that do not change the state, such as those of a long text or comment.
    pub(super) fn run_of_same(&self, bytes: &[u8]) -> usize {
        let change = match self.inside {
            Construct::Content => memchr::memchr(b'<', bytes),
            Construct::Quoted { quote } => memchr::memchr2(quote, b'<', bytes),
            Construct::Comment { hyphens: 0 } => memchr::memchr(b'-', bytes),
            Construct::Cdata { brackets: 0 } => memchr::memchr(b']', bytes),
            Construct::Instruction { question: false } => memchr::memchr(b'?', bytes),
            _ => return 0,
        };
        change.unwrap_or(bytes.len())
    }

    /// Skips the head of a document: the usual one, or a declaration and the start tag of the root.
    pub(super) fn usual_head(&mut self, buffer: &[u8]) {
        if self.fresh
            && self.limits.may_open(2)
            && self.limits.fits_name(envelope::ROOT.len())
            && let Some(head) = Head::of(&buffer[self.at..])
            && buffer[self.at + head.end] == b'>'
        {
            return self.pass_head(&head);
        }
        if self.fresh && buffer[self.at..].starts_with(DECLARATION.as_bytes()) {
            (self.markup, self.fresh) = (self.at, false);
            self.at += DECLARATION.len();
        }
        // Skip this even if no tag follows: otherwise each of these bytes would be tried again.
        self.at += buffer[self.at..].iter().take_while(|byte| is_space(**byte)).count();
        let at = self.at;
        if buffer.get(at) != Some(&b'<') || buffer.len() == at + 1 || !self.limits.may_open(0) {
            return;
        }
        let next = OpenAngles::new(buffer, at + 1).next().unwrap_or(buffer.len());
        match start_tag(buffer, at, next) {
            Ok(tag) if buffer[tag.end - 1] != b'/' && self.limits.fits_name(tag.name - at - 1) => {
                self.root = Some(Root::of(&buffer[at + 1..tag.name]));
                self.open[0] = Name::new(self.start, at + 1, tag.name);
                (self.markup, self.fresh, self.depth) = (at, false, 1);
                self.at = tag.end + 1;
                self.inside = Construct::Content;
            }
            Ok(_) => {}
            Err(seen) => self.scanned += (seen - at) as u64,
        }
    }

    /// Skips the usual head and the `>` after it.
    fn pass_head(&mut self, head: &Head) {
        for (open, (start, name)) in self.open.iter_mut().zip(head.elements) {
            self.markup = self.at + start;
            *open = Name::new(self.start, self.markup + 1, self.markup + 1 + name.len());
        }
        self.head = self.open[head.elements.len() - 1].start;
        self.root = Some(Root::ENVELOPE);
        (self.fresh, self.depth, self.inside) = (false, head.elements.len(), Construct::Content);
        self.at += head.end + 1;
    }

    /// Skips text and tags inside the root as far as possible. Returns `true` after the end tag of the root.
    ///
    /// Takes the offset of the next `<` before it reads this tag, so that the processor can read both at the same
    /// time.
    pub(super) fn usual_tags(&mut self, buffer: &[u8]) -> bool {
        let limits = self.limits;
        let mut angles = OpenAngles::new(buffer, self.at);
        let mut next = angles.next();
        while let Some(at) = next {
            next = angles.next();
            match buffer.get(at + 1) {
                Some(b'/') => {
                    let open = self.open[self.depth - 1];
                    if open.start == self.head && starts_with(&buffer[at..], envelope::END_TAGS) {
                        (self.at, self.depth) = (at + envelope::END_TAGS.len(), 0);
                        return true;
                    }
                    let (name, length) = open.place(self.start);
                    let end = at + 2 + length;
                    if buffer.get(end) != Some(&b'>') || !equal_ranges(buffer, name, at + 2, length) {
                        self.at = at;
                        return false;
                    }
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.at = end + 1;
                        return true;
                    }
                }
                Some(_) => {
                    // A leaf opens and closes at once.
                    if limits.may_open(self.depth)
                        && let Some(end) = next
                        && match_any_leaf(buffer, at, end)
                            .is_some_and(|name| limits.fits_name(name) && !may_be_root(buffer, at, name))
                    {
                        next = angles.next();
                        continue;
                    }
                    let tag = match start_tag(buffer, at, next.unwrap_or(buffer.len())) {
                        Ok(tag) => tag,
                        Err(seen) => {
                            // These bytes are read again by the state machine.
                            self.scanned += (seen - at) as u64;
                            self.at = at;
                            return false;
                        }
                    };
                    let len = tag.name - at - 1;
                    if !(limits.fits_name(len) && limits.may_open(self.depth)) || may_be_root(buffer, at, len) {
                        self.at = at;
                        return false;
                    }
                    if buffer[tag.end - 1] != b'/' {
                        self.open[self.depth] = Name::new(self.start, at + 1, tag.name);
                        self.depth += 1;
                    }
                }
                None => {
                    self.at = at;
                    return false;
                }
            }
        }
        self.at = buffer.len();
        false
    }
}

/// Returns `true` if the tag at `at`, with a name of this length, may be that of a root: the state machine compares it.
/// The length and the first letter are enough to tell it from nearly all others.
#[inline(always)]
fn may_be_root(buffer: &[u8], at: usize, length: usize) -> bool {
    length == envelope::ROOT.len() && buffer.get(at + 1) == envelope::ROOT.as_bytes().first()
}

/// The offsets of the end of the name and of the `>` of a start tag.
struct Tag {
    name: usize,
    end: usize,
}

/// Reads the start tag at `at`. If its name is not of ASCII letters or the tag is incomplete, returns the offset up
/// to which it was read. `next` is the offset of the next `<`, or the length of the buffer.
#[inline(always)]
fn start_tag(buffer: &[u8], at: usize, next: usize) -> Result<Tag, usize> {
    let name = scan::skip_letters(buffer, at + 1);
    if name == buffer.len() {
        return Err(name);
    }
    if name == at + 1 || !(matches!(buffer[name], b'>' | b'/') || is_space(buffer[name])) {
        return Err(name);
    }
    if buffer[name] == b'>' {
        return Ok(Tag { name, end: name });
    }
    if let Some(end) = scan::tag_end_in_block(buffer, name).filter(|end| *end < next) {
        return Ok(Tag { name, end });
    }
    let mut end = name;
    loop {
        end = scan::find_in_tag(buffer, end);
        match buffer.get(end).ok_or(buffer.len())? {
            b'>' => return Ok(Tag { name, end }),
            b'<' => return Err(end),
            quote @ (b'"' | b'\'') => end = value(buffer, end + 1, *quote)?,
            _ => {}
        }
        end += 1;
    }
}

/// Returns the offset of the quotation mark at the end of the value that begins at `at`, or else the offset up to
/// which it was read.
fn value(buffer: &[u8], mut at: usize, quote: u8) -> Result<usize, usize> {
    loop {
        at = scan::find_quote_or_control(buffer, at, quote);
        match buffer.get(at).ok_or(buffer.len())? {
            byte if *byte == quote => return Ok(at),
            b'<' => return Err(at),
            // A control character, which the decoder checks.
            _ => at += 1,
        }
    }
}
