//! Fast path of DTD validation: recognises valid documents in one walk over their bytes.
//!
//! # Contract
//!
//! [`is_valid`] returns `true` only for a document that is well-formed under the limits and has no violation:
//! one for which [`Violations`](super::Violations) yields nothing. `false` means "not known", and the general
//! path then reads the document from the start. The two share no state, and `tests/dtd.rs` compares their
//! results.
//!
//! # Prediction
//!
//! A valid document has its elements in the order of the DTD, and every content model of both DTDs is a
//! sequence in which each name occurs once. So the content model itself predicts the next element, and the
//! only state of an open element is the `next` particle of its content model:
//!
//! ```text
//! call (appearance?, personality?, state?, releaseCause?, …, holdReminder?)
//!                                  ^ next
//!
//!   <personality>2</personality><state>2</state><remoteNumber>…
//!                               |------------->
//!                               one comparison, one scan, one comparison: `next` moves on by one
//!
//! loop:
//!     skip white space; a `<` must follow
//!     for particle `next` and the few after it, while the ones before are optional:
//!         if its start tag is here: read the leaf, or enter the element; continue the loop
//!         if `</` is here:          read the end tag, if no required particle is left; continue the loop
//!     find the name by its hash and its particle from `next` on: read the leaf, or enter the element
//!     otherwise: return "not known"
//! ```
//!
//! `next` never goes back: an element of an earlier particle is out of order or repeated, and the general path
//! reports it. Here the content model predicts better than an order learned from the sender: it is right for
//! every sender, needs no memory, and an element that is left out costs one comparison.
//!
//! # Characters
//!
//! The methods of [`Tag`](crate::xml::Tag) match only printable ASCII without references, so no pass over the
//! document checks UTF-8 and forbidden characters. Other text and values are checked one by one in
//! [`Walk::unusual_end`]. Comments, CDATA sections, processing instructions, single quotation marks, and white
//! space in tags other than one space before an attribute are rare, and give "not known".

use super::{Attribute, ContentModel, Declaration, Dtd};
use crate::limits::Limits;
use crate::schema::index;
use crate::xml::simd::{Gap, LeafMatch, plain_text_end, plain_value_end, scan};
use crate::xml::{DECLARATION, check_references, is_char, is_space};

/// The most elements with children that are open at once in a valid document.
const DEPTH: usize = 8;
/// Upper bound on the length of the names of the DTDs, in bytes.
pub(super) const NAME: usize = 40;
/// Upper bound on the attributes of one declaration.
pub(super) const ATTRIBUTES: usize = 8;
/// Number of particles that are tried before a name is looked up by its hash.
const NEAR: usize = 3;

/// Returns `true` if the document is well-formed under the limits and valid; `false` means "not known".
pub(super) fn is_valid(dtd: &'static Dtd, document: &[u8], limits: Limits) -> bool {
    walk(dtd, document, limits, &mut ())
}

