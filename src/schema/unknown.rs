//! Unknown parts: attributes, elements and text that no row reads, kept to be written back.

use alloc::{borrow::Cow, boxed::Box, string::String, vec::Vec};
use core::fmt;

use crate::envelope::ROOT;
use crate::error::{Error, Kind, Result};
use crate::xml::{self, Lexer, Limits, Text, Token, write};

/// Unknown attributes, elements and text of one element, kept to be written back.
///
/// It is nearly always empty, and then takes one pointer and no allocation. Two are equal if they have the same
/// attributes, in any order, and the same content.
///
/// It also remembers that a required element, such as the `user` of a `callUpdate`, was not in the document at all. For as
/// long as such an element has no content, it is not written; see [`Element::is_absent`](super::Element::is_absent).
///
/// ```
/// use broadworks_cap::{Document, message::info_request::InfoRequest};
///
/// let request = InfoRequest::build(|request| {
///     request.unknown.push_element("<future>1</future>").expect("it is one element");
/// });
/// assert!(Document::new(request).to_string().contains("<commandData><future>1</future></commandData>"));
/// ```
#[derive(Clone, Default)]
pub struct Unknown<'a>(Option<Box<Body<'a>>>);

#[derive(Clone, Default)]
struct Body<'a> {
    /// `true` if the element itself was not there.
    absent: bool,
    attributes: Attributes<'a>,
    leaves: Vec<LeafAttributes<'a>>,
    content: Vec<Placed<'a>>,
}

impl Body<'_> {
    fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.leaves.is_empty() && self.content.is_empty()
    }
}

/// Names and values of attributes.
pub type Attributes<'a> = Vec<(Cow<'a, str>, Text<'a>)>;

/// Unknown attributes of a leaf.
#[derive(Clone)]
pub(crate) struct LeafAttributes<'a> {
    pub(crate) row: usize,
    pub(crate) index: usize,
    pub(crate) attributes: Attributes<'a>,
}

/// Unknown content, in the order of the document.
#[derive(Clone)]
#[non_exhaustive]
pub enum UnknownContent<'a> {
    /// A whole element as XML: an unknown one, or an earlier repeat of a single field.
    Element(Cow<'a, str>),
    /// Text in an element that has no text row.
    Text(Text<'a>),
}

/// Unknown content with the key it is sorted by: its offset in the document.
#[derive(Clone)]
struct Placed<'a> {
    at: usize,
    content: UnknownContent<'a>,
}

/// Returns whether a name or an element mentions a password. A repeated or misplaced password is kept in
/// `unknown` and must not be shown.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let has = |word: &[u8]| name.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    has(b"password") || has(b"passwd")
}

struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Does not show content that mentions a password.
impl fmt::Debug for UnknownContent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnknownContent::Element(xml) if is_secret(xml) => f.debug_tuple("Element").field(&Redacted).finish(),
            UnknownContent::Element(xml) => f.debug_tuple("Element").field(xml).finish(),
            UnknownContent::Text(text) => f.debug_tuple("Text").field(text).finish(),
        }
    }
}

/// Does not show content that mentions a password, nor the values of attributes of leaves: the leaf may be a
/// password.
impl fmt::Debug for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        if self.marks_absence() {
            list.entry(&format_args!("absent"));
        }
        for (name, value) in self.attributes() {
            list.entry(&(name, if is_secret(name) { &Redacted as &dyn fmt::Debug } else { value }));
        }
        list.entries(self.leaf_attributes().map(|(row, index, name, _)| (row, index, name, Redacted)));
        list.entries(self.content()).finish()
    }
}

/// Attributes have no order in XML.
fn are_equal(some: &Attributes<'_>, others: &Attributes<'_>) -> bool {
    fn sorted<'n>(attributes: &'n Attributes<'_>) -> Vec<(&'n str, &'n str)> {
        let mut pairs: Vec<_> = attributes.iter().map(|(name, value)| (&**name, &**value)).collect();
        pairs.sort_unstable();
        pairs
    }
    some.len() == others.len() && (some == others || sorted(some) == sorted(others))
}

impl PartialEq for Body<'_> {
    fn eq(&self, other: &Self) -> bool {
        are_equal(&self.attributes, &other.attributes) && self.leaves == other.leaves && self.content == other.content
    }
}

