//! Slots: the implementations for leaves, options, lists and required values.

use alloc::vec::Vec;

use super::element::{Element, Item, Slot, SlotType};
use super::list::{Empty, List};
use super::table::Canonical;
use super::tape::{Source, Viewed};
use super::value::{Flag, Secret, Value, WireValue};
use super::view::Items;
use super::{Holds, Protocol, Row};
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
    const HOLDS: Holds = Holds::Text;
    leaf_view!();
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.text_leaf(&row.tag, self)
    }
    fn from_text(text: Text<'a>) -> Self {
        text
    }
    // Most rows are text, so they share this code.
    #[inline(never)]
    fn put(place: &mut Option<Self>, source: &Source<'_, 'a>, word: u64) {
        let _ = place.get_or_insert_with(|| Self::read(source.raw(word), word));
    }
    fn text(&self) -> Option<Text<'_>> {
        Some(Text::from(self))
    }
}

impl<'a> Item<'a> for Flag<'a> {
    const HOLDS: Holds = Holds::Flag;
    leaf_view!();
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, &self.0)
    }
    fn from_text(text: Text<'a>) -> Self {
        Flag(text)
    }
    fn text(&self) -> Option<Text<'_>> {
        Some(Text::from(&self.0))
    }
}

impl<'a> Item<'a> for Secret<'a> {
    const HOLDS: Holds = Holds::Secret;
    leaf_view!();
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.tag, self.reveal())
    }
    fn from_text(text: Text<'a>) -> Self {
        text.into()
    }
    fn text(&self) -> Option<Text<'_>> {
        Some(Text::from(self.reveal()))
    }
}

impl<'a, T: WireValue> Item<'a> for Value<'a, T> {
    const HOLDS: Holds = T::HOLDS;
    const CANONICAL: Canonical = T::canonical;
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
    fn text(&self) -> Option<Text<'_>> {
        Some(self.to_text())
    }
    fn label(&self) -> Option<&'static str> {
        self.known()?.label()
    }
}

/// An optional item.
impl<'a, T: Item<'a>> Slot<'a> for Option<T> {
    fn count(&self) -> usize {
        usize::from(self.is_some())
    }
    fn text(&self, _: usize) -> Option<Text<'_>> {
        self.as_ref()?.text()
    }
    fn label(&self, _: usize) -> Option<&'static str> {
        self.as_ref()?.label()
    }
    fn element(&self, _: usize) -> Option<&dyn Element<'a>> {
        self.as_ref()?.element()
    }
    fn element_mut(&mut self, index: usize) -> Option<&mut dyn Element<'a>> {
        self.as_mut().filter(|_| index == 0)?.element_mut()
    }
    fn replace(&mut self, index: usize, text: Text<'a>) -> bool {
        let there = index == 0 && self.is_some() && T::SCHEMA.is_none();
        if there {
            self.set(text);
        }
        there
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
    fn remove(&mut self, index: usize) -> bool {
        index == 0 && self.take().is_some()
    }
}

impl<'a, T: Item<'a>> SlotType<'a> for Option<T> {
    const HOLDS: Holds = T::HOLDS;
    const CANONICAL: Canonical = T::CANONICAL;
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
    fn text(&self, index: usize) -> Option<Text<'_>> {
        self.get(index)?.text()
    }
    fn label(&self, index: usize) -> Option<&'static str> {
        self.get(index)?.label()
    }
    fn element(&self, index: usize) -> Option<&dyn Element<'a>> {
        self.get(index)?.element()
    }
    fn element_mut(&mut self, index: usize) -> Option<&mut dyn Element<'a>> {
        self.get_mut(index)?.element_mut()
    }
    fn replace(&mut self, index: usize, text: Text<'a>) -> bool {
        match self.get_mut(index) {
            Some(item) if T::SCHEMA.is_none() => *item = T::from_text(text),
            _ => return false,
        }
        true
    }
    fn set(&mut self, text: Text<'a>) {
        self.push(T::from_text(text));
    }
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()> {
        if T::SCHEMA.is_some() && self.len() > out.limits().items {
            // The reader decides it by their length.
            out.doubt()?;
        }
        self.iter().try_for_each(|item| item.write(row, out, protocol))
    }
    fn open(&mut self) -> Option<&mut dyn Element<'a>> {
        self.push_empty().element_mut()
    }
    fn remove(&mut self, index: usize) -> bool {
        let there = index < self.len();
        if there {
            List::remove(self, index);
        }
        there
    }
}

