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
    let options = Options::cap_c(simulator.cap_c().to_string(), login.password(Password::new("secret")));
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
    let (client, mut events) = Client::start(Options::ccc2(simulator.ccc2().expect("it listens").to_string()));
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

#[tokio::test]
async fn requests_at_once_get_their_own_answers() {
    let simulator = Simulator::start(setup()).expect("a free port");
    let login = Login::call_client(ALICE, "demo");
    let (client, mut events) = Client::start(options(&simulator, login));
    soon(client.online()).await.expect("the password is right");
    let reader = tokio::spawn(async move { while events.next().await.is_some() {} });
    let act = |code: usize| {
        let client = client.clone();
        async move {
            let action = CallAction::tag_call_with_disposition_code(Identity::default(), None, code.to_string());
            let (one, two, three) = tokio::join!(
                client.act(action.request_response(code.to_string())),
                client.info(),
                client.queue_info(Identity::default())
            );
            assert_eq!(one.expect("an answer").user.action.id(), Some(&*code.to_string()));
            assert!(!two.expect("an answer").versions.is_empty());
            assert_eq!(three.expect("an answer").user.call_centers.len(), 1);
        }
    };
    let all: Vec<_> = (0..50).map(|code| tokio::spawn(act(code))).collect();
    for one in all {
        soon(one).await.expect("no panic");
    }
    assert_eq!((client.counts().requests, client.counts().answers), (150, 150));
    soon(client.log_out()).await;
    soon(reader).await.expect("no panic");
}

/// Streams in memory, whose other ends are handed to a server of the test.
fn in_memory(options: Options) -> (Client, Events, tokio::sync::mpsc::UnboundedReceiver<tokio::io::DuplexStream>) {
    let (accept, accepted) = tokio::sync::mpsc::unbounded_channel();
    let (client, events) = Client::start_over(options, move || {
        let (near, far) = tokio::io::duplex(4 << 10);
        let accept = accept.clone();
        async move {
            accept.send(far).map_err(|_| std::io::Error::from(std::io::ErrorKind::ConnectionRefused))?;
            Ok(near)
        }
    });
    (client, events, accepted)
}

fn numbered(number: usize) -> Vec<u8> {
    format!(
        "<BroadsoftDocument><command commandType=\"callUpdate\"><commandData><user id=\"{BOB}\">\
         <call callId=\"{number}\"/></user></commandData></command></BroadsoftDocument>\n"
    )
    .into_bytes()
}

fn number(event: &Event) -> Option<usize> {
    of_document(event, |document| document.get("user/call[0]/callId")?.parse().ok())
}

