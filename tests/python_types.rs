//! Types of the JSON form for Python, made from the tables: `python/broadworks_cap/messages.py`.
//!
//! `UPDATE=1 cargo test --test python_types` writes the file anew.

#[path = "common/keys.rs"]
mod keys;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Row, Schema};
use broadworks_cap::{Command, Kind};
use keys::{description, rows};

/// Keys of the JSON form that cannot be names in Python.
const KEYWORDS: &[&str] = &["from", "class", "def", "global", "import", "in", "is", "lambda", "pass", "return", "with"];

const HEAD: &str = r#""""Types of the JSON form of a message, made from the tables of the codec.

``Document.to_dict`` returns a ``Message``; its ``commandType`` tells which. A key that is not there is missing on the
wire. A value of a known set may be another one, which a newer server sends.
"""

from __future__ import annotations

from typing import Dict, List, Literal, TypedDict, Union


class ExtraXml(TypedDict):
    """An unknown element."""

    xml: str


class ExtraText(TypedDict):
    """Unknown text."""

    text: str


class ExtraOn(TypedDict):
    """Unknown attributes of a field that has none."""

    element: str
    index: int
    attributes: Dict[str, str]


class Extra(TypedDict, total=False):
    """What the tables do not know."""

    attributes: Dict[str, str]
    on: List[ExtraOn]
    content: List[Union[ExtraXml, ExtraText]]


class Head(TypedDict, total=False):
    """What every message has."""

    protocol: str
    """`CAP` for both protocols."""
    version: str
    """Version of the protocol."""
    extra: Extra
    commandExtra: Extra
"#;

/// A literal type, on as many lines as it needs.
fn literal<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("{word:?}")).collect();
    format!("Literal[{}]", words.join(", "))
}

/// Name of the type of the element under a key: `CallUpdateUserCall`.
fn nested(name: &str, key: &str) -> String {
    let (first, rest) = key.split_at(1);
    format!("{name}{}{rest}", first.to_uppercase())
}

fn kind(row: &Row, key: &str, name: &str) -> String {
    let one = match row.inner {
        Some(_) => nested(name, key),
        None if row.words().is_empty() => "str".into(),
        None => format!("Union[{}, str]", literal(row.words().iter().map(|word| word.wire))),
    };
    if row.many { format!("List[{one}]") } else { one }
}

/// Writes the type of an element after those of the elements in it.
fn element(out: &mut String, schema: &'static Schema, name: &str, meaning: &str) -> std::fmt::Result {
    for (key, row) in rows(schema) {
        if let Some(inner) = row.inner {
            element(out, inner, &nested(name, key), &description(row))?;
        }
    }
    if rows(schema).any(|(key, _)| KEYWORDS.contains(&key)) {
        // A class cannot have such a member.
        writeln!(out, "\n\n# {meaning}\n{name} = TypedDict(\n    \"{name}\",\n    {{")?;
        for (key, row) in rows(schema) {
            writeln!(out, "        # {}\n        \"{key}\": {:?},", description(row), kind(row, key, name))?;
        }
        return writeln!(out, "        \"extra\": \"Extra\",\n    }},\n    total=False,\n)");
    }
    writeln!(out, "\n\nclass {name}(TypedDict, total=False):\n    \"\"\"{meaning}\"\"\"\n")?;
    for (key, row) in rows(schema) {
        writeln!(out, "    {key}: {}\n    \"\"\"{}\"\"\"", kind(row, key, name), description(row))?;
    }
    writeln!(out, "    extra: Extra")
}

fn types() -> Result<String, std::fmt::Error> {
    let mut out = String::from(HEAD);
    let mut all = Vec::new();
    for command in CommandType::ALL {
        let name = format!("{command:?}");
        element(&mut out, Command::schema(*command), &format!("{name}Data"), &format!("Content of `{command}`."))?;
        // What may be missing and what may not are two classes in Python before 3.11.
        writeln!(out, "\n\nclass _{name}(Head, total=False):\n    commandData: {name}Data")?;
        writeln!(out, "\n\nclass {name}(_{name}):\n    \"\"\"{}\"\"\"\n", command.meaning())?;
        writeln!(out, "    commandType: Literal[\"{command}\"]")?;
        all.push(name);
    }
    writeln!(
        out,
        "\n\nMessage = Union[\n    {},\n]\n\"\"\"A message of any known command.\"\"\"",
        all.join(",\n    ")
    )?;
    let commands = literal(CommandType::ALL.iter().map(|command| command.as_str()));
    writeln!(out, "\nCommandName = {commands}\n\"\"\"Name of a known command.\"\"\"")?;
    let kinds = literal(Kind::ALL.iter().map(|kind| kind.id()));
    writeln!(out, "\nErrorKind = {kinds}\n\"\"\"Stable name of an error of reading or writing.\"\"\"")?;
    Ok(out)
}

#[test]
fn the_types_are_those_of_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/broadworks_cap/messages.py");
    let text = types().expect("a string grows");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).expect("it can be written");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == text, "{} is not up to date; see the head of this file", path.display());
}
