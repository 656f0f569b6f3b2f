//! The tables hold every documented field, and every value set every documented word.

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::Command;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{RowKind, Shape};

/// One line per field: command, format, place (`@` before an attribute), one or many.
const FIELDS: &str = include_str!("inventory.tsv");

/// Every place of an element, and whether many values fit.
fn places(shape: &Shape, path: &str, into: &mut BTreeMap<String, bool>) {
    for row in shape.rows {
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
    let lines: Vec<&str> = FIELDS.lines().skip(1).collect();
    assert_eq!(lines.len(), 395);
    let mut formats = BTreeSet::new();
    for line in lines {
        let [command, format, place, count] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        formats.insert((command, format));
        documented.entry(command).or_default().insert(place.to_owned(), count == "many");
    }
    assert_eq!(formats.len(), 32);
    assert_eq!(documented.len(), 24);
    assert_eq!(CommandType::ALL.len(), 24);
    for command in CommandType::ALL {
        assert_eq!(Command::empty(*command).command_type(), Some(*command));
        let mut found = BTreeMap::new();
        places(Command::shape(*command), "commandData", &mut found);
        assert_eq!(found, documented[command.as_str()], "{}", command.as_str());
    }
}
