//! Tests of round trips: decode, encode, decode is the identity, and encoding is a fixed point.

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

/// Everything beside the first command and its first data is kept in order.
#[test]
fn the_first_of_what_stands_once_counts() {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BroadsoftDocument protocol=\"CAP\" version=\"17.0\">";
    let data = "<commandData><user id=\"alice@example.com\"/></commandData>";
    let others = [
        "",
        "<commandData><user id=\"bob@example.com\"/></commandData>",
        "text",
        "<commandData/>",
        "<x><commandData/></x>",
    ];
    for (first, second) in others.iter().flat_map(|first| others.map(|second| (first, second))) {
        let inside = format!("{data}{first}{second}").replace("texttext", "text");
        let command = format!("<command commandType=\"callUpdate\">{inside}</command>");
        for behind in
            ["", "<command commandType=\"callAction\"/>", "text", "<command><commandData/></command>text<x/>", &command]
        {
            let line = format!("{head}{command}{behind}</BroadsoftDocument>\n");
            let document = Document::decode(line.as_bytes()).expect("a good document");
            assert_eq!(document.command.name().map(|name| name.to_string()).as_deref(), Some("callUpdate"), "{line}");
            let written = Encoder::default().to_vec(&document).expect("it encodes");
            assert_eq!(String::from_utf8_lossy(&written), line);
            inverse(&line, &document);
        }
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
    action.user.unknown.push_attribute("id", Text::from("bob@example.com")).expect("a name");
    let error = Document::new(action).encoded_len().expect_err("the attribute stands twice");
    assert_eq!(error.kind(), Kind::DuplicateAttribute);
}

#[test]
fn what_is_added_is_one_element_or_refused() {
    use broadworks_cap::{Kind, Text, schema::Unknown};
    let mut extra = Unknown::default();
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
    // Text between elements stays separate, and adjacent texts are joined, as in decoding.
    extra.push_text(Text::from("a"));
    extra.push_text(Text::from("b"));
    extra.push_element("<c>1</c>").expect("an element");
    extra.push_text(Text::from("d"));
    assert_eq!(extra.content().count(), 3);
    let mut document = Document::decode(b"<BroadsoftDocument><command/></BroadsoftDocument>").expect("good");
    document.unknown = extra;
    inverse("added", &document);
}

#[test]
fn a_value_becomes_the_text_it_has_on_the_wire() {
    use broadworks_cap::{
        Text,
        message::values::CallState,
        schema::{Secret, Value, WireValue},
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
    use broadworks_cap::{Decoder, Limits, schema::Unknown};
    let unknown = format!("<{0}>1</{0}>", "n".repeat(65));
    let document = format!("<BroadsoftDocument>{unknown}<command/></BroadsoftDocument>");
    let mut wide = Decoder::new().limits(Limits::default().name(65));
    let mut read = |bytes: &[u8]| wide.decode(bytes).expect("within the limits it was given").into_owned();
    let decoded = read(document.as_bytes());
    // The encoder does not write what its own limits refuse.
    let refused = Encoder::default().to_vec(&decoded).expect_err("a long name");
    assert_eq!((refused.kind(), refused.offset()), (broadworks_cap::Kind::NameTooLong, 77));
    let once = Encoder::default().limits(Limits::default().name(65)).to_vec(&decoded).expect("it encodes");
    assert_eq!(read(&once), decoded);
    // Equality compares unknown content, too.
    assert_ne!(read(document.replace('1', "2").as_bytes()), decoded);
    assert_eq!(Unknown::default().push_element(unknown), Ok(()));
}

/// Returns a document with `calls` calls of this id and this remote name, decoded and in its
/// expected encoded form.
fn call(id: &str, name: &str, calls: usize) -> (Document<'static>, Vec<u8>) {
    use broadworks_cap::{Command, Text};
    let call = "<call callId=\"ID\" extTrackingId=\"9:1\"><state>2</state><remoteName>NAME</remoteName><callStartTime>1700000400000</callStartTime></call>";
    let line = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"callUpdate\"><commandData><user id=\"alice@example.com\" userUid=\"7\">{}<applicationId>demo</applicationId></user></commandData></command></BroadsoftDocument>\n",
        call.repeat(calls)
    );
    let mut document = Document::decode(line.as_bytes()).expect("a good document").into_owned();
    let Command::CallUpdate(update) = &mut document.command else { panic!("it is a callUpdate") };
    for call in &mut update.user.calls {
        call.call_id = Some(Text::from(id.to_owned()));
        call.remote_name = Some(Text::from(name.to_owned()));
    }
    let escape = |text: &str, in_attribute: bool| {
        let written = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let written = written.replace('\n', "&#10;").replace('\r', "&#13;");
        if in_attribute { written.replace('"', "&quot;").replace('\t', "&#9;") } else { written }
    };
    let named = match escape(name, false) {
        name if name.is_empty() => line.replace("<remoteName>NAME</remoteName>", "<remoteName/>"),
        name => line.replace("NAME", &name),
    };
    (document, named.replace("ID", &escape(id, true)).into_bytes())
}

/// Short values are copied together with their tags, so every position in them is tested.
#[test]
fn a_value_of_any_length_is_written_as_it_must_be() {
    for length in 0..=70 {
        let (document, written) = call(&"v".repeat(length), &"w".repeat(length), 1);
        assert_eq!(Encoder::default().to_vec(&document).as_ref(), Ok(&written), "{length}");
        for at in 0..length {
            for odd in "&<>\"'\n\r\t ~\u{7f}\u{e9}".chars() {
                let value: String = (0..length).map(|place| if place == at { odd } else { 'v' }).collect();
                let (document, written) = call(&value, &value, 1);
                assert_eq!(Encoder::default().to_vec(&document).as_ref(), Ok(&written), "{value:?}");
            }
        }
    }
}

/// The writer's buffer is flushed at every position of a document; no byte may be lost or written
/// twice.
#[test]
fn a_document_is_the_same_wherever_its_pages_end() {
    use broadworks_cap::{
        Command, Kind, Text,
        xml::write::{Sink, SliceSink},
    };
    for calls in [1, 7] {
        for length in (0..200).chain(700..1300) {
            let pad = "p".repeat(length);
            let (mut document, written) = call("c", "n", calls);
            let Command::CallUpdate(update) = &mut document.command else { panic!("it is a callUpdate") };
            update.user.id = Some(Text::from(pad.clone()));
            let written = String::from_utf8(written).expect("UTF-8").replace("alice@example.com", &pad).into_bytes();
            assert_eq!(Encoder::default().to_vec(&document).as_ref(), Ok(&written), "{length}");
            assert_eq!(document.encoded_len(), Ok(written.len()));
            // The offset of an error counts from the start of the document, not of the buffer.
            let Command::CallUpdate(update) = &mut document.command else { panic!("it is a callUpdate") };
            update.user.calls[calls - 1].remote_name = Some(Text::from("n\u{1}"));
            let error = document.encoded_len().expect_err("it cannot be written");
            let text = String::from_utf8(written).expect("UTF-8");
            let place = text.rfind("<remoteName>").expect("it is there") + "<remoteName>n".len();
            assert_eq!((error.kind(), error.offset()), (Kind::UnwritableCharacter, place), "{length}");
        }
    }
    // A sink that is too small contains the beginning of the document.
    let (document, written) = call("c", "n", 16);
    let mut room = vec![0; written.len()];
    for short in 0..written.len() {
        let mut sink = SliceSink::new(&mut room[..short]);
        let error = document.encode(&mut sink).expect_err("too short");
        let held = sink.written();
        assert_eq!((error.kind(), error.offset()), (Kind::BufferFull, held));
        assert!(room[..held] == written[..held] && short < held + 1024 + 192, "{held} of {short}");
    }
}

/// An empty element is written as one tag even if the buffer is flushed between its name and its
/// `>`.
#[test]
fn an_empty_element_is_one_tag_wherever_its_page_ends() {
    for length in 0..1100 {
        let pad = "p".repeat(length);
        for [version, data] in [
            [pad.as_str(), "<commandData><user/></commandData>"],
            [&pad, "<commandData><user><call/><call/></user></commandData>"],
            ["17.0", &format!("<commandData><user id=\"{pad}\"/></commandData>")],
            ["17.0", &format!("<commandData><user id=\"{pad}\"><call x=\"\"/><call/></user></commandData>")],
        ] {
            let line = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BroadsoftDocument protocol=\"CAP\" version=\"{version}\"><command commandType=\"callUpdate\">{data}</command></BroadsoftDocument>\n"
            );
            let document = Document::decode(line.as_bytes()).expect("a good document");
            let written = Encoder::default().to_vec(&document).expect("it encodes");
            assert_eq!(String::from_utf8_lossy(&written), line);
        }
    }
}

