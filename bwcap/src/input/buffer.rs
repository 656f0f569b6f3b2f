//! A buffer that bytes are read into where they are looked at, so that none is copied.

use std::ops::{Deref, Range};

/// Bytes, with room behind them.
#[derive(Default)]
pub struct Buffer {
    /// The bytes up to `end`, and what was left of earlier ones, so that the room is not cleared each time.
    bytes: Vec<u8>,
    end: usize,
}

impl Buffer {
    /// Adds bytes at the end.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.truncate(self.end);
        self.bytes.extend_from_slice(bytes);
        self.end = self.bytes.len();
    }

    /// Returns room for this many bytes at the end; [`Buffer::grow`] adds them.
    pub fn room(&mut self, length: usize) -> &mut [u8] {
        let end = self.end + length;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        &mut self.bytes[self.end..end]
    }

    /// Adds the first bytes of the room.
    pub fn grow(&mut self, length: usize) {
        self.end = self.bytes.len().min(self.end + length);
    }

    /// Removes bytes.
    pub fn remove(&mut self, range: Range<usize>) {
        self.bytes.copy_within(range.end..self.end, range.start);
        self.end -= range.len();
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.end]
    }
}
