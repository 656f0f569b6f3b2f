//! JSON form of an element: wire names as keys, nested as on the wire, leaf values as strings.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::unknown::{Attributes, LeafAttributes, Unknown, UnknownContent, canonical};
use super::{Element, Row, RowKind, Schema, Slot};
use crate::limits::Limits;
use crate::xml::{self, Text};

const EXTRA: &str = "extra";
const VALUE: &str = "value";

/// Serializes an element.
pub(crate) struct Json<'n, 'a>(pub &'n dyn Element<'a>);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text<'static>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text::from(String::from(text)))
    }
    // A value in place of a string may be a password, so the error does not repeat it.
    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self::Value, E> {
        Err(E::invalid_type(de::Unexpected::Other("a number"), &self))
    }
    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self::Value, E> {
        self.visit_i64(0)
    }
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
        self.visit_i64(0)
    }
}

impl<'de> de::Deserialize<'de> for Text<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            // With `deserialize_str`, the error of the format itself would show the value.
            deserializer.deserialize_any(TextVisitor)
        } else {
            deserializer.deserialize_str(TextVisitor)
        }
    }
}

const fn key(row: &Row) -> &'static str {
    match row.kind {
        RowKind::Text => VALUE,
        _ => row.name,
    }
}

impl Serialize for Json<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (element, schema) = (self.0, self.0.schema());
        let rows = || schema.rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved);
        let present = |index: usize, row: &Row| {
            let slot = element.slot(index);
            // Empty text is left out.
            if row.kind == RowKind::Text { slot.text(0).is_some_and(|t| !t.is_empty()) } else { slot.count() > 0 }
        };
        let mut map = serializer.serialize_map(None)?;
        for (index, row) in rows().filter(|(i, row)| present(*i, row)) {
            let slot = element.slot(index);
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

/// Fills an element from its JSON form.
pub(crate) struct Fill<'n>(pub &'n mut dyn Element<'static>);

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object for element `{}`", self.0.schema().name)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        match self.0.schema().text_row() {
            Some(row) => self.0.slot_mut(row).set(Text::from(String::from(text))),
            None if text.is_empty() => {}
            None => return Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Fill(element) = self;
        let schema = element.schema();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if name == EXTRA {
                map.next_value_seed(FillUnknown(element.unknown_mut(), Some(schema)))?;
                continue;
            }
            let known = |row: &Row| row.kind != RowKind::Moved && (key(row) == name || row.aliases.contains(&&*name));
            let Some(row) = schema.rows.iter().position(known) else {
                return Err(de::Error::custom(format_args!(
                    "element `{}` has no `{name}`; what the protocol does not have belongs under `extra`",
                    schema.name
                )));
            };
            map.next_value_seed(FillSlot(element.slot_mut(row), &schema.rows[row]))?;
        }
        // Attributes of a leaf that does not exist would be lost.
        let mut earlier = None;
        for leaf in element.unknown().leaves() {
            let place = (leaf.row, leaf.index);
            if leaf.index >= element.slot(leaf.row).count() || earlier.replace(place) == Some(place) {
                let name = schema.rows[leaf.row].name;
                return Err(de::Error::custom(format_args!("`on`: `{name}` {} is not there, or twice", leaf.index)));
            }
        }
        Ok(())
    }
}

struct FillSlot<'n>(&'n mut dyn Slot<'static>, &'static Row);

impl<'de> DeserializeSeed<'de> for FillSlot<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.1.many { deserializer.deserialize_seq(self) } else { self.one(deserializer) }
    }
}

impl FillSlot<'_> {
    fn one<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let FillSlot(slot, row) = self;
        if row.inner.is_some()
            && let Some(element) = slot.open()
        {
            return Fill(element).deserialize(deserializer);
        }
        slot.set(Text::deserialize(deserializer)?);
        Ok(())
    }
}

impl<'de> Visitor<'de> for FillSlot<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        struct Next<'n>(FillSlot<'n>);
        impl<'de> DeserializeSeed<'de> for Next<'_> {
            type Value = ();
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                self.0.one(deserializer)
            }
        }
        while seq.next_element_seed(Next(FillSlot(self.0, self.1)))?.is_some() {}
        Ok(())
    }
}

