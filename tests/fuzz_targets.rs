//! The fuzz targets are those that the scripts and the laws name, and their seeds obey the laws.
#![cfg(all(feature = "_laws", feature = "login", feature = "transport", feature = "tokio"))]

#[path = "common/rival.rs"]
mod rival;

use std::fs;
use std::path::{Path, PathBuf};

use broadworks_cap::laws::{self, Law};

fn fuzz(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

fn differential(data: &[u8]) {
    laws::differential(data, rival::judge);
}

fn targets() -> Vec<(&'static str, Law)> {
    let mut targets = laws::ALL.to_vec();
    targets.push(("differential", differential));
    targets.sort_unstable_by_key(|target| target.0);
    targets
}

/// The names of what is in a folder, without their endings.
fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(fuzz(folder)).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut names: Vec<_> = entries.map(|path| path.file_stem().expect("a name").display().to_string()).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_law_has_its_target_and_seeds() {
    let laws: Vec<_> = targets().iter().map(|target| target.0).collect();
    assert_eq!(names("targets"), laws, "a file for each");
    assert_eq!(names("seeds"), laws, "seeds of each");
    let script = fs::read_to_string(fuzz("targets.sh")).expect("a script");
    let (_, list) = script.split_once("targets=(").expect("a list");
    let mut listed: Vec<_> = list.split(')').next().unwrap_or_default().split_whitespace().collect();
    listed.sort_unstable();
    assert_eq!(listed, laws, "fuzz/targets.sh");
    let manifest = fs::read_to_string(fuzz("Cargo.toml")).expect("a manifest");
    assert_eq!(manifest.matches("[[bin]]").count(), laws.len());
    assert!(laws.iter().all(|name| manifest.contains(&format!("path = \"targets/{name}.rs\""))));
}

#[test]
fn the_seeds_are_few_and_obey_their_laws() {
    let mut bytes = 0;
    for (name, law) in targets() {
        let seeds = fs::read_dir(fuzz("seeds").join(name)).expect("seeds");
        for seed in seeds {
            let path = seed.expect("an entry").path();
            let seed = fs::read(&path).expect("a file");
            bytes += seed.len();
            // The name shows if the law is broken.
            println!("{}", path.display());
            law(&seed);
        }
    }
    assert!(bytes < 300_000, "{bytes} bytes: see fuzz/minimise.sh");
}
