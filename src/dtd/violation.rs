//! What can be wrong with a document, and what was expected instead.

use core::{fmt, ops::Range};

use super::{ContentModel, Dtd, Location, Path};
use crate::error::{Error, Kind};
use crate::schema::Protocol;

/// Why a validating parser with the DTD would reject a document.
///
/// Names and values of the input come as they stand there, not unescaped; `&'static str` are
/// names of the DTD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViolationKind<'a> {
    /// The document is not well-formed or passes a limit; nothing after this place was looked at.
    IllFormed(Kind),
    /// The root is not `BroadsoftDocument`.
    WrongRoot(&'a str),
    /// No declaration knows the element; what it holds was not looked at.
    UnknownElement(&'a str),
    /// The element is declared, but not for this place.
    MisplacedElement(&'static str),
    /// The element stands after one that it should precede.
    ElementOutOfOrder {
        /// The late element.
        element: &'static str,
        /// The earliest sibling it should stand before.
        before: &'static str,
    },
    /// The element stands here a second time and may stand once.
    RepeatedElement(&'static str),
    /// The element must be there and is not.
    MissingElement(&'static str),
    /// Text in an element that holds only elements.
    UnexpectedText,
    /// An element that must be empty holds something, be it a comment or a blank.
    NotEmpty,
    /// The attribute is not declared for the element.
    UnknownAttribute(&'a str),
    /// The attribute must be there and is not.
    MissingAttribute(&'static str),
    /// The attribute holds a word outside its set. White space around it counts.
    AttributeValue {
        /// The attribute.
        attribute: &'static str,
        /// What it holds.
        value: &'a str,
    },
}

impl ViolationKind<'_> {
    /// A name that programs can match on and documentation explains.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            ViolationKind::IllFormed(_) => "ill-formed",
            ViolationKind::WrongRoot(_) => "wrong-root",
            ViolationKind::UnknownElement(_) => "unknown-element",
            ViolationKind::MisplacedElement(_) => "misplaced-element",
            ViolationKind::ElementOutOfOrder { .. } => "out-of-order",
            ViolationKind::RepeatedElement(_) => "repeated-element",
            ViolationKind::MissingElement(_) => "missing-element",
            ViolationKind::UnexpectedText => "unexpected-text",
            ViolationKind::NotEmpty => "not-empty",
            ViolationKind::UnknownAttribute(_) => "unknown-attribute",
            ViolationKind::MissingAttribute(_) => "missing-attribute",
            ViolationKind::AttributeValue { .. } => "attribute-value",
        }
    }
}

/// One reason to reject a document, with its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Violation<'a> {
    pub(super) what: ViolationKind<'a>,
    pub(super) location: Location,
}

impl<'a> Violation<'a> {
    pub(crate) const fn ill_formed(protocol: Protocol, error: Error) -> Self {
        let (what, at) = (ViolationKind::IllFormed(error.kind()), error.offset());
        Self { what, location: Location::new(Path::new(protocol), at, at) }
    }

    /// What is wrong.
    #[must_use]
    pub const fn what(&self) -> ViolationKind<'a> {
        self.what
    }

    /// The place: [`span`](Self::span) and [`path`](Self::path).
    #[must_use]
    pub const fn location(&self) -> &Location {
        &self.location
    }

    /// The bytes it is about: a name, an attribute value, a text. For something missing, the name
    /// of the element that should hold it. Empty for an ill-formed document.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.location.span()
    }

    /// The element that is judged: the parent of a wrong element, the owner of a wrong attribute.
    #[must_use]
    pub const fn path(&self) -> &Path {
        self.location.path()
    }

    /// The erratum (`docs/errata.md`) that tells how the specification breaks its own DTD in the
    /// same way. The document stays invalid.
    #[must_use]
    pub const fn erratum(&self) -> Option<u16> {
        match self.what {
            ViolationKind::ElementOutOfOrder { .. } => Some(1),
            _ => None,
        }
    }

    /// Whose DTD it is against.
    #[must_use]
    pub const fn protocol(&self) -> Protocol {
        self.location.path().protocol()
    }

    /// What could have stood there instead, as far as the DTD can list it.
    #[must_use]
    pub fn expected(&self) -> Expected {
        let here = self.path().last().and_then(|name| Dtd::of(self.protocol()).element(name));
        let none = Expected { list: List::One(None) };
        let list = match (self.what, here) {
            (ViolationKind::WrongRoot(_), _) => List::One(Some(Dtd::of(self.protocol()).elements[0].name)),
            (ViolationKind::MissingElement(name) | ViolationKind::MissingAttribute(name), _) => List::One(Some(name)),
            (ViolationKind::ElementOutOfOrder { before, .. }, _) => List::One(Some(before)),
            (
                ViolationKind::UnknownElement(_) | ViolationKind::MisplacedElement(_) | ViolationKind::UnexpectedText,
                Some(element),
            ) => List::Children(self.protocol(), element.children()),
            (ViolationKind::UnknownAttribute(_), Some(element)) => List::Attributes(element.attributes),
            (ViolationKind::AttributeValue { attribute, .. }, Some(element)) => {
                List::Words(element.attribute(attribute).map_or(&[], |attribute| attribute.words))
            }
            _ => return none,
        };
        Expected { list }
    }
}

