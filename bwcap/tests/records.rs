//! The records of `bwcap decode --json` and the rows of `--csv`: the same keys always, as `docs/record.schema.json` has
//! them, and what they say is true.

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use broadworks_cap::Document;
use serde_json::Value;

fn bwcap(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bwcap")).args(arguments).current_dir(corpus::root()).output().expect("it runs")
}

fn lines(bytes: Vec<u8>) -> Vec<Value> {
    let text = String::from_utf8(bytes).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn files() -> Vec<(PathBuf, Vec<u8>)> {
    let folders = corpus::GOOD.iter().copied().chain(["stream", "invalid", "dtd", "rules", "regress"]);
    folders.flat_map(corpus::folder).collect()
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Returns the errors of records by the schema; `None` if there is no validator.
fn judged(records: &[Value]) -> Option<String> {
    const JUDGE: &str = "import json, sys, jsonschema, referencing\n\
        schema, cap = (json.load(open(name)) for name in sys.argv[1:3])\n\
        known = referencing.Registry().with_resource(schema['properties']['document']['anyOf'][0]['$ref'],\n    \
            referencing.Resource.from_contents(cap))\n\
        judge = jsonschema.Draft202012Validator(schema, registry=known)\n\
        judge.check_schema(schema)\n\
        for line in sys.stdin:\n    \
            for error in judge.iter_errors(json.loads(line)): print(error.message[:300], line[:300])";
    let there = Command::new("python3").args(["-c", "import jsonschema, referencing"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        assert!(env::var_os("JSONSCHEMA").is_none(), "python3-jsonschema is required");
        eprintln!("skipped: Python's jsonschema is not installed");
        return None;
    }
    let root = corpus::root();
    let mut python = Command::new("python3");
    python
        .args(["-c", JUDGE])
        .arg(root.join("bwcap/docs/record.schema.json"))
        .arg(root.join("docs/json/cap.schema.json"));
    let python = python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut python = python.expect("python3 was there");
    let input: String = records.iter().map(|record| format!("{record}\n")).collect();
    let mut stdin = python.stdin.take().expect("it is piped");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = python.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it was read");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn records_are_as_the_schema_says() {
    let mut all = Vec::new();
    for (path, _) in files() {
        all.extend(lines(bwcap(&["decode", "--json", shown(&path)]).stdout));
    }
    all.extend(lines(bwcap(&["decode", "--json", "bwcap/docs/morning.log"]).stdout));
    assert!(all.iter().any(|record| record["time"].is_string() && record["directionFrom"] == "stream"));
    assert!(all.iter().any(|record| record["error"].is_object()));
    let Some(errors) = judged(&all) else { return };
    assert_eq!(errors, "");
    // The schema refuses what is no record.
    for key in ["number", "document", "error", "time"] {
        let mut wrong = all[0].clone();
        wrong.as_object_mut().expect("an object").remove(key);
        assert!(judged(&[wrong]).is_some_and(|errors| !errors.is_empty()), "{key}");
    }
}

#[test]
fn a_record_says_where_its_bytes_are_and_what_they_mean() {
    for (path, bytes) in files() {
        let records = lines(bwcap(&["decode", "--json", shown(&path)]).stdout);
        for (number, record) in (1..).zip(&records) {
            let place = |key: &str| usize::try_from(record[key].as_u64().expect("a number")).expect("small");
            assert_eq!(place("number"), number, "{}", path.display());
            assert_eq!(record["file"], shown(&path));
            let piece = &bytes[place("offset")..][..place("length")];
            let line = 1 + bytes[..place("offset")].iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(place("line"), line, "{}", path.display());
            match Document::decode(piece) {
                Ok(document) => {
                    assert_eq!(record["document"], serde_json::to_value(&document).expect("JSON"));
                    assert_eq!(record["command"].as_str(), document.command.name());
                    assert_eq!(record["error"], Value::Null);
                }
                Err(_) => {
                    assert_eq!((&record["document"], &record["command"]), (&Value::Null, &Value::Null));
                    let at = record["error"]["offset"].as_u64().expect("an offset") as usize;
                    assert!((place("offset")..=place("offset") + place("length")).contains(&at), "{}", path.display());
                }
            }
        }
    }
}

/// Removes labels, and counts them.
fn without_labels(value: &mut Value) -> usize {
    match value {
        Value::Object(keys) => {
            let before = keys.len();
            keys.retain(|key, _| !key.ends_with("Label"));
            before - keys.len() + keys.values_mut().map(without_labels).sum::<usize>()
        }
        Value::Array(items) => items.iter_mut().map(without_labels).sum(),
        _ => 0,
    }
}

#[test]
fn labels_stand_beside_what_is_said_without_them() {
    let mut count = 0;
    for (path, _) in files() {
        let mut labelled = lines(bwcap(&["decode", "--json", "--labels", shown(&path)]).stdout);
        count += labelled.iter_mut().map(without_labels).sum::<usize>();
        assert_eq!(labelled, lines(bwcap(&["decode", "--json", shown(&path)]).stdout), "{}", path.display());
    }
    assert!(count > 100, "{count} labels");
}

#[test]
fn a_table_says_the_same_as_the_records() {
    let columns = ["number", "file", "line", "offset", "length", "time", "direction", "command", "user/call[0]/state"];
    for path in ["bwcap/docs/morning.log", "corpus/stream/call.xml", "corpus/stream/bad-between-good.xml"] {
        let records = lines(bwcap(&["decode", "--json", path]).stdout);
        let table = bwcap(&["decode", "--csv", "--columns", &columns.join(","), path]).stdout;
        let mut reader = csv::Reader::from_reader(&*table);
        assert_eq!(reader.headers().expect("names"), &columns[..]);
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), records.len());
        for (row, record) in rows.iter().zip(&records) {
            for (cell, column) in row.iter().zip(columns) {
                let pointer = "/document/commandData/user/call/0/state";
                let value = if column.contains('/') { record.pointer(pointer) } else { Some(&record[column]) };
                let value = value.filter(|value| !value.is_null());
                let text = value.map(|value| value.as_str().map_or_else(|| value.to_string(), Into::into));
                assert_eq!(cell, text.unwrap_or_default(), "{path} {column}");
            }
        }
    }
}

#[test]
fn a_row_is_there_for_each_item_of_a_list() {
    let columns = "number,queue/queueCall/callId,queue/queueCall/position,user/id,queue/queueCall[1]/callId";
    let table = bwcap(&["decode", "--csv", "--columns", columns, "--number", "2", "corpus/stream/queue.xml"]).stdout;
    let expected = format!(
        "{columns}\n2,callhalf-101:0,1,alice@example.com,callhalf-102:0\n2,callhalf-102:0,2,alice@example.com,callhalf-102:0\n"
    );
    assert_eq!(String::from_utf8_lossy(&table), expected);
    // A column that no message has is an error of usage, which names those that were meant.
    let wrong = bwcap(&["decode", "--csv", "--columns", "state", "corpus/stream/call.xml"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("`user/call/state`"));
}

#[test]
fn a_password_is_never_in_a_table_nor_in_a_difference() {
    let file = corpus::root().join("corpus/cap-c/registerRequest.xml");
    let text = fs::read_to_string(&file).expect("a file");
    let digest = "0123456789abcdef0123456789abcdef";
    assert!(text.contains(digest));
    let other = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("other-password.xml");
    fs::write(&other, text.replace(digest, "sesame-sesame")).expect("a file");
    let table = bwcap(&["decode", "--csv", "--columns", "user/securePassword", shown(&file)]).stdout;
    assert_eq!(String::from_utf8_lossy(&table), "user/securePassword\n<redacted>\n");
    for form in [&["diff"][..], &["diff", "--json"]] {
        let output = bwcap(&[form, &[shown(&file), shown(&other)]].concat());
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("securePassword") && !said.contains(digest) && !said.contains("sesame"), "{said}");
    }
    for command in ["timeline", "stats"] {
        for more in [&[][..], &["--json"]] {
            let said = bwcap(&[&[command, shown(&other)], more].concat()).stdout;
            assert!(!String::from_utf8_lossy(&said).contains("sesame"), "{command}");
        }
    }
}
