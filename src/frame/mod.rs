//! The start and the end of each document in a stream.
//!
//! [`Framer`] remembers offsets and never bytes, and asks for nothing but the bytes the caller has
//! not dropped yet. Boundaries come from the state of the markup: a closing tag inside a comment,
//! CDATA section, processing instruction or attribute value ends nothing, and a document is
//! complete at the `>` of its root's end tag. What is inside the tags is the decoder's business.
//!
//! The result depends on the bytes alone, never on how they were cut into pieces.
//!
//! | File | Job |
//! |---|---|
//! | `mod.rs` | the public face; taking a document, giving one up |
//! | `markup.rs` | the state machine over the bytes of one document |
//! | `fast.rs` | the fast path through whole, usual tags |
//! | `resync.rs` | the search for the place to go on behind a malformed document |

mod fast;
mod markup;
mod resync;
#[cfg(test)]
mod tests;

use core::ops::Range;

use crate::error::{Error, Kind};
use crate::limits::{Limits, MAX_DEPTH};
use crate::xml::is_space;
use markup::{Construct, Progress};
use resync::{Find, Resync, Root};

/// Bytes that may be read again before fresh bytes must pay for it, counted in documents of the limit.
const CREDIT: usize = 16;

/// Result of looking at the newest bytes.
///
/// It has the shape of [`Event`](crate::Event), which carries the document itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framed {
    /// Nothing is wrong; read more and call again with the longer buffer.
    Incomplete,
    /// A whole document. Drop everything up to `range.end` before the next call.
    Document {
        /// Its bytes in the buffer.
        range: Range<usize>,
    },
    /// Bytes that are no document. Drop everything up to `range.end` before the next call, and the
    /// stream goes on behind them.
    Malformed {
        /// These bytes in the buffer, of which they are the first; at least one byte.
        range: Range<usize>,
        /// The fault, and its place in the buffer.
        error: Error,
    },
}

impl Framed {
    /// The first `length` bytes of the buffer, refused.
    const fn malformed(length: usize, error: Error) -> Self {
        Self::Malformed { range: 0..length, error }
    }
}

/// Finds documents in a stream that arrives in pieces.
///
/// A bad document is refused when the place to go on is known: after the end tag of its root, or
/// before the start of the next document, whichever comes first. That gives one refusal per bad
/// document. If no such place comes within [`Limits::document`] bytes, what was read is refused
/// and the search goes on in the following bytes; each further stretch of that length is one more
/// refusal of the same kind, at its offset 0. So a caller never holds much more than the document
/// and filler limits together.
///
/// With [`Limits::preamble`], what an old ActionScript client sends before its first document (a
/// header that looks like HTTP) is passed over in silence: everything up to the first `<?xml` or
/// `<` and a name. More of it than [`Limits::filler`] is refused.
// While a document is read:
//
//     |  filler  |  read                  |  being read     |  not looked at yet   |
//     |          |<root><a b="c">text</a> |<d e="f          |                      |
//     0          start                    markup            at                     buffer.len()
//
// - `start <= markup <= at <= buffer.len()`. Offsets are those of the buffer, whose first byte is the
//   first that the caller has not dropped; only `open` counts from `start`.
// - The names of the open elements are `open[..depth]`, and `depth <= MAX_DEPTH`. Inside the root it is
//   at least 1, and `root` is known.
// - `suspect`, if any, lies between `start` and `at`.
//
// Between two documents only `at` counts: `buffer[..at]` is white space. While the rest of a malformed
// document is passed over, `buffer[..at]` was searched, and `Resync` has offsets of its own.
#[derive(Debug, Clone)]
pub struct Framer {
    limits: Limits,
    /// The construct that `buffer[at]` is in.
    inside: Construct,
    /// End of the bytes that were looked at.
    at: usize,
    /// Start of the document.
    start: usize,
    /// The `<` of the markup that the state machine is in; of an earlier one, or `start`, elsewhere.
    markup: usize,
    /// The names of the open elements, from the root on; stale from `depth` on.
    open: [Name; MAX_DEPTH],
    /// Open elements: 0 before the root.
    depth: usize,
    /// Start of the innermost name of a usual head, as in `open`; 0, where no name starts, behind any
    /// other head.
    head: u32,
    /// The root's name, from the end of that name on.
    root: Option<Root>,
    /// No markup of the document came yet, so a declaration may.
    fresh: bool,
    /// The first `<` inside an attribute value: a quotation mark may be missing before it.
    suspect: Option<usize>,
    /// The furthest place that was looked at for a document that failed: up to there bytes are read again.
    high_water: usize,
    /// Bytes that may be read again, at most [`CREDIT`] documents' worth.
    credit: usize,
    /// Bytes looked at since the start of the stream; only ever grows.
    scanned: u64,
}

