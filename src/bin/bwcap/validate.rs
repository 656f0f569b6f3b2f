//! Subcommand `bwcap validate`: checks documents against the DTD and the field tables.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::validate::{Direction, Severity};
use broadworks_cap::{Diagnostic, Error, Limits, Protocol, Validator};

use crate::Stop;
use crate::diagnostic::Report;
use crate::input::{Place, Places, open};
use crate::stream::{self, Listener};

/// Options of the subcommand.
#[derive(Clone, Copy)]
pub struct Options {
    pub protocol: Protocol,
    pub direction: Option<Direction>,
    pub strict: bool,
    pub json: bool,
    pub preamble: bool,
}

/// Validates all files. Returns `false` if a document was bad.
pub fn run(options: Options, files: &[PathBuf]) -> Result<bool, Stop> {
    let mut validator = Validator::new(options.protocol);
    if let Some(direction) = options.direction {
        validator = validator.direction(direction);
    }
    let mut checker = Checker {
        options,
        validator,
        name: String::new(),
        documents: 0,
        invalid: 0,
        deviating: 0,
        kinds: BTreeMap::new(),
        out: BufWriter::new(stdout().lock()),
    };
    for path in files {
        let input = open(path)?;
        checker.name.clone_from(&input.name);
        let done = stream::read(input, Limits::default().preamble(options.preamble), &mut checker);
        checker.out.flush()?;
        done?;
    }
    if !options.json {
        checker.summary()?;
    }
    checker.out.flush()?;
    Ok(checker.invalid == 0 && (checker.deviating == 0 || !options.strict))
}

struct Checker<W> {
    options: Options,
    validator: Validator,
    name: String,
    documents: u64,
    invalid: u64,
    /// Number of valid documents that deviate from the field tables.
    deviating: u64,
    /// Number of diagnostics of each kind; the invalid ones come first.
    kinds: BTreeMap<(bool, &'static str), u64>,
    out: W,
}

impl<W: Write> Checker<W> {
    /// Shows diagnostics of one kind at one place.
    fn show(&mut self, document: &[u8], places: &Places<'_>, diagnostics: &[Diagnostic<'_>]) -> Result<(), Stop> {
        let [diagnostic, more @ ..] = diagnostics else { return Ok(()) };
        let place = places.at(diagnostic.span().start);
        let report = Report { file: &self.name, place, document: self.documents, diagnostic, more };
        if self.options.json { report.json(&mut self.out) } else { report.print(&mut self.out, document) }
    }

    fn summary(&mut self) -> Result<(), Stop> {
        let Self { documents, invalid, deviating, .. } = *self;
        let protocol = match self.options.protocol {
            Protocol::CapC => "CAP-C",
            Protocol::Ccc2 => "CCC2",
        };
        writeln!(
            self.out,
            "{documents} document{} held against {protocol} 17.0: {} as documented, {deviating} valid with deviations, {invalid} invalid",
            if documents == 1 { "" } else { "s" },
            documents - invalid - deviating,
        )?;
        for ((deviation, id), count) in &self.kinds {
            writeln!(self.out, "{count:>8}  {:<9}  {id}", if *deviation { "deviation" } else { "invalid" })?;
        }
        Ok(())
    }
}

impl<W: Write> Listener for Checker<W> {
    fn document(&mut self, bytes: &[u8], place: Place) -> Result<(), Stop> {
        self.documents += 1;
        let places = Places::new(bytes, place);
        let shown = crate::shown::without_secrets(bytes);
        let (mut invalid, mut deviates) = (false, false);
        // Everything that is missing in one element is shown as one diagnostic.
        let mut similar: Vec<Diagnostic<'_>> = Vec::new();
        for diagnostic in self.validator.validate(bytes) {
            let deviation = diagnostic.severity() == Severity::Deviation;
            invalid |= !deviation;
            deviates |= deviation;
            *self.kinds.entry((deviation, diagnostic.id())).or_default() += 1;
            let key = |diagnostic: &Diagnostic<'_>| (diagnostic.id(), diagnostic.span(), diagnostic.erratum());
            let same = |last: &Diagnostic<'_>| key(last) == key(&diagnostic);
            if self.options.json || !similar.last().is_some_and(same) {
                self.show(&shown, &places, &similar)?;
                similar.clear();
            }
            similar.push(diagnostic);
        }
        self.show(&shown, &places, &similar)?;
        self.invalid += u64::from(invalid);
        self.deviating += u64::from(deviates && !invalid);
        Ok(())
    }

    fn malformed(&mut self, bytes: &[u8], place: Place, error: Error, skip: usize) -> Result<(), Stop> {
        self.documents += 1;
        self.invalid += 1;
        *self.kinds.entry((false, "ill-formed")).or_default() += 1;
        let malformed = &bytes[..skip];
        let shown = crate::shown::without_secrets(malformed);
        let diagnostic = Diagnostic::ill_formed(self.options.protocol, error);
        self.show(&shown, &Places::new(malformed, place), &[diagnostic])
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }
}
