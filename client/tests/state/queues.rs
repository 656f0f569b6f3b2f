//! Queues: what an update does to the list, and how long a call has waited.

use broadworks_cap::message::queue_profile_update::QueueProfileUpdate;
use broadworks_cap::message::values::{NightService, Priority, UpdateReason};
use broadworks_cap::{Document, Millis, Protocol, Timestamp};
use broadworks_client::state::{Change, Left, State, StateLimits};

use crate::documents::{QUEUE, queue, queue_call, queue_of, text};
use crate::mirror::{Watched, order};
use crate::world::Seeded;

fn with(calls: &[&str]) -> Watched {
    let mut client = Watched::new(State::new(Protocol::CapC));
    client.apply(&queue(UpdateReason::Initial, calls));
    client
}

fn is(client: &Watched) -> Vec<&str> {
    order(client.state.queue(QUEUE))
}

/// Applies an update about one call at a position.
fn at(client: &mut Watched, reason: UpdateReason, id: &str, position: i64) -> Vec<Change> {
    let call = queue_call(id, |call| call.position = Some(position.into()));
    client.apply(&queue_of(reason, [call]))
}

#[test]
fn calls_come_move_and_leave() {
    let mut client = with(&["q:1", "q:2", "q:3"]);
    client.apply(&queue(UpdateReason::CallAdded, &["q:4"]));
    at(&mut client, UpdateReason::CallAdded, "q:5", 1);
    at(&mut client, UpdateReason::CallAdded, "q:6", 99);
    assert_eq!(is(&client), ["q:5", "q:1", "q:2", "q:3", "q:4", "q:6"]);
    let changes = at(&mut client, UpdateReason::CallPromoted, "q:4", 2);
    assert!(matches!(&changes[0], Change::EntryMoved { from: 5, to: 2, .. }), "{changes:?}");
    for (reason, id, why) in [
        (UpdateReason::CallAnswered, "q:5", Left::Answered),
        (UpdateReason::CallTransferred, "q:4", Left::Transferred),
        (UpdateReason::CallAbandoned, "q:2", Left::Abandoned),
        (UpdateReason::QueueTimeout, "q:1", Left::TimedOut),
        (UpdateReason::QueueOverflow, "q:6", Left::Overflowed),
    ] {
        let changes = client.apply(&queue(reason, &[id]));
        let [Change::EntryLeft { entry, position: Some(_), left, .. }] = &changes[..] else { panic!("{changes:?}") };
        assert_eq!((&*entry.id, *left), (id, why));
    }
    assert_eq!(is(&client), ["q:3"]);
    // A call that overflows was never there.
    let changes = client.apply(&queue(UpdateReason::QueueOverflow, &["q:7"]));
    assert!(matches!(&changes[..], [Change::EntryLeft { position: None, left: Left::Overflowed, .. }]), "{changes:?}");
}

#[test]
fn an_update_of_a_call_keeps_what_it_does_not_say() {
    let mut client = with(&[]);
    let call = queue_call("q:1", |call| {
        (call.remote_number, call.priority) = (text("2405550190"), Some(Priority::Low.into()));
    });
    client.apply(&queue_of(UpdateReason::CallAdded, [call]));
    let call = queue_call("q:1", |call| call.priority = Some(Priority::High.into()));
    client.apply(&queue_of(UpdateReason::CallPromoted, [call]));
    let (position, entry) = client.state.queue(QUEUE).and_then(|queue| queue.get("q:1")).expect("it waits");
    assert_eq!((position, entry.priority), (1, Some(Priority::High)));
    assert_eq!(entry.remote_number.as_deref(), Some("2405550190"));
    // Of a call that nobody has told, a change says that it waits; an unknown reason does not.
    client.apply(&queue(UpdateReason::CallUpdated, &["q:2"]));
    let mut unknown = queue(UpdateReason::CallUpdated, &["q:3"]);
    if let broadworks_cap::Command::QueueUpdate(update) = &mut unknown.command {
        update.queue.update_reason = Some(broadworks_cap::Value::from_text("CallForgotten".into()));
    }
    assert!(client.apply(&unknown).is_empty());
    assert_eq!(is(&client), ["q:1", "q:2"]);
}

