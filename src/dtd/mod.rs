//! Both DTDs as tables, and a validator over the tokens of a document, with a fast path for valid ones.
//!
//! The tables hold what `dtd/cap-c-17.0.dtd` and `dtd/ccc2-17.0.dtd` declare: the published
//! declarations with their mistakes repaired (`dtd/README.md` lists every repair). Every content
//! model is a sequence in which a name occurs once, so one position per open element is all the
//! state that validation needs: no automaton, no heap, no recursion.

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
use crate::xml::Tag;
use words::WordIndex;

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
pub struct Declaration {
    /// Wire name.
    pub name: &'static str,
    /// What may stand in it.
    pub content: ContentModel,
    /// Its attributes.
    pub attributes: &'static [Attribute],
    /// The name, laid out to be compared with what stands in a document.
    known: Tag,
    /// It holds text and needs no attribute: `<name>text</name>` is valid.
    is_plain: bool,
    /// Bit `i`: the child at place `i` must be there.
    required_children: u128,
    /// Bit `i`: attribute `i` must be there.
    required_attributes: u32,
}

/// What may stand in an element.
#[derive(Debug)]
pub enum ContentModel {
    /// Nothing at all, comments and white space included.
    Empty,
    /// Text without elements.
    Text,
    /// These elements in this order.
    Children(&'static [Particle]),
}

/// A place in a content model.
#[derive(Debug)]
pub struct Particle {
    element: u8,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be there many times.
    pub many: bool,
}

/// A declared attribute.
#[derive(Debug)]
pub struct Attribute {
    /// Wire name.
    pub name: &'static str,
    /// The words it may hold; none if any text is fine.
    pub words: &'static [&'static str],
    /// Whether it must be there.
    pub required: bool,
    /// The name, laid out to be compared with what stands in a document.
    known: Tag,
    index: WordIndex,
}

impl Attribute {
    const fn new(name: &'static str, words: &'static [&'static str], required: bool) -> Self {
        Self { name, words, required, known: Tag::attribute(name), index: WordIndex::new(words) }
    }

    /// Returns whether it may hold this value, which needs no unescaping.
    pub(crate) fn may_hold(&self, value: &[u8]) -> bool {
        self.words.is_empty() || self.index.has(self.words, value)
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

    /// The DTD of a protocol.
    #[must_use]
    pub const fn of(protocol: Protocol) -> &'static Dtd {
        match protocol {
            Protocol::CapC => &tables::CAP_C,
            Protocol::Ccc2 => &tables::CCC2,
        }
    }

    /// All declared elements, in the order of the DTD; the root element is the first.
    #[must_use]
    pub const fn elements(&self) -> &'static [Declaration] {
        self.elements
    }

    /// The declaration of a name.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<&'static Declaration> {
        self.index(name).map(|index| self.at(index))
    }

    /// The place of a name in the content model of an element.
    #[must_use]
    pub fn place(&self, parent: &Declaration, name: &str) -> Option<&'static Particle> {
        parent.place(self.index(name)?)
    }

    /// Name of the element of a particle.
    #[must_use]
    pub fn name(&self, particle: &Particle) -> &'static str {
        self.at(particle.element).name
    }

    pub(crate) fn at(&self, index: u8) -> &'static Declaration {
        &self.elements[usize::from(index)]
    }

    /// Index of the declaration of a name.
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
                // `fast` takes a place that may come again for one that may be missing.
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
        Self { name, content, attributes, known: Tag::element(name), is_plain, required_children, required_attributes }
    }

    /// The places of its content model; none unless it holds elements.
    #[must_use]
    pub const fn children(&self) -> &'static [Particle] {
        match self.content {
            ContentModel::Children(particles) => particles,
            ContentModel::Empty | ContentModel::Text => &[],
        }
    }

    /// Its place for an element, by the element's index.
    pub(crate) fn place(&self, element: u8) -> Option<&'static Particle> {
        self.children().iter().find(|place| place.element == element)
    }

    /// The declaration of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

impl Protocol {
    /// Validates one document against the DTD alone; see [`Violations`].
    ///
    /// Yields nothing for a document that a validating parser accepts. Limits are the default ones;
    /// a [`Validator`](crate::validate::Validator) has others, and can leave out everything but the DTD.
    #[must_use]
    pub fn violations(self, document: &[u8]) -> Violations<'_> {
        Violations::new(self, document, crate::limits::Limits::default())
    }
}
