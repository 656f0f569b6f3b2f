//! Changes: what a document has changed.

use std::sync::Arc;

use broadworks_cap::message::values::{AcdState, CallState};

use super::Id;
use super::agent::Agent;
use super::call::{Call, End};
use super::entry::{Entry, Left};
use super::presence::{Availability, Conference, Presence};
use super::profile::Profile;
use super::queue::QueueSettings;

/// A change of the state.
///
/// Who applies the changes in their order to a copy has the same calls, users and queues. What is in a change is not
/// copied: it is shared with the state.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "change", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[non_exhaustive]
pub enum Change {
    /// The state is not current any more: see [`State::is_current`](super::State::is_current). Show it as old.
    Stale,
    /// The state is current.
    Current,
    /// A call is known that was not.
    CallAdded {
        /// User id.
        user: Id,
        /// The call.
        call: Arc<Call>,
    },
    /// A call is in another state, or something else of it is different.
    CallChanged {
        /// User id.
        user: Id,
        /// The call.
        call: Arc<Call>,
        /// The state before.
        before: Option<CallState>,
    },
    /// A call is over, or not known any more. A release is reported once, also if nothing of the call was known before.
    CallEnded {
        /// User id.
        user: Id,
        /// The call as it was at the end.
        call: Arc<Call>,
        /// How it ended.
        end: End,
    },
    /// The presence of a user is different.
    PresenceChanged {
        /// User id.
        user: Id,
        /// The presence.
        presence: Presence,
        /// The availability before.
        before: Availability,
    },
    /// The conference of a user began, changed or ended.
    ConferenceChanged {
        /// User id.
        user: Id,
        /// The conference; `None` if it has ended.
        conference: Option<Arc<Conference>>,
    },
    /// The profile of a user is different.
    ProfileChanged {
        /// User id.
        user: Id,
        /// The profile.
        profile: Arc<Profile>,
    },
    /// A user's state as an agent is different.
    AgentChanged {
        /// User id.
        user: Id,
        /// The agent.
        agent: Arc<Agent>,
        /// The state before.
        before: Option<AcdState>,
    },
    /// A user is not watched any more, was not there after a reconnect, or gave way to others at a limit.
    UserGone {
        /// User id.
        user: Id,
    },
    /// A call waits in a queue. Those from its position on are one further behind, without changes of their own.
    EntryAdded {
        /// Id of the call center.
        queue: Id,
        /// The call.
        entry: Arc<Entry>,
        /// Its position, from 1.
        position: usize,
    },
    /// A waiting call is at another position. Those in between have made room, without changes of their own.
    EntryMoved {
        /// Id of the call center.
        queue: Id,
        /// The call.
        entry: Arc<Entry>,
        /// Its position before, from 1.
        from: usize,
        /// Its position now.
        to: usize,
    },
    /// Something else of a waiting call is different.
    EntryChanged {
        /// Id of the call center.
        queue: Id,
        /// The call.
        entry: Arc<Entry>,
        /// Its position, from 1.
        position: usize,
    },
    /// A call has left a queue. Those behind it are one further ahead, without changes of their own.
    EntryLeft {
        /// Id of the call center.
        queue: Id,
        /// The call as it was at the end.
        entry: Arc<Entry>,
        /// Its position before; `None` if it was not known to be there.
        position: Option<usize>,
        /// Why it left.
        left: Left,
    },
    /// The settings of a queue are different.
    QueueChanged {
        /// Id of the call center.
        queue: Id,
        /// The settings.
        settings: QueueSettings,
    },
    /// A queue gave way to others at a limit, with its calls.
    QueueGone {
        /// Id of the call center.
        queue: Id,
    },
}
