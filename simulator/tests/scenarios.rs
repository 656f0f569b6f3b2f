//! Tests of scenarios: steps, every fault, refusals, the verdict, and the files that are shipped.

#[allow(dead_code, reason = "the flows need more of it")]
#[path = "flows/client.rs"]
mod client;

use core::ops::ControlFlow;
use core::time::Duration;
use std::fs;
use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{CallState, FailureCause};
use broadworks_cap::transport::Connection;
use broadworks_cap::{Command, Document, Event, Protocol};
use broadworks_simulator::{Scenario, Setup, Simulator};

use client::{ALICE, BOB, Client, QUEUE};

const PATIENCE: Duration = Duration::from_secs(20);

fn start(scenario: &str) -> Simulator {
    let setup = Setup::new().user((ALICE, "secret")).user((BOB, "secret")).queue((QUEUE, "secret"));
    let scenario = Scenario::from_toml(scenario).unwrap_or_else(|error| panic!("{scenario}: {error}"));
    Simulator::start(setup.clock_at(1_700_000_000_000).scenario(scenario)).expect("a free port")
}

fn login() -> Login {
    Login::call_client(ALICE, "demo").password(Password::new("secret"))
}

/// Logs in and returns the connection.
fn connect(simulator: &Simulator) -> Connection<TcpStream> {
    let mut connection = Connection::connect(simulator.cap_c()).expect("it listens");
    connection.set_receive_timeout(Some(PATIENCE));
    connection.log_in(&mut login(), |_| ControlFlow::Continue(())).expect("the password is right");
    connection
}

/// A document, or what came in its place.
type Seen = Result<Document<'static>, &'static str>;

/// Receives everything up to the permissions of the call that rings, or up to the end.
fn events(connection: &mut Connection<TcpStream>) -> Vec<Seen> {
    let mut all = Vec::new();
    loop {
        let seen = match connection.receive_owned().expect("no fault of the stream") {
            Event::Document(document) => Ok(document),
            Event::Malformed(_) => Err("malformed"),
            Event::Closed { clean: true } => Err("closed"),
            Event::Closed { clean: false } => Err("cut"),
            other => panic!("{other:?}"),
        };
        let is_last = match &seen {
            Ok(document) => matches!(document.command, Command::CallControlInfo(_)),
            Err(what) => *what != "malformed",
        };
        all.push(seen);
        if is_last {
            return all;
        }
    }
}

fn commands(events: &[Seen]) -> Vec<&str> {
    let name = |seen: &'_ Seen| match seen {
        Ok(document) => document.command.command_type().map_or("?", |command| command.as_str()),
        Err(what) => what,
    };
    events.iter().map(name).collect()
}

/// What a client gets that is logged in when a call arrives.
const WHOLE: [&str; 4] = ["profileUpdate", "sessionUpdate", "callUpdate", "callControlInfo"];

/// Returns what a client gets under a fault of `callUpdate`.
fn under(fault: &str) -> Vec<Seen> {
    let simulator = start(&format!("[[fault]]\non = {{ sent = \"callUpdate\" }}\n{fault}"));
    let mut connection = connect(&simulator);
    let session = |entry: &broadworks_simulator::Entry| matches!(entry.sent(), Some(Command::SessionUpdate(_)));
    simulator.journal().wait_for(PATIENCE, session).expect("it is sent");
    simulator.ring(ALICE, "2405550190").expect("the phone is free");
    events(&mut connection)
}

#[test]
fn faults_of_the_stream_cost_what_they_break_and_no_more() {
    for fault in ["split = 7", "drip = 0.0001", "delay = 0.01", "glue = 2", "split = 3\nglue = 2"] {
        assert_eq!(commands(&under(fault)), WHOLE, "{fault}");
    }
    let found = under("garbage = \"no message\\n\"");
    assert_eq!(commands(&found), ["profileUpdate", "sessionUpdate", "malformed", "callUpdate", "callControlInfo"]);
    assert_eq!(commands(&under("cut = 0.5")), ["profileUpdate", "sessionUpdate", "malformed", "cut"]);
    assert_eq!(commands(&under("cut = 0.0")), ["profileUpdate", "sessionUpdate", "closed"]);
    assert_eq!(commands(&under("skip = 1\ncut = 0.5")), WHOLE, "the first goes without");
}

