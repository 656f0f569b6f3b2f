//! Subcommand `bwcap decode`: prints the messages of a stream.

use std::io::{IsTerminal, Write, stdout};

use broadworks_cap::{Decoder, Error, Protocol};
use clap::Args;

use crate::Stop;
use crate::arguments::{Reading, protocol};
use crate::input::Place;
use crate::readable;
use crate::shown::{Name, complain, make_visible, visible};
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
        out: stdout().lock(),
    };
    let done = stream::read(&options.reading, &mut printer);
    printer.flush()?;
    done?;
    Ok(printer.good)
}

/// Number of bytes from which messages are written.
const BUFFER: usize = 32 << 10;

struct Printer<'o, W> {
    options: &'o Options,
    good: bool,
    decoder: Decoder,
    /// Messages that are not yet written.
    text: Vec<u8>,
    /// Whether people see the output on a terminal.
    is_styled: bool,
    out: W,
}

impl<W: Write> Printer<'_, W> {
    fn flush(&mut self) -> Result<(), Stop> {
        let written = self.out.write_all(&self.text);
        self.text.clear();
        written?;
        Ok(self.out.flush()?)
    }

    /// Prints an error. Flushes the messages before it first, so that the order is right even if
    /// standard output and standard error go to the same terminal.
    fn report_error(&mut self, file: &Name, at: Place, text: &str) -> Result<(), Stop> {
        self.good = false;
        self.flush()?;
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
        let text = &mut self.text;
        if self.options.json {
            write!(text, "{{\"offset\":{},\"length\":{},", place.offset, bytes.len())?;
            let start = text.len();
            serde_json::to_writer(&mut *text, &document).map_err(|e| Stop::Failed(e.to_string()))?;
            make_visible(text, start);
            // Its keys follow those before it.
            text.remove(start);
            if text.ends_with(b",}") {
                text.remove(start - 1);
            }
            text.push(b'\n');
        } else {
            readable::message(text, self.is_styled, number, place, &document);
        }
        if text.len() >= BUFFER {
            self.flush()?;
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
        self.flush()
    }
}
