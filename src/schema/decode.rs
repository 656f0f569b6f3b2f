//! Tokens into a node: the one loop that every element goes through.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::expect;
use super::extra::{Attributes, Content, LeafAttributes};
use super::field::{Node, Row, RowKind};
use crate::error::{Error, Kind, Result};
use crate::xml::{Known, Lexer, Limits, Text, Token, write};

/// The most rows an element can have.
const MAX_ROWS: usize = 80;
/// The most attribute rows; they come first in every element.
const MAX_ATTRIBUTE_ROWS: usize = 8;

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
/// Any order is fine. What no row reads goes to `extra`; of repeated single fields the last one
/// counts and the others go to `extra` (E084).
/// `name` is what its tag says, or nowhere if that is not laid out.
pub(crate) fn decode_element<'a>(reader: &mut Reader<'a>, node: &mut dyn Node<'a>, name: &Known) -> Result<()> {
    let mut walk = Walk::default();
    let depth = reader.lexer.depth();
    loop {
        if reader.expecting && expect::run(reader, node, &mut walk, name)? {
            break;
        }
        let Some(token) = reader.lexer.next()? else { break };
        match token {
            Token::Attribute(name, value) => walk.attribute(node, name, value),
            Token::Text(text) => walk.text(node, text, reader.lexer.token_start()),
            Token::Open(name) => walk.child(reader, node, name)?,
            Token::Close(_) if reader.lexer.depth() < depth => break,
            Token::Close(_) => {}
        }
    }
    if walk.repeated != 0 {
        walk.one_value(node);
    }
    node.extra_mut().settle();
    Ok(())
}

/// What was read of an element so far.
pub(super) struct Walk<'a> {
    /// Where the child of each row began last, plus one; 0 for none yet.
    pub seen: [u32; MAX_ROWS],
    /// Under which name each attribute row came.
    pub names: [&'a str; MAX_ATTRIBUTE_ROWS],
    pub text_seen: bool,
    /// Bit `i`: the last child of row `i` has unknown attributes.
    attributed: u128,
    /// Bit `i`: attribute row `i` came as a child more than once.
    repeated: u128,
    /// The row that came last as expected, plus one.
    pub last: usize,
}

impl Default for Walk<'_> {
    fn default() -> Self {
        Self {
            seen: [0; MAX_ROWS],
            names: [""; MAX_ATTRIBUTE_ROWS],
            text_seen: false,
            attributed: 0,
            repeated: 0,
            last: 0,
        }
    }
}

const _: () = assert!(MAX_ROWS <= u128::BITS as usize);

impl<'a> Walk<'a> {
    /// A child of the row began at `at`.
    pub(super) fn note(&mut self, row: usize, at: usize) {
        self.seen[row] = mark(at);
        self.last = row + 1;
    }

    fn attribute(&mut self, node: &mut dyn Node<'a>, name: &'a str, value: Text<'a>) {
        let shape = node.shape();
        let Some(row) = shape.find(name, true) else {
            push_attribute(node, name, value);
            return;
        };
        if shape.rows[row].kind == RowKind::Child {
            // The value stands as an attribute where a child is written: it wins over the child.
            self.seen[row] = u32::MAX;
            node.field_mut(row).set(value);
            return;
        }
        let earlier = core::mem::replace(&mut self.names[row], name);
        if earlier.is_empty() {
            node.field_mut(row).set(value);
        } else if same(node, row, &value) {
            self.names[row] = earlier;
        } else if name == shape.rows[row].name {
            // The canonical name wins over an alias that came first.
            let old = node.field_mut(row).take().unwrap_or_default();
            push_attribute(node, earlier, old);
            node.field_mut(row).set(value);
        } else {
            self.names[row] = earlier;
            push_attribute(node, name, value);
        }
    }

    fn text(&mut self, node: &mut dyn Node<'a>, text: Text<'a>, at: usize) {
        match node.shape().text_row() {
            Some(row) if !self.text_seen => {
                self.text_seen = true;
                node.field_mut(row).set(text);
            }
            _ if text.is_blank() => {}
            _ => node.extra_mut().push(at, Content::Text(text)),
        }
    }

