//! Attacks on memory: bytes allocated per byte of input, for the corpus and for the worst
//! documents.

use broadworks_cap::{Command, Document, Kind, Limits, message::values::CommandType, schema::Schema};

use crate::allocations::counted;
use crate::{call_update, common};

/// Maximum number of bytes held while a document is decoded and made owned, per byte of input.
/// Messages stay below 10; only lists of empty items need more. Documented in `SECURITY.md`.
const PEAK_PER_BYTE: usize = 400;
/// Maximum number of bytes held for a document within the default limits. Documented in
/// `SECURITY.md`.
const PEAK: usize = 160 << 20;

/// Decodes the document and makes it owned. Returns the peak memory in bytes, or the error of the
/// decoder.
fn cost(document: &[u8]) -> Result<usize, Kind> {
    let (decoded, decoding) = counted(|| Document::decode(document));
    let decoded = decoded.map_err(|error| error.kind())?;
    let (_, owning) = counted(|| decoded.into_owned());
    Ok(decoding.peak + owning.peak)
}

fn lists(schema: &'static Schema, open: &str, close: &str, all: &mut Vec<(String, &'static str, String)>) {
    for row in schema.rows {
        if row.many {
            all.push((open.to_string(), row.name, close.to_string()));
        }
        if let Some(inner) = row.inner {
            lists(inner, &format!("{open}<{}>", row.name), &format!("</{}>{close}", row.name), all);
        }
    }
}

/// Returns documents of about `bytes` bytes that need as much memory as possible.
fn hostile(bytes: usize) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let times = |unit: &str| bytes / unit.len();
    for command in CommandType::ALL {
        let mut places = Vec::new();
        lists(Command::schema(*command), "", "", &mut places);
        for (open, name, close) in places {
            let unit = format!("<{name}/>");
            let document = format!(
                "<BroadsoftDocument><command commandType=\"{}\"><commandData>{open}{}{close}</commandData></command>\
                 </BroadsoftDocument>",
                command.as_str(),
                unit.repeat(times(&unit))
            );
            all.push((format!("{} {name}", command.as_str()), document));
        }
    }
    for unit in [
        "<x/>",
        "<x/>y",
        "<x a='' b='' c='' d='' e='' f='' g='' h=''/>",
        "<call x=''/>",
        "<call a='' b='' c='' d='' e='' f='' g='' h=''/>",
        "<call><state a='' b='' c='' d=''/></call>",
        "<call><x/></call>",
        "<call>x</call>",
        "<id/>",
        "&amp;",
        "<!---->x",
        "<call><state>&#49;</state></call>",
        "<call callId='&#49;'/>",
    ] {
        all.push((unit.into(), call_update(&unit.repeat(times(unit)))));
    }
    all
}

#[test]
fn a_document_costs_no_more_than_so_much_for_each_of_its_bytes() {
    let corpus = common::messages().into_iter().map(|(path, bytes)| (path.display().to_string(), bytes));
    let mut most = 0;
    for (name, document) in corpus {
        let peak = cost(&document).expect("a good document");
        assert!(peak <= 10 * document.len(), "{name}: {peak} bytes of {}", document.len());
    }
    for (name, document) in [3 << 10, 50 << 10].into_iter().flat_map(hostile) {
        let peak = cost(document.as_bytes()).expect("within the limits");
        assert!(peak <= PEAK_PER_BYTE * document.len(), "{name}: {peak} bytes of {}", document.len());
        most = most.max(peak / document.len());
    }
    assert!(most > PEAK_PER_BYTE / 2, "the constant is near what is true: {most}");
}

#[test]
fn the_longest_document_costs_no_more_than_so_much() {
    for (name, document) in hostile((1 << 20) - 300) {
        assert!(document.len() <= 1 << 20);
        match cost(document.as_bytes()) {
            Ok(peak) => assert!(peak <= PEAK, "{name}: {peak} bytes"),
            Err(kind) => assert_eq!(kind, Kind::TooManyItems, "{name}"),
        }
    }
    // The longest list of the largest items, and unknown elements in the rest of the document.
    let calls = format!("<call x='{}'/>", "-".repeat(Limits::ITEM - 12)).repeat(42_000);
    let rest = "<x/>".repeat(((1 << 20) - calls.len() - 300) / 4);
    let peak = cost(call_update(&format!("{calls}{rest}")).as_bytes()).expect("within the limits");
    assert!((PEAK / 4..=PEAK).contains(&peak), "{peak}");
}

#[test]
fn a_refused_document_gives_back_what_it_took() {
    for document in [call_update(&"<call/>".repeat(8193)), call_update(&format!("{}<", "<call/>".repeat(8000)))] {
        let (before, taken) = counted(|| Document::decode(document.as_bytes()).map(|_| ()).map_err(|e| e.kind()));
        assert!(before.is_err() && taken.peak < 32 << 20, "{before:?} {taken:?}");
        let (_, again) = counted(|| Document::decode(document.as_bytes()).map(|_| ()));
        assert_eq!(again.peak, taken.peak, "nothing is kept from one document to the next");
    }
}
