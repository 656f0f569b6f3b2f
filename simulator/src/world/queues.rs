//! Call center queues.

use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{
    ForcedForwarding, HolidayService, NightService, Priority, QueueActionType, RedirectFromReason, ReleaseCause,
    UpdateReason,
};

use super::calls::{Far, Redirect};
use super::directory::Party;
use super::tell::Recipient;
use super::{Ignored, Subscriber, Timer, World};

/// A call center.
#[derive(Debug)]
pub struct Queue {
    pub subscriber: Subscriber,
    pub number: String,
    /// The value of `userUid` in CCC2.
    pub uid: String,
    /// Calls in queue order.
    pub calls: Vec<Waiting>,
    pub services: Services,
}

/// What a call center does with calls at night, on holidays, or by order of a supervisor. All are off at first. The
/// simulator tells of them, and lets calls wait nevertheless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Services {
    /// The service of the night.
    pub night: NightService,
    /// The service of holidays.
    pub holiday: HolidayService,
    /// Whether calls are forwarded by order.
    pub forced_forwarding: ForcedForwarding,
}

impl Default for Services {
    fn default() -> Self {
        Self { night: NightService::Off, holiday: HolidayService::Off, forced_forwarding: ForcedForwarding::Off }
    }
}

/// A waiting call.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: String,
    pub remote: Party,
    /// The caller's half of the call, if the caller is a user.
    pub caller: Option<String>,
    pub added: u64,
    pub priority: Priority,
    pub prioritised: u64,
    pub reordered: bool,
    /// Waiting time in the queues before, in milliseconds.
    pub preserved: u64,
    /// Waiting time before the call got its priority.
    pub preserved_in_bucket: u64,
    /// The half of the agent whose phone rings for the call.
    pub offered: Option<String>,
    /// `true` if an agent has not answered it.
    pub bounced: bool,
}

impl Waiting {
    /// Returns how long the caller has waited, in milliseconds.
    pub fn waited(&self, now: u64) -> u64 {
        now - self.added + self.preserved
    }
}

impl Queue {
    pub fn party(&self) -> Party {
        let name = self.subscriber.id.split('@').next().unwrap_or_default();
        Party { number: self.number.clone(), name: name.into() }
    }

    /// Returns the position for a new call: after every call of the same or a higher priority.
    fn place_for(&self, priority: Priority) -> usize {
        self.calls.iter().rposition(|call| call.priority as u8 <= priority as u8).map_or(0, |at| at + 1)
    }
}

impl World {
    /// Adds a call to a queue, at its end or at its head, and returns its id. If the queue is full, it overflows.
    pub(super) fn enqueue(
        &mut self,
        id: &str,
        remote: Party,
        caller: Option<String>,
        first: bool,
        preserved: u64,
    ) -> Option<String> {
        let is_full = self.queues.get(id)?.calls.len() >= self.settings.queue_limit;
        let call = format!("callhalf-{}:0", self.next());
        let priority = if first { Priority::Highest } else { Priority::Low };
        let waiting = Waiting {
            id: call.clone(),
            remote,
            caller,
            added: self.now,
            priority,
            prioritised: self.now,
            reordered: false,
            preserved,
            preserved_in_bucket: preserved,
            offered: None,
            bounced: false,
        };
        if is_full {
            self.tell_queue(id, UpdateReason::QueueOverflow, &[(0, waiting.clone())]);
            self.treat(waiting.caller);
            return Some(call);
        }
        if let Some(caller) = waiting.caller.as_ref().and_then(|caller| self.calls.get_mut(caller)) {
            caller.waits_in = Some(id.into());
        }
        let queue = self.queues.get_mut(id)?;
        let place = if first { 0 } else { queue.place_for(priority) };
        queue.calls.insert(place, waiting.clone());
        self.tell_queue(id, UpdateReason::CallAdded, &[(place + 1, waiting)]);
        if let Some(time) = self.settings.queue_timeout {
            self.schedule(time, Timer::Expire { queue: id.into(), call: call.clone() });
        }
        Some(call)
    }

