//! Agents of the call centers: the calls they are offered, and what they do after them.

use broadworks_cap::message::values::{AcdState, RedirectFromReason, ReleaseCause, UpdateReason};

use super::calls::{Call, Redirect};
use super::profiles::Change;
use super::queues::{Queue, Waiting};
use super::tell::Recipient;
use super::{Ignored, Timer, To, World};

/// An agent of the call centers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub state: AcdState,
    pub since: u64,
    /// The call that the agent wraps up, in that state.
    pub wraps_up: Option<String>,
}

impl World {
    /// Lets the phone of an agent ring for a call that waits in a queue, and returns the id of the agent's half.
    pub(super) fn offer(&mut self, call: &str, agent: &str) -> Result<String, Ignored> {
        let state = self.users.get(agent).ok_or(Ignored::UnknownUser)?.agent.as_ref().map(|agent| agent.state);
        let (queue, waiting) = self.waiting(|waiting| waiting.id == call).ok_or(Ignored::UnknownCall)?;
        if state != Some(AcdState::Available) || waiting.offered.is_some() || !self.calls_of(agent).is_empty() {
            return Err(Ignored::WrongState);
        }
        let by = self.queues.get(&queue).map(Queue::party).ok_or(Ignored::UnknownUser)?;
        let waited = waiting.waited(self.now);
        let redirect = Redirect { by, reason: RedirectFromReason::CallCenter, queue: Some((queue.clone(), waited)) };
        let half = self.alert(agent, waiting.remote, None, Some(redirect), None).ok_or(Ignored::WrongState)?;
        if let Some(waiting) = self.waiting_mut(&queue, call) {
            waiting.offered = Some(half.clone());
        }
        if let Some(time) = self.settings.bounce {
            self.schedule(time, Timer::Bounce(half.clone()));
        }
        Ok(half)
    }

    /// Offers waiting calls to agents, as long as there are both.
    pub(super) fn distribute(&mut self) {
        let first = |queue: &Queue| queue.calls.iter().find(|call| call.offered.is_none()).map(|call| call.id.clone());
        let waiting: Vec<String> = self.queues.values().filter_map(first).collect();
        for call in waiting {
            let has_client = |client: &Recipient| client.to != To::Farm || self.farm_is_there;
            let is_free = |id: &str| self.calls_of(id).is_empty() && self.clients(id).iter().any(has_client);
            let agents = self.users.iter().filter_map(|(id, user)| Some((user.agent.as_ref()?, id, user.dnd)));
            let agents = agents.filter(|(agent, id, dnd)| agent.state == AcdState::Available && !dnd && is_free(id));
            let Some((_, id, _)) = agents.min_by_key(|(agent, ..)| agent.since) else { return };
            if self.offer(&call, &id.clone()).is_ok() {
                return self.distribute();
            }
        }
    }

    /// Takes a call out of its queue, because an agent has answered it, and connects both.
    pub(super) fn accept(&mut self, half: &str) {
        let Some((queue, waiting)) = self.dequeue_offered(half) else { return };
        let agent = self.calls.get(half).and_then(|call| self.users.get(&call.user)).map(|user| user.party());
        self.tell_queue(&queue, UpdateReason::CallAnswered, &[(0, waiting.clone())]);
        if let (Some(call), Some(agent)) = (self.calls.get_mut(half), agent) {
            call.peer.clone_from(&waiting.caller);
            self.relink(waiting.caller, Some(half.into()), agent);
        }
    }

    /// Takes the call out of its queue for which the phone of an agent rings.
    pub(super) fn dequeue_offered(&mut self, half: &str) -> Option<(String, Waiting)> {
        let is_meant = |waiting: &Waiting| waiting.offered.as_deref() == Some(half);
        let (queue, _) = self.waiting(is_meant)?;
        let waiting = self.dequeue(&queue, is_meant)?;
        Some((queue, waiting))
    }

    /// Ends the ringing of an agent's phone. The call goes back to its queue.
    pub(super) fn bounce(&mut self, half: &str) {
        if self.waiting(|waiting| waiting.offered.as_deref() == Some(half)).is_some() {
            self.release(half, ReleaseCause::TemporarilyUnavailable);
        }
    }

    /// Leaves a call in its queue whose agent's half has ended. The agent gets no other call.
    pub(super) fn return_to_queue(&mut self, half: &Call) {
        let is_meant = |waiting: &Waiting| waiting.offered.as_deref() == Some(&*half.id);
        let Some((queue, waiting)) = self.waiting(is_meant) else { return };
        if let Some(waiting) = self.waiting_mut(&queue, &waiting.id) {
            (waiting.offered, waiting.bounced) = (None, true);
        }
        let updated: Vec<_> = self.whole(&queue).into_iter().filter(|(_, call)| call.id == waiting.id).collect();
        self.tell_queue(&queue, UpdateReason::CallUpdated, &updated);
        self.change(&half.user, Change::Acd(AcdState::Unavailable));
    }

    /// Lets an available agent wrap up a call that came from a queue and is over.
    pub(super) fn wrap_up(&mut self, call: &Call) {
        let of_queue = call.redirected.as_ref().is_some_and(|redirect| redirect.queue.is_some());
        let since = self.now;
        let Some(agent) = self.users.get_mut(&call.user).and_then(|user| user.agent.as_mut()) else { return };
        if of_queue && call.answered.is_some() && agent.state == AcdState::Available {
            *agent = Agent { state: AcdState::WrapUp, since, wraps_up: Some(call.id.clone()) };
            self.tell_change(&call.user, &Change::Acd(AcdState::WrapUp));
            let timer = Timer::WrappedUp { user: call.user.clone(), call: call.id.clone() };
            self.schedule(self.settings.wrap_up, timer);
        }
    }

    /// Makes an agent available again, unless the state has changed in the meantime.
    pub(super) fn end_wrap_up(&mut self, user: &str, call: &str) {
        let agent = self.users.get(user).and_then(|user| user.agent.as_ref());
        if agent.is_some_and(|agent| agent.wraps_up.as_deref() == Some(call)) {
            self.change(user, Change::Acd(AcdState::Available));
        }
    }
}
