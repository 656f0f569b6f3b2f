//! Entry: a call that waits in a queue.

use broadworks_cap::message::queue_update::QueueCall;
use broadworks_cap::message::values::{MandatoryEntrance, Priority, UpdateReason};
use broadworks_cap::{Millis, Timestamp, Value};

use super::{Id, StateLimits};

/// A call that waits in a queue. Its position is its place in [`Queue::entries`](super::Queue::entries).
///
/// Fed by `queueUpdate`. A field that an update does not have stays as it was, unless the call is added anew.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Entry {
    /// The call id. The caller's half of the call has another one.
    pub id: Id,
    /// Number of the caller, `Private` or `Unavailable`.
    pub remote_number: Option<String>,
    /// Name of the caller.
    pub remote_name: Option<String>,
    /// Country code of `remote_number`.
    pub remote_country_code: Option<String>,
    /// Time at which the call entered the queue.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub time_added: Option<Timestamp>,
    /// How long it had waited before; [`waited`](Self::waited) counts it.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::duration"))]
    pub preserved_wait_time: Option<Millis>,
    /// The priority.
    pub priority: Option<Priority>,
    /// Time at which it came to its priority.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub add_time_in_priority_bucket: Option<Timestamp>,
    /// How long it had waited at this priority before; [`waited_in_priority_bucket`](Self::waited_in_priority_bucket) counts
    /// it.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::duration"))]
    pub preserved_wait_time_in_priority_bucket: Option<Millis>,
    /// `true` if an agent had it before, and it came back.
    pub bounced: bool,
    /// `true` if somebody has moved it.
    pub reordered: bool,
    /// `true` while the entrance message that every caller must hear is played.
    pub entrance_plays: bool,
    /// Name of the number that was dialled.
    pub dnis_name: Option<String>,
    /// The number that was dialled.
    pub dnis_number: Option<String>,
}

impl Entry {
    /// Reads an entry; `before` is what was known of it.
    pub(super) fn read(id: Id, told: &QueueCall<'_>, before: Option<&Self>, limits: &StateLimits) -> Self {
        macro_rules! texts {
            ($($field:ident),*) => {{
                let texts = ($(limits.text(told.$field.as_ref()).or_else(|| before.and_then(|it| it.$field.clone())),)*);
                texts
            }};
        }
        macro_rules! value {
            ($field:ident) => {
                told.$field().or(before.and_then(|it| it.$field))
            };
        }
        let (remote_number, remote_name, remote_country_code, dnis_name, dnis_number) =
            texts!(remote_number, remote_name, remote_country_code, dnis_name, dnis_number);
        let flag = |told: Option<bool>, known: fn(&Self) -> bool| told.unwrap_or_else(|| before.is_some_and(known));
        let plays = told.mandatory_entrance().map(|entrance| entrance == MandatoryEntrance::Playing);
        Self {
            id,
            remote_number,
            remote_name,
            remote_country_code,
            time_added: value!(time_added),
            preserved_wait_time: value!(preserved_wait_time),
            priority: value!(priority),
            add_time_in_priority_bucket: value!(add_time_in_priority_bucket),
            preserved_wait_time_in_priority_bucket: value!(preserved_wait_time_in_priority_bucket),
            bounced: flag(told.bounced_call(), |it| it.bounced),
            reordered: flag(told.reordered_call(), |it| it.reordered),
            entrance_plays: flag(plays, |it| it.entrance_plays),
            dnis_name,
            dnis_number,
        }
    }

    /// Returns how long the caller has waited at this time: since the call entered the queue, and before that
    /// (`now - timeAdded + preservedWaitTime`). `None` if the server did not say when it entered.
    #[must_use]
    pub fn waited(&self, now: Timestamp) -> Option<Millis> {
        Some(now - self.time_added? + self.preserved_wait_time.unwrap_or_default())
    }

    /// Returns how long the call has waited at its priority: since it came to it, and before that
    /// (`now - addTimeInPriorityBucket + preservedWaitTimeInPriorityBucket`). `None` if the server did not say when it came.
    #[must_use]
    pub fn waited_in_priority_bucket(&self, now: Timestamp) -> Option<Millis> {
        let preserved = self.preserved_wait_time_in_priority_bucket.unwrap_or_default();
        Some(now - self.add_time_in_priority_bucket? + preserved)
    }
}

/// Why a call left a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum Left {
    /// An agent answered it.
    Answered,
    /// It was transferred out of the queue.
    Transferred,
    /// The caller hung up.
    Abandoned,
    /// It waited longer than the queue allows.
    TimedOut,
    /// The queue was full.
    Overflowed,
    /// It was not there any more in a snapshot. Why and when it left is not known.
    Missing,
}

impl Left {
    /// Returns why a call left, if this is the reason of an update about a call that did.
    pub(super) const fn read(reason: UpdateReason) -> Option<Self> {
        Some(match reason {
            UpdateReason::CallAnswered => Self::Answered,
            UpdateReason::CallTransferred => Self::Transferred,
            UpdateReason::CallAbandoned => Self::Abandoned,
            UpdateReason::QueueTimeout => Self::TimedOut,
            UpdateReason::QueueOverflow => Self::Overflowed,
            _ => return None,
        })
    }
}

/// Returns the place in the queue that a call is told to have, counted from 0.
pub(super) fn place(told: &QueueCall<'_>) -> Option<usize> {
    let position = told.position.as_ref().and_then(Value::lenient)?;
    usize::try_from(position).ok()?.checked_sub(1)
}