#[test]
fn a_wait_counts_what_was_before() {
    let time = Timestamp::from_millis;
    let mut client = with(&["q:0"]);
    let call = queue_call("q:1", |call| {
        call.time_added = Some(time(10_000).into());
        call.preserved_wait_time = Some(Millis::from_millis(7_000).into());
        call.add_time_in_priority_bucket = Some(time(12_000).into());
        call.preserved_wait_time_in_priority_bucket = Some(Millis::from_millis(500).into());
    });
    client.apply(&queue_of(UpdateReason::CallAdded, [call]));
    let queue = client.state.queue(QUEUE).expect("told");
    let (_, entry) = queue.get("q:1").expect("it waits");
    let now = time(15_000);
    assert_eq!(entry.waited(now), Some(Millis::from_millis(12_000)));
    assert_eq!(entry.waited_in_priority_bucket(now), Some(Millis::from_millis(3_500)));
    assert_eq!(queue.longest_wait(now), Some(Millis::from_millis(12_000)));
    let (_, unknown) = queue.get("q:0").expect("it waits");
    assert_eq!((unknown.waited(now), unknown.waited_in_priority_bucket(now)), (None, None));
    // A call that an agent did not take is added anew, and brings its wait along.
    let call = queue_call("q:1", |call| {
        call.time_added = Some(time(16_000).into());
        call.preserved_wait_time = Some(Millis::from_millis(13_000).into());
        (call.bounced_call, call.position) = (Some(true.into()), Some(1.into()));
    });
    client.apply(&queue_of(UpdateReason::CallAdded, [call]));
    let (position, entry) = client.state.queue(QUEUE).and_then(|queue| queue.get("q:1")).expect("it waits");
    assert_eq!((position, entry.bounced, entry.waited(time(17_000))), (1, true, Some(Millis::from_millis(14_000))));
    assert_eq!(entry.add_time_in_priority_bucket, None, "nothing of its first stay is left");
}

#[test]
fn a_snapshot_makes_few_changes() {
    let mut client = with(&["q:1", "q:2", "q:3", "q:4"]);
    let to_head = client.apply(&queue(UpdateReason::CallReordered, &["q:4", "q:1", "q:2", "q:3"]));
    assert!(matches!(&to_head[..], [Change::EntryMoved { from: 4, to: 1, .. }]), "{to_head:?}");
    let to_end = client.apply(&queue(UpdateReason::CallReordered, &["q:1", "q:2", "q:3", "q:4"]));
    assert!(matches!(&to_end[..], [Change::EntryMoved { from: 1, to: 4, .. }]), "{to_end:?}");
    let between = client.apply(&queue(UpdateReason::CallReordered, &["q:2", "q:3", "q:1", "q:4"]));
    assert!(matches!(&between[..], [Change::EntryMoved { from: 1, to: 3, .. }]), "{between:?}");
    assert!(client.apply(&queue(UpdateReason::Refresh, &["q:2", "q:3", "q:1", "q:4"])).is_empty());
    // An id that comes twice counts once.
    client.apply(&queue(UpdateReason::Refresh, &["q:2", "q:2", "q:5"]));
    assert_eq!(is(&client), ["q:2", "q:5"]);
}

#[test]
fn any_snapshot_is_what_the_queue_becomes() {
    let mut random = Seeded(7);
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let mut client = Watched::new(State::new(protocol));
        for _ in 0..1_000 {
            let ids: Vec<String> = (0..random.below(9)).map(|_| format!("q:{}", random.below(12))).collect();
            let mut wanted: Vec<&str> = Vec::new();
            ids.iter().for_each(|id| {
                if !wanted.contains(&&**id) {
                    wanted.push(id)
                }
            });
            client.apply(&queue(UpdateReason::CallReordered, &wanted));
            assert_eq!(is(&client), wanted);
        }
    }
}

#[test]
fn a_full_queue_takes_no_more_and_says_so() {
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let mut limits = StateLimits::default();
        limits.queued_calls = 3;
        let mut client = Watched::new(State::with_limits(protocol, limits));
        client.apply(&queue(UpdateReason::Refresh, &["q:1", "q:2", "q:3"]));
        assert_eq!(client.state.needs_refresh().count(), 0);
        client.apply(&queue(UpdateReason::CallAdded, &["q:4"]));
        assert_eq!(is(&client), ["q:1", "q:2", "q:3"]);
        assert_eq!(client.state.needs_refresh().count(), 1);
        client.apply(&queue(UpdateReason::Refresh, &["q:5", "q:6", "q:7", "q:8"]));
        assert_eq!((is(&client).len(), client.state.needs_refresh().count()), (3, 1));
        client.apply(&queue(UpdateReason::Refresh, &["q:6"]));
        assert_eq!((is(&client), client.state.needs_refresh().count()), (vec!["q:6"], 0));
    }
}

#[test]
fn settings_are_kept() {
    let mut client = with(&[]);
    let settings = |night: NightService| {
        Document::new(QueueProfileUpdate::build(|it| {
            it.user.id = text(QUEUE);
            it.user.night_service = Some(night.into());
        }))
    };
    client.apply(&settings(NightService::Manual));
    assert_eq!(client.state.queue(QUEUE).expect("told").settings().night_service, Some(NightService::Manual));
    assert!(client.apply(&settings(NightService::Manual)).is_empty());
    assert_eq!(client.apply(&settings(NightService::Off)).len(), 1);
}
