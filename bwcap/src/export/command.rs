//! The table of one command: a column for each field that the tables of the codec declare.
//!
//! The name of a column is the path of its field in small letters, `user_call_remote_number` for `user/call/remoteNumber`.
//! What can be there several times has a row for each; `item` counts them from 0, and all other fields are in each row.

use broadworks_cap::Command;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Element, Field, Holds, Row, RowKind, Schema};

use super::columns::{Cell, Type};

/// A field that has no fields of its own.
pub struct Leaf {
    /// The name of its column.
    pub name: String,
    pub sort: Type,
    /// Its place: the index of a row in `commandData`, in the element that is in that row, and so on.
    rows: Vec<usize>,
}

/// Returns the columns of a command, in the order of its tables.
pub fn leaves(command: CommandType) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(Command::schema(command), "", &[], &mut found);
    found
}

fn collect(schema: &'static Schema, above: &str, rows: &[usize], found: &mut Vec<Leaf>) {
    for (index, row) in schema.rows.iter().enumerate() {
        let name = match row.kind {
            RowKind::Text => format!("{above}text"),
            _ => format!("{above}{}", snake(row.name)),
        };
        let rows: Vec<usize> = rows.iter().copied().chain([index]).collect();
        if let Some(inner) = row.inner {
            collect(inner, &format!("{name}_"), &rows, found);
        } else if row.kind != RowKind::Moved && !row.is_secret() {
            let (sort, unit) = sort(row);
            found.push(Leaf { name: format!("{name}{unit}"), sort, rows });
        }
    }
}

/// Returns the type of a column, and the end of its name if the type does not tell the unit.
fn sort(row: &Row) -> (Type, &'static str) {
    match row.holds {
        Holds::Number => (Type::Number, ""),
        Holds::Duration => (Type::Number, "_ms"),
        Holds::Time => (Type::Time, ""),
        Holds::Flag => (Type::Flag, ""),
        Holds::Word(words) if words.len() == 2 && words[0].wire == "True" => (Type::Flag, ""),
        _ => (Type::Text, ""),
    }
}

/// Writes a name of the wire in small letters: `remote_number`, `dnis_name`, `has_vm_messages`.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let is_first = at > 0
            && letter.is_uppercase()
            && (letters[at - 1].is_lowercase() || letters.get(at + 1).is_some_and(|next| next.is_lowercase()));
        if is_first {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// Returns the number of rows of a message: that of the items of its longest list, and one if it has none.
pub fn count(data: &dyn Element<'_>) -> usize {
    let rows = data.schema().rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved);
    let of_row = |(index, _): (usize, &Row)| {
        let field = data.field(index);
        let inside = (0..field.count()).filter_map(|item| field.element(item)).map(count).max();
        field.count().max(inside.unwrap_or(1))
    };
    rows.map(of_row).max().unwrap_or(1).max(1)
}

/// Returns the value of a field in row `item` of a message.
pub fn cell(data: &dyn Element<'_>, leaf: &Leaf, item: usize) -> Cell {
    let Some((last, above)) = leaf.rows.split_last() else { return Cell::Missing };
    let mut element = data;
    for row in above {
        let field = element.field(*row);
        let Some(inner) = field.element(at(field, item)) else { return Cell::Missing };
        element = inner;
    }
    let field = element.field(*last);
    let index = at(field, item);
    if matches!(field.row().holds, Holds::Flag) {
        return Cell::Flag(field.count() > 0);
    }
    let Some(text) = field.text(index) else { return Cell::Missing };
    match leaf.sort {
        Type::Number => text.trim().parse().map_or(Cell::Missing, Cell::Number),
        Type::Time => text.trim().parse().map_or(Cell::Missing, Cell::Time),
        Type::Flag => match &*text {
            "True" => Cell::Flag(true),
            "False" => Cell::Flag(false),
            _ => Cell::Missing,
        },
        Type::Text => Cell::Text(field.label(index).map_or_else(|| text.to_string(), str::to_owned)),
    }
}

/// Returns which item of a field stands in row `item`: of a list that one, otherwise the only one.
fn at(field: Field<'_, '_>, item: usize) -> usize {
    if field.row().many { item } else { 0 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        for command in CommandType::ALL {
            let leaves = leaves(*command);
            let names: BTreeSet<_> = leaves.iter().map(|leaf| &leaf.name).collect();
            assert_eq!(names.len(), leaves.len(), "{}", command.as_str());
            assert!(!leaves.iter().any(|leaf| leaf.name.contains("password")), "{}", command.as_str());
        }
    }

    /// No list is in another, so one number tells which item a row is about.
    #[test]
    fn no_list_is_in_a_list() {
        fn check(schema: &Schema, in_list: bool) {
            for row in schema.rows.iter().filter(|row| row.kind != RowKind::Moved) {
                assert!(!(in_list && row.many), "{}", row.name);
                if let Some(inner) = row.inner {
                    check(inner, in_list || row.many);
                }
            }
        }
        CommandType::ALL.iter().for_each(|command| check(Command::schema(*command), false));
    }
}
