//! Documents in the text of something else: in JSON objects, and escaped.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::log::{self, Context};
use super::time;

/// Keys of a JSON log whose text counts even if it has no document, because it stands beside one.
const TEXTS: [&str; 6] = ["message", "msg", "log", "text", "MESSAGE", "event"];
const TIMES: [&str; 8] =
    ["@timestamp", "timestamp", "time", "ts", "datetime", "date", "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP"];
const WAYS: [&str; 4] = ["direction", "dir", "way", "flow"];
const CONNECTIONS: [&str; 10] = [
    "connection",
    "conn",
    "connectionId",
    "connection_id",
    "session",
    "sessionId",
    "session_id",
    "peer",
    "remote",
    "remoteAddress",
];
/// How deep texts are looked for.
const DEPTH: usize = 8;

/// Returns the texts of a JSON object with what its other keys say.
pub fn records(line: &[u8], day: Date) -> Vec<(String, Context)> {
    let Ok(Value::Object(record)) = serde_json::from_slice(line) else { return Vec::new() };
    let text_of = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let first = |keys: &[&str]| keys.iter().find_map(|key| text_of(find(&record, key, DEPTH)?));
    let context = Context {
        time: first(&TIMES).and_then(|text| moment(&text, day)),
        way: first(&WAYS).and_then(|text| log::way_of_field(&text)),
        connection: first(&CONNECTIONS).map(Into::into),
        text: None,
    };
    let mut texts = Vec::new();
    collect(&record, DEPTH, &mut texts);
    let lines = texts.into_iter().map(|text| if text.ends_with('\n') { text } else { text + "\n" });
    lines.map(|text| (text, context.clone())).collect()
}

/// Returns the value of a key, in the object itself or else in those in it.
fn find<'r>(record: &'r Map<String, Value>, key: &str, depth: usize) -> Option<&'r Value> {
    let inner =
        || record.values().filter_map(Value::as_object).find_map(|inner| find(inner, key, depth.checked_sub(1)?));
    record.get(key).or_else(inner)
}

/// Collects the texts with markup, and those that stand beside them.
fn collect(record: &Map<String, Value>, depth: usize, texts: &mut Vec<String>) {
    for (key, value) in record {
        gather(key, value, depth, texts);
    }
}

fn gather(key: &str, value: &Value, depth: usize, texts: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains('<') || TEXTS.contains(&key) => texts.push(text.clone()),
        Value::Object(inner) if depth > 0 => collect(inner, depth - 1, texts),
        Value::Array(items) if depth > 0 => items.iter().for_each(|item| gather(key, item, depth - 1, texts)),
        _ => {}
    }
}

/// Reads a time: a stamp, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970.
fn moment(text: &str, day: Date) -> Option<jiff::civil::DateTime> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let Ok(number) = whole.parse::<i64>() else { return time::parse(text, day) };
    let unit = match whole.len() {
        9 | 10 => 1,
        12 | 13 => 1_000,
        15 | 16 => 1_000_000,
        18 | 19 => 1_000_000_000,
        _ => return None,
    };
    let mut nanoseconds = u32::try_from(number % unit * (1_000_000_000 / unit)).ok()?;
    if unit == 1 {
        let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
        nanoseconds = digits.filter(u8::is_ascii_digit).fold(0, |all, digit| all * 10 + u32::from(digit - b'0'));
    }
    time::since_1970(number / unit, nanoseconds)
}

/// Resolves the references of a line once.
pub fn references(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr::memchr(b'&', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let end = rest.iter().take(12).position(|byte| *byte == b';');
        match end.and_then(|end| Some((end, reference(std::str::from_utf8(&rest[1..end]).ok()?)?))) {
            Some((end, character)) => {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[end + 1..];
            }
            None => {
                out.push(b'&');
                rest = &rest[1..];
            }
        }
    }
    out.extend_from_slice(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    })
}

/// Halves the doubled quotation marks of a line.
pub fn doubled(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr::memmem::find(rest, b"\"\"") {
        out.extend_from_slice(&rest[..=at]);
        rest = &rest[at + 2..];
    }
    out.extend_from_slice(rest);
    out
}

/// Removes the backslashes of a line.
pub fn backslashes(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let unit = |digits: &[u8]| u32::from_str_radix(std::str::from_utf8(digits.get(..4)?).ok()?, 16).ok();
        rest = &rest[at + 1..];
        match rest {
            [b'n', after @ ..] => (out.push(b'\n'), rest = after).0,
            [b'r', after @ ..] => (out.push(b'\r'), rest = after).0,
            [b't', after @ ..] => (out.push(b'\t'), rest = after).0,
            [b'u', digits @ ..] if unit(digits).is_some() => {
                let first = unit(digits).unwrap_or_default();
                rest = &digits[4..];
                // A character beyond the first 65536 is written as two units.
                let second = rest.strip_prefix(b"\\u").and_then(unit).filter(|unit| (0xdc00..0xe000).contains(unit));
                let character = match second {
                    Some(second) if (0xd800..0xdc00).contains(&first) => {
                        rest = &rest[6..];
                        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
                    }
                    _ => char::from_u32(first),
                };
                let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            [other, after @ ..] => (out.push(*other), rest = after).0,
            [] => out.push(b'\\'),
        }
    }
    out.extend_from_slice(rest);
    out
}

/// Writes the line ends and tabs after the tags of a line as they are, which are in it as numbers with three octal digits.
/// What is the whole content of an element stays: it may be digits that somebody dials.
pub fn octal(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr::memmem::find(rest, b">#0") {
        let (before, blank) = rest.split_at(at + 1);
        out.extend_from_slice(before);
        let (written, after) = blanks(blank);
        let tag = memchr::memrchr(b'<', before).map_or(&[][..], |start| &before[start..]);
        let is_start = tag.get(1).is_some_and(u8::is_ascii_alphabetic) && !tag.ends_with(b"/>");
        if is_start && after.starts_with(b"</") {
            out.extend_from_slice(&blank[..blank.len() - after.len()]);
        } else {
            out.extend_from_slice(&written);
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// Returns the blanks that a text begins with, as they are, and the rest of it.
fn blanks(mut text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut blanks = Vec::new();
    loop {
        let (blank, rest) = match text {
            [b'#', b'0', b'1', digit @ (b'1' | b'2' | b'5'), rest @ ..] => (8 + digit - b'0', rest),
            [blank @ (b' ' | b'\t'), rest @ ..] => (*blank, rest),
            _ => return (blanks, text),
        };
        blanks.push(blank);
        text = rest;
    }
}
