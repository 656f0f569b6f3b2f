//! Calls of all users.

use std::collections::BTreeMap;
use std::sync::Arc;

use broadworks_cap::Protocol;
use broadworks_cap::message::{call_control_info, call_update};

use super::call::{Call, Controls, End, Ended};
use super::table::Table;
use super::{Change, Id, StateLimits};

/// The calls of all users, those that are watched included.
///
/// Fed by `callUpdate` and `callControlInfo`. A call is there from its first update until it is released.
///
/// - **After a reconnect** a call of before is stale until it is told again. When the initial state is complete, a call that
///   was not told is gone, with [`End::Missing`].
/// - **A released call does not come back.** Its id is remembered, and an update that comes late changes nothing. It is
///   another call with the same id if it began later, or if it is the second leg of a call that was placed for the user.
/// - **In CCC2** an update may overtake another one. What says for certain that it is late, because the call was released or
///   answered since, changes nothing. Which of `Active`, `Held` and `RemoteHeld` came last cannot be known: the one that
///   arrived last is taken. A `callControlInfo` that arrives before the call it is about is lost.
/// - **Not known** are calls that began before a farm connected, until they change, and calls of watched users before they are
///   answered.
#[derive(Debug, Clone)]
pub struct Calls {
    is_ordered: bool,
    known: Table<Known>,
    /// Numbers of calls by user, for users who have any.
    tallies: BTreeMap<Id, Tally>,
    ended: Table<Ended>,
    limits: StateLimits,
    /// Calls that were told since the state was interrupted last.
    told: u64,
}

#[derive(Debug, Clone)]
struct Known {
    user: Id,
    call: Arc<Call>,
}

/// Numbers of calls of a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub calls: usize,
    /// Those that ring at the phone of the user.
    pub ringing: usize,
}

/// Returns the key of a call, or of all calls of a user. No text of XML has the character between the parts.
fn key(user: &str, call: &str) -> String {
    [user, "\0", call].concat()
}

impl Calls {
    pub(super) fn new(protocol: Protocol, limits: StateLimits) -> Self {
        Self {
            is_ordered: protocol == Protocol::CapC,
            known: Table::new(limits.calls),
            tallies: BTreeMap::new(),
            ended: Table::new(limits.ended_calls),
            limits,
            told: 0,
        }
    }

    /// Returns the number of calls.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Returns `true` if no call is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a call of a user.
    #[must_use]
    pub fn get(&self, user: &str, call: &str) -> Option<&Arc<Call>> {
        self.known.get(&key(user, call)).map(|known| &known.call)
    }

    /// Returns the calls of a user, by call id.
    pub fn of(&self, user: &str) -> impl Iterator<Item = &Arc<Call>> {
        self.known.begin_with(&key(user, "")).map(|(_, known)| &known.call)
    }

    /// Returns all calls, with the id of their user, by user id and call id.
    pub fn iter(&self) -> impl Iterator<Item = (&Id, &Arc<Call>)> {
        self.known.iter().map(|(_, known)| (&known.user, &known.call))
    }

    /// Returns `true` if a call was told since the connection was interrupted last. `false` if there is none.
    #[must_use]
    pub fn is_current(&self, user: &str, call: &str) -> bool {
        let key = key(user, call);
        self.known.get(&key).is_some() && !self.known.is_stale(&key)
    }

