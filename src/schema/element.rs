//! Elements: uniform access to the fields of a declared element, whatever their types.
//!
//! An [`Element`] has a [`Slot`] for each row of its table, a slot holds items, and an [`Item`] is a leaf or
//! an element again. [`SlotType`] is what the type of a slot determines without a value.

use super::tape::{Source, UNESCAPE, Viewed, unescaped};
use super::unknown::Unknown;
use super::value::Buffer;
use super::{Protocol, Row, Schema};
use crate::error::Result;
use crate::xml::{Text, Writer};

/// A declared element: slots by index, and what the rows do not know.
pub trait Element<'a> {
    /// Its declaration.
    fn schema(&self) -> &'static Schema;
    /// The slot of row `index`.
    fn slot(&self, index: usize) -> &dyn Slot<'a>;
    /// The slot of row `index`, to fill.
    fn slot_mut(&mut self, index: usize) -> &mut dyn Slot<'a>;
    /// Writes the rows in their order: attributes, the end of the start tag, text and children.
    #[doc(hidden)]
    fn write(&self, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// What the rows do not know.
    fn unknown(&self) -> &Unknown<'a>;
    /// What the rows do not know, to fill.
    fn unknown_mut(&mut self) -> &mut Unknown<'a>;
}

/// A slot of an element: nothing, one item or many.
pub trait Slot<'a> {
    /// How many items are there.
    fn count(&self) -> usize;
    /// Wire text of leaf `index`; `None` for elements.
    fn text<'s>(&'s self, index: usize, buffer: &'s mut Buffer) -> Option<Text<'s>>;
    /// Name that a person gives to the coded value of leaf `index`.
    fn label(&self, index: usize) -> Option<&'static str>;
    /// Element `index`; `None` for leaves.
    fn element(&self, index: usize) -> Option<&dyn Element<'a>>;
    /// Sets or adds a leaf.
    fn set(&mut self, text: Text<'a>);
    /// Writes all items.
    #[doc(hidden)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Starts a new element (replacing a single one) and gives it to be filled.
    fn open(&mut self) -> Option<&mut dyn Element<'a>>;
    /// Back to nothing.
    fn reset(&mut self);
    /// Takes the last leaf out.
    fn take(&mut self) -> Option<Text<'a>>;
    /// The words a leaf knows.
    fn words(&self) -> &'static [&'static str];
    /// Whether text is secret.
    fn is_secret(&self) -> bool;
    /// Whether a leaf holds a number.
    fn is_number(&self) -> bool;
}

/// Facts about a slot that its type alone determines, and reading it from a tape.
pub trait SlotType<'a>: Sized {
    /// The declaration of the element that stands here; `None` for a leaf.
    const INNER: Option<&'static Schema>;
    /// Whether many values fit.
    const MANY: bool = false;
    /// The slot before anything was read.
    const NOTHING: Self;
    /// The slot as a view gives it.
    type Viewed<'t>;
    /// Fills a slot that holds nothing from the word of its row.
    #[doc(hidden)]
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64);
    /// Reads the slot from the word of its row.
    #[doc(hidden)]
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t>;
    /// Whether a view gives the same.
    #[cfg(feature = "_laws")]
    #[doc(hidden)]
    fn agrees(&self, viewed: Self::Viewed<'_>) -> bool;
}

/// One item of a slot: a leaf or an element.
pub trait Item<'a>: Sized {
    /// The item before anything was read. A constant is copied to its place as a whole.
    const NOTHING: Self;
    /// The declaration of an element; `None` for a leaf.
    const SCHEMA: Option<&'static Schema> = None;
    /// The words a leaf knows.
    const WORDS: &'static [&'static str] = &[];
    /// Whether text must not be shown.
    const SECRET: bool = false;
    /// Whether a leaf is a number.
    const NUMBER: bool = false;
    /// The item as a view gives it: a leaf itself, or a view of an element.
    type Viewed<'t>;
    /// Reads an item: a leaf from its value, or an element from where its words begin.
    #[doc(hidden)]
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t>;
    /// Whether a view gives the same.
    #[cfg(feature = "_laws")]
    #[doc(hidden)]
    fn agrees(&self, viewed: Self::Viewed<'_>) -> bool;
    /// A leaf from its wire text.
    fn from_text(_: Text<'a>) -> Self {
        Self::NOTHING
    }
    /// A leaf from text that needs no unescaping.
    #[inline(always)]
    fn from_plain(text: &'a str) -> Self {
        Self::from_text(Text::from(text))
    }
    /// A leaf from the bytes of its value, and the word that says whether they have to be unescaped.
    #[doc(hidden)]
    #[inline(always)]
    fn read(raw: &'a str, word: u64) -> Self {
        if word & UNESCAPE == 0 { Self::from_plain(raw) } else { Self::from_text(unescaped(word, raw)) }
    }
    /// A leaf from its value on the tape, put where none is yet, so that nothing has to be dropped.
    #[doc(hidden)]
    #[inline(always)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| Self::read(source.raw(word), word));
    }
    /// Fills an element that holds nothing from where its words begin.
    #[doc(hidden)]
    #[inline(always)]
    fn fill(&mut self, _: &Source<'_, 'a>, _: usize) {}
    /// Wire text of a leaf.
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        None
    }
    /// Wire text of a leaf, for keeping.
    fn into_text(self) -> Text<'a> {
        Text::EMPTY
    }
    /// Writes it.
    #[doc(hidden)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Name that a person gives to a coded value.
    fn label(&self) -> Option<&'static str> {
        None
    }
    /// The element.
    fn element(&self) -> Option<&dyn Element<'a>> {
        None
    }
    /// The element, to fill.
    fn element_mut(&mut self) -> Option<&mut dyn Element<'a>> {
        None
    }
}
