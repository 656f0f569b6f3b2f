//! What the tests share.

mod corpus;

use broadworks_cap::{Error, Framed, Framer, Limits};

#[allow(unused_imports, reason = "not every test needs all")]
pub use corpus::*;

/// A frame or an error of a stream, with absolute offsets.
#[derive(Debug, PartialEq, Clone)]
#[allow(dead_code, reason = "not every test frames")]
pub enum Piece {
    Frame(usize, usize),
    Malformed(usize, usize, Error),
}

/// Frames `stream` in chunks that end at `cuts`, and at its end. Returns the frames and errors, and
/// the number of bytes read.
#[allow(dead_code, reason = "not every test frames")]
pub fn frame(stream: &[u8], cuts: &[usize], limits: Limits) -> (Vec<Piece>, u64) {
    let mut framer = Framer::new(limits);
    let (mut used, mut pieces) = (0, Vec::new());
    let mut take = |step: Framed, used: &mut usize| match step {
        Framed::Document { range } => {
            pieces.push(Piece::Frame(*used + range.start, *used + range.end));
            *used += range.end;
            true
        }
        Framed::Malformed { range, error } => {
            assert!(range.start == 0 && range.end > 0, "a refusal makes progress");
            pieces.push(Piece::Malformed(*used, *used + range.end, error.shifted(*used)));
            *used += range.end;
            true
        }
        _ => false,
    };
    for end in cuts.iter().copied().chain([stream.len()]) {
        while take(framer.step(&stream[used..end]), &mut used) {}
    }
    while let Some(step) = framer.finish(&stream[used..]) {
        assert!(take(step, &mut used), "the end of a stream never needs more");
    }
    (pieces, framer.scanned())
}
