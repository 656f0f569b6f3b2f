//! Simple reference implementation of the DTD validator, for comparison with it.

use broadworks_cap::dtd::{ContentModel, Declaration, Dtd, ViolationKind};
use broadworks_cap::message::values::CapVersion;
use broadworks_cap::xml::{Lexer, Token};
use broadworks_cap::{Limits, Protocol, Result};

/// A violation, with start, end and the names of the open elements.
pub type Wrong<'a> = (ViolationKind<'a>, usize, usize, Vec<&'static str>);

/// The reference implementation: reads one element per call, and checks each child against all
/// children before it.
struct Judge<'a> {
    dtd: &'static Dtd,
    lexer: Lexer<'a>,
    path: Vec<&'static str>,
    wrong: Vec<Wrong<'a>>,
}

impl<'a> Judge<'a> {
    fn report(&mut self, what: ViolationKind<'a>, start: usize, end: usize) {
        self.wrong.push((what, start, end, self.path.clone()));
    }

    /// Checks the element whose start tag was just read, up to its end tag.
    fn element(&mut self, declared: &'static Declaration, name: (usize, usize)) -> Result<()> {
        self.path.push(declared.name);
        let (mut attributes, mut children) = (Vec::new(), Vec::new());
        let (mut in_tag, mut judged, mut head) = (true, false, name.1);
        loop {
            let token = self.lexer.next()?.expect("the root is open");
            let (start, end) = (self.lexer.token_start(), self.lexer.position());
            if in_tag && !matches!(token, Token::Attribute(..)) {
                in_tag = false;
                for attribute in declared.attributes.iter().filter(|a| a.required && !attributes.contains(&a.name)) {
                    self.report(ViolationKind::MissingAttribute(attribute.name), name.0, name.1);
                }
            }
            match token {
                Token::Attribute(name, value) => {
                    head = end;
                    attributes.push(name);
                    let quote = self.lexer.slice(start, end).find(['"', '\'']).expect("a value is quoted");
                    let (from, to) = (start + quote + 1, end - 1);
                    match declared.attribute(name) {
                        None => self.report(ViolationKind::UnknownAttribute(name), start, start + name.len()),
                        Some(a) if a.words.is_empty() || a.words.contains(&&*value.to_text()) => {}
                        Some(a) if a.name == "version" && CapVersion::is_newer(self.lexer.slice(from, to)) => {
                            self.report(ViolationKind::NewerVersion(self.lexer.slice(from, to)), from, to);
                        }
                        Some(a) => {
                            let value = self.lexer.slice(from, to);
                            self.report(ViolationKind::AttributeValue { attribute: a.name, value }, from, to);
                        }
                    }
                }
                Token::Text(text) => {
                    if matches!(declared.content, ContentModel::Children(_)) && (!text.is_blank() || text.has_cdata()) {
                        self.report(ViolationKind::UnexpectedText, start, end);
                    } else if self.lexer.is_standalone()
                        && matches!(declared.content, ContentModel::Children(_))
                        && !text.is_empty()
                        && self.wrong.iter().all(|wrong| wrong.0 != ViolationKind::StandaloneSpace)
                    {
                        self.report(ViolationKind::StandaloneSpace, start, end);
                    }
                }
                Token::Open(child) => {
                    let name = (start + 1, start + 1 + child.len());
                    if let Some(what) = self.child(declared, child, &mut children) {
                        judged = true;
                        self.report(what, name.0, name.1);
                    }
                    match self.dtd.element(child) {
                        Some(declared) => self.element(declared, name)?,
                        None => self.lexer.skip_element()?,
                    }
                }
                Token::Close(_) => {
                    let inside = self.lexer.slice(head, start).trim_start();
                    if matches!(declared.content, ContentModel::Empty) && !judged && !["", ">"].contains(&inside) {
                        self.report(ViolationKind::NotEmpty, name.0, name.1);
                    }
                    let places = declared.children();
                    for place in (0..places.len()).filter(|place| places[*place].required && !children.contains(place))
                    {
                        self.report(ViolationKind::MissingElement(self.dtd.name(&places[place])), name.0, name.1);
                    }
                    self.path.pop();
                    return Ok(());
                }
                other => panic!("{other:?}"),
            }
        }
    }

    /// Checks a child against the content model of its parent. `before` holds the positions in the
    /// model of the children before it.
    fn child(
        &self,
        parent: &'static Declaration,
        child: &'a str,
        before: &mut Vec<usize>,
    ) -> Option<ViolationKind<'a>> {
        let Some(declared) = self.dtd.element(child) else { return Some(ViolationKind::UnknownElement(child)) };
        let name = declared.name;
        let places = parent.children();
        let Some(place) = places.iter().position(|place| self.dtd.name(place) == child) else {
            return Some(ViolationKind::MisplacedElement(name));
        };
        let late = before.last().is_some_and(|last| *last > place);
        let again = before.contains(&place);
        before.push(place);
        if again && !places[place].many {
            return Some(ViolationKind::RepeatedElement(name));
        }
        let next = before.iter().copied().filter(|other| *other > place).min();
        next.filter(|_| late)
            .map(|next| ViolationKind::ElementOutOfOrder { element: name, before: self.dtd.name(&places[next]) })
    }
}

/// Returns all violations of a document.
pub fn judge(protocol: Protocol, document: &[u8]) -> Vec<Wrong<'_>> {
    let dtd = Dtd::of(protocol);
    let lexer = match Lexer::new(document, Limits::default()) {
        Ok(lexer) => lexer,
        Err(error) => {
            return vec![(ViolationKind::IllFormed(error.kind()), error.offset(), error.offset(), Vec::new())];
        }
    };
    let mut judge = Judge { dtd, lexer, path: Vec::new(), wrong: Vec::new() };
    let root = |judge: &mut Judge<'_>| {
        let Some(Token::Open(root)) = judge.lexer.next()? else { panic!("a document has a root") };
        let start = judge.lexer.token_start() + 1;
        let name = (start, start + root.len());
        if root != dtd.elements()[0].name {
            judge.report(ViolationKind::WrongRoot(judge.lexer.slice(name.0, name.1)), name.0, name.1);
        }
        match dtd.element(root) {
            Some(declared) => judge.element(declared, name)?,
            None => judge.lexer.skip_element()?,
        }
        judge.lexer.next().map(|end| assert_eq!(end, None))
    };
    if let Err(error) = root(&mut judge) {
        judge.report(ViolationKind::IllFormed(error.kind()), error.offset(), error.offset());
    }
    judge.wrong
}
