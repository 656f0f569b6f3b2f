//! Finding and decoding in one go is the same as one after the other.

use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{Decoder, Event, StreamDecoder};

/// What comes of a step when frames are decoded.
fn decoded<'a>(step: Framed, buffer: &'a [u8], limits: Limits) -> Event<'a> {
    match step {
        Framed::Incomplete => Event::Incomplete,
        Framed::Document { range } => match Decoder::new().limits(limits).decode(&buffer[range.clone()]) {
            Ok(document) => Event::Document { range, document },
            Err(error) => Event::Malformed { range, error },
        },
        Framed::Malformed { range, error } => Event::Malformed { range, error },
    }
}

/// `StreamDecoder` tells what the framer and the decoder tell of a stream in pieces that end at `cuts`,
/// at the same byte of it, and its guesses are bounded.
pub(super) fn same(stream: &[u8], cuts: &[usize], limits: Limits) {
    let (mut framer, mut documents, mut base) = (Framer::new(limits), StreamDecoder::new(limits), 0);
    let mut ends = cuts.iter().copied().chain([stream.len()]);
    let mut end = ends.next();
    loop {
        let buffer = &stream[base..end.unwrap_or(stream.len())];
        let (arrival, step) = match end {
            Some(_) => (Some(documents.step(buffer)), Some(framer.step(buffer))),
            None => (documents.finish(buffer), framer.finish(buffer)),
        };
        assert_eq!(arrival, step.map(|step| decoded(step, buffer, limits)), "at {base}, fed to {end:?}");
        assert_eq!(documents.is_skipping(), framer.is_skipping(), "at {base}, fed to {end:?}");
        match arrival {
            Some(Event::Document { range, .. } | Event::Malformed { range, .. }) => base += range.end,
            Some(Event::Incomplete) => end = ends.next(),
            None => break,
        }
    }
    assert!(documents.scanned() <= framer.scanned() + 6 * stream.len() as u64, "{documents:?}");
}
