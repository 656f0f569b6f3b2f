//! The commands of the README do what it shows.

mod common;

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use broadworks_simulator::{Setup, Simulator};
use common::{NatsServer, until};
use serde_json::Value;

/// A command of the README, with what it writes there.
struct Step {
    words: Vec<String>,
    in_background: bool,
    output: String,
}

/// Returns the steps of the first console block.
fn steps() -> Vec<Step> {
    let (_, block) = include_str!("../README.md").split_once("```console\n").expect("there is one");
    let (block, _) = block.split_once("```").expect("it ends");
    let mut steps: Vec<Step> = Vec::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let mut words: Vec<_> = command.split_whitespace().map(str::to_owned).collect();
            let in_background = words.pop_if(|word| word == "&").is_some();
            steps.push(Step { words, in_background, output: String::new() });
        } else {
            let step = steps.last_mut().expect("the block begins with a command");
            step.output.push_str(line);
            step.output.push('\n');
        }
    }
    steps
}

/// A process that is killed when dropped.
struct Background(Child);

impl Drop for Background {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// Starts the simulator in this process, with the users of its command.
fn simulator(words: &[String]) -> Simulator {
    let users = words.windows(2).filter(|pair| pair[0] == "--user").map(|pair| pair[1].as_str());
    Simulator::start(users.fold(Setup::new().ccc2().answer_after(Duration::from_secs(60)), Setup::user))
        .expect("it starts")
}

/// Returns the record of a user without `applied`, which depends on the documents of others.
fn record(text: &str) -> Value {
    let mut record: Value = serde_json::from_str(text).expect("the state is JSON");
    assert!(record["applied"].is_u64());
    record["applied"].take();
    record
}

/// Returns what all lines of a status have in common: the fields.
fn fields(line: &str) -> Vec<String> {
    let status: serde_json::Map<String, Value> = serde_json::from_str(line).expect("a line of the status is JSON");
    status.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_do_what_is_shown() {
    let Some(nats) = NatsServer::start() else { return };
    let (mut server, mut background) = (None, Vec::new());
    let mut seen = Vec::new();
    for Step { words, in_background, output } in steps() {
        let (program, arguments) = words.split_first().expect("a command has a name");
        if program == "nats-server" {
            continue;
        }
        if program == "broadworks-simulator" {
            server = Some(simulator(arguments));
            continue;
        }
        assert_eq!(program, "broadworks-farm");
        seen.push(arguments[0].clone());
        let address = server.as_ref().and_then(Simulator::ccc2).expect("it runs").to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_broadworks-farm"));
        // Both listen elsewhere than in the README.
        command.args(arguments.iter().map(|word| if word == "127.0.0.1:2212" { &address } else { word }));
        command.env("NATS_URL", nats.url()).stdin(Stdio::null());
        if in_background {
            background.push(Background(command.spawn().expect("the program is there")));
            continue;
        }
        let mut run = || {
            let ran = command.output().expect("the program is there");
            ran.status.success().then(|| String::from_utf8(ran.stdout).expect("the output is text"))
        };
        match arguments[0].as_str() {
            "setup" => assert_eq!(until("NATS is there", async || run()).await, output),
            "state" => {
                let shown = format!("the state is {}", record(&output));
                until(&shown, async || (record(&run()?) == record(&output)).then_some(())).await;
            }
            "status" => {
                let (shown, more) = output.split_once('\n').expect("a line");
                assert_eq!(more, "…\n");
                let written = run().expect("it succeeds");
                assert!(written.lines().count() > 1);
                written.lines().for_each(|line| assert_eq!(fields(line), fields(shown)));
            }
            _ => assert_eq!(run().expect("it succeeds"), output),
        }
    }
    assert_eq!(seen, ["setup", "connector", "worker", "dial", "state", "status"]);
}
