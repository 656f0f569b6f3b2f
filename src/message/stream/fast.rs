//! Fast path of the stream decoder: predicts the end of a document, so that it can be decoded without framing.
//!
//! # Contract
//!
//! A document is predicted to end at the next `</BroadsoftDocument>`. If the bytes up to there decode, the
//! prediction was right, and the framer, which has the same limits, would find the same end: the bytes are one
//! well-formed document without another root inside; they end with a tag, because no comment, CDATA section,
//! processing instruction or attribute value can end with these bytes; and the last tag of a document closes its
//! root. If decoding fails,
//! only time is lost, and the framer finds the end of the document.
//!
//! The time is bounded: no prediction starts in bytes that an earlier one has already searched, or
//! in a document of which the framer has already seen more bytes than are new.
//!
//! ```text
//!   start       seen                  from .. end searched
//!   v           v                     |-------------------|
//!   <?xml ...><BroadsoftDocument ...> ... </BroadsoftDocument>\n<?xml ...
//!   |-------- decoded as one document -----------------------|
//! ```

use core::ops::Range;

use memchr::memmem::Finder;

use crate::envelope::END;
use crate::frame::Framer;

/// A predictor of the ends of documents.
#[derive(Debug, Clone)]
pub(super) struct EndPredictor {
    end: Finder<'static>,
    /// End of the bytes in which predictions have failed, as an offset in the buffer.
    settled: usize,
    /// Number of bytes read for predictions, without the decoding of right ones.
    scanned: u64,
}

impl EndPredictor {
    pub fn new() -> Self {
        Self { end: Finder::new(END), settled: 0, scanned: 0 }
    }

    pub const fn scanned(&self) -> u64 {
        self.scanned
    }

    /// Predicts the range of the next document: up to the next end tag of a root. Returns `None` if
    /// there is none, or if trying is not worth the time.
    pub fn predict(&mut self, framer: &mut Framer, buffer: &[u8]) -> Option<Range<usize>> {
        if !framer.limits().fast() {
            return None;
        }
        let (start, seen) = framer.place(buffer)?;
        let new = buffer.len().checked_sub(seen)?;
        if seen < self.settled || new < seen - start {
            return None;
        }
        // The first bytes of the tag may have arrived earlier.
        let from = start.max(seen.saturating_sub(END.len() - 1));
        let found = self.end.find(&buffer[from..]);
        let end = found.map_or(buffer.len(), |at| from + at + END.len());
        self.scanned += (end - from) as u64;
        if found.is_none() {
            self.settled = end;
        }
        found.map(|_| start..end)
    }

    /// Records that a predicted range was not a document.
    pub fn fail(&mut self, range: &Range<usize>) {
        self.scanned += range.len() as u64;
        self.settled = range.end;
    }

    /// Adjusts the offsets for bytes that the caller will remove.
    pub const fn consume(&mut self, bytes: usize) {
        self.settled = self.settled.saturating_sub(bytes);
    }
}
