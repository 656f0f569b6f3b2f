//! Uniform access to the fields of a declared element, whatever their types.
//!
//! An [`Element`] has a [`Slot`] for each row of its table, a slot holds items, and an [`Item`] is a leaf or
//! an element again. [`SlotType`] is what the type of a slot determines without a value.

use smallvec::SmallVec;

use super::fill::Source;
use super::unknown::Unknown;
use super::value::{Buffer, Flag, Secret, Value, WireValue};
use super::view::{Items, Viewed};
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
    /// A leaf from its value on the tape, put where none is yet, so that nothing has to be dropped.
    #[doc(hidden)]
    #[inline(always)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| source.leaf(word));
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

/// The view of a leaf is the leaf.
macro_rules! leaf_view {
    () => {
        type Viewed<'t> = Self;
        #[inline(always)]
        fn view(view: Viewed<'_, 'a>, word: u64) -> Self {
            view.leaf(word)
        }
        #[cfg(feature = "_laws")]
        fn agrees(&self, viewed: Self) -> bool {
            *self == viewed
        }
    };
}

impl<'a> Item<'a> for Text<'a> {
    const NOTHING: Self = Text::EMPTY;
    leaf_view!();
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, self)
    }
    fn into_text(self) -> Text<'a> {
        self
    }
    fn from_text(text: Text<'a>) -> Self {
        text
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        Some(self.borrowed())
    }
}

impl<'a> Item<'a> for Flag<'a> {
    const NOTHING: Self = Flag(Text::EMPTY);
    leaf_view!();
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, &self.0)
    }
    fn into_text(self) -> Text<'a> {
        self.0
    }
    fn from_text(text: Text<'a>) -> Self {
        Flag(text)
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        Some(self.0.borrowed())
    }
}

impl<'a> Item<'a> for Secret<'a> {
    const NOTHING: Self = Secret::EMPTY;
    const SECRET: bool = true;
    leaf_view!();
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, self.reveal())
    }
    fn into_text(self) -> Text<'a> {
        self.into()
    }
    fn from_text(text: Text<'a>) -> Self {
        text.into()
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        Some(self.reveal().borrowed())
    }
}

impl<'a, T: WireValue> Item<'a> for Value<'a, T> {
    const NOTHING: Self = Value::EMPTY;
    const WORDS: &'static [&'static str] = T::WORDS;
    const NUMBER: bool = T::WORDS.is_empty();
    leaf_view!();
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        Value::write(self, &row.tag, out)
    }
    fn into_text(self) -> Text<'a> {
        self.into()
    }
    fn from_text(text: Text<'a>) -> Self {
        Value::from_text(text)
    }
    #[inline(always)]
    fn from_plain(text: &'a str) -> Self {
        Value::from_str(text)
    }
    // Many rows share one type, so they share its code.
    #[inline(never)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| source.leaf(word));
    }
    fn text<'s>(&'s self, buffer: &'s mut Buffer) -> Option<Text<'s>> {
        Some(Value::text(self, buffer))
    }
    fn label(&self) -> Option<&'static str> {
        self.known()?.label()
    }
}

macro_rules! item_facts {
    ($item:ty) => {
        fn words(&self) -> &'static [&'static str] {
            <$item>::WORDS
        }
        fn is_secret(&self) -> bool {
            <$item>::SECRET
        }
        fn is_number(&self) -> bool {
            <$item>::NUMBER
        }
    };
}

/// Optional on the wire.
impl<'a, T: Item<'a>> Slot<'a> for Option<T> {
    fn count(&self) -> usize {
        usize::from(self.is_some())
    }
    fn text<'s>(&'s self, _: usize, buffer: &'s mut Buffer) -> Option<Text<'s>> {
        self.as_ref()?.text(buffer)
    }
    fn label(&self, _: usize) -> Option<&'static str> {
        self.as_ref()?.label()
    }
    fn element(&self, _: usize) -> Option<&dyn Element<'a>> {
        self.as_ref()?.element()
    }
    fn set(&mut self, text: Text<'a>) {
        *self = Some(T::from_text(text));
    }
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()> {
        self.as_ref().map_or(Ok(()), |item| item.write(row, out, protocol))
    }
    fn open(&mut self) -> Option<&mut dyn Element<'a>> {
        self.insert(T::NOTHING).element_mut()
    }
    fn reset(&mut self) {
        *self = None;
    }
    fn take(&mut self) -> Option<Text<'a>> {
        Option::take(self).map(T::into_text)
    }
    item_facts!(T);
}

impl<'a, T: Item<'a>> SlotType<'a> for Option<T> {
    const INNER: Option<&'static Schema> = T::SCHEMA;
    const NOTHING: Self = None;
    type Viewed<'t> = Option<T::Viewed<'t>>;
    #[inline(always)]
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64) {
        if word == 0 {
        } else if T::SCHEMA.is_some() {
            self.get_or_insert_with(|| T::NOTHING).fill(source, word as usize);
        } else {
            T::put(self, source, word);
        }
    }
    #[inline(always)]
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t> {
        (word != 0).then(|| T::view(view, word))
    }
    #[cfg(feature = "_laws")]
    fn agrees(&self, viewed: Self::Viewed<'_>) -> bool {
        match (self, viewed) {
            (Some(item), Some(viewed)) => item.agrees(viewed),
            (item, viewed) => item.is_none() && viewed.is_none(),
        }
    }
}

