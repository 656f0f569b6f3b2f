//! Messages: views of whole documents on a tape.

use crate::schema::tape::outer;
use crate::schema::{Item, Source, Tape, Value, View, Viewed};
use crate::xml::Text;

use super::values::CapVersion;

/// A document that was read but not decoded: a field is decoded when it is asked for.
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
    pub(super) viewed: Viewed<'t, 'a>,
    /// Number of the command, or `Root::UNKNOWN`.
    pub(super) command: u8,
}

impl<'t, 'a> Message<'t, 'a> {
    /// Creates a view of a document with its tape.
    #[inline]
    pub(super) fn new(tape: &'t Tape, document: &'a [u8]) -> Self {
        Self { viewed: Viewed { places: tape.places(), document }, command: tape.command() }
    }

    /// Returns the `commandType` as the document spells it, known or not.
    #[must_use]
    pub fn command_name(&self) -> Option<Text<'a>> {
        self.leaf(outer::COMMAND_TYPE)
    }

    /// Returns the `protocol` attribute: `CAP` for both protocols.
    #[must_use]
    pub fn protocol(&self) -> Option<Text<'a>> {
        self.leaf(outer::PROTOCOL)
    }

    /// Returns the `version` attribute. Documents with any version are read.
    #[must_use]
    pub fn version(&self) -> Option<Value<'a, CapVersion>> {
        self.leaf(outer::VERSION)
    }

    /// Returns the bytes of the document.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.viewed.document
    }

    fn leaf<T: Item<'a>>(&self, at: usize) -> Option<T> {
        let word = self.viewed.places.word(at);
        (word != 0).then(|| T::read(self.viewed.raw(word), word))
    }

    /// Returns the data of the document if its command has this number.
    #[inline(always)]
    pub(super) fn data<T: Item<'a>>(&self, command: u8) -> Option<View<'t, 'a, T>> {
        let data = self.viewed.places.word(outer::DATA);
        (self.command == command).then(|| View::at(self.viewed, data))
    }

    /// Returns the tape and the document, after a check of UTF-8 that never fails: the reader has checked it.
    pub(super) fn source(&self) -> Source<'t, 'a> {
        let Viewed { places, document } = self.viewed;
        Source { places, document: core::str::from_utf8(document).unwrap_or_default() }
    }
}

/// Two messages are equal if their bytes and their tapes are equal.
impl PartialEq for Message<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&self.viewed, &other.viewed);
        one.document == two.document && one.places == two.places && self.command == other.command
    }
}

impl Eq for Message<'_, '_> {}
