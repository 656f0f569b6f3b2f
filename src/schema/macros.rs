//! Macros that declare elements and value sets. They emit data, match arms and straight-line code, and no loops.

/// Declares an element: a struct and its rows, in the order of the CAP-C DTD.
///
/// ```text
/// element! {
///     /// Doc comment of the struct.
///     pub struct User<'a> = "user" {                  // Rust name, wire name
///         attributes {                                // before all other rows
///             /// Doc comment of the field.
///             "id" | "Id" or child => id: Option<Text<'a>>,
///         }
///         text { text: Text<'a>, }                    // the element's own text
///         children {
///             "call" => calls: List<Call<'a>>,
///             "monitoredUserId" first of two "monitoredUserUid" => monitored_user_id: Option<Text<'a>>,
///         }
///         moved { "applicationId" => user.application_id, }
///         ccc2 { "applicationId" before "hotelingHost" }
///     }
/// }
/// ```
///
/// - A row is a wire name, its aliases, and a field with its type. The type is an `Option`, a list, or a required
///   value.
/// - `or child`, `or attribute`: the value may also be there (E032).
/// - `first of two`: of two elements with this name, the first is the value of the row whose name follows (E012).
/// - `moved`: a child that is read here but belongs to another element (E034 to E036).
/// - `ccc2`: the row that CCC2 writes elsewhere: before another one, or `last`.
///
/// `Schema::new` checks every name that a row mentions at compile time.
macro_rules! element {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident<$lt:lifetime> = $wire:literal {
            $(attributes { $($(#[$ameta:meta])* $aname:literal $(| $aalias:literal)* $(or $aeither:ident)? => $afield:ident: $Aty:ty,)* })?
            $(text { $(#[$tmeta:meta])* $tfield:ident: $Tty:ty, })?
            $(children { $($(#[$cmeta:meta])* $cname:literal $(| $calias:literal)* $(or $ceither:ident)? $(first of two $cother:literal)? => $cfield:ident: $Cty:ty,)* })?
            $(moved { $($mname:literal => $mhost:ident.$mfield:ident,)* })?
            $(ccc2 { $ccc2:literal $where:ident $($before:literal)? })?
        }
    ) => {
        // The struct that programs see: a field for each row.
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Name<$lt> {
            $($($(#[$ameta])* pub $afield: $Aty,)*)?
            $($(#[$tmeta])* pub $tfield: $Tty,)?
            $($($(#[$cmeta])* pub $cfield: $Cty,)*)?
            /// Attributes, elements and text beyond the documented fields; written back when encoding.
            pub unknown: $crate::schema::Unknown<$lt>,
        }

        const _: () = {
            #[allow(unused_imports, reason = "an element may have no rows")]
            use $crate::xml::{Text, Writer};
            #[allow(unused_imports, reason = "an element may have no rows")]
            use $crate::schema::{
                index, keyword, with_order, Buffer, Element, Empty, IntoOwned, Item, Protocol, Row, RowKind, Schema, Slot, SlotType,
                Source, Unknown, View, Viewed, always_element, encode_element, fill_unknown, item_facts,
            };

            // Indices of the rows, named after the fields.
            #[allow(non_camel_case_types, dead_code)]
            enum Index { $($($afield,)*)? $($tfield,)? $($($cfield,)*)? $($($mfield,)*)? End }

            // The table, as data for the generic code.
            impl<$lt> $Name<$lt> {
                const ROWS: [Row; Index::End as usize] = with_order([
                    $($(Row::attribute($aname, &[$($aalias),*], keyword!(child $(== $aeither)?)),)*)?
                    $({ let _ = stringify!($tfield); Row::text() },)?
                    $($(Row::child(
                        $cname, &[$($calias),*], keyword!(attribute $(== $ceither)?), keyword!(optional $($cother)?),
                        (<$Cty as SlotType<'_>>::INNER, <$Cty as SlotType<'_>>::MANY),
                    ),)*)?
                    $($(Row::moved($mname, Index::$mhost as usize),)*)?
                ]);
            }

            static ROWS: [Row; Index::End as usize] = $Name::<'static>::ROWS;
            static INDEX: [u8; index::size(&$Name::<'static>::ROWS)] = index::build(&$Name::<'static>::ROWS);
            static SCHEMA: Schema = Schema::new($wire, &ROWS, &INDEX, keyword!(moves $($ccc2 $where $($before)?)?));

            // Access to the slots by index, for the generic code.
            impl<$lt> Element<$lt> for $Name<$lt> {
                fn schema(&self) -> &'static Schema {
                    &SCHEMA
                }
                fn slot(&self, index: usize) -> &dyn Slot<$lt> {
                    match index {
                        $($(i if i == Index::$afield as usize => &self.$afield,)*)?
                        $(i if i == Index::$tfield as usize => &self.$tfield,)?
                        $($(i if i == Index::$cfield as usize => &self.$cfield,)*)?
                        $($(i if i == Index::$mfield as usize => &self.$mhost.$mfield,)*)?
                        _ => unreachable!("row index out of the table"),
                    }
                }
                fn slot_mut(&mut self, index: usize) -> &mut dyn Slot<$lt> {
                    match index {
                        $($(i if i == Index::$afield as usize => &mut self.$afield,)*)?
                        $(i if i == Index::$tfield as usize => &mut self.$tfield,)?
                        $($(i if i == Index::$cfield as usize => &mut self.$cfield,)*)?
                        $($(i if i == Index::$mfield as usize => &mut self.$mhost.$mfield,)*)?
                        _ => unreachable!("row index out of the table"),
                    }
                }
                // Fast path of `encode`: a direct call for each row, without indices.
                #[allow(unused_variables, reason = "an element may have no rows")]
                fn write(&self, out: &mut Writer<'_>, protocol: Protocol) -> $crate::error::Result<()> {
                    $($(Slot::write(&self.$afield, &ROWS[Index::$afield as usize], out, protocol)?;)*)?
                    out.begin()?;
                    $(if let Some(text) = Slot::text(&self.$tfield, 0, &mut [0; 20]) {
                        out.text(text)?;
                    })?
                    $($(Slot::write(&self.$cfield, &ROWS[Index::$cfield as usize], out, protocol)?;)*)?
                    Ok(())
                }
                fn unknown(&self) -> &Unknown<$lt> {
                    &self.unknown
                }
                fn unknown_mut(&mut self) -> &mut Unknown<$lt> {
                    &mut self.unknown
                }
            }

            impl Empty for $Name<'_> {
                const EMPTY: Self = Self {
                    $($($afield: Empty::EMPTY,)*)?
                    $($tfield: Empty::EMPTY,)?
                    $($($cfield: Empty::EMPTY,)*)?
                    unknown: Unknown::EMPTY,
                };
            }

            // The element as an item of a slot.
            impl<$lt> Item<$lt> for $Name<$lt> {
                const SCHEMA: Option<&'static Schema> = Some(&SCHEMA);
                type Viewed<'t> = View<'t, $lt, Self>;
                #[inline(always)]
                fn view<'t>(view: Viewed<'t, $lt>, word: u64) -> View<'t, $lt, Self> {
                    View::at(view, word)
                }
                #[cfg(feature = "_laws")]
                fn agrees(&self, viewed: View<'_, $lt, Self>) -> bool {
                    $($(SlotType::agrees(&self.$afield, viewed.$afield()) &&)*)?
                    $(SlotType::agrees(&self.$tfield, viewed.$tfield()) &&)?
                    $($(SlotType::agrees(&self.$cfield, viewed.$cfield()) &&)*)?
                    viewed.to_element() == *self
                }
                // Direct calls, as in `write`.
                fn fill(&mut self, source: &Source<'_, $lt>, base: usize) {
                    let Some(words) = source.places.block::<{ 1 + Index::End as usize }>(base) else { return };
                    $($(SlotType::fill(&mut self.$afield, source, words[1 + Index::$afield as usize]);)*)?
                    $(SlotType::fill(&mut self.$tfield, source, words[1 + Index::$tfield as usize]);)?
                    $($(SlotType::fill(&mut self.$cfield, source, words[1 + Index::$cfield as usize]);)*)?
                    fill_unknown(source, base, words[0], self);
                }
                fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> $crate::error::Result<()> {
                    encode_element(out, &row.tag, self, protocol)
                }
                fn element(&self) -> Option<&dyn Element<$lt>> {
                    Some(self)
                }
                fn element_mut(&mut self) -> Option<&mut dyn Element<$lt>> {
                    Some(self)
                }
            }

            // The view: a method for each field, which reads its value from the tape.
            impl<'t, $lt> View<'t, $lt, $Name<$lt>> {
                $($($(#[$ameta])*
                #[inline]
                #[must_use]
                pub fn $afield(&self) -> <$Aty as SlotType<$lt>>::Viewed<'t> {
                    let (view, word) = self.slot(Index::$afield as usize);
                    <$Aty as SlotType<$lt>>::view(view, word)
                })*)?
                $($(#[$tmeta])*
                #[inline]
                #[must_use]
                pub fn $tfield(&self) -> <$Tty as SlotType<$lt>>::Viewed<'t> {
                    let (view, word) = self.slot(Index::$tfield as usize);
                    <$Tty as SlotType<$lt>>::view(view, word)
                })?
                $($($(#[$cmeta])*
                #[inline]
                #[must_use]
                pub fn $cfield(&self) -> <$Cty as SlotType<$lt>>::Viewed<'t> {
                    let (view, word) = self.slot(Index::$cfield as usize);
                    <$Cty as SlotType<$lt>>::view(view, word)
                })*)?
            }

            impl Default for $Name<'_> {
                fn default() -> Self {
                    Empty::EMPTY
                }
            }

            always_element!($Name, $lt);

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
            /// Returns the same value with owned text.
            #[must_use]
            pub fn into_owned(self) -> $Name<'static> {
                $crate::schema::IntoOwned::into_owned(self)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<$lt> arbitrary::Arbitrary<$lt> for $Name<$lt> {
            fn arbitrary(u: &mut arbitrary::Unstructured<$lt>) -> arbitrary::Result<Self> {
                let mut value = Self::default();
                $crate::schema::generate(u, &mut value)?;
                Ok(value)
            }
        }
    };
}

/// Translates the keywords of [`element!`]; any other keyword fails to compile.
macro_rules! keyword {
    (child) => {
        false
    };
    (child == child) => {
        true
    };
    (attribute) => {
        false
    };
    (attribute == attribute) => {
        true
    };
    (optional) => {
        None
    };
    (optional $name:literal) => {
        Some($name)
    };
    (moves) => {
        None
    };
    (moves $row:literal before $before:literal) => {
        Some(($row, Some($before)))
    };
    (moves $row:literal last) => {
        Some(($row, None))
    };
}

/// Declares a closed value set: `"wire" | "alias" => Variant`, each after a doc comment with its meaning.
///
/// A keyword after the name has an effect: with `loosely`, reading ignores case, hyphens and blanks (E091,
/// E096); with `labelled`, the name of the variant is the label of a coded value.
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

            /// Returns the canonical wire text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $wire,)* }
            }

            /// Returns the meaning of the value, in a sentence.
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
    // The value of a text that is neither a canonical spelling nor an alias.
    (@otherwise $text:ident loosely) => {
        Self::ALL.iter().copied().find(|value| $crate::schema::alike(value.as_str(), $text))
    };
    (@otherwise $text:ident $(labelled)?) => { None };
    // The label of a value.
    (@label [labelled] $($Variant:ident)*) => {
        fn label(self) -> Option<&'static str> {
            Some(match self { $(Self::$Variant => stringify!($Variant),)* })
        }
    };
    (@label [$(loosely)?] $($Variant:ident)*) => {};
}

pub(crate) use {element, keyword, tokens};
