//! Tests of recovery: a damaged document costs no other one, also where no declaration marks the next.

mod common;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::ops::Range;

use broadworks_cap::{Event, Limits, StreamReader};
use random::Random;

/// Returns the documents of the corpus without their declarations.
fn documents() -> Vec<String> {
    let without_declaration = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let text = text.trim_matches(|c: char| c == '\u{feff}' || c.is_ascii_whitespace());
        let rest = text.strip_prefix("<?xml ").map_or(text, |rest| rest.split_once("?>").expect("it ends").1);
        rest.trim_start().to_string()
    };
    common::messages().into_iter().map(|(_, bytes)| without_declaration(bytes)).collect()
}

/// Returns the ranges of all tags. The document must have no comment, CDATA section or instruction.
fn tags(document: &str) -> Vec<Range<usize>> {
    let ends = |start: usize| {
        let mut quote = None;
        let end = document[start..].bytes().position(|byte| match (quote, byte) {
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                false
            }
            (Some(mark), _) => {
                quote = quote.filter(|_| mark != byte);
                false
            }
            (None, _) => byte == b'>',
        });
        start + end.expect("the tag ends") + 1
    };
    document.match_indices('<').map(|(start, _)| start..ends(start)).collect()
}

/// A way to damage a document.
type Damage = fn(&mut String, &mut Random);

/// Damage to whole tags.
const TO_TAGS: &[Damage] = &[
    // The end tag of the root is missing.
    |document, _| document.truncate(document.rfind("</").expect("an end tag")),
    // An end tag is missing.
    |document, random| {
        let mut tags = tags(document);
        tags.retain(|tag| document[tag.clone()].starts_with("</"));
        document.replace_range(random.choose(&tags).clone(), "");
    },
    // A tag is missing.
    |document, random| document.replace_range(random.choose(&tags(document)).clone(), ""),
    // A tag stands twice.
    |document, random| {
        let tag = random.choose(&tags(document)).clone();
        let again = document[tag.clone()].to_string();
        document.insert_str(tag.end, &again);
    },
    // Two tags have changed places.
    |document, random| {
        let mut tags = tags(document);
        let one = tags.remove(random.below(tags.len()));
        let two = random.choose(&tags).clone();
        let (first, second) = if one.start < two.start { (one, two) } else { (two, one) };
        let [earlier, later] = [&first, &second].map(|tag| document[tag.clone()].to_string());
        document.replace_range(second, &earlier);
        document.replace_range(first, &later);
    },
    // It is cut off after a tag.
    |document, random| document.truncate(random.choose(&tags(document)).end),
    // It begins at a tag.
    |document, random| drop(document.drain(..random.choose(&tags(document)).start)),
];

/// Damage at any character.
const TO_CHARACTERS: &[Damage] = &[
    // It is cut off.
    |document, random| document.truncate(place(document, random)),
    // Its beginning is missing.
    |document, random| drop(document.drain(..place(document, random))),
    // A stretch is missing.
    |document, random| document.replace_range(stretch(document, random), ""),
    // A stretch stands twice.
    |document, random| {
        let stretch = stretch(document, random);
        let again = document[stretch.clone()].to_string();
        document.insert_str(stretch.end, &again);
    },
    // A quotation mark is missing.
    |document, random| {
        let marks: Vec<usize> = document.match_indices(['"', '\'']).map(|(at, _)| at).collect();
        document.remove(*random.choose(&marks));
    },
    // A character is missing.
    |document, random| _ = document.remove(place(document, random)),
    // There is one more character.
    |document, random| {
        document
            .insert(place(document, random), *random.choose(&['<', '>', '/', '"', '\'', '=', '&', ' ', 'x', '\u{1}']));
    },
];

/// Returns the offset of a character.
fn place(document: &str, random: &mut Random) -> usize {
    let at = random.below(document.len());
    (0..=at).rev().find(|at| document.is_char_boundary(*at)).expect("0 is one")
}

