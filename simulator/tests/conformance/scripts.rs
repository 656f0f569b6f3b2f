//! What a client does in each shipped scenario.

use broadworks_cap::login::Login;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::datagram::{self, Datagram};
use broadworks_cap::message::external_notify::ExternalNotify;
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::queue_info_request::QueueInfoRequest;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::message::values::{
    AcdState, CallState, ConferenceState, FailureReason, Priority, ThirdPartyMwi, UpdateReason, UserLogoutReason,
    UserType,
};
use broadworks_cap::message::{Identity, ParkTarget};
use broadworks_cap::{Command, Document, Event, Protocol};

use crate::client::{ALICE, BOB, CAROL, Client, QUEUE, id};
use crate::stage::{DAVE, PATIENCE, Stage, answer_roughly};

/// A number of nobody in the simulator.
const OUTSIDE: &str = "2405550199";

/// The client of a scenario.
pub struct Script {
    /// Name of the file, without its end.
    pub scenario: &'static str,
    pub play: fn(&Stage),
    /// Whether the same can be done through a server farm.
    pub also_ccc2: bool,
}

const fn only_cap_c(scenario: &'static str, play: fn(&Stage)) -> Script {
    Script { scenario, play, also_ccc2: false }
}

const fn both(scenario: &'static str, play: fn(&Stage)) -> Script {
    Script { scenario, play, also_ccc2: true }
}

pub const SCRIPTS: &[Script] = &[
    both("agent-calls", agent_calls),
    only_cap_c("agents", agents),
    both("answer", answer),
    both("conference", conference),
    only_cap_c("console", console),
    only_cap_c("datagram", send_datagram),
    both("dial", dial),
    only_cap_c("drip", roughly),
    only_cap_c("dropped", dropped),
    only_cap_c("elsewhere", leave_for_good),
    only_cap_c("farm", farm),
    only_cap_c("forced-out", leave_for_good),
    only_cap_c("gap", gap),
    only_cap_c("garbage", through_garbage),
    only_cap_c("glue", roughly),
    both("hold", hold),
    both("keepalive", keepalive),
    only_cap_c("late", roughly),
    only_cap_c("login", login),
    only_cap_c("logout", logout),
    only_cap_c("moved", come_back),
    only_cap_c("newer", roughly),
    only_cap_c("offers", offers),
    both("park", park),
    only_cap_c("profile", profile),
    both("questions", questions),
    only_cap_c("queue", queue),
    both("queue-profile", queue_profile),
    only_cap_c("queue-limits", queue_limits),
    only_cap_c("reconnect", reconnect),
    both("redial", redial),
    only_cap_c("refusals", refusals),
    only_cap_c("refused", refused),
    only_cap_c("reset", reconnect),
    only_cap_c("rough", through_garbage),
    only_cap_c("silent", silent),
    only_cap_c("sparse", roughly),
    only_cap_c("spelled", roughly),
    both("supervisor", supervisor),
    both("transfer", transfer),
    both("voice-mail", voice_mail),
];

fn answer(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(0.5);
    alice.answer();
    stage.advance(5.0);
    alice.call(CallState::Released);
}

fn dial(stage: &Stage) {
    let mut alice = stage.alice();
    alice.act(|user| CallAction::dial(user, OUTSIDE));
    alice.call(CallState::Alerting);
    stage.advance(1.0);
    let call = alice.call(CallState::Active);
    alice.end(|user| CallAction::release(user, call));
}

fn redial(stage: &Stage) {
    let mut alice = stage.alice();
    for action in [|user| CallAction::dial(user, OUTSIDE), CallAction::redial] {
        alice.act(action);
        alice.call(CallState::Alerting);
        stage.advance(1.0);
        let call = alice.call(CallState::Active);
        alice.end(|user| CallAction::release(user, call));
    }
}

fn hold(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(0.5);
    let call = alice.answer();
    stage.advance(1.0);
    alice.call(CallState::RemoteHeld);
    stage.advance(1.0);
    alice.call(CallState::Active);
    alice.act(|user| CallAction::hold(user, call.clone()));
    alice.call(CallState::Held);
    alice.act(|user| CallAction::answer(user, call.clone()));
    alice.call(CallState::Active);
    alice.end(|user| CallAction::release(user, call));
}