/// A visitor of the elements and values of a document, called during the walk. It must discard its results if the
/// walk returns `false`.
///
/// Values are well-formed but not unescaped.
pub(crate) trait Visitor {
    /// Begins an element; `rest` is the rest of the document after its name.
    fn open(&mut self, _element: &'static Declaration, _rest: &[u8]) {}
    /// Visits an attribute of the element that began last.
    fn attribute(&mut self, _attribute: &'static Attribute, _value: &[u8]) {}
    /// Visits the text of an element that holds text; it may be empty.
    fn text(&mut self, _text: &[u8]) {}
    /// Ends the innermost element.
    fn close(&mut self) {}
    /// Visits an element with text and without attributes; replaces calls of `open`, `text` and `close`.
    fn leaf(&mut self, _element: &'static Declaration, _text: &[u8]) {}
}

/// A visitor that does nothing.
impl Visitor for () {}

/// Walks over a document, calls the visitor, and returns the same as [`is_valid`].
pub(crate) fn walk(dtd: &'static Dtd, document: &[u8], limits: Limits, visitor: &mut impl Visitor) -> bool {
    // The limits must allow every valid document. If they do not, the general path finds what exceeds them.
    limits.fit_vocabulary(NAME, ATTRIBUTES, DEPTH + 1)
        && limits.check_document(document.len()).is_ok()
        && Walk { dtd, bytes: document, gap: Gap::default(), visitor }.document().is_some()
}

/// An open element with children.
#[derive(Clone, Copy)]
struct Open {
    declared: &'static Declaration,
    /// The first particle of its content model that may come next.
    next: usize,
}

/// Outcome of entering an element.
enum Entered {
    /// It has ended; the offset after its end.
    Over(u32),
    /// It has children; the offset of its content.
    Children(u32),
}

/// The walk. Each step takes the offset of the next byte and returns the offset after what it has read, or `None`
/// for "not known".
struct Walk<'d, V> {
    dtd: &'static Dtd,
    bytes: &'d [u8],
    gap: Gap,
    visitor: &'d mut V,
}

impl<V: Visitor> Walk<'_, V> {
    /// Reads the whole document.
    fn document(&mut self) -> Option<()> {
        let root = self.dtd.at(0);
        let mut at = self.behind_space(0);
        if self.rest(at).starts_with(DECLARATION.as_bytes()) {
            at += DECLARATION.len() as u32;
        }
        at = self.behind_gap(at)?;
        let end = root.tag.match_open(self.bytes, at)?;
        match self.enter(root, end)? {
            Entered::Over(behind) => at = behind,
            Entered::Children(behind) => at = self.content(root, behind)?,
        }
        (self.behind_space(at) as usize == self.bytes.len()).then_some(())
    }

    /// Reads the content of the root and its end tag.
    fn content(&mut self, root: &'static Declaration, mut at: u32) -> Option<u32> {
        let (dtd, bytes) = (self.dtd, self.bytes);
        let mut parents = [Open { declared: root, next: 0 }; DEPTH - 1];
        let (mut depth, mut declared, mut model, mut next) = (0, root, root.children(), 0);
        'next: loop {
            at = self.behind_gap(at)?;
            let (mut found, mut tries) = (next, NEAR);
            let end = loop {
                let place = model.get(found);
                if let Some(place) = place {
                    let child = dtd.at(place.element);
                    if child.is_plain {
                        match child.tag.match_leaf(bytes, at) {
                            LeafMatch::Text { start, end, behind } => {
                                self.visitor.leaf(child, slice(bytes, start, end));
                                at = behind;
                                next = found + usize::from(!place.many);
                                continue 'next;
                            }
                            LeafMatch::Empty { behind } => {
                                self.visitor.leaf(child, &[]);
                                at = behind;
                                next = found + usize::from(!place.many);
                                continue 'next;
                            }
                            // Attributes, or text that is not plain.
                            LeafMatch::Unusual => {
                                if let Some(end) = child.tag.match_open(bytes, at) {
                                    break end;
                                }
                            }
                            LeafMatch::Other => {}
                        }
                    } else if let Some(end) = child.tag.match_open(bytes, at) {
                        break end;
                    }
                }
                if bytes.get(at as usize + 1) == Some(&b'/') {
                    if declared.required_children >> next != 0 {
                        return None;
                    }
                    at = self.end_tag(declared, at)?;
                    self.visitor.close();
                    if depth == 0 {
                        return Some(at);
                    }
                    depth -= 1;
                    Open { declared, next } = parents[depth];
                    model = declared.children();
                    continue 'next;
                }
                // The element of this particle is left out: try the next one. A required one may still be here, if
                // its name is too long to be laid out.
                tries -= 1;
                if tries == 0 || place.is_none_or(|place| place.required) {
                    let end;
                    (found, end) = self.place(declared, next, at)?;
                    break end;
                }
                found += 1;
            };
            let place = &model[found];
            next = found + usize::from(!place.many);
            let child = dtd.at(place.element);
            match self.enter(child, end)? {
                Entered::Over(behind) => at = behind,
                Entered::Children(behind) => {
                    *parents.get_mut(depth)? = Open { declared, next };
                    depth += 1;
                    (at, declared, model, next) = (behind, child, child.children(), 0);
                }
            }
        }
    }

