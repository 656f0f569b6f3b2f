//! Description of the JSON form: a JSON Schema and TypeScript types, made from the tables.
//!
//! `UPDATE=1 cargo test --features serde --test json_schema` writes `docs/json/` anew. A validator from a package
//! registry, Python's `jsonschema`, judges what the crate writes and what it reads.

mod common;
#[path = "common/keys.rs"]
mod keys;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::{env, fs};

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::Schema;
use broadworks_cap::{Command, Document};
use keys::{description, rows};
use random::Random;
use serde_json::{Map, Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json")
}

fn element(schema: &'static Schema) -> Value {
    let properties: Map<_, _> = rows(schema)
        .map(|(key, row)| {
            let mut one = match row.inner {
                Some(inner) => element(inner),
                None => json!({ "type": "string" }),
            };
            if !row.words().is_empty() {
                // Not an `enum`: a newer server may send other words, which are kept.
                one["examples"] = row.words().iter().map(|word| word.wire).collect();
            }
            let mut whole = if row.many { json!({ "type": "array", "items": one }) } else { one };
            whole["description"] = description(row).into();
            (key.to_owned(), whole)
        })
        .chain([("extra".to_owned(), json!({ "$ref": "#/$defs/extra" }))])
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn schema() -> Value {
    let names: Vec<_> = CommandType::ALL.iter().map(|command| command.as_str()).collect();
    let attributes = json!({ "type": "object", "additionalProperties": { "type": "string" }, "maxProperties": 32 });
    let mut definitions = json!({
        "extra": {
            "description": "What the tables do not know.",
            "type": "object",
            "properties": {
                "attributes": { "$ref": "#/$defs/attributes" },
                "on": {
                    "description": "Attributes of fields that have none.",
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "element": { "type": "string" },
                            "index": { "type": "integer", "minimum": 0 },
                            "attributes": { "$ref": "#/$defs/attributes" },
                        },
                        "required": ["element", "index", "attributes"],
                        "additionalProperties": false,
                    },
                },
                "content": {
                    "description": "Elements, as XML, and text, in order.",
                    "type": "array",
                    "items": { "oneOf": [
                        { "type": "object", "properties": { "xml": { "type": "string" } }, "required": ["xml"], "additionalProperties": false },
                        { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"], "additionalProperties": false },
                    ] },
                },
            },
            "additionalProperties": false,
        },
        "attributes": attributes,
        "unknownCommand": {
            "type": "object",
            "properties": { "extra": { "$ref": "#/$defs/extra" } },
            "additionalProperties": false,
        },
    });
    let mut cases = Vec::new();
    for (command, name) in CommandType::ALL.iter().zip(&names) {
        let mut data = element(Command::schema(*command));
        data["description"] = command.meaning().into();
        definitions[name] = data;
        cases.push(json!({
            "if": { "properties": { "commandType": { "const": name } }, "required": ["commandType"] },
            "then": { "properties": { "commandData": { "$ref": format!("#/$defs/{name}") } } },
        }));
    }
    cases.push(json!({
        "if": { "not": { "properties": { "commandType": { "enum": names } }, "required": ["commandType"] } },
        "then": { "properties": { "commandData": { "$ref": "#/$defs/unknownCommand" } } },
    }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Messages of CAP-C and CCC2",
        "description": "The JSON form of broadworks-cap, as it is written. Keys are wire names, and nesting is that of the wire. \
            All that is valid is read; docs/json.md says what else is.",
        "type": "object",
        "properties": {
            "protocol": { "description": "`CAP` for both protocols.", "type": "string" },
            "version": { "description": "Version of the protocol.", "type": "string", "examples": ["17.0"] },
            "commandType": { "description": "Name of the command.", "type": "string", "examples": names },
            "commandData": { "description": "Content of the command." },
            "extra": { "$ref": "#/$defs/extra" },
            "commandExtra": { "$ref": "#/$defs/extra" },
            "offset": { "description": "Written by `bwcap`, ignored when read: place in the stream.", "type": "integer" },
            "length": { "description": "Written by `bwcap`, ignored when read: bytes in the stream.", "type": "integer" },
        },
        "additionalProperties": false,
        "allOf": cases,
        "$defs": definitions,
    })
}

