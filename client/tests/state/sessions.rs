//! Logins, reconnects, logouts: what is current, and what is gone.

use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::monitoring_users_response::{FailedUser, MonResult, MonitoringUsersResponse};
use broadworks_cap::message::register_response::RegisterResponse;
use broadworks_cap::message::values::{
    CallState, FailureReason, ServiceState, UpdateReason, UserLogoutReason, UserType,
};
use broadworks_cap::{Document, Protocol};
use broadworks_client::state::{Availability, Change, End, Left, State};

use crate::documents::{
    ALICE, BOB, CAROL, QUEUE, call, call_client, console, first_hook, first_profile, first_watched_profile, hook,
    logout, queue, session, text, watched_call, watched_hook, watched_profile,
};
use crate::mirror::{Watched, order};

fn client() -> Watched {
    Watched::new(State::new(Protocol::CapC))
}

/// Logs a call client in that has these calls.
fn logged_in(client: &mut Watched, uid: &str, calls: &[&str]) {
    let changes = client.state.begin(&call_client(uid));
    client.follow(changes);
    client.apply(&first_profile());
    client.apply(&first_hook(i64::try_from(calls.len()).expect("few")));
    for id in calls {
        assert!(!client.state.is_current(), "a call is missing");
        client.apply(&call(ALICE, id, CallState::Active, |_| {}));
    }
    assert!(client.state.is_current());
}

fn ended(changes: &[Change]) -> Vec<(&str, End)> {
    let ends = changes.iter().filter_map(|change| match change {
        Change::CallEnded { call, end, .. } => Some((&*call.id, *end)),
        _ => None,
    });
    ends.collect()
}

#[test]
fn the_calls_of_before_are_gone_when_the_new_ones_are_told() {
    let mut client = client();
    logged_in(&mut client, "1", &["c:1", "c:2"]);
    let changes = client.state.interrupt();
    assert_eq!(client.follow(changes), [Change::Stale]);
    assert_eq!(client.state.calls().len(), 2, "what is known is shown as old");
    let changes = client.state.begin(&call_client("2"));
    assert!(client.follow(changes).is_empty(), "it is stale already");
    client.apply(&first_profile());
    assert!(!client.state.is_current());
    client.apply(&first_hook(2));
    client.apply(&call(ALICE, "c:2", CallState::Held, |_| {}));
    assert!(client.state.calls().is_current(ALICE, "c:2") && !client.state.calls().is_current(ALICE, "c:1"));
    let changes = client.apply(&call(ALICE, "c:3", CallState::Active, |_| {}));
    assert_eq!(ended(&changes), [("c:1", End::Missing)]);
    assert_eq!(changes.last(), Some(&Change::Current));
}

#[test]
fn the_order_of_the_initial_state_does_not_matter() {
    let parts = [first_profile(), first_hook(1), call(ALICE, "c:2", CallState::Active, |_| {})];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut client = client();
        logged_in(&mut client, "1", &["c:1"]);
        let changes = client.state.begin(&call_client("2"));
        assert_eq!(client.follow(changes), [Change::Stale]);
        for (number, part) in order.into_iter().enumerate() {
            client.apply(&parts[part]);
            assert_eq!(client.state.is_current(), number == 2);
        }
        assert_eq!(client.state.calls().of(ALICE).map(|call| call.id.to_string()).collect::<Vec<_>>(), ["c:2"]);
    }
}

#[test]
fn a_call_that_ends_during_the_initial_state_counts() {
    let mut client = client();
    let changes = client.state.begin(&call_client("1"));
    client.follow(changes);
    client.apply(&first_profile());
    client.apply(&first_hook(1));
    let changes = client.apply(&call(ALICE, "c:1", CallState::Released, |_| {}));
    assert_eq!(changes.last(), Some(&Change::Current));
    assert!(client.state.calls().is_empty());
}

