//! Subcommand `bwcap validate`: checks documents against the DTD and the field tables.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};

use broadworks_cap::message::values::CapVersion;
use broadworks_cap::validate::session::{Basis, SessionFinding};
use broadworks_cap::validate::{Direction, Environment, Severity};
use broadworks_cap::{Diagnostic, Error, Protocol, Validator};
use clap::Args;

use serde_json::json;

use crate::Stop;
use crate::arguments::{Reading, direction, environment, protocol, version};
use crate::diagnostic::Report;
use crate::input::{Place, Places};
use crate::secrets::{is_root_secret, veil, veil_all};
use crate::session::Session;
use crate::shown::{Name, visible_json};
use crate::stream::{self, Listener, Piece};

#[derive(Args)]
pub struct Options {
    /// Protocol whose DTD and field tables are used.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Direction of all messages; if given, it is checked, too.
    #[arg(long, value_parser = direction())]
    direction: Option<Direction>,
    /// Version of the protocol to judge by, instead of the one that each document says.
    #[arg(long, value_name = "VERSION", value_parser = version())]
    cap_version: Option<CapVersion>,
    /// Environment of the users; if given, commands, fields and actions of the other one are deviations.
    #[arg(long, value_parser = environment())]
    environment: Option<Environment>,
    /// Tells the habits of deployed clients and servers apart from faults: they are shown, and are no errors.
    #[arg(long)]
    as_deployed: bool,
    /// Checks also what follows from the order of the documents of a file, which has both directions of one
    /// connection; the command, or the content, of each document tells its direction.
    #[arg(long)]
    session: bool,
    /// Treats deviations from the field tables as errors, like invalid documents; of a session, those from a
    /// statement of the specification.
    #[arg(long)]
    strict: bool,
    /// One JSON object per diagnostic instead of the readable form, and no summary.
    #[arg(long)]
    json: bool,
    /// Most findings to show of one document. All are counted.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    max_findings: u64,
    #[command(flatten)]
    reading: Reading,
}

/// Validates all files. Returns `false` if a document was bad.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let mut validator = Validator::new(options.protocol).as_deployed(options.as_deployed);
    if let Some(version) = options.cap_version {
        validator = validator.version(version);
    }
    if let Some(environment) = options.environment {
        validator = validator.environment(environment);
    }
    if let Some(direction) = options.direction {
        validator = validator.direction(direction);
    }
    let mut checker = Checker {
        options,
        validator,
        documents: 0,
        invalid: 0,
        deviating: 0,
        habitual: 0,
        kinds: BTreeMap::new(),
        is_secret_near: false,
        session: options.session.then(|| Session::new(options.protocol, 0)),
        breaks_session: false,
        out: BufWriter::new(stdout().lock()),
    };
    let done = stream::read(&options.reading, &mut checker);
    checker.out.flush()?;
    let outcome = done?;
    if !options.json {
        checker.summary()?;
    }
    checker.out.flush()?;
    outcome.status(checker.invalid == 0 && (!options.strict || (checker.deviating == 0 && !checker.breaks_session)))
}

struct Checker<'o, W> {
    options: &'o Options,
    validator: Validator,
    documents: u64,
    invalid: u64,
    /// Number of valid documents that deviate from the field tables.
    deviating: u64,
    /// Number of documents that have only habits of deployed clients and servers.
    habitual: u64,
    /// Number of diagnostics of each kind; the invalid ones come first.
    kinds: BTreeMap<(Sort, &'static str), u64>,
    /// Whether the next bytes may have the rest of a secret in malformed ones.
    is_secret_near: bool,
    /// The session of this file, if it is checked.
    session: Option<Session>,
    /// Whether a session deviates from a statement of the specification.
    breaks_session: bool,
    out: W,
}

/// Sort of a diagnostic in the summary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Invalid,
    Deviation,
    Habit,
    Session,
}

