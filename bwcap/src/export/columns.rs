//! The tables: their columns, and the rows that a message has in them. Names and types of columns do not change.

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Value, WireValue};
use broadworks_cap::validate::session;
use broadworks_cap::{Command, Document, Error};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::tz::TimeZone;

use super::command::{self, Leaf};
use crate::stream::Piece;

/// Which table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A row for each message, and for bytes that are none.
    Messages,
    /// A row for each call that a `callUpdate` or a `queueUpdate` tells of.
    Calls,
    /// A row for each message of a command, and for each item of a list in it, with all of its fields.
    Command(CommandType),
}

/// Returns the parser of the name of a table.
pub fn table() -> impl TypedValueParser<Value = Table> {
    let names = ["messages", "calls"].into_iter().chain(CommandType::ALL.iter().map(|command| command.as_str()));
    PossibleValuesParser::new(names).try_map(|name| match &*name {
        "messages" => Ok(Table::Messages),
        "calls" => Ok(Table::Calls),
        name => name.parse().map(Table::Command),
    })
}

/// The columns of a table, and what a row of it is made from.
pub struct Columns {
    table: Table,
    /// Those of the fields, in the table of a command.
    leaves: Vec<Leaf>,
}

/// Type of a column. Every value may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Text,
    Number,
    /// Milliseconds since 1970.
    Time,
    Flag,
}

/// Value of a column in a row.
#[derive(Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(i64),
    Time(i64),
    Flag(bool),
    Missing,
}

/// Columns that tell of a message: the same in every table, so that tables can be joined by `number`.
const OF_MESSAGE: [(&str, Type); 13] = [
    ("number", Type::Number),
    ("file", Type::Text),
    ("line", Type::Number),
    ("offset", Type::Number),
    ("length", Type::Number),
    ("time", Type::Time),
    ("direction", Type::Text),
    ("connection", Type::Text),
    ("protocol", Type::Text),
    ("version", Type::Text),
    ("command", Type::Text),
    ("user", Type::Text),
    ("session", Type::Text),
];

const OF_MESSAGES: [(&str, Type); 5] = [
    ("user_type", Type::Text),
    ("application", Type::Text),
    ("monitored_user", Type::Text),
    ("summary", Type::Text),
    ("error", Type::Text),
];

const OF_COMMAND: [(&str, Type); 1] = [("item", Type::Number)];

const OF_CALLS: [(&str, Type); 17] = [
    ("call", Type::Text),
    ("tracking", Type::Text),
    ("queued", Type::Flag),
    ("personality", Type::Text),
    ("state", Type::Text),
    ("release_cause", Type::Text),
    ("remote_number", Type::Text),
    ("remote_name", Type::Text),
    ("redirect_from", Type::Text),
    ("redirect_reason", Type::Text),
    ("start_time", Type::Time),
    ("answer_time", Type::Time),
    ("update_reason", Type::Text),
    ("position", Type::Number),
    ("priority", Type::Text),
    ("added_time", Type::Time),
    ("waited_before_ms", Type::Number),
];

impl Columns {
    pub fn new(table: Table) -> Self {
        let leaves = match table {
            Table::Command(command) => command::leaves(command),
            Table::Messages | Table::Calls => Vec::new(),
        };
        Self { table, leaves }
    }

    /// Returns their names and types.
    pub fn names(&self) -> impl Iterator<Item = (&str, Type)> {
        let rest: &[_] = match self.table {
            Table::Messages => &OF_MESSAGES,
            Table::Calls => &OF_CALLS,
            Table::Command(_) => &OF_COMMAND,
        };
        OF_MESSAGE.iter().chain(rest).copied().chain(self.leaves.iter().map(|leaf| (&*leaf.name, leaf.sort)))
    }

