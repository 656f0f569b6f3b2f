//! Attacks with long tokens, fed byte by byte, with and without an end.

use broadworks_cap::{Document, Kind, Limits};

use crate::good;
use crate::reader::Reader;

/// Start of the token, the repeated part, and its end.
const GROWING: &[(&str, &str, &str)] = &[
    ("<a>", "x", "</a>"),
    ("<a>", "&amp;", "</a>"),
    ("<a>&#", "0", "65;</a>"),
    ("<a>]", "]", "</a>"),
    ("<a><!--", "x", "--></a>"),
    ("<a><!--", " -", "--></a>"),
    ("<a><!-- </a", ">", "--></a>"),
    ("<a><![CDATA[", "x", "]]></a>"),
    ("<a><![CDATA[", "]", "]]></a>"),
    ("<a><![CDATA[", "</a>", "]]></a>"),
    ("<a><?p ", "?", "?></a>"),
    ("<a><?p", "x", "?></a>"),
    ("<a b=\"", "x", "\"/>"),
    ("<a b='", ">", "'/>"),
    ("<a b='", "\"", "'/>"),
    ("<a ", "x", "=''/>"),
    ("<a", " ", "/>"),
    ("<a></a", "\n", ">"),
    ("<a>", "<b/>", "</a>"),
    ("<a>", "<b></b >", "</a>"),
    ("<a", " b=''", "/>"),
    ("<!---->", "<!---->", "<a/>"),
    ("<?p?>", "<?p?>", "<a/>"),
];

#[test]
fn every_byte_of_a_growing_token_is_looked_at_once() {
    let good = good();
    for (begin, unit, end) in GROWING {
        let inside = unit.repeat(60_000 / unit.len());
        let mut reader = Reader::new(Limits::default());
        reader.drip(format!("{begin}{inside}").as_bytes());
        assert_eq!((reader.good, reader.kinds()), (0, vec![]), "{begin}{unit}");
        reader.drip(end.as_bytes());
        assert_eq!(reader.good, 1, "{begin}{unit}");
        reader.drip(&good);
        assert_eq!((reader.good, reader.kinds()), (2, vec![]), "{begin}{unit}");
        assert_eq!(reader.scanned(), reader.fed, "{begin}{unit}");
    }
}

#[test]
fn a_token_without_an_end_costs_linear_work_and_flat_memory() {
    let good = good();
    let limits = Limits::default().document(16 << 10).filler(1 << 10);
    for (begin, unit, end) in GROWING {
        let inside = unit.repeat(40 * limits.document / unit.len());
        let mut reader = Reader::new(limits);
        reader.drip(format!("{begin}{inside}{end}").as_bytes());
        assert_eq!(reader.kinds()[0], Kind::DocumentTooLong, "{begin}{unit}");
        assert!(reader.held <= limits.document + limits.filler, "{begin}{unit}: {} held", reader.held);
        let bound = 6 * reader.fed + 16 * limits.document as u64;
        assert!(reader.scanned() <= bound, "{begin}{unit}: {} of {}", reader.scanned(), reader.fed);
        reader.drip(&good);
        reader.end();
        assert_eq!(reader.last, good.trim_ascii_end(), "{begin}{unit}: the next good one comes through");
    }
}

#[test]
fn names_are_cut_off_at_their_limit() {
    let good = good();
    for (begin, end) in [("<a", "/>"), ("<a><b", "/></a>"), ("<a></a", "></a>"), ("<!-- --><a", "/>")] {
        let mut reader = Reader::new(Limits::default());
        reader.drip(begin.as_bytes());
        reader.drip("x".repeat(63).as_bytes());
        let before = reader.scanned();
        assert_eq!(before, reader.fed, "nothing is read again before a fault");
        reader.drip("x".repeat(1 << 20).as_bytes());
        reader.drip(end.as_bytes());
        reader.drip(&good);
        reader.end();
        assert_eq!(reader.kinds()[0], Kind::NameTooLong, "{begin}");
        assert_eq!(reader.last, good.trim_ascii_end(), "{begin}");
        assert!(reader.scanned() <= 2 * reader.fed, "{begin}: {} of {}", reader.scanned(), reader.fed);
        assert!(reader.held <= (1 << 20) + (64 << 10), "{begin}: {} held", reader.held);
    }
}

#[test]
fn nothing_is_built_while_a_document_is_incomplete() {
    let (_, allocations) = crate::allocations::counted(|| {
        let mut framer = broadworks_cap::Framer::new(Limits::default());
        let stream = [b"<a>".as_slice(), &[b'x'; 60_000]].concat();
        for end in 0..stream.len() {
            assert_eq!(framer.step(&stream[..end]), broadworks_cap::Framed::Incomplete);
        }
    });
    // The only allocation is the stream itself.
    assert_eq!(allocations.calls, 1);
    assert!(Document::decode(b"<a>").is_err());
}
