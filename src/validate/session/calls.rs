//! The calls of a user, and what the initial state says of them.

use alloc::boxed::Box;

use super::users::{Conference, Stage, User};
use super::{SessionChecker, SessionRule, Turn};
use crate::message::ProfileUpdateFormat;
use crate::message::call_control_info::CallControlInfo;
use crate::message::call_update::{self, CallUpdate, CallUpdateFormat};
use crate::message::profile_update::ProfileUpdate;
use crate::message::session_update::{SessionUpdate, SessionUpdateFormat};
use crate::message::values::{CallState, CapVersion, ConferenceState, ControlType, Personality};
use crate::schema::{Protocol, Value};

/// What is known of a call.
#[derive(Debug, Clone, Default)]
pub(super) struct Call {
    pub state: Option<CallState>,
    pub leg: Option<Personality>,
    /// `true` if a `callUpdate` told it, not only another message.
    is_told: bool,
    /// `true` if any leg was active or held.
    was_active: bool,
    /// `true` if it came after the initial state.
    pub is_new: bool,
    /// What the last `callControlInfo` since the last change of state says.
    pub controls: Controls,
}

/// Abilities of a call; `None` if nothing was said of one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Controls {
    pub answer: Option<bool>,
    pub hold: Option<bool>,
    pub retrieve: Option<bool>,
}

/// Returns `true` for a state before the answer.
const fn is_before_answer(state: CallState) -> bool {
    matches!(state, CallState::Idle | CallState::Alerting | CallState::ClientAlerting)
}

/// Returns `true` for a state after the answer and before the release.
const fn is_talking(state: CallState) -> bool {
    matches!(state, CallState::Active | CallState::Held | CallState::RemoteHeld)
}

/// Returns `true` if a leg can come to a state. The labels of the states say no more than this.
const fn can_become(before: CallState, now: CallState) -> bool {
    match before {
        CallState::Alerting | CallState::ClientAlerting => !matches!(now, CallState::Idle),
        CallState::Active | CallState::Held | CallState::RemoteHeld => !is_before_answer(now),
        CallState::Idle | CallState::Released | CallState::Detached => true,
    }
}

impl Call {
    pub fn is_released(&self) -> bool {
        self.state == Some(CallState::Released)
    }

    /// Takes the state of an update. Returns the rules that it breaks, with the field.
    fn update(&mut self, update: &call_update::Call<'_>, version: Option<CapVersion>) -> [Option<Broken>; 3] {
        let (state, leg) = (update.state(), update.personality());
        let is_second = self.leg == Some(Personality::BroadWorksOriginator) && leg == Some(Personality::Originator);
        let is_same_leg = self.leg == leg || self.leg.is_none() || leg.is_none();
        let mut broken = [None; 3];
        if self.is_released() && !is_second {
            broken[0] = Some((SessionRule::AfterRelease, "user/call/state"));
        } else if let (Some(before), Some(now)) = (self.state, state)
            && is_same_leg
            && update.recall_type.is_none()
            && !can_become(before, now)
        {
            broken[0] = Some((SessionRule::CallStateOrder, "user/call/state"));
        }
        if state.is_some_and(is_before_answer) && !self.was_active && update.call_answer_time.is_some() {
            broken[1] = Some((SessionRule::AnswerTime, "user/call/callAnswerTime"));
        }
        if is_second && version.is_some_and(|version| version < CapVersion::V16_0) {
            broken[2] = Some((SessionRule::LegIds, "user/call/callId"));
        }
        if state != self.state || !is_same_leg {
            self.controls = Controls::default();
        }
        // A call that is over stays so.
        if !self.is_released() || is_second {
            self.state = state.or(self.state);
        }
        self.leg = leg.or(self.leg);
        self.was_active |= state.is_some_and(is_talking);
        broken
    }
}

