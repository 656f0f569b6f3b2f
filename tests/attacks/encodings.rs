//! Attacks with encodings: bytes that are not UTF-8, wrong encoding labels, misplaced byte order
//! marks, and references to invalid characters.

use broadworks_cap::{Command, Document, Kind, Limits, Protocol};

use crate::reader::Reader;
use crate::{call_update, good};

/// Invalid UTF-8: Latin-1, overlong, surrogates, beyond Unicode, cut short, and bytes that never
/// occur.
const BAD: &[&[u8]] = &[
    b"\xe9",
    b"\x80",
    b"\xc0\xaf",
    b"\xc1\xbf",
    b"\xe0\x80\xaf",
    b"\xf0\x80\x80\xaf",
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xc3",
    b"\xe2\x82",
    b"\xf0\x9f\x93",
    b"\xff",
    b"\xfe",
];

/// A document with every kind of token.
const TOKENS: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><?p q?>\n<BroadsoftDocument protocol='CAP' \
    version = \"17.0\" ><command commandType=\"infoRequest\">t\u{e9}xt&amp;<![CDATA[x]]>&#65;<commandData/></command >\
    </BroadsoftDocument>";

#[test]
fn bad_bytes_at_every_edge_are_refused_where_they_stand() {
    assert!(Document::decode(TOKENS.as_bytes()).is_ok());
    let good = good();
    for at in (0..=TOKENS.len()).filter(|at| TOKENS.is_char_boundary(*at)) {
        for bad in BAD {
            let document = [&TOKENS.as_bytes()[..at], bad, &TOKENS.as_bytes()[at..]].concat();
            let error = Document::decode(&document).expect_err("no UTF-8");
            assert_eq!((error.kind(), error.offset()), (Kind::InvalidUtf8, at));
            let found = Protocol::Ccc2.validate(&document).next().map(|finding| finding.span());
            assert_eq!(found, Some(at..at));
            let mut reader = Reader::new(Limits::default());
            // An instruction without an end continues into the next declaration, so two good
            // documents follow.
            for piece in [&good, &document, &good, &good] {
                reader.feed(piece);
            }
            reader.end();
            assert!(reader.good >= 3 && reader.last == good.trim_ascii_end(), "{bad:?} at {at}: {:?}", reader.refused);
            assert!(
                reader.scanned() <= 3 * reader.fed,
                "{bad:?} at {at}: {} of {} {:?}",
                reader.scanned(),
                reader.fed,
                reader.refused
            );
        }
    }
}

#[test]
fn labels_that_lie_change_nothing() {
    let good = String::from_utf8(good()).expect("UTF-8");
    let plain = Document::decode(good.as_bytes()).expect("a good document").into_owned();
    for label in ["UTF-16", "ISO-8859-1", "US-ASCII", "UTF-7", "EBCDIC-CP-US", "x"] {
        let lie = good.replace("encoding=\"UTF-8\"", &format!("encoding=\"{label}\""));
        assert_ne!(lie, good);
        assert_eq!(Document::decode(lie.as_bytes()).map(Document::into_owned), Ok(plain.clone()), "{label}");
    }
    // UTF-7 is not decoded to markup, either.
    let sly = call_update("<call><remoteName>+ADw-state+AD4-2+ADw-/state+AD4-</remoteName></call>");
    let sly = Document::decode(sly.as_bytes()).expect("text");
    let Command::CallUpdate(update) = &sly.command else { panic!("it is a callUpdate") };
    assert_eq!(update.user.calls[0].state, None);
}

#[test]
fn utf_16_is_refused_and_the_next_document_comes_through() {
    let good = good();
    let text = String::from_utf8(good.clone()).expect("UTF-8");
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for wide in [[b"\xff\xfe", &*little].concat(), [b"\xfe\xff", &*big].concat(), little, big] {
        let kind = Document::decode(&wide).expect_err("not UTF-8").kind();
        assert!(matches!(kind, Kind::InvalidUtf8 | Kind::IllegalCharacter), "{kind:?}");
        let mut reader = Reader::new(Limits::default());
        for piece in [&good, &wide, &good] {
            reader.feed(piece);
        }
        reader.end();
        assert_eq!(reader.last, good.trim_ascii_end());
        assert!(!reader.refused.is_empty() && reader.scanned() <= 2 * reader.fed);
    }
}

