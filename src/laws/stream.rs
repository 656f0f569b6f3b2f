//! Law of `StreamDecoder`: it gives the same events as a `Framer` followed by a `Decoder`.

use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{Decoder, Event, StreamDecoder};

/// Converts a framing result to an event by decoding the document.
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

/// Checks a stream in chunks that end at `cuts`: `StreamDecoder` gives the same events as the
/// framer and the decoder, at the same bytes, and the work for its guesses is bounded.
pub(super) fn same(stream: &[u8], cuts: &[usize], limits: Limits) {
    let (mut framer, mut documents, mut base) = (Framer::new(limits), StreamDecoder::new(limits), 0);
    let mut ends = cuts.iter().copied().chain([stream.len()]);
    let mut end = ends.next();
    loop {
        let buffer = &stream[base..end.unwrap_or(stream.len())];
        let (event, step) = match end {
            Some(_) => (Some(documents.step(buffer)), Some(framer.step(buffer))),
            None => (documents.finish(buffer), framer.finish(buffer)),
        };
        assert_eq!(event, step.map(|step| decoded(step, buffer, limits)), "at {base}, fed to {end:?}");
        assert_eq!(documents.is_skipping(), framer.is_skipping(), "at {base}, fed to {end:?}");
        match event {
            Some(Event::Document { range, .. } | Event::Malformed { range, .. }) => base += range.end,
            Some(Event::Incomplete) => end = ends.next(),
            None => break,
        }
    }
    assert!(documents.scanned() <= framer.scanned() + 6 * stream.len() as u64, "{documents:?}");
}
