//! The calls in a queue.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::users::User;
use super::{SessionChecker, SessionRule, Turn};
use crate::message::queue_action::QueueAction;
use crate::message::queue_update::{QueueCall, QueueUpdate};
use crate::message::values::{Priority, QueueActionType, UpdateReason};
use crate::schema::{Protocol, Value};

const CALL: &str = "queue/queueCall/callId";
const POSITION: &str = "queue/queueCall/position";
const PRIORITY: &str = "queue/queueCall/priority";

/// What is known of a queued call.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Queued {
    priority: Option<Priority>,
}

/// Returns `true` if a priority is higher than another one: 0 is the highest.
fn is_raised(before: Option<Priority>, now: Option<Priority>) -> bool {
    before.zip(now).is_none_or(|(before, now)| (now as u8) < (before as u8))
}

impl SessionChecker {
    pub(super) fn queue_update(&mut self, turn: &Turn<'_>, user: &mut User, update: &QueueUpdate<'_>) {
        let Some(reason) = update.queue.update_reason() else { return };
        if reason.is_snapshot() {
            self.whole_queue(turn, user, &update.queue.calls);
            return;
        }
        for call in &update.queue.calls {
            if self.protocol == Protocol::CapC {
                self.queue_change(turn, user, reason, call);
            } else if call.position.as_ref().and_then(Value::lenient).is_some_and(|position| position < 1) {
                self.report_queue(turn, SessionRule::QueuePosition, POSITION, call);
            }
        }
    }

    fn report_queue(&mut self, turn: &Turn<'_>, rule: SessionRule, path: &'static str, call: &QueueCall<'_>) {
        let id = self.id(call.call_id()).unwrap_or_default();
        self.report(turn, rule, path, &id);
    }

    /// Takes all calls of a queue, in order.
    fn whole_queue(&mut self, turn: &Turn<'_>, user: &mut User, calls: &[QueueCall<'_>]) {
        let first = (user.number, Box::default());
        let old: Vec<_> = self.queued.from(&first, |key| key.0 == user.number).map(|(key, _)| key.clone()).collect();
        for key in old {
            self.queued.remove(&key);
        }
        let mut seen = BTreeSet::new();
        for (at, call) in calls.iter().enumerate() {
            if call.call_id().is_some_and(|id| !seen.insert(id)) {
                self.report_queue(turn, SessionRule::QueueDuplicate, CALL, call);
            }
            let position = call.position.as_ref().and_then(Value::lenient);
            if position.is_some_and(|position| i64::try_from(at + 1) != Ok(position)) {
                self.report_queue(turn, SessionRule::QueuePosition, POSITION, call);
            }
            if self.protocol == Protocol::CapC
                && let Some(id) = self.id(call.call_id())
            {
                self.queued.insert((user.number, id), Queued { priority: call.priority() });
            }
        }
        user.queue = Some(seen.len() as u64);
    }

    /// Takes one call that something happened to.
    fn queue_change(&mut self, turn: &Turn<'_>, user: &mut User, reason: UpdateReason, call: &QueueCall<'_>) {
        let Some(id) = self.id(call.call_id()) else { return };
        let key = (user.number, id);
        let known = self.queued.get(&key).copied();
        let is_sure = !self.queued.has_lost() && !self.clipped;
        let mut count = user.queue.filter(|_| is_sure);
        let is_removal = matches!(
            reason,
            UpdateReason::CallAnswered
                | UpdateReason::CallTransferred
                | UpdateReason::CallAbandoned
                | UpdateReason::QueueTimeout
                | UpdateReason::QueueOverflow
        );
        if reason == UpdateReason::CallAdded {
            if known.is_some() && call.bounced_call() != Some(true) {
                self.report(turn, SessionRule::QueueAddedTwice, CALL, &key.1);
            }
        } else if known.is_none() && count.is_some() && reason != UpdateReason::QueueOverflow {
            self.report(turn, SessionRule::QueueAbsent, CALL, &key.1);
        }
        let before = known.and_then(|known| known.priority);
        if reason == UpdateReason::CallPromoted && !is_raised(before, call.priority()) {
            self.report(turn, SessionRule::QueuePromotion, PRIORITY, &key.1);
        }
        if is_removal {
            count = count.map(|count| count.saturating_sub(u64::from(known.is_some())));
            self.queued.remove(&key);
        } else {
            count = count.map(|count| count + u64::from(known.is_none()));
            let position = call.position.as_ref().and_then(Value::lenient);
            let is_place = |position: i64| position >= 1 && count.is_none_or(|count| position as u64 <= count);
            if !position.is_none_or(is_place) {
                self.report(turn, SessionRule::QueuePosition, POSITION, &key.1);
            }
            self.queued.insert(key, Queued { priority: call.priority().or(before) });
        }
        user.queue = count;
    }

    pub(super) fn queue_action(&mut self, turn: &Turn<'_>, user: &User, action: &QueueAction<'_>) {
        let data = &action.queue_action_data;
        self.owe_refresh(turn, user, data.action_type());
        let Some(call) = data.queue_call.as_ref() else { return };
        let Some(id) = self.id(call.call_id()) else { return };
        if data.action_type() == Some(QueueActionType::Reorder)
            && call.position.as_ref().and_then(Value::lenient).is_some_and(|position| position < 1)
        {
            self.report(turn, SessionRule::QueuePosition, "queueActionData/queueCall/position", &id);
        }
        let key = (user.number, id);
        let known = self.queued.get(&key).copied();
        if known.is_none() && user.queue.is_some() && self.is_whole(user) && !self.queued.has_lost() && !self.clipped {
            self.report(turn, SessionRule::QueueCallOfAction, "queueActionData/queueCall/callId", &key.1);
        }
        let before = known.and_then(|known| known.priority);
        if data.action_type() == Some(QueueActionType::Promote) && !is_raised(before, call.priority()) {
            self.report(turn, SessionRule::QueuePromotion, "queueActionData/queueCall/priority", &key.1);
        }
    }
}
