//! Laws of the input for any bytes: the parts in which they come do not matter, and every byte is accounted for.

use std::io::{self, Read};

use broadworks_cap::{Error, Limits};
use jiff::civil::Date;

use super::files::{Input, Progress};
use super::{Run, Tally, read};
use crate::Stop;
use crate::shown::Name;
use crate::stream::{Listener, Piece};

/// A document that every stream must give back.
const GOOD: &str = r#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="infoRequest"><commandData><capVersionRequest/></commandData></command></BroadsoftDocument>"#;

/// Parts of inputs of every form. Strings of them reach most of the code.
const PARTS: &[&str] = &[
    GOOD,
    "<?xml version=\"1.0\"?>",
    "<?xml version=\\\"1.0\\\"?>",
    "&lt;?xml version=&quot;1.0&quot;?&gt;",
    "<BroadsoftDocument protocol=\"OCI\"/>",
    "<BroadsoftDocument>",
    "<user>",
    "</user>",
    "</BroadsoftDocument>",
    "<html>",
    "</html>",
    "\n",
    "\r\n",
    "\0",
    " ",
    "2026-11-20 12:00:00,123 DEBUG [conn-1] <<< ",
    "Nov 20 12:00:01 host app[12]: ",
    "> ",
    "12:00:00.5 IP 192.0.2.1.5 > 192.0.2.2.2208: Flags\n",
    "\t0x0000:  4500 0034 1234 4000 4006 0000 c000 0201  E..4\n",
    "00000000  3c 3f 78 6d 6c 20 76 65  72 73 69 6f 6e 3d 22 31  |<?xml version=\"1|\n",
    "3c42726f6164736f6674446f63756d656e743e3c2f42726f6164736f6674446f63756d656e743e\n",
    "{\"msg\":\"<BroadsoftDocument/>\",\"time\":1795176000}\n",
    "{\"a\":",
    "\u{feff}",
    "\u{1b}[32m",
    "text",
    "\"",
    "<",
    "\u{16}\u{3}\u{1}",
    "\u{fffd}",
];

/// What was seen of a run.
#[derive(Default, Debug, PartialEq)]
struct Seen {
    /// Number, place and bytes of each piece, and whether it is malformed.
    pieces: Vec<(u64, u64, Vec<u8>, bool)>,
}

impl Listener for Seen {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        self.pieces.push((piece.number, piece.place.offset, piece.bytes.to_vec(), false));
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, _: Error) -> Result<(), Stop> {
        self.pieces.push((piece.number, piece.place.offset, piece.bytes.to_vec(), true));
        Ok(())
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}

/// A reader that hands out parts of these lengths, over and over.
struct Parts<'b> {
    bytes: &'b [u8],
    lengths: Vec<usize>,
    next: usize,
}

impl Read for Parts<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.next = (self.next + 1) % self.lengths.len();
        let count = self.lengths[self.next].min(to.len()).min(self.bytes.len());
        let (part, rest) = self.bytes.split_at(count);
        to[..count].copy_from_slice(part);
        self.bytes = rest;
        Ok(count)
    }
}

fn seen(bytes: &[u8], lengths: Vec<usize>) -> (Seen, Tally) {
    // The reader must live as long as the program.
    let bytes: &'static [u8] = Vec::leak(bytes.to_vec());
    let name = Name("-".into());
    let reader = Box::new(Parts { bytes, lengths, next: 0 });
    let day = Date::new(2026, 11, 20).expect("a day");
    let input = Input { name: name.clone(), reader, day, progress: Progress::hidden(indicatif::ProgressBar::hidden()) };
    let mut seen = Seen::default();
    let run =
        Run { listener: &mut seen, limits: Limits::default(), file: name, day, number: 0, tally: Tally::default() };
    let mut run = run;
    assert!(read(input, None, &mut run).is_ok());
    let tally = run.tally;
    (seen, tally)
}

/// Random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn inputs(count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(7);
    std::iter::repeat_with(move || {
        let mut bytes = Vec::new();
        for _ in 0..random.below(12) {
            match random.below(10) {
                0 => bytes.push(random.below(256) as u8),
                1 => {
                    let text = PARTS[random.below(PARTS.len())].as_bytes();
                    bytes.extend(&text[..random.below(text.len() + 1)]);
                }
                _ => bytes.extend(PARTS[random.below(PARTS.len())].as_bytes()),
            }
        }
        bytes
    })
    .take(count)
}

#[test]
fn parts_do_not_matter() {
    for bytes in inputs(2000) {
        let whole = seen(&bytes, vec![usize::MAX]);
        for lengths in [vec![1], vec![3, 1, 7], vec![64, 5]] {
            let parts = seen(&bytes, lengths);
            let shown = String::from_utf8_lossy(&bytes);
            assert_eq!(parts.0, whole.0, "{shown:?}");
            assert_eq!(parts.1.summary(), whole.1.summary(), "{shown:?}");
        }
    }
}

