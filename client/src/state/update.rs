//! Updates: what each document does to a state.

use std::sync::Arc;

use broadworks_cap::message::call_update::CallUpdate;
use broadworks_cap::message::profile_update::ProfileUpdate;
use broadworks_cap::message::register_response::RegisterResponse;
use broadworks_cap::message::session_update::SessionUpdate;
use broadworks_cap::{Command, Document, Protocol, Value};

use super::edits::Edits;
use super::identity::{Address, Ids, Login, Name};
use super::queue::Queue;
use super::watching::Unwatched;
use super::{Agent, Change, Conference, Id, Profile, State, User};

impl State {
    /// Takes a document, and returns what it changes.
    ///
    /// It takes every document of the server, and every `monitoringUsersRequest` of the program, because the responses, which
    /// come in their order, do not say whom a console does not watch any more. Others, and those of another login, change
    /// nothing.
    pub fn apply(&mut self, document: &Document<'_>) -> Vec<Change> {
        if let Command::RegisterResponse(response) = &document.command {
            return self.registered(response);
        }
        let Some(address) = Address::of(&document.command) else { return Vec::new() };
        let is_logout = matches!(document.command, Command::UnRegister(_));
        if self.login.as_ref().is_some_and(|login| !login.owns(&address, is_logout)) {
            return Vec::new();
        }
        let mut changes = Vec::new();
        match &document.command {
            Command::UnRegister(_) => return self.interrupt(),
            Command::MonitoringUsersRequest(request) => self.watching.ask(request, &self.limits),
            Command::MonitoringUsersResponse(response) => {
                if let Some(unwatched) = self.watching.answer(response) {
                    self.unwatch(&unwatched, &mut changes);
                }
            }
            command => {
                if let Some(id) = self.subject(&address) {
                    self.update(&id, command, address.is_console(), &mut changes);
                }
            }
        }
        self.settled(changes)
    }

    /// Takes a successful login.
    fn registered(&mut self, response: &RegisterResponse<'_>) -> Vec<Change> {
        let user = &response.user;
        let address = Address {
            own: Ids { id: user.id(), uid: None },
            user_type: user.user_type(),
            application: user.application_id(),
            ..Address::default()
        };
        // A login of another client over the same connection.
        let is_other = self.login.as_ref().is_some_and(|login| !login.owns(&address, false));
        let is_success = user.failure.is_none() && self.protocol == Protocol::CapC;
        let login = Login::new(&address, user.user_uid()).filter(|_| is_success && !is_other);
        login.map(|login| self.log_in(login, user.num_monitored_users())).unwrap_or_default()
    }

    /// Returns the user or the call center that a document is about.
    fn subject(&mut self, address: &Address<'_>) -> Option<Id> {
        let ids = if address.is_console() { address.watched } else { address.own };
        let name = match self.names.resolve(ids, &self.limits) {
            Some(name) => name,
            // Nobody else than the user of the login is meant.
            None if ids.is_empty() && !address.is_console() => Name::Known(Arc::clone(&self.login.as_ref()?.id)),
            None => return None,
        };
        let known = self.users.id(name.as_str()).or_else(|| self.queues.id(name.as_str()));
        Some(known.unwrap_or_else(|| match name {
            Name::Told(id) => id.into(),
            Name::Known(id) => id,
        }))
    }

    fn update(&mut self, id: &Id, command: &Command<'_>, is_console: bool, changes: &mut Vec<Change>) {
        self.awaited.is_console |= is_console;
        match command {
            Command::CallUpdate(update) => self.call_update(id, update, changes),
            Command::CallControlInfo(info) => {
                if let Some(call) = &info.user.call {
                    self.calls.controls(id, call, changes);
                }
            }
            Command::SessionUpdate(update) => self.session_update(id, update, is_console, changes),
            Command::ProfileUpdate(update) => self.profile_update(id, update, is_console, changes),
            Command::QueueUpdate(update) => {
                self.edit(id, changes, |edits| edits.update(&update.queue));
            }
            Command::QueueProfileUpdate(update) => {
                self.edit(id, changes, |edits| edits.queue.set(edits.id, &update.user, edits.changes));
            }
            _ => {}
        }
    }

    fn call_update(&mut self, id: &Id, update: &CallUpdate<'_>, changes: &mut Vec<Change>) {
        self.tell(id, changes, |user| user.has_told_calls = true);
        for call in &update.user.calls {
            self.calls.update(id, call, changes);
        }
        self.refresh(id, changes);
    }

