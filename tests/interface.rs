//! Tests of the public interface: variance, traits, and values that stand for strings and slices.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_update::{Call, CallUpdate, User};
use broadworks_cap::message::external_notify::ExternalNotify;
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::queue_info_request::QueueInfoRequest;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::message::un_register::UnRegister;
use broadworks_cap::message::values::{
    AcdState, ActionType, CallState, CallType, CapVersion, CommandType, ControlType, FailureCause, Personality,
    Priority, QueueActionType, RecallType, ReleaseCause, ServiceState, ThirdPartyMwi, UpdateReason, UserLogoutReason,
    UserType,
};
use broadworks_cap::schema::{Unknown, Value};
use broadworks_cap::validate::{Direction, Rule, Severity};
use broadworks_cap::{
    Command, Decoder, Diagnostic, Document, Error, Event, Kind, List, Message, Millis, Protocol, Text, Timestamp,
    Validator,
};

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
    let string = String::from("240-555-0123");
    assert_eq!((&parsed == "240-555-0123", "240-555-0123" == &*parsed, string == parsed), (true, true, true));
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
        for (at, text) in texts.iter().enumerate() {
            let mut left = texts.clone();
            left.remove(at);
            for mut list in [from_vec.clone(), texts.iter().cloned().collect()] {
                assert_eq!((&list.remove(at), &list), (text, &left.clone().into()));
            }
        }
        let mut changed = from_vec;
        (&mut changed).into_iter().for_each(|text| *text = Text::EMPTY);
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

/// Checks that every value of a set prints what it parses, and is parsed from the wire.
macro_rules! sets {
    ($($Set:ident),*) => {$({
        for value in $Set::ALL {
            assert_eq!(value.to_string().parse(), Ok(*value));
            assert_eq!(value.as_str().parse(), Ok(*value));
            assert!(!value.name().is_empty() && value.meaning().ends_with('.'), "{value:?}");
            assert_eq!(Value::from(*value).name(), value.name());
        }
        assert!("no such word".parse::<$Set>().is_err_and(|error| error.to_string().contains(stringify!($Set))));
    })*};
}

#[test]
fn value_sets_print_and_parse() {
    sets!(AcdState, ActionType, CallState, CallType, CapVersion, CommandType, ControlType, FailureCause, Personality);
    sets!(Priority, QueueActionType, RecallType, ReleaseCause, ServiceState, UpdateReason, UserLogoutReason, UserType);
    assert_eq!((CallState::Active.to_string(), CallState::Active.as_str()), ("Active".into(), "2"));
    assert_eq!((CallState::try_from(2), CallState::try_from(200).is_err()), (Ok(CallState::Active), true));
    assert_eq!(
        (ServiceState::NotAssigned.to_string(), ServiceState::On.to_string()),
        ("NotAssigned".into(), "On".into())
    );
    assert_eq!("WrapUp".parse(), Ok(AcdState::WrapUp), "other spellings are parsed, too");
}

