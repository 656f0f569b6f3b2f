//! Tests of framing: chunks do not matter, work is linear, and a malformed document does not affect
//! the next one.

mod common;

use broadworks_cap::{Decoder, Error, Framed, Framer, Kind, Limits};
use common::{Piece, folder, frame, messages};
use proptest::prelude::*;

#[test]
fn every_prefix_of_a_good_document_needs_more() {
    for (path, bytes) in messages() {
        let whole = match Framer::new(Limits::default()).step(&bytes) {
            Framed::Document { range } => range,
            other => panic!("{}: {other:?}", path.display()),
        };
        for end in 0..whole.end {
            let step = Framer::new(Limits::default()).step(&bytes[..end]);
            assert_eq!(step, Framed::Incomplete, "{} cut at {end}", path.display());
        }
        assert!(bytes[whole.end..].iter().all(u8::is_ascii_whitespace), "{}", path.display());
    }
}

#[test]
fn every_two_cut_of_every_stream_gives_the_same_frames() {
    for (path, bytes) in folder("stream").into_iter().chain(folder("invalid")) {
        let (whole, _) = frame(&bytes, &[], Limits::default());
        // All pairs would be millions, so every cut is tried alone and with a few other cuts.
        for first in 0..bytes.len() {
            for second in [first + 1, first + 2, first + 9, first + 300] {
                let cuts = [first, second.min(bytes.len())];
                assert_eq!(frame(&bytes, &cuts, Limits::default()).0, whole, "{} cut at {cuts:?}", path.display());
            }
        }
    }
}

#[test]
fn a_stream_fed_byte_by_byte_is_scanned_at_most_twice() {
    for (path, bytes) in folder("stream").into_iter().chain(folder("invalid")).chain(messages()) {
        let cuts: Vec<usize> = (0..bytes.len()).collect();
        let (pieces, scanned) = frame(&bytes, &cuts, Limits::default());
        assert_eq!(pieces, frame(&bytes, &[], Limits::default()).0, "{}", path.display());
        assert!(scanned <= 2 * bytes.len() as u64, "{}: {scanned} of {}", path.display(), bytes.len());
    }
}

#[test]
fn good_documents_in_pieces_of_any_size_are_scanned_at_most_twice() {
    let stream: Vec<u8> = messages().into_iter().flat_map(|(_, bytes)| bytes).collect();
    for size in [2, 3, 5, 8, 13, 40, 100, 500, stream.len()] {
        let cuts: Vec<usize> = (0..stream.len()).step_by(size).collect();
        let (_, scanned) = frame(&stream, &cuts, Limits::default());
        assert!(scanned <= 2 * stream.len() as u64, "{scanned} of {} in pieces of {size}", stream.len());
    }
}

#[test]
fn what_is_looked_at_again_is_counted() {
    let text: String = ('!'..='~').filter(|c| !"<&]".contains(*c)).collect();
    for blank in ["", "\n\n\n"] {
        let stream = &format!("{blank}<R><call id=\"1\" b='2>' >{text}</call><e/>{text}</R>");
        let place = |text: &str| stream.find(text).expect("it is there");
        let root = blank.len();
        let tags = [root..root + 3, place("<call")..place(" >!") + 2, place("<e/>")..place("<e/>") + 4];
        for cut in 1..stream.len() {
            let (pieces, scanned) = frame(stream.as_bytes(), &[cut], Limits::default());
            assert!(matches!(pieces[..], [Piece::Frame(_, end)] if end == stream.len()));
            // The bytes of an incomplete tag are read twice; two bytes are enough to recognise a
            // tag.
            let cut_tag = tags.iter().find(|tag| (tag.start + 2..tag.end).contains(&cut));
            let again = cut_tag.map_or(0, |tag| cut - tag.start);
            assert_eq!(scanned, (stream.len() + again) as u64, "cut at {cut}");
        }
    }
}

#[test]
fn pieces_cover_the_stream_without_gap_or_overlap() {
    for (path, bytes) in folder("stream").into_iter().chain(folder("invalid")) {
        let mut at = 0;
        for piece in frame(&bytes, &[], Limits::default()).0 {
            let (start, end) = match piece {
                Piece::Frame(start, end) | Piece::Malformed(start, end, _) => (start, end),
            };
            assert!(bytes[at..start].iter().all(u8::is_ascii_whitespace), "{}", path.display());
            at = end;
        }
        assert!(bytes[at..].iter().all(u8::is_ascii_whitespace), "{}", path.display());
    }
}

