//! Law of the JSON form as a tree: what a program may change in it without changing its meaning, and what it may not.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Map, Value};

use super::documents::{inverse, json_inverse};
use crate::limits::Limits;
use crate::message::{Document, Encoder};

/// A place in a tree: an object, by its way from the root, and a key of it.
struct Place {
    way: Vec<Step>,
    key: String,
}

#[derive(Clone)]
enum Step {
    Key(String),
    Index(usize),
}

fn places(value: &Value, way: &mut Vec<Step>, into: &mut Vec<Place>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                into.push(Place { way: way.clone(), key: key.clone() });
                way.push(Step::Key(key.clone()));
                places(inner, way, into);
                way.pop();
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                way.push(Step::Index(index));
                places(inner, way, into);
                way.pop();
            }
        }
        _ => {}
    }
}

/// Returns the object that a place is in.
fn object<'v>(tree: &'v mut Value, place: &Place) -> Option<&'v mut Map<String, Value>> {
    let mut at = tree;
    for step in &place.way {
        at = match step {
            Step::Key(key) => at.get_mut(key)?,
            Step::Index(index) => at.get_mut(index)?,
        };
    }
    at.as_object_mut()
}

/// Writes a tree with the keys of each object in an order that the bytes choose, and white space between.
fn write(value: &Value, u: &mut Unstructured<'_>, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            out.push('{');
            while !entries.is_empty() {
                let at = u.choose_index(entries.len()).unwrap_or_default();
                let (key, inner) = entries.swap_remove(at);
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push_str(" :\t");
                write(inner, u, out);
                out.push_str(if entries.is_empty() { "\n" } else { "," });
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { " , " });
                write(item, u, out);
            }
            out.push(']');
        }
        leaf => out.push_str(&leaf.to_string()),
    }
}

/// Returns the number or the boolean that is spelled like a string, if there is one.
fn bare(text: &str) -> Option<Value> {
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => text.parse::<i64>().ok().filter(|number| number.to_string() == text).map(Value::from),
    }
}

fn read(text: &str) -> serde_json::Result<Document<'static>> {
    serde_json::from_str(text)
}

/// Builds any document from the tables and changes its JSON form.
pub(super) fn values(data: &[u8]) {
    // Fewer bytes are fewer changes.
    _ = change(&mut Unstructured::new(data));
}

fn change(u: &mut Unstructured<'_>) -> Result<()> {
    let document = Document::arbitrary(u)?;
    if Encoder::default().limits(Limits::LIFTED).to_vec(&document).is_err() {
        return Ok(());
    }
    let mut tree = serde_json::to_value(&document).expect("it serializes");
    let mut all = Vec::new();
    places(&tree, &mut Vec::new(), &mut all);

    // Another order, numbers and booleans for strings, and `null` for a key that is absent change nothing.
    let mut same = tree.clone();
    for place in &all {
        // What `extra` holds are attributes and content of elements, and those are strings.
        let unknown = place.key.ends_with("xtra")
            || place.way.iter().any(|step| matches!(step, Step::Key(key) if key.ends_with("xtra")));
        let Some(slot) = object(&mut same, place).filter(|_| !unknown).and_then(|map| map.get_mut(&place.key)) else {
            continue;
        };
        if let Some(other) = slot.as_str().and_then(bare)
            && u.ratio(1, 2)?
        {
            *slot = other;
        }
    }
    let map = same.as_object_mut().expect("a document is an object");
    for absent in ["protocol", "version", "extra", "commandExtra"] {
        map.entry(absent).or_insert(Value::Null);
    }
    let mut text = String::new();
    write(&same, u, &mut text);
    let owned = document.into_owned();
    match read(&text) {
        Ok(back) => assert!(back == owned, "{text}"),
        Err(error) => panic!("{error}\n{text}"),
    }

    // `null` is the same as no key at all.
    if !all.is_empty() {
        let place = u.choose(&all)?;
        let (mut without, mut null) = (tree.clone(), tree.clone());
        object(&mut without, place).expect("it is there").remove(&place.key);
        object(&mut null, place).expect("it is there").insert(place.key.clone(), Value::Null);
        let (without, null) = (read(&without.to_string()), read(&null.to_string()));
        assert_eq!(without.as_ref().ok(), null.as_ref().ok(), "null is no key");
        without.as_ref().ok().into_iter().for_each(json_inverse);
    }

    // Any other change is an error, or gives a document like any other.
    for _ in 0..u.int_in_range(1..=3)? {
        let place = u.choose(&all)?;
        let from = u.choose(&all)?;
        let moved = object(&mut tree, from).and_then(|map| map.get(&from.key)).cloned().unwrap_or_default();
        let Some(map) = object(&mut tree, place) else { continue };
        let Some(old) = map.get(&place.key).cloned() else { continue };
        let new = match u.int_in_range(0..=8)? {
            0 => Value::from(u.arbitrary::<f64>()?),
            1 => Value::from(u.arbitrary::<u64>()?),
            2 => Value::Array(Vec::from([old])),
            3 => Value::Array(Vec::new()),
            4 => Value::Object(Map::new()),
            5 => Value::from(u.arbitrary::<&str>()?),
            6 => {
                map.remove(&place.key);
                map.insert(from.key.clone(), old);
                continue;
            }
            _ => moved,
        };
        map.insert(place.key.clone(), new);
    }
    if let Ok(document) = read(&tree.to_string()) {
        json_inverse(&document);
        _ = inverse(&document, Limits::default());
    }
    Ok(())
}
