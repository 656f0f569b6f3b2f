//! Fast reader, unusual spellings: aliases, references, white space in tags, attributes of leaves, and unknown
//! elements and attributes. They are read by the grammar, byte by byte where necessary, but without tokens.

use super::{At, FastReader};
use crate::envelope::ROOT;
use crate::schema::tape::{ATTRIBUTE, LeafPlace, Note, NoteKind, UNESCAPE, end, pack, start};
use crate::schema::{Row, Schema};
use crate::xml::simd::scan::{self, Unusual};
use crate::xml::{Tag, check_references, is_char, is_declaration, is_space};

/// The most attributes of one tag whose names are compared in pairs to find duplicates. The general reader reads
/// a tag with more.
const MOST_ATTRIBUTES: usize = 8;

impl FastReader<'_, '_, '_, '_> {
    /// Returns the bytes of a span.
    pub(super) fn raw(&self, span: u64) -> Option<&[u8]> {
        self.bytes.get(start(span)..end(span))
    }

    /// Reads any child, its `<` at `at`.
    #[cold]
    #[inline(never)]
    pub(super) fn any_child(
        &mut self,
        schema: &'static Schema,
        base: usize,
        order: usize,
        last: &mut usize,
        at: At,
    ) -> Option<At> {
        // The general reader reads text between elements.
        let name = self.name(at + 1).filter(|_| self.byte(at) == Some(b'<'))?;
        let Some(row) = schema.find_bytes(self.raw(name)?, false) else {
            let behind = self.skip(at, name, self.depth)?;
            self.out.unknown_element(base, pack(at, behind));
            return Some(behind);
        };
        let declared = &schema.rows[row];
        *last = row + 1;
        let Some(inner) = declared.inner else { return self.any_leaf(schema, base, row, at, name) };
        let spellings = core::iter::once(&declared.name).chain(declared.aliases);
        let spelling = spellings.copied().find(|other| self.raw(name) == Some(other.as_bytes()))?;
        let tag = if spelling == declared.name { declared.tag } else { Tag::element(spelling) };
        let order = order + usize::from(declared.order);
        self.inner(base, row, declared.many, inner, &tag, order, at, end(name) as At)
    }

    /// Reads a leaf that did not match the tag of its row; `Some(None)` if it has another name.
    #[cold]
    #[inline(never)]
    pub(super) fn unusual_leaf(
        &mut self,
        schema: &Schema,
        base: usize,
        index: usize,
        row: &Row,
        at: At,
    ) -> Option<Option<At>> {
        let end = at + 1 + row.name.len() as At;
        let tag = self.bytes.get(at as usize..end as usize).and_then(|tag| tag.strip_prefix(b"<"));
        if tag != Some(row.name.as_bytes())
            || !self.byte(end).is_some_and(|byte| matches!(byte, b'>' | b'/') || is_space(byte))
        {
            return Some(None);
        }
        self.any_leaf(schema, base, index, at, pack(at + 1, end)).map(Some)
    }

    /// Reads a leaf with this name in any spelling, its `<` at `at`.
    fn any_leaf(&mut self, schema: &Schema, base: usize, row: usize, at: At, name: u64) -> Option<At> {
        let (notes, mut behind) = (self.out.notes.len(), end(name) as At);
        let tag_end = loop {
            let (attribute, value, end) = match self.attribute_or_end(behind)? {
                Ok(attribute) => attribute,
                Err(tag_end) => break tag_end,
            };
            self.is_new_name(base, NoteKind::LeafAttribute, attribute, 0)?;
            self.out.leaf_attribute(base, attribute, value);
            behind = end;
        };
        let (value, behind) = if self.byte(tag_end)? == b'>' {
            self.text_and_end(self.raw(name)?, tag_end + 1)?
        } else {
            let behind = self.empty_end(tag_end)?;
            (pack(behind, behind), behind)
        };
        let leaf = LeafPlace { start: at as usize, value, behind: behind as usize, notes };
        self.out.leaf(self.bytes, schema, base, row, &leaf)?;
        Some(behind)
    }

    /// Checks and skips an element that no row reads, its `<` at `at`, while `depth` elements are open.
    fn skip(&mut self, at: At, name: u64, depth: usize) -> Option<At> {
        if !self.limits.may_open(depth) || self.raw(name)? == ROOT.as_bytes() {
            return None;
        }
        let mut at = at.max(end(name) as At);
        let (mut names, mut count) = ([0; MOST_ATTRIBUTES], 0);
        let tag_end = loop {
            let (attribute, _, behind) = match self.attribute_or_end(at)? {
                Ok(attribute) => attribute,
                Err(tag_end) => break tag_end,
            };
            let is_new = names[..count].iter().all(|other| self.raw(*other) != self.raw(attribute));
            *names.get_mut(count).filter(|_| is_new)? = attribute;
            (at, count) = (behind, count + 1);
        };
        if self.byte(tag_end)? == b'/' {
            return self.empty_end(tag_end);
        }
        at = tag_end + 1;
        loop {
            if self.byte(at)? != b'<' || self.byte(at + 1)? == b'!' {
                (_, at) = self.text(at)?;
            }
            if self.byte(at + 1)? == b'/' {
                return self.end_tag(self.raw(name)?, at);
            }
            let inner = self.name(at + 1)?;
            at = self.skip(at, inner, depth + 1)?;
        }
    }

