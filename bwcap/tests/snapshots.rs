//! Snapshots of the output of `bwcap decode` and `bwcap validate` for every corpus file, readable
//! and as JSON.

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::path::Path;
use std::process::Command;

fn bwcap(arguments: &[&str], file: &Path) -> (i32, String, String) {
    let root = corpus::root();
    let file = file.strip_prefix(&root).expect("inside the crate");
    let output = Command::new(env!("CARGO_BIN_EXE_bwcap"))
        .args(arguments)
        .arg(file)
        .current_dir(root)
        .output()
        .expect("bwcap runs");
    assert_ne!(output.status.code(), Some(101), "{arguments:?} {}", file.display());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn shown(folder: &str) -> String {
    let mut all = String::new();
    for (path, _) in corpus::folder(folder) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let (code, readable, errors) = bwcap(&["decode"], &path);
        let (again, json, _) = bwcap(&["decode", "--json"], &path);
        assert_eq!(code, again);
        // What was passed over is no error.
        let is_good = errors.lines().all(|line| line.contains(": passed over "));
        assert_eq!(code == 0, is_good, "{name}");
        all += &format!("=== {name}: exit {code}\n{readable}{json}{errors}\n");
    }
    all
}

/// Returns the output of `validate` for a folder, each file with its protocol and direction.
fn judged(folder: &str) -> String {
    let mut all = String::new();
    for (path, _) in corpus::folder(folder) {
        let mut arguments = vec!["validate", "--protocol", if corpus::is_ccc2(&path) { "ccc2" } else { "cap-c" }];
        if corpus::is_to_client(&path) {
            arguments.extend(["--direction", "to-client"]);
        } else if corpus::is_to_server(&path) {
            arguments.extend(["--direction", "to-server"]);
        }
        let run = |more: &str| {
            let arguments: Vec<&str> =
                arguments.iter().copied().chain([more].into_iter().filter(|m| !m.is_empty())).collect();
            bwcap(&arguments, &path)
        };
        let (code, readable, errors) = run("");
        assert_eq!((code, String::new()), (run("--json").0, errors), "{}", path.display());
        let strict = run("--strict").0;
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        all += &format!("=== {name}: exit {code}, {strict} if strict\n{readable}{}\n", run("--json").1);
    }
    all
}

/// Returns the output of `validate` for every file of a folder, one line per diagnostic.
fn briefly(folder: &str) -> String {
    let mut all = String::new();
    for (path, _) in corpus::folder(folder) {
        let protocol = if corpus::is_ccc2(&path) { "ccc2" } else { "cap-c" };
        let (code, lines, _) = bwcap(&["validate", "--json", "--protocol", protocol], &path);
        all += &format!("=== {}: exit {code}\n", path.file_name().expect("a name").to_string_lossy());
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("a JSON object");
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            let place = format!("{}:{}", line["line"], line["column"]);
            let erratum = text("erratum");
            all += &format!("{place} {} {}: {} {erratum}", text("severity"), text("id"), text("message"));
            all = format!("{}\n", all.trim_end());
        }
    }
    all
}

macro_rules! folders {
    ($($test:ident = $shown:ident($folder:literal);)*) => {$(
        #[test]
        fn $test() {
            insta::assert_snapshot!(stringify!($test), $shown($folder));
        }
    )*};
}

folders! {
    cap_c_messages = shown("cap-c");
    ccc2_messages = shown("ccc2");
    call_actions = shown("actions");
    other_spellings = shown("errata");
    habits_of_clients = shown("habits");
    xml_variety = shown("xml");
    invalid_documents = shown("invalid");
    streams = shown("stream");
    violations_of_the_dtd = judged("dtd");
    departures_from_the_tables = judged("rules");
    other_spellings_judged = briefly("errata");
    habits_of_clients_judged = briefly("habits");
}

#[test]
fn bad_usage_and_missing_files_exit_with_two() {
    let root = corpus::root();
    assert_eq!(bwcap(&["decode"], &root.join("no-such-file")).0, 2);
    assert_eq!(bwcap(&["decod"], &root.join("README.md")).0, 2);
}

#[test]
fn a_password_is_shown_in_json_alone() {
    let file = corpus::root().join("corpus/cap-c/registerRequest.xml");
    let digest = "0123456789abcdef0123456789abcdef";
    assert!(!bwcap(&["decode"], &file).1.contains(digest));
    assert!(!bwcap(&["validate", "--strict"], &file).1.contains(digest));
    assert!(bwcap(&["decode", "--json"], &file).1.contains(digest));
    let bytes = std::fs::read(file).expect("a corpus file");
    let document = broadworks_cap::Document::decode(&bytes).expect("a good document");
    assert!(!format!("{document:?}").contains(digest));
}