impl<W: Write> Checker<'_, W> {
    /// Shows diagnostics of one kind at one place. `shown` returns the document without its secrets.
    fn show<'s>(
        &mut self,
        shown: impl FnOnce() -> &'s Cow<'s, [u8]>,
        piece: &Piece<'_>,
        places: &Places<'_>,
        diagnostics: &[Diagnostic<'_>],
    ) -> Result<(), Stop> {
        let [diagnostic, more @ ..] = diagnostics else { return Ok(()) };
        let place = places.at(diagnostic.span().start);
        let report = Report { file: &piece.origin.file, place, document: piece.number, diagnostic, more };
        if self.options.json { report.json(&mut self.out) } else { report.print(&mut self.out, shown()) }
    }

    /// Says how many findings of a document are not shown.
    fn say_hidden(&mut self, piece: &Piece<'_>, count: u64) -> Result<(), Stop> {
        let Place { line, column, offset } = piece.place;
        let file = &piece.origin.file;
        if self.options.json {
            let line = json!({
                "file": file.0,
                "line": line,
                "column": column,
                "offset": offset,
                "length": piece.bytes.len(),
                "document": piece.number,
                "more": count,
            });
            writeln!(self.out, "{}", visible_json(line.to_string()))?;
        } else {
            let findings = if count == 1 { "finding" } else { "findings" };
            let of = "in this document; --max-findings shows more";
            writeln!(self.out, "{file}:{line}:{column}: {count} more {findings} {of}\n")?;
        }
        Ok(())
    }

    /// Shows findings between documents. They have a place if they are about the document at hand.
    fn show_session(&mut self, findings: &[SessionFinding], file: &Name, place: Option<Place>) -> Result<(), Stop> {
        let Self { session: Some(session), options, out, kinds, breaks_session, .. } = self else {
            return Ok(());
        };
        for (index, finding) in (0..).zip(findings) {
            *kinds.entry((Sort::Session, finding.rule().id())).or_default() += 1;
            *breaks_session |= finding.rule().basis() == Basis::Stated;
            if index < options.max_findings {
                session.show(finding, file, place, options.json, out)?;
            }
        }
        Ok(())
    }

    fn summary(&mut self) -> Result<(), Stop> {
        let Self { documents, invalid, deviating, habitual, .. } = *self;
        let protocol = match self.options.protocol {
            Protocol::CapC => "CAP-C",
            Protocol::Ccc2 => "CCC2",
        };
        let version = self.options.cap_version.unwrap_or(CapVersion::NEWEST);
        let as_deployed = if self.options.as_deployed { format!("{habitual} as deployed, ") } else { String::new() };
        writeln!(
            self.out,
            "{documents} document{} held against {protocol} {version}: {} as documented, {as_deployed}{deviating} valid with deviations, {invalid} invalid",
            if documents == 1 { "" } else { "s" },
            documents - invalid - deviating - habitual,
        )?;
        for ((sort, id), count) in &self.kinds {
            let sort = match sort {
                Sort::Invalid => "invalid",
                Sort::Deviation => "deviation",
                Sort::Habit => "habit",
                Sort::Session => "session",
            };
            writeln!(self.out, "{count:>8}  {sort:<9}  {id}")?;
        }
        Ok(())
    }
}

impl<W: Write> Listener for Checker<'_, W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let Piece { bytes, place, origin, .. } = *piece;
        self.documents += 1;
        self.is_secret_near = is_root_secret(bytes);
        let places = Places::new(bytes, place);
        // Most documents have no findings, and need not be read once more.
        let veiled = OnceCell::new();
        let shown = || veiled.get_or_init(|| veil(bytes).shown);
        let (mut worst, mut count, mut hidden) = (None, 0, 0);
        // Everything that is missing in one element is shown as one diagnostic.
        let mut similar: Vec<Diagnostic<'_>> = Vec::new();
        for diagnostic in self.validator.validate(bytes) {
            let sort = match diagnostic.severity() {
                Severity::Invalid => Sort::Invalid,
                Severity::Deviation => Sort::Deviation,
                Severity::Habit => Sort::Habit,
            };
            worst = Some(worst.map_or(sort, |worst: Sort| worst.min(sort)));
            *self.kinds.entry((sort, diagnostic.id())).or_default() += 1;
            if count == self.options.max_findings {
                hidden += 1;
                continue;
            }
            count += 1;
            let key = |diagnostic: &Diagnostic<'_>| (diagnostic.id(), diagnostic.span(), diagnostic.erratum());
            let same = |last: &Diagnostic<'_>| key(last) == key(&diagnostic);
            if self.options.json || !similar.last().is_some_and(same) {
                self.show(shown, piece, &places, &similar)?;
                similar.clear();
            }
            similar.push(diagnostic);
        }
        self.show(shown, piece, &places, &similar)?;
        let towards = self.options.direction;
        let found = self.session.as_mut().map(|session| session.document(bytes, towards)).unwrap_or_default();
        self.show_session(&found, &origin.file, Some(place))?;
        hidden += (found.len() as u64).saturating_sub(self.options.max_findings);
        if hidden > 0 {
            self.say_hidden(piece, hidden)?;
        }
        match worst {
            Some(Sort::Invalid) => self.invalid += 1,
            Some(Sort::Deviation) => self.deviating += 1,
            Some(Sort::Habit) => self.habitual += 1,
            Some(Sort::Session) | None => {}
        }
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        let Piece { bytes: malformed, place, .. } = *piece;
        self.documents += 1;
        self.invalid += 1;
        if let Some(session) = &mut self.session {
            session.lose();
        }
        *self.kinds.entry((Sort::Invalid, "ill-formed")).or_default() += 1;
        let veiled = veil(malformed);
        let shown = if self.is_secret_near { veil_all(malformed) } else { veiled.shown };
        self.is_secret_near |= veiled.is_secret_near;
        let diagnostic = Diagnostic::ill_formed(self.options.protocol, error);
        self.show(|| &shown, piece, &Places::new(malformed, place), &[diagnostic])
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }

    fn end(&mut self, file: &Name) -> Result<(), Stop> {
        let owed = self.session.as_mut().map(Session::finish).unwrap_or_default();
        self.show_session(&owed, file, None)?;
        // The next file is another connection.
        self.session = self.options.session.then(|| Session::new(self.options.protocol, self.documents));
        self.is_secret_near = false;
        self.pause()
    }
}
