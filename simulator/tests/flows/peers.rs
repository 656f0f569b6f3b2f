//! Tests with peers in another language, which behave like deployed clients; see `tests/peers/`.

use core::ops::ControlFlow::Continue;
use core::time::Duration;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command as Process, Stdio};

use broadworks_cap::login::{Failure, Login, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::FailureCause;
use broadworks_cap::transport::{Connection, LoginError};
use broadworks_cap::{Command, Document, Event, Kind, Limits};

use crate::client::{ALICE, Simulator, text};
use crate::running::Running;
use broadworks_simulator::Manners;
use broadworks_simulator::Settings;

const HABITS: [&str; 8] = ["plain", "spaces", "crlf", "label", "bytewise", "pairs", "preamble", "unescaped"];

/// Starts a script; `None` if there is no Python.
fn python(script: &str, arguments: &[&str]) -> Option<Running> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
    let mut process = Process::new("python3");
    // Without `-B`, Python would write cache files into the source tree.
    process.arg("-B").arg(folder.join(script)).args(arguments).stdout(Stdio::piped());
    match process.spawn() {
        Ok(child) => Some(Running(child)),
        Err(error) => {
            eprintln!("skipped: python3 does not start: {error}");
            None
        }
    }
}

#[test]
fn clients_of_every_habit_are_served() {
    for habit in HABITS {
        let settings = Settings { answer: 0, ..Settings::default() };
        let manners = Manners { preamble: habit == "preamble", ..Manners::default() };
        let simulator = Simulator::with(settings, |_| {}, manners);
        let port = simulator.cap_c.port().to_string();
        let arguments = [habit, "127.0.0.1", &port, ALICE, "open sesame", "2405550199"];
        let Some(mut client) = python("client.py", &arguments) else { return };
        let mut lines = BufReader::new(client.0.stdout.take().expect("a pipe")).lines();
        assert_eq!(lines.next().expect("a line").expect("text"), "done", "{habit}");
        assert!(client.0.wait().expect("it is ours").success(), "{habit}");
    }
}

/// Deployed clients, each with the shipped scenarios that it passes and the options that it needs.
const DEPLOYED: [(&str, &[&str], &[&str]); 5] = [
    ("java", &["logout"], &["--ring", "0.2", "--answer", "0.1", "--talk", "0.1"]),
    ("ruby", &["dial"], &[]),
    ("csharp", &["hold", "keepalive", "gap"], &[]),
    ("csharp-console", &["console"], &[]),
    ("actionscript", &["dial", "gap"], &["--preamble"]),
];

#[test]
fn deployed_clients_pass_the_shipped_scenarios() {
    for (client, scenarios, options) in DEPLOYED {
        let mut program = Process::new(env!("CARGO_BIN_EXE_broadworks-simulator"));
        program.args([
            "--listen",
            "127.0.0.1:0",
            "--user",
            "alice@example.com:open sesame",
            "--user",
            "bob@example.com",
        ]);
        for scenario in scenarios {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(scenario).with_extension("toml");
            program.arg("--scenario").arg(path);
        }
        program.args(options).args(["--for", "20"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = Running(program.spawn().expect("it starts"));
        let mut lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
        let address = lines.next().expect("an address").expect("text");
        let (host, port) = address.split_once(':').expect("a port");
        let Some(mut peer) = python("deployed.py", &[client, host, port, ALICE, "open sesame"]) else { return };
        let mut said = String::new();
        std::io::Read::read_to_string(&mut running.0.stderr.take().expect("a pipe"), &mut said).expect("text");
        assert!(running.0.wait().expect("it is ours").success(), "{client}: {said}");
        let mut lines = BufReader::new(peer.0.stdout.take().expect("a pipe")).lines();
        let done = lines.next().map(|line| line.expect("text"));
        assert_eq!(done.as_deref(), Some("done"), "{client}: {said}");
        assert!(peer.0.wait().expect("it is ours").success(), "{client}");
    }
}

#[test]
fn servers_of_every_habit_are_understood() {
    for habit in HABITS {
        let Some(mut server) = python("server.py", &[habit, ALICE, "open sesame", "21"]) else { return };
        let mut lines = BufReader::new(server.0.stdout.take().expect("a pipe")).lines();
        let port: u16 = lines.next().expect("a port").expect("text").parse().expect("a number");
        let mut connection = Connection::connect(("127.0.0.1", port)).expect("it listens");
        connection.set_receive_timeout(Some(Duration::from_secs(20)));
        let mut connection = connection.limits(Limits::default().preamble(habit == "preamble"));
        let mut refused = 0;
        let mut login = Login::call_client(ALICE, "demo").password(Password::new("open sesame"));
        let session = connection.log_in(&mut login, |event| {
            let Event::Malformed(what) = event else { panic!("{habit}: {event:?}") };
            assert_eq!(what.error.kind(), Kind::MalformedReference, "{habit}");
            refused += 1;
            Continue(())
        });
        let session = session.expect("the password is right");
        assert_eq!(session.user_uid, Some("1007".into()), "{habit}");
        let mut calls = Vec::new();
        while calls.len() < 21 {
            match connection.receive().expect("no fault of the stream") {
                Event::Document(Document { command: Command::CallUpdate(update), .. }) => {
                    let call = &update.user.calls[0];
                    assert_eq!(text(&call.remote_name), "Bäcker", "{habit}");
                    calls.push(text(&call.call_id));
                }
                Event::Malformed(what) if habit == "unescaped" => {
                    assert_eq!(what.error.kind(), Kind::MalformedReference);
                    refused += 1;
                }
                other => panic!("{habit}: {other:?}"),
            }
        }
        let expected: Vec<_> = (0..21).map(|number| format!("callhalf-{number}:0")).collect();
        assert_eq!(calls, expected, "{habit}: every document once, in order");
        // One malformed document before each document of the server: two of the login, and the
        // calls.
        assert_eq!(refused, if habit == "unescaped" { 23 } else { 0 }, "{habit}");
        connection.send(&Document::new(CallAction::dial(session.identity(), "2405550123"))).expect("it takes it");
        assert_eq!(lines.next().expect("a line").expect("text"), "Dial 2405550123", "{habit}");
        assert!(server.0.wait().expect("it is ours").success(), "{habit}");
        assert!(matches!(connection.receive(), Ok(Event::Closed { clean: true })), "{habit}");
    }
}

#[test]
fn a_preamble_is_refused_unless_it_is_asked_for() {
    let Some(mut server) = python("server.py", &["preamble", ALICE, "open sesame", "1"]) else { return };
    let mut lines = BufReader::new(server.0.stdout.take().expect("a pipe")).lines();
    let port: u16 = lines.next().expect("a port").expect("text").parse().expect("a number");
    let mut connection = Connection::connect(("127.0.0.1", port)).expect("it listens");
    connection.set_receive_timeout(Some(Duration::from_secs(20)));
    let mut login = Login::call_client(ALICE, "demo").password(Password::new("wrong"));
    let mut refused = 0;
    let error = connection.log_in(&mut login, |event| {
        refused += usize::from(matches!(event, Event::Malformed(_)));
        Continue(())
    });
    // The document after it is still processed, and so is the digest of the other implementation.
    let cause = Failure::Refused(FailureCause::IncorrectPassword.into());
    assert!(matches!(&error, Err(LoginError::Failed(failure)) if *failure == cause), "{error:?}");
    assert!(refused > 0);
    assert_eq!(lines.next().expect("a line").expect("text"), "refused");
}
