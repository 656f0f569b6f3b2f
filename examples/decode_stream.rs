//! Reads a stream from standard input and prints one line per message.
//!
//! `cargo run --example decode_stream < corpus/stream/call.xml`

use std::io::{Read, stdin};

use broadworks_cap::{Command, Document, Framer, Limits, Step};

fn main() -> std::io::Result<()> {
    let mut framer = Framer::new(Limits::default());
    let mut buffer = Vec::new();
    let mut input = stdin().lock();
    loop {
        let read = input.by_ref().take(4096).read_to_end(&mut buffer)?;
        loop {
            let step = if read > 0 { Some(framer.step(&buffer)) } else { framer.finish(&buffer) };
            let used = match step {
                Some(Step::Frame(range)) => {
                    match Document::decode(&buffer[range.clone()]) {
                        Ok(document) => print(&document),
                        Err(error) => println!("bad document: {error}"),
                    }
                    range.end
                }
                Some(Step::Refused { skip, error }) => {
                    println!("skipped {skip} bytes: {error}");
                    skip
                }
                _ => break,
            };
            buffer.drain(..used);
        }
        if read == 0 {
            return Ok(());
        }
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
