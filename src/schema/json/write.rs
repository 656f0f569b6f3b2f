//! Writing of an element as JSON.

use alloc::string::String;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::super::unknown::{LeafAttributes, Unknown, UnknownContent, canonical};
use super::super::{Element, Row, RowKind, Schema, Slot};
use super::{EXTRA, key};
use crate::xml::Text;

/// Serializes an element.
pub(crate) struct Json<'n, 'a>(pub &'n dyn Element<'a>);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Serialize for Json<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (element, schema) = (self.0, self.0.schema());
        let present = |slot: &dyn Slot<'_>, row: &Row| match row.kind {
            RowKind::Moved => false,
            // Empty text is left out.
            RowKind::Text => slot.text(0).is_some_and(|t| !t.is_empty()),
            _ => slot.count() > 0,
        };
        let mut map = serializer.serialize_map(None)?;
        for (index, row) in schema.rows.iter().enumerate() {
            let slot = element.slot(index);
            if !present(slot, row) {
                continue;
            }
            if row.many {
                map.serialize_entry(key(row), &Items(slot))?;
            } else {
                map.serialize_entry(key(row), &ItemAt(slot, 0))?;
            }
        }
        if !element.unknown().is_empty() {
            map.serialize_entry(EXTRA, &UnknownJson(element.unknown(), Some(schema)))?;
        }
        map.end()
    }
}

struct ItemAt<'n, 'a>(&'n dyn Slot<'a>, usize);

impl Serialize for ItemAt<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.element(self.1) {
            Some(element) => Json(element).serialize(serializer),
            None => self.0.text(self.1).unwrap_or_default().serialize(serializer),
        }
    }
}

struct Items<'n, 'a>(&'n dyn Slot<'a>);

impl Serialize for Items<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.0.count()))?;
        for index in 0..self.0.count() {
            seq.serialize_element(&ItemAt(self.0, index))?;
        }
        seq.end()
    }
}

/// Serializes unknown parts.
pub(crate) struct UnknownJson<'n, 'a>(pub &'n Unknown<'a>, pub Option<&'static Schema>);

impl Serialize for UnknownJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.0.attributes().next().is_some() {
            map.serialize_entry("attributes", &Pairs(|| self.0.attributes()))?;
        }
        if let (true, Some(schema)) = (self.0.leaves().next().is_some(), self.1) {
            map.serialize_entry("on", &Leaves(self.0, schema))?;
        }
        if self.0.content().next().is_some() {
            map.serialize_entry("content", &ContentJson(self.0))?;
        }
        map.end()
    }
}

struct Pairs<F>(F);

impl<'n, 'a: 'n, F: Fn() -> I, I: Iterator<Item = (&'n str, &'n Text<'a>)>> Serialize for Pairs<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map((self.0)())
    }
}

struct Leaves<'n, 'a>(&'n Unknown<'a>, &'static Schema);

impl Serialize for Leaves<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.leaves().map(|leaf| LeafJson(leaf, self.1.rows[leaf.row].name)))
    }
}

struct LeafJson<'n, 'a>(&'n LeafAttributes<'a>, &'static str);

impl Serialize for LeafJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("element", self.1)?;
        map.serialize_entry("index", &self.0.index)?;
        map.serialize_entry("attributes", &Pairs(|| self.0.attributes.iter().map(|(n, v)| (&**n, v))))?;
        map.end()
    }
}

struct ContentJson<'n, 'a>(&'n Unknown<'a>);

impl Serialize for ContentJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.content())
    }
}

impl Serialize for UnknownContent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            // Canonical, so that the JSON form stays the same after encoding and decoding.
            UnknownContent::Element(xml) => map.serialize_entry("xml", &String::from_utf8_lossy(&canonical(xml)))?,
            UnknownContent::Text(text) => map.serialize_entry("text", text)?,
        }
        map.end()
    }
}
