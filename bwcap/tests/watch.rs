//! `bwcap watch` as a process: what it needs, and how it leaves the terminal.
#![cfg(feature = "watch")]

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::io::Write;
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

/// Runs the tool in a terminal that `script` makes, with these keys. Returns the exit status and the output; nothing
/// without `script`.
fn in_terminal(arguments: &str, keys: &[u8]) -> Option<(Option<i32>, String)> {
    let command = format!("stty rows 24 cols 80; {} {arguments}", env!("CARGO_BIN_EXE_bwcap"));
    let child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(corpus::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = child.inspect_err(|error| eprintln!("skipped: script: {error}")).ok()?;
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(keys).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    drop(stdin);
    Some((output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned()))
}

#[test]
fn it_leaves_the_terminal_as_it_was() {
    let (enter, leave) = ("\u{1b}[?1049h", "\u{1b}[?1049l");
    for keys in [&b"q"[..], b"\x03"] {
        let Some((code, output)) = in_terminal("watch corpus/stream/login.xml", keys) else { return };
        assert_eq!(code, Some(0), "{output:?}");
        let (_, shown) = output.split_once(enter).expect("it has a screen of its own");
        let (_, after) = shown.rsplit_once(leave).expect("it leaves it");
        assert!(!after.contains(enter));
    }
    // A file that is missing is told before.
    let (code, output) = in_terminal("watch no-such-file", b"").expect("script ran before");
    assert_eq!(code, Some(2));
    assert!(output.contains("no-such-file") && !output.contains(enter), "{output:?}");
}
