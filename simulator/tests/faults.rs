//! Tests of clients that are slow, flood, do not log in, or stop reading, and many clients at once: everybody else is
//! served.

#[allow(dead_code, reason = "the flows need more of it")]
#[path = "flows/client.rs"]
mod client;
#[allow(dead_code, reason = "the flows need more of it")]
#[path = "../../tests/common/random.rs"]
mod random;

use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::channel;
use std::thread;

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::values::CallState;
use broadworks_cap::transport::Connection;
use broadworks_cap::{Command, Document, Event, Protocol};
use broadworks_simulator::{Manners, Settings, Setup, Subscriber};

use client::{ALICE, BOB, Client, Simulator, text};
use random::Random;

fn encoded(document: &Document<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.encode(&mut bytes).expect("it can be written");
    bytes
}

fn dial(number: usize) -> Document<'static> {
    Document::new(CallAction::dial(Identity::cap_c(ALICE, "demo"), number.to_string()))
}

/// Returns a request that the server answers without a login.
fn question() -> Document<'static> {
    Document::new(InfoRequest::build(|it| it.cap_version_request = Some(Default::default())))
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
    let setup = users.into_iter().fold(Setup::new().answer_after(Duration::ZERO), Setup::user);
    let simulator = broadworks_simulator::Simulator::start(setup).expect("a free port");
    let address = simulator.cap_c();
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
    simulator.stop();
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
