//! Tests of the simulator as a part of a test: actions, the journal, why a message had no effect, what is wrong with a
//! digest, and runs that are the same every time.

#[allow(dead_code, reason = "the flows need more of it")]
#[path = "flows/client.rs"]
mod client;

use core::time::Duration;
use std::io::Write;
use std::net::TcpStream;

use broadworks_cap::login::{Failure, Login, Outcome, Password, secure_password};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{CallState, CommandType, FailureCause, UpdateReason, UserLogoutReason};
use broadworks_cap::{Command, Document, Encoder, Protocol};
use broadworks_simulator::{Action, Change, Event, Ignored, Mistake, Setup, Simulator, Subscriber};

use client::{ALICE, BOB, Client, QUEUE, id, text};

/// The longest that a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A time at which the clock stands.
const NOON: u64 = 1_700_000_000_000;

/// A password of which the characters have one, two and three bytes.
const PASSWORD: &str = "pässwörd€";

fn setup() -> Setup {
    let setup = Setup::new().user((ALICE, "open sesame")).user((BOB, "open sesame")).queue((QUEUE, "open sesame"));
    setup.ccc2().clock_at(NOON)
}

fn start() -> Simulator {
    Simulator::start(setup()).expect("free ports")
}

fn ready(simulator: &Simulator, id: &'static str) -> Client {
    let mut client = Client::connect(simulator.cap_c(), Protocol::CapC);
    client
        .log_in(Login::call_client(id, "demo").password(Password::new("open sesame")))
        .expect("the password is right");
    client.settle();
    client
}

#[test]
fn what_is_let_happen_reaches_the_clients() {
    let simulator = start();
    let (mut alice, mut farm) =
        (ready(&simulator, ALICE), Client::connect(simulator.ccc2().expect("farms"), Protocol::Ccc2));
    farm.settle();
    let call = simulator.ring(ALICE, "0102").expect("the phone is free");
    let ringing = alice.call(CallState::Alerting);
    assert_eq!((id(&ringing), &*text(&ringing.remote_number)), (call.clone(), "2405550102"));
    assert_eq!(text(&ringing.remote_name), "Bob Example", "a user who calls is known");
    assert_eq!(id(&farm.call(CallState::Alerting)), call);
    simulator.answer(&call).expect("it rings");
    assert_eq!(id(&alice.call(CallState::Active)), call);
    assert_eq!(simulator.answer(&call), Err(Ignored::WrongState));
    simulator.hang_up(&call).expect("it is not over");
    assert_eq!(id(&alice.call(CallState::Released)), call);
    assert_eq!(
        (simulator.hang_up(&call), simulator.answer(&call)),
        (Err(Ignored::UnknownCall), Err(Ignored::UnknownCall))
    );

    simulator.profile(ALICE, Change::Dnd(true)).expect("she is a user");
    assert!(alice.settle().iter().any(|command| matches!(command, Command::ProfileUpdate(_))));
    assert_eq!(simulator.ring(ALICE, "2405550190"), Err(Ignored::WrongState), "she does not want to be disturbed");
    assert_eq!(simulator.profile(QUEUE, Change::Dnd(true)), Err(Ignored::UnknownUser));
    assert_eq!(simulator.ring("mallory@example.com", "2405550190"), Err(Ignored::UnknownUser));

    simulator.force_logout(ALICE, UserLogoutReason::ForceLogoutLocked).expect("she is logged in");
    assert_eq!(alice.session().ended_by(&alice.next()), Some(UserLogoutReason::ForceLogoutLocked.into()));
    let again = Action::ForceLogout { user: ALICE.into(), reason: UserLogoutReason::ForceLogoutLocked };
    assert_eq!(simulator.act(&again), Err(Ignored::NotLoggedIn));
}

#[test]
fn calls_of_a_queue_come_and_go() {
    let simulator = start();
    let mut supervisor = Client::connect(simulator.cap_c(), Protocol::CapC);
    let login = Login::call_client(QUEUE, "demo").supervisor(BOB).password(Password::new("open sesame"));
    supervisor.log_in(login).expect("the password is right");
    supervisor.settle();
    let mut next = |wanted: UpdateReason| {
        supervisor.until(|command| match command {
            Command::QueueUpdate(update) if update.queue.update_reason == Some(wanted.into()) => {
                Some(text(&update.queue.calls[0].call_id))
            }
            _ => None,
        })
    };
    let call = simulator.queue_call(QUEUE, "2405550191").expect("there is room");
    assert_eq!(next(UpdateReason::CallAdded), call);
    simulator.hang_up(&call).expect("it waits");
    assert_eq!(next(UpdateReason::CallAbandoned), call);
    assert_eq!(simulator.hang_up(&call), Err(Ignored::UnknownCall));
    assert_eq!(simulator.queue_call(ALICE, "2405550191"), Err(Ignored::UnknownUser));
}

