//! Tests of access to fields by index, for every field of every command: a field that is set is
//! present, and a field that is reset is absent.

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Element, Row, RowKind, Slot};
use broadworks_cap::{Command, Document, Text};

/// Returns the texts of all items.
fn texts(field: &dyn Slot<'_>) -> Vec<Option<String>> {
    (0..field.count()).map(|item| field.text(item).map(|text| text.to_string())).collect()
}

fn leaf(row: &Row, field: &mut dyn Slot<'_>, name: &str) {
    // A word of the value set if there is one, else a number, which is also a valid text.
    let words = row.words();
    let values = [words.first().unwrap_or(&"17"), words.last().unwrap_or(&"-1")];
    field.reset();
    let none = texts(field);
    assert!(row.many || field.count() <= 1, "{name}");
    for value in values {
        field.set(Text::from(*value));
    }
    let expected = if row.many { &values[..] } else { &values[1..] };
    let expected: Vec<_> = expected.iter().map(|value| Some(value.to_string())).collect();
    assert_eq!(texts(field), expected, "{name}");
    assert!(field.element(0).is_none(), "{name}: a leaf is no element");
    let past = field.count();
    assert!(!row.many || (field.text(past).is_none() && field.label(past).is_none()), "{name}");
    field.reset();
    assert_eq!(texts(field), none, "{name}: reset");
}

fn every_row<'a>(node: &mut dyn Element<'a>, path: &str, seen: &mut usize) {
    for (index, row) in node.schema().rows.iter().enumerate() {
        let name = format!("{path}/{}", row.name);
        *seen += 1;
        if row.inner.is_none() {
            if row.kind != RowKind::Moved {
                assert!(node.slot_mut(index).open().is_none(), "{name}: a leaf is not opened");
                leaf(row, node.slot_mut(index), &name);
            }
            continue;
        }
        let field = node.slot_mut(index);
        every_row(field.open().expect("an element"), &name, seen);
        let count = field.count();
        assert_eq!(count, 1, "{name}");
        assert!(field.element(0).is_some() && field.text(0).is_none() && field.label(0).is_none(), "{name}");
        field.open().expect("an element").unknown_mut().push_text(Text::from("stray"));
        assert_eq!(field.count(), if row.many { 2 } else { 1 }, "{name}");
        let last = field.element(field.count() - 1).expect("the last one");
        assert!(!last.unknown().is_empty(), "{name}: the last one is open");
        field.reset();
        assert!(field.element(0).is_none_or(|node| node.unknown().is_empty()), "{name}: reset");
    }
}

/// Collects the paths to all leaves: the index of each element on the path, and of the leaf.
fn ways(node: &mut dyn Element<'_>, way: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    for (index, row) in node.schema().rows.iter().enumerate() {
        way.push(index);
        if row.inner.is_some() {
            ways(node.slot_mut(index).open().expect("an element"), way, found);
        } else if row.kind != RowKind::Moved {
            found.push(way.clone());
        }
        way.pop();
    }
}

/// Returns the leaf at the end of a path, and its row.
fn at<'n, 'a>(node: &'n mut dyn Element<'a>, way: &[usize]) -> (&'static Row, &'n mut dyn Slot<'a>) {
    match way {
        [row] => (&node.schema().rows[*row], node.slot_mut(*row)),
        [row, way @ ..] => at(node.slot_mut(*row).open().expect("an element"), way),
        [] => panic!("no way is empty"),
    }
}

#[test]
fn what_is_set_is_there_and_what_is_reset_is_gone() {
    let mut seen = 0;
    for command in CommandType::ALL {
        let mut data = Command::empty(*command);
        every_row(data.data_mut(), command.as_str(), &mut seen);
        assert_eq!(data.command_type(), Some(*command));
    }
    assert!(seen > 250, "{seen} rows");
}

/// Every word of the value sets, and some other values, are written completely.
#[test]
fn every_word_is_written_in_full() {
    let mut seen = 0;
    for command in CommandType::ALL {
        let mut found = Vec::new();
        ways(Command::empty(*command).data_mut(), &mut Vec::new(), &mut found);
        for way in found {
            for word in
                at(Command::empty(*command).data_mut(), &way).0.words().iter().chain(&["", "17", "-1", "x", "<&>"])
            {
                let mut data = Command::empty(*command);
                let (row, field) = at(data.data_mut(), &way);
                field.set(Text::from(*word));
                let (name, text) = (row.name, word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
                let expected = match row.kind {
                    RowKind::Attribute => format!(" {name}=\"{text}\""),
                    RowKind::Text => text,
                    _ if text.is_empty() => format!("<{name}/>"),
                    _ => format!("<{name}>{text}</{name}>"),
                };
                let mut out = Vec::new();
                Document::new(data).encode(&mut out).expect("it encodes");
                let out = String::from_utf8(out).expect("UTF-8");
                assert!(out.contains(&expected), "{expected} in {out}");
                seen += 1;
            }
        }
    }
    assert!(seen > 1500, "{seen} values");
}
