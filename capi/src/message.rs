//! Messages: the bytes of a document and their tape, which never change.

use std::collections::BTreeSet;
use std::ffi::{c_char, c_void};
use std::sync::{Mutex, OnceLock, PoisonError};

use codec::{Decoder, Document, Limits, OwnedMessage};

use crate::handle::Held;
use crate::memory::{array, bytes, handle, name, out, text};
use crate::path;
use crate::status::{BWCAP_BAD_CONTENT, BWCAP_NONE, Done, bwcap_status, guard};
use crate::types::{bwcap_error, bwcap_limits, bwcap_text, limits, report};

/// A message: the bytes of one document, and where its fields stand in them. It never changes.
///
/// Texts that are read from it live until it is freed. Any number of threads may read it at the same time; it is freed when
/// none does.
pub struct bwcap_message(());

/// A message, and what was asked of it before.
pub struct Message {
    kept: OwnedMessage,
    /// The struct, once something needs it that is not on the tape.
    document: OnceLock<Document<'static>>,
    /// Texts that do not stand in the bytes as they are: those with references, and those that were made.
    texts: Mutex<BTreeSet<Box<str>>>,
    json: OnceLock<String>,
}

impl Held for Message {
    type Handle = bwcap_message;
}

impl Message {
    /// Keeps a message of the codec.
    pub fn new(kept: OwnedMessage) -> Self {
        Self { kept, document: OnceLock::new(), texts: Mutex::default(), json: OnceLock::new() }
    }

    /// Reads one document.
    pub fn read(bytes: &[u8], limits: Limits, report: &mut bwcap_error) -> Done<Self> {
        let read = Decoder::new().limits(limits).read(bytes).map(codec::Message::into_owned);
        Ok(Self::new(read.map_err(|error| report.codec(error))?))
    }

    /// Returns the bytes of the document.
    pub fn bytes(&self) -> &[u8] {
        self.kept.as_bytes()
    }

    /// Returns the view of the codec.
    pub fn view(&self) -> codec::Message<'_, '_> {
        self.kept.as_message()
    }

    /// Returns the struct, which is filled by the first call.
    pub fn document(&self) -> &Document<'static> {
        self.document.get_or_init(|| self.kept.to_document())
    }

    /// Returns the same text at a place where it stays for as long as this message: in its bytes, or in a copy of its own.
    /// Equal texts share one copy, so that asking again takes no more memory.
    pub fn text(&self, text: &str) -> bwcap_text {
        let (bytes, place) = (self.bytes().as_ptr_range(), text.as_ptr());
        if bytes.contains(&place) {
            return text.into();
        }
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = texts.get(text) {
            return (&**known).into();
        }
        let copy: Box<str> = text.into();
        let place = (&*copy).into();
        texts.insert(copy);
        place
    }

    /// Returns the text at a path. `BWCAP_NONE` if nothing is there.
    fn get(&self, path: &str) -> Done<bwcap_text> {
        if let Some(text) = self.view().get(path) {
            return Ok(self.text(&text));
        }
        self.check(path)?;
        Err(BWCAP_NONE)
    }

    /// Checks that the tables of the command have a path. Those of an unknown command have none.
    pub fn check(&self, path: &str) -> Done {
        self.view().command_type().map_or(Ok(()), |command| path::row(command, path).map(|_| ()))
    }

    /// Returns a path with numbers for its lists.
    fn numbered(&self, path: &str, numbers: &[usize]) -> Done<String> {
        path::numbered(self.view().command_type().ok_or(BWCAP_NONE)?, path, numbers)
    }
}

