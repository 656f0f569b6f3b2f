//! Fast path of DTD validation: one walk over the bytes of a document that is certainly valid.
//!
//! # Contract
//!
//! [`is_valid`] answers `true` only for a document that is well-formed under the limits and has no
//! violation: one for which the [validator](super::Violations) would yield nothing. `false` means "not
//! known", and the validator then reads the document from the beginning and decides everything. The two
//! share no state, so neither can depend on what the other did; `tests/dtd.rs` holds them against each
//! other.
//!
//! # Prediction
//!
//! A valid document has its elements in the order of the DTD, and every content model of both DTDs is a
//! sequence in which a name occurs once. So the next element is predicted by the content model itself, and
//! all that need be known of an open element is its `next` place:
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
//!     pass over white space; a `<` must follow
//!     for the place `next` and the few behind it, as long as those before need not be there:
//!         if its tag stands here: pass over the leaf, or enter the element; again
//!         if `</` stands here:    pass over the end tag of the open element, if no required place is left; again
//!     look the name up by its hash, and its place behind `next`: pass over the leaf, or enter the element; again
//!     or else: not known
//! ```
//!
//! Nothing goes back: a place before `next` is out of order or repeated, and so is for the validator to
//! report. The walk gives up at the first thing it does not know, and takes time linear in what it walked
//! over. Prediction by the table pays more here than an order learned from the sender: it is right for every
//! sender, needs no state, and a field that is left out costs one comparison.
//!
//! # Characters
//!
//! The matchers of [`Tag`](crate::xml::Tag) take printable ASCII without references, so there is no pass over the
//! whole document for UTF-8 and forbidden characters. Text or a value with anything else in it is looked at
//! by itself, see [`Walk::unusual_end`]. Comments, CDATA sections, instructions, single quotes and blanks
//! inside tags are not known here: few senders use them.

use super::{Attribute, ContentModel, Declaration, Dtd};
use crate::limits::Limits;
use crate::schema::index;
use crate::xml::simd::{Gap, LeafMatch, plain_text_end, plain_value_end, scan};
use crate::xml::{DECLARATION, check_references, is_char, is_space};

/// Elements with children that can be open in a valid document; a leaf may stand in the innermost.
const DEPTH: usize = 8;
/// Bytes of the longest name of the DTDs, at most.
pub(super) const NAME: usize = 40;
/// Attributes of one declaration, at most.
pub(super) const ATTRIBUTES: usize = 8;
/// Places tried one after the other before a name is looked up by its hash.
const NEAR: usize = 3;

/// Returns whether the document certainly is well-formed under these limits and valid; `false` is "not known".
pub(super) fn is_valid(dtd: &'static Dtd, document: &[u8], limits: Limits) -> bool {
    walk(dtd, document, limits, &mut ())
}