    /// Finds the particle of the tag at `at`, from `next` on. Returns its index and the end of the name.
    #[inline(never)]
    fn place(&self, declared: &Declaration, next: usize, at: u32) -> Option<(usize, u32)> {
        let (element, end) = self.element_named(at)?;
        let behind = declared.children().get(next..)?.iter().position(|place| place.element == element)?;
        // No required particle may be left out.
        (declared.required_children >> next & !(!0 << behind) == 0).then_some((next + behind, end))
    }

    /// Finds the element of the tag at `at` by the hash of its name. Returns its index and the end of the name.
    fn element_named(&self, at: u32) -> Option<(u8, u32)> {
        let end = scan::skip_letters(self.bytes, at as usize + 1);
        let name = self.bytes.get(at as usize + 1..end)?;
        let is_named = |element: &usize| self.dtd.elements[*element].name.as_bytes() == name;
        let element = index::candidates(&self.dtd.index, name).find(is_named)?;
        matches!(self.bytes.get(end), Some(b'>' | b' ' | b'/')).then_some((element as u8, end as u32))
    }

    /// Reads the rest of a start tag whose name ends at `at`, and also the content and the end tag of an element that
    /// cannot have children.
    fn enter(&mut self, declared: &'static Declaration, mut at: u32) -> Option<Entered> {
        self.visitor.open(declared, self.bytes.get(at as usize..).unwrap_or_default());
        if self.byte(at) == Some(b' ') {
            at = self.attributes(declared, at)?;
        } else if declared.required_attributes != 0 {
            return None;
        }
        let at = match self.byte(at)? {
            b'>' => at + 1,
            b'/' if self.byte(at + 1) == Some(b'>') && declared.required_children == 0 => {
                if matches!(declared.content, ContentModel::Text) {
                    self.visitor.text(&[]);
                }
                self.visitor.close();
                return Some(Entered::Over(at + 2));
            }
            _ => return None,
        };
        let behind = match declared.content {
            ContentModel::Children(_) => return Some(Entered::Children(at)),
            ContentModel::Text => self.text(declared, at)?,
            ContentModel::Empty => self.end_tag(declared, at)?,
        };
        self.visitor.close();
        Some(Entered::Over(behind))
    }

    /// Reads the attributes of a start tag; the space before the first is at `at`.
    fn attributes(&mut self, declared: &'static Declaration, mut at: u32) -> Option<u32> {
        let (mut there, mut next) = (0, 0);
        while self.byte(at) == Some(b' ') {
            let predicted = declared.attributes.get(next);
            let (index, (start, end)) = match predicted.and_then(|it| it.tag.match_attribute(self.bytes, at)) {
                Some(value) => (next, value),
                None => self.attribute(declared, at)?,
            };
            let attribute = &declared.attributes[index];
            let value = self.bytes.get(start as usize..end as usize)?;
            if there & 1 << index != 0 || !attribute.may_hold(value) {
                return None;
            }
            self.visitor.attribute(attribute, value);
            (at, there, next) = (end + 1, there | 1 << index, index + 1);
        }
        (declared.required_attributes & !there == 0).then_some(at)
    }

    /// Reads an attribute that did not match the predicted one. Returns its index and the span of its value.
    #[inline(never)]
    fn attribute(&self, declared: &Declaration, at: u32) -> Option<(usize, (u32, u32))> {
        let mut attributes = declared.attributes.iter().enumerate();
        let matched = attributes.find_map(|(index, it)| Some((index, it.tag.match_attribute(self.bytes, at)?)));
        matched.or_else(|| self.unusual_attribute(declared, at))
    }

    /// Reads an attribute whose value is not plain. Returns its index and the span of its value.
    #[cold]
    fn unusual_attribute(&self, declared: &Declaration, at: u32) -> Option<(usize, (u32, u32))> {
        let rest = self.rest(at + 1);
        let behind_name = |attribute: &Attribute| rest.strip_prefix(attribute.name.as_bytes())?.strip_prefix(b"=\"");
        let (index, value) =
            declared.attributes.iter().enumerate().find_map(|(index, it)| Some((index, behind_name(it)?)))?;
        let start = (self.bytes.len() - value.len()) as u32;
        let end = match plain_value_end(self.bytes, start) {
            Some(end) if self.byte(end) == Some(b'"') => end,
            _ => self.unusual_end(start, memchr::memchr2(b'"', b'<', value)?, b'"')?,
        };
        Some((index, (start, end)))
    }