#[test]
fn a_call_that_changes_during_the_initial_state_counts_once() {
    let mut client = client();
    logged_in(&mut client, "1", &["c:1"]);
    let changes = client.state.begin(&call_client("2"));
    client.follow(changes);
    client.apply(&first_profile());
    client.apply(&first_hook(2));
    for state in [CallState::Active, CallState::Held, CallState::Active] {
        client.apply(&call(ALICE, "c:1", state, |_| {}));
        client.apply(&call(ALICE, "c:2", CallState::Released, |_| {}));
    }
    assert!(client.state.is_current());
    let changes = client.state.begin(&call_client("3"));
    client.follow(changes);
    client.apply(&first_profile());
    client.apply(&first_hook(2));
    for state in [CallState::Active, CallState::Held, CallState::Active] {
        client.apply(&call(ALICE, "c:1", state, |_| {}));
        assert!(!client.state.is_current(), "the other call is missing");
    }
}

#[test]
fn an_id_may_be_used_again_after_a_login() {
    let mut client = client();
    logged_in(&mut client, "1", &["c:1"]);
    client.apply(&call(ALICE, "c:1", CallState::Released, |_| {}));
    assert!(client.apply(&call(ALICE, "c:1", CallState::Active, |_| {})).is_empty(), "released");
    logged_in(&mut client, "2", &["c:1"]);
    assert_eq!(client.state.calls().len(), 1);
}

#[test]
fn a_forced_logout_makes_all_stale_and_one_of_another_session_nothing() {
    let mut client = client();
    logged_in(&mut client, "1", &["c:1"]);
    let other = |uid: &str| {
        let mut document = logout(UserLogoutReason::ForceLogoutDuplicate);
        if let broadworks_cap::Command::UnRegister(ending) = &mut document.command {
            ending.user.user_uid = text(uid);
        }
        document
    };
    assert!(client.apply(&other("0")).is_empty());
    assert_eq!(client.apply(&other("1")), [Change::Stale]);
    assert_eq!(client.state.availability(ALICE), Availability::Busy, "the last that is known");
    assert!(!client.state.user(ALICE).expect("known").is_current());
}

#[test]
fn logins_that_share_a_connection_are_told_apart() {
    let to = |uid: &'static str, application: Option<&'static str>, id: Option<&'static str>| {
        let mut document = call(ALICE, "c:1", CallState::Active, |_| {});
        if let broadworks_cap::Command::CallUpdate(update) = &mut document.command {
            let user = &mut update.user;
            (user.user_uid, user.id) = ((!uid.is_empty()).then(|| uid.into()), id.and_then(text));
            user.application_id = application.and_then(text);
        }
        document
    };
    for (document, is_own) in [
        (to("1", Some("other"), None), true),
        (to("1", None, Some("mallory@example.com")), true),
        (to("2", Some("demo"), Some(ALICE)), true),
        (to("2", Some("other"), Some(ALICE)), false),
        (to("2", None, Some(ALICE)), false),
        (to("2", Some("demo"), Some(BOB)), false),
        (to("", Some("demo"), Some("ALICE@example.com")), true),
        (to("", Some("demo"), Some("alice")), true),
        (to("", Some("demo"), Some("alice@example.net")), false),
        (to("", Some("other"), Some(ALICE)), false),
        (to("", Some(""), None), true),
        (to("", None, Some(BOB)), false),
    ] {
        let mut client = client();
        let changes = client.state.begin(&call_client("1"));
        client.follow(changes);
        assert_eq!(!client.apply(&document).is_empty(), is_own, "{document:?}");
    }
}

#[test]
fn a_server_that_leaves_calls_out_is_waited_for_no_longer_than_the_program_wants() {
    let mut client = client();
    logged_in(&mut client, "1", &["c:1", "c:2"]);
    let changes = client.state.begin(&call_client("2"));
    client.follow(changes);
    client.apply(&first_profile());
    client.apply(&first_hook(5));
    client.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    let changes = client.state.forget_stale();
    assert_eq!(ended(&client.follow(changes)), [("c:2", End::Missing)]);
    assert!(!client.state.is_current(), "it is not complete all the same");
    assert_eq!(client.state.calls().len(), 1);
}

#[test]
fn a_recorded_stream_needs_no_session() {
    let mut client = client();
    let response = |uid: &str| {
        Document::new(RegisterResponse::build(|it| {
            it.user.id = text(ALICE);
            it.user.user_uid = text(uid);
            it.user.user_type = Some(UserType::CallClient.into());
            it.user.application_id = text("demo");
        }))
    };
    client.apply(&response("1"));
    client.apply(&first_profile());
    client.apply(&first_hook(0));
    assert!(client.state.is_current());
    let changes = client.state.begin(&call_client("1"));
    assert!(client.follow(changes).is_empty(), "it is the same login");
    let mut other = response("3");
    if let broadworks_cap::Command::RegisterResponse(response) = &mut other.command {
        response.user.application_id = text("other");
    }
    assert!(client.apply(&other).is_empty(), "another client over the same connection");
    assert_eq!(client.apply(&response("2")), [Change::Stale]);
    // Without any sign of a login, what comes is taken all the same.
    let mut late = self::client();
    late.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    assert!(late.state.calls().len() == 1 && !late.state.is_current());
}

