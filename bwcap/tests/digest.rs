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

/// Runs `digest --check` on a login with this nonce and digest.
fn check(nonce: &str, digest: Option<&str>, password: &str, response: &str) -> (Option<i32>, String) {
    let document = |command: &str, data: &str| {
        format!(
            "<BroadsoftDocument protocol='CAP' version='17.0'><command commandType='{command}'><commandData>{data}</commandData></command></BroadsoftDocument>\n"
        )
    };
    let user = |inside: &str| {
        format!(
            "<user userType='CallClient'><id>alice@example.com</id>{inside}<applicationId>demo</applicationId></user>"
        )
    };
    let given = |nonce: &str| format!("{}<nonce>{nonce}</nonce><algorithm>MD5</algorithm>", user(""));
    let sent = digest.map(|digest| format!("<securePassword>{digest}</securePassword>")).unwrap_or_default();
    let stream = [
        document("registerAuthentication", &user("")),
        document("responseAuthentication", &given("an earlier one")),
        document("responseAuthentication", &given(nonce)),
        document("registerRequest", &user(&sent)),
        document("registerResponse", &user(response)),
    ];
    let mut child = Command::new(env!("CARGO_BIN_EXE_bwcap"))
        .args(["digest", "--check"])
        .env("CAP_PASSWORD", password)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bwcap starts");
    child.stdin.take().expect("a pipe").write_all(stream.concat().as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("bwcap ends");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    assert!(
        !text.contains(password) && digest.is_none_or(|digest| digest.len() < 8 || !text.contains(digest)),
        "{text}"
    );
    (output.status.code(), text)
}

#[test]
fn a_login_is_checked_step_by_step() {
    const RIGHT: &str = "3b1a99d75d398552657d94d96f2b7e67";
    const NONCE: &str = "1700000000123";
    let (code, text) = check(NONCE, Some(RIGHT), "pässwörd", "");
    assert_eq!(code, Some(0), "{text}");
    let steps: Vec<&str> = text.lines().collect();
    assert!(steps[2].starts_with("#3 responseAuthentication") && steps[2].contains(NONCE), "{text}");
    assert!(steps[3].starts_with("#4 registerRequest") && steps[3].ends_with("the digest is right"), "{text}");
    assert!(steps[4].ends_with("logged in"), "{text}");
    let refusal = "<failure failureCause='IncorrectPassword'/>";
    assert!(check(NONCE, Some(RIGHT), "pässwörd", refusal).1.contains("the server has another one"));
    for (nonce, digest, password, says) in [
        (NONCE, Some(RIGHT.to_uppercase()), "pässwörd", "upper case"),
        (NONCE, Some("pässwörd".into()), "pässwörd", "the password itself"),
        (NONCE, Some(RIGHT.into()), "pässwort", "another password"),
        (NONCE, Some("0".repeat(31)), "pässwörd", "has 31 characters"),
        (NONCE, None, "pässwörd", "no digest was sent"),
        // The mistake is in what the digest was made of.
        (NONCE, Some(of(NONCE, "pässwörd ")), "pässwörd", "a blank behind the password"),
        (NONCE, Some(of(NONCE, "pässwö")), "pässwörd", "its characters were counted"),
        (NONCE, Some(of("an earlier one", "pässwörd")), "pässwörd", "made with the nonce of #2, an earlier one"),
        (NONCE, Some(of("1700000000123 ", "pässwörd")), "pässwörd", "a blank behind the nonce"),
        (NONCE, Some(of("1700000000123", "")), "pässwörd", "an empty one"),
        ("a &amp; b", Some(of("a &amp; b", "pässwörd")), "pässwörd", "not unescaped"),
    ] {
        let (code, text) = check(nonce, digest.as_deref(), password, "");
        assert_eq!(code, Some(1), "{text}");
        assert!(
            text.lines()
                .any(|line| line.starts_with("#4 registerRequest") && line.contains("WRONG") && line.contains(says)),
            "{says}: {text}"
        );
    }
}

/// Returns the digest of a nonce and a password.
fn of(nonce: &str, password: &str) -> String {
    use broadworks_cap::login::{Password, secure_password};
    secure_password(nonce, &Password::new(password)).reveal().to_owned()
}

#[test]
fn a_stream_without_a_login_is_not_right() {
    let output = Command::new(env!("CARGO_BIN_EXE_bwcap"))
        .args(["digest", "--check"])
        .env("CAP_PASSWORD", "x")
        .stdin(Stdio::null())
        .output()
        .expect("bwcap runs");
    assert_eq!(output.status.code(), Some(1));
}
