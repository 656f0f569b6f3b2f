//! Tests of `bwcap` as a process: what it does with a stream of JSON, on a terminal, when nobody reads, and with input
//! that has no end.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::{bwcap, corpus, finish, run, text};
use serde_json::Value;

/// Characters that steer a terminal or the direction of text.
fn steers(c: char) -> bool {
    c.is_control() && c != '\n'
        || "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
            .contains(c)
}

/// A stream with everything that JSON can be: good and refused, on one line and on several, and no JSON at all.
const STREAM: &str = r#"{"commandType":"infoRequest","extra":{"attributes":{"n":"1"}}}
{"commandType":"infoRequest","x":1}
{
  "commandType": "infoRequest",
  "commandData": {
    "capVersionRequest": true
  }
} {"commandType":"infoRequest","extra":{"attributes":{"n":"3"}}}

{"a":{"b":1}
{"commandType":"infoRequest","extra":{"attributes":{"n":"4"}}}
[1, {}]
7
garbage {"commandType":"infoRequest"}
{"commandType":"acknow
{"commandType":"infoRequest","extra":{"attributes":{"n":"\u0001"}}}{"commandType":"infoRequest","extra":{"attributes":{"n":"5"}}}
{"commandType":"acknowledgement","commandData":{"user":{"iD":"alice@example.com"}}}
{"commandType":"acknowledgement","commandType":"acknowledgement"}
{"commandType":"infoRequest","extra":{"attributes":{"n":"6"}}}
{"commandType":"infoRequest""#;

#[test]
fn a_refused_message_does_not_end_the_run() {
    let output = run(&["encode", "-"], STREAM.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!("encoded_stream", format!("{}\n{}", text(&output.stdout), text(&output.stderr)));
    // The same, whatever ends a line.
    let crlf = run(&["encode", "-"], STREAM.replace('\n', "\r\n").as_bytes());
    assert_eq!(crlf.stdout, output.stdout);
}

#[test]
fn json_is_read_back_however_it_is_laid_out() {
    let json = run(&["decode", "--json", "corpus/stream/call.xml"], b"").stdout;
    let encoded = run(&["encode", "-"], &json);
    assert_eq!(encoded.status.code(), Some(0));
    let values: Vec<Value> = text(&json).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let pretty: Vec<String> = values.iter().map(|value| serde_json::to_string_pretty(value).expect("JSON")).collect();
    for layout in [pretty.join("\n"), pretty.join(""), values.iter().map(Value::to_string).collect()] {
        assert_eq!(run(&["encode", "-"], layout.as_bytes()), encoded, "{layout}");
    }
}

#[test]
fn json_has_a_longest_message() {
    let good = r#"{"commandType":"infoRequest"}"#;
    let input = format!("{good}\n{{\"commandType\":\"{}\"}}\n{good}", "x".repeat(20));
    for (longest, lines) in [("28", 0), ("29", 2), ("37", 2), ("38", 3)] {
        let output = run(&["encode", "--as-is", "--max-bytes", longest, "-"], input.as_bytes());
        assert_eq!(text(&output.stdout).lines().count(), lines, "{longest}");
        assert_eq!(text(&output.stderr).lines().count(), 3 - lines, "{longest}");
        assert_eq!(output.status.code(), Some(i32::from(lines != 3)), "{longest}");
    }
    let refusal = run(&["encode", "--as-is", "--max-bytes", "30", "-"], input.as_bytes()).stderr;
    assert_eq!(text(&refusal), "-:2:1: the message is longer than 30 bytes; --max-bytes allows more\n");
}

/// The memory that the process can write to is limited to half of the input.
#[test]
#[cfg(target_os = "linux")]
fn json_without_an_end_takes_constant_memory() {
    const LENGTH: usize = 64 << 20;
    for start in ["", "{\"a\":\"", "{\"a\":[", "7"] {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -d 32768; exec \"$0\" encode -", env!("CARGO_BIN_EXE_bwcap")]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let fill = if start == "{\"a\":[" { b"[" } else { b"1" };
        let output = finish(child.expect("it starts"), &[start.as_bytes(), &fill.repeat(LENGTH)].concat());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{start}: {error}");
        assert_eq!(error, "-:1:1: the message is longer than 4194304 bytes; --max-bytes allows more\n", "{start}");
    }
}

#[test]
fn nothing_steers_a_terminal() {
    let evil = "evil\u{1b}[31m\u{7}\u{9b}\u{202e}\u{200f}.xml";
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("terminal");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(evil);
    let document = "<BroadsoftDocument><command commandType=\"callUpdate\"><commandData>\
        <user id=\"a&#x9b;31m&#x7f;&#x200f;&#x61c;b\"><\u{61c}x/>\u{85}</user></commandData></command></BroadsoftDocument><&>";
    fs::write(&file, document).expect("a file");
    let file = file.to_str().expect("UTF-8");
    let missing = folder.join(format!("no-{evil}"));
    let missing = missing.to_str().expect("UTF-8");
    let json = format!("{{{evil:?}:1}}\n").replace("\\u{1b}", "\\u001b").replace("\\u{7}", "\\u0007");
    let json = json.replace("\\u{9b}", "\u{9b}").replace("\\u{202e}", "\u{202e}").replace("\\u{200f}", "\u{200f}");
    for arguments in [
        &["decode", file][..],
        &["decode", "--json", file],
        &["decode", "--strict", file],
        &["validate", file],
        &["validate", "--json", file],
        &["encode", file],
        &["encode", "-"],
        &["decode", missing],
        &["validate", missing],
        &["encode", missing],
        &["decode", &format!("--{evil}")],
        &[evil],
    ] {
        let output = run(arguments, json.as_bytes());
        assert_ne!(output.status.code(), Some(101), "no panic");
        assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{arguments:?} says something");
        for shown in [text(&output.stdout), text(&output.stderr)] {
            assert!(!shown.contains(steers), "{arguments:?}: {shown:?}");
        }
    }
    // In JSON nothing is lost by it.
    let output = run(&["decode", "--json", file], b"");
    let value: Value =
        serde_json::from_slice(output.stdout.split_inclusive(|b| *b == b'\n').next().expect("a line")).expect("JSON");
    assert_eq!(value["document"]["commandData"]["user"]["id"], "a\u{9b}31m\u{7f}\u{200f}\u{61c}b");
    let findings = run(&["validate", "--json", file], b"").stdout;
    let finding: Value = serde_json::from_str(text(&findings).lines().next().expect("a finding")).expect("JSON");
    assert_eq!(finding["file"], file);
}

/// Returns runs that write much to both outputs, or to one.
fn runs(folder: &Path) -> Vec<Vec<String>> {
    let json = folder.join("many.json");
    let line = "{\"commandType\":\"infoRequest\"}\n{\"x\":1}\n";
    fs::write(&json, line.repeat(10_000)).expect("a file");
    let stream = folder.join("many.xml");
    let bytes = fs::read(corpus::root().join("corpus/stream/bad-between-good.xml")).expect("a file");
    fs::write(&stream, bytes.repeat(200)).expect("a file");
    let (json, stream) = (json.display().to_string(), stream.display().to_string());
    [vec!["decode", &stream], vec!["decode", "--json", &stream], vec!["validate", &stream], vec!["encode", &json]]
        .map(|run| run.into_iter().map(String::from).collect())
        .into()
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reader");
    fs::create_dir_all(&folder).expect("a folder");
    for run in runs(&folder) {
        let arguments: Vec<&str> = run.iter().map(String::as_str).collect();
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = bwcap(&arguments).stdout(writer).stderr(Stdio::piped()).output().expect("it runs");
        let error = text(&output.stderr);
        assert!(!error.contains("panicked") && !error.contains("standard output"), "{run:?}: {error}");
        assert_eq!(output.status.code(), Some(0), "{run:?}: {error}");
    }
}

#[test]
fn errors_that_nobody_reads_change_nothing_else() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("errors");
    fs::create_dir_all(&folder).expect("a folder");
    for run in runs(&folder) {
        let arguments: Vec<&str> = run.iter().map(String::as_str).collect();
        let expected = bwcap(&arguments).output().expect("it runs");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = bwcap(&arguments).stdout(Stdio::piped()).stderr(writer).output().expect("it runs");
        assert_eq!((output.status.code(), output.stdout), (Some(1), expected.stdout), "{run:?}");
    }
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status = bwcap(&["decode", "no-such-file"]).stderr(writer).status().expect("it runs");
    assert_eq!(status.code(), Some(2));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    for arguments in [
        &["decode", "corpus/stream/call.xml"][..],
        &["decode", "--json", "corpus/stream/call.xml"],
        &["validate", "corpus/stream/call.xml"],
        &["encode", "--as-is", "-"],
        &["digest", "--nonce", "1"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
        let mut command = bwcap(arguments);
        let child = command.stdin(Stdio::piped()).stdout(full).stderr(Stdio::piped()).spawn().expect("it starts");
        let output = finish(child, b"{\"commandType\":\"infoRequest\"}\n");
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.starts_with("bwcap: standard output: ") && error.lines().count() == 1, "{arguments:?}: {error}");
    }
}

#[test]
fn the_findings_of_a_document_have_a_ceiling() {
    let document = |count| {
        format!(
            "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"infoRequest\"><commandData>{}\
             <capVersionRequest/></commandData></command></BroadsoftDocument>",
            "<x/>".repeat(count)
        )
    };
    let long = document(100_000);
    let output = run(&["validate", "-"], long.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stdout);
    assert!(shown.len() < 64 << 10, "{} bytes", shown.len());
    assert!(shown.contains("\n-:1:1: 99900 more findings in this document; --max-findings shows more\n\n1 message"));
    assert!(shown.ends_with("  100000  invalid    unknown-element\n`bwcap explain unknown-element` says more\n"));
    let lines = |arguments: &[&str], document: &str| -> Vec<Value> {
        let output = run(arguments, document.as_bytes());
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let json = lines(&["validate", "--json", "-"], &long);
    assert_eq!((json.len(), &json[100]["more"]), (101, &99_900.into()));
    // The last one is shown like the others, and nothing is said if there are no more.
    for (most, count, more) in [("3", 3, None), ("3", 4, Some(1)), ("0", 4, Some(4)), ("1000", 1000, None)] {
        let json = lines(&["validate", "--json", "--max-findings", most, "-"], &document(count));
        let said = json.last().and_then(|line| line.get("more")).cloned();
        assert_eq!(said, more.map(Value::from), "{most} of {count}");
        assert_eq!(json.len() - usize::from(said.is_some()), count.min(most.parse().expect("a number")));
    }
}

/// A session with both directions: a login, a call, and an action on another one.
fn session() -> String {
    let document = |command: &str, data: &str| {
        format!(
            r#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="{command}"><commandData>{data}</commandData></command></BroadsoftDocument>"#
        ) + "\n"
    };
    let user = |inner: &str| {
        let application = "<applicationId>demo</applicationId>";
        format!(r#"<user id="alice@example.com" userType="CallClient" userUid="1007">{inner}{application}</user>"#)
    };
    let hold = r#"<action actionType="Hold"><actionParam actionParamName="CallId">b</actionParam></action>"#;
    [
        document("registerAuthentication", &user("")),
        document("responseAuthentication", &(user("") + "<nonce>1</nonce><algorithm>MD5</algorithm>")),
        document("registerRequest", &user("<securePassword>00000000000000000000000000000000</securePassword>")),
        document("registerResponse", &user("")),
        document("acknowledgement", &user("")),
        document("callUpdate", &user(r#"<call callId="a"><state>2</state></call>"#)),
        document("callAction", &user(hold)),
        document("unRegister", &user("").replacen("userType", r#"userLogoutReason="ClientLogout" userType"#, 1)),
        document("callUpdate", &user("")),
        document("queueInfoRequest", &user("").replace("1007", "1009").replace("demo", "queues")),
    ]
    .concat()
}

#[test]
fn a_session_is_checked_when_it_is_asked_for() {
    let findings = |arguments: &[&str], input: &str| -> Vec<(String, u64, Option<u64>, String)> {
        let output = run(&[&["validate", "--json"], arguments, &["-"]].concat(), input.as_bytes());
        let lines = text(&output.stdout).lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let of_session = lines.filter(|line| line["severity"] == "session");
        let word = |value: &Value| value.as_str().expect("a text").to_owned();
        of_session
            .map(|it| {
                let document = it["number"].as_u64().expect("a number");
                (word(&it["id"]), document, it["line"].as_u64(), word(&it["direction"]))
            })
            .collect()
    };
    let session = session();
    let found = |id: &str, number, line, towards: &str| (id.to_owned(), number, line, towards.to_owned());
    assert_eq!(findings(&[], &session), []);
    let expected = [
        found("call-of-action", 7, Some(7), "to-server"),
        found("crossed-logout", 9, Some(9), "to-client"),
        found("owed-response", 10, None, "to-server"),
    ];
    assert_eq!(findings(&["--session"], &session), expected);
    // Each kind is counted, and the readable form names each document.
    let output = run(&["validate", "--session", "-"], session.as_bytes());
    for line in ["-:7:1: warning[call-of-action]", "-:9:1: note[crossed-logout]", "-: warning[owed-response]"] {
        assert!(text(&output.stdout).contains(line), "{}", text(&output.stdout));
    }
    assert!(text(&output.stdout).contains("       1  session    crossed-logout\n"));
    // After a document that cannot be read, nothing is certain, and the numbers go on.
    let (before, after) = session.split_at(
        session
            .find("<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"callAction")
            .expect("it is there"),
    );
    let damaged = format!("{before}<BroadsoftDocument><command></BroadsoftDocument>\n{after}");
    let gone = [found("crossed-logout", 10, Some(10), "to-client"), found("owed-response", 11, None, "to-server")];
    assert_eq!(findings(&["--session"], &damaged), gone);
    assert_eq!(findings(&["--session", "--max-findings", "0"], &session), []);
}

/// Runs the tool on a terminal of 80 columns, with this command line and environment.
#[cfg(target_os = "linux")]
fn on_terminal(line: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new("script");
    let line = format!("stty rows 24 cols 80; {} {line}", env!("CARGO_BIN_EXE_bwcap"));
    command.args(["-qec", &line, "/dev/null"]).current_dir(corpus::root()).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm").envs(environment.iter().copied());
    String::from_utf8(command.output().expect("`script` runs").stdout).expect("UTF-8")
}

#[test]
#[cfg(target_os = "linux")]
fn colours_are_for_terminals_that_have_them() {
    if Command::new("script").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `script`");
        return;
    }
    for line in ["validate corpus/dtd/many.xml", "decode corpus/stream/bad-between-good.xml", "explain callUpdate"] {
        let is_coloured = |more: &str, environment: &[(&str, &str)]| {
            let shown = on_terminal(&format!("{more} {line}"), environment);
            assert!(shown.len() > 100, "{line}: {shown}");
            shown.contains('\u{1b}')
        };
        assert!(is_coloured("", &[]), "{line}");
        assert!(!is_coloured("", &[("NO_COLOR", "1")]), "{line}");
        assert!(!is_coloured("", &[("TERM", "dumb")]), "{line}");
        assert!(!is_coloured("--color never", &[]), "{line}");
        assert!(is_coloured("--color always", &[("NO_COLOR", "1")]), "{line}");
    }
    // An excerpt is as wide as the terminal, and not wider.
    let shown = on_terminal("--color never validate corpus/dtd/unknown-attribute.xml", &[]);
    let excerpt = shown.lines().find(|line| line.starts_with("1 |")).expect("an excerpt").trim_end();
    assert!((60..=80).contains(&excerpt.chars().count()), "{excerpt}");
}

#[test]
fn colours_go_through_a_pipe_if_they_are_asked_for() {
    for arguments in
        [&["validate", "corpus/dtd/many.xml"][..], &["decode", "corpus/stream/call.xml"], &["explain", "call"]]
    {
        let shown = |color: &str| {
            let output = bwcap(&[&["--color", color], arguments].concat()).output().expect("it runs");
            text(&output.stdout).contains('\u{1b}')
        };
        assert_eq!(["auto", "never", "always"].map(shown), [false, false, true], "{arguments:?}");
    }
}

#[test]
fn quiet_is_a_line_for_each_finding() {
    for arguments in
        [&["validate", "corpus/dtd/many.xml"][..], &["decode", "--json", "corpus/stream/bad-between-good.xml"]]
    {
        let loud = bwcap(arguments).output().expect("it runs");
        let quiet = bwcap(&[&["--quiet"], arguments].concat()).output().expect("it runs");
        assert_eq!(quiet.status, loud.status, "{arguments:?}");
        let findings = |output: &Output| -> Vec<String> {
            let lines = [&output.stdout[..], &output.stderr[..]].concat();
            text(&lines).lines().filter(|line| line.starts_with("corpus/")).map(String::from).collect()
        };
        let (short, long) = (findings(&quiet), findings(&loud));
        assert_eq!(short, long, "{arguments:?}");
        let all = text(&quiet.stdout).lines().chain(text(&quiet.stderr).lines());
        assert_eq!(all.filter(|line| !line.starts_with('{')).count(), short.len(), "{arguments:?}");
        assert!(!short.is_empty());
    }
}

#[test]
fn a_file_alone_is_decoded() {
    let file = "corpus/stream/call.xml";
    let decoded = bwcap(&["decode", file]).output().expect("it runs");
    for arguments in [&[file][..], &["--color", "never", file], &["-q", file]] {
        assert_eq!(bwcap(arguments).output().expect("it runs").stdout, decoded.stdout, "{arguments:?}");
    }
    let json = bwcap(&["--json", file]).output().expect("it runs").stdout;
    assert_eq!(json, bwcap(&["decode", "--json", file]).output().expect("it runs").stdout);
    assert_eq!(run(&["-"], &fs::read(corpus::root().join(file)).expect("a file")).stdout, decoded.stdout);
}

#[test]
fn errors_of_usage_exit_with_two() {
    for arguments in [
        &[][..],
        &["decod"],
        &["decod", "corpus/stream/call.xml"],
        &["--no-such-option"],
        &["no-such-file.xml"],
        &["decode", "--no-such-option", "corpus/stream/call.xml"],
        &["--color", "sometimes", "corpus/stream/call.xml"],
        &["validate", "--protocol", "oci", "corpus/stream/call.xml"],
        &["explain", "no-such-thing"],
    ] {
        let output = run(arguments, b"");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_version_names_tool_codec_and_protocols() {
    let output = run(&["--version"], b"");
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(lines[0], format!("bwcap {}", env!("CARGO_PKG_VERSION")));
    assert!(lines[1].ends_with(&format!("broadworks-cap {}", broadworks_cap::VERSION)), "{lines:?}");
    assert!(lines[2].contains("CAP-C and CCC2") && lines[2].contains("17.0"), "{lines:?}");
    assert_eq!(lines.len(), 3);
}

/// The progress in a long file is shown on a terminal alone, and messages never stand in it.
#[test]
#[cfg(target_os = "linux")]
fn progress_leaves_no_litter() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("progress");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("long.xml");
    let good = fs::read(corpus::root().join("corpus/stream/call.xml")).expect("a file");
    let bad = fs::read(corpus::root().join("corpus/stream/bad-between-good.xml")).expect("a file");
    let half = good.repeat((9 << 20) / good.len());
    fs::write(&file, [&half[..], &bad, &half].concat()).expect("a file");
    let file = file.to_str().expect("UTF-8");
    let output = bwcap(&["decode", "--json", file]).stdout(Stdio::null()).output().expect("it runs");
    assert!(text(&output.stderr).starts_with(file) && !text(&output.stderr).contains(['\u{1b}', '\r']), "a pipe");
    if Command::new("script").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `script`");
        return;
    }
    let shown = on_terminal(&format!("--color never decode --json {file} > /dev/null"), &[]);
    let message = shown.find(file).expect("the error is shown");
    // What was drawn in its line is removed before it.
    let before = &shown[..message];
    assert!(
        before.is_empty() || before.ends_with("\u{1b}[2K") || before.ends_with('\r') || before.ends_with('\n'),
        "{before:?}"
    );
    for line in on_terminal(&format!("--quiet decode --json {file} > /dev/null"), &[]).lines() {
        assert!(line.starts_with(file), "{line:?}");
    }
    for line in on_terminal(&format!("decode --json {file} > /dev/null"), &[("TERM", "dumb")]).lines() {
        assert!(!line.contains("MiB"), "{line:?}");
    }
}

#[test]
fn a_document_may_be_longer_if_that_is_said() {
    let good = fs::read(corpus::root().join("corpus/stream/call.xml")).expect("a file");
    let good = text(&good).lines().next().expect("a message").to_owned();
    let long = good.replace("</call>", &format!("<x>{}</x></call>", "a".repeat(1 << 20))) + "\n";
    for subcommand in ["decode", "validate"] {
        let refused = run(&[subcommand, "-"], long.as_bytes());
        assert_eq!(refused.status.code(), Some(1));
        let said = [&refused.stdout[..], &refused.stderr[..]].concat();
        assert!(text(&said).contains("--max-document"), "{}", text(&said));
    }
    let read = run(&["decode", "--json", "--max-document", "2000000", "-"], long.as_bytes());
    assert_eq!((read.status.code(), text(&read.stdout).lines().count()), (Some(0), 1));
    let valid = text(&run(&["validate", "--max-document", "2000000", "-"], long.as_bytes()).stdout).to_owned();
    assert!(valid.contains("unknown-element") && !valid.contains("too-long"), "{valid}");
}
