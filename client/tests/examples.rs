//! The examples, as processes, with the simulator.

use std::io::{BufRead, BufReader, Lines};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use broadworks_simulator::{Setup, Simulator};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
const QUEUE: &str = "support@example.com";

/// An example that runs. It ends with the test.
struct Running {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    /// Starts an example; `None` if it was not built, for want of a feature.
    fn start(example: &str, arguments: &[&str]) -> Option<Self> {
        let test = std::env::current_exe().expect("it has a path");
        let folder = test.ancestors().nth(2).expect("it is in deps").join("examples");
        let path = folder.join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
        if !Path::exists(&path) {
            eprintln!("skipped: {} was not built", path.display());
            return None;
        }
        let mut process = Command::new(path);
        process.args(arguments).env("CAP_PASSWORD", "secret").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = process.spawn().expect("it starts");
        let lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        Some(Self { process, lines })
    }

    /// Waits for a line with a text, and returns it.
    fn line(&mut self, text: &str) -> String {
        let found = self.lines.by_ref().map(|line| line.expect("text")).find(|line| line.contains(text));
        found.unwrap_or_else(|| panic!("it ended without {text}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

fn start() -> (Simulator, String) {
    let setup = Setup::new().user((ALICE, "secret")).user((BOB, "secret")).queue((QUEUE, "secret"));
    let simulator = Simulator::start(setup.clock_at(1_700_000_000_000)).expect("a free port");
    let address = simulator.cap_c().to_string();
    (simulator, address)
}

#[test]
fn the_tail_shows_calls() {
    let (simulator, address) = start();
    let Some(mut tail) = Running::start("tail", &[&address, ALICE]) else { return };
    let is_told =
        |entry: &broadworks_simulator::Entry| matches!(entry.sent(), Some(broadworks_cap::Command::SessionUpdate(_)));
    simulator.journal().wait_for(Duration::from_secs(20), is_told).expect("it logs in");
    let call = simulator.ring(ALICE, "2405550190").expect("the phone is free");
    assert_eq!(tail.line("2405550190"), format!("{call} 2405550190 Alerting"));
    simulator.answer(&call).expect("it rings");
    assert_eq!(tail.line("Active"), format!("{call} 2405550190 Active"));
    simulator.hang_up(&call).expect("it is there");
    tail.line("is over");
}

#[test]
fn the_wallboard_shows_the_queue() {
    let (simulator, address) = start();
    let Some(mut board) = Running::start("wallboard", &[&address, QUEUE, BOB]) else { return };
    board.line("3 calls");
    simulator.queue_call(QUEUE, "2405550177").expect("there is room");
    board.line("4 calls");
    board.line("2405550177");
}

#[test]
fn the_gateway_serves_presence_and_outlives_the_server() {
    let (simulator, address) = start();
    let arguments = [&address, "127.0.0.1:0", ALICE, BOB];
    let Some(mut gateway) = Running::start("presence_gateway", &arguments) else { return };
    let listens = gateway.line("listening on");
    let peer = TcpStream::connect(listens.rsplit_once(' ').expect("an address").1).expect("it listens");
    peer.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let mut lines = BufReader::new(peer).lines();
    let mut until = |text: &str| {
        let found = lines.by_ref().map(|line| line.expect("text")).find(|line| line.contains(text));
        assert!(found.expect("it goes on").contains(BOB));
    };
    until("\"availability\":\"idle\"");
    let call = simulator.ring(BOB, "2405550190").expect("the phone is free");
    simulator.answer(&call).expect("it rings");
    until("\"availability\":\"busy\"");
    let place = simulator.cap_c();
    simulator.stop();
    // The phone was hung up meanwhile.
    let setup = Setup::new().user((ALICE, "secret")).user((BOB, "secret")).listen(place);
    let _simulator = Simulator::start(setup).expect("the port is free again");
    until("\"availability\":\"idle\"");
}
