//! Calls over time: what a stream tells of each, from the first message to the last.

use std::collections::{BTreeMap, HashMap};

use broadworks_cap::message::call_update;
use broadworks_cap::message::values::{
    ActionParamName, ActionType, CallState, Personality, ReleaseCause, UpdateReason,
};
use broadworks_cap::schema::{Element, Value, WireValue};
use broadworks_cap::{Command, Document};
use jiff::SignedDuration;
use jiff::civil::DateTime;

use crate::clock::{Clock, of_millis};
use crate::stream::Piece;

/// Most calls that are followed at a time. Then those are given up of which nothing was heard for longest.
const FOLLOWED: usize = 10_000;
/// Most events that are kept of a call.
const EVENTS: usize = 500;

/// Something that happened to a call.
#[derive(Clone)]
pub struct Event {
    /// Number of the message.
    pub number: u64,
    pub time: Option<DateTime>,
    pub text: String,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The two sides talked.
    Answered,
    /// It ended as usual before anybody answered.
    Unanswered,
    /// The user or the queue passed it on to somebody else.
    Transferred,
    /// It went on elsewhere before or after it was answered, for example forwarded.
    Redirected,
    /// It failed; the cause says why.
    Failed,
    /// The caller left the queue, or waited too long.
    Abandoned,
    /// The stream ended before it did.
    Open,
    /// Too many other calls came.
    Lost,
}

impl Outcome {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Unanswered => "unanswered",
            Self::Transferred => "transferred",
            Self::Redirected => "redirected",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
            Self::Open => "open",
            Self::Lost => "lost",
        }
    }
}

/// A call of a user, or a call in the queue of a call center.
#[derive(Clone)]
pub struct Call {
    pub id: String,
    pub user: String,
    pub is_queued: bool,
    /// Id that it keeps from user to user.
    pub tracking: Option<String>,
    /// Side of the call that the user is on, in words.
    pub side: Option<&'static str>,
    /// Number and name of the other side.
    pub other: Option<String>,
    pub state: Option<String>,
    pub events: Vec<Event>,
    /// Number of further events.
    pub omitted: u64,
    pub first: Option<DateTime>,
    pub last: Option<DateTime>,
    /// How long it was in each state, in the order of the states.
    pub durations: Vec<(String, SignedDuration)>,
    pub outcome: Outcome,
    /// Why it ended, in words.
    pub end: Option<String>,
    is_answered: bool,
    /// What the client asked for last, if it passes the call on.
    transfer: Option<String>,
    /// Since when it has been in its state.
    since: Option<DateTime>,
    /// Number of the last message about it.
    touched: u64,
}

/// The message at hand.
struct Now<'n> {
    number: u64,
    time: Option<DateTime>,
    user: &'n str,
}

impl Call {
    fn new(id: &str, is_queued: bool, now: &Now<'_>) -> Self {
        Self {
            id: id.into(),
            user: now.user.into(),
            is_queued,
            tracking: None,
            side: None,
            other: None,
            state: None,
            events: Vec::new(),
            omitted: 0,
            first: now.time,
            last: now.time,
            durations: Vec::new(),
            outcome: Outcome::Open,
            end: None,
            is_answered: false,
            transfer: None,
            since: now.time,
            touched: now.number,
        }
    }

    fn tell(&mut self, now: &Now<'_>, text: impl Into<String>) {
        self.touched = now.number;
        self.last = now.time.or(self.last);
        if self.events.len() < EVENTS {
            self.events.push(Event { number: now.number, time: now.time, text: text.into() });
        } else {
            self.omitted += 1;
        }
    }

    /// Enters a state. Returns whether it is another one.
    fn enter(&mut self, now: &Now<'_>, state: &str) -> bool {
        if self.state.as_deref() == Some(state) {
            return false;
        }
        self.leave(now);
        self.state = Some(state.into());
        true
    }

