//! Decoder: turns bytes into documents and views.

use super::command::{Learned, UNLEARNED, root};
use super::document::Document;
use super::view::Message;
use crate::error::Result;
use crate::limits::Limits;
use crate::schema::{self, Tape};

/// A decoder for any number of documents, with its own limits.
///
/// It keeps two things from one document to the next, which make reading fast and never change a result: the
/// memory of its tape, and the order in which the sender writes fields. Use one decoder for each connection,
/// or one for each thread.
///
/// ```
/// use broadworks_cap::{Decoder, Document};
///
/// let bytes = b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>";
/// let (mut decoder, mut document) = (Decoder::new(), Document::decode(bytes)?);
/// for _ in 0..3 {
///     // The document is large, so it is filled in its place.
///     decoder.decode_into(bytes, &mut document)?;
///     assert_eq!(document.command.name(), Some("infoRequest"));
/// }
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoder {
    limits: Limits,
    tape: Tape,
    learned: Learned,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// Creates a decoder with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self { limits: Limits::default(), tape: Tape::new(), learned: UNLEARNED }
    }

    /// Sets the limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reads exactly one document and returns a view of it, which decodes a field when it is asked for.
    ///
    /// # Errors
    /// The errors of [`Document::decode`], for the limits of this decoder.
    #[inline]
    pub fn read<'t, 'a>(&'t mut self, bytes: &'a [u8]) -> Result<Message<'t, 'a>> {
        schema::read(&mut self.tape, bytes, self.limits, root, &mut self.learned)?;
        Ok(self.message(bytes))
    }

    /// Decodes exactly one document, borrowing from it.
    ///
    /// # Errors
    /// The errors of [`read`](Self::read).
    pub fn decode<'a>(&mut self, bytes: &'a [u8]) -> Result<Document<'a>> {
        let mut document = Document::nothing();
        self.fill(bytes, &mut document)?;
        Ok(document)
    }

    /// Decodes into an existing document and replaces its contents. Avoids moving the result, which is large.
    ///
    /// # Errors
    /// The errors of [`read`](Self::read). The document is then empty.
    pub fn decode_into<'a>(&mut self, bytes: &'a [u8], document: &mut Document<'a>) -> Result<()> {
        *document = Document::nothing();
        self.fill(bytes, document)
    }

    /// Returns a view of the document that was read last, given by its bytes.
    #[inline]
    pub(super) fn message<'t, 'a>(&'t self, bytes: &'a [u8]) -> Message<'t, 'a> {
        Message::new(&self.tape, bytes)
    }

    /// Decodes into an empty document.
    fn fill<'a>(&mut self, bytes: &'a [u8], document: &mut Document<'a>) -> Result<()> {
        self.read(bytes)?.fill(document);
        Ok(())
    }
}

impl<'a> Document<'a> {
    /// Decodes exactly one document, borrowing from it.
    ///
    /// Any well-formed document decodes, with its elements in any order; whatever the tables do not know is kept
    /// in a field `unknown`. A [`Decoder`] is faster for many documents, and can have other limits than the
    /// default ones.
    ///
    /// # Errors
    /// The first violation of well-formedness or of a limit, with its offset in bytes;
    /// [`Kind::NestedRoot`](crate::error::Kind::NestedRoot) at a `BroadsoftDocument` inside an element, where a
    /// [`Framer`](crate::Framer) begins the next document; [`Kind::WrongRoot`](crate::error::Kind::WrongRoot) if the root
    /// is not `BroadsoftDocument`.
    pub fn decode(bytes: &'a [u8]) -> Result<Self> {
        let (mut tape, mut document) = (Tape::new(), Document::nothing());
        schema::read(&mut tape, bytes, Limits::default(), root, &mut [])?;
        Message::new(&tape, bytes).fill(&mut document);
        Ok(document)
    }
}
