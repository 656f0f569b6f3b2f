//! Wrong messages of `tests/wrong/`, one error each, and what `bwcap` says of them: snapshots, and laws of every finding.

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong")
}

/// Returns the names of the wrong messages, in order.
fn messages() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("ASCII"));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".xml")).collect();
    names.sort();
    names
}

/// Runs the tool in the folder; returns the exit status and both outputs.
fn bwcap(arguments: &[&str], columns: Option<&str>) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
    command.args(arguments).current_dir(folder()).env_remove("COLUMNS");
    if let Some(columns) = columns {
        command.env("COLUMNS", columns);
    }
    let output = command.output().expect("bwcap runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn findings(name: &str) -> Vec<Value> {
    let lines = bwcap(&["validate", "--json", name], None).1;
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn what_is_said_of_them() {
    let mut all = String::new();
    for name in messages() {
        let (code, output, errors) = bwcap(&["validate", &name], None);
        assert_eq!(errors, "", "{name}");
        all += &format!("=== {name}: exit {code}\n{output}\n");
    }
    insta::assert_snapshot!("what_is_said_of_them", all);
}

/// What `decode` refuses, it explains like `validate`.
#[test]
fn decode_says_the_same_of_malformed_ones() {
    let mut count = 0;
    for name in messages() {
        let (_, said, _) = bwcap(&["validate", &name], None);
        let (_, _, errors) = bwcap(&["decode", &name], None);
        for block in errors.split("\n\n").filter(|block| !block.trim().is_empty()) {
            // A root of another name is read before it is judged.
            if name.starts_with("09") {
                continue;
            }
            assert!(said.contains(block.trim_end()), "{name}:\n{block}\nis not in\n{said}");
            count += 1;
        }
    }
    assert!(count > 15, "{count} errors");
}

#[test]
fn findings_are_in_the_order_of_their_places() {
    for name in messages() {
        let mut last = (0, 0);
        for finding in findings(&name).iter().filter(|finding| finding["cause"].is_null()) {
            let place = (finding["number"].as_u64().expect("a number"), finding["offset"].as_u64().expect("a number"));
            assert!(last <= place, "{name}: {last:?}, {place:?}");
            last = place;
        }
    }
}

/// One error leads to one finding; what follows from it is part of it.
#[test]
fn each_has_one_finding() {
    for name in messages() {
        let own = findings(&name).iter().filter(|finding| finding["cause"].is_null()).count();
        let expected = match &name[..2] {
            "00" | "33" | "34" => 0,
            _ => 1,
        };
        assert_eq!(own, expected, "{name}");
        let text = bwcap(&["validate", "--quiet", &name], None).1;
        assert_eq!(
            text.lines().filter(|line| line.starts_with(&name)).count(),
            expected + usize::from(matches!(&name[..2], "33" | "34"))
        );
    }
}

/// No list of names has more than five.
#[test]
fn lists_are_short() {
    for name in messages() {
        for line in bwcap(&["validate", &name], None).1.lines().filter(|line| line.contains("one of")) {
            let names = line.split(": `bwcap").next().unwrap_or(line).matches(", ").count() + 1;
            assert!(names <= 5, "{line}");
        }
    }
}

/// Every place that is pointed at can be seen on the screen, and nothing in an excerpt is wider than it.
#[test]
fn excerpts_fit_the_screen() {
    for (columns, width) in [("120", 120), ("80", 80), ("40", 40), ("5", 24)] {
        for name in messages() {
            let text = bwcap(&["validate", &name], Some(columns)).1;
            // What is wrong is not broken within a word.
            let said = text.lines().take_while(|line| !line.is_empty());
            assert!(
                width < 80 || said.filter(|line| !line.starts_with(&name)).all(|line| line.width() <= width),
                "{text}"
            );
            let is_excerpt =
                |line: &&str| line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with('|');
            let mut source = "";
            for line in text.lines().filter(is_excerpt) {
                if line.starts_with(|c: char| c.is_ascii_digit()) {
                    assert!(line.width() <= width, "{columns}: {line}");
                    source = line;
                } else if let Some(at) = line.find('^') {
                    let end = line.rfind('^').unwrap_or(at) + 1;
                    assert!(
                        line[..end].width() <= width && line[..at].width() <= source.width(),
                        "{columns}:\n{source}\n{line}"
                    );
                }
            }
        }
    }
}

/// Whatever a finding is called, it can be explained.
#[test]
fn every_finding_can_be_explained() {
    for name in messages() {
        for finding in findings(&name) {
            for key in ["id", "kind", "erratum"] {
                if let Some(id) = finding[key].as_str() {
                    assert_eq!(bwcap(&["explain", id], None).0, 0, "{id}");
                }
            }
        }
    }
}

/// Clients of both protocols write elements in the order of the other one.
#[test]
fn the_order_alone_points_to_no_other_protocol() {
    let actions = corpus::folder("actions");
    let actions: Vec<&str> = actions.iter().map(|(path, _)| path.to_str().expect("UTF-8")).collect();
    let (code, said, _) = bwcap(&[&["validate"], &actions[..]].concat(), None);
    assert_eq!(code, 1);
    assert!(said.contains("out-of-order") && !said.contains("--protocol"), "{said}");
}
