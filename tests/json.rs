//! Tests of errors in JSON input: they name what was expected, and never show a password.
#![cfg(feature = "serde")]

mod common;

use broadworks_cap::Document;

/// Returns the error for JSON that is not a document.
fn refusal(json: &str) -> String {
    match serde_json::from_str::<Document<'static>>(json) {
        Err(error) => error.to_string(),
        Ok(document) => panic!("{json} is {document:?}"),
    }
}

/// Returns the errors for the data of a `callUpdate`, after its name and before it.
fn of_update(data: &str) -> [String; 2] {
    [
        refusal(&format!(r#"{{"commandType":"callUpdate","commandData":{data}}}"#)),
        refusal(&format!(r#"{{"commandData":{data},"commandType":"callUpdate"}}"#)),
    ]
}

#[test]
fn a_refusal_says_what_was_expected() {
    for (json, expected) in [
        ("7", "an object with `commandType` and `commandData`"),
        (r#"{"version":17.0}"#, "a string"),
        (r#"{"commandTyp":"callUpdate"}"#, "unknown field `commandTyp`"),
        (r#"{"commandType":"callUpdate","commandType":"callUpdate"}"#, "duplicate field `commandType`"),
        (r#"{"commandData":{"user":{}}}"#, "element `commandData` has no `user`"),
        (r#"{"extra":{"unknown":[]}}"#, "unknown field `unknown`"),
        (r#"{"extra":[]}"#, "an object with `attributes`, `on` and `content`"),
        (r#"{"extra":{"attributes":[]}}"#, "an object of attributes"),
        (r#"{"extra":{"attributes":{"a b":""}}}"#, "expected a name"),
        (r#"{"extra":{"attributes":{"a":"1","a":"2"}}}"#, "`a` stands twice"),
        (r#"{"extra":{"content":["<a/>"]}}"#, "an object with `xml` or `text`"),
        (r#"{"extra":{"content":[{"html":"<a/>"}]}}"#, "expected `xml` or `text`"),
        (r#"{"extra":{"content":[{"xml":"<a/>","text":"b"}]}}"#, "expected one of `xml` and `text`"),
        (r#"{"extra":{"content":[{"xml":"<a>"}]}}"#, "the input ends inside a document"),
        (r#"{"extra":{"on":[{"element":"user","index":0,"attributes":{}}]}}"#, "no element `user` here"),
    ] {
        let refusal = refusal(json);
        assert!(refusal.contains(expected), "{json}: {refusal}");
    }
    for (data, expected) in [
        ("7", "an object for element `commandData`"),
        (r#""text""#, "an object for element `commandData`"),
        (
            r#"{"user":{"calls":[]}}"#,
            "element `user` has no `calls`; what the protocol does not have belongs under `extra`",
        ),
        (r#"{"user":{"call":{}}}"#, "an array"),
        (r#"{"user":{"call":[{"state":2}]}}"#, "a string"),
        (r#"{"user":{"extra":{"on":[7]}}}"#, "an object with `element`, `index` and `attributes`"),
        (
            r#"{"user":{"extra":{"on":[{"element":"applicationId","index":0,"attributes":{"x":""}}]}}}"#,
            "`applicationId` 0 is not there",
        ),
    ] {
        for refusal in of_update(data) {
            assert!(refusal.contains(expected), "{data}: {refusal}");
        }
    }
}

#[test]
fn a_document_cut_short_is_refused_at_every_byte() {
    for (path, bytes) in common::messages() {
        let document = Document::decode(&bytes).expect("a good document").into_owned();
        let json = serde_json::to_string(&document).expect("it serializes");
        for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)).step_by(7) {
            let error = serde_json::from_str::<Document<'static>>(&json[..end]).expect_err("it is cut short");
            assert!(error.is_eof(), "{} cut at {end}: {error}", path.display());
        }
        assert_eq!(serde_json::from_str::<Document<'static>>(&json).ok(), Some(document), "{}", path.display());
    }
}

#[test]
fn a_refusal_never_tells_a_password() {
    for password in [
        r#"{"extra":{"content":[{"text":"0123456789"}]}}"#,
        r#"{"0123456789":""}"#,
        r#"["0123456789"]"#,
        "0123456789e1",
        "123456789",
        "-123456789",
        "1.23456789",
    ] {
        let json =
            format!(r#"{{"commandType":"registerRequest","commandData":{{"user":{{"securePassword":{password}}}}}}}"#);
        let refusal = refusal(&json);
        assert!(!refusal.contains("23456789"), "{json}: {refusal}");
    }
}
