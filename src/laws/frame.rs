//! Laws of framing: chunks do not matter, every call makes progress, work and memory are bounded,
//! and decoding while framing gives the same result.

use alloc::vec::Vec;
use core::ops::Range;

use super::stream;
use crate::error::Error;
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::xml::is_space;

/// A frame or a malformed piece, with offsets in the stream.
#[derive(Debug, PartialEq)]
struct Piece {
    range: Range<usize>,
    /// `None` for a frame.
    error: Option<Error>,
}

struct Run {
    pieces: Vec<Piece>,
    scanned: u64,
    /// Largest number of bytes the caller held while waiting for more.
    held: usize,
}

/// Frames the stream in chunks that end at `cuts`.
fn run(stream: &[u8], cuts: &[usize], limits: Limits) -> Run {
    let mut framer = Framer::new(limits);
    let (mut base, mut held, mut pieces) = (0, 0, Vec::new());
    let mut take = |step: Framed, base: &mut usize, end: usize| {
        let (range, error) = match step {
            Framed::Incomplete => return false,
            Framed::Document { range } => (range, None),
            Framed::Malformed { range, error } => (range, Some(error)),
        };
        assert!(range.start < range.end, "progress");
        assert!(range.end <= end - *base, "inside the buffer");
        assert!(error.is_none_or(|error| error.offset() <= end - *base), "errors have a place");
        pieces.push(Piece {
            range: *base + range.start..*base + range.end,
            error: error.map(|error| error.shifted(*base)),
        });
        *base += range.end;
        true
    };
    for end in cuts.iter().copied().chain([stream.len()]) {
        while take(framer.step(&stream[base..end]), &mut base, end) {}
        held = held.max(end - base);
    }
    while let Some(step) = framer.finish(&stream[base..]) {
        assert!(take(step, &mut base, stream.len()), "the end of a stream never needs more");
    }
    Run { pieces, scanned: framer.scanned(), held }
}

/// Derives up to seven cuts from the last bytes: two bytes per cut, and one for their number.
fn cuts(stream: &[u8]) -> Vec<usize> {
    let Some((count, rest)) = stream.split_last() else { return Vec::new() };
    let places = rest.rchunks_exact(2).take(usize::from(count % 8));
    let mut cuts: Vec<usize> =
        places.map(|pair| (usize::from(pair[0]) << 8 | usize::from(pair[1])) % (stream.len() + 1)).collect();
    cuts.sort_unstable();
    cuts
}

/// Frames any stream in one chunk, in a few chunks, and byte by byte.
pub fn frame(stream: &[u8]) {
    let small = Limits::default().document(96).filler(12).name(17).depth(4);
    for limits in [Limits::default(), small, small.preamble(true)] {
        let whole = run(stream, &[], limits);
        let mut end = 0;
        for Piece { range, error } in &whole.pieces {
            assert!(range.start >= end, "pieces do not overlap");
            if !limits.preamble {
                assert!(stream[end..range.start].iter().all(|byte| is_space(*byte)), "only white space is passed over");
            }
            if error.is_none() {
                let alone = run(&stream[range.clone()], &[], limits.preamble(false)).pieces;
                assert!(matches!(&alone[..], [piece] if piece.range == (0..range.len())), "a frame stands alone");
            }
            end = range.end;
        }
        assert_eq!(run(stream, &[], limits.shortcuts(false)).pieces, whole.pieces, "fast paths change nothing");
        let everywhere: Vec<usize> = (1..stream.len()).collect();
        let bytewise = run(stream, &everywhere, limits);
        let most = limits.document + limits.filler + limits.name + 16;
        assert!(bytewise.held <= most, "{} bytes held", bytewise.held);
        let cuts = cuts(stream);
        for cut in [run(stream, &cuts, limits), bytewise] {
            assert_eq!(cut.pieces, whole.pieces, "cut at {cuts:?} or everywhere");
            check_work(&cut, stream, limits);
        }
        check_work(&whole, stream, limits);
        for cuts in [&[], &cuts[..], &everywhere] {
            stream::same(stream, cuts, limits);
        }
    }
}

fn check_work(run: &Run, stream: &[u8], limits: Limits) {
    let (once, refused) = (stream.len() as u64, run.pieces.iter().any(|piece| piece.error.is_some()));
    let bound = match (refused, limits.preamble) {
        // An incomplete tag is scanned for its end, then read.
        (false, false) => 2 * once,
        // The preamble is scanned for the start of the first document, then read.
        (false, true) => 3 * once,
        // Every byte that is read again is charged to a new byte; see `Framer::scanned`.
        (true, _) => 6 * once + 16 * limits.document as u64,
    };
    assert!(run.scanned <= bound, "{} bytes looked at of {once}", run.scanned);
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_last_bytes_choose_the_cuts() {
        assert!(super::cuts(b"").is_empty());
        assert_eq!(super::cuts(b"\x00\x02\x00\x01\x02"), [1, 2]);
    }
}
