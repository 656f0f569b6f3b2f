//! Tables: the commands, their rows and words, and the sets of stable names.

use std::ffi::c_char;
use std::sync::OnceLock;

use codec::message::values::CommandType;
use codec::schema::{Holds, Row, RowKind, Schema};
use codec::validate::{Rule, session::SessionRule};
use codec::{Command, Kind, Protocol, message::Direction};

use crate::memory::{name, out};
use crate::path;
use crate::status::{BWCAP_OUT_OF_RANGE, BWCAP_UNKNOWN_NAME, Done, bwcap_status, guard};
use crate::types::{BWCAP_CAP_C, BWCAP_CCC2, BWCAP_TO_CLIENT, BWCAP_TO_SERVER, bwcap_text};
use crate::validate::item;

/// A command. The texts are static.
#[repr(C)]
#[derive(Default)]
pub struct bwcap_command {
    /// Its name on the wire, one of `BWCAP_COMMAND_...`.
    pub name: bwcap_text,
    /// What it does, in a sentence.
    pub meaning: bwcap_text,
    /// The directions that it goes: `BWCAP_TO_SERVER`, `BWCAP_TO_CLIENT`, or the sum of both.
    pub directions: i32,
    /// The protocols that have it: `BWCAP_CAP_C`, `BWCAP_CCC2`, or the sum of both.
    pub protocols: i32,
    /// The version that brought it; null if the specification does not say it.
    pub since: bwcap_text,
    /// The command that answers it; null if none does.
    pub answered_by: bwcap_text,
    /// Number of its rows, for `bwcap_row_at`.
    pub rows: usize,
}

/// Place of the value of a row: one of `BWCAP_ROW_...`.
pub type bwcap_row_kind = i32;
/// An attribute of the element.
pub const BWCAP_ROW_ATTRIBUTE: bwcap_row_kind = 1;
/// A child element.
pub const BWCAP_ROW_CHILD: bwcap_row_kind = 2;
/// The text of the element itself, which has the path of the element.
pub const BWCAP_ROW_TEXT: bwcap_row_kind = 3;

/// What a row holds: one of `BWCAP_HOLDS_...`.
pub type bwcap_holds = i32;
/// Any text.
pub const BWCAP_HOLDS_TEXT: bwcap_holds = 1;
/// A word of a set; another text is kept as it is.
pub const BWCAP_HOLDS_WORD: bwcap_holds = 2;
/// A whole number; another text is kept as it is.
pub const BWCAP_HOLDS_NUMBER: bwcap_holds = 3;
/// A time in milliseconds since 1970; another text is kept as it is.
pub const BWCAP_HOLDS_TIME: bwcap_holds = 4;
/// A duration in milliseconds; another text is kept as it is.
pub const BWCAP_HOLDS_DURATION: bwcap_holds = 5;
/// Nothing: that it is there is the message.
pub const BWCAP_HOLDS_FLAG: bwcap_holds = 6;
/// Text that must not be shown.
pub const BWCAP_HOLDS_SECRET: bwcap_holds = 7;
/// An element with rows of its own, which follow it.
pub const BWCAP_HOLDS_ELEMENT: bwcap_holds = 8;

/// A row of a command: a field that it can have. The texts are static.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct bwcap_row {
    /// Path from `commandData`, without numbers: one of `BWCAP_PATH_...`.
    pub path: bwcap_text,
    /// Name on the wire; empty for the text of an element.
    pub name: bwcap_text,
    /// What it means, in a sentence.
    pub meaning: bwcap_text,
    /// Place of the value.
    pub kind: bwcap_row_kind,
    /// What it holds.
    pub holds: bwcap_holds,
    /// 1 if it is a list, otherwise 0.
    pub many: i32,
    /// Number of its words, for `bwcap_word_at`.
    pub words: usize,
}

/// A word of a row. The texts are static.
#[repr(C)]
#[derive(Default)]
pub struct bwcap_word {
    /// The word on the wire.
    pub wire: bwcap_text,
    /// Its name: `Active` for `2` of the state of a call; otherwise the word itself.
    pub name: bwcap_text,
    /// What it means, in a sentence.
    pub meaning: bwcap_text,
    /// The version that brought it; null if it is as old as its row.
    pub since: bwcap_text,
}

/// Returns the number of a kind of content.
pub const fn holds(row: &Row) -> bwcap_holds {
    match row.holds {
        Holds::Word(_) => BWCAP_HOLDS_WORD,
        Holds::Number => BWCAP_HOLDS_NUMBER,
        Holds::Time => BWCAP_HOLDS_TIME,
        Holds::Duration => BWCAP_HOLDS_DURATION,
        Holds::Flag => BWCAP_HOLDS_FLAG,
        Holds::Secret => BWCAP_HOLDS_SECRET,
        Holds::Element(_) => BWCAP_HOLDS_ELEMENT,
        _ => BWCAP_HOLDS_TEXT,
    }
}

/// A row with its path.
struct Placed {
    path: String,
    row: &'static Row,
}

impl Placed {
    fn told(&self) -> bwcap_row {
        let Self { path, row } = self;
        bwcap_row {
            path: path.as_str().into(),
            name: row.name.into(),
            meaning: row.meaning.into(),
            kind: match row.kind {
                RowKind::Attribute => BWCAP_ROW_ATTRIBUTE,
                RowKind::Text => BWCAP_ROW_TEXT,
                _ => BWCAP_ROW_CHILD,
            },
            holds: holds(row),
            many: row.many.into(),
            words: row.words().len(),
        }
    }
}

