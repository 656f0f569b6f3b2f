//! Recorder: writes a stream from standard input as JSON lines, with the time, the user and a summary of each message.
//! Malformed bytes become lines of their own.
//!
//! `cargo run --example recorder --features serde,std < corpus/stream/bad-between-good.xml`

use std::io::{Read, Write, stdin, stdout};

use broadworks_cap::{Document, Error, Event, Limits, StreamReader, Timestamp};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let (mut reader, mut input, mut output) = (StreamReader::new(Limits::default()), stdin().lock(), stdout().lock());
    loop {
        match reader.next() {
            Event::Document(document) => {
                writeln!(output, "{}", line(&document))?;
                continue;
            }
            Event::Malformed(bad) => {
                writeln!(output, "{}", malformed(bad.error, bad.error_offset()))?;
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

fn line(document: &Document<'_>) -> Value {
    json!({
        "at": Timestamp::now().as_millis(),
        "user": document.subject().who(),
        "summary": document.summary().to_string(),
        "document": document,
    })
}

fn malformed(error: Error, offset: u64) -> Value {
    json!({ "at": Timestamp::now().as_millis(), "error": error.kind(), "offset": offset })
}
