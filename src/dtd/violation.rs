//! Violations of a DTD, with the names and values that were expected.

use core::{fmt, ops::Range};

use super::{ContentModel, Dtd, Location, Path};
use crate::error::{Error, Kind};
use crate::message::values::CapVersion;
use crate::schema::Protocol;
use crate::xml::Shown;

/// The kind of a violation: the reason why a validating parser with the DTD rejects the document.
///
/// Names and values from the document are not unescaped. Names of type `&'static str` are from the DTD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViolationKind<'a> {
    /// The document is not well-formed or exceeds a limit. Nothing after this place was checked.
    IllFormed(Kind),
    /// The root is not `BroadsoftDocument`.
    WrongRoot(&'a str),
    /// The element is not declared. Its contents were not checked.
    UnknownElement(&'a str),
    /// The element is declared, but not as a child of its parent.
    MisplacedElement(&'static str),
    /// The element comes after one that it should precede.
    ElementOutOfOrder {
        /// The late element.
        element: &'static str,
        /// The first sibling, in the order of the DTD, that it should precede.
        before: &'static str,
    },
    /// The element occurs a second time, but may occur only once.
    RepeatedElement(&'static str),
    /// The element is required but missing.
    MissingElement(&'static str),
    /// Text in an element that holds only elements.
    UnexpectedText,
    /// White space between elements of a document whose declaration says `standalone="yes"`: only the DTD says that
    /// it is no text. Of each document, only the first is reported.
    StandaloneSpace,
    /// Content in an element that must be empty, which includes comments and white space.
    NotEmpty,
    /// The attribute is not declared for the element.
    UnknownAttribute(&'a str),
    /// The attribute is required but missing.
    MissingAttribute(&'static str),
    /// The value of the attribute is not one of those declared. White space around it is part of the value.
    AttributeValue {
        /// The attribute.
        attribute: &'static str,
        /// Its value.
        value: &'a str,
    },
    /// The version of the document is newer than those that the DTD lists, and so than what this crate knows.
    NewerVersion(&'a str),
}

impl ViolationKind<'_> {
    /// Returns a stable name, for programs and for reference to the documentation.
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
            ViolationKind::StandaloneSpace => "standalone-space",
            ViolationKind::NotEmpty => "not-empty",
            ViolationKind::UnknownAttribute(_) => "unknown-attribute",
            ViolationKind::MissingAttribute(_) => "missing-attribute",
            ViolationKind::AttributeValue { .. } => "attribute-value",
            ViolationKind::NewerVersion(_) => "newer-version",
        }
    }
}

/// A violation of a DTD, with its location.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Violation<'a> {
    pub(super) what: ViolationKind<'a>,
    pub(super) location: Location,
    /// `true` if it is a habit, and these are told apart.
    pub(super) habit: bool,
}

impl<'a> Violation<'a> {
    pub(crate) const fn ill_formed(protocol: Protocol, error: Error) -> Self {
        let (what, at) = (ViolationKind::IllFormed(error.kind()), error.offset());
        Self { what, location: Location::new(Path::new(protocol), at, at), habit: false }
    }

    /// Returns the same violation, as a habit of deployed clients or not.
    pub(crate) const fn habit(self, habit: bool) -> Self {
        Self { habit, ..self }
    }

    /// Returns whether it is a habit of deployed clients, if a
    /// [validator](crate::Validator::as_deployed) tells these apart.
    #[must_use]
    pub const fn is_habit(&self) -> bool {
        self.habit
    }

    /// Returns the kind of the violation.
    #[must_use]
    pub const fn what(&self) -> ViolationKind<'a> {
        self.what
    }

    /// Returns the location: [`span`](Self::span) and [`path`](Self::path).
    #[must_use]
    pub const fn location(&self) -> &Location {
        &self.location
    }

    /// Returns the span of the wrong name, attribute value or text. If something is missing, it is the name of the
    /// element that should have it. It is empty if the document is ill-formed.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.location.span()
    }

    /// Returns the path of the element that was checked: the parent of a wrong element, or the element with a wrong
    /// attribute.
    #[must_use]
    pub const fn path(&self) -> &Path {
        self.location.path()
    }

    /// Returns the erratum (`docs/errata.md`) that describes the same violation in the specification itself. The
    /// document is invalid anyway.
    #[must_use]
    pub const fn erratum(&self) -> Option<u16> {
        match self.what {
            ViolationKind::ElementOutOfOrder { .. } => Some(1),
            _ => None,
        }
    }

    /// Returns the protocol whose DTD is violated.
    #[must_use]
    pub const fn protocol(&self) -> Protocol {
        self.location.path().protocol()
    }

    /// Returns the names or values that would be valid there, if the DTD lists them.
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

/// Describes the violation in a sentence, without its location.
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
                _ => write!(f, "`{name}` is not allowed in `{here}`"),
            },
            ViolationKind::ElementOutOfOrder { element, before } => {
                write!(f, "`{element}` must come before `{before}`")
            }
            ViolationKind::RepeatedElement(name) => write!(f, "`{name}` is here a second time"),
            ViolationKind::MissingElement(name) => write!(f, "the element `{name}` is missing in `{here}`"),
            ViolationKind::UnexpectedText => write!(f, "text in `{here}`, which holds only elements"),
            ViolationKind::StandaloneSpace => {
                write!(f, "white space between the elements of `{here}`, in a document with standalone=\"yes\"")
            }
            ViolationKind::NotEmpty => write!(f, "`{here}` must be empty, without white space or comments"),
            ViolationKind::UnknownAttribute(name) => write!(f, "`{here}` has no attribute `{}`", Shown(name)),
            ViolationKind::MissingAttribute(name) => write!(f, "the attribute `{name}` is missing on `{here}`"),
            ViolationKind::AttributeValue { attribute, value } => {
                write!(f, "`{attribute}` of `{here}` cannot be `{}`", Shown(value))
            }
            ViolationKind::NewerVersion(version) => {
                let newest = CapVersion::NEWEST.as_str();
                write!(f, "version `{}` is newer than {newest}, the newest that is known here", Shown(version))
            }
        }
    }
}

/// Iterator over the names or values that would be valid, in the order of the DTD.
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
