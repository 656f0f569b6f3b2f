//! Decoder: documents and views from bytes.

use super::command::{Learned, UNLEARNED, root};
use super::document::Document;
use super::view::Message;
use crate::error::Result;
use crate::limits::Limits;
use crate::schema::{self, Tape};

/// Reads documents, one after the other, within its limits.
///
/// It keeps two things from one document to the next: the room for the places of everything in a document
/// ([`Tape`]), and the order in which its sender writes fields, which makes reading fast. Neither changes a
/// result. So use one decoder for one connection, or one for one thread.
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
    /// The default limits.
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

    /// Reads exactly one document and gives a view of it: fields are read when they are asked for.
    ///
    /// # Errors
    /// As [`Document::decode`]; [`Kind::DocumentTooLong`](crate::error::Kind::DocumentTooLong) past the limit.
    #[inline]
    pub fn read<'t, 'a>(&'t mut self, bytes: &'a [u8]) -> Result<Message<'t, 'a>> {
        schema::read(&mut self.tape, bytes, self.limits, root, &mut self.learned)?;
        Ok(Message::new(&self.tape, bytes))
    }

    /// Decodes exactly one document, borrowing from it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn decode<'a>(&mut self, bytes: &'a [u8]) -> Result<Document<'a>> {
        let mut document = Document::nothing();
        self.fill(bytes, &mut document)?;
        Ok(document)
    }

    /// Decodes into a document that is there already, in place of what it held. Spares moving the
    /// result, which is large.
    ///
    /// # Errors
    /// As [`read`](Self::read); the document is then empty.
    pub fn decode_into<'a>(&mut self, bytes: &'a [u8], document: &mut Document<'a>) -> Result<()> {
        *document = Document::nothing();
        self.fill(bytes, document)
    }

    /// Decodes into a document that holds nothing.
    pub(super) fn fill<'a>(&mut self, bytes: &'a [u8], document: &mut Document<'a>) -> Result<()> {
        self.read(bytes)?.fill(document);
        Ok(())
    }
}

impl<'a> Document<'a> {
    /// Decodes exactly one document, borrowing from it.
    ///
    /// Anything well-formed decodes, in any order of elements; what the tables do not know stands
    /// in an `unknown`. A [`Decoder`] is faster for many documents, and takes other limits than the default
    /// ones.
    ///
    /// # Errors
    /// What makes the bytes ill-formed or passes a limit, with its offset in bytes;
    /// [`Kind::WrongRoot`](crate::error::Kind::WrongRoot) for a root that is not `BroadsoftDocument`.
    pub fn decode(bytes: &'a [u8]) -> Result<Self> {
        let (mut tape, mut document) = (Tape::new(), Document::nothing());
        schema::read(&mut tape, bytes, Limits::default(), root, &mut [])?;
        Message::new(&tape, bytes).fill(&mut document);
        Ok(document)
    }
}
