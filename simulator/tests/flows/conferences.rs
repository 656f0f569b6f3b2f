//! Tests of conferences and silent monitoring.

use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::session_update::Conference;
use broadworks_cap::message::values::{CallState, ConferenceState, Personality};

use crate::client::{ALICE, ALICES, BOB, BOBS, CAROL, Client, NEVER, Simulator, id, text};

/// Receives the next state of the conference, and the calls in it.
fn conference(client: &mut Client) -> (Conference<'static>, Vec<String>) {
    loop {
        if let Some(conference) = client.hook().conference {
            let calls = conference.call_ins.iter().map(|call| text(&call.call_in_id)).collect();
            return (conference, calls);
        }
    }
}

fn is(conference: &Conference<'_>, state: ConferenceState) -> bool {
    conference.conference_state == Some(state.into())
}

#[test]
fn calls_come_together_are_held_and_end() {
    let simulator = Simulator::start(0);
    let mut alice = Client::ready(&simulator, ALICE);
    let first = id(&alice.reach("2405550197"));
    let second = id(&alice.reach("2405550198"));
    alice.act(|user| CallAction::conf_start(user, first.clone(), second.clone()));
    let (state, calls) = conference(&mut alice);
    assert!(is(&state, ConferenceState::Active));
    assert_eq!(calls, [first.clone(), second.clone()]);
    alice.act(CallAction::conf_hold);
    let held = [id(&alice.call(CallState::Held)), id(&alice.call(CallState::Held))];
    assert_eq!(held, [first.clone(), second.clone()]);
    assert!(is(&conference(&mut alice).0, ConferenceState::Held));
    alice.act(CallAction::conf_answer);
    assert!(is(&conference(&mut alice).0, ConferenceState::Active));
    let third = id(&alice.reach("2405550199"));
    alice.act(|user| CallAction::conf_add(user, third.clone()));
    assert_eq!(conference(&mut alice).1, [first.clone(), second.clone(), third.clone()]);
    // One participant leaves; a conference of two calls remains.
    alice.act(|user| CallAction::release(user, second.clone()));
    assert_eq!(conference(&mut alice).1, [first.clone(), third.clone()]);
    alice.act(CallAction::conf_release);
    let released = [id(&alice.call(CallState::Released)), id(&alice.call(CallState::Released))];
    assert_eq!(released, [first, third]);
    assert!(is(&conference(&mut alice).0, ConferenceState::Released));
}

#[test]
fn the_last_but_one_who_leaves_ends_it() {
    let simulator = Simulator::start(0);
    let mut alice = Client::ready(&simulator, ALICE);
    let first = id(&alice.reach("2405550197"));
    let second = id(&alice.reach("2405550198"));
    alice.act(|user| CallAction::conf_start(user, first.clone(), second.clone()));
    assert!(is(&conference(&mut alice).0, ConferenceState::Active));
    alice.act(|user| CallAction::release(user, first));
    assert!(is(&conference(&mut alice).0, ConferenceState::Released));
    alice.act(|user| CallAction::hold(user, second.clone()));
    assert_eq!(id(&alice.call(CallState::Held)), second, "the other call goes on");
}

#[test]
fn a_supervisor_listens_and_barges_in() {
    let simulator = Simulator::start(0);
    let (mut alice, mut bob) = (Client::ready(&simulator, ALICE), Client::ready(&simulator, BOB));
    bob.reach("2405550199");
    bob.settle();
    alice.act(|user| CallAction::silent_monitor_call(user, BOBS));
    let [_, call] = alice.legs();
    let (state, calls) = conference(&mut alice);
    assert!(state.silently_monitored.is_some() && state.appearance == Some(1.into()));
    assert_eq!(calls, [id(&call)], "the call to the agent");
    alice.act(CallAction::conference_unmute);
    assert!(conference(&mut alice).0.silently_monitored.is_none());
    assert!(bob.settle().is_empty(), "the agent does not notice");
}

#[test]
fn nobody_listens_to_an_agent_who_is_in_no_call() {
    let simulator = Simulator::start(NEVER);
    let (mut alice, mut bob) = (Client::ready(&simulator, ALICE), Client::ready(&simulator, BOB));
    for number in [BOBS, ALICES, "2405550199"] {
        alice.act(|user| CallAction::silent_monitor_call(user, number));
        assert!(alice.settle().is_empty(), "{number}");
    }
    // A call that only rings is nothing to listen to, either.
    alice.act(|user| CallAction::dial(user, BOBS));
    alice.settle();
    let mut carol = Client::ready(&simulator, CAROL);
    carol.act(|user| CallAction::silent_monitor_call(user, BOBS));
    assert!(carol.settle().is_empty());
    assert_eq!(bob.call(CallState::Alerting).personality(), Some(Personality::Terminator));
}
