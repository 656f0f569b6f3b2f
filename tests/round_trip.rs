//! decode, encode, decode is the identity, and encoding is a fixed point.

mod common;

use broadworks_cap::{Document, Encoder, Protocol};
use common::messages;

fn inverse(what: &str, borrowed: &Document<'_>) {
    let document = &borrowed.clone().into_owned();
    assert_eq!(Encoder::default().to_vec(document), Encoder::default().to_vec(borrowed), "{what}: owned");
    assert_eq!(format!("{document:?}"), format!("{borrowed:?}"), "{what}: owned");
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let once = Encoder::new(protocol).to_vec(document).unwrap_or_else(|e| panic!("{what}: {e}"));
        let again =
            Document::decode(&once).unwrap_or_else(|e| panic!("{what}: {e}\n{}", String::from_utf8_lossy(&once)));
        assert_eq!(&again.clone().into_owned(), document, "{what}\n{}", String::from_utf8_lossy(&once));
        assert_eq!(Encoder::new(protocol).to_vec(&again), Ok(once.clone()), "{what}");
        assert_eq!(once.iter().filter(|b| **b == b'\n').count(), 1, "{what}: one line");
        assert_eq!(once.last(), Some(&b'\n'), "{what}");
    }
    assert_eq!(document.encoded_len(), Encoder::default().to_vec(document).map(|v| v.len()));
}

