//! Faults of JSON, in words for people: where in the message, and which name may be meant.

use broadworks_cap::Command;
use broadworks_cap::schema::{RowKind, Schema};
use broadworks_cap::values::CommandType;

use crate::names::{Field, did_you_mean, fields, near};

/// Keys of a message.
const KEYS: [&str; 6] = ["protocol", "version", "commandType", "commandData", "extra", "commandExtra"];

/// Words of the JSON library, and those of this tool.
const WORDS: [(&str, &str); 14] = [
    ("EOF while parsing a string", "the JSON ends inside of a string"),
    ("EOF while parsing a list", "the JSON ends inside of an array"),
    ("EOF while parsing an object", "the JSON ends inside of an object"),
    ("EOF while parsing a value", "the JSON ends where a value should be"),
    ("expected value", "expected a JSON value"),
    ("key must be a string", "expected a key in double quotation marks"),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "a line break or control character in a string; write `\\n` or `\\u00..`",
    ),
    ("trailing comma", "a comma before the end of an object or array"),
    ("invalid type: map", "found an object"),
    ("invalid type: sequence", "found an array"),
    ("invalid type: string", "found a string:"),
    ("invalid type: integer", "found a number:"),
    ("invalid type: boolean", "found"),
    ("invalid type: ", "found "),
];

/// Returns the offset and the text of an error of the JSON library in the JSON of a message.
pub fn of(json: &[u8], error: &serde_json::Error) -> (usize, String) {
    let before: usize =
        json.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    // The column counts the bytes up to the error, with the one that is wrong. It is 0 if that is the line end.
    let end = (before + error.column()).saturating_sub(1);
    let text = error.to_string();
    // The position is told in another form.
    let text = text.rsplit_once(" at line ").map_or(&*text, |(text, _)| text);
    describe(json, end, text, error.is_data())
}

/// Returns the offset and the text of a fault in the JSON of a message. `end` is where the library noticed it, and
/// `is_data` says that it is right JSON, but no message.
fn describe(json: &[u8], end: usize, text: &str, is_data: bool) -> (usize, String) {
    let end = end.min(json.len());
    if json.first() == Some(&b'<') {
        return (0, "this is XML, not JSON; `bwcap decode` reads it".into());
    }
    let mut text = text.to_owned();
    if let Some((theirs, ours)) = WORDS.iter().find(|(theirs, _)| text.starts_with(theirs)) {
        text.replace_range(..theirs.len(), ours);
    }
    if !is_data {
        let place = match path(&json[..end]) {
            path if path.is_empty() => String::new(),
            path => format!(" (in `{path}`)"),
        };
        return (end, text + &place);
    }
    let quoted = |before: &str| {
        let rest = &text[text.find(before)? + before.len()..];
        Some(rest[..rest.find('`')?].to_owned())
    };
    let command = command_type(json);
    if text.contains("`commandType` is no known one") {
        let named = command.unwrap_or_default();
        let near = near(&named, CommandType::ALL.iter().map(|command| command.as_str()));
        let suggestion = did_you_mean(&near);
        let offset = key(json, json.len(), "commandType").unwrap_or(end);
        let text = match &*named {
            "" => "no `commandType`, so nobody knows what `commandData` may have".to_owned(),
            named if near.is_empty() => format!("`{named}` is no command; what it has belongs under `extra`"),
            named => format!("`{named}` is no command{suggestion}"),
        };
        return (offset, text);
    }
    let (name, names) = if let Some(name) = quoted(" has no `") {
        let schema = command.and_then(|command| command.parse().ok()).map(Command::schema);
        let inside = quoted("(in `").and_then(|path| inside(schema?, &path));
        (Some(name), inside.map_or_else(Vec::new, names))
    } else {
        (quoted("unknown key `").or_else(|| quoted("duplicate key `")), KEYS.to_vec())
    };
    let Some(name) = name else { return (end, text) };
    if !text.starts_with("duplicate") {
        let mut suggestion = did_you_mean(&near(&name, names));
        if suggestion.is_empty()
            && let Some(command) = command_type(json).and_then(|command| command.parse().ok())
        {
            // In another place.
            let all = fields(command);
            let near = near(&name, all.iter().map(|field| field.row.name));
            let is_near = |field: &&Field| near.first() == Some(&field.row.name);
            suggestion =
                did_you_mean(&all.iter().find(is_near).map(|field| &*field.path).into_iter().collect::<Vec<_>>());
        }
        if !suggestion.is_empty() {
            let at = text.find([';', ',']).unwrap_or(text.len());
            let place = text.rfind(" (in `").map_or(String::new(), |at| text[at..].to_owned());
            text = format!("{}{suggestion}{place}", &text[..at]);
        }
    }
    (key(json, end, &name).unwrap_or(end), text)
}

/// Returns the last place before `end` where a key with this name stands.
fn key(json: &[u8], end: usize, name: &str) -> Option<usize> {
    let quoted = serde_json::to_vec(name).ok()?;
    let end = (end + 1).min(json.len());
    let is_key = |at: &usize| json[at + quoted.len()..].trim_ascii_start().first() == Some(&b':');
    (0..(end + 1).saturating_sub(quoted.len())).rev().filter(|at| json[*at..].starts_with(&quoted)).find(is_key)
}

/// Returns the value of the key `commandType`.
fn command_type(json: &[u8]) -> Option<String> {
    let at = key(json, json.len(), "commandType")?;
    let value = json[at..].splitn(2, |byte| *byte == b':').nth(1)?;
    serde_json::Deserializer::from_slice(value).into_iter::<String>().next()?.ok()
}

/// Returns the element at a path such as `commandData/user/call[0]`.
fn inside(mut schema: &'static Schema, path: &str) -> Option<&'static Schema> {
    for segment in path.split('/').skip(1) {
        let name = segment.split('[').next()?;
        let row = schema.find(name, false)?;
        schema = schema.rows[row].inner?;
    }
    Some(schema)
}

fn names(schema: &'static Schema) -> Vec<&'static str> {
    let named = schema.rows.iter().filter(|row| !matches!(row.kind, RowKind::Moved | RowKind::Text));
    named.map(|row| row.name).chain(["extra"]).collect()
}

/// Returns the path of the value in which this beginning of a JSON text ends, such as `commandData/user/call[0]`.
fn path(json: &[u8]) -> String {
    // For each open object its last key, and for each open array the number of values before.
    let mut open: Vec<Result<String, usize>> = Vec::new();
    let mut at = 0;
    let mut is_key = false;
    while let Some(byte) = json.get(at) {
        match byte {
            b'{' => open.push(Ok(String::new())),
            b'[' => open.push(Err(0)),
            b'}' | b']' => drop(open.pop()),
            b',' => {
                if let Some(Err(count)) = open.last_mut() {
                    *count += 1;
                }
            }
            b'"' => {
                let start = at;
                at += 1;
                while json.get(at).is_some_and(|byte| *byte != b'"') {
                    at += if json[at] == b'\\' { 2 } else { 1 };
                }
                let text = json.get(start..=at).and_then(|text| serde_json::from_slice::<String>(text).ok());
                if let (true, Some(Ok(key)), Some(text)) = (is_key, open.last_mut(), text) {
                    *key = text;
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            is_key = matches!(byte, b'{' | b',');
        }
        at += 1;
    }
    let mut path = String::new();
    for step in open {
        match step {
            Ok(key) if path.is_empty() || key.is_empty() => path += &key,
            Ok(key) => path += &format!("/{key}"),
            Err(count) => path += &format!("[{count}]"),
        }
    }
    path
}
