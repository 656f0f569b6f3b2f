//! Tests of `bwcap new` as a process: whatever it writes, `bwcap validate` accepts.

mod common;

use broadworks_cap::message::values::{ActionType, CommandType, QueueActionType};
use broadworks_cap::{Document, Protocol};
use common::{run, text};

/// Returns the message, which must be good.
fn new(arguments: &[&str]) -> Vec<u8> {
    let output = run(&[&["new"], arguments].concat(), b"");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{arguments:?} {}", text(&output.stdout));
    output.stdout
}

fn refused(arguments: &[&str]) -> String {
    let output = run(&[&["new"], arguments].concat(), b"");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{arguments:?}");
    text(&output.stderr).into()
}

/// Runs `check` with the arguments for every format of every command of a protocol.
fn each(mut check: impl FnMut(Protocol, CommandType, &[&str])) {
    for protocol in Protocol::ALL {
        for command in CommandType::ALL.iter().filter(|command| command.protocols().contains(protocol)) {
            for format in command.formats().iter().filter(|format| format.protocols.contains(protocol)) {
                let arguments = [command.as_str(), "--format", format.name, "--protocol", protocol.id()];
                check(*protocol, *command, &arguments);
                check(*protocol, *command, &[&arguments[..], &["--all"]].concat());
            }
        }
    }
}

#[test]
fn every_message_is_valid_in_every_form() {
    each(|protocol, command, arguments| {
        let line = new(arguments);
        assert!(line.ends_with(b"\n") && line.iter().filter(|byte| **byte == b'\n').count() == 1);
        let document = Document::decode(&line).expect("it is well-formed");
        assert_eq!(document.command.command_type(), Some(command));
        assert_eq!(protocol.validate(&line).count(), 0, "{arguments:?}");
        let checked = run(&["validate", "--strict", "--protocol", protocol.id()], &line);
        assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
        let pretty = new(&[arguments, &["--pretty"]].concat());
        assert_eq!(protocol.validate(&pretty).count(), 0, "{}", text(&pretty));
        assert!(text(&pretty).lines().count() > 3);
        for form in [&["--json"][..], &["--json", "--pretty"]] {
            let json = new(&[arguments, form].concat());
            assert_eq!(run(&["encode", "--protocol", protocol.id()], &json).stdout, line, "{}", text(&json));
        }
    });
}

#[test]
fn every_action_has_its_parameters() {
    for action in ActionType::ALL.iter().filter(|action| **action != ActionType::SetDial) {
        for all in [&[][..], &["--all"]] {
            new(&[&["callAction", action.as_str()], all].concat());
            new(&[&["callAction", &action.as_str().to_lowercase(), "--protocol", "ccc2"], all].concat());
        }
    }
    for action in QueueActionType::ALL {
        new(&["queueAction", action.as_str(), "--all"]);
    }
    let consult = new(&["callAction", "XferConsult", "CallId=a:1", "callid=b:2"]);
    assert!(text(&consult).contains(r#"CallId">a:1</actionParam><actionParam actionParamName="CallId">b:2<"#));
    let park = new(&["callAction", "CallParkRetrieve", "UserId=bob@example.com"]);
    assert!(text(&park).contains(r#"<actionParam actionParamName="UserId">bob@example.com</actionParam></action>"#));
}

#[test]
fn fields_are_set_by_name_by_path_and_by_meaning() {
    let message = new(&["callUpdate", "state=Held", "user/call/remotenumber=2405550199", "id=bob@example.com"]);
    let get = |message: &[u8], path: &str| {
        let document = Document::decode(message).expect("it is well-formed");
        document.get(path).map(|text| text.to_string()).unwrap_or_default()
    };
    assert_eq!(get(&message, "user/call/state"), "3");
    assert_eq!(get(&message, "user/call/remoteNumber"), "2405550199");
    assert_eq!(get(&message, "user/id"), "bob@example.com");
    // Another item has examples, too.
    let message = new(&["queueUpdate", "updateReason=refresh", "queueCall[1]/callId=x:2", "queueCall[1]/position=2"]);
    assert_eq!(get(&message, "queue/queueCall[0]/callId"), "callhalf-101:0");
    assert_eq!(get(&message, "queue/queueCall[1]/callId"), "x:2");
    assert_eq!(get(&message, "queue/queueCall[1]/position"), "2");
    // A session id names the user: an example of a user id beside it would be that of somebody else.
    let action = new(&["callAction", "Redial", "userUid=7"]);
    assert!(!text(&action).contains("alice") && text(&action).contains(r#"userUid="7""#));
}

#[test]
fn a_wrong_name_gets_the_right_one() {
    for (arguments, says) in [
        (&["callUpdat"][..], "did you mean `callUpdate`"),
        (&["callAction", "Anser"], "did you mean `Answer`"),
        (&["callUpdate", "remoteNumbr=1"], "did you mean `remoteNumber`"),
        (&["callUpdate", "--format", "x"], "it has call-client, attendant-console"),
        (&["callUpdate", "x"], "expected FIELD=VALUE"),
        (&["unRegister", "--protocol", "ccc2"], "try --protocol cap-c"),
        (&["callUpdate", "call[7]/state=1"], "this item is not there"),
    ] {
        let told = refused(arguments);
        assert!(told.starts_with("bwcap: ") && told.contains(says), "{told}");
    }
}

#[test]
fn what_is_wrong_with_given_values_is_told() {
    let output = run(&["new", "callUpdate", "state=42"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("warning: ") && text(&output.stdout).contains("<state>42</state>"));
}
