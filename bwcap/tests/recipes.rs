//! The transcripts in `docs/recipes.md`: each command is run by a shell, and says what stands there.
//!
//! `UPDATE=1 cargo test -p bwcap --test recipes` writes the page anew. Commands that need jq are passed over without it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What stands before each command.
const PROMPT: &str = "$ ";

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// Runs a command in a folder with a copy of the log.
fn run(folder: &Path, command: &str) -> String {
    let tool = Path::new(env!("CARGO_BIN_EXE_bwcap")).parent().expect("a folder");
    let paths = env::var_os("PATH").unwrap_or_default();
    let paths = env::join_paths([tool.to_owned()].into_iter().chain(env::split_paths(&paths))).expect("paths");
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env("PATH", paths).env("LC_ALL", "C").env_remove("COLUMNS");
    let output = shell.output().expect("a shell");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
#[cfg(unix)]
fn the_recipes_say_what_the_tool_says() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("recipes");
    fs::create_dir_all(&folder).expect("a folder");
    fs::copy(docs().join("morning.log"), folder.join("morning.log")).expect("the log");
    let has_jq = Command::new("jq").arg("--version").output().is_ok();
    if !has_jq {
        eprintln!("skipped: the recipes with jq, which is not installed");
    }
    let page = fs::read_to_string(docs().join("recipes.md")).expect("the page");
    let (mut made, mut commands) = (String::new(), 0);
    let mut is_transcript = false;
    // Whether the lines that follow are what a command said that is run again.
    let mut is_output = false;
    for line in page.split_inclusive('\n') {
        let command = line.strip_prefix(PROMPT).filter(|_| is_transcript);
        if line.starts_with("```") {
            is_transcript = line.starts_with("```console");
            is_output = false;
        }
        if is_output && command.is_none() {
            continue;
        }
        made += line;
        if let Some(command) = command {
            is_output = has_jq || !command.contains("jq ");
            if is_output {
                commands += 1;
                made += &run(&folder, command);
            }
        }
    }
    assert!(commands >= 15, "{commands} commands");
    if env::var_os("UPDATE").is_some() {
        return fs::write(docs().join("recipes.md"), &made).expect("it can be written");
    }
    for (stored, made) in page.lines().zip(made.lines()) {
        assert_eq!(stored, made, "see the head of this file");
    }
    assert_eq!(page.lines().count(), made.lines().count());
}
