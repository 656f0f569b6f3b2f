//! Subcommand `bwcap validate`: checks documents against the DTD and the field tables.

use std::collections::BTreeMap;
use std::io::{BufWriter, Stdout, Write, stdout};

use broadworks_cap::message::values::CapVersion;
use broadworks_cap::validate::session::{Basis, SessionFinding};
use broadworks_cap::validate::{Direction, Environment, Severity};
use broadworks_cap::{Diagnostic, Error, Protocol, Validator};
use clap::Args;

use serde_json::json;

use crate::Stop;
use crate::arguments::{Reading, direction, environment, protocol, version};
use crate::diagnostic::{self, Finding, Judged};
use crate::group::Groups;
use crate::input::Place;
use crate::report::{self, Report, Same};
use crate::secrets::{is_root_secret, veil, veil_all};
use crate::select::{self, Filter, Selection};
use crate::session::{self, Sessions};
use crate::shown::{Name, complain, visible_json};
use crate::stream::{Listener, Piece};
use crate::table::Keys;
use crate::terminal;

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap validate capture.xml\n  \
    bwcap validate --protocol ccc2 --direction to-client farm.xml\n  \
    bwcap validate --group day.log                 # equal findings once\n  \
    bwcap validate --errors-only --max 3 day.log   # the first bad messages\n  \
    bwcap validate --csv day.log > findings.csv\n\n\
    `bwcap explain NAME` tells more of a finding, by the name in its brackets.")]
pub struct Options {
    /// Protocol to check against.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Direction of all messages: finds commands that are never sent that way.
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
    /// Checks also what follows from the order of the messages of a connection, of which a file must have both
    /// directions. The connections of a capture or a log are told apart; in CCC2 they belong together.
    #[arg(long)]
    session: bool,
    /// Treats deviations from the field tables as errors, like invalid documents; of a session, those from a
    /// statement of the specification.
    #[arg(long)]
    strict: bool,
    /// One JSON object per finding instead of the readable form, and no summary; docs/records.md has its keys.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// A table of comma-separated values, with a row per finding, and no summary.
    #[arg(long, conflicts_with = "group")]
    csv: bool,
    /// Shows equal findings once at the end, with how often they came, and the first and the last place.
    #[arg(long)]
    group: bool,
    /// Most findings to show of one document. All are counted.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    max_findings: u64,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filter: Filter,
}

/// Validates all files. Returns `false` if a document was bad.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let mut validator =
        Validator::new(options.protocol).limits(options.reading.limits()).as_deployed(options.as_deployed);
    if let Some(version) = options.cap_version {
        validator = validator.version(version);
    }
    if let Some(environment) = options.environment {
        validator = validator.environment(environment);
    }
    if let Some(direction) = options.direction {
        validator = validator.direction(direction);
    }
    let form = match (options.group, options.csv, options.json) {
        (true, ..) => Form::Groups(Groups::new()),
        (_, true, _) => Form::Table(Box::new(Keys::new(stdout(), report::COLUMNS)?)),
        (.., true) => Form::Json,
        _ => Form::Text,
    };
    let mut checker = Checker {
        options,
        validator,
        documents: 0,
        invalid: 0,
        deviating: 0,
        habitual: 0,
        kinds: BTreeMap::new(),
        is_secret_near: false,
        is_first: true,
        fits_other: true,
        sessions: options.session.then(|| Sessions::new(options.protocol, options.reading.limits())),
        breaks_session: false,
        form,
        out: BufWriter::new(stdout().lock()),
    };
    let selection = Selection { filter: &options.filter, direction: None, protocol: Some(options.protocol) };
    let done = select::read(&options.reading, selection, &mut checker);
    checker.pause()?;
    let outcome = done?;
    if let Form::Groups(groups) = &checker.form {
        groups.write(&mut checker.out, options.json)?;
    }
    if !options.json && !options.csv && !terminal::is_quiet() {
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
    /// Whether no document of the file has come yet.
    is_first: bool,
    /// Whether all documents so far that have errors are valid in the other protocol.
    fits_other: bool,
    /// The sessions of this file, if they are checked.
    sessions: Option<Sessions>,
    /// Whether a session deviates from a statement of the specification.
    breaks_session: bool,
    form: Form,
    out: W,
}

