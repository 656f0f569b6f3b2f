//! Tests of calls: placing, answering, holding and releasing.

use broadworks_cap::Command;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::call_control_info::CallControlInfo;
use broadworks_cap::message::values::{CallState, ControlType, Personality, ReleaseCause};

use crate::client::{ALICE, ALICES, BOB, BOBS, CAROL, CAROLS, Client, NEVER, QUEUE, QUEUES, Simulator, id, text};
use broadworks_simulator::Manners;
use broadworks_simulator::Settings;

/// Returns the allowed abilities of a call.
fn allowed(info: &CallControlInfo<'_>) -> Vec<ControlType> {
    let controls = info.user.call.iter().flat_map(|call| &call.controls);
    controls
        .filter(|control| control.value == true)
        .filter_map(|control| control.control_type.as_ref()?.known())
        .collect()
}

fn controls(client: &mut Client) -> Vec<ControlType> {
    client.until(|command| match command {
        Command::CallControlInfo(info) => Some(allowed(info)),
        _ => None,
    })
}

#[test]
fn a_call_rings_the_own_phone_first_and_goes_out_under_the_same_id() {
    let simulator = Simulator::start(10);
    let mut alice = Client::ready(&simulator, ALICE);
    alice.act(|user| CallAction::dial(user, "2405550199"));
    let [own, out] = alice.legs();
    let active = alice.call(CallState::Active);
    assert!(own.call_id == out.call_id && out.call_id == active.call_id);
    assert!(active.call_answer_time.is_some() && out.call_answer_time.is_none());
    assert_eq!(controls(&mut alice), [ControlType::Hold]);
}

#[test]
fn a_call_can_be_held_retrieved_and_released() {
    let simulator = Simulator::start(0);
    let mut alice = Client::ready(&simulator, ALICE);
    let call = id(&alice.reach("2405550199"));
    alice.act(|user| CallAction::hold(user, call.clone()));
    assert_eq!(id(&alice.call(CallState::Held)), call);
    assert_eq!(controls(&mut alice), [ControlType::Retrieve]);
    alice.act(|user| CallAction::answer(user, call.clone()));
    assert_eq!(id(&alice.call(CallState::Active)), call);
    assert_eq!(controls(&mut alice), [ControlType::Hold]);
    alice.act(|user| CallAction::release(user, call.clone()));
    let released = alice.call(CallState::Released);
    assert_eq!((id(&released), released.release_cause), (call.clone(), Some(ReleaseCause::Normal.into())));
    assert_eq!(alice.hook().off_hook, Some(false.into()));
    alice.is_senseless = true;
    // A released call cannot be answered.
    alice.act(|user| CallAction::answer(user, call));
    assert!(alice.settle().is_empty());
}

#[test]
fn a_call_between_two_users_is_seen_from_both_sides() {
    let simulator = Simulator::start(NEVER);
    let (mut alice, mut bob) = (Client::ready(&simulator, ALICE), Client::ready(&simulator, BOB));
    alice.act(|user| CallAction::dial(user, BOBS));
    let ringing = bob.call(CallState::Alerting);
    assert_eq!(ringing.personality, Some(Personality::Terminator.into()));
    assert_eq!((&*text(&ringing.remote_number), &*text(&ringing.remote_name)), (ALICES, "Alice Example"));
    // A client may answer only this call.
    assert_eq!(controls(&mut bob), [ControlType::Answer]);
    bob.act(|user| CallAction::answer(user, id(&ringing)));
    let (hers, his) = (alice.call(CallState::Active), bob.call(CallState::Active));
    assert!(hers.ext_tracking_id == his.ext_tracking_id && hers.call_id != his.call_id);
    alice.act(|user| CallAction::hold(user, id(&hers)));
    alice.call(CallState::Held);
    assert_eq!(id(&bob.call(CallState::RemoteHeld)), id(&his));
    alice.act(|user| CallAction::answer(user, id(&hers)));
    assert_eq!(id(&bob.call(CallState::Active)), id(&his));
    bob.act(|user| CallAction::release(user, id(&his)));
    assert_eq!(id(&alice.call(CallState::Released)), id(&hers));
}

