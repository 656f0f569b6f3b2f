//! Slots: the implementations for leaves, options, lists and required values.

use super::element::{Element, Item, Slot, SlotType};
use super::list::{Empty, List};
use super::tape::{Source, Viewed};
use super::value::{Buffer, Flag, Secret, Value, WireValue};
use super::view::Items;
use super::{Protocol, Row, Schema};
use crate::error::Result;
use crate::xml::{Text, Writer};

impl Empty for Text<'_> {
    const EMPTY: Self = Text::EMPTY;
}

impl Empty for Flag<'_> {
    const EMPTY: Self = Flag(Text::EMPTY);
}

impl Empty for Secret<'_> {
    const EMPTY: Self = Secret::EMPTY;
}

impl<T: WireValue> Empty for Value<'_, T> {
    const EMPTY: Self = Value::EMPTY;
}

impl<T> Empty for Option<T> {
    const EMPTY: Self = None;
}

/// Implements the view of a leaf, which is the leaf itself.
macro_rules! leaf_view {
    () => {
        type Viewed<'t> = Self;
        #[inline(always)]
        fn view(view: Viewed<'_, 'a>, word: u64) -> Self {
            Self::read(view.raw(word), word)
        }
        #[cfg(feature = "_laws")]
        fn agrees(&self, viewed: Self) -> bool {
            *self == viewed
        }
    };
}

impl<'a> Item<'a> for Text<'a> {
    leaf_view!();
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, self)
    }
    fn from_text(text: Text<'a>) -> Self {
        text
    }
    // Most rows are text, so they share this code.
    #[inline(never)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| Self::read(source.raw(word), word));
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<&'s str> {
        Some(self)
    }
}

impl<'a> Item<'a> for Flag<'a> {
    leaf_view!();
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, &self.0)
    }
    fn from_text(text: Text<'a>) -> Self {
        Flag(text)
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<&'s str> {
        Some(&self.0)
    }
}

impl<'a> Item<'a> for Secret<'a> {
    const SECRET: bool = true;
    leaf_view!();
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, self.reveal())
    }
    fn from_text(text: Text<'a>) -> Self {
        text.into()
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<&'s str> {
        Some(self.reveal())
    }
}

impl<'a, T: WireValue> Item<'a> for Value<'a, T> {
    const WORDS: &'static [&'static str] = T::WORDS;
    const NUMBER: bool = T::WORDS.is_empty();
    leaf_view!();
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        Value::write(self, &row.tag, out)
    }
    fn from_text(text: Text<'a>) -> Self {
        Value::from_text(text)
    }
    #[inline(always)]
    fn from_plain(text: &'a str) -> Self {
        Value::from_str(text)
    }
    // Not inlined: many rows have this type.
    #[inline(never)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| Self::read(source.raw(word), word));
    }
    fn text<'s>(&'s self, buffer: &'s mut Buffer) -> Option<&'s str> {
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

/// An optional item.
impl<'a, T: Item<'a>> Slot<'a> for Option<T> {
    fn count(&self) -> usize {
        usize::from(self.is_some())
    }
    fn text<'s>(&'s self, _: usize, buffer: &'s mut Buffer) -> Option<&'s str> {
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
        self.insert(T::EMPTY).element_mut()
    }
    fn reset(&mut self) {
        *self = None;
    }
    item_facts!(T);
}

impl<'a, T: Item<'a>> SlotType<'a> for Option<T> {
    const INNER: Option<&'static Schema> = T::SCHEMA;
    type Viewed<'t> = Option<T::Viewed<'t>>;
    #[inline(always)]
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64) {
        if word == 0 {
        } else if T::SCHEMA.is_some() {
            self.get_or_insert_with(|| T::EMPTY).fill(source, word as usize);
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

/// A list of items.
impl<'a, T: Item<'a>, const N: usize> Slot<'a> for List<T, N> {
    fn count(&self) -> usize {
        self.len()
    }
    fn text<'s>(&'s self, index: usize, buffer: &'s mut Buffer) -> Option<&'s str> {
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
        self.push_empty().element_mut()
    }
    fn reset(&mut self) {
        self.clear();
    }
    item_facts!(T);
}

impl<'a, T: Item<'a>, const N: usize> SlotType<'a> for List<T, N> {
    const INNER: Option<&'static Schema> = T::SCHEMA;
    const MANY: bool = true;
    type Viewed<'t> = Items<'t, 'a, T>;
    #[inline(always)]
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64) {
        if word == 0 {
            return;
        }
        self.reserve(source.places.count(word));
        for item in source.places.items(word) {
            if T::SCHEMA.is_some() {
                self.push_empty().fill(source, item);
            } else {
                let value = source.places.word(item + 1);
                self.push(T::read(source.raw(value), value));
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

/// Implements a slot that always has one item: a required element, or the text of an element with attributes.
macro_rules! always {
    ($lt:lifetime) => {
        fn count(&self) -> usize {
            1
        }
        fn text<'s>(&'s self, _: usize, buffer: &'s mut Buffer) -> Option<&'s str> {
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
            *self = Empty::EMPTY;
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
            type Viewed<'t> = Self;
            #[inline(always)]
            fn fill(&mut self, source: &Source<'_, 'a>, word: u64) {
                if word != 0 {
                    *self = Self::read(source.raw(word), word);
                }
            }
            #[inline(always)]
            fn view(view: Viewed<'_, 'a>, word: u64) -> Self {
                if word == 0 { Empty::EMPTY } else { Self::read(view.raw(word), word) }
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
