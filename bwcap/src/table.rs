//! Columns of `--csv`: what is known of a message, and its fields by their paths.

use std::io::Write;

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Element, Schema};
use broadworks_cap::validate::session;
use broadworks_cap::{Command, Document, Error};
use serde::Serialize;
use serde_json::Value;

use crate::Stop;
use crate::fields;
use crate::record::meaning;
use crate::shown::visible;
use crate::stream::Piece;

/// The columns unless others are chosen.
pub const COLUMNS: &str = "number,time,direction,command,user,call,summary,error";

/// A column that is not a field.
#[derive(Clone, Copy, Debug)]
enum Fact {
    Number,
    File,
    Line,
    Column,
    Offset,
    Length,
    Time,
    Direction,
    Connection,
    Text,
    Command,
    Version,
    User,
    Call,
    Summary,
    Error,
}

const FACTS: [(&str, Fact); 16] = [
    ("number", Fact::Number),
    ("file", Fact::File),
    ("line", Fact::Line),
    ("column", Fact::Column),
    ("offset", Fact::Offset),
    ("length", Fact::Length),
    ("time", Fact::Time),
    ("direction", Fact::Direction),
    ("connection", Fact::Connection),
    ("text", Fact::Text),
    ("command", Fact::Command),
    ("version", Fact::Version),
    ("user", Fact::User),
    ("call", Fact::Call),
    ("summary", Fact::Summary),
    ("error", Fact::Error),
];

#[derive(Clone, Debug)]
enum Kind {
    Fact(Fact),
    /// A field: the segments of its path, with a number if they have one.
    Field(Vec<(String, Option<usize>)>),
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    kind: Kind,
}

/// Returns whether a path leads to text in an element of the tables.
fn leads(schema: &'static Schema, path: &[(String, Option<usize>)]) -> bool {
    let [(name, index), rest @ ..] = path else { return schema.text_row().is_some() };
    [false, true].into_iter().filter_map(|attribute| schema.find(name, attribute)).any(|row| {
        let row = &schema.rows[row];
        let is_item = index.is_none() || row.many;
        is_item && row.inner.map_or(rest.is_empty(), |inner| leads(inner, rest))
    })
}

/// Returns the paths of all fields.
fn paths() -> Vec<String> {
    fn collect(schema: &'static Schema, before: &str, all: &mut Vec<String>) {
        for row in schema.rows.iter().filter(|row| !row.name.is_empty()) {
            let path = format!("{before}{}", row.name);
            if let Some(inner) = row.inner {
                collect(inner, &format!("{path}/"), all);
            }
            if row.inner.is_none_or(|inner| inner.text_row().is_some()) {
                all.push(path);
            }
        }
    }
    let mut all = Vec::new();
    CommandType::ALL.iter().for_each(|command| collect(Command::schema(*command), "", &mut all));
    all.sort();
    all.dedup();
    all
}

/// Parses the name of a column.
pub fn column(text: &str) -> Result<Column, String> {
    let name = text.trim().to_owned();
    if let Some((_, fact)) = FACTS.iter().find(|(fact, _)| *fact == name) {
        return Ok(Column { name, kind: Kind::Fact(*fact) });
    }
    let segment = |segment: &str| match segment.strip_suffix(']').and_then(|segment| segment.split_once('[')) {
        Some((name, index)) => Some((name.to_owned(), Some(index.parse().ok()?))),
        None => Some((segment.to_owned(), None)),
    };
    let path: Option<Vec<_>> = name.split('/').map(segment).collect();
    if let Some(path) = path
        && CommandType::ALL.iter().any(|command| leads(Command::schema(*command), &path))
    {
        return Ok(Column { name, kind: Kind::Field(path) });
    }
    let facts = FACTS.iter().map(|(fact, _)| (*fact).to_owned());
    let mut all: Vec<(f64, String)> =
        facts.chain(paths()).map(|path| (strsim::jaro_winkler(&name, &path), path)).collect();
    // A field is often named without its path.
    let is_end = |path: &str| path.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&name));
    all.sort_by(|a, b| is_end(&b.1).cmp(&is_end(&a.1)).then(b.0.total_cmp(&a.0)));
    let alike: Vec<String> = all.iter().take(3).map(|(_, path)| format!("`{path}`")).collect();
    Err(format!("no message has this field; did you mean {}?", alike.join(", ")))
}

/// Appends the texts at a path, `None` where an item lacks it. Returns whether the path goes through a list.
fn texts(
    element: &dyn Element<'_>,
    path: &[(String, Option<usize>)],
    labels: bool,
    found: &mut Vec<Option<String>>,
) -> bool {
    let [(name, index), rest @ ..] = path else {
        found.push(element.schema().text_row().map(|row| text(element, row, 0, labels)));
        return false;
    };
    let schema = element.schema();
    let rows = [false, true].into_iter().filter_map(|attribute| schema.find(name, attribute));
    let Some(row) = rows.max_by_key(|row| element.field(*row).count()) else {
        found.push(None);
        return false;
    };
    let (field, is_list) = (element.field(row), schema.rows[row].many && index.is_none());
    let items = if is_list { 0..field.count() } else { index.unwrap_or(0)..index.unwrap_or(0) + 1 };
    let mut is_through = is_list;
    if items.is_empty() {
        found.push(None);
    }
    for item in items {
        match field.element(item) {
            Some(inner) => is_through |= texts(inner, rest, labels, found),
            None if rest.is_empty() && item < field.count() => found.push(Some(text(element, row, item, labels))),
            None => found.push(None),
        }
    }
    is_through
}

