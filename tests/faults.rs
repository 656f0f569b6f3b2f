//! Tests of network faults: broken connections, peers that are slow, flood, or stop reading, and
//! many peers at once. Complete documents are delivered, memory is bounded, and every end of a
//! connection is reported with its cause.

#[path = "../examples/simulator/cap_c.rs"]
mod cap_c;
#[path = "../examples/simulator/ccc2.rs"]
mod ccc2;
#[allow(dead_code, reason = "the flows need more of it")]
#[path = "flows/client.rs"]
mod client;
#[allow(dead_code, reason = "the flows need more of it")]
#[path = "../examples/simulator/hub.rs"]
mod hub;
#[allow(dead_code, reason = "the flows need more of it")]
#[path = "common/random.rs"]
mod random;
#[allow(dead_code, reason = "other tests need more of it")]
#[path = "common/script.rs"]
mod script;
#[allow(dead_code, reason = "the flows need more of it")]
#[path = "../examples/simulator/world/mod.rs"]
mod world;

use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::values::CallState;
use broadworks_cap::transport::{Connection, SendError};
use broadworks_cap::{Command, Document, Event, Kind, Protocol};

use client::{ALICE, BOB, Client, Simulator, text};
use hub::{Hub, Manners};
use random::Random;
use script::pair;
use world::{Settings, Subscriber};

fn encoded(document: &Document<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.encode(&mut bytes).expect("it can be written");
    bytes
}

fn dial(number: usize) -> Document<'static> {
    Document::new(CallAction::dial(Identity::cap_c(ALICE, "demo"), number.to_string()))
}

fn number(document: &Document<'_>) -> usize {
    let Command::CallAction(action) = &document.command else { panic!("a callAction: {document:?}") };
    action.user.action.params[0].value.parse().expect("a number")
}

/// Returns a request that the server answers without a login.
fn question() -> Document<'static> {
    Document::new(InfoRequest::build(|it| it.cap_version_request = Some(Default::default())))
}

/// Receives `count` documents, which must be numbered from 0.
fn receive_numbered(connection: &mut Connection<TcpStream>, count: usize) {
    for expected in 0..count {
        match connection.receive().expect("no fault of the stream") {
            Event::Document(document) => assert_eq!(number(&document), expected),
            other => panic!("{other:?} instead of document {expected}"),
        }
    }
}

#[test]
fn a_reset_in_a_document_comes_behind_those_before_and_is_an_error() {
    let document = encoded(&dial(20));
    for cut in [1, document.len() / 2, document.len() - 2] {
        let (mut near, mut far) = pair();
        // Unread data makes the peer's system reset the connection.
        near.send(&dial(0)).expect("the peer takes it");
        far.get_mut().peek(&mut [0; 8]).expect("it is there");
        for number in 0..20 {
            far.send(&dial(number)).expect("the peer takes it");
        }
        far.send_encoded(&document[..cut]).expect("the peer takes it");
        receive_numbered(&mut near, 20);
        drop(far);
        let error = near.receive().expect_err("it was reset");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "cut at {cut}");
    }
}

#[test]
fn an_end_in_a_document_is_none_between_two() {
    let document = encoded(&dial(3));
    let root_ends = document.trim_ascii_end().len();
    for cut in 0..=document.len() {
        let (mut near, mut far) = pair();
        for number in 0..3 {
            far.send(&dial(number)).expect("the peer takes it");
        }
        far.send_encoded(&document[..cut]).expect("the peer takes it");
        far.get_ref().shutdown(Shutdown::Write).expect("the direction ends");
        receive_numbered(&mut near, 3);
        let whole = cut == 0 || cut >= root_ends;
        if cut >= root_ends {
            let Ok(Event::Document(document)) = near.receive() else { panic!("cut at {cut}") };
            assert_eq!(number(&document), 3);
        } else if cut > 0 {
            let Ok(Event::Malformed(refused)) = near.receive() else { panic!("cut at {cut}") };
            assert_eq!(refused.bytes.trim_ascii_start(), &document[..cut]);
            // If only the declaration arrived, no root element is open.
            assert!(matches!(refused.error.kind(), Kind::UnexpectedEnd | Kind::NoRoot), "cut at {cut}");
        }
        let Ok(Event::Closed { clean }) = near.receive() else { panic!("cut at {cut}") };
        assert_eq!(clean, whole, "cut at {cut}");
        // The connection is half-closed: the other direction is still open.
        near.send(&dial(4)).expect("the peer takes it");
        let Ok(Event::Document(document)) = far.receive() else { panic!("cut at {cut}") };
        assert_eq!(number(&document), 4);
    }
}

