//! Messages: the bytes of a document and their tape, which never change.

use std::collections::BTreeSet;
use std::ffi::c_char;
use std::sync::{Mutex, OnceLock, PoisonError};

use codec::{Decoder, Document, OwnedMessage};

use crate::handle::Held;
use crate::memory::{bytes, name, out};
use crate::path;
use crate::status::{BWCAP_BAD_CONTENT, BWCAP_BAD_POINTER, BWCAP_NONE, Done, bwcap_status, guard};
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
}

impl Held for Message {
    type Handle = bwcap_message;
}

impl Message {
    /// Keeps a message of the codec.
    pub fn new(kept: OwnedMessage) -> Self {
        Self { kept, document: OnceLock::new(), texts: Mutex::default() }
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

/// Returns numbers of the caller. Null is allowed if there are none.
///
/// # Safety
/// `numbers` is null, or leads to `count` numbers that nothing changes while the result lives.
unsafe fn numbers<'a>(numbers: *const usize, count: usize) -> Done<&'a [usize]> {
    if count == 0 {
        return Ok(&[]);
    }
    if numbers.is_null() || !numbers.is_aligned() || count > isize::MAX as usize / size_of::<usize>() {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null and aligned, the length is possible, and the rest is the contract of this function.
    Ok(unsafe { std::slice::from_raw_parts(numbers, count) })
}

/// Reads exactly one document. `*message` is yours: free it with `bwcap_message_free`. The bytes are copied.
///
/// `limits` may be null. `BWCAP_BAD_CONTENT` if the bytes are not an acceptable document; a document of an unknown command,
/// with unknown fields or with wrong values is acceptable, see `bwcap_validate`. Any thread may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_read(
    data: *const u8,
    length: usize,
    limits: *const bwcap_limits,
    message: *mut *mut bwcap_message,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places, and the bytes and limits do not change during the call.
        let (message, mut report) = unsafe { (handle(message), report(error)?) };
        let message = message?;
        // SAFETY: as above.
        let (bytes, limits) = unsafe { (bytes(data, length)?, self::limits(limits)?) };
        let read = Decoder::new().limits(limits).read(bytes).map(codec::Message::into_owned);
        *message = Message::new(read.map_err(|error| report.codec(error))?).open()?;
        Ok(())
    })
}

/// Returns the place for a handle, with null in it.
///
/// # Safety
/// As for [`out`].
pub unsafe fn handle<'a, H>(place: *mut *mut H) -> Done<&'a mut *mut H> {
    if place.is_null() || !place.is_aligned() {
        return Err(BWCAP_BAD_POINTER);
    }
    // SAFETY: it is not null and aligned, the memory is the caller's, and it is written before there is a reference to it.
    unsafe {
        place.write(std::ptr::null_mut());
        Ok(&mut *place)
    }
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
        let (out, path, numbers) = unsafe { (out(text)?, name(path)?, self::numbers(numbers, count)?) };
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
        let (out, path, numbers) = unsafe { (out(count)?, name(path)?, self::numbers(numbers, number_count)?) };
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
