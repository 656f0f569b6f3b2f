//! `bwcap watch` as a process: what it needs, and how it leaves the terminal.
#![cfg(feature = "watch")]

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::io::{Read, Write};
use std::process::{Command, Stdio};

#[test]
fn without_a_terminal_it_says_so() {
    let output = Command::new(env!("CARGO_BIN_EXE_bwcap"))
        .args(["watch", "corpus/stream/login.xml"])
        .current_dir(corpus::root())
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("draws on a terminal"), "{output:?}");
}

/// What is written when the board gets a screen of its own, and when it leaves it.
const ENTER: &str = "\u{1b}[?1049h";
const LEAVE: &str = "\u{1b}[?1049l";

/// Runs the tool in a terminal that `script` makes, with these keys once the board is there. Returns the exit status and
/// the output; nothing without `script`.
fn in_terminal(arguments: &str, keys: &[u8]) -> Option<(Option<i32>, String)> {
    let command = format!("stty rows 24 cols 80; {} {arguments}", env!("CARGO_BIN_EXE_bwcap"));
    // If it does not leave, it is ended.
    let child = Command::new("timeout")
        .args(["60", "script", "-qec", &command, "/dev/null"])
        .current_dir(corpus::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.inspect_err(|error| eprintln!("skipped: script: {error}")).ok()?;
    let (mut stdin, mut stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let (mut output, mut part, mut is_there) = (Vec::new(), [0; 4096], false);
    loop {
        let count = stdout.read(&mut part).expect("it is read");
        output.extend_from_slice(&part[..count]);
        if !is_there && String::from_utf8_lossy(&output).contains(ENTER) {
            is_there = true;
            stdin.write_all(keys).expect("it reads");
        }
        if count == 0 {
            break;
        }
    }
    let status = child.wait().expect("it ends");
    Some((status.code(), String::from_utf8_lossy(&output).into_owned()))
}

#[test]
fn it_leaves_the_terminal_as_it_was() {
    for keys in [&b"q"[..], b"\x03"] {
        let Some((code, output)) = in_terminal("watch corpus/stream/login.xml", keys) else { return };
        assert_eq!(code, Some(0), "{output:?}");
        let (_, shown) = output.split_once(ENTER).expect("it has a screen of its own");
        let (_, after) = shown.rsplit_once(LEAVE).expect("it leaves it");
        assert!(!after.contains(ENTER));
    }
    // A file that is missing is told before.
    let (code, output) = in_terminal("watch no-such-file", b"").expect("script ran before");
    assert_eq!(code, Some(2));
    assert!(output.contains("no-such-file") && !output.contains(ENTER), "{output:?}");
}
