//! Findings of `bwcap validate --session`: what is wrong between the documents of a file.

use std::io::Write;

use annotate_snippets::{Group, Level};
use broadworks_cap::validate::Direction;
use broadworks_cap::validate::session::{Basis, SessionChecker, SessionFinding, direction};
use broadworks_cap::{Decoder, Protocol};
use serde_json::json;

use crate::Stop;
use crate::input::Place;
use crate::shown::{Name, visible, visible_json};
use crate::terminal;

/// The session of one file, which has both directions.
pub struct Session {
    checker: SessionChecker,
    decoder: Decoder,
    /// Number of documents in the run before this file.
    before: u64,
}

impl Session {
    pub fn new(protocol: Protocol, before: u64) -> Self {
        Self { checker: SessionChecker::new(protocol), decoder: Decoder::new(), before }
    }

    /// Checks the next document; `towards` is its direction, if all have the same.
    pub fn document(&mut self, bytes: &[u8], towards: Option<Direction>) -> Vec<SessionFinding> {
        let Ok(document) = self.decoder.decode(bytes) else {
            self.lose();
            return Vec::new();
        };
        // A datagram is the same in both directions, and nothing follows from an unknown command.
        let towards = towards.or_else(|| direction(&document)).unwrap_or(Direction::ToServer);
        self.checker.check(towards, &document).collect()
    }

    /// Passes over a document that cannot be read.
    pub fn lose(&mut self) {
        self.checker.lose();
    }

    pub fn finish(&mut self) -> Vec<SessionFinding> {
        self.checker.finish().collect()
    }

    /// Prints a finding. The place is that of its document, if that is at hand.
    pub fn show(
        &self,
        finding: &SessionFinding,
        file: &Name,
        place: Option<Place>,
        json: bool,
        out: &mut dyn Write,
    ) -> Result<(), Stop> {
        let document = self.before + finding.number();
        let (rule, towards) = (finding.rule(), finding.direction());
        let path = match finding.path() {
            "" => String::new(),
            path => format!("BroadsoftDocument/command/commandData/{path}"),
        };
        if json {
            let line = json!({
                "file": file.0,
                "line": place.map(|place| place.line),
                "column": place.map(|place| place.column),
                "offset": place.map(|place| place.offset),
                "document": document,
                "direction": towards.id(),
                "severity": "session",
                "basis": rule.basis().id(),
                "id": rule.id(),
                "path": path,
                "subject": finding.subject(),
                "message": finding.to_string(),
            });
            return Ok(writeln!(out, "{}", visible_json(line.to_string()))?);
        }
        let level = if rule.basis() == Basis::Stated { Level::WARNING } else { Level::NOTE };
        let title = visible(&finding.to_string());
        let at = if path.is_empty() { String::new() } else { format!(", in {path}") };
        let origin = format!("document {document}, {}{at}; {}", towards.describe(), rule.basis().describe());
        let mut group = Group::with_title(level.primary_title(&*title).id(rule.id()));
        if !terminal::is_quiet() {
            group = group.element(Level::NOTE.message(terminal::output().wrap(&origin, "  = note: ".len())));
        }
        let text = terminal::output().renderer().render(&[group]);
        let end = if terminal::is_quiet() { "\n" } else { "\n\n" };
        match place {
            Some(place) => write!(out, "{file}:{}:{}: {text}{end}", place.line, place.column)?,
            None => write!(out, "{file}: {text}{end}")?,
        }
        Ok(())
    }
}
