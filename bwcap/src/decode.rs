//! Subcommand `bwcap decode`: prints the messages of a stream.

use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::mem;

use broadworks_cap::{Decoder, Error, Protocol};
use clap::Args;

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
    let mut printer = Printer {
        options,
        good: true,
        decoder: Decoder::new(),
        text: Vec::new(),
        is_styled: stdout().is_terminal(),
        out: BufWriter::with_capacity(64 << 10, stdout().lock()),
    };
    let done = stream::read(&options.reading, &mut printer);
    printer.out.flush()?;
    done?;
    Ok(printer.good)
}

struct Printer<'o, W> {
    options: &'o Options,
    good: bool,
    decoder: Decoder,
    /// The text of the current message; kept for its memory.
    text: Vec<u8>,
    /// Whether people see the output on a terminal.
    is_styled: bool,
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
        let document = match self.decoder.decode(bytes) {
            Ok(document) => document,
            Err(error) => return self.malformed(piece, error),
        };
        self.text.clear();
        if self.options.json {
            serde_json::to_writer(&mut self.text, &document).map_err(|e| Stop::Failed(e.to_string()))?;
            let json = visible_json(String::from_utf8(mem::take(&mut self.text)).unwrap_or_default());
            let rest = json.strip_prefix('{').unwrap_or_default();
            let comma = if rest == "}" { "" } else { "," };
            writeln!(self.out, "{{\"offset\":{},\"length\":{}{comma}{rest}", place.offset, bytes.len())?;
            self.text = json.into_bytes();
        } else {
            readable::message(&mut self.text, self.is_styled, number, place, &document);
            self.out.write_all(&self.text)?;
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
