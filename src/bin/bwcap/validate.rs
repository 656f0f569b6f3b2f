//! `bwcap validate`.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::validate::{Direction, Severity};
use broadworks_cap::{Diagnostic, Error, Limits, Protocol, Validator};

use crate::Stop;
use crate::diagnostic::{self, Remark};
use crate::input::{Place, Places, open};
use crate::stream::{self, Listener};

/// How documents are judged and shown.
#[derive(Clone, Copy)]
pub struct Options {
    pub protocol: Protocol,
    pub direction: Option<Direction>,
    pub strict: bool,
    pub json: bool,
    pub preamble: bool,
}

/// Validates all files; `false` if something in them was bad.
pub fn run(options: Options, files: &[PathBuf]) -> Result<bool, Stop> {
    let mut validator = Validator::new(options.protocol);
    if let Some(direction) = options.direction {
        validator = validator.direction(direction);
    }
    let mut judge = Judge {
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
        judge.name.clone_from(&input.name);
        let done = stream::read(input, Limits::default().preamble(options.preamble), &mut judge);
        judge.out.flush()?;
        done?;
    }
    if !options.json {
        judge.summary()?;
    }
    judge.out.flush()?;
    Ok(judge.invalid == 0 && (judge.deviating == 0 || !options.strict))
}

struct Judge<W> {
    options: Options,
    validator: Validator,
    name: String,
    documents: u64,
    invalid: u64,
    /// Valid documents that deviate from the tables.
    deviating: u64,
    /// How often each kind of finding came up; invalid ones first.
    kinds: BTreeMap<(bool, &'static str), u64>,
    out: W,
}

impl<W: Write> Judge<W> {
    /// Shows findings of one kind and one place.
    fn show(&mut self, document: &[u8], places: &Places<'_>, findings: &[Diagnostic<'_>]) -> Result<(), Stop> {
        let [finding, more @ ..] = findings else { return Ok(()) };
        let place = places.at(finding.span().start);
        let remark = Remark { file: &self.name, place, document: self.documents, finding, more };
        if self.options.json { remark.json(&mut self.out) } else { remark.print(&mut self.out, document) }
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

impl<W: Write> Listener for Judge<W> {
    fn document(&mut self, bytes: &[u8], place: Place) -> Result<(), Stop> {
        self.documents += 1;
        let places = Places::new(bytes, place);
        let shown = diagnostic::without_secrets(bytes);
        let (mut invalid, mut deviates) = (false, false);
        // All that one element lacks is one thing for a person.
        let mut alike: Vec<Diagnostic<'_>> = Vec::new();
        for finding in self.validator.validate(bytes) {
            let deviation = finding.severity() == Severity::Deviation;
            invalid |= !deviation;
            deviates |= deviation;
            *self.kinds.entry((deviation, finding.id())).or_default() += 1;
            let key = |finding: &Diagnostic<'_>| (finding.id(), finding.span(), finding.erratum());
            let same = |last: &Diagnostic<'_>| key(last) == key(&finding);
            if self.options.json || !alike.last().is_some_and(same) {
                self.show(&shown, &places, &alike)?;
                alike.clear();
            }
            alike.push(finding);
        }
        self.show(&shown, &places, &alike)?;
        self.invalid += u64::from(invalid);
        self.deviating += u64::from(deviates && !invalid);
        Ok(())
    }

    fn refused(&mut self, bytes: &[u8], place: Place, error: Error, skip: usize) -> Result<(), Stop> {
        self.documents += 1;
        self.invalid += 1;
        *self.kinds.entry((false, "ill-formed")).or_default() += 1;
        let refused = &bytes[..skip];
        let shown = diagnostic::without_secrets(refused);
        let finding = Diagnostic::ill_formed(self.options.protocol, error);
        self.show(&shown, &Places::new(refused, place), &[finding])
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }
}
