//! Table: values by id, in bounded number, and what of them was told since the state was last interrupted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Id;

/// A map of bounded size. The value that was told of the longest time ago gives way to a new one.
///
/// Every value has the number of the turn in which it was told last. Those of turns before [`age`](Self::age) was called
/// are stale, and stand first in `order`, so each operation takes logarithmic time.
#[derive(Debug, Clone)]
pub(super) struct Table<V> {
    items: BTreeMap<Id, (u64, V)>,
    order: BTreeMap<u64, Id>,
    turn: u64,
    /// The first turn whose values are not stale.
    since: u64,
    limit: usize,
}

impl<V> Table<V> {
    pub fn new(limit: usize) -> Self {
        Self { items: BTreeMap::new(), order: BTreeMap::new(), turn: 0, since: 0, limit }
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns an id as the table has it, so that equal ids share their text.
    pub fn id(&self, id: &str) -> Option<Id> {
        self.items.get_key_value(id).map(|(id, _)| Arc::clone(id))
    }

    pub fn get(&self, id: &str) -> Option<&V> {
        self.items.get(id).map(|(_, value)| value)
    }

    /// Returns a value to change it, without being told of it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut V> {
        self.items.get_mut(id).map(|(_, value)| value)
    }

    /// Returns a value that is told of now, and whether it was stale until then.
    pub fn touch(&mut self, id: &str) -> Option<(bool, &mut V)> {
        let (turn, value) = self.items.get_mut(id)?;
        let before = core::mem::replace(turn, self.turn);
        if let Some(id) = self.order.remove(&before) {
            self.order.insert(self.turn, id);
        }
        self.turn += 1;
        Some((before < self.since, value))
    }

    /// Adds a value that is told of now. Returns the one that gives way to it; this is the value itself if the table has
    /// no room at all.
    pub fn insert(&mut self, id: Id, value: V) -> Option<(Id, V)> {
        if self.limit == 0 {
            return Some((id, value));
        }
        self.remove(&id);
        let oldest = if self.len() >= self.limit { self.pop(u64::MAX) } else { None };
        self.order.insert(self.turn, Arc::clone(&id));
        self.items.insert(id, (self.turn, value));
        self.turn += 1;
        oldest
    }

    pub fn remove(&mut self, id: &str) -> Option<(Id, V)> {
        let (id, (turn, value)) = self.items.remove_entry(id)?;
        self.order.remove(&turn);
        Some((id, value))
    }

    /// Makes every value stale.
    pub const fn age(&mut self) {
        self.since = self.turn;
    }

    /// Returns whether a value was told before the last [`age`](Self::age).
    pub fn is_stale(&self, id: &str) -> bool {
        self.items.get(id).is_some_and(|(turn, _)| *turn < self.since)
    }

    pub fn has_stale(&self) -> bool {
        self.order.first_key_value().is_some_and(|(turn, _)| *turn < self.since)
    }

    /// Removes a stale value, if there is one.
    pub fn pop_stale(&mut self) -> Option<(Id, V)> {
        self.pop(self.since)
    }

    /// Removes the oldest value of the turns before this one.
    fn pop(&mut self, before: u64) -> Option<(Id, V)> {
        let entry = self.order.first_entry().filter(|entry| *entry.key() < before)?;
        let id = entry.remove();
        let (_, value) = self.items.remove(&id)?;
        Some((id, value))
    }

    pub fn clear(&mut self) {
        self.items.clear();
        self.order.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Id, &V)> {
        self.items.iter().map(|(id, (_, value))| (id, value))
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&Id, &mut V)> {
        self.items.iter_mut().map(|(id, (_, value))| (id, value))
    }

    /// Returns the values whose ids begin with this text.
    pub fn begin_with<'t>(&'t self, prefix: &str) -> impl Iterator<Item = (&'t Id, &'t V)> + use<'t, V> {
        let prefix: Id = prefix.into();
        let range = self.items.range::<str, _>((core::ops::Bound::Included(&*prefix), core::ops::Bound::Unbounded));
        range.take_while(move |(id, _)| id.starts_with(&*prefix)).map(|(id, (_, value))| (id, value))
    }
}
