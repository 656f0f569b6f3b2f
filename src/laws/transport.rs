//! Laws of transport: whatever a stream does between the bytes, connections and codecs give the events of a framer
//! and a decoder over the whole stream, and send exactly the bytes they were given.

use alloc::{vec, vec::Vec};
use core::cell::Cell;
use core::ops::Range;
use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::OnceLock;
use std::time::Instant;

use crate::error::Error;
use crate::event::Event;
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{Decoder, Document};
use crate::transport::{Connection, SendError};

std::thread_local! {
    /// Seconds since the start of the clock.
    static SECONDS: Cell<u64> = const { Cell::new(0) };
}

/// A clock that only [`Flaky`] moves.
fn clock() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now) + Duration::from_secs(SECONDS.get())
}

/// A choice for each turn of a stream, from the bytes of a script, over and over.
struct Script<'d> {
    bytes: &'d [u8],
    at: usize,
    /// Number of turns without a byte, one after the other: at most three.
    idle: u8,
}

enum Turn {
    Bytes(usize),
    Fails(ErrorKind),
}

impl<'d> Script<'d> {
    const fn new(bytes: &'d [u8]) -> Self {
        Self { bytes, at: 0, idle: 0 }
    }

    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at % self.bytes.len().max(1)).copied();
        self.at += 1;
        byte.unwrap_or(u8::MAX)
    }

    fn turn(&mut self) -> Turn {
        let byte = self.byte();
        let fails = match byte % 8 {
            0 => Some(ErrorKind::Interrupted),
            1 => Some(ErrorKind::WouldBlock),
            2 => Some(ErrorKind::TimedOut),
            _ => None,
        };
        if byte % 8 == 3 {
            SECONDS.set(SECONDS.get() + u64::from(byte / 64));
        }
        if let Some(kind) = fails.filter(|_| self.idle < 3) {
            self.idle += 1;
            return Turn::Fails(kind);
        }
        self.idle = 0;
        Turn::Bytes(match byte / 8 {
            31 => usize::MAX,
            30 => 1000,
            few => usize::from(few) + 1,
        })
    }

    /// A timeout of a call: none, zero or some seconds.
    fn timeout(&mut self) -> Option<Duration> {
        (self.byte() % 4).checked_sub(1).map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// A stream that fails, and reads and writes in pieces, as its script says.
struct Flaky<'d> {
    script: Script<'d>,
    input: &'d [u8],
    /// Number of bytes of `input` that were read.
    read: usize,
    output: Vec<u8>,
    /// Whether the output was flushed since the last byte.
    flushed: bool,
    /// The times of all reads and writes of the call, and of its flushes.
    times: [Vec<Instant>; 2],
    /// Whether the call was told that a timeout has passed.
    timed_out: bool,
}

impl<'d> Flaky<'d> {
    fn new(script: Script<'d>, input: &'d [u8]) -> Self {
        let (output, times) = Default::default();
        Self { script, input, read: 0, output, flushed: true, times, timed_out: false }
    }

    fn begin(&mut self) {
        self.times.iter_mut().for_each(Vec::clear);
        self.timed_out = false;
    }

    /// Returns the greatest number of bytes of this turn.
    fn turn(&mut self, flushes: bool) -> io::Result<usize> {
        self.times[usize::from(flushes)].push(clock());
        match self.script.turn() {
            Turn::Bytes(most) => Ok(most),
            Turn::Fails(kind) => {
                self.timed_out |= kind != ErrorKind::Interrupted;
                Err(kind.into())
            }
        }
    }

    /// Checks what a call did that had until `deadline`: the stream was not used after it, except once (and flushed
    /// once), and the call ended early only if the deadline or a timeout of the stream has passed.
    fn check(&self, deadline: Option<Instant>, early: bool) {
        if let Some(deadline) = deadline {
            let late = |times: &Vec<Instant>| times.iter().skip(1).any(|time| *time >= deadline);
            assert!(!self.times.iter().any(late), "used after the deadline");
        }
        let passed = deadline.is_some_and(|deadline| clock() >= deadline);
        assert!(!early || self.timed_out || passed, "a call ended early without a reason");
    }
}

impl Read for Flaky<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        assert!(!buffer.is_empty(), "room to read into");
        let rest = &self.input[self.read..];
        let most = if rest.is_empty() { 0 } else { self.turn(false)? };
        let piece = &rest[..most.min(buffer.len()).min(rest.len())];
        buffer[..piece.len()].copy_from_slice(piece);
        self.read += piece.len();
        Ok(piece.len())
    }
}

impl Write for Flaky<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(!bytes.is_empty(), "something to write");
        let piece = &bytes[..self.turn(false)?.min(bytes.len())];
        self.output.extend_from_slice(piece);
        self.flushed = false;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.turn(true)?;
        self.flushed = true;
        Ok(())
    }
}

