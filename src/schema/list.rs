//! Lists: the items of a repeated element.

use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};
use core::{array, fmt, iter, slice};

use super::owned::IntoOwned;

/// A type with an empty value that is a constant, so that it is copied to its place as a whole.
pub trait Empty: Sized {
    /// The empty value.
    const EMPTY: Self;
    /// Returns the value of a required element that is not there, and has no required elements in it; else the empty
    /// value.
    fn absent() -> Self {
        Self::EMPTY
    }
}

/// The items of a repeated element, in the order of the document.
///
/// It dereferences to a slice, and is made from an array, a `Vec` or an iterator. The first `N` items are
/// held without an allocation. How many that are may change in any release, so programs should leave `N` to
/// the compiler, and pass lists on as slices.
///
/// ```
/// use broadworks_cap::List;
/// use broadworks_cap::message::call_update::{Call, User};
///
/// let mut user = User::default();
/// user.calls = [Call::default(), Call::default()].into();
/// user.calls.push(Call::default());
/// assert_eq!(user.calls.len(), 3);
/// assert!(user.calls.iter().all(|call| call.state.is_none()));
/// ```
pub struct List<T, const N: usize = 1>(Repr<T, N>);

enum Repr<T, const N: usize> {
    /// The first `len` items are those of the list, all others are empty.
    Inline {
        len: usize,
        items: [T; N],
    },
    Heap(Vec<T>),
}

impl<T, const N: usize> List<T, N> {
    /// Returns the items.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Repr::Inline { len, items } => items.get(..*len).unwrap_or_default(),
            Repr::Heap(items) => items,
        }
    }

    /// Returns the items, to change them.
    #[inline]
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        match &mut self.0 {
            Repr::Inline { len, items } => items.get_mut(..*len).unwrap_or_default(),
            Repr::Heap(items) => items,
        }
    }
}

impl<T: Empty, const N: usize> List<T, N> {
    /// Creates an empty list. Does not allocate.
    #[must_use]
    pub const fn new() -> Self {
        Self::EMPTY
    }

    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        match &mut self.0 {
            Repr::Heap(items) => items.push(item),
            Repr::Inline { .. } => *self.push_empty() = item,
        }
    }

    /// Adds an empty item at the end, and returns it to be filled in its place.
    #[inline(always)]
    pub(crate) fn push_empty(&mut self) -> &mut T {
        if matches!(&self.0, Repr::Inline { len, .. } if *len == N) {
            self.spill(2 * N.max(1));
        }
        match &mut self.0 {
            Repr::Inline { len, items } => {
                *len += 1;
                &mut items[*len - 1]
            }
            Repr::Heap(items) => {
                items.extend(iter::once_with(|| T::EMPTY));
                let last = items.len() - 1;
                &mut items[last]
            }
        }
    }

    /// Makes room for `more` items.
    #[inline(always)]
    pub(crate) fn reserve(&mut self, more: usize) {
        match &mut self.0 {
            Repr::Heap(items) => items.reserve(more),
            Repr::Inline { len, .. } if more <= N - *len => {}
            Repr::Inline { len, .. } => {
                let count = *len + more;
                self.spill(count);
            }
        }
    }

    /// Moves all items to the heap, with room for `count` of them.
    #[cold]
    #[inline(never)]
    fn spill(&mut self, count: usize) {
        let mut heap = Vec::with_capacity(count);
        heap.extend(core::mem::take(self));
        self.0 = Repr::Heap(heap);
    }

    /// Returns the same list with owned text.
    #[must_use]
    pub fn into_owned(self) -> List<T::Owned, N>
    where
        T: IntoOwned<Owned: Empty>,
    {
        self.into_iter().map(T::into_owned).collect()
    }

    /// Removes and returns the item at `index`; those after it move up.
    ///
    /// # Panics
    /// If there is none.
    pub fn remove(&mut self, index: usize) -> T {
        let items = self.as_mut_slice();
        let item = core::mem::replace(&mut items[index], T::EMPTY);
        items[index..].rotate_left(1);
        match &mut self.0 {
            Repr::Inline { len, .. } => *len -= 1,
            Repr::Heap(items) => items.truncate(items.len() - 1),
        }
        item
    }

    /// Removes all items.
    pub fn clear(&mut self) {
        *self = Self::EMPTY;
    }
}

