//! Tests of what `bwcap` reads: logs, captures, dumps, encodings and files that are something else, as a process.

#[path = "../../../tests/common/corpus.rs"]
mod corpus;

mod captures;
mod files;
mod live;
mod make;
mod messy;

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run of the tool said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    /// The records of standard output.
    pub records: Vec<Value>,
    pub errors: String,
}

impl Said {
    /// Returns a key of all records.
    pub fn all(&self, key: &str) -> Vec<&str> {
        self.records.iter().map(|record| record[key].as_str().unwrap_or_default()).collect()
    }

    /// Returns the records without what depends on where they were found.
    pub fn messages(&self) -> Vec<Value> {
        let mut records = self.records.clone();
        for record in &mut records {
            let record = record.as_object_mut().expect("an object");
            record.retain(|key, _| ["protocol", "version", "commandType", "commandData"].contains(&key.as_str()));
        }
        records
    }
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).current_dir(corpus::root());
    command
}

/// Returns the record of a message with the keys of its document beside its own. A direction that only the command
/// tells is left out. `None` for malformed bytes.
pub fn message(mut record: Value) -> Option<Value> {
    let document = record["document"].take();
    if record["directionFrom"] != "stream" {
        record["direction"] = Value::Null;
    }
    let all = record.as_object_mut().expect("an object");
    all.extend(document.as_object()?.clone());
    Some(record)
}

/// Runs the tool with this standard input.
pub fn run(mut command: Command, input: &[u8]) -> Said {
    let mut child = command.spawn().expect("it starts");
    let (mut stdin, input) = (child.stdin.take().expect("a pipe"), input.to_vec());
    let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let records =
        text(output.stdout).lines().filter_map(|line| message(serde_json::from_str(line).expect("JSON"))).collect();
    Said { code: output.status.code().expect("it ends by itself"), records, errors: text(output.stderr) }
}

/// Runs `bwcap decode --json` with these arguments and this standard input.
pub fn decode(arguments: &[&str], input: &[u8]) -> Said {
    let mut command = command();
    command.args(["decode", "--json"]).args(arguments);
    run(command, input)
}

/// The messages of a call, one on each line: the third is to the server, all others to the client.
pub fn documents() -> Vec<String> {
    let text = std::fs::read_to_string(corpus::root().join("corpus/stream/call.xml")).expect("a file");
    // No two of them are the same.
    let numbered = |(index, line): (usize, &str)| line.replace("2405550123", &format!("24055501{index:02}"));
    text.lines().enumerate().map(numbered).collect()
}

/// The direction of each of them.
pub const DIRECTIONS: [&str; 7] =
    ["to-client", "to-client", "to-server", "to-client", "to-client", "to-client", "to-client"];

/// What is read of them as they are.
pub fn expected() -> Vec<Value> {
    let said = decode(&[], (documents().join("\n") + "\n").as_bytes());
    assert_eq!((said.code, said.errors.as_str(), said.records.len()), (0, "", 7));
    said.messages()
}
