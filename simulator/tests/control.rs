//! Tests of control while the simulator runs: commands over TCP and standard input, their answers, and what they do.

#[allow(dead_code, reason = "the flows need more of it")]
#[path = "flows/client.rs"]
mod client;
#[path = "flows/running.rs"]
mod running;

use core::time::Duration;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command as Process, Stdio};

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{CallState, FailureCause};
use broadworks_cap::{Command, Protocol};
use broadworks_simulator::{Setup, Simulator};
use serde_json::{Value, json};

use client::{ALICE, BOB, Client, QUEUE, id};
use running::Running;

const NOON: u64 = 1_700_000_000_000;
const PATIENCE: Duration = Duration::from_secs(20);

fn start() -> Simulator {
    let setup = Setup::new().user((ALICE, "secret")).user((BOB, "secret")).queue((QUEUE, "secret")).ccc2();
    Simulator::start(setup.clock_at(NOON)).expect("free ports")
}

fn login() -> Login {
    Login::call_client(ALICE, "demo").password(Password::new("secret"))
}

fn ready(simulator: &Simulator) -> Client {
    let mut client = Client::connect(simulator.cap_c(), Protocol::CapC);
    client.log_in(login()).expect("the password is right");
    client.settle();
    client
}

/// Returns the answer to a command, which must have gone well.
fn tell(simulator: &Simulator, command: &str) -> Value {
    let answer: Value = serde_json::from_str(&simulator.command(command)).expect("JSON");
    assert_eq!(answer["ok"], true, "{command}: {answer}");
    answer
}

/// Returns the name of what is wrong with a command, and the words.
fn refused(simulator: &Simulator, command: &str) -> (String, String) {
    let answer: Value = serde_json::from_str(&simulator.command(command)).expect("JSON");
    assert_eq!(answer["ok"], false, "{command}: {answer}");
    let text = |key: &str| answer[key].as_str().expect("a text").to_owned();
    (text("id"), text("error"))
}

