//! Subcommand `bwcap decode`: prints the messages of a stream.

use std::io::{IsTerminal, Write, stdout};

use broadworks_cap::{Decoder, Document, Error, Protocol, Validator};
use clap::Args;

use crate::Stop;
use crate::arguments::{Reading, protocol};
use crate::diagnostic::{self, Finding, Judged};
use crate::group::{At, Groups, Headline};
use crate::input::Place;
use crate::secrets::{is_root_secret, veil, veil_all};
use crate::select::{self, Filter, Selection, Towards};
use crate::shown::{Name, complain, visible, visible_xml};
use crate::stream::{Listener, Piece};
use crate::table::{self, Column, Table, of_table};
use crate::{readable, record, terminal};

/// Most findings of `--strict` to show of one document.
const MOST: u64 = 100;

/// Number of bytes from which messages are written.
const BUFFER: usize = 32 << 10;

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap decode stream.xml\n  \
    bwcap decode --call callhalf-101:0 --since 10:15 day.log\n  \
    bwcap decode --at 460 stream.xml                      # what is at this byte\n  \
    bwcap decode --user alice --raw day.log > alice.xml   # a smaller stream\n  \
    bwcap decode --json stream.xml | jq .document\n  \
    bwcap decode --csv --columns time,user,user/call/state --labels day.log")]
pub struct Options {
    /// One JSON object per line instead of the readable form; docs/records.md has its keys.
    #[arg(long, conflicts_with_all = ["csv", "raw"])]
    json: bool,
    /// A table of comma-separated values.
    #[arg(long, conflicts_with_all = ["raw", "group"])]
    csv: bool,
    /// Columns of `--csv`: facts such as `number`, `file`, `line`, `offset`, `length`, `time`, `direction`,
    /// `connection`, `text`, `command`, `version`, `user`, `call`, `summary` and `error`, and fields by their
    /// paths, such as `user/call/state`. A list without a number, as `queue/queueCall/callId`, has a row per item.
    /// Without it: `number`, `time`, `direction`, `command`, `user`, `call`, `summary` and `error`.
    #[arg(long, value_name = "COLUMN,…", value_parser = table::column, value_delimiter = ',', requires = "csv",
        default_value = table::COLUMNS, hide_default_value = true)]
    columns: Vec<Column>,
    /// Adds what codes and times mean: in JSON as `stateLabel` beside `state`, in a table behind the code.
    #[arg(long)]
    labels: bool,
    /// The bytes of the messages as they are: a smaller stream. Malformed ones are left out, unless `--errors-only`,
    /// `--at` or `--number` asks for them.
    #[arg(long, conflicts_with = "group")]
    raw: bool,
    /// Shows messages with the same headline, and equal errors, once at the end, with their number and the first and
    /// the last place.
    #[arg(long)]
    group: bool,
    /// Reports departures from the DTD or the field tables as errors; see `validate`.
    #[arg(long)]
    strict: bool,
    /// Protocol that `--strict` checks against.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    towards: Towards,
}

/// Decodes all files. Returns `false` if anything in them was malformed or not allowed.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let table = || Table::new(stdout(), options.columns.clone(), options.labels).map_err(of_table);
    let limits = options.reading.limits();
    let mut printer = Printer {
        options,
        good: true,
        is_secret_near: false,
        decoder: Decoder::new().limits(limits),
        validator: Validator::new(options.protocol).limits(limits),
        text: Vec::new(),
        groups: options.group.then(Groups::new),
        table: if options.csv { Some(table()?) } else { None },
        out: stdout().lock(),
    };
    let protocol = options.strict.then_some(options.protocol);
    let selection = Selection { filter: &options.filter, direction: options.towards.direction, protocol };
    let done = select::read(&options.reading, selection, &mut printer);
    if let Some(groups) = printer.groups.take() {
        groups.write(&mut printer.text, options.json)?;
    }
    printer.flush()?;
    done?.status(printer.good)
}

struct Printer<'o, W> {
    options: &'o Options,
    decoder: Decoder,
    validator: Validator,
    good: bool,
    /// Whether the next bytes may have the rest of a secret in malformed ones.
    is_secret_near: bool,
    /// Messages that are not yet written.
    text: Vec<u8>,
    groups: Option<Groups<Headline>>,
    table: Option<Table<std::io::Stdout>>,
    out: W,
}

