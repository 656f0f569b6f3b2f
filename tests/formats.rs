//! Tests of format detection: each format is recognised, and the message and the validator agree on it.

mod common;

use std::collections::BTreeSet;

use broadworks_cap::message::values::CommandType;
use broadworks_cap::validate::{Direction, Rule, formats};
use broadworks_cap::{Command, Diagnostic, Document, Protocol, Validator};

/// Returns the name of the format in the specification, from the message's `format` method.
fn told(command: &Command<'_>) -> &'static str {
    use broadworks_cap::message::*;
    match command {
        Command::ResponseAuthentication(message) => match message.format() {
            ResponseAuthenticationFormat::Success => "success",
            ResponseAuthenticationFormat::Failure => "failure",
        },
        Command::RegisterResponse(message) => match message.format() {
            RegisterResponseFormat::CallClient => "successful-call-client",
            RegisterResponseFormat::AttendantConsole => "successful-attendant-console",
            RegisterResponseFormat::Failure => "failure",
        },
        Command::SessionUpdate(message) => match message.format() {
            SessionUpdateFormat::CallClient => "call-client",
            SessionUpdateFormat::AttendantConsole => "attendant-console",
        },
        Command::ProfileUpdate(message) => match message.format() {
            ProfileUpdateFormat::CallClientInitial => "call-client-initial",
            ProfileUpdateFormat::CallClientUpdate => "call-client-update",
            ProfileUpdateFormat::AttendantConsoleInitial => "attendant-console-initial",
            ProfileUpdateFormat::AttendantConsoleUpdate => "attendant-console-update",
        },
        Command::CallUpdate(message) => match message.format() {
            CallUpdateFormat::CallClient => "call-client",
            CallUpdateFormat::AttendantConsole => "attendant-console",
        },
        _ => "default",
    }
}

/// Command and format of every line of the inventory.
fn documented() -> BTreeSet<(&'static str, &'static str)> {
    let lines = include_str!("inventory.tsv").lines().skip(1);
    lines
        .map(|line| line.split_once('\t').expect("a command"))
        .map(|(c, rest)| (c, rest.split('\t').next().expect("a format")))
        .collect()
}

#[test]
fn every_format_is_told_from_the_others() {
    let mut seen = BTreeSet::new();
    for (path, bytes) in common::folder("cap-c").into_iter().chain(common::folder("ccc2")) {
        let document = Document::decode(&bytes).expect("a good document");
        let command = document.command.command_type().expect("a known command").as_str();
        let format = told(&document.command);
        // The files of the corpus are named after the format. Only a second one of a format has a longer name.
        let name = if format == "default" { command.to_owned() } else { format!("{command}-{format}") };
        let stem = path.file_stem().expect("a name").to_string_lossy();
        assert!(stem == name || stem.starts_with(&format!("{name}-")), "{}: {name}", path.display());
        assert!(path.with_file_name(format!("{name}.xml")).exists(), "{name}");
        seen.insert((command, format));
    }
    assert_eq!(seen, documented());
    assert_eq!(seen, formats().map(|format| (format.command.as_str(), format.name)).collect());
}

/// The format by which a message is judged, if it comes from the server: the other direction is a
/// deviation then, and names the table that was applied.
fn judged(bytes: &[u8]) -> Option<(CommandType, &'static str)> {
    let validator = Validator::new(Protocol::CapC).direction(Direction::ToServer);
    validator.validate(bytes).find_map(|finding| match finding {
        Diagnostic::Deviation(deviation) if deviation.rule() == Rule::WrongDirection => {
            Some((deviation.format().command, deviation.format().name))
        }
        _ => None,
    })
}

#[test]
fn a_message_has_the_format_by_which_it_is_judged() {
    let mut seen = 0;
    for (path, bytes) in common::messages() {
        let Ok(document) = Document::decode(&bytes) else { continue };
        let Some((command, name)) = judged(&bytes) else { continue };
        assert_eq!(Some(command), document.command.command_type(), "{}", path.display());
        assert_eq!(name, told(&document.command), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 40, "{seen} messages");
}

/// Every sign there is, in every command, documented or not.
#[test]
fn the_formats_of_a_command_cover_everything_that_tells_them_apart() {
    for command in CommandType::ALL {
        let mut seen = BTreeSet::new();
        for signs in 0..8 {
            let user_type = if signs & 1 == 0 { "CallClient" } else { "AttendantConsole" };
            let initial = if signs & 2 == 0 { "" } else { "<initialUpdate/>" };
            let failure = if signs & 4 == 0 { "" } else { "<failure/>" };
            let message = format!(
                "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"{}\"><commandData>\
                 <user userType=\"{user_type}\">{failure}{initial}</user></commandData></command></BroadsoftDocument>",
                command.as_str()
            );
            let document = Document::decode(message.as_bytes()).expect("a good document");
            let format = told(&document.command);
            let to_client = command.directions() == [Direction::ToClient];
            assert_eq!(judged(message.as_bytes()), to_client.then_some((*command, format)), "{message}");
            seen.insert(format);
        }
        let all: BTreeSet<_> = command.formats().iter().map(|format| format.name).collect();
        assert_eq!(seen, all, "{}", command.as_str());
        assert!(all.len() == 1 || command.directions() == [Direction::ToClient], "else `judged` tells nothing");
    }
}
