//! Tests of the session checker.

#[path = "../common/allocations.rs"]
mod allocations;
mod cases;
#[path = "../common/mod.rs"]
mod common;
mod messages;
#[path = "../common/mutate.rs"]
mod mutate;
#[path = "../common/random.rs"]
mod random;

use broadworks_cap::message::Direction::{self, ToClient, ToServer};
use broadworks_cap::message::values::CommandType;
use broadworks_cap::validate::session::{Basis, SessionChecker, SessionFinding, SessionLimits, SessionRule, direction};
use broadworks_cap::{Document, Protocol};

use cases::cases;
use messages::*;
use random::Random;

/// Returns the findings of a session, those of its end included.
fn findings(mut checker: SessionChecker, messages: &[Message]) -> Vec<SessionFinding> {
    let mut found = Vec::new();
    for (towards, text) in messages {
        found.extend(checker.check(*towards, &Document::decode(text.as_bytes()).expect("a document")));
    }
    found.extend(checker.finish());
    found
}

fn rules(protocol: Protocol, messages: &[Message]) -> Vec<SessionRule> {
    let found = findings(SessionChecker::new(protocol).from_start(true), messages);
    found.iter().map(SessionFinding::rule).collect()
}

#[test]
fn each_rule_finds_what_breaks_it_and_nothing_else() {
    let mut tested = vec![SessionRule::Forgotten];
    for (rule, bad, good) in cases() {
        for messages in &bad {
            assert_eq!(rules(Protocol::CapC, messages), [rule], "{messages:#?}");
        }
        for messages in &good {
            assert_eq!(rules(Protocol::CapC, messages), [], "{rule}: {messages:#?}");
        }
        assert!(!bad.is_empty() && !good.is_empty(), "{rule}");
        tested.push(rule);
    }
    tested.sort_unstable();
    let mut all = SessionRule::ALL.to_vec();
    all.sort_unstable();
    assert_eq!(tested, all, "every rule has a case");
}

#[test]
fn every_id_is_explained() {
    let page = include_str!("../../docs/rules.md");
    for rule in SessionRule::ALL {
        assert!(page.contains(&format!("`{}`", rule.id())), "{rule} is not in docs/rules.md");
    }
}

#[test]
fn a_finding_says_where_it_is() {
    let messages = after(ready(0, ""), [call("callhalf-1:0", 5, ""), call("callhalf-1:0", 2, "")]);
    let found = findings(SessionChecker::new(Protocol::CapC), &messages);
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!((finding.number(), finding.direction()), (9, ToClient));
    assert_eq!((finding.command(), finding.path()), (Some(CommandType::CallUpdate), "user/call/state"));
    assert_eq!(finding.subject(), "callhalf-1:0");
    assert_eq!(
        finding.to_string(),
        "`callUpdate` of `callhalf-1:0`: A call is released once, and nothing comes for it after that."
    );
    assert_eq!(finding.rule().basis(), Basis::Stated);
    // A response that never came is told at the message that asked for it.
    let found = findings(SessionChecker::new(Protocol::CapC), &after(login(), [trace("7"), session("")]));
    assert_eq!(
        found.iter().map(|finding| (finding.number(), finding.direction())).collect::<Vec<_>>(),
        [(6, ToServer)]
    );
}

#[test]
fn every_path_leads_to_a_field_of_the_command() {
    for (rule, bad, _) in cases() {
        for finding in bad.iter().flat_map(|messages| findings(SessionChecker::new(Protocol::CapC), messages)) {
            let Some(command) = finding.command().filter(|_| !finding.path().is_empty()) else { continue };
            let empty = versioned("17.0", command.as_str(), "");
            let mut document = Document::decode(empty.as_bytes()).expect("a document");
            let leads = [finding.path().to_owned(), format!("{}/callId", finding.path())];
            assert!(leads.iter().any(|path| document.set(path, "1").is_ok()), "{rule}: {}", finding.path());
        }
    }
}

#[test]
fn what_was_before_the_recording_is_not_held_against_anybody() {
    // Without the login, most rules conclude nothing from what was not seen.
    let unknown = [
        action("Release", &["a"]),
        action("ConfHold", &[]),
        traced("7"),
        session("<numCalls>3</numCalls>"),
        call("b", 2, ""),
        call("b", 3, ""),
        acknowledge(),
        watched("sessionUpdate", "bob@example.com", ""),
    ];
    assert_eq!(findings(SessionChecker::new(Protocol::CapC), &unknown), []);
    // After a gap nothing is known, and the numbers go on.
    let mut checker = SessionChecker::new(Protocol::CapC);
    for (towards, text) in after(ready(0, ""), [call("a", 5, "")]) {
        assert_eq!(checker.check(towards, &Document::decode(text.as_bytes()).expect("a document")).count(), 0);
    }
    checker.lose();
    let mut found = Vec::new();
    for (towards, text) in [call("a", 2, ""), action("Release", &["c"]), action("ConfStart", &["d", "d"])] {
        found.extend(checker.check(towards, &Document::decode(text.as_bytes()).expect("a document")));
    }
    assert_eq!(found.iter().map(|it| (it.rule(), it.number())).collect::<Vec<_>>(), [(SessionRule::TwoCalls, 12)]);
}

