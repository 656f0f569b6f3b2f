//! Reader for the documents of a stream of any length, in constant memory.

use std::io::{ErrorKind, Read};
use std::rc::Rc;

use broadworks_cap::validate::Direction;
use broadworks_cap::{Error, Framed, Framer, Limits};
use jiff::civil::DateTime;

use crate::Stop;
use crate::arguments::Reading;
use crate::input::{Input, Place, open};
use crate::shown::Name;

/// Maximum number of bytes per read.
const CHUNK: usize = 64 << 10;

/// Where a piece of a stream comes from, and what stands beside it.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub file: Name,
    /// Its time, as the log has it; in UTC where the zone is known.
    pub time: Option<DateTime>,
    /// Its direction, if a mark in the log, the capture or the user says so.
    pub direction: Option<Direction>,
    /// The connection of a capture, as two addresses.
    pub connection: Option<Rc<str>>,
    /// The last line of other text before it, in a log.
    pub text: Option<String>,
}

/// A piece of a stream: a document, or bytes that are none.
pub struct Piece<'p> {
    pub bytes: &'p [u8],
    pub place: Place,
    /// Number of the piece in the run, from 1; the same in every subcommand.
    pub number: u64,
    pub origin: &'p Origin,
}

/// A receiver of the pieces of a stream, in order.
pub trait Listener {
    /// Called for a complete document.
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop>;
    /// Called for bytes that are no document. The place of the error is counted from the start of the piece.
    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop>;
    /// Called for the piece before and behind one that was asked for by its place.
    fn beside(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        _ = piece;
        Ok(())
    }
    /// Called when no more bytes are available for now, so that output can be flushed for a reader
    /// who follows a live stream.
    fn pause(&mut self) -> Result<(), Stop>;
    /// Called at the end of each file.
    fn end(&mut self, file: &Name) -> Result<(), Stop> {
        _ = file;
        self.pause()
    }
}

/// Reads all files to their ends.
pub fn read(reading: &Reading, listener: &mut dyn Listener) -> Result<(), Stop> {
    let mut number = 0;
    for path in reading.files() {
        let input = open(path)?;
        let file = input.name.clone();
        let done = read_one(input, reading.limits(), &mut number, listener);
        listener.end(&file)?;
        done?;
    }
    Ok(())
}

fn read_one(input: Input, limits: Limits, number: &mut u64, listener: &mut dyn Listener) -> Result<(), Stop> {
    let Input { name, mut reader, progress } = input;
    let origin = Origin { file: name.clone(), ..Origin::default() };
    let mut framer = Framer::new(limits);
    let mut buffer: Vec<u8> = Vec::with_capacity(2 * CHUNK);
    // Position of the first byte that is not yet consumed.
    let mut place = Place::START;
    loop {
        // Each read is processed at once: a live stream must not wait for a full chunk.
        let filled = buffer.len();
        buffer.resize(filled + CHUNK, 0);
        let read = loop {
            match reader.read(&mut buffer[filled..]) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                read => break read.map_err(|e| Stop::Failed(format!("{name}: {e}")))?,
            }
        };
        buffer.truncate(filled + read);
        progress.inc(read as u64);
        let mut used = 0;
        loop {
            let rest = &buffer[used..];
            let step = if read > 0 { Some(framer.step(rest)) } else { framer.finish(rest) };
            match step {
                Some(Framed::Document { range }) => {
                    place = place.after(&rest[..range.start]);
                    let bytes = &rest[range.clone()];
                    *number += 1;
                    listener.document(&Piece { bytes, place, number: *number, origin: &origin })?;
                    place = place.after(bytes);
                    used += range.end;
                }
                Some(Framed::Malformed { range, error }) => {
                    let bytes = &rest[..range.end];
                    *number += 1;
                    listener.malformed(&Piece { bytes, place, number: *number, origin: &origin }, error)?;
                    place = place.after(bytes);
                    used += range.end;
                }
                _ => break,
            }
        }
        if read == 0 {
            progress.finish_and_clear();
            return Ok(());
        }
        buffer.drain(..used);
        listener.pause()?;
    }
}
