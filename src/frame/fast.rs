//! The fast path of the framer: whole, usual tags, many bytes at a time.
//!
//! # Contract
//!
//! A call passes over markup that [`markup`](super::markup) would pass over as well, and leaves the framer
//! as that would have left it. It may stop before any markup it does not like, and then changed
//! nothing for that one. It never finds a fault: it stops, and the state machine says what is wrong.
//!
//! # One tag after the other
//!
//! ```text
//! for each `<` of the buffer, the place of the next one known beforehand:
//!     </name>             compare with the name of the innermost element; it closes
//!                         (the end tags that belong to a usual head are compared as a whole)
//!     <name>text</name>   compare both names with each other; nothing opens or closes
//!     <name ... >         find the `>` outside quotation marks; it opens
//!     <name ... />        likewise; nothing opens
//!     anything else       stop here
//! ```
//!
//! # Why it is fast
//!
//! - A bit for each `<` of 64 bytes is made at once, and the places are taken from those bits. So a
//!   processor knows where the next tag begins before it has read this one, and reads them side by side;
//!   a form with as many instructions that looks for the next `<` from the end of the last tag takes
//!   twice the time.
//! - Two names are compared as 32 bytes each, whatever their length, and the bytes behind are masked out.
//! - Between quotation marks `>` ends nothing: a bit for each byte that stands between them comes from
//!   the bits of the quotation marks by six shifts, as in simdjson.

use super::markup::Construct;
use super::resync::Root;
use super::{Framer, Name};
use crate::envelope::{self, Head};
use crate::xml::{DECLARATION, OpenAngles, equal_ranges, is_space, match_any_leaf, scan, starts_with};

impl Framer {
    /// Counts the bytes that come next and change nothing in the state: long text, comments and the like.
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

    /// Passes over a declaration at the start of a document, and over the root's start tag.
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
        // Passed over whatever follows: it would be looked at again at each of its bytes.
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

    /// Passes over a head that ends with the name of `commandData`, and the `>` behind it.
    fn pass_head(&mut self, head: &Head) {
        for (open, (start, name)) in self.open.iter_mut().zip(head.elements) {
            self.markup = self.at + start;
            *open = Name::new(self.start, self.markup + 1, self.markup + 1 + name.len());
        }
        self.head = self.open[head.elements.len() - 1].start;
        self.root = Some(Root::of(envelope::ROOT.as_bytes()));
        (self.fresh, self.depth, self.inside) = (false, head.elements.len(), Construct::Content);
        self.at += head.end + 1;
    }

    /// Passes over text and tags inside the root as far as that goes; `true` just past the root's
    /// end tag.
    ///
    /// The place of the next `<` is taken before anything is done with this one, so that a processor
    /// need not wait for the end of one tag to begin with the next.
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
                    // A leaf comes and goes without being open.
                    if limits.may_open(self.depth)
                        && let Some(end) = next
                        && match_any_leaf(buffer, at, end).is_some_and(|name| limits.fits_name(name))
                    {
                        next = angles.next();
                        continue;
                    }
                    let tag = match start_tag(buffer, at, next.unwrap_or(buffer.len())) {
                        Ok(tag) => tag,
                        Err(seen) => {
                            // What was looked at in vain is looked at again.
                            self.scanned += (seen - at) as u64;
                            self.at = at;
                            return false;
                        }
                    };
                    let len = tag.name - at - 1;
                    if !(limits.fits_name(len) && limits.may_open(self.depth)) {
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

/// The places at which the name and the tag end.
struct Tag {
    name: usize,
    end: usize,
}

/// The start tag whose `<` stands at `at`, if its name is of ASCII letters and all of it is here;
/// else the place up to which it was looked at. The next `<` stands at `next`, or there is none yet.
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

/// The place of the quotation mark that ends the value which begins at `at`; else the place up to which
/// it was looked at.
fn value(buffer: &[u8], mut at: usize, quote: u8) -> Result<usize, usize> {
    loop {
        at = scan::find_quote_or_control(buffer, at, quote);
        match buffer.get(at).ok_or(buffer.len())? {
            byte if *byte == quote => return Ok(at),
            b'<' => return Err(at),
            // A control character, which is the decoder's business.
            _ => at += 1,
        }
    }
}