    /// Reads an attribute that was not predicted. Returns the offset after it and `false`, or that of the end of
    /// the tag and `true`.
    #[inline(never)]
    pub(super) fn other_attribute(
        &mut self,
        schema: &'static Schema,
        base: usize,
        order: usize,
        at: At,
        last: &mut usize,
    ) -> Option<(At, bool)> {
        let (name, value, behind) = match self.attribute_or_end(at)? {
            Ok(attribute) => attribute,
            Err(tag_end) => return Some((tag_end, true)),
        };
        match schema.find_bytes(self.raw(name)?, true) {
            Some(row) => {
                // The general reader reads duplicates and second spellings.
                let word = self.out.row(base, row).filter(|word| **word == 0)?;
                *word = value | ATTRIBUTE;
                self.order.learn(order, *last, row);
                *last = row + 1;
            }
            None => {
                self.is_new_name(base, NoteKind::Attribute, name, MOST_ATTRIBUTES / 2)?;
                self.out.unknown_attribute(base, name, value);
            }
        }
        Some((behind, false))
    }

    /// Checks that no attribute of the tag that was noted has this name, and that there is room for one more
    /// beside `others`. Those that were noted are the newest notes of their kind of the element.
    pub(super) fn is_new_name(&self, base: usize, kind: NoteKind, name: u64, others: usize) -> Option<()> {
        let is_ours = |note: &&Note| note.element as usize == base && note.kind == kind && note.leaf == 0;
        let mut count = others;
        for note in self.out.notes.iter().rev().take_while(is_ours) {
            count += 1;
            if self.raw(note.label) == self.raw(name) {
                return None;
            }
        }
        (count < MOST_ATTRIBUTES).then_some(())
    }

    /// Reads the rest of a start tag at `at` up to the end of the next attribute, or to the end of the tag. Returns
    /// the attribute as [`any_attribute`](Self::any_attribute) does, or the offset of the `>` or `/`.
    #[inline(always)]
    pub(super) fn attribute_or_end(&self, at: At) -> Option<Result<(u64, u64, At), At>> {
        let tag_end = self.behind_spaces(at);
        if matches!(self.byte(tag_end)?, b'>' | b'/') {
            return Some(Err(tag_end));
        }
        self.any_attribute(at).map(Ok)
    }

    /// Reads an attribute with any name, and the white space before it at `at`. Returns its name, its value and the
    /// offset after it.
    fn any_attribute(&self, at: At) -> Option<(u64, u64, At)> {
        let first = self.behind_spaces(at);
        let name = self.name(first).filter(|_| first > at)?;
        let equals = self.behind_spaces(end(name) as At);
        if self.byte(equals)? != b'=' {
            return None;
        }
        let quote = self.behind_spaces(equals + 1);
        let mark = self.byte(quote).filter(|mark| matches!(mark, b'"' | b'\''))?;
        let from = quote + 1;
        let to = scan::find_quote(self.bytes, from as usize, mark) as At;
        if self.byte(to)? != mark {
            return None;
        }
        let raw = self.bytes.get(from as usize..to as usize)?;
        let unusual = scan::unusual(raw);
        let is_plain = !unusual.characters && !unusual.references;
        let unescape = if is_plain { 0 } else { escapes(raw, unusual, b"&\r\n\t")? };
        Some((name, pack(from, to) | unescape, to + 1))
    }

