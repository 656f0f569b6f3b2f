//! Documents: a command with its envelope, and the encoder.

use alloc::vec::Vec;
use core::fmt;

use super::command::{Command, Other};
use super::values::CapVersion;
use super::view::Message;
use crate::envelope::{self, COMMAND_TYPE, COMMAND_TYPE_TAG, DATA_TAG, PROTOCOL, PROTOCOL_TAG, VERSION, VERSION_TAG};
use crate::error::{Kind, Result};
use crate::schema::tape::outer;
use crate::schema::{
    PathError, Protocol, SlotType, Unknown, Value, encode_element, noted, put_content, unknown_attributes_of,
};
use crate::xml::write::{Counter, Sink, SliceSink};
use crate::xml::{Text, Writer};

/// One message: a `BroadsoftDocument` with its command.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Document<'a> {
    /// The `protocol` attribute: `CAP` for both protocols.
    pub protocol: Option<Text<'a>>,
    /// The `version` attribute. Documents with any version decode.
    pub version: Option<Value<'a, CapVersion>>,
    /// The command with its data.
    pub command: Command<'a>,
    /// Unknown parts of the root.
    pub unknown: Unknown<'a>,
    /// Unknown parts of the element `command`.
    pub command_unknown: Unknown<'a>,
}

impl<'a> Document<'a> {
    /// The empty document.
    pub(super) const fn nothing() -> Self {
        Self {
            protocol: None,
            version: None,
            command: Command::Other(Other { command_type: None, data: None }),
            unknown: Unknown::EMPTY,
            command_unknown: Unknown::EMPTY,
        }
    }

    /// Creates a document of version 17.0 with a command.
    #[must_use]
    pub fn new(command: impl Into<Command<'a>>) -> Self {
        Self {
            protocol: Some(Text::from(envelope::CAP)),
            version: Some(CapVersion::V17_0.into()),
            command: command.into(),
            unknown: Unknown::default(),
            command_unknown: Unknown::default(),
        }
    }

    /// Appends the document to `out` in the order of CAP-C, as one line with an LF at the end.
    ///
    /// # Errors
    /// [`Kind::UnwritableCharacter`] if a value contains a character that XML cannot represent,
    /// [`Kind::DuplicateAttribute`] if an `unknown` repeats an attribute, and [`Kind::BufferFull`] if `out` has no
    /// room. In all cases `out` may contain the beginning of the document, which is written in pieces of 1 KiB.
    pub fn encode<S: Sink + ?Sized>(&self, out: &mut S) -> Result<()> {
        Encoder::new(Protocol::CapC).encode(self, out)
    }

    /// Encodes the document into a new buffer, as [`encode`](Self::encode) does.
    ///
    /// # Errors
    /// The errors of [`encode`](Self::encode).
    pub fn to_vec(&self) -> Result<Vec<u8>> {
        Encoder::new(Protocol::CapC).to_vec(self)
    }

    /// Encodes the document to the beginning of `room`, as [`encode`](Self::encode) does, and returns its length.
    ///
    /// # Errors
    /// The errors of [`encode`](Self::encode).
    ///
    /// ```
    /// use broadworks_cap::{Document, message::info_request::InfoRequest};
    ///
    /// let mut room = [0; 512];
    /// let length = Document::new(InfoRequest::versions()).encode_to_slice(&mut room)?;
    /// assert!(room[..length].ends_with(b"</BroadsoftDocument>\n"));
    /// # Ok::<(), broadworks_cap::Error>(())
    /// ```
    pub fn encode_to_slice(&self, room: &mut [u8]) -> Result<usize> {
        let mut sink = SliceSink::new(room);
        self.encode(&mut sink)?;
        Ok(sink.written())
    }

    /// Returns the number of bytes that [`encode`](Self::encode) would write.
    ///
    /// # Errors
    /// The errors of [`encode`](Self::encode).
    pub fn encoded_len(&self) -> Result<usize> {
        let mut counter = Counter::default();
        self.encode(&mut counter)?;
        Ok(counter.written())
    }

    /// Returns the text at a path of wire names in `commandData`, such as `user/call[1]/state`; see
    /// [`Message::get`].
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Text<'_>> {
        self.command.data()?.get(path)
    }

    /// Sets the text at a path of wire names in `commandData`. Elements on the path that are not there are added, as
    /// is the item after the last one of a list.
    ///
    /// ```
    /// use broadworks_cap::{Document, message::{Identity, call_action::CallAction}};
    ///
    /// let mut document = Document::new(CallAction::dial(Identity::cap_c("alice@example.com", "demo"), "2405550123"));
    /// document.set("user/action/actionParam[0]", "2405550124")?;
    /// assert_eq!(document.get("user/action/actionParam[0]").as_deref(), Some("2405550124"));
    /// # Ok::<(), broadworks_cap::schema::PathError>(())
    /// ```
    ///
    /// # Errors
    /// [`PathError`] if the tables do not have a name, if an item is not there and cannot be added, or if the path
    /// does not lead to text.
    pub fn set(&mut self, path: &str, text: impl Into<Text<'a>>) -> core::result::Result<(), PathError> {
        self.command.data_mut().set(path, text)
    }

    /// Returns the same document with owned text.
    #[must_use]
    pub fn into_owned(self) -> Document<'static> {
        Document {
            protocol: self.protocol.map(Text::into_owned),
            version: self.version.map(Value::into_owned),
            command: self.command.into_owned(),
            unknown: self.unknown.into_owned(),
            command_unknown: self.command_unknown.into_owned(),
        }
    }
}

