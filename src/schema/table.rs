//! Tables: the declaration of an element, one row for each field.

use super::index;
use crate::xml::Tag;

/// The most rows that an element can have.
const MAX_ROWS: usize = 64;

/// Place of a row's value on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowKind {
    /// An attribute of the element.
    Attribute,
    /// A child element.
    Child,
    /// The element's own text.
    Text,
    /// A child element that belongs to another element and is moved there. It is read but never written (E034
    /// to E036).
    Moved,
}

/// What a row holds.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Holds {
    /// Any text.
    Text,
    /// One of these words; another text is kept as it is.
    Word(&'static [Word]),
    /// A whole number; another text is kept as it is.
    Number,
    /// A time in milliseconds since 1970; another text is kept as it is.
    Time,
    /// A duration in milliseconds; another text is kept as it is.
    Duration,
    /// Nothing: the presence of the element is the message.
    Flag,
    /// Text that must not be shown.
    Secret,
    /// An element with rows of its own.
    Element(&'static Schema),
}

/// A word of a value set, with what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Word {
    /// The word on the wire.
    pub wire: &'static str,
    /// Its name: for `2` of a call's state `Active`; otherwise the word itself.
    pub name: &'static str,
    /// Its meaning, in a sentence.
    pub meaning: &'static str,
    /// The version that brought it; `None` if it is as old as its field.
    pub since: Option<&'static str>,
}

impl Holds {
    /// Returns the declaration of an element; `None` for a leaf.
    pub(crate) const fn schema(self) -> Option<&'static Schema> {
        match self {
            Self::Element(schema) => Some(schema),
            _ => None,
        }
    }
}

/// Returns the canonical spelling of a word; `None` for text, and for a number, which has only one.
pub type Canonical = fn(&str) -> Option<&'static str>;

/// A row of an element: a wire name and the place of its value.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Row {
    /// Canonical wire name; empty for the element's own text.
    pub name: &'static str,
    /// Other spellings, which are read but never written.
    pub aliases: &'static [&'static str],
    /// Place of the value.
    pub kind: RowKind,
    /// `true` if an attribute may also be a child, or a child an attribute (E032).
    pub either: bool,
    /// The row that gets the first of two elements with this name (E012).
    pub first_of_two: Option<&'static str>,
    /// What it holds.
    pub holds: Holds,
    /// Its meaning, in a sentence; empty for a moved row.
    pub meaning: &'static str,
    /// The declaration of the element in this row; `None` for a leaf.
    pub inner: Option<&'static Schema>,
    /// `true` if the row is a list.
    pub many: bool,
    /// The canonical spelling of a word.
    #[cfg_attr(not(feature = "serde"), allow(dead_code, reason = "only the JSON form of a tape asks for it"))]
    pub(crate) canonical: Canonical,
    /// For a moved row: the index of the row with the element that it belongs to.
    pub(crate) host: u8,
    /// `true` if it is a child, a leaf and not a list.
    pub(crate) is_single_leaf: bool,
    /// For a row of elements: the index of their predictions in [`Order`](super::order::Order), relative to
    /// those of the element with this row.
    pub(crate) order: u16,
    /// The name, laid out for comparison with the bytes of a document.
    pub(crate) tag: Tag,
}

/// Constructors for the `element!` macro.
impl Row {
    const fn new(name: &'static str, kind: RowKind, tag: Tag) -> Self {
        Self {
            name,
            aliases: &[],
            kind,
            either: false,
            first_of_two: None,
            holds: Holds::Text,
            meaning: "",
            inner: None,
            many: false,
            canonical: |_| None,
            host: 0,
            is_single_leaf: false,
            order: 0,
            tag,
        }
    }

    /// An attribute; with `either`, it may also be a child.
    pub(crate) const fn attribute(name: &'static str, aliases: &'static [&'static str], either: bool) -> Self {
        Self { aliases, either, ..Self::new(name, RowKind::Attribute, Tag::attribute(name)) }
    }

    /// The element's own text.
    pub(crate) const fn text() -> Self {
        Self::new("", RowKind::Text, Tag::NEVER)
    }

    /// The row of a leaf, with what it holds and its meaning.
    pub(crate) const fn with(self, holds: Holds, canonical: Canonical, meaning: &'static str) -> Self {
        Self { holds, canonical, ..self.meaning(meaning) }
    }

    /// The row with its meaning, which is a doc comment.
    pub(crate) const fn meaning(self, meaning: &'static str) -> Self {
        Self { meaning: meaning.trim_ascii(), ..self }
    }

    /// Returns all known values, with what they mean; empty if they are not of a set.
    #[must_use]
    pub const fn words(&self) -> &'static [Word] {
        match self.holds {
            Holds::Word(words) => words,
            _ => &[],
        }
    }

