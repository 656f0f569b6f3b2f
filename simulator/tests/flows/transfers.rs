//! Tests of transfers and parked calls.

use broadworks_cap::Command;
use broadworks_cap::message::ParkTarget;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{CallState, RedirectFromReason, UpdateReason};

use crate::client::{ALICE, ALICES, BOB, BOBS, CAROL, CAROLS, Client, NEVER, QUEUE, QUEUES, Simulator, id, text};

/// Returns three clients, with Alice and Bob in a call, and the id of Bob's call.
fn talking(simulator: &Simulator) -> (Client, Client, Client, String) {
    let mut clients = [ALICE, BOB, CAROL].map(|user| Client::ready(simulator, user));
    clients[0].act(|user| CallAction::dial(user, BOBS));
    let call = id(&clients[1].ringing());
    clients[1].act(|user| CallAction::answer(user, call.clone()));
    clients[0].call(CallState::Active);
    let [alice, bob, carol] = clients;
    (alice, bob, carol, call)
}

#[test]
fn a_blind_transfer_takes_the_user_out() {
    let simulator = Simulator::start(NEVER);
    let (mut alice, mut bob, mut carol, call) = talking(&simulator);
    bob.act(|user| CallAction::xfer(user, call.clone(), CAROLS));
    assert_eq!(id(&bob.call(CallState::Released)), call);
    let ringing = carol.ringing();
    assert_eq!(text(&ringing.remote_number), ALICES);
    assert_eq!(text(&ringing.redirect_from_number), BOBS);
    assert_eq!(ringing.redirect_from_reason, Some(RedirectFromReason::Transfer.into()));
    carol.act(|user| CallAction::answer(user, id(&ringing)));
    carol.call(CallState::Active);
    let hers = alice.call(CallState::Active);
    assert_eq!(text(&hers.remote_number), CAROLS);
    alice.act(|user| CallAction::release(user, id(&hers)));
    assert_eq!(id(&carol.call(CallState::Released)), id(&ringing));
}

#[test]
fn a_consulted_transfer_connects_the_two_others() {
    let simulator = Simulator::start(NEVER);
    let (mut alice, mut bob, mut carol, call) = talking(&simulator);
    bob.act(|user| CallAction::dial(user, CAROLS));
    assert_eq!(id(&bob.call(CallState::Held)), call);
    alice.call(CallState::RemoteHeld);
    let ringing = id(&carol.ringing());
    carol.act(|user| CallAction::answer(user, ringing.clone()));
    let second = id(&bob.call(CallState::Active));
    bob.act(|user| CallAction::xfer_consult(user, call.clone(), second.clone()));
    assert_eq!([id(&bob.call(CallState::Released)), id(&bob.call(CallState::Released))], [call, second]);
    assert_eq!(text(&alice.call(CallState::Active).remote_number), CAROLS);
    let hers = carol.until(|command| match command {
        Command::CallUpdate(update) => {
            update.user.calls.iter().find(|call| text(&call.remote_number) == ALICES).cloned()
        }
        _ => None,
    });
    assert_eq!((id(&hers), hers.state), (ringing.clone(), Some(CallState::Active.into())));
    carol.act(|user| CallAction::release(user, ringing));
    alice.call(CallState::Released);
}

#[test]
fn a_call_can_be_sent_to_a_queue_or_to_voice_mail() {
    let simulator = Simulator::start(NEVER);
    let mut supervisor = Client::connect(simulator.cap_c, broadworks_cap::Protocol::CapC);
    let login = broadworks_cap::login::Login::call_client(QUEUE, "demo").supervisor(CAROL);
    let login = login.password(broadworks_cap::login::Password::new("open sesame"));
    supervisor.log_in(login).expect("the password is right");
    supervisor.settle();
    let (mut alice, mut bob, mut carol, call) = talking(&simulator);
    bob.act(|user| CallAction::xfer_cc(user, call, QUEUES));
    bob.call(CallState::Released);
    assert_eq!(text(&alice.call(CallState::Active).remote_number), QUEUES);
    let Command::QueueUpdate(update) = &supervisor.settle()[0] else { panic!("a queueUpdate") };
    assert_eq!(update.queue.update_reason, Some(UpdateReason::CallAdded.into()));
    let queued = &update.queue.calls[0];
    assert_eq!((text(&queued.remote_number), &queued.position), (ALICES.into(), &Some(1.into())));
    // The caller hangs up.
    let hers = id(&alice_call(&mut alice));
    alice.act(|user| CallAction::release(user, hers));
    alice.call(CallState::Released);
    let Command::QueueUpdate(update) = &supervisor.settle()[0] else { panic!("a queueUpdate") };
    assert_eq!(update.queue.update_reason, Some(UpdateReason::CallAbandoned.into()));
    assert_eq!(update.queue.calls[0].call_id, queued.call_id);

    alice.act(|user| CallAction::dial(user, BOBS));
    let ringing = id(&bob.call(CallState::Alerting));
    bob.act(|user| CallAction::xfer_vm(user, ringing, CAROLS));
    bob.call(CallState::Released);
    // Only the user whose voice mail it is has a message.
    let waiting = |command: &Command<'_>| match command {
        Command::ProfileUpdate(update) => update.user.has_vm_messages(),
        _ => None,
    };
    assert!(carol.until(waiting));
    assert!(!bob.settle().iter().any(|command| waiting(command).is_some()));
    alice.settle();
    alice.act(|user| CallAction::dial(user, BOBS));
    let ringing = id(&bob.call(CallState::Alerting));
    bob.act(|user| CallAction::xfer_vm(user, ringing, "2405550199"));
    for client in [&mut bob, &mut carol] {
        assert!(!client.settle().iter().any(|command| waiting(command).is_some()), "an outside voice mail");
    }
}

/// Returns Alice's only call, as another client of hers receives it.
fn alice_call(alice: &mut Client) -> broadworks_cap::message::call_update::Call<'static> {
    let session = alice.session();
    let login = broadworks_cap::login::Login::call_client(session.applicant.id.clone(), "demo");
    alice.log_out();
    alice.log_in(login.password(broadworks_cap::login::Password::new("open sesame"))).expect("the password is right");
    alice.call(CallState::Active)
}

#[test]
fn a_parked_call_can_be_taken_back_by_another() {
    let simulator = Simulator::start(NEVER);
    let (mut alice, mut bob, mut carol, call) = talking(&simulator);
    bob.act(|user| CallAction::call_park(user, call, ParkTarget::UserId(CAROL.into())));
    bob.call(CallState::Released);
    carol.act(|user| CallAction::call_park_retrieve(user, ParkTarget::Number(CAROLS.into())));
    let [_, outgoing] = carol.legs();
    let hers = carol.call(CallState::Active);
    assert_eq!((id(&hers), text(&hers.remote_number)), (id(&outgoing), ALICES.into()));
    assert_eq!(text(&alice.call(CallState::Active).remote_number), CAROLS);
    // The call can be retrieved only once.
    bob.act(|user| CallAction::call_park_retrieve(user, ParkTarget::Number(CAROLS.into())));
    assert!(!bob.settle().iter().any(|command| matches!(command, Command::CallUpdate(_))));
}
