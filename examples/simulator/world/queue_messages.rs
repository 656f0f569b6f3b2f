//! Builders of documents about queues.

use broadworks_cap::message::queue_info_response::{self, QueueInfoResponse};
use broadworks_cap::message::queue_profile_update::{self, QueueProfileUpdate};
use broadworks_cap::message::queue_update::{self, Queue, QueueCall, QueueUpdate};
use broadworks_cap::message::values::{
    ForcedForwarding, HolidayService, MandatoryEntrance, NightService, UpdateReason,
};
use broadworks_cap::schema::Flag;

use super::World;
use super::messages::{COUNTRY, text, time, user};
use super::queues::Waiting;
use super::tell::Recipient;

impl World {
    /// Sends the configuration of a queue and, unless it is empty, its calls.
    pub(super) fn introduce_queue(&mut self, client: &Recipient) {
        let user = user!(queue_profile_update, client, absent,
            initial_update: Some(Flag::default()),
            night_service: Some(NightService::Off.into()),
            holiday_service: Some(HolidayService::Off.into()),
            forced_forwarding: Some(ForcedForwarding::Off.into()),
        );
        self.send(client, QueueProfileUpdate { user, ..Default::default() });
        let calls = self.whole(&client.id);
        if !calls.is_empty() {
            self.tell_queue_to(client, UpdateReason::Initial, &calls);
        }
    }

    /// Sends a queue update. For calls that have left the queue, it contains only the id.
    pub(super) fn tell_queue_to(&mut self, client: &Recipient, reason: UpdateReason, calls: &[(usize, Waiting)]) {
        let number = self.queues.get(&client.id).map(|queue| queue.party());
        let calls = calls.iter().map(|(position, call)| match position {
            0 => QueueCall { call_id: text(&call.id), ..Default::default() },
            _ => QueueCall {
                call_id: text(&call.id),
                remote_country_code: text(COUNTRY),
                remote_number: text(&call.remote.number),
                remote_name: text(&call.remote.name),
                time_added: Some(time(call.added).into()),
                mandatory_entrance: Some(MandatoryEntrance::NotPlaying.into()),
                bounced_call: Some(false.into()),
                reordered_call: Some(call.reordered.into()),
                preserved_wait_time: Some(0.into()),
                position: Some(i64::try_from(*position).unwrap_or(i64::MAX).into()),
                priority: Some(call.priority.into()),
                dnis_name: number.as_ref().and_then(|party| text(&party.name)),
                dnis_number: number.as_ref().and_then(|party| text(&party.number)),
                add_time_in_priority_bucket: Some(time(call.prioritised).into()),
                preserved_wait_time_in_priority_bucket: Some(0.into()),
                ..Default::default()
            },
        });
        let queue = Queue { update_reason: Some(reason.into()), calls: calls.collect(), ..Default::default() };
        let user = user!(queue_update, client, absent);
        self.send(client, QueueUpdate { user, queue, ..Default::default() });
    }

    /// Sends the queues of an agent: all queues, because every user has joined every queue.
    pub(super) fn tell_queue_info(&mut self, client: &Recipient) {
        let centers = self.queues.keys().map(|id| queue_info_response::CallCenter {
            id: text(id),
            num_calls_in_queue: Some(self.waiting_in(id).into()),
            ..Default::default()
        });
        let user = user!(queue_info_response, client, absent, call_centers: centers.collect());
        self.send(client, QueueInfoResponse { user, ..Default::default() });
    }
}