#[test]
fn stable_names_of_kinds_rules_and_protocols_are_parsed() {
    fn check<T: Copy + PartialEq + std::fmt::Debug + std::fmt::Display + std::str::FromStr>(all: &[T]) {
        for one in all {
            let id = one.to_string();
            assert!(id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{id}");
            assert!(id.parse().is_ok_and(|parsed: T| parsed == *one), "{id}");
            assert_eq!(all.iter().filter(|other| other.to_string() == id).count(), 1, "{id}");
        }
    }
    check(Kind::ALL);
    check(Rule::ALL);
    check(Severity::ALL);
    check(Protocol::ALL);
    check(Direction::ALL);
    assert_eq!((Kind::DocumentTooLong.id(), Protocol::CapC.id()), ("document-too-long", "cap-c"));
}

#[test]
fn causes_tell_what_to_do() {
    let permanent = |cause: &&FailureCause| cause.is_permanent();
    let passing: Vec<_> =
        FailureCause::ALL.iter().filter(|cause| !permanent(cause)).map(|cause| cause.as_str()).collect();
    assert_eq!(passing, ["NetworkServerConnectivityFailure", "WASConnectivityError", "WASProcessingError"]);
    let back: Vec<_> =
        UserLogoutReason::ALL.iter().filter(|reason| reason.may_reconnect()).map(|r| r.as_str()).collect();
    assert_eq!(back, ["ForceLogoutR", "ForceLogoutL", "ForceLogoutC"]);
}

#[test]
fn fields_are_read_by_the_same_names_in_structs_and_views() {
    let document = Document::decode(CALL).expect("well-formed");
    let mut decoder = Decoder::new();
    let message = decoder.read(CALL).expect("well-formed");
    let Command::CallUpdate(update) = &document.command else { panic!("it is one") };
    let view = message.call_update().expect("it is one");
    let (user, seen) = (update.user(), view.user());
    assert_eq!((user.id(), user.id()), (seen.id().as_deref(), Some("alice@example.com")));
    assert_eq!((user.calls().len(), user.user_type()), (seen.calls().len(), seen.user_type()));
    for (call, seen) in user.calls().iter().zip(seen.calls()) {
        assert_eq!((call.call_id(), call.remote_name()), (seen.call_id().as_deref(), seen.remote_name().as_deref()));
        assert_eq!((call.state(), call.call_start_time()), (seen.state(), seen.call_start_time()));
        assert_eq!(
            (call.hold_reminder(), call.call_center().is_some()),
            (seen.hold_reminder(), seen.call_center().is_some())
        );
    }
    assert_eq!(user.calls()[0].state(), Some(CallState::Active));
    assert_eq!(
        (document.subject(), document.get("user/call[1]/callId")),
        (message.subject(), message.get("user/call[1]/callId"))
    );
}

#[test]
fn times_convert() {
    let start = Timestamp::from_millis(1_700_000_000_123);
    assert_eq!(start + Millis::from_millis(877), Timestamp::from_millis(1_700_000_001_000));
    assert_eq!(Timestamp::from_millis(1_700_000_001_000) - start, Millis::from(Duration::from_micros(877_999)));
    assert_eq!(
        (Millis::from_millis(5).to_duration(), Millis::from_millis(-5).to_duration()),
        (Some(Duration::from_millis(5)), None)
    );
    assert_eq!((start.to_string().parse(), start.as_millis()), (Ok(start), 1_700_000_000_123));
    for edge in [i64::MIN, i64::MAX] {
        assert_eq!(Timestamp::from_millis(edge) - Timestamp::from_millis(-edge.signum()), Millis::from_millis(edge));
    }
    let call = Call::build(|call| call.call_start_time = Some(start.into()));
    assert_eq!(
        (call.call_start_time(), call.call_start_time.as_ref().map(|time| time.to_text())),
        (Some(start), Some("1700000000123".into()))
    );
}

#[test]
fn a_path_sets_what_it_gets() {
    let mut document = Document::decode(CALL).expect("well-formed");
    for (path, text) in [
        ("user/call[1]/state", "5"),
        ("user/call[2]/callId", "c-3"),
        ("User/Id", "bob"),
        ("user/call/callCenter/id", "q"),
    ] {
        document.set(path, text).expect(path);
        assert_eq!(document.get(path).as_deref(), Some(text), "{path}");
    }
    let Command::CallUpdate(update) = &document.command else { panic!("it is one") };
    assert_eq!(
        (update.user.calls.len(), update.user.calls[1].state(), update.user.id()),
        (3, Some(CallState::Released), Some("bob"))
    );
    let faults = [
        ("user/call[9]/state", 5),
        ("user/call[x]/state", 5),
        ("user/nobody", 5),
        ("user/id/x", 5),
        ("user", 0),
        ("user/id[1]", 5),
        ("", 0),
    ];
    for (path, place) in faults {
        assert_eq!(document.set(path, "x").expect_err(path).place(), place, "{path}");
    }
    let bytes = document.to_vec().expect("it encodes");
    assert_eq!(Document::decode(&bytes).expect("it decodes"), document);
    assert_eq!(format!("{document}\n").as_bytes(), bytes);
    let mut room = [0; 2000];
    assert_eq!(document.encode_to_slice(&mut room).map(|length| &room[..length]), Ok(&bytes[..]));
    assert!(document.encode_to_slice(&mut room[..9]).is_err_and(|error| error.kind() == Kind::BufferFull));
}

#[test]
fn requests_are_as_documented() {
    let console = || Identity::cap_c("alice@example.com", "demo");
    let requests: [Command<'_>; 10] = [
        MonitoringUsersRequest::add(console(), ["bob@example.com", "carol@example.com"]).into(),
        MonitoringUsersRequest::delete(console(), ["bob@example.com"]).into(),
        MonitoringUsersRequest::replace(console(), vec![String::from("bob@example.com")]).into(),
        QueueInfoRequest::new(console()).into(),
        InfoRequest::versions().into(),
        ServerStatusRequest::new(console(), UserType::CallClient).into(),
        ServerStatusRequest::default().into(),
        UnRegister::new(console(), UserType::AttendantConsole, UserLogoutReason::ClientLogout).into(),
        ExternalNotify::third_party(console(), ThirdPartyMwi::On).into(),
        ExternalNotify::clear_voice_messages(console()).into(),
    ];
    for request in requests {
        let bytes = Document::new(request).to_vec().expect("it encodes");
        let found: Vec<_> = Validator::new(Protocol::CapC).direction(Direction::ToServer).validate(&bytes).collect();
        assert!(found.is_empty(), "{}: {found:?}", String::from_utf8_lossy(&bytes));
    }
}
