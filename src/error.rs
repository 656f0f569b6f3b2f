//! One error value for the whole crate: what is wrong, and at which byte.

use core::fmt;

/// Why bytes are not a document this crate accepts, or a value cannot be written.
///
/// The kinds up to [`Kind::NoRoot`] are violations of XML 1.0 well-formedness; the rest are
/// refusals of this crate and failures of an output buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// A character that XML 1.0 forbids, written out or by reference.
    IllegalCharacter,
    /// `<` is followed by something that starts no markup.
    MalformedMarkup,
    /// A name was expected.
    ExpectedName,
    /// White space was expected, for instance between two attributes.
    ExpectedSpace,
    /// `=` was expected after an attribute name.
    ExpectedEquals,
    /// A quotation mark was expected before an attribute value.
    ExpectedQuote,
    /// `>` or `/>` was expected.
    ExpectedTagEnd,
    /// An attribute stands twice on one tag.
    DuplicateAttribute,
    /// `<` inside an attribute value.
    LessThanInAttribute,
    /// `&` that starts no reference.
    MalformedReference,
    /// A reference to an entity other than the five predefined ones.
    UnknownEntity,
    /// `]]>` in text.
    CdataEndInText,
    /// `--` inside a comment.
    DoubleHyphenInComment,
    /// A processing instruction that breaks its grammar.
    MalformedInstruction,
    /// An XML declaration that breaks its grammar.
    MalformedDeclaration,
    /// An XML declaration that is not the first thing of its document.
    MisplacedDeclaration,
    /// An end tag that does not close the element that is open.
    MismatchedEndTag,
    /// An end tag where no element is open.
    UnexpectedEndTag,
    /// A second root element in one document.
    SecondRoot,
    /// Text or a CDATA section outside the root element.
    TextOutsideRoot,
    /// The bytes end inside a document.
    UnexpectedEnd,
    /// There is no root element.
    NoRoot,
    /// A document type declaration; it is refused at its keyword (see `Limits`).
    Doctype,
    /// The root element is not `BroadsoftDocument`.
    WrongRoot,
    /// The document is longer than the limit.
    DocumentTooLong,
    /// Elements are nested deeper than the limit.
    TooDeep,
    /// A tag has more attributes than the limit.
    TooManyAttributes,
    /// A list has more items than the limit.
    TooManyItems,
    /// An element or attribute name is longer than the limit.
    NameTooLong,
    /// More white space or comments stand before a document than the limit.
    FillerTooLong,
    /// The output has no room left (encoding into a slice).
    BufferFull,
    /// The value holds a character that XML 1.0 cannot carry (encoding).
    UnwritableCharacter,
}

impl Kind {
    /// A sentence for a person, with what was expected.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Kind::InvalidUtf8 => "the bytes are not UTF-8",
            Kind::IllegalCharacter => "this character is not allowed in XML 1.0",
            Kind::MalformedMarkup => {
                "`<` starts no tag here; expected a name, `/`, `!--`, `![CDATA[` or `?` (write `&lt;` for a literal one)"
            }
            Kind::ExpectedName => "expected a name",
            Kind::ExpectedSpace => "expected white space between attributes",
            Kind::ExpectedEquals => "expected `=` after the attribute name",
            Kind::ExpectedQuote => "expected `\"` or `'` before the attribute value",
            Kind::ExpectedTagEnd => "expected `>` or `/>` at the end of the tag",
            Kind::DuplicateAttribute => "this attribute already stands on the same tag",
            Kind::LessThanInAttribute => {
                "`<` in an attribute value; expected `&lt;`, or a quotation mark is missing before it"
            }
            Kind::MalformedReference => "`&` starts no reference here; expected `&amp;` for a literal one",
            Kind::UnknownEntity => {
                "unknown entity; expected `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;` or a character reference"
            }
            Kind::CdataEndInText => "`]]>` in text; expected `]]&gt;`",
            Kind::DoubleHyphenInComment => "`--` inside a comment; expected `-->`",
            Kind::MalformedInstruction => "malformed processing instruction; expected `<?name text?>`",
            Kind::MalformedDeclaration => {
                "malformed XML declaration; expected `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`"
            }
            Kind::MisplacedDeclaration => "XML declaration inside a document; expected it only at the very start",
            Kind::MismatchedEndTag => "this end tag does not close the element that is open",
            Kind::UnexpectedEndTag => "end tag without a start tag; expected the start of a document",
            Kind::SecondRoot => "second root element; expected the end of the document",
            Kind::TextOutsideRoot => "text outside the root element; expected `<`",
            Kind::UnexpectedEnd => "the input ends inside a document; expected its end tag",
            Kind::NoRoot => "there is no root element; expected `<BroadsoftDocument`",
            Kind::Doctype => "document type declarations are refused; expected `<BroadsoftDocument`",
            Kind::WrongRoot => "wrong root element; expected `BroadsoftDocument`",
            Kind::DocumentTooLong => "the document is longer than the limit",
            Kind::TooDeep => "elements are nested deeper than the limit",
            Kind::TooManyAttributes => "the tag has more attributes than the limit",
            Kind::TooManyItems => "the list has more items than the limit",
            Kind::NameTooLong => "the name is longer than the limit",
            Kind::FillerTooLong => "more filler before a document than the limit",
            Kind::BufferFull => "the output buffer is full",
            Kind::UnwritableCharacter => "the text holds a character that XML 1.0 cannot carry",
        }
    }
}

/// What is wrong ([`Kind`]) and where (byte offset).
///
/// The offset counts from the start of the slice that was handed in; for errors of encoding it
/// counts from the first byte written. An error never holds bytes of the input, so no password
/// or name can leak through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error {
    kind: Kind,
    offset: usize,
}

/// Shorthand used across the crate.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// Puts kind and byte offset together.
    #[must_use]
    pub const fn new(kind: Kind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.kind
    }

    /// Where, in bytes.
    #[must_use]
    pub const fn offset(self) -> usize {
        self.offset
    }

    /// The same error seen from a buffer in which the slice starts at `base`.
    #[must_use]
    pub const fn shifted(self, base: usize) -> Self {
        Self { kind: self.kind, offset: self.offset + base }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.kind.describe(), self.offset)
    }
}

impl core::error::Error for Error {}
