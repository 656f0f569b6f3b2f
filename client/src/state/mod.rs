//! State: what the updates of a server add up to, in bounded memory and without I/O or a clock.
//!
//! A [`State`] takes every document of a login (CAP-C) or of all connections of a farm (CCC2), and returns what changed:
//!
//! ```
//! use broadworks_cap::message::call_update::{Call, CallUpdate};
//! use broadworks_cap::message::values::CallState;
//! use broadworks_cap::{Document, Protocol};
//! use broadworks_client::state::{Availability, Change, State};
//!
//! # fn update(state: CallState) -> Document<'static> {
//! #     Document::new(CallUpdate::build(|update| {
//! #         update.user.id = Some("alice@example.com".into());
//! #         update.user.calls.push(Call::build(|call| {
//! #             call.call_id = Some("callhalf-101:0".into());
//! #             call.state = Some(state.into());
//! #         }));
//! #     }))
//! # }
//! let mut state = State::new(Protocol::CapC);
//! let alerting: Document<'_> = update(CallState::Alerting);
//! for change in state.apply(&alerting) {
//!     match change {
//!         Change::CallAdded { user, call } => println!("{user}: {:?} {:?}", call.state, call.remote_number),
//!         Change::PresenceChanged { user, presence, .. } => println!("{user} is {:?}", presence.availability),
//!         _ => {}
//!     }
//! }
//! assert_eq!(state.calls().of("alice@example.com").count(), 1);
//! assert_eq!(state.availability("alice@example.com"), Availability::Ringing);
//! # state.apply(&update(CallState::Released));
//! # assert!(state.calls().is_empty());
//! ```
//!
//! | Type | Fed by | Cannot know |
//! |---|---|---|
//! | [`Calls`], [`Call`] | `callUpdate`, `callControlInfo` | calls of watched users before they are answered; in CCC2 what began before |
//! | [`Presence`] | `sessionUpdate`, the calls, `profileUpdate` | whether a watched phone rings |
//! | [`Conference`] | `sessionUpdate` of a call client | conferences of watched users |
//! | [`Profile`] | `profileUpdate` | services of a watched user, but those that have changed |
//! | [`Agent`] | `profileUpdate` | the state of a watched agent until it changes |
//! | [`Queue`], [`Entry`] | `queueUpdate`, `queueProfileUpdate` | an empty queue that nobody refreshes |
//!
//! An answer that says something of one moment, such as `queueInfoResponse`, changes nothing.

mod agent;
mod call;
mod calls;
mod change;
mod edits;
mod entry;
mod identity;
#[cfg(feature = "serde")]
mod json;
mod limits;
mod presence;
mod profile;
mod queue;
mod session;
mod table;
mod update;
mod user;
mod watching;

use std::sync::Arc;

use broadworks_cap::Protocol;

pub use agent::Agent;
pub use call::{Call, Controls, End};
pub use calls::Calls;
pub use change::Change;
pub use entry::{Entry, Left};
pub use limits::StateLimits;
pub use presence::{Availability, Conference, Presence};
pub use profile::Profile;
pub use queue::{Queue, QueueSettings};
pub use user::User;

use identity::{Login, Names};
use session::Awaited;
use table::Table;
use watching::Watching;

/// An id of a user, a call or a call center, as the server wrote it.
pub type Id = Arc<str>;

