//! Reading of JSON in general: what a part of a message takes, and errors that say where and never show a value.

use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor};

use super::At;
use crate::xml::{Shown, Text};

/// The kind of value that `true` and `false` are.
pub(super) const A_BOOLEAN: &str = "a boolean";

/// A part of a message that is read from one JSON value. What it does not take is an error.
pub(crate) trait Part: Sized {
    /// What is read.
    type Value;

    /// Says what is expected.
    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Takes an object.
    fn object<'de, A: MapAccess<'de>>(self, at: &At<'_>, _: A) -> Result<Self::Value, A::Error> {
        Err(self.refusal(at, Unexpected::Map))
    }

    /// Takes an array.
    fn array<'de, A: SeqAccess<'de>>(self, at: &At<'_>, _: A) -> Result<Self::Value, A::Error> {
        Err(self.refusal(at, Unexpected::Seq))
    }

    /// Takes a string, or another simple value as a string. `kind` says which one it is.
    fn text<E: Error>(self, at: &At<'_>, kind: &'static str, _: String) -> Result<Self::Value, E> {
        // The value may be a password, so the error does not repeat it.
        Err(self.refusal(at, Unexpected::Other(kind)))
    }

    /// Takes `true` or `false`.
    fn truth<E: Error>(self, at: &At<'_>, truth: bool) -> Result<Self::Value, E> {
        self.text(at, A_BOOLEAN, truth.to_string())
    }

    /// Creates the error for a value that it does not take.
    fn refusal<E: Error>(&self, at: &At<'_>, found: Unexpected<'_>) -> E {
        E::invalid_type(found, &Expectation(self, at))
    }
}

struct Expectation<'e, P>(&'e P, &'e At<'e>);

impl<P: Part> Expected for Expectation<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expects(f)?;
        write!(f, "{}", self.1)
    }
}

/// Reads a part at a place.
pub(crate) struct Reader<'p, P>(pub P, pub &'p At<'p>);

impl<'de, P: Part> DeserializeSeed<'de> for Reader<'_, P> {
    type Value = P::Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<P::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, P: Part> Visitor<'de> for Reader<'_, P> {
    type Value = P::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(&Expectation(&self.0, self.1), f)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<P::Value, A::Error> {
        self.0.object(self.1, map)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<P::Value, A::Error> {
        self.0.array(self.1, seq)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<P::Value, E> {
        self.visit_string(text.into())
    }
    fn visit_string<E: Error>(self, text: String) -> Result<P::Value, E> {
        self.0.text(self.1, "a string", text)
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<P::Value, E> {
        self.0.text(self.1, "a number", number.to_string())
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<P::Value, E> {
        self.0.text(self.1, "a number", number.to_string())
    }
    // It is not known how it was written: 17.0 and 17.00 are one number.
    fn visit_f64<E: Error>(self, _: f64) -> Result<P::Value, E> {
        Err(E::invalid_type(Unexpected::Other("a number that is not a whole one"), &self))
    }
    fn visit_bool<E: Error>(self, truth: bool) -> Result<P::Value, E> {
        self.0.truth(self.1, truth)
    }
}

/// The same for the value of a key, where `null` says that the key is absent.
struct Present<'p, P>(Reader<'p, P>);

impl<'de, P: Part> DeserializeSeed<'de> for Present<'_, P> {
    type Value = Option<P::Value>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, P: Part> Visitor<'de> for Present<'_, P> {
    type Value = Option<P::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}

/// The keys of an object that came before, as bits.
#[derive(Default)]
pub(crate) struct Keys(u128);

impl Keys {
    /// Returns whether there was none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Notes key number `index`, whose place is `at`.
    ///
    /// # Errors
    /// If it came before.
    pub(crate) fn note<E: Error>(&mut self, index: usize, name: &str, at: &At<'_>) -> Result<(), E> {
        let bit = 1 << index;
        if self.0 & bit != 0 {
            return Err(twice(name, at));
        }
        self.0 |= bit;
        Ok(())
    }

    /// Notes a key that must be one of these, and returns its number.
    ///
    /// # Errors
    /// If it is none of them, or came before.
    pub(crate) fn known<E: Error>(&mut self, name: &str, names: &[&str], at: &At<'_>) -> Result<usize, E> {
        let Some(index) = names.iter().position(|known| *known == name) else {
            return Err(at.error(format_args!("unknown key `{}`, expected one of {}", Shown(name), Names(names))));
        };
        self.note(index, name, at)?;
        Ok(index)
    }
}

/// Names in quotation marks, separated by commas.
struct Names<'n>(&'n [&'n str]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}`{name}`")?;
        }
        Ok(())
    }
}

/// Creates the error for a key that comes twice in the object at `at`.
pub(super) fn twice<E: Error>(name: &str, at: &At<'_>) -> E {
    at.error(format_args!("duplicate key `{}`", Shown(name)))
}

/// Reads the value of key `name` of the object at `at`; `None` for `null`.
pub(crate) fn value<'de, A: MapAccess<'de>, P: Part>(
    map: &mut A,
    at: &At<'_>,
    name: &str,
    part: P,
) -> Result<Option<P::Value>, A::Error> {
    map.next_value_seed(Present(Reader(part, &At::Key(at, name))))
}

/// A string. A whole number or a boolean is read as the string that spells it.
pub(crate) struct Leaf;

impl Part for Leaf {
    type Value = Text<'static>;

    fn expects(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn text<E: Error>(self, _: &At<'_>, _: &'static str, text: String) -> Result<Self::Value, E> {
        Ok(Text::from(text))
    }
}

impl<'de> de::Deserialize<'de> for Text<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reader = Reader(Leaf, &At::Top);
        // With `deserialize_str`, the error of a format for people would show the value.
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(reader)
        } else {
            deserializer.deserialize_str(reader)
        }
    }
}
