//! The two macros of the tables. They emit data and match arms; every loop is elsewhere.

/// Declares an element: a struct and its rows, in the order of the CAP-C DTD.
///
/// `attributes`: `"name" | "alias" => field: Type`, with `or child` if the value may also stand as
/// a child. `children`: the same, with `or attribute`, and `first of two "other"` (E012).
/// `moved`: children read here that belong elsewhere. `text`: the element's own text.
/// `ccc2`: the one row that CCC2 writes elsewhere.
macro_rules! element {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident<$lt:lifetime> = $wire:literal {
            $(attributes { $($(#[$ameta:meta])* $aname:literal $(| $aalias:literal)* $(or $aeither:ident)? => $afield:ident: $Aty:ty,)* })?
            $(text { $(#[$tmeta:meta])* $tfield:ident: $Tty:ty, })?
            $(children { $($(#[$cmeta:meta])* $cname:literal $(| $calias:literal)* $(or $ceither:ident)? $(first of two $cother:literal)? => $cfield:ident: $Cty:ty,)* })?
            $(moved { $($mname:literal => $mhost:ident.$mfield:ident,)* })?
            $(ccc2 { $moved:literal before $before:literal })?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Name<$lt> {
            $($($(#[$ameta])* pub $afield: $Aty,)*)?
            $($(#[$tmeta])* pub $tfield: $Tty,)?
            $($($(#[$cmeta])* pub $cfield: $Cty,)*)?
            /// What was said here beyond the documented fields; written back when encoding.
            pub unknown: $crate::schema::Unknown<$lt>,
        }

        const _: () = {
            #[allow(unused_imports, reason = "an element may have no rows")]
            use $crate::xml::{Tag, Text, Writer};
            #[allow(unused_imports, reason = "an element may have no rows")]
            use $crate::schema::{index, OrderPredictor, Buffer, Unknown, Slot, IntoOwned, Item, Element, SlotType, Protocol, Row, RowKind, Schema, always_node, encode_node, item_facts};

            /// Row indices, named after the fields.
            #[allow(non_camel_case_types, dead_code)]
            enum Index { $($($afield,)*)? $($tfield,)? $($($cfield,)*)? $($($mfield,)*)? End }

            impl<$lt> $Name<$lt> {
                const ROWS: &'static [Row] = &[
                    $($(Row {
                        name: $aname, aliases: &[$($aalias),*], kind: RowKind::Attribute,
                        either: false $(|| stringify!($aeither).len() == 5)?, first_of_two: &[],
                        inner: <$Aty as SlotType>::INNER, many: <$Aty as SlotType>::MANY, is_leaf: false, known: Tag::attribute($aname)
                    },)*)?
                    $(Row { name: "", aliases: &[], kind: RowKind::Text, either: stringify!($tfield).is_empty(), first_of_two: &[], inner: None, many: false, is_leaf: false, known: Tag::NOWHERE },)?
                    $($(Row {
                        name: $cname, aliases: &[$($calias),*], kind: RowKind::Child,
                        either: false $(|| stringify!($ceither).len() == 9)?, first_of_two: &[$($cother)?],
                        inner: <$Cty as SlotType>::INNER, many: <$Cty as SlotType>::MANY, is_leaf: <$Cty as SlotType>::INNER.is_none(), known: Tag::element($cname)
                    },)*)?
                    $($(Row { name: $mname, aliases: &[], kind: RowKind::Moved, either: false, first_of_two: &[], inner: None, many: false, is_leaf: false, known: Tag::NOWHERE },)*)?
                ];
            }

            static INDEX: [u8; index::size($Name::<'static>::ROWS)] = index::build($Name::<'static>::ROWS);

            static USUAL: OrderPredictor = OrderPredictor::new();

            static SCHEMA: Schema = Schema {
                name: $wire,
                rows: $Name::<'static>::ROWS,
                ccc2_move: &[$(($moved, $before))?],
                text: index::text($Name::<'static>::ROWS),
                index: &INDEX,
                usual: &USUAL,
            };

            impl<$lt> Element<$lt> for $Name<$lt> {
                fn schema(&self) -> &'static Schema {
                    &SCHEMA
                }
                fn field(&self, index: usize) -> &dyn Slot<$lt> {
                    match index {
                        $($(i if i == Index::$afield as usize => &self.$afield,)*)?
                        $(i if i == Index::$tfield as usize => &self.$tfield,)?
                        $($(i if i == Index::$cfield as usize => &self.$cfield,)*)?
                        $($(i if i == Index::$mfield as usize => &self.$mhost.$mfield,)*)?
                        _ => unreachable!("row index out of the table"),
                    }
                }
                fn field_mut(&mut self, index: usize) -> &mut dyn Slot<$lt> {
                    match index {
                        $($(i if i == Index::$afield as usize => &mut self.$afield,)*)?
                        $(i if i == Index::$tfield as usize => &mut self.$tfield,)?
                        $($(i if i == Index::$cfield as usize => &mut self.$cfield,)*)?
                        $($(i if i == Index::$mfield as usize => &mut self.$mhost.$mfield,)*)?
                        _ => unreachable!("row index out of the table"),
                    }
                }
                #[allow(unused_variables, reason = "an element may have no rows")]
                fn put(&mut self, index: usize, text: &$lt str) -> bool {
                    match index {
                        $($(i if i == Index::$afield as usize => Slot::put(&mut self.$afield, text),)*)?
                        $($(i if i == Index::$cfield as usize => Slot::put(&mut self.$cfield, text),)*)?
                        _ => false,
                    }
                }
                fn open(&mut self, index: usize) -> Option<&mut dyn Element<$lt>> {
                    match index {
                        $($(i if i == Index::$cfield as usize => Slot::open(&mut self.$cfield),)*)?
                        _ => None,
                    }
                }
                #[allow(unused_variables, reason = "an element may have no rows")]
                fn write(&self, out: &mut Writer<'_>, protocol: Protocol) -> $crate::error::Result<()> {
                    $($(Slot::write(&self.$afield, &SCHEMA.rows[Index::$afield as usize], out, protocol)?;)*)?
                    out.begin()?;
                    $(if let Some(text) = Slot::text(&self.$tfield, 0, &mut [0; 20]) {
                        out.text(&text)?;
                    })?
                    $($(Slot::write(&self.$cfield, &SCHEMA.rows[Index::$cfield as usize], out, protocol)?;)*)?
                    Ok(())
                }
                fn unknown(&self) -> &Unknown<$lt> {
                    &self.unknown
                }
                fn unknown_mut(&mut self) -> &mut Unknown<$lt> {
                    &mut self.unknown
                }
            }

            impl<$lt> Item<$lt> for $Name<$lt> {
                const NOTHING: Self = Self {
                    $($($afield: SlotType::NOTHING,)*)?
                    $($tfield: SlotType::NOTHING,)?
                    $($($cfield: SlotType::NOTHING,)*)?
                    unknown: Unknown::NOTHING,
                };
                const SCHEMA: Option<&'static Schema> = Some(&SCHEMA);
                fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> $crate::error::Result<()> {
                    encode_node(out, &row.known, self, protocol)
                }
                fn node(&self) -> Option<&dyn Element<$lt>> {
                    Some(self)
                }
                fn node_mut(&mut self) -> Option<&mut dyn Element<$lt>> {
                    Some(self)
                }
            }

            impl Default for $Name<'_> {
                fn default() -> Self {
                    Item::NOTHING
                }
            }

            always_node!($Name, $lt);

            impl<$lt> IntoOwned for $Name<$lt> {
                type Owned = $Name<'static>;
                fn into_owned(self) -> $Name<'static> {
                    $Name {
                        $($($afield: self.$afield.into_owned(),)*)?
                        $($tfield: self.$tfield.into_owned(),)?
                        $($($cfield: self.$cfield.into_owned(),)*)?
                        unknown: self.unknown.into_owned(),
                    }
                }
            }
        };

        impl<$lt> $Name<$lt> {
            /// The same value, owning all its text.
            #[must_use]
            pub fn into_owned(self) -> $Name<'static> {
                $crate::schema::IntoOwned::into_owned(self)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<$lt> arbitrary::Arbitrary<$lt> for $Name<$lt> {
            fn arbitrary(u: &mut arbitrary::Unstructured<$lt>) -> arbitrary::Result<Self> {
                let mut value = Self::default();
                $crate::schema::fill(u, &mut value)?;
                Ok(value)
            }
        }
    };
}

/// Declares a closed set of words: `"wire" | "alias" => Variant`, each under its meaning.
///
/// A keyword after the name changes one thing: `loosely` makes reading ignore case, hyphens and
/// blanks (E091, E096), and `labelled` prints the variant's name beside a number that says nothing
/// by itself.
macro_rules! tokens {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident $($keyword:ident)? { $($(#[doc = $meaning:literal])+ $wire:literal $(| $alias:literal)* => $Variant:ident,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $Name {
            $(
                $(#[doc = $meaning])+
                #[doc = ""]
                #[doc = concat!("On the wire: `\"", $wire, "\"`.")]
                $Variant,
            )*
        }

        impl $Name {
            /// Every value of the set.
            pub const ALL: &'static [Self] = &[$(Self::$Variant,)*];

            /// The canonical wire text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $wire,)* }
            }

            /// The meaning of the value, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$Variant => concat!($($meaning),+).trim_ascii(),)* }
            }
        }

        impl $crate::schema::WireValue for $Name {
            const WORDS: &'static [&'static str] = &[$($wire,)*];
            const EMPTY: Option<Self> = $crate::schema::empty(Self::WORDS, Self::ALL);
            fn from_wire(text: &str) -> Option<Self> {
                match text {
                    $($wire $(| $alias)* => Some(Self::$Variant),)*
                    _ => $crate::schema::tokens!(@otherwise text $($keyword)?),
                }
            }
            fn to_wire(self, _: &mut $crate::schema::Buffer) -> &str {
                self.as_str()
            }
            #[inline(always)]
            fn spell(self, room: &mut [u8; 32]) -> Option<usize> {
                static SPELLINGS: &[$crate::schema::Spelling; $Name::ALL.len()] = &[$($crate::schema::Spelling::new($wire),)*];
                SPELLINGS[self as usize].copy(room)
            }
            $crate::schema::tokens! { @label [$($keyword)?] $($Variant)* }
        }
    };
    // The value of a text that is no spelling of a word.
    (@otherwise $text:ident loosely) => {
        Self::ALL.iter().copied().find(|value| $crate::schema::alike(value.as_str(), $text))
    };
    (@otherwise $text:ident $(labelled)?) => { None };
    // What is printed beside a value.
    (@label [labelled] $($Variant:ident)*) => {
        fn label(self) -> Option<&'static str> {
            Some(match self { $(Self::$Variant => stringify!($Variant),)* })
        }
    };
    (@label [$(loosely)?] $($Variant:ident)*) => {};
}

pub(crate) use {element, tokens};