/// Writes the members of an element as TypeScript.
fn members(out: &mut String, schema: &'static Schema, level: usize) {
    let indent = "  ".repeat(level);
    for (key, row) in rows(schema) {
        writeln!(out, "{indent}/** {} */", description(row)).expect("a string grows");
        let list = if row.many { "[]" } else { "" };
        match row.inner {
            None if row.words().is_empty() => writeln!(out, "{indent}{key}?: string{list};"),
            None => {
                let words: Vec<_> = row.words().iter().map(|word| format!("{:?}", word.wire)).collect();
                let (open, close) = if row.many { ("(", ")") } else { ("", "") };
                writeln!(out, "{indent}{key}?: {open}{} | (string & {{}}){close}{list};", words.join(" | "))
            }
            Some(inner) => {
                writeln!(out, "{indent}{key}?: {{").expect("a string grows");
                members(out, inner, level + 1);
                writeln!(out, "{indent}}}{list};")
            }
        }
        .expect("a string grows");
    }
    writeln!(out, "{indent}extra?: Extra;").expect("a string grows");
}

fn types() -> String {
    let mut out = String::from(
        "// Types of the JSON form of broadworks-cap as it is written, made from its tables.\n\n\
         /** What the tables do not know. */\n\
         export interface Extra {\n  attributes?: Record<string, string>;\n  \
         on?: { element: string; index: number; attributes: Record<string, string> }[];\n  \
         content?: ({ xml: string } | { text: string })[];\n}\n\n\
         interface Head {\n  protocol?: string;\n  version?: string;\n  extra?: Extra;\n  commandExtra?: Extra;\n}\n",
    );
    let mut all = Vec::new();
    for command in CommandType::ALL {
        let name = format!("{command:?}");
        write!(out, "\n/** {} */\nexport interface {name} extends Head {{\n", command.meaning())
            .expect("a string grows");
        writeln!(out, "  commandType: \"{}\";\n  commandData?: {{", command.as_str()).expect("a string grows");
        members(&mut out, Command::schema(*command), 2);
        out.push_str("  };\n}\n");
        all.push(name);
    }
    write!(out, "\n/** A message of any known command. */\nexport type Message =\n  | {};\n", all.join("\n  | "))
        .expect("a string grows");
    out
}

#[test]
fn the_description_is_that_of_the_tables() {
    let schema = serde_json::to_string_pretty(&schema()).expect("it is JSON") + "\n";
    for (name, text) in [("cap.schema.json", schema), ("cap.d.ts", types())] {
        let path = folder().join(name);
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).expect("it can be written");
        }
        let stored = fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == text, "{} is not up to date; see the head of this file", path.display());
    }
}