/// Repeatable.
impl<'a, T: Item<'a>, const N: usize> Slot<'a> for SmallVec<[T; N]> {
    fn count(&self) -> usize {
        self.len()
    }
    fn text<'s>(&'s self, index: usize, buffer: &'s mut Buffer) -> Option<Text<'s>> {
        self.get(index)?.text(buffer)
    }
    fn label(&self, index: usize) -> Option<&'static str> {
        self.get(index)?.label()
    }
    fn element(&self, index: usize) -> Option<&dyn Element<'a>> {
        self.get(index)?.element()
    }
    fn set(&mut self, text: Text<'a>) {
        self.push(T::from_text(text));
    }
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()> {
        self.iter().try_for_each(|item| item.write(row, out, protocol))
    }
    fn open(&mut self) -> Option<&mut dyn Element<'a>> {
        self.extend(core::iter::once_with(|| T::NOTHING));
        self.last_mut()?.element_mut()
    }
    fn reset(&mut self) {
        self.clear();
    }
    fn take(&mut self) -> Option<Text<'a>> {
        self.pop().map(T::into_text)
    }
    item_facts!(T);
}

impl<'a, T: Item<'a>, const N: usize> SlotType<'a> for SmallVec<[T; N]> {
    const INNER: Option<&'static Schema> = T::SCHEMA;
    const MANY: bool = true;
    const NOTHING: Self = SmallVec::new_const();
    type Viewed<'t> = Items<'t, 'a, T>;
    #[inline(always)]
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64) {
        if word == 0 {
            return;
        }
        for item in source.places.items(word) {
            if T::SCHEMA.is_some() {
                self.extend(core::iter::once_with(|| T::NOTHING));
                if let Some(last) = self.last_mut() {
                    last.fill(source, item);
                }
            } else {
                self.push(source.leaf(source.places.word(item + 1)));
            }
        }
    }
    #[inline(always)]
    fn view<'t>(view: Viewed<'t, 'a>, word: u64) -> Self::Viewed<'t> {
        Items::new(view, word)
    }
    #[cfg(feature = "_laws")]
    fn agrees(&self, viewed: Self::Viewed<'_>) -> bool {
        self.len() == viewed.len() && self.iter().zip(viewed).all(|(item, viewed)| item.agrees(viewed))
    }
}

// Always there: required elements, and the text of an element with attributes.
macro_rules! always {
    ($lt:lifetime) => {
        fn count(&self) -> usize {
            1
        }
        fn text<'s>(&'s self, _: usize, buffer: &'s mut Buffer) -> Option<Text<'s>> {
            Item::text(self, buffer)
        }
        fn label(&self, _: usize) -> Option<&'static str> {
            Item::label(self)
        }
        fn element(&self, _: usize) -> Option<&dyn Element<$lt>> {
            Item::element(self)
        }
        fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> $crate::error::Result<()> {
            Item::write(self, row, out, protocol)
        }
        fn set(&mut self, text: Text<$lt>) {
            *self = Item::from_text(text);
        }
        fn open(&mut self) -> Option<&mut dyn Element<$lt>> {
            Item::element_mut(self)
        }
        fn reset(&mut self) {
            *self = Item::NOTHING;
        }
        fn take(&mut self) -> Option<Text<$lt>> {
            Some(Item::into_text(core::mem::take(self)))
        }
        item_facts!(Self);
    };
}

macro_rules! always_element {
    ($Name:ident, $lt:lifetime) => {
        impl<$lt> Slot<$lt> for $Name<$lt> {
            $crate::schema::always!($lt);
        }
        impl<$lt> SlotType<$lt> for $Name<$lt> {
            const INNER: Option<&'static Schema> = <Self as Item>::SCHEMA;
            const NOTHING: Self = <Self as Item>::NOTHING;
            type Viewed<'t> = View<'t, $lt, Self>;
            #[inline(always)]
            fn fill(&mut self, source: &Source<'_, $lt>, word: u64) {
                if word != 0 {
                    Item::fill(self, source, word as usize);
                }
            }
            #[inline(always)]
            fn view<'t>(view: Viewed<'t, $lt>, word: u64) -> View<'t, $lt, Self> {
                View::at(view, word)
            }
            #[cfg(feature = "_laws")]
            fn agrees(&self, viewed: View<'_, $lt, Self>) -> bool {
                Item::agrees(self, viewed)
            }
        }
    };
}
pub(crate) use {always, always_element, item_facts};

macro_rules! always_leaf {
    ($Leaf:ty, [$($generics:tt)*]) => {
        impl<$($generics)*> Slot<'a> for $Leaf {
            always!('a);
        }
        impl<$($generics)*> SlotType<'a> for $Leaf {
            const INNER: Option<&'static Schema> = None;
            const NOTHING: Self = <Self as Item>::NOTHING;
            type Viewed<'t> = Self;
            #[inline(always)]
            fn fill(&mut self, source: &Source<'_, 'a>, word: u64) {
                if word != 0 {
                    *self = source.leaf(word);
                }
            }
            #[inline(always)]
            fn view(view: Viewed<'_, 'a>, word: u64) -> Self {
                if word == 0 { <Self as Item>::NOTHING } else { view.leaf(word) }
            }
            #[cfg(feature = "_laws")]
            fn agrees(&self, viewed: Self) -> bool {
                *self == viewed
            }
        }
    };
}
always_leaf!(Text<'a>, ['a]);
always_leaf!(Value<'a, T>, ['a, T: WireValue]);
always_leaf!(Secret<'a>, ['a]);