#[test]
fn a_byte_order_mark_counts_only_at_the_start() {
    let mark = "\u{feff}";
    let at = |place: usize| format!("{}{mark}{}", &TOKENS[3..place], &TOKENS[place..]);
    let skipped = |begin: &str, end: &str| TOKENS.find(begin).expect("begins")..TOKENS.find(end).expect("ends") + 1;
    // The mark may be part of a name: `<?xml` with it inside is an ordinary instruction.
    let passed_over = [skipped("<!--", "-->"), skipped("<?p", "?>\n"), 4..8];
    for place in (4..=TOKENS.len()).filter(|place| TOKENS.is_char_boundary(*place)) {
        // In text and values it is an ordinary character, and must not be lost.
        if let Ok(decoded) = Document::decode(at(place).as_bytes()) {
            let mut out = Vec::new();
            decoded.encode(&mut out).expect("it encodes");
            let kept = String::from_utf8(out).expect("UTF-8").contains(mark);
            assert_eq!(kept, !passed_over.iter().any(|range| range.contains(&(place - 1))), "{}", at(place));
        }
    }
    for (document, kind) in [
        (format!("{mark}{mark}<BroadsoftDocument/>"), Kind::TextOutsideRoot),
        (format!("<?xml version='1.0'?>{mark}<BroadsoftDocument/>"), Kind::TextOutsideRoot),
        (format!("<{mark}BroadsoftDocument/>"), Kind::WrongRoot),
        (format!("<BroadsoftDocument{mark}/>"), Kind::WrongRoot),
        (format!("<BroadsoftDocument {mark}/>"), Kind::ExpectedEquals),
        (format!("<BroadsoftDocument/>{mark}"), Kind::TextOutsideRoot),
    ] {
        assert_eq!(Document::decode(document.as_bytes()).map_err(|error| error.kind()), Err(kind), "{document}");
    }
}

#[test]
fn references_to_no_character() {
    let zeros = "0".repeat(1000);
    let nines = "9".repeat(30);
    let digits = |reference: &str| {
        let inside = call_update(&format!("<call callId='{reference}'><state>{reference}</state></call>"));
        Document::decode(inside.as_bytes()).map(|document| document.into_owned()).map_err(|error| error.kind())
    };
    for reference in ["&#0;", "&#x0;", "&#8;", "&#x1F;", "&#xB;", "&#xFFFE;", "&#xFFFF;", "&#xD800;", "&#xDFFF;"]
        .into_iter()
        .chain(["&#55296;", "&#x110000;", "&#1114112;", "&#4294967296;", "&#4294967361;", "&#x100000041;"])
        .map(String::from)
        .chain([format!("&#{nines};"), format!("&#x{};", "f".repeat(30)), format!("&#{zeros};")])
    {
        assert_eq!(digits(&reference), Err(Kind::IllegalCharacter), "{reference}");
    }
    for reference in
        ["&#;", "&#x;", "&#xg;", "&#-1;", "&#+1;", "&# 65;", "&#X41;", "&#65", "&;", "& ;", "&#65 ;", "&#x41_;"]
    {
        assert_eq!(digits(reference), Err(Kind::MalformedReference), "{reference}");
    }
    for (reference, is) in [
        ("&#9;", "\t"),
        ("&#xD;", "\r"),
        ("&#x20;", " "),
        ("&#xD7FF;", "\u{d7ff}"),
        ("&#xE000;", "\u{e000}"),
        ("&#xFFFD;", "\u{fffd}"),
        ("&#x10FFFF;", "\u{10ffff}"),
        ("&#1114111;", "\u{10ffff}"),
        (&format!("&#{zeros}65;"), "A"),
        (&format!("&#x{zeros}41;"), "A"),
    ] {
        let document = digits(reference).unwrap_or_else(|kind| panic!("{reference}: {kind:?}"));
        let Command::CallUpdate(update) = &document.command else { panic!("it is a callUpdate") };
        assert_eq!(update.user.calls[0].call_id.as_ref().map(|id| id.to_string()).as_deref(), Some(is));
        assert_eq!(update.user.calls[0].state.as_ref().map(|state| state.to_string()).as_deref(), Some(is));
    }
}
