//! Documents: a command with its envelope, and the encoder.

use alloc::vec::Vec;
use core::fmt;

use super::Decoder;
use super::command::{Command, Other};
use super::values::CapVersion;
use super::view::Message;
use crate::envelope::{
    self, COMMAND, COMMAND_TYPE, COMMAND_TYPE_TAG, DATA, DATA_TAG, PROTOCOL, PROTOCOL_TAG, VERSION, VERSION_TAG,
};
use crate::error::{Error, Kind, Result};
use crate::limits::Limits;
use crate::schema::tape::outer;
use crate::schema::{
    Known, PathError, Protocol, SlotType, Unknown, Value, encode_element, fit_tables, noted, put_content,
    put_unknown_attributes,
};
use crate::xml::write::{Counter, Sink, SliceSink};
use crate::xml::{Text, Writer};

/// One message: a `BroadsoftDocument` with its command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Document<'a> {
    /// The `protocol` attribute: `CAP` for both protocols.
    pub protocol: Option<Text<'a>>,
    /// The `version` attribute. Documents with any version decode.
    pub version: Option<Value<'a, CapVersion>>,
    /// The command with its data. A document without an element `command` has [`Command::Other`] without a name, and is
    /// written without one for as long as nothing is set in it.
    pub command: Command<'a>,
    /// Unknown parts of the root.
    pub unknown: Unknown<'a>,
    /// Unknown parts of the element `command`.
    pub command_unknown: Unknown<'a>,
    /// `true` if there was no element `command` when it was read.
    pub(super) no_command: bool,
}

/// A document without a command is not equal to one with an empty command.
impl PartialEq for Document<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.protocol == other.protocol
            && self.version == other.version
            && self.command == other.command
            && self.unknown == other.unknown
            && self.command_unknown == other.command_unknown
            && self.has_no_command() == other.has_no_command()
    }
}

impl<'a> Document<'a> {
    /// Returns whether it has no element `command`: it had none when it was read, and got no content since.
    pub(super) fn has_no_command(&self) -> bool {
        self.no_command && self.command.is_nothing() && self.command_unknown.is_empty()
    }

    /// The empty document.
    pub(super) const fn nothing() -> Self {
        Self {
            protocol: None,
            version: None,
            command: Command::Other(Other { command_type: None, data: None }),
            unknown: Unknown::EMPTY,
            command_unknown: Unknown::EMPTY,
            no_command: false,
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
            no_command: false,
        }
    }

    /// Appends the document to `out` in the order of CAP-C, as one line with an LF at the end.
    ///
    /// What is written is decoded under the default limits, into an equal document; an [`Encoder`] can have others.
    ///
    /// # Errors
    /// - [`Kind::UnwritableCharacter`] if a value contains a character that XML cannot represent;
    /// - [`Kind::DuplicateAttribute`] if an `unknown` repeats an attribute;
    /// - [`Kind::NotReversible`] if the document would be read back as another one, because an `unknown` holds what has
    ///   a field of its own, or [`Command::Other`] has the name of a known command;
    /// - [`Kind::DocumentTooLong`], [`Kind::TooDeep`], [`Kind::TooManyAttributes`], [`Kind::TooManyItems`],
    ///   [`Kind::NameTooLong`] or [`Kind::FillerTooLong`] if it would not be read back because of a limit;
    /// - [`Kind::BufferFull`] if `out` has no room.
    ///
    /// In all cases `out` may contain the beginning of the document, which is written in pieces of 1 KiB.
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
            no_command: self.no_command,
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
        document.command.fill(&source, self.command, source.places.word(outer::DATA));
        if !source.places.notes.is_empty() {
            // The notes of the envelope have no repeats to compare.
            let unknown = |base| {
                let mut unknown = noted(&source, base, |_, _| false);
                unknown.normalize();
                unknown
            };
            (document.unknown, document.command_unknown) = (unknown(outer::ROOT), unknown(outer::COMMAND));
        }
        document.no_command = source.places.word(outer::COMMAND) == outer::NO_COMMAND;
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

/// An encoder for one of the two protocols, with its own limits.
///
/// What it writes is decoded under the same limits, into an equal document. A document of which this is not true is
/// refused.
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
    limits: Limits,
}

impl Encoder {
    /// Creates an encoder that writes elements in the order of the DTD of a protocol, with the default limits.
    ///
    /// Only the order depends on the protocol: values that it does not have are written too, because otherwise
    /// they would be lost.
    #[must_use]
    pub const fn new(protocol: Protocol) -> Self {
        Self { protocol, limits: Limits::DEFAULT }
    }

    /// Sets the limits of those who will decode the documents. The LF at the end counts as part of a document.
    ///
    /// ```
    /// use broadworks_cap::{Document, Encoder, Kind, Limits, Protocol, message::info_request::InfoRequest};
    ///
    /// let encoder = Encoder::new(Protocol::CapC).limits(Limits::default().document(100));
    /// let error = encoder.to_vec(&Document::new(InfoRequest::versions())).unwrap_err();
    /// assert_eq!(error.kind(), Kind::DocumentTooLong);
    /// ```
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the protocol.
    #[cfg(any(feature = "transport", feature = "tokio"))]
    pub(crate) const fn protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// Appends the document to `out` in canonical spelling, as one line with an LF at the end. Deployed clients
    /// read line by line.
    ///
    /// # Errors
    /// The errors of [`Document::encode`].
    pub fn encode<S: Sink + ?Sized>(&self, document: &Document<'_>, out: &mut S) -> Result<()> {
        // Erase the type of the sink, so that the encoder is compiled once.
        let mut out = out;
        self.encode_to(document, &mut out)
    }

