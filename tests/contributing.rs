//! A field and a command have everything that `CONTRIBUTING.md` asks for, and it asks for everything.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use broadworks_cap::Protocol;
use broadworks_cap::dtd::Dtd;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::validate::{Direction, FieldRule, Format, formats};
use roxmltree::Node;

const PROTOCOLS: [(Protocol, &str, &str); 2] = [(Protocol::CapC, "cap-c", "CAP-C"), (Protocol::Ccc2, "ccc2", "CCC2")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `callUpdate` as `call_update`.
fn snake(name: &str) -> String {
    name.chars().flat_map(|c| c.is_uppercase().then_some('_').into_iter().chain([c.to_ascii_lowercase()])).collect()
}

/// The messages of a format in a folder of the corpus: the one with its name, and those with what cannot stand in it.
fn messages(format: &Format, folder: &str) -> Vec<PathBuf> {
    let command = format.command.as_str();
    let name = if format.name == "default" { command.to_owned() } else { format!("{command}-{}", format.name) };
    let folder = root().join("corpus").join(folder);
    let first = folder.join(format!("{name}.xml"));
    assert!(first.exists(), "{} is missing", first.display());
    let all = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let further =
        all.filter(|path| path.file_name().is_some_and(|f| f.to_string_lossy().starts_with(&format!("{name}-"))));
    further.chain([first]).collect()
}

#[test]
fn every_command_has_its_formats_declarations_and_messages() {
    for command in CommandType::ALL {
        let name = command.as_str();
        assert!(!command.formats().is_empty() && command.formats().iter().all(|format| format.command == *command));
        for (protocol, folder, _) in PROTOCOLS {
            let speaks = command.protocols().contains(&protocol);
            let formats: Vec<_> = command.formats().iter().filter(|f| f.protocols.contains(&protocol)).collect();
            assert_eq!(speaks, !formats.is_empty(), "{name}: a format of {folder}");
            let element = Dtd::of(protocol).element("command").expect("an element");
            let declared = element.attribute("commandType").expect("an attribute").words;
            assert_eq!(speaks, declared.contains(&name), "{name}: `commandType` in the DTD of {folder}");
            for format in formats {
                messages(format, folder);
            }
        }
    }
}

/// What a person reads of a command is what the list of commands says.
#[test]
fn the_documentation_of_every_command_says_section_protocols_and_direction() {
    for command in CommandType::ALL {
        let name = command.as_str();
        let section: Vec<_> = command.formats()[0].section.split('.').take(2).collect();
        let section = section.join(".");
        assert!(
            command.formats().iter().all(|f| f.section == section || f.section.starts_with(&format!("{section}.")))
        );
        let protocols: Vec<_> =
            PROTOCOLS.iter().filter(|(p, ..)| command.protocols().contains(p)).map(|(.., shown)| *shown).collect();
        let direction = match command.directions() {
            [Direction::ToServer] => "client to server",
            [Direction::ToClient] => "server to client",
            _ => "both directions",
        };
        let file = root().join("src/message").join(snake(name) + ".rs");
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for line in [
            format!("//! `{name}` (section {section}).\n"),
            format!("/// Specification section {section}; {}; {direction}.\n", protocols.join(" and ")),
        ] {
            assert!(text.contains(&line), "{} lacks: {line}", file.display());
        }
    }
}

/// The elements and attributes that a message has.
fn places(node: Node<'_, '_>, path: &str, into: &mut BTreeSet<String>) {
    for attribute in node.attributes() {
        into.insert(format!("{path}@{}", attribute.name()));
    }
    for child in node.children().filter(Node::is_element) {
        let place = format!("{path}/{}", child.tag_name().name());
        places(child, &place, into);
        into.insert(place);
    }
}

/// The DTDs declare the fields, and of each there is an example in a message of the format.
fn check(fields: &[FieldRule], parent: &str, path: &str, format: &Format, set: &[(Protocol, BTreeSet<String>)]) {
    for field in fields.iter().filter(|field| !field.stray) {
        let place = format!("{path}{}{}", if field.attribute { '@' } else { '/' }, field.name);
        let shown = format!("{place} of {} {}", format.command.as_str(), format.name);
        for (protocol, _) in set.iter().filter(|(protocol, _)| !field.in_ccc2 || *protocol == Protocol::Ccc2) {
            let dtd = Dtd::of(*protocol);
            let parent = dtd.element(parent).unwrap_or_else(|| panic!("{protocol:?} has no {parent}"));
            let declared = match field.attribute {
                true => parent.attribute(field.name).is_some(),
                false => dtd.place(parent, field.name).is_some() && dtd.element(field.name).is_some(),
            };
            assert!(declared, "{protocol:?} declares no {shown}");
        }
        // Each queue action takes another field of the call.
        let by_action = path.ends_with("/queueActionData/queueCall");
        let there = set.iter().any(|(_, set)| set.contains(&place));
        // The table has a refusal that no client has a reason to send (rule `outcome`).
        let is_refusal =
            format.command == CommandType::Acknowledgement && place.starts_with("commandData/user/failure");
        assert!(there || by_action || is_refusal, "no example of {shown} in the corpus");
        check(field.fields, field.name, &place, format, set);
    }
}

#[test]
fn every_field_is_declared_and_has_an_example() {
    for format in formats() {
        let spoken = PROTOCOLS.iter().filter(|(protocol, ..)| format.protocols.contains(protocol));
        let set: Vec<_> = spoken
            .map(|(protocol, folder, _)| {
                let mut set = BTreeSet::new();
                for message in messages(format, folder) {
                    let text = fs::read_to_string(message).expect("a message of the corpus");
                    let document = roxmltree::Document::parse(text.trim()).expect("XML");
                    let data = document.descendants().find(|node| node.has_tag_name("commandData")).expect("its data");
                    places(data, "commandData", &mut set);
                }
                (*protocol, set)
            })
            .collect();
        check(format.fields, "commandData", "commandData", format, &set);
    }
}

/// The messages are examples, so they hold to what the specification says of fields beside each other.
#[test]
fn no_message_of_the_corpus_contradicts_itself() {
    let voip = ["redirectFromCountryCode", "redirectFromNumber", "redirectFromName", "redirectFromReason"];
    let insc = ["redirectFromCounter", "origCalledNum", "origRedirReason"];
    for (path, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let document = roxmltree::Document::parse(text.trim()).expect("XML");
        let has = |names: &[&str]| document.descendants().any(|node| names.contains(&node.tag_name().name()));
        let path = path.display();
        for node in document.descendants() {
            let said: Vec<_> = node.children().filter(Node::is_element).map(|child| &text[child.range()]).collect();
            let distinct: BTreeSet<_> = said.iter().collect();
            assert_eq!(distinct.len(), said.len(), "{path}: the same twice in {}", node.tag_name().name());
        }
        let successful = document.descendants().any(|node| node.attribute("success") == Some("True"));
        let failed = document.descendants().any(|node| node.attribute("success") == Some("False"));
        assert!(!successful || !has(&["message", "failedUser"]), "{path}: a success that failed");
        assert!(!failed || has(&["message", "failedUser"]), "{path}: a failure without a reason");
        let wraps_up = document.descendants().any(|node| node.text() == Some("Wrap-up"));
        assert!(wraps_up || !has(&["wrapUpCallCenterCallId"]), "{path}: a call that nobody wraps up");
        assert!(!(has(&voip) && has(&insc)), "{path}: a user who is both VoIP and INSC");
    }
}

/// The text of a section of `CONTRIBUTING.md`.
fn section(title: &str) -> String {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("a text");
    let (_, after) = text.split_once(&format!("## {title}\n")).unwrap_or_else(|| panic!("no section `{title}`"));
    after.split("\n## ").next().unwrap_or_default().to_owned()
}

/// The files that the steps of a section begin with.
fn steps(section: &str) -> BTreeSet<PathBuf> {
    let steps = section.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let files: Vec<_> = steps.map(|line| line.split('`').nth(1).expect("a file")).collect();
    let files: Vec<_> = files.iter().map(|file| root().join(file)).collect();
    for file in &files {
        assert!(file.is_file(), "{} does not exist", file.display());
    }
    let distinct: BTreeSet<_> = files.iter().cloned().collect();
    assert_eq!(files.len(), distinct.len(), "a file twice");
    distinct
}

/// The files of a folder, and of those in it if it is not `tests`: what is there in folders shows or
/// uses the protocol and does not declare it. The seeds of the fuzz targets are bytes that were found.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            into.push(path);
        } else if !folder.ends_with("tests") && !path.ends_with("target") && !path.ends_with("seeds") {
            files(&path, into);
        }
    }
}