/// A rule, and the path of the field that breaks it.
type Broken = (SessionRule, &'static str);

impl SessionChecker {
    pub(super) fn call_update(
        &mut self,
        turn: &Turn<'_>,
        user: &mut User,
        update: &CallUpdate<'_>,
        version: Option<CapVersion>,
    ) {
        let is_console = update.format() == CallUpdateFormat::AttendantConsole;
        if is_console {
            let [id, uid] = [update.user.monitored_user_id(), update.user.monitored_user_uid()];
            self.check_watched(turn, user, id);
            if user.stage == Stage::Live && user.watch.call_details == Some(false) {
                self.report(turn, SessionRule::CallDetails, "user/call", id.or(uid).unwrap_or_default());
            }
        }
        for call in &update.user.calls {
            let Some(mut id) = self.id(call.call_id()) else { continue };
            if is_console {
                // Two watched users may be in one call.
                let watched = update.user.monitored_user_id().or(update.user.monitored_user_uid());
                let Some(watched) = self.id(watched) else { continue };
                id = alloc::format!("{id}\0{watched}").into();
            }
            if self.protocol == Protocol::Ccc2 {
                self.farm_call(turn, user, id, call);
                continue;
            }
            let key = (user.number, id);
            if let Some(known) = self.calls.touch(&key).filter(|known| known.is_told) {
                let was_released = known.is_released();
                let broken = known.update(call, version);
                user.alive = match (was_released, known.is_released()) {
                    (false, true) => user.alive.saturating_sub(1),
                    (true, false) => user.alive + 1,
                    _ => user.alive,
                };
                for (rule, path) in broken.into_iter().flatten() {
                    self.report(turn, rule, path, call.call_id().unwrap_or_default());
                }
                self.see_change(turn, user);
            } else {
                self.new_call(turn, user, key, call, version);
            }
        }
    }

    fn new_call(
        &mut self,
        turn: &Turn<'_>,
        user: &mut User,
        key: (u32, Box<str>),
        call: &call_update::Call<'_>,
        version: Option<CapVersion>,
    ) {
        let is_new = user.num_calls.is_some_and(|count| user.calls >= count);
        let mut new = Call { is_told: true, is_new, ..Call::default() };
        for (rule, path) in new.update(call, version).into_iter().flatten() {
            self.report(turn, rule, path, call.call_id().unwrap_or_default());
        }
        user.calls += 1;
        user.alive += u64::from(!new.is_released());
        match (call.personality(), self.id(call.ext_tracking_id())) {
            (Some(Personality::BroadWorksOriginator), Some(tracking)) => {
                user.first_leg = Some((key.1.clone(), tracking));
            }
            (Some(Personality::Originator), Some(tracking)) => {
                let is_other = |(id, known): &(Box<str>, Box<str>)| *known == tracking && *id != key.1;
                let is_late = version.is_some_and(|version| version >= CapVersion::V16_0);
                if is_late && user.first_leg.as_ref().is_some_and(is_other) {
                    self.report(turn, SessionRule::LegIds, "user/call/callId", &key.1);
                }
            }
            _ => {}
        }
        self.calls.insert(key, new);
    }

    /// Takes a call of a farm: only its release is remembered.
    fn farm_call(&mut self, turn: &Turn<'_>, user: &User, id: Box<str>, call: &call_update::Call<'_>) {
        let key = (user.number, id);
        if call.state() != Some(CallState::Released) {
            return;
        }
        if self.calls.touch(&key).is_some() {
            self.report(turn, SessionRule::AfterRelease, "user/call/state", &key.1);
        } else {
            self.calls.insert(key, Call { state: Some(CallState::Released), ..Call::default() });
        }
    }

    /// Takes a change, which comes after the initial state.
    fn see_change(&mut self, turn: &Turn<'_>, user: &mut User) {
        let is_missing = user.num_calls.is_some_and(|count| user.calls < count);
        if is_missing && self.is_whole(user) && !self.clipped && !user.is_missing_said {
            user.is_missing_said = true;
            self.report(turn, SessionRule::MissingCalls, "", turn.who);
        }
    }

    pub(super) fn session_update(&mut self, turn: &Turn<'_>, user: &mut User, update: &SessionUpdate<'_>) {
        if self.protocol == Protocol::Ccc2 {
            return;
        }
        if update.format() == SessionUpdateFormat::AttendantConsole {
            self.see_watched(turn, user, update.user.monitored_user_id(), false, false);
            return;
        }
        let count = update.user.num_calls.as_ref().and_then(Value::lenient);
        match count {
            Some(_) if user.num_calls.is_some() && self.is_whole(user) => {
                self.report(turn, SessionRule::InitialOnce, "user/numCalls", turn.who);
            }
            Some(count) => user.num_calls = Some(count),
            None if user.num_calls.is_some() => self.see_change(turn, user),
            None => {}
        }
        user.conference = match &update.user.conference {
            Some(conference) => match conference.conference_state() {
                Some(ConferenceState::Released) => Conference::Absent,
                Some(state) => Conference::Present { state, silent: conference.silently_monitored() },
                None => Conference::Unknown,
            },
            None if count.is_some() => Conference::Absent,
            // Perhaps only the hook has changed.
            None if matches!(user.conference, Conference::Present { .. }) => Conference::Unknown,
            None => user.conference,
        };
        // A call in the conference is one of the user's, even if its `callUpdate` is still to come.
        let calls = update.user.conference.iter().flat_map(|conference| &conference.call_ins);
        for call in calls {
            if let Some(id) = self.id(call.call_in_id()) {
                self.mention(user, id);
            }
        }
    }

    pub(super) fn profile_update(&mut self, turn: &Turn<'_>, user: &mut User, update: &ProfileUpdate<'_>) {
        match update.format() {
            ProfileUpdateFormat::CallClientInitial => {
                if user.has_profile && self.is_whole(user) {
                    self.report(turn, SessionRule::InitialOnce, "user/initialUpdate", turn.who);
                }
                user.has_profile = true;
            }
            ProfileUpdateFormat::CallClientUpdate => {}
            format => {
                let is_initial = format == ProfileUpdateFormat::AttendantConsoleInitial;
                self.see_watched(turn, user, update.user.monitored_user_id(), true, is_initial);
            }
        }
    }

    pub(super) fn call_control_info(&mut self, user: &User, info: &CallControlInfo<'_>) {
        let Some(call) = info.user.call.as_ref().filter(|_| self.protocol == Protocol::CapC) else { return };
        let Some(id) = self.id(call.call_id()) else { return };
        self.mention(user, id.clone());
        if let Some(known) = self.calls.touch(&(user.number, id)) {
            known.controls = Controls::default();
            for control in &call.controls {
                let value = control.value.known();
                match control.control_type() {
                    Some(ControlType::Answer) => known.controls.answer = value,
                    Some(ControlType::Hold) => known.controls.hold = value,
                    Some(ControlType::Retrieve) => known.controls.retrieve = value,
                    None => {}
                }
            }
        }
    }

    /// Takes the id of a call of the user from a message that does not tell its state.
    fn mention(&mut self, user: &User, id: Box<str>) {
        let key = (user.number, id);
        if self.calls.get(&key).is_none() {
            self.calls.insert(key, Call::default());
        }
    }
}
