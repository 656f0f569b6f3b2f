//! Error type of the crate: a kind and a byte offset.

use core::fmt;

use crate::identified::identified;

identified! {
    /// The kind of an error: why bytes are not an acceptable document, or why a value cannot be
    /// written.
    ///
    /// The kinds up to [`Kind::NoRoot`] are violations of XML 1.0 well-formedness. The others are
    /// restrictions and limits of this crate, and errors of encoding.
    #[non_exhaustive]
    pub enum Kind {
        /// The bytes are not UTF-8.
        "invalid-utf8" InvalidUtf8: "the bytes are not UTF-8",
        /// A character that XML 1.0 forbids, as a literal character or as a character reference.
        "illegal-character" IllegalCharacter: "this character is not allowed in XML 1.0",
        /// `<` that does not start any markup.
        "malformed-markup" MalformedMarkup: "`<` is not followed by the name of a tag; write `&lt;` for a literal `<`",
        /// A name was expected.
        "expected-name" ExpectedName: "expected a name",
        /// White space was expected, for instance between two attributes.
        "expected-space" ExpectedSpace: "expected white space between attributes",
        /// `=` was expected after an attribute name.
        "expected-equals" ExpectedEquals: "expected `=` after the attribute name",
        /// A quotation mark was expected before an attribute value.
        "expected-quote" ExpectedQuote: "expected `\"` or `'` before the attribute value",
        /// `>` or `/>` was expected.
        "expected-tag-end" ExpectedTagEnd: "expected `>` or `/>` at the end of the tag",
        /// The same attribute occurs twice on one tag.
        "duplicate-attribute" DuplicateAttribute: "this attribute is on the same tag twice",
        /// `<` inside an attribute value.
        "less-than-in-attribute" LessThanInAttribute: "`<` in an attribute value; write `&lt;`, or close the quotation mark before it",
        /// `&` that does not start a reference.
        "malformed-reference" MalformedReference: "`&` is not followed by the name of a reference; write `&amp;` for a literal `&`",
        /// A reference to an entity other than the five predefined ones.
        "unknown-entity" UnknownEntity: "unknown entity; XML knows `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;`, and numbers such as `&#233;`",
        /// `]]>` in text.
        "cdata-end-in-text" CdataEndInText: "`]]>` in text; expected `]]&gt;`",
        /// `--` inside a comment.
        "double-hyphen-in-comment" DoubleHyphenInComment: "`--` inside a comment; XML allows it only in the `-->` that ends it",
        /// A processing instruction with invalid syntax.
        "malformed-instruction" MalformedInstruction: "malformed processing instruction; expected `<?name text?>`",
        /// An XML declaration with invalid syntax.
        "malformed-declaration" MalformedDeclaration: "malformed XML declaration; expected `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`",
        /// An XML declaration that is not at the start of its document.
        "misplaced-declaration" MisplacedDeclaration: "a new document starts here, but the one before it has not ended",
        /// An end tag whose name is not that of the open element.
        "mismatched-end-tag" MismatchedEndTag: "this end tag does not match the start tag of the element that is open",
        /// An end tag where no element is open.
        "unexpected-end-tag" UnexpectedEndTag: "end tag without a start tag",
        /// A second root element in one document.
        "second-root" SecondRoot: "second root element; expected the end of the document",
        /// Text or a CDATA section outside the root element.
        "text-outside-root" TextOutsideRoot: "text that belongs to no document",
        /// The input ends inside a document.
        "unexpected-end" UnexpectedEnd: "the input ends inside a document",
        /// There is no root element.
        "no-root" NoRoot: "there is no root element; expected `<BroadsoftDocument`",
        /// A document type declaration; it is refused at its `DOCTYPE` keyword (see `Limits`).
        "doctype" Doctype: "document type declarations are refused; expected `<BroadsoftDocument`",
        /// White space before the XML declaration, where [`Limits::leading_blanks`](crate::Limits) does not allow it.
        "leading-blanks" LeadingBlanks: "white space before the XML declaration; expected `<?xml` at the very start",
        /// An XML declaration with another encoding, where [`Limits::any_label`](crate::Limits) does not allow it.
        "foreign-label" ForeignLabel: "the XML declaration names another encoding; expected `encoding=\"UTF-8\"`",
        /// The root element is not `BroadsoftDocument`.
        "wrong-root" WrongRoot: "wrong root element; expected `BroadsoftDocument`",
        /// A `BroadsoftDocument` inside an element. It is always the root of the next document, so the end of the one
        /// that is read is missing.
        "nested-root" NestedRoot: "a new document starts here, but `</BroadsoftDocument>` is missing before it",
        /// The document is longer than the limit.
        "document-too-long" DocumentTooLong: "the document is longer than the limit",
        /// Elements are nested deeper than the limit.
        "too-deep" TooDeep: "elements are nested deeper than the limit",
        /// A tag has more attributes than the limit.
        "too-many-attributes" TooManyAttributes: "the tag has more attributes than the limit",
        /// A list has more items than the limit.
        "too-many-items" TooManyItems: "the list has more items than the limit",
        /// An element or attribute name is longer than the limit.
        "name-too-long" NameTooLong: "the name is longer than the limit",
        /// The white space and comments before a document are longer than the limit.
        "filler-too-long" FillerTooLong: "more filler before a document than the limit",
        /// The output slice is full (encoding into a slice).
        "buffer-full" BufferFull: "the output buffer is full",
        /// The value contains a character that XML 1.0 cannot represent (encoding).
        "unwritable-character" UnwritableCharacter: "the text holds a character that XML 1.0 cannot carry",
        /// The document would be read back as another one (encoding): a name in an `unknown`, or of an unknown command,
        /// is one that the tables know there. What has a field of its own belongs there.
        "not-reversible" NotReversible: "this would be read back as something else; what has a field of its own belongs there, not in `unknown`",
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
    /// `base` in a larger buffer. The sum stops at `usize::MAX`.
    #[must_use]
    pub const fn shifted(self, base: usize) -> Self {
        Self { kind: self.kind, offset: self.offset.saturating_add(base) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.kind.describe(), self.offset)
    }
}

impl core::error::Error for Error {}
