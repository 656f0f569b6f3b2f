//! Checks of the laws in `src/laws/` on the corpus, on inputs that have failed before, on mutations
//! and on random pieces. `fuzz/smoke.sh` and `cargo fuzz` check the same laws on more inputs.
#![cfg(feature = "_laws")]

mod common;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;
#[path = "common/rival.rs"]
mod rival;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use broadworks_cap::laws;
use proptest::prelude::*;
use random::Random;

const FOLDERS: &[&str] = &["cap-c", "ccc2", "actions", "errata", "habits", "xml", "invalid", "dtd", "rules", "stream"];

fn differential(data: &[u8]) {
    laws::differential(data, rival::judge);
}

/// Checks all laws, and names the input if one is violated.
fn obeys(what: &str, data: &[u8]) {
    for (name, law) in laws::ALL.iter().copied().chain([("differential", differential as laws::Law)]) {
        if let Err(broken) = catch_unwind(AssertUnwindSafe(|| law(data))) {
            eprintln!("{name} is broken by {what}: {}", data.escape_ascii());
            resume_unwind(broken);
        }
    }
}

#[test]
fn laws_hold_on_the_corpus() {
    for folder in FOLDERS {
        for (path, bytes) in common::folder(folder) {
            obeys(&path.display().to_string(), &bytes);
        }
    }
}

#[test]
fn laws_hold_on_everything_that_was_ever_found_broken() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/regress");
    let readme = fs::read_to_string(folder.join("README.md")).expect("what each file taught");
    for entry in fs::read_dir(folder).expect("corpus/regress") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name != "README.md" {
            assert!(readme.contains(&format!("- `{name}`: ")), "README.md says what {name} taught");
            obeys(&name, &fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn laws_hold_on_mutations_of_the_corpus() {
    let seeds = common::messages();
    let mut random = Random::new(71);
    for _ in 0..600 {
        let (path, bytes) = random.choose(&seeds);
        obeys(&path.display().to_string(), &mutate::mutate(bytes, &mut random));
    }
}

#[test]
fn laws_hold_on_damaged_documents() {
    let seeds: Vec<_> = FOLDERS.iter().flat_map(|folder| common::folder(folder)).collect();
    let mut random = Random::new(29);
    for _ in 0..600 {
        let (path, bytes) = random.choose(&seeds);
        let mut bytes = bytes.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = random.next() as u8,
                1 => bytes.truncate(at + 1),
                2 => {
                    let piece = bytes[at..bytes.len().min(at + 1 + random.below(40))].to_vec();
                    let to = random.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
                _ => drop(bytes.drain(at..bytes.len().min(at + 1 + random.below(9)))),
            }
            if bytes.is_empty() {
                break;
            }
        }
        obeys(&path.display().to_string(), &bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_on_documents_built_from_the_tables(seed in proptest::collection::vec(any::<u8>(), 0..3000)) {
        laws::structured(&seed);
    }

    #[test]
    fn laws_hold_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        obeys("random bytes", &bytes);
    }

    #[test]
    fn laws_hold_on_text(text in "\\PC{0,20}|[&<>\"'\\]\\r\\n\\t a]{0,30}|(&#?[a-z0-9]{0,5};?|<!--|-->|\\]\\]>|<!\\[CDATA\\[|<\\?p|\\?>| ){0,8}") {
        laws::text(text.as_bytes());
    }
}