/// Reads exactly one document. `*message` is yours: free it with `bwcap_message_free`. The bytes are copied.
///
/// `limits` may be null. `BWCAP_BAD_CONTENT` if the bytes are not an acceptable document; a document of an unknown command,
/// with unknown fields or with wrong values is acceptable, see `bwcap_validate`. Any thread may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_read(
    data: *const c_void,
    length: usize,
    limits: *const bwcap_limits,
    message: *mut *mut bwcap_message,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places, and the bytes and limits do not change during the call.
        let (out, report) = unsafe { (handle(message), report(error)) };
        let (out, mut report) = (out?, report?);
        // SAFETY: as above.
        let (bytes, limits) = unsafe { (bytes(data, length)?, self::limits(limits)?) };
        *out = Message::read(bytes, limits, &mut report)?.open()?;
        Ok(())
    })
}

/// Frees a message, and with it the texts that were read from it. Null is nothing to free. One thread may call it, when no
/// other uses the message; otherwise it is `BWCAP_BUSY`, and nothing is freed.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_message_free(message: *mut bwcap_message) -> bwcap_status {
    guard(|| Message::close(message))
}

/// Writes the bytes of the document, which live until the message is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_bytes(message: *const bwcap_message, bytes: *mut bwcap_text) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(bytes)? };
        *out = Message::with(message, |message| {
            let bytes = message.bytes();
            Ok(bwcap_text { data: bytes.as_ptr().cast(), length: bytes.len() })
        })?;
        Ok(())
    })
}

/// What a message says of itself.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct bwcap_head {
    /// `commandType` as the document spells it, known or not.
    pub command_type: bwcap_text,
    /// The name of the command, one of `BWCAP_COMMAND_...`; null if this library does not know it. It is static.
    pub command: bwcap_text,
    /// The `protocol` attribute, which is `CAP` for both protocols.
    pub protocol: bwcap_text,
    /// The `version` attribute.
    pub version: bwcap_text,
    /// The user whose state the message tells: a user id, or else a session id.
    pub who: bwcap_text,
    /// One line for people with what matters most. It may change in any release.
    pub summary: bwcap_text,
}

/// Writes what a message says of itself. The texts live until the message is freed; what is absent is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_head(message: *const bwcap_message, head: *mut bwcap_head) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(head)? };
        *out = Message::with(message, |message| {
            let view = message.view();
            let text = |text: Option<&str>| text.map(|text| message.text(text)).into();
            Ok(bwcap_head {
                command_type: text(view.command_name().as_deref()),
                command: view.command_type().map(|command| command.as_str()).into(),
                protocol: text(view.protocol().as_deref()),
                version: text(view.version().as_ref().map(codec::Value::to_text).as_deref()),
                who: text(view.subject().who()),
                summary: message.text(&message.document().summary().to_string()),
            })
        })?;
        Ok(())
    })
}

/// Writes the text at a path of wire names from `commandData`, such as `user/call[1]/state` or one of `BWCAP_PATH_...`. It
/// lives until the message is freed.
///
/// A number in brackets counts the items of a list from 0; without a number it is the first item. `BWCAP_NONE` if nothing
/// is there, or an element that has children. `BWCAP_UNKNOWN_NAME` if the tables do not have the path.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_get(
    message: *const bwcap_message,
    path: *const c_char,
    text: *mut bwcap_text,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path does not change during the call.
        let (out, path) = unsafe { (out(text)?, name(path)?) };
        *out = Message::with(message, |message| message.get(path))?;
        Ok(())
    })
}

/// Does what `bwcap_message_get` does, with a number for each list on the path that has none, in order:
/// `BWCAP_PATH_CALL_UPDATE_USER_CALL_STATE` and the number 1 are `user/call[1]/state`.
///
/// With fewer numbers than lists, the other lists give their first item. With more it is `BWCAP_OUT_OF_RANGE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_get_at(
    message: *const bwcap_message,
    path: *const c_char,
    numbers: *const usize,
    count: usize,
    text: *mut bwcap_text,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path and the numbers do not change during the call.
        let (out, path, numbers) = unsafe { (out(text)?, name(path)?, array(numbers, count)?) };
        *out = Message::with(message, |message| message.get(&message.numbered(path, numbers)?))?;
        Ok(())
    })
}

