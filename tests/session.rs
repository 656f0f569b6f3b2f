//! Tests of the session checker: for each rule a session that breaks it and one that does not.

#[path = "common/allocations.rs"]
mod allocations;
mod common;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;

use broadworks_cap::message::Direction::{self, ToClient, ToServer};
use broadworks_cap::message::values::CommandType;
use broadworks_cap::validate::session::{Basis, SessionChecker, SessionFinding, SessionLimits, SessionRule, direction};
use broadworks_cap::{Document, Protocol};

use random::Random;

/// A message of a session.
type Message = (Direction, String);

const ALICE: &str = r#"id="alice@example.com" userType="CallClient" userUid="1007""#;
const CONSOLE: &str = r#"id="alice@example.com" userType="AttendantConsole" userUid="1008""#;
const DEMO: &str = "<applicationId>demo</applicationId>";

fn versioned(version: &str, command: &str, data: &str) -> String {
    format!(
        r#"<BroadsoftDocument protocol="CAP" version="{version}"><command commandType="{command}"><commandData>{data}</commandData></command></BroadsoftDocument>"#
    )
}

/// Returns a message in the direction of its command.
fn message(command: &str, data: &str) -> Message {
    of_version("17.0", command, data)
}

fn of_version(version: &str, command: &str, data: &str) -> Message {
    let text = versioned(version, command, data);
    let towards = direction(&Document::decode(text.as_bytes()).expect("a document"));
    (towards.expect("a known direction"), text)
}

/// Returns a message about Alice, with these children of `user`.
fn of_alice(command: &str, inner: &str) -> Message {
    message(command, &format!("<user {ALICE}>{inner}{DEMO}</user>"))
}

fn of_console(command: &str, inner: &str) -> Message {
    message(command, &format!("<user {CONSOLE}>{inner}{DEMO}</user>"))
}