/// Several digits are read and written at once, and no other byte is taken for a digit.
#[test]
fn a_number_is_its_canonical_decimal() {
    use broadworks_cap::{Command, message::call_update, schema::WireValue};
    fn check(text: &str) {
        let canonical = text.parse::<i64>().ok().filter(|number| number.to_string() == text);
        assert_eq!(<i64 as WireValue>::from_wire(text), canonical, "{text:?}");
    }
    fn written(number: i64) {
        assert_eq!(number.to_wire(), number.to_string());
        let mut document = Document::new(call_update::CallUpdate::default());
        let Command::CallUpdate(update) = &mut document.command else { unreachable!("as made") };
        update.user.calls.push(call_update::Call::build(|it| it.appearance = Some(number.into())));
        let bytes = Encoder::default().to_vec(&document).expect("it encodes");
        let expected = format!("<call><appearance>{number}</appearance></call>");
        assert!(bytes.windows(expected.len()).any(|window| window == expected.as_bytes()), "{number}");
        check(&number.to_string());
    }
    for length in 0..=21 {
        for digit in '0'..='9' {
            for sign in ["", "-", "+"] {
                check(&format!("{sign}{}", digit.to_string().repeat(length)));
            }
            // Each digit is at its position.
            let row: String = ('1'..='9')
                .chain('0'..='9')
                .chain('0'..='9')
                .skip(digit as usize - '0' as usize)
                .take(length)
                .collect();
            check(&row);
            check(&format!("-{row}"));
        }
        for at in 0..length {
            for odd in '\0'..='\u{80}' {
                for digit in ['1', '9'] {
                    check(&(0..length).map(|place| if place == at { odd } else { digit }).collect::<String>());
                }
            }
        }
    }
    for number in (-1100..1100).chain([i64::MIN, i64::MAX]) {
        written(number);
    }
    for power in (0..63).map(|bit| 1i64 << bit).chain((0..19).map(|zeros| 10i64.pow(zeros))) {
        for near in [power - 1, power, power.saturating_add(1), power.saturating_add(power / 7)] {
            written(near);
            written(-near);
        }
    }
    for text in ["9223372036854775808", "-9223372036854775809", "9999999999999999999", "-0", "00", "-"] {
        check(text);
    }
}