    /// Reads text from `at` on and the end tag of its element.
    fn text(&mut self, declared: &Declaration, at: u32) -> Option<u32> {
        let end = match plain_text_end(self.bytes, at) {
            Some(end) if self.byte(end) == Some(b'<') => end,
            _ => self.unusual_text(at)?,
        };
        self.visitor.text(slice(self.bytes, at, end));
        self.end_tag(declared, end)
    }

    #[cold]
    #[inline(never)]
    fn unusual_text(&self, at: u32) -> Option<u32> {
        self.unusual_end(at, memchr::memchr(b'<', self.rest(at))?, b'<')
    }

    /// Returns the end of text or of a value of this length, if `mark` follows it and all its characters and
    /// references are well-formed.
    fn unusual_end(&self, start: u32, length: usize, mark: u8) -> Option<u32> {
        let (text, behind) = self.rest(start).split_at_checked(length)?;
        let text = core::str::from_utf8(text).ok()?;
        let in_order = text.chars().all(is_char) && check_references(text, 0).is_ok() && !text.contains("]]>");
        (in_order && behind.first() == Some(&mark)).then_some(start + length as u32)
    }

    /// Reads the end tag of this element at `at`.
    #[inline(always)]
    fn end_tag(&self, declared: &Declaration, at: u32) -> Option<u32> {
        if declared.tag.match_end(self.bytes, at) {
            return Some(at + 3 + declared.tag.len() as u32);
        }
        if declared.tag.len() == 0 { self.long_end_tag(declared, at) } else { None }
    }

    /// Reads the end tag of an element whose name is too long to be laid out.
    #[cold]
    fn long_end_tag(&self, declared: &Declaration, at: u32) -> Option<u32> {
        let behind = self.rest(at).strip_prefix(b"</")?.strip_prefix(declared.name.as_bytes())?;
        (behind.first() == Some(&b'>')).then_some(at + 3 + declared.name.len() as u32)
    }

    /// Skips white space at `at`; a `<` must follow.
    #[inline(always)]
    fn behind_gap(&mut self, at: u32) -> Option<u32> {
        if self.byte(at) == Some(b'<') {
            return Some(at);
        }
        let behind = self.gap.skip(self.bytes, at);
        (self.byte(behind) == Some(b'<')).then_some(behind)
    }

    /// Skips white space at `at`, byte by byte.
    fn behind_space(&self, at: u32) -> u32 {
        at + self.rest(at).iter().take_while(|byte| is_space(**byte)).count() as u32
    }

    #[inline(always)]
    fn byte(&self, at: u32) -> Option<u8> {
        self.bytes.get(at as usize).copied()
    }

    fn rest(&self, at: u32) -> &[u8] {
        self.bytes.get(at as usize..).unwrap_or_default()
    }
}

#[inline(always)]
fn slice(bytes: &[u8], start: u32, end: u32) -> &[u8] {
    bytes.get(start as usize..end as usize).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    extern crate std;

    use std::path::{Path, PathBuf};
    use std::{fs, vec::Vec};

    use super::*;
    use crate::schema::Protocol;

    /// Returns the documented messages of the corpus for which `is_missed` is true.
    pub(crate) fn documented(mut is_missed: impl FnMut(Protocol, &[u8]) -> bool) -> Vec<PathBuf> {
        let mut missed = Vec::new();
        for (folder, protocol) in [("cap-c", Protocol::CapC), ("ccc2", Protocol::Ccc2)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
            let entries = fs::read_dir(folder).expect("a folder");
            let paths = entries.map(|entry| entry.expect("an entry").path());
            missed.extend(paths.filter(|path| is_missed(protocol, &fs::read(path).expect("a file"))));
        }
        missed
    }

    /// The fast path must know all valid documents of the corpus. `tests/dtd.rs` checks that its results are right.
    #[test]
    fn it_knows_every_documented_message() {
        let missed = documented(|protocol, document| {
            let mut general = crate::dtd::Violations::new(protocol, document, Limits::default().shortcuts(false));
            general.next().is_none() && !is_valid(Dtd::of(protocol), document, Limits::default())
        });
        assert!(missed.is_empty(), "{missed:#?}");
    }
}
