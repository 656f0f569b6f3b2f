//! Subcommand `bwcap decode`: prints the messages of a stream.

use std::io::{BufWriter, Write, stdout};

use broadworks_cap::{Document, Error, Protocol};
use clap::Args;
use serde_json::json;

use crate::Stop;
use crate::arguments::{Reading, protocol};
use crate::input::Place;
use crate::readable;
use crate::shown::{Name, complain, visible, visible_json};
use crate::stream::{self, Listener, Piece};

#[derive(Args)]
pub struct Options {
    /// One JSON object per line instead of the readable form.
    #[arg(long)]
    json: bool,
    /// Reports departures from the DTD or the field tables as errors; see `validate`.
    #[arg(long)]
    strict: bool,
    /// Protocol whose DTD and field tables `--strict` uses.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    #[command(flatten)]
    reading: Reading,
}

/// Decodes all files. Returns `false` if anything in them was malformed or not allowed.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let mut printer = Printer { options, good: true, out: BufWriter::new(stdout().lock()) };
    let done = stream::read(&options.reading, &mut printer);
    printer.out.flush()?;
    done?.status(printer.good)
}

struct Printer<'o, W> {
    options: &'o Options,
    good: bool,
    out: W,
}

impl<W: Write> Printer<'_, W> {
    /// Prints an error. Flushes the messages before it first, so that the order is right even if
    /// standard output and standard error go to the same terminal.
    fn report_error(&mut self, file: &Name, at: Place, text: &str) -> Result<(), Stop> {
        self.good = false;
        self.out.flush()?;
        complain(format_args!("{file}:{}:{}: {}", at.line, at.column, visible(text)));
        Ok(())
    }
}

impl<W: Write> Listener for Printer<'_, W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let Piece { bytes, place, number, origin } = *piece;
        let document = match Document::decode(bytes) {
            Ok(document) => document,
            Err(error) => return self.malformed(piece, error),
        };
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
            for diagnostic in self.options.protocol.validate(bytes) {
                let at = place.after(&bytes[..diagnostic.span().start]);
                self.report_error(&origin.file, at, &format!("{diagnostic} [{}]", diagnostic.id()))?;
            }
        }
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        let Piece { bytes, place, .. } = *piece;
        let at = place.after(&bytes[..error.offset().min(bytes.len())]);
        let text = format!("{} (skipped {} bytes from offset {})", error.kind().describe(), bytes.len(), place.offset);
        self.report_error(&piece.origin.file, at, &text)
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }
}