#[test]
fn the_journal_says_who_said_what_and_why_it_had_no_effect() {
    let simulator = start();
    let journal = simulator.journal();
    let mut alice = ready(&simulator, ALICE);
    alice.is_senseless = true;
    let mut ignored = |document: &Document<'_>| {
        let now = journal.from_now();
        alice.send_undocumented(document);
        let entry = now.wait_for(PATIENCE, |entry| matches!(entry.event, Event::Received(_))).expect("it comes");
        assert_eq!(entry.document(), Some(document));
        assert_eq!(
            &entry.bytes.trim_ascii(),
            &Encoder::new(Protocol::CapC).to_vec(document).expect("bytes").trim_ascii()
        );
        assert_eq!((entry.protocol, entry.at), (Protocol::CapC, NOON));
        entry.ignored
    };
    let us = || Identity::cap_c(ALICE, "demo");
    let act = |action| Document::new(action);
    assert_eq!(ignored(&act(CallAction::answer(us(), "callhalf-1:0"))), Some(Ignored::UnknownCall));
    assert_eq!(ignored(&act(CallAction::redial(us()))), Some(Ignored::WrongState));
    assert_eq!(ignored(&act(CallAction::dial(us(), ""))), Some(Ignored::MissingParameter));
    let mut unknown = act(CallAction::redial(us()));
    unknown.set("user/action/actionType", "Redail").expect("there is one");
    assert_eq!(ignored(&unknown), Some(Ignored::UnknownAction));
    assert_eq!(ignored(&act(CallAction::redial(Identity::cap_c(BOB, "demo")))), Some(Ignored::NotLoggedIn));
    assert_eq!(ignored(&Document::new(QueueAction::refresh(us()))), Some(Ignored::NotAllowed));
    assert_eq!(ignored(&Document::new(MonitoringUsersRequest::add(us(), [BOB]))), Some(Ignored::NotLoggedIn));
    let mut login = Login::call_client(BOB, "demo").password(Password::new("open sesame"));
    let start = login.start();
    assert_eq!(ignored(&start), None);
    assert_eq!(ignored(&act(CallAction::dial(us(), "2405550199"))), None);
    let call = alice.call(CallState::Alerting);
    assert_eq!(journal.find(|entry| entry.is_of(BOB)).map(|entry| entry.number > 5), Some(true));
    let hold = Document::new(CallAction::hold(us(), id(&call)));
    let now = journal.from_now();
    alice.send_undocumented(&hold);
    let entry = now.wait_for(PATIENCE, |entry| entry.received().is_some()).expect("it comes");
    assert_eq!(entry.ignored, Some(Ignored::WrongState), "it is not answered");
    let line = entry.to_string();
    assert!(line.contains("callAction") && line.contains("does not allow it"), "{line}");
    // Everything sent is there in the order in which it was sent, with user and application.
    let sent = journal.entries().into_iter().filter(|entry| entry.sent().is_some());
    let kinds: Vec<_> = sent.clone().filter_map(|entry| entry.sent()?.command_type()).collect();
    let expected = [CommandType::ResponseAuthentication, CommandType::RegisterResponse, CommandType::ProfileUpdate];
    assert_eq!(kinds[..3], expected);
    for entry in sent.filter(|entry| entry.is_of(ALICE)) {
        assert_eq!(entry.application.as_deref(), Some("demo"), "{entry}");
        assert_eq!((&entry.findings[..], entry.ignored), (&[][..], None), "{entry}");
    }
}