#[test]
fn a_message_without_an_id_is_about_the_user_of_the_login() {
    let mut client = client();
    logged_in(&mut client, "1", &[]);
    let mut document = call(ALICE, "c:1", CallState::Active, |_| {});
    let broadworks_cap::Command::CallUpdate(update) = &mut document.command else { panic!("it is one") };
    (update.user.id, update.user.user_uid) = (None, text("1"));
    client.apply(&document);
    assert_eq!(client.state.calls().of(ALICE).count(), 1);
    assert_eq!(client.state.users().count(), 1);
}

#[test]
fn a_session_id_is_the_user_whom_another_message_names() {
    let mut client = client();
    client.apply(&hook(|user| (user.user_uid, user.off_hook) = (text("77"), Some(false.into()))));
    client.apply(&hook(|user| (user.id, user.user_uid, user.off_hook) = (None, text("77"), Some(true.into()))));
    assert_eq!(client.state.users().map(|(id, _)| &**id).collect::<Vec<_>>(), [ALICE]);
    assert_eq!(client.state.availability(ALICE), Availability::Busy);
}

fn watching(client: &mut Watched, uid: &str, users: &[&str]) {
    let changes = client.state.begin(&console(uid, i64::try_from(users.len()).expect("few")));
    client.follow(changes);
    for user in users {
        assert!(!client.state.is_current());
        client.apply(&first_watched_profile(user));
        client.apply(&watched_hook(user, false));
    }
    assert!(client.state.is_current());
}

#[test]
fn a_console_is_current_when_all_watched_users_are_told() {
    let mut client = client();
    watching(&mut client, "1", &[BOB, CAROL]);
    client.apply(&watched_call(CAROL, "c:1", CallState::Active));
    client.apply(&watched_hook(CAROL, true));
    client.apply(&watched_profile(BOB, |user| user.dnd = Some(ServiceState::On.into())));
    assert_eq!(client.state.availability(BOB), Availability::DoNotDisturb);
    assert_eq!(client.state.availability(CAROL), Availability::Busy);
    let changes = client.state.interrupt();
    client.follow(changes);
    let changes = client.state.begin(&console("2", 1));
    client.follow(changes);
    client.apply(&first_watched_profile(BOB));
    let changes = client.apply(&watched_hook(BOB, false));
    assert!(changes.contains(&Change::UserGone { user: CAROL.into() }), "{changes:?}");
    assert_eq!(ended(&changes), [("c:1", End::Missing)]);
    assert_eq!(client.state.availability(BOB), Availability::Idle, "nobody has said that it still is on");
    assert_eq!(client.state.availability(CAROL), Availability::Unknown);
}

#[test]
fn a_server_may_give_the_same_session_id_again() {
    let mut client = client();
    watching(&mut client, "1", &[BOB, CAROL]);
    let changes = client.state.interrupt();
    client.follow(changes);
    let changes = client.state.begin(&console("1", 1));
    client.follow(changes);
    client.apply(&first_watched_profile(BOB));
    client.apply(&watched_hook(BOB, false));
    assert!(client.state.is_current(), "one user is all");
    assert_eq!(client.state.users().count(), 1);
}

#[test]
fn a_console_that_is_not_told_how_many_users_it_watches_waits_for_all_of_before() {
    let mut client = client();
    watching(&mut client, "1", &[BOB, CAROL]);
    let changes = client.state.begin(&session(UserType::AttendantConsole, ALICE, "2"));
    client.follow(changes);
    client.apply(&first_watched_profile(BOB));
    client.apply(&watched_hook(BOB, false));
    assert!(!client.state.is_current() && client.state.users().count() == 2);
    client.apply(&first_watched_profile(CAROL));
    client.apply(&watched_hook(CAROL, false));
    assert!(client.state.is_current());
}

