//! The C programs of `tests/c`, and that of the README, compiled with all warnings as errors and run, also under valgrind.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use codec::message::values::CommandType;
use codec::schema::{RowKind, Schema};
use codec::validate::{Rule, session::SessionRule};
use codec::{Document, Encoder, Event, Kind, Limits, Protocol, StreamReader, Validator};

/// Where the compiled library, and programs go.
struct Place {
    library: PathBuf,
    programs: PathBuf,
}

/// Builds the static library; `None` if there is no C compiler.
fn place() -> Option<&'static Place> {
    static PLACE: OnceLock<Option<Place>> = OnceLock::new();
    PLACE
        .get_or_init(|| {
            if !has("cc") {
                println!("there is no C compiler; the C programs are skipped");
                return None;
            }
            // target/debug/deps/c-...
            let test = std::env::current_exe().expect("a program");
            let target = test.ancestors().nth(3).expect("the target folder");
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["build", "--quiet", "--lib", "--manifest-path", "Cargo.toml", "--target-dir"]).arg(target);
            assert!(cargo.status().expect("cargo runs").success(), "the library is built");
            let programs = target.join("capi-tests");
            std::fs::create_dir_all(&programs).expect("a folder");
            Some(Place { library: target.join("debug"), programs })
        })
        .as_ref()
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Compiles a program with the static library.
fn compile(source: &Path, place: &Place) -> PathBuf {
    let program = place.programs.join(source.file_stem().expect("a name"));
    let mut cc = Command::new("cc");
    cc.args(["-Wall", "-Wextra", "-Werror", "-std=c11", "-g", "-Iinclude", "-o"]).arg(&program).arg(source);
    cc.arg(place.library.join("libbroadworks_cap.a")).args(["-lpthread", "-ldl", "-lm"]);
    let output = cc.output().expect("the compiler runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

/// Runs a program, under valgrind if that is wanted and installed, and returns its output. Its errors fail the test.
fn run(program: &Path, arguments: &[&str], input: &[u8], valgrind: bool) -> String {
    let mut command = if valgrind && has("valgrind") {
        let mut command = Command::new("valgrind");
        command.args([
            "--quiet",
            "--error-exitcode=99",
            "--leak-check=full",
            "--show-leak-kinds=definite,indirect,possible",
        ]);
        command.args(["--errors-for-leak-kinds=definite,indirect,possible"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("an input");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &input));
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
    // A program that needs no input may be gone before it is written.
    _ = writer.join();
    assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("UTF-8")
}

/// Returns the files of the corpus, in order.
fn corpus() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("../corpus")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() { folders.push(entry) } else { files.push(entry) }
        }
    }
    files.sort();
    assert!(files.len() > 200, "the corpus is there");
    files
}

/// What the C program prints of a stream, by the codec itself.
fn expected(reader: &str, bytes: &[u8], out: &mut String) {
    let mut stream = StreamReader::new(Limits::default());
    stream.feed(bytes);
    stream.end();
    loop {
        let line = match stream.next_message() {
            Event::Document(message) => Some((message.as_bytes().len(), message.to_document().summary().to_string())),
            Event::Malformed(bad) => {
                let (kind, at) = (bad.error.kind().id(), bad.error.offset());
                writeln!(out, "{reader} malformed {} {} {kind} {at}", bad.offset, bad.bytes.len()).unwrap();
                None
            }
            Event::Closed { clean } => {
                writeln!(out, "{reader} closed {}", i32::from(clean)).unwrap();
                return;
            }
            _ => unreachable!("the stream has ended"),
        };
        if let Some((length, summary)) = line {
            writeln!(out, "{reader} message {} {length} {summary}", stream.offset()).unwrap();
        }
    }
}

