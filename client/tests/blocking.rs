//! The blocking client against the simulator.

use std::time::Duration;

use broadworks_cap::Command;
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{FailureCause, UserLogoutReason};
use broadworks_client::blocking::Client;
use broadworks_client::{Backoff, Event, Login, Options, Password, Reason, RequestError};
use broadworks_simulator::{Entry, Setup, Simulator};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const PATIENCE: Duration = Duration::from_secs(20);

fn setup() -> Setup {
    Setup::new().user((ALICE, "secret")).user((BOB, "hidden")).answer_after(Duration::ZERO)
}

fn console(address: std::net::SocketAddr, password: &str) -> Client {
    let login = Login::attendant_console(ALICE, "demo").password(Password::new(password));
    let millis = Duration::from_millis;
    Client::new(Options::cap_c(address.to_string(), login).backoff(Backoff::new(millis(1), millis(10))))
}

/// Returns the first event for which there is an answer.
fn until<T>(client: &mut Client, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
    for _ in 0..1_000 {
        let event = client.next_within(PATIENCE).expect("the client goes on");
        if let Some(found) = wanted(&event) {
            return found;
        }
    }
    panic!("it does not come");
}

fn of_bob(event: &Event) -> Option<bool> {
    let Event::Document(document) = event else { return None };
    let Command::SessionUpdate(update) = &document.command else { return None };
    assert_eq!(document.subject().monitored_user_id.as_deref(), Some(BOB));
    update.user.off_hook()
}

fn log_out_of(entry: &Entry) -> bool {
    matches!(entry.received(), Some(Command::UnRegister(_)))
}

#[test]
fn it_asks_reconnects_and_logs_out() {
    let simulator = Simulator::start(setup()).expect("a free port");
    let address = simulator.cap_c();
    let mut client = console(address, "secret");
    assert!(client.monitor([BOB]).expect("an answer").user.failed_users.is_empty());
    assert!(client.is_online());
    // What came before the answer comes as events.
    assert!(matches!(client.next(), Some(Event::Online { session: Some(_) })));
    assert!(!until(&mut client, of_bob));
    simulator.ring(BOB, "2405550190").expect("the phone is free");
    assert!(until(&mut client, of_bob));
    // It waits for its clients to leave.
    let stopping = std::thread::spawn(|| simulator.stop());
    let reason = until(&mut client, |event| match event {
        Event::Offline { reason, retry: Some(_) } => Some(reason.clone()),
        _ => None,
    });
    assert!(matches!(reason, Reason::LoggedOut(reason) if reason == UserLogoutReason::ForceLogoutLocked));
    assert_eq!(client.send(CallAction::redial(Identity::default())), Err(RequestError::Offline));
    stopping.join().expect("no panic");
    let simulator = Simulator::start(setup().listen(address)).expect("the port is free again");
    until(&mut client, |event| matches!(event, Event::Online { .. }).then_some(()));
    assert!(!until(&mut client, of_bob), "the same user is watched again");
    assert!(matches!(client.log_out(), Reason::LogOut { complete: true }));
    simulator.journal().wait_for(PATIENCE, log_out_of).expect("it was sent");
    until(&mut client, |event| matches!(event, Event::Offline { retry: None, .. }).then_some(()));
    assert!(client.next().is_none() && client.has_ended());
    assert!(matches!(client.monitor([BOB]), Err(RequestError::Ended)));
}

#[test]
fn what_cannot_help_is_not_tried_again() {
    let simulator = Simulator::start(setup()).expect("a free port");
    let mut client = console(simulator.cap_c(), "wrong");
    let Some(Event::Offline { reason: Reason::Login(failure), retry: None }) = client.next() else {
        panic!("it is refused")
    };
    assert_eq!(failure.cause(), Some(FailureCause::IncorrectPassword));
    assert!(client.next().is_none());
    assert_eq!((client.counts().attempts, client.counts().refusals), (1, 1));
}

#[test]
fn nobody_there_is_tried_again_and_again() {
    // Nobody listens on a port that has just been given back.
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = free.local_addr().expect("it has one");
    drop(free);
    let mut client = console(address, "secret");
    for _ in 0..3 {
        let event = client.next();
        assert!(matches!(event, Some(Event::Offline { reason: Reason::Unreachable(_), retry: Some(_) })), "{event:?}");
    }
    assert!(client.next_within(Duration::ZERO).is_none_or(|event| matches!(event, Event::Offline { .. })));
    assert!(matches!(client.log_out(), Reason::LogOut { complete: false }));
}
