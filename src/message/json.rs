//! JSON form of a document: `Serialize` and `Deserialize`.

use alloc::borrow::Cow;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json_tree::Tree;
use super::{Command, Document, Message};
use crate::envelope::{COMMAND_TYPE, DATA, PROTOCOL, VERSION};
use crate::schema::Value;
use crate::schema::json::{At, EXTRA, Fill, FillUnknown, Json, Keys, Leaf, Part, Reader, TapeJson, UnknownJson, value};
use crate::schema::tape::outer;

/// Key of the unknown parts of the element `command`.
const COMMAND_EXTRA: &str = "commandExtra";

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
        if let Some(data) = self.command.written_data() {
            map.serialize_entry(DATA, &Json(data))?;
        }
        for (key, extra) in [(EXTRA, &self.unknown), (COMMAND_EXTRA, &self.command_unknown)] {
            // An empty one says that there is a `command`, if nothing else does.
            let is_all = key == COMMAND_EXTRA && !self.has_no_command() && self.command.is_nothing();
            if !extra.is_empty() || is_all {
                map.serialize_entry(key, &UnknownJson(extra, None))?;
            }
        }
        map.end()
    }
}

impl Serialize for Message<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let source = self.source();
        let (Some(command), []) = (self.command_type(), source.places.notes) else {
            // What no row reads is put in order when the struct is filled.
            return self.to_document().serialize(serializer);
        };
        let mut map = serializer.serialize_map(None)?;
        if let Some(protocol) = self.protocol() {
            map.serialize_entry(PROTOCOL, &protocol)?;
        }
        if let Some(version) = self.version() {
            map.serialize_entry(VERSION, &version.to_text())?;
        }
        map.serialize_entry(COMMAND_TYPE, command.as_str())?;
        let data = source.places.word(outer::DATA);
        if data != 0 {
            map.serialize_entry(DATA, &TapeJson { source, base: data as usize, schema: Command::schema(command) })?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Document<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader(Whole, &At::Top).deserialize(deserializer)
    }
}

/// The keys of a document. The last two say where it stood in its stream, which is not part of it.
const KEYS: [&str; 8] = [PROTOCOL, VERSION, COMMAND_TYPE, DATA, EXTRA, COMMAND_EXTRA, "offset", "length"];

/// A whole document.
struct Whole;

impl Part for Whole {
    type Value = Document<'static>;

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `commandType` and `commandData`")
    }

    /// Reads the keys of a document in any order. `commandType` determines the type of `commandData`, so data that
    /// comes earlier is kept until then.
    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, mut map: A) -> Result<Self::Value, A::Error> {
        let mut document = Document::nothing();
        let (mut named, mut filled, mut extra, mut early, mut keys) = (false, false, false, None, Keys::default());
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match KEYS[keys.known(&name, &KEYS, at)?] {
                PROTOCOL => document.protocol = value(&mut map, at, &name, Leaf)?,
                VERSION => document.version = value(&mut map, at, &name, Leaf)?.map(Value::from_text),
                COMMAND_TYPE => {
                    let command = value(&mut map, at, &name, Leaf)?;
                    named = command.is_some();
                    document.command.begin(command);
                }
                DATA if named => filled = value(&mut map, at, &name, Data(&mut document.command))?.is_some(),
                DATA => early = Some(map.next_value::<Tree>()?),
                EXTRA => drop(value(&mut map, at, &name, FillUnknown(&mut document.unknown, None))?),
                COMMAND_EXTRA => {
                    extra = value(&mut map, at, &name, FillUnknown(&mut document.command_unknown, None))?.is_some();
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match early {
            None | Some(Tree::Null) => {}
            Some(data) => {
                filled = true;
                let reader = Reader(Data(&mut document.command), &At::Key(at, DATA));
                reader.deserialize(data.into_deserializer())?;
            }
        }
        document.no_command = !(named || filled || extra);
        Ok(document)
    }
}

/// The content of a command.
struct Data<'d>(&'d mut Command<'static>);

impl Part for Data<'_> {
    type Value = ();

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object for element `{DATA}`")
    }

    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, map: A) -> Result<(), A::Error> {
        Fill(self.0.data_mut()).object(at, map).map(drop)
    }
}
