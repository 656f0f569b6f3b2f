//! Tests of a server farm: several connections without login.

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{CallState, Personality, UpdateReason};
use broadworks_cap::{Command, Document};

use crate::client::{ALICE, ALICES, BOB, BOBS, Client, NEVER, QUEUE, Simulator, id, text};

#[test]
fn events_are_spread_over_the_connections_and_tell_their_user() {
    let simulator = Simulator::start(0);
    let mut farm = [Client::farm(&simulator), Client::farm(&simulator)];
    // The simulator knows both connections after it has replied to them.
    assert!(farm.iter_mut().all(|connection| connection.settle().is_empty()));
    farm[0].send(&Document::new(CallAction::dial(Identity::ccc2(ALICE), "2405550199")));
    // Alerting twice, hook, active, controls: on each connection in turn, whichever one asked.
    let mut received = Vec::new();
    for turn in 0..5 {
        received.push(farm[turn % 2].next().command);
    }
    let states: Vec<_> = received
        .iter()
        .filter_map(|command| match command {
            Command::CallUpdate(update) => {
                assert_eq!((text(&update.user.id), text(&update.user.application_id)), (ALICE.into(), String::new()));
                assert_eq!(text(&update.user.calls[0].local_number), ALICES);
                update.user.calls[0].state.as_ref()?.known()
            }
            _ => None,
        })
        .collect();
    assert_eq!(states, [CallState::Alerting, CallState::Alerting, CallState::Active]);
    assert!(received.iter().any(|command| matches!(command, Command::SessionUpdate(_))));
    assert!(received.iter().any(|command| matches!(command, Command::CallControlInfo(_))));
}

#[test]
fn both_sides_of_a_call_are_told_apart_by_user() {
    let simulator = Simulator::start(NEVER);
    let mut farm = Client::farm(&simulator);
    farm.settle();
    farm.send(&Document::new(CallAction::dial(Identity::ccc2(ALICE), BOBS)));
    let ringing = farm.until(|command| match command {
        Command::CallUpdate(update) if text(&update.user.id) == BOB => Some(update.user.calls[0].clone()),
        _ => None,
    });
    assert_eq!(ringing.personality, Some(Personality::Terminator.into()));
    farm.send(&Document::new(CallAction::answer(Identity::ccc2(BOB), id(&ringing))));
    let users = [farm.call(CallState::Active), farm.call(CallState::Active)].map(|call| text(&call.local_number));
    assert_eq!(users, [BOBS, ALICES]);
}

#[test]
fn a_queue_has_events_too() {
    let simulator = Simulator::start(NEVER);
    let mut farm = Client::farm(&simulator);
    farm.send(&Document::new(QueueAction::refresh(Identity::ccc2(QUEUE))));
    let queue = farm.until(|command| match command {
        Command::QueueUpdate(update) => Some((update.user.application_id.clone(), update.queue.clone())),
        _ => None,
    });
    assert_eq!((queue.0, queue.1.update_reason), (None, Some(UpdateReason::Refresh.into())));
    assert_eq!(queue.1.calls.len(), 3);
}

#[test]
fn a_connection_that_ends_leaves_its_turn_to_the_others() {
    let simulator = Simulator::start(0);
    let (first, mut second) = (Client::farm(&simulator), Client::farm(&simulator));
    drop(first);
    // Messages sent before the simulator notices the end may be lost, but none after that.
    let mut come = (0..2_000).map(|_| {
        for _ in 0..2 {
            second.send(&Document::new(QueueAction::refresh(Identity::ccc2(QUEUE))));
        }
        second.settle().len()
    });
    assert!(come.any(|count| count == 2), "the end is noticed");
    second.send(&Document::new(CallAction::dial(Identity::ccc2(ALICE), "2405550199")));
    for state in [CallState::Alerting, CallState::Alerting, CallState::Active] {
        second.call(state);
    }
}

#[test]
fn a_user_in_an_insc_environment_has_calls_alone() {
    let insc = |subscriber: &mut broadworks_simulator::Subscriber| subscriber.insc = subscriber.id == BOB;
    let settings = broadworks_simulator::Settings { answer: NEVER, farm: true, ..Default::default() };
    let simulator = Simulator::with(settings, insc, broadworks_simulator::Manners::default());
    let mut farm = Client::farm(&simulator);
    farm.settle();
    simulator.simulator.ring(BOB, "2405550190").expect("the phone is free");
    let ringing = farm.next().command;
    assert!(matches!(&ringing, Command::CallUpdate(update) if text(&update.user.id) == BOB));
    assert!(farm.settle().is_empty(), "neither controls nor hook");
    let call = simulator.simulator.calls(BOB)[0].id.clone();
    farm.send(&Document::new(CallAction::answer(Identity::ccc2(BOB), call.clone())));
    farm.call(CallState::Active);
    farm.send(&Document::new(CallAction::hold(Identity::ccc2(BOB), call.clone())));
    assert!(farm.settle().is_empty());
    let refused = simulator.simulator.journal().find(|entry| entry.ignored.is_some());
    let refused = refused.expect("it had no effect");
    assert_eq!(refused.ignored, Some(broadworks_simulator::Ignored::NotForInsc));
    farm.send(&Document::new(CallAction::xfer(Identity::ccc2(BOB), call, ALICES)));
    let released = farm.call(CallState::Released);
    assert_eq!(text(&released.redirect_to_num), ALICES);
    let forwarded = farm.call(CallState::Alerting);
    assert_eq!(text(&forwarded.redirect_from_number), BOBS, "a VoIP user is told so");
    assert_eq!(forwarded.orig_called_num, None);
    // A forwarded call that reaches the INSC user tells it in the words of that environment.
    let change = broadworks_simulator::Change::Forwarding(Some(BOBS.into()));
    simulator.simulator.profile("carol@example.com", change).expect("a user");
    farm.settle();
    simulator.simulator.ring("carol@example.com", "2405550190").expect("it is forwarded");
    let reached = farm.call(CallState::Alerting);
    assert_eq!((text(&reached.orig_called_num), reached.redirect_from_number), ("2405550103".into(), None));
}
