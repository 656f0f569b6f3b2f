//! The tool as a process, for the tests of its subcommands.

#![allow(dead_code, reason = "not every test needs all of it")]

#[path = "../../../tests/common/corpus.rs"]
pub mod corpus;

use std::io::Write;
use std::process::{Child, Command, Output, Stdio};

/// Returns the tool with these arguments, in the folder of the repository.
pub fn bwcap(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
    command.args(arguments).current_dir(corpus::root());
    command
}

/// Starts the tool, gives it this input and waits for its end.
pub fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = bwcap(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(command.spawn().expect("it starts"), input)
}

/// Gives a process this input and waits for its end.
pub fn finish(mut child: Child, input: &[u8]) -> Output {
    let (mut stdin, input) = (child.stdin.take().expect("a pipe"), input.to_vec());
    // The tool may stop reading before the end.
    let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic");
    output
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}
