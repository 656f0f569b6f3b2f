//! JSON form of a document: `Serialize` and `Deserialize`.

use alloc::borrow::Cow;
use core::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json_tree::Tree;
use super::{Document, Message};
use crate::envelope::{COMMAND_TYPE, DATA, PROTOCOL, VERSION};
use crate::schema::Value;
use crate::schema::json::{Fill, FillUnknown, Json, UnknownJson};
use crate::xml::Text;

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(protocol) = &self.protocol {
            map.serialize_entry(PROTOCOL, protocol)?;
        }
        if let Some(version) = &self.version {
            map.serialize_entry(VERSION, &version.to_text())?;
        }
        if let Some(name) = self.command.name() {
            map.serialize_entry(COMMAND_TYPE, &name)?;
        }
        if let Some(data) = self.command.data() {
            map.serialize_entry(DATA, &Json(data))?;
        }
        for (key, extra) in [("extra", &self.unknown), ("commandExtra", &self.command_unknown)] {
            if !extra.is_empty() {
                map.serialize_entry(key, &UnknownJson(extra, None))?;
            }
        }
        map.end()
    }
}

impl Serialize for Message<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_document().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Document<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `commandType` and `commandData`")
    }

    /// Reads the keys of a document in any order. `commandType` determines the type of `commandData`, so data that
    /// comes earlier is kept until then.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut document = Document::nothing();
        let (mut named, mut early) = (false, None);
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match &*name {
                PROTOCOL => document.protocol = Some(map.next_value()?),
                VERSION => document.version = Some(Value::from_text(map.next_value()?)),
                COMMAND_TYPE if named => return Err(de::Error::duplicate_field(COMMAND_TYPE)),
                COMMAND_TYPE => {
                    named = true;
                    document.command.begin(Some(map.next_value::<Text<'static>>()?));
                }
                DATA if named => map.next_value_seed(Fill(document.command.data_mut()))?,
                DATA => early = Some(map.next_value::<Tree>()?),
                "extra" => map.next_value_seed(FillUnknown(&mut document.unknown, None))?,
                "commandExtra" => map.next_value_seed(FillUnknown(&mut document.command_unknown, None))?,
                // The position of the document in its stream is not part of the document.
                "offset" | "length" => {
                    map.next_value::<IgnoredAny>()?;
                }
                other => {
                    return Err(de::Error::unknown_field(
                        other,
                        &[PROTOCOL, VERSION, COMMAND_TYPE, DATA, "extra", "commandExtra"],
                    ));
                }
            }
        }
        if let Some(data) = early {
            Fill(document.command.data_mut()).deserialize(data.into_deserializer())?;
        }
        Ok(document)
    }
}
