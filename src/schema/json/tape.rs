//! Writing of an element as JSON from a tape, without filling its struct.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::super::tape::{Source, UNESCAPE, unescaped};
use super::super::{Holds, Row, RowKind, Schema};
use super::key;

/// Serializes an element of a tape without notes, as [`Json`](super::Json) does its struct.
#[derive(Clone, Copy)]
pub(crate) struct TapeJson<'t, 'a> {
    pub source: Source<'t, 'a>,
    /// Index of its header.
    pub base: usize,
    pub schema: &'static Schema,
}

impl Serialize for TapeJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (source, first) = (self.source, self.base + 1);
        let words = source.places.words.get(first..).unwrap_or_default();
        let mut map = serializer.serialize_map(None)?;
        for (row, &word) in self.schema.rows.iter().zip(words) {
            if word == 0 || row.kind == RowKind::Moved {
                continue;
            }
            let item = ItemAt { source, row, word };
            if row.many {
                map.serialize_entry(key(row), &Items(item))?;
            } else if row.kind != RowKind::Text || !item.is_empty() {
                map.serialize_entry(key(row), &item)?;
            }
        }
        map.end()
    }
}

/// An item with the word of its value, or the index of its header.
#[derive(Clone, Copy)]
struct ItemAt<'t, 'a> {
    source: Source<'t, 'a>,
    row: &'static Row,
    word: u64,
}

impl ItemAt<'_, '_> {
    /// Returns whether the text of a leaf is empty.
    fn is_empty(&self) -> bool {
        let raw = self.source.raw(self.word);
        raw.is_empty() || self.word & UNESCAPE != 0 && unescaped(self.word, raw).is_empty()
    }
}

impl Serialize for ItemAt<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { source, row, word } = *self;
        if let Some(schema) = row.inner {
            return TapeJson { source, base: word as usize, schema }.serialize(serializer);
        }
        let raw = source.raw(word);
        let canonical = |text: &str| match row.holds {
            Holds::Word(_) => (row.canonical)(text),
            // A number has only one spelling.
            _ => None,
        };
        if word & UNESCAPE == 0 {
            serializer.serialize_str(canonical(raw).unwrap_or(raw))
        } else {
            let text = unescaped(word, raw);
            serializer.serialize_str(canonical(&text).unwrap_or(&text))
        }
    }
}

/// A list, with the word of its row.
struct Items<'t, 'a>(ItemAt<'t, 'a>);

impl Serialize for Items<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ItemAt { source, row, word } = self.0;
        let value = |at: usize| if row.inner.is_some() { at as u64 } else { source.places.word(at + 1) };
        serializer.collect_seq(source.places.items(word).map(|at| ItemAt { word: value(at), ..self.0 }))
    }
}
