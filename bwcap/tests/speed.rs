//! A long stream costs no more memory than a short one, and no allocation for each message. Needs valgrind, which counts.

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::io::Write;
use std::process::{Command, Stdio};

/// Returns the number of allocations of a run; nothing without valgrind.
fn allocations(arguments: &[&str], input: &[u8]) -> Option<u64> {
    let child = Command::new("valgrind")
        .args(["--tool=dhat", "--dhat-out-file=/dev/null", env!("CARGO_BIN_EXE_bwcap")])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.inspect_err(|error| eprintln!("skipped: valgrind: {error}")).ok()?;
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    let (_, usage) = said.split_once("Total:").expect("valgrind counts");
    let count = usage.split_once(" blocks").and_then(|(before, _)| before.rsplit_once(" in ")).expect("a number").1;
    Some(count.replace(',', "").parse().expect("a number"))
}

#[test]
fn messages_need_no_allocation() {
    let message = std::fs::read(corpus::root().join("corpus/cap-c/callUpdate-call-client.xml")).expect("a corpus file");
    // More than are read or written at once.
    let (few, many) = (message.repeat(60), message.repeat(180));
    for arguments in [&["decode", "-"][..], &["decode", "--json", "-"], &["validate", "-"]] {
        let Some(of_few) = allocations(arguments, &few) else { return };
        let of_many = allocations(arguments, &many).expect("valgrind ran before");
        assert!(of_many < of_few + 20, "{arguments:?}: {of_few} for 60 messages, {of_many} for 180");
    }
}