#[test]
fn who_asks_and_half_closes_gets_the_answers() {
    let simulator = Simulator::start(0);
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    for _ in 0..100 {
        client.send(&question());
    }
    client.sender.get_ref().shutdown(Shutdown::Write).expect("the direction ends");
    assert_eq!(client.until_end().len(), 100);
}

#[test]
fn a_peer_that_crawls_is_served_and_holds_nobody_up() {
    let simulator = Simulator::start(0);
    let address = simulator.cap_c;
    // In the middle of each document, the slow peer waits until another peer was served.
    let (halfway, waits) = channel();
    let (go, may_go) = channel();
    let slow = thread::spawn(move || {
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_nodelay(true).expect("an option can be set");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
        let mut reading = Connection::new(stream.try_clone().expect("a second handle"));
        let crawl = |document: &Document<'_>| {
            let bytes = encoded(document);
            for (at, byte) in bytes.iter().enumerate() {
                (&stream).write_all(&[*byte]).expect("the simulator takes it");
                thread::sleep(Duration::from_micros(200));
                if at == bytes.len() / 2 {
                    halfway.send(()).expect("the test goes on");
                    may_go.recv().expect("the test goes on");
                }
            }
        };
        let mut next = || match reading.receive_owned().expect("no fault of the stream") {
            Event::Document(document) => document,
            other => panic!("{other:?}"),
        };
        let mut login = Login::call_client(BOB, "demo").password(Password::new("open sesame"));
        crawl(&login.start());
        while login.is_waiting() {
            if let Some(answer) = login.receive(&next()).send {
                crawl(&answer);
            }
        }
        crawl(&Document::new(CallAction::dial(Identity::cap_c(BOB, "demo"), "2405550199")));
        loop {
            if let Command::CallUpdate(update) = next().command
                && update.user.calls[0].state == Some(CallState::Active.into())
            {
                return;
            }
        }
    });
    let mut served = 0;
    // The channel closes when the thread ends.
    for () in waits {
        let mut alice = Client::ready(&simulator, ALICE);
        let call = text(&alice.reach("2405550199").call_id);
        alice.act(|user| CallAction::release(user, call));
        alice.call(CallState::Released);
        served += 1;
        go.send(()).expect("the peer waits");
    }
    slow.join().expect("no panic");
    assert_eq!(served, 4, "three documents of the login, and an action");
}

#[test]
fn a_flood_of_tiny_documents_is_told_in_full_in_bounded_memory() {
    const COUNT: usize = 200_000;
    let (mut near, far) = pair();
    let flood = thread::spawn(move || {
        let many = b"<BroadsoftDocument/>\n".repeat(1_000);
        let mut stream = far.into_parts().0;
        for _ in 0..COUNT / 1_000 {
            stream.write_all(&many).expect("the peer takes it");
        }
    });
    let (mut count, mut most) = (0, 0);
    loop {
        match near.receive_frame().expect("no fault of the stream") {
            Event::Document(_) => count += 1,
            Event::Closed { clean } => break assert!(clean),
            other => panic!("{other:?}"),
        }
        most = most.max(near.buffered());
    }
    flood.join().expect("no panic");
    assert_eq!(count, COUNT);
    assert!(most <= 64 << 10, "{most} bytes for what comes in tiny pieces");
}

