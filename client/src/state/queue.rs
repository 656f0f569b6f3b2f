//! Queue of a call center.

use std::collections::BTreeSet;
use std::sync::Arc;

use broadworks_cap::Millis;
use broadworks_cap::Timestamp;
use broadworks_cap::message::queue_profile_update;
use broadworks_cap::message::values::{ForcedForwarding, HolidayService, NightService};

use super::entry::Entry;
use super::table::Table;
use super::{Change, Id};

/// Calls that have left a queue and are remembered, so that a message that comes late does not bring them back.
const LEFT: usize = 256;

/// The queue of a call center: its calls in their order, and its settings.
///
/// Fed by `queueUpdate` and `queueProfileUpdate`. The reasons `Initial`, `CallReordered` and `Refresh` tell the whole queue,
/// which replaces what was known; any other tells the calls that were added, removed or changed. A call without a position
/// is added at the end, and stays in its place when it changes. `QueueOverflow` removes the call, if it was there: it went
/// to another treatment.
///
/// - **It is current** from a snapshot until the connection is interrupted. Of an empty queue there may be no `Initial`, so
///   ask for a `Refresh` of every queue that [`State::needs_refresh`](super::State::needs_refresh) names.
/// - **In CCC2** there is no `Initial`, and messages may overtake each other. A call that has left is remembered, and comes
///   back only if it is added at a later time, or as a bounced call. A call that was added since the last snapshot and is
///   not in the next one stays until the one after it, for the two may have crossed.
#[derive(Debug, Clone)]
pub struct Queue {
    pub(super) is_ordered: bool,
    pub(super) entries: Vec<Arc<Entry>>,
    /// Calls that were added since the last snapshot (CCC2).
    pub(super) fresh: BTreeSet<Id>,
    /// Calls that have left, with the time at which they were added (CCC2).
    pub(super) left: Table<Option<Timestamp>>,
    settings: QueueSettings,
    pub(super) is_current: bool,
}

/// The settings of a queue. `None` where nothing was told. Fed by `queueProfileUpdate`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct QueueSettings {
    /// Night service.
    pub night_service: Option<NightService>,
    /// Holiday service.
    pub holiday_service: Option<HolidayService>,
    /// Forced forwarding.
    pub forced_forwarding: Option<ForcedForwarding>,
}

impl Queue {
    pub(super) fn new(is_ordered: bool) -> Self {
        Self {
            is_ordered,
            entries: Vec::new(),
            fresh: BTreeSet::new(),
            left: Table::new(LEFT),
            settings: QueueSettings::default(),
            is_current: false,
        }
    }

    /// Returns the calls in their order; the first is the next to be served.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Returns a call and its position, from 1.
    #[must_use]
    pub fn get(&self, call: &str) -> Option<(usize, &Arc<Entry>)> {
        let at = self.place_of(call)?;
        Some((at + 1, self.entries.get(at)?))
    }

    /// Returns the settings.
    #[must_use]
    pub const fn settings(&self) -> QueueSettings {
        self.settings
    }

    /// Returns `true` if the calls and their order are what the server has told: there was a snapshot, and the connection
    /// was not interrupted since.
    #[must_use]
    pub const fn is_current(&self) -> bool {
        self.is_current
    }

    /// Returns the longest wait of a call at this time; `None` if no call waits, or the server said of none when it came.
    #[must_use]
    pub fn longest_wait(&self, now: Timestamp) -> Option<Millis> {
        self.entries.iter().filter_map(|entry| entry.waited(now)).max()
    }

    pub(super) const fn interrupt(&mut self) {
        self.is_current = false;
    }

    pub(super) fn place_of(&self, call: &str) -> Option<usize> {
        self.entries.iter().position(|entry| &*entry.id == call)
    }

    /// Takes the settings, which are a snapshot.
    pub(super) fn set(&mut self, queue: &Id, told: &queue_profile_update::User<'_>, changes: &mut Vec<Change>) {
        let settings = QueueSettings {
            night_service: told.night_service(),
            holiday_service: told.holiday_service(),
            forced_forwarding: told.forced_forwarding(),
        };
        if settings != self.settings {
            self.settings = settings;
            changes.push(Change::QueueChanged { queue: Arc::clone(queue), settings });
        }
    }
}