fn transfer(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(0.5);
    let call = alice.answer();
    alice.end(|user| CallAction::xfer(user, call, OUTSIDE));
    stage.advance(1.0);
    let call = alice.answer();
    alice.end(|user| CallAction::xfer_vm(user, call, stage.number(BOB)));
    stage.advance(1.0);
    let call = alice.answer();
    alice.end(|user| CallAction::xfer_cc(user, call, stage.number(QUEUE)));
    stage.advance(1.0);
    let call = alice.answer();
    alice.act(|user| CallAction::dial(user, stage.number(BOB)));
    let other = alice.call(CallState::Alerting);
    let mut bob = stage.phone(BOB);
    let ringing = stage.simulator.calls(BOB)[0].id.clone();
    bob.act(|user| CallAction::answer(user, ringing));
    bob.call(CallState::Active);
    alice.call(CallState::Active);
    alice.end(|user| CallAction::xfer_consult(user, call, other));
}

fn park(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(0.5);
    let mut call = alice.answer();
    let place = || ParkTarget::UserId(ALICE.into());
    for in_group in [false, true] {
        alice.end(|user| match in_group {
            true => CallAction::group_call_park(user, call.clone()),
            false => CallAction::call_park(user, call.clone(), place()),
        });
        alice.act(|user| CallAction::call_park_retrieve(user, place()));
        call = alice.call(CallState::Active);
    }
    alice.end(|user| CallAction::release(user, call));
}

fn conference(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(0.5);
    let first = alice.answer();
    let dial = |alice: &mut crate::stage::Phone| {
        alice.act(|user| CallAction::dial(user, OUTSIDE));
        alice.call(CallState::Alerting);
        stage.advance(1.0);
        alice.call(CallState::Active)
    };
    let second = dial(&mut alice);
    alice.act(|user| CallAction::conf_start(user, first, second));
    let changed = |alice: &mut crate::stage::Phone| {
        alice.until(|command| match command {
            Command::SessionUpdate(update) => Some(update.user.conference.as_ref()?.conference_state()),
            _ => None,
        })
    };
    changed(&mut alice);
    alice.act(CallAction::conf_hold);
    changed(&mut alice);
    alice.act(CallAction::conf_answer);
    changed(&mut alice);
    let third = dial(&mut alice);
    alice.act(|user| CallAction::conf_add(user, third));
    changed(&mut alice);
    alice.act(CallAction::conf_release);
    while changed(&mut alice) != Some(ConferenceState::Released) {}
}

