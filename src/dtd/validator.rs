//! DTD validator: one pass over the tokens of a document.

use core::fmt;

use super::violation::{Violation, ViolationKind};
use super::{ContentModel, Dtd, Location, Path, fast};
use crate::error::Error;
use crate::limits::{Limits, MAX_DEPTH};
use crate::schema::Protocol;
use crate::xml::{Lexer, Text, Token};

/// Iterator over all violations of a DTD in one document, in the order of the bytes.
///
/// It reads any bytes, takes time linear in the length of the document, and does not allocate. If the document is
/// ill-formed, the last item is [`ViolationKind::IllFormed`], after the violations before that place.
///
/// The results are those of libxml2. They differ from the XML recommendation in two ways: white space that is
/// written as a character reference counts as white space between elements, and attribute values are compared
/// without trimming.
#[derive(Clone)]
pub struct Violations<'a> {
    protocol: Protocol,
    document: &'a [u8],
    limits: Limits,
    stage: Stage<'a>,
}

/// Progress of the validation.
#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "nothing is allocated")]
enum Stage<'a> {
    /// Nothing is read yet; the fast path comes first.
    Untried,
    /// Nothing is read yet; the fast path has no result or is turned off.
    Unread,
    Walk(Walk<'a>),
    Over,
}

/// The general path: a walk over the tokens of any document.
#[derive(Clone)]
struct Walk<'a> {
    dtd: &'static Dtd,
    /// `None` after the end of the document or an error.
    lexer: Option<Lexer<'a>>,
    /// An error to report on the next call: of the first bytes, or of an element that was skipped.
    refused: Option<Error>,
    open: [Open; MAX_DEPTH],
    path: Path,
    /// Parts that are missing in the innermost element and not yet reported.
    missing: Missing,
    /// The token after a start tag with missing attributes, to be processed after these are reported.
    waiting: Option<Token<'a>>,
}

/// A declared element that is open.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    /// Bit `i` is set if the child of particle `i` of the content model occurred.
    children: u128,
    /// Bit `i` is set if attribute `i` occurred.
    attributes: u32,
    /// Offset of its name.
    name: u32,
    /// Offset of the end of its name or of its last attribute.
    head: u32,
    element: u8,
    /// Particle of the last child.
    last: u8,
    /// `true` if its start tag is still open.
    in_tag: bool,
    /// `true` if a child was reported, so that [`ViolationKind::NotEmpty`] is not needed too.
    judged: bool,
}

/// Required parts of the innermost element that are missing.
#[derive(Debug, Clone, Copy)]
enum Missing {
    Nothing,
    /// Attributes of the innermost element, as bits.
    Attributes(u32),
    /// Children of the innermost element, as bits. The element ends after they are reported.
    Children(u128),
}

/// Shows the progress, but not the document, which may contain a password.
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
        let lexer = Lexer::new(document, limits);
        Self {
            dtd: Dtd::of(protocol),
            refused: lexer.as_ref().err().copied(),
            lexer: lexer.ok(),
            open: [Open::default(); MAX_DEPTH],
            path: Path::new(protocol),
            missing: Missing::Nothing,
            waiting: None,
        }
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

    /// Reports the next missing part of the innermost element.
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
        let name = name as usize;
        Some(self.report(what, name, name + declared.name.len()))
    }

    /// Ends the start tag of the innermost element. Returns whether attributes are missing.
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
        top.head = end as u32;
        let attributes = dtd.at(top.element).attributes;
        let Some(index) = attributes.iter().position(|attribute| attribute.name == name) else {
            return Some(self.report(ViolationKind::UnknownAttribute(name), start, start + name.len()));
        };
        top.attributes |= 1 << index;
        let declared = &attributes[index];
        if declared.may_hold_text(value) {
            return None;
        }
        let lexer = self.lexer.as_ref()?;
        let (from, to) = lexer.value_span();
        let value = lexer.slice(from, to);
        Some(self.report(ViolationKind::AttributeValue { attribute: declared.name, value }, from, to))
    }

    /// Checks an element against the content model of its parent, and enters it if it is declared.
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
                // The element is reported now, the error on the next call.
                self.refused = skipped.err();
            }
        }
        violation
    }

    /// Checks a child against the content model of its parent. Returns the index of its declaration and the
    /// violation, if any.
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
        let later = top.children & !(bit | (bit - 1));
        let in_order = usize::from(top.last) <= place;
        // The order of the next children is checked from here on, so that one displaced element is reported once.
        top.children |= bit;
        top.last = place as u8;
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

    /// Ends the innermost element: checks that nothing is missing, and that it is empty if it must be.
    fn close(&mut self, at: usize) -> Option<Violation<'a>> {
        let dtd = self.dtd;
        let top = *self.top();
        let declared = dtd.at(top.element);
        // From the end of the last attribute to the end tag, or to `/>`, only `>` is allowed.
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
            missing => self.missing = Missing::Children(missing),
        }
        violation
    }

    /// Returns the next violation; `None` at the end of the document.
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
            let lexer = self.lexer.as_mut()?;
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

impl<'a> Iterator for Violations<'a> {
    type Item = Violation<'a>;

    fn next(&mut self) -> Option<Violation<'a>> {
        let Self { protocol, document, limits, .. } = *self;
        loop {
            match &mut self.stage {
                Stage::Untried => {
                    let is_valid = fast::is_valid(Dtd::of(protocol), document, limits);
                    self.stage = if is_valid { Stage::Over } else { Stage::Unread };
                }
                Stage::Unread => self.stage = Stage::Walk(Walk::new(protocol, document, limits)),
                Stage::Walk(walk) => return walk.next(),
                Stage::Over => return None,
            }
        }
    }
}

impl core::iter::FusedIterator for Violations<'_> {}
