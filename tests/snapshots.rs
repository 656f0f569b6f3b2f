//! What a person sees of every corpus file: `bwcap decode` readable and as JSON, and its messages.
#![cfg(feature = "cli")]

mod common;

use std::path::Path;
use std::process::Command;

fn bwcap(arguments: &[&str], file: &Path) -> (i32, String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = file.strip_prefix(root).expect("inside the crate");
    let output = Command::new(env!("CARGO_BIN_EXE_bwcap"))
        .args(arguments)
        .arg(file)
        .current_dir(root)
        .output()
        .expect("bwcap runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn shown(folder: &str) -> String {
    let mut all = String::new();
    for (path, _) in common::folder(folder) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let (code, readable, errors) = bwcap(&["decode"], &path);
        let (again, json, _) = bwcap(&["decode", "--json"], &path);
        assert_eq!(code, again);
        assert_eq!(code == 0, errors.is_empty(), "{name}");
        all += &format!("=== {name}: exit {code}\n{readable}{json}{errors}\n");
    }
    all
}

macro_rules! folders {
    ($($test:ident = $folder:literal;)*) => {$(
        #[test]
        fn $test() {
            insta::assert_snapshot!($folder, shown($folder));
        }
    )*};
}

folders! {
    cap_c_messages = "cap-c";
    ccc2_messages = "ccc2";
    call_actions = "actions";
    other_spellings = "errata";
    habits_of_clients = "habits";
    xml_variety = "xml";
    invalid_documents = "invalid";
    streams = "stream";
}

#[test]
fn bad_usage_and_missing_files_exit_with_two() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(bwcap(&["decode"], &root.join("no-such-file")).0, 2);
    assert_eq!(bwcap(&["decod"], &root.join("README.md")).0, 2);
}

#[test]
fn a_password_is_shown_in_json_alone() {
    let (_, file) = (0, Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/cap-c/registerRequest.xml"));
    let digest = "0123456789abcdef0123456789abcdef";
    assert!(!bwcap(&["decode"], &file).1.contains(digest));
    assert!(bwcap(&["decode", "--json"], &file).1.contains(digest));
    let bytes = std::fs::read(file).expect("a corpus file");
    let document = broadworks_cap::Document::decode(&bytes).expect("a good document");
    assert!(!format!("{document:?}").contains(digest));
}
