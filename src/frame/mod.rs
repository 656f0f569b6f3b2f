//! Framing: the start and the end of each document in a stream.
//!
//! [`Framer`] stores offsets but no bytes, and only needs the bytes that the caller has not removed. Boundaries
//! come from the state of the markup: an end tag inside a comment, CDATA section, processing instruction or
//! attribute value does not count, and a document is complete at the `>` of the end tag of its root. The framer
//! does not check most of the contents of tags; the decoder does.
//!
//! `BroadsoftDocument` is always a root. Its start tag inside an element, at any depth, begins the next document, as a
//! declaration does, and the document before it is malformed ([`Kind::NestedRoot`]): senders that write no declaration
//! must not lose the documents after one that was cut off. Any depth counts, because a document that was cut off
//! leaves any number of elements open. The decoder has the same rule. Other roots may be nested in themselves, as XML
//! allows.
//!
//! The result depends only on the bytes, never on the chunks in which they arrive.
//!
//! | File | Contents |
//! |---|---|
//! | `mod.rs` | the public types; the start, the end and the failure of a document |
//! | `markup.rs` | the state machine over the bytes of one document |
//! | `fast.rs` | the fast path for complete tags in their usual spelling |
//! | `resync.rs` | the search for the next document after a malformed one |

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

/// Upper bound of [`Framer::credit`], as a multiple of the document limit.
const CREDIT: usize = 16;

/// The result of one call of [`Framer`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framed {
    /// The buffer ends inside a document or between two. Read more bytes, and call again with the longer buffer.
    Incomplete,
    /// A complete document. Remove everything up to `range.end` from the buffer before the next call.
    Document {
        /// The range of the document in the buffer.
        range: Range<usize>,
    },
    /// Bytes that are not a document. Remove everything up to `range.end` from the buffer before the next call; the
    /// stream continues after them.
    Malformed {
        /// The range of the bytes, which begins at the start of the buffer; at least one byte.
        range: Range<usize>,
        /// The error, with its offset in the buffer.
        error: Error,
    },
}

impl Framed {
    /// Creates the result for the first `length` bytes of the buffer.
    const fn malformed(length: usize, error: Error) -> Self {
        Self::Malformed { range: 0..length, error }
    }
}

/// A framer: finds the documents in a stream that arrives in chunks.
///
/// A malformed document is reported when its end is known: after the end tag of its root, or before the start of
/// the next document, whichever comes first. So each malformed document is reported once. A document that never ends is
/// reported when the start tag of the next root, or its declaration, has arrived, with the offset of that. If its end
/// is not found
/// within [`Limits::document`] bytes, these bytes are reported and the search continues; each further part of that
/// length is reported with the same kind and offset 0. So the caller never needs to buffer much more than the
/// document limit and the filler limit together.
///
/// With [`Limits::preamble`], the bytes that an old ActionScript client sends before its first document (an
/// HTTP-like header) are skipped without a report: everything up to the first `<?xml`, or the first `<` with a
/// name. More than [`Limits::filler`] bytes are reported as malformed.
///
/// ```
/// use broadworks_cap::{Framed, Framer, Limits};
///
/// let mut framer = Framer::new(Limits::default());
/// assert_eq!(framer.step(b"<BroadsoftDocument><!-- </BroadsoftDocument> -->"), Framed::Incomplete);
/// let buffer = b"<BroadsoftDocument><!-- </BroadsoftDocument> --></BroadsoftDocument>\n<Broad";
/// assert_eq!(framer.step(buffer), Framed::Document { range: 0..68 });
/// ```
// While a document is read:
//
//     |  filler  |  read                  |  being read     |  not looked at yet   |
//     |          |<root><a b="c">text</a> |<d e="f          |                      |
//     0          start                    markup            at                     buffer.len()
//
// - `start <= markup <= at <= buffer.len()`. Offsets are those of the buffer, whose first byte is the
//   first that the caller has not removed; only `open` counts from `start`.
// - The names of the open elements are `open[..depth]`, and `depth <= MAX_DEPTH`. Inside the root it is
//   at least 1, and `root` is known.
// - `suspect`, if any, lies between `start` and `at`.
//
// Between two documents only `at` is used: `buffer[..at]` is white space. During resynchronisation
// `buffer[..at]` was searched, and `Resync` has its own offsets.
#[derive(Debug, Clone)]
pub struct Framer {
    limits: Limits,
    /// The construct that `buffer[at]` is in.
    inside: Construct,
    /// End of the bytes that were read.
    at: usize,
    /// Start of the document.
    start: usize,
    /// Offset of the `<` of the current markup; outside markup, of an earlier one, or `start`.
    markup: usize,
    /// The names of the open elements, from the root on; stale from `depth` on.
    open: [Name; MAX_DEPTH],
    /// Number of open elements; 0 before the root.
    depth: usize,
    /// Start of the name of `commandData` if the document has the usual head, as in `open`; else 0, where no name
    /// starts.
    head: u32,
    /// The name of the root, once it was read.
    root: Option<Root>,
    /// `true` if the document has had no markup yet, so that a declaration may come.
    fresh: bool,
    /// The first `<` inside an attribute value: a quotation mark may be missing before it.
    suspect: Option<usize>,
    /// End of the bytes that were read for a malformed document: up to here, bytes are read again.
    high_water: usize,
    /// Number of bytes that may be read again. Each new byte adds 4, up to [`CREDIT`] times the document limit.
    credit: usize,
    /// Number of bytes read since the start of the stream, with those that were read again.
    scanned: u64,
}

