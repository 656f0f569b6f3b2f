//! Edits of a queue: what an update does to the list of its calls.

use std::collections::HashMap;
use std::sync::Arc;

use broadworks_cap::message::queue_update::{self, QueueCall};
use broadworks_cap::message::values::UpdateReason;

use super::entry::{Entry, Left, place};
use super::queue::Queue;
use super::{Change, Id, StateLimits};

/// An update of a queue that is under way.
pub(super) struct Edits<'e> {
    pub id: &'e Id,
    pub queue: &'e mut Queue,
    pub limits: &'e StateLimits,
    pub changes: &'e mut Vec<Change>,
}

impl Edits<'_> {
    /// Takes an update.
    pub fn update(&mut self, update: &queue_update::Queue<'_>) {
        let reason = update.update_reason();
        if reason.is_some_and(UpdateReason::is_snapshot) {
            return self.replace(&update.calls);
        }
        for told in &update.calls {
            let Some(id) = self.limits.id(told.call_id()) else { continue };
            match (reason, reason.and_then(Left::read)) {
                (_, Some(left)) => self.remove(id, told, left),
                (Some(UpdateReason::CallAdded), _) => self.add(id, told),
                (reason, _) => self.change(id, told, reason.is_some()),
            }
        }
    }

    /// Returns `true` if a message that says that a call waits is older than the one that said that it left.
    fn is_late(&self, id: &str, told: &QueueCall<'_>) -> bool {
        let Some(left) = self.queue.left.get(id) else { return false };
        let is_later = told.time_added().zip(*left).is_some_and(|(added, before)| added > before);
        !is_later && told.bounced_call() != Some(true)
    }

    fn add(&mut self, id: &str, told: &QueueCall<'_>) {
        if self.is_late(id, told) {
            return;
        }
        let Some(at) = self.queue.place_of(id) else { return self.insert(id, told, place(told)) };
        // A call that is added while it is there has come back; or the message has come after a snapshot that has it.
        let before = Arc::clone(&self.queue.entries[at]);
        if self.queue.is_ordered {
            let entry = Entry::read(Arc::clone(&before.id), told, None, self.limits);
            self.put(at, place(told).unwrap_or(usize::MAX), &before, entry);
        } else {
            let entry = Entry::read(Arc::clone(&before.id), told, Some(&before), self.limits);
            self.put(at, at, &before, entry);
        }
    }

    /// Adds a call that is not there, at a place or at the end.
    fn insert(&mut self, id: &str, told: &QueueCall<'_>, place: Option<usize>) {
        if self.queue.entries.len() >= self.limits.queued_calls {
            self.queue.is_current = false;
            return;
        }
        let entry = Arc::new(Entry::read(id.into(), told, None, self.limits));
        self.queue.left.remove(id);
        if !self.queue.is_ordered {
            self.queue.fresh.insert(Arc::clone(&entry.id));
        }
        self.insert_at(place.unwrap_or(usize::MAX), entry);
    }

    fn insert_at(&mut self, at: usize, entry: Arc<Entry>) {
        let at = at.min(self.queue.entries.len());
        self.queue.entries.insert(at, Arc::clone(&entry));
        self.changes.push(Change::EntryAdded { queue: Arc::clone(self.id), entry, position: at + 1 });
    }

    fn remove(&mut self, id: &str, told: &QueueCall<'_>, left: Left) {
        let at = self.queue.place_of(id);
        let before = at.map(|at| Arc::clone(&self.queue.entries[at]));
        // The call was added again since.
        let added = before.as_ref().and_then(|before| before.time_added);
        if !self.queue.is_ordered && told.time_added().zip(added).is_some_and(|(told, added)| told < added) {
            return;
        }
        if at.is_none() && self.is_late(id, told) {
            return;
        }
        let id = before.as_ref().map_or_else(|| id.into(), |before| Arc::clone(&before.id));
        let entry = Entry::read(Arc::clone(&id), told, before.as_deref(), self.limits);
        if !self.queue.is_ordered {
            self.queue.fresh.remove(&id);
            self.queue.left.insert(id, entry.time_added);
        }
        match at {
            Some(at) => self.remove_at(at, Arc::new(entry), left),
            None => self.leave(Arc::new(entry), None, left),
        }
    }

    fn remove_at(&mut self, at: usize, entry: Arc<Entry>, left: Left) {
        self.queue.entries.remove(at);
        self.leave(entry, Some(at + 1), left);
    }

    fn leave(&mut self, entry: Arc<Entry>, position: Option<usize>, left: Left) {
        self.changes.push(Change::EntryLeft { queue: Arc::clone(self.id), entry, position, left });
    }

    /// Takes what changed of a call. One that is not there waits all the same, if the reason says so.
    fn change(&mut self, id: &str, told: &QueueCall<'_>, waits: bool) {
        match self.queue.place_of(id) {
            Some(at) => {
                let before = Arc::clone(&self.queue.entries[at]);
                let entry = Entry::read(Arc::clone(&before.id), told, Some(&before), self.limits);
                self.put(at, place(told).unwrap_or(at), &before, entry);
            }
            None if waits && !self.is_late(id, told) => self.insert(id, told, place(told)),
            None => {}
        }
    }

    /// Replaces a call, and moves it to a place.
    fn put(&mut self, from: usize, to: usize, before: &Arc<Entry>, entry: Entry) {
        let to = to.min(self.queue.entries.len() - 1);
        let is_same = **before == entry;
        let entry = if is_same { Arc::clone(before) } else { Arc::new(entry) };
        let queue = Arc::clone(self.id);
        if from != to {
            self.queue.entries.remove(from);
            self.queue.entries.insert(to, Arc::clone(&entry));
            self.changes.push(Change::EntryMoved { queue, entry, from: from + 1, to: to + 1 });
        } else if !is_same {
            self.queue.entries[to] = Arc::clone(&entry);
            self.changes.push(Change::EntryChanged { queue, entry, position: to + 1 });
        }
    }

    /// Takes the whole queue, in order.
    fn replace<'t, 'a: 't>(&mut self, calls: impl IntoIterator<Item = &'t QueueCall<'a>>) {
        let mut wanted: Vec<(&str, &QueueCall<'a>)> = Vec::new();
        let mut places = HashMap::new();
        let mut is_whole = true;
        for told in calls {
            let Some(id) = self.limits.id(told.call_id()) else { continue };
            if places.contains_key(id) || self.is_late(id, told) {
                continue;
            }
            if wanted.len() >= self.limits.queued_calls {
                is_whole = false;
                break;
            }
            places.insert(id, wanted.len());
            wanted.push((id, told));
        }
        for at in (0..self.queue.entries.len()).rev() {
            let entry = &self.queue.entries[at];
            if !places.contains_key(&*entry.id) && !self.queue.fresh.contains(&entry.id) {
                let entry = Arc::clone(entry);
                self.remove_at(at, entry, Left::Missing);
            }
        }
        for (at, (id, told)) in wanted.into_iter().enumerate() {
            let find = |queue: &Queue| queue.entries.iter().skip(at).position(|entry| &*entry.id == id);
            let mut found = find(self.queue);
            if found == Some(1) {
                // The one before it has moved back: one move instead of one for each call in between.
                let entry = Arc::clone(&self.queue.entries[at]);
                let place = places.get(&*entry.id).copied().unwrap_or(usize::MAX);
                self.put(at, place, &entry, (*entry).clone());
                found = find(self.queue);
            }
            match found.map(|distance| at + distance) {
                Some(from) => {
                    let before = Arc::clone(&self.queue.entries[from]);
                    let entry = Entry::read(Arc::clone(&before.id), told, Some(&before), self.limits);
                    self.put(from, at, &before, entry);
                }
                None => {
                    self.queue.left.remove(id);
                    self.insert_at(at, Arc::new(Entry::read(id.into(), told, None, self.limits)));
                }
            }
        }
        // In CCC2 the calls that were kept may be more than there is room for.
        while self.queue.entries.len() > self.limits.queued_calls {
            is_whole = false;
            self.remove_last();
        }
        self.queue.is_current = is_whole;
        self.queue.fresh.clear();
    }

    /// Removes every call.
    pub fn clear(&mut self) {
        while !self.queue.entries.is_empty() {
            self.remove_last();
        }
    }

    fn remove_last(&mut self) {
        if let Some(entry) = self.queue.entries.last().cloned() {
            self.remove_at(self.queue.entries.len() - 1, entry, Left::Missing);
        }
    }
}
