//! Test that the tables contain exactly the documented fields.

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::Command;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{RowKind, Schema};

/// One line per field: command, format, path (`@` before an attribute), one or many.
const FIELDS: &str = include_str!("inventory.tsv");

/// Collects the path of every field of an element, with `true` if it is repeatable.
fn places(schema: &Schema, path: &str, into: &mut BTreeMap<String, bool>) {
    for row in schema.rows {
        let place = match row.kind {
            RowKind::Attribute => format!("{path}@{}", row.name),
            RowKind::Child => format!("{path}/{}", row.name),
            _ => continue,
        };
        if let Some(inner) = row.inner {
            places(inner, &place, into);
        }
        into.insert(place, row.many);
    }
}

#[test]
fn the_tables_hold_exactly_the_documented_fields() {
    let mut documented: BTreeMap<&str, BTreeMap<String, bool>> = BTreeMap::new();
    for line in FIELDS.lines().skip(1) {
        let [command, _format, place, count] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        documented.entry(command).or_default().insert(place.to_owned(), count == "many");
    }
    let names: BTreeSet<&str> = CommandType::ALL.iter().map(|command| command.as_str()).collect();
    assert_eq!(names, documented.keys().copied().collect());
    for command in CommandType::ALL {
        assert_eq!(Command::empty(*command).command_type(), Some(*command));
        let mut found = BTreeMap::new();
        places(Command::schema(*command), "commandData", &mut found);
        assert_eq!(found, documented[command.as_str()], "{}", command.as_str());
    }
}

/// Returns the depth of the deepest element, including this one.
fn depth(schema: &Schema) -> usize {
    1 + schema.rows.iter().map(|row| row.inner.map_or(1, depth)).max().unwrap_or_default()
}

/// The fast path does not check limits that the expected tags cannot exceed; smaller limits are
/// left to the general path.
#[test]
fn the_tables_are_shallow_and_their_names_short() {
    fn check(schema: &Schema) {
        assert!(schema.rows.iter().filter(|row| row.kind == RowKind::Attribute).count() <= 8, "{}", schema.name);
        assert!(schema.rows.iter().all(|row| row.name.len() <= 40), "{}", schema.name);
        schema.rows.iter().filter_map(|row| row.inner).for_each(check);
    }
    for command in CommandType::ALL {
        let data = Command::schema(*command);
        check(data);
        assert!(2 + depth(data) <= 8, "{}", command.as_str());
    }
}
