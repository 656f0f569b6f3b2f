//! Tokens into a node: the one loop that every element goes through.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::expect;
use super::field::{Element, Row, RowKind, Schema};
use super::unknown::{Attributes, LeafAttributes, UnknownContent};
use crate::error::{Error, Kind, Result};
use crate::xml::{Lexer, Limits, Tag, Text, Token, write};

/// The most rows an element can have; compiling the tables makes sure.
pub(super) const MAX_ROWS: usize = 64;
/// The most attribute rows; they come first in every element.
pub(super) const MAX_ATTRIBUTE_ROWS: usize = 8;

/// Offset that puts what is kept behind everything with an offset of its own.
const LATE: usize = usize::MAX / 2;

/// A document being read.
pub(crate) struct Reader<'a> {
    pub lexer: Lexer<'a>,
    /// Whether what is expected is tried first; the results are the same either way.
    pub expecting: bool,
    /// A child stood where it does not belong and was read into another element.
    pub moved: bool,
}

/// Decodes the element whose [`Token::Open`] was just taken, to its end.
///
/// Any order is fine. What no row reads goes to `unknown`; of repeated single fields the last one
/// counts and the others go to `unknown` (E084).
/// `name` is what its tag says, or nowhere if that is not laid out.
#[inline(always)]
pub(crate) fn decode_element<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Element<'a>,
    schema: &Schema,
    name: &Tag,
) -> Result<()> {
    let mut walk = Walk::new(reader.lexer.token_start());
    let depth = reader.lexer.depth();
    if reader.expecting && expect::run(reader, node, schema, &mut walk, name)? {
        return Ok(());
    }
    decode_rest(reader, node, schema, name, &mut walk, depth)
}

/// As [`decode_element`], from where something came that was not expected.
#[inline(never)]
fn decode_rest<'a>(
    reader: &mut Reader<'a>,
    node: &mut dyn Element<'a>,
    schema: &Schema,
    name: &Tag,
    walk: &mut Walk,
    depth: usize,
) -> Result<()> {
    while let Some(token) = reader.lexer.next()? {
        match token {
            Token::Attribute(name, value) => walk.attribute(node, name, value),
            Token::Text(text) => walk.text(node, text, reader.lexer.token_start()),
            Token::Open(name) => walk.child(reader, node, name)?,
            Token::Close(_) if reader.lexer.depth() < depth => break,
            Token::Close(_) => {}
        }
        if reader.expecting && expect::run(reader, node, schema, walk, name)? {
            break;
        }
    }
    if walk.repeated {
        walk.one_value(node);
    }
    node.unknown_mut().settle();
    Ok(())
}

/// What was read of an element so far.
pub(super) struct Walk {
    /// What is known of each row, as the bits below say.
    pub marks: [u8; MAX_ROWS],
    /// How the name of each attribute row was spelled; 0 if it did not come.
    pub spelled: [u8; MAX_ATTRIBUTE_ROWS],
    pub text_seen: bool,
    /// Some row is [`REPEATED`].
    repeated: bool,
    /// The row that came last, plus one.
    pub last: usize,
    /// The last row that none of the guesses was, plus one.
    pub surprise: usize,
    /// Where the element begins.
    begin: usize,
    /// Where the last child of each row begins; looked for when a child comes again.
    starts: Option<[u32; MAX_ROWS]>,
}

/// A child of the row came.
pub(super) const CHILD: u8 = 1;
/// The value of a child row came as an attribute.
const AS_ATTRIBUTE: u8 = 2;
/// The last child of the row has unknown attributes.
const ATTRIBUTED: u8 = 4;
/// The attribute came as a child more than once.
const REPEATED: u8 = 8;

/// The name of the row itself; its other spellings count on from here.
pub(super) const CANONICAL: u8 = 1;

impl Walk {
    fn new(begin: usize) -> Self {
        Self {
            marks: [0; MAX_ROWS],
            spelled: [0; MAX_ATTRIBUTE_ROWS],
            text_seen: false,
            repeated: false,
            last: 0,
            surprise: usize::MAX,
            begin,
            starts: None,
        }
    }

    /// A child of the row began at `at`.
    #[inline(always)]
    pub(super) fn note(&mut self, row: usize, at: usize) {
        self.marks[row] |= CHILD;
        if let Some(starts) = &mut self.starts {
            starts[row] = at as u32;
        }
    }