#[test]
fn an_end_tag_in_the_wrong_place_ends_nothing() {
    for inside in
        ["<!-- -> </R> ></R> -->", "<![CDATA[ ]> </R> ]] ></R> ]]]>", "<?p > </R> ? ></R> ?>", "<a b='>/>' c=\"'>\"/>"]
    {
        let whole = format!("<R>{inside}</R>");
        let stream = format!("{whole}<R/>");
        let expected = [Piece::Frame(0, whole.len()), Piece::Frame(whole.len(), stream.len())];
        for cut in 0..stream.len() {
            assert_eq!(frame(stream.as_bytes(), &[cut], Limits::default()).0, expected, "{stream}");
        }
    }
}

#[test]
fn a_preamble_is_passed_over_only_when_asked() {
    let (_, bytes) =
        folder("stream").into_iter().find(|(path, _)| path.ends_with("preamble.xml")).expect("preamble.xml");
    assert!(matches!(frame(&bytes, &[], Limits::default()).0[0], Piece::Malformed(0, _, _)));
    let (pieces, _) = frame(&bytes, &[], Limits::default().preamble(true));
    assert!(pieces.iter().all(|piece| matches!(piece, Piece::Frame(..))), "{pieces:?}");
    assert_eq!(pieces.len(), 2);
}

/// Malformed documents that end with their last byte, with their errors.
const OVER: &[(&str, Kind, usize)] = &[
    ("<R></a></R>", Kind::MismatchedEndTag, 3),
    ("<R><a></R>", Kind::MismatchedEndTag, 6),
    ("<R><1/></R \t\r\n>", Kind::MalformedMarkup, 3),
    ("<R></a ></R x></R/></R>", Kind::MismatchedEndTag, 3),
    ("<Root></a></Ro></Rooted></Rook></Root-></Root >", Kind::MismatchedEndTag, 6),
    ("<Root></a><Ro><Rook><Rooted><Root-></Root>", Kind::MismatchedEndTag, 6),
    ("<R></a><?xml-x a?><?xmlx a?><?xm ?><?x?><!-- --><x></R>", Kind::MismatchedEndTag, 3),
    ("<R><a b='<'c='></R>", Kind::LessThanInAttribute, 9),
    ("<!DOCTYPE R><R></R>", Kind::Doctype, 0),
    ("<?xml version='1.0'?><!DOCTYPE \n Root[<!ELEMENT Root ANY>]>\n<Root><Root/></Root>", Kind::Doctype, 21),
];

#[test]
fn a_bad_document_is_refused_at_the_last_byte_of_its_root() {
    for (bad, kind, at) in OVER {
        for end in 0..bad.len() {
            assert_eq!(
                Framer::new(Limits::default()).step(&bad.as_bytes()[..end]),
                Framed::Incomplete,
                "{bad} to {end}"
            );
        }
        for behind in ["", " ", "\n<R/>", "x"] {
            let mut framer = Framer::new(Limits::default());
            let error = Error::new(*kind, *at);
            assert_eq!(
                framer.step(format!("{bad}{behind}").as_bytes()),
                Framed::Malformed { range: 0..bad.len(), error }
            );
            assert!(!framer.is_skipping(), "it is over: {bad}");
        }
        // If the stream ends inside the document, the first error is still reported.
        let (mut framer, cut) = (Framer::new(Limits::default()), &bad[..bad.len() - 1]);
        framer.step(cut.as_bytes());
        let error =
            if framer.is_skipping() { Error::new(*kind, *at) } else { Error::new(Kind::UnexpectedEnd, cut.len()) };
        assert_eq!(framer.finish(cut.as_bytes()), Some(Framed::Malformed { range: 0..cut.len(), error }), "{cut}");
    }
}

#[test]
fn a_bad_document_ends_where_the_next_begins() {
    for (bad, next) in [
        ("<Root><a></b><Ro><Rook><Rooted>\n", "<Root a=''></Root>"),
        ("<Root><a></b> ", "<Root/>"),
        ("<R><a></b><Q>", "<?xml version='1.0'?><Q/>"),
        ("<R></a></R x", "<R>/</R>"),
        // The root is unknown, so any start tag may begin the next document.
        ("junk <!a-><!-a><!><?xml-x?><1>", "<Q/>"),
        ("junk <?x-", "<Q/>"),
        ("junk", "<!-- c --><Q/>"),
        ("<!DOCTYPE>", "<Q/>"),
        ("<!DOCTYPE [ ]>", "<Q/>"),
    ] {
        let stream = format!("{bad}{next}");
        let (pieces, _) = frame(stream.as_bytes(), &[], Limits::default());
        let [Piece::Malformed(0, end, _), Piece::Frame(start, last)] = pieces[..] else {
            panic!("{stream}: {pieces:?}")
        };
        assert_eq!((end, start, last), (bad.len(), bad.len(), stream.len()), "{stream}");
    }
}