    /// Counts the time in the state so far.
    fn leave(&mut self, now: &Now<'_>) {
        if let (Some(state), Some(since), Some(time)) = (&self.state, self.since, now.time) {
            let spent = time.duration_since(since);
            match self.durations.iter_mut().find(|(name, _)| name == state) {
                Some((_, duration)) => *duration += spent,
                None => self.durations.push((state.clone(), spent)),
            }
        }
        self.since = now.time;
    }

    /// Returns since when it has been in its state.
    #[cfg(feature = "watch")]
    pub const fn since(&self) -> Option<DateTime> {
        self.since
    }

    /// Returns the number of the last message about it.
    #[cfg(feature = "watch")]
    pub const fn touched(&self) -> u64 {
        self.touched
    }

    /// Returns how long it lasted, as far as the stream tells.
    pub fn lasted(&self) -> Option<SignedDuration> {
        Some(self.last?.duration_since(self.first?))
    }

    /// Takes in what a `callUpdate` says. Returns whether the call has ended.
    fn update(&mut self, now: &Now<'_>, call: &call_update::Call<'_>, is_told: bool) -> bool {
        self.tracking = self.tracking.take().or_else(|| call.ext_tracking_id().map(Into::into));
        let mut news = Vec::new();
        if let Some(side) = call.personality() {
            let side = match side {
                Personality::Terminator => "incoming",
                Personality::Originator => "outgoing",
                _ => "placed for the user",
            };
            if self.side.replace(side) != Some(side) {
                news.push(side.to_owned());
            }
        }
        let other: Vec<&str> = [call.remote_number(), call.remote_name()].into_iter().flatten().collect();
        let other = other.join(" ").trim().to_owned();
        if !other.is_empty() && self.other.as_ref() != Some(&other) {
            news.push(format!("other side {other}"));
            self.other = Some(other);
        }
        if !is_told {
            // Of a stream without times, only these are known.
            let time =
                |millis: Option<broadworks_cap::schema::Timestamp>| millis.and_then(|time| of_millis(time.as_millis()));
            self.first = time(call.call_start_time()).or(self.first);
            if self.events.is_empty() {
                self.since = self.first;
            }
        }
        if let Some(from) = call.redirect_from_number().filter(|_| self.events.is_empty()) {
            let reason = name(&call.redirect_from_reason);
            news.push(format!(
                "redirected from {from}{}",
                reason.map(|reason| format!(", {reason}")).unwrap_or_default()
            ));
        }
        if let Some(recall) = name(&call.recall_type) {
            news.push(format!("came back, {recall}"));
        }
        if call.hold_reminder.is_some() {
            news.push("reminder of the held call".into());
        }
        let state = call.state.as_ref().map(|state| state.name().to_string());
        let is_new = state.as_ref().is_some_and(|state| self.enter(now, state));
        let known = call.state();
        self.is_answered |= matches!(known, Some(CallState::Active | CallState::Held | CallState::RemoteHeld));
        let is_over = matches!(known, Some(CallState::Released | CallState::Detached));
        if is_over {
            self.end = Some(self.ending(call)).filter(|end| !end.is_empty());
        } else if matches!(known, Some(CallState::Active)) {
            // The transfer did not end the call.
            self.transfer = None;
        }
        let state = match (state, is_new) {
            (Some(state), true) => state,
            (Some(state), false) => format!("still {state}"),
            (None, _) => "no state".into(),
        };
        news.insert(0, state);
        self.tell(now, news.join("; "));
        is_over
    }