#[tokio::test(start_paused = true)]
async fn dropped_futures_lose_nothing() {
    use tokio::io::AsyncWriteExt;
    const COUNT: usize = 2_000;
    let (client, mut events, mut accepted) = in_memory(Options::ccc2("memory"));
    let mut server = accepted.recv().await.expect("it connects");
    let sending = tokio::spawn(async move {
        for number in 0..COUNT {
            for part in numbered(number).chunks(37 + number % 50) {
                server.write_all(part).await.expect("it reads");
                tokio::task::yield_now().await;
            }
        }
        server
    });
    let mut next = 0;
    let mut turn = 0_u64;
    while next < COUNT {
        turn += 1;
        // Most of these futures are dropped before they are done.
        tokio::select! {
            biased;
            () = async { for _ in 0..turn % 7 { tokio::task::yield_now().await } } => {}
            event = events.next() => if let Some(found) = number(&event.expect("it goes on")) {
                assert_eq!(found, next);
                next += 1;
            },
        }
        if turn.is_multiple_of(50) {
            let asking = client.queue_info(Identity::ccc2(ALICE));
            _ = tokio::time::timeout(Duration::ZERO, asking).await;
        }
    }
    // What was sent is whole, whatever was dropped.
    let mut server = sending.await.expect("no panic");
    drop((client, events));
    let mut sent = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut server, &mut sent).await.expect("it ends");
    let mut stream = broadworks_cap::message::StreamReader::new(broadworks_cap::Limits::default());
    stream.feed(&sent);
    stream.end();
    loop {
        match stream.next() {
            broadworks_cap::Event::Document(document) => assert!(document.command.name().is_some()),
            broadworks_cap::Event::Closed { clean } => break assert!(clean),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_slows_the_server_and_memory_does_not_grow() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::AsyncWriteExt;
    const COUNT: usize = 5_000;
    let (client, mut events, mut accepted) = in_memory(Options::ccc2("memory").room(1_000, 10_000).keepalive(None));
    let mut server = accepted.recv().await.expect("it connects");
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = sent.clone();
    tokio::spawn(async move {
        for number in 0..COUNT {
            let document = numbered(number);
            server.write_all(&document).await.expect("it reads");
            counter.fetch_add(document.len(), Ordering::SeqCst);
        }
        // It stays.
        std::future::pending::<()>().await;
    });
    let (mut next, mut taken) = (0, 0);
    while next < COUNT {
        // An hour passes for each hundred events.
        if next.is_multiple_of(100) {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            // What waits is at most the room, one event, and the buffers of the stream and of the client.
            let waiting = sent.load(Ordering::SeqCst) - taken;
            assert!(waiting < 10_000 + (4 << 10) + (64 << 10), "{waiting} bytes wait");
        }
        let event = events.next().await.expect("it goes on");
        if let Some(found) = number(&event) {
            assert_eq!(found, next);
            next += 1;
            taken += numbered(found).len();
        }
    }
    assert!(client.is_online(), "a slow reader is no silent server");
}

#[tokio::test(start_paused = true)]
async fn a_night_of_reconnects_passes_in_no_time() {
    use tokio::io::AsyncWriteExt;
    const ROUNDS: usize = 2_000;
    let (client, mut events, mut accepted) = in_memory(Options::ccc2("memory"));
    let server = tokio::spawn(async move {
        for round in 0..ROUNDS {
            let mut peer = accepted.recv().await.expect("it connects again");
            let document = numbered(round);
            let whole = if round % 3 == 0 { document.len() / 2 } else { document.len() };
            peer.write_all(&document[..whole]).await.expect("it reads");
        }
        accepted
    });
    let begun = tokio::time::Instant::now();
    let (mut offline, mut documents) = (0, 0);
    while offline < ROUNDS {
        match events.next().await.expect("it goes on") {
            Event::Offline { retry: Some(_), .. } => offline += 1,
            Event::Document(_) => documents += 1,
            _ => {}
        }
    }
    assert_eq!(documents, ROUNDS - ROUNDS.div_ceil(3));
    assert!(begun.elapsed() > Duration::from_secs(12 * 3_600));
    drop(server.await.expect("no panic"));
    assert!(matches!(client.log_out().await, Reason::LogOut { complete: false }));
}

#[tokio::test]
async fn a_thousand_clients_at_once_are_served_each_its_own() {
    const COUNT: usize = 1_000;
    let id = |number: usize| format!("user{number}@example.com");
    let manners = broadworks_simulator::Manners { connections: COUNT + 10, ..Default::default() };
    let setup = Setup::new().answer_after(Duration::ZERO).journal(0).manners(manners);
    let setup = (0..COUNT).fold(setup, |setup, number| setup.user(Subscriber::new(&id(number), None)));
    let simulator = Simulator::start(setup).expect("a free port");
    let address = simulator.cap_c().to_string();
    let mut clients: Vec<_> = (0..COUNT)
        .map(|number| Client::start(Options::cap_c(&address, Login::call_client(id(number), "demo"))))
        .collect();
    for (client, _) in &clients {
        soon(client.online()).await.expect("there is no password");
    }
    for (number, (client, _)) in clients.iter().enumerate() {
        client.send(CallAction::dial(Identity::default(), format!("24055{number:05}"))).await.expect("it is online");
    }
    for (number, (_, events)) in clients.iter_mut().enumerate() {
        let (user, called) = until(events, |event| {
            of_document(event, |document| match &document.command {
                Command::CallUpdate(update) => {
                    Some((document.subject().id?.to_string(), update.user.calls.first()?.remote_number()?.to_owned()))
                }
                _ => None,
            })
        })
        .await;
        assert_eq!((user, called), (id(number), format!("24055{number:05}")));
    }
    let leaving: Vec<_> = clients.iter().map(|(client, _)| client.log_out()).collect();
    for leaving in leaving {
        assert!(matches!(soon(leaving).await, Reason::LogOut { .. }));
    }
}