#[test]
fn no_other_name_ends_a_bad_document() {
    let names: Vec<String> = ('a'..='z').flat_map(|c| [c.to_string(), format!("x{c}"), format!("{c}x")]).collect();
    for root in &names {
        for other in names.iter().filter(|other| *other != root) {
            let bad = format!("<{root}></{other}></{root}>");
            let (pieces, _) = frame(bad.as_bytes(), &[], Limits::default());
            assert!(matches!(pieces[..], [Piece::Malformed(0, end, _)] if end == bad.len()), "{bad}: {pieces:?}");
        }
    }
}

#[test]
fn no_other_byte_stands_for_one_of_a_name() {
    // Many bytes are compared at once if enough bytes follow.
    for (name, behind) in [("A", ""), ("A", " "), ("n", " "), ("Zq", " ")] {
        for (at, byte) in (0..name.len()).flat_map(|at| (0..=255).map(move |byte| (at, byte))) {
            let mut document = format!("<{name}></{name}>{}", behind.repeat(64)).into_bytes();
            let place = name.len() + 4 + at;
            if document[place] != byte {
                document[place] = byte;
                let step = Framer::new(Limits::default()).step(&document);
                assert!(!matches!(step, Framed::Document { .. }), "{}", document.escape_ascii());
            }
        }
    }
}

#[test]
fn the_name_in_a_document_type_is_known_up_to_the_limit() {
    for (length, known) in [(1, true), (2, true), (3, true), (4, false), (9, false)] {
        let name = "n".repeat(length);
        let (bad, next) = (format!("<!DOCTYPE {name}>"), "<R/>");
        let (pieces, _) = frame(format!("{bad}{next}").as_bytes(), &[], Limits::default().name(3));
        let end = if known { bad.len() + next.len() } else { bad.len() };
        assert!(matches!(pieces[0], Piece::Malformed(0, skip, _) if skip == end), "{bad}: {pieces:?}");
    }
}

#[test]
fn an_end_tag_that_was_read_as_something_else_ends_nothing_later_either() {
    let bad = b"<R><!-- </R> --><![CDATA[</R>]]>";
    let unfinished = Error::new(Kind::UnexpectedEnd, bad.len());
    assert_eq!(frame(bad, &[], Limits::default()).0, [Piece::Malformed(0, bad.len(), unfinished)]);
    let too_long = Error::new(Kind::DocumentTooLong, bad.len() - 1);
    let (pieces, _) = frame(bad, &[], Limits::default().document(bad.len() - 1));
    assert_eq!(pieces[0], Piece::Malformed(0, bad.len() - 1, too_long));
}

#[test]
fn an_element_too_deep_begins_no_document() {
    let (pieces, _) = frame(b"<R><R><R>x</R></R></R>", &[], Limits::default().depth(2));
    assert_eq!(pieces[0], Piece::Malformed(0, 14, Error::new(Kind::TooDeep, 6)));
    assert!(pieces[1..].iter().all(|piece| matches!(piece, Piece::Malformed(..))), "{pieces:?}");
}

#[test]
fn a_document_as_long_as_the_limit_is_not_too_long() {
    for (stream, kind) in [("<R>xxx", Kind::UnexpectedEnd), ("<R>xxxx", Kind::DocumentTooLong)] {
        let (pieces, _) = frame(stream.as_bytes(), &[], Limits::default().document(6));
        assert_eq!(pieces[0], Piece::Malformed(0, 6, Error::new(kind, 6)));
    }
}