/// A name in a document, in few bytes: no document is longer than 2 GiB.
#[derive(Debug, Clone, Copy)]
struct Name {
    /// Its place, counted from the start of the document.
    start: u32,
    length: u32,
}

impl Name {
    const NONE: Self = Self { start: 0, length: 0 };

    /// The name from `from` to `to` in the buffer, of the document that begins at `document`.
    #[inline(always)]
    const fn new(document: usize, from: usize, to: usize) -> Self {
        Self { start: (from - document) as u32, length: (to - from) as u32 }
    }

    /// The place of the name in the buffer, and its length.
    #[inline(always)]
    const fn place(self, document: usize) -> (usize, usize) {
        (document + self.start as usize, self.length as usize)
    }
}

impl Framer {
    /// Starts before the first document of a stream.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        let inside = if limits.preamble { Construct::Malformed(Resync::preamble()) } else { Construct::Filler };
        Self {
            limits,
            inside,
            at: 0,
            start: 0,
            markup: 0,
            open: [Name::NONE; MAX_DEPTH],
            depth: 0,
            head: 0,
            root: None,
            fresh: true,
            suspect: None,
            high_water: 0,
            credit: limits.document.saturating_mul(CREDIT),
            scanned: 0,
        }
    }

    /// The limits it was started with.
    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    /// Bytes looked at since the start of the stream.
    ///
    /// Once each in good documents, and twice where a tag was not whole or not as usual. A document
    /// that fails is read again from its fault or, if it only never ended, from its start; how much
    /// may be read again is bounded by a small multiple of the stream's length plus sixteen times
    /// the document limit.
    #[must_use]
    pub const fn scanned(&self) -> u64 {
        self.scanned
    }

    /// Returns `true` while a document was refused and its end, or the start of another, is still being
    /// looked for. A stream that ends like that did not end between two documents.
    #[must_use]
    pub const fn is_skipping(&self) -> bool {
        matches!(self.inside, Construct::Malformed(resync) if !resync.is_preamble())
    }

    /// Looks at the new bytes in `buffer`, which holds every byte that was not dropped yet.
    pub fn step(&mut self, buffer: &[u8]) -> Framed {
        loop {
            if let Construct::Malformed(resync) = self.inside {
                match self.pass_over(resync, buffer) {
                    Some(framed) => return framed,
                    None => continue,
                }
            }
            let before = self.at;
            let progress = self.run(buffer);
            self.scanned += self.at.saturating_sub(before) as u64;
            match progress {
                Progress::More => return Framed::Incomplete,
                Progress::Done => {
                    let range = self.start..self.at;
                    self.restart(range.end);
                    return Framed::Document { range };
                }
                Progress::Fault(error) if matches!(error.kind(), Kind::FillerTooLong) => {
                    let length = self.at;
                    self.restart(length);
                    return Framed::malformed(length, error);
                }
                Progress::Fault(error) => self.give_up(error),
            }
        }
    }

    /// Says that no more bytes will come: `None` if nothing but filler is left.
    ///
    /// A document that ended too early loses only itself: if another one starts inside the rest,
    /// the refusal ends before it. Drop what the answer says and call `finish` again until it
    /// gives `None`.
    pub fn finish(&mut self, buffer: &[u8]) -> Option<Framed> {
        match self.step(buffer) {
            Framed::Incomplete => {}
            framed => return Some(framed),
        }
        let error = match self.inside {
            Construct::Filler => return None,
            // A byte order mark alone is filler too.
            Construct::Prolog if self.fresh => return None,
            Construct::Malformed(resync) if resync.is_preamble() => {
                if buffer.iter().all(|b| is_space(*b)) {
                    return None;
                }
                Error::new(Kind::UnexpectedEnd, buffer.len())
            }
            Construct::Malformed(_) if buffer.is_empty() => return None,
            Construct::Malformed(resync) => resync.error,
            _ => {
                let kind = match self.inside {
                    Construct::Prolog => Kind::NoRoot,
                    _ => Kind::UnexpectedEnd,
                };
                self.give_up(Error::new(kind, buffer.len()));
                match (self.step(buffer), self.inside) {
                    (Framed::Incomplete, Construct::Malformed(resync)) => resync.error,
                    (framed, _) => return Some(framed),
                }
            }
        };
        self.restart(buffer.len());
        Some(Framed::malformed(buffer.len(), error))
    }

    /// The start of the document that is being read or comes next, and the end of the bytes that were
    /// looked at; `None` while something is passed over or to be refused.
    pub(crate) fn place(&mut self, buffer: &[u8]) -> Option<(usize, usize)> {
        match self.inside {
            Construct::Malformed(_) => None,
            Construct::Filler => {
                let before = self.at;
                self.pass_blanks(buffer);
                self.scanned += (self.at - before) as u64;
                self.limits.fits_filler(self.at).then_some((self.at, self.at))
            }
            _ => Some((self.start, self.at)),
        }
    }

    /// Takes the document of [`place`](Self::place), of which it is known that it is well-formed and
    /// ends at `end`.
    pub(crate) const fn pass(&mut self, end: usize) {
        self.restart(end);
    }

    /// Gets ready for the next document, `dropped` bytes further on.
    const fn restart(&mut self, dropped: usize) {
        self.inside = Construct::Filler;
        self.at = 0;
        self.high_water = self.high_water.saturating_sub(dropped);
    }

    /// Begins a document.
    const fn begin(&mut self, at: usize) {
        (self.start, self.markup) = (at, at);
        (self.depth, self.head) = (0, 0);
        self.root = None;
        self.fresh = true;
        self.suspect = None;
    }

    /// Loses the document, and begins the search for the place to go on.
    fn give_up(&mut self, error: Error) {
        let unfinished = matches!(error.kind(), Kind::UnexpectedEnd | Kind::NoRoot | Kind::DocumentTooLong);
        // A `<` inside a value comes before every other fault: the quotation mark before it is
        // missing, and all that was read since was read wrongly.
        let (error, mut from, starts, ends) = match self.suspect {
            Some(suspect) => (Error::new(Kind::LessThanInAttribute, suspect), suspect, suspect, 0),
            // All that was read was fine, so a later document may stand anywhere behind
            // the root's own tag.
            None if unfinished && self.root.is_some() => {
                (error, self.start + 1, self.open[0].place(self.start).0, error.offset())
            }
            None if unfinished => (error, self.start + 1, self.markup + 1, error.offset()),
            None if matches!(error.kind(), Kind::ExpectedTagEnd | Kind::ExpectedSpace | Kind::TextOutsideRoot) => {
                (error, error.offset(), error.offset(), 0)
            }
            None => (error, self.markup, self.markup + 1, 0),
        };
        // Many unfinished documents could each be read to the limit. Reading again is paid for
        // with fresh bytes, so total work stays linear whatever a peer sends.
        let read = self.at;
        let fresh = read.saturating_sub(self.high_water);
        self.credit =
            self.credit.saturating_add(fresh.saturating_mul(4)).min(self.limits.document.saturating_mul(CREDIT));
        self.high_water = self.high_water.max(read);
        match self.credit.checked_sub(read.saturating_sub(from)) {
            Some(rest) => self.credit = rest,
            None => from = read,
        }
        // Behind a document type the root itself follows: that is the document refused.
        let learn = error.kind() == Kind::Doctype && self.root.is_none();
        if learn {
            from = self.at;
        }
        let limit = self.start.saturating_add(self.limits.longest_document());
        self.inside = Construct::Malformed(Resync::new(error, self.root, [starts, ends], limit, learn));
        self.at = from;
    }

    /// Runs the search for the place to go on; `None` if a document begins there.
    fn pass_over(&mut self, mut resync: Resync, buffer: &[u8]) -> Option<Framed> {
        if resync.is_preamble() {
            resync.limit = self.limits.filler.saturating_add(1);
        }
        let before = self.at;
        let found = resync.find(buffer, &mut self.at, self.limits);
        self.scanned += self.at.saturating_sub(before) as u64;
        let error = resync.error;
        match found {
            Find::More => {
                self.inside = Construct::Malformed(resync);
                Some(Framed::Incomplete)
            }
            Find::At(begin) if resync.is_preamble() => {
                self.inside = Construct::Prolog;
                self.at = begin;
                self.begin(begin);
                None
            }
            Find::At(0) => {
                self.restart(0);
                None
            }
            Find::At(length) => {
                self.restart(length);
                Some(Framed::malformed(length, error))
            }
            Find::Limit => {
                let length = self.at;
                self.restart(length);
                self.inside = Construct::Malformed(resync.moved(self.limits.longest_document().max(1)));
                Some(Framed::malformed(length, error))
            }
        }
    }
}
