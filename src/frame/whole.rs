//! Tags that are whole and as usual, passed over without a state for each byte.
//!
//! What is taken here the states would take as well, to the same end; everything else is left to
//! them.

use super::{Framer, Name, Root, State};
use crate::envelope::{self, Head};
use crate::xml::{DECLARATION, Marks, is_space, leaf, same, scan};

impl Framer {
    /// Passes over a declaration at the start of a document, and over the root's start tag.
    pub(super) fn whole_head(&mut self, buffer: &[u8]) {
        if self.fresh
            && self.limits.may_open(2)
            && self.limits.fits_name(envelope::ROOT.len())
            && let Some(head) = Head::of(&buffer[self.at..])
            && buffer[self.at + head.end] == b'>'
        {
            return self.usual_head(&head);
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
        let next = Marks::new(buffer, at + 1).next().unwrap_or(buffer.len());
        match start_tag(buffer, at, next) {
            Ok(tag) if buffer[tag.end - 1] != b'/' && self.limits.fits_name(tag.name - at - 1) => {
                self.root = Some(Root::of(&buffer[at + 1..tag.name]));
                self.open[0] = Name { start: at + 1 - self.start, len: tag.name - at - 1 };
                (self.markup, self.fresh, self.depth) = (at, false, 1);
                self.at = tag.end + 1;
                self.state = State::Content;
            }
            Ok(_) => {}
            Err(seen) => self.scanned += (seen - at) as u64,
        }
    }

    /// Passes over a head that ends with the name of `commandData`, and the `>` behind it.
    fn usual_head(&mut self, head: &Head) {
        let from = self.at - self.start;
        for (open, (start, name)) in self.open.iter_mut().zip(head.elements) {
            *open = Name { start: from + start + 1, len: name.len() };
            self.markup = self.at + start;
        }
        self.root = Some(Root::of(envelope::ROOT.as_bytes()));
        (self.fresh, self.depth, self.state) = (false, head.elements.len(), State::Content);
        self.at += head.end + 1;
    }

    /// Passes over text and tags inside the root as far as that goes; `true` just past the root's
    /// end tag.
    ///
    /// Where the next `<` stands is known ahead of what is done with this one, so that a processor
    /// need not wait for the end of one tag to begin with the next.
    pub(super) fn whole_tags(&mut self, buffer: &[u8]) -> bool {
        let limits = self.limits;
        let mut marks = Marks::new(buffer, self.at);
        let mut next = marks.next();
        while let Some(at) = next {
            next = marks.next();
            match buffer.get(at + 1) {
                Some(b'/') => {
                    let Name { start, len } = self.open[self.depth - 1];
                    let end = at + 2 + len;
                    if buffer.get(end) != Some(&b'>') || !same(buffer, self.start + start, at + 2, len) {
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
                        && leaf(buffer, at, end).is_some_and(|name| limits.fits_name(name))
                    {
                        next = marks.next();
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
                        self.open[self.depth] = Name { start: at + 1 - self.start, len };
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

/// Where the name and the tag end.
struct Tag {
    name: usize,
    end: usize,
}

/// The start tag whose `<` stands at `at`, if its name is of ASCII letters and all of it is here;
/// else how far it was looked at. The next `<` stands at `next`, or there is none yet.
#[inline(always)]
fn start_tag(buffer: &[u8], at: usize, next: usize) -> Result<Tag, usize> {
    let name = scan::letters(buffer, at + 1);
    if name == buffer.len() {
        return Err(name);
    }
    if name == at + 1 || !(matches!(buffer[name], b'>' | b'/') || is_space(buffer[name])) {
        return Err(name);
    }
    if buffer[name] == b'>' {
        return Ok(Tag { name, end: name });
    }
    if let Some(end) = scan::tag_end(buffer, name).filter(|end| *end < next) {
        return Ok(Tag { name, end });
    }
    let mut end = name;
    loop {
        end = scan::mark(buffer, end);
        match buffer.get(end).ok_or(buffer.len())? {
            b'>' => return Ok(Tag { name, end }),
            b'<' => return Err(end),
            quote @ (b'"' | b'\'') => end = value(buffer, end + 1, *quote)?,
            _ => {}
        }
        end += 1;
    }
}

/// Where the quotation mark stands that ends the value which begins at `at`; else how far it was
/// looked at.
fn value(buffer: &[u8], mut at: usize, quote: u8) -> Result<usize, usize> {
    loop {
        at = scan::quote(buffer, at, quote);
        match buffer.get(at).ok_or(buffer.len())? {
            byte if *byte == quote => return Ok(at),
            b'<' => return Err(at),
            // A control character, which is the decoder's business.
            _ => at += 1,
        }
    }
}
