//! Elements: access to the fields of any declared element by index or by path.
//!
//! An [`Element`] has a [`Slot`] for each row of its table, a slot holds [`Item`]s, and an item is a leaf or
//! another element. [`SlotType`] has the facts about a slot that its type determines. Programs see a slot as a
//! [`Field`], which cannot be changed but through the struct or by path.
//!
//! The traits that only this crate uses are public in this private module, so that nobody else can name them.

use core::fmt;

use super::list::Empty;
use super::table::Canonical;
use super::tape::{Source, UNESCAPE, Viewed, unescaped};
use super::unknown::Unknown;
use super::{Holds, Protocol, Row, Schema};
use crate::error::Result;
use crate::xml::{Text, Writer};

/// A declared element: its fields by index and by path, and its unknown parts.
///
/// Every message and every element in it implements this trait, and no other type can.
pub trait Element<'a>: Slots<'a> {
    /// Returns its declaration.
    fn schema(&self) -> &'static Schema;
    /// Returns the field of row `index`.
    ///
    /// # Panics
    /// If the table has no such row.
    fn field(&self, index: usize) -> Field<'_, 'a> {
        Field { row: &self.schema().rows[index], slot: self.slot(index) }
    }
    /// Returns whether it is a required element that was not in the document and has been given no content since. It is
    /// not written then, and not equal to an empty element.
    ///
    /// ```
    /// use broadworks_cap::{Command, Document, schema::Element};
    ///
    /// let bytes = b"<BroadsoftDocument><command commandType='callUpdate'><commandData/></command></BroadsoftDocument>";
    /// let mut document = Document::decode(bytes)?;
    /// let Command::CallUpdate(update) = &mut document.command else { panic!("it is one") };
    /// assert!(update.user.is_absent() && !update.is_absent());
    /// update.user.id = Some("alice@example.com".into());
    /// assert!(!update.user.is_absent());
    /// # Ok::<(), broadworks_cap::Error>(())
    /// ```
    #[inline(always)]
    fn is_absent(&self) -> bool {
        // No content: no items of any row, and no text of its own.
        let is_empty = |row| {
            let slot = self.slot(row);
            slot.count() == 0
                || slot.text(0).is_some_and(|text| text.is_empty() && self.schema().text_row() == Some(row))
        };
        let unknown = self.unknown();
        unknown.marks_absence() && unknown.is_empty() && (0..self.schema().rows.len()).all(is_empty)
    }
    /// Returns the parts that no row reads.
    fn unknown(&self) -> &Unknown<'a>;
    /// Returns the parts that no row reads, to change them.
    fn unknown_mut(&mut self) -> &mut Unknown<'a>;
}

/// The slots of an element.
pub trait Slots<'a>: Sealed {
    /// Returns the slot of row `index`.
    fn slot(&self, index: usize) -> &dyn Slot<'a>;
    /// Returns the slot of row `index`, to fill it.
    fn slot_mut(&mut self, index: usize) -> &mut dyn Slot<'a>;
    /// Writes the rows in order: the attributes, the end of the start tag, the text and the children.
    fn write(&self, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
}

/// A type of this crate: it keeps others from implementing [`Element`] and [`Slot`].
pub trait Sealed {}
impl<T: Empty> Sealed for T {}

/// A field of an element: its row, and its items.
#[derive(Clone, Copy)]
pub struct Field<'e, 'a> {
    row: &'static Row,
    slot: &'e dyn Slot<'a>,
}

impl<'e, 'a> Field<'e, 'a> {
    /// Returns the row that declares it.
    #[must_use]
    pub const fn row(&self) -> &'static Row {
        self.row
    }

    /// Returns the number of items: 0 or 1, unless it is a list.
    #[must_use]
    pub fn count(&self) -> usize {
        self.slot.count()
    }

    /// Returns the wire text of leaf `index`; `None` for elements.
    #[must_use]
    pub fn text(&self, index: usize) -> Option<Text<'e>> {
        self.slot.text(index)
    }

    /// Returns a name for the coded value of leaf `index` (`Active` for state 2); `None` if it has none.
    #[must_use]
    pub fn label(&self, index: usize) -> Option<&'static str> {
        self.slot.label(index)
    }

    /// Returns element `index`; `None` for leaves.
    #[must_use]
    pub fn element(&self, index: usize) -> Option<&'e dyn Element<'a>> {
        self.slot.element(index)
    }
}

/// Does not show the value, which may be secret.
impl fmt::Debug for Field<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("name", &self.row.name).field("count", &self.count()).finish()
    }
}

/// What filling the unknown parts of an element needs of it. It is a trait of its own, so that a program that only
/// decodes does not contain the rest of [`Element`].
pub trait Noted<'a> {
    /// Returns its declaration.
    fn schema(&self) -> &'static Schema;
    /// Returns the text of the first leaf of row `index`.
    fn text_of(&self, index: usize) -> Option<Text<'_>>;
    /// Replaces its unknown parts.
    fn set_unknown(&mut self, unknown: Unknown<'a>);
}

/// A slot of an element: no item, one item, or a list of items.
pub trait Slot<'a>: Sealed {
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
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Sets an empty element, or adds one to a list, and returns it to be filled; `None` for leaves.
    fn open(&mut self) -> Option<&mut dyn Element<'a>>;
    /// Removes item `index`; a required element is absent then, and a text that is always there is empty. Returns
    /// `false` if there is none.
    fn remove(&mut self, index: usize) -> bool;
}

/// The type of a slot: facts that do not depend on a value, and reading from a tape.
pub trait SlotType<'a>: Empty {
    /// What an item holds.
    const HOLDS: Holds;
    /// The canonical spelling of a word.
    const CANONICAL: Canonical = |_| None;
    /// `true` if the slot is a list.
    const MANY: bool = false;
    /// The type that a view returns for the slot.
    type Viewed<'t>;
    /// Fills an empty slot from the word of its row.
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64);
    /// Reads the slot from the word of its row.
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t>;
    /// Returns whether a view has the same value.
    #[cfg(feature = "_laws")]
    fn agrees(&self, viewed: Self::Viewed<'_>) -> bool;
}

/// One item of a slot: a leaf or an element.
pub trait Item<'a>: Empty {
    /// The declaration of an element; `None` for a leaf.
    const SCHEMA: Option<&'static Schema> = Self::HOLDS.schema();
    /// What it holds.
    const HOLDS: Holds;
    /// The canonical spelling of a word.
    const CANONICAL: Canonical = |_| None;
    /// The type that a view returns for the item: the leaf itself, or a view of the element.
    type Viewed<'t>;
    /// Reads a leaf from its word, or an element from the index of its header.
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t>;
    /// Returns whether a view has the same value.
    #[cfg(feature = "_laws")]
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
    #[inline(always)]
    fn read(raw: &'a str, word: u64) -> Self {
        if word & UNESCAPE == 0 { Self::from_plain(raw) } else { Self::from_text(unescaped(word, raw)) }
    }
    /// Reads a leaf from its word into an empty place, so that no old value needs to be dropped.
    #[inline(always)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| Self::read(source.raw(word), word));
    }
    /// Fills an empty element from the index of its header.
    #[inline(always)]
    fn fill(&mut self, _: &Source<'_, 'a>, _: usize) {}
    /// Returns the wire text of a leaf.
    fn text(&self) -> Option<Text<'_>> {
        None
    }
    /// Writes the item.
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