    /// Returns the number of ended calls that are remembered.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.ended.len()
    }

    pub(super) fn has_stale(&self) -> bool {
        self.known.has_stale()
    }

    pub(super) const fn told(&self) -> u64 {
        self.told
    }

    /// Takes the end of a connection. What follows over another one is in order, and no call comes late.
    pub(super) fn interrupt(&mut self) {
        self.known.age();
        self.told = 0;
        if self.is_ordered {
            self.ended.clear();
        }
    }

    /// Takes an update of one call.
    pub(super) fn update(&mut self, user: &Id, update: &call_update::Call<'_>, changes: &mut Vec<Change>) {
        let Some(id) = self.limits.id(update.call_id()) else { return };
        let key = key(user, id);
        match self.ended.get(&key) {
            Some(ended) if !ended.is_before(update) => return,
            Some(_) => _ = self.ended.remove(&key),
            None => {}
        }
        let end = End::read(update);
        let known = self.known.touch(&key);
        if known.as_ref().is_none_or(|(was_stale, _)| *was_stale) {
            self.told += 1;
        }
        let before = known.map(|(_, known)| Arc::clone(&known.call));
        if before.as_ref().is_some_and(|before| !self.is_ordered && end.is_none() && before.is_past(update)) {
            return;
        }
        let id = before.as_ref().map_or_else(|| id.into(), |before| Arc::clone(&before.id));
        let call = Arc::new(Call::read(id, update, before.as_deref(), &self.limits));
        if let Some(end) = end {
            if let Some((_, known)) = self.known.remove(&key) {
                self.count(&known, -1);
            }
            self.ended.insert(key.into(), Ended::new(&call, self.is_ordered && end == End::Detached));
            return changes.push(Change::CallEnded { user: Arc::clone(user), call, end });
        }
        let known = Known { user: Arc::clone(user), call: Arc::clone(&call) };
        let user = Arc::clone(user);
        match before {
            Some(before) if before == call => {}
            Some(before) => {
                self.replace(&key, known);
                changes.push(Change::CallChanged { user, call, before: before.state });
            }
            None => {
                self.count(&known, 1);
                let dropped = self.known.insert(key.into(), known);
                changes.push(Change::CallAdded { user, call });
                if let Some((_, known)) = dropped {
                    self.end(known, End::Dropped, changes);
                }
            }
        }
    }

    /// Replaces a call that is there.
    fn replace(&mut self, key: &str, known: Known) {
        self.count(&known, 1);
        if let Some(place) = self.known.get_mut(key) {
            let before = core::mem::replace(place, known);
            self.count(&before, -1);
        }
    }

    /// Counts a call of a user that is there, or not any more.
    fn count(&mut self, known: &Known, one: isize) {
        let tally = self.tallies.entry(Arc::clone(&known.user)).or_default();
        tally.calls = tally.calls.saturating_add_signed(one);
        tally.ringing = tally.ringing.saturating_add_signed(if known.call.rings() { one } else { 0 });
        if tally.calls == 0 {
            self.tallies.remove(&known.user);
        }
    }

    /// Ends a call that was removed.
    fn end(&mut self, known: Known, end: End, changes: &mut Vec<Change>) {
        self.count(&known, -1);
        changes.push(Change::CallEnded { user: known.user, call: known.call, end });
    }

    pub(super) fn tally(&self, user: &str) -> Tally {
        self.tallies.get(user).copied().unwrap_or_default()
    }

    /// Takes the abilities of a call.
    pub(super) fn controls(&mut self, user: &Id, update: &call_control_info::Call<'_>, changes: &mut Vec<Change>) {
        let Some(id) = self.limits.id(update.call_id()) else { return };
        let Some(known) = self.known.get_mut(&key(user, id)) else { return };
        let controls = Controls::read(&update.controls);
        if known.call.controls != controls {
            Arc::make_mut(&mut known.call).controls = controls;
            let (call, before) = (Arc::clone(&known.call), known.call.state);
            changes.push(Change::CallChanged { user: Arc::clone(user), call, before });
        }
    }

    /// Removes every stale call.
    pub(super) fn remove_stale(&mut self, changes: &mut Vec<Change>) {
        while let Some((_, known)) = self.known.pop_stale() {
            self.end(known, End::Missing, changes);
        }
    }

    /// Removes the calls of a user, or the stale ones only.
    pub(super) fn remove_of(&mut self, user: &str, only_stale: bool, changes: &mut Vec<Change>) {
        let keys = self.known.begin_with(&key(user, "")).map(|(key, _)| Arc::clone(key));
        let keys: Vec<Id> = keys.filter(|key| !only_stale || self.known.is_stale(key)).collect();
        for key in keys {
            if let Some((_, known)) = self.known.remove(&key) {
                self.end(known, End::Missing, changes);
            }
        }
    }
}
