//! Enums of which every value has a stable name.

use core::fmt;

/// The error of parsing a text that names no value of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownWord(&'static str);

impl UnknownWord {
    pub(crate) const fn new(set: &'static str) -> Self {
        Self(set)
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no value of {}", self.0)
    }
}

impl core::error::Error for UnknownWord {}

/// Declares an enum: `"id" Variant: "description",` for each value, after its doc comment. The id is a name for
/// programs that never changes; `Display`, `FromStr` and serde use it.
macro_rules! identified {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident { $($(#[$of_value:meta])* $id:literal $Variant:ident: $text:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name { $($(#[$of_value])* $Variant,)* }

        impl $Name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$Variant,)*];

            /// Returns a stable name, for programs and for references to the documentation.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$Variant => $id,)* }
            }

            /// Returns a sentence for people.
            #[must_use]
            pub const fn describe(self) -> &'static str {
                match self { $(Self::$Variant => $text,)* }
            }
        }

        /// Prints the [id](Self::id).
        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.id())
            }
        }

        /// Parses an [id](Self::id).
        impl core::str::FromStr for $Name {
            type Err = $crate::identified::UnknownWord;
            fn from_str(id: &str) -> core::result::Result<Self, $crate::identified::UnknownWord> {
                let known = Self::ALL.iter().copied().find(|value| value.id() == id);
                known.ok_or($crate::identified::UnknownWord::new(stringify!($Name)))
            }
        }

        $crate::identified::serde_as_word!($Name, id);
    };
}

/// Implements `Serialize` and `Deserialize` for an enum, as the word that a method returns and `FromStr` parses.
macro_rules! serde_as_word {
    ($Name:ident, $word:ident) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.$word())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> core::result::Result<Self, D::Error> {
                deserializer.deserialize_str($crate::identified::WordVisitor::<Self>::default())
            }
        }
    };
}

/// Visitor of a word that `FromStr` parses.
#[cfg(feature = "serde")]
pub(crate) struct WordVisitor<T>(core::marker::PhantomData<T>);

#[cfg(feature = "serde")]
impl<T> Default for WordVisitor<T> {
    fn default() -> Self {
        Self(core::marker::PhantomData)
    }
}

#[cfg(feature = "serde")]
impl<T: core::str::FromStr<Err = UnknownWord>> serde::de::Visitor<'_> for WordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a known word")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

pub(crate) use {identified, serde_as_word};
