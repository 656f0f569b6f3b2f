//! Uniform access to the fields of a declared element.

use smallvec::SmallVec;

use super::Protocol;
use super::decode::CANONICAL;
use super::expect::OrderPredictor;
use super::index;
use super::unknown::Unknown;
use super::value::{Buffer, Flag, Secret, Value, WireValue};
use crate::error::Result;
use crate::xml::{Tag, Text, Writer};

/// Where a row's value stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowKind {
    /// An attribute of the element.
    Attribute,
    /// A child element.
    Child,
    /// The element's own text.
    Text,
    /// A child element that belongs into another element and is moved there (read, never written).
    Moved,
}

/// One row of an element: a wire name and where its value stands.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Canonical wire name; empty for the element's own text.
    pub name: &'static str,
    /// Other spellings: read, never written.
    pub aliases: &'static [&'static str],
    /// Where it stands.
    pub kind: RowKind,
    /// May also stand as a child instead of an attribute or the reverse (E032).
    pub either: bool,
    /// With two elements of this name, the first is the value of the row named here (E012).
    /// At most one.
    pub first_of_two: &'static [&'static str],
    /// The declaration of the element that stands here; `None` for a leaf.
    pub inner: Option<&'static Schema>,
    /// Whether many values fit.
    pub many: bool,
    /// Whether it is a child without children.
    pub(crate) is_leaf: bool,
    /// The name, laid out to be compared with what stands in a document.
    pub(crate) known: Tag,
}

impl Row {
    /// Which of its spellings a name is that this row reads.
    pub(crate) fn spelling(&self, name: &str) -> u8 {
        let alias = self.aliases.iter().position(|alias| *alias == name);
        alias.map_or(CANONICAL, |alias| CANONICAL + 1 + alias as u8)
    }

