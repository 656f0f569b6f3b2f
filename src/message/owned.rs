//! Owned messages: a document and its tape, for queues and threads.

use alloc::boxed::Box;
use core::fmt;

use super::document::Document;
use super::view::Message;
use crate::schema::Viewed;
use crate::schema::tape::{Note, Places};

/// A message that keeps a copy of its document, for queues and threads.
///
/// It holds the bytes and their tape, each in one allocation, and is as quick to read as any
/// [`Message`]; nothing is decoded to make one.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedMessage {
    document: Box<[u8]>,
    words: Box<[u64]>,
    notes: Box<[Note]>,
    command: u8,
}

impl OwnedMessage {
    /// A view of it.
    #[inline]
    #[must_use]
    pub fn as_message(&self) -> Message<'_, '_> {
        let places = Places { words: &self.words, notes: &self.notes };
        Message { viewed: Viewed { places, document: &self.document }, command: self.command }
    }

    /// The bytes of the document.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.document
    }

    /// The document as a struct that owns its text.
    #[must_use]
    pub fn to_document(&self) -> Document<'static> {
        self.as_message().to_document().into_owned()
    }
}

impl From<Message<'_, '_>> for OwnedMessage {
    fn from(message: Message<'_, '_>) -> Self {
        let Viewed { places, document } = message.viewed;
        Self {
            document: document.into(),
            words: places.words.into(),
            notes: places.notes.into(),
            command: message.command,
        }
    }
}

impl Message<'_, '_> {
    /// A copy that owns its bytes, for queues and threads.
    #[must_use]
    pub fn into_owned(self) -> OwnedMessage {
        self.into()
    }
}

/// Shows what the document shows.
impl fmt::Debug for OwnedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_message().fmt(f)
    }
}