/// Everything that has to know the example of a section is a step of it or generated.
fn complete(title: &str, example: &str, most: usize) {
    let section = section(title);
    assert!(section.contains(&format!("`{example}`")), "{title} follows {example}");
    let steps = steps(&section);
    assert!(steps.len() <= most, "{title}: {} files by hand", steps.len());
    let generated = self::section("Generated files");
    let generated: Vec<_> = generated.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let mut all = Vec::new();
    ["src", "dtd", "docs", "fuzz", "tests"].iter().for_each(|folder| files(&root().join(folder), &mut all));
    let spellings = [example.to_owned(), snake(example), example[..1].to_uppercase() + &example[1..]];
    for file in all {
        let bytes = fs::read(&file).expect("a file");
        let known = spellings.iter().any(|name| memchr::memmem::find(&bytes, name.as_bytes()).is_some());
        let said = steps.contains(&file)
            || generated.iter().any(|generated| match generated.split_once("*") {
                Some((start, end)) => {
                    let name = file.strip_prefix(root()).expect("in the repository").to_string_lossy();
                    name.starts_with(start) && name.ends_with(end)
                }
                None => file == root().join(generated),
            })
            || file.ends_with("tests/contributing.rs");
        assert!(!known || said, "{} knows `{example}` and `{title}` does not name it", file.display());
    }
}

#[test]
fn the_steps_for_a_field_are_complete() {
    complete("Add a field", "preservedWaitTimeInPriorityBucket", 5);
}

#[test]
fn the_steps_for_a_command_are_complete() {
    complete("Add a command", "queueProfileUpdate", 9);
}

#[test]
fn every_file_that_is_named_exists() {
    for title in ["Add a field", "Add a command", "Generated files"] {
        let section = section(title);
        let named = section.split('`').skip(1).step_by(2);
        for file in named.filter(|name| name.contains('/') && !name.contains([' ', '*', '\n'])) {
            let file = file.trim_start_matches("./");
            assert!(root().join(file).exists(), "`{title}` names {file}");
        }
    }
}
