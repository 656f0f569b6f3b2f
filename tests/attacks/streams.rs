//! Attacks with whole streams: megabytes of tiny documents, ends at every byte, calls in any order.

use broadworks_cap::xml::{Lexer, Token};
use broadworks_cap::{Document, Framed, Framer, Kind, Limits, Protocol};

use crate::allocations::counted;
use crate::common::{Piece, folder, frame};
use crate::reader::Reader;
use crate::{call_update, good};

#[test]
fn megabytes_of_tiny_documents() {
    for tiny in ["<a/>", "<BroadsoftDocument/>", "<BroadsoftDocument></BroadsoftDocument>\r\n"] {
        let stream = tiny.repeat((4 << 20) / tiny.len());
        let mut framer = Framer::new(Limits::default());
        let (mut at, mut count) = (0, 0);
        let (_, allocations) = counted(|| {
            while let Framed::Document { range } = framer.step(&stream.as_bytes()[at..]) {
                let kind = Document::decode(&stream.as_bytes()[at..][range.clone()]).map_err(|error| error.kind());
                assert_eq!(kind.err(), (tiny == "<a/>").then_some(Kind::WrongRoot));
                at += range.end;
                count += 1;
            }
        });
        assert_eq!(count, stream.len() / tiny.len());
        assert_eq!(framer.finish(&stream.as_bytes()[at..]), None);
        assert_eq!(allocations.calls, 0);
        assert!(framer.scanned() <= stream.len() as u64 + 2);
    }
}

#[test]
fn the_end_at_every_byte_is_clean_between_documents_and_nowhere_else() {
    for (path, stream) in folder("stream").into_iter().filter(|(path, _)| path.ends_with("login.xml")) {
        let (whole, _) = frame(&stream, &[], Limits::default());
        let ends: Vec<usize> = whole
            .iter()
            .map(|piece| match piece {
                Piece::Frame(_, end) => *end,
                Piece::Malformed(..) => panic!("{}: {piece:?}", path.display()),
            })
            .collect();
        for end in 0..=stream.len() {
            let (cut, _) = frame(&stream[..end], &[], Limits::default());
            let last = ends.iter().copied().filter(|whole| *whole <= end).max().unwrap_or(0);
            let rest = &stream[last..end];
            let kinds: Vec<Kind> = cut
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Malformed(_, _, error) => Some(error.kind()),
                    Piece::Frame(..) => None,
                })
                .collect();
            assert_eq!(cut.len() - kinds.len(), ends.iter().filter(|whole| **whole <= end).count());
            match &kinds[..] {
                [] => assert!(rest.trim_ascii().is_empty(), "cut at {end}"),
                [Kind::UnexpectedEnd] => assert!(!rest.trim_ascii().is_empty(), "cut at {end}"),
                [Kind::NoRoot] => assert!(rest.trim_ascii().ends_with(b"?>"), "cut at {end}"),
                kinds => panic!("cut at {end}: {kinds:?}"),
            }
        }
    }
}

/// Returns documents that exceed a limit on size, for which the corpus has no files.
fn oversized() -> Vec<(Kind, Vec<u8>)> {
    vec![
        (Kind::DocumentTooLong, format!("<a>{}</a>", "x".repeat(1 << 20)).into_bytes()),
        (Kind::FillerTooLong, vec![b' '; (64 << 10) + 1]),
    ]
}

#[test]
fn a_bad_document_of_every_kind_between_two_good_ones() {
    let good = good();
    let mut seen = Vec::new();
    let corpus = folder("invalid").into_iter().map(|(_, bytes)| (None, bytes));
    for (kind, bad) in corpus.chain(oversized().into_iter().map(|(kind, bytes)| (Some(kind), bytes))) {
        let mut reader = Reader::new(Limits::default());
        reader.feed(&good);
        assert_eq!(reader.good, 1);
        reader.feed(&bad);
        reader.feed(&good);
        reader.end();
        assert_eq!(reader.last, good.trim_ascii_end(), "{kind:?}: the next good one comes through");
        assert!(kind.is_none_or(|kind| reader.kinds().contains(&kind)), "{kind:?}: {:?}", reader.refused);
        let decoded = Document::decode(bad.trim_ascii()).err().map(|error| error.kind());
        assert!(decoded.is_some() || !reader.refused.is_empty(), "it is reported: {}", bad.escape_ascii());
        seen.extend(reader.kinds());
        seen.extend(decoded);
    }
    for kind in [
        Kind::InvalidUtf8,
        Kind::IllegalCharacter,
        Kind::MalformedMarkup,
        Kind::ExpectedName,
        Kind::ExpectedSpace,
        Kind::ExpectedEquals,
        Kind::ExpectedQuote,
        Kind::ExpectedTagEnd,
        Kind::DuplicateAttribute,
        Kind::LessThanInAttribute,
        Kind::MalformedReference,
        Kind::UnknownEntity,
        Kind::CdataEndInText,
        Kind::DoubleHyphenInComment,
        Kind::MalformedInstruction,
        Kind::MalformedDeclaration,
        Kind::MisplacedDeclaration,
        Kind::MismatchedEndTag,
        Kind::UnexpectedEndTag,
        Kind::TextOutsideRoot,
        Kind::UnexpectedEnd,
        Kind::NoRoot,
        Kind::Doctype,
        Kind::WrongRoot,
        Kind::DocumentTooLong,
        Kind::TooDeep,
        Kind::TooManyAttributes,
        Kind::NameTooLong,
        Kind::FillerTooLong,
    ] {
        assert!(seen.contains(&kind), "no bad document is refused as {kind:?}");
    }
}

