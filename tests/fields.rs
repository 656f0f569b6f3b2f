//! Tests of access to fields by index and by path, for every field of every command: a field that is set is there,
//! and a field that is removed is gone.

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Element, Field, Row, RowKind, Schema};
use broadworks_cap::{Command, Document};

/// Returns the texts of all items.
fn texts(field: Field<'_, '_>) -> Vec<Option<String>> {
    (0..field.count()).map(|item| field.text(item).map(|text| text.to_string())).collect()
}

/// The way to a row: the index of the row of each element on it, and of the row itself.
type Way = Vec<usize>;

/// Returns the ways to all rows of an element that are read into fields of its own, each after the one of its element.
fn ways(schema: &'static Schema) -> Vec<Way> {
    let mut found = Vec::new();
    for (index, row) in schema.rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved) {
        found.push(vec![index]);
        let inside = row.inner.map(ways).unwrap_or_default();
        found.extend(inside.into_iter().map(|way| [vec![index], way].concat()));
    }
    found
}

/// Returns the row at the end of a way.
fn row(schema: &'static Schema, way: &[usize]) -> &'static Row {
    match way {
        [last] => &schema.rows[*last],
        [row, way @ ..] => self::row(schema.rows[*row].inner.expect("an element"), way),
        [] => panic!("no way is empty"),
    }
}

/// Returns the field at the end of a way through the first items.
fn field<'e, 'a>(element: &'e dyn Element<'a>, way: &[usize]) -> Field<'e, 'a> {
    match way {
        [row] => element.field(*row),
        [row, way @ ..] => field(element.field(*row).element(0).expect("it was added"), way),
        [] => panic!("no way is empty"),
    }
}

/// Returns the path of a way. The text of an element has the path of the element.
fn path(schema: &'static Schema, way: &[usize]) -> String {
    let names = (1..=way.len()).map(|length| row(schema, &way[..length]));
    names.filter(|row| row.kind != RowKind::Text).map(|row| row.name).collect::<Vec<_>>().join("/")
}

#[test]
fn what_is_set_is_there_and_what_is_removed_is_gone() {
    let (mut leaves, mut lists) = (0, 0);
    for command in CommandType::ALL {
        let schema = Command::empty(*command).data().expect("a known command").schema();
        for way in ways(schema) {
            let (declared, path) = (row(schema, &way), path(schema, &way));
            let name = format!("{command:?}: {path}");
            let mut command = Command::empty(*command);
            let data = command.data_mut();
            let Some(inner) = declared.inner else {
                // A word of the value set if there is one, else a number, which is also a valid text.
                let words: Vec<_> = declared.words().iter().map(|word| word.wire).collect();
                let (first, last) = (*words.first().unwrap_or(&"17"), *words.last().unwrap_or(&"-1"));
                data.set(&path, first).expect(&name);
                assert_eq!(data.get(&path).expect(&name), first);
                data.set(&path, last).expect(&name);
                assert_eq!(texts(field(data, &way)), [Some(last.to_string())], "{name}: it was replaced");
                assert!(field(data, &way).element(0).is_none(), "{name}: a leaf is no element");
                let own = declared.kind == RowKind::Text;
                if !own {
                    let next = data.set(&format!("{path}[1]"), first);
                    assert_eq!(next.is_ok(), declared.many, "{name}: a list goes on");
                }
                if declared.many {
                    let both = [Some(last.to_string()), Some(first.to_string())];
                    assert_eq!(texts(field(data, &way)), both, "{name}");
                    assert!(field(data, &way).text(2).is_none() && field(data, &way).label(2).is_none(), "{name}");
                    data.remove(&path).expect(&name);
                    assert_eq!(texts(field(data, &way)), both[1..], "{name}: the next one moves up");
                    lists += 1;
                }
                data.remove(&path).expect(&name);
                assert!(data.get(&path).is_none_or(|text| own && text.is_empty()), "{name}: it is gone");
                leaves += 1;
                continue;
            };
            // An element is there once anything in it is.
            let Some(inside) = inner.rows.iter().find(|row| row.inner.is_none() && row.kind != RowKind::Moved) else {
                continue;
            };
            let leaf = if inside.kind == RowKind::Text { path.clone() } else { format!("{path}/{}", inside.name) };
            data.set(&leaf, "17").expect(&name);
            let there = field(data, &way);
            assert_eq!(there.count(), 1, "{name}");
            assert!(there.element(0).is_some() && there.text(0).is_none() && there.label(0).is_none(), "{name}");
            data.remove(&path).expect(&name);
            let left = field(data, &way).element(0);
            assert!(left.is_none_or(|element| element.field(0).count() == 0), "{name}: it is gone, or empty");
            assert_eq!(left.is_none(), data.remove(&path).is_err(), "{name}: what is not there cannot be removed");
        }
    }
    assert!(leaves > 240 && lists > 1, "{leaves} leaves, {lists} lists");
}

/// Every word of the value sets, and some other values, are written completely.
#[test]
fn every_word_is_written_in_full() {
    let mut seen = 0;
    for command in CommandType::ALL {
        let schema = Command::empty(*command).data().expect("a known command").schema();
        for way in ways(schema) {
            let (row, path) = (row(schema, &way), path(schema, &way));
            if row.inner.is_some() {
                continue;
            }
            for word in row.words().iter().map(|word| word.wire).chain(["", "17", "-1", "x", "<&>"]) {
                let mut data = Command::empty(*command);
                data.data_mut().set(&path, word).expect("it is a leaf");
                let (name, text) = (row.name, word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
                let expected = match row.kind {
                    RowKind::Attribute => format!(" {name}=\"{text}\""),
                    RowKind::Text => text,
                    _ if text.is_empty() => format!("<{name}/>"),
                    _ => format!("<{name}>{text}</{name}>"),
                };
                let out = Document::new(data).to_vec().expect("it encodes");
                let out = String::from_utf8(out).expect("UTF-8");
                assert!(out.contains(&expected), "{expected} in {out}");
                seen += 1;
            }
        }
    }
    assert!(seen > 1500, "{seen} values");
}
