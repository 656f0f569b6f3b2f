//! Test of the layers: a module uses only the modules before it in the list.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use broadworks_cap::Protocol;
use broadworks_cap::dtd::Dtd;

const FLOORS: &[&str] = &[
    "identified",
    "error",
    "limits",
    "event",
    "xml",
    "envelope",
    "frame",
    "schema",
    "message",
    "dtd",
    "validate",
    "login",
    "transport",
    "codec",
];

/// The only layers that may use files and sockets.
const OPEN: &[&str] = &["transport", "codec"];

fn check(path: &Path, allowed: &[&str], problems: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            check(&entry.expect("an entry").path(), allowed, problems);
        }
        return;
    }
    let text = fs::read_to_string(path).expect("a source file");
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for used in code.split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if FLOORS.contains(&name.as_str()) && !allowed.contains(&name.as_str()) {
                problems.push(format!("{}:{} uses {name}", path.display(), number + 1));
            }
        }
        for spoken in ["std::net", "std::fs", "std::io"] {
            if !allowed.last().is_some_and(|floor| OPEN.contains(floor)) && code.contains(spoken) {
                problems.push(format!("{}:{} uses {spoken}", path.display(), number + 1));
            }
        }
    }
}

#[test]
fn every_floor_stands_on_those_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut problems = Vec::new();
    for (index, floor) in FLOORS.iter().enumerate() {
        let allowed = &FLOORS[..=index];
        for path in [src.join(format!("{floor}.rs")), src.join(floor)] {
            if path.exists() {
                check(&path, allowed, &mut problems);
            }
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn only_the_tables_spell_wire_names() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![src.join("error.rs")];
    for floor in ["login", "transport", "codec"] {
        files.extend(fs::read_dir(src.join(floor)).expect("a folder").map(|entry| entry.expect("an entry").path()));
    }
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file");
        for name in ["commandType", "userUid", "callUpdate", "registerRequest", "securePassword", "MD5"] {
            assert!(!text.contains(&format!("\"{name}\"")), "{} spells {name}", file.display());
        }
    }
}

/// The files of a floor, its unit tests included.
fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            files(&entry.expect("an entry").path(), found);
        }
    } else if path.exists() {
        found.push(path.into());
    }
}

#[test]
fn below_the_envelope_no_wire_name_is_spelled() {
    let declared = [Protocol::CapC, Protocol::Ccc2].map(Dtd::of).into_iter().flat_map(Dtd::elements);
    let names: BTreeSet<&str> = declared
        .flat_map(|element| [element.name].into_iter().chain(element.attributes.iter().map(|attribute| attribute.name)))
        .collect();
    assert!(["BroadsoftDocument", "commandData", "commandType", "command"].iter().all(|name| names.contains(name)));
    // Names such as `name` or `version` are words of XML as well.
    let is_telling = |name: &str| name == "command" || name.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for floor in ["limits.rs", "xml.rs", "xml", "frame.rs", "frame"] {
        files(&src.join(floor), &mut found);
    }
    assert!(found.len() > 10, "{found:?}");
    for file in found {
        let text = fs::read_to_string(&file).expect("a source file");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in code.split(|c: char| !c.is_ascii_alphanumeric()) {
                let spelled = is_telling(word) && names.contains(word);
                assert!(!spelled, "{}:{} spells {word}", file.display(), number + 1);
            }
        }
    }
}
