//! Beginning, interruption and completion of a state.

use std::sync::Arc;

use broadworks_cap::Protocol;
use broadworks_cap::login::Session;

use crate::{Event, Reason};

use super::edits::Edits;
use super::identity::{Ids, Login};
use super::user::Told;
use super::{Change, Id, Presence, State};

/// What is awaited of an initial state, and what has come of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Awaited {
    /// Number of watched users, if a console was told it.
    pub watched: Option<u64>,
    /// Number of watched users whose profile and hook were told.
    pub introduced: u64,
    /// Number of calls, once it was told.
    pub calls: Option<u64>,
    /// Whether the initial profile of the user was told.
    pub profile: bool,
    /// Whether anything was told that is of a console, or of a queue.
    pub is_console: bool,
    pub is_queue: bool,
}

impl State {
    /// Takes a login: what was known is stale until the initial state that follows has told it.
    ///
    /// Call it after every successful login, before the documents that follow it. It is not needed if the state gets the
    /// `registerResponse` itself, as in a recorded stream; then it changes nothing.
    pub fn begin(&mut self, session: &Session) -> Vec<Change> {
        let watched = session.console.and_then(|console| console.num_monitored_users);
        self.log_in(Login::of(session), watched)
    }

    pub(super) fn log_in(&mut self, login: Login, watched: Option<i64>) -> Vec<Change> {
        if login.uid.is_some() && self.login.as_ref().is_some_and(|known| known.uid == login.uid) {
            return Vec::new();
        }
        self.age();
        // Messages may name the user by the session id alone.
        self.names.resolve(Ids { id: Some(&login.id), uid: login.uid.as_deref() }, &self.limits);
        self.awaited.is_console = login.is_console();
        self.awaited.watched = watched.and_then(|watched| u64::try_from(watched).ok());
        self.login = Some(login);
        self.settled(Vec::new())
    }

    /// Takes the end of the connection, or of one connection of a farm, for what was on its way there is lost. All that is
    /// known stays, and is stale.
    pub fn interrupt(&mut self) -> Vec<Change> {
        self.age();
        // The next login of the same user has another session id.
        if let Some(login) = &mut self.login {
            login.uid = None;
        }
        self.settled(Vec::new())
    }

    /// Takes an event of a client of this crate: it [begins](Self::begin) when the client has logged in, [applies](Self::apply)
    /// documents, and is [interrupted](Self::interrupt) when a connection that there was has ended.
    pub fn follow(&mut self, event: &Event) -> Vec<Change> {
        match event {
            Event::Online { session: Some(session) } => self.begin(session),
            Event::Document(document) => self.apply(document),
            Event::Offline { reason: Reason::Unreachable(_) | Reason::ConnectTimeout, .. } => Vec::new(),
            Event::Offline { .. } => self.interrupt(),
            _ => Vec::new(),
        }
    }

    /// Removes everything that was not told since the last login or interruption: users, calls, and the calls of queues that
    /// are not current. A program may do this when a server has had time enough to tell them.
    pub fn forget_stale(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        self.remove_stale_users(&mut changes);
        self.calls.remove_stale(&mut changes);
        for (id, queue) in self.queues.iter_mut().filter(|(_, queue)| !queue.is_current()) {
            Edits { id, queue, limits: &self.limits, changes: &mut changes }.clear();
        }
        self.settled(changes)
    }

    /// Makes everything stale.
    fn age(&mut self) {
        self.awaited = Awaited::default();
        self.watching.clear();
        self.calls.interrupt();
        self.users.age();
        self.users.iter_mut().for_each(|(_, user)| user.told = Told::default());
        self.queues.iter_mut().for_each(|(_, queue)| queue.interrupt());
        self.behind = self.queues.len();
    }

    fn remove_stale_users(&mut self, changes: &mut Vec<Change>) {
        while let Some((user, _)) = self.users.pop_stale() {
            self.calls.remove_of(&user, false, changes);
            changes.push(Change::UserGone { user });
        }
    }

    /// Completes a list of changes with what follows from them: the presence of users, what is gone now that the initial
    /// state is complete, and whether the state is current.
    pub(super) fn settled(&mut self, mut changes: Vec<Change>) -> Vec<Change> {
        let is_complete = self.is_complete();
        if is_complete && self.awaited.is_console {
            self.remove_stale_users(&mut changes);
        } else if is_complete {
            self.calls.remove_stale(&mut changes);
        }
        for at in 0..changes.len() {
            if let Change::CallAdded { user, .. } | Change::CallChanged { user, .. } | Change::CallEnded { user, .. } =
                &changes[at]
            {
                let user = Arc::clone(user);
                self.refresh(&user, &mut changes);
            }
        }
        let is_current = match self.protocol {
            Protocol::CapC => is_complete,
            Protocol::Ccc2 => !self.calls.has_stale() && !self.users.has_stale(),
        };
        if is_current != self.is_current {
            self.is_current = is_current;
            changes.push(if is_current { Change::Current } else { Change::Stale });
        }
        changes
    }

    /// Returns `true` if the initial state of a login is complete.
    fn is_complete(&self) -> bool {
        let Awaited { watched, introduced, calls, profile, is_console, is_queue, .. } = self.awaited;
        match (self.protocol, is_console, watched, is_queue) {
            (Protocol::Ccc2, ..) => false,
            // If nobody said how many there are, it is all of before.
            (_, true, None, _) => introduced > 0 && !self.users.has_stale(),
            (_, true, Some(watched), _) => introduced >= watched,
            (.., true) => self.behind == 0,
            _ => profile && calls.is_some_and(|calls| self.calls.told() >= calls),
        }
    }

    /// Computes the presence of a user anew.
    pub(super) fn refresh(&mut self, id: &Id, changes: &mut Vec<Change>) {
        let Some(user) = self.users.get_mut(id) else { return };
        let calls = self.calls.tally(id);
        let presence = Presence::of(user.off_hook, user.profile.dnd, calls, user.has_told_calls);
        let before = core::mem::replace(&mut user.presence, presence);
        if before != presence {
            changes.push(Change::PresenceChanged { user: Arc::clone(id), presence, before: before.availability });
        }
    }
}
