//! The documents of a stream of any length, in constant memory.

use std::io::{ErrorKind, Read};

use broadworks_cap::{Error, Framed, Framer, Limits};

use crate::Stop;
use crate::input::{Input, Place};

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Hears what a stream holds, in its order.
pub trait Listener {
    /// A whole document, and where it begins.
    fn document(&mut self, bytes: &[u8], place: Place) -> Result<(), Stop>;
    /// The first `skip` of these bytes, which begin at `place`, are no document.
    fn refused(&mut self, bytes: &[u8], place: Place, error: Error, skip: usize) -> Result<(), Stop>;
    /// Nothing more for now: somebody who follows a live stream wants to see what came.
    fn pause(&mut self) -> Result<(), Stop>;
}

/// Reads the input to its end.
pub fn read(input: Input, limits: Limits, listener: &mut dyn Listener) -> Result<(), Stop> {
    let Input { name, mut reader, progress } = input;
    let mut framer = Framer::new(limits);
    let mut buffer: Vec<u8> = Vec::with_capacity(2 * CHUNK);
    // Where the bytes that are not consumed yet begin.
    let mut place = Place::START;
    loop {
        // One read at a time: a live stream must not wait for a full chunk.
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
                    listener.refused(rest, place, error, range.end)?;
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