#[test]
fn a_reset_is_a_reset() {
    let simulator = start("[[fault]]\non = { sent = \"callUpdate\" }\ncut = 0.5\nreset = true");
    let mut connection = connect(&simulator);
    simulator.ring(ALICE, "2405550190").expect("the phone is free");
    let error = loop {
        match connection.get_mut().read(&mut [0; 4096]) {
            Ok(0) => panic!("an orderly end"),
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn faults_of_a_message_change_that_message() {
    let call = |fault: &str| {
        let all = under(fault);
        assert_eq!(commands(&all), WHOLE, "{fault}");
        all[2].clone().expect("a callUpdate")
    };
    let plain = call("skip = 9");
    assert!(plain.get("user/call/remoteName").is_some());
    let omitted = call("omit = [\"user/call/remoteName\"]");
    assert_eq!(omitted.get("user/call/remoteName"), None);
    assert_eq!(omitted.get("user/call/remoteNumber"), plain.get("user/call/remoteNumber"));
    assert_eq!(call("set = { \"user/call/state\" = \"9\" }").get("user/call/state").as_deref(), Some("9"));
    assert_eq!(call("version = \"99.9\"").version.map(|version| version.to_string()).as_deref(), Some("99.9"));
    let unknown = String::from_utf8(call("unknown = true").to_vec().expect("bytes")).expect("text");
    assert!(unknown.contains("laterField") && unknown.contains("later=\"1\""), "{unknown}");
    // Other spellings are read as the same.
    assert_eq!(call("errata = true"), plain);
}

#[test]
fn steps_follow_the_clock_and_the_messages() {
    let simulator = start(
        r#"
        [[step]]
        on = { received = "acknowledgement", user = "alice@example.com" }
        at = 2
        do = { ring = { user = "alice@example.com", from = "2405550190", name = "first" } }

        [[step]]
        on = { received = "callAction", with = { "user/action/actionType" = "Answer" } }
        do = { hang-up = "first" }

        [[step]]
        at = 60
        do = { force-logout = { user = "alice@example.com", reason = "ForceLogoutU" } }

        [[expect]]
        on = { received = "callAction", user = "alice@example.com" }

        [[expect]]
        on = { received = "unRegister" }
        never = true
        "#,
    );
    let mut alice = Client::connect(simulator.cap_c(), Protocol::CapC);
    alice.log_in(login()).expect("the password is right");
    assert!(alice.settle().iter().all(|command| !matches!(command, Command::CallUpdate(_))), "it is too early");
    assert_eq!(simulator.verdict(), ["came 0 times and not 1: callAction from a client, user `alice@example.com`"]);
    simulator.advance(Duration::from_secs(2));
    // A phone that rings for two seconds is answered, but the clock stands.
    let call = alice.ringing();
    alice.act(|user| CallAction::answer(user, client::id(&call)));
    alice.call(CallState::Released);
    assert!(simulator.verdict().is_empty());
    simulator.advance(Duration::from_secs(58));
    alice.until(|command| matches!(command, Command::UnRegister(_)).then_some(()));
    // What must not come is known only at the end.
    assert!(simulator.wait_for_verdict(Duration::ZERO).is_empty());
    let mut again = Client::connect(simulator.cap_c(), Protocol::CapC);
    again.log_in(login()).expect("the password is right");
    again.log_out();
    let came = |entry: &broadworks_simulator::Entry| matches!(entry.received(), Some(Command::UnRegister(_)));
    simulator.journal().wait_for(PATIENCE, came).expect("it comes");
    assert_eq!(simulator.verdict(), ["came 1 times and must not: unRegister from a client"]);
}

#[test]
fn the_first_logins_are_refused() {
    let refuse = "[[refuse]]\nuser = \"alice@example.com\"\ncause = \"UnauthorizedClientLicense\"\ntimes = 2";
    let simulator = start(refuse);
    let mut client = Client::connect(simulator.cap_c(), Protocol::CapC);
    for _ in 0..2 {
        let failure = client.log_in(login()).expect_err("it is refused");
        assert_eq!(failure.cause(), Some(FailureCause::UnauthorizedClientLicense));
    }
    client.log_in(login()).expect("the third is not");
    let setup = Setup::new().user(BOB).scenario(Scenario::from_toml(refuse).expect("a scenario"));
    assert!(Simulator::start(setup).expect_err("there is no such user").to_string().contains(ALICE));
}

#[test]
fn what_is_wrong_in_a_file_is_named() {
    for (text, named) in [
        ("[[step]]\nat = 1", "do"),
        ("[[step]]\nat = -1\ndo = { close = \"a\" }", "`-1`"),
        ("[[step]]\ndo = { rung = { user = \"a\" } }", "rung"),
        ("[[fault]]\nslipt = 3", "slipt"),
        ("[[fault]]\ncut = 2.0", "`2`"),
        ("[[fault]]\non = { sent = \"callUpdated\" }\nunknown = true", "callUpdated"),
        ("[[refuse]]\nuser = \"a\"\ncause = \"Never\"", "Never"),
        ("[[step]]\ndo = { force-logout = { user = \"a\", reason = \"Bored\" } }", "Bored"),
        ("[[step]]\ndo = { profile = { user = \"a\" } }", "wants"),
        ("[[expect]]\nnever = true", "on"),
    ] {
        let error = Scenario::from_toml(text).expect_err(text).to_string();
        assert!(error.contains(named), "{text}: {error}");
    }
}

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    files.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect()
}

#[test]
fn every_shipped_scenario_is_listed_and_can_be_started() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/README.md")).expect("a page");
    assert!(shipped().len() >= 8);
    for path in shipped() {
        let text = fs::read_to_string(&path).expect("a file");
        start(&text);
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let description = text.lines().next().and_then(|line| line.split('"').nth(1)).expect("a description");
        assert!(page.contains(&format!("| `{name}` | {description} |")), "{name}");
    }
}

#[test]
fn the_program_judges_the_client() {
    let scenario = shipped().into_iter().find(|path| path.ends_with("answer.toml")).expect("it is shipped");
    for answers in [true, false] {
        let mut program = Process::new(env!("CARGO_BIN_EXE_broadworks-simulator"));
        program.args(["--listen", "localhost:0", "--user", "alice@example.com:secret", "--answer", "60", "--scenario"]);
        program.arg(&scenario).args(["--for", if answers { "30" } else { "0.2" }]);
        let log = std::env::temp_dir().join(format!("simulator-{}-{answers}.jsonl", std::process::id()));
        program.arg("--log").arg(&log);
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        std::io::BufRead::read_line(&mut out, &mut line).expect("an address");
        let address = line.trim().parse().expect("an address");
        let client = answers.then(|| {
            let mut alice = Client::connect(address, Protocol::CapC);
            alice.log_in(login()).expect("the password is right");
            let call = alice.ringing();
            alice.act(|user| CallAction::answer(user, client::id(&call)));
            alice
        });
        let output = child.wait_with_output().expect("it ends");
        drop(client);
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(i32::from(!answers)), "{said}");
        assert_eq!(said.contains("came 0 times and not 1: callAction"), !answers, "{said}");
        // Every entry is in the log, and no digest.
        let text = fs::read_to_string(&log).expect("a log");
        fs::remove_file(&log).expect("it is there");
        let lines: Vec<serde_json::Value> = text.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
        assert!(lines.iter().enumerate().all(|(at, line)| line["number"] == at + 1), "{text}");
        let last = lines.iter().rev().find(|line| line["event"] == "sent");
        assert_eq!(last.map(|line| line["command"] == "unRegister"), answers.then_some(true), "{text}");
        let request = lines.iter().find(|line| line["command"] == "registerRequest");
        let digest = request.map(|line| line["document"]["commandData"]["user"]["securePassword"].clone());
        assert_eq!(digest, answers.then(|| "(hidden)".into()), "{text}");
    }
}
