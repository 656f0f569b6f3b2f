//! The asynchronous client against the simulator: events, answers, reconnects, logouts, many at once.

#![cfg(feature = "tokio")]

use std::future::Future;
use std::time::Duration;

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{FailureCause, FailureReason, UserLogoutReason};
use broadworks_cap::{Command, Document};
use broadworks_client::asynchronous::{Client, Events};
use broadworks_client::{Backoff, Event, Login, Options, Password, Reason, RequestError};
use broadworks_simulator::{Setup, Simulator, Subscriber};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const CAROL: &str = "carol@example.com";
const QUEUE: &str = "support@example.com";
const PATIENCE: Duration = Duration::from_secs(20);

fn setup() -> Setup {
    let carol = Subscriber::new(CAROL, None).private();
    Setup::new().user((ALICE, "secret")).user((BOB, "hidden")).user(carol).queue((QUEUE, "secret")).ccc2()
}

fn console(simulator: &Simulator) -> Options {
    options(simulator, Login::attendant_console(ALICE, "demo"))
}

fn options(simulator: &Simulator, login: Login) -> Options {
    let millis = Duration::from_millis;
    let options = Options::cap_c(&simulator.cap_c().to_string(), login.password(Password::new("secret")));
    options.backoff(Backoff::new(millis(1), millis(10)).seed(1))
}

async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("it comes soon")
}

/// Returns the first event for which there is an answer.
async fn until<T>(events: &mut Events, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
    soon(async {
        loop {
            let event = events.next().await.expect("the client goes on");
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    })
    .await
}

fn of_document<T>(event: &Event, of: impl FnOnce(&Document<'_>) -> Option<T>) -> Option<T> {
    if let Event::Document(document) = event { of(document) } else { None }
}

/// Whether the watched user is on the phone, of the first event that says so.
async fn hook(events: &mut Events) -> (String, bool) {
    until(events, |event| {
        of_document(event, |document| match &document.command {
            Command::SessionUpdate(update) => {
                Some((document.subject().monitored_user_id?.to_string(), update.user.off_hook()?))
            }
            _ => None,
        })
    })
    .await
}

#[tokio::test]
async fn it_logs_in_asks_hears_and_logs_out() {
    let simulator = Simulator::start(setup()).expect("a free port");
    let (client, mut events) = Client::start(console(&simulator));
    // A question waits for the login.
    let answer = soon(client.monitor([BOB, CAROL])).await.expect("an answer");
    assert_eq!(answer.user.failed_users.len(), 1);
    assert_eq!(answer.user.failed_users[0].id(), Some(CAROL));
    assert_eq!(answer.user.failed_users[0].failure_reason(), Some(FailureReason::PrivateUser));
    assert!(matches!(soon(events.next()).await, Some(Event::Online { session: Some(_) })));
    assert_eq!(hook(&mut events).await, (BOB.to_owned(), false));
    simulator.ring(BOB, "2405550190").expect("the phone is free");
    assert!(soon(client.info()).await.expect("an answer").versions.len() > 3);
    assert!(matches!(soon(client.log_out()).await, Reason::LogOut { complete: true }));
    let logged_out = |entry: &broadworks_simulator::Entry| matches!(entry.received(), Some(Command::UnRegister(_)));
    simulator.journal().wait_for(PATIENCE, logged_out).expect("it was sent");
    until(&mut events, |event| matches!(event, Event::Offline { retry: None, .. }).then_some(())).await;
    assert!(events.next().await.is_none());
    assert_eq!(client.send(CallAction::redial(Identity::default())).await, Err(RequestError::Ended));
}

#[tokio::test]
async fn after_a_restart_of_the_server_it_watches_the_same_users() {
    let simulator = Simulator::start(setup()).expect("a free port");
    let address = simulator.cap_c();
    let (client, mut events) = Client::start(console(&simulator));
    soon(client.monitor([BOB])).await.expect("an answer");
    assert!(!hook(&mut events).await.1);
    tokio::task::spawn_blocking(|| simulator.stop()).await.expect("no panic");
    let reason = until(&mut events, |event| match event {
        Event::Offline { reason, retry: Some(_) } => Some(reason.clone()),
        _ => None,
    });
    assert!(matches!(reason.await, Reason::LoggedOut(reason) if reason == UserLogoutReason::ForceLogoutLocked));
    assert_eq!(client.send(CallAction::redial(Identity::default())).await, Err(RequestError::Offline));
    let simulator = Simulator::start(setup().listen(address)).expect("the port is free again");
    until(&mut events, |event| matches!(event, Event::Online { .. }).then_some(())).await;
    assert_eq!(hook(&mut events).await, (BOB.to_owned(), false));
    drop((client, events));
    let logged_out = |entry: &broadworks_simulator::Entry| matches!(entry.received(), Some(Command::UnRegister(_)));
    tokio::task::spawn_blocking(move || simulator.journal().wait_for(PATIENCE, logged_out).expect("it was sent"))
        .await
        .expect("no panic");
}

#[tokio::test]
async fn what_cannot_help_is_not_tried_again() {
    let simulator = Simulator::start(setup()).expect("a free port");
    let wrong = Login::call_client(BOB, "demo");
    let (client, mut events) = Client::start(options(&simulator, wrong));
    let refused = soon(client.online()).await.expect_err("the password is another's");
    assert!(matches!(&refused, Reason::Login(failure) if failure.cause() == Some(FailureCause::IncorrectPassword)));
    assert!(matches!(events.next().await, Some(Event::Offline { retry: None, .. })));
    assert!(events.next().await.is_none());
    assert_eq!(client.counts().attempts, 1);

    // Another client takes the place of this one, and is not thrown out in turn.
    let (first, _first_events) = Client::start(console(&simulator));
    soon(first.online()).await.expect("the password is right");
    let (second, _second_events) = Client::start(console(&simulator));
    soon(second.online()).await.expect("the password is right");
    assert!(matches!(soon(first.log_out()).await, Reason::LoggedOut(_) | Reason::LogOut { .. }));
    assert!(second.is_online());
}

#[tokio::test]
async fn a_farm_is_online_at_once() {
    let simulator = Simulator::start(setup().answer_after(Duration::ZERO)).expect("a free port");
    let (client, mut events) = Client::start(Options::ccc2(&simulator.ccc2().expect("it listens").to_string()));
    assert!(matches!(soon(events.next()).await, Some(Event::Online { session: None })));
    client.send(CallAction::dial(Identity::ccc2(ALICE), "2405550199")).await.expect("it is online");
    let number = until(&mut events, |event| {
        of_document(event, |document| match &document.command {
            Command::CallUpdate(update) => update.user.calls.first()?.remote_number().map(str::to_owned),
            _ => None,
        })
    });
    assert_eq!(number.await, "2405550199");
    let queue = soon(client.queue(Identity::ccc2(QUEUE))).await.expect("an answer");
    assert_eq!(queue.queue.calls.len(), 3);
    let info = soon(client.queue_info(Identity::ccc2(BOB))).await.expect("an answer");
    assert_eq!(info.user.call_centers[0].id(), Some(QUEUE));
    assert!(matches!(soon(client.log_out()).await, Reason::LogOut { complete: true }));
}
