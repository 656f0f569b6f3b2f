//! Presence: whether a user is free to take a call.

use broadworks_cap::message::session_update;
use broadworks_cap::message::values::{ConferenceState, ServiceState};

use super::calls::Tally;
use super::{Id, StateLimits};

/// Whether a user is free to take a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub enum Availability {
    /// Nothing was told that says it.
    #[default]
    Unknown,
    /// No call is known, and the phone is not known to be off the hook.
    Idle,
    /// The user has a call, or the phone is off the hook.
    Busy,
    /// The phone rings, and the user has no other call.
    Ringing,
    /// As [`Idle`](Self::Idle), with Do Not Disturb.
    DoNotDisturb,
}

/// The presence of a user.
///
/// Fed by `sessionUpdate` (the hook), by the user's calls, and by Do Not Disturb in `profileUpdate`.
///
/// A console is never told that a watched phone rings, so a watched user is not `Ringing`; and that Do Not Disturb is on only
/// when it changes. In CCC2 the hook is told when it changes, and the message that arrived last counts; of INSC users it is
/// never told: then the known calls alone count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Presence {
    /// What all the rest comes to.
    pub availability: Availability,
    /// Whether a phone is off the hook; `None` if it was not told.
    pub off_hook: Option<bool>,
    /// Whether Do Not Disturb is on; `None` if it was not told.
    pub do_not_disturb: Option<bool>,
    /// Number of known calls.
    pub calls: usize,
}

impl Presence {
    /// Computes it. `is_told` says whether any call of the user, or their number, was ever told.
    pub(super) fn of(off_hook: Option<bool>, dnd: Option<ServiceState>, calls: Tally, is_told: bool) -> Self {
        let do_not_disturb = dnd.map(|dnd| dnd == ServiceState::On);
        let availability = if off_hook == Some(true) || calls.calls > calls.ringing {
            Availability::Busy
        } else if calls.ringing > 0 {
            Availability::Ringing
        } else if do_not_disturb == Some(true) {
            Availability::DoNotDisturb
        } else if off_hook.is_some() || is_told {
            Availability::Idle
        } else {
            Availability::Unknown
        };
        Self { availability, off_hook, do_not_disturb, calls: calls.calls }
    }
}

/// The conference of a user.
///
/// Fed by the `sessionUpdate` of the user's own login, or of a farm; a console is not told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Conference {
    /// The state; `None` if it is not known.
    pub state: Option<ConferenceState>,
    /// Ids of the calls in it.
    pub calls: Vec<Id>,
    /// Line of the phone, from 1.
    pub appearance: Option<i64>,
    /// `true` if the user listens without being heard.
    pub silently_monitored: bool,
}

impl Conference {
    /// Reads a conference; `None` if it is over.
    pub(super) fn read(told: &session_update::Conference<'_>, limits: &StateLimits) -> Option<Self> {
        let state = told.conference_state();
        let calls = told.call_ins.iter().filter_map(|call| limits.id(call.call_in_id()));
        (state != Some(ConferenceState::Released)).then(|| Self {
            state,
            calls: calls.take(limits.members).map(Id::from).collect(),
            appearance: told.appearance(),
            silently_monitored: told.silently_monitored(),
        })
    }
}