    /// Says why a call ended, and how.
    fn ending(&mut self, call: &call_update::Call<'_>) -> String {
        let cause = call.release_cause.as_ref();
        let is_normal = cause.is_none_or(|cause| *cause == ReleaseCause::Normal);
        let to = call.redirect_to_num().map(|number| {
            let reason = name(&call.redirect_to_reason).map(|reason| format!(", {reason}"));
            format!("redirected to {number}{}", reason.unwrap_or_default())
        });
        let is_detached = call.state() == Some(CallState::Detached);
        self.outcome = match (&self.transfer, &to) {
            (Some(_), _) if is_normal => Outcome::Transferred,
            (_, Some(_)) => Outcome::Redirected,
            _ if is_detached => Outcome::Redirected,
            _ if !is_normal => Outcome::Failed,
            _ if self.is_answered => Outcome::Answered,
            _ => Outcome::Unanswered,
        };
        let mut parts: Vec<String> =
            self.transfer.clone().filter(|_| self.outcome == Outcome::Transferred).into_iter().collect();
        parts.extend(to);
        if let Some(cause) = cause {
            let (name, meaning) = (cause.name(), meaning(call, "releaseCause"));
            parts.push(format!("cause {} {name}{meaning}", cause.to_text()));
        }
        parts.join("; ")
    }
}

/// Returns the name of a value, unless it is empty.
fn name<T: WireValue>(value: &Option<Value<'_, T>>) -> Option<String> {
    value.as_ref().map(|value| value.name().to_string()).filter(|name| !name.is_empty())
}

/// Returns the meaning of the word in a field, in parentheses; empty if the tables do not know the word.
fn meaning(element: &dyn Element<'_>, field: &str) -> String {
    let text = element.get(field);
    let row = element.schema().find(field, false).map(|row| &element.schema().rows[row]);
    let word = row.and_then(|row| row.words().iter().find(|word| text.as_deref() == Some(word.wire)));
    // What stands behind a semicolon is a remark.
    let first = |meaning: &'static str| meaning.split(';').next().unwrap_or_default().trim_end_matches('.');
    word.map(|word| format!(" ({})", first(word.meaning))).unwrap_or_default()
}

/// The calls of a stream.
#[derive(Clone, Default)]
pub struct Calls {
    pub clock: Clock,
    /// Calls that have not ended, by user, id, and whether they are in a queue.
    open: BTreeMap<(String, String, bool), Call>,
    /// What users asked for that will lead to a call.
    dialled: HashMap<String, (u64, Option<DateTime>, String)>,
}

impl Calls {
    /// Returns the calls that have not ended.
    #[cfg(feature = "watch")]
    pub fn open(&self) -> impl Iterator<Item = &Call> {
        self.open.values()
    }

    /// Takes in the next piece. Hands out each call that ends.
    pub fn piece(&mut self, piece: &Piece<'_>, document: Option<&Document<'_>>, ended: &mut dyn FnMut(Call)) {
        let time = self.clock.tick(piece, document);
        let Some(document) = document else { return };
        let subject = document.subject();
        let now = Now { number: piece.number, time, user: subject.who().unwrap_or_default() };
        match &document.command {
            Command::CallUpdate(update) => {
                for call in &update.user.calls {
                    self.update(&now, call, ended);
                }
            }
            Command::CallControlInfo(info) => {
                if let Some(call) = &info.user.call {
                    let controls = call.controls.iter().filter(|control| control.value == true);
                    let may: Vec<_> = controls.filter_map(|control| name(&control.control_type)).collect();
                    let may = if may.is_empty() { "nothing".into() } else { may.join(", ") };
                    self.tell(&now, call.call_id().unwrap_or_default(), &format!("the client may: {may}"));
                }
            }
            Command::CallAction(action) => self.action(&now, &action.user.action),
            Command::CallActionResponse(response) => {
                // It names no call; that of the user is meant.
                let action = &response.user.action;
                let result = action.result.as_ref();
                let is_good = result.and_then(|result| result.success()) == Some(true);
                let said =
                    result.and_then(|result| result.message()).map(|text| format!(", {text}")).unwrap_or_default();
                let text = format!(
                    "answer to {}: {}{said}",
                    name(&action.action_type).unwrap_or_default(),
                    if is_good { "done" } else { "failed" }
                );
                let mut calls = self.open.values_mut().filter(|call| call.user == now.user && !call.is_queued);
                if let (Some(call), None) = (calls.next(), calls.next()) {
                    call.tell(&now, text);
                }
            }
            Command::SessionUpdate(update) => {
                if let Some(conference) = &update.user.conference {
                    let state = name(&conference.conference_state).unwrap_or_default();
                    let count = conference.call_ins.len();
                    for call in &conference.call_ins {
                        let text = format!("in a conference of {count} calls: {state}");
                        self.tell(&now, call.call_in_id().unwrap_or_default(), &text);
                    }
                }
            }
            Command::QueueUpdate(update) => self.queue(&now, &update.queue, ended),
            Command::QueueAction(action) => {
                let asked = &action.queue_action_data;
                let what = name(&asked.action_type).unwrap_or_default();
                if let Some(call) = &asked.queue_call {
                    let to = call.destination().map(|to| format!(" to {to}")).unwrap_or_default();
                    let key = (now.user.to_owned(), call.call_id().unwrap_or_default().to_owned(), true);
                    if let Some(call) = self.open.get_mut(&key) {
                        call.tell(&now, format!("client asks: {what}{to}"));
                    }
                }
            }
            _ => {}
        }
        self.give_up(ended);
    }

