//! Memory: a night of traffic, a server without measure, and every limit.

use broadworks_cap::message::profile_update::CallCenter;
use broadworks_cap::message::session_update::{CallIn, Conference};
use broadworks_cap::message::values::{CallState, UpdateReason};
use broadworks_cap::schema::Flag;
use broadworks_cap::{Command, Document, Protocol};
use broadworks_client::state::{Change, End, State, StateLimits};

use crate::allocations::counted;
use crate::documents::{ALICE, BOB, QUEUE, call, first_profile, hook, profile, queue, text};
use crate::mirror::Watched;

fn limits(change: impl FnOnce(&mut StateLimits)) -> StateLimits {
    let mut limits = StateLimits::default();
    change(&mut limits);
    limits
}

/// Lets calls come and go, each with a new id, for 200 users and a queue. Every tenth call is never released.
fn traffic(state: &mut State, calls: std::ops::Range<usize>, is_lossy: bool) {
    for number in calls {
        let (user, id) = (format!("user{}@example.com", number % 200), format!("callhalf-{number}:0"));
        state.apply(&call(&user, &id, CallState::Alerting, |call| call.remote_number = text("2405550190")));
        state.apply(&queue(UpdateReason::CallAdded, &[&id]));
        state.apply(&call(&user, &id, CallState::Active, |call| call.remote_number = text("2405550190")));
        if !is_lossy || number % 10 != 0 {
            state.apply(&queue(UpdateReason::CallAnswered, &[&id]));
            state.apply(&call(&user, &id, CallState::Released, |_| {}));
        }
    }
}

#[test]
fn memory_does_not_grow_in_a_night() {
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let mut state = State::with_limits(protocol, limits(|limits| limits.ended_calls = 500));
        traffic(&mut state, 0..1_000, false);
        let ((), allocations) = counted(|| traffic(&mut state, 1_000..10_000, false));
        assert!(allocations.peak < 64 << 10, "{allocations:?}");
        assert!(state.calls().is_empty() && state.queue(QUEUE).expect("told").entries().is_empty());
        assert_eq!((state.users().count(), state.queues().count(), state.calls().remembered()), (200, 1, 500));
    }
}

#[test]
fn memory_does_not_grow_if_releases_are_lost() {
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let limits = limits(|it| (it.calls, it.ended_calls, it.queued_calls) = (100, 100, 50));
        let mut state = State::with_limits(protocol, limits);
        traffic(&mut state, 0..3_000, true);
        let ((), allocations) = counted(|| traffic(&mut state, 3_000..12_000, true));
        assert!(allocations.peak < 64 << 10, "{allocations:?}");
        // The last call has pushed one out, and is over.
        assert_eq!((state.calls().len(), state.calls().remembered()), (99, 100));
        assert_eq!(state.queue(QUEUE).expect("told").entries().len(), 50);
        // Reconnects do not add up, either.
        let ((), allocations) = counted(|| {
            for number in 20_000..21_000 {
                state.interrupt();
                traffic(&mut state, number..number + 1, true);
            }
        });
        assert!(allocations.peak < 64 << 10, "{allocations:?}");
    }
}

#[test]
fn the_oldest_give_way() {
    let limits = limits(|it| (it.users, it.calls, it.queues) = (2, 3, 1));
    let mut client = Watched::new(State::with_limits(Protocol::Ccc2, limits));
    for (user, id) in [(ALICE, "c:1"), (BOB, "c:2"), (ALICE, "c:3")] {
        client.apply(&call(user, id, CallState::Active, |_| {}));
    }
    // The call that is told again is not the oldest any more.
    client.apply(&call(ALICE, "c:1", CallState::Held, |_| {}));
    let changes = client.apply(&call("carol@example.com", "c:4", CallState::Active, |_| {}));
    assert!(changes.contains(&Change::UserGone { user: BOB.into() }), "{changes:?}");
    let dropped = changes.iter().find_map(|change| match change {
        Change::CallEnded { call, end: End::Dropped, .. } => Some(&*call.id),
        _ => None,
    });
    assert_eq!((dropped, client.state.calls().len(), client.state.users().count()), (Some("c:2"), 3, 2));
    // A call that was dropped is not over: it comes back when it is told again.
    client.apply(&call(BOB, "c:2", CallState::Held, |_| {}));
    assert!(client.state.calls().get(BOB, "c:2").is_some());
    client.apply(&queue(UpdateReason::CallAdded, &["q:1"]));
    let mut other = queue(UpdateReason::CallAdded, &["q:1"]);
    if let Command::QueueUpdate(update) = &mut other.command {
        update.user.id = text("sales@example.com");
    }
    assert!(client.apply(&other).contains(&Change::QueueGone { queue: QUEUE.into() }));
}

#[test]
fn a_state_without_room_takes_everything_and_keeps_nothing() {
    let limits = limits(|it| {
        (it.users, it.calls, it.ended_calls, it.queues) = (0, 0, 0, 0);
        (it.queued_calls, it.members) = (0, 0);
    });
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let mut client = Watched::new(State::with_limits(protocol, limits));
        for document in [
            call(ALICE, "c:1", CallState::Active, |_| {}),
            call(ALICE, "c:1", CallState::Released, |_| {}),
            first_profile(),
            hook(|user| user.off_hook = Some(true.into())),
            queue(UpdateReason::Refresh, &["q:1"]),
        ] {
            client.apply(&document);
        }
        assert!(client.state.calls().is_empty());
        assert_eq!((client.state.users().count(), client.state.queues().count()), (0, 0));
    }
}

#[test]
fn texts_and_lists_are_cut() {
    let limits = limits(|it| (it.text, it.members) = (5, 2));
    let mut client = Watched::new(State::with_limits(Protocol::CapC, limits));
    let named = |id: &str, calls: Document<'static>| {
        let mut document = calls;
        match &mut document.command {
            Command::CallUpdate(update) => update.user.id = text(id),
            Command::ProfileUpdate(update) => update.user.id = text(id),
            Command::SessionUpdate(update) => update.user.id = text(id),
            _ => {}
        }
        document
    };
    let long = call("", "c:1", CallState::Active, |call| call.remote_name = text("Zoë Äö"));
    client.apply(&named("a@b", long));
    let known = client.state.calls().get("a@b", "c:1").expect("told");
    assert_eq!(known.remote_name.as_deref(), Some("Zoë "), "between two characters");
    // An id is never cut, for another one might have the same beginning.
    assert!(client.apply(&named("a@b", call("", "c:1234", CallState::Active, |_| {}))).is_empty());
    assert!(client.apply(&named("alice@b", call("", "c:2", CallState::Active, |_| {}))).is_empty());
    assert!(client.apply(&named("a@b", call("", "", CallState::Active, |_| {}))).is_empty(), "no id at all");
    let centers = ["q@1", "q@2", "q@3"]
        .map(|id| CallCenter::build(|it| (it.id, it.join_call_center) = (text(id), Some(true.into()))));
    client.apply(&named("a@b", profile(|user| user.call_centers = centers.into_iter().collect())));
    assert_eq!(client.state.agents().next().expect("an agent").1.call_centers.len(), 2);
    let conference = Conference::build(|it| {
        it.silently_monitored = Some(Flag::default());
        it.call_ins =
            ["c:1", "c:2", "c:3"].map(|id| CallIn::build(|it| it.call_in_id = text(id))).into_iter().collect();
    });
    client.apply(&named("a@b", hook(|user| user.conference = Some(conference))));
    let conference = client.state.user("a@b").and_then(|user| user.conference().cloned()).expect("told");
    assert_eq!((conference.calls.len(), conference.silently_monitored), (2, true));
}
