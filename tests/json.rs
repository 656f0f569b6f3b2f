//! Tests of JSON input: what is read, and errors, which name what was expected and where, and never show a password.
#![cfg(feature = "serde")]

mod common;

use broadworks_cap::Document;
use serde_json::Value;

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
        (r#"{"commandTyp":"callUpdate"}"#, "unknown key `commandTyp`, expected one of `protocol`"),
        (r#"{"commandType":"callUpdate","commandType":"callUpdate"}"#, "duplicate key `commandType`"),
        (r#"{"commandData":{"user":{}}}"#, "element `commandData` has no `user`"),
        (r#"{"extra":{"unknown":[]}}"#, "unknown key `unknown`"),
        (r#"{"extra":[]}"#, "an object with `attributes`, `on` and `content`"),
        (r#"{"extra":{"attributes":[]}}"#, "an object of attributes"),
        (r#"{"extra":{"attributes":{"a b":""}}}"#, "expected a name"),
        (r#"{"extra":{"attributes":{"a":"1","a":"2"}}}"#, "duplicate key `a` (in `extra/attributes`)"),
        (r#"{"extra":{"content":["<a/>"]}}"#, "an object with `xml` or `text`"),
        (r#"{"extra":{"content":[{"html":"<a/>"}]}}"#, "expected one of `xml`, `text`"),
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
        (r#"{"user":{"call":[{}, {"state":2.5}]}}"#, "a string (in `commandData/user/call[1]/state`)"),
        (r#"{"user":{"call":[null]}}"#, "null, expected an object for element `call` (in `commandData/user/call[0]`)"),
        (r#"{"user":"alice"}"#, "a string, expected an object for element `user` (in `commandData/user`)"),
        (r#"{"user":{"id":{}}}"#, "map, expected a string (in `commandData/user/id`)"),
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
        "1.23456789",
        r#"[123456789]"#,
        r#"{"value":"0123456789"}"#,
    ] {
        for json in [
            format!(r#"{{"commandType":"registerRequest","commandData":{{"user":{{"securePassword":{password}}}}}}}"#),
            format!(r#"{{"commandData":{{"user":{{"securePassword":{password}}}}},"commandType":"registerRequest"}}"#),
        ] {
            let refusal = refusal(&json);
            assert!(!refusal.contains("2345678"), "{json}: {refusal}");
        }
    }
}

/// A string in place of an object is not shown either: it may be a password that went astray.
#[test]
fn a_refusal_never_tells_a_string() {
    for json in [
        r#"{"commandData":"sesame"}"#,
        r#"{"commandType":"callUpdate","commandData":{"user":"sesame"}}"#,
        r#"{"commandType":"callUpdate","commandData":{"user":{"call":"sesame"}}}"#,
        r#"{"extra":"sesame"}"#,
        r#"{"extra":{"attributes":"sesame"}}"#,
        r#"{"extra":{"content":["sesame"]}}"#,
        r#"{"extra":{"on":["sesame"]}}"#,
        r#"{"extra":{"on":[{"element":"id","index":"sesame"}]}}"#,
    ] {
        let refusal = refusal(json);
        assert!(!refusal.contains("sesame"), "{json}: {refusal}");
    }
    // A key is shown, but not what it does to a terminal.
    assert!(refusal("{\"\\u001b]0;title\\u0007\\u009b31m\u{200f}\":1}").is_ascii());
}

fn read(json: &str) -> Document<'static> {
    serde_json::from_str(json).unwrap_or_else(|e| panic!("{json}: {e}"))
}

#[test]
fn numbers_and_booleans_are_read_as_strings() {
    let number = i64::MIN.to_string();
    for (given, same) in [("2", "2"), ("-7", "-7"), ("true", "true"), ("false", "false"), (&number, &number)] {
        let with = |state: &str, version: &str| {
            let data =
                format!(r#"{{"user":{{"call":[{{"state":{state}}}],"extra":{{"attributes":{{"x":{state}}}}}}}}}"#);
            [
                format!(r#"{{"version":{version},"commandType":"callUpdate","commandData":{data}}}"#),
                format!(r#"{{"version":{version},"commandData":{data},"commandType":"callUpdate"}}"#),
            ]
        };
        let string = format!("{same:?}");
        for (given, same) in with(given, "17").iter().zip(with(&string, "\"17\"")) {
            assert_eq!(read(given), read(&same), "{given}");
        }
    }
    // It is not known how a fraction was written.
    for fraction in ["17.0", "1e3", "-0.5", "18446744073709551616"] {
        let refusal = refusal(&format!(r#"{{"version":{fraction}}}"#));
        assert!(refusal.contains("a number that is not a whole one, expected a string (in `version`)"), "{refusal}");
    }
}

#[test]
fn a_flag_is_there_or_not() {
    let with = |reminder: &str| {
        let json = r#"{"commandType":"callUpdate","commandData":{"user":{"call":[{"holdReminder":FLAG}]}}}"#;
        read(&json.replace("\"holdReminder\":FLAG", reminder))
    };
    assert_eq!(with(r#""holdReminder":true"#), with(r#""holdReminder":"""#));
    assert_eq!(with(r#""holdReminder":false"#), with(""));
    assert_ne!(with(r#""holdReminder":true"#), with(""));
}

/// Calls `check` with the text of a value in which one key of one object comes twice, for each of them, and that key.
fn with_each_key_doubled(value: &Value, whole: &dyn Fn(&str) -> String, check: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let with = |text: &str| {
                    let entry = |(k, v): (&String, &Value)| {
                        let text = if k == key { text.into() } else { v.to_string() };
                        format!("{k:?}:{text}")
                    };
                    map.iter().map(entry).collect::<Vec<_>>().join(",")
                };
                let entries = with(&inner.to_string());
                for other in [&*inner.to_string(), "null"] {
                    check(&whole(&format!("{{{entries},{key:?}:{other}}}")), key);
                    check(&whole(&format!("{{{key:?}:{other},{entries}}}")), key);
                }
                with_each_key_doubled(inner, &|text| whole(&format!("{{{}}}", with(text))), check);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let with = |text: &str| {
                    let item = |(i, v): (usize, &Value)| if i == index { text.into() } else { v.to_string() };
                    whole(&format!("[{}]", items.iter().enumerate().map(item).collect::<Vec<_>>().join(",")))
                };
                with_each_key_doubled(item, &with, check);
            }
        }
        _ => {}
    }
}

#[test]
fn a_key_that_comes_twice_is_an_error_with_a_place() {
    let mut count = 0;
    for (path, bytes) in common::messages() {
        let value = serde_json::to_value(Document::decode(&bytes).expect("a good document")).expect("it serializes");
        let mut check = |json: &str, key: &str| {
            count += 1;
            let error = match serde_json::from_str::<Document<'static>>(json) {
                Err(error) => error,
                Ok(document) => panic!("{}: {json} is {document:?}", path.display()),
            };
            assert!(error.line() == 1 && error.column() > 0, "{json}: {error}");
            assert!(error.to_string().contains(&format!("duplicate key `{key}`")), "{json}: {error}");
        };
        with_each_key_doubled(&value, &|text| text.into(), &mut check);
    }
    assert!(count > 5000, "{count}");
    // Other spellings are the same key, and the place of an object is told.
    for refusal in
        of_update(r#"{"user":{"call":[{},{"state":"1","extra":{"on":[{"element":"state","element":"id"}]}}]}}"#)
    {
        assert!(refusal.contains("duplicate key `element` (in `commandData/user/call[1]/extra/on[0]`)"), "{refusal}");
    }
    for refusal in of_update(r#"{"user":{"userUid":"1","userId":"1"}}"#) {
        assert!(refusal.contains("duplicate key `userId` (in `commandData/user`)"), "{refusal}");
    }
}

#[test]
fn null_says_that_a_key_is_absent() {
    for (json, same) in [
        (
            r#"{"protocol":null,"version":null,"commandType":null,"commandData":null,"extra":null,"commandExtra":null}"#,
            "{}",
        ),
        (r#"{"commandData":null,"commandType":"callUpdate"}"#, r#"{"commandType":"callUpdate"}"#),
        (
            r#"{"commandType":"callUpdate","commandData":{"user":{"id":null,"call":null,"extra":{"attributes":{"a":null},"on":null,"content":null}}}}"#,
            r#"{"commandType":"callUpdate","commandData":{"user":{}}}"#,
        ),
    ] {
        assert_eq!(read(json), read(same), "{json}");
    }
}

#[test]
fn attributes_and_empty_items_are_limited() {
    let attributes = |count: usize| (0..count).map(|n| format!(r#""a{n}":"""#)).collect::<Vec<_>>().join(",");
    let with = |count| format!(r#"{{"extra":{{"attributes":{{{}}}}}}}"#, attributes(count));
    assert_eq!(read(&with(32)).unknown.attributes().count(), 32);
    assert!(refusal(&with(33)).contains("more than 32 attributes (in `extra/attributes`)"));
    let items = |count: usize| {
        let items = vec!["{}"; count].join(",");
        format!(r#"{{"commandType":"callUpdate","commandData":{{"user":{{"call":[{items}]}}}}}}"#)
    };
    assert!(read(&items(8192)).to_string().contains("<call/>"));
    assert!(refusal(&items(8193)).contains("more than 8192 empty items (in `commandData/user/call`)"));
    let full = vec![r#"{"state":1}"#; 9000].join(",");
    assert!(read(&items(1).replace("{}", &full)).to_string().contains("<state>1</state>"));
    // Neither in pieces.
    let refusal = refusal(r#"{"extra":{"attributes":{"a":""},"attributes":{"b":""}}}"#);
    assert!(refusal.contains("duplicate key `attributes` (in `extra`)"), "{refusal}");
}
