//! Updates to clients: selects the recipients of each event and sends it to them.

use broadworks_cap::message::values::{CallState, CapVersion, ConferenceState, Personality, UpdateReason, UserType};
use broadworks_cap::schema::Value;
use broadworks_cap::{Command, Document};

use super::calls::Call;
use super::profiles::Change;
use super::queues::Waiting;
use super::{Outgoing, To, World};

/// A recipient of documents: a session, or the server farm on behalf of a user.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub to: To,
    pub user_type: UserType,
    pub id: String,
    pub uid: String,
    /// Application id; `None` in CCC2.
    pub application: Option<String>,
    version: Value<'static, CapVersion>,
}

impl World {
    pub(super) fn recipient(&self, uid: &str) -> Option<Recipient> {
        let session = self.sessions.get(uid)?;
        Some(Recipient {
            to: To::Session(uid.into()),
            user_type: session.applicant.user_type.known()?,
            id: session.applicant.id.to_string(),
            uid: uid.into(),
            application: Some(session.applicant.application_id.to_string()),
            version: session.version.clone(),
        })
    }

    /// Returns the server farm as a recipient on behalf of a user or a call center.
    pub(super) fn farm(&self, id: &str) -> Option<Recipient> {
        let uid = self.users.get(id).map(|user| &user.uid).or(self.queues.get(id).map(|queue| &queue.uid))?;
        self.settings.farm.then(|| Recipient {
            to: To::Farm,
            user_type: UserType::CallClient,
            id: id.into(),
            uid: uid.clone(),
            application: None,
            version: CapVersion::V17_0.into(),
        })
    }

    /// Returns the call clients of a user, and the farm.
    pub(super) fn clients(&self, id: &str) -> Vec<Recipient> {
        let own = self.sessions.iter().filter(|(_, session)| session.applicant.id == id);
        own.filter_map(|(uid, _)| self.recipient(uid))
            .filter(|client| client.user_type == UserType::CallClient)
            .chain(self.farm(id))
            .collect()
    }

    pub(super) fn send(&mut self, client: &Recipient, command: impl Into<Command<'static>>) {
        let command = command.into();
        let only_voip =
            matches!(command, Command::SessionUpdate(_) | Command::ProfileUpdate(_) | Command::CallControlInfo(_));
        if only_voip && client.to == To::Farm && self.is_insc(&client.id) {
            return;
        }
        let mut document = Document::new(command);
        document.version = Some(client.version.clone());
        self.outgoing.push(Outgoing { to: client.to.clone(), document });
    }

    pub(super) fn tell_call(&mut self, id: &str) {
        if let Some(call) = self.calls.get(id).cloned() {
            self.tell(&call);
        }
    }

    /// Sends the state of a call to all clients that control it. Consoles that watch the user get
    /// it only when the call becomes active or is released.
    pub(super) fn tell(&mut self, call: &Call) {
        for client in self.clients(&call.user) {
            let update = self.call_update(&client, call);
            self.send(&client, update);
        }
        if matches!(call.state, CallState::Active | CallState::Released) && call.answered.is_some() {
            for console in self.watchers(&call.user) {
                let update = self.watched_call_update(&console, call);
                self.send(&console, update);
            }
        }
    }

    pub(super) fn tell_call_to(&mut self, client: &Recipient, id: &str) {
        let Some(call) = self.calls.get(id) else { return };
        let update = match client.user_type {
            UserType::AttendantConsole => self.watched_call_update(client, call),
            _ => self.call_update(client, call),
        };
        self.send(client, update);
    }

    /// Sends the possible actions for a call, if they have changed.
    pub(super) fn tell_controls(&mut self, id: &str) {
        let Some(call) = self.calls.get_mut(id) else { return };
        let controls = call.possible();
        if controls == call.controls {
            return;
        }
        call.controls = controls;
        let call = call.clone();
        for client in self.clients(&call.user) {
            let info = Self::call_control_info(&client, &call);
            self.send(&client, info);
        }
    }

    pub(super) fn tell_controls_to(&mut self, client: &Recipient, id: &str) {
        if let Some(info) = self.calls.get(id).map(|call| Self::call_control_info(client, call)) {
            self.send(client, info);
        }
    }

    /// Sends the hook state of the user, if it has changed.
    pub(super) fn check_hook(&mut self, user: &str) {
        let off_hook = self.calls.values().any(|call| call.user == user && call.occupies_phone());
        let Some(owner) = self.users.get_mut(user).filter(|owner| owner.off_hook != off_hook) else { return };
        owner.off_hook = off_hook;
        self.tell_session(user);
        for console in self.watchers(user) {
            self.tell_watched_session(&console, user);
        }
    }

    pub(super) fn tell_session(&mut self, user: &str) {
        for client in self.clients(user) {
            if let Some(update) = self.session_update(&client, user) {
                self.send(&client, update);
            }
        }
    }

    pub(super) fn tell_end_of_conference(&mut self, user: &str) {
        for client in self.clients(user) {
            if let Some(mut update) = self.session_update(&client, user) {
                update.user.conference = Some(Self::conference(ConferenceState::Released, &[], false));
                self.send(&client, update);
            }
        }
    }

    /// Sends the message waiting state of the user.
    pub(super) fn tell_messages(&mut self, user: &str) {
        for client in self.clients(user) {
            if let Some(update) = self.messages_update(&client, user) {
                self.send(&client, update);
            }
        }
    }

    /// Sends a change of the profile to the user's clients, and to the consoles that watch the user.
    pub(super) fn tell_change(&mut self, user: &str, change: &Change) {
        for client in self.clients(user).into_iter().chain(self.watchers(user)) {
            if let Some(update) = self.changed_profile(&client, user, change) {
                self.send(&client, update);
            }
        }
    }

    pub(super) fn tell_queue(&mut self, queue: &str, reason: UpdateReason, calls: &[(usize, Waiting)]) {
        for client in self.clients(queue) {
            self.tell_queue_to(&client, reason, calls);
        }
    }
}

impl Call {
    /// Returns the possible actions of a client: answer, hold, retrieve.
    fn possible(&self) -> [bool; 3] {
        [
            self.state == CallState::Alerting && self.personality == Personality::Terminator,
            self.state == CallState::Active,
            self.state == CallState::Held,
        ]
    }

    /// Returns `true` if the phone is off hook. A phone at which a call arrives is on hook until it is answered.
    fn occupies_phone(&self) -> bool {
        self.state != CallState::Alerting || self.personality != Personality::Terminator
    }
}
