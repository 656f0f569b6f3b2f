//! JSON form: of a whole state, and of times, which are milliseconds.

use std::collections::BTreeMap;

use broadworks_cap::{Millis, Timestamp};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Agent, Conference, Entry, Presence, Profile, Queue, QueueSettings, State, User};

#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(super) fn time<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(Timestamp::as_millis).serialize(serializer)
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(super) fn duration<S: Serializer>(duration: &Option<Millis>, serializer: S) -> Result<S::Ok, S::Error> {
    duration.map(Millis::as_millis).serialize(serializer)
}

/// Everything that is known, for who comes late and follows the changes from then on: `current`; `calls`, a list for each
/// user; `users`; `queues`.
impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut calls: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (user, call) in self.calls().iter() {
            calls.entry(user).or_default().push(call);
        }
        let mut all = serializer.serialize_struct("State", 4)?;
        all.serialize_field("current", &self.is_current())?;
        all.serialize_field("calls", &calls)?;
        all.serialize_field("users", &self.users().collect::<BTreeMap<_, _>>())?;
        all.serialize_field("queues", &self.queues().collect::<BTreeMap<_, _>>())?;
        all.end()
    }
}

#[derive(Serialize)]
struct UserJson<'u> {
    current: bool,
    presence: Presence,
    conference: Option<&'u Conference>,
    profile: &'u Profile,
    agent: Option<&'u Agent>,
}

impl Serialize for User {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let user = UserJson {
            current: self.is_current(),
            presence: self.presence(),
            conference: self.conference().map(|conference| &**conference),
            profile: self.profile(),
            agent: self.agent().map(|agent| &**agent),
        };
        user.serialize(serializer)
    }
}

#[derive(Serialize)]
struct QueueJson<'q> {
    current: bool,
    settings: QueueSettings,
    entries: Vec<&'q Entry>,
}

impl Serialize for Queue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.entries().iter().map(|entry| &**entry).collect();
        QueueJson { current: self.is_current(), settings: self.settings(), entries }.serialize(serializer)
    }
}
