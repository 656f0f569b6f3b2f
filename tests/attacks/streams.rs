//! Attacks with whole streams: megabytes of tiny documents, ends at every byte, calls in any order.

use broadworks_cap::schema::Unknown;
use broadworks_cap::xml::{Lexer, Token};
use broadworks_cap::{
    Decoder, Document, Error, Event, Framed, Framer, Kind, Limits, Protocol, StreamDecoder, StreamReader,
};

use crate::allocations::counted;
use crate::common::{Piece, folder, frame};
use crate::random::Random;
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
        Kind::NestedRoot,
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
fn a_root_inside_begins_the_next_document() {
    let good = String::from_utf8(good()).expect("UTF-8");
    let bare = good.split_once("?>").expect("a declaration").1.trim_end();
    let name = "BroadsoftDocument";
    for inside in [
        "<{}><x/></{}>",
        "<{}/>",
        "<{} />",
        "<{}\t>",
        "<call><state><{}>1</{}></state></call>",
        "<unknown><{}/></unknown>",
        "<state><{}>1",
    ] {
        let bad = call_update(&inside.replace("{}", name));
        let (at, _) = bad.match_indices(&format!("<{name}")).nth(1).expect("a root inside");
        let decoded = Document::decode(bad.as_bytes()).map_err(|error| (error.kind(), error.offset()));
        assert_eq!(decoded.err(), Some((Kind::NestedRoot, at)), "{bad}");
        let mut general = Decoder::new().limits(Limits::default().shortcuts(false));
        let decoded = general.decode(bad.as_bytes()).map_err(|error| (error.kind(), error.offset()));
        assert_eq!(decoded.err(), Some((Kind::NestedRoot, at)), "{bad}");
        for limits in [Limits::default(), Limits::default().shortcuts(false)] {
            let (pieces, _) = frame(bad.as_bytes(), &[], limits);
            assert_eq!(pieces[0], Piece::Malformed(0, at, Error::new(Kind::NestedRoot, at)), "{bad}");
        }
        let mut reader = Reader::new(Limits::default());
        reader.drip(&bad.as_bytes()[..at]);
        reader.drip(bare.as_bytes());
        assert_eq!((reader.kinds(), reader.good, &*reader.last), (vec![Kind::NestedRoot], 1, bare.as_bytes()));
    }
    // It is no content that a program could add.
    let mut unknown = Unknown::default();
    for (element, at) in [("<BroadsoftDocument/>", 0), ("<x><y/><BroadsoftDocument>1</BroadsoftDocument></x>", 7)] {
        assert_eq!(unknown.push_element(element), Err(Error::new(Kind::NestedRoot, at)));
    }
    assert!(unknown.is_empty());
    // As text, it is text, and a longer name is another one.
    for inside in [
        "<!-- <BroadsoftDocument> -->",
        "<?p <BroadsoftDocument> ?>",
        "<call><remoteName><![CDATA[<BroadsoftDocument>]]>&lt;BroadsoftDocument></remoteName></call>",
        "<call callId='&lt;BroadsoftDocument>'/>",
        "<BroadsoftDocuments/><BroadsoftDocument-x>1</BroadsoftDocument-x><broadsoftDocument/><BroadsoftDocumenT/>",
    ] {
        let mut reader = Reader::new(Limits::default());
        reader.drip(call_update(inside).as_bytes());
        assert_eq!((reader.good, reader.kinds()), (1, vec![]), "{inside}");
    }
}

#[test]
fn a_buffer_that_misses_bytes_is_incomplete() {
    let good = good();
    // White space that was read, a document, and the search for the end of a malformed one.
    for stream in [b"  \n".as_slice(), &good[..good.len() / 2], b"<a></b>    ", b"junk ", b"\xef\xbb\xbf"] {
        for limits in [Limits::default(), Limits::default().preamble(true)] {
            for shorter in 0..stream.len() {
                let (mut framer, mut decoder) = (Framer::new(limits), StreamDecoder::new(limits));
                assert_eq!(framer.step(stream), Framed::Incomplete);
                assert_eq!(decoder.step(stream), Event::Pending);
                assert_eq!(framer.step(&stream[..shorter]), Framed::Incomplete);
                assert_eq!(decoder.step(&stream[..shorter]), Event::Pending);
                let mut rest = (framer.clone(), decoder.clone());
                // With all bytes it continues as if nothing had happened.
                let whole = [stream, b"<a/>"].concat();
                let mut unharmed = Framer::new(limits);
                unharmed.step(stream);
                assert_eq!(framer.step(&whole), unharmed.step(&whole));
                assert_eq!(framer.scanned(), unharmed.scanned());
                decoder.step(&whole);
                // At the end, what is there is malformed.
                match rest.0.finish(&stream[..shorter]) {
                    None => assert_eq!(shorter, 0),
                    Some(Framed::Malformed { range, error }) => {
                        assert!(range == (0..shorter) && shorter > 0 && error.offset() <= shorter, "{error:?}");
                    }
                    Some(other) => panic!("{other:?}"),
                }
                assert!(matches!(rest.1.finish(&stream[..shorter]), Event::Malformed(_) | Event::Closed { .. }));
            }
        }
    }
}

#[test]
fn any_calls_with_any_buffers_do_no_harm() {
    let mut random = Random::new(11);
    let pieces = [
        "<BroadsoftDocument",
        "</BroadsoftDocument>",
        ">",
        "<a",
        "</a>",
        " ",
        "'",
        "\n",
        "x",
        "<!--",
        "-->",
        "<?xml ",
        "\u{feff}",
    ];
    let numbers = [0, 1, 2, 5, 17, 100, usize::MAX - 1, usize::MAX];
    for _ in 0..3000 {
        let mut any = || *random.choose(&numbers);
        let limits =
            Limits::default().document(any()).depth(any()).attributes(any()).name(any()).items(any()).filler(any());
        let limits = limits.preamble(random.below(2) == 0).shortcuts(random.below(2) == 0);
        let (mut framer, mut decoder) = (Framer::new(limits), StreamDecoder::new(limits));
        let mut reader = StreamReader::new(limits);
        for _ in 0..8 {
            // Unlike a buffer should, it need not begin with the bytes that were not removed.
            let buffer: String = (0..random.below(12)).map(|_| *random.choose(&pieces)).collect();
            let over = random.below(4) == 0;
            let framed = if over { framer.finish(buffer.as_bytes()) } else { Some(framer.step(buffer.as_bytes())) };
            if let Some(Framed::Document { range } | Framed::Malformed { range, .. }) = framed {
                assert!(range.start < range.end && range.end <= buffer.len(), "{range:?} of {buffer:?}");
            }
            _ = if over { decoder.finish(buffer.as_bytes()) } else { decoder.step(buffer.as_bytes()) };
            assert!(decoder.range().end <= buffer.len());
            // A reader can be ended and fed in any order.
            match random.below(4) {
                0 => reader.end(),
                1 => reader.filled(random.below(9)),
                2 => reader.filled(usize::MAX),
                _ => reader.feed(buffer.as_bytes()),
            }
            for _ in 0..random.below(3) {
                _ = reader.next();
            }
        }
        reader.end();
        while !matches!(reader.next(), Event::Closed { .. }) {}
    }
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