/// What the C program prints of the messages of a stream, by the codec itself.
fn expected_messages(bytes: &[u8], out: &mut String) {
    let mut stream = StreamReader::new(Limits::default());
    stream.feed(bytes);
    stream.end();
    loop {
        let document = match stream.next_frame() {
            Event::Document(frame) => frame.bytes().to_vec(),
            Event::Malformed(bad) => bad.bytes.to_vec(),
            Event::Closed { .. } => return,
            _ => unreachable!("the stream has ended"),
        };
        for protocol in Protocol::ALL {
            for found in Validator::new(*protocol).as_deployed(true).validate(&document) {
                let (span, erratum) = (found.span(), found.erratum().unwrap_or_default());
                let (severity, id, path) = (found.severity() as u8 + 1, found.id(), found.path());
                writeln!(out, "{severity} {id} {} {} {path} {found} E{erratum}", span.start, span.end).unwrap();
                found.expected().for_each(|name| writeln!(out, "  {name}").unwrap());
            }
        }
        if let Ok(document) = Document::decode(&document) {
            writeln!(out, "{}", serde_json::to_string(&document).expect("a JSON form")).unwrap();
            for protocol in Protocol::ALL {
                match Encoder::new(*protocol).to_vec(&document) {
                    Ok(bytes) => out.push_str(str::from_utf8(&bytes).expect("UTF-8")),
                    Err(error) => writeln!(out, "{} {}", error.kind(), error.offset()).unwrap(),
                }
            }
        }
    }
}

#[test]
fn the_corpus_is_judged_and_written_in_c_as_in_rust() {
    let Some(place) = place() else { return };
    let program = compile(Path::new("tests/c/messages.c"), place);
    let files = corpus();
    let names: Vec<&str> = files.iter().map(|file| file.to_str().expect("a name")).collect();
    // All of it, and, because that is slow, a part of it under valgrind.
    for (step, valgrind) in [(1, false), (5, true)] {
        let names: Vec<&str> = names.iter().copied().step_by(step).collect();
        let mut wanted = String::new();
        for name in &names {
            writeln!(wanted, "{name}").unwrap();
            expected_messages(&std::fs::read(name).expect("a file"), &mut wanted);
        }
        is_equal(&run(&program, &names, b"", valgrind), &wanted);
    }
}

/// Compares line by line, so that the first difference is seen.
fn is_equal(got: &str, wanted: &str) {
    for (got, wanted) in got.lines().zip(wanted.lines()) {
        assert_eq!(got, wanted);
    }
    assert_eq!(got.lines().count(), wanted.lines().count());
}

/// A program that checks its own results.
fn checks(name: &str) {
    let Some(place) = place() else { return };
    run(&compile(Path::new(name), place), &[], b"", true);
}

#[test]
fn messages_are_built_changed_and_refused_in_c() {
    checks("tests/c/write.c");
}

#[test]
fn misuse_of_every_function_is_an_error() {
    checks("tests/c/misuse.c");
    let read = |file| std::fs::read_to_string(file).expect("text");
    let (header, misuse) = (read("include/broadworks_cap.h"), read("tests/c/misuse.c"));
    let functions =
        header.split(&[' ', '*', '\n']).filter_map(|word| word.strip_suffix(')').unwrap_or(word).split_once('('));
    let functions: Vec<&str> = functions.map(|(name, _)| name).filter(|name| name.starts_with("bwcap_")).collect();
    assert!(functions.len() > 60, "{functions:?}");
    let excepted = ["bwcap_is", "bwcap_open_handles"];
    for function in functions.into_iter().filter(|name| !excepted.contains(name)) {
        assert!(misuse.contains(&format!("{function}(")), "{function}");
    }
}

#[test]
fn threads_share_messages_and_exclude_each_other_from_streams() {
    checks("tests/c/threads.c");
}

#[test]
fn logins_are_played_in_c() {
    checks("tests/c/login.c");
}

#[test]
fn lists_unknown_parts_and_sessions_are_told_in_c() {
    checks("tests/c/fields.c");
}

#[test]
fn a_message_is_made_anew_from_its_fields() {
    let Some(place) = place() else { return };
    let files = corpus();
    let names: Vec<&str> = files.iter().map(|file| file.to_str().expect("a name")).collect();
    let program = compile(Path::new("tests/c/anew.c"), place);
    let got = run(&program, &names, b"", false);
    let count: usize = got.trim().parse().expect("a number");
    assert!(count > 100, "{count} messages without unknown parts");
}

