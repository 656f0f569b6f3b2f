//! `bwcap decode`.

use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::{Document, Error, Framer, Limits, Step, schema::Node};

use crate::Stop;
use crate::input::{Input, Place, open};
use crate::readable;

/// How the messages are wanted.
#[derive(Clone, Copy)]
pub struct Options {
    pub json: bool,
    pub strict: bool,
    pub preamble: bool,
}

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Decodes all files; `false` if something in them was bad.
pub fn run(options: Options, files: &[PathBuf]) -> Result<bool, Stop> {
    let mut good = true;
    for path in files {
        let mut stream = Stream {
            options,
            name: String::new(),
            place: Place::START,
            number: 0,
            good: true,
            out: BufWriter::new(stdout().lock()),
        };
        let done = stream.read(open(path)?);
        stream.out.flush()?;
        done?;
        good &= stream.good;
    }
    Ok(good)
}

struct Stream<W> {
    options: Options,
    name: String,
    /// Where the bytes that are not consumed yet begin.
    place: Place,
    number: u64,
    good: bool,
    out: W,
}

impl<W: Write> Stream<W> {
    fn read(&mut self, input: Input) -> Result<(), Stop> {
        let Input { name, mut reader, progress } = input;
        self.name = name;
        let mut framer = Framer::new(Limits::default().preamble(self.options.preamble));
        let mut buffer: Vec<u8> = Vec::with_capacity(2 * CHUNK);
        // What stands before `used` is consumed and is dropped before the next read.
        let mut used = 0;
        loop {
            buffer.drain(..used);
            used = 0;
            // One read at a time: a live stream must not wait for a full chunk.
            let filled = buffer.len();
            buffer.resize(filled + CHUNK, 0);
            let read = loop {
                match reader.read(&mut buffer[filled..]) {
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    read => break read.map_err(|e| Stop::Failed(format!("{}: {e}", self.name)))?,
                }
            };
            buffer.truncate(filled + read);
            progress.inc(read as u64);
            loop {
                let rest = &buffer[used..];
                let step = if read > 0 { Some(framer.step(rest)) } else { framer.finish(rest) };
                match step {
                    None | Some(Step::NeedMore) => break,
                    Some(Step::Frame(range)) => {
                        self.message(&rest[range.clone()], self.place.after(&rest[..range.start]))?;
                        self.place = self.place.after(&rest[..range.end]);
                        used += range.end;
                    }
                    Some(Step::Refused { skip, error }) => {
                        self.complain(rest, self.place, error, Some(skip))?;
                        self.place = self.place.after(&rest[..skip]);
                        used += skip;
                    }
                    Some(_) => break,
                }
            }
            if read == 0 {
                break;
            }
            // A person who follows a live stream wants to see what came.
            self.out.flush()?;
        }
        progress.finish_and_clear();
        Ok(())
    }

    fn message(&mut self, frame: &[u8], place: Place) -> Result<(), Stop> {
        self.number += 1;
        let document = match Document::decode(frame) {
            Ok(document) => document,
            Err(error) => return self.complain(frame, place, error, None),
        };
        if self.options.json {
            let json = serde_json::to_string(&document).map_err(|e| Stop::Failed(e.to_string()))?;
            let rest = json.strip_prefix('{').unwrap_or_default();
            let comma = if rest == "}" { "" } else { "," };
            writeln!(self.out, "{{\"offset\":{},\"length\":{}{comma}{rest}", place.offset, frame.len())?;
        } else {
            readable::message(&mut self.out, self.number, place, &document)?;
        }
        if self.options.strict && has_extra(&document) {
            self.good = false;
            self.out.flush()?;
            eprintln!(
                "{}:{}:{}: the message holds something the protocol's tables do not know; see `extra`",
                self.name, place.line, place.column
            );
        }
        Ok(())
    }

    fn complain(&mut self, bytes: &[u8], base: Place, error: Error, skip: Option<usize>) -> Result<(), Stop> {
        self.good = false;
        // The messages before it come first, also where both streams go to one place.
        self.out.flush()?;
        let at = base.after(&bytes[..error.offset().min(bytes.len())]);
        let skipped = skip.unwrap_or(bytes.len());
        eprintln!(
            "{}:{}:{}: {} (skipped {skipped} bytes from offset {})",
            self.name,
            at.line,
            at.column,
            error.kind().describe(),
            base.offset,
        );
        Ok(())
    }
}

fn has_extra(document: &Document<'_>) -> bool {
    fn any(node: &dyn Node<'_>) -> bool {
        !node.extra().is_empty()
            || (0..node.shape().rows.len()).any(|row| {
                let field = node.field(row);
                (0..field.count()).filter_map(|index| field.node(index)).any(any)
            })
    }
    !document.extra.is_empty() || !document.command_extra.is_empty() || document.command.data().is_some_and(any)
}
