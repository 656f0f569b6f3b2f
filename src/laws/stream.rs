//! Law of `StreamDecoder`: it gives the same events as a `Framer` followed by a `Decoder`, and so does `StreamReader`.

use core::ops::Range;

use crate::event::{Event, Malformed};
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{Decoder, Direction, Document, StreamDecoder, StreamReader};
use crate::schema::Protocol;
use crate::validate::session::{SessionChecker, direction};

/// Converts a framing result to an event by decoding the document. The buffer begins at `offset` of the stream.
fn decoded<'a>(
    step: Framed,
    buffer: &'a [u8],
    offset: usize,
    limits: Limits,
) -> (Event<Document<'a>, &'a [u8]>, Range<usize>) {
    let malformed = |range: Range<usize>, error| {
        let offset = (offset + range.start) as u64;
        (Event::Malformed(Malformed { bytes: &buffer[range.clone()], error, offset }), range)
    };
    match step {
        Framed::Incomplete => (Event::Pending, 0..0),
        Framed::Document { range } => match Decoder::new().limits(limits).decode(&buffer[range.clone()]) {
            Ok(document) => (Event::Document(document), range),
            Err(error) => malformed(range, error),
        },
        Framed::Malformed { range, error } => malformed(range, error),
    }
}

/// Checks a stream in chunks that end at `cuts`: `StreamDecoder` and `StreamReader` give the same events as the
/// framer and the decoder, at the same bytes, and the work for predictions is bounded. A session checker takes the
/// documents, whatever they are.
pub(super) fn same(stream: &[u8], cuts: &[usize], limits: Limits) {
    let (mut framer, mut documents, mut base) = (Framer::new(limits), StreamDecoder::new(limits), 0);
    let mut reader = StreamReader::new(limits);
    let mut ends = cuts.iter().copied().chain([stream.len()]);
    let mut end = ends.next();
    reader.feed(&stream[..end.unwrap_or(0)]);
    let mut clean = true;
    let mut checkers = [Protocol::CapC, Protocol::Ccc2].map(SessionChecker::new);
    loop {
        let buffer = &stream[base..end.unwrap_or(stream.len())];
        let (event, step) = match end {
            Some(_) => (documents.step(buffer), Some(framer.step(buffer))),
            None => {
                clean &= !framer.is_skipping();
                (documents.finish(buffer), framer.finish(buffer))
            }
        };
        let (expected, range) =
            step.map_or((Event::Closed { clean }, 0..0), |step| decoded(step, buffer, base, limits));
        assert_eq!((&event, documents.range()), (&expected, range.clone()), "at {base}, fed to {end:?}");
        assert_eq!(documents.is_skipping(), framer.is_skipping(), "at {base}, fed to {end:?}");
        assert_eq!(reader.next(), event, "at {base}, fed to {end:?}");
        base += range.end;
        match event {
            Event::Document(document) => {
                let towards = direction(&document).unwrap_or(Direction::ToServer);
                let found = checkers.each_mut().map(|checker| checker.check(towards, &document).count());
                // More than one finding for each of its parts would be a loop.
                assert!(found.iter().all(|count| *count <= range.len()), "{found:?}");
            }
            Event::Malformed(_) => clean &= end.is_some(),
            Event::Pending => {
                let fed = end.unwrap_or(stream.len());
                end = ends.next();
                match end {
                    Some(end) => reader.feed(&stream[fed..end]),
                    None => reader.end(),
                }
            }
            Event::Closed { .. } => break,
        }
    }
    assert!(documents.scanned() <= framer.scanned() + 6 * stream.len() as u64, "{documents:?}");
}
