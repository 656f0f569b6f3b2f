//! One pass over the tokens of a document, against one DTD.

use core::fmt;

use super::violation::{Violation, ViolationKind};
use super::{ContentModel, Dtd, Particle, Path};
use crate::error::Error;
use crate::limits::{Limits, MAX_DEPTH};
use crate::schema::{NEAR, Protocol};
use crate::xml::{Lexer, Text, Token};

/// Every violation of a DTD in one document, in the order of the bytes.
///
/// Works on any bytes and needs no decoding. It costs time linear in the document and no
/// allocation, however many violations there are. An ill-formed document ends with
/// [`ViolationKind::IllFormed`]; what came before is reported all the same.
///
/// Verdicts are those of libxml2. Two of them are finer than the XML specification: white space
/// written as a character reference counts as white space between elements, and attribute values
/// are compared as they stand, without trimming.
#[derive(Clone)]
pub struct Violations<'a> {
    pub(super) dtd: &'static Dtd,
    protocol: Protocol,
    /// `None` once the document is over or ill-formed.
    pub(super) lexer: Option<Lexer<'a>>,
    /// An error found before the first token.
    refused: Option<Error>,
    pub(super) open: [Open; MAX_DEPTH],
    pub(super) path: Path,
    /// What the innermost element lacks, still to be reported, and the token that waits for it.
    missing: Missing,
    waiting: Option<Token<'a>>,
}

/// A declared element that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Open {
    pub element: u8,
    pub in_tag: bool,
    /// Something in it was reported; it need not be called "not empty" again.
    judged: bool,
    /// Where its name stands.
    pub name: usize,
    /// Where its name or its last attribute ends.
    pub head: usize,
    /// Bit `i`: attribute `i` is there.
    pub attributes: u32,
    /// Bit `i`: the child at place `i` of the model is there.
    pub children: u128,
    /// Place of the last child.
    pub last: u8,
    /// Behind which place the next child is guessed.
    pub next: usize,
}

impl Open {
    /// An element whose name stands between these places.
    pub fn begin(element: u8, name: usize, head: usize) -> Self {
        Self { element, in_tag: true, name, head, ..Self::default() }
    }

    /// Whether the child at this place of the model may come next.
    pub fn may_hold(&self, place: usize, particle: &Particle) -> bool {
        place >= usize::from(self.last) && (particle.many || self.children >> place & 1 == 0)
    }

    /// The child at this place came.
    pub fn note(&mut self, place: usize) {
        self.children |= 1 << place;
        (self.last, self.next) = (place as u8, place + 1);
    }
}

#[derive(Debug, Clone, Copy)]
enum Missing {
    Nothing,
    /// Attributes of the innermost element, as bits.
    Attributes(u32),
    /// Children of the innermost element, as bits; the element is left afterwards.
    Children(u128),
}

/// Where it stands, and nothing of the document: that may hold a password.
impl fmt::Debug for Violations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { protocol, path, lexer, .. } = self;
        f.debug_struct("Violations")
            .field("protocol", protocol)
            .field("path", path)
            .field("lexer", lexer)
            .finish_non_exhaustive()
    }
}

impl<'a> Violations<'a> {
    pub(crate) fn new(protocol: Protocol, document: &'a [u8], limits: Limits) -> Self {
        let lexer = Lexer::unlooked(document, limits);
        Self {
            dtd: Dtd::of(protocol),
            protocol,
            refused: lexer.as_ref().err().copied(),
            lexer: lexer.ok(),
            open: [Open::default(); MAX_DEPTH],
            path: Path::new(protocol),
            missing: Missing::Nothing,
            waiting: None,
        }
    }

    fn report(&self, what: ViolationKind<'a>, start: usize, end: usize) -> Violation<'a> {
        Violation { what, start, end, path: self.path, protocol: self.protocol }
    }

    fn ill_formed(&mut self, error: Error) -> Violation<'a> {
        self.lexer = None;
        self.report(ViolationKind::IllFormed(error.kind()), error.offset(), error.offset())
    }