    fn attribute<'a>(&mut self, node: &mut dyn Element<'a>, name: &'a str, value: Text<'a>) {
        let schema = node.schema();
        let Some(row) = schema.find(name, true) else {
            node.unknown_mut().keep_attribute(name, value);
            return;
        };
        if schema.rows[row].kind == RowKind::Child {
            // The value stands as an attribute where a child is written: it wins over the child.
            self.marks[row] |= AS_ATTRIBUTE;
            node.field_mut(row).set(value);
            return;
        }
        let declared = &schema.rows[row];
        let spelling = declared.spelling(name);
        if self.spelled[row] == 0 {
            self.spelled[row] = spelling;
            node.field_mut(row).set(value);
            return;
        }
        if same(node, row, &value) {
            return;
        }
        if spelling == CANONICAL {
            // The canonical name wins over an alias that came first.
            let old = node.field_mut(row).take().unwrap_or_default();
            let earlier = core::mem::replace(&mut self.spelled[row], spelling);
            node.unknown_mut().keep_attribute(declared.aliases[usize::from(earlier - CANONICAL - 1)], old);
            node.field_mut(row).set(value);
        } else {
            node.unknown_mut().keep_attribute(name, value);
        }
    }

    fn text<'a>(&mut self, node: &mut dyn Element<'a>, text: Text<'a>, at: usize) {
        match node.schema().text_row() {
            Some(row) if !self.text_seen => {
                self.text_seen = true;
                node.field_mut(row).set(text);
            }
            _ if text.is_blank() => {}
            _ => node.unknown_mut().push(at, UnknownContent::Text(text)),
        }
    }

    fn child<'a>(&mut self, reader: &mut Reader<'a>, node: &mut dyn Element<'a>, name: &'a str) -> Result<()> {
        let lexer = &mut reader.lexer;
        let start = lexer.token_start();
        let schema = node.schema();
        let Some(row) = schema.find(name, false) else {
            lexer.skip_element()?;
            node.unknown_mut().keep(lexer, start);
            return Ok(());
        };
        let declared = &schema.rows[row];
        if declared.many && declared.inner.is_some() && !lexer.limits().has_room(node.field(row).count(), start) {
            return Err(Error::new(Kind::TooManyItems, start));
        }
        if let Some(within) = declared.inner {
            if self.marks[row] & (CHILD | AS_ATTRIBUTE) != 0 && !declared.many {
                self.displace(lexer, node, row, start)?;
                // A fresh value: what the earlier one held is in `unknown` now.
                node.field_mut(row).reset();
            }
            self.note(row, start);
            self.last = row + 1;
            if let Some(inner) = node.field_mut(row).open() {
                decode_element(reader, inner, within, &Tag::NOWHERE)?;
            }
            return Ok(());
        }
        // What is moved from here is written behind everything else (see `encode`).
        let at = if declared.kind == RowKind::Moved { LATE + start } else { start };
        reader.moved |= declared.kind == RowKind::Moved;
        let Some((attributes, text)) = leaf(lexer)? else {
            // Not the leaf it should be: nothing of it is read, all of it is kept.
            self.find_starts(lexer, schema, start);
            let raw = lexer.slice(start, lexer.position());
            node.unknown_mut().push(at, UnknownContent::Element(Cow::Borrowed(raw)));
            return Ok(());
        };
        let standing = node.field(row).count() > 0 && !declared.many;
        let by_attribute =
            self.marks[row] & AS_ATTRIBUTE != 0 || (declared.kind == RowKind::Attribute && self.spelled[row] != 0);
        if standing && (by_attribute || declared.kind == RowKind::Moved) {
            // Another place already says it: an equal value is one value, a different one is kept.
            if !same(node, row, &text) || !attributes.is_empty() {
                node.unknown_mut()
                    .push(at, UnknownContent::Element(Cow::Borrowed(lexer.slice(start, lexer.position()))));
            }
            return Ok(());
        }
        if standing {
            if self.marks[row] & CHILD == 0 {
                // Set from another place and different: the proper place wins.
                if !same(node, row, &text) {
                    let old = element(declared.name, &node.field_mut(row).take().unwrap_or_default());
                    node.unknown_mut().push(0, UnknownContent::Element(Cow::Owned(old)));
                }
            } else if let Some(first) = declared
                .first_of_two
                .first()
                .and_then(|name| schema.find(name, false))
                .filter(|first| self.marks[*first] & (CHILD | AS_ATTRIBUTE) == 0)
            {
                let old = node.field_mut(row).take().unwrap_or_default();
                node.field_mut(first).set(old);
                let starts = self.find_starts(lexer, schema, start);
                starts[first] = starts[row];
                node.unknown_mut().relabel_leaf(row, first);
                self.marks[first] |= core::mem::take(&mut self.marks[row]);
            } else {
                self.displace(lexer, node, row, start)?;
            }
        }
        self.note(row, start);
        self.last = row + 1;
        node.field_mut(row).set(text);
        if !attributes.is_empty() {
            self.marks[row] |= ATTRIBUTED;
            if declared.kind == RowKind::Child {
                let index = node.field(row).count() - 1;
                node.unknown_mut().push_leaf(LeafAttributes { row, index, attributes });
            } else {
                // Its value is written elsewhere, where they have no place: it is kept as well.
                let raw = lexer.slice(start, lexer.position());
                node.unknown_mut().push(at, UnknownContent::Element(Cow::Borrowed(raw)));
            }
        }
        Ok(())
    }

    /// Of an attribute that came as children, those equal to the last one are one value with it.
    fn one_value(&self, node: &mut dyn Element<'_>) {
        let schema = node.schema();
        for (row, declared) in schema.rows.iter().enumerate().filter(|(row, _)| self.marks[*row] & REPEATED != 0) {
            let Some(value) = node.field(row).text(0, &mut [0; 20]).map(Text::into_owned) else { continue };
            node.unknown_mut().retain_elements(|xml| !is_plain_leaf(xml, declared, &value));
        }
    }

    /// Moves the earlier occurrence of a single field, as XML, to `unknown`.
    fn displace<'a>(&mut self, lexer: &Lexer<'a>, node: &mut dyn Element<'a>, row: usize, before: usize) -> Result<()> {
        let start = self.find_starts(lexer, node.schema(), before)[row] as usize;
        let rest = lexer.slice(start, before);
        let mut again = Lexer::new(rest.as_bytes(), lexer.limits())?;
        again.next()?;
        again.skip_element()?;
        let end = again.position();
        let attributed = self.marks[row] & ATTRIBUTED != 0;
        self.marks[row] &= !ATTRIBUTED;
        if node.schema().rows[row].kind == RowKind::Attribute {
            self.marks[row] |= REPEATED;
            self.repeated = true;
            if attributed {
                // It stands there already.
                return Ok(());
            }
        } else if attributed {
            node.unknown_mut().drop_leaf(row);
        }
        node.unknown_mut().push(start, UnknownContent::Element(Cow::Borrowed(&rest[..end])));
        Ok(())
    }

    /// Where the last child of each row before `before` begins.
    ///
    /// A repeat is rare, so the places are not kept from the start. The element is read once more
    /// then, and only once.
    fn find_starts(&mut self, lexer: &Lexer<'_>, schema: &Schema, before: usize) -> &mut [u32; MAX_ROWS] {
        let begin = self.begin;
        self.starts.get_or_insert_with(|| {
            let mut starts = [0; MAX_ROWS];
            let Ok(mut again) = Lexer::new(lexer.slice(begin, before).as_bytes(), lexer.limits()) else {
                return starts;
            };
            // Its own tag; then the children, all of them well-formed, to the end of the slice.
            let _ = again.next();
            while let Ok(Some(token)) = again.next() {
                let Token::Open(name) = token else { continue };
                if let Some(row) = schema.find(name, false) {
                    starts[row] = (begin + again.token_start()) as u32;
                }
                let _ = again.skip_element();
            }
            starts
        })
    }
}

