//! Tests of format detection: each of the 32 formats is recognised, and the message and the
//! validator agree on it.

mod common;

use std::collections::BTreeSet;

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

#[test]
fn every_format_is_told_from_the_others() {
    let mut seen = BTreeSet::new();
    for (path, bytes) in common::folder("cap-c").into_iter().chain(common::folder("ccc2")) {
        let document = Document::decode(&bytes).expect("a good document");
        let command = document.command.command_type().expect("a known command").as_str();
        let format = told(&document.command);
        // The corpus has one file per format, named after it.
        let name = if format == "default" { command.to_owned() } else { format!("{command}-{format}") };
        assert_eq!(path.file_stem().expect("a name").to_string_lossy(), name, "{}", path.display());
        seen.insert((command, format));
    }
    let documented: BTreeSet<_> = formats().iter().map(|format| (format.command.as_str(), format.name)).collect();
    assert_eq!(seen, documented);
    assert_eq!(documented.len(), 32);
}

#[test]
fn a_message_has_the_format_by_which_it_is_judged() {
    let mut judged = 0;
    for (path, bytes) in common::messages() {
        let Ok(document) = Document::decode(&bytes) else { continue };
        // The server sends all commands with several formats, so this direction is a deviation for
        // each of them, and the deviation names the table that was applied.
        let validator = Validator::new(Protocol::CapC).direction(Direction::ToServer);
        for finding in validator.validate(&bytes) {
            if let Diagnostic::Deviation(deviation) = finding
                && deviation.rule() == Rule::WrongDirection
            {
                let format = deviation.format();
                assert_eq!(Some(format.command), document.command.command_type(), "{}", path.display());
                assert_eq!(format.name, told(&document.command), "{}", path.display());
                judged += 1;
            }
        }
    }
    assert!(judged > 40, "{judged} messages");
}
