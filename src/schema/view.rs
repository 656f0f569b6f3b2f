//! Views: elements on a tape, with fields that are read on demand.

use core::fmt;
use core::marker::PhantomData;

use super::element::{Item, SlotType};
use super::tape::{Source, Viewed, start, target};

/// One element of a document on a tape.
///
/// It has a method for each field of the struct `T`, with the same name and the same value. A field that holds
/// an element returns a view, and a list returns an iterator. A value is decoded when its method is called, so
/// unused fields cost nothing.
pub struct View<'t, 'a, T> {
    viewed: Viewed<'t, 'a>,
    /// Index of its header; the length of the tape for an element that is missing.
    base: usize,
    element: PhantomData<fn() -> T>,
}

impl<T> Clone for View<'_, '_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for View<'_, '_, T> {}

impl<'t, 'a, T: Item<'a>> View<'t, 'a, T> {
    /// Creates a view of the element at an index; of an empty element for 0.
    #[inline(always)]
    pub(crate) fn at(viewed: Viewed<'t, 'a>, word: u64) -> Self {
        Self { viewed, base: viewed.places.base(word), element: PhantomData }
    }

    /// Returns whether the element is required and not in the document. It is seen as an empty one.
    #[inline]
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.base == self.viewed.places.words.len()
    }

    /// Returns the word of a row.
    #[inline(always)]
    pub(crate) fn word(&self, row: usize) -> u64 {
        self.viewed.places.word(self.base + 1 + row)
    }

    /// Reads the value of a row.
    #[inline(always)]
    pub(crate) fn read<S: SlotType<'a>>(&self, row: usize) -> S::Viewed<'t> {
        S::view(self.viewed, self.word(row))
    }

    /// Returns whether a row has the same value as a slot.
    #[cfg(feature = "_laws")]
    pub(crate) fn agrees<S: SlotType<'a>>(&self, row: usize, slot: &S) -> bool {
        slot.agrees(self.read::<S>(row))
    }

    /// Decodes the element into its struct, with its unknown parts.
    #[must_use]
    pub fn to_element(&self) -> T {
        let mut element = T::EMPTY;
        if let Ok(document) = core::str::from_utf8(self.viewed.document) {
            element.fill(&Source { places: self.viewed.places, document }, self.base);
        }
        element
    }
}

/// Prints the same as the struct.
impl<'a, T: Item<'a> + fmt::Debug> fmt::Debug for View<'_, 'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_element().fmt(f)
    }
}

/// Iterator over the items of a list, in the order of the document.
pub struct Items<'t, 'a, T> {
    viewed: Viewed<'t, 'a>,
    list: u64,
    next: usize,
    item: PhantomData<fn() -> T>,
}

impl<T> Clone for Items<'_, '_, T> {
    fn clone(&self) -> Self {
        Self { viewed: self.viewed, list: self.list, next: self.next, item: PhantomData }
    }
}

impl<'t, 'a, T> Items<'t, 'a, T> {
    #[inline(always)]
    pub(crate) fn new(viewed: Viewed<'t, 'a>, list: u64) -> Self {
        Self { viewed, list, next: target(list), item: PhantomData }
    }

    /// Returns the number of items that are left.
    fn left(&self) -> usize {
        if self.next == 0 {
            return 0;
        }
        self.viewed.places.count(self.list) - start(self.viewed.places.word(self.next))
    }
}

impl<'t, 'a, T: Item<'a>> Iterator for Items<'t, 'a, T> {
    type Item = T::Viewed<'t>;

    #[inline]
    fn next(&mut self) -> Option<T::Viewed<'t>> {
        let at = self.next;
        if at == 0 {
            return None;
        }
        let places = self.viewed.places;
        self.next = target(places.word(at));
        let word = if T::SCHEMA.is_some() { at as u64 } else { places.word(at + 1) };
        Some(T::view(self.viewed, word))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left();
        (left, Some(left))
    }
}

impl<'a, T: Item<'a>> ExactSizeIterator for Items<'_, 'a, T> {}
impl<'a, T: Item<'a>> core::iter::FusedIterator for Items<'_, 'a, T> {}

impl<'t, 'a, T: Item<'a>> fmt::Debug for Items<'t, 'a, T>
where
    T::Viewed<'t>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