fn logging_in(command: &str, user_type: &str, inner: &str, outer: &str) -> Message {
    let user = format!(r#"<user userType="{user_type}"><id>alice@example.com</id>{inner}{DEMO}</user>{outer}"#);
    message(command, &user)
}

fn ask() -> Message {
    logging_in("registerAuthentication", "CallClient", "", "")
}

fn challenge() -> Message {
    logging_in("responseAuthentication", "CallClient", "", "<nonce>1</nonce><algorithm>MD5</algorithm>")
}

fn request() -> Message {
    let digest = format!("<securePassword>{}</securePassword>", "0".repeat(32));
    logging_in("registerRequest", "CallClient", &digest, "")
}

fn registered() -> Message {
    let user = format!(r#"<user userType="CallClient" userUid="1007"><id>alice@example.com</id>{DEMO}</user>"#);
    message("registerResponse", &user)
}

fn acknowledge() -> Message {
    of_alice("acknowledgement", r#"<message messageName="registerResponse"/>"#)
}

fn refused() -> Message {
    logging_in("registerResponse", "CallClient", r#"<failure failureCause="IncorrectPassword"/>"#, "")
}

/// Returns a login up to the acknowledgement.
fn login() -> Vec<Message> {
    vec![ask(), challenge(), request(), registered(), acknowledge()]
}

/// Returns a login of a console that watches this many users, and is told of calls or not.
fn console(count: usize, details: &str) -> Vec<Message> {
    let kind = "AttendantConsole";
    let told = format!(
        r#"<user userType="{kind}" userUid="1008"><id>alice@example.com</id><numMonitoredUsers>{count}</numMonitoredUsers><callDetailsEnabled>{details}</callDetailsEnabled>{DEMO}</user>"#
    );
    vec![
        logging_in("registerAuthentication", kind, "", ""),
        logging_in("responseAuthentication", kind, "", "<nonce>1</nonce><algorithm>MD5</algorithm>"),
        logging_in("registerRequest", kind, "<securePassword>0</securePassword>", ""),
        message("registerResponse", &told),
        of_console("acknowledgement", r#"<message messageName="registerResponse"/>"#),
    ]
}

/// Returns a login with its initial state: a number of calls, and perhaps a conference.
fn ready(calls: usize, conference: &str) -> Vec<Message> {
    let counted = format!("<offHook>True</offHook><numCalls>{calls}</numCalls>{conference}");
    let mut all = login();
    all.extend([of_alice("profileUpdate", "<initialUpdate/>"), of_alice("sessionUpdate", &counted)]);
    all
}

fn session(conference: &str) -> Message {
    of_alice("sessionUpdate", conference)
}

fn conference(state: &str) -> String {
    format!(r#"<conference conferenceState="{state}"><callIn callInId="a"/><callIn callInId="b"/></conference>"#)
}

/// Returns a state of a call, with more elements.
fn call(id: &str, state: u8, more: &str) -> Message {
    of_alice("callUpdate", &format!(r#"<call callId="{id}"><state>{state}</state>{more}</call>"#))
}

fn leg(version: &str, id: &str, personality: u8, state: u8) -> Message {
    let call = format!(
        r#"<call callId="{id}" extTrackingId="1:1"><personality>{personality}</personality><state>{state}</state></call>"#
    );
    of_version(version, "callUpdate", &format!("<user {ALICE}>{call}{DEMO}</user>"))
}

fn controls(id: &str, controls: &[(&str, &str)]) -> Message {
    let controls: String =
        controls.iter().map(|(kind, value)| format!(r#"<control controlType="{kind}">{value}</control>"#)).collect();
    of_alice("callControlInfo", &format!(r#"<call callId="{id}">{controls}</call>"#))
}

fn action(kind: &str, calls: &[&str]) -> Message {
    let calls: String =
        calls.iter().map(|id| format!(r#"<actionParam actionParamName="CallId">{id}</actionParam>"#)).collect();
    of_alice("callAction", &format!(r#"<action actionType="{kind}">{calls}</action>"#))
}

fn trace(id: &str) -> Message {
    let action = format!(r#"<action actionType="CustOriginatedTraceCall" responseRequested="True" id="{id}"/>"#);
    of_alice("callAction", &action)
}

fn traced(id: &str) -> Message {
    let result = format!(r#"<action actionType="CustOriginatedTraceCall" id="{id}"><result success="True"/></action>"#);
    of_alice("callActionResponse", &result)
}

/// Returns an update of a watched user.
fn watched(command: &str, name: &str, inner: &str) -> Message {
    of_console(command, &format!("{inner}<monitoredUserId>{name}</monitoredUserId>"))
}

fn introduce(name: &str) -> [Message; 2] {
    [watched("profileUpdate", name, "<initialUpdate/>"), watched("sessionUpdate", name, "<offHook>False</offHook>")]
}

fn watch(kind: &str, name: &str) -> [Message; 2] {
    [
        of_console("monitoringUsersRequest", &format!(r#"<monitoring monType="{kind}"/><monUser>{name}</monUser>"#)),
        of_console("monitoringUsersResponse", r#"<monResult success="True"/>"#),
    ]
}

/// Returns an update of a queue, with the position and the priority of each call where they are not empty.
fn queue(reason: &str, calls: &[(&str, &str, &str)]) -> Message {
    let element = |name: &str, value: &str| match value {
        "" => String::new(),
        value => format!("<{name}>{value}</{name}>"),
    };
    let calls: String = calls
        .iter()
        .map(|(id, position, priority)| {
            let inner = element("position", position) + &element("priority", priority);
            format!(r#"<queueCall callId="{id}">{inner}</queueCall>"#)
        })
        .collect();
    message("queueUpdate", &format!(r#"<user {ALICE}>{DEMO}</user><queue updateReason="{reason}">{calls}</queue>"#))
}

fn queue_action(kind: &str, call: &str) -> Message {
    message(
        "queueAction",
        &format!(r#"<user {ALICE}>{DEMO}</user><queueActionData actionType="{kind}">{call}</queueActionData>"#),
    )
}

fn log_out(reason: &str) -> Message {
    message("unRegister", &format!(r#"<user {ALICE} userLogoutReason="{reason}">{DEMO}</user>"#))
}

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

/// Appends messages to the beginning of a session.
fn after(mut begin: Vec<Message>, more: impl IntoIterator<Item = Message>) -> Vec<Message> {
    begin.extend(more);
    begin
}

/// A rule, sessions that break it, and only it, and sessions that break no rule.
type Case = (SessionRule, Vec<Vec<Message>>, Vec<Vec<Message>>);

/// Returns a case for each rule.
fn cases() -> Vec<Case> {
    use SessionRule as R;
    let info = |command: &str, inner: &str| message(command, inner);
    let keepalive = || info("serverStatusRequest", "");
    let answer_time = "<callAnswerTime>1700000000000</callAnswerTime>";
    let terminator = "<personality>2</personality>";
    let queued = || after(login(), [queue("Initial", &[("a", "1", "2"), ("b", "2", "3")])]);
    let two = || after(console(2, "True"), [introduce("bob@example.com"), introduce("carol@example.com")].concat());
    let free = || logging_in("registerRequest", "CallClient", "", "");
    let dial = || {
        let number = r#"<actionParam actionParamName="Number">2405550123</actionParam>"#;
        of_alice("callAction", &format!(r#"<action actionType="Dial">{number}</action>"#))
    };
    vec![
        (
            R::LoginOrder,
            vec![
                after(vec![], [challenge(), request(), registered(), acknowledge()]),
                after(vec![], [ask(), request(), registered(), acknowledge()]),
                after(vec![], [ask(), challenge(), registered(), acknowledge()]),
                after(vec![], [ask(), challenge(), request(), registered(), acknowledge(), acknowledge()]),
                after(vec![], [ask(), challenge(), request(), refused(), acknowledge()]),
                after(vec![], [ask(), challenge(), request(), refused(), request(), refused()]),
            ],
            vec![
                login(),
                vec![free(), registered(), acknowledge()],
                after(vec![ask(), challenge(), request(), refused()], login()),
                after(login(), after(vec![log_out("ClientLogout")], login())),
            ],
        ),
        (
            R::BeforeAcknowledgement,
            vec![
                vec![ask(), challenge(), request(), registered(), call("a", 2, ""), acknowledge()],
                vec![ask(), challenge(), session(""), request(), registered(), acknowledge()],
                vec![ask(), challenge(), request(), refused(), session("")],
                vec![session("")],
            ],
            vec![
                vec![ask(), keepalive(), challenge(), request(), registered(), acknowledge(), call("a", 2, "")],
                // The earlier session of the same client.
                after(login(), [ask(), challenge(), request(), call("a", 2, ""), registered(), acknowledge()]),
            ],
        ),
        (
            R::ClientBeforeLogin,
            vec![vec![dial()], vec![ask(), challenge(), request(), registered(), dial(), acknowledge()]],
            vec![after(login(), [dial()]), vec![info("infoRequest", "<capVersionRequest/>"), info("infoResponse", "")]],
        ),
        (
            R::AfterLogout,
            vec![
                after(login(), [log_out("ForceLogoutD"), session("")]),
                after(login(), [log_out("ClientLogout"), dial()]),
                after(login(), [log_out("ClientLogout"), log_out("ClientLogout")]),
            ],
            vec![
                after(login(), [log_out("ClientLogout"), keepalive()]),
                after(login(), [log_out("ClientLogout"), log_out("ForceLogoutL")]),
                // What the server sends to the session that it ended is not sent to the new one.
                after(login(), after(vec![log_out("ForceLogoutD")], after(login(), [session("")]))),
            ],
        ),
        (
            R::CrossedLogout,
            vec![
                after(login(), [log_out("ClientLogout"), session("")]),
                after(login(), [log_out("ForceLogoutU"), dial()]),
            ],
            vec![after(login(), [trace("7"), log_out("ClientLogout"), traced("7")])],
        ),
        (
            R::InitialOnce,
            vec![
                after(ready(0, ""), [session("<numCalls>0</numCalls>")]),
                after(ready(0, ""), [of_alice("profileUpdate", "<initialUpdate/>")]),
                after(console(1, "True"), [introduce("bob@example.com"), introduce("bob@example.com")].concat()),
            ],
            vec![after(ready(0, ""), after(vec![log_out("ClientLogout")], ready(0, "")))],
        ),
        (
            R::MissingCalls,
            vec![
                after(ready(2, ""), [call("a", 2, ""), call("a", 3, "")]),
                after(ready(1, ""), [session("<offHook>False</offHook>")]),
            ],
            vec![
                after(ready(2, ""), [call("a", 2, ""), call("b", 3, ""), call("a", 3, "")]),
                // A call that is new.
                after(ready(1, ""), [call("a", 2, ""), call("b", 1, ""), session("<offHook>False</offHook>")]),
                // The order does not matter.
                after(login(), [call("a", 2, ""), session("<numCalls>1</numCalls>"), call("a", 3, "")]),
                // The recording may end at any time.
                after(ready(2, ""), [call("a", 2, "")]),
            ],
        ),
        (
            R::MissingWatched,
            vec![after(
                console(2, "True"),
                after(introduce("bob@example.com").into(), [watched("profileUpdate", "bob@example.com", "")]),
            )],
            vec![
                after(two(), [watched("sessionUpdate", "carol@example.com", "<offHook>True</offHook>")]),
                after(console(2, "True"), introduce("bob@example.com")),
            ],
        ),
        (
            R::CallDetails,
            vec![after(
                console(1, "False"),
                after(
                    introduce("bob@example.com").into(),
                    [watched("callUpdate", "bob@example.com", r#"<call callId="a"><state>2</state></call>"#)],
                ),
            )],
            vec![after(two(), [watched("callUpdate", "bob", r#"<call callId="a"><state>2</state></call>"#)])],
        ),
        (
            R::NotWatched,
            vec![
                after(two(), [watched("sessionUpdate", "dave@example.com", "<offHook>True</offHook>")]),
                after(console(0, "True"), [watched("callUpdate", "dave@example.com", "")]),
                after(two(), after(watch("Delete", "bob").into(), [watched("profileUpdate", "bob@example.com", "")])),
                after(two(), after(watch("Replace", "bob").into(), [watched("profileUpdate", "carol", "")])),
            ],
            vec![
                after(two(), after(watch("Add", "dave").into(), introduce("dave@example.com"))),
                after(two(), after(watch("Delete", "bob").into(), [watched("profileUpdate", "carol", "")])),
                // The update may have been on its way.
                after(two(), {
                    let [request, response] = watch("Delete", "bob");
                    [request, watched("profileUpdate", "bob@example.com", ""), response]
                }),
            ],
        ),
        (
            R::CallStateOrder,
            vec![
                after(ready(0, ""), [call("a", 1, ""), call("a", 2, ""), call("a", 1, "")]),
                after(ready(0, ""), [call("a", 1, ""), call("a", 0, "")]),
            ],
            vec![
                after(ready(0, ""), [1, 2, 3, 2, 4, 2, 5].map(|state| call("a", state, ""))),
                after(ready(0, ""), [call("a", 2, ""), call("a", 1, "<recallType>AHR</recallType>")]),
                after(ready(0, ""), [leg("17.0", "a", 0, 2), leg("17.0", "a", 1, 1)]),
            ],
        ),
        (
            R::AfterRelease,
            vec![
                after(ready(0, ""), [call("a", 5, ""), call("a", 2, "")]),
                after(ready(0, ""), [call("a", 1, ""), call("a", 5, ""), call("a", 5, "")]),
            ],
            vec![
                after(ready(0, ""), [call("a", 5, ""), call("b", 5, "")]),
                after(ready(0, ""), [leg("17.0", "a", 0, 5), leg("17.0", "a", 1, 1), leg("17.0", "a", 1, 5)]),
            ],
        ),
        (
            R::AnswerTime,
            vec![after(ready(0, ""), [call("a", 1, answer_time)])],
            vec![
                after(ready(0, ""), [call("a", 1, ""), call("a", 2, answer_time), call("a", 5, answer_time)]),
                // The user has answered the first leg.
                after(
                    ready(0, ""),
                    [
                        call("a", 2, &format!("<personality>0</personality>{answer_time}")),
                        call("a", 1, &format!("<personality>1</personality>{answer_time}")),
                    ],
                ),
            ],
        ),
        (
            R::LegIds,
            vec![
                after(ready(0, ""), [leg("16.0", "a", 0, 1), leg("16.0", "b", 1, 1)]),
                after(ready(0, ""), [leg("15.0", "a", 0, 1), leg("15.0", "a", 1, 1)]),
            ],
            vec![
                after(ready(0, ""), [leg("16.0", "a", 0, 1), leg("16.0", "a", 1, 1)]),
                after(ready(0, ""), [leg("15.0", "a", 0, 1), leg("15.0", "a", 0, 5), leg("15.0", "b", 1, 1)]),
            ],
        ),
        (
            R::NotPermitted,
            vec![
                after(ready(0, ""), [call("a", 2, ""), controls("a", &[("Hold", "False")]), action("Hold", &["a"])]),
                after(
                    ready(0, ""),
                    [call("a", 3, ""), controls("a", &[("Retrieve", "False")]), action("Answer", &["a"])],
                ),
                after(ready(0, ""), [call("a", 1, terminator), action("Answer", &["a"])]),
                after(
                    ready(0, ""),
                    [call("a", 1, ""), controls("a", &[("Answer", "False")]), action("Answer", &["a"])],
                ),
            ],
            vec![
                after(ready(0, ""), [call("a", 2, ""), action("Hold", &["a"])]),
                after(
                    ready(0, ""),
                    [call("a", 1, terminator), controls("a", &[("Answer", "True")]), action("Answer", &["a"])],
                ),
                // The second call, perhaps at an analog phone.
                after(ready(0, ""), [call("a", 2, ""), call("b", 1, terminator), action("Answer", &["b"])]),
                // What was allowed may have come before the login.
                after(ready(1, ""), [call("a", 1, terminator), action("Answer", &["a"])]),
                // The control is older than the state.
                after(
                    ready(0, ""),
                    [call("a", 3, ""), controls("a", &[("Hold", "False")]), call("a", 2, ""), action("Hold", &["a"])],
                ),
            ],
        ),
        (
            R::CallOfAction,
            vec![
                after(ready(0, ""), [action("Release", &["a"])]),
                after(ready(0, ""), [call("a", 2, ""), call("a", 5, ""), action("Hold", &["a"])]),
                after(ready(0, ""), [call("a", 2, ""), action("ConfStart", &["a", "b"])]),
            ],
            vec![
                after(ready(0, ""), [call("a", 2, ""), call("b", 3, ""), action("ConfStart", &["a", "b"])]),
                after(ready(2, &conference("Active")), [action("Release", &["a"])]),
                after(ready(0, ""), [call("a", 5, ""), trace("7"), traced("7")]),
            ],
        ),
        (
            R::TwoCalls,
            vec![after(ready(0, ""), [call("a", 2, ""), action("XferConsult", &["a", "a"])])],
            vec![after(ready(0, ""), [call("a", 2, ""), call("b", 3, ""), action("XferConsult", &["a", "b"])])],
        ),
        (
            R::ConferenceAction,
            vec![
                after(ready(0, ""), [action("ConfHold", &[])]),
                after(
                    ready(0, ""),
                    [session(&conference("Active")), session(&conference("Released")), action("ConfRelease", &[])],
                ),
                after(ready(0, ""), [session(&conference("Held")), action("ConfHold", &[])]),
                after(ready(0, ""), [session(&conference("Active")), action("ConfAnswer", &[])]),
                after(ready(0, ""), [session(&conference("Active")), action("ConferenceUnmute", &[])]),
                after(ready(0, ""), [call("a", 2, ""), action("ConfAdd", &["a"])]),
            ],
            vec![
                after(
                    ready(0, ""),
                    [session(&conference("Active")), action("ConfHold", &[]), action("ConfAnswer", &[])],
                ),
                after(
                    ready(0, ""),
                    [session(&conference("Active")), session("<offHook>True</offHook>"), action("ConfAnswer", &[])],
                ),
                after(login(), [action("ConfHold", &[])]),
            ],
        ),
        (
            R::UnaskedResponse,
            vec![
                after(login(), [traced("7")]),
                after(login(), [trace("7"), traced("7"), traced("7")]),
                after(login(), [of_alice("queueInfoResponse", "")]),
                after(console(0, "True"), [watch("Add", "bob")[1].clone()]),
                vec![info("infoResponse", "")],
            ],
            vec![after(login(), [trace("7"), trace("7"), traced("7"), traced("7")])],
        ),
        (
            R::OwedResponse,
            vec![
                vec![ask()],
                vec![ask(), challenge(), request()],
                after(login(), [trace("7")]),
                after(login(), [of_alice("queueInfoRequest", "")]),
                after(login(), [queue_action("Refresh", "")]),
                after(console(0, "True"), [watch("Add", "bob")[0].clone()]),
                vec![info("infoRequest", "<capVersionRequest/>")],
            ],
            vec![
                after(login(), [of_alice("queueInfoRequest", ""), of_alice("queueInfoResponse", "")]),
                after(login(), [queue_action("Refresh", ""), queue("Refresh", &[])]),
                after(login(), [trace("7"), log_out("ForceLogoutL")]),
            ],
        ),
        (
            R::QueueAddedTwice,
            vec![after(queued(), [queue("CallAdded", &[("a", "1", "")])])],
            vec![after(queued(), [queue("CallAdded", &[("c", "3", "")]), queue("CallAnswered", &[("c", "", "")])])],
        ),
        (
            R::QueueAbsent,
            vec![
                after(queued(), [queue("CallAbandoned", &[("c", "", "")])]),
                after(queued(), [queue("CallAnswered", &[("a", "", "")]), queue("QueueTimeout", &[("a", "", "")])]),
            ],
            vec![
                after(queued(), [queue("CallAbandoned", &[("a", "", "")]), queue("QueueOverflow", &[("c", "", "")])]),
                // The queue is not known without a full update.
                after(login(), [queue("CallAbandoned", &[("c", "", "")])]),
            ],
        ),
        (
            R::QueueDuplicate,
            vec![after(login(), [queue("Initial", &[("a", "", ""), ("a", "", "")])])],
            vec![after(queued(), [queue("CallReordered", &[("b", "1", "3"), ("a", "2", "2")])])],
        ),
        (
            R::QueuePosition,
            vec![
                after(login(), [queue("Initial", &[("a", "2", "")])]),
                after(queued(), [queue("CallAdded", &[("c", "4", "")])]),
                after(
                    queued(),
                    [queue_action("Reorder", r#"<queueCall callId="a"><position>0</position></queueCall>"#)],
                ),
            ],
            vec![after(queued(), [queue("CallAdded", &[("c", "3", "")]), queue("CallAdded", &[("d", "1", "")])])],
        ),
        (
            R::QueuePromotion,
            vec![
                after(queued(), [queue("CallPromoted", &[("a", "1", "2")])]),
                after(
                    queued(),
                    [queue_action("Promote", r#"<queueCall callId="a"><priority>3</priority></queueCall>"#)],
                ),
            ],
            vec![after(
                queued(),
                [queue("CallPromoted", &[("b", "2", "2")]), queue("CallPromoted", &[("b", "1", "0")])],
            )],
        ),
        (
            R::QueueCallOfAction,
            vec![after(queued(), [queue_action("Transfer", r#"<queueCall callId="c"/>"#)])],
            vec![after(queued(), [queue_action("Transfer", r#"<queueCall callId="a"/>"#)])],
        ),
    ]
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
    let page = include_str!("../docs/rules.md");
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
