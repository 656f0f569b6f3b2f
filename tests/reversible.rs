//! What is decoded can be encoded and decoded again under the same limits, or the encoder refuses it and says why.

use broadworks_cap::message::{call_action::CallAction, call_update::CallUpdate};
use broadworks_cap::schema::Element;
use broadworks_cap::{Command, Decoder, Document, Encoder, Framed, Framer, Identity, Kind, Limits, Text};

fn command(kind: &str, data: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BroadsoftDocument protocol=\"CAP\" version=\"17.0\">\
         <command commandType=\"{kind}\">{data}</command></BroadsoftDocument>\n"
    )
}

fn users(inside: &str) -> String {
    command("callUpdate", &format!("<commandData><user id=\"alice@example.com\">{inside}</user></commandData>"))
}

fn decode(text: &str, limits: Limits) -> Result<Document<'_>, Kind> {
    Decoder::new().limits(limits).decode(text.as_bytes()).map_err(|error| error.kind())
}

/// Encodes by the fast path and by reading back, which must agree, and checks that the result is read back.
fn encode(document: &Document<'_>, limits: Limits) -> Result<String, Kind> {
    let write = |limits| Encoder::default().limits(limits).to_vec(document);
    let written = write(limits);
    assert_eq!(write(limits.shortcuts(false)), written);
    let text = String::from_utf8(written.map_err(|error| error.kind())?).expect("UTF-8");
    assert_eq!(decode(&text, limits).as_ref(), Ok(document));
    Ok(text)
}

/// A canonical document with a name for it, a limit, its lowest value with which the document is read, and the error under a
/// lower one.
type Edge<'t> = (&'t str, &'t str, fn(Limits, usize) -> Limits, usize, Kind);

/// Each limit, for a canonical document that reaches it exactly: one less, and neither is it decoded nor encoded.
#[test]
fn every_limit_has_the_same_edge_in_both_directions() {
    let wide = Limits::default().document(usize::MAX).items(usize::MAX);
    let nested = users(&format!("{}<x/>{}", "<x>".repeat(27), "</x>".repeat(27)));
    let attributes: String = (0..31).map(|index| format!(" a{index}=\"\"")).collect();
    let attributes = users("<call/>").replace(".com\"", &format!(".com\"{attributes}"));
    let calls = users(&"<call/>".repeat(9000));
    let long = users(&format!("<remoteName>{}</remoteName>", "&#10;".repeat(1000)));
    let (name, plain) = (format!("<{}/>", "n".repeat(64)), users("<call/>"));
    let set: [Edge<'_>; 8] = [
        ("long", &long, Limits::document, long.len(), Kind::DocumentTooLong),
        ("plain", &plain, Limits::document, plain.len(), Kind::DocumentTooLong),
        ("nested", &nested, Limits::depth, 32, Kind::TooDeep),
        ("plain", &plain, Limits::depth, 5, Kind::TooDeep),
        ("attributes", &attributes, Limits::attributes, 32, Kind::TooManyAttributes),
        ("plain", &plain, Limits::attributes, 2, Kind::TooManyAttributes),
        ("calls", &calls, Limits::items, 9000, Kind::TooManyItems),
        ("plain", &plain, Limits::name, 17, Kind::NameTooLong),
    ];
    for (what, text, limit, edge, kind) in set {
        let document = decode(text, wide).expect(what);
        let at = limit(wide, edge);
        assert!(decode(text, at).is_ok(), "{what}: read at {edge}");
        assert_eq!(encode(&document, at).as_deref(), Ok(text), "{what}: written at {edge}");
        let past = limit(wide, edge - 1);
        assert_eq!(decode(text, past), Err(kind), "{what}: read past {edge}");
        assert_eq!(encode(&document, past), Err(kind), "{what}: written past {edge}");
    }
    let named = users(&name);
    let document = decode(&named, wide).expect("64 bytes");
    assert_eq!(encode(&document, wide.name(64)).as_deref(), Ok(&*named));
    assert_eq!(
        (decode(&named, wide.name(63)), encode(&document, wide.name(63))),
        (Err(Kind::NameTooLong), Err(Kind::NameTooLong))
    );
    // The LF between two documents is filler.
    let two = plain.repeat(2);
    let mut framer = Framer::new(Limits::default().filler(0));
    assert!(matches!(framer.step(two.as_bytes()), Framed::Document { .. }));
    let refused = framer.step(&two.as_bytes()[plain.len() - 1..]);
    assert!(matches!(refused, Framed::Malformed { error, .. } if error.kind() == Kind::FillerTooLong), "{refused:?}");
    let document = decode(&plain, wide).expect("a document");
    assert_eq!(encode(&document, wide.filler(0)), Err(Kind::FillerTooLong));
    assert_eq!(encode(&document, wide.filler(1)).as_deref(), Ok(&*plain));
}