    /// Moves one side of a call to a queue, after so many milliseconds of waiting elsewhere.
    pub(super) fn send_to_queue(&mut self, far: Far, id: &str, first: bool, waited: u64) {
        let Some(party) = self.queues.get(id).map(Queue::party) else { return };
        self.relink(far.peer.clone(), None, party);
        self.enqueue(id, far.party, far.peer, first, waited);
    }

    /// Changes the services of a call center.
    pub(super) fn serve_as(&mut self, id: &str, services: Services) {
        if let Some(queue) = self.queues.get_mut(id) {
            queue.services = services;
        }
        for client in self.clients(id) {
            self.tell_queue_profile(&client, false);
        }
    }

    /// Removes a call that has waited for too long.
    pub(super) fn expire(&mut self, id: &str, call: &str) {
        let Some(waiting) = self.dequeue(id, |waiting| waiting.id == call) else { return };
        self.tell_queue(id, UpdateReason::QueueTimeout, &[(0, waiting.clone())]);
        self.withdraw(&waiting);
        self.treat(waiting.caller);
    }

    /// Connects a caller who does not wait in a queue any more with the voice mail.
    fn treat(&mut self, caller: Option<String>) {
        self.relink(caller, None, Party::voice_mail());
    }

    /// Ends the ringing of the agent's phone for a call that has left its queue.
    fn withdraw(&mut self, waiting: &Waiting) {
        if let Some(half) = &waiting.offered {
            self.release(half, ReleaseCause::Normal);
        }
    }

    /// Returns the first waiting call of this kind, and its queue.
    pub(super) fn waiting(&self, which: impl Fn(&Waiting) -> bool) -> Option<(String, Waiting)> {
        self.queues.iter().find_map(|(id, queue)| {
            let call = queue.calls.iter().find(|waiting| which(waiting))?;
            Some((id.clone(), call.clone()))
        })
    }

    pub(super) fn waiting_mut(&mut self, queue: &str, call: &str) -> Option<&mut Waiting> {
        self.queues.get_mut(queue)?.calls.iter_mut().find(|waiting| waiting.id == call)
    }

    /// Removes a waiting call whose caller has hung up. It is known by its own id or by that of the caller's half.
    pub(super) fn abandon(&mut self, id: &str, call: &str) {
        let is_meant = |waiting: &Waiting| waiting.id == call || waiting.caller.as_deref() == Some(call);
        if let Some(waiting) = self.dequeue(id, is_meant) {
            self.tell_queue(id, UpdateReason::CallAbandoned, &[(0, waiting.clone())]);
            self.withdraw(&waiting);
        }
    }

    /// Removes a call that an outside agent has answered.
    pub(super) fn serve(&mut self, id: &str, call: &str) {
        let Some(waiting) = self.dequeue(id, |waiting| waiting.id == call) else { return };
        self.tell_queue(id, UpdateReason::CallAnswered, &[(0, waiting.clone())]);
        self.withdraw(&waiting);
        self.relink(waiting.caller, None, Party { number: "2405550180".into(), name: "Agent Outside".into() });
    }

    pub(super) fn dequeue(&mut self, id: &str, which: impl Fn(&Waiting) -> bool) -> Option<Waiting> {
        let queue = self.queues.get_mut(id)?;
        let waiting = queue.calls.remove(queue.calls.iter().position(which)?);
        if let Some(caller) = waiting.caller.as_ref().and_then(|caller| self.calls.get_mut(caller)) {
            caller.waits_in = None;
        }
        Some(waiting)
    }