/// How findings are shown.
enum Form {
    Text,
    Json,
    Table(Box<Keys<Stdout>>),
    /// Equal ones once, at the end.
    Groups(Groups<Same>),
}

/// Sort of a diagnostic in the summary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Invalid,
    Deviation,
    Habit,
    Session,
    Remark,
}

impl<W: Write> Checker<'_, W> {
    /// Shows a finding.
    fn show(&mut self, judged: &Judged<'_>, finding: &Finding<'_>) -> Result<(), Stop> {
        match self.form {
            Form::Text => Ok(self.out.write_all(judged.text(finding, terminal::output()).as_bytes())?),
            _ => judged.reports(finding).iter().try_for_each(|report| self.report(report)),
        }
    }

    /// Writes a finding for other programs, or adds it to its group.
    fn report(&mut self, report: &Report<'_>) -> Result<(), Stop> {
        match &mut self.form {
            // What follows from another finding is part of it.
            Form::Groups(groups) if report.cause.is_none() => groups.add(Same::of(report), report.at()),
            Form::Groups(_) => {}
            Form::Table(rows) => return rows.push(report),
            Form::Json | Form::Text => {
                let mut line = Vec::new();
                report.push(&mut line)?;
                self.out.write_all(&line)?;
            }
        }
        Ok(())
    }

    /// Says how many findings of a document are not shown.
    fn say_hidden(&mut self, piece: &Piece<'_>, count: u64) -> Result<(), Stop> {
        let Place { line, column, offset } = piece.place;
        let file = &piece.origin.file;
        let findings = if count == 1 { "finding" } else { "findings" };
        let text =
            format!("{file}:{line}:{column}: {count} more {findings} in this document; --max-findings shows more");
        match &mut self.form {
            Form::Text => writeln!(self.out, "{text}\n")?,
            Form::Groups(groups) => groups.add_others(count),
            Form::Table(_) => complain(format_args!("{text}")),
            Form::Json => {
                let line = json!({
                    "file": file.0,
                    "line": line,
                    "column": column,
                    "offset": offset,
                    "length": piece.bytes.len(),
                    "number": piece.number,
                    "more": count,
                });
                writeln!(self.out, "{}", visible_json(line.to_string()))?;
            }
        }
        Ok(())
    }

    /// Shows findings between documents. They have a place if they are about the document at hand.
    fn show_session(&mut self, findings: &[SessionFinding], file: &Name, place: Option<Place>) -> Result<(), Stop> {
        for (index, finding) in (0..).zip(findings) {
            *self.kinds.entry((Sort::Session, finding.rule().id())).or_default() += 1;
            self.breaks_session |= finding.rule().basis() == Basis::Stated;
            if index >= self.options.max_findings {
                continue;
            }
            match self.form {
                Form::Text => self.out.write_all(session::text(finding, file, place).as_bytes())?,
                _ => self.report(&session::report(finding, file, place))?,
            }
        }
        Ok(())
    }

    fn summary(&mut self) -> Result<(), Stop> {
        let Self { documents, invalid, deviating, habitual, .. } = *self;
        let protocol = self.options.protocol;
        let clean = documents - invalid - deviating - habitual;
        let version = self.options.cap_version.unwrap_or(CapVersion::NEWEST);
        let as_deployed = if self.options.as_deployed { format!("{habitual} as deployed, ") } else { String::new() };
        let messages = if documents == 1 { "message" } else { "messages" };
        writeln!(
            self.out,
            "{documents} {messages} checked against {} {version}: {clean} clean, {as_deployed}{deviating} with warnings, {invalid} with errors",
            protocol.describe(),
        )?;
        for ((sort, id), count) in self.kinds.iter().filter(|(_, count)| **count > 0) {
            let sort = match sort {
                Sort::Invalid => "invalid",
                Sort::Deviation => "deviation",
                Sort::Habit => "habit",
                Sort::Session => "session",
                Sort::Remark => "remark",
            };
            writeln!(self.out, "{count:>8}  {sort:<9}  {id}")?;
        }
        if let Some(((_, id), _)) = self.kinds.iter().find(|(_, count)| **count > 0) {
            writeln!(self.out, "`bwcap explain {id}` says more")?;
        }
        if invalid > 0 && self.fits_other {
            let other = diagnostic::other(protocol);
            let all = if invalid == 1 { "the message with errors is" } else { "all messages with errors are" };
            writeln!(self.out, "{all} valid {}: try `--protocol {other}`", other.describe())?;
        }
        Ok(())
    }
}

