//! The document around a command.

use alloc::vec::Vec;
use core::fmt;

use super::command::{Command, Other};
use super::values::CapVersion;
use super::view::Message;
use crate::envelope::{self, COMMAND_TYPE, COMMAND_TYPE_TAG, DATA_TAG, PROTOCOL, PROTOCOL_TAG, VERSION, VERSION_TAG};
use crate::error::{Kind, Result};
use crate::schema::tape::outer;
use crate::schema::{Protocol, Unknown, Value, encode_element, noted, put_content, unknown_attributes_of};
use crate::xml::write::{Counter, Sink};
use crate::xml::{Text, Writer};

/// One message: a `BroadsoftDocument` with its command.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'a> {
    /// The `protocol` attribute: `CAP` for both protocols, so it tells nothing.
    pub protocol: Option<Text<'a>>,
    /// The `version` attribute. Data, not a gate: any text decodes.
    pub version: Option<Value<'a, CapVersion>>,
    /// What the document says.
    pub command: Command<'a>,
    /// What was said in the root beyond `command`.
    pub unknown: Unknown<'a>,
    /// What was said in `command` beyond `commandData`.
    pub command_unknown: Unknown<'a>,
}

impl<'a> Document<'a> {
    /// No command and nothing around it.
    pub(super) const fn nothing() -> Self {
        Self {
            protocol: None,
            version: None,
            command: Command::Other(Other { command_type: None, data: None }),
            unknown: Unknown::NOTHING,
            command_unknown: Unknown::NOTHING,
        }
    }

    /// A document of version 17.0 around a command.
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

    /// Appends the document for CAP-C to `out`: one line, LF at the end.
    ///
    /// # Errors
    /// [`Kind::UnwritableCharacter`] if a value holds a character XML cannot carry,
    /// [`Kind::DuplicateAttribute`] if an `unknown` repeats an attribute that is there,
    /// [`Kind::BufferFull`] if `out` has no room. What was handed on by then stays in `out`: the
    /// document is put together a page of 1 KiB at a time.
    pub fn encode<S: Sink + ?Sized>(&self, out: &mut S) -> Result<()> {
        Encoder::new(Protocol::CapC).encode(self, out)
    }

    /// Bytes that [`encode`](Self::encode) would write.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    pub fn encoded_len(&self) -> Result<usize> {
        let mut counter = Counter::default();
        self.encode(&mut counter)?;
        Ok(counter.written())
    }

    /// The same document, owning its text.
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
    /// The document as a struct, with all its fields.
    #[must_use]
    pub fn to_document(&self) -> Document<'a> {
        let mut document = Document::nothing();
        self.fill(&mut document);
        document
    }

    /// Fills a document that holds nothing.
    pub(super) fn fill(&self, document: &mut Document<'a>) {
        let source = self.source();
        document.protocol = self.protocol();
        document.version = self.version();
        document.command.fill(&source, self.command, source.places.word(outer::DATA) as usize);
        if !source.places.notes.is_empty() {
            // No row of the envelope is said twice.
            let unknown = |base| {
                let mut unknown = noted(&source, base, |_, _| false);
                unknown.settle();
                unknown
            };
            (document.unknown, document.command_unknown) = (unknown(outer::ROOT), unknown(outer::COMMAND));
        }
    }
}

/// Shows what the document shows.
impl fmt::Debug for Message<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_document().fmt(f)
    }
}

/// Encoding for one of the two protocols.
#[derive(Debug, Clone, Copy, Default)]
pub struct Encoder {
    protocol: Protocol,
}

impl Encoder {
    /// Encodes in the order of this protocol's DTD.
    ///
    /// Nothing else depends on it: values that the protocol does not have are written all the
    /// same, since leaving them out would lose them.
    #[must_use]
    pub const fn new(protocol: Protocol) -> Self {
        Self { protocol }
    }

    /// Appends the document to `out`: canonical spelling, one line, LF at the end. Deployed
    /// clients read line by line.
    ///
    /// # Errors
    /// As [`Document::encode`].
    pub fn encode<S: Sink + ?Sized>(&self, document: &Document<'_>, out: &mut S) -> Result<()> {
        // One code for all sinks, be they sized or not.
        let mut out = out;
        let mut out = Writer::new(&mut out);
        // What was written before a fault says where the fault is: it is handed on as well.
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
            out.leaf(&COMMAND_TYPE_TAG, &name)?;
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

    /// The document in a new buffer.
    ///
    /// # Errors
    /// As [`Document::encode`].
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
