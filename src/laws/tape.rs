//! Laws of reading: both readers write the same tape, and views, paths, patches and rewriting give what structs hold.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde_json::Value;

use crate::limits::Limits;
use crate::message::{Decoder, Document, Message};
use crate::xml::{Text, is_blank, rewrite};

/// The number of leaves of a document that are patched.
const PATCHED: usize = 3;

/// Collects the paths of all fields with text, and their text, from the JSON form of `commandData`.
fn leaves(value: &Value, path: &mut String, into: &mut Vec<(String, String)>) {
    let before = path.len();
    match value {
        Value::String(text) => into.push((path.strip_suffix("/value").unwrap_or(path).to_owned(), text.clone())),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                *path += &format!("[{index}]");
                leaves(item, path, into);
                path.truncate(before);
            }
        }
        Value::Object(map) => {
            for (key, inner) in map.iter().filter(|(key, _)| *key != "extra") {
                if before > 0 {
                    path.push('/');
                }
                path.push_str(key);
                leaves(inner, path, into);
                path.truncate(before);
            }
        }
        _ => {}
    }
}

/// Returns the paths and the text of all fields, as the JSON form names them.
fn fields(document: &Document<'_>) -> Vec<(String, String)> {
    let tree = serde_json::to_value(document).expect("it serializes");
    let mut into = Vec::new();
    leaves(&tree["commandData"], &mut String::new(), &mut into);
    into
}

/// Returns the document with another text in a field.
fn set<'a>(document: &Document<'a>, path: &str, text: impl Into<Text<'a>>) -> Option<Document<'a>> {
    let mut document = document.clone();
    document.set(path, text).ok().map(|()| document)
}

/// Checks that every field is found by its path, and that a field can be patched as it can be set in the struct.
fn paths(message: &Message<'_, '_>, document: &Document<'_>, leaves: &[(String, String)], choice: usize) {
    for (path, text) in leaves {
        // Text that is empty may be none.
        assert_eq!(document.get(path).as_deref().unwrap_or_default(), text, "{path}");
        let read = message.get(path).unwrap_or_default();
        if *read != **text {
            // The struct has another spelling of the same word.
            assert!(set(document, path, read.to_string()).as_ref() == Some(document), "{path}");
        }
    }
    assert_eq!(message.patched([]).as_deref(), Ok(message.as_bytes()), "nothing is patched");
    for (path, _) in leaves.iter().cycle().skip(choice).take(PATCHED.min(leaves.len())) {
        let Ok(patched) = message.patched([(&**path, "<&\"'7")]) else {
            assert!(message.get(path).is_none(), "{path} is there and can be patched");
            continue;
        };
        let expected = set(document, path, "<&\"'7").expect("it is there");
        let limits = Limits::default().document(usize::MAX);
        let patched = Decoder::new().limits(limits).decode(&patched).expect("it is well-formed still");
        // An earlier one of a repeated field is kept if it differs from the last: so it may be kept now.
        assert_eq!(fields(&patched), fields(&expected), "{path}");
        assert!(message.patched([(&**path, "1"), (&**path, "2")]).is_err(), "one text, two values");
    }
}

/// Checks that rewriting sees every text of the struct, keeps what is not changed, and hides what is.
fn rewriting(data: &[u8], document: &Document<'_>, leaves: &[(String, String)]) {
    let limits = Limits::default();
    let mut seen = Vec::new();
    let kept = rewrite(data, limits, |place| {
        seen.push(place.text.as_str().to_owned());
        None
    });
    assert_eq!(kept.as_deref(), Ok(data), "nothing is changed");
    for (path, text) in leaves {
        let shown =
            |seen: &str| seen == text || set(document, path, seen.to_owned()).is_some_and(|set| set == *document);
        assert!(is_blank(text) || seen.iter().any(|seen| shown(seen)), "{path} is seen");
    }
    let again = rewrite(data, limits, |place| Some(place.text.as_str().into())).expect("it was read");
    let longer = limits.document(usize::MAX);
    assert!(
        Decoder::new().limits(longer).decode(&again).as_ref() == Ok(document),
        "{}",
        String::from_utf8_lossy(&again)
    );
    // Without any text below `commandData`, no field has any but the new one.
    let masked = rewrite(data, limits, |place| place.path.contains("/commandData").then(|| "x".into()));
    let masked = masked.expect("it was read");
    let masked = Decoder::new().limits(longer).decode(&masked).expect("it is well-formed still");
    for (path, text) in fields(&masked) {
        assert!(text == "x" || is_blank(&text), "{path} still holds {text}");
    }
}

/// Any bytes: the fast and the general reader write the same tape or report the same error, whatever was
/// learned before, and everything that reads a tape gives the same.
pub fn tape(data: &[u8]) {
    let (mut fast, mut general) = (Decoder::new(), Decoder::new().limits(Limits::default().shortcuts(false)));
    let (fast_result, general_result) = (fast.read(data), general.read(data));
    assert_eq!(fast_result.err(), general_result.err(), "the same error");
    let (Ok(message), Ok(other)) = (fast_result, general_result) else { return };
    assert!(message == other, "the same tape");
    let document = message.to_document();
    assert!(message.agrees(&document.command), "views give what structs hold");
    assert_eq!((message.protocol(), message.version()), (document.protocol.clone(), document.version.clone()));
    assert_eq!(message.command_name().is_some(), document.command.name().is_some(), "a command or none");
    let owned = message.into_owned();
    assert!(
        owned.as_message() == message && owned.to_document() == document.clone().into_owned(),
        "owning changes nothing"
    );
    assert_eq!(owned.as_bytes(), data, "the bytes as they were");
    let json = serde_json::to_string(&message).map_err(|error| error.to_string());
    assert_eq!(json, serde_json::to_string(&document).map_err(|error| error.to_string()), "the same JSON");
    let fields = fields(&document);
    paths(&message, &document, &fields, data.len() % fields.len().max(1));
    paths(&owned.as_message(), &document, &fields[..fields.len().min(1)], 0);
    rewriting(data, &document, &fields);
    // What was learned, and a tape that was used, change nothing.
    let shown = format!("{message:?}");
    for _ in 0..2 {
        assert_eq!(fast.read(data).map(|message| format!("{message:?}")).as_ref(), Ok(&shown));
    }
    assert_eq!(Document::decode(data).as_ref(), Ok(&document), "without learning");
}
