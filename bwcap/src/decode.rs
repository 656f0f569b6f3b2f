//! Subcommand `bwcap decode`: prints the messages of a stream.

use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::{Document, Error, Limits, Protocol};

use crate::Stop;
use crate::input::{Place, open};
use crate::readable;
use crate::shown::{Name, complain, visible, visible_json};
use crate::stream::{self, Listener};

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
    let mut good = true;
    for path in files {
        let input = open(path)?;
        let out = BufWriter::new(stdout().lock());
        let mut printer = Printer { options, name: input.name.clone(), number: 0, good: true, out };
        let done = stream::read(input, Limits::default().preamble(options.preamble), &mut printer);
        printer.out.flush()?;
        done?;
        good &= printer.good;
    }
    Ok(good)
}

struct Printer<W> {
    options: Options,
    name: Name,
    number: u64,
    good: bool,
    out: W,
}

impl<W: Write> Printer<W> {
    /// Prints an error. Flushes the messages before it first, so that the order is right even if
    /// standard output and standard error go to the same terminal.
    fn report_error(&mut self, at: Place, text: &str) -> Result<(), Stop> {
        self.good = false;
        self.out.flush()?;
        complain(format_args!("{}:{}:{}: {}", self.name, at.line, at.column, visible(text)));
        Ok(())
    }
}

impl<W: Write> Listener for Printer<W> {
    fn document(&mut self, bytes: &[u8], place: Place) -> Result<(), Stop> {
        self.number += 1;
        let document = match Document::decode(bytes) {
            Ok(document) => document,
            Err(error) => return self.malformed(bytes, place, error, bytes.len()),
        };
        if self.options.json {
            let json = serde_json::to_string(&document).map_err(|e| Stop::Failed(e.to_string()))?;
            let json = visible_json(json);
            let rest = json.strip_prefix('{').unwrap_or_default();
            let comma = if rest == "}" { "" } else { "," };
            writeln!(self.out, "{{\"offset\":{},\"length\":{}{comma}{rest}", place.offset, bytes.len())?;
        } else {
            readable::message(&mut self.out, self.number, place, &document)?;
        }
        if let Some(protocol) = self.options.strict {
            for diagnostic in protocol.validate(bytes) {
                let at = place.after(&bytes[..diagnostic.span().start]);
                self.report_error(at, &format!("{diagnostic} [{}]", diagnostic.id()))?;
            }
        }
        Ok(())
    }

    fn malformed(&mut self, bytes: &[u8], place: Place, error: Error, skip: usize) -> Result<(), Stop> {
        let at = place.after(&bytes[..error.offset().min(bytes.len())]);
        let text = format!("{} (skipped {skip} bytes from offset {})", error.kind().describe(), place.offset);
        self.report_error(at, &text)
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }
}
