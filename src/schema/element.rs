//! Elements: access to the fields of any declared element by index.
//!
//! An [`Element`] has a [`Slot`] for each row of its table, a slot holds [`Item`]s, and an item is a leaf or
//! another element. [`SlotType`] has the facts about a slot that its type determines.

use super::list::Empty;
use super::tape::{Source, UNESCAPE, Viewed, unescaped};
use super::unknown::Unknown;
use super::{Holds, Protocol, Row, Schema};
use crate::error::Result;
use crate::xml::{Text, Writer};

/// A declared element: its slots by index, and its unknown parts.
pub trait Element<'a> {
    /// Its declaration.
    fn schema(&self) -> &'static Schema;
    /// Returns the slot of row `index`.
    fn slot(&self, index: usize) -> &dyn Slot<'a>;
    /// Returns the slot of row `index`, to fill it.
    fn slot_mut(&mut self, index: usize) -> &mut dyn Slot<'a>;
    /// Writes the rows in order: the attributes, the end of the start tag, the text and the children.
    #[doc(hidden)]
    fn write(&self, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Returns the parts that no row reads.
    fn unknown(&self) -> &Unknown<'a>;
    /// Returns the parts that no row reads, to change them.
    fn unknown_mut(&mut self) -> &mut Unknown<'a>;
}

/// A slot of an element: no item, one item, or a list of items.
pub trait Slot<'a> {
    /// Returns the number of items.
    fn count(&self) -> usize;
    /// Returns the wire text of leaf `index`; `None` for elements.
    fn text(&self, index: usize) -> Option<Text<'_>>;
    /// Returns a name for the coded value of leaf `index` (`Active` for state 2); `None` if it has none.
    fn label(&self, index: usize) -> Option<&'static str>;
    /// Returns element `index`; `None` for leaves.
    fn element(&self, index: usize) -> Option<&dyn Element<'a>>;
    /// Returns element `index`, to change it; `None` for leaves.
    fn element_mut(&mut self, index: usize) -> Option<&mut dyn Element<'a>>;
    /// Replaces leaf `index`. Returns `false` if there is none.
    fn replace(&mut self, index: usize, text: Text<'a>) -> bool;
    /// Sets the leaf, or adds one to a list.
    fn set(&mut self, text: Text<'a>);
    /// Writes all items.
    #[doc(hidden)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Sets an empty element, or adds one to a list, and returns it to be filled; `None` for leaves.
    fn open(&mut self) -> Option<&mut dyn Element<'a>>;
    /// Removes all items.
    fn reset(&mut self);
}

/// The type of a slot: facts that do not depend on a value, and reading from a tape.
pub trait SlotType<'a>: Empty {
    /// What an item holds.
    const HOLDS: Holds;
    /// `true` if the slot is a list.
    const MANY: bool = false;
    /// The type that a view returns for the slot.
    type Viewed<'t>;
    /// Fills an empty slot from the word of its row.
    #[doc(hidden)]
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64);
    /// Reads the slot from the word of its row.
    #[doc(hidden)]
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t>;
    /// Returns whether a view has the same value.
    #[cfg(feature = "_laws")]
    #[doc(hidden)]
    fn agrees(&self, viewed: Self::Viewed<'_>) -> bool;
}

/// One item of a slot: a leaf or an element.
pub trait Item<'a>: Empty {
    /// The declaration of an element; `None` for a leaf.
    const SCHEMA: Option<&'static Schema> = Self::HOLDS.schema();
    /// What it holds.
    const HOLDS: Holds;
    /// The type that a view returns for the item: the leaf itself, or a view of the element.
    type Viewed<'t>;
    /// Reads a leaf from its word, or an element from the index of its header.
    #[doc(hidden)]
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t>;
    /// Returns whether a view has the same value.
    #[cfg(feature = "_laws")]
    #[doc(hidden)]
    fn agrees(&self, viewed: Self::Viewed<'_>) -> bool;
    /// Creates a leaf from its wire text.
    fn from_text(_: Text<'a>) -> Self {
        Self::EMPTY
    }
    /// Creates a leaf from text that needs no unescaping.
    #[inline(always)]
    fn from_plain(text: &'a str) -> Self {
        Self::from_text(Text::from(text))
    }
    /// Creates a leaf from the text of its span, and the word that says whether to unescape it.
    #[doc(hidden)]
    #[inline(always)]
    fn read(raw: &'a str, word: u64) -> Self {
        if word & UNESCAPE == 0 { Self::from_plain(raw) } else { Self::from_text(unescaped(word, raw)) }
    }
    /// Reads a leaf from its word into an empty place, so that no old value needs to be dropped.
    #[doc(hidden)]
    #[inline(always)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| Self::read(source.raw(word), word));
    }
    /// Fills an empty element from the index of its header.
    #[doc(hidden)]
    #[inline(always)]
    fn fill(&mut self, _: &Source<'_, 'a>, _: usize) {}
    /// Returns the wire text of a leaf.
    fn text(&self) -> Option<Text<'_>> {
        None
    }
    /// Writes the item.
    #[doc(hidden)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Returns a name for a coded value; see [`Slot::label`].
    fn label(&self) -> Option<&'static str> {
        None
    }
    /// Returns the element; `None` for a leaf.
    fn element(&self) -> Option<&dyn Element<'a>> {
        None
    }
    /// Returns the element, to fill it; `None` for a leaf.
    fn element_mut(&mut self) -> Option<&mut dyn Element<'a>> {
        None
    }
}