impl<'a> Message<'_, 'a> {
    /// Decodes the document into its struct.
    #[must_use]
    pub fn to_document(&self) -> Document<'a> {
        let mut document = Document::nothing();
        self.fill(&mut document);
        document
    }

    /// Fills an empty document.
    pub(super) fn fill(&self, document: &mut Document<'a>) {
        let source = self.source();
        SlotType::fill(&mut document.protocol, &source, source.places.word(outer::PROTOCOL));
        SlotType::fill(&mut document.version, &source, source.places.word(outer::VERSION));
        document.command.fill(&source, self.command, source.places.word(outer::DATA) as usize);
        if !source.places.notes.is_empty() {
            // The notes of the envelope have no repeats to compare.
            let unknown = |base| {
                let mut unknown = noted(&source, base, |_, _| false);
                unknown.normalize();
                unknown
            };
            (document.unknown, document.command_unknown) = (unknown(outer::ROOT), unknown(outer::COMMAND));
        }
    }
}

/// Prints the same as the document.
impl fmt::Debug for Message<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_document().fmt(f)
    }
}

/// Prints the document as [`Document::encode`] writes it, without the LF at the end. Fails for a document that cannot
/// be encoded. It shows passwords, like the document itself.
impl fmt::Display for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.to_vec().map_err(|_| fmt::Error)?;
        f.write_str(core::str::from_utf8(&bytes).map_err(|_| fmt::Error)?.trim_end())
    }
}

/// An encoder for one of the two protocols.
///
/// ```
/// use broadworks_cap::{Document, Encoder, Identity, Protocol, message::queue_info_request::QueueInfoRequest};
///
/// let document = Document::new(QueueInfoRequest::new(Identity::ccc2("alice@example.com")));
/// let bytes = Encoder::new(Protocol::Ccc2).to_vec(&document)?;
/// assert!(bytes.ends_with(b"</BroadsoftDocument>\n"));
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Encoder {
    protocol: Protocol,
}

impl Encoder {
    /// Creates an encoder that writes elements in the order of the DTD of a protocol.
    ///
    /// Only the order depends on the protocol: values that it does not have are written too, because otherwise
    /// they would be lost.
    #[must_use]
    pub const fn new(protocol: Protocol) -> Self {
        Self { protocol }
    }

    /// Appends the document to `out` in canonical spelling, as one line with an LF at the end. Deployed clients
    /// read line by line.
    ///
    /// # Errors
    /// The errors of [`Document::encode`].
    pub fn encode<S: Sink + ?Sized>(&self, document: &Document<'_>, out: &mut S) -> Result<()> {
        // Erase the type of the sink, so that the encoder is compiled once.
        let mut out = out;
        let mut out = Writer::new(&mut out);
        // After an error, flush what was written before it: it shows the place of the error.
        match self.write(document, &mut out) {
            Err(error) if error.kind() != Kind::BufferFull => out.flush().and(Err(error)),
            Err(error) => Err(error),
            Ok(()) => out.flush(),
        }
    }

    fn write(&self, document: &Document<'_>, out: &mut Writer<'_>) -> Result<()> {
        out.put_array(envelope::BEGIN)?;
        if let Some(protocol) = &document.protocol {
            out.leaf(&PROTOCOL_TAG, protocol)?;
        }
        if let Some(version) = &document.version {
            version.write(&VERSION_TAG, out)?;
        }
        if !document.unknown.is_empty() {
            unknown_attributes_of(out, &document.unknown, &|name| {
                (name == PROTOCOL && document.protocol.is_some()) || (name == VERSION && document.version.is_some())
            })?;
        }
        out.put_array(envelope::BEGIN_COMMAND)?;
        if let Some(name) = document.command.name() {
            out.leaf(&COMMAND_TYPE_TAG, name)?;
        }
        if !document.command_unknown.is_empty() {
            unknown_attributes_of(out, &document.command_unknown, &|name| name == COMMAND_TYPE)?;
        }
        out.put_array(b">")?;
        if let Some(data) = document.command.data() {
            encode_element(out, &DATA_TAG, data, self.protocol)?;
        }
        for content in document.command_unknown.content() {
            put_content(out, content)?;
        }
        out.put_array(envelope::END_COMMAND)?;
        for content in document.unknown.content() {
            put_content(out, content)?;
        }
        out.put_array(envelope::END_LINE)
    }

    /// Encodes the document into a new buffer.
    ///
    /// # Errors
    /// The errors of [`Document::encode`].
    pub fn to_vec(&self, document: &Document<'_>) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.encode(document, &mut out)?;
        Ok(out)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Document<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut document = Document::new(<Command<'a> as arbitrary::Arbitrary<'a>>::arbitrary(u)?);
        if u.ratio(1, 8)? {
            document.version = Some(Value::from_text(crate::schema::some_text(u)?));
        }
        Ok(document)
    }
}
