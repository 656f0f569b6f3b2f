//! Tests of agents: calls that they are offered, and how calls leave a queue.

use core::time::Duration;

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::queue_update::Queue;
use broadworks_cap::message::values::{AcdState, CallState, UpdateReason};
use broadworks_cap::{Command, Protocol};
use broadworks_simulator::{Action, Change, Ignored, Settings, Setup, Simulator};

use crate::client::{ALICE, BOB, Client, NEVER, QUEUE, id, text};

const NOON: u64 = 1_700_000_000_000;

fn start(settings: Settings) -> Simulator {
    let settings = Settings { queued: 0, answer: NEVER, ..settings };
    let setup = Setup::new().user((ALICE, "open sesame")).user((BOB, "open sesame")).queue((QUEUE, "open sesame"));
    Simulator::start(setup.settings(settings).clock_at(NOON)).expect("a free port")
}

fn ready(simulator: &Simulator, id: &'static str) -> Client {
    let mut client = Client::connect(simulator.cap_c(), Protocol::CapC);
    client
        .log_in(Login::call_client(id, "demo").password(Password::new("open sesame")))
        .expect("the password is right");
    client.settle();
    client
}

fn update(client: &mut Client) -> (Option<UpdateReason>, Queue<'static>) {
    client.until(|command| match command {
        Command::QueueUpdate(update) => Some((update.queue.update_reason(), update.queue.clone())),
        _ => None,
    })
}

fn state(client: &mut Client) -> Option<AcdState> {
    client.until(|command| match command {
        Command::ProfileUpdate(update) => Some(update.user.acd_state.as_ref()?.known()),
        _ => None,
    })
}

#[test]
fn an_agent_answers_a_call_of_a_queue_and_wraps_it_up() {
    let simulator = start(Settings { distribute: true, ..Settings::default() });
    let (mut alice, mut queue) = (ready(&simulator, ALICE), ready(&simulator, QUEUE));
    let call = simulator.queue_call(QUEUE, "2405550191").expect("it is a call center");
    assert_eq!(update(&mut queue).0, Some(UpdateReason::CallAdded));
    let half = alice.ringing();
    assert_eq!(Some(text(&half.redirect_from_number)), simulator.number(QUEUE));
    assert_eq!(simulator.queue(QUEUE)[0].offered.as_deref(), Some(&*id(&half)), "it waits until it is answered");
    simulator.advance(Duration::from_secs(7));
    alice.act(|user| CallAction::answer(user, id(&half)));
    alice.call(CallState::Active);
    let (reason, answered) = update(&mut queue);
    assert_eq!((reason, text(&answered.calls[0].call_id)), (Some(UpdateReason::CallAnswered), call.clone()));
    assert!(simulator.queue(QUEUE).is_empty());
    // No other call comes to an agent who has one, and who wraps it up.
    let second = simulator.queue_call(QUEUE, "2405550192").expect("there is room");
    assert_eq!(simulator.calls(ALICE).len(), 1);
    simulator.hang_up(&id(&half)).expect("it is not over");
    assert_eq!(state(&mut alice), Some(AcdState::WrapUp));
    assert_eq!(simulator.queue(QUEUE)[0].offered, None);
    simulator.advance(Duration::from_secs(5));
    assert_eq!(state(&mut alice), Some(AcdState::Available));
    alice.ringing();
    // The caller gives up while it rings.
    simulator.hang_up(&second).expect("it waits");
    alice.call(CallState::Released);
    let reason = core::iter::from_fn(|| Some(update(&mut queue).0)).find(|it| *it == Some(UpdateReason::CallAbandoned));
    assert!(reason.is_some());
    assert_eq!(simulator.agents()[ALICE].state, AcdState::Available, "it was not the agent's doing");
}

#[test]
fn a_call_that_nobody_answers_goes_back_and_to_another_agent() {
    let simulator = start(Settings { distribute: true, bounce: Some(4_000), ..Settings::default() });
    let (mut alice, mut queue) = (ready(&simulator, ALICE), ready(&simulator, QUEUE));
    let call = simulator.queue_call(QUEUE, "2405550191").expect("it is a call center");
    alice.ringing();
    update(&mut queue);
    simulator.advance(Duration::from_secs(4));
    alice.call(CallState::Released);
    let (reason, bounced) = update(&mut queue);
    assert_eq!(reason, Some(UpdateReason::CallUpdated));
    let bounced = &bounced.calls[0];
    assert_eq!((text(&bounced.call_id), &bounced.bounced_call), (call, &Some(true.into())));
    assert_eq!(bounced.position, Some(1.into()));
    assert_eq!(state(&mut alice), Some(AcdState::Unavailable));
    // Bob logs in, and is next.
    let mut bob = ready(&simulator, BOB);
    let half = simulator.calls(BOB)[0].id.clone();
    bob.act(|user| CallAction::release(user, half));
    bob.call(CallState::Released);
    assert_eq!(state(&mut bob), Some(AcdState::Unavailable), "who declines is not asked again");
    simulator.profile(ALICE, Change::Acd(AcdState::Available)).expect("a user");
    alice.ringing();
}

