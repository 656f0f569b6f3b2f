//! Reading of unknown parts from the object `extra`.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{MapAccess, SeqAccess};

use super::At;
use super::part::{Keys, Leaf, Part, Reader, twice, value};
use crate::limits::Limits;
use crate::schema::Schema;
use crate::schema::unknown::{Attributes, LeafAttributes, Unknown, UnknownContent};
use crate::xml::{self, Shown, Text};

/// Fills unknown parts from the JSON object `extra`, of an element with this declaration.
pub(crate) struct FillUnknown<'n>(pub &'n mut Unknown<'static>, pub Option<&'static Schema>);

impl Part for FillUnknown<'_> {
    type Value = ();

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `attributes`, `on` and `content`")
    }

    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, mut map: A) -> Result<(), A::Error> {
        let FillUnknown(unknown, schema) = self;
        let mut keys = Keys::default();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match keys.known(&name, &["attributes", "on", "content"], at)? {
                0 => {
                    for (name, value) in value(&mut map, at, &name, Pairs)?.unwrap_or_default() {
                        unknown.push_attribute(name, value).map_err(|e| at.error(format_args!("{e}")))?;
                    }
                }
                1 => drop(value(&mut map, at, &name, Leaves(unknown, schema))?),
                _ => drop(value(&mut map, at, &name, Content(unknown))?),
            }
        }
        unknown.normalize();
        Ok(())
    }
}

/// An object of attributes.
struct Pairs;

impl Part for Pairs {
    type Value = Attributes<'static>;

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of attributes")
    }

    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, mut map: A) -> Result<Self::Value, A::Error> {
        // With the absent ones, which must not come twice either.
        let mut pairs: Vec<(String, Option<Text<'static>>)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            // A document that decodes never has more attributes on one tag.
            if !Limits::LIFTED.may_have(pairs.len()) {
                return Err(at.error(format_args!("more than {} attributes", pairs.len())));
            }
            if pairs.iter().any(|(earlier, _)| *earlier == name) {
                return Err(twice(&name, at));
            }
            let value = value(&mut map, at, &name, Leaf)?;
            pairs.push((name, value));
        }
        Ok(pairs.into_iter().filter_map(|(name, value)| Some((Cow::Owned(name), value?))).collect())
    }
}

/// The array `on`: attributes of leaves.
struct Leaves<'n>(&'n mut Unknown<'static>, Option<&'static Schema>);

impl Part for Leaves<'_> {
    type Value = ();

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn array<'de, A: SeqAccess<'de>>(self, at: &At<'_>, mut seq: A) -> Result<(), A::Error> {
        for index in 0.. {
            let Some(leaf) = seq.next_element_seed(Reader(OneLeaf(self.1), &At::Index(at, index)))? else { break };
            if !leaf.attributes.is_empty() {
                self.0.push_leaf(leaf);
            }
        }
        Ok(())
    }
}

struct OneLeaf(Option<&'static Schema>);

impl Part for OneLeaf {
    type Value = LeafAttributes<'static>;

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `element`, `index` and `attributes`")
    }

    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut element, mut number, mut attributes) = (None, Text::EMPTY, None);
        let mut keys = Keys::default();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match keys.known(&name, &["element", "index", "attributes"], at)? {
                0 => element = value(&mut map, at, &name, Leaf)?,
                1 => number = value(&mut map, at, &name, Leaf)?.unwrap_or_default(),
                _ => attributes = value(&mut map, at, &name, Pairs)?,
            }
        }
        let element = element.ok_or_else(|| at.error(format_args!("no `element`")))?;
        let Some(row) = self.0.and_then(|schema| schema.find(&element, false)) else {
            return Err(at.error(format_args!("no element `{}` here", Shown(&element))));
        };
        let index = if number.is_empty() { Ok(0) } else { number.parse() };
        let index = index.map_err(|_| at.error(format_args!("`index` is not a number")))?;
        let attributes = attributes.unwrap_or_default();
        for (name, _) in &attributes {
            if !xml::is_name(name) {
                return Err(at.error(format_args!("`{}` is not a name", Shown(name))));
            }
        }
        Ok(LeafAttributes { row, index, attributes })
    }
}

/// The array `content`: elements and text.
struct Content<'n>(&'n mut Unknown<'static>);

impl Part for Content<'_> {
    type Value = ();

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn array<'de, A: SeqAccess<'de>>(self, at: &At<'_>, mut seq: A) -> Result<(), A::Error> {
        for index in 0.. {
            let at = At::Index(at, index);
            match seq.next_element_seed(Reader(Piece, &at))? {
                None => break,
                Some(UnknownContent::Element(xml)) => {
                    self.0.push_element(xml).map_err(|e| at.error(format_args!("{e}")))?;
                }
                Some(UnknownContent::Text(text)) if xml::is_blank(&text) => {}
                // Normalized once, at the end, because that is a pass over all pieces.
                Some(text) => self.0.push(usize::MAX, text),
            }
        }
        Ok(())
    }
}

struct Piece;

impl Part for Piece {
    type Value = UnknownContent<'static>;

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `xml` or `text`")
    }

    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut xml, mut text) = (None, None);
        let mut keys = Keys::default();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match keys.known(&name, &["xml", "text"], at)? {
                0 => xml = value(&mut map, at, &name, Leaf)?,
                _ => text = value(&mut map, at, &name, Leaf)?,
            }
        }
        match (xml, text) {
            (Some(xml), None) => Ok(UnknownContent::Element(Cow::Owned(xml.into()))),
            (None, Some(text)) => Ok(UnknownContent::Text(text)),
            _ => Err(at.error(format_args!("expected one of `xml` and `text`"))),
        }
    }
}
