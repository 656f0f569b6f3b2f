//! Attacks with values, in every field of every command: extreme numbers, hostile text, and far too
//! many items.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Element, Field, Holds, Row, RowKind, Schema, Value};
use broadworks_cap::xml::write;
use broadworks_cap::{Command, Decoder, Document, Encoder, Limits, Protocol, Text};

use crate::allocations::counted;

/// A field of a command, with the path to it.
struct Place {
    command: CommandType,
    rows: Vec<usize>,
}

fn places(command: CommandType, schema: &'static Schema, above: &[usize], all: &mut Vec<Place>) {
    for (index, row) in schema.rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved) {
        let rows = [above, &[index]].concat();
        if let Some(inner) = row.inner {
            places(command, inner, &rows, all);
        }
        all.push(Place { command, rows });
    }
}

impl Place {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for command in CommandType::ALL {
            places(*command, Command::schema(*command), &[], &mut all);
        }
        all
    }

    fn leaves() -> Vec<Self> {
        Self::all().into_iter().filter(|place| place.row().inner.is_none()).collect()
    }

    /// Returns the rows from `commandData` on.
    fn path(&self) -> Vec<&'static Row> {
        let mut schema = Command::schema(self.command);
        self.rows
            .iter()
            .map(|index| {
                let row = &schema.rows[*index];
                schema = row.inner.unwrap_or(schema);
                row
            })
            .collect()
    }

    fn row(&self) -> &'static Row {
        self.path().pop().expect("a path has rows")
    }

    /// Returns a document with `times` items at this place, each with the raw XML as its content.
    fn document(&self, raw: &str, times: usize) -> String {
        let mut path = self.path();
        let leaf = path.pop().expect("a path has rows");
        let name = leaf.name;
        let (mut attribute, mut inside) = match leaf.kind {
            RowKind::Attribute => (format!(" {name}=\"{raw}\""), String::new()),
            RowKind::Text => (String::new(), raw.to_string()),
            _ => (String::new(), format!("<{name}>{raw}</{name}>").repeat(times)),
        };
        for row in path.into_iter().rev() {
            inside = format!("<{0}{attribute}>{inside}</{0}>", row.name);
            attribute.clear();
        }
        format!(
            "<BroadsoftDocument><command commandType=\"{}\"><commandData{attribute}>{inside}</commandData></command>\
             </BroadsoftDocument>",
            self.command.as_str()
        )
    }

    fn look<T>(&self, document: &Document<'_>, see: impl FnOnce(Field<'_, '_>) -> T) -> T {
        let (last, above) = self.rows.split_last().expect("a path has rows");
        let mut node: &dyn Element<'_> = document.command.data().expect("a known command");
        for index in above {
            node = node.field(*index).element(0).expect("it was written");
        }
        see(node.field(*last))
    }

    fn text(&self, document: &Document<'_>) -> String {
        self.look(document, |field| field.text(0).expect("a leaf").to_string())
    }
}

fn escaped(text: &str) -> String {
    let mut out = Vec::new();
    write::attribute(&mut out, "a", &Text::from(text)).expect("characters of XML");
    String::from_utf8(out[4..out.len() - 1].to_vec()).expect("UTF-8")
}

/// Checks that a text at this place survives decoding, encoding for both protocols, and decoding.
fn survives(place: &Place, text: &str) {
    let document = place.document(&escaped(text), 1);
    let decoded = Document::decode(document.as_bytes()).expect("well-formed");
    assert_eq!(place.text(&decoded), text, "{document}");
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let once = Encoder::new(protocol).to_vec(&decoded).expect("it encodes");
        let again = Document::decode(&once).expect("what was encoded decodes");
        assert_eq!(place.text(&again), text, "{document}");
        assert_eq!(again.clone().into_owned(), decoded.clone().into_owned(), "{document}");
        assert_eq!(once.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count(), 1, "one line");
    }
}

const EDGES: &[&str] = &[
    "0",
    "-0",
    "00",
    "007",
    "+1",
    "-1",
    "1.0",
    "1e5",
    "0x10",
    "-",
    "--1",
    " 1",
    "1 ",
    "1\n",
    "１",
    "2147483648",
    "-2147483649",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "999999999999999999999999999999",
];

