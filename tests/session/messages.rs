//! Messages of a session, each with its direction, and the sessions that begin most cases.

use broadworks_cap::Document;
use broadworks_cap::message::Direction;
use broadworks_cap::validate::session::direction;

/// A message of a session.
pub type Message = (Direction, String);

pub const ALICE: &str = r#"id="alice@example.com" userType="CallClient" userUid="1007""#;
pub const CONSOLE: &str = r#"id="alice@example.com" userType="AttendantConsole" userUid="1008""#;
pub const DEMO: &str = "<applicationId>demo</applicationId>";

pub fn versioned(version: &str, command: &str, data: &str) -> String {
    format!(
        r#"<BroadsoftDocument protocol="CAP" version="{version}"><command commandType="{command}"><commandData>{data}</commandData></command></BroadsoftDocument>"#
    )
}

/// Returns a message in the direction of its command.
pub fn message(command: &str, data: &str) -> Message {
    of_version("17.0", command, data)
}

pub fn of_version(version: &str, command: &str, data: &str) -> Message {
    let text = versioned(version, command, data);
    let towards = direction(&Document::decode(text.as_bytes()).expect("a document"));
    (towards.expect("a known direction"), text)
}

/// Returns a message about Alice, with these children of `user`.
pub fn of_alice(command: &str, inner: &str) -> Message {
    message(command, &format!("<user {ALICE}>{inner}{DEMO}</user>"))
}

pub fn of_console(command: &str, inner: &str) -> Message {
    message(command, &format!("<user {CONSOLE}>{inner}{DEMO}</user>"))
}

pub fn logging_in(command: &str, user_type: &str, inner: &str, outer: &str) -> Message {
    let user = format!(r#"<user userType="{user_type}"><id>alice@example.com</id>{inner}{DEMO}</user>{outer}"#);
    message(command, &user)
}

pub fn ask() -> Message {
    logging_in("registerAuthentication", "CallClient", "", "")
}

pub fn challenge() -> Message {
    logging_in("responseAuthentication", "CallClient", "", "<nonce>1</nonce><algorithm>MD5</algorithm>")
}

pub fn request() -> Message {
    let digest = format!("<securePassword>{}</securePassword>", "0".repeat(32));
    logging_in("registerRequest", "CallClient", &digest, "")
}

pub fn registered() -> Message {
    let user = format!(r#"<user userType="CallClient" userUid="1007"><id>alice@example.com</id>{DEMO}</user>"#);
    message("registerResponse", &user)
}

pub fn acknowledge() -> Message {
    of_alice("acknowledgement", r#"<message messageName="registerResponse"/>"#)
}

pub fn refused() -> Message {
    logging_in("registerResponse", "CallClient", r#"<failure failureCause="IncorrectPassword"/>"#, "")
}

/// Returns a login up to the acknowledgement.
pub fn login() -> Vec<Message> {
    vec![ask(), challenge(), request(), registered(), acknowledge()]
}

/// Returns a login of a console that watches this many users, and is told of calls or not.
pub fn console(count: usize, details: &str) -> Vec<Message> {
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
pub fn ready(calls: usize, conference: &str) -> Vec<Message> {
    let counted = format!("<offHook>True</offHook><numCalls>{calls}</numCalls>{conference}");
    let mut all = login();
    all.extend([of_alice("profileUpdate", "<initialUpdate/>"), of_alice("sessionUpdate", &counted)]);
    all
}

pub fn session(conference: &str) -> Message {
    of_alice("sessionUpdate", conference)
}

pub fn conference(state: &str) -> String {
    format!(r#"<conference conferenceState="{state}"><callIn callInId="a"/><callIn callInId="b"/></conference>"#)
}

/// Returns a state of a call, with more elements.
pub fn call(id: &str, state: u8, more: &str) -> Message {
    of_alice("callUpdate", &format!(r#"<call callId="{id}"><state>{state}</state>{more}</call>"#))
}

pub fn leg(version: &str, id: &str, personality: u8, state: u8) -> Message {
    let call = format!(
        r#"<call callId="{id}" extTrackingId="1:1"><personality>{personality}</personality><state>{state}</state></call>"#
    );
    of_version(version, "callUpdate", &format!("<user {ALICE}>{call}{DEMO}</user>"))
}

pub fn controls(id: &str, controls: &[(&str, &str)]) -> Message {
    let controls: String =
        controls.iter().map(|(kind, value)| format!(r#"<control controlType="{kind}">{value}</control>"#)).collect();
    of_alice("callControlInfo", &format!(r#"<call callId="{id}">{controls}</call>"#))
}

pub fn action(kind: &str, calls: &[&str]) -> Message {
    let calls: String =
        calls.iter().map(|id| format!(r#"<actionParam actionParamName="CallId">{id}</actionParam>"#)).collect();
    of_alice("callAction", &format!(r#"<action actionType="{kind}">{calls}</action>"#))
}

pub fn trace(id: &str) -> Message {
    let action = format!(r#"<action actionType="CustOriginatedTraceCall" responseRequested="True" id="{id}"/>"#);
    of_alice("callAction", &action)
}

pub fn traced(id: &str) -> Message {
    let result = format!(r#"<action actionType="CustOriginatedTraceCall" id="{id}"><result success="True"/></action>"#);
    of_alice("callActionResponse", &result)
}

/// Returns an update of a watched user.
pub fn watched(command: &str, name: &str, inner: &str) -> Message {
    of_console(command, &format!("{inner}<monitoredUserId>{name}</monitoredUserId>"))
}

pub fn introduce(name: &str) -> [Message; 2] {
    [watched("profileUpdate", name, "<initialUpdate/>"), watched("sessionUpdate", name, "<offHook>False</offHook>")]
}

pub fn watch(kind: &str, name: &str) -> [Message; 2] {
    [
        of_console("monitoringUsersRequest", &format!(r#"<monitoring monType="{kind}"/><monUser>{name}</monUser>"#)),
        of_console("monitoringUsersResponse", r#"<monResult success="True"/>"#),
    ]
}

/// Returns an update of a queue, with the position and the priority of each call where they are not empty.
pub fn queue(reason: &str, calls: &[(&str, &str, &str)]) -> Message {
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

pub fn queue_action(kind: &str, call: &str) -> Message {
    message(
        "queueAction",
        &format!(r#"<user {ALICE}>{DEMO}</user><queueActionData actionType="{kind}">{call}</queueActionData>"#),
    )
}

pub fn log_out(reason: &str) -> Message {
    message("unRegister", &format!(r#"<user {ALICE} userLogoutReason="{reason}">{DEMO}</user>"#))
}

/// Appends messages to the beginning of a session.
pub fn after(mut begin: Vec<Message>, more: impl IntoIterator<Item = Message>) -> Vec<Message> {
    begin.extend(more);
    begin
}