fn agent_calls(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(0.5);
    let mut call = alice.answer();
    let trace: fn(Identity<'static>) -> CallAction<'static> = |user| CallAction::cust_originated_trace_call(user, None);
    for action in [|user| CallAction::tag_call_with_disposition_code(user, None, "17"), trace] {
        alice.act(|user| action(user).request_response("1"));
        alice.until(|command| matches!(command, Command::CallActionResponse(_)).then_some(()));
    }
    let supervisor = stage.number(BOB);
    let calls: [Box<dyn Fn(Identity<'static>) -> CallAction<'static>>; 3] = [
        Box::new(|user| CallAction::make_call_as_cc(user, OUTSIDE, stage.number(QUEUE))),
        Box::new(|user| CallAction::make_personal_call(user, OUTSIDE)),
        Box::new(|user| CallAction::make_agent_escalation_call(user, Some(supervisor.clone().into()))),
    ];
    for action in calls {
        alice.end(|user| CallAction::release(user, call));
        alice.act(action);
        alice.call(CallState::Alerting);
        stage.advance(1.0);
        call = alice.call(CallState::Active);
    }
    alice.act(|user| CallAction::make_agent_emergency_call(user, call.clone(), None));
    alice.call(CallState::Alerting);
    stage.advance(1.0);
    alice.until(|command| match command {
        Command::SessionUpdate(update) => update.user.conference.as_ref().map(|_| ()),
        _ => None,
    });
    alice.act(CallAction::conf_release);
    alice.call(CallState::Released);
    // An agent who talks is listened to.
    let mut bob = stage.phone(BOB);
    bob.act(|user| CallAction::dial(user, OUTSIDE));
    bob.call(CallState::Alerting);
    stage.advance(1.0);
    bob.call(CallState::Active);
    alice.act(|user| CallAction::silent_monitor_call(user, supervisor.clone()));
    let silent = |command: &Command<'static>| match command {
        Command::SessionUpdate(update) => Some(update.user.conference.as_ref()?.silently_monitored.is_some()),
        _ => None,
    };
    while !alice.until(silent) {}
    alice.act(CallAction::conference_unmute);
    while alice.until(silent) {}
}

/// Receives the next change of the queue, and returns its reason and the first call.
fn change(queue: &mut Client) -> (Option<UpdateReason>, Option<String>) {
    queue.until(|command| match command {
        Command::QueueUpdate(update) => {
            let call = update.queue.calls.iter().next();
            Some((update.queue.update_reason(), call.map(|call| crate::client::text(&call.call_id))))
        }
        _ => None,
    })
}

fn supervisor(stage: &Stage) {
    let (mut queue, identity) = match stage.farm {
        true => (stage.alice().client, Identity::ccc2(QUEUE)),
        false => {
            let queue = stage.logged_in(Login::call_client(QUEUE, "demo").supervisor(BOB));
            let identity = queue.session().identity().into_owned();
            (queue, identity)
        }
    };
    let mut act = |action: &dyn Fn(Identity<'static>) -> QueueAction<'static>| {
        queue.send(&Document::new(action(identity.clone())));
        change(&mut queue)
    };
    let (_, first) = act(&QueueAction::refresh);
    let first = first.expect("three calls wait");
    let (_, head) = act(&|user| QueueAction::reorder(user, first.clone(), 3));
    act(&|user| QueueAction::promote(user, first.clone(), Priority::High));
    act(&|user| QueueAction::transfer(user, head.clone().expect("two more wait"), stage.number(BOB)));
}

fn queue(stage: &Stage) {
    let mut queue = stage.client(QUEUE);
    stage.advance(1.0);
    while change(&mut queue).0 != Some(UpdateReason::CallAbandoned) {}
}

fn queue_profile(stage: &Stage) {
    let mut queue = if stage.farm { stage.alice().client } else { stage.client(QUEUE) };
    // The queue logs in, whoever is told.
    let _trigger = stage.farm.then(|| stage.client(QUEUE));
    stage.advance(2.0);
    let mut told = 0;
    while told < 2 {
        told += queue.until(|command| matches!(command, Command::QueueProfileUpdate(_)).then_some(1));
    }
}

fn queue_limits(stage: &Stage) {
    let mut queue = stage.client(QUEUE);
    stage.advance(3.0);
    while change(&mut queue).0 != Some(UpdateReason::QueueOverflow) {}
    stage.advance(20.0);
    while change(&mut queue).0 != Some(UpdateReason::QueueTimeout) {}
}

fn agents(stage: &Stage) {
    let mut queue = stage.client(QUEUE);
    let mut alice = stage.alice();
    stage.advance(1.0);
    let call = alice.answer();
    while change(&mut queue).0 != Some(UpdateReason::CallAnswered) {}
    alice.end(|user| CallAction::release(user, call));
    let state = |command: &Command<'static>| match command {
        Command::ProfileUpdate(update) => update.user.acd_state.as_ref()?.known(),
        _ => None,
    };
    assert_eq!(alice.until(state), AcdState::WrapUp);
    stage.advance(1.0);
    stage.advance(5.0);
    assert_eq!(alice.until(state), AcdState::Available);
    alice.ringing();
    stage.advance(4.0);
    alice.call(CallState::Released);
    assert_eq!(alice.until(state), AcdState::Unavailable);
    while change(&mut queue).0 != Some(UpdateReason::CallUpdated) {}
    stage.advance(11.0);
    assert_eq!([alice.until(state), alice.until(state)], [AcdState::SignOut, AcdState::SignIn]);
}

fn offers(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(2.0);
    alice.ringing();
    stage.advance(2.0);
    alice.call(CallState::Released);
    stage.advance(2.0);
    alice.answer();
    stage.advance(5.0);
}

fn console(stage: &Stage) {
    let mut console = stage.logged_in(Login::attendant_console(ALICE, "console"));
    let identity = console.session().identity().into_owned();
    let mut watch = |request: MonitoringUsersRequest<'static>| {
        console.send(&Document::new(request));
        console.until(|command| match command {
            Command::MonitoringUsersResponse(response) => {
                Some(response.user.failed_users.iter().map(|user| user.failure_reason()).collect::<Vec<_>>())
            }
            _ => None,
        })
    };
    let failed = watch(MonitoringUsersRequest::add(identity.clone(), [BOB, CAROL, DAVE, "nobody@example.com"]));
    assert_eq!(failed, [Some(FailureReason::PrivateUser), Some(FailureReason::UnknownUser)]);
    assert!(watch(MonitoringUsersRequest::delete(identity.clone(), [CAROL])).is_empty());
    assert!(watch(MonitoringUsersRequest::replace(identity, [BOB])).is_empty());
    stage.advance(2.0);
    console.call(CallState::Active);
    stage.advance(1.0);
    console.call(CallState::Released);
    stage.advance(1.0);
    console.until(|command| matches!(command, Command::ProfileUpdate(it) if it.user.dnd.is_some()).then_some(()));
}