impl<'a, T: Item<'a>, const N: usize> SlotType<'a> for List<T, N> {
    const HOLDS: Holds = T::HOLDS;
    const CANONICAL: Canonical = T::CANONICAL;
    const MANY: bool = true;
    type Viewed<'t> = Items<'t, 'a, T>;
    #[inline(always)]
    fn fill(&mut self, source: &Source<'_, 'a>, word: u64) {
        if word == 0 {
            return;
        }
        let (count, items) = (source.places.count(word), source.places.items(word));
        if T::SCHEMA.is_some() {
            self.reserve(count);
            items.for_each(|item| self.push_empty().fill(source, item));
            return;
        }
        let leaves = items.map(|item| {
            let value = source.places.word(item + 1);
            T::read(source.raw(value), value)
        });
        if count > N {
            // A local vector stays in registers.
            let mut heap = Vec::with_capacity(count);
            leaves.for_each(|leaf| heap.push(leaf));
            *self = List::from(heap);
        } else {
            leaves.for_each(|leaf| self.push(leaf));
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

/// Implements a slot that always has an item: a required element, or the text of an element with attributes. A
/// required element that is absent does not count.
macro_rules! always {
    ($lt:lifetime, $absent:expr) => {
        fn count(&self) -> usize {
            usize::from(!$absent(self))
        }
        fn text(&self, _: usize) -> Option<Text<'_>> {
            Item::text(self)
        }
        fn label(&self, _: usize) -> Option<&'static str> {
            Item::label(self)
        }
        fn element(&self, _: usize) -> Option<&dyn Element<$lt>> {
            Item::element(self).filter(|_| !$absent(self))
        }
        fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> $crate::error::Result<()> {
            if $absent(self) { Ok(()) } else { Item::write(self, row, out, protocol) }
        }
        fn element_mut(&mut self, index: usize) -> Option<&mut dyn Element<$lt>> {
            Item::element_mut(self).filter(|_| index == 0)
        }
        fn replace(&mut self, index: usize, text: Text<$lt>) -> bool {
            let there = index == 0 && <Self as Item>::SCHEMA.is_none();
            if there {
                *self = Item::from_text(text);
            }
            there
        }
        fn set(&mut self, text: Text<$lt>) {
            *self = Item::from_text(text);
        }
        fn open(&mut self) -> Option<&mut dyn Element<$lt>> {
            let element = Item::element_mut(self)?;
            element.unknown_mut().set_absent(false);
            Some(element)
        }
        fn remove(&mut self, index: usize) -> bool {
            let there = index < Slot::count(self);
            *self = Empty::absent();
            there
        }
    };
}

macro_rules! always_element {
    ($Name:ident, $lt:lifetime) => {
        impl<$lt> Slot<$lt> for $Name<$lt> {
            $crate::schema::always!($lt, Element::is_absent);
        }
        impl<$lt> SlotType<$lt> for $Name<$lt> {
            const HOLDS: Holds = <Self as Item>::HOLDS;
            type Viewed<'t> = View<'t, $lt, Self>;
            #[inline(always)]
            fn fill(&mut self, source: &Source<'_, $lt>, word: u64) {
                Item::fill(self, source, source.places.base(word));
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
pub(crate) use {always, always_element};

macro_rules! always_leaf {
    ($Leaf:ty, [$($generics:tt)*]) => {
        impl<$($generics)*> Slot<'a> for $Leaf {
            always!('a, |_: &Self| false);
        }
        impl<$($generics)*> SlotType<'a> for $Leaf {
            const HOLDS: Holds = <Self as Item>::HOLDS;
            const CANONICAL: Canonical = <Self as Item>::CANONICAL;
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
