//! The document around a command.

use alloc::vec::Vec;

use super::command::{Command, Other};
use super::values::CapVersion;
use crate::envelope::{
    self, COMMAND, COMMAND_TAG, COMMAND_TYPE, COMMAND_TYPE_TAG, DATA, DATA_TAG, Head, PROTOCOL, PROTOCOL_TAG, ROOT,
    ROOT_TAG, VERSION, VERSION_TAG,
};
use crate::error::{Error, Kind, Result};
use crate::limits::Limits;
use crate::schema::{
    Protocol, Reader, Unknown, UnknownContent, Value, decode_element, encode_node, put_content, unknown_attributes_of,
};
use crate::xml::write::{Counter, Sink};
use crate::xml::{Lexer, Tag, Text, Token, Writer};

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

    /// Decodes exactly one document, borrowing from it.
    ///
    /// Anything well-formed decodes, in any order of elements; what the tables do not know stands
    /// in an `unknown`.
    ///
    /// # Errors
    /// What makes the bytes ill-formed or passes a limit, with its offset in bytes;
    /// [`Kind::WrongRoot`] for a root that is not `BroadsoftDocument`.
    pub fn decode(bytes: &'a [u8]) -> Result<Self> {
        Decoder::new().decode(bytes)
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

/// Decoding with other limits than the default ones.
#[derive(Debug, Clone, Copy)]
pub struct Decoder {
    limits: Limits,
    expecting: bool,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { limits: Limits::default(), expecting: true }
    }
}

impl Decoder {
    /// The default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether what usually comes next is tried before it is looked for, which is the default.
    /// Results and errors are the same without, only later.
    #[must_use]
    pub const fn expecting(mut self, expecting: bool) -> Self {
        self.expecting = expecting;
        self
    }

    /// Decodes exactly one document, borrowing from it.
    ///
    /// # Errors
    /// As [`Document::decode`]; [`Kind::DocumentTooLong`] past the limit.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Result<Document<'a>> {
        let mut document = Document::nothing();
        self.fill(bytes, &mut document)?;
        Ok(document)
    }

    /// Decodes into a document that is there already, in place of what it held. Spares moving the
    /// result, which is large.
    ///
    /// # Errors
    /// As [`decode`](Self::decode); the document then holds what was read up to the error.
    pub fn decode_into<'a>(&self, bytes: &'a [u8], document: &mut Document<'a>) -> Result<()> {
        *document = Document::nothing();
        self.fill(bytes, document)
    }

    /// Decodes into a document that holds nothing.
    pub(super) fn fill<'a>(&self, bytes: &'a [u8], document: &mut Document<'a>) -> Result<()> {
        let lexer = Lexer::unlooked(bytes, self.limits)?;
        let expecting = self.expecting && lexer.is_roomy();
        let mut reader = Reader { lexer, expecting, moved: false };
        let mut found = reader.expecting && usual_head(&mut reader.lexer, document);
        if found {
            data(&mut reader, document, &DATA_TAG)?;
            if reader.lexer.finish_with(envelope::TAIL) {
                return Ok(());
            }
            command(&mut reader, document, true)?;
        } else {
            root(&mut reader)?;
            if reader.expecting {
                let ([protocol, version], entered) = reader.head([&PROTOCOL_TAG, &VERSION_TAG], &COMMAND_TAG);
                document.protocol = protocol.map(Text::from);
                document.version = version.map(Value::from_str);
                found = entered;
                if found {
                    command(&mut reader, document, false)?;
                }
            }
        }
        if found && reader.leave(&ROOT_TAG) && reader.lexer.finish() {
            return Ok(());
        }
        while let Some(token) = reader.lexer.next()? {
            match token {
                Token::Attribute(PROTOCOL, value) => document.protocol = Some(value),
                Token::Attribute(VERSION, value) => document.version = Some(Value::from_text(value)),
                Token::Attribute(name, value) => document.unknown.keep_attribute(name, value),
                Token::Open(COMMAND) if !found => {
                    found = true;
                    command(&mut reader, document, false)?;
                }
                Token::Open(_) => keep(&mut reader.lexer, &mut document.unknown)?,
                Token::Text(text) if !text.is_blank() => {
                    document.unknown.push(reader.lexer.token_start(), UnknownContent::Text(text));
                }
                Token::Text(_) | Token::Close(_) => {}
            }
        }
        document.unknown.settle();
        Ok(())
    }
}