/// A second judge of the document, which is told what the walk passes over. What it is told is worth something
/// only if the walk comes to the end.
///
/// Values are the bytes as they stand in the document: well-formed, but perhaps with references in them.
pub(crate) trait Visitor {
    /// An element begins; `rest` stands behind its name.
    fn open(&mut self, _element: &'static Declaration, _rest: &[u8]) {}
    /// An attribute of the element that began last.
    fn attribute(&mut self, _attribute: &'static Attribute, _value: &[u8]) {}
    /// The text of an element that holds text, be it empty.
    fn text(&mut self, _text: &[u8]) {}
    /// The innermost element ends.
    fn close(&mut self) {}
    /// An element without attributes that holds text: all of the above in one.
    fn leaf(&mut self, _element: &'static Declaration, _text: &[u8]) {}
}

/// Nobody is told.
impl Visitor for () {}

/// Does what [`is_valid`] does, and tells a visitor.
pub(crate) fn walk(dtd: &'static Dtd, document: &[u8], limits: Limits, visitor: &mut impl Visitor) -> bool {
    // Room for whatever a valid document may hold. Where there is less, the general walk says what is wrong.
    let roomy = limits.fits_name(NAME) && limits.may_have(ATTRIBUTES - 1) && limits.may_open(DEPTH);
    roomy
        && limits.check_document(document.len()).is_ok()
        && Walk { dtd, bytes: document, gap: Gap::default(), visitor }.document().is_some()
}

/// An open element with children.
#[derive(Clone, Copy)]
struct Open {
    declared: &'static Declaration,
    /// The first place of its content model that may come next.
    next: usize,
}

/// Outcome of entering an element.
enum Entered {
    /// It is over already: what follows its end.
    Over(u32),
    /// Its children follow from here on.
    Children(u32),
}

/// The walk: each step takes the place where something begins and gives the place behind it, or `None`
/// if it is not known.
struct Walk<'d, V> {
    dtd: &'static Dtd,
    bytes: &'d [u8],
    gap: Gap,
    visitor: &'d mut V,
}

impl<V: Visitor> Walk<'_, V> {
    /// The whole document.
    fn document(&mut self) -> Option<()> {
        let root = self.dtd.at(0);
        let mut at = self.behind_space(0);
        if self.rest(at).starts_with(DECLARATION.as_bytes()) {
            at += DECLARATION.len() as u32;
        }
        at = self.behind_gap(at)?;
        let end = root.known.match_open(self.bytes, at)?;
        match self.enter(root, end)? {
            Entered::Over(behind) => at = behind,
            Entered::Children(behind) => at = self.content(root, behind)?,
        }
        (self.behind_space(at) as usize == self.bytes.len()).then_some(())
    }

    /// Content of the root, from its first child to behind its end tag.
    fn content(&mut self, root: &'static Declaration, mut at: u32) -> Option<u32> {
        let (dtd, bytes) = (self.dtd, self.bytes);
        let mut outside = [Open { declared: root, next: 0 }; DEPTH - 1];
        let (mut depth, mut declared, mut model, mut next) = (0, root, root.children(), 0);
        'next: loop {
            at = self.behind_gap(at)?;
            let (mut found, mut tries) = (next, NEAR);
            let end = loop {
                let place = model.get(found);
                if let Some(place) = place {
                    let child = dtd.at(place.element);
                    if child.is_plain {
                        match child.known.match_leaf(bytes, at) {
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
                                if let Some(end) = child.known.match_open(bytes, at) {
                                    break end;
                                }
                            }
                            LeafMatch::Other => {}
                        }
                    } else if let Some(end) = child.known.match_open(bytes, at) {
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
                    Open { declared, next } = outside[depth];
                    model = declared.children();
                    continue 'next;
                }
                // The place is left out, so the next one is tried. Of one that must be there the name may be too
                // long to be laid out.
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
                    *outside.get_mut(depth)? = Open { declared, next };
                    depth += 1;
                    (at, declared, model, next) = (behind, child, child.children(), 0);
                }
            }
        }
    }

    /// The place of the tag at `at`, behind `next` in the content model, and where the name ends.
    #[inline(never)]
    fn place(&self, declared: &Declaration, next: usize, at: u32) -> Option<(usize, u32)> {
        let (element, end) = self.element_named(at)?;
        let behind = declared.children().get(next..)?.iter().position(|place| place.element == element)?;
        // No required place may be left out.
        (declared.required_children >> next & !(!0 << behind) == 0).then_some((next + behind, end))
    }

    /// The element whose tag begins at `at`, found by the hash of its name, and where the name ends.
    fn element_named(&self, at: u32) -> Option<(u8, u32)> {
        let end = scan::skip_letters(self.bytes, at as usize + 1);
        let name = self.bytes.get(at as usize + 1..end)?;
        let is_named = |element: &usize| self.dtd.elements[*element].name.as_bytes() == name;
        let element = index::candidates(&self.dtd.index, name).find(is_named)?;
        matches!(self.bytes.get(end), Some(b'>' | b' ' | b'/')).then_some((element as u8, end as u32))
    }

    /// An element whose name ends at `at`: the rest of its start tag, and if it has no children, its content
    /// and its end tag.
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

    /// Attributes of a start tag, the space before the first at `at`.
    fn attributes(&mut self, declared: &'static Declaration, mut at: u32) -> Option<u32> {
        let (mut there, mut next) = (0, 0);
        while self.byte(at) == Some(b' ') {
            let predicted = declared.attributes.get(next);
            let (index, (start, end)) = match predicted.and_then(|it| it.known.match_attribute(self.bytes, at)) {
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

    /// An attribute that is not the predicted one or not plain: its index and where its value stands.
    #[inline(never)]
    fn attribute(&self, declared: &Declaration, at: u32) -> Option<(usize, (u32, u32))> {
        let mut attributes = declared.attributes.iter().enumerate();
        let matched = attributes.find_map(|(index, it)| Some((index, it.known.match_attribute(self.bytes, at)?)));
        matched.or_else(|| self.unusual_attribute(declared, at))
    }

    /// An attribute with a value that is not plain: its index and the place of the value.
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

    /// Text from `at` on and the end tag of its element.
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

    /// The end of text or of a value that begins at `start` and has this length, if the byte there is the
    /// one that ends it, and all characters and references before it are in order.
    fn unusual_end(&self, start: u32, length: usize, mark: u8) -> Option<u32> {
        let (text, behind) = self.rest(start).split_at_checked(length)?;
        let text = core::str::from_utf8(text).ok()?;
        let in_order = text.chars().all(is_char) && check_references(text, 0).is_ok() && !text.contains("]]>");
        (in_order && behind.first() == Some(&mark)).then_some(start + length as u32)
    }

    /// The end tag of this element at `at`.
    #[inline(always)]
    fn end_tag(&self, declared: &Declaration, at: u32) -> Option<u32> {
        if declared.known.match_end(self.bytes, at) {
            return Some(at + 3 + declared.known.len() as u32);
        }
        if declared.known.len() == 0 { self.long_end_tag(declared, at) } else { None }
    }

    /// The end tag of an element with a name that is too long to be laid out.
    #[cold]
    fn long_end_tag(&self, declared: &Declaration, at: u32) -> Option<u32> {
        let behind = self.rest(at).strip_prefix(b"</")?.strip_prefix(declared.name.as_bytes())?;
        (behind.first() == Some(&b'>')).then_some(at + 3 + declared.name.len() as u32)
    }

    /// The `<` behind the white space at `at`.
    #[inline(always)]
    fn behind_gap(&mut self, at: u32) -> Option<u32> {
        if self.byte(at) == Some(b'<') {
            return Some(at);
        }
        let behind = self.gap.skip(self.bytes, at);
        (self.byte(behind) == Some(b'<')).then_some(behind)
    }

    /// The place behind the white space at `at`, byte by byte.
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
mod tests {
    extern crate std;

    use std::{fs, path::Path, vec::Vec};

    use super::*;
    use crate::schema::Protocol;

    /// Whatever it answers is right by the laws of `tests/dtd.rs`; this holds that it is worth asking.
    #[test]
    fn it_knows_every_documented_message() {
        for (folder, protocol) in [("cap-c", Protocol::CapC), ("ccc2", Protocol::Ccc2)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
            let mut unknown = Vec::new();
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let document = fs::read(&path).expect("a file");
                let valid = crate::dtd::Violations::new(protocol, &document, Limits::default().shortcuts(false))
                    .next()
                    .is_none();
                if valid && !is_valid(Dtd::of(protocol), &document, Limits::default()) {
                    unknown.push(path);
                }
            }
            assert!(unknown.is_empty(), "{unknown:#?}");
        }
    }
}