#[test]
fn numbers_are_given_in_the_order_of_the_options() {
    let simulator = Simulator::start(NEVER);
    let numbers = simulator.simulator.numbers();
    let given = |(id, number)| (String::from(id), String::from(number));
    assert_eq!(numbers, [(ALICE, ALICES), (BOB, BOBS), (CAROL, CAROLS), (QUEUE, QUEUES)].map(given));
}

#[test]
fn nobody_acts_on_the_call_of_somebody_else() {
    let simulator = Simulator::start(0);
    let (mut alice, mut bob) = (Client::ready(&simulator, ALICE), Client::ready(&simulator, BOB));
    let call = id(&alice.reach("2405550199"));
    alice.settle();
    bob.is_senseless = true;
    bob.act(|user| CallAction::release(user, call));
    bob.settle();
    assert!(alice.settle().is_empty());
}

#[test]
fn one_call_at_a_time_is_active() {
    let simulator = Simulator::start(0);
    let mut alice = Client::ready(&simulator, ALICE);
    let first = id(&alice.reach("2405550198"));
    alice.act(|user| CallAction::dial(user, "2405550199"));
    assert_eq!(id(&alice.call(CallState::Held)), first);
    let second = id(&alice.call(CallState::Active));
    assert_ne!(first, second);
    alice.act(|user| CallAction::answer(user, first.clone()));
    assert_eq!(id(&alice.call(CallState::Held)), second);
    assert_eq!(id(&alice.call(CallState::Active)), first);
}

#[test]
fn who_calls_oneself_is_busy() {
    let simulator = Simulator::start(0);
    let mut alice = Client::ready(&simulator, ALICE);
    alice.act(|user| CallAction::dial(user, ALICES));
    assert_eq!(alice.call(CallState::Released).release_cause, Some(ReleaseCause::Busy.into()));
}

#[test]
fn a_call_comes_by_itself() {
    let settings = Settings { answer: 10, talk: 10, ring: Some(10), ..Settings::default() };
    let simulator = Simulator::with(settings, |_| {}, Manners::default());
    let mut alice = Client::ready(&simulator, ALICE);
    let calls = [CallState::Alerting, CallState::Active, CallState::Released].map(|state| id(&alice.call(state)));
    assert!(calls.iter().all(|call| *call == calls[0]));
    assert_eq!(alice.hook().off_hook, Some(false.into()));
}

#[test]
fn an_action_is_answered_if_it_asks_for_it() {
    let simulator = Simulator::start(0);
    let mut alice = Client::ready(&simulator, ALICE);
    let call = id(&alice.reach("2405550199"));
    for (named, success) in [(Some(call), true), (None, true), (Some("callhalf-1:0".into()), false)] {
        let named = named.map(broadworks_cap::Text::from);
        alice.act(|user| CallAction::cust_originated_trace_call(user, named).request_response("42"));
        let action = alice.until(|command| match command {
            Command::CallActionResponse(response) => Some(response.user.action.clone()),
            _ => None,
        });
        let result = action.result.expect("an outcome");
        assert_eq!((action.id, result.success), (Some("42".into()), Some(success.into())));
        assert_eq!(result.message.is_some(), !success);
    }
}

#[test]
fn every_connection_is_kept_alive() {
    let manners = Manners { keepalive: Some(core::time::Duration::from_millis(10)), ..Manners::default() };
    let simulator = Simulator::with(Settings::default(), |_| {}, manners);
    for mut client in [Client::ready(&simulator, ALICE), Client::farm(&simulator)] {
        let user = client.until(|command| match command {
            Command::ServerStatusRequest(request) => Some(request.user.clone()),
            _ => None,
        });
        assert_eq!(user, None);
    }
}
