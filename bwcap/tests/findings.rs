//! Findings of `bwcap validate` for other programs: records with the same keys always, tables, and groups; and what is told
//! with `--quiet`, with `--max`, and by `--help`.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use common::{corpus, text};
use serde_json::Value;

fn bwcap(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
    command.args(arguments).current_dir(corpus::root()).env_remove("COLUMNS").output().expect("it runs")
}

fn objects(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn files() -> Vec<String> {
    let folders = ["dtd", "rules", "stream", "invalid", "errata"];
    let files = folders.into_iter().flat_map(corpus::folder);
    files.map(|(path, _)| path.to_str().expect("UTF-8").to_owned()).collect()
}

fn validate(arguments: &[&str]) -> Output {
    let files = files();
    bwcap(&[&["validate"], arguments, &files.iter().map(String::as_str).collect::<Vec<_>>()].concat())
}

fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("a file");
    path.to_str().expect("UTF-8").to_owned()
}

/// The page says which keys there are. `more` stands for the findings that are not shown.
#[test]
fn a_finding_has_the_keys_that_the_page_states() {
    let page = fs::read_to_string(corpus::root().join("bwcap/docs/records.md")).expect("the page");
    let of_findings = page.split("## Findings").nth(1).expect("a section").split("\n## ").next().expect("text");
    let is_key = |c: char| c.is_ascii_alphabetic();
    let rows = of_findings.lines().filter_map(|line| line.strip_prefix("| `"));
    let stated: Vec<&str> = rows
        .flat_map(|row| row.split(" |").next().unwrap_or_default().split(", "))
        .map(|key| key.trim_matches(|c| !is_key(c)))
        .collect();
    let found = objects(&validate(&["--json", "--session"]));
    assert!(found.len() > 300, "{}", found.len());
    for finding in &found {
        let keys: Vec<&String> = finding.as_object().expect("an object").keys().collect();
        if finding["more"].is_null() {
            let mut stated = stated.clone();
            stated.sort_unstable();
            assert_eq!(keys, stated, "{finding}");
        }
        assert!(finding["number"].is_u64() && finding["file"].is_string(), "{finding}");
    }
    assert!(found.iter().any(|it| it["severity"] == "session") && found.iter().any(|it| it["cause"].is_u64()));
}

/// The number of a finding is that of its message in `decode`.
#[test]
fn the_number_of_a_finding_is_that_of_its_record() {
    for path in files() {
        let records = objects(&bwcap(&["decode", "--json", &path]));
        for finding in objects(&bwcap(&["validate", "--json", &path])) {
            let record = records.iter().find(|record| record["number"] == finding["number"]).expect("a record");
            let [from, length, at] = ["offset", "length"]
                .map(|key| record[key].as_u64().expect("a number"))
                .into_iter()
                .chain([finding["offset"].as_u64().expect("a number")])
                .collect::<Vec<_>>()[..]
            else {
                unreachable!()
            };
            assert!((from..=from + length).contains(&at), "{path}: {finding}");
        }
    }
}

#[test]
fn groups_and_tables_have_all_findings() {
    let found: Vec<Value> =
        objects(&validate(&["--json"])).into_iter().filter(|finding| finding["more"].is_null()).collect();
    let table = validate(&["--csv"]);
    let mut reader = csv::Reader::from_reader(&*table.stdout);
    let names = reader.headers().expect("names").clone();
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), found.len());
    for (row, finding) in rows.iter().zip(&found) {
        for (name, cell) in
            names.iter().zip(row).filter(|(name, _)| !["value", "message", "path", "command"].contains(name))
        {
            let expected = finding[name].as_str().map_or_else(|| finding[name].to_string(), Into::into);
            assert_eq!(cell, if finding[name].is_null() { "" } else { &expected }, "{name} {finding}");
        }
    }
    // The same by hand, without what follows from others.
    let same = ["severity", "kind", "path", "value", "message", "erratum"];
    let mut groups: BTreeMap<String, (u64, Value, Value)> = BTreeMap::new();
    for finding in found.iter().filter(|finding| finding["cause"].is_null()) {
        let key = same.map(|key| finding[key].to_string()).join(" ");
        let group = groups.entry(key).or_insert((0, finding.clone(), Value::Null));
        (group.0, group.2) = (group.0 + 1, finding.clone());
    }
    let shown = objects(&validate(&["--group", "--json"]));
    let shown: Vec<_> = shown.iter().filter(|group| group["first"].is_object()).collect();
    assert_eq!(shown.len(), groups.len());
    for group in &shown {
        let (count, first, last) = &groups[&same.map(|key| group[key].to_string()).join(" ")];
        assert_eq!(group["count"], *count, "{group}");
        for key in ["number", "file", "line", "column", "offset"] {
            assert_eq!((&group["first"][key], &group["last"][key]), (&first[key], &last[key]), "{group}");
        }
    }
    let readable = validate(&["--group", "--quiet"]);
    assert!(text(&readable.stdout).lines().count() >= shown.len());
    assert!(text(&readable.stdout).contains("  (first #"));
    // On a screen, words stay whole.
    let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
    let narrow = command.args(["validate", "--group", "--quiet", "corpus/dtd/many.xml"]).env("COLUMNS", "60");
    let narrow = narrow.current_dir(corpus::root()).output().expect("it runs").stdout;
    assert!(text(&narrow).lines().all(|line| line.chars().count() <= 60), "{}", text(&narrow));
}

