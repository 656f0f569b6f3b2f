//! Findings of `bwcap validate --session`: what is wrong between the documents of a connection.

use std::collections::HashMap;
use std::rc::Rc;

use annotate_snippets::{Group, Level};
use broadworks_cap::validate::Direction;
use broadworks_cap::validate::session::{Basis, SessionChecker, SessionFinding, direction};
use broadworks_cap::{Decoder, Limits, Protocol};

use crate::input::Place;
use crate::report::Report;
use crate::shown::{Name, visible};
use crate::stream::Piece;
use crate::terminal;

/// Most connections whose sessions are checked at the same time. Of one more, that which was silent for longest is forgotten.
const MOST: usize = 1000;

/// The sessions of one file, which has both directions: one for each connection; of CCC2 a single one, because there it
/// has all connections of a farm.
pub struct Sessions {
    protocol: Protocol,
    decoder: Decoder,
    /// By the connection, with the number of its last piece.
    sessions: HashMap<Option<Rc<str>>, (u64, SessionChecker)>,
}

impl Sessions {
    pub fn new(protocol: Protocol, limits: Limits) -> Self {
        Self { protocol, decoder: Decoder::new().limits(limits), sessions: HashMap::new() }
    }

    /// Returns the session of a piece, which is the next one in it.
    fn of(&mut self, piece: &Piece<'_>) -> &mut SessionChecker {
        let connection = piece.origin.connection.clone().filter(|_| self.protocol == Protocol::CapC);
        if self.sessions.len() >= MOST && !self.sessions.contains_key(&connection) {
            let silent =
                self.sessions.iter().min_by_key(|(_, (last, _))| *last).map(|(connection, _)| connection.clone());
            silent.map(|silent| self.sessions.remove(&silent));
        }
        let new = || (0, SessionChecker::new(self.protocol));
        let (last, checker) = self.sessions.entry(connection).or_insert_with(new);
        *last = piece.number;
        checker.set_number(piece.number);
        checker
    }

    /// Checks the next document; `towards` is its direction, if all have the same.
    pub fn document(&mut self, piece: &Piece<'_>, towards: Option<Direction>) -> Vec<SessionFinding> {
        let mut decoder = std::mem::take(&mut self.decoder);
        let document = decoder.decode(piece.bytes).ok();
        self.decoder = decoder;
        let Some(document) = document else {
            self.lose(piece);
            return Vec::new();
        };
        // A datagram is the same in both directions, and nothing follows from an unknown command.
        let towards =
            towards.or_else(|| direction(&document)).or(piece.origin.direction).unwrap_or(Direction::ToServer);
        self.of(piece).check(towards, &document).collect()
    }

    /// Passes over a document that cannot be read.
    pub fn lose(&mut self, piece: &Piece<'_>) {
        self.of(piece).lose();
    }

    /// Returns the responses that are owed, in the order of the requests.
    pub fn finish(&mut self) -> Vec<SessionFinding> {
        let mut owed: Vec<_> =
            self.sessions.drain().flat_map(|(_, (_, mut checker))| checker.finish().collect::<Vec<_>>()).collect();
        owed.sort_by_key(SessionFinding::number);
        owed
    }
}

/// Returns the report of a finding. The place is that of its document, if that is at hand.
pub fn report<'r>(finding: &SessionFinding, file: &'r Name, place: Option<Place>) -> Report<'r> {
    let rule = finding.rule();
    let path = match finding.path() {
        "" => String::new(),
        path => format!("BroadsoftDocument/command/commandData/{path}"),
    };
    Report {
        command: finding.command().map(|command| command.as_str()),
        severity: "session",
        id: rule.id(),
        kind: rule.id(),
        path,
        message: finding.to_string(),
        direction: Some(finding.direction().id()),
        basis: Some(rule.basis().id()),
        subject: Some(finding.subject().into()),
        ..Report::new(finding.number(), file, place)
    }
}

/// Returns a finding as text, with an empty line behind it.
pub fn text(finding: &SessionFinding, file: &Name, place: Option<Place>) -> String {
    let rule = finding.rule();
    let at = report(finding, file, place).path;
    let level = if rule.basis() == Basis::Stated { Level::WARNING } else { Level::NOTE };
    let title = visible(&finding.to_string());
    let at = if at.is_empty() { at } else { format!(", in {at}") };
    let (number, towards) = (finding.number(), finding.direction().describe());
    let origin = format!("message {number}, {towards}{at}; {}", rule.basis().describe());
    let mut group = Group::with_title(level.primary_title(&*title).id(rule.id()));
    if !terminal::is_quiet() {
        group = group.element(Level::NOTE.message(terminal::output().wrap(&origin, "  = note: ".len())));
    }
    let text = terminal::output().renderer().render(&[group]);
    let end = if terminal::is_quiet() { "\n" } else { "\n\n" };
    match place {
        Some(place) => format!("{file}:{}:{}: {text}{end}", place.line, place.column),
        None => format!("{file}: {text}{end}"),
    }
}
