//! Subcommand `bwcap decode`: prints the messages of a stream.

use std::io::{BufWriter, Write, stdout};

use broadworks_cap::{Decoder, Error, Protocol, Validator};
use clap::Args;
use serde_json::json;

use crate::Stop;
use crate::arguments::{Reading, protocol};
use crate::diagnostic::{self, Finding, Judged};
use crate::readable;
use crate::secrets::{is_root_secret, veil, veil_all};
use crate::shown::{Name, complain, visible, visible_json};
use crate::stream::{self, Listener, Piece};
use crate::terminal;

/// Most findings of `--strict` to show of one document.
const MOST: u64 = 100;

#[derive(Args)]
pub struct Options {
    /// One JSON object per line instead of the readable form.
    #[arg(long)]
    json: bool,
    /// Reports departures from the DTD or the field tables as errors; see `validate`.
    #[arg(long)]
    strict: bool,
    /// Protocol that `--strict` checks against.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    #[command(flatten)]
    reading: Reading,
}

/// Decodes all files. Returns `false` if anything in them was malformed or not allowed.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let limits = options.reading.limits();
    let mut printer = Printer {
        options,
        decoder: Decoder::new().limits(limits),
        validator: Validator::new(options.protocol).limits(limits),
        good: true,
        is_secret_near: false,
        out: BufWriter::new(stdout().lock()),
    };
    let done = stream::read(&options.reading, &mut printer);
    printer.out.flush()?;
    done?.status(printer.good)
}

struct Printer<'o, W> {
    options: &'o Options,
    decoder: Decoder,
    validator: Validator,
    good: bool,
    /// Whether the next bytes may have the rest of a secret in malformed ones.
    is_secret_near: bool,
    out: W,
}

impl<W: Write> Printer<'_, W> {
    /// Prints a finding to standard error. Flushes the messages before it first, so that the order is right even if
    /// standard output and standard error go to the same terminal.
    fn report(&mut self, judged: &Judged<'_>, finding: &Finding<'_>) -> Result<(), Stop> {
        self.good = false;
        self.out.flush()?;
        complain(format_args!("{}", judged.text(finding, terminal::error()).trim_end_matches('\n')));
        if !terminal::is_quiet() {
            complain(format_args!(""));
        }
        Ok(())
    }
}

impl<W: Write> Listener for Printer<'_, W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let Piece { bytes, place, number, origin, .. } = *piece;
        let document = match self.decoder.decode(bytes) {
            Ok(document) => document,
            Err(error) => {
                self.is_secret_near = is_root_secret(bytes);
                return self.malformed(piece, error);
            }
        };
        self.is_secret_near = false;
        if self.options.json {
            let json = serde_json::to_string(&document).map_err(|e| Stop::Failed(e.to_string()))?;
            let json = visible_json(json);
            let rest = json.strip_prefix('{').unwrap_or_default();
            let comma = if rest == "}" { "" } else { "," };
            write!(self.out, "{{\"offset\":{},\"length\":{}", place.offset, bytes.len())?;
            for (key, value) in origin.known() {
                write!(self.out, ",\"{key}\":{}", visible_json(json!(value).to_string()))?;
            }
            writeln!(self.out, "{comma}{rest}")?;
        } else {
            let known: Vec<String> = origin.known().map(|(_, value)| visible(&value)).collect();
            if !known.is_empty() {
                writeln!(self.out, "{}", known.join("  "))?;
            }
            readable::message(&mut self.out, number, place, &document)?;
        }
        if self.options.strict {
            let (diagnostics, _) = diagnostic::first(self.validator.validate(bytes), MOST);
            if !diagnostics.is_empty() {
                let shown = veil(bytes).shown;
                let mut judged = Judged::new(piece, &shown, self.options.protocol);
                for finding in judged.findings(diagnostics) {
                    self.report(&judged, &finding)?;
                }
            }
        }
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        let veiled = veil(piece.bytes);
        let shown = if self.is_secret_near { veil_all(piece.bytes) } else { veiled.shown };
        self.is_secret_near |= veiled.is_secret_near;
        let judged = Judged::new(piece, &shown, self.options.protocol);
        self.report(&judged, &diagnostic::malformed(self.options.protocol, error))
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }

    fn end(&mut self, _: &Name) -> Result<(), Stop> {
        self.is_secret_near = false;
        self.pause()
    }
}
