//! Tests of registration, its failures, and the end of sessions.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use broadworks_cap::login::{Failure, Login, Outcome, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::register_request::{self, RegisterRequest};
use broadworks_cap::message::values::{
    CallState, CapVersion, CommandType, FailureCause, ServiceState, UpdateReason, UserLogoutReason, UserType,
};
use broadworks_cap::schema::Value;
use broadworks_cap::{Command, Document, Protocol};

use crate::client::{ALICE, BOB, Client, NEVER, QUEUE, Simulator, text};
use broadworks_simulator::Manners;
use broadworks_simulator::Settings;

fn password() -> Password {
    Password::new("open sesame")
}

fn types(commands: &[Command<'_>]) -> Vec<CommandType> {
    commands.iter().filter_map(Command::command_type).collect()
}

#[test]
fn a_call_client_gets_its_profile_its_session_and_its_calls() {
    let simulator = Simulator::start(0);
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    client.log_in(Login::call_client(ALICE, "demo").password(password())).expect("the password is right");
    let state = client.settle();
    assert_eq!(types(&state), [CommandType::ProfileUpdate, CommandType::SessionUpdate]);
    let Command::ProfileUpdate(profile) = &state[0] else { panic!("a profile") };
    assert!(profile.user.initial_update.is_some());
    assert_eq!((&*text(&profile.user.first_name), &*text(&profile.user.extension)), ("Alice", "0101"));
    assert_eq!(profile.user.dnd, Some(ServiceState::Off.into()));
    let Command::SessionUpdate(session) = &state[1] else { panic!("a session") };
    assert_eq!((session.user.off_hook.clone(), session.user.num_calls.clone()), (Some(false.into()), Some(0.into())));
    // Another client of the user is told of calls that already exist.
    let call = client.reach("2405550199");
    let mut other = Client::connect(simulator.cap_c, Protocol::CapC);
    other.log_in(Login::call_client(ALICE, "another").password(password())).expect("the password is right");
    let state = other.settle();
    let Command::SessionUpdate(session) = &state[1] else { panic!("a session") };
    assert_eq!(session.user.num_calls, Some(1.into()));
    let Command::CallUpdate(update) = &state[2] else { panic!("a call") };
    assert_eq!((&update.user.calls[0].call_id, &update.user.calls[0].state), (&call.call_id, &call.state));
}

#[test]
fn a_console_is_told_how_many_users_it_watches() {
    let simulator = Simulator::start(0);
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    let login = Login::attendant_console(ALICE, "console").password(password());
    let console = client.log_in(login).expect("the password is right").console.expect("it is a console");
    assert_eq!((console.num_monitored_users, console.call_details_enabled), (Some(0), Some(true)));
    assert!(client.settle().is_empty());
}

#[test]
fn a_supervisor_gets_the_queue() {
    let simulator = Simulator::start(NEVER);
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    let login = Login::call_client(QUEUE, "demo").supervisor(BOB).password(password());
    let session = client.log_in(login).expect("the password is right");
    assert_eq!(session.applicant.supervisor_id, Some(BOB.into()));
    let state = client.settle();
    assert_eq!(types(&state), [CommandType::QueueProfileUpdate, CommandType::QueueUpdate]);
    let Command::QueueUpdate(update) = &state[1] else { panic!("a queue") };
    assert_eq!(update.queue.update_reason, Some(UpdateReason::Initial.into()));
    let places: Vec<_> = update.queue.calls.iter().filter_map(|call| call.position.as_ref()?.known()).collect();
    assert_eq!(places, [1, 2, 3]);
}

#[test]
fn whoever_may_not_log_in_learns_why() {
    let simulator = Simulator::start(0);
    let ours = |id| Login::call_client(id, "demo").password(password());
    let unsupported = Value::from_text("99.0".into());
    for (login, cause) in [
        (Login::call_client(ALICE, "demo").password(Password::new("wrong")), FailureCause::IncorrectPassword),
        (Login::call_client(ALICE, "demo"), FailureCause::IncorrectPassword),
        (ours("mallory@example.com"), FailureCause::UnknownId),
        (ours(QUEUE).supervisor("mallory@example.com"), FailureCause::UnknownId),
        (ours(ALICE).version(unsupported), FailureCause::UnsupportedVersion),
        (Login::attendant_console(QUEUE, "demo").password(password()), FailureCause::UnauthorizedAttendantConsole),
    ] {
        let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
        if cause == FailureCause::UnsupportedVersion {
            // The version is not in the DTD, so the other tests cannot send it.
            let mut login = login;
            client.send_undocumented(&login.start());
            let request = login.receive(&client.next()).send.expect("a digest");
            client.send_undocumented(&request);
            let answer = login.receive(&client.next());
            let failed = Outcome::Failed(Failure::Refused(cause.into()));
            assert_eq!(answer.outcome, failed);
        } else {
            let failure = client.log_in(login).expect_err("it is refused");
            assert_eq!(failure.cause(), Some(cause));
        }
        // The connection can be used for another attempt.
        client.log_in(ours(ALICE)).expect("the password is right");
    }
}

#[test]
fn every_cause_can_be_tried() {
    for cause in FailureCause::ALL {
        let refuse = |subscriber: &mut broadworks_simulator::Subscriber| subscriber.refusal = Some(*cause);
        let simulator = Simulator::with(Settings::default(), refuse, Manners::default());
        let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
        let wrong = Login::call_client(ALICE, "demo").password(Password::new("wrong"));
        let failure = client.log_in(wrong).expect_err("it is refused");
        // The first two are reported before the password is checked, the others only after it.
        let early = [FailureCause::UnknownId, FailureCause::NetworkServerConnectivityFailure].contains(cause);
        let expected = if early { *cause } else { FailureCause::IncorrectPassword };
        assert_eq!(failure.cause(), Some(expected));
        let failure = client.log_in(Login::call_client(ALICE, "demo").password(password())).expect_err("it is refused");
        assert_eq!(failure.cause(), Some(*cause));
    }
}

#[test]
fn a_second_login_forces_the_first_out() {
    let simulator = Simulator::start(0);
    let mut first = Client::ready(&simulator, ALICE);
    let mut other = Client::connect(simulator.cap_c, Protocol::CapC);
    other.log_in(Login::call_client(ALICE, "another").password(password())).expect("the password is right");
    assert!(first.settle().is_empty(), "another application is no duplicate");
    let _second = Client::ready(&simulator, ALICE);
    let document = first.next();
    assert_eq!(first.session().ended_by(&document), Some(UserLogoutReason::ForceLogoutDuplicate.into()));
    // The first session no longer has any effect.
    first.is_senseless = true;
    first.act(|user| CallAction::dial(user, "2405550199"));
    assert!(first.settle().is_empty());
    assert_eq!(types(&other.settle()), [CommandType::ProfileUpdate, CommandType::SessionUpdate]);
}

#[test]
fn a_client_that_logs_out_gets_nothing_more() {
    let simulator = Simulator::start(0);
    let mut client = Client::ready(&simulator, ALICE);
    client.log_out();
    client.is_senseless = true;
    client.act(|user| CallAction::dial(user, "2405550199"));
    assert!(client.settle().is_empty());
    client.log_in(Login::call_client(ALICE, "demo").password(password())).expect("the password is right");
    assert!(client.reach("2405550199").call_answer_time.is_some());
}

#[test]
fn a_simulator_that_stops_says_so() {
    let simulator = Simulator::start(0);
    let mut client = Client::ready(&simulator, ALICE);
    drop(simulator);
    let document = client.next();
    assert_eq!(client.session().ended_by(&document), Some(UserLogoutReason::ForceLogoutLocked.into()));
    assert!(client.receive().is_none());
}

#[test]
fn several_applications_log_in_over_one_connection_at_once() {
    let simulator = Simulator::start(0);
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    let mut logins = [
        Login::call_client(ALICE, "demo").password(password()),
        Login::attendant_console(ALICE, "demo").password(password()),
        Login::call_client(ALICE, "another").password(password()),
        Login::call_client(QUEUE, "demo").supervisor(ALICE).password(password()),
    ];
    for login in &mut logins {
        let start = login.start();
        client.send(&start);
    }
    let mut uids = std::collections::BTreeSet::new();
    while uids.len() < logins.len() {
        let document = client.next();
        let answers: Vec<_> = logins.iter_mut().map(|login| login.receive(&document)).collect();
        for answer in answers {
            if let Some(document) = answer.send {
                client.send(&document);
            }
            if let Outcome::LoggedIn(session) = answer.outcome {
                uids.insert(text(&session.user_uid));
            }
        }
    }
}

#[test]
fn a_connection_controls_the_calls_of_one_user() {
    let simulator = Simulator::start(0);
    let mut client = Client::ready(&simulator, ALICE);
    let bob = || Login::call_client(BOB, "demo").password(password());
    let refused = |outcome| matches!(outcome, Outcome::Failed(failure) if failure.cause() == Some(FailureCause::UnauthorizedClientCallControl));
    let failure = client.log_in(bob()).expect_err("the connection is on behalf of Alice");
    assert!(refused(Outcome::Failed(failure)));
    assert!(client.reach("2405550199").call_answer_time.is_some(), "Alice stays logged in");
    // A console of another user controls no calls. When Alice has logged out, the connection is free.
    client.log_in(Login::attendant_console(BOB, "demo").password(password())).expect("it is no call control");
    let mut client = Client::ready(&simulator, ALICE);
    client.log_out();
    client.log_in(bob()).expect("the password is right");
    // Of two logins at once, the first counts.
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    let mut logins = [Login::call_client(ALICE, "both").password(password()), bob()];
    let starts = logins.each_mut().map(Login::start);
    starts.iter().for_each(|start| client.send(start));
    let mut over = [false; 2];
    while over != [true; 2] {
        let document = client.next();
        for (at, login) in logins.iter_mut().enumerate() {
            let reply = login.receive(&document);
            match reply.outcome {
                Outcome::LoggedIn(session) => assert_eq!((at, &*session.applicant.id), (0, ALICE)),
                Outcome::Failed(failure) => assert!(at == 1 && refused(Outcome::Failed(failure))),
                _ => {
                    reply.send.iter().for_each(|document| client.send(document));
                    continue;
                }
            }
            over[at] = true;
            reply.send.iter().for_each(|document| client.send(document));
        }
    }
}

#[test]
fn a_user_without_a_password_needs_no_nonce() {
    let open = |subscriber: &mut broadworks_simulator::Subscriber| {
        if subscriber.id == BOB {
            subscriber.password = None;
        }
    };
    let simulator = Simulator::with(Settings::default(), open, Manners::default());
    let request = |id: &'static str| {
        Document::new(RegisterRequest::build(|it| {
            it.user = register_request::User::build(|it| {
                it.user_type = Some(UserType::CallClient.into());
                it.id = Some(id.into());
                it.application_id = Some("demo".into());
            });
        }))
    };
    for (id, cause) in [(BOB, None), (ALICE, Some(FailureCause::IncorrectPassword))] {
        let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
        client.send(&request(id));
        let Command::RegisterResponse(response) = client.next().command else { panic!("a registerResponse") };
        let told = response.user.failure.and_then(|failure| failure.failure_cause()).map(|cause| cause.to_owned());
        assert_eq!(told, cause);
    }
}

