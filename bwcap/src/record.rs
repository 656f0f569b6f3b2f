//! Records: the JSON object of a message, or of bytes that are none, as `docs/records.md` states it.

use broadworks_cap::schema::{Element, Holds, RowKind};
use broadworks_cap::validate::Direction;
use broadworks_cap::validate::session;
use broadworks_cap::{Document, Error, Message};
use serde::Serialize;
use serde_json::Value;

use crate::Stop;
use crate::clock;
use crate::json::Json;
use crate::stream::Piece;

/// A record that is being written: an object with always the same keys.
///
/// The keys and what stands between them are written as they are, for all of it is known.
struct Record<'o>(&'o mut Vec<u8>);

impl Record<'_> {
    /// Writes a key, with what stands before it.
    fn key(&mut self, key: &'static str) {
        self.0.extend_from_slice(key.as_bytes());
    }

    fn number(&mut self, key: &'static str, number: u64) -> Result<(), serde_json::Error> {
        self.value(key, &number)
    }

    fn text(&mut self, key: &'static str, text: Option<&str>) -> Result<(), serde_json::Error> {
        self.value(key, &text)
    }

    fn value(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Result<(), serde_json::Error> {
        self.key(key);
        value.serialize(Json(self.0))
    }
}

/// What a message says of itself: the name of its command, and its direction, if it tells it.
type Told<'m> = (Option<&'m str>, Option<Direction>);

/// Appends a record with the form of a document, or an error.
fn write(
    out: &mut Vec<u8>,
    piece: &Piece<'_>,
    (command, direction): Told<'_>,
    form: &impl Serialize,
    error: Option<&Error>,
) -> Result<(), Stop> {
    let Piece { bytes, place, number, origin } = *piece;
    let told = origin.direction.map(|direction| (direction, "stream"));
    let direction = told.or_else(|| direction.map(|direction| (direction, "command")));
    let mut write = || {
        let mut record = Record(out);
        record.number("{\"number\":", number)?;
        record.text(",\"file\":", Some(&origin.file.0))?;
        record.number(",\"line\":", place.line)?;
        record.number(",\"column\":", place.column)?;
        record.number(",\"offset\":", place.offset)?;
        record.number(",\"length\":", bytes.len() as u64)?;
        record.text(",\"time\":", origin.time.map(|time| time.to_string()).as_deref())?;
        record.text(",\"direction\":", direction.map(|(direction, _)| direction.id()))?;
        record.text(",\"directionFrom\":", direction.map(|(_, from)| from))?;
        record.text(",\"connection\":", origin.connection.as_deref())?;
        record.text(",\"text\":", origin.text.as_deref())?;
        record.text(",\"command\":", command)?;
        record.value(",\"document\":", form)?;
        record.value(",\"error\":", &error.map(|error| Fault::new(piece, error)))?;
        record.key("}\n");
        Ok(())
    };
    write().map_err(refused)
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

impl Fault {
    fn new(piece: &Piece<'_>, error: &Error) -> Self {
        let at = piece.place.after(&piece.bytes[..error.offset().min(piece.bytes.len())]);
        let kind = error.kind();
        let (line, column, offset) = (at.line, at.column, at.offset);
        Self { kind: kind.id(), line, column, offset, message: kind.describe().into() }
    }
}

fn refused(error: serde_json::Error) -> Stop {
    Stop::Failed(error.to_string())
}

/// Appends a value on a line of its own.
pub fn push(out: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Stop> {
    value.serialize(Json(out)).map_err(refused)?;
    out.push(b'\n');
    Ok(())
}

/// Appends the record of a message. Its struct is filled only if that is needed.
pub fn message(out: &mut Vec<u8>, piece: &Piece<'_>, message: &Message<'_, '_>) -> Result<(), Stop> {
    let Some(command) = message.command_type() else { return document(out, piece, &message.to_document()) };
    let direction = match command.directions() {
        [direction] => Some(*direction),
        // The fields tell it.
        _ => session::direction(&message.to_document()),
    };
    write(out, piece, (Some(command.as_str()), direction), message, None)
}

/// Appends the record of a decoded message.
pub fn document(out: &mut Vec<u8>, piece: &Piece<'_>, document: &Document<'_>) -> Result<(), Stop> {
    write(out, piece, told(document), document, None)
}

fn told<'m>(document: &'m Document<'_>) -> Told<'m> {
    (document.command.name(), session::direction(document))
}

/// Appends the record of a decoded message, and what its codes and times mean.
pub fn labelled(out: &mut Vec<u8>, piece: &Piece<'_>, document: &Document<'_>) -> Result<(), Stop> {
    let mut form = serde_json::to_value(document).map_err(refused)?;
    if let (Some(data), Some(form)) = (document.command.data(), form.get_mut("commandData")) {
        label(data, form);
    }
    write(out, piece, told(document), &form, None)
}

/// Appends the record of bytes that are no message.
pub fn malformed(out: &mut Vec<u8>, piece: &Piece<'_>, error: &Error) -> Result<(), Stop> {
    write(out, piece, (None, None), &(), Some(error))
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
