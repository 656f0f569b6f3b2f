//! Attacks with tags: too many attributes, names that differ late, endless nesting.

use broadworks_cap::xml::{Lexer, Token};
use broadworks_cap::{Command, Decoder, Document, Kind, Limits, Protocol, Validator};

use crate::allocations::counted;
use crate::reader::Reader;
use crate::{call_update, good};

fn attributes(count: usize) -> String {
    (0..count).map(|i| format!(" a{i}='x'")).collect()
}

fn long() -> Limits {
    Limits::default().document(usize::MAX)
}

fn refusal(document: &str) -> Option<(Kind, usize)> {
    Decoder::new().limits(long()).decode(document.as_bytes()).err().map(|error| (error.kind(), error.offset()))
}

#[test]
fn ten_to_a_hundred_thousand_attributes_on_one_tag() {
    for count in [10, 31, 32, 33, 100, 1000, 10_000, 100_000] {
        for place in ["<call@/>", "<future@/>", "<state@>1</state>", "<failure><future@/></failure>"] {
            let document = call_update(&place.replace('@', &attributes(count)));
            let (found, allocations) = counted(|| refusal(&document));
            let at = document.find(" a32=").map(|at| (Kind::TooManyAttributes, at + 1));
            assert_eq!(found, at, "{count} in {place}");
            assert_eq!(at.is_none(), count <= 32);
            // Attributes within the limit are kept as unknown; the rest is never read.
            assert!(allocations.bytes < 8 << 10, "{allocations:?}");
            // The framer does not collect attributes.
            let mut reader = Reader::new(long());
            reader.feed(document.as_bytes());
            assert_eq!((reader.good, reader.scanned()), (1, document.len() as u64));
            let last = Validator::new(Protocol::CapC).limits(long()).validate(document.as_bytes()).last();
            assert_eq!(last.is_some_and(|finding| finding.id() == "ill-formed"), count > 32, "{count} in {place}");
        }
    }
}

#[test]
fn names_that_differ_in_their_last_byte() {
    let long = "n".repeat(63);
    let names: Vec<String> = (0..32u8).map(|i| format!("{long}{}", char::from(b'A' + i % 26 + i / 26 * 32))).collect();
    let tag: String = names.iter().map(|name| format!(" {name}=''")).collect();
    assert_eq!(refusal(&call_update(&format!("<call{tag}/>"))), None);
    let twice = call_update(&format!("<call{}/>", tag.replace(&names[31], &names[0])));
    assert_eq!(refusal(&twice).map(|(kind, _)| kind), Some(Kind::DuplicateAttribute));
    let crossed = call_update(&format!("<{}></{}>", names[0], names[1]));
    assert_eq!(refusal(&crossed).map(|(kind, _)| kind), Some(Kind::MismatchedEndTag));
    // Wire names with one letter more or less are different names.
    let near = "<call callI='1' callIdd='2' callID='3'><stat>1</stat><states>2</states><State>3</State></call>";
    let document = call_update(near);
    let document = Document::decode(document.as_bytes()).expect("well-formed");
    let Command::CallUpdate(update) = &document.command else { panic!("it is a callUpdate") };
    let call = &update.user.calls[0];
    assert_eq!((&call.call_id, &call.state), (&None, &None));
    assert_eq!((call.unknown.attributes().count(), call.unknown.content().count()), (3, 3));
}

#[test]
fn a_million_levels_are_refused_at_the_limit() {
    const DEEP: usize = 1_000_000;
    for (open, close) in [("<call>", "</call>"), ("<user>", "</user>"), ("<f>", "</f>")] {
        let document = call_update(&format!("{}{}", open.repeat(DEEP), close.repeat(DEEP)));
        let mut wide = Decoder::new().limits(long());
        let (error, allocations) = counted(|| wide.decode(document.as_bytes()).expect_err("too deep"));
        // Four elements are already open.
        let at =
            document.find(open).expect("it is there") + if open == "<user>" { 32 - 3 } else { 32 - 4 } * open.len();
        assert_eq!((error.kind(), error.offset()), (Kind::TooDeep, at), "{open}");
        assert!(allocations.peak < 200 << 10, "{open}: {allocations:?}");
        let mut lexer = Lexer::new(document.as_bytes(), long()).expect("legal characters");
        while let Ok(Some(Token::Open(_) | Token::Attribute(..))) = lexer.next() {}
        assert!(lexer.depth() <= 32);
        let mut reader = Reader::new(Limits::default());
        for piece in document.as_bytes().chunks(4096) {
            reader.feed(piece);
        }
        reader.feed(&good());
        reader.end();
        assert_eq!(reader.kinds(), [Kind::TooDeep], "{open}");
        assert_eq!(reader.last, good().trim_ascii_end());
        assert!(reader.scanned() <= 2 * reader.fed);
    }
}

#[test]
fn the_bound_on_depth_is_where_it_is_said_to_be() {
    let nested = |levels: usize| call_update(&format!("{}{}", "<x>".repeat(levels), "</x>".repeat(levels)));
    assert_eq!(refusal(&nested(28)), None);
    assert_eq!(refusal(&nested(29)).map(|(kind, _)| kind), Some(Kind::TooDeep));
}