fn farm(stage: &Stage) {
    let connect = || {
        let mut farm = Client::connect(stage.simulator.ccc2().expect("farms"), Protocol::Ccc2);
        farm.settle();
        farm
    };
    let mut farm = connect();
    stage.advance(2.0);
    let call = id(&farm.ringing());
    farm.send(&Document::new(CallAction::answer(Identity::ccc2(ALICE), call)));
    farm.call(CallState::Active);
    stage.advance(1.0);
    assert_eq!(change(&mut farm).0, Some(UpdateReason::CallAdded));
    stage.advance(1.0);
    farm.until(|command| matches!(command, Command::ProfileUpdate(_)).then_some(()));
    stage.advance(6.0);
    assert!(farm.until_end().is_empty());
    connect();
}

fn login(stage: &Stage) {
    stage.client(ALICE);
}

fn logout(stage: &Stage) {
    let mut alice = stage.client(ALICE);
    alice.log_out();
    alice.settle();
}

/// Returns the reason with which the server ends the session.
fn ending(alice: &mut Client) -> Option<UserLogoutReason> {
    alice.until(|command| match command {
        Command::UnRegister(ending) => Some(ending.user.user_logout_reason()),
        _ => None,
    })
}

fn leave_for_good(stage: &Stage) {
    let mut alice = stage.client(ALICE);
    stage.advance(1.0);
    let reason = ending(&mut alice).expect("a reason");
    assert!(!reason.may_reconnect());
}

fn come_back(stage: &Stage) {
    for _ in 0..3 {
        let mut alice = stage.client(ALICE);
        stage.advance(1.0);
        assert!(ending(&mut alice).expect("a reason").may_reconnect());
    }
    stage.client(ALICE);
}

fn keepalive(stage: &Stage) {
    // So does the server.
    stage.advance(1.0);
    if stage.farm {
        let mut farm = stage.alice().client;
        farm.send(&Document::new(ServerStatusRequest::default()));
        farm.settle();
        stage.advance(300.0);
        return farm.until(|command| matches!(command, Command::ServerStatusRequest(_)).then_some(()));
    }
    let mut alice = stage.client(ALICE);
    let session = alice.session();
    alice.send(&session.keepalive());
    alice.settle();
    stage.advance(300.0);
    alice.until(|command| matches!(command, Command::ServerStatusRequest(_)).then_some(()));
}

fn refused(stage: &Stage) {
    refuse(stage, 2);
}

fn refusals(stage: &Stage) {
    refuse(stage, 12);
}

/// Tries to log in until it succeeds.
fn refuse(stage: &Stage, times: usize) {
    let password = || broadworks_cap::login::Password::new("open sesame");
    let mut failures = 0;
    loop {
        let mut alice = Client::connect(stage.simulator.cap_c(), Protocol::CapC);
        match alice.log_in(Login::call_client(ALICE, "demo").password(password())) {
            Ok(_) => {
                alice.settle();
                return assert_eq!(failures, times);
            }
            Err(_) => failures += 1,
        }
    }
}

