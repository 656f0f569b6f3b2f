//! Call center queues.

use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{Priority, QueueActionType, RedirectFromReason, UpdateReason};

use super::calls::{Far, Redirect};
use super::directory::Party;
use super::tell::Recipient;
use super::{Ignored, Subscriber, World};

/// Maximum number of calls in a queue.
const MAX_QUEUED: usize = 200;

/// A call center.
#[derive(Debug)]
pub struct Queue {
    pub subscriber: Subscriber,
    pub number: String,
    /// The value of `userUid` in CCC2.
    pub uid: String,
    /// Calls in queue order.
    pub calls: Vec<Waiting>,
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
    /// Adds a call to a queue, at its end or at its head.
    pub(super) fn enqueue(&mut self, id: &str, remote: Party, caller: Option<String>, first: bool) -> Option<String> {
        if self.queues.get(id)?.calls.len() >= MAX_QUEUED {
            return None;
        }
        let call = format!("callhalf-{}:0", self.next());
        if let Some(caller) = caller.as_ref().and_then(|caller| self.calls.get_mut(caller)) {
            caller.waits_in = Some(id.into());
        }
        let priority = if first { Priority::Highest } else { Priority::Low };
        let waiting = Waiting {
            id: call.clone(),
            remote,
            caller,
            added: self.now,
            priority,
            prioritised: self.now,
            reordered: false,
        };
        let queue = self.queues.get_mut(id)?;
        let place = if first { 0 } else { queue.place_for(priority) };
        queue.calls.insert(place, waiting.clone());
        self.tell_queue(id, UpdateReason::CallAdded, &[(place + 1, waiting)]);
        Some(call)
    }

    /// Moves one side of a call to a queue.
    pub(super) fn send_to_queue(&mut self, far: Far, id: &str, first: bool) {
        let Some(party) = self.queues.get(id).map(Queue::party) else { return };
        self.enqueue(id, far.party, far.peer.clone(), first);
        self.relink(far.peer, None, party);
    }

    /// Removes a waiting call whose caller has hung up. It is known by its own id or by that of the caller's half.
    pub(super) fn abandon(&mut self, id: &str, call: &str) {
        let is_meant = |waiting: &Waiting| waiting.id == call || waiting.caller.as_deref() == Some(call);
        if let Some(waiting) = self.dequeue(id, is_meant) {
            self.tell_queue(id, UpdateReason::CallAbandoned, &[(0, waiting)]);
        }
    }

    /// Removes a call that an outside agent has answered.
    pub(super) fn serve(&mut self, id: &str, call: &str) {
        let Some(waiting) = self.dequeue(id, |waiting| waiting.id == call) else { return };
        self.tell_queue(id, UpdateReason::CallAnswered, &[(0, waiting.clone())]);
        self.relink(waiting.caller, None, Party { number: "2405550180".into(), name: "Agent Outside".into() });
    }

    fn dequeue(&mut self, id: &str, which: impl Fn(&Waiting) -> bool) -> Option<Waiting> {
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
        (waiting.priority, waiting.prioritised) = (priority, now);
        let place = queue.place_for(priority);
        queue.calls.insert(place, waiting.clone());
        self.tell_queue(id, UpdateReason::CallPromoted, &[(place + 1, waiting)]);
    }

    fn transfer_out(&mut self, id: &str, call: &str, number: &str) {
        let Some(by) = self.queues.get(id).map(Queue::party) else { return };
        let Some(waiting) = self.dequeue(id, |waiting| waiting.id == call) else { return };
        let waited = self.now - waiting.added;
        self.tell_queue(id, UpdateReason::CallTransferred, &[(0, waiting.clone())]);
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
