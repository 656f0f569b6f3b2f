//! Paths of wire names, looked up in the tables.

use codec::Command;
use codec::message::values::CommandType;
use codec::schema::{Element, Field, Row, Schema};

use crate::status::{BWCAP_OUT_OF_RANGE, BWCAP_UNKNOWN_NAME, Done};

/// Splits a segment of a path into its name and its number.
fn split(segment: &str) -> Option<(&str, Option<usize>)> {
    match segment.strip_suffix(']').and_then(|segment| segment.split_once('[')) {
        Some((name, number)) => Some((name, Some(number.parse().ok()?))),
        None => Some((segment, None)),
    }
}

/// Returns the row of a name, which is a child rather than an attribute if there are both.
fn find(schema: &'static Schema, name: &str) -> Option<usize> {
    schema.find(name, false).or_else(|| schema.find(name, true))
}

/// Returns the rows on a path, with the numbers that it has.
fn steps(command: CommandType, path: &str) -> Done<Vec<(&'static Row, Option<usize>)>> {
    let mut schema = Some(Command::schema(command));
    let step = |segment| {
        let (name, number) = split(segment)?;
        let within = schema?;
        let row = &within.rows[find(within, name)?];
        schema = row.inner;
        Some((row, number))
    };
    path.split('/').map(step).collect::<Option<_>>().ok_or(BWCAP_UNKNOWN_NAME)
}

/// Returns the row at the end of a path.
pub fn row(command: CommandType, path: &str) -> Done<&'static Row> {
    steps(command, path)?.last().map(|(row, _)| *row).ok_or(BWCAP_UNKNOWN_NAME)
}

/// Returns a path in the spelling of the tables, with a number for each of its lists that has none, in order. All numbers must be
/// used.
pub fn numbered(command: CommandType, path: &str, numbers: &[usize]) -> Done<String> {
    let mut numbers = numbers.iter().copied();
    let segment = |(row, number): (&Row, Option<usize>)| {
        let number = if row.many { number.or_else(|| numbers.next()) } else { number };
        number.map_or_else(|| row.name.to_owned(), |number| format!("{}[{number}]", row.name))
    };
    let whole: Vec<_> = steps(command, path)?.into_iter().map(segment).collect();
    if numbers.next().is_some() { Err(BWCAP_OUT_OF_RANGE) } else { Ok(whole.join("/")) }
}

/// Returns a path in the spelling of the tables, without numbers.
pub fn canonical(command: CommandType, path: &str) -> Done<String> {
    Ok(steps(command, path)?.iter().map(|(row, _)| row.name).collect::<Vec<_>>().join("/"))
}

/// Returns the row of the text of an element that has one, and otherwise the row itself.
pub fn leaf(row: &'static Row) -> &'static Row {
    row.inner.and_then(|inner| Some(&inner.rows[inner.text_row()?])).unwrap_or(row)
}

/// Returns the field at the end of a path, and its number there, if there is one. `None` if an element on the path is not
/// there.
pub fn field<'e, 'a>(data: &'e dyn Element<'a>, path: &str) -> Option<(Field<'e, 'a>, Option<usize>)> {
    let (mut element, mut segments) = (data, path.split('/').peekable());
    while let Some(segment) = segments.next() {
        let (name, number) = split(segment)?;
        let field = element.field(find(element.schema(), name)?);
        if segments.peek().is_none() {
            return Some((field, number));
        }
        element = field.element(number.unwrap_or_default())?;
    }
    None
}
