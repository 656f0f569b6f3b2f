//! Input: files, folders and standard input, in every form in which people have streams of documents.
//!
//! ```text
//! file ─ gzip, zstd ─┬─ capture ─ packets ─ connections ─┐
//!                    └─ text ─┬─ JSON lines, escapes ────┼─ channel: documents, and other text between them
//!                             ├─ hex dump ───────────────┤
//!                             └──────────────────────────┘
//! ```
//!
//! | File | Contents |
//! |---|---|
//! | `detect.rs` | which form bytes have: the only place that knows all of them |
//! | `files.rs` | opening of files and folders |
//! | `compressed.rs`, `charset.rs` | bytes as they were before they were compressed, text as UTF-8 |
//! | `capture.rs`, `packet.rs`, `tcp.rs` | packets, their payload, and the order of it |
//! | `text.rs`, `escaped.rs`, `hex.rs` | the lines of a text, and what is wrapped in them |
//! | `buffer.rs` | bytes that are read into where they are looked at |
//! | `channel.rs`, `log.rs`, `time.rs` | documents, and what the text beside them says |
//! | `tally.rs` | what was passed over, which is told at the end |

mod buffer;
mod capture;
mod channel;
mod charset;
mod compressed;
mod detect;
mod entry;
mod escaped;
mod files;
mod hex;
mod log;
mod packet;
mod place;
mod start;
mod tally;
mod tcp;
mod text;
mod time;

use std::io::{ErrorKind, Read};

use broadworks_cap::Limits;
use encoding_rs::Encoding;
use jiff::civil::Date;

pub use files::{Input, Progress, open, sources};
pub use place::{Place, Places};
pub use tally::Tally;

use crate::Stop;
use crate::shown::Name;
use crate::stream::Listener;

/// Maximum number of bytes per read.
const CHUNK: usize = 64 << 10;

/// What all that reads one file has in common.
pub struct Run<'r> {
    pub listener: &'r mut dyn Listener,
    pub limits: Limits,
    pub file: Name,
    /// The day of time stamps without one.
    pub day: Date,
    /// Number of the last piece.
    pub number: u64,
    pub tally: Tally,
}

/// A form of input. It gets the bytes in parts of any length, and hands on what is complete at once: a live stream must not
/// wait.
trait Form {
    fn feed(&mut self, run: &mut Run<'_>, bytes: &[u8]) -> Result<(), Stop>;
    /// Returns room that the next bytes can be read into, which saves a copy of them; `None` if the form has none.
    fn room(&mut self, length: usize) -> Option<&mut [u8]> {
        _ = length;
        None
    }
    /// Does what `feed` does, with the first bytes of the room.
    fn feed_room(&mut self, run: &mut Run<'_>, length: usize) -> Result<(), Stop> {
        _ = (run, length);
        Ok(())
    }
    /// Hands on the rest.
    fn finish(&mut self, run: &mut Run<'_>) -> Result<(), Stop>;
}

/// Reads an input to its end. `encoding` is that of its text, if it is known.
pub fn read(input: Input, encoding: Option<&'static Encoding>, run: &mut Run<'_>) -> Result<(), Stop> {
    let Input { mut reader, progress, .. } = input;
    let mut form: Option<Box<dyn Form>> = None;
    // The bytes that do not tell the form yet.
    let mut head = Vec::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let room = form.as_mut().and_then(|form| form.room(CHUNK));
        let is_in_room = room.is_some();
        let (count, fault) = match reader.read(room.unwrap_or(&mut chunk)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => (0, Some(error)),
            Ok(count) => (count, None),
        };
        progress.update();
        match &mut form {
            Some(form) if is_in_room => form.feed_room(run, count)?,
            Some(form) => form.feed(run, &chunk[..count])?,
            None => {
                head.extend_from_slice(&chunk[..count]);
                if let Some(content) = detect::content(&head, encoding, count == 0) {
                    run.tally.kind = content.kind();
                    let Some(mut found) = content.open(run) else { break };
                    found.feed(run, &head)?;
                    (form, head) = (Some(found), Vec::new());
                }
            }
        }
        if count == 0 {
            progress.clear();
            if let Some(form) = &mut form {
                form.finish(run)?;
            }
            run.tally.fault = fault.map(|error| error.to_string());
            break;
        }
        run.listener.pause()?;
    }
    progress.clear();
    Ok(())
}

#[cfg(test)]
mod laws;
