//! One pass over the tokens of a document, against one DTD.

use core::fmt;

use super::violation::{Violation, ViolationKind};
use super::{ContentModel, Declaration, Dtd, Location, Path, fast};
use crate::error::Error;
use crate::limits::{Limits, MAX_DEPTH};
use crate::schema::Protocol;
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
    protocol: Protocol,
    document: &'a [u8],
    limits: Limits,
    stage: Stage<'a>,
}

/// Progress in a document.
#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "nothing is allocated")]
enum Stage<'a> {
    /// Nothing is read, and the fast path is tried first.
    Untried,
    /// Nothing is read, and the fast path cannot tell or is turned off.
    Unread,
    Walk(Walk<'a>),
    Over,
}

/// The general walk: token by token, whatever the document holds.
#[derive(Clone)]
struct Walk<'a> {
    dtd: &'static Dtd,
    /// `None` once the document is over or ill-formed.
    lexer: Option<Lexer<'a>>,
    open: [Open; MAX_DEPTH],
    path: Path,
    due: Due<'a>,
}

/// A declared element that is open.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    /// Bit `i`: the child at place `i` of the model is there.
    children: u128,
    /// Bit `i`: attribute `i` is there.
    attributes: u32,
    /// Where its name stands.
    name: u32,
    /// Where its name or its last attribute ends.
    head: u32,
    element: u8,
    /// Place of the last child.
    last: u8,
    in_tag: bool,
    /// Something in it was reported; it need not be called "not empty" again.
    judged: bool,
}

/// What is known already and reported before the next token is taken.
#[derive(Clone)]
enum Due<'a> {
    Nothing,
    /// Attributes that the innermost element lacks, as bits, and the token that waits for the report.
    Attributes(u32, Token<'a>),
    /// Children that the innermost element lacks, as bits; the element is left afterwards.
    Children(u128),
    /// An error that was met before the next token.
    Error(Error),
}

/// Where it stands, and nothing of the document: that may hold a password.
impl fmt::Debug for Violations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Violations");
        shown.field("protocol", &self.protocol);
        match &self.stage {
            Stage::Walk(Walk { path, lexer, .. }) => shown.field("path", path).field("lexer", lexer),
            Stage::Untried | Stage::Unread => {
                let lexer = Lexer::new(self.document, self.limits).ok();
                shown.field("path", &Path::new(self.protocol)).field("lexer", &lexer)
            }
            Stage::Over => shown.field("path", &Path::new(self.protocol)).field("lexer", &None::<Lexer<'_>>),
        };
        shown.finish_non_exhaustive()
    }
}

impl<'a> Violations<'a> {
    pub(crate) const fn new(protocol: Protocol, document: &'a [u8], limits: Limits) -> Self {
        let stage = if limits.shortcuts { Stage::Untried } else { Stage::Unread };
        Self { protocol, document, limits, stage }
    }
}

impl<'a> Walk<'a> {
    fn new(protocol: Protocol, document: &'a [u8], limits: Limits) -> Self {
        let (lexer, due) = match Lexer::new(document, limits) {
            Ok(lexer) => (Some(lexer), Due::Nothing),
            Err(error) => (None, Due::Error(error)),
        };
        Self { dtd: Dtd::of(protocol), lexer, open: [Open::default(); MAX_DEPTH], path: Path::new(protocol), due }
    }

    fn report(&self, what: ViolationKind<'a>, start: usize, end: usize) -> Violation<'a> {
        Violation { what, location: Location::new(self.path, start, end) }
    }

    fn ill_formed(&mut self, error: Error) -> Violation<'a> {
        self.lexer = None;
        self.report(ViolationKind::IllFormed(error.kind()), error.offset(), error.offset())
    }

    fn top(&mut self) -> &mut Open {
        &mut self.open[self.path.len() - 1]
    }

