//! Reading of an element from JSON.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Unexpected};

use super::part::{A_BOOLEAN, Keys, Leaf, Part, Reader, value};
use super::{At, EXTRA, FillUnknown, key};
use crate::limits::Limits;
use crate::schema::{Element, Holds, Row, RowKind, Slot};
use crate::xml::{Shown, Text};

/// Fills an element from its JSON form.
pub(crate) struct Fill<'n>(pub &'n mut dyn Element<'static>);

impl Part for Fill<'_> {
    /// Whether there was any key.
    type Value = bool;

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object for element `{}`", self.0.schema().name)
    }

    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, mut map: A) -> Result<bool, A::Error> {
        let Fill(element) = self;
        let schema = element.schema();
        let (mut keys, mut present) = (Keys::default(), 0u128);
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if name == EXTRA {
                keys.note(schema.rows.len(), &name, at)?;
                value(&mut map, at, &name, FillUnknown(element.unknown_mut(), Some(schema)))?;
                continue;
            }
            let known = |row: &Row| row.kind != RowKind::Moved && (key(row) == name || row.aliases.contains(&&*name));
            let Some(index) = schema.rows.iter().position(known) else {
                // Only of an unknown command nothing is known.
                let why = if schema.rows.is_empty() { ", for `commandType` is no known one" } else { "" };
                let (name, schema) = (Shown(&name), schema.name);
                return Err(at.error(format_args!(
                    "element `{schema}` has no `{name}`{why}; what the protocol does not have belongs under `extra`"
                )));
            };
            // Also if it came under another name.
            keys.note(index, &name, at)?;
            let (slot, row) = (element.slot_mut(index), &schema.rows[index]);
            let is_there = if row.many {
                value(&mut map, at, &name, FillList(slot, row))?.is_some()
            } else {
                value(&mut map, at, &name, FillOne(slot, row))?.is_some()
            };
            present |= u128::from(is_there) << index;
        }
        // Attributes of a leaf that does not exist would be lost.
        let mut earlier = None;
        for leaf in element.unknown().leaves() {
            let place = (leaf.row, leaf.index);
            if leaf.index >= element.slot(leaf.row).count() || earlier.replace(place) == Some(place) {
                let name = schema.rows[leaf.row].name;
                return Err(at.error(format_args!("`on`: `{name}` {} is not there, or twice", leaf.index)));
            }
        }
        mark_presence(element, present);
        Ok(!keys.is_empty())
    }
}

/// Marks the element as present, and the single elements in it whose rows are not in the set `present` as absent.
fn mark_presence(element: &mut dyn Element<'static>, present: u128) {
    element.unknown_mut().set_absent(false);
    for (index, row) in element.schema().rows.iter().enumerate() {
        if row.kind == RowKind::Child
            && !row.many
            && let Some(inner) = element.slot_mut(index).element_mut(0)
        {
            inner.unknown_mut().set_absent(present & (1 << index) == 0);
        }
    }
}

/// Fills a list, which is always an array.
struct FillList<'n>(&'n mut dyn Slot<'static>, &'static Row);

impl Part for FillList<'_> {
    type Value = ();

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn array<'de, A: SeqAccess<'de>>(self, at: &At<'_>, mut seq: A) -> Result<(), A::Error> {
        let FillList(slot, row) = self;
        let (mut index, mut empty) = (0, 0);
        while let Some(has_content) = seq.next_element_seed(Reader(FillOne(&mut *slot, row), &At::Index(at, index)))? {
            index += 1;
            // A document does not have so many of them either; see `Limits::items`.
            if !has_content && !Limits::default().has_room(empty, 0) {
                return Err(at.error(format_args!("more than {empty} empty items")));
            }
            empty += usize::from(!has_content);
        }
        Ok(())
    }
}

/// Fills a slot with one item, an object or a string as its row declares.
struct FillOne<'n>(&'n mut dyn Slot<'static>, &'static Row);

impl Part for FillOne<'_> {
    /// Whether it has any content. A leaf counts as content.
    type Value = bool;

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.inner {
            Some(schema) => write!(f, "an object for element `{}`", schema.name),
            None => Leaf.expects(f),
        }
    }

    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, map: A) -> Result<bool, A::Error> {
        if self.1.inner.is_none() {
            return Err(self.refusal(at, Unexpected::Map));
        }
        // An element always opens.
        self.0.open().map_or(Ok(true), |element| Fill(element).object(at, map))
    }

    fn text<E: Error>(self, at: &At<'_>, kind: &'static str, text: String) -> Result<bool, E> {
        if self.1.inner.is_some() {
            return Err(self.refusal(at, Unexpected::Other(kind)));
        }
        self.0.set(Text::from(text));
        Ok(true)
    }

    /// The presence of a flag is the message.
    fn truth<E: Error>(self, at: &At<'_>, truth: bool) -> Result<bool, E> {
        match (self.1.holds, truth) {
            (Holds::Flag, true) => self.text(at, A_BOOLEAN, String::new()),
            (Holds::Flag, false) => Ok(true),
            _ => self.text(at, A_BOOLEAN, truth.to_string()),
        }
    }
}