#[test]
fn every_action_can_be_commanded_in_every_form() {
    let simulator = start();
    let mut alice = ready(&simulator);
    for command in [
        r#"{"ring": {"user": "alice@example.com", "from": "2405550190", "name": "a"}}"#,
        r#"ring = { user = "alice@example.com", from = "2405550190" }"#,
        r#" { ring = { user = "alice@example.com", from = "2405550190" } } "#,
        r#"ring.user = "alice@example.com", ring.from = "2405550190""#,
    ] {
        let call = tell(&simulator, command)["call"].as_str().expect("an id").to_owned();
        assert_eq!(id(&alice.ringing()), call);
        tell(&simulator, "answer = \"last\"");
        alice.call(CallState::Active);
        tell(&simulator, "remote-hold = \"last\"");
        alice.call(CallState::RemoteHeld);
        tell(&simulator, "{\"remote_retrieve\": \"last\"}");
        alice.call(CallState::Active);
        tell(&simulator, &format!("hang-up = \"{call}\""));
        alice.call(CallState::Released);
    }
    tell(&simulator, r#"profile = { user = "alice@example.com", dnd = true, forward = "2405550190" }"#);
    let mut changes = 0;
    while changes < 2 {
        changes += alice.until(|command| matches!(command, Command::ProfileUpdate(_)).then_some(1));
    }
    tell(&simulator, r#"profile = { user = "alice@example.com", dnd = false, forward = "" }"#);
    // A queue: offered, bounced, expired.
    tell(&simulator, r#"queue_call = { queue = "support@example.com", from = "2405550190", name = "waiting" }"#);
    let half = tell(&simulator, r#"offer = { call = "waiting", agent = "alice@example.com" }"#);
    assert_eq!(half["call"], id(&alice.ringing()));
    tell(&simulator, "bounce = \"waiting\"");
    alice.call(CallState::Released);
    tell(&simulator, "expire = \"waiting\"");
    tell(&simulator, r#"write = { user = "alice@example.com", text = "\n" }"#);
    tell(&simulator, r#"force_logout = { user = "alice@example.com", reason = "ForceLogoutR" }"#);
    alice.until(|command| matches!(command, Command::UnRegister(_)).then_some(()));
    let mut farm = Client::connect(simulator.ccc2().expect("farms"), Protocol::Ccc2);
    farm.settle();
    tell(&simulator, "close = \"ccc2\"");
    assert!(farm.until_end().is_empty());
    let again = ready(&simulator);
    tell(&simulator, "reset = \"alice@example.com\"");
    drop(again);
}

#[test]
fn what_is_wrong_with_a_command_is_said() {
    let simulator = start();
    let before = simulator.snapshot();
    for (command, name, said) in [
        ("rung", "not-a-command", "`ring`"),
        ("rung = 1", "not-a-command", "verdict"),
        ("{\"ring\": ", "not-a-command", "JSON"),
        ("ring = {", "not-a-command", "TOML"),
        ("ring = {}", "not-a-command", "user"),
        ("ring", "not-a-command", ""),
        ("{\"ring\": {}, \"stop\": 1}", "not-a-command", "one command"),
        ("ring = { user = \"x@example.com\", from = \"1\" }", "unknown-user", "no such user"),
        ("ring = { user = \"x@example.com\", form = \"1\" }", "not-a-command", "form"),
        ("hang-up = \"last\"", "unknown-call", "no such call"),
        ("close = \"bob@example.com\"", "not-logged-in", "logged in"),
        ("force-logout = { user = \"bob@example.com\", reason = \"Bored\" }", "wrong-value", "Bored"),
        ("profile = { user = \"bob@example.com\" }", "wrong-value", "wants"),
        ("advance = -1", "wrong-value", "-1"),
        ("wait = \"long\"", "wrong-value", "long"),
        ("fault = { slipt = 1 }", "wrong-value", "slipt"),
        ("fault = { on = { sent = \"callUpdated\" } }", "wrong-value", "callUpdated"),
        ("refuse = { user = \"x@example.com\", cause = \"IncorrectPassword\" }", "unknown-user", "x@example.com"),
        ("step = { do = { close = \"x@example.com\" } }", "unknown-user", "x@example.com"),
        ("clear = \"everything\"", "wrong-value", "everything"),
        ("journal = { on = { received = \"hello\" } }", "wrong-value", "hello"),
    ] {
        let (id, error) = refused(&simulator, command);
        assert!(id == name && error.contains(said), "{command}: {id}: {error}");
    }
    assert_eq!(simulator.snapshot(), before);
}

#[test]
fn a_scenario_grows_and_shrinks_while_it_is_played() {
    let simulator = start();
    tell(&simulator, r#"refuse = { user = "alice@example.com", cause = "UnauthorizedClientLicense", times = 1 }"#);
    let mut alice = Client::connect(simulator.cap_c(), Protocol::CapC);
    let failure = alice.log_in(login()).expect_err("it is refused");
    assert_eq!(failure.cause(), Some(FailureCause::UnauthorizedClientLicense));
    tell(&simulator, r#"refuse = { user = "alice@example.com", cause = "UnauthorizedClientLicense" }"#);
    tell(&simulator, "clear = \"refusals\"");
    alice.log_in(login()).expect("nobody refuses it");
    alice.settle();
    tell(&simulator, r#"fault = { on = { sent = "callUpdate" }, omit = ["user/call/remoteTelUri"] }"#);
    tell(&simulator, r#"step = { at = 1, do = { ring = { user = "alice@example.com", from = "2405550190" } } }"#);
    tell(
        &simulator,
        r#"expect = { on = { received = "callAction", with = { "user/action/actionType" = "Answer" } } }"#,
    );
    tell(&simulator, "advance = 1");
    let call = alice.ringing();
    assert_eq!(call.remote_tel_uri, None);
    assert_eq!(tell(&simulator, "verdict")["unmet"].as_array().map(Vec::len), Some(1));
    alice.act(|user| CallAction::answer(user, id(&call)));
    assert_eq!(tell(&simulator, "wait = 20")["unmet"], json!([]));
    let call = tell(&simulator, "{\"state\": {}}")["state"]["users"][ALICE]["calls"][0].clone();
    assert_eq!((&call["id"], &call["state"]), (&json!(id(&alice.call(CallState::Active))), &json!("2")));
    let answers = r#"journal = { on = { received = "callAction" }, wait = 20 }"#;
    let entries = tell(&simulator, answers)["entries"].clone();
    assert_eq!((entries.as_array().map(Vec::len), &entries[0]["user"]), (Some(1), &json!(ALICE)));
    let after = format!("journal = {{ on = {{ received = \"callAction\" }}, after = {} }}", entries[0]["number"]);
    assert_eq!(tell(&simulator, &after)["entries"], json!([]));
    tell(&simulator, "clear");
    tell(&simulator, "ring = { user = \"alice@example.com\", from = \"2405550191\" }");
    assert!(alice.call(CallState::Alerting).remote_tel_uri.is_some());
}

#[test]
fn commands_come_over_tcp_in_parts_and_together() {
    let simulator = start();
    let address = simulator.listen_for_commands((Ipv4Addr::LOCALHOST, 0).into()).expect("a free port");
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
    let mut answers = BufReader::new(stream.try_clone().expect("a second handle")).lines();
    let mut next = || answers.next().expect("an answer").expect("text");
    // Each part is there before the next is sent: an answer to another connection is in between.
    for part in ["verd", "ict\r\n# a comment\n\nadvan", "ce = 1\nverdict\n"] {
        (&stream).write_all(part.as_bytes()).expect("it takes it");
        let other = TcpStream::connect(address).expect("it listens");
        (&other).write_all(b"verdict\n").expect("it takes it");
        let mut line = String::new();
        BufReader::new(other).read_line(&mut line).expect("an answer");
        assert_eq!(line, "{\"ok\":true,\"unmet\":[]}\n");
    }
    let said = [next(), next(), next()];
    assert_eq!(said, ["{\"ok\":true,\"unmet\":[]}", "{\"ok\":true}", "{\"ok\":true,\"unmet\":[]}"]);
    // A line without an end is not kept.
    (&stream).write_all(&vec![b'x'; 70_000]).expect("it takes it");
    assert!(next().contains("64 KiB"));
    let mut rest = Vec::new();
    // The end, or a reset for what it has not read.
    _ = (&stream).read_to_end(&mut rest);
    // A client that stays does not keep the simulator.
    let _idle = TcpStream::connect(address).expect("it listens");
    simulator.stop();
}

#[test]
fn the_program_takes_commands_from_its_input_and_ends_with_it() {
    for last in ["stop\n", ""] {
        let mut process = Process::new(env!("CARGO_BIN_EXE_broadworks-simulator"));
        process.args(["--listen", "127.0.0.1:0", "--user", "alice@example.com", "--control", "-"]);
        process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = Running(process.spawn().expect("it starts"));
        let mut input = running.0.stdin.take().expect("a pipe");
        let mut lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
        let address = lines.next().expect("an address").expect("text").parse().expect("an address");
        let mut alice = Client::connect(address, Protocol::CapC);
        alice.log_in(Login::call_client(ALICE, "demo")).expect("there is no password");
        input.write_all(b"ring = { user = \"alice@example.com\", from = \"2405550190\" }\n").expect("it takes it");
        let answer: Value = serde_json::from_str(&lines.next().expect("an answer").expect("text")).expect("JSON");
        assert_eq!(answer["call"], id(&alice.ringing()));
        input.write_all(last.as_bytes()).expect("it takes it");
        drop(input);
        assert!(running.0.wait().expect("it is ours").success());
    }
}

#[test]
fn the_program_prints_the_address_for_commands_last() {
    let mut process = Process::new(env!("CARGO_BIN_EXE_broadworks-simulator"));
    process.args(["--listen", "127.0.0.1:0", "--listen", "localhost:0", "--ccc2", "127.0.0.1:0", "--control", "0"]);
    process.args(["--user", "alice@example.com"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = Running(process.spawn().expect("it starts"));
    let mut lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    let addresses: Vec<std::net::SocketAddr> =
        lines.by_ref().take(4).map(|line| line.expect("text").parse().expect("an address")).collect();
    assert!(addresses.iter().all(|address| address.ip().is_loopback()));
    for address in &addresses[..2] {
        let mut alice = Client::connect(*address, Protocol::CapC);
        alice.log_in(Login::call_client(ALICE, "demo")).expect("there is no password");
    }
    Client::connect(addresses[2], Protocol::Ccc2).settle();
    let mut control = TcpStream::connect(addresses[3]).expect("it listens");
    control.write_all(b"stop\n").expect("it takes it");
    assert!(running.0.wait().expect("it is ours").success());
}
