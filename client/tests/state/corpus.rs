//! Every document of the corpus.

use std::fs;
use std::path::Path;

use broadworks_cap::{Document, Event, Limits, Protocol, StreamReader};
use broadworks_client::state::State;

use crate::mirror::Watched;
use crate::world::Seeded;

pub fn documents(folder: &str) -> Vec<(String, Document<'static>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus").join(folder);
    let mut all = Vec::new();
    for file in fs::read_dir(folder).expect("it is there") {
        let path = file.expect("it can be read").path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            let mut reader = StreamReader::new(Limits::default());
            reader.feed(&fs::read(&path).expect("it can be read"));
            while let Event::Document(document) = reader.next() {
                let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
                all.push((name, document.into_owned()));
            }
        }
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

const FOLDERS: [&str; 11] =
    ["actions", "cap-c", "ccc2", "dtd", "errata", "habits", "invalid", "regress", "rules", "stream", "xml"];

#[test]
fn any_documents_in_any_order_leave_a_state_that_its_changes_tell() {
    let all: Vec<_> = FOLDERS.iter().flat_map(|folder| documents(folder)).collect();
    assert!(all.len() > 300, "{}", all.len());
    let mut random = Seeded(3);
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let mut client = Watched::new(State::new(protocol));
        for _ in 0..3_000 {
            client.apply(&all[random.below(all.len())].1);
            if random.below(50) == 0 {
                let changes = client.state.interrupt();
                client.follow(changes);
            }
            if random.below(50) == 0 {
                let changes = client.state.forget_stale();
                client.follow(changes);
            }
        }
    }
}

/// Every field of a message that has all of them is somewhere.
#[cfg(feature = "serde")]
#[test]
fn no_field_is_forgotten() {
    fn nulls(value: &serde_json::Value) -> Vec<String> {
        let fields = value.as_object().expect("an object");
        fields.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()).collect()
    }
    let changes = |folder: &str, name: &str| {
        let (_, document) = documents(folder).into_iter().find(|(file, _)| file == name).expect("it is there");
        let changes = State::new(Protocol::CapC).apply(&document);
        changes.into_iter().map(|change| serde_json::to_value(change).expect("it can be written")).collect::<Vec<_>>()
    };
    let of = |changes: &[serde_json::Value], kind: &str, part: &str| {
        let change = changes.iter().find(|change| change["change"] == kind).expect("the change");
        change[part].clone()
    };
    let call = of(&changes("ccc2", "callUpdate-call-client"), "callAdded", "call");
    assert_eq!(nulls(&call), ["state"; 0], "{call}");
    let told = changes("cap-c", "profileUpdate-call-client-initial");
    let of_a_console = ["cfaDestination", "department", "mobile", "pager", "title"];
    assert_eq!(nulls(&of(&told, "profileChanged", "profile")), of_a_console);
    assert_eq!(nulls(&of(&told, "agentChanged", "agent")), ["unavailabilityCode"], "an empty one is none");
    let told = changes("cap-c", "profileUpdate-attendant-console-initial");
    let profile = of(&told, "profileChanged", "profile");
    assert!(of_a_console[1..].iter().all(|field| !profile[*field].is_null()), "{profile}");
    let told = changes("cap-c", "profileUpdate-attendant-console-update");
    assert!(!of(&told, "profileChanged", "profile")["cfaDestination"].is_null());
    let told = changes("cap-c", "queueUpdate");
    let entry = of(&told, "entryAdded", "entry");
    assert_eq!(nulls(&entry), ["state"; 0], "{entry}");
    let told = changes("cap-c", "sessionUpdate-call-client");
    assert_eq!(nulls(&of(&told, "conferenceChanged", "conference")), ["state"; 0]);
}

/// The whole state has what its changes have.
#[cfg(feature = "serde")]
#[test]
fn a_state_is_written_as_json() {
    let mut state = State::new(Protocol::CapC);
    let all: Vec<_> = ["cap-c", "errata"].iter().flat_map(|folder| documents(folder)).collect();
    let mut changes = Vec::new();
    for (_, document) in &all {
        changes.extend(
            state.apply(document).iter().map(|change| serde_json::to_value(change).expect("it can be written")),
        );
    }
    let whole = serde_json::to_value(&state).expect("it can be written");
    assert_eq!(whole["current"], state.is_current());
    for (user, call) in state.calls().iter() {
        let calls = whole["calls"][&**user].as_array().expect("a list");
        let written = calls.iter().find(|written| written["id"] == *call.id).expect("the call");
        assert!(changes.iter().any(|change| change["call"] == *written), "{written}");
    }
    assert_eq!(whole["users"].as_object().expect("users").len(), state.users().count());
    for (id, queue) in state.queues() {
        assert_eq!(whole["queues"][&**id]["entries"].as_array().expect("a list").len(), queue.entries().len());
    }
}