/// Returns the line of the summary that counts a diagnostic.
fn sort(diagnostic: &Diagnostic<'_>, document: &[u8]) -> (Sort, &'static str) {
    let sort = match diagnostic.severity() {
        Severity::Deviation => Sort::Deviation,
        Severity::Habit => Sort::Habit,
        Severity::Invalid => Sort::Invalid,
    };
    (sort, diagnostic::id(diagnostic, document))
}

impl<W: Write> Listener for Checker<'_, W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let Piece { bytes, place, origin, .. } = *piece;
        self.documents += 1;
        let mut worst = None;
        let diagnostics = self.validator.validate(bytes).inspect(|diagnostic| {
            let sort = sort(diagnostic, bytes);
            worst = Some(worst.map_or(sort.0, |worst: Sort| worst.min(sort.0)));
            *self.kinds.entry(sort).or_default() += 1;
        });
        let errors_only = self.options.filter.errors_only();
        let diagnostics = diagnostics.filter(|it| !errors_only || it.severity() == Severity::Invalid);
        let (diagnostics, mut hidden) = diagnostic::first(diagnostics, self.options.max_findings);
        let invalid = worst == Some(Sort::Invalid);
        // A document without findings has the root of the protocol.
        self.is_secret_near = worst.is_some() && is_root_secret(bytes);
        // Most documents have no findings, and need not be read once more.
        if diagnostics.is_empty() {
            self.fits_other &= !invalid;
        } else {
            let shown = veil(bytes).shown;
            let mut judged = Judged::new(piece, &shown, self.options.protocol);
            let findings = judged.findings(diagnostics);
            self.fits_other &= !invalid || judged.fits_other();
            for finding in findings {
                for follows in &finding.follows {
                    self.kinds.entry(sort(follows, bytes)).and_modify(|count| *count -= 1);
                }
                self.show(&judged, &finding)?;
            }
        }
        if matches!(self.form, Form::Text) {
            let is_plain = origin.text.is_none() && origin.connection.is_none();
            let is_first = std::mem::take(&mut self.is_first) && is_plain;
            for (id, text) in diagnostic::remarks(piece, self.options.protocol, is_first, terminal::output()) {
                *self.kinds.entry((Sort::Remark, id)).or_default() += 1;
                self.out.write_all(text.as_bytes())?;
            }
        }
        let towards = self.options.direction;
        let found = self.sessions.as_mut().map(|sessions| sessions.document(piece, towards)).unwrap_or_default();
        self.show_session(&found, &origin.file, Some(place))?;
        hidden += (found.len() as u64).saturating_sub(self.options.max_findings);
        if hidden > 0 {
            self.say_hidden(piece, hidden)?;
        }
        match worst {
            Some(Sort::Invalid) => self.invalid += 1,
            Some(Sort::Deviation) => self.deviating += 1,
            Some(Sort::Habit) => self.habitual += 1,
            Some(Sort::Session | Sort::Remark) | None => {}
        }
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        let malformed = piece.bytes;
        self.documents += 1;
        self.invalid += 1;
        if let Some(sessions) = &mut self.sessions {
            sessions.lose(piece);
        }
        let veiled = veil(malformed);
        let shown = if self.is_secret_near { veil_all(malformed) } else { veiled.shown };
        self.is_secret_near |= veiled.is_secret_near;
        self.fits_other = false;
        self.is_first = false;
        let judged = Judged::new(piece, &shown, self.options.protocol);
        let finding = diagnostic::malformed(self.options.protocol, error);
        *self.kinds.entry(sort(&finding.diagnostic, malformed)).or_default() += 1;
        self.show(&judged, &finding)
    }

    fn pause(&mut self) -> Result<(), Stop> {
        if let Form::Table(rows) = &mut self.form {
            rows.flush()?;
        }
        Ok(self.out.flush()?)
    }

    fn end(&mut self, file: &Name) -> Result<(), Stop> {
        let owed = self.sessions.as_mut().map(Sessions::finish).unwrap_or_default();
        self.show_session(&owed, file, None)?;
        self.is_secret_near = false;
        self.is_first = true;
        self.pause()
    }
}
