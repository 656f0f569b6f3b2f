//! Meanings: of commands and their fields, of values, and of stable names.

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Holds, Row, RowKind, Schema};
use broadworks_cap::{Command, Kind, validate};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::arguments::word;
use crate::wrapped::{Dataclass, no_path};

/// What a field is.
static FIELD: Dataclass = Dataclass::new("Field");
/// A value of a set.
static WORD: Dataclass = Dataclass::new("Word");

/// Returns the row of the tables at a path of a command.
pub fn row(command: CommandType, path: &str) -> Option<&'static Row> {
    let mut schema = Command::schema(command);
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let name = segment.split('[').next().unwrap_or_default();
        let row = schema.rows.get(schema.find(name, false).or_else(|| schema.find(name, true))?)?;
        match (segments.peek(), row.inner) {
            (None, _) => return Some(row),
            (Some(_), inner) => schema = inner?,
        }
    }
    None
}

/// Returns the name of a coded value of a row.
pub fn label(row: &Row, text: &str) -> Option<&'static str> {
    // The value of an element with text of its own is that text.
    let own = || row.inner.and_then(|inner| inner.rows.get(inner.text_row()?)).map(Row::words);
    let words = if row.inner.is_some() { own()? } else { row.words() };
    words.iter().find(|word| word.wire == text && word.name != word.wire).map(|word| word.name)
}

/// Returns the names of the rows of an element.
fn names(schema: &'static Schema) -> Vec<&'static str> {
    let shown = schema.rows.iter().filter(|row| !matches!(row.kind, RowKind::Moved | RowKind::Text));
    shown.map(|row| row.name).collect()
}

/// Returns what a row holds, as one word.
fn holds(row: &Row) -> &'static str {
    match row.holds {
        Holds::Word(_) => "word",
        Holds::Number => "number",
        Holds::Time => "time",
        Holds::Duration => "duration",
        Holds::Flag => "flag",
        Holds::Secret => "secret",
        Holds::Element(_) => "element",
        _ => "text",
    }
}

/// Returns the names of all commands.
#[pyfunction]
pub fn commands() -> Vec<&'static str> {
    CommandType::ALL.iter().map(|command| command.as_str()).collect()
}

/// Tells what a command, or the field at a path of it, is.
#[pyfunction]
#[pyo3(signature = (command, path=None))]
pub fn explain<'py>(py: Python<'py>, command: &str, path: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
    let command: CommandType = word("command", command, CommandType::ALL.iter().map(|command| command.as_str()))?;
    let none = PyTuple::empty(py);
    let Some(path) = path else {
        let fields = PyTuple::new(py, names(Command::schema(command)))?;
        return FIELD.create(py, (command.as_str(), command.meaning(), "element", false, none, fields));
    };
    let row = row(command, path).ok_or_else(|| no_path(path, "the tables do not have this"))?;
    let words = row.words().iter().map(|word| WORD.create(py, (word.wire, word.name, word.meaning, word.since)));
    let words = PyTuple::new(py, words.collect::<PyResult<Vec<_>>>()?)?;
    let fields = PyTuple::new(py, row.inner.map(names).unwrap_or_default())?;
    FIELD.create(py, (row.name, row.meaning, holds(row), row.many, words, fields))
}

/// Tells what a stable name means: the kind of an error, or the id of a diagnostic.
#[pyfunction]
pub fn meaning(id: &str) -> Option<String> {
    if let Ok(kind) = id.parse::<Kind>() {
        return Some(kind.describe().to_owned());
    }
    let cell =
        |line: &'static str| line.strip_prefix("| `")?.strip_prefix(id)?.strip_prefix("` | ")?.split(" | ").next();
    validate::RULES.lines().find_map(cell).map(|text| text.trim_end_matches([' ', '|']).to_owned())
}