#[test]
fn a_watched_call_of_before_stays_until_the_phone_is_on_the_hook() {
    let mut client = client();
    watching(&mut client, "1", &[BOB]);
    client.apply(&watched_hook(BOB, true));
    client.apply(&watched_call(BOB, "c:1", CallState::Active));
    let changes = client.state.begin(&console("2", 1));
    client.follow(changes);
    client.apply(&first_watched_profile(BOB));
    client.apply(&watched_hook(BOB, true));
    assert!(client.state.is_current() && !client.state.calls().is_current(BOB, "c:1"));
    let changes = client.apply(&watched_hook(BOB, false));
    assert_eq!(ended(&changes), [("c:1", End::Missing)]);
}

#[test]
fn who_is_not_watched_any_more_is_gone() {
    let identity = || console("1", 0).identity().into_owned();
    let response = |failed: &[&'static str]| {
        Document::new(MonitoringUsersResponse::build(|it| {
            it.user.id = text(ALICE);
            it.user.user_type = Some(UserType::AttendantConsole.into());
            it.user.mon_result = Some(MonResult::build(|it| it.success = Some(failed.is_empty().into())));
            let failed = failed.iter().map(|id| {
                FailedUser::build(|it| {
                    (it.id, it.failure_reason) = (text(id), Some(FailureReason::UnknownUser.into()));
                })
            });
            it.user.failed_users = failed.collect();
        }))
    };
    let known = |client: &Watched| client.state.users().map(|(id, _)| id.to_string()).collect::<Vec<_>>();
    let mut client = client();
    watching(&mut client, "1", &[BOB, CAROL]);
    client.apply(&watched_call(BOB, "c:1", CallState::Active));
    client.apply(&Document::new(MonitoringUsersRequest::add(identity(), ["dave@example.com"])));
    client.apply(&Document::new(MonitoringUsersRequest::delete(identity(), [BOB, CAROL])));
    assert!(client.apply(&response(&["dave@example.com"])).is_empty(), "the first request is answered first");
    let changes = client.apply(&response(&[CAROL]));
    assert_eq!(ended(&changes), [("c:1", End::Missing)]);
    assert_eq!(known(&client), [CAROL], "one could not be removed");
    client.apply(&Document::new(MonitoringUsersRequest::replace(identity(), [BOB])));
    client.apply(&response(&[]));
    assert!(known(&client).is_empty(), "the other is told from now on");
    assert!(client.apply(&response(&[])).is_empty(), "nobody has asked");
    // What was asked over a connection that is gone is not answered.
    client.apply(&Document::new(MonitoringUsersRequest::delete(identity(), [BOB])));
    watching(&mut client, "2", &[BOB]);
    client.apply(&Document::new(MonitoringUsersRequest::add(identity(), [CAROL])));
    assert!(client.apply(&response(&[])).is_empty());
    assert_eq!(known(&client), [BOB]);
}

#[test]
fn a_queue_is_current_from_a_snapshot_on() {
    let supervisor = |uid: &str| session(UserType::CallClient, QUEUE, uid);
    let mut client = client();
    let changes = client.state.begin(&supervisor("1"));
    client.follow(changes);
    client.apply(&queue(UpdateReason::Initial, &["q:1", "q:2"]));
    assert!(client.state.is_current());
    let changes = client.state.interrupt();
    client.follow(changes);
    assert_eq!(order(client.state.queue(QUEUE)), ["q:1", "q:2"]);
    let changes = client.state.begin(&supervisor("2"));
    client.follow(changes);
    // No `Initial` comes of an empty queue.
    assert_eq!(client.state.needs_refresh().count(), 1);
    let changes = client.apply(&queue(UpdateReason::Refresh, &[]));
    let left = changes.iter().filter(|change| matches!(change, Change::EntryLeft { left: Left::Missing, .. })).count();
    assert_eq!((left, changes.last()), (2, Some(&Change::Current)));
    assert_eq!(client.state.needs_refresh().count(), 0);
    // Or the program does not ask, and does not want to wait.
    client.apply(&queue(UpdateReason::CallAdded, &["q:3"]));
    let changes = client.state.interrupt();
    client.follow(changes);
    let changes = client.state.forget_stale();
    client.follow(changes);
    assert!(order(client.state.queue(QUEUE)).is_empty());
}