impl<W: Write> Printer<'_, W> {
    fn flush(&mut self) -> Result<(), Stop> {
        let written = self.out.write_all(&self.text);
        self.text.clear();
        written?;
        if let Some(table) = &mut self.table {
            table.flush()?;
        }
        Ok(self.out.flush()?)
    }

    /// Prints a finding to standard error. Flushes the messages before it first, so that the order is right even if
    /// standard output and standard error go to the same terminal.
    fn report(&mut self, piece: &Piece<'_>, judged: &Judged<'_>, finding: &Finding<'_>) -> Result<(), Stop> {
        self.good = false;
        if let Some(groups) = &mut self.groups {
            let offset = finding.diagnostic.span().start.min(piece.bytes.len());
            let error = Some(finding.diagnostic.to_string());
            let place = piece.place.after(&piece.bytes[..offset]);
            groups.add(Headline { command: None, summary: None, error }, At::new(piece, place));
            return Ok(());
        }
        self.flush()?;
        complain(format_args!("{}", judged.text(finding, terminal::error()).trim_end_matches('\n')));
        if !terminal::is_quiet() {
            complain(format_args!(""));
        }
        Ok(())
    }
}

/// Appends bytes as they are; for a terminal, with what controls it as references.
fn push_raw(out: &mut Vec<u8>, bytes: &[u8], is_terminal: bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_terminal => out.extend_from_slice(visible_xml(text).as_bytes()),
        Err(_) if is_terminal => out.extend_from_slice(visible(&String::from_utf8_lossy(bytes)).as_bytes()),
        _ => out.extend_from_slice(bytes),
    }
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
}

/// Appends the bytes at the place that was asked for, each line after a bar.
fn push_bytes(out: &mut Vec<u8>, shown: &[u8]) {
    for line in String::from_utf8_lossy(shown).lines() {
        out.extend_from_slice(format!("  | {}\n", visible(line)).as_bytes());
    }
    out.push(b'\n');
}

impl<W: Write> Printer<'_, W> {
    fn message(&mut self, piece: &Piece<'_>, document: &Document<'_>) -> Result<(), Stop> {
        let Self { options, text, .. } = self;
        if let Some(groups) = &mut self.groups {
            let (command, summary) = (document.command.name().map(Into::into), Some(document.summary().to_string()));
            groups.add(Headline { command, summary, error: None }, At::new(piece, piece.place));
        } else if options.raw {
            push_raw(text, piece.bytes, stdout().is_terminal());
        } else if let Some(table) = &mut self.table {
            table.piece(piece, Some(document), None).map_err(of_table)?;
        } else if options.json {
            record::labelled(text, piece, document)?;
        } else {
            readable::message(text, piece, document);
            if options.filter.is_at_place() {
                push_bytes(text, &veil(piece.bytes).shown);
            }
        }
        Ok(())
    }
}

impl<W: Write> Listener for Printer<'_, W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let bytes = piece.bytes;
        let message = match self.decoder.read(bytes) {
            Ok(message) => message,
            Err(error) => {
                self.is_secret_near = is_root_secret(bytes);
                return self.malformed(piece, error);
            }
        };
        self.is_secret_near = false;
        if self.options.json && !self.options.labels && self.groups.is_none() {
            record::message(&mut self.text, piece, &message)?;
        } else {
            let document = message.to_document();
            self.message(piece, &document)?;
        }
        if self.text.len() >= BUFFER {
            self.flush()?;
        }
        if self.options.strict {
            let (diagnostics, _) = diagnostic::first(self.validator.validate(bytes), MOST);
            if !diagnostics.is_empty() {
                let shown = veil(bytes).shown;
                let mut judged = Judged::new(piece, &shown, self.options.protocol);
                for finding in judged.findings(diagnostics) {
                    self.report(piece, &judged, &finding)?;
                }
            }
        }
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        let options = self.options;
        if options.json && self.groups.is_none() {
            record::malformed(&mut self.text, piece, &error)?;
        } else if let Some(table) = &mut self.table {
            table.piece(piece, None, Some(&error)).map_err(of_table)?;
        } else if options.raw && options.filter.names_pieces() {
            push_raw(&mut self.text, piece.bytes, stdout().is_terminal());
        }
        let veiled = veil(piece.bytes);
        let shown = if self.is_secret_near { veil_all(piece.bytes) } else { veiled.shown };
        self.is_secret_near |= veiled.is_secret_near;
        let judged = Judged::new(piece, &shown, options.protocol);
        self.report(piece, &judged, &diagnostic::malformed(options.protocol, error))?;
        let is_readable = !(options.json || options.csv || options.raw || options.group);
        if options.filter.is_at_place() && is_readable {
            push_bytes(&mut self.text, &shown);
        }
        Ok(())
    }

    fn beside(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let options = self.options;
        if options.json || options.csv || options.raw || options.group {
            return Ok(());
        }
        match self.decoder.decode(piece.bytes) {
            Ok(document) => readable::headline(&mut self.text, piece, &document),
            Err(error) => {
                let Place { line, offset, .. } = piece.place;
                let text = error.kind().describe();
                writeln!(self.text, "#{} {text}  (line {line}, offset {offset})", piece.number)?;
            }
        }
        self.text.push(b'\n');
        Ok(())
    }

    fn pause(&mut self) -> Result<(), Stop> {
        self.flush()
    }

    fn end(&mut self, _: &Name) -> Result<(), Stop> {
        self.is_secret_near = false;
        self.pause()
    }
}
