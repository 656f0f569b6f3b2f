//! Buffered XML writer: collects small writes and passes them to a sink in pieces of up to 1 KiB.
//!
//! # Contract
//!
//! The bytes that reach the sink are those that the functions of [`write`](mod@super::write) would write for
//! the same calls. What is left in the buffer is lost unless [`Writer::flush`] is called.
//!
//! # Fast path
//!
//! A leaf element with short text is three copies of a fixed size, whatever its length. Each one writes
//! more than it needs, and the next one overwrites the surplus:
//!
//! ```text
//! buffer before        |...<call>
//! tag, 32 bytes        |         <state>0000000000000000000000000
//! text, 2 copies       |                2
//! end tag, 32 bytes    |                 </state>000000000000000000000000
//! used                 |                         ^
//! ```
//!
//! A copy of a fixed size is one or two vector stores, a copy of a variable size is a call. So a write
//! needs room for the largest leaf ([`LEAF`] bytes); without that it flushes. Escaping is decided in the
//! registers through which the text is copied.

use wide::u8x16;

use super::simd::scan;
use super::simd::{Tag, WIDTH};
use super::text::Text;
use super::write::{self, Sink};
use crate::error::{Error, Kind, Result};
use crate::limits::Limits;

/// Size of the buffer in bytes. Most messages fill one or two.
const CAPACITY: usize = 1024;
/// Longest text, in bytes, that is written together with its tags.
const VALUE: usize = 64;
/// Room for two tags of 32 bytes and a text between them.
const LEAF: usize = 2 * WIDTH + VALUE;
/// Value of [`Writer::content`] if no start tag was just written.
const NO_START_TAG: usize = usize::MAX;

/// Buffer before a sink, with methods that write tags and text.
pub struct Writer<'s> {
    sink: &'s mut dyn Sink,
    bytes: [u8; CAPACITY],
    /// Number of bytes in the buffer.
    used: usize,
    /// Value of `used` right after the last start tag. If it is the same at the end tag, the element is
    /// empty.
    content: usize,
    limits: &'s Limits,
    /// Value of [`Sink::written`] of the sink before the document.
    start: usize,
    /// What happens at [`doubt`](Self::doubt).
    doubts: Doubts,
}

/// Whether a writer may write parts that a reader under the same limits could refuse or take for something else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubts {
    /// None were met, and the first one ends writing.
    Refused,
    /// One has ended writing.
    Met,
    /// They may be written: what is written is read back before anyone gets it.
    Allowed,
}

impl<'s> Writer<'s> {
    /// Creates a writer with an empty buffer, for a document within `limits`.
    pub(crate) fn new(sink: &'s mut dyn Sink, limits: &'s Limits) -> Self {
        let start = sink.written();
        Self { sink, bytes: [0; CAPACITY], used: 0, content: NO_START_TAG, limits, start, doubts: Doubts::Refused }
    }

    /// Allows parts in [`doubt`](Self::doubt), for a document that is read back.
    pub(crate) fn allow_doubts(&mut self) {
        self.doubts = Doubts::Allowed;
    }

    /// Must be called before a part is written that may not be read back as it is: one that could exceed a limit, or
    /// whose name could be taken for another.
    ///
    /// # Errors
    /// An error, upon which the document must be written with [`allow_doubts`](Self::allow_doubts).
    #[cold]
    pub(crate) fn doubt(&mut self) -> Result<()> {
        if self.doubts == Doubts::Allowed {
            return Ok(());
        }
        self.doubts = Doubts::Met;
        Err(Error::new(Kind::NotReversible, self.written()))
    }

    /// Returns whether a [`doubt`](Self::doubt) has ended writing.
    pub(crate) fn has_doubts(&self) -> bool {
        self.doubts == Doubts::Met
    }

    /// Returns whether parts in [`doubt`](Self::doubt) may be written.
    pub(crate) fn allows_doubts(&self) -> bool {
        self.doubts == Doubts::Allowed
    }