#[test]
fn a_document_without_end_is_refused_stretch_by_stretch() {
    let good = "<?xml version='1.0'?><R/>";
    for document in good.len()..good.len() + 60 {
        let limits = Limits::default().document(document);
        for [ending, behind] in [[" ", ""], ["</R>", " "]] {
            // The malformed bytes end with the root's end tag, or where the next document begins.
            let bad = format!("<R>{}{ending}", "<a>x</a>".repeat(20));
            let stream = format!("{bad}{behind}{good}");
            let (pieces, _) = frame(stream.as_bytes(), &[], limits);
            let (last, refused) = pieces.split_last().expect("something is told");
            assert_eq!(*last, Piece::Frame(stream.len() - good.len(), stream.len()), "{document}");
            let mut at = 0;
            for (number, piece) in refused.iter().enumerate() {
                let Piece::Malformed(start, end, error) = *piece else { panic!("{piece:?}") };
                let offset = if number == 0 { document } else { at };
                assert_eq!((start, error), (at, Error::new(Kind::DocumentTooLong, offset)), "{pieces:?}");
                // The framer waits for a tag that may begin the next document until it is complete.
                let full = (document..=document + 2).contains(&(end - start));
                assert!(full || end == bad.len(), "{document}: {pieces:?}");
                at = end;
            }
            assert_eq!(at, bad.len());
        }
    }
}

#[test]
fn a_framer_skips_between_a_fault_and_its_refusal() {
    let skipping = |buffer: &str, limits: Limits| {
        let mut framer = Framer::new(limits);
        assert_eq!(framer.step(buffer.as_bytes()), Framed::Incomplete);
        framer.is_skipping()
    };
    for (buffer, expected) in [("", false), ("<R><a", false), ("<R></b>", true), ("junk", true), ("<!DOCTYPE R", true)]
    {
        assert_eq!(skipping(buffer, Limits::default()), expected, "{buffer}");
    }
    assert!(!skipping("POST / HTTP/1.1", Limits::default().preamble(true)), "nothing was refused");
    assert!(skipping("POST <R></b>", Limits::default().preamble(true)));
}

#[test]
fn a_word_that_opens_markup_is_read_to_its_last_letter() {
    for word in ["<!--", "<![CDATA[", "<!DOCTYPE"] {
        for end in 2..word.len() {
            let bad = format!("<R>{}x</R>", &word[..end]);
            let error = Error::new(Kind::MalformedMarkup, 3);
            assert_eq!(frame(bad.as_bytes(), &[], Limits::default()).0, [Piece::Malformed(0, bad.len(), error)]);
        }
    }
}

#[test]
fn a_name_is_whole_in_start_and_end_tag() {
    for name in ["a", "A9", "_", ":", "a:b", "a-", "a.b", "a_0", "\u{e9}", "z\u{e9}9"] {
        for document in [format!("<{name}></{name}>"), format!("<R><{name} ></{name}\n></R>")] {
            let step = Framer::new(Limits::default()).step(document.as_bytes());
            assert_eq!(step, Framed::Document { range: 0..document.len() }, "{document}");
        }
    }
    let too_long = Some(Error::new(Kind::NameTooLong, 5));
    for (name, error) in [("abc", None), ("ab1", None), ("abcd", too_long), ("abc1", too_long)] {
        for document in [format!("<R ><{name}></{name}></R>"), format!("<R ><{name} ></{name} ></R>")] {
            let step = Framer::new(Limits::default().name(3)).step(document.as_bytes());
            let expected = match error {
                None => Framed::Document { range: 0..document.len() },
                Some(error) => Framed::Malformed { range: 0..document.len(), error },
            };
            assert_eq!(step, expected, "{document}");
        }
    }
    // If many bytes follow, a leaf is skipped at once.
    for (length, limit) in (1..34).flat_map(|length| (1..34).map(move |limit| (length, limit))) {
        let (name, behind) = ("n".repeat(length), " ".repeat(70));
        for (document, at) in [(format!("<R><{name}>1</{name}></R>"), 4), (format!("<{name}>1</{name}>"), 1)] {
            let step = Framer::new(Limits::default().name(limit)).step(format!("{document}{behind}").as_bytes());
            if length <= limit {
                assert_eq!(step, Framed::Document { range: 0..document.len() });
            } else {
                let told =
                    matches!(step, Framed::Malformed { error, .. } if error == Error::new(Kind::NameTooLong, at));
                assert!(told || step == Framed::Incomplete, "{document}: {step:?}");
            }
        }
    }
    let step = Framer::new(Limits::default().name(3)).step(b"<R ><a ></abcd ></R>");
    assert_eq!(step, Framed::Malformed { range: 0..20, error: Error::new(Kind::NameTooLong, 10) });
}

