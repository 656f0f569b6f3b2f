//! Attendant consoles: the lists of watched users, and the initial state of each new session.

use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::values::{CallState, FailureReason, MonType, UserType};

use super::tell::Recipient;
use super::{Ignored, World};

/// Maximum number of users a console may watch.
const MAX_WATCHED: usize = 1_000;

impl World {
    /// Sends the initial state to a new session after its acknowledgement.
    pub(super) fn initial_state(&mut self, uid: &str) {
        let Some(client) = self.recipient(uid) else { return };
        if client.user_type == UserType::AttendantConsole {
            for user in self.watched_by(&client) {
                self.introduce(&client, &user);
            }
        } else if self.queues.contains_key(&client.id) {
            self.introduce_queue(&client);
        } else {
            self.tell_profile_initial(&client);
            self.tell_session_initial(&client);
            for call in self.calls_of(&client.id) {
                self.tell_call_to(&client, &call);
                self.tell_controls_to(&client, &call);
            }
        }
    }

    /// Changes the list of users a console watches, and sends the state of every new one.
    pub(super) fn watch(&mut self, console: &Recipient, request: &MonitoringUsersRequest<'_>) -> Result<(), Ignored> {
        if console.user_type != UserType::AttendantConsole {
            return Err(Ignored::NotAllowed);
        }
        let wanted = request.user.mon_users.iter().map(|id| id.to_string());
        let wanted: Vec<String> = wanted.collect();
        let kind = request.user.monitoring.as_ref().and_then(|m| m.mon_type.as_ref()).and_then(|kind| kind.known());
        let before = self.watched_by(console);
        let mut list: Vec<String> = match kind {
            Some(MonType::Add | MonType::Delete) => before.clone(),
            Some(MonType::Replace) => Vec::new(),
            _ => return Err(Ignored::UnknownAction),
        };
        let mut failed = Vec::new();
        for id in wanted {
            let reason = match self.users.get(&id) {
                None => Some(FailureReason::UnknownUser),
                Some(user) if user.subscriber.private => Some(FailureReason::PrivateUser),
                Some(_) if list.len() >= MAX_WATCHED => Some(FailureReason::UnauthorizedUser),
                Some(_) => None,
            };
            if kind == Some(MonType::Delete) {
                if !list.contains(&id) {
                    failed.push((reason.unwrap_or(FailureReason::UnknownUser), id));
                } else {
                    list.retain(|other| *other != id);
                }
            } else if let Some(reason) = reason {
                failed.push((reason, id));
            } else if !list.contains(&id) {
                list.push(id);
            }
        }
        self.watched.insert(list_of(console), list.iter().cloned().collect());
        self.answer_watch(console, failed);
        for id in list.iter().filter(|id| !before.contains(id)) {
            self.introduce(console, id);
        }
        Ok(())
    }

    /// Returns the ids of the users a console watches.
    fn watched_by(&self, console: &Recipient) -> Vec<String> {
        self.watched.get(&list_of(console)).into_iter().flatten().cloned().collect()
    }

    /// Returns the sessions of consoles that watch a user.
    pub(super) fn watchers(&self, user: &str) -> Vec<Recipient> {
        let consoles = self.sessions.keys().filter_map(|uid| self.recipient(uid));
        consoles
            .filter(|console| console.user_type == UserType::AttendantConsole)
            .filter(|console| self.watched.get(&list_of(console)).is_some_and(|list| list.contains(user)))
            .collect()
    }

    fn introduce(&mut self, console: &Recipient, user: &str) {
        self.tell_watched_profile(console, user);
        self.tell_watched_session(console, user);
        for call in self.calls_of(user) {
            if self.is_in(&call, CallState::Active) {
                self.tell_call_to(console, &call);
            }
        }
    }
}

fn list_of(console: &Recipient) -> (String, String) {
    (console.id.clone(), console.application.clone().unwrap_or_default())
}