    #[inline(always)]
    pub(crate) const fn limits(&self) -> &'s Limits {
        self.limits
    }

    /// Returns the number of bytes of the document that the sink has got.
    pub(crate) fn passed(&self) -> usize {
        self.sink.written() - self.start
    }

    /// Passes the content of the buffer to the sink.
    pub(crate) fn flush(&mut self) -> Result<()> {
        let written = core::mem::take(&mut self.used);
        self.content = NO_START_TAG;
        let length = self.passed() + written;
        self.limits.check_document(length).map_err(|error| error.shifted(self.start))?;
        self.sink.put(&self.bytes[..written])
    }

    /// Passes the content of the buffer and then `bytes`, for which it has no room, to the sink.
    #[cold]
    #[inline(never)]
    fn turn(&mut self, bytes: &[u8]) -> Result<()> {
        self.flush()?;
        if let Some(room) = self.bytes.get_mut(..bytes.len()) {
            room.copy_from_slice(bytes);
            self.used = bytes.len();
            return Ok(());
        }
        let length = self.passed() + bytes.len();
        self.limits.check_document(length).map_err(|error| error.shifted(self.start))?;
        self.sink.put(bytes)
    }

    /// Returns the room for a leaf, or `None` if the buffer is nearly full.
    #[inline(always)]
    fn room(&mut self) -> Option<&mut [u8; LEAF]> {
        self.bytes.get_mut(self.used..)?.first_chunk_mut()
    }

    /// Writes an array, which is a copy of a fixed size.
    #[inline(always)]
    pub(crate) fn put_array<const N: usize>(&mut self, array: &[u8; N]) -> Result<()> {
        match self.bytes.get_mut(self.used..).and_then(|room| room.first_chunk_mut()) {
            Some(room) => *room = *array,
            None => return self.put(array),
        }
        self.used += N;
        Ok(())
    }

    /// Writes `<name`. Attributes and [`begin`](Self::begin) must follow.
    #[inline]
    pub(crate) fn open(&mut self, name: &Tag) -> Result<()> {
        if name.has_pattern()
            && let Some(room) = self.room()
        {
            // Without the `>`.
            self.used += name.write_start(room) - 1;
            return Ok(());
        }
        self.put(b"<")?;
        self.put(name.name().as_bytes())
    }

    /// Writes the `>` of a start tag. Content or [`close`](Self::close) must follow.
    #[inline(always)]
    pub(crate) fn begin(&mut self) -> Result<()> {
        if self.used >= CAPACITY {
            self.flush()?;
        }
        self.put_array(b">")?;
        self.content = self.used;
        Ok(())
    }

    /// Writes the end tag, or makes the start tag an empty-element tag if it was the last write.
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

    /// Writes `<name>text</name>`, or `<name/>` for empty text, or ` name="text"` if it is the name of an
    /// attribute.
    pub(crate) fn leaf(&mut self, name: &Tag, text: &str) -> Result<()> {
        if self.short_leaf(name, |room| copy_plain(text.as_bytes(), room)) {
            return Ok(());
        }
        self.general_leaf(name, text)
    }

    /// Writes a leaf like [`leaf`](Self::leaf).
    #[inline(always)]
    pub(crate) fn text_leaf(&mut self, name: &Tag, text: &Text<'_>) -> Result<()> {
        #[cold]
        #[inline(never)]
        fn rare(out: &mut Writer<'_>, name: &Tag, text: &Text<'_>) -> Result<()> {
            out.leaf(name, text)
        }
        match text.as_slice() {
            Some(slice) => self.leaf(name, slice),
            None => rare(self, name, text),
        }
    }

    /// Writes a leaf like [`leaf`](Self::leaf), with text that the function `write` writes to the start of
    /// an array. The function returns its length, or `None` if it is too long or needs escaping. Returns
    /// `false` and writes nothing in this case, or if there is no room or no pattern for the name.
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

    /// Writes a leaf of any length that may need escaping.
    #[cold]
    #[inline(never)]
    fn general_leaf(&mut self, name: &Tag, text: &str) -> Result<()> {
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

    /// Writes text between tags.
    pub(crate) fn text(&mut self, text: &str) -> Result<()> {
        if let Some(room) = self.room()
            && let Some(room) = room.first_chunk_mut()
            && let Some(length) = copy_plain(text.as_bytes(), room)
        {
            self.used += length;
            return Ok(());
        }
        if text.is_empty() { Ok(()) } else { write::text(self, text) }
    }
}

/// Copies text and returns its length. Returns `None` if the text is empty, longer than 64 bytes or needs
/// escaping; what was written then has no meaning.
///
/// The largest power of two `N` that is not more than the length determines the size of the copies: the
/// first and the last `N` bytes are together all of the text, and the same registers are tested for bytes
/// that need escaping. Copies of fewer than 8 bytes are repeated to fill a vector.
///
/// ```text
/// text, 10 bytes    2 4 0 5 5 5 0 1 2 3
/// first 8           2 4 0 5 5 5 0 1
/// last 8                0 5 5 5 0 1 2 3
/// tested            2 4 0 5 5 5 0 1 0 5 5 5 0 1 2 3
/// ```
#[inline(always)]
fn copy_plain(text: &[u8], room: &mut [u8; VALUE]) -> Option<usize> {
    if text.len() > VALUE {
        return None;
    }
    let lanes = if let Some(ends) = copy_ends::<32>(text, room) {
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
    (lanes.to_bitmask() == 0).then_some(text.len())
}

/// Copies and returns the first and the last `N` bytes, or returns `None` if the text is shorter.
#[inline(always)]
fn copy_ends<const N: usize>(text: &[u8], room: &mut [u8]) -> Option<[[u8; N]; 2]> {
    let ends = [*text.first_chunk()?, *text.last_chunk()?];
    *room.first_chunk_mut()? = ends[0];
    *room.get_mut(text.len() - N..)?.first_chunk_mut()? = ends[1];
    Some(ends)
}

impl Sink for Writer<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.content = NO_START_TAG;
        let end = self.used + bytes.len();
        if let Some(room) = self.bytes.get_mut(self.used..end) {
            room.copy_from_slice(bytes);
            self.used = end;
            return Ok(());
        }
        self.turn(bytes)
    }
    fn written(&self) -> usize {
        self.sink.written() + self.used
    }
}
