//! Tables of bounded size.

use alloc::collections::BTreeMap;

/// A map that forgets what was not touched for the longest time, so that it never has more than a given number of
/// entries.
///
/// There are two generations. Entries are put into the new one and move there when they are touched; when it is full,
/// the old one is forgotten and the new one becomes the old one. So each operation takes logarithmic time, and no list
/// of ages is needed.
#[derive(Debug, Clone)]
pub(super) struct Table<K, V> {
    new: BTreeMap<K, V>,
    old: BTreeMap<K, V>,
    half: usize,
    /// Whether it matters that an entry is forgotten.
    matters: fn(&V) -> bool,
    lost: bool,
}

impl<K: Ord, V> Table<K, V> {
    /// Creates a table for about `limit` entries.
    pub fn new(limit: usize, matters: fn(&V) -> bool) -> Self {
        Self { new: BTreeMap::new(), old: BTreeMap::new(), half: (limit / 2).max(1), matters, lost: false }
    }

    /// Returns `true` if an entry that matters was forgotten.
    pub const fn has_lost(&self) -> bool {
        self.lost
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.new.get(key).or_else(|| self.old.get(key))
    }

    pub fn insert(&mut self, key: K, value: V) {
        self.old.remove(&key);
        if self.new.len() >= self.half && !self.new.contains_key(&key) {
            let forgotten = core::mem::replace(&mut self.old, core::mem::take(&mut self.new));
            self.lost |= forgotten.values().any(self.matters);
        }
        self.new.insert(key, value);
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.new.remove(key).or_else(|| self.old.remove(key))
    }

    /// Returns the entries from a key on that belong together, those of each generation in their order.
    pub fn from<'t>(
        &'t self,
        first: &'t K,
        belongs: impl Fn(&K) -> bool + Copy,
    ) -> impl Iterator<Item = (&'t K, &'t V)> {
        let part = move |map: &'t BTreeMap<K, V>| map.range(first..).take_while(move |(key, _)| belongs(key));
        part(&self.new).chain(part(&self.old))
    }

    /// Returns all entries.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.new.iter().chain(&self.old)
    }
}

impl<K: Ord + Clone, V> Table<K, V> {
    /// Returns an entry, to read and change it.
    pub fn touch(&mut self, key: &K) -> Option<&mut V> {
        if let Some(value) = self.old.remove(key) {
            self.insert(key.clone(), value);
        }
        self.new.get_mut(key)
    }
}