fn stretch(document: &str, random: &mut Random) -> Range<usize> {
    let (one, two) = (place(document, random), place(document, random));
    one.min(two)..one.max(two)
}

/// Returns `true` if there is a comment, CDATA section or instruction. Without its end it may include later bytes, as
/// XML requires.
fn is_open_ended(document: &str) -> bool {
    document.contains("<!") || document.contains("<?")
}

/// A stream, with the documents in it that were not damaged.
struct Stream {
    text: String,
    good: Vec<Good>,
}

/// The offsets of a document and of its root. A comment before the root may be read as part of an earlier document
/// that has not ended.
#[derive(Debug)]
struct Good {
    start: usize,
    root: usize,
    end: usize,
}

/// Returns a stream of eight documents, of which about a third are damaged.
fn stream_of(documents: &[String], damages: &[Damage], random: &mut Random) -> Stream {
    let plain: Vec<&String> = documents
        .iter()
        .filter(|document| !is_open_ended(document))
        .filter(|document| document.matches("</").count() > 2 && document.contains(['"', '\'']))
        .collect();
    assert!(plain.len() > 100, "{}", plain.len());
    let mut stream = Stream { text: String::new(), good: Vec::new() };
    let separator = *random.choose(&["", "\n", "\r\n", " \n\t"]);
    for _ in 0..8 {
        if random.below(3) == 0 {
            let mut document = random.choose(&plain).to_string();
            random.choose(damages)(&mut document, random);
            if !is_open_ended(&document) {
                stream.text += &document;
            }
        } else {
            let document: &String = random.choose(documents);
            let start = stream.text.len();
            let root = start + document.find("<BroadsoftDocument").expect("a root");
            stream.text += document;
            stream.good.push(Good { start, root, end: stream.text.len() });
        }
        stream.text += separator;
    }
    stream
}

/// Feeds a stream in chunks that end at `cuts`. Returns the start of each document that was decoded, by its end, with
/// the number of bytes that were fed before; `None` at the end of the stream.
fn decoded(stream: &str, cuts: impl Iterator<Item = usize>) -> BTreeMap<usize, (usize, Option<usize>)> {
    let (mut reader, mut fed, mut found) = (StreamReader::new(Limits::default()), 0, BTreeMap::new());
    for end in cuts.map(Some).chain([Some(stream.len()), None]) {
        match end {
            Some(end) => reader.feed(&stream.as_bytes()[std::mem::replace(&mut fed, end)..end]),
            None => reader.end(),
        }
        loop {
            let is_document = match reader.next() {
                Event::Document(_) => true,
                Event::Malformed(_) => false,
                _ => break,
            };
            if is_document {
                found.insert(fed - reader.unread().len(), (reader.offset() as usize, end));
            }
        }
    }
    found
}

#[test]
fn a_damaged_document_costs_no_other_one() {
    let (documents, mut random) = (documents(), Random::new(5));
    let damages = [TO_TAGS, TO_CHARACTERS].concat();
    for round in 0..1000 {
        let Stream { text, good } = stream_of(&documents, &damages, &mut random);
        let found = decoded(&text, std::iter::empty());
        for good in good {
            let is_found = found.get(&good.end).is_some_and(|(start, _)| (good.start..=good.root).contains(start));
            assert!(is_found, "round {round}: {good:?} is lost\n{text}");
        }
    }
}

#[test]
fn the_documents_after_one_with_damaged_tags_arrive_at_once() {
    let (documents, mut random) = (documents(), Random::new(7));
    for round in 0..500 {
        let Stream { text, good } = stream_of(&documents, TO_TAGS, &mut random);
        let found = decoded(&text, good.iter().map(|good| good.end));
        for good in good {
            let fed = found.get(&good.end).and_then(|(_, fed)| *fed);
            assert_eq!(fed, Some(good.end), "round {round}: {good:?}\n{text}");
        }
    }
}
