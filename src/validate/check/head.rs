//! Search for the command of a document and for the signs of its format.

use crate::envelope::{COMMAND, COMMAND_TYPE, DATA, VERSION};
use crate::message::Signs;
use crate::message::values::{CapVersion, CommandType, UserType};
use crate::schema::WireValue;
use crate::xml::{Lexer, RawText, Token};

/// Returns the known value that a text spells.
pub(in crate::validate) fn known_value<T: WireValue>(text: &RawText<'_>) -> Option<T> {
    match text.as_plain() {
        Some(text) => T::from_wire(text),
        None => {
            // Unescape it into a buffer; no known value is longer.
            let mut room = [0; 64];
            let mut length = 0;
            for c in text.chars() {
                length += c.encode_utf8(room.get_mut(length..length + c.len_utf8())?).len();
            }
            T::from_wire(core::str::from_utf8(&room[..length]).ok()?)
        }
    }
}

/// The command, and the signs of its format.
pub(in crate::validate) struct Head<'a> {
    /// The version that the document says, if it is a known one.
    pub version: Option<CapVersion>,
    pub command: CommandType,
    /// Its name as in the document.
    pub name: RawText<'a>,
    /// Span of its name.
    pub start: usize,
    pub end: usize,
    pub signs: Signs,
}

/// Finds the command, and the signs of its format if it has several. The search can end early in a `valid`
/// document, which has only one `user`.
pub(in crate::validate) fn head(mut lexer: Lexer<'_>, valid: bool) -> Option<Head<'_>> {
    let (mut head, mut version) = (None, None);
    let mut names = [""; 4];
    while let Ok(Some(token)) = lexer.next() {
        let depth = lexer.depth();
        match token {
            Token::Open(name) => {
                if depth <= names.len() {
                    names[depth - 1] = name;
                }
                let Some(Head { signs, .. }) = &mut head else { continue };
                if depth == 5 && in_user(&names) {
                    signs.initial |= name == "initialUpdate";
                    signs.failure |= name == "failure";
                }
            }
            Token::Attribute(VERSION, value) if depth == 1 => version = known_value(&value),
            Token::Attribute(COMMAND_TYPE, value) if depth == 2 && head.is_none() => {
                let (start, end) = lexer.value_span();
                let command: CommandType = known_value(&value)?;
                head = Some(Head { version, command, name: value, start, end, signs: Signs::default() });
                if command.asked() == Signs::default() {
                    break;
                }
            }
            Token::Attribute("userType", value) if depth == 4 && in_user(&names) => {
                let Head { signs, command, .. } = head.as_mut()?;
                signs.console = known_value(&value) == Some(UserType::AttendantConsole);
                if valid && command.asked() == (Signs { console: true, ..Signs::default() }) {
                    break;
                }
            }
            _ => {}
        }
    }
    head
}

fn in_user(names: &[&str; 4]) -> bool {
    names[1] == COMMAND && names[2] == DATA && matches!(names[3], "user" | "User")
}