/// Returns for each JSON text whether it is valid by the schema; `None` if there is no validator.
fn judged(lines: &[Value]) -> Option<Vec<bool>> {
    const JUDGE: &str = "import json, sys, jsonschema\n\
        judge = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))\n\
        judge.check_schema(judge.schema)\n\
        for line in sys.stdin: print(int(judge.is_valid(json.loads(line))))";
    let there = Process::new("python3").args(["-c", "import jsonschema"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        assert!(env::var_os("JSONSCHEMA").is_none(), "python3-jsonschema is required");
        eprintln!("skipped: Python's jsonschema is not installed");
        return None;
    }
    let mut python = Process::new("python3")
        .args(["-c", JUDGE])
        .arg(folder().join("cap.schema.json"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 was there");
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut stdin = python.stdin.take().expect("it is piped");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = python.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it was read");
    let verdicts: Vec<bool> = String::from_utf8_lossy(&output.stdout).lines().map(|line| line == "1").collect();
    assert_eq!(verdicts.len(), lines.len(), "the schema is one, and each line was judged");
    Some(verdicts)
}

fn corpus() -> BTreeMap<PathBuf, Value> {
    let document = |bytes: &[u8]| serde_json::to_value(Document::decode(bytes).expect("a good message")).expect("JSON");
    common::messages().into_iter().map(|(path, bytes)| (path, document(&bytes))).collect()
}

#[test]
fn what_is_written_is_valid() {
    let (mut paths, mut lines): (Vec<_>, Vec<_>) = corpus().into_iter().unzip();
    // Whatever a peer sends, the tables determine what is a string, an object or an array.
    let (seeds, mut random) = (common::messages(), Random::new(17));
    for _ in 0..2000 {
        let (path, bytes) = random.choose(&seeds);
        let mutation = mutate::mutate(bytes, &mut random);
        if let Ok(document) = Document::decode(&mutation) {
            paths.push(path.clone());
            lines.push(serde_json::to_value(document).expect("JSON"));
        }
    }
    let Some(verdicts) = judged(&lines) else { return };
    for ((path, line), valid) in paths.iter().zip(&lines).zip(verdicts) {
        assert!(valid, "{}: {line}", path.display());
    }
}

/// Changes the JSON text in every place, in each of several ways.
fn mutations(value: &Value, whole: &dyn Fn(Value) -> Value, found: &mut Vec<Value>) {
    for other in [json!("x"), json!({}), json!([]), json!(["x"]), json!(7), json!(null), json!({ "extra": {} })] {
        found.push(whole(other));
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let with = |other| {
                    let mut map = map.clone();
                    map.insert(key.clone(), other);
                    whole(Value::Object(map))
                };
                mutations(inner, &with, found);
                let mut renamed = map.clone();
                let moved = renamed.remove(key).expect("it is there");
                renamed.insert(format!("{key}X"), moved);
                found.push(whole(Value::Object(renamed)));
            }
        }
        Value::Array(items) => {
            for at in 0..items.len() {
                let with = |other| {
                    let mut items = items.clone();
                    items[at] = other;
                    whole(Value::Array(items))
                };
                mutations(&items[at], &with, found);
            }
        }
        _ => {}
    }
}

#[test]
fn what_is_valid_is_read() {
    let mut lines = Vec::new();
    for value in corpus().values() {
        mutations(value, &|whole| whole, &mut lines);
    }
    let Some(verdicts) = judged(&lines) else { return };
    let mut counts = [0, 0];
    for (line, valid) in lines.iter().zip(verdicts) {
        let read: Result<Document<'static>, _> = serde_json::from_str(&line.to_string());
        counts[usize::from(valid)] += 1;
        // XML in `extra` must be well-formed, and an attribute must belong to a field that is there: no schema says that.
        let said = |error: &serde_json::Error| {
            let text = error.to_string();
            ["`on`", "no element", "at byte"].iter().any(|part| text.contains(part))
        };
        assert!(!valid || read.as_ref().map_err(said) != Err(false), "{line}: {read:?}");
    }
    assert!(counts[0] > 1000 && counts[1] > 1000, "{counts:?} invalid and valid");
}

/// Keys have no order: `serde_json::Value` sorts them, so `commandData` comes before `commandType`.
#[test]
fn keys_may_come_in_any_order() {
    for (path, bytes) in common::messages() {
        let document = Document::decode(&bytes).expect("a good message").into_owned();
        let sorted = serde_json::to_value(&document).expect("JSON");
        let text = sorted.to_string();
        assert!(text.find("commandData") <= text.find("commandType"), "{text}");
        assert_eq!(
            serde_json::from_str::<Document<'static>>(&text).expect("it is read"),
            document,
            "{}",
            path.display()
        );
        assert_eq!(serde_json::from_value::<Document<'static>>(sorted).expect("it is read"), document);
    }
    let wrong = r#"{"commandData":{"user":{"id":7.5}},"commandType":"callUpdate"}"#;
    let fault = serde_json::from_str::<Document<'static>>(wrong).expect_err("no string").to_string();
    assert!(fault.contains("a number") && !fault.contains('7'), "{fault}");
}
