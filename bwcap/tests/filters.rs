//! Filters, differences and calls, as laws over the corpus: what is let through is what was asked for, and all of it.

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const LOG: &str = "bwcap/docs/morning.log";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
    command.args(arguments).current_dir(corpus::root());
    command
}

fn bwcap(arguments: &[&str]) -> Output {
    command(arguments).output().expect("it runs")
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    std::str::from_utf8(bytes).expect("UTF-8").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn decoded(filter: &[&str], file: &str) -> Vec<Value> {
    lines(&bwcap(&[&["decode", "--json"], filter, &[file]].concat()).stdout)
}

fn streams() -> Vec<String> {
    let files = corpus::folder("stream").into_iter().map(|(path, _)| path.to_str().expect("UTF-8").to_owned());
    files.chain([LOG.to_owned()]).collect()
}

fn numbers(records: &[Value]) -> Vec<u64> {
    records.iter().map(|record| record["number"].as_u64().expect("a number")).collect()
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("filters");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Each filter, and whether a record passes it. Of malformed bytes it is not asked.
type Filters = Vec<(Vec<&'static str>, fn(&Value) -> bool)>;

fn filters() -> Filters {
    vec![
        (vec!["--command", "callupdate"], |it| it["command"] == "callUpdate"),
        (vec!["--command", "callUpdate", "--command", "callAction"], |it| {
            it["command"] == "callUpdate" || it["command"] == "callAction"
        }),
        (vec!["--call", "callhalf-101:0"], |it| it["document"].to_string().contains("\"callhalf-101:0\"")),
        (vec!["--call", "7001:1"], |it| it["document"].to_string().contains("\"7001:1\"")),
        (vec!["--user", "alice@example.com"], |it| it["document"].to_string().contains("\"id\":\"alice@example.com\"")),
        (vec!["--user", "BOB"], |it| it["document"].to_string().contains("\"id\":\"bob@example.com\"")),
        (vec!["--direction", "to-server"], |it| it["direction"] == "to-server"),
        (vec!["--direction", "to-client"], |it| it["direction"] == "to-client"),
        (vec!["--number", "2..4"], |it| (2..=4).contains(&it["number"].as_u64().expect("a number"))),
        (vec!["--number", "3"], |it| it["number"] == 3),
    ]
}

#[test]
fn what_passes_is_what_was_asked_for_and_all_of_it() {
    let mut passed = 0;
    for file in streams() {
        let all = decoded(&[], &file);
        for (filter, is_meant) in filters() {
            let good = |records: Vec<Value>| -> Vec<Value> {
                records.into_iter().filter(|record| record["document"].is_object()).collect()
            };
            let expected: Vec<Value> = good(all.clone()).into_iter().filter(is_meant).collect();
            let found = good(decoded(&filter, &file));
            // The user of a message may have its id in other places.
            assert_eq!(numbers(&found), numbers(&expected), "{filter:?} {file}");
            assert_eq!(found, expected, "{filter:?} {file}");
            passed += found.len();
        }
    }
    assert!(passed > 200, "{passed} records");
}

#[test]
fn raw_bytes_are_a_smaller_stream() {
    let smaller = folder().join("smaller.xml");
    for file in streams() {
        for (filter, _) in filters().into_iter().chain([(vec![], (|_| true) as fn(&Value) -> bool)]) {
            let expected: Vec<Value> = decoded(&filter, &file)
                .iter()
                .map(|record| record["document"].clone())
                .filter(Value::is_object)
                .collect();
            fs::write(&smaller, bwcap(&[&["decode", "--raw"], &*filter, &[&file]].concat()).stdout).expect("a file");
            // A number asks for malformed bytes, too.
            let records = decoded(&[], smaller.to_str().expect("UTF-8"));
            let found: Vec<Value> =
                records.iter().map(|record| record["document"].clone()).filter(Value::is_object).collect();
            assert_eq!(found, expected, "{filter:?} {file}");
            assert!(records.len() == found.len() || filter.contains(&"--number"), "{filter:?} {file}");
        }
    }
}

#[test]
fn a_place_leads_to_what_is_there() {
    for file in streams() {
        for record in decoded(&[], &file) {
            let place = |key: &str| record[key].as_u64().expect("a number");
            let (offset, length) = (place("offset"), place("length"));
            let of_line = format!("{}:{}", place("line"), place("column"));
            let of_file = format!("{file}:{of_line}");
            for at in [offset.to_string(), (offset + length - 1).to_string(), of_line, of_file] {
                assert_eq!(decoded(&["--at", &at], &file), std::slice::from_ref(&record), "{file} {at}");
            }
        }
    }
    // What stands beside it is shown by its headline, and it with its bytes.
    let said = bwcap(&["decode", "--at", "460", "corpus/stream/bad-between-good.xml"]);
    let text = String::from_utf8_lossy(&said.stdout);
    let expected = ["#1 callUpdate", "  | <?xml version", "#3 callUpdate"];
    let starts: Vec<_> = text.lines().filter(|line| !line.is_empty()).collect();
    assert!(starts.len() == 3 && starts.iter().zip(expected).all(|(line, start)| line.starts_with(start)), "{text}");
}

#[test]
fn a_moment_divides_a_stream() {
    let all = numbers(&decoded(&[], LOG));
    for (since, until) in [
        ("10:13:05.18", "10:13:05.179"),
        ("2026-11-20T10:12:30", "2026-11-20 10:12:29.999"),
        ("2026-11-20T10:20:00Z", "2026-11-20T10:19:59.999Z"),
        ("+10m", "+9m59s999ms"),
        ("1795169670000", "1795169669999"),
    ] {
        let (before, after) = (decoded(&["--until", until], LOG), decoded(&["--since", since], LOG));
        assert!(!before.is_empty() && !after.is_empty(), "{since}");
        assert_eq!([numbers(&before), numbers(&after)].concat(), all, "{since}");
    }
    assert_eq!(bwcap(&["decode", "--since", "teatime", LOG]).status.code(), Some(2));
    // A stream without times has those of its messages.
    let farm = "corpus/stream/ccc2-farm.xml";
    assert!(numbers(&decoded(&["--since", "2023-11-14T22:20:05"], farm)).len() > 5);
    assert!(decoded(&["--since", "2023-11-14T22:20:06"], farm).is_empty());
}

#[test]
fn errors_alone_are_what_is_malformed_or_not_allowed() {
    for file in streams() {
        let expected: Vec<Value> =
            decoded(&[], &file).into_iter().filter(|record| record["error"].is_object()).collect();
        assert_eq!(decoded(&["--errors-only"], &file), expected, "{file}");
    }
    let records = decoded(&["--errors-only", "--strict"], "corpus/dtd/unknown-attribute.xml");
    assert_eq!(numbers(&records), [1]);
}

/// The test hangs if more is waited for: the input does not end.
#[test]
fn nothing_is_read_behind_what_was_asked_for() {
    let input = fs::read(corpus::root().join("corpus/stream/call.xml")).expect("a file");
    for filter in [["--max", "1"], ["--number", "1"], ["--at", "0"]] {
        let mut child = command(&["decode", "--json"]);
        let child = child.args(filter).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("it starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // It may have left already.
        _ = stdin.write_all(&input);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((lines(&output.stdout).len(), output.status.code()), (1, Some(0)), "{filter:?}");
        drop(stdin);
    }
}

#[test]
fn what_does_not_occur_is_said_with_what_does() {
    for (arguments, expected) in [
        (vec!["--call", "callhalf-310:1"], "no message is of the call `callhalf-310:1`; there are `callhalf-310:0` ("),
        (vec!["--user", "bop"], "`bob@example.com` (3)"),
        (vec!["--command", "calUpdate"], "there are `callUpdate` (10), `callAction` (4)"),
        (
            vec!["--since", "11:00"],
            "no message passes the filters; the times of this stream are from 2026-11-20T10:02:11",
        ),
        (vec!["--number", "99"], "no message passes the filters"),
        (vec!["--at", "999999"], "no message at or behind this place"),
    ] {
        for command in ["decode", "timeline", "stats"] {
            let output = bwcap(&[&[command], &*arguments, &[LOG]].concat());
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains(expected), "{command} {arguments:?}: {said}");
        }
    }
}

#[test]
fn groups_count_everything_once() {
    for file in streams() {
        let all = decoded(&[], &file);
        let groups = decoded(&["--group"], &file);
        let count: u64 = groups.iter().map(|group| group["count"].as_u64().expect("a number")).sum();
        assert_eq!(count, all.len() as u64, "{file}");
        for group in groups {
            let (first, last) = (&group["first"]["number"], &group["last"]["number"]);
            assert_eq!(first == last, group["count"] == 1, "{file}");
        }
    }
}

#[test]
fn the_same_meaning_is_no_difference() {
    let (one, other) = (folder().join("one.xml"), folder().join("other.xml"));
    for name in ["cap-c", "actions", "stream"] {
        for (path, _) in corpus::folder(name) {
            let path = path.to_str().expect("UTF-8");
            if name == "stream" && bwcap(&["decode", path]).status.code() != Some(0) {
                continue;
            }
            // With another layout and another order of what has no order.
            let json = folder().join("all.jsonl");
            fs::write(&json, bwcap(&["decode", "--json", path]).stdout).expect("a file");
            let pretty = bwcap(&["encode", "--as-is", "--pretty", json.to_str().expect("UTF-8")]);
            fs::write(&other, &pretty.stdout).expect("a file");
            fs::copy(path, &one).expect("a file");
            let output = bwcap(&["diff", "--json", one.to_str().expect("UTF-8"), other.to_str().expect("UTF-8")]);
            assert_eq!((output.status.code(), lines(&output.stdout)), (Some(0), vec![]), "{path}");
        }
    }
}

#[test]
fn each_changed_value_is_a_difference_with_its_path() {
    let (one, other) = (folder().join("before.xml"), folder().join("after.xml"));
    for (path, bytes) in corpus::folder("cap-c") {
        fs::write(&one, &bytes).expect("a file");
        let text = String::from_utf8(bytes).expect("UTF-8");
        for (at, _) in text.match_indices("</").filter(|(at, _)| !text[..*at].ends_with('>')) {
            let changed = format!("{}~{}", &text[..at], &text[at..]);
            fs::write(&other, &changed).expect("a file");
            let output = bwcap(&["diff", "--json", one.to_str().expect("UTF-8"), other.to_str().expect("UTF-8")]);
            let found = lines(&output.stdout);
            let fields = found.first().and_then(|it| it["fields"].as_array()).map_or(0, Vec::len);
            assert_eq!((output.status.code(), found.len(), fields), (Some(1), 1, 1), "{}: {found:?}", path.display());
            let name = &text[at + 2..][..text[at + 2..].find('>').expect("an end")];
            let said = found[0]["fields"][0]["path"].as_str().expect("a path");
            let last = said.rsplit('/').next().unwrap_or_default();
            // A name has one spelling in a path.
            assert!(last.split('[').next().unwrap_or_default().eq_ignore_ascii_case(name), "{said} for {name}");
        }
    }
}

#[test]
fn a_difference_can_be_ignored() {
    let call = "corpus/stream/call.xml";
    let diff = |ignored: &str| bwcap(&["diff", "--ignore", ignored, &format!("{call}#4"), &format!("{call}#5")]);
    assert_eq!(diff("releaseCause").status.code(), Some(1));
    for ignored in ["state", "user/call/state", "releaseCause,state"] {
        assert_eq!(diff(ignored).status.code(), Some(0), "{ignored}");
    }
    assert_eq!(bwcap(&["diff", call]).status.code(), Some(2));
    assert_eq!(bwcap(&["diff", call, "no-such-file"]).status.code(), Some(2));
}

/// What is in a timeline is in the messages, and nothing is shown twice.
#[test]
fn a_timeline_names_each_message_of_a_call() {
    for file in streams() {
        let calls = lines(&bwcap(&["timeline", "--json", &file]).stdout);
        let all = decoded(&[], &file);
        for record in all.iter().filter(|record| record["command"] == "callUpdate") {
            let Some(id) = record.pointer("/document/commandData/user/call/0/callId") else { continue };
            let of = calls.iter().filter(|call| call["call"] == *id && call["queued"] == false);
            let events = of.flat_map(|call| call["events"].as_array().expect("a list"));
            assert_eq!(events.filter(|event| event["number"] == record["number"]).count(), 1, "{file} {record}");
        }
        let counted = lines(&bwcap(&["stats", "--json", &file]).stdout);
        let sum = |key: &str| -> u64 {
            let outcomes = counted[0][key].as_object().expect("an object");
            outcomes.values().map(|outcome| outcome["count"].as_u64().expect("a number")).sum()
        };
        assert_eq!(sum("calls") + sum("queuedCalls"), calls.len() as u64, "{file}");
        let good = all.iter().filter(|record| record["document"].is_object()).count() as u64;
        assert_eq!(
            (&counted[0]["messages"], &counted[0]["malformed"]),
            (&good.into(), &(all.len() as u64 - good).into())
        );
    }
}

#[test]
fn a_ladder_fits_the_screen() {
    for file in streams() {
        for (columns, width) in [(None, 80), (Some("60"), 60), (Some("100"), 100)] {
            let mut command = command(&["timeline", "--ladder", &file]);
            command.env_remove("COLUMNS");
            if let Some(columns) = columns {
                command.env("COLUMNS", columns);
            }
            let text = String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8");
            for line in text.lines() {
                assert_eq!(line.chars().count(), width, "{file}: {line}");
            }
        }
    }
}

/// Calls that never end are followed up to a number, and each of them is shown all the same.
#[test]
fn open_calls_are_followed_up_to_a_number() {
    const CALLS: usize = 12_000;
    let all = folder().join("open.xml");
    let document = |number: usize| {
        format!(
            "<BroadsoftDocument><command commandType=\"callUpdate\"><commandData><user id=\"alice@example.com\">\
             <call callId=\"{number}\"><state>2</state></call></user></commandData></command></BroadsoftDocument>"
        )
    };
    fs::write(&all, (0..CALLS).map(document).collect::<String>()).expect("a file");
    let calls = lines(&bwcap(&["timeline", "--json", all.to_str().expect("UTF-8")]).stdout);
    let count = |outcome: &str| calls.iter().filter(|call| call["outcome"] == outcome).count();
    assert_eq!((calls.len(), count("open") + count("lost")), (CALLS, CALLS));
    assert!(count("open") <= 10_000 && count("open") > 2_000, "{} are open", count("open"));
    // Those are given up of which nothing was heard for longest.
    let number = |call: &Value| call["call"].as_str().and_then(|id| id.parse::<usize>().ok()).expect("a number");
    let lost = calls.iter().filter(|call| call["outcome"] == "lost").map(number).max();
    let open = calls.iter().filter(|call| call["outcome"] == "open").map(number).min();
    assert!(lost < open, "{lost:?} {open:?}");
}
