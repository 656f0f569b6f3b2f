//! User: what is known of a user beside the calls.

use std::sync::Arc;

use super::agent::Agent;
use super::presence::{Conference, Presence};
use super::profile::Profile;

/// A user: presence, conference, profile, and state as an agent. The calls are in [`Calls`](super::Calls).
#[derive(Debug, Clone, Default)]
pub struct User {
    pub(super) presence: Presence,
    pub(super) off_hook: Option<bool>,
    pub(super) conference: Option<Arc<Conference>>,
    pub(super) profile: Arc<Profile>,
    pub(super) agent: Arc<Agent>,
    /// What was told since the state was interrupted last.
    pub(super) told: Told,
    /// Whether any call of the user, or their number, was ever told.
    pub(super) has_told_calls: bool,
}

/// What was told of a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub hook: bool,
    pub initial_profile: bool,
    pub is_current: bool,
}

impl Told {
    /// Returns `true` if everything was told that the initial state of a console has of a watched user.
    pub const fn is_introduced(self) -> bool {
        self.hook && self.initial_profile
    }
}

impl User {
    /// Returns the presence.
    #[must_use]
    pub const fn presence(&self) -> Presence {
        self.presence
    }

    /// Returns the conference that the user is in.
    #[must_use]
    pub const fn conference(&self) -> Option<&Arc<Conference>> {
        self.conference.as_ref()
    }

    /// Returns the profile.
    #[must_use]
    pub const fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    /// Returns the user as an agent; `None` if nothing says that the user is one.
    #[must_use]
    pub fn agent(&self) -> Option<&Arc<Agent>> {
        (!self.agent.is_unknown()).then_some(&self.agent)
    }

    /// Returns `true` if the user was told of since the connection was interrupted last. In CAP-C this is the hook, which a
    /// server tells of everyone after a login; in CCC2 it is anything.
    #[must_use]
    pub const fn is_current(&self) -> bool {
        self.told.is_current
    }
}
