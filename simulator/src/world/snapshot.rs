//! Snapshot of the world: the calls, queues and agents as the simulator itself knows them, to compare with what a client
//! has made of its messages.
//!
//! ```
//! use broadworks_cap::message::values::{AcdState, CallState};
//! use broadworks_simulator::{Setup, Simulator};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let setup = Setup::new().user("alice@example.com").queue("support@example.com").clock_at(1_700_000_000_000);
//! let simulator = Simulator::start(setup)?;
//! let call = simulator.ring("alice@example.com", "2405550190")?;
//! let snapshot = simulator.snapshot();
//! assert_eq!(snapshot.users["alice@example.com"].calls[0].id, call);
//! assert_eq!(snapshot.users["alice@example.com"].calls[0].state, CallState::Alerting);
//! assert_eq!(snapshot.users["alice@example.com"].agent.as_ref().map(|agent| agent.state), Some(AcdState::Available));
//! assert_eq!(snapshot.queues["support@example.com"].calls.len(), 3, "those of `Settings::queued`");
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeMap;

use broadworks_cap::message::values::{
    AcdState, CallState, ConferenceState, Personality, Priority, RedirectFromReason, ReleaseCause,
};

use super::World;

/// Everything at one moment. Clients may still be on their way to it: messages take time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Snapshot {
    /// The time of the simulator's clock, in milliseconds since 1970.
    pub time: u64,
    /// The users, by user id.
    pub users: BTreeMap<String, User>,
    /// The call centers, by id.
    pub queues: BTreeMap<String, Queue>,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct User {
    /// The phone number.
    pub number: String,
    /// Whether the phone is off hook. It is on hook while a call only rings.
    pub off_hook: bool,
    /// Whether Do Not Disturb is on.
    pub dnd: bool,
    /// Number that all calls are forwarded to.
    pub forwarding: Option<String>,
    /// Whether there is a voice message.
    pub voice_message: bool,
    /// The user's halves of calls, oldest first. Released calls are not there any more.
    pub calls: Vec<Call>,
    /// The conference of the user.
    pub conference: Option<Conference>,
    /// The user as an agent; `None` if there is no call center.
    pub agent: Option<Agent>,
    /// Number of sessions of the user.
    pub sessions: usize,
}

/// One user's half of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Call {
    /// The call id.
    pub id: String,
    /// The id that both halves of a call have.
    pub tracking: String,
    /// The state that clients were told last.
    #[cfg_attr(feature = "program", serde(serialize_with = "word"))]
    pub state: CallState,
    /// Whether the user has called or was called.
    #[cfg_attr(feature = "program", serde(serialize_with = "word"))]
    pub personality: Personality,
    /// Number of the other party.
    pub number: String,
    /// Name of the other party.
    pub name: String,
    /// Time at which it began, in milliseconds since 1970.
    pub started: u64,
    /// Time at which it was answered.
    pub answered: Option<u64>,
    /// The cause of a release, which says nothing before it.
    #[cfg_attr(feature = "program", serde(serialize_with = "word"))]
    pub release_cause: ReleaseCause,
    /// Who redirected the call to the user.
    pub redirected: Option<Redirected>,
}

/// Who redirected a call, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Redirected {
    /// Number of the party.
    pub by: String,
    /// The reason.
    #[cfg_attr(feature = "program", serde(serialize_with = "word"))]
    pub reason: RedirectFromReason,
}

/// A conference of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Conference {
    /// The state.
    #[cfg_attr(feature = "program", serde(serialize_with = "word"))]
    pub state: ConferenceState,
    /// Ids of the calls in it, in the order in which they joined.
    pub calls: Vec<String>,
    /// Whether the user only listens.
    pub silent: bool,
}

