//! Proxy: passes a stream from standard input to standard output with every number of a remote party masked,
//! wherever it stands. Everything else in a document keeps its bytes. A malformed document is reported and not
//! passed on, because it could hold a number in a place that nobody can tell.
//!
//! `cargo run --example proxy < corpus/stream/call.xml`

use std::io::{Read, Write, stdin, stdout};

use broadworks_cap::{Event, Limits, StreamReader, xml};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let limits = Limits::default();
    let (mut reader, mut input, mut output) = (StreamReader::new(limits), stdin().lock(), stdout().lock());
    loop {
        match reader.next_message() {
            Event::Document(message) => {
                let hide = |place: &xml::Place<'_>| place.name.starts_with("remote").then(|| "***".into());
                output.write_all(&xml::rewrite(message.as_bytes(), limits, hide)?)?;
                output.write_all(b"\n")?;
                continue;
            }
            Event::Malformed(bad) => {
                eprintln!("{bad}");
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
