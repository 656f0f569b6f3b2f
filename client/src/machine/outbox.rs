//! Bytes that wait to be sent, and the deadline for the server to accept them.

use std::time::Duration;

use broadworks_cap::{Document, Encoder, Error, Limits, Protocol};

/// Size up to which the memory of an empty outbox is kept.
const KEEP: usize = 64 << 10;

/// Number of bytes from which no further document of the caller is accepted.
pub(super) const MOST: usize = 256 << 10;

pub(super) struct Outbox {
    encoder: Encoder,
    bytes: Vec<u8>,
    /// Number of bytes that were accepted.
    written: usize,
    /// The bytes that must be accepted by a time. It is set anew whenever it was met, so the oldest byte
    /// waits at most twice the timeout.
    mark: Option<(usize, Duration)>,
    /// Whether nothing can be sent any more.
    is_closed: bool,
}

impl Outbox {
    pub fn new(protocol: Protocol, limits: Limits) -> Self {
        let encoder = Encoder::new(protocol).limits(limits);
        Self { encoder, bytes: Vec::new(), written: 0, mark: None, is_closed: false }
    }

    /// Adds a document; none of it if it cannot be encoded.
    pub fn push(&mut self, document: &Document<'_>, until: Duration) -> Result<(), Error> {
        let encoded = self.encoder.to_vec(document)?;
        self.push_encoded(&encoded, until);
        Ok(())
    }

    /// Adds encoded bytes.
    pub fn push_encoded(&mut self, bytes: &[u8], until: Duration) {
        if self.is_closed {
            return;
        }
        self.bytes.drain(..std::mem::take(&mut self.written));
        self.bytes.extend_from_slice(bytes);
        // What is marked was counted from the beginning of the bytes that were left.
        self.mark.get_or_insert((self.bytes.len(), until));
    }

    /// Returns the bytes to send.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.written..]
    }

    /// Removes bytes that were accepted. `until` is the deadline of the next ones.
    pub fn accepted(&mut self, count: usize, until: Duration) {
        self.written = (self.written + count).min(self.bytes.len());
        if let Some((left, _)) = &mut self.mark {
            *left = left.saturating_sub(count);
            if *left == 0 {
                self.mark = Some((self.bytes.len() - self.written, until)).filter(|(left, _)| *left > 0);
            }
        }
        if self.written == self.bytes.len() {
            self.written = 0;
            self.bytes.clear();
            self.bytes.shrink_to(KEEP);
        }
    }

    pub fn deadline(&self) -> Option<Duration> {
        self.mark.map(|(_, until)| until)
    }

    /// Removes everything, and takes nothing more until it is [cleared](Self::clear).
    pub fn close(&mut self) {
        self.clear();
        self.is_closed = true;
    }

    /// Removes everything, for a new connection.
    pub fn clear(&mut self) {
        self.bytes = Vec::new();
        (self.written, self.mark, self.is_closed) = (0, None, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_deadline() {
        let seconds = Duration::from_secs;
        let mut outbox = Outbox::new(Protocol::CapC, Limits::default());
        assert_eq!(outbox.deadline(), None);
        outbox.push_encoded(b"0123456789", seconds(10));
        outbox.accepted(4, seconds(14));
        outbox.push_encoded(b"abcdef", seconds(15));
        assert_eq!((outbox.bytes(), outbox.deadline()), (&b"456789abcdef"[..], Some(seconds(10))));
        outbox.accepted(8, seconds(18));
        assert_eq!((outbox.bytes(), outbox.deadline()), (&b"cdef"[..], Some(seconds(18))));
        outbox.accepted(4, seconds(19));
        assert_eq!((outbox.bytes(), outbox.deadline()), (&b""[..], None));
    }
}