    fn top(&mut self) -> &mut Open {
        &mut self.open[self.path.len() - 1]
    }

    /// Reports the next thing the innermost element lacks.
    fn lacking(&mut self) -> Option<Violation<'a>> {
        let Open { element, name, .. } = *self.top();
        let declared = self.dtd.at(element);
        let what = match &mut self.missing {
            Missing::Nothing => return None,
            Missing::Attributes(0) => {
                self.missing = Missing::Nothing;
                return None;
            }
            Missing::Children(0) => {
                self.missing = Missing::Nothing;
                self.path.pop();
                return None;
            }
            Missing::Attributes(bits) => {
                let index = bits.trailing_zeros();
                *bits &= *bits - 1;
                ViolationKind::MissingAttribute(declared.attributes[index as usize].name)
            }
            Missing::Children(bits) => {
                let index = bits.trailing_zeros();
                *bits &= *bits - 1;
                ViolationKind::MissingElement(self.dtd.name(&declared.children()[index as usize]))
            }
        };
        Some(self.report(what, name, name + declared.name.len()))
    }

    /// The start tag of the innermost element is complete: what does it lack?
    fn end_of_tag(&mut self) -> bool {
        let dtd = self.dtd;
        let top = self.top();
        if !core::mem::take(&mut top.in_tag) {
            return false;
        }
        let missing = dtd.at(top.element).required_attributes & !top.attributes;
        if missing != 0 {
            self.missing = Missing::Attributes(missing);
        }
        missing != 0
    }

    fn attribute(&mut self, name: &'a str, value: &Text<'a>, start: usize, end: usize) -> Option<Violation<'a>> {
        let dtd = self.dtd;
        let top = self.top();
        top.head = end;
        let attributes = dtd.at(top.element).attributes;
        let Some(index) = attributes.iter().position(|attribute| attribute.name == name) else {
            return Some(self.report(ViolationKind::UnknownAttribute(name), start, start + name.len()));
        };
        top.attributes |= 1 << index;
        let declared = &attributes[index];
        let fits = match value.as_str() {
            Some(value) => declared.words.contains(&value),
            None => declared.words.iter().any(|word| *value == **word),
        };
        if fits || declared.words.is_empty() {
            return None;
        }
        let lexer = self.lexer.as_ref()?;
        let (from, to) = lexer.value_span();
        let value = lexer.slice(from, to);
        Some(self.report(ViolationKind::AttributeValue { attribute: declared.name, value }, from, to))
    }

    /// An element begins: judged by its parent, then entered if it is declared.
    fn element(&mut self, name: &'a str, start: usize) -> Option<Violation<'a>> {
        let (from, to) = (start + 1, start + 1 + name.len());
        let (index, what) = if self.path.is_empty() {
            let index = self.dtd.index(name);
            (index, (index != Some(0)).then_some(ViolationKind::WrongRoot(name)))
        } else {
            self.child(name)
        };
        let violation = what.map(|what| self.report(what, from, to));
        if violation.is_some() && !self.path.is_empty() {
            self.top().judged = true;
        }
        match index {
            Some(element) => {
                self.path.push(element);
                *self.top() = Open::begin(element, from, to);
            }
            None => {
                let skipped = self.lexer.as_mut()?.skip_element();
                // The element is reported first, its error on the next call.
                self.refused = skipped.err();
            }
        }
        violation
    }

    /// The declaration of a child, and what its parent's content model says of it.
    fn child(&mut self, name: &'a str) -> (Option<u8>, Option<ViolationKind<'a>>) {
        let dtd = self.dtd;
        let top = self.top();
        let model = dtd.at(top.element).children();
        // Senders keep an order, so the place is nearly always the one that came last time.
        let usual = &dtd.usual[usize::from(top.element)];
        let named = |place: usize| model.get(place).is_some_and(|place| dtd.name(place) == name);
        let (element, place) = match usual.near(top.next, NEAR, named) {
            Some(place) => (model[place].element, place),
            None => {
                let Some(element) = dtd.index(name) else { return (None, Some(ViolationKind::UnknownElement(name))) };
                let Some(place) = model.iter().position(|place| place.element == element) else {
                    return (Some(element), Some(ViolationKind::MisplacedElement(dtd.at(element).name)));
                };
                usual.learn(top.next, place);
                (element, place)
            }
        };
        let bit = 1 << place;
        let repeated = top.children & bit != 0;
        let later = top.children & !(bit | (bit - 1));
        let in_order = usize::from(top.last) <= place;
        // After a child that came too late the order is judged from there on: one report for one
        // displaced element.
        top.note(place);
        let declared = dtd.at(element).name;
        let what = if repeated && !model[place].many {
            Some(ViolationKind::RepeatedElement(declared))
        } else if !in_order {
            let before = dtd.name(&model[later.trailing_zeros() as usize]);
            Some(ViolationKind::ElementOutOfOrder { element: declared, before })
        } else {
            None
        };
        (Some(element), what)
    }

    fn text(&mut self, text: &Text<'a>, start: usize, end: usize) -> Option<Violation<'a>> {
        let dtd = self.dtd;
        let content = &dtd.at(self.top().element).content;
        let wrong = matches!(content, ContentModel::Children(_)) && (!text.is_blank() || text.has_cdata());
        wrong.then(|| self.report(ViolationKind::UnexpectedText, start, end))
    }

    /// The innermost element ends: what does it lack, and was it empty if it had to be?
    fn close(&mut self, at: usize) -> Option<Violation<'a>> {
        let dtd = self.dtd;
        let top = *self.top();
        let declared = dtd.at(top.element);
        // Between the last attribute and the end tag nothing but the `>` may stand, or nothing at
        // all before a `/>`.
        let violation = if matches!(declared.content, ContentModel::Empty) && !top.judged {
            let content = self.lexer.as_ref()?.slice(top.head, at).trim_start();
            let filled = !content.is_empty() && content != ">";
            filled.then(|| self.report(ViolationKind::NotEmpty, top.name, top.name + declared.name.len()))
        } else {
            None
        };
        match declared.required_children & !top.children {
            0 => self.path.pop(),
            missing => self.missing = Missing::Children(missing),
        }
        violation
    }
}

