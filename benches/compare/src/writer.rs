//! Encoding of the same documents with quick-xml's writer.

use broadworks_cap::Limits;
use broadworks_cap::xml::{Lexer, Token};
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;

/// A prepared step of writing, so that no message is traversed while the clock runs.
pub enum Step {
    Start(String, Vec<(String, String)>),
    Empty(String, Vec<(String, String)>),
    Text(String),
    End(String),
}

/// Returns the steps that write this document.
pub fn steps(message: &[u8]) -> Vec<Step> {
    let mut lexer = Lexer::new(message, Limits::default()).expect("characters");
    let mut steps = Vec::new();
    while let Some(token) = lexer.next().expect("a good message") {
        match (token, steps.last_mut()) {
            (Token::Open(name), _) => steps.push(Step::Start(name.into(), Vec::new())),
            (Token::Attribute(name, value), Some(Step::Start(_, attributes))) => {
                attributes.push((name.into(), value.to_string()));
            }
            (Token::Text(text), _) if text.is_empty() => {}
            (Token::Text(text), _) => steps.push(Step::Text(text.to_string())),
            (Token::Close(_), Some(Step::Start(name, attributes))) => {
                let empty = Step::Empty(std::mem::take(name), std::mem::take(attributes));
                steps.pop();
                steps.push(empty);
            }
            (Token::Close(name), _) => steps.push(Step::End(name.into())),
            (token, _) => panic!("{token:?}"),
        }
    }
    steps
}

fn tag<'s>(name: &'s str, attributes: &'s [(String, String)]) -> BytesStart<'s> {
    BytesStart::new(name).with_attributes(attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Writes one document; the writer escapes.
pub fn write(steps: &[Step], out: &mut Vec<u8>) {
    let mut writer = Writer::new(out);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).expect("it encodes");
    for step in steps {
        let event = match step {
            Step::Start(name, attributes) => Event::Start(tag(name, attributes)),
            Step::Empty(name, attributes) => Event::Empty(tag(name, attributes)),
            Step::Text(text) => Event::Text(BytesText::new(text)),
            Step::End(name) => Event::End(BytesEnd::new(name.as_str())),
        };
        writer.write_event(event).expect("it encodes");
    }
}
