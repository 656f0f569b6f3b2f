//! Owned messages: a copy of a document with its tape.

use alloc::boxed::Box;
use core::fmt;

use super::document::Document;
use super::view::Message;
use crate::schema::Viewed;
use crate::schema::tape::{Note, Places};

/// A message with its own copy of the document, for queues and threads.
///
/// It has one allocation for the bytes and up to two for the tape. Reading a field takes as long as in a
/// [`Message`], and creating one decodes nothing.
///
/// ```
/// use std::{sync::mpsc, thread};
///
/// use broadworks_cap::{Decoder, OwnedMessage};
///
/// let bytes = br#"<BroadsoftDocument><command commandType="callUpdate"><commandData><user id="alice@example.com"/>
///   </commandData></command></BroadsoftDocument>"#;
/// let (queue, messages) = mpsc::channel::<OwnedMessage>();
/// let worker = thread::spawn(move || messages.recv().map(|kept| kept.as_message().get("user/id").unwrap().to_string()));
/// queue.send(Decoder::new().read(bytes)?.into_owned()).unwrap();
/// assert_eq!(worker.join().unwrap().as_deref(), Ok("alice@example.com"));
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedMessage {
    document: Box<[u8]>,
    words: Box<[u64]>,
    notes: Box<[Note]>,
    command: u8,
}

impl OwnedMessage {
    /// Returns a view of the message.
    #[inline]
    #[must_use]
    pub fn as_message(&self) -> Message<'_, '_> {
        let places = Places { words: &self.words, notes: &self.notes };
        Message { viewed: Viewed { places, document: &self.document }, command: self.command }
    }

    /// Returns the bytes of the document.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.document
    }

    /// Decodes the document into its struct, with owned text.
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
    /// Copies the document and its tape.
    #[must_use]
    pub fn into_owned(self) -> OwnedMessage {
        self.into()
    }
}

/// Prints the same as the document.
impl fmt::Debug for OwnedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_message().fmt(f)
    }
}
