//! Other parsers written in Rust, each in its fastest documented use. All of them get bytes, as
//! from a socket. Every function returns the number of elements, so that results can be compared;
//! the elements of trees are counted separately from parsing.

use std::hint::black_box;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// Reads borrowed events of one document, or of several in sequence.
pub fn quick_xml_events(bytes: &[u8]) -> usize {
    let (mut reader, mut elements) = (Reader::from_reader(bytes), 0);
    loop {
        match black_box(reader.read_event().expect("a good message")) {
            Event::Start(_) | Event::Empty(_) => elements += 1,
            Event::Eof => return elements,
            _ => {}
        }
    }
}

/// Reads the same events, and the attributes of every tag.
pub fn quick_xml_attributes(bytes: &[u8]) -> usize {
    let (mut reader, mut elements) = (Reader::from_reader(bytes), 0);
    loop {
        match black_box(reader.read_event().expect("a good message")) {
            Event::Start(tag) | Event::Empty(tag) => {
                elements += 1;
                for attribute in tag.attributes() {
                    black_box(&attribute.expect("a good message"));
                }
            }
            Event::Eof => return elements,
            _ => {}
        }
    }
}

/// Returns the length of the first document, found by reading events to the end of its root.
pub fn quick_xml_frame(bytes: &[u8]) -> usize {
    let (mut reader, mut depth) = (Reader::from_reader(bytes), 0);
    loop {
        match reader.read_event().expect("a good message") {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 1 => return reader.buffer_position() as usize,
            Event::End(_) => depth -= 1,
            Event::Eof => panic!("a whole document"),
            _ => {}
        }
    }
}

pub fn roxmltree(bytes: &[u8]) -> roxmltree::Document<'_> {
    roxmltree::Document::parse(std::str::from_utf8(bytes).expect("text")).expect("a good message")
}

pub fn xmlparser(bytes: &[u8]) -> usize {
    let mut elements = 0;
    for token in xmlparser::Tokenizer::from(std::str::from_utf8(bytes).expect("text")) {
        let token = black_box(token.expect("a good message"));
        elements += usize::from(matches!(token, xmlparser::Token::ElementStart { .. }));
    }
    elements
}

/// Reads a document with rxml, which rejects processing instructions and, by default, comments.
pub fn rxml(bytes: &[u8]) -> usize {
    use rxml::Parse;
    let (mut parser, mut rest, mut elements) = (rxml::RawParser::new(), bytes, 0);
    parser
        .parse_all(&mut rest, true, |event| {
            elements += usize::from(matches!(event, rxml::RawEvent::ElementHeadOpen(..)));
            black_box(event);
        })
        .expect("a good message");
    elements
}
