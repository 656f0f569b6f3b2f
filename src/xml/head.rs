//! The head of a document as nearly every sender writes it on one line, compared as a whole.

use super::simd::{begins_with, value_end};

pub(crate) const ROOT: &str = "BroadsoftDocument";
pub(crate) const COMMAND: &str = "command";
pub(crate) const DATA: &str = "commandData";

/// The declaration nearly every sender writes, and the one that is written.
pub(crate) const DECLARATION: &[u8; 38] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// Up to the version.
const START: &[u8; 81] = br#"<?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version=""#;
/// Between the version and the name of the command.
const BEFORE_NAME: &[u8; 24] = br#""><command commandType=""#;
/// Behind the name of the command.
const BEHIND_NAME: &[u8; 14] = br#""><commandData"#;

/// Where its parts stand.
pub(crate) struct Head {
    /// From where to where; it means what it says.
    pub version: (usize, usize),
    /// The name of the command, likewise.
    pub command: (usize, usize),
    /// The `<` and the name of each element.
    pub elements: [(usize, &'static str); 3],
    /// Behind the name of `commandData`.
    pub end: usize,
}

impl Head {
    /// The head that a document begins with, if it is the usual one.
    #[inline(always)]
    pub(crate) fn of(document: &[u8]) -> Option<Self> {
        let value = |start: usize| Some((start, start + value_end(document.get(start..)?)?));
        if !begins_with(document, START) {
            return None;
        }
        let version = value(START.len())?;
        if !begins_with(document.get(version.1..)?, BEFORE_NAME) {
            return None;
        }
        let command = value(version.1 + BEFORE_NAME.len())?;
        if !begins_with(document.get(command.1..)?, BEHIND_NAME) {
            return None;
        }
        let end = command.1 + BEHIND_NAME.len();
        // Both tags begin behind `">`.
        let elements = [(DECLARATION.len(), ROOT), (version.1 + 2, COMMAND), (command.1 + 2, DATA)];
        matches!(document.get(end), Some(b'>' | b' ' | b'/')).then_some(Self { version, command, elements, end })
    }
}
