//! Tests of the public interface: variance, traits, and values that stand for strings and slices.

use std::collections::{BTreeMap, HashMap};

use broadworks_cap::message::call_update::{Call, CallUpdate, User};
use broadworks_cap::message::values::CallState;
use broadworks_cap::schema::{Unknown, Value};
use broadworks_cap::{Command, Diagnostic, Document, Error, Event, List, Message, Text};

const CALL: &[u8] =
    br#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate"><commandData>
  <user id="alice@example.com"><call callId="c-1"><state>2</state><remoteName>Ann &amp; Co</remoteName></call>
  <call callId="c-2"/></user></commandData></command></BroadsoftDocument>"#;

/// Does not compile unless a value that borrows for long can stand for one that borrows for less.
macro_rules! covariant {
    ($($name:ident: $Type:ident<_ $(, $($rest:ty),+)?>;)*) => {$(
        const _: () = {
            #[allow(dead_code)]
            fn $name<'short, 'long: 'short>(it: $Type<'long $(, $($rest),+)?>) -> $Type<'short $(, $($rest),+)?> { it }
        };
    )*};
}
covariant! {
    document: Document<_>;
    command: Command<_>;
    update: CallUpdate<_>;
    user: User<_>;
    call: Call<_>;
    text: Text<_>;
    value: Value<_, CallState>;
    unknown: Unknown<_>;
    diagnostic: Diagnostic<_>;
}
const _: () = {
    #[allow(dead_code)]
    fn list<'short, 'long: 'short>(it: List<Call<'long>>) -> List<Call<'short>> {
        it
    }
    #[allow(dead_code)]
    fn event<'short, 'long: 'short>(it: Event<Document<'long>, &'long [u8]>) -> Event<Document<'short>, &'short [u8]> {
        it
    }
    #[allow(dead_code)]
    fn message<'short, 'long: 'short>(it: Message<'long, 'long>) -> Message<'short, 'short> {
        it
    }
};

#[test]
fn a_struct_may_borrow_a_document_for_less_than_the_document_borrows() {
    struct Line<'a> {
        document: &'a Document<'a>,
    }
    let document = Document::decode(CALL).expect("well-formed");
    let line = Line { document: &document };
    let owned = document.clone().into_owned();
    assert_eq!(*line.document, owned, "borrowed and owned are compared");
}

#[test]
fn a_borrowed_text_outlives_its_document() {
    let (id, name) = {
        let document = Document::decode(CALL).expect("well-formed");
        let Command::CallUpdate(update) = &document.command else { panic!("it is one") };
        let id = update.user.id.as_ref().and_then(Text::as_borrowed);
        (id, update.user.calls[0].remote_name.as_ref().map(|name| (name.as_borrowed(), name.to_string())))
    };
    assert_eq!(id, Some("alice@example.com"));
    assert_eq!(name, Some((None, "Ann & Co".to_owned())), "it had to be unescaped");
}

#[test]
fn a_text_is_a_string_to_maps_and_functions() {
    fn takes_str(text: &str) -> usize {
        text.len()
    }
    let text = Text::from("alice@example.com");
    assert_eq!(
        (takes_str(&text), text.split_once('@'), text.to_uppercase().len()),
        (17, Some(("alice", "example.com")), 17)
    );
    let (mut hashed, mut sorted) = (HashMap::new(), BTreeMap::new());
    hashed.insert(text.clone(), 1);
    sorted.insert(text.clone(), 1);
    assert_eq!((hashed.get("alice@example.com"), sorted.get("alice@example.com")), (Some(&1), Some(&1)));
    let optional = Some(text);
    assert_eq!(optional.as_deref(), Some("alice@example.com"));
    let parsed: Text<'static> = "240-555-0123".parse().expect("any string");
    assert!(parsed == "240-555-0123" && "240-555-0123" == parsed && String::from("240-555-0123") == parsed);
}

#[test]
fn a_list_keeps_its_items_in_order_at_any_length() {
    for length in 0..9 {
        let texts: Vec<Text<'static>> = (0..length).map(|at| Text::from(at.to_string())).collect();
        let mut pushed = List::<Text<'static>, 4>::new();
        texts.iter().cloned().for_each(|text| pushed.push(text));
        let mut extended: List<Text<'static>, 4> = texts.iter().take(length / 2).cloned().collect();
        extended.extend(texts.iter().skip(length / 2).cloned());
        let from_vec = List::<Text<'static>, 4>::from(texts.clone());
        for list in [pushed, extended, from_vec.clone()] {
            assert_eq!((&list, list.len(), list.iter().len()), (&from_vec, length, length));
            assert_eq!(list, texts[..], "{list:?}");
            assert_eq!(format!("{list:?}"), format!("{texts:?}"));
            assert_eq!(List::<_, 1>::from(texts.clone()), texts[..], "the room does not matter");
            let items = list.into_iter();
            assert_eq!(items.len(), length);
            assert_eq!(items.collect::<Vec<_>>(), texts);
        }
        let mut changed = from_vec;
        for text in &mut changed {
            *text = Text::EMPTY;
        }
        assert_eq!((&changed).into_iter().filter(|text| text.is_empty()).count(), length);
        changed.clear();
        assert_eq!((changed.is_empty(), changed), (true, List::default()));
    }
}

#[test]
fn unused_room_of_a_list_is_not_part_of_its_value() {
    let mut list: List<Text<'_>, 4> = [Text::from("1"), Text::from("2")].into();
    list[1] = Text::from("3");
    assert_eq!(list, [Text::from("1"), Text::from("3")]);
    assert_ne!(list, [Text::from("1")]);
    assert_ne!(list, List::from([Text::from("1"), Text::from("3"), Text::EMPTY]));
}

#[test]
fn what_is_public_is_send_and_sync() {
    fn check<T: Send + Sync + Unpin>() {}
    check::<(Document<'_>, Command<'_>, List<Call<'_>>, Text<'_>, Message<'_, '_>, Error)>();
}