/// An agent of the call centers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Agent {
    /// The state.
    #[cfg_attr(feature = "program", serde(serialize_with = "word"))]
    pub state: AcdState,
    /// Time since which the agent is in it, in milliseconds since 1970.
    pub since: u64,
    /// Id of the call that the agent wraps up, in that state.
    pub wraps_up: Option<String>,
}

/// A call center.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Queue {
    /// The number.
    pub number: String,
    /// The waiting calls, in queue order.
    pub calls: Vec<QueuedCall>,
    /// Number of sessions of the call center.
    pub sessions: usize,
}

/// A call that waits in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "program", derive(serde::Serialize))]
#[non_exhaustive]
pub struct QueuedCall {
    /// The call id.
    pub id: String,
    /// Number of the caller.
    pub number: String,
    /// Name of the caller.
    pub name: String,
    /// Time at which it joined the queue, in milliseconds since 1970.
    pub added: u64,
    /// How long the caller has waited, in milliseconds: here, and in the queues before.
    pub wait: u64,
    /// The priority.
    #[cfg_attr(feature = "program", serde(serialize_with = "word"))]
    pub priority: Priority,
    /// Whether a supervisor has moved it.
    pub reordered: bool,
    /// Whether an agent was offered it and has not answered.
    pub bounced: bool,
    /// Id of the half of the agent whose phone rings for it.
    pub offered: Option<String>,
}

/// Writes a value as the protocol does.
#[cfg(feature = "program")]
fn word<T: broadworks_cap::schema::WireValue + Copy, S: serde::Serializer>(
    value: &T,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.serialize_str(&value.to_wire())
}

impl World {
    /// Returns everything as it is at this time.
    pub fn snapshot(&self, now: u64) -> Snapshot {
        let time = self.now.max(now);
        let sessions = |id: &str| self.sessions.values().filter(|session| session.applicant.id == id).count();
        let users = self.users.iter().map(|(id, user)| {
            let user = User {
                number: user.number.clone(),
                off_hook: user.off_hook,
                dnd: user.dnd,
                forwarding: user.forwarding.clone(),
                voice_message: user.voice_message,
                calls: self.snapshot_of_calls(id),
                conference: user.conference.as_ref().map(|conference| Conference {
                    state: conference.state,
                    calls: conference.calls.clone(),
                    silent: conference.silent,
                }),
                agent: user.agent.as_ref().map(|agent| Agent {
                    state: agent.state,
                    since: agent.since,
                    wraps_up: agent.wraps_up.clone(),
                }),
                sessions: sessions(id),
            };
            (id.clone(), user)
        });
        let queues = self.queues.iter().map(|(id, queue)| {
            let calls = queue.calls.iter().map(|call| QueuedCall {
                id: call.id.clone(),
                number: call.remote.number.clone(),
                name: call.remote.name.clone(),
                added: call.added,
                wait: call.waited(time),
                priority: call.priority,
                reordered: call.reordered,
                bounced: call.bounced,
                offered: call.offered.clone(),
            });
            let queue = Queue { number: queue.number.clone(), calls: calls.collect(), sessions: sessions(id) };
            (id.clone(), queue)
        });
        Snapshot { time, users: users.collect(), queues: queues.collect() }
    }

    fn snapshot_of_calls(&self, user: &str) -> Vec<Call> {
        let calls = self.calls.values().filter(|call| call.user == user).map(|call| Call {
            id: call.id.clone(),
            tracking: call.tracking.clone(),
            state: call.state,
            personality: call.personality,
            number: call.remote.number.clone(),
            name: call.remote.name.clone(),
            started: call.started,
            answered: call.answered,
            release_cause: call.release_cause,
            redirected: call
                .redirected
                .as_ref()
                .map(|redirect| Redirected { by: redirect.by.number.clone(), reason: redirect.reason }),
        });
        let mut calls: Vec<Call> = calls.collect();
        // A later call has a larger number, which may have more digits.
        calls.sort_by_key(|call| (call.started, call.id.len(), call.id.clone()));
        calls
    }
}
