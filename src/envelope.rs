//! Envelope of every command: its names, tags, and the usual bytes of its head and tail.
//!
//! ```text
//! <?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version="17.0">
//! <command commandType="callUpdate"><commandData>
//!   ...
//! </commandData></command></BroadsoftDocument>
//! ```
//!
//! Nearly every sender writes the envelope on one line with exactly the same bytes, and so does the encoder. The
//! framer and the decoder compare the head ([`Head::of`]) and the end tags ([`END_TAGS`], [`TAIL`]) as a whole.

use crate::xml::{DECLARATION, Tag, plain_value_end, starts_with};

/// The root element.
pub(crate) const ROOT: &str = "BroadsoftDocument";
/// The element that holds the command; the only one in the root.
pub(crate) const COMMAND: &str = "command";
/// The element that holds the data of the command; the only one in `command`.
pub(crate) const DATA: &str = "commandData";

/// The attribute of the root that names the protocol.
pub(crate) const PROTOCOL: &str = "protocol";
/// The attribute of the root that names the version of the protocol.
pub(crate) const VERSION: &str = "version";
/// The attribute of `command` that names the command.
pub(crate) const COMMAND_TYPE: &str = "commandType";

/// The value of `protocol` in both protocols.
pub(crate) const CAP: &str = "CAP";

/// The tags of [`ROOT`].
pub(crate) static ROOT_TAG: Tag = Tag::element(ROOT);
/// The tags of [`COMMAND`].
pub(crate) static COMMAND_TAG: Tag = Tag::element(COMMAND);
/// The tags of [`DATA`].
pub(crate) static DATA_TAG: Tag = Tag::element(DATA);
/// The attribute [`PROTOCOL`].
pub(crate) static PROTOCOL_TAG: Tag = Tag::attribute(PROTOCOL);
/// The attribute [`VERSION`].
pub(crate) static VERSION_TAG: Tag = Tag::attribute(VERSION);
/// The attribute [`COMMAND_TYPE`].
pub(crate) static COMMAND_TYPE_TAG: Tag = Tag::attribute(COMMAND_TYPE);

/// Text written up to the attributes of the root.
pub(crate) const BEGIN: &[u8; 56] = &joined([DECLARATION, "<", ROOT]);
/// Text written between the attributes of the root and those of `command`.
pub(crate) const BEGIN_COMMAND: &[u8; 9] = &joined(["><", COMMAND]);
/// Text written after `commandData`.
pub(crate) const END_COMMAND: &[u8; 10] = &joined(["</", COMMAND, ">"]);
/// Text written after `command`, with the end of the line.
pub(crate) const END_LINE: &[u8; 21] = &joined(["</", ROOT, ">\n"]);
/// The end tag of the root in its usual spelling.
pub(crate) const END: &[u8; 20] = &joined(["</", ROOT, ">"]);
/// The end tags of all three elements, on one line.
pub(crate) const END_TAGS: &[u8; 44] = &joined(["</", DATA, "></", COMMAND, "></", ROOT, ">"]);
/// The usual bytes after the end of `commandData`.
pub(crate) const TAIL: &[u8; 30] = &joined(["</", COMMAND, "></", ROOT, ">"]);

/// The usual head up to the version.
const BEFORE_VERSION: &[u8; 81] = &joined([DECLARATION, "<", ROOT, " ", PROTOCOL, "=\"", CAP, "\" ", VERSION, "=\""]);
/// Length of the head between the value of `protocol` and the version, in bytes.
const BEHIND_PROTOCOL: usize = "\" =\"".len() + VERSION.len();
/// The usual head between the version and the name of the command.
const BEFORE_NAME: &[u8; 24] = &joined(["\"><", COMMAND, " ", COMMAND_TYPE, "=\""]);
/// The usual head after the name of the command.
const BEHIND_NAME: &[u8; 14] = &joined(["\"><", DATA]);

/// Joins the parts, which must fill the array.
const fn joined<const N: usize, const PARTS: usize>(parts: [&str; PARTS]) -> [u8; N] {
    let (mut bytes, mut length, mut part) = ([0; N], 0, 0);
    while part < PARTS {
        let from = parts[part].as_bytes();
        let mut at = 0;
        while at < from.len() {
            bytes[length] = from[at];
            (at, length) = (at + 1, length + 1);
        }
        part += 1;
    }
    assert!(length == N);
    bytes
}

/// The usual head of a document, from the first byte to the name of `commandData`.
///
/// ```text
/// <?xml ...?><BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate"><commandData>
/// |--------------------------------------------------||--|  |--------------------||--------|  |-----------|^
///  compared                                         version  compared              command     compared    end
/// ```
///
/// Both values must be plain: printable ASCII without references.
pub(crate) struct Head {
    /// Span of the value of `protocol`.
    pub protocol: (usize, usize),
    /// Span of the version.
    pub version: (usize, usize),
    /// Span of the name of the command.
    pub command: (usize, usize),
    /// The offset of the `<` and the name of each of the three elements.
    pub elements: [(usize, &'static str); 3],
    /// Offset after the name of `commandData`, where `>`, a space or `/` follows.
    pub end: usize,
}

impl Head {
    /// Returns the head of a document, if it is the usual one.
    #[inline(always)]
    pub(crate) fn of(document: &[u8]) -> Option<Self> {
        let value = |start: usize| {
            let end = plain_value_end(document, start as u32)? as usize;
            (document.get(end) == Some(&b'"')).then_some((start, end))
        };
        if !starts_with(document, BEFORE_VERSION) {
            return None;
        }
        let protocol = BEFORE_VERSION.len() - BEHIND_PROTOCOL;
        let protocol = (protocol - CAP.len(), protocol);
        let version = value(BEFORE_VERSION.len())?;
        if !starts_with(document.get(version.1..)?, BEFORE_NAME) {
            return None;
        }
        let command = value(version.1 + BEFORE_NAME.len())?;
        if !starts_with(document.get(command.1..)?, BEHIND_NAME) {
            return None;
        }
        let end = command.1 + BEHIND_NAME.len();
        // Both tags begin after `">`.
        let elements = [(DECLARATION.len(), ROOT), (version.1 + 2, COMMAND), (command.1 + 2, DATA)];
        matches!(document.get(end), Some(b'>' | b' ' | b'/')).then_some(Self {
            protocol,
            version,
            command,
            elements,
            end,
        })
    }
}