impl<'a> Iterator for Violations<'a> {
    type Item = Violation<'a>;

    fn next(&mut self) -> Option<Violation<'a>> {
        loop {
            if !matches!(self.missing, Missing::Nothing) {
                match self.lacking() {
                    Some(violation) => return Some(violation),
                    None => continue,
                }
            }
            if let Some(error) = self.refused.take() {
                return Some(self.ill_formed(error));
            }
            if self.waiting.is_none() {
                self.expected();
            }
            let lexer = self.lexer.as_mut()?;
            if let Err(error) = lexer.look() {
                // Characters come before all else, wherever the steps have come.
                self.path = Path::new(self.protocol);
                return Some(self.ill_formed(error));
            }
            let token = match self.waiting.take() {
                Some(token) => token,
                None => match lexer.next() {
                    Ok(Some(token)) => token,
                    Ok(None) => {
                        self.lexer = None;
                        return None;
                    }
                    Err(error) => return Some(self.ill_formed(error)),
                },
            };
            let (start, end) = (lexer.token_start(), lexer.position());
            if !self.path.is_empty() && !matches!(token, Token::Attribute(..)) && self.end_of_tag() {
                self.waiting = Some(token);
                continue;
            }
            let violation = match token {
                Token::Open(name) => self.element(name, start),
                Token::Attribute(name, value) => self.attribute(name, &value, start, end),
                Token::Text(text) => self.text(&text, start, end),
                Token::Close(_) => self.close(start),
            };
            if violation.is_some() {
                return violation;
            }
        }
    }
}

impl core::iter::FusedIterator for Violations<'_> {}
