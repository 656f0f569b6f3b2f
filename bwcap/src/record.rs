//! Records: the JSON object of a message, or of bytes that are none, as `docs/records.md` states it.

use broadworks_cap::schema::{Element, Holds, RowKind};
use broadworks_cap::validate::session;
use broadworks_cap::{Document, Error};
use serde::Serialize;
use serde_json::Value;

use crate::Stop;
use crate::clock;
use crate::json::Json;
use crate::stream::Piece;

/// A record. It always has all of these keys.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'r, D> {
    number: u64,
    file: &'r str,
    line: u64,
    column: u64,
    offset: u64,
    length: usize,
    time: Option<String>,
    direction: Option<&'static str>,
    direction_from: Option<&'static str>,
    connection: Option<&'r str>,
    text: Option<&'r str>,
    command: Option<&'r str>,
    document: Option<D>,
    error: Option<Fault>,
}

/// What is wrong with bytes that are no message.
#[derive(Serialize)]
struct Fault {
    kind: &'static str,
    line: u64,
    column: u64,
    offset: u64,
    message: String,
}

impl<'r, D: Serialize> Record<'r, D> {
    fn new(piece: &Piece<'r>, document: Option<&'r Document<'_>>, form: Option<D>, error: Option<Fault>) -> Self {
        let Piece { bytes, place, number, origin } = *piece;
        let told = origin.direction.map(|direction| (direction, "stream"));
        let direction = told.or_else(|| document.and_then(session::direction).map(|direction| (direction, "command")));
        Self {
            number,
            file: &origin.file.0,
            line: place.line,
            column: place.column,
            offset: place.offset,
            length: bytes.len(),
            time: origin.time.map(|time| time.to_string()),
            direction: direction.map(|(direction, _)| direction.id()),
            direction_from: direction.map(|(_, from)| from),
            connection: origin.connection.as_deref(),
            text: origin.text.as_deref(),
            command: document.and_then(|document| document.command.name()),
            document: form,
            error,
        }
    }

    /// Appends it on a line of its own.
    fn push(&self, out: &mut Vec<u8>) -> Result<(), Stop> {
        push(out, self)
    }
}

/// Appends a value on a line of its own.
pub fn push(out: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Stop> {
    value.serialize(Json(out)).map_err(|error| Stop::Failed(error.to_string()))?;
    out.push(b'\n');
    Ok(())
}

/// Appends the record of a message; with labels, also what its codes and times mean.
pub fn message(out: &mut Vec<u8>, piece: &Piece<'_>, document: &Document<'_>, labels: bool) -> Result<(), Stop> {
    if !labels {
        return Record::new(piece, Some(document), Some(document), None).push(out);
    }
    let mut form = serde_json::to_value(document).map_err(|error| Stop::Failed(error.to_string()))?;
    if let (Some(data), Some(form)) = (document.command.data(), form.get_mut("commandData")) {
        label(data, form);
    }
    Record::new(piece, Some(document), Some(form), None).push(out)
}

/// Appends the record of bytes that are no message.
pub fn malformed(out: &mut Vec<u8>, piece: &Piece<'_>, error: &Error) -> Result<(), Stop> {
    let at = piece.place.after(&piece.bytes[..error.offset().min(piece.bytes.len())]);
    let kind = error.kind();
    let (line, column, offset) = (at.line, at.column, at.offset);
    let fault = Fault { kind: kind.id(), line, column, offset, message: kind.describe().into() };
    Record::<Value>::new(piece, None, None, Some(fault)).push(out)
}

/// Returns what a code or a time means; `None` if the text says it.
pub fn meaning(holds: Holds, text: &str, label: Option<&'static str>) -> Option<String> {
    match holds {
        Holds::Time => Some(format!("{}Z", clock::of_millis(text.parse().ok()?)?)),
        _ => label.filter(|label| *label != text).map(Into::into),
    }
}

/// Adds a key with the meaning beside each key of a code or a time.
fn label(element: &dyn Element<'_>, form: &mut Value) {
    let Value::Object(keys) = form else { return };
    for (index, row) in element.schema().rows.iter().enumerate() {
        let (field, name) = (element.field(index), if row.kind == RowKind::Text { "value" } else { row.name });
        if row.kind == RowKind::Moved || field.count() == 0 {
            continue;
        }
        for item in 0..field.count() {
            if let Some(inner) = field.element(item) {
                let inner_form = keys.get_mut(name);
                let inner_form = inner_form.and_then(|form| if row.many { form.get_mut(item) } else { Some(form) });
                if let Some(form) = inner_form {
                    label(inner, form);
                }
            } else if let Some(text) = field.text(item).filter(|_| !row.many)
                && let Some(meaning) = meaning(row.holds, &text, field.label(item))
            {
                keys.insert(format!("{name}Label"), meaning.into());
            }
        }
    }
}