    fn child(&mut self, reader: &mut Reader<'a>, node: &mut dyn Node<'a>, name: &'a str) -> Result<()> {
        let lexer = &mut reader.lexer;
        let start = lexer.token_start();
        let shape = node.shape();
        let Some(row) = shape.find(name, false) else {
            return keep(lexer, node, start);
        };
        let declared = &shape.rows[row];
        if declared.many && declared.inner.is_some() && !lexer.limits().has_room(node.field(row).count(), start) {
            return Err(Error::new(Kind::TooManyItems, start));
        }
        if declared.inner.is_some() {
            if self.seen[row] != 0 && !declared.many {
                self.displace(lexer, node, row, start)?;
                // A fresh value: what the earlier one held is in `extra` now.
                node.field_mut(row).reset();
            }
            self.seen[row] = mark(start);
            if let Some(inner) = node.field_mut(row).open() {
                decode_element(reader, inner, &Known::NOWHERE)?;
            }
            return Ok(());
        }
        // What is moved from here is written behind everything else (see `encode`).
        let at = if declared.kind == RowKind::Moved { LATE + start } else { start };
        reader.moved |= declared.kind == RowKind::Moved;
        let Some((attributes, text)) = leaf(lexer)? else {
            // Not the leaf it should be: nothing of it is read, all of it is kept.
            let raw = lexer.slice(start, lexer.position());
            node.extra_mut().push(at, Content::Element(Cow::Borrowed(raw)));
            return Ok(());
        };
        let standing = node.field(row).count() > 0 && !declared.many;
        let by_attribute =
            self.seen[row] == u32::MAX || (declared.kind == RowKind::Attribute && !self.names[row].is_empty());
        if standing && (by_attribute || declared.kind == RowKind::Moved) {
            // Another place already says it: an equal value is one value, a different one is kept.
            if !same(node, row, &text) || !attributes.is_empty() {
                node.extra_mut().push(at, Content::Element(Cow::Borrowed(lexer.slice(start, lexer.position()))));
            }
            return Ok(());
        }
        if standing {
            if self.seen[row] == 0 {
                // Set from another place and different: the proper place wins.
                if !same(node, row, &text) {
                    let old = element(declared.name, &node.field_mut(row).take().unwrap_or_default());
                    node.extra_mut().push(0, Content::Element(Cow::Owned(old)));
                }
            } else if let Some(first) =
                declared.first_of_two.first().and_then(|name| shape.find(name, false)).filter(|r| self.seen[*r] == 0)
            {
                let old = node.field_mut(row).take().unwrap_or_default();
                node.field_mut(first).set(old);
                self.seen[first] = self.seen[row];
                node.extra_mut().relabel_leaf(row, first);
                self.attributed |= (self.attributed >> row & 1) << first;
                self.attributed &= !(1 << row);
            } else {
                self.displace(lexer, node, row, start)?;
            }
        }
        self.seen[row] = mark(start);
        node.field_mut(row).set(text);
        if !attributes.is_empty() {
            self.attributed |= 1 << row;
            if declared.kind == RowKind::Child {
                let index = node.field(row).count() - 1;
                node.extra_mut().push_leaf(LeafAttributes { row, index, attributes });
            } else {
                // Its value is written elsewhere, where they have no place: it is kept as well.
                let raw = lexer.slice(start, lexer.position());
                node.extra_mut().push(at, Content::Element(Cow::Borrowed(raw)));
            }
        }
        Ok(())
    }

    /// Of an attribute that came as children, those equal to the last one are one value with it.
    fn one_value(&self, node: &mut dyn Node<'a>) {
        let shape = node.shape();
        for (row, declared) in shape.rows.iter().enumerate().filter(|(row, _)| self.repeated & (1 << row) != 0) {
            let Some(value) = node.field(row).text(0, &mut [0; 20]).map(Text::into_owned) else { continue };
            node.extra_mut().retain_elements(|xml| !is_plain_leaf(xml, declared, &value));
        }
    }

    /// Moves the earlier occurrence of a single field, as XML, to `extra`.
    fn displace(&mut self, lexer: &Lexer<'a>, node: &mut dyn Node<'a>, row: usize, before: usize) -> Result<()> {
        let start = self.seen[row] as usize - 1;
        let rest = lexer.slice(start, before);
        let mut again = Lexer::new(rest.as_bytes(), lexer.limits())?;
        again.next()?;
        again.skip_element()?;
        let end = again.position();
        let attributed = self.attributed & (1 << row) != 0;
        self.attributed &= !(1 << row);
        if node.shape().rows[row].kind == RowKind::Attribute {
            self.repeated |= 1 << row;
            if attributed {
                // It stands there already.
                return Ok(());
            }
        } else if attributed {
            node.extra_mut().drop_leaf(row);
        }
        node.extra_mut().push(start, Content::Element(Cow::Borrowed(&rest[..end])));
        Ok(())
    }
}

pub(super) const fn mark(start: usize) -> u32 {
    // Documents are bounded far below 4 GiB by the framer and by `Document::decode`.
    start as u32 + 1
}

fn push_attribute<'a>(node: &mut dyn Node<'a>, name: &'a str, value: Text<'a>) {
    // The lexer has checked the name.
    let _ = node.extra_mut().push_attribute(name, value);
}

/// Whether the row already holds this value, read the way the row reads it.
fn same<'a>(node: &dyn Node<'a>, row: usize, text: &Text<'a>) -> bool {
    node.field(row).text(0, &mut [0; 20]).is_some_and(|old| old == *text)
}

/// Keeps the whole element as XML.
fn keep<'a>(lexer: &mut Lexer<'a>, node: &mut dyn Node<'a>, start: usize) -> Result<()> {
    lexer.skip_element()?;
    let raw = lexer.slice(start, lexer.position());
    node.extra_mut().push(start, Content::Element(Cow::Borrowed(raw)));
    Ok(())
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