/// One deployed client takes each line as a document.
#[test]
fn every_document_is_a_line() {
    let simulator = Simulator::start(0);
    let stream = TcpStream::connect(simulator.cap_c).expect("it listens");
    stream.set_read_timeout(Some(core::time::Duration::from_secs(20))).expect("a timeout can be set");
    let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
    let mut login = Login::call_client(ALICE, "demo").version(CapVersion::V14_0).password(password());
    let mut next = Some(login.start());
    let mut seen = Vec::new();
    let mut dialled = false;
    while seen.last() != Some(&Some(CommandType::CallControlInfo)) {
        if let Some(document) = next.take() {
            let mut bytes = Vec::new();
            document.encode(&mut bytes).expect("it can be written");
            (&stream).write_all(&bytes).expect("the simulator takes it");
        }
        let line = lines.next().expect("the simulator stays").expect("no fault of the stream");
        assert!(line.contains("<BroadsoftDocument ") && line.ends_with("</BroadsoftDocument>"), "{line}");
        let document = Document::decode(line.as_bytes()).expect("a good document").into_owned();
        assert_eq!(document.version, Some(CapVersion::V14_0.into()), "the version of the client");
        if let Command::CallUpdate(update) = &document.command {
            let call = &update.user.calls[0];
            // The fields this client requires.
            assert!(call.state.is_some() && call.personality.is_some() && call.remote_number.is_some());
            assert!(call.release_cause.is_some() && call.call_type.is_some() && call.remote_name.is_some());
            assert_ne!(call.state, Some(CallState::Released.into()));
        }
        seen.push(document.command.command_type());
        next = login.receive(&document).send;
        if matches!(document.command, Command::SessionUpdate(_)) && !dialled {
            dialled = true;
            let identity = broadworks_cap::message::Identity::cap_c(ALICE, "demo");
            next = Some(Document::new(CallAction::dial(identity, "2405550199")));
        }
    }
    assert!(dialled);
}