#[test]
fn no_name_fits_a_limit_of_zero() {
    for (document, at) in [("<a></a>", 1), ("<a>x</a>", 1), ("<a/>", 1), ("<?p?><a b=''></a>", 6)] {
        for behind in ["", &" ".repeat(70)] {
            let stream = format!("{document}{behind}");
            let cuts: Vec<usize> = (0..stream.len()).collect();
            for limits in [Limits::default().name(0), Limits::default().name(0).shortcuts(false)] {
                let (whole, _) = frame(stream.as_bytes(), &[], limits);
                assert_eq!(frame(stream.as_bytes(), &cuts, limits).0, whole, "{stream}");
                let Piece::Malformed(0, _, error) = whole[0] else { panic!("{stream}: {whole:?}") };
                assert_eq!(error, Error::new(Kind::NameTooLong, at), "{stream}");
                let decoded = Decoder::new().limits(limits).decode(document.as_bytes()).map(|_| ());
                assert_eq!(decoded, Err(error), "the decoder says the same");
            }
        }
    }
}

/// Checks that a document in one chunk gives the same result as one that arrives byte by byte,
/// which is processed one byte at a time.
#[track_caller]
fn frames_byte_by_byte(document: &str, whole: bool) {
    let cuts: Vec<usize> = (0..document.len()).collect();
    let (pieces, _) = frame(document.as_bytes(), &[], Limits::default());
    assert_eq!(pieces, frame(document.as_bytes(), &cuts, Limits::default()).0, "{document:?}");
    if whole {
        assert_eq!(pieces[0], Piece::Frame(0, document.trim_end().len()), "{document:?}");
    }
}

#[test]
fn names_and_texts_of_any_length_are_passed_over() {
    for name in 1..36 {
        for text in 0..70 {
            let (name, text, behind) = ("n".repeat(name), "t".repeat(text), " ".repeat((name * 7 + text * 3) % 70));
            let document = format!("<R><{name}>{text}</{name}></R>{behind}");
            assert_eq!(
                Framer::new(Limits::default()).step(document.as_bytes()),
                Framed::Document { range: 0..document.trim_end().len() }
            );
            // Only the same name ends the element, and no other byte may replace a byte of the end
            // tag.
            let end = document.find("</").expect("an end tag");
            for at in end..end + name.len() + 3 {
                for byte in ["m", "N", "/", ">", "<", " "] {
                    if (at + text.len()) % 6 != 0 || document[at..=at] == *byte {
                        continue;
                    }
                    let mut changed = document.clone();
                    changed.replace_range(at..=at, byte);
                    frames_byte_by_byte(&changed, false);
                }
            }
        }
    }
    for (length, more) in (1..34).flat_map(|length| (1..34).map(move |more| (length, more))) {
        let (name, more) = ("n".repeat(length), "n".repeat(more));
        for document in [format!("<R><{name}>1</{name}{more}></R>"), format!("<{name}></{name}{more}>")] {
            for behind in ["", &" ".repeat(70)] {
                let step = Framer::new(Limits::default()).step(format!("{document}{behind}").as_bytes());
                assert!(!matches!(step, Framed::Document { .. }), "{document}");
            }
        }
    }
    // An end tag contains only its name.
    for inside in [
        "x<n>t</x<m></m>",
        "<n a='1'>t</n a='1'>",
        "<n/>t</n/>",
        "<n >t</n ><n>",
        "<n>t</n<m/>",
        "<n>t<n>",
        "<n>t/<xn>",
    ] {
        let document = format!("<R>{inside}</R>{}", " ".repeat(70));
        assert!(
            !matches!(Framer::new(Limits::default()).step(document.as_bytes()), Framed::Document { .. }),
            "{document}"
        );
        frames_byte_by_byte(&document, false);
    }
    for (one, other) in [("n", "nn"), ("nn", "n"), ("n", ""), ("n", "n n"), ("n1", "n"), ("n", "n1")] {
        for behind in 0..70 {
            frames_byte_by_byte(&format!("<R><{one}></{other}></R>{}", " ".repeat(behind)), false);
            frames_byte_by_byte(&format!("<R><{one}>text</{other}></R>{}", " ".repeat(behind)), false);
        }
    }
}

