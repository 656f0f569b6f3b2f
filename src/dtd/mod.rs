//! Tables of both DTDs, and a validator with a fast path for valid documents.
//!
//! The tables have the declarations of `dtd/cap-c-17.0.dtd` and `dtd/ccc2-17.0.dtd`: the published DTDs with
//! their mistakes repaired (`dtd/README.md` lists every repair). Every content model is a sequence in which
//! each name occurs once, so validation only needs to know, for each open element, which children it has and
//! which was the last: no automaton, no heap and no recursion.

pub(crate) mod fast;
mod path;
#[rustfmt::skip]
mod tables;
mod validator;
mod violation;
mod words;

pub use path::{Location, Path};
pub use validator::Violations;
pub use violation::{Expected, Violation, ViolationKind};

use crate::schema::{Protocol, index};
use crate::xml::{RawText, Tag};
use words::ValueIndex;

/// One of the two DTDs.
#[derive(Debug)]
pub struct Dtd {
    /// The root element is the first one.
    elements: &'static [Declaration],
    /// Indices of `elements` by the hash of their names.
    index: [u8; 256],
}

/// A declared element.
#[derive(Debug)]
#[non_exhaustive]
pub struct Declaration {
    /// Wire name.
    pub name: &'static str,
    /// Its content model.
    pub content: ContentModel,
    /// Its attributes.
    pub attributes: &'static [Attribute],
    /// The name, laid out for comparison with the bytes of a document.
    tag: Tag,
    /// `true` if it holds text and requires no attribute, so that `<name>text</name>` is valid.
    is_plain: bool,
    /// Bit `i` is set if particle `i` of the content model is required.
    required_children: u128,
    /// Bit `i` is set if attribute `i` is required.
    required_attributes: u32,
}

/// The content that an element may have.
#[derive(Debug)]
pub enum ContentModel {
    /// Nothing, not even comments or white space.
    Empty,
    /// Text without elements.
    Text,
    /// These elements in this order.
    Children(&'static [Particle]),
}

/// A child in a content model.
#[derive(Debug)]
#[non_exhaustive]
pub struct Particle {
    element: u8,
    /// `true` if the child is required.
    pub required: bool,
    /// `true` if the child may repeat.
    pub many: bool,
}

/// A declared attribute.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attribute {
    /// Wire name.
    pub name: &'static str,
    /// The values that it may have; empty if any text is allowed.
    pub words: &'static [&'static str],
    /// `true` if the attribute is required.
    pub required: bool,
    /// The name, laid out for comparison with the bytes of a document.
    tag: Tag,
    index: ValueIndex,
}

impl Attribute {
    const fn new(name: &'static str, words: &'static [&'static str], required: bool) -> Self {
        Self { name, words, required, tag: Tag::attribute(name), index: ValueIndex::new(words) }
    }

    /// Returns whether it may have this value, given as bytes that need no unescaping.
    pub(crate) fn may_hold(&self, value: &[u8]) -> bool {
        self.words.is_empty() || self.index.has(self.words, value)
    }

    /// Returns whether it may have this value.
    pub(crate) fn may_hold_text(&self, value: &RawText<'_>) -> bool {
        match value.as_plain() {
            Some(value) => self.may_hold(value.as_bytes()),
            None => self.words.is_empty() || self.words.iter().any(|word| *value == **word),
        }
    }
}

impl Dtd {
    const fn new(elements: &'static [Declaration]) -> Self {
        assert!(elements.len() <= 128, "half of the index stays free");
        let mut by_hash = [index::FREE; 256];
        let mut element = 0;
        while element < elements.len() {
            index::put(&mut by_hash, elements[element].name, element as u8);
            element += 1;
        }
        Self { elements, index: by_hash }
    }

    /// Returns the DTD of a protocol.
    #[must_use]
    pub const fn of(protocol: Protocol) -> &'static Dtd {
        match protocol {
            Protocol::CapC => &tables::CAP_C,
            Protocol::Ccc2 => &tables::CCC2,
        }
    }

    /// Returns all declared elements, in the order of the DTD; the root element is the first.
    #[must_use]
    pub const fn elements(&self) -> &'static [Declaration] {
        self.elements
    }

    /// Returns the declaration of the element with a name.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<&'static Declaration> {
        self.index(name).map(|index| self.at(index))
    }

    /// Returns the child with a name in the content model of an element.
    #[must_use]
    pub fn place(&self, parent: &Declaration, name: &str) -> Option<&'static Particle> {
        parent.place(self.index(name)?)
    }

    /// Returns the name of the element of a particle.
    #[must_use]
    pub fn name(&self, particle: &Particle) -> &'static str {
        self.at(particle.element).name
    }

    /// Returns the declaration at an index.
    pub(crate) fn at(&self, index: u8) -> &'static Declaration {
        &self.elements[usize::from(index)]
    }

    /// Returns the index of the declaration of the element with a name.
    pub(crate) fn index(&self, name: &str) -> Option<u8> {
        index::candidates(&self.index, name)
            .find(|element| self.elements[*element].name == name)
            .map(|index| index as u8)
    }
}

impl Declaration {
    const fn new(name: &'static str, content: ContentModel, attributes: &'static [Attribute]) -> Self {
        let (mut required_children, mut required_attributes) = (0, 0);
        if let ContentModel::Children(places) = &content {
            assert!(places.len() < 128);
            let mut place = 0;
            while place < places.len() {
                // `fast` stays at a particle that may repeat, as if it had not occurred, so it must not be required.
                assert!(!(places[place].required && places[place].many));
                required_children |= (places[place].required as u128) << place;
                place += 1;
            }
        }
        assert!(name.len() <= fast::NAME && attributes.len() <= fast::ATTRIBUTES);
        let mut index = 0;
        while index < attributes.len() {
            assert!(attributes[index].name.len() <= fast::NAME);
            required_attributes |= (attributes[index].required as u32) << index;
            index += 1;
        }
        let is_plain = matches!(content, ContentModel::Text) && required_attributes == 0;
        Self { name, content, attributes, tag: Tag::element(name), is_plain, required_children, required_attributes }
    }

    /// Returns the children of its content model, in order; empty unless it holds elements.
    #[must_use]
    pub const fn children(&self) -> &'static [Particle] {
        match self.content {
            ContentModel::Children(particles) => particles,
            ContentModel::Empty | ContentModel::Text => &[],
        }
    }

    /// Returns the child in its content model for an element, by the index of the element.
    pub(crate) fn place(&self, element: u8) -> Option<&'static Particle> {
        self.children().iter().find(|place| place.element == element)
    }

    /// Returns the declaration of the attribute with a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

impl Protocol {
    /// Validates one document against the DTD alone; see [`Violations`].
    ///
    /// Yields nothing for a document that a validating parser accepts. Uses the default limits; a
    /// [`Validator`](crate::validate::Validator) can have others, and can also check the DTD alone.
    #[must_use]
    pub fn violations(self, document: &[u8]) -> Violations<'_> {
        Violations::new(self, document, crate::limits::Limits::default())
    }
}