/// Documents within the limits whose canonical form is beyond one.
#[test]
fn a_canonical_form_beyond_a_limit_is_refused() {
    let limits = Limits::default();
    let attributes: String = (0..32).map(|index| format!(" a{index}=\"\"")).collect();
    let moved = users("<id>x</id>").replace(" id=\"alice@example.com\"", &attributes);
    let padded = users(&format!("<call{}/>", " ".repeat(17)).repeat(10_000));
    let grows = users(&format!("<callId>{}</callId>", "\n".repeat(230 << 10)));
    for (text, kind) in [(moved, Kind::TooManyAttributes), (padded, Kind::TooManyItems), (grows, Kind::DocumentTooLong)]
    {
        let document = decode(&text, limits).expect("within the limits");
        assert_eq!(encode(&document, limits), Err(kind));
        // The error has a place, from the beginning of the document.
        let mut out = b"before".to_vec();
        let error = document.encode(&mut out).expect_err("beyond a limit");
        assert!(
            error.offset() > 6 && error.offset() <= 6 + limits.document && out.starts_with(b"before<?xml"),
            "{error}"
        );
    }
}

#[test]
fn what_would_be_read_as_something_else_is_refused() {
    let action = || CallAction::redial(Identity::ccc2("alice@example.com"));
    let refused = |document: &Document<'_>, kind, place: &str| {
        let mut out = b"before".to_vec();
        let error = document.encode(&mut out).expect_err("it is refused");
        assert_eq!((error.kind(), encode(document, Limits::default())), (kind, Err(kind)));
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text[..error.offset()].ends_with(place), "{} ends with {place}", &text[..error.offset()]);
    };
    // A child that the tables read as an attribute, as a field, or as an item of a list.
    let mut one = action();
    one.user.id = None;
    one.user.unknown.push_element("<id>alice@example.com</id>").expect("an element");
    refused(&Document::new(one), Kind::NotReversible, "\"CallClient\"");
    let mut one = action();
    one.user.unknown.push_element("<applicationId><!-- --></applicationId>").expect("an element");
    // The same bytes mean another document, so no byte of them is the place.
    refused(&Document::new(one), Kind::NotReversible, "before");
    let mut update = CallUpdate::default();
    update.user.unknown.push_element("<call/>").expect("an element");
    let document = Document::new(update);
    assert_eq!(encode(&document, Limits::default()), Err(Kind::NotReversible));
    let mut one = action();
    one.user.unknown.push_attribute("userUid", "7".into()).expect("a name");
    assert_eq!(encode(&Document::new(one), Limits::default()), Err(Kind::NotReversible));
    let mut one = action();
    one.user.unknown.push_attribute("id", "bob@example.com".into()).expect("a name");
    refused(&Document::new(one), Kind::DuplicateAttribute, "id=\"alice@example.com\" ");
    // An earlier one of a repeated field is not a field.
    let mut one = action();
    one.user.application_id = Some("demo".into());
    one.user.unknown.push_element("<applicationId>x</applicationId>").expect("an element");
    assert!(encode(&Document::new(one), Limits::default()).is_ok());
    // An unknown command with a known name, in any spelling.
    for name in ["callUpdate", "CallActionResponse", "unregister"] {
        let mut document = decode(&command("later", ""), Limits::default()).expect("a document").into_owned();
        let Command::Other(other) = &mut document.command else { panic!("it is unknown") };
        other.command_type = Some(Text::from(name));
        assert_eq!(encode(&document, Limits::default()), Err(Kind::NotReversible), "{name}");
    }
    // More of everything than can be read.
    let mut one = action();
    (0..40).for_each(|index| one.user.unknown.push_attribute(format!("a{index}"), Text::EMPTY).expect("a name"));
    assert_eq!(encode(&Document::new(one), Limits::default()), Err(Kind::TooManyAttributes));
    let mut one = action();
    one.user.unknown.push_element(["<x>".repeat(32), "</x>".repeat(32)].concat()).expect("an element");
    assert_eq!(encode(&Document::new(one), Limits::default()), Err(Kind::TooDeep));
}

