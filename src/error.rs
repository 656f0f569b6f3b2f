//! Error type of the crate: a kind and a byte offset.

use core::fmt;

/// The kind of an error: why bytes are not an acceptable document, or why a value cannot be
/// written.
///
/// The kinds up to [`Kind::NoRoot`] are violations of XML 1.0 well-formedness. The others are
/// restrictions and limits of this crate, and errors of encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// A character that XML 1.0 forbids, as a literal character or as a character reference.
    IllegalCharacter,
    /// `<` that does not start any markup.
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
    /// The same attribute occurs twice on one tag.
    DuplicateAttribute,
    /// `<` inside an attribute value.
    LessThanInAttribute,
    /// `&` that does not start a reference.
    MalformedReference,
    /// A reference to an entity other than the five predefined ones.
    UnknownEntity,
    /// `]]>` in text.
    CdataEndInText,
    /// `--` inside a comment.
    DoubleHyphenInComment,
    /// A processing instruction with invalid syntax.
    MalformedInstruction,
    /// An XML declaration with invalid syntax.
    MalformedDeclaration,
    /// An XML declaration that is not at the start of its document.
    MisplacedDeclaration,
    /// An end tag whose name is not that of the open element.
    MismatchedEndTag,
    /// An end tag where no element is open.
    UnexpectedEndTag,
    /// A second root element in one document.
    SecondRoot,
    /// Text or a CDATA section outside the root element.
    TextOutsideRoot,
    /// The input ends inside a document.
    UnexpectedEnd,
    /// There is no root element.
    NoRoot,
    /// A document type declaration; it is refused at its `DOCTYPE` keyword (see `Limits`).
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
    /// The white space and comments before a document are longer than the limit.
    FillerTooLong,
    /// The output slice is full (encoding into a slice).
    BufferFull,
    /// The value contains a character that XML 1.0 cannot represent (encoding).
    UnwritableCharacter,
}

impl Kind {
    /// Returns a message for people, which names what was expected.
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

/// An error: its [`Kind`] and its byte offset.
///
/// The offset counts from the start of the slice that was passed in; for errors of encoding it
/// counts from the first byte written. An error never contains bytes of the input, so it cannot
/// leak a password or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error {
    kind: Kind,
    offset: usize,
}

/// A `Result` with the error type of this crate.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// Creates an error from a kind and a byte offset.
    #[must_use]
    pub const fn new(kind: Kind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// Returns the kind of the error.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.kind
    }

    /// Returns the byte offset of the error.
    #[must_use]
    pub const fn offset(self) -> usize {
        self.offset
    }

    /// Returns the same error with its offset increased by `base`, for a slice that starts at
    /// `base` in a larger buffer.
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
