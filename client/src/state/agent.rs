//! Agent: what is known of a user as an agent of call centers.

use std::collections::BTreeMap;

use broadworks_cap::Timestamp;
use broadworks_cap::message::profile_update;
use broadworks_cap::message::values::AcdState;

use super::{Id, StateLimits};

/// The state of an agent of call centers. `None` where nothing was told.
///
/// Fed by `profileUpdate`, of the agent's own login and of a console that watches the agent. The initial one of a watched
/// user says nothing of this, so a console knows the state of an agent after the first change only; nor is it told which
/// call an agent wraps up. In CCC2, an update that is older by its `acdStateTime` than what is known changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Agent {
    /// The state, the same for all call centers.
    pub state: Option<AcdState>,
    /// Time since which the agent is in it.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub since: Option<Timestamp>,
    /// Code for the reason why the agent is unavailable; `None` if there is none.
    pub unavailability_code: Option<String>,
    /// Id of the call whose work the agent finishes, in the state `Wrap-up`.
    pub wraps_up: Option<Id>,
    /// Call centers of the agent, by id, each with `true` if the agent takes part in it at present.
    pub call_centers: BTreeMap<Id, bool>,
}

impl Agent {
    /// Takes what an update has.
    pub(super) fn take(&mut self, user: &profile_update::User<'_>, is_ordered: bool, limits: &StateLimits) {
        let since = user.acd_state_time();
        let is_late = !is_ordered && since.zip(self.since).is_some_and(|(told, known)| told < known);
        if let Some(state) = user.acd_state().filter(|_| !is_late) {
            if state != AcdState::Unavailable {
                self.unavailability_code = None;
            }
            self.state = Some(state);
            self.since = since;
            self.wraps_up = limits.id(user.wrap_up_call_center_call_id()).map(Id::from);
        }
        if user.unavailability_code.is_some() && !is_late {
            let code = limits.text(user.unavailability_code.as_ref());
            self.unavailability_code = code.filter(|code| !code.is_empty());
        }
        for center in &user.call_centers {
            let Some(id) = limits.id(center.id()) else { continue };
            let Some(joined) = center.join_call_center() else { continue };
            if let Some(known) = self.call_centers.get_mut(id) {
                *known = joined;
            } else if self.call_centers.len() < limits.members {
                self.call_centers.insert(id.into(), joined);
            }
        }
    }

    /// Returns `true` if nothing was told that only an agent has.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}
