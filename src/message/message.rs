//! Message: a view of a whole document on a tape.

use alloc::boxed::Box;
use core::fmt;

use super::document::Document;
use super::values::{CapVersion, CommandType};
use crate::schema::tape::{Note, Places, outer};
use crate::schema::{Item, Source, Tape, Unknown, Value, View, Viewed, lookup};
use crate::xml::Text;

/// One document, read but not decoded: a field costs time when it is asked for.
///
/// ```
/// use broadworks_cap::{Decoder, message::values::CallState};
///
/// let bytes = br#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate"><commandData>
///   <user id="alice@example.com"><call callId="c-1"><state>2</state><remoteNumber>2405550123</remoteNumber></call>
///   </user></commandData></command></BroadsoftDocument>"#;
///
/// let mut decoder = Decoder::new();
/// let message = decoder.read(bytes)?;
/// let user = message.call_update().expect("it is one").user();
/// let call = user.calls().next().expect("it has one");
/// assert_eq!(call.state(), Some(CallState::Active.into()));
/// assert_eq!(call.remote_number().expect("it has one"), "2405550123");
/// assert_eq!(message.get("user/call[0]/remoteNumber").expect("the same"), "2405550123");
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Message<'t, 'a> {
    viewed: Viewed<'t, 'a>,
    command: u8,
}

impl<'t, 'a> Message<'t, 'a> {
    /// The tape must be that of the document.
    #[inline]
    pub(super) fn new(tape: &'t Tape, document: &'a [u8]) -> Self {
        Self { viewed: Viewed { places: tape.places(), document }, command: tape.command() }
    }

    /// Which command it is; `None` for one this crate does not know, or none at all.
    #[inline]
    #[must_use]
    pub fn command_type(&self) -> Option<CommandType> {
        CommandType::ALL.get(usize::from(self.command)).copied()
    }

    /// The `commandType` as it stands in the document.
    #[must_use]
    pub fn command_name(&self) -> Option<Text<'a>> {
        self.leaf(outer::COMMAND_TYPE)
    }

    /// The `protocol` attribute: `CAP` for both protocols, so it tells nothing.
    #[must_use]
    pub fn protocol(&self) -> Option<Text<'a>> {
        self.leaf(outer::PROTOCOL)
    }

    /// The `version` attribute. Data, not a gate: any text is read.
    #[must_use]
    pub fn version(&self) -> Option<Value<'a, CapVersion>> {
        self.leaf(outer::VERSION)
    }

    /// The text at a path of wire names below `commandData`, such as `user/call[1]/state`.
    ///
    /// Names may have any spelling that the tables know. A number in brackets counts the items of a list
    /// from 0; without one the first item is meant. The last name may be that of an attribute. `None` if
    /// nothing stands there, or an element that holds others.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Text<'a>> {
        let data = self.viewed.places.word(outer::DATA);
        let command = self.command_type()?;
        let word = lookup(self.viewed.places, super::Command::schema(command), data as usize, path)?;
        (data != 0).then(|| self.viewed.leaf(word))
    }

    /// The document as a struct, with all its fields.
    #[must_use]
    pub fn to_document(&self) -> Document<'a> {
        let mut document = Document::nothing();
        self.fill(&mut document);
        document
    }

    /// A copy that owns its bytes, for queues and threads.
    #[must_use]
    pub fn into_owned(self) -> OwnedMessage {
        self.into()
    }

    /// The bytes of the document.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.viewed.document
    }

    fn leaf<T: Item<'a>>(&self, at: usize) -> Option<T> {
        let word = self.viewed.places.word(at);
        (word != 0).then(|| self.viewed.leaf(word))
    }

    /// The data of a command of this type.
    #[inline(always)]
    pub(super) fn data<T: Item<'a>>(&self, command: CommandType) -> Option<View<'t, 'a, T>> {
        let data = self.viewed.places.word(outer::DATA);
        (self.command == command as u8).then(|| View::at(self.viewed, data))
    }

    /// Fills a document that holds nothing.
    pub(super) fn fill(&self, document: &mut Document<'a>) {
        let Viewed { places, document: bytes } = self.viewed;
        // The reader has checked it.
        let Ok(text) = core::str::from_utf8(bytes) else { return };
        let source = Source { places, document: text };
        let leaf = |at: usize| Some(places.word(at)).filter(|word| *word != 0);
        document.protocol = leaf(outer::PROTOCOL).map(|word| source.leaf(word));
        document.version = leaf(outer::VERSION).map(|word| source.leaf(word));
        document.command.fill(&source, self.command, places.word(outer::DATA) as usize);
        if !places.notes.is_empty() {
            document.unknown = outside(&source, outer::ROOT);
            document.command_unknown = outside(&source, outer::COMMAND);
        }
    }
}

/// What was said in an element of the envelope.
fn outside<'a>(source: &Source<'_, 'a>, base: usize) -> Unknown<'a> {
    let mut unknown = source.notes_of(base, |_, _| false);
    unknown.settle();
    unknown
}

/// Equal if the bytes are and every part of the document stands at the same place.
impl PartialEq for Message<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&self.viewed, &other.viewed);
        one.document == two.document && one.places == two.places && self.command == other.command
    }
}

impl Eq for Message<'_, '_> {}

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

/// Shows what the document shows.
impl fmt::Debug for OwnedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_message().fmt(f)
    }
}

/// Shows what the document shows.
impl fmt::Debug for Message<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_document().fmt(f)
    }
}