    fn update(&mut self, now: &Now<'_>, update: &call_update::Call<'_>, ended: &mut dyn FnMut(Call)) {
        let id = update.call_id().unwrap_or_default();
        let key = (now.user.to_owned(), id.to_owned(), false);
        let (dialled, is_told) = (&mut self.dialled, self.clock.is_told);
        let call = self.open.entry(key.clone()).or_insert_with(|| {
            let mut call = Call::new(id, false, now);
            let is_placed = update.personality() != Some(Personality::Terminator);
            if let Some((number, time, text)) = is_placed.then(|| dialled.remove(now.user)).flatten() {
                (call.first, call.since) = (time.or(call.first), time.or(call.since));
                call.events.push(Event { number, time, text });
            }
            call
        });
        if call.update(now, update, is_told) {
            ended(self.open.remove(&key).expect("it is there"));
        }
    }

    /// Adds an event to a call of the user that is open.
    fn tell(&mut self, now: &Now<'_>, id: &str, text: &str) {
        let key = (now.user.to_owned(), id.to_owned(), false);
        match self.open.get_mut(&key) {
            Some(call) => call.tell(now, text),
            // The user may be named otherwise.
            None => {
                if let Some(call) = self.open.values_mut().find(|call| call.id == id && !call.is_queued) {
                    call.tell(now, text);
                }
            }
        }
    }

    fn action(&mut self, now: &Now<'_>, action: &broadworks_cap::message::call_action::Action<'_>) {
        let what = name(&action.action_type).unwrap_or_default();
        let is_call = |name: Option<ActionParamName>| name == Some(ActionParamName::CallId);
        let (ids, others): (Vec<_>, Vec<_>) =
            action.params.iter().partition(|param| is_call(param.action_param_name()));
        let others: Vec<&str> = others.iter().map(|param| param.value()).collect();
        let text = format!("client asks: {what} {}", others.join(" ")).trim_end().to_owned();
        if ids.is_empty() {
            if self.dialled.len() >= FOLLOWED {
                self.dialled.clear();
            }
            self.dialled.insert(now.user.into(), (now.number, now.time, text));
            return;
        }
        for param in ids {
            let id = param.value();
            self.tell(now, id, &text);
            if let Some(ActionType::Xfer | ActionType::XferCc | ActionType::XferConsult | ActionType::XferVm) =
                action.action_type()
            {
                let to = others.first().map(|to| format!(" to {to}")).unwrap_or_default();
                let key = (now.user.to_owned(), id.to_owned(), false);
                if let Some(call) = self.open.get_mut(&key) {
                    call.transfer = Some(format!("transferred{to} by {what}"));
                }
            }
        }
    }