impl fmt::Debug for Violation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("what", &self.what)
            .field("span", &self.span())
            .field("path", self.path())
            .finish_non_exhaustive()
    }
}

/// A sentence for a person, without place.
impl fmt::Display for Violation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = self.path().last().unwrap_or("the document");
        match self.what {
            ViolationKind::IllFormed(kind) => f.write_str(kind.describe()),
            ViolationKind::WrongRoot(name) => write!(f, "the root element is `{}`", Shown(name)),
            ViolationKind::UnknownElement(name) => write!(f, "no element is called `{}`", Shown(name)),
            ViolationKind::MisplacedElement(name) => match Dtd::of(self.protocol()).element(here).map(|e| &e.content) {
                Some(ContentModel::Text) => write!(f, "`{name}` in `{here}`, which holds text only"),
                Some(ContentModel::Empty) => write!(f, "`{name}` in `{here}`, which must be empty"),
                _ => write!(f, "`{name}` may not stand in `{here}`"),
            },
            ViolationKind::ElementOutOfOrder { element, before } => {
                write!(f, "`{element}` must stand before `{before}`")
            }
            ViolationKind::RepeatedElement(name) => write!(f, "`{name}` stands here a second time"),
            ViolationKind::MissingElement(name) => write!(f, "`{here}` lacks the element `{name}`"),
            ViolationKind::UnexpectedText => write!(f, "text in `{here}`, which holds only elements"),
            ViolationKind::NotEmpty => write!(f, "`{here}` must be empty, without white space or comments"),
            ViolationKind::UnknownAttribute(name) => write!(f, "`{here}` has no attribute `{}`", Shown(name)),
            ViolationKind::MissingAttribute(name) => write!(f, "`{here}` lacks the attribute `{name}`"),
            ViolationKind::AttributeValue { attribute, value } => {
                write!(f, "`{attribute}` of `{here}` cannot be `{}`", Shown(value))
            }
        }
    }
}

/// Input as it may be shown: short, and without characters that steer a terminal or turn its line around.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ROOM: usize = 48;
        for c in self.0.chars().take(ROOM) {
            if c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                write!(f, "{}", c.escape_default())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        if self.0.chars().nth(ROOM).is_some() { f.write_str("…") } else { Ok(()) }
    }
}

/// Names or words that would have been right, in the order of the DTD.
#[derive(Debug, Clone)]
pub struct Expected {
    list: List,
}

#[derive(Debug, Clone)]
enum List {
    One(Option<&'static str>),
    Children(Protocol, &'static [super::Particle]),
    Attributes(&'static [super::Attribute]),
    Words(&'static [&'static str]),
}

impl Iterator for Expected {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        match &mut self.list {
            List::One(name) => name.take(),
            List::Children(protocol, particles) => {
                let (first, rest) = particles.split_first()?;
                *particles = rest;
                Some(Dtd::of(*protocol).name(first))
            }
            List::Attributes(attributes) => {
                let (first, rest) = attributes.split_first()?;
                *attributes = rest;
                Some(first.name)
            }
            List::Words(words) => {
                let (first, rest) = words.split_first()?;
                *words = rest;
                Some(first)
            }
        }
    }
}
