//! Decoder example: reads a stream from standard input and prints one line per message.
//!
//! `cargo run --example decode_stream < corpus/stream/call.xml`

use std::io::{Read, stdin};

use broadworks_cap::{Command, Document, Event, Limits, StreamDecoder};

fn main() -> std::io::Result<()> {
    let mut decoder = StreamDecoder::new(Limits::default());
    let mut buffer = Vec::new();
    let mut input = stdin().lock();
    loop {
        let read = input.by_ref().take(4096).read_to_end(&mut buffer)?;
        while let Some(used) = next(&mut decoder, &buffer, read == 0) {
            buffer.drain(..used);
        }
        if read == 0 {
            return Ok(());
        }
    }
}

/// Prints the next document. Returns the number of bytes to remove from the buffer, or `None` if
/// there is no complete document.
fn next(decoder: &mut StreamDecoder, buffer: &[u8], over: bool) -> Option<usize> {
    match if over { decoder.finish(buffer)? } else { decoder.step(buffer) } {
        Event::Document { range, document } => {
            print(&document);
            Some(range.end)
        }
        Event::Malformed { range, error } => {
            println!("skipped {} bytes: {error}", range.len());
            Some(range.end)
        }
        _ => None,
    }
}

fn print(document: &Document<'_>) {
    match &document.command {
        Command::CallUpdate(update) => {
            for call in &update.user.calls {
                let state = call.state.as_ref().and_then(|state| state.known());
                println!("call {}: {state:?}", call.call_id.clone().unwrap_or_default());
            }
        }
        other => println!("{}", other.name().unwrap_or_default()),
    }
}