    fn queue(
        &mut self,
        now: &Now<'_>,
        queue: &broadworks_cap::message::queue_update::Queue<'_>,
        ended: &mut dyn FnMut(Call),
    ) {
        let reason = queue.update_reason();
        let said = name(&queue.update_reason).unwrap_or_default();
        let outcome = match reason {
            Some(UpdateReason::CallAnswered) => Some(Outcome::Answered),
            Some(UpdateReason::CallTransferred) => Some(Outcome::Transferred),
            Some(UpdateReason::CallAbandoned | UpdateReason::QueueTimeout) => Some(Outcome::Abandoned),
            Some(UpdateReason::QueueOverflow) => Some(Outcome::Redirected),
            _ => None,
        };
        for item in &queue.calls {
            let id = item.call_id().unwrap_or_default();
            let key = (now.user.to_owned(), id.to_owned(), true);
            let is_told = self.clock.is_told;
            let call = self.open.entry(key.clone()).or_insert_with(|| {
                let mut call = Call::new(id, true, now);
                let added = item.time_added().and_then(|time| of_millis(time.as_millis())).filter(|_| !is_told);
                (call.first, call.since) = (added.or(call.first), added.or(call.since));
                call
            });
            let mut news = vec![said.clone()];
            let other: Vec<&str> = [item.remote_number(), item.remote_name()].into_iter().flatten().collect();
            let other = other.join(" ").trim().to_owned();
            if !other.is_empty() && call.other.as_ref() != Some(&other) {
                news.push(format!("caller {other}"));
                call.other = Some(other);
            }
            if let Some(position) = &item.position {
                news.push(format!("position {}", position.to_text()));
            }
            if let Some(priority) = name(&item.priority) {
                news.push(format!("priority {priority}"));
            }
            call.enter(now, "Waiting");
            if let Some(outcome) = outcome {
                call.leave(now);
                (call.outcome, call.end) = (outcome, Some(format!("{said}{}", meaning(queue, "updateReason"))));
            }
            call.tell(now, news.join("; "));
            if outcome.is_some() {
                ended(self.open.remove(&key).expect("it is there"));
            }
        }
        if reason.is_some_and(UpdateReason::is_snapshot) {
            let is_listed = |id: &str| queue.calls.iter().any(|item| item.call_id() == Some(id));
            let gone: Vec<_> = self.of_queue(now.user).filter(|key| !is_listed(&key.1)).cloned().collect();
            for key in gone {
                let mut call = self.open.remove(&key).expect("it is there");
                call.leave(now);
                call.end = Some(format!("not in the queue any more ({said}); how it left was not told"));
                call.tell(now, format!("{said}: not listed"));
                call.outcome = Outcome::Lost;
                ended(call);
            }
        }
    }

    fn of_queue(&self, user: &str) -> impl Iterator<Item = &(String, String, bool)> {
        let start = (user.to_owned(), String::new(), false);
        let user = start.0.clone();
        self.open.range(start..).map(|(key, _)| key).take_while(move |key| key.0 == user).filter(|key| key.2)
    }

    /// Gives up half of the calls, if there are too many.
    fn give_up(&mut self, ended: &mut dyn FnMut(Call)) {
        if self.open.len() <= FOLLOWED {
            return;
        }
        let mut touched: Vec<u64> = self.open.values().map(|call| call.touched).collect();
        let middle = *touched.select_nth_unstable(FOLLOWED / 2).1;
        let (lost, kept) = std::mem::take(&mut self.open).into_iter().partition(|(_, call)| call.touched <= middle);
        self.open = kept;
        for mut call in BTreeMap::into_values(lost) {
            call.outcome = Outcome::Lost;
            call.end = Some("given up, for there are too many calls".into());
            ended(call);
        }
    }

    /// Hands out the calls that have not ended.
    pub fn finish(&mut self, ended: &mut dyn FnMut(Call)) {
        let time = self.clock.now().filter(|_| self.clock.is_told);
        let mut open: Vec<Call> = std::mem::take(&mut self.open).into_values().collect();
        open.sort_by_key(|call| call.events.first().map(|event| event.number));
        for mut call in open {
            let now = Now { number: call.touched, time: time.or(call.last), user: "" };
            call.leave(&now);
            call.last = now.time.or(call.last);
            ended(call);
        }
    }
}
