//! Tests of every limit, at its bound and one past it, with the default and with other values. The
//! stream continues after a document that exceeds a limit.

use broadworks_cap::event::Malformed;
use broadworks_cap::xml::Lexer;
use broadworks_cap::{Decoder, Document, Kind, Limits, Protocol, Validator};

use crate::reader::Reader;
use crate::{call_update, good};

/// A limit: its error, and a function that builds a document of a given size.
struct Limit {
    kind: Kind,
    /// The default value, and a function to change it.
    default: usize,
    set: fn(Limits, usize) -> Limits,
    /// Builds a document that needs exactly this limit.
    asks: fn(usize) -> String,
    /// `true` if the framer checks the limit.
    framed: bool,
    /// `true` if the lexer checks the limit.
    lexed: bool,
}

const LIMITS: &[Limit] = &[
    Limit {
        kind: Kind::DocumentTooLong,
        default: 1 << 20,
        set: |limits, bytes| limits.document(bytes),
        asks: |bytes| {
            let empty = call_update("<call callId=''/>").len();
            call_update(&format!("<call callId='{}'/>", "x".repeat(bytes - empty)))
        },
        framed: true,
        lexed: true,
    },
    Limit {
        kind: Kind::TooDeep,
        default: 32,
        set: |limits, levels| limits.depth(levels),
        asks: |levels| call_update(&format!("{}{}", "<x>".repeat(levels - 4), "</x>".repeat(levels - 4))),
        framed: true,
        lexed: true,
    },
    Limit {
        kind: Kind::TooManyAttributes,
        default: 32,
        set: |limits, count| limits.attributes(count),
        asks: |count| {
            let attributes: String = (0..count).map(|i| format!(" a{i}=''")).collect();
            call_update(&format!("<call{attributes}/>"))
        },
        framed: false,
        lexed: true,
    },
    Limit {
        kind: Kind::NameTooLong,
        default: 64,
        set: |limits, bytes| limits.name(bytes),
        asks: |bytes| call_update(&format!("<{0}></{0}>", "n".repeat(bytes))),
        framed: true,
        lexed: true,
    },
    Limit {
        kind: Kind::NameTooLong,
        default: 64,
        set: |limits, bytes| limits.name(bytes),
        asks: |bytes| call_update(&format!("<call {}=''/>", "n".repeat(bytes))),
        framed: false,
        lexed: true,
    },
    Limit {
        kind: Kind::TooManyItems,
        default: 8192,
        set: |limits, count| limits.items(count),
        asks: |count| call_update(&"<call/>".repeat(count)),
        framed: false,
        lexed: false,
    },
    Limit {
        kind: Kind::FillerTooLong,
        default: 64 << 10,
        set: |limits, bytes| limits.filler(bytes),
        asks: |bytes| " ".repeat(bytes) + &call_update(""),
        framed: true,
        lexed: false,
    },
];

/// Returns the results of framing, decoding, lexing and validating for a stream of one document.
fn verdicts(limit: &Limit, document: &str, limits: Limits) -> Vec<Result<(), Kind>> {
    let mut verdicts = Vec::new();
    if limit.framed {
        for chunk in [usize::MAX, 1000] {
            let mut reader = Reader::new(limits);
            document.as_bytes().chunks(chunk).for_each(|piece| reader.feed(piece));
            reader.end();
            verdicts.push(reader.kinds().first().map_or(Ok(()), |kind| Err(*kind)));
        }
    }
    if limit.lexed {
        let bytes = document.as_bytes();
        verdicts.push(Decoder::new().limits(limits).decode(bytes).map(|_| ()).map_err(|error| error.kind()));
        let said = Validator::new(Protocol::CapC).limits(limits).validate(bytes).last();
        let ill = said.filter(|finding| finding.id() == "ill-formed");
        assert_eq!(ill.is_some(), verdicts.last().is_some_and(|verdict| verdict.is_err()));
        let lexed = Lexer::new(bytes, limits).and_then(|mut lexer| {
            while lexer.next()?.is_some() {}
            Ok(())
        });
        verdicts.push(lexed.map_err(|error| error.kind()));
    }
    if !limit.framed {
        verdicts.push(Decoder::new().limits(limits).decode(document.as_bytes()).map(|_| ()).map_err(|e| e.kind()));
    }
    assert!(!verdicts.is_empty());
    verdicts
}

#[test]
fn each_holds_at_its_bound_and_one_past_it() {
    for limit in LIMITS {
        let all = |document: &str, limits: Limits, expected: Result<(), Kind>| {
            let verdicts = verdicts(limit, document, limits);
            assert!(verdicts.iter().all(|verdict| *verdict == expected), "{:?}: {verdicts:?}", limit.kind);
        };
        let bounds: &[usize] = match limit.kind {
            // An empty document already needs that many bytes.
            Kind::DocumentTooLong => &[300, 500, limit.default],
            Kind::TooDeep => &[5, 7, limit.default],
            _ => &[30, limit.default],
        };
        for bound in bounds.iter().copied() {
            let limits = (limit.set)(Limits::default(), bound);
            all(&(limit.asks)(bound), limits, Ok(()));
            all(&(limit.asks)(bound + 1), limits, Err(limit.kind));
        }
        // The default is the documented one.
        all(&(limit.asks)(limit.default), Limits::default(), Ok(()));
        all(&(limit.asks)(limit.default + 1), Limits::default(), Err(limit.kind));
    }
}

