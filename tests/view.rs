//! Tests of views: fields read from a tape when asked for, by method and by path, and messages that own their
//! bytes. `tests/laws.rs` compares every method of every view with the field of the struct.

mod common;

use std::thread;

use broadworks_cap::message::values::{CallState, CommandType};
use broadworks_cap::schema::{Element, RowKind, WireValue};
use broadworks_cap::{Decoder, Document, Kind, Limits, OwnedMessage, Text, xml};

/// Every leaf below an element: its path, and its text if it has only one spelling.
fn leaves(element: &dyn Element<'_>, path: &str, found: &mut Vec<(String, Option<String>)>) {
    for (index, row) in element.schema().rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved) {
        let slot = element.field(index);
        for item in 0..slot.count() {
            let name = if row.many { format!("{path}{}[{item}]", row.name) } else { format!("{path}{}", row.name) };
            match (slot.element(item), slot.text(item)) {
                (Some(inner), _) => leaves(inner, &format!("{name}/"), found),
                (None, Some(text)) if row.kind == RowKind::Text => {
                    found.push((path.trim_end_matches('/').to_owned(), Some(text.to_string())));
                }
                // Words have other spellings, which the struct replaces.
                (None, Some(text)) => found.push((name, row.words().is_empty().then(|| text.to_string()))),
                (None, None) => panic!("{name} is neither an element nor text"),
            }
        }
    }
}

#[test]
fn a_path_leads_to_the_text_of_every_field() {
    let mut count = 0;
    for (file, bytes) in common::messages() {
        for limits in [Limits::default(), Limits::default().shortcuts(false)] {
            let mut decoder = Decoder::new().limits(limits);
            let message = decoder.read(&bytes).expect("a good message");
            let document = Document::decode(&bytes).expect("a good message");
            let mut found = Vec::new();
            // A command that is not known has no paths.
            let Some(_) = message.command_type() else { continue };
            leaves(document.command.data().expect("a known command"), "", &mut found);
            for (path, text) in found {
                let there = message.get(&path).map(|text| text.to_string());
                assert!(there.is_some() || text.as_deref() == Some(""), "{path} in {}", file.display());
                assert!(text.is_none_or(|text| text == there.unwrap_or_default()), "{path} in {}", file.display());
                count += 1;
            }
        }
    }
    assert!(count > 2000, "{count} fields");
}

#[test]
fn a_patched_field_is_the_only_one_that_changes() {
    let mut count = 0;
    for (file, bytes) in common::messages() {
        for limits in [Limits::default(), Limits::default().shortcuts(false)] {
            let mut decoder = Decoder::new().limits(limits);
            let document = Document::decode(&bytes).expect("a good message");
            let Some(data) = document.command.command_type().and(document.command.data()) else { continue };
            let mut found = Vec::new();
            leaves(data, "", &mut found);
            for (path, _) in &found {
                let message = decoder.read(&bytes).expect("a good message");
                // A field that only the struct has: an own text that is missing.
                let Some(_) = message.get(path) else { continue };
                let patched = message.patched([(path.as_str(), "x & \"<y>'")]).expect("the field is there");
                let read =
                    Document::decode(&patched).unwrap_or_else(|error| panic!("{path} in {}: {error}", file.display()));
                for (other, _) in &found {
                    let expected = if other == path { Some("x & \"<y>'".into()) } else { document.get(other) };
                    assert_eq!(read.get(other), expected, "{other} after {path} in {}", file.display());
                }
                let same =
                    |one: &[u8], other: &[u8]| one.iter().zip(other).take_while(|(one, other)| one == other).count();
                let back = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
                let kept = same(&bytes, &patched) + same(&back(&bytes), &back(&patched));
                let text = message.get(path).map_or(0, |text| text.len());
                // A comment in the value goes with it.
                let commented =
                    ["<!--", "<![CDATA[", "<?"].iter().any(|part| String::from_utf8_lossy(&bytes[1..]).contains(part));
                assert!(commented || kept + 6 * text + 2 >= bytes.len(), "{path} in {}: {kept} bytes", file.display());
                count += 1;
            }
        }
    }
    assert!(count > 2000, "{count} fields");
}

