//! Parts of a user's profile that change: do not disturb, call forwarding, and the state of an agent.

use broadworks_cap::message::values::AcdState;

use super::World;
use super::agents::Agent;

/// A change of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Do Not Disturb is on or off: calls find the user busy.
    Dnd(bool),
    /// Call Forwarding Always is on, to this number, or off.
    Forwarding(Option<String>),
    /// The agent is in another state.
    Acd(AcdState),
    /// There is a voice message, or none any more.
    VoiceMessage(bool),
}

impl World {
    /// Changes the profile of a user.
    pub(super) fn change(&mut self, user: &str, change: Change) {
        let since = self.now;
        let Some(owner) = self.users.get_mut(user) else { return };
        match &change {
            Change::Dnd(on) => owner.dnd = *on,
            Change::Forwarding(destination) => owner.forwarding.clone_from(destination),
            Change::VoiceMessage(on) => {
                owner.voice_message = *on;
                return self.tell_messages(user);
            }
            Change::Acd(state) => owner.agent = Some(Agent { state: *state, since, wraps_up: None }),
        }
        self.tell_change(user, &change);
    }
}
