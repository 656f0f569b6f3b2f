//! Call: what is known of one user's side of a call.

use broadworks_cap::message::call_control_info::Control;
use broadworks_cap::message::call_update;
use broadworks_cap::message::values::{
    CallState, CallType, ControlType, LocalAltType, Personality, RecallType, RedirectFromReason, RedirectToReason,
    ReleaseCause,
};
use broadworks_cap::{Millis, Text, Timestamp};

use super::{Id, StateLimits};

/// A call of a user.
///
/// Fed by `callUpdate`, which is a snapshot of one call: it replaces every field but `state`, `personality` and `controls`,
/// which stay as they were if it has none. `callControlInfo` sets `controls`.
///
/// Of a watched user a console learns few fields, and no call before it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Call {
    /// The call id. The other side of the call has another one.
    pub id: Id,
    /// Id that the call keeps when it is forwarded from user to user.
    pub tracking_id: Option<String>,
    /// The state; `None` if no message had one that is known.
    pub state: Option<CallState>,
    /// Side of the call that the user is on; not known of a watched user.
    pub personality: Option<Personality>,
    /// Number of the other side, `Private` or `Unavailable`.
    pub remote_number: Option<String>,
    /// Name of the other side.
    pub remote_name: Option<String>,
    /// Country code of `remote_number`.
    pub remote_country_code: Option<String>,
    /// The other side as a `tel:` URI.
    pub remote_tel_uri: Option<String>,
    /// Time at which the user placed or received the call.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub started: Option<Timestamp>,
    /// Time at which it was answered.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub answered: Option<Timestamp>,
    /// Line of the phone, from 1; -1 if it is on none.
    pub appearance: Option<i64>,
    /// Line and port of the device.
    pub line_port: Option<String>,
    /// Which of the user's numbers the call is on.
    pub local_number_type: Option<LocalAltType>,
    /// The number of the user that the call is on (CCC2).
    pub local_number: Option<String>,
    /// Kind of call.
    pub call_type: Option<CallType>,
    /// Number of the party that redirected the call to the user.
    pub redirect_from_number: Option<String>,
    /// Name of that party.
    pub redirect_from_name: Option<String>,
    /// Why that party redirected it.
    pub redirect_from_reason: Option<RedirectFromReason>,
    /// Number to which the call is redirected (CCC2).
    pub redirect_to_number: Option<String>,
    /// Why it is redirected there.
    pub redirect_to_reason: Option<RedirectToReason>,
    /// User id of the call center that the call came through.
    pub call_center: Option<String>,
    /// How long the call waited in its queue.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::duration"))]
    pub call_wait_time: Option<Millis>,
    /// Name of the number of the call center that was dialled.
    pub dnis_name: Option<String>,
    /// The number of the call center that was dialled.
    pub dnis_number: Option<String>,
    /// Why the call came back.
    pub recall: Option<RecallType>,
    /// `true` if the user is reminded that the call is on hold.
    pub hold_reminder: bool,
    /// What a client can do with the call.
    pub controls: Controls,
}

/// What a client can do with a call at present; `None` where nothing was said since the last change of the state.
///
/// Fed by `callControlInfo`. A client can answer a call that rings only if `answer` is `Some(true)`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Controls {
    /// Answer the call.
    pub answer: Option<bool>,
    /// Put it on hold.
    pub hold: Option<bool>,
    /// Take it off hold.
    pub retrieve: Option<bool>,
}

impl Controls {
    pub(super) fn read<'a, 'c: 'a>(controls: impl IntoIterator<Item = &'a Control<'c>>) -> Self {
        let mut all = Self::default();
        for control in controls {
            let value = control.value();
            match control.control_type() {
                Some(ControlType::Answer) => all.answer = value,
                Some(ControlType::Hold) => all.hold = value,
                Some(ControlType::Retrieve) => all.retrieve = value,
                _ => {}
            }
        }
        all
    }
}