/// Whether the row already holds this value, read the way the row reads it.
fn same<'a>(node: &dyn Element<'a>, row: usize, text: &Text<'a>) -> bool {
    node.field(row).text(0, &mut [0; 20]).is_some_and(|old| old == *text)
}

/// The rest of an element, to its end; `None` if it holds elements and so is no leaf.
fn leaf<'a>(lexer: &mut Lexer<'a>) -> Result<Option<(Attributes<'a>, Text<'a>)>> {
    let depth = lexer.depth();
    let (mut attributes, mut text, mut simple) = (Vec::new(), Text::EMPTY, true);
    while let Some(token) = lexer.next()? {
        match token {
            Token::Attribute(name, value) => attributes.push((Cow::Borrowed(name), value)),
            Token::Text(t) => text = t,
            Token::Open(_) => simple = false,
            Token::Close(_) if lexer.depth() < depth => break,
            Token::Close(_) => {}
        }
    }
    Ok(simple.then_some((attributes, text)))
}

/// Whether the element is read by the row and holds this text and nothing else.
fn is_plain_leaf(xml: &str, row: &Row, value: &Text<'_>) -> bool {
    let Ok(mut lexer) = Lexer::new(xml.as_bytes(), Limits::LIFTED) else { return false };
    matches!(lexer.next(), Ok(Some(Token::Open(name))) if row.reads(name))
        && matches!(leaf(&mut lexer), Ok(Some((attributes, text))) if attributes.is_empty() && text == *value)
}

fn element(name: &str, text: &Text<'_>) -> String {
    let mut out = Vec::new();
    // A `Vec` has room for everything, and the text came from a document.
    let _ = write::leaf(&mut out, name, text);
    String::from_utf8(out).unwrap_or_default()
}
