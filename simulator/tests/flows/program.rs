//! Tests of the simulator as a program: its options, its first line of output, and its end.

use core::time::Duration;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::thread;
use std::time::Instant;

use broadworks_cap::Protocol;
use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::values::{CallState, UserLogoutReason};

use crate::client::{ALICE, Client, Simulator};
use crate::running::Running;

const PROGRAM: &str = env!("CARGO_BIN_EXE_broadworks-simulator");

#[test]
fn it_says_where_it_listens_serves_and_ends_when_told() {
    let mut process = Process::new(PROGRAM);
    process.args(["--listen", "127.0.0.1:0", "--ccc2", "127.0.0.1:0", "--user", "alice@example.com:open sesame"]);
    process.args(["--ring", "0.01", "--answer", "0.01", "--talk", "0.01", "--keepalive", "0"]);
    let mut running = Running(process.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts"));
    let mut lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    let mut address = || -> SocketAddr {
        let line = lines.next().expect("an address").expect("a line");
        line.parse().expect("nothing but an address")
    };
    let (cap_c, ccc2) = (address(), address());
    assert!(cap_c.port() != 0 && ccc2.port() != 0 && cap_c != ccc2);
    let mut farm = Client::connect(ccc2, Protocol::Ccc2);
    assert!((0..100).all(|_| farm.settle().is_empty()), "no keepalive comes");
    let mut alice = Client::connect(cap_c, Protocol::CapC);
    alice
        .log_in(Login::call_client(ALICE, "demo").password(Password::new("open sesame")))
        .expect("the password is right");
    assert_eq!(alice.call(CallState::Released).call_id, farm.call(CallState::Released).call_id);
    if cfg!(unix) {
        let told = Process::new("kill").args(["-INT", &running.0.id().to_string()]).status().expect("kill is there");
        assert!(told.success());
        let ended = alice.until_end().into_iter().find_map(|document| alice.session().ended_by(&document));
        assert_eq!(ended, Some(UserLogoutReason::ForceLogoutLocked.into()));
        farm.until_end();
        let late = Instant::now() + Duration::from_secs(20);
        let status = loop {
            match running.0.try_wait().expect("it is ours") {
                Some(status) => break status,
                None => assert!(Instant::now() < late, "it does not end"),
            }
            thread::sleep(Duration::from_millis(5));
        };
        assert!(status.success());
    }
}

#[test]
fn wrong_options_are_explained_without_passwords() {
    for (arguments, explained) in [
        (&["--user", ":open sesame"][..], "want an id"),
        (&["--user", "a@example.com:open sesame", "--user", "a@example.com:open sesame"], "twice"),
        (&["--user", "a@example.com:open sesame", "--private", "b@example.com"], "no user"),
        (&["--user", "a@example.com:open sesame", "--refuse", "a@example.com:Never"], "UnauthorizedClientLicense"),
        (&["--user", "a@example.com:open sesame", "--ring", "never"], "number of seconds"),
        (&["--user", "a@example.com:open sesame", "--change", "1:b@example.com:dnd=On"], "no user"),
        (&["--user", "a@example.com:open sesame", "--change", "1:a@example.com:dnd=Maybe"], "cfa=NUMBER"),
        (&["--user", "a@example.com:open sesame", "--change", "1:a@example.com:acdState=Lunch"], "Wrap-up"),
        (&[], "--user"),
    ] {
        let process = Process::new(PROGRAM).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut running = Running(process.expect("it starts"));
        let mut said = String::new();
        running.0.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        assert!(said.contains(explained) && !said.contains("sesame"), "{arguments:?}: {said}");
        assert!(!running.0.wait().expect("it is ours").success());
    }
}

/// Returns the output of an example of the codec; `None` if it was not built: tests of the whole workspace build it
/// first.
fn run(example: &str, arguments: &[&str]) -> Option<String> {
    let folder = Path::new(PROGRAM).parent()?.join("examples");
    let path = folder.join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        eprintln!("skipped: {} was not built", path.display());
        return None;
    }
    let mut process = Process::new(path);
    process.args(arguments).env("CAP_PASSWORD", "open sesame").stdin(Stdio::null()).stdout(Stdio::piped());
    let mut running = Running(process.spawn().expect("it starts"));
    let mut said = String::new();
    running.0.stdout.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert!(running.0.wait().expect("it is ours").success(), "{example}: {said}");
    Some(said)
}

#[test]
fn the_other_examples_work_with_it() {
    let simulator = Simulator::start(0);
    let address = simulator.cap_c.to_string();
    let said = run("call_control", &[&address, ALICE, "2405550199", "1"]);
    assert!(said.is_none_or(|said| said.contains("Active") && said.ends_with("logged out\n")));
    let said = run("async_client", &[&address, ALICE]);
    assert!(said.is_none_or(|said| said.starts_with("logged in")));
    for example in ["call_control", "async_client", "attendant_console", "ccc2_farm", "tls_client"] {
        assert!(run(example, &["--help"]).is_none_or(|said| said.starts_with(&format!("usage: {example} "))));
    }
}
