//! Tests of `bwcap encode` as a process: what it says of JSON that is wrong, and what it fills in.

mod common;

#[test]
fn a_fault_has_its_place_its_path_and_the_name_that_is_meant() {
    let call = r#"{"commandType":"callUpdate","commandData":{"user":{"call":[{"callId":"a"},"#;
    for (json, place, says) in [
        (format!("{call}{{\"stat\":\"2\"}}]}}}}}}"), "1:76", "did you mean `state`? (in `commandData/user/call[1]`)"),
        (format!("{call}\n{{\"state\" \"2\"}}]}}}}}}"), "2:10", "expected `:` (in `commandData/user/call[1]/state`)"),
        (format!("{call}\n"), "1:75", "the JSON ends where a value should be (in `commandData/user/call[1]`)"),
        (format!("{call}{{\"sta"), "1:79", "the JSON ends inside of a string"),
        (format!("{call}{{\"state\":2.5}}]}}}}}}"), "1:86", "(in `commandData/user/call[1]/state`)"),
        (r#"{"commandType":"callUpdat","commandData":{"user":{}}}"#.into(), "1:2", "did you mean `callUpdate`"),
        (r#"{"commandData":{"user":{}}}"#.into(), "1:27", "no `commandType`"),
        (r#"{"commandType":"callUpdate","commandDat":{}}"#.into(), "1:29", "did you mean `commandData`"),
        (
            r#"{"commandType":"callUpdate","commandData":{"user":{"stae":"1"}}}"#.into(),
            "1:52",
            "did you mean `user/call/state`?",
        ),
        (
            r#"{"commandType":"callUpdate","commandData":{"user":{"call":{}}}}"#.into(),
            "1:60",
            "found an object, expected an array",
        ),
        ("<BroadsoftDocument/>".into(), "1:1", "this is XML, not JSON; `bwcap decode` reads it"),
    ] {
        let output = run(&["encode"], json.as_bytes());
        let told = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""), "{json}");
        assert!(told.starts_with(&format!("-:{place}: ")) && told.contains(says), "{json}: {told}");
    }
}

#[test]
fn what_is_missing_is_filled_in_and_said() {
    let json = r#"{"commandType":"callAction","commandData":{"user":{"id":"alice@example.com","applicationId":"demo","action":{"actionType":"Redial"}}}}"#;
    let output = run(&["encode"], json.repeat(3).as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        text(&output.stderr),
        "-:1:1: note: filled in protocol `CAP`, version `17.0`, userType `CallClient`\n\
         2 more: note: filled in protocol `CAP`, version `17.0`, userType `CallClient`\n"
    );
    let checked = run(&["validate", "--strict"], &output.stdout);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
    // As it is, if that is asked for.
    let output = run(&["encode", "--as-is"], json.as_bytes());
    assert_eq!(text(&output.stderr), "");
    assert!(text(&output.stdout).contains("<BroadsoftDocument><command"), "{}", text(&output.stdout));
}

#[test]
fn what_the_peer_would_not_understand_is_told() {
    let json = r#"{"commandType":"sessionUpdate","commandData":{"user":{"id":"alice@example.com","userType":"CallClient","applicationId":"demo","offHook":true,"numCalls":0}}}"#;
    let output = run(&["encode"], json.as_bytes());
    assert_eq!(output.status.code(), Some(0), "a warning is no error");
    let told = text(&output.stderr);
    assert!(told.contains("-:1:1: warning: ") && told.contains("`offHook`"), "{told}");
    assert!(text(&output.stdout).contains("<offHook>true</offHook>"));
}

#[test]
fn documents_come_back_as_they_were() {
    for folder in ["cap-c", "ccc2", "actions", "habits", "errata"] {
        for (path, bytes) in corpus::folder(folder) {
            let protocol = if corpus::is_ccc2(&path) { "ccc2" } else { "cap-c" };
            let json = run(&["decode", "--json"], &bytes).stdout;
            let again = run(&["encode", "--as-is", "--protocol", protocol], &json);
            assert_eq!((again.status.code(), text(&again.stderr)), (Some(0), ""), "{}", path.display());
            // Where it stood, and how long it was, may differ.
            let rest = |json: &[u8]| text(json).split_once("\"document\":").map(|(_, rest)| rest.to_owned());
            assert_eq!(rest(&json), rest(&run(&["decode", "--json"], &again.stdout).stdout), "{}", path.display());
        }
    }
}
use common::{corpus, run, text};
