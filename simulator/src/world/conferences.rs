//! Conferences. Each user has at most one, made of the user's calls.

use broadworks_cap::message::values::{ConferenceState, ReleaseCause};

use super::World;

/// The conference of a user.
#[derive(Debug, Clone)]
pub struct Conference {
    pub state: ConferenceState,
    /// The calls in it.
    pub calls: Vec<String>,
    /// `true` if the user only listens.
    pub silent: bool,
}

impl World {
    /// Starts a conference with two calls, or adds a call to the existing conference.
    pub(super) fn confer(&mut self, user: &str, first: &str, second: &str) {
        if first == second || !self.can_join(user, first) || !self.can_join(user, second) {
            return;
        }
        let Some(owner) = self.users.get_mut(user) else { return };
        let conference = owner.conference.get_or_insert_with(|| Conference {
            state: ConferenceState::Active,
            calls: Vec::new(),
            silent: false,
        });
        for call in [first, second] {
            if !conference.calls.iter().any(|other| other == call) {
                conference.calls.push(call.into());
            }
        }
        conference.state = ConferenceState::Active;
        self.resume_conference(user);
    }

    /// Adds a call to the conference of the user.
    pub(super) fn add_to_conference(&mut self, user: &str, call: &str) {
        if let Some(first) = self.members(user).first() {
            self.confer(user, first, call);
        }
    }

    /// Lets the user listen to a call without being heard.
    pub(super) fn monitor(&mut self, user: &str, call: &str) {
        let conference = Conference { state: ConferenceState::Active, calls: vec![call.into()], silent: true };
        if let Some(owner) = self.users.get_mut(user).filter(|owner| owner.conference.is_none()) {
            owner.conference = Some(conference);
            self.tell_session(user);
        }
    }

    /// Lets the user, who has only listened, be heard.
    pub(super) fn unmute(&mut self, user: &str) {
        let conference = self.users.get_mut(user).and_then(|user| user.conference.as_mut());
        if let Some(conference) = conference.filter(|conference| conference.silent) {
            conference.silent = false;
            self.tell_session(user);
        }
    }

    pub(super) fn hold_conference(&mut self, user: &str) {
        self.turn_conference(user, ConferenceState::Active, ConferenceState::Held);
    }

    pub(super) fn answer_conference(&mut self, user: &str) {
        self.turn_conference(user, ConferenceState::Held, ConferenceState::Active);
    }

    fn turn_conference(&mut self, user: &str, from: ConferenceState, to: ConferenceState) {
        let conference = self.users.get_mut(user).and_then(|user| user.conference.as_mut());
        let Some(conference) = conference.filter(|conference| conference.state == from) else { return };
        conference.state = to;
        if to == ConferenceState::Active {
            return self.resume_conference(user);
        }
        for call in self.members(user) {
            self.hold(&call);
        }
        self.tell_session(user);
    }

    /// Makes every call in the conference active and puts the others on hold.
    fn resume_conference(&mut self, user: &str) {
        let members = self.members(user);
        self.hold_others(user, &members);
        for call in members {
            self.set_held(&call, false);
        }
        self.tell_session(user);
    }

    /// Ends the conference with all its calls.
    pub(super) fn release_conference(&mut self, user: &str) {
        let Some(mut conference) = self.users.get_mut(user).and_then(|user| user.conference.take()) else { return };
        for call in core::mem::take(&mut conference.calls) {
            self.release(&call, ReleaseCause::Normal);
        }
        self.tell_end_of_conference(user);
    }

    /// Removes a call from the conference, and ends the conference if only two parties are left.
    pub(super) fn leave_conference(&mut self, user: &str, call: &str) {
        let Some(owner) = self.users.get_mut(user) else { return };
        let Some(conference) = owner.conference.as_mut().filter(|c| c.calls.iter().any(|id| id == call)) else {
            return;
        };
        conference.calls.retain(|id| id != call);
        if conference.calls.len() < 2 {
            owner.conference = None;
            self.tell_end_of_conference(user);
        } else {
            self.tell_session(user);
        }
    }

    fn can_join(&self, user: &str, call: &str) -> bool {
        self.calls.get(call).is_some_and(|call| call.user == user && call.answered.is_some())
    }
}
