//! Memory: a night of traffic, a server without measure, and every limit.

use broadworks_cap::message::profile_update::CallCenter;
use broadworks_cap::message::session_update::{CallIn, Conference};
use broadworks_cap::message::values::{CallState, UpdateReason, UserType};
use broadworks_cap::schema::Flag;
use broadworks_cap::{Command, Document, Protocol};
use broadworks_client::state::{Change, End, State, StateLimits};

use crate::allocations::counted;
use crate::corpus::documents;
use crate::documents::{ALICE, BOB, QUEUE, call, first_profile, hook, profile, queue, queue_call, session, text};
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
fn a_queue_that_gave_way_is_not_waited_for() {
    let mut client = Watched::new(State::with_limits(Protocol::CapC, limits(|it| it.queues = 1)));
    client.apply(&queue(UpdateReason::CallAdded, &["q:1"]));
    assert!(!client.state.is_current());
    let mut other = queue(UpdateReason::Refresh, &["q:1"]);
    if let Command::QueueUpdate(update) = &mut other.command {
        update.user.id = text("sales@example.com");
    }
    client.apply(&other);
    assert!(client.state.is_current());
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
    // Nor does a message that names somebody mean the user of the login.
    let mut own = Watched::new(State::with_limits(Protocol::CapC, limits));
    own.state.begin(&session(UserType::CallClient, "alice@b", "1"));
    assert!(own.apply(&named("alice@b", call("", "c:2", CallState::Active, |_| {}))).is_empty());
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

/// Sets every text of a document to one that is longer than any limit, but the ids of users and calls.
fn filled(name: &str, folder: &str, number: usize) -> Document<'static> {
    let long = "x".repeat(1_000);
    let (_, mut document) = documents(folder).into_iter().find(|(file, _)| file == name).expect("it is there");
    let id = text(&format!("{number:0256}"));
    let long = || text(&long);
    match &mut document.command {
        Command::CallUpdate(update) => {
            update.user.id = text(ALICE);
            let call = &mut update.user.calls[0];
            (call.call_id, call.ext_tracking_id) = (id, long());
            (call.remote_number, call.remote_name, call.remote_country_code) = (long(), long(), long());
            (call.remote_tel_uri, call.line_port, call.local_number) = (long(), long(), long());
            (call.redirect_from_number, call.redirect_from_name, call.redirect_to_num) = (long(), long(), long());
            call.call_center_user_id = long();
            let center = call.call_center.as_mut().expect("it has one");
            (center.dnis_name, center.dnis_number) = (long(), long());
        }
        Command::QueueUpdate(update) => {
            update.user.id = text(QUEUE);
            let calls = (0..1_000).map(|number| {
                queue_call(&format!("{number:0256}"), |call| {
                    (call.remote_number, call.remote_name, call.remote_country_code) = (long(), long(), long());
                    (call.dnis_name, call.dnis_number) = (long(), long());
                })
            });
            update.queue.calls = calls.collect();
        }
        Command::ProfileUpdate(update) => {
            let user = &mut update.user;
            user.id = id;
            (user.first_name, user.last_name, user.phone, user.extension) = (long(), long(), long(), long());
            (user.location_code, user.email, user.mobile, user.pager) = (long(), long(), long(), long());
            (user.department, user.title, user.group_name, user.cpe) = (long(), long(), long(), long());
            (user.service_provider_name, user.support_email) = (long(), long());
            (user.country_code, user.national_prefix, user.hoteling_host) = (long(), long(), long());
            (user.unavailability_code, user.wrap_up_call_center_call_id) = (long(), text(&"x".repeat(256)));
            if let Some(cfa) = &mut user.cfa {
                cfa.cfa_destination = long();
            }
            let centers = (0..200).map(|number| {
                CallCenter::build(|it| {
                    (it.id, it.join_call_center) = (text(&format!("{number:0256}")), Some(true.into()));
                })
            });
            user.call_centers = centers.collect();
        }
        Command::SessionUpdate(update) => {
            update.user.id = id;
            let calls = (0..200).map(|number| CallIn::build(|it| it.call_in_id = text(&format!("{number:0256}"))));
            update.user.conference.as_mut().expect("it has one").call_ins = calls.collect();
        }
        _ => panic!("none of these"),
    }
    document
}

#[test]
fn a_server_that_fills_every_field_gets_no_more_than_is_documented() {
    let fill = |documents: Vec<Document<'static>>| {
        let ((), allocations) = counted(|| {
            let mut state = State::new(Protocol::CapC);
            documents.iter().for_each(|document| _ = state.apply(document));
        });
        allocations.peak
    };
    let all = |folder: &str, name: &str| (0..200).map(|number| filled(name, folder, number)).collect::<Vec<_>>();
    let users = all("cap-c", "profileUpdate-call-client-initial").into_iter();
    let users = fill(users.chain(all("cap-c", "sessionUpdate-call-client")).collect());
    assert!((20 << 10..40 << 10).contains(&(users / 200)), "{users}");
    let calls = fill(all("ccc2", "callUpdate-call-client"));
    assert!((3 << 10..6 << 10).contains(&(calls / 200)), "{calls}");
    let mut queue = filled("queueUpdate", "cap-c", 0);
    if let Command::QueueUpdate(update) = &mut queue.command {
        update.queue.update_reason = Some(UpdateReason::Refresh.into());
    }
    // A snapshot also makes a list of changes.
    let queue = fill(vec![queue]);
    assert!((1 << 10..3 << 10).contains(&(queue / 500)), "{queue}");
}