#[test]
fn only_an_agent_who_is_free_is_offered_a_call() {
    let simulator = start(Settings::default());
    let call = simulator.queue_call(QUEUE, "2405550191").expect("it is a call center");
    assert_eq!(simulator.offer("callhalf-0:0", ALICE), Err(Ignored::UnknownCall));
    assert_eq!(simulator.offer(&call, "nobody@example.com"), Err(Ignored::UnknownUser));
    simulator.profile(ALICE, Change::Acd(AcdState::SignOut)).expect("a user");
    assert_eq!(simulator.offer(&call, ALICE), Err(Ignored::WrongState));
    simulator.offer(&call, BOB).expect("the agent is free");
    simulator.profile(ALICE, Change::Acd(AcdState::Available)).expect("a user");
    assert_eq!(simulator.offer(&call, ALICE), Err(Ignored::WrongState), "another phone rings");
    simulator.act(&Action::Bounce { call: call.clone() }).expect("it rings");
    assert_eq!(simulator.agents()[BOB].state, AcdState::Unavailable);
    // An agent who sends it on takes it out of the queue.
    let half = simulator.offer(&call, ALICE).expect("the agent is free");
    let mut alice = ready(&simulator, ALICE);
    alice.act(|user| CallAction::xfer(user, half, "2405550199"));
    alice.call(CallState::Released);
    assert!(simulator.queue(QUEUE).is_empty());
}

#[test]
fn calls_leave_a_queue_by_its_timeout_and_its_limit() {
    let simulator = start(Settings { queue_timeout: Some(20_000), queue_limit: 1, ..Settings::default() });
    let (mut queue, mut alice) = (ready(&simulator, QUEUE), ready(&simulator, ALICE));
    let first = simulator.queue_call(QUEUE, "2405550191").expect("there is room");
    assert_eq!(update(&mut queue).0, Some(UpdateReason::CallAdded));
    alice.act(|user| CallAction::dial(user, "0103"));
    let (reason, lost) = update(&mut queue);
    assert_eq!(reason, Some(UpdateReason::QueueOverflow));
    assert_ne!(text(&lost.calls[0].call_id), first);
    assert_eq!(simulator.queue(QUEUE).len(), 1);
    alice.call(CallState::Active);
    let calls = simulator.calls(ALICE);
    assert_eq!((&*calls[0].name, calls[0].state), ("Voice Mail", CallState::Active));
    alice.act(|user| CallAction::release(user, calls[0].id.clone()));
    alice.call(CallState::Released);
    simulator.advance(Duration::from_secs(20));
    let (reason, late) = update(&mut queue);
    assert_eq!((reason, text(&late.calls[0].call_id)), (Some(UpdateReason::QueueTimeout), first));
    // A user in the queue hears the voice mail after it.
    alice.act(|user| CallAction::dial(user, "0103"));
    update(&mut queue);
    simulator.advance(Duration::from_secs(20));
    assert_eq!(update(&mut queue).0, Some(UpdateReason::QueueTimeout));
    assert_eq!(simulator.calls(ALICE)[0].name, "Voice Mail");
}

#[test]
fn the_waiting_time_goes_with_the_call() {
    let setup = Setup::new().user(ALICE).queue("sales@example.com").queue(QUEUE);
    let settings = Settings { queued: 0, answer: NEVER, ..Settings::default() };
    let simulator = Simulator::start(setup.settings(settings).clock_at(NOON)).expect("a free port");
    let mut queue = Client::connect(simulator.cap_c(), Protocol::CapC);
    queue.log_in(Login::call_client(QUEUE, "demo")).expect("there is no password");
    queue.settle();
    let call = simulator.queue_call("sales@example.com", "2405550191").expect("there is room");
    simulator.advance(Duration::from_secs(30));
    let mut sales = Client::connect(simulator.cap_c(), Protocol::CapC);
    sales.log_in(Login::call_client("sales@example.com", "demo")).expect("there is no password");
    let identity = sales.session().identity().into_owned();
    sales.send(&broadworks_cap::Document::new(QueueAction::transfer(identity, call, "0103")));
    let (_, added) = update(&mut queue);
    assert_eq!(added.calls[0].preserved_wait_time, Some(broadworks_cap::Millis::from(Duration::from_secs(30)).into()));
    simulator.advance(Duration::from_secs(2));
    assert_eq!(simulator.queue(QUEUE)[0].wait, 32_000);
}

#[test]
fn an_outside_party_holds_a_call() {
    let simulator = start(Settings::default());
    let mut alice = ready(&simulator, ALICE);
    let call = simulator.ring(ALICE, "2405550191").expect("the phone is free");
    assert_eq!(simulator.act(&Action::RemoteHold { call: call.clone() }), Err(Ignored::WrongState), "it rings");
    simulator.answer(&call).expect("it rings");
    simulator.act(&Action::RemoteHold { call: call.clone() }).expect("it is answered");
    alice.call(CallState::RemoteHeld);
    simulator.act(&Action::RemoteRetrieve { call }).expect("it is held");
    alice.call(CallState::Active);
}