    /// Writes a document of what the tables declare, which is always read back as it is, straight to the sink. Others
    /// are written anew and read back.
    fn encode_to(&self, document: &Document<'_>, sink: &mut dyn Sink) -> Result<()> {
        if !self.limits.shortcuts || !fit_tables(&self.limits) || !self.limits.fits_filler(LINE_END) {
            return self.read_back(document, sink, 0);
        }
        let mut out = Writer::new(sink, &self.limits);
        let written = self.write_pages(document, &mut out);
        if !out.has_doubts() {
            return written;
        }
        let passed = out.passed();
        self.read_back(document, sink, passed)
    }

    /// Writes a document to a buffer, compares what is read back from there, and passes all but the first `passed`
    /// bytes to the sink, which has those already.
    #[cold]
    #[inline(never)]
    fn read_back(&self, document: &Document<'_>, sink: &mut dyn Sink, passed: usize) -> Result<()> {
        let start = sink.written() - passed;
        let mut bytes = Vec::new();
        let written = self.write_whole(document, &mut bytes).and_then(|()| self.compare(document, &bytes));
        sink.put(bytes.get(passed..).unwrap_or_default())?;
        written.map_err(|error| error.shifted(start))
    }

    /// Compares a document with what is read from its encoded form.
    fn compare(&self, document: &Document<'_>, bytes: &[u8]) -> Result<()> {
        if !self.limits.fits_filler(LINE_END) {
            return Err(Error::new(Kind::FillerTooLong, bytes.len() - LINE_END));
        }
        let again = Decoder::new().limits(self.limits).decode(bytes)?;
        if again == *document {
            return Ok(());
        }
        // The place is the first byte that would be written otherwise; the start if the same bytes mean both.
        let mut other = Vec::new();
        let _ = self.write_whole(&again, &mut other);
        let at = bytes.iter().zip(&other).position(|(one, other)| one != other);
        Err(Error::new(Kind::NotReversible, at.unwrap_or_default()))
    }

    /// Writes a document that is read back, with all its parts.
    fn write_whole(&self, document: &Document<'_>, bytes: &mut Vec<u8>) -> Result<()> {
        let mut out = Writer::new(bytes, &self.limits);
        out.allow_doubts();
        self.write_pages(document, &mut out)
    }

    /// Writes a document with all its pages. After an error, the last page shows its place.
    fn write_pages(&self, document: &Document<'_>, out: &mut Writer<'_>) -> Result<()> {
        match self.write(document, out) {
            Ok(()) => out.flush(),
            Err(error) if error.kind() == Kind::BufferFull || out.has_doubts() => Err(error),
            Err(error) => out.flush().and(Err(error)),
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
            put_unknown_attributes(out, &document.unknown, &Envelope)?;
        }
        if document.has_no_command() {
            out.put_array(b">")?;
        } else {
            self.write_command(document, out)?;
        }
        for content in document.unknown.content() {
            put_content(out, content, &Envelope)?;
        }
        out.put_array(envelope::END_LINE)
    }

    /// Writes `command`, after the end of the start tag of the root.
    #[inline(always)]
    fn write_command(&self, document: &Document<'_>, out: &mut Writer<'_>) -> Result<()> {
        out.put_array(envelope::BEGIN_COMMAND)?;
        if let Some(name) = document.command.name() {
            if document.command.is_misnamed() {
                out.doubt()?;
            }
            out.leaf(&COMMAND_TYPE_TAG, name)?;
        }
        if !document.command_unknown.is_empty() {
            put_unknown_attributes(out, &document.command_unknown, &Envelope)?;
        }
        out.put_array(b">")?;
        if let Some(data) = document.command.written_data() {
            encode_element(out, &DATA_TAG, data, self.protocol)?;
        }
        for content in document.command_unknown.content() {
            put_content(out, content, &Envelope)?;
        }
        out.put_array(envelope::END_COMMAND)
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

/// Bytes of the LF at the end of a document, which is filler between this one and the next.
const LINE_END: usize = 1;

/// The names that the reader of the envelope knows, in any of its elements.
struct Envelope;

impl Known for Envelope {
    fn knows(&self, name: &str, attribute: bool) -> bool {
        let known: &[&str] = if attribute { &[PROTOCOL, VERSION, COMMAND_TYPE] } else { &[COMMAND, DATA] };
        known.contains(&name)
    }
}

/// Documents of every command. Some of them, with odd unknown parts, are refused by the encoder.
#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Document<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut document = Document::new(<Command<'a> as arbitrary::Arbitrary<'a>>::arbitrary(u)?);
        if u.ratio(1, 8)? {
            document.version = Some(Value::from_text(crate::schema::some_text(u)?));
        }
        if u.ratio(1, 16)? {
            document.no_command = u.arbitrary()?;
            let names = [PROTOCOL, VERSION, COMMAND, COMMAND_TYPE, DATA];
            let unknown = if u.arbitrary()? { &mut document.unknown } else { &mut document.command_unknown };
            crate::schema::unknown_parts(u, &names, unknown)?;
        }
        Ok(document)
    }
}