    /// Whether this row reads the wire name.
    #[must_use]
    pub fn reads(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// What is declared of an element.
#[derive(Debug)]
pub struct Schema {
    /// Wire name of the element.
    pub name: &'static str,
    /// Its rows in the order of the CAP-C DTD.
    pub rows: &'static [Row],
    /// In CCC2, the first row is written just before the second (`""`: last). At most one
    /// pair.
    pub ccc2_move: &'static [(&'static str, &'static str)],
    /// Index of the element's own text; past the rows if it has none.
    pub(crate) text: usize,
    /// Rows by the hash of their names.
    pub(crate) index: &'static [u8],
    /// Which row usually comes after which.
    pub(crate) usual: &'static OrderPredictor,
}

impl Schema {
    /// Index of the row that reads `name` as an attribute (or not).
    #[must_use]
    pub fn find(&self, name: &str, attribute: bool) -> Option<usize> {
        let mut either = None;
        for row in index::candidates(self.index, name) {
            let declared = &self.rows[row];
            if (declared.kind == RowKind::Attribute) == attribute && declared.reads(name) {
                return Some(row);
            }
            if declared.either && either.is_none() && declared.reads(name) {
                either = Some(row);
            }
        }
        either
    }

    /// Index of the element's own text.
    #[must_use]
    pub fn text_row(&self) -> Option<usize> {
        (self.text < self.rows.len()).then_some(self.text)
    }
}

/// A declared element: rows by index, and what the rows do not know.
pub trait Element<'a> {
    /// Its declaration.
    fn schema(&self) -> &'static Schema;
    /// The field of row `index`.
    fn field(&self, index: usize) -> &dyn Slot<'a>;
    /// The field of row `index`, to fill.
    fn field_mut(&mut self, index: usize) -> &mut dyn Slot<'a>;
    /// Sets a leaf of row `index` to plain text, or adds one where many fit; `false` and nothing
    /// done if the row has a value already or is no such leaf.
    fn put(&mut self, index: usize, text: &'a str) -> bool;
    /// Starts a new element in the field of row `index`, as [`Slot::open`].
    fn open(&mut self, index: usize) -> Option<&mut dyn Element<'a>> {
        self.field_mut(index).open()
    }
    /// Writes the rows in their order: attributes, the end of the start tag, text and children.
    #[doc(hidden)]
    fn write(&self, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// What the rows do not know.
    fn unknown(&self) -> &Unknown<'a>;
    /// What the rows do not know, to fill.
    fn unknown_mut(&mut self) -> &mut Unknown<'a>;
}

/// A field of a node: nothing, one item or many.
pub trait Slot<'a> {
    /// How many items are there.
    fn count(&self) -> usize;
    /// Wire text of leaf `index`; `None` for elements.
    fn text<'s>(&'s self, index: usize, buffer: &'s mut Buffer) -> Option<Text<'s>>;
    /// What a person calls the coded value of leaf `index`.
    fn label(&self, index: usize) -> Option<&'static str>;
    /// Element `index`; `None` for leaves.
    fn node(&self, index: usize) -> Option<&dyn Element<'a>>;
    /// Sets or adds a leaf.
    fn set(&mut self, text: Text<'a>);
    /// As [`Element::put`].
    fn put(&mut self, _: &'a str) -> bool {
        false
    }
    /// Writes all items.
    #[doc(hidden)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Starts a new element (replacing a single one) and gives it to be filled.
    fn open(&mut self) -> Option<&mut dyn Element<'a>>;
    /// Back to nothing.
    fn reset(&mut self);
    /// Takes the last leaf out.
    fn take(&mut self) -> Option<Text<'a>>;
    /// The words a leaf knows.
    fn words(&self) -> &'static [&'static str];
    /// Whether text is secret.
    fn is_secret(&self) -> bool;
    /// Whether a leaf holds a number.
    fn is_number(&self) -> bool;
}

/// What the type of a field tells without a value.
pub trait SlotType: Sized {
    /// The declaration of the element that stands here; `None` for a leaf.
    const INNER: Option<&'static Schema>;
    /// Whether many values fit.
    const MANY: bool = false;
    /// The field before anything was read.
    const NOTHING: Self;
}

impl<'a, T: Item<'a>> SlotType for Option<T> {
    const INNER: Option<&'static Schema> = T::SCHEMA;
    const NOTHING: Self = None;
}

impl<'a, T: Item<'a>, const N: usize> SlotType for SmallVec<[T; N]> {
    const INNER: Option<&'static Schema> = T::SCHEMA;
    const MANY: bool = true;
    const NOTHING: Self = SmallVec::new_const();
}

/// One item of a field: a leaf or an element.
pub trait Item<'a>: Sized {
    /// The item before anything was read. A constant is copied to its place as a whole.
    const NOTHING: Self;
    /// The declaration of an element; `None` for a leaf.
    const SCHEMA: Option<&'static Schema> = None;
    /// The words a leaf knows.
    const WORDS: &'static [&'static str] = &[];
    /// Whether text must not be shown.
    const SECRET: bool = false;
    /// Whether a leaf is a number.
    const NUMBER: bool = false;
    /// A leaf from its wire text.
    fn from_text(_: Text<'a>) -> Self {
        Self::NOTHING
    }
    /// A leaf from plain text, put where none is yet.
    #[inline(always)]
    fn put(place: &mut Option<Self>, text: &'a str) {
        let _ = place.get_or_insert_with(|| Self::from_text(Text::from(text)));
    }
    /// Wire text of a leaf.
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        None
    }
    /// Writes it.
    #[doc(hidden)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()>;
    /// Wire text of a leaf, for keeping.
    fn into_text(self) -> Text<'a> {
        Text::EMPTY
    }
    /// What a person calls a coded value.
    fn label(&self) -> Option<&'static str> {
        None
    }
    /// The element.
    fn node(&self) -> Option<&dyn Element<'a>> {
        None
    }
    /// The element, to fill.
    fn node_mut(&mut self) -> Option<&mut dyn Element<'a>> {
        None
    }
}

impl<'a> Item<'a> for Text<'a> {
    const NOTHING: Self = Text::EMPTY;
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.known, self)
    }
    fn into_text(self) -> Text<'a> {
        self
    }
    fn from_text(text: Text<'a>) -> Self {
        text
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        Some(self.borrowed())
    }
}

