//! A farm, to which messages come over several connections in no order.

use std::collections::{BTreeSet, VecDeque};

use broadworks_cap::message::Identity;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{AcdState, CallState, Personality, UpdateReason};
use broadworks_cap::{Document, Protocol, Timestamp};
use broadworks_client::state::{Availability, Change, End, Left, State, StateLimits};
use broadworks_simulator::world::snapshot::Snapshot;
use broadworks_simulator::world::{Outgoing, To, World};

use crate::documents::{ALICE, BOB, QUEUE, call, profile, queue, queue_call, queue_of};
use crate::mirror::{Watched, availabilities, order};
use crate::truth::{assert_queue, is_agent};
use crate::world::{Seeded, USERS, action, carried, queue_request, request, world};

fn farm() -> Watched {
    Watched::new(State::new(Protocol::Ccc2))
}

/// A farm with its connections: what was sent on each and has not arrived.
struct Bench {
    world: World,
    now: u64,
    random: Seeded,
    connections: Vec<VecDeque<Document<'static>>>,
    turn: usize,
    farm: Watched,
}

impl Bench {
    fn new(seed: u64) -> Self {
        let mut random = Seeded(seed);
        let connections = vec![VecDeque::new(); 2 + random.below(3)];
        Self { world: world(true), now: 1_700_000_000_000, random, connections, turn: 0, farm: farm() }
    }

    /// The server sends over its connections in turn.
    fn send(&mut self, outgoing: Vec<Outgoing>) {
        for Outgoing { document, .. } in outgoing.into_iter().filter(|outgoing| outgoing.to == To::Farm) {
            self.turn = (self.turn + 1) % self.connections.len();
            self.connections[self.turn].push_back(carried(Protocol::Ccc2, &document));
        }
    }

    /// Lets so many documents arrive, each on any connection.
    fn arrive(&mut self, most: usize) {
        for _ in 0..most {
            let at = self.random.below(self.connections.len());
            if let Some(document) = self.connections[at].pop_front() {
                self.farm.apply(&document);
            }
        }
    }

    fn step(&mut self, truth: &Snapshot) {
        // No two changes of an agent are at the same time.
        self.now += 1;
        let outgoing = match self.random.below(4) {
            0 => {
                self.now += u64::try_from(self.random.below(1_500)).expect("small");
                self.world.advance(self.now)
            }
            1 => {
                let user = self.random.one_of(&USERS).expect("three");
                let action = request(&mut self.random, Identity::ccc2(user), &truth.users[user].calls);
                self.world.receive_ccc2(&Document::new(action), self.now).outgoing
            }
            2 => {
                let action = queue_request(&mut self.random, Identity::ccc2(QUEUE), truth);
                self.world.receive_ccc2(&Document::new(action), self.now).outgoing
            }
            _ => {
                let action = action(&mut self.random, truth);
                self.world.act(&action, self.now).map(|(_, outgoing)| outgoing).unwrap_or_default()
            }
        };
        self.send(outgoing);
    }

    /// Lets everything arrive, and compares what can be known whatever the order.
    fn compare(&mut self) {
        while self.connections.iter().any(|connection| !connection.is_empty()) {
            self.arrive(1);
        }
        let truth = self.world.snapshot(self.now);
        let known: BTreeSet<(&str, &str)> =
            self.farm.state.calls().iter().map(|(user, call)| (&**user, &*call.id)).collect();
        let calls = truth.users.iter().flat_map(|(id, user)| user.calls.iter().map(|call| (&**id, &*call.id)));
        assert_eq!(known, calls.collect::<BTreeSet<_>>(), "the calls that there are, and no other");
        for user in USERS {
            for known in &truth.users[user].calls {
                let call = self.farm.state.calls().get(user, &known.id).expect("just seen");
                assert_eq!(call.personality, Some(known.personality));
                assert!(call.is_answered() || known.answered.is_none(), "what was answered stays so: {call:?}");
            }
        }
        for (id, agent) in self.farm.state.agents().filter(|(_, agent)| agent.state.is_some()) {
            assert!(is_agent(agent, &truth.users[&**id]), "{id}: {agent:?}");
        }
        // The queue is right after two snapshots that nothing crosses.
        for _ in 0..2 {
            let refresh = Document::new(QueueAction::refresh(Identity::ccc2(QUEUE)));
            let outgoing = self.world.receive_ccc2(&refresh, self.now).outgoing;
            self.send(outgoing);
            self.arrive(100);
        }
        assert_queue(&self.farm.state, &truth);
        assert!(self.farm.mirror.ends.values().all(|times| *times == 1), "each call ends once");
    }
}

