//! Comparisons of a state with what the simulator itself knows.

use std::collections::BTreeMap;

use broadworks_cap::Timestamp;
use broadworks_cap::message::values::{CallState, ServiceState};
use broadworks_client::state::{Agent, Availability, State};
use broadworks_simulator::world::snapshot::{self, Snapshot};

use crate::documents::QUEUE;

pub fn is_agent(agent: &Agent, truth: &snapshot::User) -> bool {
    let truth = truth.agent.as_ref().expect("there is a call center");
    agent.state == Some(truth.state)
        && agent.since == Some(time(truth.since))
        && agent.wraps_up.as_deref() == truth.wraps_up.as_deref()
}

fn time(millis: u64) -> Timestamp {
    Timestamp::from_millis(i64::try_from(millis).expect("small"))
}

pub fn assert_calls(state: &State, id: &str, truth: &snapshot::User) {
    let calls: BTreeMap<_, _> = state.calls().of(id).map(|call| (call.id.to_string(), call)).collect();
    assert_eq!(calls.len(), truth.calls.len(), "{id}: {calls:?}, {:?}", truth.calls);
    for known in &truth.calls {
        let call = calls.get(&known.id).unwrap_or_else(|| panic!("{id} has {}", known.id));
        assert_eq!((call.state, call.personality), (Some(known.state), Some(known.personality)), "{id}: {call:?}");
        assert_eq!(call.remote_number.as_deref(), Some(&*known.number));
        assert_eq!(call.remote_name.as_deref(), Some(&*known.name));
        assert_eq!(call.tracking_id.as_deref(), Some(&*known.tracking));
        assert_eq!((call.started, call.answered), (Some(time(known.started)), known.answered.map(time)));
        assert!(state.calls().is_current(id, &known.id));
        let can = [call.controls.answer, call.controls.hold, call.controls.retrieve].map(|can| can == Some(true));
        let rings = known.state == CallState::Alerting && call.rings();
        assert!(!can[0] || rings, "{call:?}");
        assert!(!can[1] || known.state == CallState::Active, "{call:?}");
        assert!(!can[2] || known.state == CallState::Held, "{call:?}");
    }
}

pub fn assert_user(state: &State, id: &str, truth: &Snapshot) {
    let truth = &truth.users[id];
    assert_calls(state, id, truth);
    let user = state.user(id).expect("who is logged in");
    let presence = user.presence();
    assert_eq!(presence.off_hook, Some(truth.off_hook));
    assert_eq!(presence.do_not_disturb, Some(truth.dnd));
    let expected = match (truth.off_hook, truth.calls.is_empty(), truth.dnd) {
        (true, ..) => Availability::Busy,
        (_, false, _) => Availability::Ringing,
        (.., true) => Availability::DoNotDisturb,
        _ => Availability::Idle,
    };
    assert_eq!(state.availability(id), expected);
    assert_eq!(user.profile().cfa, Some(if truth.forwarding.is_some() { ServiceState::On } else { ServiceState::Off }));
    assert_eq!(user.profile().has_vm_messages, Some(truth.voice_message));
    assert!(is_agent(user.agent().expect("an agent"), truth));
    let conference = user
        .conference()
        .map(|it| (it.state, it.calls.iter().map(ToString::to_string).collect(), it.silently_monitored));
    assert_eq!(conference, truth.conference.as_ref().map(|it| (Some(it.state), it.calls.clone(), it.silent)));
}

pub fn assert_queue(state: &State, truth: &Snapshot) {
    let queue = state.queue(QUEUE).expect("the queue");
    assert!(queue.is_current());
    let truth_of = &truth.queues[QUEUE].calls;
    let ids: Vec<_> = queue.entries().iter().map(|entry| &*entry.id).collect();
    assert_eq!(ids, truth_of.iter().map(|call| &*call.id).collect::<Vec<_>>());
    for (entry, known) in queue.entries().iter().zip(truth_of) {
        assert_eq!(entry.remote_number.as_deref(), Some(&*known.number));
        assert_eq!(entry.priority, Some(known.priority));
        assert_eq!(entry.waited(time(truth.time)).map(|wait| wait.as_millis().unsigned_abs()), Some(known.wait));
    }
    let longest = truth_of.iter().map(|call| call.wait).max();
    assert_eq!(queue.longest_wait(time(truth.time)).map(|wait| wait.as_millis().unsigned_abs()), longest);
}

pub fn assert_watched(state: &State, truth: &Snapshot) {
    for (id, user) in state.users() {
        let truth = &truth.users[&**id];
        assert!(user.is_current());
        assert_eq!(user.presence().off_hook, Some(truth.off_hook), "{id}");
        assert!(user.presence().do_not_disturb.is_none_or(|dnd| dnd == truth.dnd));
        assert!(
            user.agent()
                .is_none_or(|agent| agent.state.is_none_or(|acd| Some(acd) == truth.agent.as_ref().map(|it| it.state)))
        );
        for call in state.calls().of(id).filter(|call| state.calls().is_current(id, &call.id)) {
            assert!(truth.calls.iter().any(|known| *known.id == *call.id && known.answered.is_some()), "{call:?}");
        }
        for known in truth.calls.iter().filter(|call| call.state == CallState::Active) {
            assert!(state.calls().get(id, &known.id).is_some(), "{known:?}");
        }
    }
}
