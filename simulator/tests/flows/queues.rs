//! Tests of a supervisor who manages a queue.

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::Identity;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::queue_info_request::{QueueInfoRequest, User};
use broadworks_cap::message::queue_update::Queue;
use broadworks_cap::message::values::{CallState, Priority, RedirectFromReason, UpdateReason, UserType};
use broadworks_cap::{Command, Document, Protocol};

use crate::client::{ALICE, BOB, BOBS, Client, NEVER, QUEUE, QUEUES, Simulator, text};
use broadworks_simulator::Manners;
use broadworks_simulator::Settings;

/// Returns a supervisor's client, and the waiting calls.
fn supervisor(simulator: &Simulator) -> (Client, Vec<String>) {
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    let login = Login::call_client(QUEUE, "demo").supervisor(BOB).password(Password::new("open sesame"));
    client.log_in(login).expect("the password is right");
    let calls = ids(&update(&mut client, UpdateReason::Initial));
    (client, calls)
}

fn update(client: &mut Client, reason: UpdateReason) -> Queue<'static> {
    client.until(|command| match command {
        Command::QueueUpdate(update) if update.queue.update_reason == Some(reason.into()) => Some(update.queue.clone()),
        _ => None,
    })
}

fn ids(queue: &Queue<'_>) -> Vec<String> {
    queue.calls.iter().map(|call| text(&call.call_id)).collect()
}

fn act(client: &mut Client, action: impl FnOnce(Identity<'static>) -> QueueAction<'static>) {
    client.send(&Document::new(action(Identity::cap_c(QUEUE, "demo"))));
}

#[test]
fn calls_are_reordered_promoted_transferred_and_shown() {
    let simulator = Simulator::start(NEVER);
    let (mut client, calls) = supervisor(&simulator);
    let mut bob = Client::ready(&simulator, BOB);
    let [first, second, third] = <[String; 3]>::try_from(calls).expect("three calls wait");

    act(&mut client, |queue| QueueAction::reorder(queue, third.clone(), 1));
    let queue = update(&mut client, UpdateReason::CallReordered);
    assert_eq!(ids(&queue), [third.clone(), first.clone(), second.clone()]);
    assert_eq!(queue.calls[0].reordered_call, Some(true.into()));

    act(&mut client, |queue| QueueAction::promote(queue, second.clone(), Priority::High));
    let queue = update(&mut client, UpdateReason::CallPromoted);
    assert_eq!((ids(&queue), &queue.calls[0].position), (vec![second.clone()], &Some(1.into())));
    assert_eq!(queue.calls[0].priority, Some(Priority::High.into()));

    act(&mut client, |queue| QueueAction::transfer(queue, first.clone(), BOBS));
    let queue = update(&mut client, UpdateReason::CallTransferred);
    assert_eq!((ids(&queue), &queue.calls[0].position), (vec![first], &None), "only which call left");
    let ringing = bob.call(CallState::Alerting);
    assert_eq!(text(&ringing.redirect_from_number), QUEUES);
    assert_eq!(ringing.redirect_from_reason, Some(RedirectFromReason::CallCenter.into()));
    assert_eq!(text(&ringing.call_center.expect("where it waited").id), QUEUE);

    act(&mut client, QueueAction::refresh);
    assert_eq!(ids(&update(&mut client, UpdateReason::Refresh)), [second, third]);
}

#[test]
fn what_makes_no_sense_changes_nothing() {
    let simulator = Simulator::start(NEVER);
    let (mut client, calls) = supervisor(&simulator);
    client.is_senseless = true;
    act(&mut client, |queue| QueueAction::reorder(queue, "callhalf-1:0", 1));
    act(&mut client, |queue| QueueAction::transfer(queue, "callhalf-1:0", BOBS));
    for position in [0, -1, i64::MIN] {
        let call = calls[2].clone();
        act(&mut client, move |queue| QueueAction::reorder(queue, call, position));
    }
    assert!(client.settle().is_empty());
    // A position past the end means the end.
    let call = calls[0].clone();
    act(&mut client, move |queue| QueueAction::reorder(queue, call, i64::MAX));
    assert_eq!(ids(&update(&mut client, UpdateReason::CallReordered)).last(), Some(&calls[0]));
}

#[test]
fn an_empty_queue_can_be_refreshed() {
    let settings = Settings { queued: 0, ..Settings::default() };
    let simulator = Simulator::with(settings, |_| {}, Manners::default());
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    let login = Login::call_client(QUEUE, "demo").supervisor(BOB).password(Password::new("open sesame"));
    client.log_in(login).expect("the password is right");
    assert_eq!(client.settle().len(), 1, "an empty queue has no initial update");
    act(&mut client, QueueAction::refresh);
    assert!(update(&mut client, UpdateReason::Refresh).calls.is_empty());
}

#[test]
fn a_call_comes_waits_and_is_answered() {
    let settings = Settings { ring: Some(10), answer: 10, ..Settings::default() };
    let simulator = Simulator::with(settings, |_| {}, Manners::default());
    let (mut client, _) = supervisor(&simulator);
    let added = update(&mut client, UpdateReason::CallAdded);
    assert_eq!(added.calls[0].position, Some(4.into()));
    assert_eq!(ids(&update(&mut client, UpdateReason::CallAnswered)), ids(&added));
}

#[test]
fn an_agent_is_told_how_many_wait() {
    let simulator = Simulator::start(NEVER);
    let mut alice = Client::ready(&simulator, ALICE);
    let user = User::build(|it| {
        it.user_type = Some(UserType::CallClient.into());
        it.id = Some(ALICE.into());
        it.application_id = Some("demo".into());
    });
    alice.send(&Document::new(QueueInfoRequest::build(|it| it.user = user)));
    let centers = alice.until(|command| match command {
        Command::QueueInfoResponse(response) => Some(response.user.call_centers.clone()),
        _ => None,
    });
    assert_eq!((text(&centers[0].id), &centers[0].num_calls_in_queue), (QUEUE.into(), &Some(3.into())));
}