impl PartialEq for LeafAttributes<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.row, self.index) == (other.row, other.index) && are_equal(&self.attributes, &other.attributes)
    }
}

impl PartialEq for Placed<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

impl PartialEq for UnknownContent<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (UnknownContent::Text(a), UnknownContent::Text(b)) => a == b,
            (UnknownContent::Element(a), UnknownContent::Element(b)) => a == b || canonical(a) == canonical(b),
            _ => false,
        }
    }
}

/// Returns the element in canonical spelling.
pub(super) fn canonical(element: &str) -> Vec<u8> {
    let mut out = Vec::new();
    // The element was checked by a lexer when it was stored, so this cannot fail.
    let _ = write::canonical(&mut out, element);
    out
}

/// Two are equal if they have the same parts. Whether an element is there is compared with the element.
impl PartialEq for Unknown<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(one), Some(other)) => one == other,
            (Some(body), None) | (None, Some(body)) => body.is_empty(),
        }
    }
}

impl<'a> Unknown<'a> {
    pub(crate) const EMPTY: Self = Self(None);

    /// Returns the unknown parts of a required element that is not there. Allocates.
    #[cold]
    pub(crate) fn absent() -> Self {
        Self(Some(Box::new(Body { absent: true, ..Body::default() })))
    }

    /// Sets whether the element was not there when it was read.
    pub(crate) fn set_absent(&mut self, absent: bool) {
        if self.marks_absence() != absent {
            self.body().absent = absent;
        }
    }

    /// Returns whether the element was not there when it was read.
    #[inline(always)]
    pub(crate) fn marks_absence(&self) -> bool {
        self.0.as_ref().is_some_and(|body| body.absent)
    }

