//! Parts of a user's profile that change: do not disturb, call forwarding, and the state of an agent.

use broadworks_cap::message::values::AcdState;

use super::calls::Call;
use super::{Timer, World};

/// A change of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Do Not Disturb is on or off: calls find the user busy.
    Dnd(bool),
    /// Call Forwarding Always is on, to this number, or off.
    Forwarding(Option<String>),
    /// The agent is in another state.
    Acd(AcdState),
}

/// An agent of the call centers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub state: AcdState,
    pub since: u64,
    /// The call that the agent wraps up, in that state.
    pub wraps_up: Option<String>,
}

impl World {
    /// Changes the profile of a user.
    pub(super) fn change(&mut self, user: &str, change: Change) {
        let since = self.now;
        let Some(owner) = self.users.get_mut(user) else { return };
        match &change {
            Change::Dnd(on) => owner.dnd = *on,
            Change::Forwarding(destination) => owner.forwarding.clone_from(destination),
            Change::Acd(state) => owner.agent = Some(Agent { state: *state, since, wraps_up: None }),
        }
        self.tell_change(user, &change);
    }

    /// Lets an available agent wrap up a call that came from a queue and is over.
    pub(super) fn wrap_up(&mut self, call: &Call) {
        let of_queue = call.redirected.as_ref().is_some_and(|redirect| redirect.queue.is_some());
        let since = self.now;
        let Some(agent) = self.users.get_mut(&call.user).and_then(|user| user.agent.as_mut()) else { return };
        if of_queue && call.answered.is_some() && agent.state == AcdState::Available {
            *agent = Agent { state: AcdState::WrapUp, since, wraps_up: Some(call.id.clone()) };
            self.tell_change(&call.user, &Change::Acd(AcdState::WrapUp));
            let timer = Timer::WrappedUp { user: call.user.clone(), call: call.id.clone() };
            self.schedule(self.settings.wrap_up, timer);
        }
    }

    /// Makes an agent available again, unless the state has changed in the meantime.
    pub(super) fn end_wrap_up(&mut self, user: &str, call: &str) {
        let agent = self.users.get(user).and_then(|user| user.agent.as_ref());
        if agent.is_some_and(|agent| agent.wraps_up.as_deref() == Some(call)) {
            self.change(user, Change::Acd(AcdState::Available));
        }
    }
}