#[test]
fn numbers_at_their_edges_in_every_field() {
    let numeric = |place: &&Place| {
        let row = place.path().pop().expect("a path has rows");
        matches!(row.holds, Holds::Number | Holds::Time | Holds::Duration)
    };
    let places = Place::leaves();
    assert!(places.iter().filter(numeric).count() >= 15, "{}", places.iter().filter(numeric).count());
    for place in &places {
        EDGES.iter().for_each(|edge| survives(place, edge));
    }
}

#[test]
fn a_number_is_known_only_in_its_one_spelling() {
    for edge in EDGES {
        let value = Value::<i64>::from_text(Text::from(*edge));
        let known = edge.parse::<i64>().ok().filter(|number| number.to_string() == *edge);
        assert_eq!(value.known(), known, "{edge}");
        assert_eq!(value.to_text(), *edge);
    }
}

const HOSTILE: &[&str] = &[
    "]]>",
    "<![CDATA[x]]>",
    "\"'\"'",
    "&amp;lt;&",
    "</user></commandData></command></BroadsoftDocument>\n<BroadsoftDocument/>",
    "<!-- -->",
    "<?xml version=\"1.0\"?>",
    "<!DOCTYPE x>",
    "a\r\nb\rc\nd\te",
    "\r",
    "\n",
    "\u{7f}\u{85}\u{2028}\u{200f}\u{feff}",
    "\u{fffd}\u{10ffff}\u{d7ff}\u{e000}",
    " leading and trailing ",
    "%s%n{}{0}$(x)`x`;--",
];

#[test]
fn hostile_text_in_every_field() {
    for place in Place::leaves() {
        HOSTILE.iter().for_each(|text| survives(&place, text));
    }
}

#[cfg(feature = "serde")]
#[test]
fn what_xml_cannot_carry_is_refused_in_every_field() {
    use broadworks_cap::Kind;
    for place in Place::leaves() {
        for bad in ["\0", "\u{1}", "\u{b}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
            let mut value = serde_json::to_string(&format!("a{bad}b")).expect("a string");
            for row in place.path().into_iter().rev() {
                let key = if row.kind == RowKind::Text { "value" } else { row.name };
                let item = if row.many { format!("[{value}]") } else { value };
                value = format!("{{\"{key}\":{item}}}");
            }
            let command = place.command.as_str();
            let json = format!("{{\"commandType\":\"{command}\",\"commandData\":{value}}}");
            let document: Document<'static> = serde_json::from_str(&json).expect("JSON carries it");
            let mut out = Vec::new();
            let error = document.encode(&mut out).expect_err("XML does not");
            assert_eq!((error.kind(), error.offset()), (Kind::UnwritableCharacter, out.len()));
            assert!(out.ends_with(b"a"), "it is refused at the character: {}", out.escape_ascii());
        }
    }
}

/// Runs the work with a timeout: if linear, it takes a second; if quadratic, a quarter of an hour.
fn in_bounds(work: impl FnOnce() + Send + 'static) {
    let (done, wait) = mpsc::channel();
    let thread = thread::spawn(move || {
        work();
        let _ = done.send(());
    });
    if wait.recv_timeout(Duration::from_secs(600)) == Err(mpsc::RecvTimeoutError::Timeout) {
        panic!("this work is not linear");
    }
    thread.join().expect("the work went well");
}

const MANY: usize = 100_000;

#[test]
fn a_hundred_thousand_items_in_every_list() {
    let lists: Vec<Place> = Place::all().into_iter().filter(|place| place.row().many).collect();
    assert!(lists.len() >= 10);
    let limits = Limits::default().document(usize::MAX).items(usize::MAX);
    let mut wide = Decoder::new().limits(limits);
    for place in lists {
        let document = place.document("", MANY);
        let (decoded, allocations) = counted(|| wide.decode(document.as_bytes()).expect("well-formed"));
        assert_eq!(place.look(&decoded, |field| field.count()), MANY, "{}", place.row().name);
        // The capacity of the list doubles when it is full; nothing else is allocated.
        assert!(allocations.calls < 40, "{allocations:?}");
        let once = Encoder::default().limits(limits).to_vec(&decoded).expect("it encodes");
        assert_eq!(wide.decode(&once).map(Document::into_owned), Ok(decoded.into_owned()));
    }
}