    /// Returns whether there are no unknown parts, nor the mark of an absent element.
    #[inline(always)]
    pub(crate) const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Returns whether there are no unknown parts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|body| body.is_empty())
    }

    /// Returns the unknown attributes of the element itself.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Text<'a>)> {
        self.0.iter().flat_map(|b| &b.attributes).map(|(name, value)| (&**name, value))
    }

    /// Returns the unknown elements and text.
    pub fn content(&self) -> impl Iterator<Item = &UnknownContent<'a>> {
        self.0.iter().flat_map(|b| &b.content).map(|placed| &placed.content)
    }

    /// Returns the unknown attributes of leaves: row and index of the leaf, name and value of the attribute.
    pub fn leaf_attributes(&self) -> impl Iterator<Item = (usize, usize, &str, &Text<'a>)> {
        self.leaves()
            .flat_map(|leaf| leaf.attributes.iter().map(|(name, value)| (leaf.row, leaf.index, &**name, value)))
    }

    pub(crate) fn leaves(&self) -> impl Iterator<Item = &LeafAttributes<'a>> {
        self.0.iter().flat_map(|b| &b.leaves)
    }

    fn body(&mut self) -> &mut Body<'a> {
        self.0.get_or_insert_default()
    }

    /// Adds an unknown attribute.
    ///
    /// # Errors
    /// [`Kind::ExpectedName`] if the name is not an XML name.
    pub fn push_attribute(&mut self, name: impl Into<Cow<'a, str>>, value: Text<'a>) -> Result<()> {
        let name = name.into();
        if !xml::is_name(&name) {
            return Err(Error::new(Kind::ExpectedName, 0));
        }
        self.body().attributes.push((name, value));
        Ok(())
    }

    /// Same as [`push_attribute`](Self::push_attribute), for a name that a reader has checked.
    pub(crate) fn keep_attribute(&mut self, name: &'a str, value: Text<'a>) {
        self.body().attributes.push((Cow::Borrowed(name), value));
    }

    /// Adds a whole element, given as XML.
    ///
    /// # Errors
    /// The errors of [`Lexer`]; [`Kind::TextOutsideRoot`] if it does not begin with `<` and end with `>`;
    /// [`Kind::ExpectedName`] if it does not begin with a start tag; [`Kind::NestedRoot`] if it has a
    /// `BroadsoftDocument`, which would be read as the next document.
    pub fn push_element(&mut self, element: impl Into<Cow<'a, str>>) -> Result<()> {
        let element = element.into();
        // It must be one element and nothing else: no declaration, comment or white space around it.
        if !element.starts_with('<') || !element.ends_with('>') {
            return Err(Error::new(Kind::TextOutsideRoot, 0));
        }
        let mut lexer = Lexer::new(element.as_bytes(), Limits::LIFTED)?;
        let mut token = lexer.next()?;
        if !matches!(token, Some(Token::Open(_))) || lexer.token_start() != 0 {
            return Err(Error::new(Kind::ExpectedName, 0));
        }
        while token.is_some() {
            if token == Some(Token::Open(ROOT)) {
                return Err(Error::new(Kind::NestedRoot, lexer.token_start()));
            }
            token = lexer.next()?;
        }
        self.push(usize::MAX, UnknownContent::Element(element));
        Ok(())
    }

    /// Adds text. Text that is only white space is not added.
    pub fn push_text(&mut self, text: Text<'a>) {
        if !xml::is_blank(&text) {
            self.push(usize::MAX, UnknownContent::Text(text));
            self.normalize();
        }
    }

    pub(crate) fn push(&mut self, at: usize, content: UnknownContent<'a>) {
        self.body().content.push(Placed { at, content });
    }

    pub(crate) fn push_leaf(&mut self, leaf: LeafAttributes<'a>) {
        self.body().leaves.push(leaf);
    }

    /// Brings the parts into the form in which decoding finds them after they are written: sorted, and with
    /// neighbouring texts joined.
    pub(crate) fn normalize(&mut self) {
        let Some(body) = &mut self.0 else { return };
        body.leaves.sort_by_key(|leaf| (leaf.row, leaf.index));
        let is_text = |placed: &Placed<'_>| matches!(placed.content, UnknownContent::Text(_));
        if body.content.windows(2).all(|two| two[0].at <= two[1].at && !(is_text(&two[0]) && is_text(&two[1]))) {
            return;
        }
        body.content.sort_by_key(|placed| placed.at);
        // Neighbouring texts would be read back as one text.
        let mut merged: Vec<Placed<'a>> = Vec::with_capacity(body.content.len());
        let mut joined = String::new();
        for placed in body.content.drain(..) {
            match (merged.last_mut(), &placed.content) {
                (Some(Placed { content: UnknownContent::Text(last), .. }), UnknownContent::Text(next)) => {
                    if joined.is_empty() {
                        joined.push_str(last);
                    }
                    joined.push_str(next);
                    *last = Text::EMPTY;
                }
                _ => {
                    close_text(&mut merged, &mut joined);
                    merged.push(placed);
                }
            }
        }
        close_text(&mut merged, &mut joined);
        body.content = merged;
    }

    /// Returns the same parts with owned text.
    #[must_use]
    pub fn into_owned(mut self) -> Unknown<'static> {
        let own = |attributes: Attributes<'a>| -> Attributes<'static> {
            attributes.into_iter().map(|(n, v)| (Cow::Owned(n.into_owned()), v.into_owned())).collect()
        };
        Unknown(self.0.take().map(|body| {
            Box::new(Body {
                absent: body.absent,
                attributes: own(body.attributes),
                leaves: body
                    .leaves
                    .into_iter()
                    .map(|l| LeafAttributes { row: l.row, index: l.index, attributes: own(l.attributes) })
                    .collect(),
                content: body
                    .content
                    .into_iter()
                    .map(|p| Placed {
                        at: p.at,
                        content: match p.content {
                            UnknownContent::Element(e) => UnknownContent::Element(Cow::Owned(e.into_owned())),
                            UnknownContent::Text(t) => UnknownContent::Text(t.into_owned()),
                        },
                    })
                    .collect(),
            })
        }))
    }
}

// Inlined, so that no function is called for each of the many elements without unknown parts.
impl Drop for Unknown<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        #[cold]
        #[inline(never)]
        fn drop_body(body: Box<Body<'_>>) {
            drop(body);
        }
        if let Some(body) = self.0.take() {
            drop_body(body);
        }
    }
}

/// Ends a run of neighbouring texts: stores the joined text in the last piece.
fn close_text<'a>(merged: &mut [Placed<'a>], joined: &mut String) {
    if let (false, Some(Placed { content: UnknownContent::Text(last), .. })) = (joined.is_empty(), merged.last_mut()) {
        *last = Text::from(core::mem::take(joined));
    }
}