/// The span of a name, in 32 bits each: no document is longer than 2 GiB.
#[derive(Debug, Clone, Copy)]
struct Name {
    /// Its offset from the start of the document.
    start: u32,
    length: u32,
}

impl Name {
    const NONE: Self = Self { start: 0, length: 0 };

    /// Creates the span from `from` to `to` in the buffer, for a document that begins at `document`.
    #[inline(always)]
    const fn new(document: usize, from: usize, to: usize) -> Self {
        Self { start: (from - document) as u32, length: (to - from) as u32 }
    }

    /// Returns the offset of the name in the buffer, and its length.
    #[inline(always)]
    const fn place(self, document: usize) -> (usize, usize) {
        (document + self.start as usize, self.length as usize)
    }
}

impl Framer {
    /// Creates a framer for a new stream.
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

    /// Returns its limits.
    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the number of bytes read since the start of the stream.
    ///
    /// Each byte of a well-formed document counts once, or twice if its tag was incomplete or not in the usual
    /// spelling. A malformed document is read again from its error, or from its start if it only did not end. The
    /// number of bytes that are read again is at most a small multiple of the length of the stream plus sixteen
    /// times the document limit.
    #[must_use]
    pub const fn scanned(&self) -> u64 {
        self.scanned
    }

    /// Returns `true` after an error, until the end of the malformed document or the start of the next is found. A
    /// stream that ends in this state did not end between two documents.
    #[must_use]
    pub const fn is_skipping(&self) -> bool {
        matches!(self.inside, Construct::Malformed(resync) if !resync.is_preamble())
    }

    /// Processes the new bytes in `buffer`, which must hold all bytes that were not yet removed. Bytes that were read
    /// are not compared: if others stand in their place, the result has no meaning. While the buffer is shorter than
    /// what was read, it is incomplete.
    pub fn step(&mut self, buffer: &[u8]) -> Framed {
        if buffer.len() < self.at {
            return Framed::Incomplete;
        }
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

    /// Ends the stream: no more bytes will come. Returns `None` if only filler is left.
    ///
    /// If the last bytes begin with an incomplete document and contain the start of another one, the malformed range
    /// ends before that. Remove the bytes of the result from the buffer and call `finish` again until it returns
    /// `None`. If the buffer is shorter than what was read, all of it is malformed. Afterwards the framer is ready for
    /// another stream, in which it expects no preamble.
    pub fn finish(&mut self, buffer: &[u8]) -> Option<Framed> {
        if buffer.len() < self.at {
            self.restart(buffer.len());
            let error = Error::new(Kind::UnexpectedEnd, buffer.len());
            return (!buffer.is_empty()).then_some(Framed::malformed(buffer.len(), error));
        }
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

    /// Returns the start of the current or next document, and the end of the bytes that were read; `None` during
    /// resynchronisation, if the filler is too long, or if the buffer does not hold the bytes that were read.
    pub(crate) fn place(&mut self, buffer: &[u8]) -> Option<(usize, usize)> {
        match self.inside {
            _ if buffer.len() < self.at => None,
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

    /// Skips the document of [`place`](Self::place), which must be well-formed and end at `end`.
    pub(crate) const fn pass(&mut self, end: usize) {
        self.restart(end);
    }

    /// Prepares for the next document, after the caller removes `dropped` bytes.
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

    /// Gives up the document, and begins resynchronisation.
    fn give_up(&mut self, error: Error) {
        let unfinished = matches!(error.kind(), Kind::UnexpectedEnd | Kind::NoRoot | Kind::DocumentTooLong);
        // A `<` inside a value is the first error: a quotation mark is missing before it, and everything after it
        // was misread.
        let (error, mut from, starts, ends) = match self.suspect {
            Some(suspect) => (Error::new(Kind::LessThanInAttribute, suspect), suspect, suspect, 0),
            // There was no other error, so the next document may begin anywhere after the start tag of the root.
            None if unfinished && self.root.is_some() => {
                (error, self.start + 1, self.open[0].place(self.start).0, error.offset())
            }
            None if unfinished => (error, self.start + 1, self.markup + 1, error.offset()),
            // The next document may begin at the error itself.
            None if matches!(
                error.kind(),
                Kind::ExpectedTagEnd | Kind::ExpectedSpace | Kind::TextOutsideRoot | Kind::NestedRoot
            ) =>
            {
                (error, error.offset(), error.offset(), 0)
            }
            None => (error, self.markup, self.markup + 1, 0),
        };
        // A peer could send many incomplete documents that are each read up to the limit. Bytes are read again only
        // for a multiple of the new bytes, so the total work is linear.
        let read = self.at;
        let fresh = read.saturating_sub(self.high_water);
        self.credit =
            self.credit.saturating_add(fresh.saturating_mul(4)).min(self.limits.document.saturating_mul(CREDIT));
        self.high_water = self.high_water.max(read);
        match self.credit.checked_sub(read.saturating_sub(from)) {
            Some(rest) => self.credit = rest,
            None => from = read,
        }
        // After a document type comes the root of the same document: learn its name.
        let learn = error.kind() == Kind::Doctype && self.root.is_none();
        if learn {
            from = self.at;
        }
        let limit = self.start.saturating_add(self.limits.longest_document());
        self.inside = Construct::Malformed(Resync::new(error, self.root, [starts, ends], limit, learn));
        self.at = from;
    }

    /// Continues resynchronisation; `None` if a document begins at `at`.
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