/// Enters the root.
fn root(reader: &mut Reader<'_>) -> Result<()> {
    if reader.expecting && reader.lexer.root(&ROOT_TAG) {
        return Ok(());
    }
    match reader.lexer.next()? {
        Some(Token::Open(ROOT)) => Ok(()),
        _ => {
            // An ill-formed document is reported as such, whatever its root.
            let at = reader.lexer.token_start();
            while reader.lexer.next()?.is_some() {}
            Err(Error::new(Kind::WrongRoot, at))
        }
    }
}

/// Enters `commandData`, if all up to there stands as nearly every sender writes it on one line.
fn usual_head<'a>(lexer: &mut Lexer<'a>, document: &mut Document<'a>) -> bool {
    let Some(head) = Head::of(lexer.rest().as_bytes()) else { return false };
    let text = |(start, end)| lexer.slice(start, end);
    document.protocol = Some(Text::from(envelope::CAP));
    document.version = Some(Value::from_str(text(head.version)));
    document.command.begin(Some(Text::from(text(head.command))));
    lexer.enter_head(head.elements, head.end);
    true
}

/// The inside of `command`, from its start or, if that was `found`, from behind `commandData`. The
/// first `commandData` counts; more of them are kept.
fn command<'a>(reader: &mut Reader<'a>, document: &mut Document<'a>, mut found: bool) -> Result<()> {
    let depth = reader.lexer.depth();
    let mut command_type = None;
    if reader.expecting && !found {
        let ([name], entered) = reader.head([&COMMAND_TYPE_TAG], &DATA_TAG);
        command_type = name.map(Text::from);
        found = entered;
        if found {
            document.command.begin(command_type.take());
            data(reader, document, &DATA_TAG)?;
        }
    }
    if found && reader.leave(&COMMAND_TAG) {
        return Ok(());
    }
    while let Some(token) = reader.lexer.next()? {
        match token {
            Token::Attribute(COMMAND_TYPE, value) => command_type = Some(value),
            Token::Attribute(name, value) => document.command_unknown.keep_attribute(name, value),
            Token::Open(DATA) if !found => {
                found = true;
                document.command.begin(command_type.take());
                data(reader, document, &Tag::NOWHERE)?;
            }
            Token::Open(_) => keep(&mut reader.lexer, &mut document.command_unknown)?,
            Token::Text(text) if !text.is_blank() => {
                document.command_unknown.push(reader.lexer.token_start(), UnknownContent::Text(text));
            }
            Token::Text(_) => {}
            Token::Close(_) if reader.lexer.depth() < depth => break,
            Token::Close(_) => {}
        }
    }
    if !found {
        document.command.begin(command_type);
    }
    document.command_unknown.settle();
    Ok(())
}

/// The inside of `commandData`.
#[inline(always)]
fn data<'a>(reader: &mut Reader<'a>, document: &mut Document<'a>, name: &Tag) -> Result<()> {
    let data = document.command.data_mut();
    let schema = data.schema();
    decode_element(reader, data, schema, name)
}

fn keep<'a>(lexer: &mut Lexer<'a>, unknown: &mut Unknown<'a>) -> Result<()> {
    let start = lexer.token_start();
    lexer.skip_element()?;
    unknown.keep(lexer, start);
    Ok(())
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
        out.literal(envelope::BEGIN)?;
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
        out.literal(envelope::BEGIN_COMMAND)?;
        if let Some(name) = document.command.name() {
            out.leaf(&COMMAND_TYPE_TAG, &name)?;
        }
        if !document.command_unknown.is_empty() {
            unknown_attributes_of(out, &document.command_unknown, &|name| name == COMMAND_TYPE)?;
        }
        out.literal(b">")?;
        if let Some(data) = document.command.data() {
            encode_node(out, &DATA_TAG, data, self.protocol)?;
        }
        for content in document.command_unknown.content() {
            put_content(out, content)?;
        }
        out.literal(envelope::END_COMMAND)?;
        for content in document.unknown.content() {
            put_content(out, content)?;
        }
        out.literal(envelope::END_LINE)
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