#[test]
fn a_peer_that_stops_reading_costs_a_bounded_backlog_and_loses_nothing() {
    let (mut near, mut far) = pair();
    near.set_send_timeout(Some(Duration::from_millis(20)));
    let document = dial(0);
    let long = "9".repeat(20_000);
    let long = Document::new(CallAction::dial(Identity::cap_c(ALICE, "demo"), long));
    // Long documents fill the pipe, then short ones fill the send buffer completely.
    let (mut taken, mut refused) = (Vec::new(), false);
    for (kind, document) in [(false, &long), (true, &document)] {
        for _ in 0..100_000 {
            match near.send(document) {
                Ok(()) | Err(SendError::Timeout) => taken.push(kind),
                Err(SendError::Backlog) => {
                    refused = true;
                    break;
                }
                Err(error) => panic!("{error}"),
            }
            assert!(near.waiting() <= (1 << 20) + encoded(&long).len(), "{}", near.waiting());
        }
    }
    assert!(refused, "it is said that nothing more is taken");
    // The peer reads again.
    far.set_receive_timeout(Some(Duration::from_secs(20)));
    let expected = taken.clone();
    let reading = thread::spawn(move || {
        for (at, short) in expected.into_iter().enumerate() {
            let Ok(Event::Document(document)) = far.receive() else { panic!("document {at} is lost") };
            let Command::CallAction(action) = &document.command else { panic!("a callAction") };
            let length = action.user.action.params[0].value.len();
            assert_eq!(length, if short { 1 } else { 20_000 }, "document {at}");
        }
        assert!(matches!(far.receive(), Ok(Event::Closed { clean: true })));
    });
    near.set_send_timeout(Some(Duration::from_secs(20)));
    near.flush().expect("the peer takes it");
    assert_eq!(near.waiting(), 0);
    drop(near);
    reading.join().expect("no panic");
}

#[test]
fn who_asks_and_never_reads_is_dropped_and_holds_nobody_up() {
    let simulator = Simulator::start(0);
    let mut greedy = TcpStream::connect(simulator.cap_c).expect("it listens");
    greedy.set_write_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    greedy.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let questions = encoded(&question()).repeat(100);
    let dropped = (0..5_000).any(|_| greedy.write_all(&questions).is_err());
    assert!(dropped, "half a million questions were taken");
    let mut rest = Vec::new();
    // Data already sent may still arrive, then the end.
    match greedy.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(error) => assert_ne!(error.kind(), ErrorKind::WouldBlock, "{error}"),
    }
    assert!(Client::ready(&simulator, ALICE).reach("2405550199").call_answer_time.is_some());
}

#[test]
fn two_hundred_clients_at_once_are_served_each_its_own() {
    const COUNT: usize = 200;
    let id = |n: usize| format!("user{n}@example.com");
    let users: Vec<_> = (0..COUNT).map(|n| Subscriber::new(&id(n), None)).collect();
    let settings = Settings { answer: 0, ..Settings::default() };
    let hub = Hub::new(settings, users, Vec::new(), Manners::default());
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    hub.listen(listener, Protocol::CapC).expect("it listens");
    // All clients connect before the first one sends anything.
    let mut clients: Vec<_> = (0..COUNT).map(|_| Client::connect(address, Protocol::CapC)).collect();
    for (n, client) in clients.iter_mut().enumerate() {
        client.log_in(Login::call_client(id(n), "demo")).expect("there is no password");
    }
    for (n, client) in clients.iter_mut().enumerate() {
        let user = Identity::cap_c(id(n), "demo");
        client.send(&Document::new(CallAction::dial(user, format!("24055511{n:02}"))));
    }
    for (n, client) in clients.iter_mut().enumerate() {
        let (user, number) = client.until(|command| match command {
            Command::CallUpdate(update) if update.user.calls[0].state == Some(CallState::Active.into()) => {
                Some((text(&update.user.id), text(&update.user.calls[0].remote_number)))
            }
            _ => None,
        });
        assert_eq!((user, number), (id(n), format!("24055511{n:02}")));
        client.settle();
    }
    hub.stop();
    for client in &mut clients {
        assert_eq!(client.until_end().len(), 1, "the logout, and the end");
    }
}

fn with(manners: Manners) -> Simulator {
    Simulator::with(Settings { answer: 0, farm: true, ..Settings::default() }, |_| {}, manners)
}