#[test]
fn what_can_be_known_whatever_the_order_is_known() {
    for seed in 0..24 {
        let mut bench = Bench::new(seed);
        for _ in 0..25 {
            for _ in 0..6 {
                let truth = bench.world.snapshot(bench.now);
                bench.step(&truth);
                let few = bench.random.below(5);
                bench.arrive(few);
            }
            bench.compare();
        }
    }
}

#[test]
fn a_released_call_does_not_come_back() {
    let mut farm = farm();
    farm.apply(&call(ALICE, "c:1", CallState::Released, |_| {}));
    // It is reported, although it was not known, and once.
    assert_eq!(farm.mirror.ends.len(), 1);
    for state in [CallState::Alerting, CallState::Active, CallState::Released] {
        assert!(farm.apply(&call(ALICE, "c:1", state, |_| {})).is_empty());
    }
    assert_eq!(farm.state.calls().remembered(), 1);
    // The same id of another user is another call.
    assert!(!farm.apply(&call(BOB, "c:1", CallState::Active, |_| {})).is_empty());
}

#[test]
fn an_id_that_a_server_uses_again_is_another_call() {
    let mut farm = farm();
    let at = |time| {
        move |call: &mut broadworks_cap::message::call_update::Call<'static>| {
            call.call_start_time = Some(Timestamp::from_millis(time).into());
        }
    };
    farm.apply(&call(ALICE, "c:1", CallState::Released, at(1_000)));
    assert!(farm.apply(&call(ALICE, "c:1", CallState::Active, at(1_000))).is_empty());
    assert_eq!(farm.apply(&call(ALICE, "c:1", CallState::Alerting, at(2_000))).len(), 2, "the call, and the presence");
    // The second leg of a call that is placed for the user has the id of the first.
    let leg = |leg: Personality| {
        move |call: &mut broadworks_cap::message::call_update::Call<'static>| {
            call.personality = Some(leg.into());
        }
    };
    farm.apply(&call(ALICE, "c:2", CallState::Released, leg(Personality::BroadWorksOriginator)));
    farm.apply(&call(ALICE, "c:2", CallState::Alerting, leg(Personality::Originator)));
    assert_eq!(farm.state.calls().len(), 2);
}

#[test]
fn an_update_that_was_overtaken_changes_nothing() {
    let mut farm = farm();
    let leg = |leg: Personality| {
        move |call: &mut broadworks_cap::message::call_update::Call<'static>| {
            call.personality = Some(leg.into());
        }
    };
    farm.apply(&call(ALICE, "c:1", CallState::Alerting, leg(Personality::Originator)));
    assert!(farm.apply(&call(ALICE, "c:1", CallState::Active, leg(Personality::BroadWorksOriginator))).is_empty());
    farm.apply(&call(ALICE, "c:1", CallState::Active, leg(Personality::Originator)));
    assert!(farm.apply(&call(ALICE, "c:1", CallState::Alerting, leg(Personality::Originator))).is_empty());
    // Which of these came last cannot be known.
    assert!(!farm.apply(&call(ALICE, "c:1", CallState::Held, leg(Personality::Originator))).is_empty());
    // In CAP-C, where messages have an order, the server is believed.
    let mut client = Watched::new(State::new(Protocol::CapC));
    client.apply(&call(ALICE, "c:1", CallState::Active, leg(Personality::Originator)));
    assert!(!client.apply(&call(ALICE, "c:1", CallState::Alerting, leg(Personality::Originator))).is_empty());
}

#[test]
fn the_state_of_an_agent_has_a_time() {
    let mut farm = farm();
    let acd = |state: AcdState, time| {
        profile(|user| {
            user.acd_state = Some(state.into());
            user.acd_state_time = Some(Timestamp::from_millis(time).into());
        })
    };
    farm.apply(&acd(AcdState::Unavailable, 2_000));
    assert!(farm.apply(&acd(AcdState::Available, 1_000)).is_empty(), "it was so before");
    let (_, agent) = farm.state.agents().next().expect("an agent");
    assert_eq!((agent.state, agent.since), (Some(AcdState::Unavailable), Some(Timestamp::from_millis(2_000))));
}

#[test]
fn a_call_that_has_left_a_queue_comes_back_only_if_it_is_added_again() {
    let mut farm = farm();
    let added = |time| queue_call("q:1", |call| call.time_added = Some(Timestamp::from_millis(time).into()));
    let changes = farm.apply(&queue_of(UpdateReason::CallAnswered, [added(1_000)]));
    assert!(matches!(&changes[..], [Change::EntryLeft { position: None, left: Left::Answered, .. }]), "{changes:?}");
    for late in
        [UpdateReason::CallAdded, UpdateReason::CallUpdated, UpdateReason::CallPromoted, UpdateReason::CallAnswered]
    {
        assert!(farm.apply(&queue_of(late, [added(1_000)])).is_empty(), "{late:?}");
    }
    assert!(farm.apply(&queue_of(UpdateReason::Refresh, [added(1_000)])).is_empty());
    assert!(order(farm.state.queue(QUEUE)).is_empty());
    farm.apply(&queue_of(UpdateReason::CallAdded, [added(2_000)]));
    assert_eq!(order(farm.state.queue(QUEUE)), ["q:1"]);
    // What tells of its earlier stay is late.
    assert!(farm.apply(&queue_of(UpdateReason::CallAbandoned, [added(1_000)])).is_empty());
    farm.apply(&queue(UpdateReason::CallAnswered, &["q:1"]));
    let bounced = queue_call("q:1", |call| call.bounced_call = Some(true.into()));
    farm.apply(&queue_of(UpdateReason::CallAdded, [bounced]));
    assert_eq!(order(farm.state.queue(QUEUE)), ["q:1"]);
}