#[test]
fn the_tables_are_told_in_c() {
    fn rows(command: CommandType, schema: &Schema, path: &str, out: &mut String) {
        for row in schema.rows.iter().filter(|row| row.kind != RowKind::Moved) {
            let path = match row.kind {
                RowKind::Text => path.to_owned(),
                _ => [path, row.name].join(if path.is_empty() { "" } else { "/" }),
            };
            writeln!(out, "{command} {path} {} {}", i32::from(row.many), row.meaning).unwrap();
            row.words()
                .iter()
                .for_each(|word| writeln!(out, "  {} {} {}", word.wire, word.name, word.meaning).unwrap());
            row.inner.into_iter().for_each(|inner| rows(command, inner, &path, out));
        }
    }
    let Some(place) = place() else { return };
    let mut wanted = String::new();
    for command in CommandType::ALL {
        writeln!(wanted, "{command} {}", command.meaning()).unwrap();
        rows(*command, codec::Command::schema(*command), "", &mut wanted);
    }
    Kind::ALL.iter().for_each(|kind| writeln!(wanted, "{kind} {}", kind.describe()).unwrap());
    Rule::ALL.iter().for_each(|rule| writeln!(wanted, "{rule} {}", rule.describe()).unwrap());
    SessionRule::ALL.iter().for_each(|rule| writeln!(wanted, "{rule} {}", rule.describe()).unwrap());
    is_equal(&run(&compile(Path::new("tests/c/tables.c"), place), &[], b"", true), &wanted);
}

fn compare(chunk: &str, valgrind: bool) {
    let Some(place) = place() else { return };
    let files = corpus();
    let names: Vec<&str> = files.iter().map(|file| file.to_str().expect("a name")).collect();
    let mut wanted = String::new();
    for (file, name) in files.iter().zip(&names) {
        writeln!(wanted, "{name}").unwrap();
        let bytes = std::fs::read(file).expect("a file");
        expected("stream", &bytes, &mut wanted);
        expected("decoder", &bytes, &mut wanted);
    }
    let program = {
        static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
        PROGRAM.get_or_init(|| compile(Path::new("tests/c/corpus.c"), place))
    };
    let got = run(program, &[&[chunk][..], &names].concat(), b"", valgrind);
    is_equal(&got, &wanted);
}

#[test]
fn the_corpus_reads_in_c_as_in_rust() {
    for chunk in ["1", "17", "1000000"] {
        compare(chunk, false);
    }
}

#[test]
fn reading_the_corpus_is_clean_under_valgrind() {
    compare("100", true);
}

/// Writes the program of the README to a file.
fn of_readme(place: &Place, name: &str) -> PathBuf {
    let readme = std::fs::read_to_string("README.md").expect("the README");
    let program = readme.split("```c\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a program");
    let file = place.programs.join(name);
    std::fs::write(&file, program).expect("written");
    file
}

const CALLS: &str = "callhalf-101:0 does not talk\n";

#[test]
fn the_program_of_the_readme_prints_the_states_of_calls() {
    let Some(place) = place() else { return };
    let program = compile(&of_readme(place, "calls.c"), place);
    let input = std::fs::read("../corpus/stream/bad-between-good.xml").expect("a file of the corpus");
    let got = run(&program, &[], &input, true);
    assert!(got.starts_with(CALLS), "{got}");
}

#[test]
fn an_installed_library_is_found_by_pkg_config_and_loaded() {
    let Some(place) = place() else { return };
    if !cfg!(target_os = "linux") || !has("pkg-config") {
        println!("there is no pkg-config, or the loader is another one; skipped");
        return;
    }
    let prefix = place.programs.join("prefix");
    let target = place.library.parent().expect("the target folder");
    let mut install = Command::new("./install.sh");
    let installed =
        install.arg(&prefix).env("PROFILE", "dev").env("CARGO_TARGET_DIR", target).output().expect("a shell");
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    let library = prefix.join("lib");
    let mut config = Command::new("pkg-config");
    config.args(["--cflags", "--libs", "broadworks_cap"]).env("PKG_CONFIG_PATH", library.join("pkgconfig"));
    let flags = String::from_utf8(config.output().expect("pkg-config runs").stdout).expect("UTF-8");
    let program = place.programs.join("installed");
    let mut cc = Command::new("cc");
    cc.arg("-std=c11").arg(of_readme(place, "installed.c")).args(flags.split_whitespace()).arg("-o").arg(&program);
    assert!(cc.status().expect("the compiler runs").success());
    let input = std::fs::File::open("../corpus/stream/bad-between-good.xml").expect("a file of the corpus");
    let output = Command::new(&program).env("LD_LIBRARY_PATH", &library).stdin(input).output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with(CALLS), "{output:?}");
}