#[test]
fn end_tags_smuggled_into_a_whole_message_end_nothing() {
    const END: &str = "</remoteName></call></user></commandData></command></BroadsoftDocument>";
    let good = good();
    let cdata = call_update(&format!("<call><remoteName><![CDATA[{END}]]></remoteName></call>"));
    let comment = call_update(&format!("<call><remoteName><!-- {END} -->x</remoteName></call>"));
    let instruction = call_update(&format!("<call><?p {END} ?><remoteName>x</remoteName></call>"));
    let escaped = END.replace('<', "&lt;");
    let attribute = call_update(&format!("<call callId='{escaped}' extTrackingId=\"'>/>\"/>"));
    for document in [cdata, comment, instruction, attribute] {
        let mut reader = Reader::new(Limits::default());
        reader.drip(document.as_bytes());
        assert_eq!((reader.good, &*reader.last), (1, document.as_bytes()));
        reader.drip(&good);
        assert_eq!((reader.good, reader.kinds()), (2, vec![]));
        let Ok(Document { command: broadworks_cap::Command::CallUpdate(update), .. }) =
            Document::decode(document.as_bytes())
        else {
            panic!("{document}")
        };
        let call = &update.user.calls[0];
        let told = call.remote_name.as_ref().or(call.call_id.as_ref()).expect("one of them").to_string();
        assert!(told == END || told == "x", "{told}");
    }
}

#[test]
fn a_second_declaration_inside_ends_only_its_own_document() {
    let good = String::from_utf8(good()).expect("UTF-8");
    for inside in ["<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='UTF-8'?>", "<?xml ?>"] {
        let bad = call_update(&format!("<call>{inside}<state>2</state></call>"));
        let mut reader = Reader::new(Limits::default());
        reader.drip(format!("{good}{bad}{good}").as_bytes());
        reader.end();
        assert_eq!(reader.kinds()[0], Kind::MisplacedDeclaration);
        // The bytes after the declaration are a document of their own, with a wrong root.
        assert_eq!((reader.good, &*reader.last), (3, good.trim_ascii_end().as_bytes()));
    }
    // A declaration inside CDATA or a comment is plain text.
    let text = call_update("<call><remoteName><![CDATA[<?xml version='1.0'?>]]><!-- <?xml ?> --></remoteName></call>");
    let mut reader = Reader::new(Limits::default());
    reader.drip(text.as_bytes());
    assert_eq!((reader.good, reader.kinds()), (1, vec![]));
}

#[test]
fn calls_after_an_error_and_after_the_end_do_no_harm() {
    let good = good();
    // If the caller removes nothing after an error, it gets the same result again.
    let mut framer = Framer::new(Limits::default());
    let bad = [b"junk".as_slice(), &good].concat();
    let first = framer.step(&bad);
    assert!(matches!(first, Framed::Malformed { ref range, .. } if *range == (0..4)), "{first:?}");
    assert_eq!(framer.step(&bad), first);
    assert!(matches!(framer.step(&bad[4..]), Framed::Document { .. }));
    // After the end, a new stream may begin.
    let mut framer = Framer::new(Limits::default());
    assert!(matches!(framer.finish(b"<a"), Some(Framed::Malformed { range, .. }) if range == (0..2)));
    assert_eq!(framer.finish(b""), None);
    assert_eq!(framer.finish(b""), None);
    assert_eq!(framer.step(b""), Framed::Incomplete);
    assert!(matches!(framer.step(&good), Framed::Document { .. }));
    assert_eq!(framer.finish(b" \n"), None);
    // After an error, the lexer returns nothing more.
    let mut lexer = Lexer::new(b"<a><b></a>", Limits::default()).expect("legal characters");
    while let Ok(Some(_)) = lexer.next() {}
    assert_eq!(lexer.next(), Ok(None));
    assert!(lexer.position() <= 10 && lexer.token_start() <= 10);
    let mut lexer = Lexer::new(b"<a/>", Limits::default()).expect("legal characters");
    while lexer.next().expect("well-formed").is_some() {}
    assert_eq!((lexer.next(), lexer.depth()), (Ok(None), 0));
    assert_eq!(lexer.skip_element(), Ok(()));
    let mut lexer = Lexer::new(b"<a><b>", Limits::default()).expect("legal characters");
    assert!(matches!(lexer.next(), Ok(Some(Token::Open("a")))));
    assert_eq!(lexer.skip_element().map_err(|error| error.kind()), Err(Kind::UnexpectedEnd));
    assert_eq!(lexer.skip_element(), Ok(()));
    // The same holds for a validator.
    let mut findings = Protocol::CapC.validate(b"<a>");
    while findings.next().is_some() {}
    assert!(findings.next().is_none() && findings.next().is_none());
}