/// A document of several pages, whose last part must be read back, is written once and whole.
#[test]
fn what_was_passed_on_before_a_doubt_is_not_written_twice() {
    let repeated = "<applicationId>earlier</applicationId>";
    for calls in [0, 1, 30, 300] {
        let call = "<call callId=\"callhalf-101:0\" extTrackingId=\"7001:1\"><state>2</state></call>";
        let data = format!("<user>{}<applicationId>demo</applicationId></user>", call.repeat(calls));
        let text = command("callUpdate", &format!("<commandData>{data}</commandData>"));
        let text = text.replace("</commandData>", "</commandData><commandData/>");
        let document = decode(&text, Limits::default()).expect("a document");
        assert_eq!(encode(&document, Limits::default()).as_deref(), Ok(&*text), "{calls}");
        let mut room = vec![0; text.len()];
        assert_eq!(document.encode_to_slice(&mut room), Ok(text.len()));
        assert_eq!(room, text.as_bytes());
        for short in [0, 100, text.len() / 2, text.len() - 1] {
            let error = document.encode_to_slice(&mut room[..short]).expect_err("too short");
            assert_eq!(error.kind(), Kind::BufferFull);
        }
        let text = text.replace("<user>", &format!("<user>{repeated}")).replace("<commandData/>", "");
        let document = decode(&text, Limits::default()).expect("a document");
        assert_eq!(encode(&document, Limits::default()).as_deref(), Ok(&*text), "{calls}");
    }
}

/// Absent and empty elements come back as what they are.
#[test]
fn no_element_is_invented() {
    let empty = command("", "").replace("<command commandType=\"\"></command>", "");
    let unnamed = command("", "").replace(" commandType=\"\"", "");
    let mut all: Vec<String> = vec![empty.clone(), unnamed];
    for (kind, data) in [
        ("infoRequest", &["", "<commandData/>"][..]),
        ("later", &["", "<commandData/>"]),
        ("callUpdate", &["", "<commandData/>", "<commandData><user/></commandData>", "text<x/>"]),
        ("callUpdate", &["<commandData><x/></commandData>", "<commandData><user x=\"\"/></commandData>"]),
        ("datagram", &["", "<commandData/>", "<commandData><from/></commandData>"]),
        ("datagram", &["<commandData><to/></commandData>", "<commandData><from><user/></from></commandData>"]),
        ("queueUpdate", &["<commandData><user/></commandData>", "<commandData><queue/></commandData>"]),
        ("callActionResponse", &["<commandData/>", "<commandData><user/></commandData>"]),
    ] {
        all.extend(data.iter().map(|data| command(kind, data)));
    }
    let documents: Vec<_> =
        all.iter().map(|text| decode(text, Limits::default()).expect("a document").into_owned()).collect();
    for (index, (text, document)) in all.iter().zip(&documents).enumerate() {
        assert_eq!(encode(document, Limits::default()).as_deref(), Ok(&**text));
        // All of them are told apart.
        let equal = documents.iter().filter(|other| *other == document).count();
        let twice = all.iter().filter(|other| *other == text).count();
        assert_eq!(equal, twice, "{index}: {text}");
        #[cfg(feature = "serde")]
        {
            let json = serde_json::to_string(document).expect("it is written");
            let back: Document<'static> = serde_json::from_str(&json).expect("it is read");
            assert_eq!(&back, document, "{json}");
        }
    }
    // What a program adds is written, with everything around it.
    let mut document = documents[0].clone();
    document.command = CallUpdate::default().into();
    assert!(document.to_string().contains("<commandData><user/></commandData>"));
    let text = command("callActionResponse", "");
    let mut document = decode(&text, Limits::default()).expect("a document");
    let Command::CallActionResponse(response) = &document.command else { panic!("it is one") };
    assert!(response.is_absent() && response.user.is_absent() && response.user.action.is_absent());
    let mut decoder = Decoder::new();
    let message = decoder.read(text.as_bytes()).expect("a document");
    let view = message.call_action_response().expect("it is one");
    assert!(view.is_absent() && view.user().is_absent() && view.user().action().is_absent());
    document.set("user/id", "alice@example.com").expect("a field");
    let data = "<commandData><user id=\"alice@example.com\"/></commandData>";
    assert_eq!(encode(&document, Limits::default()), Ok(command("callActionResponse", data)));
    let Command::CallActionResponse(response) = &document.command else { panic!("it is one") };
    assert!(!response.is_absent() && !response.user.is_absent() && response.user.action.is_absent());
    // A mark that has become meaningless does not count.
    assert_eq!(document, decode(&command("callActionResponse", data), Limits::default()).expect("a document"));
}