    /// Hands out the rows of a piece.
    pub fn rows<E>(
        &self,
        piece: &Piece<'_>,
        document: Option<&Document<'_>>,
        error: Option<&Error>,
        row: &mut dyn FnMut(Vec<Cell>) -> Result<(), E>,
    ) -> Result<(), E> {
        match (self.table, document.map(|document| &document.command)) {
            (Table::Messages, _) => row(of_message(piece, document, error)),
            (Table::Calls, Some(Command::CallUpdate(update))) => update.user.calls.iter().try_for_each(|call| {
                let mut cells = of_message(piece, document, None);
                cells.truncate(OF_MESSAGE.len());
                cells.extend([
                    text(call.call_id()),
                    text(call.ext_tracking_id()),
                    Cell::Flag(false),
                    name(&call.personality),
                    name(&call.state),
                    name(&call.release_cause),
                    text(call.remote_number()),
                    text(call.remote_name()),
                    text(call.redirect_from_number()),
                    name(&call.redirect_from_reason),
                    time(call.call_start_time().map(|time| time.as_millis())),
                    time(call.call_answer_time().map(|time| time.as_millis())),
                    Cell::Missing,
                    Cell::Missing,
                    Cell::Missing,
                    Cell::Missing,
                    Cell::Missing,
                ]);
                row(cells)
            }),
            (Table::Calls, Some(Command::QueueUpdate(update))) => update.queue.calls.iter().try_for_each(|call| {
                let mut cells = of_message(piece, document, None);
                cells.truncate(OF_MESSAGE.len());
                cells.extend([text(call.call_id()), Cell::Missing, Cell::Flag(true)]);
                cells.extend([Cell::Missing, Cell::Missing, Cell::Missing]);
                cells.extend([text(call.remote_number()), text(call.remote_name())]);
                cells.extend((0..4).map(|_| Cell::Missing));
                cells.extend([
                    name(&update.queue.update_reason),
                    call.position.as_ref().and_then(Value::known).map_or(Cell::Missing, Cell::Number),
                    name(&call.priority),
                    time(call.time_added().map(|time| time.as_millis())),
                    call.preserved_wait_time().map_or(Cell::Missing, |it| Cell::Number(it.as_millis())),
                ]);
                row(cells)
            }),
            (Table::Command(wanted), Some(command)) if command.command_type() == Some(wanted) => {
                let Some(data) = command.data() else { return Ok(()) };
                (0..command::count(data)).try_for_each(|item| {
                    let mut cells = of_message(piece, document, None);
                    cells.truncate(OF_MESSAGE.len());
                    cells.push(Cell::Number(i64::try_from(item).unwrap_or(i64::MAX)));
                    cells.extend(self.leaves.iter().map(|leaf| command::cell(data, leaf, item)));
                    row(cells)
                })
            }
            (Table::Calls | Table::Command(_), _) => Ok(()),
        }
    }
}

fn of_message(piece: &Piece<'_>, document: Option<&Document<'_>>, error: Option<&Error>) -> Vec<Cell> {
    let Piece { bytes, place, number, origin } = piece;
    let subject = document.map(Document::subject).unwrap_or_default();
    let direction = origin.direction.or_else(|| document.and_then(session::direction));
    let count = |number: u64| Cell::Number(i64::try_from(number).unwrap_or(i64::MAX));
    let told =
        origin.time.and_then(|time| time.to_zoned(TimeZone::UTC).ok()).map(|time| time.timestamp().as_millisecond());
    vec![
        count(*number),
        Cell::Text(origin.file.0.clone()),
        count(place.line),
        count(place.offset),
        count(bytes.len() as u64),
        time(told),
        text(direction.map(|direction| direction.id())),
        text(origin.connection.as_deref()),
        text(document.and_then(|document| document.protocol.as_deref())),
        text(document.and_then(|document| document.version.as_ref()).map(|version| version.to_text()).as_deref()),
        text(document.and_then(|document| document.command.name())),
        text(subject.id.as_deref()),
        text(subject.user_uid.as_deref()),
        text(subject.user_type.map(|sort| sort.as_str())),
        text(subject.application_id.as_deref()),
        text(subject.monitored_user_id.as_deref().or(subject.monitored_user_uid.as_deref())),
        text(document.map(|document| document.summary().to_string()).as_deref()),
        text(error.map(|error| error.kind().describe())),
    ]
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Missing, |text| Cell::Text(text.into()))
}

/// Returns the name of a code, such as `Active` for state 2, or the code if nobody knows it.
fn name<T: WireValue>(value: &Option<Value<'_, T>>) -> Cell {
    value.as_ref().map_or(Cell::Missing, |value| Cell::Text(value.name().to_string()))
}

fn time(millis: Option<i64>) -> Cell {
    millis.map_or(Cell::Missing, Cell::Time)
}
