//! A tape beside its document.

use super::{ATTRIBUTE, Places, end, start};
use crate::xml::Text;

/// A tape and its document, which is known to be UTF-8 as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t, 'a> {
    pub(crate) places: Places<'t>,
    pub(crate) document: &'a str,
}

impl<'a> Source<'_, 'a> {
    /// The bytes of a value or an element as they stand.
    #[inline(always)]
    pub(crate) fn raw(&self, word: u64) -> &'a str {
        self.document.get(start(word)..end(word)).unwrap_or_default()
    }
}

/// A tape and its document, the parts of which are known to be UTF-8 one by one.
#[derive(Clone, Copy)]
pub struct Viewed<'t, 'a> {
    pub(crate) places: Places<'t>,
    pub(crate) document: &'a [u8],
}

impl<'a> Viewed<'_, 'a> {
    /// The bytes of a value as they stand. The reader has checked them, so they are UTF-8.
    #[inline(always)]
    pub(crate) fn raw(&self, word: u64) -> &'a str {
        let bytes = self.document.get(start(word)..end(word)).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// The characters of a value that has to be unescaped.
#[cold]
#[inline(never)]
pub(crate) fn unescaped(word: u64, raw: &str) -> Text<'_> {
    if word & ATTRIBUTE != 0 { Text::attribute(raw) } else { Text::content(raw) }
}
