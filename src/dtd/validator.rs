//! DTD validator: one pass over the tokens of a document.

use core::fmt;

use super::violation::{Violation, ViolationKind};
use super::{ContentModel, Declaration, Dtd, Location, Path, fast};
use crate::envelope;
use crate::error::Error;
use crate::limits::{Limits, MAX_DEPTH};
use crate::message::values::CapVersion;
use crate::schema::Protocol;
use crate::xml::{Lexer, RawText, Token};

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
    open: [Open; MAX_DEPTH],
    path: Path,
    due: Due<'a>,
    /// `true` once [`ViolationKind::StandaloneSpace`] was reported.
    spaced: bool,
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
        let stage = if limits.fast() { Stage::Untried } else { Stage::Unread };
        Self { protocol, document, limits, stage }
    }
}

impl<'a> Walk<'a> {
    fn new(protocol: Protocol, document: &'a [u8], limits: Limits) -> Self {
        let (lexer, due) = match Lexer::new(document, limits) {
            Ok(lexer) => (Some(lexer), Due::Nothing),
            Err(error) => (None, Due::Error(error)),
        };
        let (dtd, path) = (Dtd::of(protocol), Path::new(protocol));
        Self { dtd, lexer, open: [Open::default(); MAX_DEPTH], path, due, spaced: false }
    }

    fn report(&self, what: ViolationKind<'a>, start: usize, end: usize) -> Violation<'a> {
        Violation { what, location: Location::new(self.path, start, end), habit: false }
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

    fn attribute(&mut self, name: &'a str, value: &RawText<'a>, start: usize, end: usize) -> Option<Violation<'a>> {
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
        let what = if declared.name == envelope::VERSION && CapVersion::is_newer(value) {
            ViolationKind::NewerVersion(value)
        } else {
            ViolationKind::AttributeValue { attribute: declared.name, value }
        };
        Some(self.report(what, from, to))
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
                // The element is reported first, its error on the next call.
                self.due = skipped.err().map_or(Due::Nothing, Due::Error);
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
        let in_order = usize::from(top.last) <= place;
        // The order of the next children is checked from here on, so that one displaced element is reported once.
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

    fn text(&mut self, text: &RawText<'a>, start: usize, end: usize) -> Option<Violation<'a>> {
        let dtd = self.dtd;
        if !matches!(dtd.at(self.top().element).content, ContentModel::Children(_)) {
            return None;
        }
        if !text.is_blank() || text.has_cdata() {
            return Some(self.report(ViolationKind::UnexpectedText, start, end));
        }
        // Comments alone are an empty text.
        if text.is_empty() || self.spaced || !self.lexer.as_ref()?.is_standalone() {
            return None;
        }
        self.spaced = true;
        Some(self.report(ViolationKind::StandaloneSpace, start, end))
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
            missing => self.due = Due::Children(missing),
        }
        violation
    }

    /// Returns the next violation; `None` at the end of the document.
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