    /// Returns whether it holds text that must not be shown.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self.holds, Holds::Secret)
    }

    /// A child; with `either`, it may also be an attribute.
    pub(crate) const fn child(
        name: &'static str,
        aliases: &'static [&'static str],
        either: bool,
        first_of_two: Option<&'static str>,
        (holds, canonical, many): (Holds, Canonical, bool),
    ) -> Self {
        let inner = holds.schema();
        assert!(inner.is_none() || !either, "only a leaf can also stand as an attribute");
        let is_single_leaf = inner.is_none() && !many;
        let row = Self::new(name, RowKind::Child, Tag::element(name));
        Self { aliases, either, first_of_two, holds, canonical, inner, many, is_single_leaf, ..row }
    }

    /// A child that belongs to the element in row `host`.
    pub(crate) const fn moved(name: &'static str, host: usize) -> Self {
        Self { host: host as u8, ..Self::new(name, RowKind::Moved, Tag::NEVER) }
    }
}

/// The declaration of an element.
#[derive(Debug)]
#[non_exhaustive]
pub struct Schema {
    /// Wire name of the element.
    pub name: &'static str,
    /// Its rows in the order of the CAP-C DTD.
    pub rows: &'static [Row],
    /// The change of order in CCC2: the first row is written directly before the second, or last if there is no
    /// second.
    pub ccc2_move: Option<(&'static str, Option<&'static str>)>,
    /// Index of the row of the element's own text; the number of rows if it has none.
    text: usize,
    /// Rows by the hash of their names; see [`index`].
    pub(crate) index: &'static [u8],
    /// `true` if any row is a [`RowKind::Moved`] one.
    pub(crate) has_moved: bool,
    /// Number of predictions for this element and all elements in it.
    pub(crate) order_len: u16,
}

impl Schema {
    /// Creates a table. It is evaluated at compile time, and panics if a name that it mentions does not exist.
    pub(crate) const fn new(
        name: &'static str,
        rows: &'static [Row],
        index: &'static [u8],
        ccc2_move: Option<(&'static str, Option<&'static str>)>,
    ) -> Self {
        assert!(rows.len() <= MAX_ROWS, "too many rows");
        let (mut text, mut has_moved, mut order_len, mut row) = (rows.len(), false, rows.len() as u16 + 1, 0);
        while row < rows.len() {
            let Row { name, kind, first_of_two, inner, host, .. } = &rows[row];
            match kind {
                RowKind::Text => text = row,
                RowKind::Moved => {
                    has_moved = true;
                    let Some(inner) = rows[*host as usize].inner else {
                        panic!("the host of a moved row is no element")
                    };
                    assert!(position(inner.rows, name) < inner.rows.len(), "the host has no row of this name");
                }
                RowKind::Attribute | RowKind::Child => {
                    assert!(position(rows, name) == row, "two rows have one name");
                }
            }
            if let Some(first) = first_of_two {
                assert!(position(rows, first) < rows.len(), "`first of two` names no row");
            }
            if let Some(inner) = inner {
                order_len += inner.order_len;
            }
            row += 1;
        }
        if let Some((moved, before)) = ccc2_move {
            let before = match before {
                Some(before) => {
                    assert!(position(rows, before) < rows.len(), "`ccc2` names no row");
                    position(rows, before)
                }
                None => rows.len(),
            };
            assert!(position(rows, moved) < before, "`ccc2` can only write a row later");
        }
        Self { name, rows, ccc2_move, text, index, has_moved, order_len }
    }

    /// Returns the index of the row that reads `name`, as an attribute or as a child.
    #[must_use]
    pub fn find(&self, name: &str, attribute: bool) -> Option<usize> {
        self.find_bytes(name.as_bytes(), attribute)
    }

    /// Same as [`find`](Self::find), for a name that was not checked to be UTF-8.
    pub(crate) fn find_bytes(&self, name: &[u8], attribute: bool) -> Option<usize> {
        let is_name = |other: &str| other.as_bytes() == name;
        let mut either = None;
        for row in index::candidates(self.index, name) {
            let declared = &self.rows[row];
            if !is_name(declared.name) && !declared.aliases.iter().any(|alias| is_name(alias)) {
                continue;
            }
            if (declared.kind == RowKind::Attribute) == attribute {
                return Some(row);
            }
            if declared.either && either.is_none() {
                either = Some(row);
            }
        }
        either
    }

    /// Returns the index of the row of the element's own text.
    #[inline(always)]
    #[must_use]
    pub fn text_row(&self) -> Option<usize> {
        (self.text < self.rows.len()).then_some(self.text)
    }

    /// Returns the row and the declaration of the element that a moved row belongs to.
    pub(crate) fn host(&self, moved: &Row) -> Option<(usize, &'static Schema)> {
        let host = usize::from(moved.host);
        Some((host, self.rows.get(host)?.inner?))
    }
}

/// Returns the rows with [`Row::order`] set.
pub(crate) const fn with_order<const N: usize>(mut rows: [Row; N]) -> [Row; N] {
    let (mut order, mut row) = (N as u16 + 1, 0);
    while row < N {
        if let Some(inner) = rows[row].inner {
            rows[row].order = order;
            order += inner.order_len;
        }
        row += 1;
    }
    rows
}

/// Returns the index of the row with this canonical name; the number of rows if there is none.
const fn position(rows: &[Row], name: &str) -> usize {
    let mut row = 0;
    while row < rows.len() && !is_equal(rows[row].name.as_bytes(), name.as_bytes()) {
        row += 1;
    }
    row
}

const fn is_equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