#[test]
fn values_of_any_length_are_passed_over_with_all_that_is_in_them() {
    for length in 0..140 {
        for (mark, at) in [">", "'", "/>", "\n", "</R>", "<", "\"", "\" b=\"", "' >", "\u{1}", "\">"]
            .into_iter()
            .flat_map(|mark| (0..=length).step_by(1 + length / 24).map(move |at| (mark, at)))
        {
            let value = format!("{}{mark}{}", "v".repeat(at), "v".repeat(length - at));
            let good = !mark.contains(['<', '"', '\'']);
            for quote in ["\"", "'"] {
                for behind in ["", "<b>1</b>"] {
                    let other = if quote == "'" { "c=\"'>\"" } else { "c='\">'" };
                    frames_byte_by_byte(&format!("<R><n a={quote}{value}{quote}/>{behind}</R>"), good);
                    if at % 5 == 0 {
                        frames_byte_by_byte(&format!("<R><n a={quote}{value}{quote} {other}>{behind}</n></R>"), good);
                        frames_byte_by_byte(&format!("<R {other} a={quote}{value}{quote}>{behind}</R>   "), good);
                    }
                }
            }
        }
    }
}

#[test]
fn white_space_in_a_tag_may_be_of_any_kind_and_length() {
    for length in 0..70 {
        for blank in [" ", "\t", "\r", "\n"] {
            let blank = blank.repeat(length);
            frames_byte_by_byte(
                &format!("<R{blank}><n{blank}/><n {blank}a{blank}={blank}'1'{blank}></n{blank}></R{blank}>"),
                true,
            );
            frames_byte_by_byte(&format!("{blank}<R> </R>"), length == 0);
            for odd in ["/", "=", "<", "\u{b}", "\""] {
                frames_byte_by_byte(&format!("<R><n{blank}{odd}{blank}></n></R>"), false);
            }
        }
    }
}

/// White space before the root is read once, not once for each of its bytes.
#[test]
fn blanks_before_the_root_cost_no_more_than_their_number() {
    for head in ["<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!-- -->", "\u{feff}"] {
        let blanks = format!("{head}{}", " \t\r\n".repeat(1 << 19));
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for rest in ["", "<!-- --><R/>", "<R></R>", "\u{1}"] {
                let stream = blanks.clone() + rest;
                let (pieces, scanned) =
                    frame(stream.as_bytes(), &[blanks.len()], Limits::default().document(usize::MAX));
                let told = (matches!(pieces[..], [Piece::Frame(0, end)] if end == stream.len()), scanned, stream.len());
                sender.send((rest, told)).expect("the test waits");
            }
        });
        for _ in 0..4 {
            let wait = std::time::Duration::from_secs(60);
            let (rest, (framed, scanned, length)) = receiver.recv_timeout(wait).expect("no more than one pass over it");
            assert_eq!(framed, rest.ends_with("R>") || rest.ends_with("R/>"), "{head} {rest}");
            assert!(scanned <= 2 * length as u64, "{scanned} of {length}");
        }
    }
}

/// A usual head and its end tags are compared as wholes, and close what is open all the same.
#[test]
fn the_end_tags_of_the_envelope_close_what_is_open() {
    let head = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version="17.0">"#,
        r#"<command commandType="callUpdate"><commandData>"#
    );
    let tail = "</commandData></command></BroadsoftDocument>";
    for (inside, good) in [
        ("", true),
        ("<a>1</a>", true),
        ("<a b='</commandData></command></BroadsoftDocument>'/>", true),
        ("<!--</commandData></command></BroadsoftDocument>-->", true),
        ("<commandData></commandData>", true),
        ("</commandData><commandData>", true),
        ("</commandData></command><command><commandData>", true),
        ("<a>", false),
        ("<commandData>", false),
        ("</commandData><a>", false),
        ("</commandData></command><a><commandData>", false),
        ("</commandData></command></BroadsoftDocument>", true),
    ] {
        let stream = format!("{head}{inside}{tail}\n{head}{tail}");
        for limits in
            [Limits::default(), Limits::default().depth(3), Limits::default().document(head.len() + tail.len())]
        {
            let general = frame(stream.as_bytes(), &[], limits.shortcuts(false)).0;
            for cut in 0..=stream.len() {
                assert_eq!(frame(stream.as_bytes(), &[cut], limits).0, general, "{inside} cut at {cut}");
            }
        }
        let (pieces, _) = frame(stream.as_bytes(), &[], Limits::default());
        assert_eq!(matches!(pieces[0], Piece::Frame(0, _)), good, "{inside}: {pieces:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_cuts_of_random_damage_change_nothing(
        which in 0usize..8, damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut bytes = folder("stream").swap_remove(which).1;
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.sort_unstable();
        prop_assert_eq!(frame(&bytes, &cuts, Limits::default()).0, frame(&bytes, &[], Limits::default()).0);
    }
}