    fn session_update(&mut self, id: &Id, update: &SessionUpdate<'_>, is_console: bool, changes: &mut Vec<Change>) {
        let told = &update.user;
        let count = told.num_calls.as_ref().and_then(Value::lenient).and_then(|count| u64::try_from(count).ok());
        if count.is_some() {
            self.awaited.calls = count;
        }
        let conference = match &told.conference {
            Some(conference) => Some(Conference::read(conference, &self.limits).map(Arc::new)),
            // After a login it is absent if there is none, and later if it has not changed.
            None => count.map(|_| None),
        };
        let mut ended_or_changed = None;
        self.tell(id, changes, |user| {
            user.off_hook = told.off_hook().or(user.off_hook);
            user.has_told_calls |= count.is_some();
            user.told.hook |= told.off_hook().is_some() || count.is_some();
            if let Some(conference) = conference.filter(|conference| *conference != user.conference) {
                user.conference.clone_from(&conference);
                ended_or_changed = Some(conference);
            }
        });
        if let Some(conference) = ended_or_changed {
            changes.push(Change::ConferenceChanged { user: Arc::clone(id), conference });
        }
        // The release of a call of before may have been missed.
        if is_console && told.off_hook() == Some(false) && self.calls.has_stale() {
            self.calls.remove_of(id, true, changes);
        }
        self.refresh(id, changes);
    }

    fn profile_update(&mut self, id: &Id, update: &ProfileUpdate<'_>, is_console: bool, changes: &mut Vec<Change>) {
        let (told, limits, is_ordered) = (&update.user, self.limits, self.protocol == Protocol::CapC);
        let is_initial = told.initial_update();
        self.awaited.profile |= is_initial && !is_console;
        let mut changed = Vec::new();
        self.tell(id, changes, |user| {
            user.told.initial_profile |= is_initial;
            let mut profile = if is_initial { Profile::default() } else { (*user.profile).clone() };
            profile.take(told, &limits);
            if profile != *user.profile {
                user.profile = Arc::new(profile);
                changed.push(Change::ProfileChanged { user: Arc::clone(id), profile: Arc::clone(&user.profile) });
            }
            let mut agent = if is_initial { Agent::default() } else { (*user.agent).clone() };
            agent.take(told, is_ordered, &limits);
            if agent != *user.agent {
                let before = user.agent.state;
                user.agent = Arc::new(agent);
                changed.push(Change::AgentChanged { user: Arc::clone(id), agent: Arc::clone(&user.agent), before });
            }
        });
        changes.append(&mut changed);
        self.refresh(id, changes);
    }

    /// Takes what is told of a user, who is added if not known.
    fn tell(&mut self, id: &Id, changes: &mut Vec<Change>, take: impl FnOnce(&mut User)) {
        if self.users.touch(id).is_none() {
            let gone = self.users.insert(Arc::clone(id), User::default());
            changes.extend(gone.map(|(user, _)| Change::UserGone { user }));
        }
        let Some(user) = self.users.get_mut(id) else { return };
        let was_introduced = user.told.is_introduced();
        take(user);
        user.told.is_current = user.told.hook || self.protocol == Protocol::Ccc2;
        self.awaited.introduced += u64::from(user.told.is_introduced() && !was_introduced);
    }

    /// Edits a queue, which is added if not known.
    fn edit(&mut self, id: &Id, changes: &mut Vec<Change>, edit: impl FnOnce(&mut Edits<'_>)) {
        self.awaited.is_queue = true;
        if self.queues.touch(id).is_none() {
            let new = Queue::new(self.protocol == Protocol::CapC);
            self.behind += 1;
            if let Some((queue, gone)) = self.queues.insert(Arc::clone(id), new) {
                self.behind -= usize::from(!gone.is_current());
                changes.push(Change::QueueGone { queue });
            }
        }
        let Some(queue) = self.queues.get_mut(id) else { return };
        self.behind -= usize::from(!queue.is_current());
        edit(&mut Edits { id, queue, limits: &self.limits, changes });
        let is_current = self.queues.get(id).is_some_and(Queue::is_current);
        self.behind += usize::from(!is_current);
    }

    /// Removes users whom a console does not watch any more.
    fn unwatch(&mut self, unwatched: &Unwatched, changes: &mut Vec<Change>) {
        let gone: Vec<Id> = match unwatched {
            Unwatched::These(users) => users.iter().filter_map(|id| self.users.id(id)).collect(),
            Unwatched::AllBut(users) => {
                self.users().map(|(id, _)| id).filter(|id| !users.contains(&**id)).map(Arc::clone).collect()
            }
        };
        for user in gone {
            self.users.remove(&user);
            self.calls.remove_of(&user, false, changes);
            changes.push(Change::UserGone { user });
        }
    }
}
