//! Subcommand `bwcap decode`: prints the messages of a stream.

use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::{Document, Error, Limits, Protocol};

use crate::Stop;
use crate::input::Place;
use crate::readable;
use crate::shown::{Name, complain, visible, visible_json};
use crate::stream::{self, Listener, Piece};

/// Options of the subcommand.
#[derive(Clone, Copy)]
pub struct Options {
    pub json: bool,
    /// Protocol whose DTD and field tables every message must satisfy, if any.
    pub strict: Option<Protocol>,
    pub preamble: bool,
}

/// Decodes all files. Returns `false` if anything in them was malformed or not allowed.
pub fn run(options: Options, files: &[PathBuf]) -> Result<bool, Stop> {
    let mut printer = Printer { options, good: true, out: BufWriter::new(stdout().lock()) };
    let done = stream::read(files, Limits::default().preamble(options.preamble), &mut printer);
    printer.out.flush()?;
    done?;
    Ok(printer.good)
}

struct Printer<W> {
    options: Options,
    good: bool,
    out: W,
}

impl<W: Write> Printer<W> {
    /// Prints an error. Flushes the messages before it first, so that the order is right even if
    /// standard output and standard error go to the same terminal.
    fn report_error(&mut self, file: &Name, at: Place, text: &str) -> Result<(), Stop> {
        self.good = false;
        self.out.flush()?;
        complain(format_args!("{file}:{}:{}: {}", at.line, at.column, visible(text)));
        Ok(())
    }
}

impl<W: Write> Listener for Printer<W> {
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
            writeln!(self.out, "{{\"offset\":{},\"length\":{}{comma}{rest}", place.offset, bytes.len())?;
        } else {
            readable::message(&mut self.out, number, place, &document)?;
        }
        if let Some(protocol) = self.options.strict {
            for diagnostic in protocol.validate(bytes) {
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
