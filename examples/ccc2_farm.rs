//! Server farm: several CCC2 connections to one Execution Server, with events grouped by user.
//!
//! The server distributes its messages over the connections, so any event may arrive on any of
//! them.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com --ccc2 127.0.0.1:2212 &
//! cargo run --example ccc2_farm --features transport -- 127.0.0.1:2212 alice@example.com 2405550199
//! ```

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::transport::{Connection, Receiver};
use broadworks_cap::{Document, Event, Protocol};

const CONNECTIONS: usize = 2;

/// Time that the server has to accept a connection, and a document.
const PATIENCE: Duration = Duration::from_secs(10);

const USAGE: &str = "usage: ccc2_farm ADDRESS [USER NUMBER]

Prints the events of every user for 10 seconds. With USER and NUMBER, the user
calls the number first.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match *arguments.as_slice() {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [address] => run(address, None),
        [address, user, number] => run(address, Some((user, number))),
        _ => Err(USAGE.into()),
    };
    outcome.map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn run(address: &str, dial: Option<(&str, &str)>) -> Result<(), Box<dyn Error>> {
    let (events, all) = mpsc::channel();
    let mut senders = Vec::new();
    for number in 0..CONNECTIONS {
        let connection = Connection::connect_timeout(address, PATIENCE)?.protocol(Protocol::Ccc2);
        let (receiver, mut sender) = connection.split()?;
        sender.set_send_timeout(Some(PATIENCE));
        senders.push(sender);
        let events = events.clone();
        thread::spawn(move || receive(receiver, number, &events));
    }
    drop(events);
    if let Some((user, number)) = dial {
        // Any connection can be used.
        senders[0].send(&Document::new(CallAction::dial(Identity::ccc2(user), number)))?;
    }

    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        match all.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok((connection, document)) => {
                let Some((user, what)) = dispatch(&document?) else { continue };
                println!("{user}: {what} (connection {connection})");
                *counts.entry(user).or_default() += 1;
            }
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return Err("the server is gone".into()),
        }
    }
    for (user, count) in counts {
        println!("{count} events for {user}");
    }
    Ok(())
}

type Received = (usize, io::Result<Document<'static>>);

fn receive<R: io::Read>(mut receiver: Receiver<R>, number: usize, events: &Sender<Received>) {
    loop {
        let event = match receiver.receive_owned() {
            Ok(Event::Document(document)) => Ok(document),
            Ok(Event::Malformed(malformed)) => {
                eprintln!("passed over on connection {number}: {malformed}");
                continue;
            }
            Ok(Event::Closed { .. }) => return,
            Ok(_) => continue,
            Err(error) => Err(error),
        };
        let failed = event.is_err();
        if events.send((number, event)).is_err() || failed {
            return;
        }
    }
}

/// Returns the user of an event and a description of it; `None` for one that concerns no user, like a keepalive.
fn dispatch(document: &Document<'_>) -> Option<(String, String)> {
    Some((document.subject().who()?.to_owned(), document.summary().to_string()))
}