/// A piece of a stream: a document or malformed bytes.
struct Piece<'d> {
    range: Range<usize>,
    /// The error of the framer.
    framed: Option<Error>,
    /// What the framer and the decoder make of it, with the error's offset in the piece.
    decoded: Result<Document<'d>, Error>,
}

/// Returns all pieces of a stream, and whether it ends between two documents.
fn pieces(stream: &[u8], limits: Limits) -> (Vec<Piece<'_>>, bool) {
    let (mut framer, mut decoder) = (Framer::new(limits), Decoder::new().limits(limits));
    let (mut pieces, mut base, mut clean) = (Vec::new(), 0, true);
    loop {
        let rest = &stream[base..];
        let mut framed = framer.step(rest);
        if framed == Framed::Incomplete {
            clean &= !framer.is_skipping();
            let Some(last) = framer.finish(rest) else { return (pieces, clean) };
            clean &= !matches!(last, Framed::Malformed { .. });
            framed = last;
        }
        let (range, framed) = match framed {
            Framed::Document { range } => (range, None),
            Framed::Malformed { range, error } => (range, Some(error)),
            Framed::Incomplete => unreachable!("a stream that has ended needs no more"),
        };
        let decoded = framed.map_or_else(|| decoder.decode(&rest[range.clone()]), Err);
        let end = base + range.end;
        pieces.push(Piece { range: base + range.start..end, framed, decoded });
        base = end;
    }
}

