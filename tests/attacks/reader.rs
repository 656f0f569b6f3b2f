//! Reference caller of the framer: one buffer, from which bytes are removed as the framer requires.

use broadworks_cap::{Framed, Framer, Kind, Limits};

pub struct Reader {
    framer: Framer,
    buffer: Vec<u8>,
    pub fed: u64,
    /// Number of documents received, and the last one.
    pub good: usize,
    pub last: Vec<u8>,
    /// Kinds of errors; consecutive ones are combined, with their number.
    pub refused: Vec<(Kind, usize)>,
    /// Maximum number of bytes held for an incomplete document.
    pub held: usize,
}

impl Reader {
    pub fn new(limits: Limits) -> Self {
        let (framer, buffer) = (Framer::new(limits), Vec::new());
        Self { framer, buffer, fed: 0, good: 0, last: Vec::new(), refused: Vec::new(), held: 0 }
    }

    fn take(&mut self, step: Framed) -> bool {
        let used = match step {
            Framed::Document { range } => {
                self.good += 1;
                self.last.clear();
                self.last.extend_from_slice(&self.buffer[range.clone()]);
                range.end
            }
            Framed::Malformed { range, error } => {
                assert!(error.offset() <= self.buffer.len(), "{error}");
                match self.refused.last_mut() {
                    Some((kind, count)) if *kind == error.kind() => *count += 1,
                    _ => self.refused.push((error.kind(), 1)),
                }
                range.end
            }
            _ => return false,
        };
        assert!(used > 0, "progress");
        self.buffer.drain(..used);
        true
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        self.fed += bytes.len() as u64;
        loop {
            let step = self.framer.step(&self.buffer);
            if !self.take(step) {
                break;
            }
        }
        self.held = self.held.max(self.buffer.len());
    }

    /// Feeds bytes one at a time.
    pub fn drip(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.feed(&[*byte]);
        }
    }

    /// Ends the stream.
    pub fn end(&mut self) {
        while let Some(step) = self.framer.finish(&self.buffer) {
            assert!(self.take(step), "the end never needs more");
        }
        assert!(self.buffer.iter().all(u8::is_ascii_whitespace));
        self.buffer.clear();
    }

    pub fn scanned(&self) -> u64 {
        self.framer.scanned()
    }

    pub fn kinds(&self) -> Vec<Kind> {
        self.refused.iter().map(|(kind, _)| *kind).collect()
    }
}
