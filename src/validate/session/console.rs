//! The users whom a console watches.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::owed::OwedKey;
use super::users::{Stage, User, alike};
use super::{SessionChecker, SessionRule, Turn};
use crate::message::monitoring_users_request::MonitoringUsersRequest;
use crate::message::register_response;
use crate::message::values::MonType;
use crate::schema::Value;

/// What a console knows of the users whom it watches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Watch {
    /// `numMonitoredUsers`.
    count: Option<i64>,
    /// `callDetailsEnabled`.
    pub call_details: Option<bool>,
    /// Users told of without being asked for, with a `profileUpdate`, and with a `sessionUpdate`.
    told: i64,
    profiles: i64,
    sessions: i64,
    /// `true` after the first request.
    is_changed: bool,
    is_missing_said: bool,
}

/// A user whom a console watches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Watched {
    has_profile: bool,
    has_session: bool,
    /// `true` if the user was removed from the list.
    is_removed: bool,
}

/// A request that removes users, for as long as it is the only one of its console without a response.
#[derive(Debug, Clone)]
pub(super) struct Removal {
    user: u32,
    is_replacement: bool,
    names: Vec<Box<str>>,
}

impl Watch {
    /// Takes what a login says.
    pub fn begin(&mut self, user: &register_response::User<'_>) {
        let count = user.num_monitored_users.as_ref().and_then(Value::lenient);
        *self = Self { count, call_details: user.call_details_enabled(), ..Self::default() };
    }
}

impl SessionChecker {
    /// Finds a watched user.
    fn watched(&self, user: &User, name: &str) -> Option<(u32, Box<str>)> {
        alike(&self.watched, name, |name| (user.number, name.into()), |key| &key.1, |key| key.0 == user.number)
    }

    /// Takes a profile or a session of a watched user.
    pub(super) fn see_watched(
        &mut self,
        turn: &Turn<'_>,
        user: &mut User,
        watched: Option<&str>,
        is_profile: bool,
        is_initial: bool,
    ) {
        if !self.check_watched(turn, user, watched) {
            return;
        }
        let Some(key) = watched.and_then(|name| self.watched(user, &name.to_ascii_lowercase())) else { return };
        let Some(known) = self.watched.touch(&key) else { return };
        let watch = &mut user.watch;
        let is_second = if is_profile { known.has_profile } else { known.has_session };
        if !is_profile {
            watch.sessions += i64::from(!known.has_session);
            known.has_session = true;
        } else if is_initial {
            watch.profiles += i64::from(!known.has_profile);
            known.has_profile = true;
        }
        if watch.is_changed || user.stage != Stage::Live || self.watched.has_lost() || self.clipped {
            return;
        }
        let is_change = if is_profile { !is_initial } else { is_second };
        let is_missing = watch.count.is_some_and(|count| watch.profiles.min(watch.sessions) < count);
        if is_initial && is_second {
            self.report(turn, SessionRule::InitialOnce, "user/initialUpdate", watched.unwrap_or_default());
        } else if is_change && is_missing && !watch.is_missing_said {
            watch.is_missing_said = true;
            self.report(turn, SessionRule::MissingWatched, "user/monitoredUserId", turn.who);
        }
    }

    /// Checks that a user is watched. Returns `false` if it is not known who is meant.
    pub(super) fn check_watched(&mut self, turn: &Turn<'_>, user: &mut User, watched: Option<&str>) -> bool {
        let Some(name) = watched.and_then(|name| self.id(Some(&name.to_ascii_lowercase()))) else { return false };
        let is_certain = user.stage == Stage::Live && !self.watched.has_lost() && !self.clipped;
        let found = self.watched(user, &name);
        let is_watched = match found.as_ref().and_then(|key| self.watched.get(key)) {
            Some(known) => !known.is_removed,
            None => {
                let is_told = user.watch.count.is_some_and(|count| user.watch.told >= count);
                if !(is_told && is_certain) {
                    user.watch.told += 1;
                    self.watched.insert((user.number, name.clone()), Watched::default());
                }
                !is_told
            }
        };
        if !is_watched && is_certain {
            self.report(turn, SessionRule::NotWatched, "user/monitoredUserId", &name);
        }
        true
    }

    pub(super) fn monitoring_users_request(
        &mut self,
        turn: &Turn<'_>,
        user: &mut User,
        request: &MonitoringUsersRequest<'_>,
    ) {
        let kind = request.user.monitoring.as_ref().and_then(|monitoring| monitoring.mon_type());
        let key = OwedKey::monitoring_users(user.number);
        let is_only = !self.is_owed(&key);
        self.owe(turn, key, true);
        user.watch.is_changed = true;
        let mut names = Vec::new();
        for name in &request.user.mon_users {
            let Some(name) = self.id(Some(&name.to_ascii_lowercase())) else { continue };
            // Whoever is asked for may be told of at once.
            if kind != Some(MonType::Delete) {
                let key = self.watched(user, &name).unwrap_or_else(|| (user.number, name.clone()));
                let known = self.watched.get(&key).copied().unwrap_or_default();
                self.watched.insert(key, Watched { is_removed: false, ..known });
            }
            if is_only && names.len() < self.limits.watched {
                names.push(name);
            }
        }
        let is_removal = is_only && kind.is_some_and(|kind| kind != MonType::Add);
        let whose = self.removal.as_ref().map(|removal| removal.user);
        if is_removal {
            let is_replacement = kind == Some(MonType::Replace);
            self.removal = Some(Removal { user: user.number, is_replacement, names });
        } else if whose == Some(user.number) {
            self.removal = None;
        }
    }

    /// Takes the outcome of a request, which was the only one.
    pub(super) fn monitoring_users_response(&mut self, user: &User, success: Option<bool>) {
        let Some(removal) = self.removal.take_if(|removal| removal.user == user.number) else { return };
        if success != Some(true) {
            return;
        }
        let keys: Vec<_> = if removal.is_replacement {
            let first = (user.number, Box::default());
            let all: Vec<_> =
                self.watched.from(&first, |key| key.0 == user.number).map(|(key, _)| key.clone()).collect();
            for key in &all {
                self.set_removed(key, true);
            }
            for name in &removal.names {
                if let Some(key) = self.watched(user, name) {
                    self.set_removed(&key, false);
                }
            }
            return;
        } else {
            removal.names.iter().filter_map(|name| self.watched(user, name)).collect()
        };
        for key in keys {
            self.set_removed(&key, true);
        }
    }

    fn set_removed(&mut self, key: &(u32, Box<str>), is_removed: bool) {
        if let Some(known) = self.watched.touch(key) {
            known.is_removed = is_removed;
        }
    }
}
