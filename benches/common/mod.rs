//! Inputs of the benchmarks: messages of the corpus and messages built here, the same bytes on
//! every machine.
#![allow(dead_code, unused_imports, reason = "no benchmark uses every input")]

mod calls;
#[path = "../../tests/common/random.rs"]
mod random;
mod shape;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use broadworks_cap::Limits;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::{Document, Encoder, Protocol};

pub use calls::{
    call_action, call_update, call_update_careful, call_update_escaped, call_update_unknown, call_updates,
    call_updates_shuffled,
};
pub use shape::pretty;

use random::Random;

/// Seed of the random order of mixed traffic.
const SEED: u64 = 17;

/// Messages in one buffer, back to back.
pub struct Messages {
    /// All bytes.
    pub bytes: Vec<u8>,
    /// Range of each message in `bytes`.
    pub ranges: Vec<Range<usize>>,
}

impl Messages {
    /// Concatenates messages without separators.
    pub fn new(messages: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let (mut bytes, mut ranges) = (Vec::new(), Vec::new());
        for message in messages {
            let message = message.trim_ascii();
            ranges.push(bytes.len()..bytes.len() + message.len());
            bytes.extend_from_slice(message);
        }
        Self { bytes, ranges }
    }

    /// Returns every message pretty-printed.
    pub fn pretty(&self) -> Self {
        Self::new(self.iter().map(pretty))
    }

    /// Iterates over the messages.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.ranges.iter().map(|range| &self.bytes[range.clone()])
    }
}

/// Returns limits for the long list.
pub fn unlimited() -> Limits {
    Limits::default().document(usize::MAX)
}

/// Returns the root of the repository. Other packages in the repository also include this file.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().find(|path| path.join("corpus/cap-c").is_dir()).expect("the corpus is there")
}

/// Returns a message in the order of the DTD and in canonical spelling.
pub fn dtd_order(message: &[u8]) -> Vec<u8> {
    let document = Document::decode(message).expect("a good message");
    let out = Encoder::new(Protocol::CapC).to_vec(&document).expect("it encodes");
    out.trim_ascii().to_vec()
}

/// Returns one message of every format in the corpus, with its file name. Second messages of a format are left out.
pub fn formats() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("corpus/cap-c"))
        .expect("the corpus is there")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, fs::read(&path).expect("a corpus file").trim_ascii().to_vec())
    };
    let named = |name: &str| {
        broadworks_cap::validate::formats().any(|format| match (format.command.as_str(), format.name) {
            (command, "default") => name == command,
            (command, format) => name.strip_prefix(command).and_then(|rest| rest.strip_prefix('-')) == Some(format),
        })
    };
    files.into_iter().map(read).filter(|(name, _)| named(name)).collect()
}

/// Returns one message of every command: the first of its formats, ordered by name.
pub fn commands() -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, bytes) in formats() {
        let command = name.split('-').next().expect("a command").to_owned();
        if found.iter().all(|(other, _)| *other != command) {
            found.push((command, bytes));
        }
    }
    assert_eq!(found.len(), CommandType::ALL.len(), "the corpus has every command");
    found
}

/// Returns at least `bytes` bytes of messages, with every format of the corpus in random order.
pub fn mixed(bytes: usize) -> Messages {
    let formats = formats();
    let mut random = Random::new(SEED);
    let mut length = 0;
    Messages::new(std::iter::from_fn(|| {
        let message = (length < bytes).then(|| random.choose(&formats).1.clone())?;
        length += message.len();
        Some(message)
    }))
}

/// Returns the first hundred messages of a connection: mixed traffic, separated by line breaks.
pub fn stream() -> Messages {
    let (mut bytes, mut ranges) = (Vec::new(), Vec::new());
    for message in mixed(200_000).iter().take(100) {
        ranges.push(bytes.len()..bytes.len() + message.len());
        bytes.extend_from_slice(message);
        bytes.push(b'\n');
    }
    Messages { bytes, ranges }
}

/// Returns a short, a medium and a long message: 0.3, 1 and 3 KB.
pub fn sizes() -> [(&'static str, Vec<u8>); 3] {
    let formats = formats();
    let file = |name: &str| formats.iter().find(|(other, _)| other == name).expect("a corpus file").1.clone();
    [("0.3KB", file("unRegister")), ("1KB", file("profileUpdate-call-client-update")), ("3KB", queue(4))]
}

/// Returns the first `queueUpdate` of a connection, with this many calls.
pub fn queue(calls: usize) -> Vec<u8> {
    use std::fmt::Write;
    let mut text = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version="17.0">"#,
        r#"<command commandType="queueUpdate"><commandData><user id="alice@example.com" userType="CallClient" "#,
        r#"userUid="1007"><applicationId>demo</applicationId></user><queue updateReason="Initial">"#,
    ));
    for call in 1..=calls {
        write!(
            text,
            concat!(
                r#"<queueCall callId="callhalf-{}:0"><remoteCountryCode>1</remoteCountryCode>"#,
                "<remoteNumber>24055501{:02}</remoteNumber><remoteName>Caller {}</remoteName>",
                "<timeAdded>{}</timeAdded><mandatoryEntrance>Not Playing</mandatoryEntrance>",
                "<bouncedCall>False</bouncedCall><reorderedCall>False</reorderedCall>",
                "<preservedWaitTime>0</preservedWaitTime><position>{}</position><priority>{}</priority>",
                "<DNISName>Support line</DNISName><DNISNumber>2405550160</DNISNumber>",
                "<addTimeInPriorityBucket>{}</addTimeInPriorityBucket>",
                "<preservedWaitTimeInPriorityBucket>0</preservedWaitTimeInPriorityBucket></queueCall>",
            ),
            100 + call,
            call % 100,
            call,
            1_700_000_200_000_u64 + call as u64 * 1_500,
            call,
            call % 4,
            1_700_000_210_000_u64 + call as u64 * 1_500,
        )
        .expect("a string takes everything");
    }
    text += "</queue></commandData></command></BroadsoftDocument>";
    text.into_bytes()
}

/// Returns a `monitoringUsersRequest` with a list of this many users. From about 40 000 users on,
/// it needs [`unlimited`].
pub fn list(users: usize) -> Vec<u8> {
    use std::fmt::Write;
    let mut text = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version="17.0">"#,
        r#"<command commandType="monitoringUsersRequest"><commandData><user userType="AttendantConsole" "#,
        r#"userUid="1007" id="alice@example.com"><applicationId>demo</applicationId><monitoring monType="Add"/>"#,
    ));
    for user in 0..users {
        write!(text, "<monUser>user{user}@example.com</monUser>").expect("a string takes everything");
    }
    text += "</user></commandData></command></BroadsoftDocument>";
    text.into_bytes()
}