#[test]
fn who_does_not_log_in_in_time_is_disconnected() {
    let timeout = Some(Duration::from_millis(300));
    let simulator = with(Manners { login_timeout: timeout, ..Manners::default() });
    let mut alice = Client::connect(simulator.cap_c, Protocol::CapC);
    alice.log_in(Login::call_client(ALICE, "demo").password(Password::new("open sesame"))).expect("it is in time");
    // One is silent, one stops in a document, and one sends documents and bytes that are no login.
    let mut silent = Client::connect(simulator.cap_c, Protocol::CapC);
    let mut halfway = Client::connect(simulator.cap_c, Protocol::CapC);
    halfway.sender.send_encoded(b"<BroadsoftDocument>").expect("the simulator takes it");
    let talking = TcpStream::connect(simulator.cap_c).expect("it listens");
    let talk = encoded(&question());
    while (&talking).write_all(&talk).and_then(|()| (&talking).write_all(b" ")).is_ok() {
        thread::sleep(Duration::from_millis(1));
    }
    assert!(silent.until_end().is_empty() && halfway.until_end().is_empty());
    // A session keeps its connection, and the end of the session begins the time anew.
    alice.settle();
    alice.log_out();
    assert!(alice.until_end().is_empty());
    // Server farms do not log in.
    Client::farm(&simulator).settle();
}

#[test]
fn connections_without_login_shut_nobody_out() {
    const MOST: usize = 8;
    let simulator = with(Manners { login_timeout: None, connections: MOST, ..Manners::default() });
    let idle = || {
        let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
        client.settle();
        client
    };
    let mut idlers: Vec<_> = (0..MOST).map(|_| idle()).collect();
    let mut alice = Client::ready(&simulator, ALICE);
    assert!(idlers[0].until_end().is_empty(), "the oldest gives way");
    idlers.extend((0..MOST * 3).map(|_| idle()));
    assert!(alice.reach("2405550199").call_answer_time.is_some(), "who is logged in does not");
    idlers.last_mut().expect("some are left").settle();
    // A farm has no login: its connections give way to nobody, and nobody gives way to too many.
    let mut farms: Vec<_> = (0..MOST / 2).map(|_| Client::farm(&simulator)).collect();
    farms.iter_mut().for_each(|farm| assert!(farm.settle().is_empty()));
    assert!(Client::farm(&simulator).receive().is_none(), "half of the connections");
    idlers.extend((0..MOST).map(|_| idle()));
    farms.iter_mut().for_each(|farm| _ = farm.settle());
    // With nobody to give way, another is refused.
    let mut others = Vec::new();
    for application in ["1", "2", "3"] {
        let mut other = Client::connect(simulator.cap_c, Protocol::CapC);
        let login = Login::call_client(ALICE, application).password(Password::new("open sesame"));
        other.log_in(login).expect("there is room");
        // The server has seen the acknowledgement.
        other.next();
        others.push(other);
    }
    assert!(Client::connect(simulator.cap_c, Protocol::CapC).receive().is_none());
}

#[test]
fn passwords_cannot_be_guessed_over_one_connection() {
    let simulator = Simulator::start(0);
    let mut client = Client::connect(simulator.cap_c, Protocol::CapC);
    for number in 0..10 {
        let login = Login::call_client(ALICE, "demo").password(Password::new(format!("guess {number}")));
        assert!(client.log_in(login).is_err());
    }
    assert!(client.receive().is_none(), "it is closed");
    Client::ready(&simulator, ALICE);
}

#[test]
fn connections_that_break_anywhere_leave_nothing_behind() {
    let simulator = Simulator::start(0);
    let mut random = Random::new(3);
    let mut login = Login::call_client(ALICE, "demo").password(Password::new("open sesame"));
    let stream = [encoded(&login.start()), encoded(&question()), encoded(&dial(7))].concat();
    for _ in 0..300 {
        let address = if random.below(2) == 0 { simulator.cap_c } else { simulator.ccc2 };
        let mut peer = TcpStream::connect(address).expect("it listens");
        let cut = random.below(stream.len());
        peer.write_all(&stream[..cut]).expect("the simulator takes it");
        // Unread replies make it a reset.
    }
    assert!(Client::ready(&simulator, ALICE).reach("2405550199").call_answer_time.is_some());
    let mut farm = Client::farm(&simulator);
    farm.settle();
}
