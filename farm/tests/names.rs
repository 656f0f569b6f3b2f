//! Laws of tokens, subjects, ids and checkpoints, which need no server.

use std::collections::BTreeMap;

use broadworks_farm::origin::{Incarnation, Origin};
use broadworks_farm::record::Checkpoint;
use broadworks_farm::subject::{EventSubject, Token};

fn texts() -> Vec<String> {
    let mut all: Vec<String> =
        ["", "=", "==", "a.b", "a=2Eb", "*", ">", "a b", "\t\r\n\0", "ä€😀", "=malformed", "=h00"]
            .map(str::to_owned)
            .into();
    all.extend((0..=255_u8).map(|byte| char::from(byte).to_string()));
    all.extend((120..140).map(|length| "é".repeat(length / 2) + &"x".repeat(length % 2)));
    all.extend(["x".repeat(5_000), "x".repeat(5_001)]);
    all
}

#[test]
fn every_text_has_a_legal_token_of_its_own() {
    let mut known = BTreeMap::new();
    for text in texts() {
        let token = Token::new(&text);
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte);
        assert!(!token.as_str().is_empty() && token.as_str().bytes().all(legal), "{text:?}: {token}");
        assert!(token.as_str().len() <= 400, "{text:?}: {token}");
        if text.len() <= 128 {
            assert_eq!(token.text().as_deref(), Some(&*text));
        } else {
            assert_eq!(token.text(), None);
        }
        let before = known.insert(token, text.clone());
        assert!(before.is_none_or(|before| before == text));
    }
}

#[test]
fn subjects_are_read_back_and_users_stay_in_their_partition() {
    for user in texts() {
        for (command, partitions) in [("callUpdate", 1), ("a.b c", 7), ("", 1024)] {
            let subject = EventSubject::new(command, &user, partitions);
            assert!(subject.partition < partitions);
            assert_eq!(EventSubject::parse(&subject.under("ccc2"), "ccc2").as_ref(), Some(&subject));
            assert_eq!(EventSubject::parse(&subject.under("ccc2"), "ccc"), None);
            assert_eq!(EventSubject::new("other", &user, partitions).partition, subject.partition);
        }
    }
    // These are written down elsewhere, and must never change.
    assert_eq!(
        EventSubject::new("callUpdate", "alice@example.com", 32).under("ccc2"),
        "ccc2.event.19.callUpdate.alice=40example=2Ecom"
    );
    assert_eq!(Origin::new("c", 7, b"<a/>").to_string(), "c.7.29114363f749a0226b6988dda3ca2492");
}

#[test]
fn an_id_tells_two_equal_documents_apart_and_one_from_itself_not() {
    let ids = Incarnation::new("farm.1");
    let (first, second) = (ids.id(), ids.id());
    assert_ne!(first, second);
    assert_ne!(Incarnation::new("farm.1").id(), first);
    let origin = Origin::new(&first, 1, b"<a/>");
    assert_eq!(origin.to_string().parse(), Ok(origin.clone()));
    assert_eq!(origin, Origin::new(&first, 1, b"<a/>"));
    for other in [Origin::new(&second, 1, b"<a/>"), Origin::new(&first, 2, b"<a/>"), Origin::new(&first, 1, b"<b/>")] {
        assert_ne!(origin.to_string(), other.to_string());
    }
    assert!("nothing".parse::<Origin>().is_err() && "a.b.c".parse::<Origin>().is_err());
}

#[test]
fn a_checkpoint_passes_each_document_once_and_forgets_only_old_connections() {
    let mut checkpoint = Checkpoint::default();
    let origin = |connection: u64, number| Origin::new(&format!("c{connection}"), number, b"");
    for sequence in 1..=1_000 {
        assert!(checkpoint.pass(sequence, Some(&origin(sequence, 5))));
        assert!(!checkpoint.pass(sequence, Some(&origin(sequence, 5))));
        assert!(!checkpoint.pass(sequence, Some(&origin(sequence, 4))));
    }
    assert_eq!(checkpoint.sequence, 1_000);
    assert!(checkpoint.connections.len() <= 256);
    assert!(!checkpoint.pass(1_001, Some(&origin(1_000, 5))), "a connection that was heard of lately is known");
    assert!(checkpoint.pass(1_002, Some(&origin(1_000, 6))));
    assert!(checkpoint.pass(1_003, None), "without an origin it counts as new");
}
