//! Kinds of fields: the type of the field in a struct, and the methods of the struct and of its view.
//!
//! | Kind | Field | Method of the struct | Method of the view |
//! |---|---|---|---|
//! | `text` | `Option<Text>` | `Option<&str>` | `Option<Text>` |
//! | `word W`, `number`, `boolean`, `time`, `duration` | `Option<Value<W>>` | `Option<W>` | `Option<W>` |
//! | `flag` | `Option<Flag>` | `bool` | `bool` |
//! | `secret` | `Option<Secret>` | `Option<&Secret>` | `Option<Secret>` |
//! | `optional E` | `Option<E>` | `Option<&E>` | `Option<View<E>>` |
//! | `required E` | `E` | `&E` | `View<E>` |
//! | `list E n` | `List<E, n>` | `&[E]` | `Items<E>` |
//! | `texts n`, `words W n` | `List<Text, n>`, `List<Value<W>, n>` | slice | `Items` |
//! | `own text`, `own word W`, `own boolean` | `Text`, `Value<W>` | `&str`, `Option<W>` | `Text`, `Option<W>` |
//!
//! `n` is the number of items that need no allocation, and `own` is the text of the element itself.

/// The type of a field.
macro_rules! field_type {
    ($lt:lifetime text) => { Option<$crate::Text<$lt>> };
    ($lt:lifetime word $Word:ident) => { Option<$crate::schema::Value<$lt, $Word>> };
    ($lt:lifetime number) => { Option<$crate::schema::Value<$lt, i64>> };
    ($lt:lifetime boolean) => { Option<$crate::schema::Value<$lt, bool>> };
    ($lt:lifetime time) => { Option<$crate::schema::Value<$lt, $crate::Timestamp>> };
    ($lt:lifetime duration) => { Option<$crate::schema::Value<$lt, $crate::Millis>> };
    ($lt:lifetime flag) => { Option<$crate::schema::Flag<$lt>> };
    ($lt:lifetime secret) => { Option<$crate::schema::Secret<$lt>> };
    ($lt:lifetime optional $Element:ident) => { Option<$Element<$lt>> };
    ($lt:lifetime required $Element:ident) => { $Element<$lt> };
    ($lt:lifetime list $Element:ident $n:literal) => { $crate::List<$Element<$lt>, $n> };
    ($lt:lifetime texts $n:literal) => { $crate::List<$crate::Text<$lt>, $n> };
    ($lt:lifetime words $Word:ident $n:literal) => { $crate::List<$crate::schema::Value<$lt, $Word>, $n> };
    ($lt:lifetime own text) => { $crate::Text<$lt> };
    ($lt:lifetime own word $Word:ident) => { $crate::schema::Value<$lt, $Word> };
    ($lt:lifetime own boolean) => { $crate::schema::Value<$lt, bool> };
}

/// The type that the methods of a field return for a value that is not text.
macro_rules! word_type {
    (word $Word:ident) => {
        $Word
    };
    (number) => {
        i64
    };
    (boolean) => {
        bool
    };
    (time) => {
        $crate::Timestamp
    };
    (duration) => {
        $crate::Millis
    };
}

/// The method of a struct that returns the value of a field. `$doc` is the documentation of the field.
macro_rules! getter {
    ($doc:tt $lt:lifetime $field:ident text) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<&str> { self.$field.as_deref() }
        }
    };
    ($doc:tt $lt:lifetime $field:ident flag) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> bool { self.$field.is_some() }
        }
    };
    ($doc:tt $lt:lifetime $field:ident secret) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<&$crate::schema::Secret<$lt>> { self.$field.as_ref() }
        }
    };
    ($doc:tt $lt:lifetime $field:ident optional $Element:ident) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<&$Element<$lt>> { self.$field.as_ref() }
        }
    };
    ($doc:tt $lt:lifetime $field:ident required $Element:ident) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> &$Element<$lt> { &self.$field }
        }
    };
    ($doc:tt $lt:lifetime $field:ident list $Element:ident $n:literal) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> &[$Element<$lt>] { &self.$field }
        }
    };
    ($doc:tt $lt:lifetime $field:ident texts $n:literal) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> &[$crate::Text<$lt>] { &self.$field }
        }
    };
    ($doc:tt $lt:lifetime $field:ident words $Word:ident $n:literal) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> &[$crate::schema::Value<$lt, $Word>] { &self.$field }
        }
    };
    ($doc:tt $lt:lifetime $field:ident own text) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> &str { &self.$field }
        }
    };
    ($doc:tt $lt:lifetime $field:ident own $($word:tt)+) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<$crate::schema::word_type!($($word)+)> { self.$field.known() }
        }
    };
    ($doc:tt $lt:lifetime $field:ident $($word:tt)+) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<$crate::schema::word_type!($($word)+)> { self.$field.as_ref()?.known() }
        }
    };
}

/// The method of a view that reads a field from the tape. `$row` is the index of its row.
macro_rules! view_getter {
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident flag) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> bool { self.word($row) != 0 }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident text) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<$crate::Text<$lt>> { self.read::<$crate::schema::field_type!($lt text)>($row) }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident secret) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<$crate::schema::Secret<$lt>> { self.read::<$crate::schema::field_type!($lt secret)>($row) }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident optional $Element:ident) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<$crate::schema::View<$t, $lt, $Element<$lt>>> {
                self.read::<Option<$Element<$lt>>>($row)
            }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident required $Element:ident) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> $crate::schema::View<$t, $lt, $Element<$lt>> { self.read::<$Element<$lt>>($row) }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident list $Element:ident $n:literal) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> $crate::schema::Items<$t, $lt, $Element<$lt>> {
                self.read::<$crate::List<$Element<$lt>, $n>>($row)
            }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident texts $n:literal) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> $crate::schema::Items<$t, $lt, $crate::Text<$lt>> {
                self.read::<$crate::schema::field_type!($lt texts $n)>($row)
            }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident words $Word:ident $n:literal) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> $crate::schema::Items<$t, $lt, $crate::schema::Value<$lt, $Word>> {
                self.read::<$crate::schema::field_type!($lt words $Word $n)>($row)
            }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident own text) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> $crate::Text<$lt> { self.read::<$crate::Text<$lt>>($row) }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident own $($word:tt)+) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<$crate::schema::word_type!($($word)+)> {
                self.read::<$crate::schema::field_type!($lt own $($word)+)>($row).known()
            }
        }
    };
    ($doc:tt $t:lifetime $lt:lifetime $row:expr, $field:ident $($word:tt)+) => {
        $crate::schema::document! { $doc
            pub fn $field(&self) -> Option<$crate::schema::word_type!($($word)+)> {
                self.read::<$crate::schema::field_type!($lt $($word)+)>($row)?.known()
            }
        }
    };
}

/// A method with the documentation of its field.
macro_rules! document {
    ([$($doc:literal)*] $($method:tt)*) => {
        $(#[doc = $doc])*
        #[inline]
        #[must_use]
        $($method)*
    };
}

pub(crate) use {document, field_type, getter, view_getter, word_type};
