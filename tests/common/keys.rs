//! The keys of the JSON form, and what they mean, from the tables.

use broadworks_cap::schema::{Holds, Row, RowKind, Schema};

/// The key of a row; `None` if it has none of its own.
fn key(row: &Row) -> Option<&'static str> {
    match row.kind {
        RowKind::Moved => None,
        RowKind::Text => Some("value"),
        _ => Some(row.name),
    }
}

/// The rows of an element that have a key, with it.
pub fn rows(schema: &'static Schema) -> impl Iterator<Item = (&'static str, &'static Row)> {
    schema.rows.iter().filter_map(|row| Some((key(row)?, row)))
}

/// What a string holds, in words.
fn form(row: &Row) -> Option<&'static str> {
    Some(match row.holds {
        Holds::Number => "A whole number.",
        Holds::Time => "A time: milliseconds since 1970.",
        Holds::Duration => "A duration in milliseconds.",
        Holds::Flag => "Empty: that it is there is the message.",
        Holds::Secret => "Secret.",
        _ => return None,
    })
}

/// What a row means, what it holds, and the names of codes.
pub fn description(row: &Row) -> String {
    let coded = row.words().iter().filter(|word| word.name != word.wire && !word.wire.is_empty());
    let codes: Vec<_> = coded.map(|word| format!("{} {}", word.wire, word.name)).collect();
    let codes = if codes.is_empty() { codes.join("") } else { format!("Codes: {}.", codes.join(", ")) };
    let parts = [row.meaning, form(row).unwrap_or_default(), &codes];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
