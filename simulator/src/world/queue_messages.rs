//! Builders of documents about queues.

use broadworks_cap::message::queue_info_response::{self, QueueInfoResponse};
use broadworks_cap::message::queue_profile_update::{self, QueueProfileUpdate};
use broadworks_cap::message::queue_update::{self, Queue, QueueCall, QueueUpdate};
use broadworks_cap::message::values::{MandatoryEntrance, UpdateReason};
use broadworks_cap::schema::Flag;

use super::World;
use super::messages::{COUNTRY, duration, text, time, user};
use super::queues::Waiting;
use super::tell::Recipient;

impl World {
    /// Sends the configuration of a queue and, unless it is empty, its calls.
    pub(super) fn introduce_queue(&mut self, client: &Recipient) {
        self.tell_queue_profile(client, true);
        let calls = self.whole(&client.id);
        if !calls.is_empty() {
            self.tell_queue_to(client, UpdateReason::Initial, &calls);
        }
    }

    /// Sends the configuration of a queue.
    pub(super) fn tell_queue_profile(&mut self, client: &Recipient, initial: bool) {
        let Some(services) = self.queues.get(&client.id).map(|queue| queue.services) else { return };
        let user = user!(queue_profile_update, client, absent,
            initial_update: initial.then(Flag::default),
            night_service: Some(services.night.into()),
            holiday_service: Some(services.holiday.into()),
            forced_forwarding: Some(services.forced_forwarding.into()),
        );
        self.send(client, QueueProfileUpdate::build(|it| it.user = user));
    }

    /// Sends a queue update. For calls that have left the queue, it contains only the id.
    pub(super) fn tell_queue_to(&mut self, client: &Recipient, reason: UpdateReason, calls: &[(usize, Waiting)]) {
        let number = self.queues.get(&client.id).map(|queue| queue.party());
        let calls = calls.iter().map(|(position, call)| match position {
            0 => QueueCall::build(|it| it.call_id = text(&call.id)),
            _ => QueueCall::build(|it| {
                it.call_id = text(&call.id);
                it.remote_country_code = text(COUNTRY);
                it.remote_number = text(&call.remote.number);
                it.remote_name = text(&call.remote.name);
                it.time_added = Some(time(call.added).into());
                it.mandatory_entrance = Some(MandatoryEntrance::NotPlaying.into());
                it.bounced_call = Some(call.bounced.into());
                it.reordered_call = Some(call.reordered.into());
                it.preserved_wait_time = Some(duration(call.preserved).into());
                it.position = Some(i64::try_from(*position).unwrap_or(i64::MAX).into());
                it.priority = Some(call.priority.into());
                it.dnis_name = number.as_ref().and_then(|party| text(&party.name));
                it.dnis_number = number.as_ref().and_then(|party| text(&party.number));
                it.add_time_in_priority_bucket = Some(time(call.prioritised).into());
                it.preserved_wait_time_in_priority_bucket = Some(duration(call.preserved_in_bucket).into());
            }),
        });
        let queue = Queue::build(|it| {
            it.update_reason = Some(reason.into());
            it.calls = calls.collect();
        });
        let user = user!(queue_update, client, absent);
        self.send(
            client,
            QueueUpdate::build(|it| {
                it.user = user;
                it.queue = queue;
            }),
        );
    }

    /// Sends the queues of an agent: all queues, because every user has joined every queue.
    pub(super) fn tell_queue_info(&mut self, client: &Recipient) {
        let centers = self.queues.keys().map(|id| {
            queue_info_response::CallCenter::build(|it| {
                it.id = text(id);
                it.num_calls_in_queue = Some(self.waiting_in(id).into());
            })
        });
        let user = user!(queue_info_response, client, absent, call_centers: centers.collect());
        self.send(client, QueueInfoResponse::build(|it| it.user = user));
    }
}
