//! Sources: a tape together with its document.

use super::{ATTRIBUTE, Places, end, start};
use crate::xml::{RawText, Text};

/// A tape and its document, after the whole document was checked to be UTF-8.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t, 'a> {
    pub(crate) places: Places<'t>,
    pub(crate) document: &'a str,
}

impl<'a> Source<'_, 'a> {
    /// Returns the text of a span, without unescaping it.
    #[inline(always)]
    pub(crate) fn raw(&self, word: u64) -> &'a str {
        self.document.get(start(word)..end(word)).unwrap_or_default()
    }
}

/// A tape and its document, in which each value is checked to be UTF-8 when it is read.
#[derive(Clone, Copy)]
pub struct Viewed<'t, 'a> {
    pub(crate) places: Places<'t>,
    pub(crate) document: &'a [u8],
}

impl<'a> Viewed<'_, 'a> {
    /// Returns the text of a span, without unescaping it. It is always UTF-8: the reader has checked it.
    #[inline(always)]
    pub(crate) fn raw(&self, word: u64) -> &'a str {
        let bytes = self.document.get(start(word)..end(word)).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// Returns the text of a value whose word has [`UNESCAPE`](super::UNESCAPE) set.
#[cold]
#[inline(never)]
pub(crate) fn unescaped(word: u64, raw: &str) -> Text<'_> {
    if word & ATTRIBUTE != 0 { RawText::attribute(raw).to_text() } else { RawText::content(raw).to_text() }
}