fn profile(stage: &Stage) {
    let mut alice = stage.client(ALICE);
    stage.advance(3.0);
    let mut changes = 0;
    while changes < 3 {
        changes += alice.until(|command| matches!(command, Command::ProfileUpdate(_)).then_some(1));
    }
}

fn voice_mail(stage: &Stage) {
    let mut alice = stage.alice();
    stage.advance(1.0);
    let lamp = |command: &Command<'static>| match command {
        Command::ProfileUpdate(update) => update.user.has_vm_messages(),
        _ => None,
    };
    assert!(alice.until(lamp));
    let identity = alice.identity.clone();
    alice.client.send(&Document::new(ExternalNotify::clear_voice_messages(identity.clone())));
    assert!(!alice.until(lamp));
    alice.client.send(&Document::new(ExternalNotify::third_party(identity, ThirdPartyMwi::On)));
    alice.until(lamp);
}

fn questions(stage: &Stage) {
    let mut alice = stage.alice();
    let identity = alice.identity.clone();
    alice.client.send(&Document::new(QueueInfoRequest::new(identity)));
    alice.until(|command| matches!(command, Command::QueueInfoResponse(_)).then_some(()));
    alice.client.send(&Document::new(InfoRequest::versions()));
    alice.client.until(|command| matches!(command, Command::InfoResponse(_)).then_some(()));
}

fn send_datagram(stage: &Stage) {
    let (mut alice, mut bob) = (stage.client(ALICE), stage.client(BOB));
    let of = |id: &'static str| {
        datagram::Party::build(|it| {
            it.id = Some(id.into());
            it.user_type = Some(UserType::CallClient.into());
            it.application_id = Some("demo".into());
        })
    };
    alice.send(&Document::new(Datagram::build(|it| {
        it.from.user = of(ALICE);
        it.to.user = of(BOB);
        it.payload = Some(datagram::Payload::build(|it| {
            it.payload_type = Some("text/plain".into());
            it.value = "a word".into();
        }));
    })));
    bob.until(|command| matches!(command, Command::Datagram(_)).then_some(()));
}

fn roughly(stage: &Stage) {
    assert_eq!(answer_roughly(stage), 0);
}

/// Gets each message with a read of its own.
fn gap(stage: &Stage) {
    let (mut connection, _) = stage.rough();
    stage.simulator.ring(ALICE, OUTSIDE).expect("the phone is free");
    let mut reads = 0;
    loop {
        let mut buffer = [0; 4096];
        let length = std::io::Read::read(connection.get_mut(), &mut buffer).expect("no fault of the stream");
        let text = String::from_utf8_lossy(&buffer[..length]);
        assert_eq!(text.matches("</BroadsoftDocument>").count(), 1, "{text}");
        reads += 1;
        if text.contains("callControlInfo") {
            return assert!(reads >= 2);
        }
    }
}

fn through_garbage(stage: &Stage) {
    assert!(answer_roughly(stage) > 0);
}

/// Loses the connection in a message, and logs in again.
fn reconnect(stage: &Stage) {
    let (mut connection, _) = stage.rough();
    stage.advance(0.5);
    while !matches!(connection.receive_owned(), Ok(Event::Closed { .. }) | Err(_)) {}
    stage.rough();
}

/// Loses the connection between two messages, and logs in again.
fn dropped(stage: &Stage) {
    let (mut connection, _) = stage.rough();
    stage.advance(0.5);
    stage.advance(0.5);
    while connection.receive_owned().is_ok_and(|event| !matches!(event, Event::Closed { .. })) {}
    stage.rough();
}

/// Logs in, hears nothing, and logs in again.
fn silent(stage: &Stage) {
    let (mut connection, _) = stage.rough();
    connection.set_receive_timeout(Some(core::time::Duration::from_millis(50)));
    while !matches!(connection.receive_owned(), Ok(Event::Pending)) {}
    drop(connection);
    let (mut connection, _) = stage.rough();
    connection.set_receive_timeout(Some(PATIENCE));
    while !matches!(connection.receive_owned(), Ok(Event::Document(it)) if matches!(it.command, Command::SessionUpdate(_)))
    {
    }
}