impl<T: Empty, const N: usize> Empty for List<T, N> {
    const EMPTY: Self = Self(Repr::Inline { len: 0, items: [const { T::EMPTY }; N] });
}

impl<T: Empty, const N: usize> Default for List<T, N> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T, const N: usize> Deref for List<T, N> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T, const N: usize> DerefMut for List<T, N> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T: Clone, const N: usize> Clone for List<T, N> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Repr::Inline { len, items } => Repr::Inline { len: *len, items: items.clone() },
            Repr::Heap(items) => Repr::Heap(items.clone()),
        })
    }
}

/// Lists are equal if their items are.
impl<T: PartialEq, const N: usize> PartialEq for List<T, N> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq, const N: usize> Eq for List<T, N> {}

impl<T: PartialEq<U>, U, const N: usize> PartialEq<[U]> for List<T, N> {
    fn eq(&self, other: &[U]) -> bool {
        **self == *other
    }
}

impl<T: PartialEq<U>, U, const N: usize, const M: usize> PartialEq<[U; M]> for List<T, N> {
    fn eq(&self, other: &[U; M]) -> bool {
        **self == *other
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for List<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Empty, const N: usize> Extend<T> for List<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let items = items.into_iter();
        self.reserve(items.size_hint().0);
        items.for_each(|item| self.push(item));
    }
}

impl<T: Empty, const N: usize> FromIterator<T> for List<T, N> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = Self::EMPTY;
        list.extend(items);
        list
    }
}

impl<T: Empty, const N: usize, const M: usize> From<[T; M]> for List<T, N> {
    fn from(items: [T; M]) -> Self {
        items.into_iter().collect()
    }
}

impl<T, const N: usize> From<Vec<T>> for List<T, N> {
    fn from(items: Vec<T>) -> Self {
        Self(Repr::Heap(items))
    }
}

/// Iterator over the items of a [`List`], by value.
#[derive(Debug, Clone)]
pub struct IntoIter<T, const N: usize>(IntoItems<T, N>);

#[derive(Debug, Clone)]
enum IntoItems<T, const N: usize> {
    Inline(iter::Take<array::IntoIter<T, N>>),
    Heap(alloc::vec::IntoIter<T>),
}

impl<T, const N: usize> Iterator for IntoIter<T, N> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match &mut self.0 {
            IntoItems::Inline(items) => items.next(),
            IntoItems::Heap(items) => items.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            IntoItems::Inline(items) => items.size_hint(),
            IntoItems::Heap(items) => items.size_hint(),
        }
    }
}

impl<T, const N: usize> ExactSizeIterator for IntoIter<T, N> {}
impl<T, const N: usize> iter::FusedIterator for IntoIter<T, N> {}

impl<T, const N: usize> IntoIterator for List<T, N> {
    type Item = T;
    type IntoIter = IntoIter<T, N>;

    fn into_iter(self) -> IntoIter<T, N> {
        IntoIter(match self.0 {
            Repr::Inline { len, items } => IntoItems::Inline(items.into_iter().take(len)),
            Repr::Heap(items) => IntoItems::Heap(items.into_iter()),
        })
    }
}

impl<'l, T, const N: usize> IntoIterator for &'l List<T, N> {
    type Item = &'l T;
    type IntoIter = slice::Iter<'l, T>;

    fn into_iter(self) -> slice::Iter<'l, T> {
        self.iter()
    }
}

impl<'l, T, const N: usize> IntoIterator for &'l mut List<T, N> {
    type Item = &'l mut T;
    type IntoIter = slice::IterMut<'l, T>;

    fn into_iter(self) -> slice::IterMut<'l, T> {
        self.iter_mut()
    }
}
