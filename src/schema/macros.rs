//! Macros that declare elements and value sets. They emit data, match arms and straight-line code, and no loops.

/// Declares an element: a struct and its rows, in the order of the CAP-C DTD.
///
/// ```text
/// element! {
///     /// Doc comment of the struct.
///     pub struct User<'a> = "user" {                  // Rust name, wire name
///         attributes {                                // before all other rows
///             /// Doc comment of the field.
///             "id" | "Id" or child => id: text,
///         }
///         text { text: text, }                    // the element's own text
///         children {
///             "call" => calls: list Call 1,
///             "monitoredUserId" first of two "monitoredUserUid" => monitored_user_id: text,
///         }
///         moved { "applicationId" => user.application_id, }
///         ccc2 { "applicationId" before "hotelingHost" }
///     }
/// }
/// ```
///
/// - A row is a doc comment with its meaning, a wire name, its aliases, and a field with its [kind](super::kinds).
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
            $(attributes { $($(#[doc = $adoc:literal])* $aname:literal $(| $aalias:literal)* $(or $aeither:ident)? => $afield:ident: $akind:ident $($Aarg:ident)?,)* })?
            $(text { $(#[doc = $tdoc:literal])* $tfield:ident: $tkind:ident $($Targ:ident)?, })?
            $(children { $($(#[doc = $cdoc:literal])* $cname:literal $(| $calias:literal)* $(or $ceither:ident)? $(first of two $cother:literal)? => $cfield:ident: $ckind:ident $($Carg:ident)? $($croom:literal)?,)* })?
            $(moved { $($mname:literal => $mhost:ident.$mfield:ident,)* })?
            $(ccc2 { $ccc2:literal $where:ident $($before:literal)? })?
        }
    ) => {
        // The struct that programs see: a field for each row.
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub struct $Name<$lt> {
            $($($(#[doc = $adoc])* pub $afield: $crate::schema::field_type!($lt $akind $($Aarg)?),)*)?
            $($(#[doc = $tdoc])* pub $tfield: $crate::schema::field_type!($lt own $tkind $($Targ)?),)?
            $($($(#[doc = $cdoc])* pub $cfield: $crate::schema::field_type!($lt $ckind $($Carg)? $($croom)?),)*)?
            /// Attributes, elements and text beyond the documented fields; written back when encoding.
            pub unknown: $crate::schema::Unknown<$lt>,
        }

        const _: () = {
            #[allow(unused_imports, reason = "an element may have no rows")]
            use $crate::xml::{Text, Writer};
            #[allow(unused_imports, reason = "an element may have no rows")]
            use $crate::schema::{
                Element, Empty, Holds, IntoOwned, Item, Noted, Protocol, Row, RowKind, Schema, Slot, SlotType, Slots, Source,
                Unknown, View, Viewed, always_element, encode_element, fill_unknown, index, keyword, with_order,
            };

            // Indices of the rows, named after the fields.
            #[allow(non_camel_case_types, dead_code)]
            enum Index { $($($afield,)*)? $($tfield,)? $($($cfield,)*)? $($($mfield,)*)? End }

            // The table, as data for the generic code.
            impl<$lt> $Name<$lt> {
                const ROWS: [Row; Index::End as usize] = with_order([
                    $($(
                        Row::attribute($aname, &[$($aalias),*], keyword!(child $(== $aeither)?))
                            .with(<$crate::schema::field_type!('_ $akind $($Aarg)?) as SlotType<'_>>::HOLDS, <$crate::schema::field_type!('_ $akind $($Aarg)?) as SlotType<'_>>::CANONICAL, concat!($($adoc),*)),
                    )*)?
                    $(Row::text().with(<$crate::schema::field_type!('_ own $tkind $($Targ)?) as SlotType<'_>>::HOLDS, <$crate::schema::field_type!('_ own $tkind $($Targ)?) as SlotType<'_>>::CANONICAL, concat!($($tdoc),*)),)?
                    $($(
                        Row::child(
                            $cname, &[$($calias),*], keyword!(attribute $(== $ceither)?), keyword!(optional $($cother)?),
                            (
                                <$crate::schema::field_type!('_ $ckind $($Carg)? $($croom)?) as SlotType<'_>>::HOLDS,
                                <$crate::schema::field_type!('_ $ckind $($Carg)? $($croom)?) as SlotType<'_>>::CANONICAL,
                                <$crate::schema::field_type!('_ $ckind $($Carg)? $($croom)?) as SlotType<'_>>::MANY,
                            ),
                        )
                        .meaning(concat!($($cdoc),*)),
                    )*)?
                    $($(Row::moved($mname, Index::$mhost as usize),)*)?
                ]);
            }

            static ROWS: [Row; Index::End as usize] = $Name::<'static>::ROWS;
            static INDEX: [u8; index::size(&$Name::<'static>::ROWS)] = index::build(&$Name::<'static>::ROWS);
            static SCHEMA: Schema = Schema::new($wire, &ROWS, &INDEX, keyword!(moves $($ccc2 $where $($before)?)?));

            // Access to the slots by index, for the generic code.
            impl<$lt> Slots<$lt> for $Name<$lt> {
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
                    $(if let Some(text) = Slot::text(&self.$tfield, 0) {
                        out.text(&text)?;
                    })?
                    $($(Slot::write(&self.$cfield, &ROWS[Index::$cfield as usize], out, protocol)?;)*)?
                    Ok(())
                }
            }

            impl<$lt> Element<$lt> for $Name<$lt> {
                fn schema(&self) -> &'static Schema {
                    &SCHEMA
                }
                fn unknown(&self) -> &Unknown<$lt> {
                    &self.unknown
                }
                fn unknown_mut(&mut self) -> &mut Unknown<$lt> {
                    &mut self.unknown
                }
            }

            impl PartialEq for $Name<'_> {
                fn eq(&self, other: &Self) -> bool {
                    $($(self.$afield == other.$afield &&)*)?
                    $(self.$tfield == other.$tfield &&)?
                    $($(self.$cfield == other.$cfield &&)*)?
                    self.unknown == other.unknown && self.is_absent() == other.is_absent()
                }
            }

            impl<$lt> Noted<$lt> for $Name<$lt> {
                fn schema(&self) -> &'static Schema {
                    &SCHEMA
                }
                fn text_of(&self, index: usize) -> Option<$crate::Text<'_>> {
                    match index {
                        $($(i if i == Index::$afield as usize => Slot::text(&self.$afield, 0),)*)?
                        $(i if i == Index::$tfield as usize => Slot::text(&self.$tfield, 0),)?
                        $($(i if i == Index::$cfield as usize => Slot::text(&self.$cfield, 0),)*)?
                        $($(i if i == Index::$mfield as usize => Slot::text(&self.$mhost.$mfield, 0),)*)?
                        _ => None,
                    }
                }
                fn set_unknown(&mut self, unknown: Unknown<$lt>) {
                    self.unknown = unknown;
                }
            }

            impl Empty for $Name<'_> {
                const EMPTY: Self = Self {
                    $($($afield: Empty::EMPTY,)*)?
                    $($tfield: Empty::EMPTY,)?
                    $($($cfield: Empty::EMPTY,)*)?
                    unknown: Unknown::EMPTY,
                };
                #[cold]
                fn absent() -> Self {
                    Self {
                        $($($cfield: Empty::absent(),)*)?
                        unknown: Unknown::absent(),
                        ..Self::EMPTY
                    }
                }
            }

            // The element as an item of a slot.
            impl<$lt> Item<$lt> for $Name<$lt> {
                const HOLDS: Holds = Holds::Element(&SCHEMA);
                type Viewed<'t> = View<'t, $lt, Self>;
                #[inline(always)]
                fn view<'t>(view: Viewed<'t, $lt>, word: u64) -> View<'t, $lt, Self> {
                    View::at(view, word)
                }
                #[cfg(feature = "_laws")]
                fn agrees(&self, viewed: View<'_, $lt, Self>) -> bool {
                    $($(viewed.agrees(Index::$afield as usize, &self.$afield) &&)*)?
                    $(viewed.agrees(Index::$tfield as usize, &self.$tfield) &&)?
                    $($(viewed.agrees(Index::$cfield as usize, &self.$cfield) &&)*)?
                    viewed.to_element() == *self
                }
                // Direct calls, as in `write`.
                fn fill(&mut self, source: &Source<'_, $lt>, base: usize) {
                    let Some(words) = source.places.block::<{ 1 + Index::End as usize }>(base) else {
                        *self = Self::absent();
                        return;
                    };
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
                $($($crate::schema::view_getter!([$($adoc)*] 't $lt Index::$afield as usize, $afield $akind $($Aarg)?);)*)?
                $($crate::schema::view_getter!([$($tdoc)*] 't $lt Index::$tfield as usize, $tfield own $tkind $($Targ)?);)?
                $($($crate::schema::view_getter!([$($cdoc)*] 't $lt Index::$cfield as usize, $cfield $ckind $($Carg)? $($croom)?);)*)?
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

        // A method for each field, with the names of the view.
        impl<$lt> $Name<$lt> {
            $($($crate::schema::getter!([$($adoc)*] $lt $afield $akind $($Aarg)?);)*)?
            $($crate::schema::getter!([$($tdoc)*] $lt $tfield own $tkind $($Targ)?);)?
            $($($crate::schema::getter!([$($cdoc)*] $lt $cfield $ckind $($Carg)? $($croom)?);)*)?

            /// Creates a value with the fields that `fill` sets.
            #[must_use]
            pub fn build(fill: impl FnOnce(&mut Self)) -> Self {
                let mut value = Self::default();
                fill(&mut value);
                value
            }

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

/// Declares a closed value set: `"wire" | "alias" => Variant`, each after a doc comment with its meaning, and with
/// `since "17.0"` before the arrow if a later version brought the value.
///
/// A keyword after the name has an effect: with `loosely`, reading ignores case, hyphens and blanks (E091,
/// E096); with `labelled`, the name of the variant is the label of a value; with `coded`, it also is, and every
/// value is a number on the wire.
macro_rules! tokens {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident $($keyword:ident)? { $($(#[doc = $meaning:literal])+ $wire:literal $(| $alias:literal)* $(since $since:literal)? => $Variant:ident,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $Name {
            $(
                $(#[doc = $meaning])+
                #[doc = ""]
                #[doc = concat!("On the wire: `\"", $wire, "\"`" $(, "; since version ", $since)?, ".")]
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

            /// Returns the name of a value that is a number or empty on the wire, or else the wire text.
            #[must_use]
            pub const fn name(self) -> &'static str {
                $crate::schema::tokens! { @name self [$($keyword)?] $($Variant)* }
            }

            /// Returns the meaning of the value, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$Variant => concat!($($meaning),+).trim_ascii(),)* }
            }
        }

        /// Prints the [name](Self::name).
        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.name())
            }
        }

        /// Parses a wire text in any spelling that is read from the wire, or a [name](Self::name).
        impl core::str::FromStr for $Name {
            type Err = $crate::identified::UnknownWord;
            fn from_str(text: &str) -> Result<Self, $crate::identified::UnknownWord> {
                let named = || Self::ALL.iter().copied().find(|value| value.name() == text);
                let known = <Self as $crate::schema::WireValue>::from_wire(text).or_else(named);
                known.ok_or($crate::identified::UnknownWord::new(stringify!($Name)))
            }
        }

        $crate::identified::serde_as_word!($Name, as_str);
        $crate::schema::tokens! { @code $Name [$($keyword)?] }

        impl $crate::schema::Sealed for $Name {}

        impl $crate::schema::WireValue for $Name {
            const WORDS: &'static [&'static str] = &[$($wire,)*];
            const DATED: &'static [(&'static str, &'static str)] = &[$($(($wire, $since),)?)*];
            const HOLDS: $crate::schema::Holds = $crate::schema::Holds::Word(&[$($crate::schema::Word {
                wire: $wire,
                name: Self::$Variant.name(),
                meaning: Self::$Variant.meaning(),
                since: $crate::schema::keyword!(optional $($since)?),
            },)*]);
            const EMPTY: Option<Self> = $crate::schema::empty(Self::WORDS, Self::ALL);
            fn from_wire(text: &str) -> Option<Self> {
                match text {
                    $($wire $(| $alias)* => Some(Self::$Variant),)*
                    _ => $crate::schema::tokens!(@otherwise text $($keyword)?),
                }
            }
            fn to_wire(self) -> $crate::Text<'static> {
                self.as_str().into()
            }
            fn canonical(text: &str) -> Option<&'static str> {
                Self::from_wire(text).map(Self::as_str)
            }
            #[inline(always)]
            fn spell(self, room: &mut [u8; 32]) -> Option<usize> {
                static SPELLINGS: &[$crate::schema::Spelling; $Name::ALL.len()] = &[$($crate::schema::Spelling::new($wire),)*];
                SPELLINGS[self as usize].copy(room)
            }
            $crate::schema::tokens! { @label [$($keyword)?] }
        }
    };
    // The value of a text that is neither a canonical spelling nor an alias.
    (@otherwise $text:ident loosely) => {
        Self::ALL.iter().copied().find(|value| $crate::schema::alike(value.as_str(), $text))
    };
    (@otherwise $text:ident $($keyword:ident)?) => { None };
    // The name of a value.
    (@name $self:ident [] $($Variant:ident)*) => { $self.as_str() };
    (@name $self:ident [loosely] $($Variant:ident)*) => { $self.as_str() };
    (@name $self:ident [$labelled:ident] $($Variant:ident)*) => {
        match $self { $(Self::$Variant => stringify!($Variant),)* }
    };
    // The label of a value.
    (@label []) => {};
    (@label [loosely]) => {};
    (@label [$labelled:ident]) => {
        fn label(self) -> Option<&'static str> {
            Some(self.name())
        }
    };
    // The value of a number.
    (@code $Name:ident [coded]) => {
        impl TryFrom<u8> for $Name {
            type Error = $crate::identified::UnknownWord;
            fn try_from(code: u8) -> Result<Self, $crate::identified::UnknownWord> {
                use $crate::schema::WireValue;
                let known = Self::from_wire(&i64::from(code).to_wire());
                known.ok_or($crate::identified::UnknownWord::new(stringify!($Name)))
            }
        }
    };
    (@code $Name:ident [$($keyword:ident)?]) => {};
}

pub(crate) use {element, keyword, tokens};
