//! The document being written: short pieces are put together on a page and handed on in one.

use wide::u8x16;

use super::simd::scan;
use super::simd::{Tag, WIDTH};
use super::text::Text;
use super::write::{self, Sink};
use crate::error::Result;

/// Bytes of a page: most messages are one or two of them.
const PAGE: usize = 1024;
/// The longest value that is written together with its tags.
const VALUE: usize = 64;
/// Room for two tags as wide as they are laid out, and a value between them.
const LEAF: usize = 2 * WIDTH + VALUE;
/// Where no page ends.
const NOWHERE: usize = usize::MAX;

/// Puts short pieces together before they go to a sink.
pub struct Writer<'s> {
    sink: &'s mut dyn Sink,
    bytes: [u8; PAGE],
    /// Bytes written and not handed on.
    used: usize,
    /// Where the page ended behind the last start tag. The element is empty if it ends there still.
    content: usize,
}

impl<'s> Writer<'s> {
    pub(crate) const fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, bytes: [0; PAGE], used: 0, content: NOWHERE }
    }

    /// Hands on what has been written.
    pub(crate) fn flush(&mut self) -> Result<()> {
        let written = core::mem::take(&mut self.used);
        self.content = NOWHERE;
        self.sink.put(&self.bytes[..written])
    }

    /// Room for a leaf; `None` where the page is nearly full.
    #[inline(always)]
    fn room(&mut self) -> Option<&mut [u8; LEAF]> {
        self.bytes.get_mut(self.used..)?.first_chunk_mut()
    }

    /// What is known beforehand and stands in every document.
    #[inline(always)]
    pub(crate) fn literal<const N: usize>(&mut self, literal: &[u8; N]) -> Result<()> {
        match self.bytes.get_mut(self.used..).and_then(|room| room.first_chunk_mut()) {
            Some(room) => *room = *literal,
            None => return self.put(literal),
        }
        self.used += N;
        Ok(())
    }

    /// `<name`; attributes and [`begin`](Self::begin) must follow.
    #[inline]
    pub(crate) fn open(&mut self, name: &Tag) -> Result<()> {
        if name.has_pattern()
            && let Some(room) = self.room()
        {
            // But for the `>`.
            self.used += name.write_start(room) - 1;
            return Ok(());
        }
        self.put(b"<")?;
        self.put(name.name().as_bytes())
    }

    /// The `>` of a start tag; content or [`close`](Self::close) must follow.
    #[inline(always)]
    pub(crate) fn begin(&mut self) -> Result<()> {
        if self.used >= PAGE {
            self.flush()?;
        }
        self.literal(b">")?;
        self.content = self.used;
        Ok(())
    }

    /// Ends the element of this name.
    #[inline]
    pub(crate) fn close(&mut self, name: &Tag) -> Result<()> {
        if self.content == self.used {
            self.used -= 1;
            return self.put(b"/>");
        }
        if name.has_pattern()
            && let Some(room) = self.room()
        {
            self.used += name.write_end(room, 0);
            return Ok(());
        }
        write::end(self, name.name())
    }

    /// `<name>text</name>`, or `<name/>` for empty text; ` name="text"` of an attribute.
    pub(crate) fn leaf(&mut self, name: &Tag, text: &Text<'_>) -> Result<()> {
        match text.as_str() {
            Some(plain) if self.short_leaf(name, |room| copy_plain(plain.as_bytes(), room)) => Ok(()),
            _ => self.any_leaf(name, text),
        }
    }

    /// As [`leaf`](Self::leaf), for text that `write` puts down if it is short and needs no reference,
    /// and gives the length of; `false` and nothing done otherwise, or if there is no room.
    #[inline(always)]
    pub(crate) fn short_leaf<const N: usize>(
        &mut self,
        name: &Tag,
        write: impl FnOnce(&mut [u8; N]) -> Option<usize>,
    ) -> bool {
        const { assert!(N <= VALUE) };
        let Some(room) = self.room() else { return false };
        if !name.has_pattern() {
            return false;
        }
        let start = name.write_start(room);
        let Some(value) = room[start..].first_chunk_mut() else { return false };
        let Some(length) = write(value) else { return false };
        let end = name.write_end(room, start + length);
        self.used += start + length + end;
        true
    }

    #[cold]
    #[inline(never)]
    fn any_leaf(&mut self, name: &Tag, text: &Text<'_>) -> Result<()> {
        if self.room().is_none() {
            self.flush()?;
            return self.leaf(name, text);
        }
        if name.is_attribute() {
            write::attribute(self, name.name(), text)
        } else {
            write::leaf(self, name.name(), text)
        }
    }

    /// Text between tags.
    pub(crate) fn text(&mut self, text: &Text<'_>) -> Result<()> {
        if let Some(plain) = text.as_str()
            && let Some(room) = self.room()
            && let Some(room) = room.first_chunk_mut()
            && let Some(length) = copy_plain(plain.as_bytes(), room)
        {
            self.used += length;
            return Ok(());
        }
        if text.is_empty() { Ok(()) } else { write::text(self, text) }
    }
}

/// Copies text that is short and needs no reference wherever it is written, and gives its length;
/// `None` for any other.
///
/// The first and the last bytes of the text, as many as a register holds, are together all of it.
#[inline(always)]
fn copy_plain(text: &[u8], room: &mut [u8; VALUE]) -> Option<usize> {
    if text.len() > VALUE {
        return None;
    }
    let marks = if let Some(ends) = copy_ends::<32>(text, room) {
        let (parts, _) = ends.as_flattened().as_chunks();
        parts.iter().fold(scan::splat(0), |found, part| found | scan::is_escaped(u8x16::new(*part)))
    } else if let Some([first, last]) = copy_ends::<16>(text, room) {
        scan::is_escaped(u8x16::new(first)) | scan::is_escaped(u8x16::new(last))
    } else {
        let [low, high] = if let Some(ends) = copy_ends::<8>(text, room) {
            ends.map(u64::from_ne_bytes)
        } else if let Some(ends) = copy_ends::<4>(text, room) {
            let [first, last] = ends.map(u32::from_ne_bytes).map(u64::from);
            [first | last << 32; 2]
        } else if let Some(ends) = copy_ends::<2>(text, room) {
            let [first, last] = ends.map(u16::from_ne_bytes).map(u64::from);
            [(first | last << 16) * 0x1_0000_0001; 2]
        } else if let Some([[byte], _]) = copy_ends(text, room) {
            [u64::from_ne_bytes([byte; 8]); 2]
        } else {
            return None;
        };
        scan::is_escaped(u8x16::new((u128::from(low) | u128::from(high) << 64).to_ne_bytes()))
    };
    (marks.to_bitmask() == 0).then_some(text.len())
}

/// Copies the first and the last `N` bytes and gives them, if the text is that long.
#[inline(always)]
fn copy_ends<const N: usize>(text: &[u8], room: &mut [u8]) -> Option<[[u8; N]; 2]> {
    let ends = [*text.first_chunk()?, *text.last_chunk()?];
    *room.first_chunk_mut()? = ends[0];
    *room.get_mut(text.len() - N..)?.first_chunk_mut()? = ends[1];
    Some(ends)
}

impl Sink for Writer<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.content = NOWHERE;
        let end = self.used + bytes.len();
        if let Some(room) = self.bytes.get_mut(self.used..end) {
            room.copy_from_slice(bytes);
            self.used = end;
            return Ok(());
        }
        self.flush()?;
        self.sink.put(bytes)
    }
    fn written(&self) -> usize {
        self.sink.written() + self.used
    }
}