impl<'a> Item<'a> for Flag<'a> {
    const NOTHING: Self = Flag(Text::EMPTY);
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.known, &self.0)
    }
    fn into_text(self) -> Text<'a> {
        self.0
    }
    fn from_text(text: Text<'a>) -> Self {
        Flag(text)
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        Some(self.0.borrowed())
    }
}

impl<'a> Item<'a> for Secret<'a> {
    const NOTHING: Self = Secret::EMPTY;
    const SECRET: bool = true;
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        out.leaf(&row.known, self.reveal())
    }
    fn into_text(self) -> Text<'a> {
        self.into()
    }
    fn from_text(text: Text<'a>) -> Self {
        text.into()
    }
    fn text<'s>(&'s self, _: &'s mut Buffer) -> Option<Text<'s>> {
        Some(self.reveal().borrowed())
    }
}

impl<'a, T: WireValue> Item<'a> for Value<'a, T> {
    const NOTHING: Self = Value::EMPTY;
    const WORDS: &'static [&'static str] = T::WORDS;
    const NUMBER: bool = T::WORDS.is_empty();
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, _: Protocol) -> Result<()> {
        Value::write(self, &row.known, out)
    }
    fn into_text(self) -> Text<'a> {
        self.into()
    }
    fn from_text(text: Text<'a>) -> Self {
        Value::from_text(text)
    }
    // Many rows share one type, so they share its code.
    #[inline(never)]
    fn put(place: &mut Option<Self>, text: &'a str) {
        let _ = place.get_or_insert_with(|| Value::from_str(text));
    }
    fn text<'s>(&'s self, buffer: &'s mut Buffer) -> Option<Text<'s>> {
        Some(Value::text(self, buffer))
    }
    fn label(&self) -> Option<&'static str> {
        self.known()?.label()
    }
}

macro_rules! item_facts {
    ($item:ty) => {
        fn words(&self) -> &'static [&'static str] {
            <$item>::WORDS
        }
        fn is_secret(&self) -> bool {
            <$item>::SECRET
        }
        fn is_number(&self) -> bool {
            <$item>::NUMBER
        }
    };
}

/// Optional on the wire.
impl<'a, T: Item<'a>> Slot<'a> for Option<T> {
    fn count(&self) -> usize {
        usize::from(self.is_some())
    }
    fn text<'s>(&'s self, _: usize, buffer: &'s mut Buffer) -> Option<Text<'s>> {
        self.as_ref()?.text(buffer)
    }
    fn label(&self, _: usize) -> Option<&'static str> {
        self.as_ref()?.label()
    }
    fn node(&self, _: usize) -> Option<&dyn Element<'a>> {
        self.as_ref()?.node()
    }
    fn set(&mut self, text: Text<'a>) {
        *self = Some(T::from_text(text));
    }
    #[inline(always)]
    fn put(&mut self, text: &'a str) -> bool {
        T::SCHEMA.is_none() && self.is_none() && {
            T::put(self, text);
            true
        }
    }
    #[inline(always)]
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()> {
        self.as_ref().map_or(Ok(()), |item| item.write(row, out, protocol))
    }
    fn open(&mut self) -> Option<&mut dyn Element<'a>> {
        self.insert(T::NOTHING).node_mut()
    }
    fn reset(&mut self) {
        *self = None;
    }
    fn take(&mut self) -> Option<Text<'a>> {
        Option::take(self).map(T::into_text)
    }
    item_facts!(T);
}

/// Repeatable.
impl<'a, T: Item<'a>, const N: usize> Slot<'a> for SmallVec<[T; N]> {
    fn count(&self) -> usize {
        self.len()
    }
    fn text<'s>(&'s self, index: usize, buffer: &'s mut Buffer) -> Option<Text<'s>> {
        self.get(index)?.text(buffer)
    }
    fn label(&self, index: usize) -> Option<&'static str> {
        self.get(index)?.label()
    }
    fn node(&self, index: usize) -> Option<&dyn Element<'a>> {
        self.get(index)?.node()
    }
    fn set(&mut self, text: Text<'a>) {
        self.push(T::from_text(text));
    }
    fn put(&mut self, text: &'a str) -> bool {
        T::SCHEMA.is_none() && {
            self.push(T::from_text(Text::from(text)));
            true
        }
    }
    fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> Result<()> {
        self.iter().try_for_each(|item| item.write(row, out, protocol))
    }
    fn open(&mut self) -> Option<&mut dyn Element<'a>> {
        self.extend(core::iter::once_with(|| T::NOTHING));
        self.last_mut()?.node_mut()
    }
    fn reset(&mut self) {
        self.clear();
    }
    fn take(&mut self) -> Option<Text<'a>> {
        self.pop().map(T::into_text)
    }
    item_facts!(T);
}

