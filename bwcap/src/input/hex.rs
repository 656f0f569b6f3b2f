//! Bytes in hexadecimal: what xxd, `hexdump -C`, `tcpdump -X`, `tshark -T fields` and Wireshark write.
//!
//! ```text
//! 00000000: 3c3f 786d 6c20 7665 7273 696f 6e3d 2231  <?xml version="1       xxd
//! 00000000  3c 3f 78 6d 6c 20 76 65  72 73 69 6f 6e 3d 22 31  |<?xml ver|   hexdump -C; Wireshark without the bars
//!     0x0000:  4500 0034 1234 4000 4006 0000 c000 0201  E..4.4@.@...     tcpdump -X: a packet
//! 3c3f786d6c2076657273696f6e3d22312e30223f3e                              xxd -p, tshark
//! ```

use super::log::Context;

/// Most bytes of a packet.
const LONGEST: usize = 256 << 10;
/// Fewest digits of a line that has nothing else.
const DIGITS: usize = 32;

/// A line of a dump.
#[derive(Debug, PartialEq)]
struct Line {
    /// The offset of its first byte; a plain line has none.
    offset: Option<u32>,
    is_packet: bool,
    is_indented: bool,
    bytes: Vec<u8>,
}

/// Something that a dump has.
pub enum Found {
    Bytes {
        bytes: Vec<u8>,
        /// Whether the line is indented, as Wireshark does with one of the two directions.
        is_other_way: bool,
    },
    Packet(Dumped),
}

/// A packet in a dump.
#[derive(Default)]
pub struct Dumped {
    pub bytes: Vec<u8>,
    /// What stands before it.
    pub beside: Context,
}

impl Dumped {
    /// Returns whether it begins with the header of IP, not with that of Ethernet.
    pub fn is_ip(&self) -> bool {
        matches!(self.bytes.first(), Some(0x45..=0x4f | 0x60..=0x6f))
    }

    /// Returns whether all of it is there, as its header says; only that of IP does.
    fn is_whole(&self) -> bool {
        let length = match self.bytes.as_slice() {
            [0x45..=0x4f, _, high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
            [0x60..=0x6f, _, _, _, high, low, ..] => 40 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => return false,
        };
        self.bytes.len() >= length
    }
}

/// A reader of the lines of a dump.
#[derive(Default)]
pub struct Dump {
    /// The packet so far.
    packet: Dumped,
    has_two_ways: bool,
    /// The last line, which `*` repeats, and the offset behind it.
    last: Vec<u8>,
    next: u32,
}

impl Dump {
    /// Returns whether a line is the first one of a packet.
    pub fn begins_packet(&self, text: &[u8]) -> bool {
        parse(text, true).is_some_and(|line| line.is_packet && line.offset == Some(0))
    }

    /// Reads a line; `beside` is what stands before it. Returns what is complete.
    pub fn line(&mut self, text: &[u8], beside: &Context) -> Option<Found> {
        let Line { offset, is_packet, is_indented, bytes } = parse(text, true)?;
        self.has_two_ways |= is_indented && !is_packet;
        if !is_packet {
            let mut all = Vec::new();
            // `hexdump` writes `*` for lines that are as the one before.
            if let Some(offset) = offset {
                if self.next > 0 && offset > self.next && !self.last.is_empty() && !is_indented {
                    let missing = (offset - self.next) as usize;
                    all.extend(self.last.iter().copied().cycle().take(missing.min(LONGEST)));
                }
                self.next = offset + bytes.len() as u32;
                self.last.clone_from(&bytes);
            }
            all.extend(bytes);
            return Some(Found::Bytes { bytes: all, is_other_way: is_indented });
        }
        if self.packet.bytes.is_empty() {
            self.packet.beside = beside.clone();
        }
        if self.packet.bytes.len() < LONGEST {
            self.packet.bytes.extend(bytes);
        }
        // A live packet need not wait for the next one.
        self.packet.is_whole().then(|| Found::Packet(std::mem::take(&mut self.packet)))
    }

    /// Returns whether there are lines of both directions.
    pub const fn has_two_ways(&self) -> bool {
        self.has_two_ways
    }

    /// Returns the packet that another line ends.
    pub fn end(&mut self) -> Option<Dumped> {
        let packet = std::mem::take(&mut self.packet);
        (!packet.bytes.is_empty()).then_some(packet)
    }
}

/// Returns whether a line is one of a dump. If one `goes_on`, it may be short.
pub fn is_line(text: &[u8], goes_on: bool) -> bool {
    parse(text, goes_on).is_some()
}

fn parse(text: &[u8], goes_on: bool) -> Option<Line> {
    let line = text.trim_ascii_end();
    let start = line.trim_ascii_start();
    let is_indented = start.len() < line.len();
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let least = if goes_on { 2 } else { DIGITS };
    // An offset alone is the length, at the end of a dump; text has no zeros.
    let is_length = start.len() == 8 && start.starts_with(b"00");
    if start.len() >= least && digits(start) == start.len() && start.len().is_multiple_of(2) && !is_length {
        return Some(Line { offset: None, is_packet: false, is_indented, bytes: pairs(start)? });
    }
    let (start, is_packet) = start.strip_prefix(b"0x").map_or((start, false), |rest| (rest, true));
    let count = digits(start);
    let is_offset = if is_packet { (4..=8).contains(&count) } else { (6..=8).contains(&count) };
    if !is_offset {
        return None;
    }
    let offset = u32::from_str_radix(std::str::from_utf8(&start[..count]).ok()?, 16).ok()?;
    let (rest, has_colon) = start[count..].strip_prefix(b":").map_or((&start[count..], false), |rest| (rest, true));
    let Some(rest) = rest.strip_prefix(b" ").map(<[u8]>::trim_ascii_start) else {
        // The last line of `hexdump` has nothing but the length.
        let is_last = rest.is_empty() && count == 8 && !has_colon && !is_packet;
        return is_last.then_some(Line { offset: Some(offset), is_packet, is_indented, bytes: Vec::new() });
    };
    // Without a colon there may be two blanks in the middle of the bytes, and the text begins in a fixed column.
    let column = if has_colon { rest.len() } else { rest.len().min(3 * 16 + 1) };
    let mut bytes = Vec::new();
    let mut area = &rest[..column];
    loop {
        let count = digits(area);
        if count == 0 || count % 2 != 0 || count > 32 || area.get(count).is_some_and(|byte| *byte != b' ') {
            break;
        }
        bytes.extend(pairs(&area[..count])?);
        area = &area[count..];
        match area {
            [b' ', b' ', ..] if has_colon => break,
            _ => area = area.trim_ascii_start(),
        }
    }
    (!bytes.is_empty()).then_some(Line { offset: Some(offset), is_packet, is_indented, bytes })
}

fn pairs(digits: &[u8]) -> Option<Vec<u8>> {
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
