//! A page of the document being written: short pieces are put together here and handed on in one.

use wide::u8x16;

use super::literal::Known;
use super::scan;
use super::text::Text;
use super::write::{self, Sink};
use crate::error::Result;

/// Bytes of a page: most messages are one or two of them.
const PAGE: usize = 1024;
/// The longest value that is written together with its tags.
const VALUE: usize = 64;
/// Room for a `>`, two tags as wide as they are laid out, and a value between them.
const LEAF: usize = 192;

/// What has been written and not handed on.
pub struct Page {
    bytes: [u8; PAGE],
    used: usize,
    /// A start tag stands open: its `>` is still to be written, or `/>` if nothing follows.
    in_tag: bool,
}

impl Page {
    /// Writes `<name>text</name>`, or ` name="text"` for an attribute; `false` and nothing done
    /// unless the text is short, says what it means and there is room.
    #[inline]
    pub(crate) fn leaf(&mut self, name: &Known, text: &[u8]) -> bool {
        let Some(room) = self.bytes.get_mut(self.used..).and_then(<[u8]>::first_chunk_mut::<LEAF>) else {
            return false;
        };
        if text.is_empty() || text.len() > VALUE || !name.is_laid_out() {
            return false;
        }
        room[0] = b'>';
        let mut at = usize::from(self.in_tag & !name.is_attribute());
        at += name.write_start(room, at);
        if !copy_plain(text, &mut room[at..]) {
            return false;
        }
        at += text.len();
        at += name.write_end(room, at);
        self.used += at;
        self.in_tag &= name.is_attribute();
        true
    }

    /// Writes `<name`; `false` and nothing done if there is no room or the name is too long.
    fn open(&mut self, name: &Known) -> bool {
        let Some(room) = self.bytes.get_mut(self.used..).and_then(<[u8]>::first_chunk_mut::<LEAF>) else {
            return false;
        };
        if name.is_laid_out() {
            room[0] = b'>';
            let at = usize::from(self.in_tag);
            // But for the `>`.
            self.used += at + name.write_start(room, at) - 1;
            self.in_tag = true;
        }
        name.is_laid_out()
    }

    /// Writes `</name>`; `false` and nothing done if there is no room, the name is too long or the
    /// element is empty.
    fn close(&mut self, name: &Known) -> bool {
        let Some(room) = self.bytes.get_mut(self.used..).and_then(<[u8]>::first_chunk_mut::<LEAF>) else {
            return false;
        };
        let whole = name.is_laid_out() && !self.in_tag;
        if whole {
            self.used += name.write_end(room, 0);
        }
        whole
    }
}

/// Copies text that needs no reference wherever it is written; `false` for any other.
///
/// The first and the last bytes of the text, as many as a register holds, are together all of it.
#[inline(always)]
fn copy_plain(text: &[u8], room: &mut [u8]) -> bool {
    let mut here = [b' '; 16];
    let marks = if let Some(ends) = copy_ends::<32>(text, room) {
        let (parts, _) = ends.as_flattened().as_chunks();
        parts.iter().fold(u8x16::splat(0), |found, part| found | scan::escaped(u8x16::new(*part)))
    } else if let Some([first, last]) = copy_ends::<16>(text, room) {
        scan::escaped(u8x16::new(first)) | scan::escaped(u8x16::new(last))
    } else {
        if let Some(ends) = copy_ends::<8>(text, room) {
            here.copy_from_slice(ends.as_flattened());
        } else if let Some(ends) = copy_ends::<4>(text, room) {
            here[..8].copy_from_slice(ends.as_flattened());
        } else if let Some(ends) = copy_ends::<2>(text, room) {
            here[..4].copy_from_slice(ends.as_flattened());
        } else if let Some(ends) = copy_ends::<1>(text, room) {
            here[..2].copy_from_slice(ends.as_flattened());
        }
        scan::escaped(u8x16::new(here))
    };
    marks.to_bitmask() == 0
}

/// Copies the first and the last `N` bytes and gives them, if the text is that long.
#[inline(always)]
fn copy_ends<const N: usize>(text: &[u8], room: &mut [u8]) -> Option<[[u8; N]; 2]> {
    let ends = [*text.first_chunk()?, *text.last_chunk()?];
    *room.first_chunk_mut()? = ends[0];
    *room.get_mut(text.len() - N..)?.first_chunk_mut()? = ends[1];
    Some(ends)
}

/// Puts short pieces together before they go to a sink.
pub(crate) struct Writer<'s, S: ?Sized> {
    sink: &'s mut S,
    pub page: Page,
}

impl<'s, S: Sink + ?Sized> Writer<'s, S> {
    pub(crate) const fn new(sink: &'s mut S) -> Self {
        Self { sink, page: Page { bytes: [0; PAGE], used: 0, in_tag: false } }
    }

    /// Makes room for a leaf.
    #[inline(always)]
    pub(crate) fn make_room(&mut self) -> Result<()> {
        if self.page.used > PAGE - LEAF { self.flush() } else { Ok(()) }
    }

    /// Hands on what has been written.
    pub(crate) fn flush(&mut self) -> Result<()> {
        let written = core::mem::take(&mut self.page.used);
        self.sink.put(&self.page.bytes[..written])
    }

    /// Begins the content of the element whose tag stands open.
    #[inline]
    pub(crate) fn content(&mut self) -> Result<&mut Self> {
        if core::mem::take(&mut self.page.in_tag) {
            self.put(b">")?;
        }
        Ok(self)
    }

    /// `<name`; attributes or content may follow.
    pub(crate) fn open(&mut self, name: &str) -> Result<()> {
        self.content()?;
        self.put(b"<")?;
        self.put(name.as_bytes())?;
        self.page.in_tag = true;
        Ok(())
    }

    /// As [`open`](Self::open), for a name that is laid out unless it is too long.
    #[inline]
    pub(crate) fn open_known(&mut self, name: &str, known: &Known) -> Result<()> {
        self.make_room()?;
        if self.page.open(known) { Ok(()) } else { self.open(name) }
    }

    /// Ends the element of this name.
    pub(crate) fn close(&mut self, name: &str) -> Result<()> {
        if core::mem::take(&mut self.page.in_tag) {
            return self.put(b"/>");
        }
        self.put(b"</")?;
        self.put(name.as_bytes())?;
        self.put(b">")
    }

    /// As [`close`](Self::close), for a name that is laid out unless it is too long.
    #[inline]
    pub(crate) fn close_known(&mut self, name: &str, known: &Known) -> Result<()> {
        self.make_room()?;
        if self.page.close(known) { Ok(()) } else { self.close(name) }
    }

    /// ` name="value"`.
    #[inline]
    pub(crate) fn attribute(&mut self, name: &str, known: &Known, value: &Text<'_>) -> Result<()> {
        self.make_room()?;
        if value.as_str().is_some_and(|text| self.page.leaf(known, text.as_bytes())) {
            return Ok(());
        }
        write::attribute(self, name, value)
    }
}

impl<S: Sink + ?Sized> Sink for Writer<'_, S> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let end = self.page.used + bytes.len();
        if let Some(room) = self.page.bytes.get_mut(self.page.used..end) {
            room.copy_from_slice(bytes);
            self.page.used = end;
            return Ok(());
        }
        self.flush()?;
        self.sink.put(bytes)
    }
    fn written(&self) -> usize {
        self.sink.written() + self.page.used
    }
}