#[test]
fn the_journal_tells_what_is_wrong_with_a_message() {
    let simulator = start();
    let journal = simulator.journal();
    let mut stream = TcpStream::connect(simulator.cap_c()).expect("it listens");
    stream.write_all(b"<BroadsoftDocument><a></b></BroadsoftDocument>\n\x1b[31m").expect("it takes it");
    let action = Document::new(CallAction::redial(Identity::cap_c(ALICE, "demo"))).to_vec().expect("bytes");
    let action = String::from_utf8(action).expect("text").replace("Redial", "Redail");
    stream.write_all(action.as_bytes()).expect("it takes it");
    let malformed = journal.wait_for(PATIENCE, |entry| matches!(entry.event, Event::Malformed(_))).expect("it comes");
    assert!(malformed.bytes.starts_with(b"<BroadsoftDocument>"));
    let wrong = journal.wait_for(PATIENCE, |entry| entry.received().is_some()).expect("it comes");
    // Nobody is logged in, and there is no such action.
    let rules: Vec<_> = wrong.findings.iter().map(|finding| (finding.id, finding.severity.is_none())).collect();
    assert!(rules == [("attribute-value", false), ("client-before-login", true)], "{rules:?}");
    assert_eq!(wrong.ignored, Some(Ignored::NotLoggedIn));
    drop(stream);
    let closed = journal.wait_for(PATIENCE, |entry| matches!(entry.event, Event::Closed(_))).expect("it ends");
    assert_eq!(closed.connection, malformed.connection);
    let missing = journal.wait_for(Duration::ZERO, |_| false).expect_err("there is no such entry");
    let shown = format!("{missing}{missing:?}");
    assert!(shown.contains("Malformed") || shown.contains("malformed"), "{shown}");
    assert!(!shown.contains('\x1b'), "a client does not steer the terminal");
}

#[test]
fn a_refused_login_says_which_mistake_it_was() {
    let setup =
        Setup::new().user((ALICE, PASSWORD)).user(Subscriber::from((BOB, "x")).refused(FailureCause::UnknownId));
    let simulator = Simulator::start(setup).expect("a free port");
    let journal = simulator.journal();
    let mut used = String::new();
    let mut attempt = |change: &dyn Fn(&str, &str) -> Option<String>| {
        let mut client = Client::connect(simulator.cap_c(), Protocol::CapC);
        let mut login = Login::call_client(ALICE, "demo").password(Password::new(PASSWORD));
        client.send(&login.start());
        let challenge = client.next();
        let Command::ResponseAuthentication(response) = &challenge.command else { panic!("a nonce") };
        let nonce = text(&response.nonce);
        let mut request = login.receive(&challenge).send.expect("a digest");
        let Command::RegisterRequest(register) = &mut request.command else { panic!("a registerRequest") };
        register.user.secure_password = change(&nonce, &used).map(|text| broadworks_cap::Text::from(text).into());
        let now = journal.from_now();
        client.send_undocumented(&request);
        let answer = login.receive(&client.next());
        assert_eq!(answer.outcome, Outcome::Failed(Failure::Refused(FailureCause::IncorrectPassword.into())));
        used = nonce;
        now.find(|entry| entry.received().is_some()).expect("it came").mistake
    };
    let right = |nonce: &str, password: Password| Some(secure_password(nonce, &password).reveal().to_owned());
    assert_eq!(attempt(&|nonce, _| right(nonce, Password::new("guess"))), Some(Mistake::WrongPassword));
    assert_eq!(attempt(&|_, used| right(used, Password::new(PASSWORD))), Some(Mistake::UsedNonce));
    assert_eq!(
        attempt(&|nonce, _| right(nonce, Password::new(PASSWORD)).map(|digest| digest.to_uppercase())),
        Some(Mistake::UpperCase)
    );
    assert_eq!(attempt(&|_, _| Some(PASSWORD.into())), Some(Mistake::PlainPassword));
    assert_eq!(attempt(&|_, _| None), Some(Mistake::NoDigest));
    // The SHA-1 of the password alone, and of its first nine bytes, as one deployed client computes it.
    let sha1 = |bytes: &[u8]| <[u8; 20]>::from(<sha1::Sha1 as sha1::Digest>::digest(bytes));
    let hex = |bytes: [u8; 20]| Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
    assert_eq!(attempt(&|_, _| hex(sha1(PASSWORD.as_bytes()))), Some(Mistake::NoMd5));
    let cut = &PASSWORD.as_bytes()[..PASSWORD.chars().count()];
    assert_eq!(attempt(&|nonce, _| right(nonce, Password::from_sha1(sha1(cut)))), Some(Mistake::Characters));
    let mut client = Client::connect(simulator.cap_c(), Protocol::CapC);
    let mut login = Login::call_client(ALICE, "demo").password(Password::new(PASSWORD));
    login.start();
    client.is_senseless = true;
    let request = broadworks_cap::message::register_request::RegisterRequest::build(|it| {
        it.user = broadworks_cap::message::register_request::User::build(|it| {
            it.user_type = Some(broadworks_cap::message::values::UserType::CallClient.into());
            it.id = Some(ALICE.into());
            it.application_id = Some("demo".into());
            it.secure_password = Some(broadworks_cap::Text::from("0".repeat(32)).into());
        });
    });
    client.send(&Document::new(request));
    client.next();
    assert!(journal.find(|entry| entry.mistake == Some(Mistake::NoNonce)).is_some());
    // No line of the journal shows a password or a digest.
    for entry in journal.entries() {
        let line = entry.to_string();
        assert!(!line.contains(PASSWORD) && !line.contains(&"0".repeat(32)), "{line}");
    }
}