/// Two clients on connections of one log: what one of them did is no fault of the other.
#[test]
fn each_connection_has_a_session() {
    let document = |command: &str, inner: &str| {
        format!(
            "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"{command}\"><commandData><user \
             id=\"alice@example.com\" userType=\"CallClient\" userUid=\"1007\">{inner}<applicationId>demo</applicationId></user>\
             </commandData></command></BroadsoftDocument>"
        )
    };
    let call = document("callUpdate", "<call callId=\"a\"><state>2</state></call>");
    let hold = document(
        "callAction",
        "<action actionType=\"Hold\"><actionParam actionParamName=\"CallId\">a</actionParam></action>",
    );
    let info = document("queueInfoRequest", "");
    let line = |connection: u32, text: &str| format!("2026-11-20 10:00:00 conn={connection} {text}\n");
    let session = |lines: &[(u32, &String)]| {
        let log: String = lines.iter().map(|(connection, text)| line(*connection, text)).collect();
        let output = bwcap(&["validate", "--session", "--json", &file("sessions.log", &log)]);
        let found = objects(&output).into_iter().filter(|it| it["severity"] == "session");
        found.map(|it| (it["id"].as_str().expect("a name").to_owned(), it["number"].as_u64())).collect::<Vec<_>>()
    };
    let out = document("unRegister", "").replacen("userType", "userLogoutReason=\"ClientLogout\" userType", 1);
    let of = |id: &str, number| (id.to_owned(), Some(number));
    // Of one connection, the update crosses the logout; the one of another connection does not.
    assert_eq!(session(&[(1, &call), (1, &out), (1, &call)]), [of("crossed-logout", 3)]);
    assert_eq!(session(&[(1, &call), (1, &out), (2, &call)]), []);
    // The numbers are those of the run, also of what is owed at the end.
    assert_eq!(session(&[(1, &call), (2, &call), (1, &hold), (2, &info), (1, &call)]), [of("owed-response", 4)]);
}

#[test]
fn what_could_not_be_read_is_in_the_exit_status_with_max_too() {
    for command in ["decode", "validate", "stats", "timeline"] {
        let output = bwcap(&[command, "--max", "1", "nosuch.xml", "corpus/stream/login.xml"]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(text(&output.stderr).contains("nosuch.xml: "), "{command}");
    }
}

#[test]
fn a_quiet_run_tells_errors_only() {
    let log = "2026-11-20 10:00:00 INFO started\n2026-11-20 10:00:01 INFO nothing\n";
    let message = fs::read_to_string(corpus::root().join("corpus/stream/login.xml")).expect("a file");
    let log = file("quiet.log", &format!("{log}{message}"));
    for (arguments, is_told) in [
        (&["decode", &log][..], true),
        (&["decode", "--user", "nosuch", &log], true),
        (&["encode", "bwcap/tests/quiet.json"], true),
    ] {
        let loud = bwcap(arguments);
        let quiet = bwcap(&[&["--quiet"], arguments].concat());
        assert_eq!(loud.status.code(), quiet.status.code());
        assert_eq!(loud.stderr.is_empty(), !is_told, "{arguments:?}");
        if loud.status.code() == Some(0) {
            assert_eq!(text(&quiet.stderr), "", "{arguments:?}");
        }
    }
    let missing = bwcap(&["--quiet", "decode", "nosuch.xml"]);
    assert!(text(&missing.stderr).contains("nosuch.xml") && missing.status.code() == Some(2));
}

/// On a screen of 80 columns, nothing of it is wider, and no example is broken.
#[test]
fn every_help_fits_and_has_an_example() {
    let help = |arguments: &[&str], columns: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
        let output = command.args(arguments).env("COLUMNS", columns).output().expect("it runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let all = help(&["--help"], "80");
    let names = all.split("Commands:\n").nth(1).expect("commands").lines().take_while(|line| !line.is_empty());
    let names: Vec<&str> = names.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let commands = names.iter().filter(|name| !name.is_empty() && **name != "help").map(|name| vec![*name]);
    for command in commands.chain([Vec::new()]) {
        let asked = [&command[..], &["--help"]].concat();
        for line in help(&asked, "80").lines() {
            assert!(line.chars().count() <= 80, "{command:?}: {line}");
        }
        let wide = help(&asked, "400");
        let (_, examples) = wide.split_once("\nExample").unwrap_or_else(|| panic!("{command:?} has no example"));
        let examples: Vec<&str> = examples.lines().skip(1).take_while(|line| line.starts_with("  ")).collect();
        assert!(
            !examples.is_empty() && examples.iter().all(|line| line.chars().count() <= 80),
            "{command:?} {examples:#?}"
        );
    }
}
