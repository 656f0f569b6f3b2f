//! The bytes of one direction of a TCP connection, in order.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

/// What may be held back behind a gap: bytes and segments. More means that the segment in the gap was not captured.
const HELD_BYTES: usize = 256 << 10;
const HELD_SEGMENTS: usize = 64;
/// The same if the receiver has acknowledged what is in the gap.
const HELD_ACKNOWLEDGED: usize = 3;

/// A segment of a capture.
pub struct Segment<'s> {
    pub sequence: u32,
    pub is_start: bool,
    pub is_end: bool,
    /// Number of bytes behind the payload that the capture has cut off.
    pub missing: u32,
    pub payload: &'s [u8],
}

/// What comes out of it.
#[derive(Debug, PartialEq)]
pub enum Found {
    Bytes {
        bytes: Vec<u8>,
        /// The time of its segment.
        time: Option<DateTime>,
    },
    /// So many bytes are not in the capture.
    Gap(u32),
}

/// One direction of a connection.
#[derive(Debug, Default)]
pub struct Stream {
    /// The number of the next byte, once one is known.
    next: Option<u32>,
    /// Segments behind a gap, by their distance from where the stream began.
    held: BTreeMap<u64, Held>,
    held_bytes: usize,
    /// Distance of the next byte from where the stream began.
    distance: u64,
    acknowledged: Option<u32>,
    end: Option<u32>,
}

#[derive(Debug)]
struct Held {
    bytes: Vec<u8>,
    missing: u32,
    time: Option<DateTime>,
}

impl Stream {
    /// Adds a segment. What can be told of the stream is added to `found`.
    pub fn add(&mut self, segment: &Segment<'_>, time: Option<DateTime>, found: &mut Vec<Found>) {
        // A start takes a number of its own.
        let sequence = segment.sequence.wrapping_add(segment.is_start.into());
        if segment.is_start && self.next != Some(sequence) {
            // Another connection with the same addresses.
            self.flush(found);
            *self = Self { next: Some(sequence), ..Self::default() };
        }
        let length = segment.payload.len() as u32 + segment.missing;
        if segment.is_end {
            self.end = Some(sequence.wrapping_add(length));
        }
        if length > 0 {
            let next = *self.next.get_or_insert(sequence);
            let ahead = sequence.wrapping_sub(next) as i32;
            if ahead <= 0 {
                let known = ahead.unsigned_abs() as usize;
                self.take(segment.payload, segment.missing, known, time, found);
            } else {
                let held = Held { bytes: segment.payload.to_vec(), missing: segment.missing, time };
                let at = self.distance + u64::from(ahead.unsigned_abs());
                // Of two at one place the longer one counts.
                if self.held.get(&at).is_none_or(|other| other.bytes.len() < held.bytes.len()) {
                    self.held_bytes += held.bytes.len();
                    if let Some(other) = self.held.insert(at, held) {
                        self.held_bytes -= other.bytes.len();
                    }
                }
            }
        }
        self.release(found);
        while !self.held.is_empty() && self.is_lost() {
            self.pass_gap(found);
        }
    }

    /// Says that the receiver has everything before this number.
    pub fn acknowledge(&mut self, number: u32) {
        let is_newer = self.acknowledged.is_none_or(|known| number.wrapping_sub(known) as i32 > 0);
        self.acknowledged = if is_newer { Some(number) } else { self.acknowledged };
    }

    /// Returns whether the stream has come to its end.
    pub fn is_ended(&self) -> bool {
        self.held.is_empty()
            && self.end.is_some_and(|end| self.next.is_none_or(|next| end.wrapping_sub(next) as i32 <= 0))
    }

    /// Hands out what is held back: nothing more will come.
    pub fn flush(&mut self, found: &mut Vec<Found>) {
        while !self.held.is_empty() {
            self.pass_gap(found);
        }
    }

    /// Takes a segment of which the first bytes are known.
    fn take(&mut self, payload: &[u8], missing: u32, known: usize, time: Option<DateTime>, found: &mut Vec<Found>) {
        let whole = payload.len() + missing as usize;
        if known >= whole {
            return;
        }
        let new = payload.get(known..).unwrap_or_default();
        if !new.is_empty() {
            found.push(Found::Bytes { bytes: new.to_vec(), time });
        }
        let cut = missing.min((whole - known) as u32);
        if cut > 0 {
            found.push(Found::Gap(cut));
        }
        let length = (whole - known) as u32;
        self.next = self.next.map(|next| next.wrapping_add(length));
        self.distance += u64::from(length);
    }

    /// Hands out what is no longer behind a gap.
    fn release(&mut self, found: &mut Vec<Found>) {
        while let Some(entry) = self.held.first_entry().filter(|entry| *entry.key() <= self.distance) {
            let at = *entry.key();
            let Held { bytes, missing, time } = entry.remove();
            self.held_bytes -= bytes.len();
            let known = usize::try_from(self.distance - at).unwrap_or(usize::MAX);
            self.take(&bytes, missing, known, time, found);
        }
    }

    /// Returns whether the segment in the gap will not come.
    fn is_lost(&self) -> bool {
        let is_acknowledged = || {
            let gap = self.held.keys().next().map(|at| (at - self.distance) as u32);
            let end = self.next.zip(gap).map(|(next, gap)| next.wrapping_add(gap));
            self.acknowledged.zip(end).is_some_and(|(known, end)| known.wrapping_sub(end) as i32 >= 0)
        };
        self.held_bytes > HELD_BYTES
            || self.held.len() > HELD_SEGMENTS
            || (self.held.len() >= HELD_ACKNOWLEDGED && is_acknowledged())
    }

    fn pass_gap(&mut self, found: &mut Vec<Found>) {
        let Some(at) = self.held.keys().next().copied() else { return };
        let gap = u32::try_from(at.saturating_sub(self.distance)).unwrap_or(u32::MAX);
        if gap > 0 {
            found.push(Found::Gap(gap));
            self.next = self.next.map(|next| next.wrapping_add(gap));
            self.distance = at;
        }
        self.release(found);
    }
}