#[test]
fn a_run_with_a_fixed_clock_and_nonce_is_the_same_every_time() {
    let run = || {
        let simulator = Simulator::start(setup().nonce("1700000000123")).expect("free ports");
        let mut alice = ready(&simulator, ALICE);
        let call = simulator.ring(ALICE, "2405550190").expect("the phone is free");
        alice.call(CallState::Alerting);
        // Nothing happens until time passes: two seconds later the call is answered.
        assert!(alice.settle().iter().all(|command| !matches!(command, Command::CallUpdate(_))));
        simulator.advance(Duration::from_millis(1_999));
        assert!(alice.settle().iter().all(|command| !matches!(command, Command::CallUpdate(_))));
        simulator.advance(Duration::from_millis(1));
        alice.call(CallState::Active);
        // Another five minutes later comes a keepalive.
        simulator.advance(Duration::from_secs(300));
        alice.until(|command| matches!(command, Command::ServerStatusRequest(_)).then_some(()));
        simulator.hang_up(&call).expect("it is not over");
        alice.call(CallState::Released);
        let entries = simulator.journal().entries();
        entries.iter().map(|entry| (entry.number, entry.at, entry.bytes.clone())).collect::<Vec<_>>()
    };
    let first = run();
    assert_eq!(first, run());
    assert_eq!(first.last().map(|(_, at, _)| *at), Some(NOON + 302_000));
}

#[test]
fn the_journal_keeps_the_newest_entries() {
    let simulator = Simulator::start(setup().journal(10)).expect("free ports");
    let mut alice = ready(&simulator, ALICE);
    (0..20).for_each(|_| _ = alice.settle());
    let entries = simulator.journal().entries();
    assert_eq!(entries.len(), 10);
    assert!(entries.windows(2).all(|pair| pair[1].number == pair[0].number + 1));
    let none = Simulator::start(setup().journal(0)).expect("free ports");
    ready(&none, ALICE);
    assert!(none.journal().entries().is_empty());
}

#[test]
fn two_subscribers_cannot_have_one_id() {
    let error = Simulator::start(setup().user(QUEUE)).expect_err("it is a call center");
    assert!(error.to_string().contains("twice") && error.to_string().contains(QUEUE), "{error}");
}

#[test]
fn the_snapshot_is_what_the_clients_were_told() {
    let simulator = start();
    let mut alice = ready(&simulator, ALICE);
    let call = simulator.ring(ALICE, "2405550190").expect("the phone is free");
    let told = alice.call(CallState::Alerting);
    let seen = simulator.calls(ALICE);
    assert_eq!((seen.len(), &seen[0].id, seen[0].state), (1, &call, CallState::Alerting));
    assert_eq!(told.remote_number.as_deref(), Some(&*seen[0].number));
    simulator.answer(&call).expect("it rings");
    alice.call(CallState::Active);
    alice.settle();
    let snapshot = simulator.snapshot();
    let user = &snapshot.users[ALICE];
    assert_eq!((user.calls[0].state, user.off_hook, user.sessions), (CallState::Active, true, 1));
    assert_eq!(user.calls[0].answered, Some(snapshot.time));
    simulator.hang_up(&call).expect("it is not over");
    assert!(simulator.calls(ALICE).is_empty());
    // A queue keeps its order, and its callers wait.
    let added = simulator.queue_call(QUEUE, "2405550191").expect("there is room");
    simulator.advance(Duration::from_secs(3));
    let queue = simulator.queue(QUEUE);
    assert_eq!(queue.last().map(|call| (&call.id, call.wait)), Some((&added, 3_000)));
    assert!(simulator.agents().keys().any(|id| id == ALICE));
}