/// Fills unknown parts from the JSON object `extra`.
pub(crate) struct FillUnknown<'n>(pub &'n mut Unknown<'static>, pub Option<&'static Schema>);

impl<'de> DeserializeSeed<'de> for FillUnknown<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FillUnknown<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `attributes`, `on` and `content`")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let FillUnknown(unknown, schema) = self;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match &*name {
                "attributes" => {
                    for (name, value) in map.next_value::<PairList>()?.0 {
                        unknown.push_attribute(name, value).map_err(de::Error::custom)?;
                    }
                }
                "on" => {
                    for leaf in map.next_value::<alloc::vec::Vec<LeafIn>>()? {
                        let Some(row) = schema.and_then(|s| s.find(&leaf.element, false)) else {
                            return Err(de::Error::custom(format_args!("no element `{}` here", leaf.element)));
                        };
                        let mut checked = Unknown::default();
                        for (name, _) in &leaf.attributes {
                            checked.push_attribute(name.clone(), Text::EMPTY).map_err(de::Error::custom)?;
                        }
                        unknown.push_leaf(LeafAttributes { row, index: leaf.index, attributes: leaf.attributes });
                    }
                }
                "content" => {
                    for piece in map.next_value::<alloc::vec::Vec<Piece>>()? {
                        match piece {
                            Piece::Xml(xml) => unknown.push_element(xml).map_err(de::Error::custom)?,
                            // Normalized once, below, because that is a pass over all pieces.
                            Piece::Text(text) if xml::is_blank(&text) => {}
                            Piece::Text(text) => unknown.push(usize::MAX, UnknownContent::Text(text)),
                        }
                    }
                }
                other => return Err(de::Error::unknown_field(other, &["attributes", "on", "content"])),
            }
        }
        unknown.normalize();
        Ok(())
    }
}

struct PairList(Attributes<'static>);

impl<'de> de::Deserialize<'de> for PairList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = PairList;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of attributes")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PairList, A::Error> {
                let mut pairs = Attributes::new();
                while let Some((name, value)) = map.next_entry::<String, Text<'static>>()? {
                    // A document that decodes never has more attributes on one tag.
                    if !Limits::LIFTED.may_have(pairs.len()) {
                        return Err(de::Error::invalid_length(pairs.len() + 1, &self));
                    }
                    if pairs.iter().any(|(earlier, _)| *earlier == name) {
                        return Err(de::Error::custom(format_args!("attribute `{name}` stands twice")));
                    }
                    pairs.push((Cow::Owned(name), value));
                }
                Ok(PairList(pairs))
            }
        }
        deserializer.deserialize_map(List)
    }
}

struct LeafIn {
    element: String,
    index: usize,
    attributes: Attributes<'static>,
}

impl<'de> de::Deserialize<'de> for LeafIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Leaf;
        impl<'de> Visitor<'de> for Leaf {
            type Value = LeafIn;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with `element`, `index` and `attributes`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LeafIn, A::Error> {
                let mut leaf = LeafIn { element: String::new(), index: 0, attributes: Attributes::new() };
                while let Some(name) = map.next_key::<Cow<'de, str>>()? {
                    match &*name {
                        "element" => leaf.element = map.next_value()?,
                        "index" => leaf.index = map.next_value()?,
                        "attributes" => leaf.attributes = map.next_value::<PairList>()?.0,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(leaf)
            }
        }
        deserializer.deserialize_map(Leaf)
    }
}

enum Piece {
    Xml(String),
    Text(Text<'static>),
}

impl<'de> de::Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Piece;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with `xml` or `text`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Piece, A::Error> {
                let piece = match map.next_key::<Cow<'de, str>>()?.as_deref() {
                    Some("xml") => Piece::Xml(map.next_value()?),
                    Some("text") => Piece::Text(map.next_value()?),
                    _ => return Err(de::Error::custom("expected `xml` or `text`")),
                };
                match map.next_key::<IgnoredAny>()? {
                    None => Ok(piece),
                    Some(_) => Err(de::Error::custom("expected one of `xml` and `text`, not both")),
                }
            }
        }
        deserializer.deserialize_map(One)
    }
}
