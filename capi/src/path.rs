//! Paths of wire names, looked up in the tables.

use codec::Command;
use codec::message::values::CommandType;
use codec::schema::{Element, Field, Row, Schema};

use crate::status::{BWCAP_OUT_OF_RANGE, BWCAP_UNKNOWN_NAME, Done};

/// Splits a segment of a path into its name and its number.
fn step(segment: &str) -> Option<(&str, Option<usize>)> {
    match segment.strip_suffix(']').and_then(|segment| segment.split_once('[')) {
        Some((name, index)) => Some((name, Some(index.parse().ok()?))),
        None => Some((segment, None)),
    }
}

/// Returns the row of a name, which is a child rather than an attribute if there are both.
fn find(schema: &'static Schema, name: &str) -> Option<usize> {
    schema.find(name, false).or_else(|| schema.find(name, true))
}

/// Returns the row at the end of a path.
pub fn row(command: CommandType, path: &str) -> Done<&'static Row> {
    let (mut schema, mut segments) = (Command::schema(command), path.split('/').peekable());
    while let Some(segment) = segments.next() {
        let (name, _) = step(segment).ok_or(BWCAP_UNKNOWN_NAME)?;
        let row = &schema.rows[find(schema, name).ok_or(BWCAP_UNKNOWN_NAME)?];
        if segments.peek().is_none() {
            return Ok(row);
        }
        schema = row.inner.ok_or(BWCAP_UNKNOWN_NAME)?;
    }
    Err(BWCAP_UNKNOWN_NAME)
}

/// Returns a path with a number for each of its lists that has none, in order. All numbers must be used.
pub fn numbered(command: CommandType, path: &str, numbers: &[usize]) -> Done<String> {
    let (mut schema, mut numbers) = (Some(Command::schema(command)), numbers.iter());
    let mut whole = String::with_capacity(path.len() + 4 * numbers.len());
    for segment in path.split('/') {
        let (name, given) = step(segment).ok_or(BWCAP_UNKNOWN_NAME)?;
        let within = schema.ok_or(BWCAP_UNKNOWN_NAME)?;
        let row = &within.rows[find(within, name).ok_or(BWCAP_UNKNOWN_NAME)?];
        if !whole.is_empty() {
            whole.push('/');
        }
        whole.push_str(segment);
        if let (true, None) = (row.many, given)
            && let Some(number) = numbers.next()
        {
            whole.push_str(&format!("[{number}]"));
        }
        schema = row.inner;
    }
    if numbers.next().is_some() { Err(BWCAP_OUT_OF_RANGE) } else { Ok(whole) }
}

/// Returns the field at the end of a path, and its number there, if there is one. `None` if an element on the path is not
/// there.
pub fn field<'e, 'a>(data: &'e dyn Element<'a>, path: &str) -> Option<(Field<'e, 'a>, Option<usize>)> {
    let (mut element, mut segments) = (data, path.split('/').peekable());
    while let Some(segment) = segments.next() {
        let (name, number) = step(segment)?;
        let field = element.field(find(element.schema(), name)?);
        if segments.peek().is_none() {
            return Some((field, number));
        }
        element = field.element(number.unwrap_or_default())?;
    }
    None
}