fn users(inside: &str) -> String {
    format!(
        "<BroadsoftDocument><command commandType=\"monitoringUsersRequest\"><commandData><user>{inside}</user>\
         </commandData></command></BroadsoftDocument>"
    )
}

#[test]
fn a_field_repeated_between_many_items_with_attributes() {
    in_bounds(|| {
        // No repeat has attributes of its own that would have to be found among those of the items.
        let document = users(&"<monUser x=''/><applicationId/>".repeat(3 * MANY));
        let mut wide = Decoder::new().limits(Limits::default().document(usize::MAX).items(usize::MAX));
        let decoded = wide.decode(document.as_bytes()).expect("well-formed");
        let Command::MonitoringUsersRequest(request) = &decoded.command else { panic!("it is one") };
        assert_eq!(request.user.mon_users.len(), 3 * MANY);
        assert_eq!(request.user.unknown.content().count(), 3 * MANY - 1);
    });
}

#[test]
fn a_field_that_is_repeated_over_and_over() {
    let limits = Limits::default().document(usize::MAX).items(usize::MAX);
    let mut wide = Decoder::new().limits(limits);
    // Equal values of a single field are kept once; all others are kept.
    for unit in [
        "<monUser x=''/><applicationId/>",
        "<monUser x=''/><applicationId x=''/>",
        "<monitoring/>",
        "<future/>text",
        "text<applicationId/>",
        "<id>1</id><id>2</id>",
    ] {
        let document = users(&unit.repeat(MANY / 10));
        let decoded = wide.decode(document.as_bytes()).expect("well-formed");
        let once = Encoder::default().limits(limits).to_vec(&decoded).expect("it encodes");
        let kept = if unit.starts_with("<id>") { document.len() / 2 } else { document.len() };
        assert!(once.len() >= kept, "{unit}: nothing is lost, {} of {}", once.len(), document.len());
        let again = wide.decode(&once).expect("what was encoded decodes").into_owned();
        assert!(again == decoded.into_owned(), "{unit}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn json_with_a_hundred_thousand_pieces_nobody_knows() {
    in_bounds(|| {
        let pieces = vec![r#"{"text":"a"},{"xml":"<b/>"}"#; MANY].join(",");
        let json = format!(r#"{{"commandType":"infoRequest","commandData":{{"extra":{{"content":[{pieces}]}}}}}}"#);
        let document: Document<'static> = serde_json::from_str(&json).expect("it is read");
        assert_eq!(document.command.data().expect("a known command").unknown().content().count(), 2 * MANY);
    });
}

#[cfg(feature = "serde")]
#[test]
fn json_that_could_not_be_written_is_refused() {
    let read = |extra: &str| {
        let json =
            format!(r#"{{"commandType":"infoRequest","commandData":{{"capVersionRequest":"","extra":{extra}}}}}"#);
        serde_json::from_str::<Document<'static>>(&json).map(|document| document.encoded_len().expect("it encodes"))
    };
    let on = |list: &str| read(&format!(r#"{{"on":[{list}]}}"#));
    let one = r#"{"element":"capVersionRequest","index":0,"attributes":{"x":"1"}}"#;
    assert!(on(one).is_ok());
    assert!(on(&one.replace(":0", ":1")).is_err(), "of an item that is not there");
    assert!(on(&format!("{one},{one}")).is_err(), "of one item twice");
    assert!(on(&one.replace(r#""x":"1""#, r#""x":"1","x":"2""#)).is_err(), "an attribute twice");
    let many = |count| (0..count).map(|i| format!(r#""x{i}":"1""#)).collect::<Vec<_>>().join(",");
    assert!(on(&one.replace(r#""x":"1""#, &many(32))).is_ok());
    assert!(on(&one.replace(r#""x":"1""#, &many(33))).is_err(), "more attributes than are read");
    assert!(read(&format!(r#"{{"attributes":{{{}}}}}"#, many(33))).is_err());
}