/// Adds the rows of an element, each before those in it.
fn flatten(schema: &'static Schema, path: &str, rows: &mut Vec<Placed>) {
    for row in schema.rows.iter().filter(|row| row.kind != RowKind::Moved) {
        let path = match row.kind {
            RowKind::Text => path.to_owned(),
            _ if path.is_empty() => row.name.to_owned(),
            _ => format!("{path}/{}", row.name),
        };
        rows.push(Placed { path: path.clone(), row });
        if let Some(inner) = row.inner {
            flatten(inner, &path, rows);
        }
    }
}

/// Returns the rows of a command.
fn rows(command: CommandType) -> &'static [Placed] {
    static ROWS: OnceLock<Vec<Vec<Placed>>> = OnceLock::new();
    let all = ROWS.get_or_init(|| {
        let flat = |command: &CommandType| {
            let mut rows = Vec::new();
            flatten(Command::schema(*command), "", &mut rows);
            rows
        };
        CommandType::ALL.iter().map(flat).collect()
    });
    let place = CommandType::ALL.iter().position(|known| *known == command);
    place.and_then(|place| all.get(place)).map_or(&[], Vec::as_slice)
}

/// Returns the number of commands. Any thread may call this function and those below.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_command_count() -> usize {
    CommandType::ALL.len()
}

/// Writes command `index`, from 0. `BWCAP_OUT_OF_RANGE` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_command_at(index: usize, command: *mut bwcap_command) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(command)? };
        let command = *item(CommandType::ALL, index)?;
        let direction = |direction: &Direction| match direction {
            Direction::ToServer => BWCAP_TO_SERVER,
            Direction::ToClient => BWCAP_TO_CLIENT,
        };
        let protocol = |protocol: &Protocol| match protocol {
            Protocol::CapC => BWCAP_CAP_C,
            Protocol::Ccc2 => BWCAP_CCC2,
        };
        *out = bwcap_command {
            name: command.as_str().into(),
            meaning: command.meaning().into(),
            directions: command.directions().iter().map(direction).sum(),
            protocols: command.protocols().iter().map(protocol).sum(),
            since: command.since().map(|version| version.as_str()).into(),
            answered_by: command.answered_by().map(|command| command.as_str()).into(),
            rows: rows(command).len(),
        };
        Ok(())
    })
}

/// Returns the command with a name of the caller.
///
/// # Safety
/// As for [`name`].
unsafe fn command(command: *const c_char) -> Done<CommandType> {
    // SAFETY: the same contract.
    unsafe { name(command)? }.parse().map_err(|_| BWCAP_UNKNOWN_NAME)
}

/// Writes row `index` of a command, from 0. An element comes before the rows in it. `BWCAP_OUT_OF_RANGE` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_row_at(command: *const c_char, index: usize, row: *mut bwcap_row) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the name does not change during the call.
        let (out, command) = unsafe { (out(row)?, self::command(command)?) };
        *out = item(rows(command), index)?.told();
        Ok(())
    })
}

/// Writes the row at a path of a command, in any spelling that the tables know. `BWCAP_UNKNOWN_NAME` if there is none.
///
/// An element with text of its own has two rows with its path: this is the one of the element.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_row_find(
    command: *const c_char,
    path: *const c_char,
    row: *mut bwcap_row,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the texts do not change during the call.
        let (out, command, path) = unsafe { (out(row)?, self::command(command)?, name(path)?) };
        let found = path::row(command, path)?;
        // Two rows can share a table, so the path is compared as well.
        let canonical = path::canonical(command, path)?;
        let placed = rows(command).iter().find(|placed| std::ptr::eq(placed.row, found) && placed.path == canonical);
        *out = placed.ok_or(BWCAP_UNKNOWN_NAME)?.told();
        Ok(())
    })
}

/// Writes word `index` of a row that is given by its path, from 0. `BWCAP_OUT_OF_RANGE` if there are not so many.
///
/// Of an element with text of its own, these are the words of its text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_word_at(
    command: *const c_char,
    path: *const c_char,
    index: usize,
    word: *mut bwcap_word,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the texts do not change during the call.
        let (out, command, path) = unsafe { (out(word)?, self::command(command)?, name(path)?) };
        let word = item(path::leaf(path::row(command, path)?).words(), index)?;
        *out = bwcap_word {
            wire: word.wire.into(),
            name: word.name.into(),
            meaning: word.meaning.into(),
            since: word.since.into(),
        };
        Ok(())
    })
}

/// A set of stable names: one of `BWCAP_SET_...`.
pub type bwcap_set = i32;
/// Kinds of errors: `BWCAP_KIND_...`.
pub const BWCAP_SET_KINDS: bwcap_set = 1;
/// Rules of the field tables: `BWCAP_RULE_...`.
pub const BWCAP_SET_RULES: bwcap_set = 2;
/// Rules of sessions: `BWCAP_SESSION_RULE_...`.
pub const BWCAP_SET_SESSION_RULES: bwcap_set = 3;

/// Writes name `index` of a set, from 0, and a sentence about it. `BWCAP_OUT_OF_RANGE` if there are not so many. The texts are
/// static.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_name_at(
    set: bwcap_set,
    index: usize,
    name: *mut bwcap_text,
    sentence: *mut bwcap_text,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places.
        let (name, sentence) = unsafe { (out(name), out(sentence)) };
        let (name, sentence) = (name?, sentence?);
        let (id, text) = match set {
            BWCAP_SET_KINDS => item(Kind::ALL, index).map(|kind| (kind.id(), kind.describe()))?,
            BWCAP_SET_RULES => item(Rule::ALL, index).map(|rule| (rule.id(), rule.describe()))?,
            BWCAP_SET_SESSION_RULES => item(SessionRule::ALL, index).map(|rule| (rule.id(), rule.describe()))?,
            _ => return Err(BWCAP_OUT_OF_RANGE),
        };
        (*name, *sentence) = (id.into(), text.into());
        Ok(())
    })
}
