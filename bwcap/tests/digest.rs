//! Tests of `bwcap digest` as a process.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn digest(nonce: &str, input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bwcap"))
        .args(["digest", "--nonce", nonce])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bwcap starts");
    // The tool may stop reading early, at the end of the line or when the line is too long.
    _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("bwcap ends")
}

#[test]
fn the_first_line_is_the_password() {
    for input in ["pässwörd", "pässwörd\n", "pässwörd\r\n", "pässwörd\nand more\n"] {
        let output = digest("1700000000123", input.as_bytes());
        assert_eq!(String::from_utf8_lossy(&output.stdout), "3b1a99d75d398552657d94d96f2b7e67\n");
        assert_eq!((output.status.code(), output.stderr.is_empty()), (Some(0), true));
    }
    // White space is part of the password.
    assert_ne!(digest("1", b" x\n").stdout, digest("1", b"x\n").stdout);
}

#[test]
fn what_is_no_password_is_bad_data_and_never_quoted() {
    let long = [b"sesame".as_slice(), &vec![b'x'; 5000]].concat();
    for (input, place) in
        [(b"".as_slice(), "-:1:1: "), (b"\nsesame\n", "-:1:1: "), (b"sesame\xff\n", "-:1:7: "), (&long, "-:1:4097: ")]
    {
        let output = digest("1", input);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true), "{message}");
        assert!(message.starts_with(place) && !message.contains("sesame"), "{message}");
    }
    let most = vec![b'x'; 4096];
    assert_eq!(digest("1", &most).status.code(), Some(0), "the limit itself is fine");
}

#[test]
fn a_nonce_is_needed() {
    assert_eq!(digest("", b"sesame\n").status.code(), Some(2));
}