/// The state that the updates of a server tell of: calls, users, queues.
///
/// A state is of one login of CAP-C, or of all connections of a farm. A program with several logins has a state for each.
/// If they share a connection, every state may get every document: one that has [begun](Self::begin) with a session takes
/// only what belongs to it. So does one that has seen a `registerResponse`, in a recorded stream.
///
/// # What is current
///
/// - In CAP-C, a login brings an initial state. Until it is complete, [`is_current`](Self::is_current) is `false`: what was
///   known before is stale. It is complete for a call client with the initial profile, the number of calls, and so many
///   calls; for a console with the profile and the hook of as many users as `registerResponse` counts; for a call center
///   with a snapshot of the queue. What was not told by then is removed, and the changes say so.
/// - In CCC2 there is no initial state. A farm learns of a user or a call with its next change. So the state is current if
///   none of its users and calls was told before the last interruption. Whether a queue is,
///   [`Queue::is_current`] says; ask for a `Refresh` of those that [`needs_refresh`](Self::needs_refresh) names.
///
/// [`Change::Stale`] and [`Change::Current`] tell when this changes. If the initial state does not come to an end, because a
/// server leaves something out, [`forget_stale`](Self::forget_stale) removes what was not told.
///
/// # What ends it
///
/// A forced logout (`unRegister`) makes the state stale as [`interrupt`](Self::interrupt) does, which a program calls when
/// its connection has ended. After the next login it calls [`begin`](Self::begin). With a client of this crate,
/// [`follow`](Self::follow) does all of it.
///
/// # Memory and time
///
/// Both are bounded by [`StateLimits`]. A document takes logarithmic time in what is known, times what it has; a snapshot of
/// a queue up to the square of its length; the beginning of a session the number of users and queues.
#[derive(Debug, Clone)]
pub struct State {
    protocol: Protocol,
    limits: StateLimits,
    login: Option<Login>,
    awaited: Awaited,
    calls: Calls,
    users: Table<User>,
    queues: Table<Queue>,
    /// Queues that are not current.
    behind: usize,
    names: Names,
    watching: Watching,
    is_current: bool,
}

impl State {
    /// Creates a state in which nothing is known, with the default limits.
    #[must_use]
    pub fn new(protocol: Protocol) -> Self {
        Self::with_limits(protocol, StateLimits::default())
    }

    /// Creates a state in which nothing is known.
    #[must_use]
    pub fn with_limits(protocol: Protocol, limits: StateLimits) -> Self {
        Self {
            protocol,
            limits,
            login: None,
            awaited: Awaited::default(),
            calls: Calls::new(protocol, limits),
            users: Table::new(limits.users),
            queues: Table::new(limits.queues),
            behind: 0,
            names: Names::new(&limits),
            watching: Watching::default(),
            is_current: protocol == Protocol::Ccc2,
        }
    }

    /// Returns `true` if everything here was told since the last login (CAP-C) or interruption (CCC2), and the initial state
    /// is complete.
    #[must_use]
    pub const fn is_current(&self) -> bool {
        self.is_current
    }

    /// Returns the calls.
    #[must_use]
    pub const fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Returns a user.
    #[must_use]
    pub fn user(&self, id: &str) -> Option<&User> {
        self.users.get(id)
    }

    /// Returns the users, by user id: the user of the login, those that a console watches, or those that a farm was told of.
    pub fn users(&self) -> impl Iterator<Item = (&Id, &User)> {
        self.users.iter()
    }

    /// Returns whether a user is free to take a call; [`Availability::Unknown`] if there is no such user.
    #[must_use]
    pub fn availability(&self, user: &str) -> Availability {
        self.user(user).map_or(Availability::Unknown, |user| user.presence().availability)
    }

    /// Returns the users that are agents of a call center, by user id.
    pub fn agents(&self) -> impl Iterator<Item = (&Id, &Arc<Agent>)> {
        self.users().filter_map(|(id, user)| Some((id, user.agent()?)))
    }

    /// Returns the queue of a call center.
    #[must_use]
    pub fn queue(&self, id: &str) -> Option<&Queue> {
        self.queues.get(id)
    }

    /// Returns the queues, by the id of their call center.
    pub fn queues(&self) -> impl Iterator<Item = (&Id, &Queue)> {
        self.queues.iter()
    }

    /// Returns the call centers whose queues are not current. A `queueAction` with `Refresh` makes the server send the whole
    /// queue; of an empty one it may send nothing else after a login.
    pub fn needs_refresh(&self) -> impl Iterator<Item = &Id> {
        self.queues().filter(|(_, queue)| !queue.is_current()).map(|(id, _)| id)
    }
}
