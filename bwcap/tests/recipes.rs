//! The transcripts in `docs/recipes.md` and in the pages for readers: each command is run by a shell, and says what stands there.
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

/// Runs a command in a folder with a copy of the log. Returns what it prints, with `errors` also on standard error.
fn run(folder: &Path, command: &str, errors: bool) -> String {
    let tool = Path::new(env!("CARGO_BIN_EXE_bwcap")).parent().expect("a folder");
    let paths = env::var_os("PATH").unwrap_or_default();
    let paths = env::join_paths([tool.to_owned()].into_iter().chain(env::split_paths(&paths))).expect("paths");
    let mut shell = Command::new("sh");
    let command = if errors { format!("exec 2>&1; {command}") } else { command.to_owned() };
    shell.args(["-c", &command]).current_dir(folder).env("PATH", paths).env("LC_ALL", "C").env_remove("COLUMNS");
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
                made += &run(&folder, command, false);
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

/// Returns whether a page shows what was printed. A line of `…` stands for any number of lines, `…` at the end of a line for
/// the rest of it.
fn shows(page: &[&str], printed: &[&str]) -> bool {
    match (page, printed) {
        ([], []) => true,
        ([line, rest @ ..], _) if line.trim() == "…" => {
            (0..=printed.len()).any(|skipped| shows(rest, &printed[skipped..]))
        }
        ([line, rest @ ..], [first, others @ ..]) => {
            let is_same = line == first || line.strip_suffix('…').is_some_and(|start| first.starts_with(start));
            is_same && shows(rest, others)
        }
        _ => false,
    }
}

/// What the examples of the pages read.
#[cfg(unix)]
fn write_inputs(folder: &Path) {
    let user = |inner: &str| format!("<user userType=\"CallClient\"><id>alice@example.com</id>{inner}</user>");
    let document = |command: &str, data: String| {
        format!(
            "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"{command}\"><commandData>{data}</commandData>\
             </command></BroadsoftDocument>\n"
        )
    };
    let digest = run(folder, "echo secret | bwcap digest --nonce 1700000000123", false).trim().to_uppercase();
    let login = [
        document("registerAuthentication", user("")),
        document("responseAuthentication", user("") + "<nonce>1700000000123</nonce><algorithm>MD5</algorithm>"),
        document("registerRequest", user(&format!("<securePassword>{digest}</securePassword>"))),
        document("registerResponse", user("<failure failureCause=\"IncorrectPassword\"/>")),
    ];
    fs::write(folder.join("login.xml"), login.concat()).expect("a file");
    let message =
        "{\"commandType\":\"callUpdate\",\"commandData\":{\"user\":{\"call\":[{\"callId\":\"a\",\"stat\":\"2\"}]}}}\n";
    fs::write(folder.join("message.json"), message).expect("a file");
}

#[test]
#[cfg(unix)]
fn the_pages_print_what_the_tool_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the repository");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).expect("a folder");
    for name in ["corpus", "bwcap"] {
        _ = std::os::unix::fs::symlink(root.join(name), folder.join(name));
    }
    let mut commands = 0;
    for name in ["README.md", "bwcap/README.md"] {
        let page = fs::read_to_string(root.join(name)).expect("the page");
        for transcript in page.split("\n```console\n").skip(1) {
            let transcript = transcript.split("\n```").next().unwrap_or_default();
            for part in format!("\n{transcript}").split("\n$ ").skip(1) {
                let (command, output) = part.split_once('\n').unwrap_or((part, ""));
                write_inputs(&folder);
                let printed = run(&folder, &command.replacen("cargo run -p bwcap --", "bwcap", 1), true);
                let lines: Vec<&str> = printed.trim_end().lines().collect();
                assert!(shows(&output.trim_end().lines().collect::<Vec<_>>(), &lines), "{name}: {command}\n{printed}");
                commands += 1;
            }
        }
    }
    assert!(commands >= 10, "{commands} commands");
}