/// Writes the whole number at a path: a number, a time in milliseconds since 1970, or a duration in milliseconds.
///
/// `BWCAP_NONE` if nothing is there; `BWCAP_BAD_CONTENT` if it is no whole number of 64 bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_get_number(
    message: *const bwcap_message,
    path: *const c_char,
    number: *mut i64,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path does not change during the call.
        let (out, path) = unsafe { (out(number)?, name(path)?) };
        *out = Message::with(message, |message| match message.view().get(path) {
            Some(text) => text.trim().parse().map_err(|_| BWCAP_BAD_CONTENT),
            None => message.get(path).map(|_| 0),
        })?;
        Ok(())
    })
}

/// Writes the number of items at a path: 0 or 1, or the length of a list if the last name of the path has no number. It
/// counts elements as well as texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_count(
    message: *const bwcap_message,
    path: *const c_char,
    count: *mut usize,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path does not change during the call.
        let (out, path) = unsafe { (out(count)?, name(path)?) };
        *out = Message::with(message, |message| message.count(path))?;
        Ok(())
    })
}

/// Does what `bwcap_message_count` does, with numbers for the lists on the path as for `bwcap_message_get_at`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_count_at(
    message: *const bwcap_message,
    path: *const c_char,
    numbers: *const usize,
    number_count: usize,
    count: *mut usize,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path and the numbers do not change during the call.
        let (out, path, numbers) = unsafe { (out(count)?, name(path)?, array(numbers, number_count)?) };
        *out = Message::with(message, |message| message.count(&message.numbered(path, numbers)?))?;
        Ok(())
    })
}

impl Message {
    fn count(&self, path: &str) -> Done<usize> {
        self.check(path)?;
        let found = self.document().command.data().and_then(|data| path::field(data, path));
        Ok(found.map_or(0, |(field, number)| match number {
            Some(number) => usize::from(number < field.count()),
            None => field.count(),
        }))
    }
}

/// Writes the message in its JSON form, on one line. It lives until the message is freed.
///
/// It has everything that the message has, also what the tables do not know, and also a digest of a password.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_json(message: *const bwcap_message, json: *mut bwcap_text) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(json)? };
        *out = Message::with(message, |message| {
            // A message always has a JSON form, which is written to memory.
            let json = || serde_json::to_string(&message.view()).unwrap_or_default();
            Ok(message.json.get_or_init(json).as_str().into())
        })?;
        Ok(())
    })
}

/// Another text for a field.
#[repr(C)]
pub struct bwcap_edit {
    /// Path of the field, which must be in the document. It ends with a zero byte.
    pub path: *const c_char,
    /// The new text, without references.
    pub text: *const c_char,
    /// Number of its bytes, or `BWCAP_TERMINATED`.
    pub length: usize,
}

/// Makes a message with other text in some fields of another one. All other bytes stay as they are: spelling, white space,
/// comments, what the tables do not know. `*patched` is yours; `message` stays yours and unchanged.
///
/// `BWCAP_BAD_CONTENT` if the document has no text at a path, if two paths lead to the same text, or if XML cannot
/// represent a character; `bwcap_document_set` adds what is not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_patch(
    message: *const bwcap_message,
    edits: *const bwcap_edit,
    count: usize,
    patched: *mut *mut bwcap_message,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places, and the edits do not change during the call.
        let (out, report) = unsafe { (handle(patched), report(error)) };
        let (out, mut report) = (out?, report?);
        // SAFETY: as above.
        let edits = unsafe { array(edits, count)? };
        let pair = |edit: &bwcap_edit| {
            // SAFETY: the texts of the edits do not change during the call either.
            unsafe { Ok((name(edit.path)?, text(edit.text, edit.length)?)) }
        };
        let edits = edits.iter().map(pair).collect::<Done<Vec<_>>>()?;
        let made = Message::with(message, |message| {
            let bytes = message.view().patched(edits).map_err(|error| report.path(&error))?;
            Message::read(&bytes, Limits::default().document(usize::MAX), &mut report)
        })?;
        *out = made.open()?;
        Ok(())
    })
}