#[test]
fn a_list_of_items_that_take_room_may_be_longer_than_the_limit() {
    let decodes = |item: &str, count: usize, limit: usize| {
        let document = call_update(&item.repeat(count));
        let decode = |expecting| {
            let mut decoder = Decoder::new().limits(Limits::default().items(limit).shortcuts(expecting));
            decoder.decode(document.as_bytes()).map(|_| ()).map_err(|error| error.kind())
        };
        assert_eq!(decode(true), decode(false), "{count} times {item}");
        decode(true)
    };
    let exact = format!("<call callId='{}'/>", "x".repeat(Limits::ITEM - "<call callId=''/>".len()));
    let (less, more) = (exact.replacen('x', "", 1), exact.replacen('x', "xy", 1));
    for limit in [1, 30, 100] {
        for item in [&exact, &more] {
            assert_eq!(decodes(item, 2000, limit), Ok(()), "{item}");
            assert_eq!(decodes(item, 1, 0), Err(Kind::TooManyItems), "0 allows none");
        }
        assert_eq!(decodes(&less, 2000, limit), Err(Kind::TooManyItems), "a byte too few for so many");
        assert_eq!(decodes(&less, 2000, 2000), Ok(()));
    }
}

#[test]
fn those_that_can_be_raised_are_raised_and_the_others_stay() {
    for limit in LIMITS {
        let more = limit.default + 1;
        let expected = match limit.kind {
            Kind::TooDeep | Kind::TooManyAttributes => Err(limit.kind),
            _ => Ok(()),
        };
        for raised in [more, usize::MAX] {
            let verdicts = verdicts(limit, &(limit.asks)(more), (limit.set)(Limits::default(), raised));
            assert!(verdicts.iter().all(|verdict| *verdict == expected), "{:?} at {raised}: {verdicts:?}", limit.kind);
        }
    }
}

#[test]
fn limits_of_nothing_refuse_and_make_progress() {
    for limit in LIMITS {
        let limits = (limit.set)(Limits::default(), 0);
        let mut reader = Reader::new(limits);
        reader.drip(format!(" {}", call_update("<call a=''/>")).as_bytes());
        reader.end();
        assert!(!limit.framed || !reader.kinds().is_empty(), "{:?}", limit.kind);
        if limit.lexed || !limit.framed {
            let document = call_update("<call a=''/>");
            let error = Decoder::new().limits(limits).decode(document.as_bytes()).expect_err("nothing is allowed");
            assert_eq!(error.kind(), limit.kind);
        }
    }
}

#[test]
fn behind_what_passes_a_limit_the_stream_goes_on_and_memory_stays_flat() {
    let good = good();
    for limit in LIMITS {
        let mut reader = Reader::new(Limits::default());
        let bad = (limit.asks)(limit.default + 1);
        for _ in 0..3 {
            reader.feed(&good);
            bad.as_bytes().chunks(1500).for_each(|piece| reader.feed(piece));
        }
        let before = reader.good;
        reader.feed(&good);
        reader.end();
        assert_eq!((reader.good, &*reader.last), (before + 1, good.trim_ascii_end()), "{:?}", limit.kind);
        if limit.framed {
            let count: usize = reader.refused.iter().filter(|(kind, _)| *kind == limit.kind).map(|(_, n)| n).sum();
            assert!(count >= 3, "{:?}: {:?}", limit.kind, reader.refused);
        } else {
            assert_eq!(Document::decode(bad.as_bytes()).map(|_| ()).map_err(|e| e.kind()), Err(limit.kind));
        }
        assert!(reader.held <= (1 << 20) + (64 << 10), "{:?}: {} held", limit.kind, reader.held);
        assert!(reader.scanned() <= 3 * reader.fed, "{:?}: {} of {}", limit.kind, reader.scanned(), reader.fed);
    }
}

#[test]
fn a_name_limit_holds_for_end_tags_too() {
    let mut reader = Reader::new(Limits::default());
    reader.feed(format!("<a></{}>", "n".repeat(65)).as_bytes());
    reader.end();
    assert_eq!(reader.kinds(), [Kind::NameTooLong]);
}

#[test]
fn a_preamble_is_bounded_by_the_filler_limit() {
    for (length, refused) in [(64 << 10, false), ((64 << 10) + 1, true)] {
        let mut reader = Reader::new(Limits::default().preamble(true));
        let line = "POST / HTTP/1.1\r\n";
        reader.feed(format!("{line}{}", "x".repeat(length - line.len())).as_bytes());
        reader.feed(&good());
        reader.end();
        assert_eq!(reader.kinds().contains(&Kind::FillerTooLong), refused, "{length}: {:?}", reader.refused);
        assert_eq!(reader.last, good().trim_ascii_end());
        assert!(reader.held <= (64 << 10) + 4096);
    }
}

#[test]
#[cfg(target_pointer_width = "64")]
fn a_document_longer_than_offsets_reach_has_a_place() {
    const LONGEST: usize = (1 << 31) - 1;
    // The pages are never touched: the length alone is compared.
    let document = vec![0; LONGEST + 10];
    for most in [LONGEST, LONGEST + 1, usize::MAX] {
        let error = Decoder::new().limits(Limits::default().document(most)).decode(&document).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (Kind::DocumentTooLong, LONGEST));
        assert_eq!(error.shifted(7).offset(), LONGEST + 7);
        assert_eq!(error.shifted(usize::MAX).offset(), usize::MAX, "the sum stops at its end");
        assert_eq!(Malformed::new(b"", error, u64::MAX - 1).error_offset(), u64::MAX);
    }
}