// Always there: required elements, and the text of an element with attributes.
macro_rules! always {
    ($($item:tt)*) => {
        fn count(&self) -> usize {
            1
        }
        fn text<'s>(&'s self, _: usize, buffer: &'s mut Buffer) -> Option<Text<'s>> {
            Item::text(self, buffer)
        }
        fn label(&self, _: usize) -> Option<&'static str> {
            Item::label(self)
        }
        fn node(&self, _: usize) -> Option<&dyn Element<$($item)*>> {
            Item::node(self)
        }
        fn write(&self, row: &Row, out: &mut Writer<'_>, protocol: Protocol) -> $crate::error::Result<()> {
            Item::write(self, row, out, protocol)
        }
        fn set(&mut self, text: Text<$($item)*>) {
            *self = Item::from_text(text);
        }
        fn open(&mut self) -> Option<&mut dyn Element<$($item)*>> {
            Item::node_mut(self)
        }
        fn reset(&mut self) {
            *self = Item::NOTHING;
        }
        fn take(&mut self) -> Option<Text<$($item)*>> {
            Some(Item::into_text(core::mem::take(self)))
        }
        item_facts!(Self);
    };
}

macro_rules! always_node {
    ($Name:ident, $lt:lifetime) => {
        impl<$lt> Slot<$lt> for $Name<$lt> {
            $crate::schema::always!($lt);
        }
        impl SlotType for $Name<'_> {
            const INNER: Option<&'static Schema> = <Self as Item>::SCHEMA;
            const NOTHING: Self = <Self as Item>::NOTHING;
        }
    };
}
pub(crate) use {always, always_node, item_facts};

impl<'a> Slot<'a> for Text<'a> {
    always!('a);
}

impl SlotType for Text<'_> {
    const INNER: Option<&'static Schema> = None;
    const NOTHING: Self = Text::EMPTY;
}

impl<T: WireValue> SlotType for Value<'_, T> {
    const INNER: Option<&'static Schema> = None;
    const NOTHING: Self = Value::EMPTY;
}

impl<'a, T: WireValue> Slot<'a> for Value<'a, T> {
    always!('a);
}

/// Cuts the tie to the buffer a message was decoded from.
pub trait IntoOwned {
    /// The same type without a borrow.
    type Owned;
    /// Copies what is borrowed: one allocation per non-empty text.
    fn into_owned(self) -> Self::Owned;
}

macro_rules! into_owned {
    ($({$($generics:tt)*} $ty:ty => $owned:ty;)*) => {$(
        impl<$($generics)*> IntoOwned for $ty {
            type Owned = $owned;
            fn into_owned(self) -> $owned {
                self.into_owned()
            }
        }
    )*};
}
into_owned! {
    {'a} Text<'a> => Text<'static>;
    {'a} Secret<'a> => Secret<'static>;
    {'a, T: WireValue} Value<'a, T> => Value<'static, T>;
}

impl IntoOwned for Flag<'_> {
    type Owned = Flag<'static>;
    fn into_owned(self) -> Flag<'static> {
        Flag(self.0.into_owned())
    }
}

impl<T: IntoOwned> IntoOwned for Option<T> {
    type Owned = Option<T::Owned>;
    fn into_owned(self) -> Self::Owned {
        self.map(T::into_owned)
    }
}

impl<T: IntoOwned, const N: usize> IntoOwned for SmallVec<[T; N]> {
    type Owned = SmallVec<[T::Owned; N]>;
    fn into_owned(self) -> Self::Owned {
        self.into_iter().map(T::into_owned).collect()
    }
}
