//! Proxy: passes a stream from standard input to standard output with all numbers masked. Everything else in a
//! document keeps its bytes, and malformed documents pass unchanged.
//!
//! `cargo run --example proxy < corpus/stream/call.xml`

use std::io::{Read, Write, stdin, stdout};

use broadworks_cap::{Event, Limits, Message, StreamReader};

fn main() -> std::io::Result<()> {
    let (mut reader, mut input, mut output) = (StreamReader::new(Limits::default()), stdin().lock(), stdout().lock());
    loop {
        match reader.next_message() {
            Event::Document(message) => {
                output.write_all(&masked(&message))?;
                output.write_all(b"\n")?;
                continue;
            }
            Event::Malformed(bad) => {
                output.write_all(bad.bytes)?;
                continue;
            }
            Event::Closed { .. } => return Ok(()),
            _ => {}
        }
        match input.read(reader.room())? {
            0 => reader.end(),
            count => reader.filled(count),
        }
    }
}

/// Returns the document with `***` for the number of each call.
fn masked(message: &Message<'_, '_>) -> Vec<u8> {
    let calls = message.call_update().map_or(0, |update| update.user().calls().len());
    let paths: Vec<_> = (0..calls).map(|call| format!("user/call[{call}]/remoteNumber")).collect();
    let there = paths.iter().filter(|path| message.get(path).is_some());
    message.patched(there.map(|path| (path.as_str(), "***"))).unwrap_or_else(|_| message.as_bytes().to_vec())
}