    /// Reads a name of ASCII characters at `at`.
    pub(super) fn name(&self, at: At) -> Option<u64> {
        let mut end = scan::skip_letters(self.bytes, at as usize);
        let is_start = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':');
        let is_name = |byte: u8| is_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
        if end == at as usize && !is_start(self.byte(at)?) {
            return None;
        }
        end += self.bytes.get(end..)?.iter().take_while(|byte| is_name(**byte)).count();
        let ends = self.bytes.get(end).is_some_and(|byte| matches!(byte, b'>' | b'/' | b'=') || is_space(*byte));
        (ends && self.limits.fits_name(end - at as usize)).then(|| pack(at, end as At))
    }

    /// Reads a declaration that is not the usual one, or none.
    #[cold]
    #[inline(never)]
    pub(super) fn declaration(&self) -> Option<At> {
        if !self.bytes.starts_with(b"<?xml") {
            return Some(0);
        }
        let end = memchr::memmem::find(self.bytes, b"?>")? + 2;
        is_declaration(core::str::from_utf8(self.bytes.get(..end)?).ok()?).then_some(end as At)
    }

    /// Skips white space, comments and processing instructions at `at`.
    #[inline(always)]
    pub(super) fn skip_misc(&mut self, at: At) -> Option<At> {
        let mut at = self.gap.skip(self.bytes, at);
        while let Some(b'!' | b'?') = self.byte(at + 1) {
            at = self.comment_or_instruction(at)?;
            at = self.gap.skip(self.bytes, at);
        }
        Some(at)
    }

    /// Skips the comment or processing instruction at `at`.
    #[cold]
    #[inline(never)]
    pub(super) fn comment_or_instruction(&self, at: At) -> Option<At> {
        if self.byte(at + 1)? == b'!' {
            return self.comment(at);
        }
        let target = self.bytes.get(at as usize..)?.strip_prefix(b"<?")?;
        let length = scan::skip_letters(target, 0);
        let body = target.get(length..).filter(|_| length > 0 && !target[..length].eq_ignore_ascii_case(b"xml"))?;
        let end = memchr::memmem::find(body, b"?>").filter(|end| *end == 0 || is_space(body[0]))?;
        are_characters(body.get(..end)?)?;
        Some(at + (2 + length + end + 2) as At)
    }

    pub(super) fn behind_spaces(&self, mut at: At) -> At {
        while self.byte(at).is_some_and(is_space) {
            at += 1;
        }
        at
    }

    fn empty_end(&self, at: At) -> Option<At> {
        (self.bytes.get(at as usize..at as usize + 2) == Some(b"/>")).then_some(at + 2)
    }

    /// Reads text from `at` up to the next tag, with the comments and CDATA sections in it. Returns its value and
    /// the offset of the tag.
    fn text(&self, at: At) -> Option<(u64, At)> {
        let (mut from, mut unescape) = (at as usize, 0);
        loop {
            let to = from + memchr::memchr(b'<', self.bytes.get(from..)?)?;
            let raw = self.bytes.get(from..to)?;
            let unusual = scan::unusual(raw);
            if unusual.characters || unusual.references {
                unescape |= escapes(raw, unusual, b"&\r")?;
            }
            // Text must not contain `]]>`.
            if memchr::memchr_iter(b'>', raw).any(|at| raw[..at].ends_with(b"]]")) {
                return None;
            }
            let Some(rest) = self.bytes.get(to..).filter(|rest| rest.starts_with(b"<!")) else {
                return Some((pack(at, to as At) | unescape, to as At));
            };
            from = match rest.strip_prefix(b"<![CDATA[") {
                Some(section) => {
                    let length = memchr::memmem::find(section, b"]]>")?;
                    are_characters(section.get(..length)?)?;
                    to + 12 + length
                }
                None => self.comment(to as At)? as usize,
            };
            unescape = UNESCAPE;
        }
    }

    /// Skips the comment at `at`.
    fn comment(&self, at: At) -> Option<At> {
        let comment = self.bytes.get(at as usize..)?.strip_prefix(b"<!--")?;
        let length = memchr::memmem::find(comment, b"--").filter(|end| comment.get(end + 2) == Some(&b'>'))?;
        are_characters(comment.get(..length)?)?;
        Some(at + (7 + length) as At)
    }

    /// Reads text from `at` and an end tag with this name. Returns the value and the offset after the tag.
    #[cold]
    #[inline(never)]
    pub(super) fn text_and_end(&self, name: &[u8], at: At) -> Option<(u64, At)> {
        let (value, tag) = self.text(at)?;
        Some((value, self.end_tag(name, tag)?))
    }

    /// Reads the end tag with this name at `at`.
    pub(super) fn end_tag(&self, name: &[u8], at: At) -> Option<At> {
        let tag = self.bytes.get(at as usize..)?.strip_prefix(b"</")?.strip_prefix(name)?;
        let spaces = tag.iter().take_while(|byte| is_space(**byte)).count();
        (tag.get(spaces) == Some(&b'>')).then_some(at + (3 + name.len() + spaces) as At)
    }

    /// Reads the end tag of an element at `at`, for a name of any length.
    #[cold]
    #[inline(never)]
    pub(super) fn end_of(&self, tag: &Tag, at: At) -> Option<At> {
        self.end_tag(tag.name().as_bytes(), at)
    }
}

/// Returns [`UNESCAPE`] if a value contains any of `bytes`, else 0; `None` if the value is not well-formed.
fn escapes(raw: &[u8], unusual: Unusual, bytes: &[u8]) -> Option<u64> {
    if unusual.characters {
        are_characters(raw)?;
    }
    if unusual.references && !memchr::memchr_iter(b'&', raw).all(|at| is_reference(&raw[at..])) {
        return None;
    }
    Some(if raw.iter().any(|byte| bytes.contains(byte)) { UNESCAPE } else { 0 })
}

/// Returns whether the bytes begin with a reference. Nearly all references are predefined entities.
fn is_reference(bytes: &[u8]) -> bool {
    [&b"&amp;"[..], b"&lt;", b"&gt;", b"&quot;", b"&apos;"].iter().any(|name| bytes.starts_with(name)) || {
        let end = memchr::memchr(b';', bytes).map_or(0, |end| end + 1);
        core::str::from_utf8(&bytes[..end]).is_ok_and(|reference| check_references(reference, 0).is_ok() && end > 0)
    }
}

/// Returns `Some` if the bytes are UTF-8 and all characters are allowed in XML.
#[cold]
#[inline(never)]
fn are_characters(raw: &[u8]) -> Option<()> {
    core::str::from_utf8(raw).ok()?.chars().all(is_char).then_some(())
}
