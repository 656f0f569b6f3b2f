//! A copy of a state that is made of its changes alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use broadworks_cap::Document;
use broadworks_client::state::{
    Agent, Availability, Call, Change, Conference, Entry, Id, Presence, Profile, Queue, QueueSettings, State,
};

/// The copy. Every change must fit to what was there before.
#[derive(Debug, Default)]
pub struct Mirror {
    pub calls: BTreeMap<(Id, Id), Arc<Call>>,
    pub users: BTreeMap<Id, User>,
    pub queues: BTreeMap<Id, (Vec<Arc<Entry>>, QueueSettings)>,
    pub is_current: bool,
    /// Number of times that each call has ended.
    pub ends: BTreeMap<(Id, Id), usize>,
    /// Number of changes by their name.
    pub kinds: BTreeMap<String, usize>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct User {
    presence: Presence,
    conference: Option<Arc<Conference>>,
    profile: Arc<Profile>,
    agent: Arc<Agent>,
}

/// A state and its copy, which are compared after each document.
pub struct Watched {
    pub state: State,
    pub mirror: Mirror,
}

impl Watched {
    pub fn new(state: State) -> Self {
        let mirror = Mirror { is_current: state.is_current(), ..Mirror::default() };
        Self { state, mirror }
    }

    pub fn apply(&mut self, document: &Document<'_>) -> Vec<Change> {
        let changes = self.state.apply(document);
        self.follow(changes)
    }

    /// Applies changes to the copy, and compares.
    pub fn follow(&mut self, changes: Vec<Change>) -> Vec<Change> {
        changes.iter().for_each(|change| self.mirror.apply(change));
        self.mirror.assert_is(&self.state);
        changes
    }
}

impl Mirror {
    fn user(&mut self, id: &Id) -> &mut User {
        self.users.entry(Arc::clone(id)).or_default()
    }

    fn entries(&mut self, id: &Id) -> &mut Vec<Arc<Entry>> {
        &mut self.queues.entry(Arc::clone(id)).or_default().0
    }

    pub fn apply(&mut self, change: &Change) {
        let name = format!("{change:?}").chars().take_while(|letter| letter.is_alphanumeric()).collect();
        *self.kinds.entry(name).or_default() += 1;
        match change.clone() {
            Change::Stale => assert!(core::mem::replace(&mut self.is_current, false), "it was current"),
            Change::Current => assert!(!core::mem::replace(&mut self.is_current, true), "it was stale"),
            Change::CallAdded { user, call } => {
                assert!(self.calls.insert((user, Arc::clone(&call.id)), call).is_none(), "it is new");
            }
            Change::CallChanged { user, call, before } => {
                let known = self.calls.insert((user, Arc::clone(&call.id)), Arc::clone(&call)).expect("it is known");
                assert_eq!(known.state, before);
                assert_ne!(known, call, "something is different");
            }
            Change::CallEnded { user, call, .. } => {
                let key = (user, Arc::clone(&call.id));
                self.calls.remove(&key);
                *self.ends.entry(key).or_default() += 1;
            }
            Change::PresenceChanged { user, presence, before } => {
                let known = &mut self.user(&user).presence;
                assert_eq!(known.availability, before);
                assert_ne!(*known, presence, "something is different");
                *known = presence;
            }
            Change::ConferenceChanged { user, conference } => {
                assert_ne!(self.user(&user).conference, conference, "something is different");
                self.user(&user).conference = conference;
            }
            Change::ProfileChanged { user, profile } => {
                assert_ne!(self.user(&user).profile, profile, "something is different");
                self.user(&user).profile = profile;
            }
            Change::AgentChanged { user, agent, before } => {
                let known = core::mem::replace(&mut self.user(&user).agent, Arc::clone(&agent));
                assert_eq!(known.state, before);
                assert_ne!(known, agent, "something is different");
            }
            Change::UserGone { user } => _ = self.users.remove(&user),
            Change::EntryAdded { queue, entry, position } => {
                let entries = self.entries(&queue);
                assert!(entries.iter().all(|known| known.id != entry.id), "it is new");
                entries.insert(position - 1, entry);
            }
            Change::EntryMoved { queue, entry, from, to } => {
                assert_eq!(self.entries(&queue).remove(from - 1).id, entry.id);
                self.entries(&queue).insert(to - 1, entry);
            }
            Change::EntryChanged { queue, entry, position } => {
                let place = &mut self.entries(&queue)[position - 1];
                assert!(place.id == entry.id && *place != entry, "something is different");
                *place = entry;
            }
            Change::EntryLeft { queue, entry, position, .. } => match position {
                Some(position) => assert_eq!(self.entries(&queue).remove(position - 1).id, entry.id),
                None => assert!(self.entries(&queue).iter().all(|known| known.id != entry.id), "it is not there"),
            },
            Change::QueueChanged { queue, settings } => {
                let known = &mut self.queues.entry(queue).or_default().1;
                assert_ne!(*known, settings, "something is different");
                *known = settings;
            }
            Change::QueueGone { queue } => _ = self.queues.remove(&queue),
            other => panic!("a new change: {other:?}"),
        }
    }

    pub fn assert_is(&self, state: &State) {
        assert_eq!(self.is_current, state.is_current());
        let calls: Vec<_> = state.calls().iter().map(|(user, call)| ((user, &call.id), call)).collect();
        let copied: Vec<_> = self.calls.iter().map(|((user, id), call)| ((user, id), call)).collect();
        assert_eq!(copied, calls);
        for (id, user) in state.users() {
            let copied = self.users.get(id).cloned().unwrap_or_default();
            assert_eq!(copied.presence, user.presence(), "{id}");
            assert_eq!(copied.presence.calls, state.calls().of(id).count(), "{id}");
            assert_eq!(copied.conference.as_ref(), user.conference(), "{id}");
            assert_eq!(copied.profile, *user.profile(), "{id}");
            assert!(user.agent().map_or(copied.agent.is_unknown(), |agent| copied.agent == *agent), "{id}");
        }
        assert!(self.users.keys().all(|id| state.user(id).is_some()));
        for (id, queue) in state.queues() {
            let (entries, settings) = self.queues.get(id).cloned().unwrap_or_default();
            assert_eq!(entries, queue.entries(), "{id}");
            assert_eq!(settings, queue.settings(), "{id}");
        }
        assert!(self.queues.keys().all(|id| state.queue(id).is_some()));
    }
}

/// Returns the ids of the calls in a queue, in their order.
pub fn order(queue: Option<&Queue>) -> Vec<&str> {
    queue.into_iter().flat_map(Queue::entries).map(|entry| &*entry.id).collect()
}

/// Returns what changed of the availability of users.
pub fn availabilities(changes: &[Change]) -> Vec<(&str, Availability)> {
    let changed = |change| match change {
        &Change::PresenceChanged { ref user, presence, .. } => Some((&**user, presence.availability)),
        _ => None,
    };
    changes.iter().filter_map(changed).collect()
}