/// Checks one event of a stream against its piece: `whole` if it is of decoded documents.
fn same<D: core::fmt::Debug, B: AsRef<[u8]> + core::fmt::Debug>(
    event: Event<D, B>,
    piece: &Piece<'_>,
    stream: &[u8],
    whole: bool,
    is: impl FnOnce(&D, &Piece<'_>) -> bool,
) {
    let error = if whole { piece.decoded.as_ref().err().copied() } else { piece.framed };
    match (event, error) {
        (Event::Document(document), None) => assert!(is(&document, piece), "{document:?}"),
        (Event::Malformed(bad), Some(error)) => {
            let place = (bad.offset, bad.error);
            assert_eq!(place, (piece.range.start as u64, error), "the same error");
            assert_eq!(bad.bytes.as_ref(), &stream[piece.range.clone()], "the same bytes");
        }
        (event, error) => panic!("{event:?} instead of {error:?} at {:?}", piece.range),
    }
}

fn is_document(document: &Document<'_>, piece: &Piece<'_>) -> bool {
    piece.decoded.as_ref() == Ok(document)
}

/// Receives a stream from a flaky connection, by any of the methods at each call.
fn receiving(stream: &[u8], script: &[u8], limits: Limits, pieces: &[Piece<'_>], clean: bool) {
    let mut choices = Script::new(script);
    let mut connection = Connection::new(Flaky::new(Script::new(script), stream)).limits(limits).clock(clock);
    let (mut left, mut consumed) = (pieces.iter(), 0);
    for turn in 0_usize.. {
        let timeout = choices.timeout();
        connection.set_receive_timeout(timeout);
        connection.get_mut().begin();
        let deadline = timeout.map(|timeout| clock() + timeout);
        let (method, expected) = (choices.byte() % 3, left.as_slice().first());
        // Of the events, only these three are not a piece of the stream.
        let mut early = false;
        let mut ended = None;
        macro_rules! check {
            ($event:expr, $whole:expr, $is:expr) => {
                match $event.expect("a flaky stream, not a broken one") {
                    Event::Pending => early = true,
                    Event::Closed { clean } => ended = Some(clean),
                    event => {
                        let piece = expected.unwrap_or_else(|| panic!("{event:?} behind the last piece"));
                        same(event, piece, stream, $whole, $is);
                        consumed = piece.range.end;
                        _ = left.next();
                    }
                }
            };
        }
        match method {
            0 => check!(connection.receive(), true, is_document),
            1 => check!(connection.receive_owned(), true, is_document),
            _ => check!(connection.receive_frame(), false, |frame, piece| **frame == stream[piece.range.clone()]),
        }
        connection.get_ref().check(deadline, early);
        if let Some(ended) = ended {
            assert_eq!((left.len(), ended), (0, clean), "the same end");
            break;
        }
        assert!(turn < 100 + 8 * (stream.len() + pieces.len()), "reads make progress");
    }
    assert_eq!(connection.into_parts().1, &stream[consumed..], "what was not consumed");
}

/// Sends documents and bytes over a flaky connection.
fn sending(script: &[u8], pieces: &[Piece<'_>]) {
    let mut choices = Script::new(script);
    let mut connection = Connection::new(Flaky::new(Script::new(script), &[])).clock(clock);
    let mut expected = vec![];
    let mut turns = pieces.iter();
    for turn in 0_usize.. {
        let timeout = choices.timeout();
        connection.set_send_timeout(timeout);
        connection.get_mut().begin();
        let deadline = timeout.map(|timeout| clock() + timeout);
        let flushes = choices.byte().is_multiple_of(4) && turn.is_multiple_of(2);
        let next = if flushes { None } else { turns.next().map(|piece| &piece.decoded) };
        let mut bytes = vec![];
        let sent = match next {
            None => connection.flush(),
            Some(Err(error)) => {
                bytes = alloc::format!("<!-- {} -->\n", error.offset()).into_bytes();
                connection.send_encoded(&bytes)
            }
            Some(Ok(document)) => {
                let encoded = document.encode(&mut bytes);
                let sent = connection.send(document);
                if let Err(error) = encoded {
                    assert!(matches!(sent, Err(SendError::Encode(same)) if same == error), "{error}");
                    continue;
                }
                sent
            }
        };
        let early = match sent {
            Ok(()) => false,
            Err(SendError::Timeout) => true,
            Err(error) => panic!("{error}"),
        };
        expected.extend(bytes);
        let stream = connection.get_ref();
        stream.check(deadline, early);
        assert!(expected.starts_with(&stream.output), "in order, and nothing else");
        assert_eq!(stream.output.len() + connection.waiting(), expected.len(), "nothing is lost");
        assert!(early || stream.flushed && connection.waiting() == 0, "sent and flushed");
        if turns.len() == 0 && !early {
            break;
        }
        assert!(turn < 100 + 8 * (expected.len() + pieces.len()), "writes make progress");
    }
    assert_eq!(connection.get_ref().output, expected);
}

#[cfg(feature = "tokio")]
mod codecs {
    use super::{Limits, Piece, Script, Turn, is_document, same};
    use crate::codec::{DocumentCodec, FrameCodec};
    use crate::event::Event;
    use bytes::{Bytes, BytesMut};
    use core::fmt::Debug;
    use std::io::{Error, ErrorKind};
    use tokio_util::codec::Decoder;

    /// Decodes a stream in pieces, as `tokio_util::codec::Framed` does.
    fn decoding<D: Debug, C: Decoder<Item = Event<D, Bytes>, Error = Error>>(
        mut codec: C,
        (stream, script): (&[u8], &[u8]),
        (pieces, clean): (&[Piece<'_>], bool),
        whole: bool,
        is: impl Fn(&D, &Piece<'_>) -> bool,
    ) {
        let mut script = Script::new(script);
        let (mut buffer, mut left, mut read) = (BytesMut::new(), pieces.iter(), 0);
        let mut check = |event| {
            let Some(piece) = left.next() else { panic!("{event:?} behind the last piece") };
            same(event, piece, stream, whole, &is);
        };
        while read < stream.len() {
            if let Turn::Bytes(most) = script.turn() {
                let end = read.saturating_add(most).min(stream.len());
                buffer.extend_from_slice(&stream[read..end]);
                read = end;
            }
            while let Some(event) = codec.decode(&mut buffer).expect("malformed bytes are no error") {
                check(event);
            }
        }
        let ended = loop {
            match codec.decode_eof(&mut buffer) {
                Ok(Some(event)) => check(event),
                Ok(None) => break true,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
                    break false;
                }
            }
        };
        assert_eq!((left.len(), ended), (0, clean), "the same end");
        assert!(buffer.is_empty() && matches!(codec.decode_eof(&mut buffer), Ok(None)), "the end stays the end");
    }

    pub(super) fn both(stream: (&[u8], &[u8]), limits: Limits, expected: (&[Piece<'_>], bool)) {
        decoding(DocumentCodec::new().limits(limits), stream, expected, true, is_document);
        let is_frame = |frame: &crate::event::Frame<Bytes>, piece: &Piece<'_>| **frame == stream.0[piece.range.clone()];
        decoding(FrameCodec::new().limits(limits), stream, expected, false, is_frame);
    }
}

/// Receives a stream and sends its documents, while the connection fails as a script says: short pieces,
/// interruptions, timeouts of the stream and of the connection. The script is what stands behind the last zero byte;
/// without one, the stream is its own.
pub fn transport(data: &[u8]) {
    let (stream, script) = match memchr::memrchr(0, data) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, data),
    };
    let small = Limits::default().document(300).filler(12).name(24).depth(5);
    let limits = if script.first().is_some_and(|byte| byte % 16 == 5) { small } else { Limits::default() };
    let (pieces, clean) = pieces(stream, limits);
    receiving(stream, script, limits, &pieces, clean);
    sending(script, &pieces);
    #[cfg(feature = "tokio")]
    codecs::both((stream, script), limits, (&pieces, clean));
}