#[test]
fn a_call_and_a_snapshot_that_cross_are_both_believed() {
    let mut farm = farm();
    farm.apply(&queue(UpdateReason::CallAdded, &["q:2"]));
    assert!(!farm.state.queue(QUEUE).expect("told").is_current(), "nobody knows what waits before it");
    assert_eq!(farm.state.needs_refresh().map(|id| &**id).collect::<Vec<_>>(), [QUEUE]);
    // The snapshot was sent before the call was added, and has come later.
    farm.apply(&queue(UpdateReason::Refresh, &["q:1"]));
    assert_eq!(order(farm.state.queue(QUEUE)), ["q:1", "q:2"]);
    assert!(farm.state.needs_refresh().next().is_none());
    farm.apply(&queue(UpdateReason::Refresh, &["q:1"]));
    assert_eq!(order(farm.state.queue(QUEUE)), ["q:1"], "it is not there");
}

#[test]
fn calls_that_cross_a_snapshot_have_no_more_room_than_others() {
    let mut limits = StateLimits::default();
    limits.queued_calls = 3;
    let mut farm = Watched::new(State::with_limits(Protocol::Ccc2, limits));
    farm.apply(&queue(UpdateReason::CallAdded, &["q:1", "q:2", "q:3"]));
    farm.apply(&queue(UpdateReason::Refresh, &["q:4", "q:5"]));
    assert_eq!(order(farm.state.queue(QUEUE)), ["q:4", "q:5", "q:1"]);
    assert!(!farm.state.queue(QUEUE).expect("told").is_current());
}

#[test]
fn what_a_broken_connection_may_have_lost_is_stale() {
    let mut farm = farm();
    assert!(farm.state.is_current(), "nothing is known, and nothing is stale");
    farm.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    farm.apply(&call(BOB, "c:2", CallState::Active, |_| {}));
    let changes = farm.state.interrupt();
    assert_eq!(farm.follow(changes), [Change::Stale]);
    assert!(!farm.state.calls().is_current(ALICE, "c:1") && !farm.state.user(ALICE).expect("told").is_current());
    farm.apply(&call(ALICE, "c:1", CallState::Held, |_| {}));
    assert!(farm.state.calls().is_current(ALICE, "c:1") && farm.state.user(ALICE).expect("told").is_current());
    assert!(!farm.state.is_current());
    // A program that has waited for long enough.
    let changes = farm.state.forget_stale();
    let changes = farm.follow(changes);
    assert!(changes.iter().any(|change| matches!(change, Change::CallEnded { end: End::Missing, .. })), "{changes:?}");
    assert_eq!(changes.last(), Some(&Change::Current));
    assert!(farm.state.user(BOB).is_none() && farm.state.calls().len() == 1);
}

#[test]
fn presence_is_what_the_known_calls_say() {
    let mut farm = farm();
    assert_eq!(farm.state.availability(ALICE), Availability::Unknown);
    let changes = farm.apply(&call(ALICE, "c:1", CallState::Alerting, |_| {}));
    assert_eq!(availabilities(&changes), [(ALICE, Availability::Ringing)]);
    let changes = farm.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    assert_eq!(availabilities(&changes), [(ALICE, Availability::Busy)]);
    let changes = farm.apply(&call(ALICE, "c:1", CallState::Released, |_| {}));
    assert_eq!(availabilities(&changes), [(ALICE, Availability::Idle)]);
}

#[test]
fn the_memory_of_ended_calls_is_bounded() {
    let mut limits = StateLimits::default();
    limits.ended_calls = 4;
    let mut state = State::with_limits(Protocol::Ccc2, limits);
    for number in 0..10 {
        state.apply(&call(ALICE, &format!("c:{number}"), CallState::Released, |_| {}));
    }
    assert_eq!(state.calls().remembered(), 4);
    assert!(!state.apply(&call(ALICE, "c:5", CallState::Alerting, |_| {})).is_empty(), "this one is forgotten");
    assert!(state.apply(&call(ALICE, "c:6", CallState::Alerting, |_| {})).is_empty());
}