impl Call {
    /// Reads a call; `before` is what was known of it.
    pub(super) fn read(id: Id, update: &call_update::Call<'_>, before: Option<&Self>, limits: &StateLimits) -> Self {
        let text = |text: &Option<Text<'_>>| limits.text(text.as_ref());
        let state = update.state().or(before.and_then(|before| before.state));
        let personality = update.personality().or(before.and_then(|before| before.personality));
        let same = before.filter(|before| (before.state, before.personality) == (state, personality));
        let center = update.call_center.as_ref();
        Self {
            id,
            tracking_id: text(&update.ext_tracking_id),
            state,
            personality,
            remote_number: text(&update.remote_number),
            remote_name: text(&update.remote_name),
            remote_country_code: text(&update.remote_country_code),
            remote_tel_uri: text(&update.remote_tel_uri),
            started: update.call_start_time(),
            answered: update.call_answer_time(),
            appearance: update.appearance(),
            line_port: text(&update.line_port),
            local_number_type: update.local_alt_type(),
            local_number: text(&update.local_number),
            call_type: update.call_type(),
            redirect_from_number: text(&update.redirect_from_number),
            redirect_from_name: text(&update.redirect_from_name),
            redirect_from_reason: update.redirect_from_reason(),
            redirect_to_number: text(&update.redirect_to_num),
            redirect_to_reason: update.redirect_to_reason(),
            call_center: text(&update.call_center_user_id).or_else(|| text(&center?.id)),
            call_wait_time: center.and_then(|center| center.call_wait_time()),
            dnis_name: center.and_then(|center| text(&center.dnis_name)),
            dnis_number: center.and_then(|center| text(&center.dnis_number)),
            recall: update.recall_type(),
            hold_reminder: update.hold_reminder(),
            controls: same.map(|before| before.controls).unwrap_or_default(),
        }
    }

    /// Returns `true` if the call rings at the phone of the user, who was called.
    #[must_use]
    pub fn rings(&self) -> bool {
        self.state.is_some_and(is_ringing) && matches!(self.personality, None | Some(Personality::Terminator))
    }

    /// Returns `true` if the two sides talk, or one has put the call on hold.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.state.is_some_and(is_talking)
    }

    /// Returns `true` if an update tells an earlier state of this call, which messages without an order can do.
    pub(super) fn is_past(&self, update: &call_update::Call<'_>) -> bool {
        use Personality::{BroadWorksOriginator, Originator};
        let (leg, state) = (update.personality(), update.state());
        if self.personality == Some(Originator) && leg == Some(BroadWorksOriginator) {
            return true;
        }
        let is_same_leg = leg == self.personality || leg.is_none() || self.personality.is_none();
        is_same_leg
            && update.recall_type.is_none()
            && state.is_some_and(|state| state == CallState::Idle || is_ringing(state))
            && (self.is_answered() || (self.state.is_some_and(is_ringing) && state == Some(CallState::Idle)))
    }
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum End {
    /// It was released, for this cause; `None` if the message has none that is known.
    Released(Option<ReleaseCause>),
    /// It left the user, and goes on elsewhere.
    Detached,
    /// It was not there any more after an interruption, or its user is not watched any more. When and why it ended is not
    /// known.
    Missing,
    /// It is not known any more, because of a limit. It may go on.
    Dropped,
}

impl End {
    /// Returns how a call ended, if this update is its last one.
    pub(super) fn read(update: &call_update::Call<'_>) -> Option<Self> {
        match update.state()? {
            CallState::Released => Some(Self::Released(update.release_cause())),
            CallState::Detached => Some(Self::Detached),
            _ => None,
        }
    }
}

/// A call that is over: what tells a message that comes late from a new call with the same id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    started: Option<Timestamp>,
    personality: Option<Personality>,
    /// `true` if it was detached, and messages have an order: then it may be told again.
    may_return: bool,
}

impl Ended {
    pub fn new(call: &Call, may_return: bool) -> Self {
        Self { started: call.started, personality: call.personality, may_return }
    }

    /// Returns `true` if an update is about the next call with this id: the second leg of a call that was placed for the
    /// user, or a call that began later, because a server that has started anew counts from the beginning.
    pub fn is_before(&self, update: &call_update::Call<'_>) -> bool {
        let is_second_leg = self.personality == Some(Personality::BroadWorksOriginator)
            && update.personality() == Some(Personality::Originator);
        let is_later = self.started.zip(update.call_start_time()).is_some_and(|(before, now)| now > before);
        is_second_leg || is_later || (self.may_return && End::read(update).is_none())
    }
}

const fn is_ringing(state: CallState) -> bool {
    matches!(state, CallState::Alerting | CallState::ClientAlerting)
}

const fn is_talking(state: CallState) -> bool {
    matches!(state, CallState::Active | CallState::Held | CallState::RemoteHeld)
}
