//! Typed messages: JSON or XML on standard input, read by a thread of its own.

use std::io::{BufRead, stdin};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use broadworks_cap::{Document, Framed, Framer, Limits};

use crate::faults;
use crate::input::Place;

/// Most bytes of a message.
const LONGEST: usize = 4 << 20;

/// Number of messages that wait for the connection. Then the thread waits, too.
const WAITING: usize = 64;

/// A message to be sent, or why it is none.
pub enum Typed {
    Json(Box<Document<'static>>),
    Xml(Vec<u8>),
    Fault(Place, String),
    End,
}

/// Starts the thread.
pub fn start() -> Receiver<Typed> {
    let (sender, receiver) = sync_channel(WAITING);
    thread::spawn(move || {
        // If nobody receives any more, the run is over.
        _ = read(&mut stdin().lock(), &sender);
        _ = sender.send(Typed::End);
    });
    receiver
}

/// Reads messages of one or more lines. Returns an error when nobody receives them.
fn read(input: &mut dyn BufRead, sender: &SyncSender<Typed>) -> Result<(), ()> {
    let send = |typed| sender.send(typed).map_err(drop);
    let mut buffer: Vec<u8> = Vec::new();
    // Where the buffer begins.
    let mut place = Place::START;
    loop {
        let read = match input.read_until(b'\n', &mut buffer) {
            Ok(read) => read,
            Err(error) => return send(Typed::Fault(place, error.to_string())),
        };
        let is_over = read == 0;
        loop {
            let blanks = buffer.len() - buffer.trim_ascii_start().len();
            place = place.after(&buffer[..blanks]);
            buffer.drain(..blanks);
            let Some(first) = buffer.first() else { break };
            let next = match first {
                b'<' => xml(&buffer, is_over),
                b'{' => json(&buffer, is_over),
                _ => Some((buffer.len(), Err((0, "expected a message as JSON or XML".to_owned())))),
            };
            let next = if next.is_none() && buffer.len() > LONGEST {
                Some((buffer.len(), Err((0, format!("the message is longer than {LONGEST} bytes")))))
            } else {
                next
            };
            let Some((length, typed)) = next else { break };
            let typed = typed.unwrap_or_else(|(at, text)| Typed::Fault(place.after(&buffer[..at]), text));
            place = place.after(&buffer[..length]);
            buffer.drain(..length);
            send(typed)?;
        }
        if is_over {
            return Ok(());
        }
    }
}

/// A message and its length, or what is wrong with it, and where.
type Next = Option<(usize, Result<Typed, (usize, String)>)>;

/// Returns the document at the start. `None` if it is not complete.
fn xml(buffer: &[u8], is_over: bool) -> Next {
    let mut framer = Framer::new(Limits::default());
    let framed = match framer.step(buffer) {
        Framed::Incomplete if is_over => framer.finish(buffer)?,
        framed => framed,
    };
    match framed {
        Framed::Document { range } => {
            let bytes = &buffer[range.clone()];
            let typed = match Document::decode(bytes) {
                Ok(_) => Ok(Typed::Xml([bytes, b"\n"].concat())),
                Err(error) => Err((range.start + error.offset(), error.kind().describe().into())),
            };
            Some((range.end, typed))
        }
        Framed::Malformed { range, error } => {
            Some((range.end, Err((error.offset().min(range.end), error.kind().describe().into()))))
        }
        _ => None,
    }
}

/// Returns the message at the start. `None` if it is not complete.
fn json(buffer: &[u8], is_over: bool) -> Next {
    let mut values = serde_json::Deserializer::from_slice(buffer).into_iter::<serde::de::IgnoredAny>();
    let error = match values.next()? {
        Ok(_) => {
            let length = values.byte_offset();
            let value = &buffer[..length];
            let typed = serde_json::from_slice(value).map(|document| Typed::Json(Box::new(document)));
            return Some((length, typed.map_err(|error| faults::of(value, &error))));
        }
        Err(error) if error.is_eof() && !is_over => return None,
        Err(error) => error,
    };
    Some((buffer.len(), Err(faults::of(buffer, &error))))
}