fn text(element: &dyn Element<'_>, row: usize, item: usize, labels: bool) -> String {
    let field = element.field(row);
    if field.row().is_secret() {
        return "<redacted>".into();
    }
    let text = field.text(item).unwrap_or_default();
    match meaning(field.row().holds, &text, field.label(item)) {
        Some(meaning) if labels => format!("{text} {meaning}"),
        _ => text.to_string(),
    }
}

/// Returns the reason that a table could not be written.
pub fn of_table(error: csv::Error) -> Stop {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        kind => Stop::Failed(format!("{kind:?}")),
    }
}

/// A table with a row for each of some JSON objects, of which columns are keys.
pub struct Keys<W: Write> {
    keys: &'static [&'static str],
    out: csv::Writer<W>,
}

impl<W: Write> Keys<W> {
    /// Writes the names of the columns.
    pub fn new(out: W, keys: &'static [&'static str]) -> Result<Self, Stop> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(keys).map_err(of_table)?;
        Ok(Self { keys, out })
    }

    pub fn push(&mut self, object: &impl Serialize) -> Result<(), Stop> {
        let object = serde_json::to_value(object).map_err(|error| Stop::Failed(error.to_string()))?;
        let cell = |key: &&str| match &object[*key] {
            Value::Null => String::new(),
            Value::String(text) => visible(text),
            value => value.to_string(),
        };
        self.out.write_record(self.keys.iter().map(cell)).map_err(of_table)
    }

    /// Hands on what is written.
    pub fn flush(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }
}

/// A table that is being written.
pub struct Table<W: Write> {
    columns: Vec<Column>,
    labels: bool,
    out: csv::Writer<W>,
}

impl<W: Write> Table<W> {
    /// Writes the names of the columns.
    pub fn new(out: W, columns: Vec<Column>, labels: bool) -> csv::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(columns.iter().map(|column| &column.name))?;
        Ok(Self { columns, labels, out })
    }

    /// Writes the rows of a piece: one, or one for each item of the lists that the columns name.
    pub fn piece(
        &mut self,
        piece: &Piece<'_>,
        document: Option<&Document<'_>>,
        error: Option<&Error>,
    ) -> csv::Result<()> {
        let cells: Vec<(bool, Vec<Option<String>>)> = self
            .columns
            .iter()
            .map(|column| match &column.kind {
                Kind::Fact(kind) => (false, vec![fact(*kind, piece, document, error)]),
                Kind::Field(path) => {
                    let mut found = Vec::new();
                    let data = document.and_then(|document| document.command.data());
                    let is_list = data.is_some_and(|data| texts(data, path, self.labels, &mut found));
                    (is_list, found)
                }
            })
            .collect();
        let rows = cells.iter().map(|(is_list, found)| if *is_list { found.len() } else { 1 }).max().unwrap_or(1);
        for row in 0..rows {
            let cell = |(is_list, found): &(bool, Vec<Option<String>>)| {
                let index = if *is_list { row } else { 0 };
                found.get(index).cloned().flatten().map(|text| visible(&text)).unwrap_or_default()
            };
            self.out.write_record(cells.iter().map(cell))?;
        }
        Ok(())
    }

    /// Hands on what is written.
    pub fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

fn fact(fact: Fact, piece: &Piece<'_>, document: Option<&Document<'_>>, error: Option<&Error>) -> Option<String> {
    let Piece { bytes, place, number, origin } = *piece;
    Some(match fact {
        Fact::Number => number.to_string(),
        Fact::File => origin.file.0.clone(),
        Fact::Line => place.line.to_string(),
        Fact::Column => place.column.to_string(),
        Fact::Offset => place.offset.to_string(),
        Fact::Length => bytes.len().to_string(),
        Fact::Time => origin.time?.to_string(),
        Fact::Direction => origin.direction.or_else(|| document.and_then(session::direction))?.id().into(),
        Fact::Connection => origin.connection.as_deref()?.into(),
        Fact::Text => origin.text.clone()?,
        Fact::Command => document?.command.name()?.into(),
        Fact::Version => document?.version.as_ref()?.to_string(),
        Fact::User => document?.subject().who()?.into(),
        Fact::Call => {
            let mut calls: Vec<String> = Vec::new();
            fields::calls(document?, &mut |call| {
                if !calls.iter().any(|other| other == call) {
                    calls.push(call.into());
                }
            });
            calls.join(" ")
        }
        Fact::Summary => document?.summary().to_string(),
        Fact::Error => error?.kind().describe().into(),
    })
}