    /// The declaration of the innermost element.
    fn declared(&self) -> &'static Declaration {
        self.dtd.at(self.open[self.path.len() - 1].element)
    }

    /// Reports the next thing that is due. When nothing is left of it, the walk goes on.
    #[cold]
    fn settle(&mut self) -> Option<Violation<'a>> {
        let what = match &mut self.due {
            Due::Attributes(bits, _) if *bits != 0 => {
                let index = bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                ViolationKind::MissingAttribute(self.declared().attributes[index].name)
            }
            Due::Children(bits) if *bits != 0 => {
                let index = bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                ViolationKind::MissingElement(self.dtd.name(&self.declared().children()[index]))
            }
            due => match core::mem::replace(due, Due::Nothing) {
                Due::Nothing => return None,
                Due::Attributes(_, token) => return self.judge(token),
                Due::Children(_) => {
                    self.path.pop();
                    return None;
                }
                Due::Error(error) => return Some(self.ill_formed(error)),
            },
        };
        let start = self.top().name as usize;
        Some(self.report(what, start, start + self.declared().name.len()))
    }

    /// The start tag of the innermost element, if there is one, is complete: the attributes that it lacks, as bits.
    fn end_of_tag(&mut self) -> u32 {
        let Some(top) = self.path.len().checked_sub(1).map(|top| &mut self.open[top]) else { return 0 };
        if !core::mem::take(&mut top.in_tag) {
            return 0;
        }
        self.dtd.at(top.element).required_attributes & !top.attributes
    }

    fn attribute(&mut self, name: &'a str, value: &Text<'a>, start: usize, end: usize) -> Option<Violation<'a>> {
        let dtd = self.dtd;
        let top = self.top();
        top.head = end as u32;
        let attributes = dtd.at(top.element).attributes;
        let Some(index) = attributes.iter().position(|attribute| attribute.name == name) else {
            return Some(self.report(ViolationKind::UnknownAttribute(name), start, start + name.len()));
        };
        top.attributes |= 1 << index;
        let declared = &attributes[index];
        let fits = match value.as_str() {
            Some(value) => declared.may_hold(value.as_bytes()),
            None => declared.words.is_empty() || declared.words.iter().any(|word| *value == **word),
        };
        if fits {
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
                // Documents are shorter than 4 GiB.
                let (name, head) = (from as u32, to as u32);
                *self.top() = Open { element, name, head, in_tag: true, ..Open::default() };
            }
            None => {
                let skipped = self.lexer.as_mut()?.skip_element();
                // The element is reported first, its error on the next call.
                self.due = skipped.err().map_or(Due::Nothing, Due::Error);
            }
        }
        violation
    }

    /// The declaration of a child, and what its parent's content model says of it.
    fn child(&mut self, name: &'a str) -> (Option<u8>, Option<ViolationKind<'a>>) {
        let dtd = self.dtd;
        let top = self.top();
        let model = dtd.at(top.element).children();
        let Some(element) = dtd.index(name) else { return (None, Some(ViolationKind::UnknownElement(name))) };
        let Some(place) = model.iter().position(|place| place.element == element) else {
            return (Some(element), Some(ViolationKind::MisplacedElement(dtd.at(element).name)));
        };
        let bit = 1 << place;
        let repeated = top.children & bit != 0;
        let in_order = usize::from(top.last) <= place;
        // After a child that came too late the order is judged from there on: one report for one
        // displaced element.
        top.children |= bit;
        top.last = place as u8;
        let declared = dtd.at(element).name;
        let what = if repeated && !model[place].many {
            Some(ViolationKind::RepeatedElement(declared))
        } else if !in_order {
            let later = top.children & !(bit | (bit - 1));
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
            let content = self.lexer.as_ref()?.slice(top.head as usize, at).trim_start();
            let filled = !content.is_empty() && content != ">";
            let name = top.name as usize;
            filled.then(|| self.report(ViolationKind::NotEmpty, name, name + declared.name.len()))
        } else {
            None
        };
        match declared.required_children & !top.children {
            0 => self.path.pop(),
            missing => self.due = Due::Children(missing),
        }
        violation
    }

    /// The next violation; `None` at the end of the document.
    fn next(&mut self) -> Option<Violation<'a>> {
        loop {
            let violation = if matches!(self.due, Due::Nothing) {
                match self.lexer.as_mut()?.next() {
                    Ok(Some(token)) => self.judge(token),
                    Ok(None) => {
                        self.lexer = None;
                        return None;
                    }
                    Err(error) => return Some(self.ill_formed(error)),
                }
            } else {
                self.settle()
            };
            if violation.is_some() {
                return violation;
            }
        }
    }

    /// What there is to say of the token that the lexer took last.
    #[inline(always)]
    fn judge(&mut self, token: Token<'a>) -> Option<Violation<'a>> {
        let lexer = self.lexer.as_ref()?;
        let (start, end) = (lexer.token_start(), lexer.position());
        let missing = if matches!(token, Token::Attribute(..)) { 0 } else { self.end_of_tag() };
        if missing != 0 {
            self.due = Due::Attributes(missing, token);
            return None;
        }
        match token {
            Token::Open(name) => self.element(name, start),
            Token::Attribute(name, value) => self.attribute(name, &value, start, end),
            Token::Text(text) => self.text(&text, start, end),
            Token::Close(_) => self.close(start),
        }
    }
}

impl<'a> Iterator for Violations<'a> {
    type Item = Violation<'a>;

    fn next(&mut self) -> Option<Violation<'a>> {
        loop {
            let Self { protocol, document, limits, stage } = self;
            match stage {
                Stage::Untried => {
                    let is_valid = fast::is_valid(Dtd::of(*protocol), document, *limits);
                    *stage = if is_valid { Stage::Over } else { Stage::Unread };
                }
                Stage::Unread => *stage = Stage::Walk(Walk::new(*protocol, document, *limits)),
                Stage::Walk(walk) => return walk.next(),
                Stage::Over => return None,
            }
        }
    }
}

impl core::iter::FusedIterator for Violations<'_> {}
