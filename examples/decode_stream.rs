//! Decoder example: reads a stream from standard input and prints one line per message.
//!
//! `cargo run --example decode_stream < corpus/stream/call.xml`

use std::io::{Read, Write, stdin, stdout};

use broadworks_cap::{Event, Limits, StreamReader};

fn main() -> std::io::Result<()> {
    let (mut reader, mut input, mut output) = (StreamReader::new(Limits::default()), stdin().lock(), stdout().lock());
    loop {
        // An event borrows the reader, so the reader is filled after the match.
        match reader.next() {
            Event::Document(document) => {
                writeln!(output, "{}", document.summary())?;
                continue;
            }
            Event::Malformed(bad) => {
                writeln!(output, "skipped {} bytes: {bad}", bad.bytes.len())?;
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