#[test]
fn several_fields_are_patched_at_once_or_none() {
    let bytes = b"<BroadsoftDocument><command commandType='callUpdate'><commandData><user id='a'><!-- > --><call callId='&lt;'>\
        <state/><remoteName>B</remoteName></call></user></commandData></command></BroadsoftDocument>";
    let mut decoder = Decoder::new();
    let message = decoder.read(bytes).expect("a good message");
    let patched =
        message.patched([("user/call/remoteName", "\""), ("user/call/state", "5"), ("user/call/callId", "'\"")]);
    assert_eq!(
        String::from_utf8(patched.expect("the fields are there")).expect("UTF-8"),
        "<BroadsoftDocument><command commandType='callUpdate'><commandData><user id='a'><!-- > --><call callId=\"'&quot;\">\
        <state>5</state><remoteName>\"</remoteName></call></user></commandData></command></BroadsoftDocument>"
    );
    assert_eq!(message.patched([]).expect("nothing to do"), bytes);
    for edits in [
        [("user/id", "b"), ("user/id", "c")],
        [("user/call/state", "1"), ("user/call/state", "2")],
        [("user/id", "b"), ("user/call/appearance", "1")],
        [("user/id", "b"), ("user/call/state", "\u{1}")],
    ] {
        let error = message.patched(edits).expect_err("one edit fails");
        assert_eq!(error.path(), edits[1].0, "{edits:?}");
    }
}

/// Returns every text of a document, and its path.
fn every_text(bytes: &[u8]) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let same = xml::rewrite(bytes, Limits::default(), |place| {
        let mark = if place.is_attribute { "/@" } else { " " };
        texts.push((format!("{}{mark}{}", place.path, place.name), place.text.to_string()));
        None
    });
    assert_eq!(same.expect("a good message"), bytes, "without an edit, every byte stays");
    texts
}

#[test]
fn a_rewritten_document_has_other_text_in_every_place() {
    let mut count = 0;
    for (file, bytes) in common::messages() {
        let before = every_text(&bytes);
        for new in ["", "x & \"<y>'", "é]]>"] {
            // One place, and then all of them.
            for only in (0..before.len()).map(Some).chain([None]) {
                let mut at = 0..;
                let rewritten = xml::rewrite(&bytes, Limits::default(), |_| {
                    let at = at.next();
                    (only.is_none() || at == only).then(|| new.into())
                });
                let after = every_text(&rewritten.expect("a good message"));
                let expected = before.iter().enumerate().map(|(at, (path, text))| {
                    let changed = only.is_none_or(|only| only == at);
                    (path.clone(), if changed { new.to_string() } else { text.clone() })
                });
                // An element without text has no place.
                let expected: Vec<_> = expected.filter(|(path, text)| path.contains('@') || !text.is_empty()).collect();
                let after: Vec<_> =
                    after.into_iter().filter(|(path, text)| path.contains('@') || !text.is_empty()).collect();
                assert_eq!(after, expected, "{}", file.display());
                count += 1;
            }
        }
    }
    assert!(count > 5000, "{count} edits");
    let illegal = xml::rewrite(b"<a b='c'/>", Limits::default(), |_| Some("\u{1}".into()));
    assert_eq!(illegal.expect_err("no XML character").kind(), Kind::UnwritableCharacter);
}

#[test]
fn the_head_of_a_view_is_that_of_the_document() {
    let mut unknown = 0;
    for (file, bytes) in common::messages() {
        for limits in [Limits::default(), Limits::default().shortcuts(false)] {
            let mut decoder = Decoder::new().limits(limits);
            let message = decoder.read(&bytes).expect("a good message");
            let document = Document::decode(&bytes).expect("a good message");
            let name = file.display();
            assert_eq!(message.command_type(), document.command.command_type(), "{name}");
            // The document has the canonical spelling of a known command, the view that of the sender.
            let (name_read, name_kept) = (message.command_name(), document.command.name());
            let known = |name: Option<Text<'_>>| name.and_then(|name| CommandType::from_wire(&name));
            assert_eq!(known(name_read.clone()), message.command_type(), "{name}");
            assert!(message.command_type().is_some() || name_read.as_deref() == name_kept, "{name}");
            assert_eq!(message.protocol(), document.protocol, "{name}");
            assert_eq!(message.version(), document.version, "{name}");
            unknown += usize::from(message.command_name().is_some() && message.command_type().is_none());
        }
    }
    assert!(unknown > 0, "no message has a command without a type");
}