#[test]
fn several_logins_of_one_connection_are_told_apart() {
    let other = |(towards, text): Message| (towards, text.replace("demo", "second").replace("1007", "2007"));
    let mut messages = ready(0, "");
    messages.extend(ready(0, "").into_iter().map(other));
    // Both are told of the same call, and one logs out.
    for turn in [call("a", 1, ""), call("a", 5, "")] {
        messages.extend([turn.clone(), other(turn)]);
    }
    messages.extend([log_out("ClientLogout"), other(call("b", 2, "")), other(action("Hold", &["b"]))]);
    assert_eq!(rules(Protocol::CapC, &messages), []);
    messages.push(call("b", 2, ""));
    assert_eq!(rules(Protocol::CapC, &messages), [SessionRule::CrossedLogout]);
    // A message with the session id alone is of the login with that id.
    let (towards, text) = call("b", 2, "");
    messages.pop();
    messages.push((towards, text.replace(r#"id="alice@example.com" "#, "")));
    assert_eq!(rules(Protocol::CapC, &messages), [SessionRule::CrossedLogout]);
}

#[test]
fn what_is_sent_to_the_session_before_ends_only_that() {
    let new = |(towards, text): Message| (towards, text.replace("1007", "2007"));
    let mut messages = ready(0, "");
    messages.extend(login().into_iter().map(new));
    messages.extend([log_out("ForceLogoutD"), new(call("a", 2, ""))]);
    assert_eq!(rules(Protocol::CapC, &messages), []);
    messages.extend([new(log_out("ForceLogoutL")), new(call("b", 2, ""))]);
    messages.push(call("b", 2, ""));
    assert_eq!(rules(Protocol::CapC, &messages), [SessionRule::AfterLogout]);
}

/// Returns the message as a farm has it.
fn farmed((towards, text): Message) -> Message {
    (towards, text.replace(r#" userUid="1007""#, "").replace(DEMO, ""))
}

#[test]
fn in_a_farm_the_order_of_messages_means_nothing() {
    let mut messages: Vec<Message> = [
        call("a", 5, ""),
        call("a", 2, ""),
        call("a", 1, ""),
        action("Hold", &["a"]),
        traced("7"),
        trace("7"),
        queue("CallAnswered", &[("c", "", "")]),
        queue("CallAdded", &[("c", "9", "")]),
        of_alice("queueInfoResponse", ""),
        of_alice("queueInfoRequest", ""),
    ]
    .map(farmed)
    .into();
    let mut random = Random::new(1);
    for _ in 0..200 {
        assert_eq!(rules(Protocol::Ccc2, &messages), [], "{messages:#?}");
        let (one, other) = (random.below(messages.len()), random.below(messages.len()));
        messages.swap(one, other);
    }
    messages.extend([call("a", 5, ""), traced("8"), trace("9")].map(farmed));
    let mut expected = [SessionRule::AfterRelease, SessionRule::UnaskedResponse, SessionRule::OwedResponse];
    expected.sort_unstable();
    for _ in 0..200 {
        let mut found = rules(Protocol::Ccc2, &messages);
        found.sort_unstable();
        assert_eq!(found, expected, "{messages:#?}");
        let (one, other) = (random.below(messages.len()), random.below(messages.len()));
        messages.swap(one, other);
    }
}

/// Returns the well-formed documents of a stream.
fn documents(stream: &[u8]) -> Vec<Vec<u8>> {
    let (pieces, _) = common::frame(stream, &[stream.len()], broadworks_cap::Limits::default().preamble(true));
    let frame = |piece| match piece {
        common::Piece::Frame(start, end) => Some(stream[start..end].to_vec()),
        common::Piece::Malformed(..) => None,
    };
    pieces.into_iter().filter_map(frame).collect()
}

#[test]
fn the_streams_of_the_corpus_are_sessions() {
    for (path, stream) in common::folder("stream") {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let protocol = if name == "ccc2-farm" { Protocol::Ccc2 } else { Protocol::CapC };
        let mut checker = SessionChecker::new(protocol);
        let mut found = Vec::new();
        for bytes in documents(&stream) {
            let Ok(document) = Document::decode(&bytes) else {
                checker.lose();
                continue;
            };
            found.extend(checker.check(direction(&document).unwrap_or(ToServer), &document));
        }
        found.extend(checker.finish());
        let found: Vec<_> = found.iter().map(|it| (it.rule().id(), it.number())).collect();
        assert_eq!(found, expected(&name), "{name}");
    }
}

/// Returns what is found in the streams of the corpus: a farm is told of the same call twice, each time in the first
/// place, and the one stream has one of the two calls that it announces.
fn expected(name: &str) -> &'static [(&'static str, u64)] {
    match name {
        "no-separators" => &[("missing-calls", 9)],
        "ccc2-farm" => &[("queue-duplicate", 11), ("queue-position", 11)],
        _ => &[],
    }
}

#[test]
fn in_any_order_and_damaged_no_message_is_a_panic() {
    let mut texts: Vec<Vec<u8>> = common::messages().into_iter().map(|(_, bytes)| bytes).collect();
    let of_cases = cases().into_iter().flat_map(|(_, bad, good)| bad.into_iter().chain(good)).flatten();
    texts.extend(of_cases.map(|(_, text)| text.into_bytes()));
    let mut random = Random::new(3);
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        for limits in [limits(1), limits(8), SessionLimits::default()] {
            let mut checker = SessionChecker::new(protocol).from_start(random.below(2) == 0).limits(limits);
            let mut number = 0;
            for _ in 0..4_000 {
                let mut bytes = random.choose(&texts).clone();
                if random.below(3) == 0 {
                    bytes = mutate::mutate(&bytes, &mut random);
                }
                number += 1;
                let Ok(document) = Document::decode(&bytes) else {
                    checker.lose();
                    continue;
                };
                for _ in 0..1 + random.below(5) / 4 {
                    let towards = *random.choose(Direction::ALL);
                    let found: Vec<_> = checker.check(towards, &document).collect();
                    assert!(found.iter().all(|it| it.number() == number && it.direction() == towards), "{found:?}");
                    number += 1;
                }
                number -= 1;
                if random.below(200) == 0 {
                    let found: Vec<_> = checker.finish().collect();
                    assert!(found.iter().all(|finding| finding.number() <= number));
                    number = 0;
                }
            }
        }
    }
}

/// Returns limits with this number of everything.
fn limits(count: usize) -> SessionLimits {
    let mut limits = SessionLimits::default();
    for limit in [&mut limits.users, &mut limits.calls, &mut limits.queued, &mut limits.watched, &mut limits.owed] {
        *limit = count;
    }
    limits
}

/// Returns messages that each bring something new to remember.
fn news(protocol: Protocol, number: usize) -> Vec<Message> {
    // As long as an id that is remembered can be, or nearly.
    let long = "x".repeat(200);
    let name = format!("{number}{long}@example.com");
    let id = format!("callhalf-{number}:{long}");
    let place = (number % 8 + 1).to_string();
    let all = [
        call(&id, 2, ""),
        call(&id, 5, ""),
        controls(&id, &[("Hold", "True")]),
        queue("CallAdded", &[(&id, &place, "0")]),
        trace(&id),
        traced(&place),
        watched("sessionUpdate", &name, "<offHook>True</offHook>"),
        watch("Replace", &name)[0].clone(),
        call(&long.repeat(number % 5 + 1), 2, ""),
    ];
    let for_other =
        |(towards, text): Message| (towards, text.replace("alice@", &format!("{number}{long}@")).replace("100", &name));
    let mut messages: Vec<Message> = all.iter().cloned().chain(all.clone().map(for_other)).collect();
    if protocol == Protocol::CapC {
        messages.extend(login().into_iter().map(for_other));
        return messages;
    }
    messages.into_iter().map(farmed).collect()
}

#[test]
fn memory_is_bounded_by_the_limits_and_said_to_be() {
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let peak = |count: usize| {
            let mut checker = SessionChecker::new(protocol).limits(limits(64));
            let mut said = 0;
            for number in 0..count {
                for (towards, text) in news(protocol, number) {
                    let document = Document::decode(text.as_bytes()).expect("a document");
                    let found = checker.check(towards, &document);
                    said += found.filter(|finding| finding.rule() == SessionRule::Forgotten).count();
                }
            }
            // A copy holds as much.
            let (_, copied) = allocations::counted(|| checker.clone());
            (copied.peak, said)
        };
        let (short, long) = (peak(200), peak(2_000));
        assert_eq!((short.1, long.1), (1, 1), "it is said once");
        assert!(long.0 < short.0 * 5 / 4 && long.0 < 6 * 64 * (1 << 10), "{protocol}: {short:?} {long:?}");
    }
}