#[test]
fn every_byte_is_accounted_for() {
    for bytes in inputs(8_000) {
        let (seen, tally) = seen(&bytes, vec![100, 1]);
        let numbers: Vec<u64> = seen.pieces.iter().map(|piece| piece.0).collect();
        assert!(numbers.iter().copied().eq(1..=numbers.len() as u64));
        assert_eq!(tally.documents + tally.malformed, numbers.len() as u64);
        let shown = String::from_utf8_lossy(&bytes);
        // What is wrapped in something else, or of another encoding, has other bytes.
        if ["&lt;", "\\\"", "{", "0x", "00000000", "3c42"].iter().any(|mark| shown.contains(mark))
            || bytes.iter().take(4).any(|byte| matches!(byte, 0 | 0x16))
        {
            continue;
        }
        let mut at = 0;
        let mut passed = 0;
        let full =
            |bytes: &[u8]| bytes.iter().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count() as u64;
        for (_, offset, piece, _) in &seen.pieces {
            let offset = *offset as usize;
            assert!(offset >= at, "{shown:?}: pieces overlap");
            assert_eq!(&bytes[offset..offset + piece.len()], piece, "{shown:?}");
            passed += full(&bytes[at..offset]);
            at = offset + piece.len();
        }
        passed += full(&bytes[at..]);
        assert_eq!(passed, tally.bytes, "{shown:?}: {seen:?}");
    }
}

#[test]
fn a_good_document_on_a_line_of_its_own_is_found() {
    for bytes in inputs(2000) {
        let input = [&bytes, &b"\n"[..], GOOD.as_bytes(), b"\n", GOOD.as_bytes()].concat();
        // Nothing is said of a web page or another encoding.
        let text = String::from_utf8_lossy(&bytes);
        if text.contains("<html")
            || bytes.get(1) == Some(&0)
            || bytes.first() == Some(&0)
            || bytes.first() > Some(&0xef)
        {
            continue;
        }
        let (seen, tally) = seen(&input, vec![50]);
        let last = seen.pieces.iter().rev().find(|piece| piece.2 == GOOD.as_bytes());
        assert!(last.is_some() || tally.kind.is_some(), "{text:?}: {seen:?}");
    }
}

/// Returns a capture, pcap or pcapng, of packets of one connection that have a part of a document each.
fn capture(is_new: bool) -> Vec<u8> {
    let long = |number: usize| (number as u32).to_le_bytes();
    let mut out = if is_new {
        let section =
            [&long(0x0a0d_0d0a)[..], &long(28), &long(0x1a2b_3c4d), &[1, 0, 0, 0], &[0xff; 8], &long(28)].concat();
        [section, [&long(1)[..], &long(20), &[101, 0, 0, 0], &long(65535), &long(20)].concat()].concat()
    } else {
        [&long(0xa1b2_c3d4)[..], &[2, 0, 4, 0], &[0; 8], &long(65535), &long(101)].concat()
    };
    for (index, part) in GOOD.repeat(3).as_bytes().chunks(40).enumerate() {
        let mut packet =
            vec![0x45, 0, 0, 40 + part.len() as u8, 0, 0, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
        packet.extend([0, 5, 8, 0xa0]);
        packet.extend((index as u32 * 40).to_be_bytes());
        packet.extend([0, 0, 0, 0, 5 << 4, 16, 0xff, 0xff, 0, 0, 0, 0]);
        packet.extend(part);
        let length = packet.len();
        packet.resize(length.next_multiple_of(if is_new { 4 } else { 1 }), 0);
        if is_new {
            let total = long(packet.len() + 32);
            out.extend([&long(6)[..], &total, &long(0), &long(0), &long(0), &long(length), &long(length)].concat());
            out.extend(packet);
            out.extend(total);
        } else {
            out.extend([&long(0)[..], &long(0), &long(length), &long(length), &packet].concat());
        }
    }
    out
}

#[test]
fn a_mangled_capture_ends() {
    let mut random = Random(3);
    for is_new in [false, true] {
        let good = capture(is_new);
        assert_eq!(seen(&good, vec![9]).0.pieces.len(), 3);
        for _ in 0..500 {
            let mut bytes = good.clone();
            for _ in 0..random.below(6) {
                let at = random.below(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
                if bytes.is_empty() {
                    break;
                }
                match random.below(4) {
                    0 => bytes[at] = random.below(256) as u8,
                    1 => bytes[at] ^= 1 << random.below(8),
                    2 => _ = bytes.drain(at..(at + random.below(100)).min(bytes.len())),
                    _ => bytes.truncate(at + 1),
                }
            }
            let whole = seen(&bytes, vec![usize::MAX]);
            let parts = seen(&bytes, vec![50, 1]);
            assert_eq!((&parts.0, parts.1.summary()), (&whole.0, whole.1.summary()), "{bytes:?}");
        }
    }
}