    /// Performs the action of a supervisor. An unknown call or an invalid position changes nothing,
    /// because the protocol has no error reply.
    pub(super) fn queue_action(&mut self, client: &Recipient, action: &QueueAction<'_>) -> Result<(), Ignored> {
        let data = &action.queue_action_data;
        let kind = data.action_type.as_ref().and_then(|kind| kind.known()).ok_or(Ignored::UnknownAction)?;
        let id = client.id.clone();
        let queue = self.queues.get(&id).ok_or(Ignored::NotAllowed)?;
        if kind == QueueActionType::Refresh {
            let calls = self.whole(&id);
            self.tell_queue_to(client, UpdateReason::Refresh, &calls);
            return Ok(());
        }
        let call = data.queue_call.as_ref().ok_or(Ignored::MissingParameter)?;
        let wanted = call.call_id.as_ref().map(|call| call.to_string()).ok_or(Ignored::MissingParameter)?;
        if queue.calls.iter().all(|waiting| waiting.id != wanted) {
            return Err(Ignored::UnknownCall);
        }
        match kind {
            QueueActionType::Reorder => {
                let position = call.position.as_ref().and_then(|position| position.lenient());
                self.reorder(&id, &wanted, position.ok_or(Ignored::MissingParameter)?);
            }
            QueueActionType::Promote => {
                let priority = call.priority.as_ref().and_then(|priority| priority.known());
                self.promote(&id, &wanted, priority.ok_or(Ignored::MissingParameter)?);
            }
            QueueActionType::Transfer => {
                let number = call.destination.as_ref().filter(|number| !number.is_empty());
                self.transfer_out(&id, &wanted, number.ok_or(Ignored::MissingParameter)?);
            }
            _ => return Err(Ignored::UnknownAction),
        }
        Ok(())
    }

    fn reorder(&mut self, id: &str, call: &str, position: i64) {
        let Some(queue) = self.queues.get_mut(id) else { return };
        let Some(place) = usize::try_from(position).ok().and_then(|position| position.checked_sub(1)) else { return };
        let Some(at) = queue.calls.iter().position(|waiting| waiting.id == call) else { return };
        let mut waiting = queue.calls.remove(at);
        waiting.reordered = true;
        queue.calls.insert(place.min(queue.calls.len()), waiting);
        let calls = self.whole(id);
        self.tell_queue(id, UpdateReason::CallReordered, &calls);
    }

    /// Gives a call a higher priority, which is a smaller number; any other one changes nothing.
    fn promote(&mut self, id: &str, call: &str, priority: Priority) {
        let now = self.now;
        let Some(queue) = self.queues.get_mut(id) else { return };
        let is_promoted = |waiting: &Waiting| waiting.id == call && priority < waiting.priority;
        let Some(at) = queue.calls.iter().position(is_promoted) else { return };
        let mut waiting = queue.calls.remove(at);
        waiting.preserved_in_bucket = waiting.waited(now);
        (waiting.priority, waiting.prioritised) = (priority, now);
        let place = queue.place_for(priority);
        queue.calls.insert(place, waiting.clone());
        self.tell_queue(id, UpdateReason::CallPromoted, &[(place + 1, waiting)]);
    }

    fn transfer_out(&mut self, id: &str, call: &str, number: &str) {
        let Some(by) = self.queues.get(id).map(Queue::party) else { return };
        let Some(waiting) = self.dequeue(id, |waiting| waiting.id == call) else { return };
        let waited = waiting.waited(self.now);
        self.tell_queue(id, UpdateReason::CallTransferred, &[(0, waiting.clone())]);
        self.withdraw(&waiting);
        let far = Far { party: waiting.remote, peer: waiting.caller };
        let redirect = Redirect { by, reason: RedirectFromReason::CallCenter, queue: Some((id.into(), waited)) };
        self.send_on(far, number, redirect);
    }

    /// Returns the whole queue in order, with positions from 1.
    pub(super) fn whole(&self, id: &str) -> Vec<(usize, Waiting)> {
        let calls = self.queues.get(id).map(|queue| queue.calls.clone()).unwrap_or_default();
        calls.into_iter().enumerate().map(|(at, waiting)| (at + 1, waiting)).collect()
    }
}