#[test]
fn corpus_messages_come_back() {
    for (path, bytes) in messages() {
        let document = Document::decode(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        inverse(&path.display().to_string(), &document);
    }
}

#[test]
fn slices_of_every_shorter_length_are_refused_and_the_exact_one_is_filled() {
    use broadworks_cap::{Kind, xml::write::SliceSink};
    let bytes = &messages()[3].1;
    let document = Document::decode(bytes).expect("a good document");
    let len = document.encoded_len().expect("it encodes");
    let mut room = vec![0; len];
    document.encode(&mut SliceSink::new(&mut room)).expect("it fits");
    assert_eq!(room, Encoder::default().to_vec(&document).expect("it encodes"));
    for short in 0..len {
        let error = document.encode(&mut SliceSink::new(&mut room[..short])).expect_err("too short");
        assert_eq!(error.kind(), Kind::BufferFull);
    }
}

#[test]
fn the_order_of_what_is_kept_survives() {
    for (command, user) in [
        ("registerRequest", r#"<user id="a"><id>b</id><future/>text</user>"#),
        ("registerRequest", "<user><id>a</id><id>a</id></user>"),
        ("registerRequest", "<user><id>a</id><id>b</id><Id>a</Id><id/><id>a</id></user>"),
        ("registerRequest", "<user><id x='1'>a</id></user>"),
        ("registerRequest", "<user><id x='1'>a</id><id y='2'>a</id><id>a</id><id z='3'>b</id></user>"),
        ("queueAction", "<applicationId x='1'>a</applicationId><user/>"),
        ("queueAction", "<applicationId x='1'>a</applicationId><user><applicationId y='2'>b</applicationId></user>"),
        ("queueAction", "<user/><applicationId x='1'>a</applicationId><applicationId>a</applicationId>"),
        ("registerRequest", r#"<user><future/><id>b</id>text<id>c</id>more</user>"#),
        (
            "callUpdate",
            r#"<user userUId="1" userId="2" userUid="3" new="4"><call><state a="1">1</state><q/><state b="2">2</state></call></user>"#,
        ),
        (
            "sessionUpdate",
            "<user><monitoredUserId x='1'>1</monitoredUserId><monitoredUserId y='2'>2</monitoredUserId><monitoredUserId>3</monitoredUserId></user>",
        ),
        (
            "queueAction",
            "<applicationId>x</applicationId><user><applicationId>y</applicationId></user><applicationId>z</applicationId>",
        ),
    ] {
        let xml = format!(
            r#"<BroadsoftDocument><command commandType="{command}"><commandData>{user}</commandData></command></BroadsoftDocument>"#
        );
        inverse(user, &Document::decode(xml.as_bytes()).expect("well-formed"));
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    use broadworks_cap::{
        Kind, Text,
        message::{Identity, call_action::CallAction},
    };
    let dial = |number| Document::new(CallAction::dial(Identity::ccc2("alice@example.com"), number));
    for text in ["\0", "a\u{1}b", "\u{ffff}"] {
        assert_eq!(dial(text).encoded_len().map_err(|e| e.kind()), Err(Kind::UnwritableCharacter));
    }
    inverse("hostile text", &dial("]]> \" ' & < > \r\n\t </actionParam>"));
    let mut action = CallAction::redial(Identity::ccc2("alice@example.com"));
    action.user.extra.push_attribute("id", Text::from("bob@example.com")).expect("a name");
    let error = Document::new(action).encoded_len().expect_err("the attribute stands twice");
    assert_eq!(error.kind(), Kind::DuplicateAttribute);
}

#[test]
fn what_is_added_is_one_element_or_refused() {
    use broadworks_cap::{Kind, Text, schema::Extra};
    let mut extra = Extra::default();
    for (element, kind) in [
        ("", Kind::TextOutsideRoot),
        ("text", Kind::TextOutsideRoot),
        ("x<a/>", Kind::TextOutsideRoot),
        ("<a/> ", Kind::TextOutsideRoot),
        ("<!-- x --><a/>", Kind::ExpectedName),
        ("<?xml version='1.0'?><a/>", Kind::ExpectedName),
        ("<a/><b/>", Kind::SecondRoot),
        ("<a><b></a>", Kind::MismatchedEndTag),
        ("<a/>\u{1}<a/>", Kind::IllegalCharacter),
    ] {
        assert_eq!(extra.push_element(element).map_err(|error| error.kind()), Err(kind), "{element}");
    }
    for name in ["", "1", "a b", "a=", "\u{d7}"] {
        let pushed = extra.push_attribute(name, Text::EMPTY);
        assert_eq!(pushed.map_err(|error| error.kind()), Err(Kind::ExpectedName), "{name}");
    }
    extra.push_text(Text::from(" \r\n\t"));
    assert!(extra.is_empty(), "what is refused is not kept");
    // Text beside elements stays apart, and neighbouring texts become one, as reading has it.
    extra.push_text(Text::from("a"));
    extra.push_text(Text::from("b"));
    extra.push_element("<c>1</c>").expect("an element");
    extra.push_text(Text::from("d"));
    assert_eq!(extra.content().count(), 3);
    let mut document = Document::decode(b"<BroadsoftDocument><command/></BroadsoftDocument>").expect("good");
    document.extra = extra;
    inverse("added", &document);
}

#[test]
fn a_value_becomes_the_text_it_has_on_the_wire() {
    use broadworks_cap::{
        Text,
        message::values::CallState,
        schema::{Secret, Value, Word},
    };
    for state in CallState::ALL {
        let value = Value::from(*state);
        assert!(value.other().is_none() && value.known() == Some(*state));
        assert_eq!(Text::from(value), Text::from(state.as_str()));
        assert!(state.label().is_some_and(|label| format!("{state:?}") == label));
    }
    let foreign = Value::<CallState>::from_text(Text::from("77"));
    assert_eq!((foreign.known(), foreign.other()), (None, Some(&Text::from("77"))));
    assert_eq!(Text::from(foreign), Text::from("77"));
    assert_eq!(Text::from(Secret::from(Text::from("sesame"))), Text::from("sesame"));
}

#[test]
fn what_was_read_under_wider_limits_comes_back() {
    use broadworks_cap::{Decoder, Limits, schema::Extra};
    let unknown = format!("<{0}>1</{0}>", "n".repeat(65));
    let document = format!("<BroadsoftDocument>{unknown}<command/></BroadsoftDocument>");
    let wide = Decoder::new().limits(Limits::default().name(65));
    let read = |bytes: &[u8]| wide.decode(bytes).expect("within the limits it was given").into_owned();
    let decoded = read(document.as_bytes());
    let once = Encoder::default().to_vec(&decoded).expect("it encodes");
    assert_eq!(read(&once), decoded);
    // Equality sees what is kept, whatever its names.
    assert_ne!(read(document.replace('1', "2").as_bytes()), decoded);
    assert_eq!(Extra::default().push_element(unknown), Ok(()));
}