#[test]
fn a_path_that_leads_nowhere_gives_nothing() {
    let bytes = b"<BroadsoftDocument><command commandType=\"callUpdate\"><commandData><user id=\"a\"><call><state>2</state></call>\
        <call><state>5</state></call></user></commandData></command></BroadsoftDocument>";
    let mut decoder = Decoder::new();
    let message = decoder.read(bytes).expect("a good message");
    for (path, text) in
        [("user/call/state", "2"), ("user/call[0]/state", "2"), ("user/call[1]/state", "5"), ("User/Id", "a")]
    {
        assert_eq!(message.get(path).expect(path), text);
    }
    let nowhere = [
        "",
        "/",
        "user",
        "user/",
        "/user/id",
        "user/id/",
        "user/id[1]",
        "user/call",
        "user/call[2]/state",
        "user/call[x]/state",
        "user/call[/state",
        "user/call]/state",
        "user/call[-1]/state",
        "user/call[0]/state/x",
        "user/future",
        "user/call[99999999999999999999]/state",
    ];
    for path in nowhere {
        assert_eq!(message.get(path), None, "{path}");
    }
    let empty = decoder
        .read(b"<BroadsoftDocument><command commandType=\"callUpdate\"/></BroadsoftDocument>")
        .expect("well-formed");
    assert_eq!(empty.get("user/id"), None);
    assert!(empty.call_update().expect("it is one").user().calls().next().is_none());
    let unknown = decoder.read(b"<BroadsoftDocument/>").expect("well-formed");
    assert!(unknown.get("user/id").is_none() && unknown.command_type().is_none() && unknown.call_update().is_none());
}

#[test]
fn an_owned_message_outlives_its_buffer_and_its_decoder() {
    let threads: Vec<_> = common::messages()
        .into_iter()
        .map(|(_, bytes)| {
            let owned = Decoder::new().read(&bytes).expect("a good message").into_owned();
            let document = Document::decode(&bytes).expect("a good message").into_owned();
            drop(bytes);
            thread::spawn(move || owned.to_document() == document && owned.as_message().into_owned() == owned)
        })
        .collect();
    assert!(threads.len() > 30);
    for thread in threads {
        assert!(thread.join().expect("no panic"));
    }
}

#[test]
fn lists_say_how_many_items_are_left() {
    let queue = "<queueCall callId=\"c\"/>".repeat(300);
    let bytes = format!(
        "<BroadsoftDocument><command commandType=\"queueUpdate\"><commandData><queue>{queue}</queue></commandData></command></BroadsoftDocument>"
    );
    let mut decoder = Decoder::new();
    let message = decoder.read(bytes.as_bytes()).expect("a good message");
    assert_eq!(message.command_type(), Some(CommandType::QueueUpdate));
    let mut calls = message.queue_update().expect("it is one").queue().calls();
    for left in (0..300).rev() {
        assert!(calls.next().expect("one more").call_id().is_some_and(|id| id == "c"));
        assert_eq!(calls.len(), left);
    }
    assert!(calls.next().is_none() && calls.next().is_none());
}

#[test]
fn a_view_is_read_without_the_rest() {
    // The name of the other side is broken in its meaning, not in its form: nobody asks for it.
    let bytes = b"<BroadsoftDocument><command commandType=\"callUpdate\"><commandData><user><call><state>2</state>\
        <remoteName>&#66;ob</remoteName></call></user></commandData></command></BroadsoftDocument>";
    let mut decoder = Decoder::new();
    let owned: OwnedMessage = decoder.read(bytes).expect("a good message").into();
    let message = owned.as_message();
    let call = message.call_update().expect("it is one").user().calls().next().expect("it has one");
    assert_eq!(call.state(), Some(CallState::Active));
    assert_eq!(call.remote_name().expect("it has one"), "Bob");
    assert_eq!((call.appearance(), call.call_center().is_none()), (None, true));
    assert_eq!(owned.as_bytes(), bytes);
}
