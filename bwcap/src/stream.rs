//! Reader for the documents of a stream of any length, in constant memory.

use std::io::{ErrorKind, Read};

use broadworks_cap::{Error, Framed, Framer, Limits};

use crate::Stop;
use crate::input::{Input, Place};

/// Maximum number of bytes per read.
const CHUNK: usize = 64 << 10;

/// A receiver of the documents of a stream, in order.
pub trait Listener {
    /// Called for a complete document that begins at `place`.
    fn document(&mut self, bytes: &[u8], place: Place) -> Result<(), Stop>;
    /// Called for malformed bytes that begin at `place`: the first `skip` bytes are not a document.
    fn malformed(&mut self, bytes: &[u8], place: Place, error: Error, skip: usize) -> Result<(), Stop>;
    /// Called when no more bytes are available for now, so that output can be flushed for a reader
    /// who follows a live stream.
    fn pause(&mut self) -> Result<(), Stop>;
}

/// Reads the input to its end.
pub fn read(input: Input, limits: Limits, listener: &mut dyn Listener) -> Result<(), Stop> {
    let Input { name, mut reader, progress } = input;
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
                    let frame = &rest[range.clone()];
                    listener.document(frame, place)?;
                    place = place.after(frame);
                    used += range.end;
                }
                Some(Framed::Malformed { range, error }) => {
                    listener.malformed(rest, place, error, range.end)?;
                    place = place.after(&rest[..range.end]);
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
