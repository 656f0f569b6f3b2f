//! The tables hold every documented field, and every value set every documented word.

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Node, RowKind};
use broadworks_cap::{Command, Document};

/// One line per field: command, format, place (`@` before an attribute), one or many.
const FIELDS: &str = include_str!("inventory.tsv");

fn rows<'a>(node: &dyn Node<'a>, path: &str, into: &mut BTreeMap<String, bool>) {
    for (index, row) in node.shape().rows.iter().enumerate() {
        let place = match row.kind {
            RowKind::Attribute => format!("{path}@{}", row.name),
            RowKind::Child => format!("{path}/{}", row.name),
            _ => continue,
        };
        into.insert(place, node.field(index).is_many());
    }
}

/// Every place of a command, found by opening one element after the other.
fn places(command_type: CommandType) -> BTreeMap<String, bool> {
    fn walk(xml: &str, path: &str, name: &str, into: &mut BTreeMap<String, bool>) {
        let document = Document::decode(xml.as_bytes()).expect("well-formed");
        let mut at: &dyn Node<'_> = document.command.data().expect("data");
        let mut children = Vec::new();
        for step in path.split('/').skip(1) {
            let row = at.shape().rows.iter().position(|r| r.name == step && r.kind == RowKind::Child).expect("a child");
            match at.field(row).node(0) {
                Some(inner) => at = inner,
                None => return,
            }
        }
        rows(at, path, into);
        for (index, row) in at.shape().rows.iter().enumerate() {
            if row.kind == RowKind::Child && at.field(index).is_node() {
                children.push(row.name);
            }
        }
        for child in children {
            let inner = format!("{path}/{child}");
            let open: String = inner.split('/').map(|n| format!("<{n}>")).collect();
            let close: String = inner.split('/').rev().map(|n| format!("</{n}>")).collect();
            let xml = format!(
                r#"<BroadsoftDocument><command commandType="{name}">{open}{close}</command></BroadsoftDocument>"#
            );
            walk(&xml, &inner, name, into);
        }
    }
    let name = command_type.as_str();
    let mut into = BTreeMap::new();
    let xml =
        format!(r#"<BroadsoftDocument><command commandType="{name}"><commandData/></command></BroadsoftDocument>"#);
    walk(&xml, "commandData", name, &mut into);
    into
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
        assert_eq!(places(*command), documented[command.as_str()], "{}", command.as_str());
    }
}
