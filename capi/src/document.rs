//! Documents: messages that are being built or changed.

use std::ffi::{c_char, c_void};

use codec::message::values::CommandType;
use codec::{Command, Document, Encoder, Limits, Value};

use crate::handle::Held;
use crate::memory::{bytes, handle, name, out, put, text};
use crate::message::{Message, bwcap_message};
use crate::status::{BWCAP_NONE, BWCAP_UNKNOWN_NAME, Done, bwcap_status, guard};
use crate::types::{bwcap_error, bwcap_limits, bwcap_protocol, bwcap_text, limits, protocol, report};

/// A document that can be changed: a message that is built, or a copy of one.
///
/// One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
pub struct bwcap_document(());

/// A document, and the text that was asked for last.
struct Draft {
    document: Document<'static>,
    answer: String,
}

impl Held for Draft {
    type Handle = bwcap_document;
}

impl Draft {
    const fn new(document: Document<'static>) -> Self {
        Self { document, answer: String::new() }
    }

    fn encode(&self, protocol: bwcap_protocol, limits: Limits, report: &mut bwcap_error) -> Done<Vec<u8>> {
        let encoder = Encoder::new(self::protocol(protocol)?).limits(limits);
        encoder.to_vec(&self.document).map_err(|error| report.codec(error))
    }
}

/// Creates a document of version 17.0 with an empty command, one of `BWCAP_COMMAND_...`. `*document` is yours: free it with
/// `bwcap_document_free`. `BWCAP_UNKNOWN_NAME` if there is no such command. Any thread may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_new(
    command: *const c_char,
    document: *mut *mut bwcap_document,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the name does not change during the call.
        let (out, command) = unsafe { (handle(document)?, name(command)?) };
        let command = command.parse::<CommandType>().map_err(|_| BWCAP_UNKNOWN_NAME)?;
        *out = Draft::new(Document::new(Command::empty(command))).open()?;
        Ok(())
    })
}

/// Creates a document with all that a message has. `*document` is yours; the message stays yours.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_copy(
    message: *const bwcap_message,
    document: *mut *mut bwcap_document,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { handle(document)? };
        let copy = Message::with(message, |message| Ok(message.document().clone()))?;
        *out = Draft::new(copy).open()?;
        Ok(())
    })
}

/// Creates a document from its JSON form. `*document` is yours. Keys may come in any order. Any thread may call it.
///
/// `BWCAP_BAD_CONTENT` if the text is no JSON, or not that of a message; the kind is `BWCAP_KIND_JSON`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_from_json(
    json: *const c_void,
    length: usize,
    document: *mut *mut bwcap_document,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places, and the text does not change during the call.
        let (out, report) = unsafe { (handle(document), report(error)) };
        let (out, mut report) = (out?, report?);
        // SAFETY: as above.
        let json = unsafe { bytes(json, length)? };
        let read = serde_json::from_slice::<Document<'_>>(json).map(Document::into_owned);
        *out = Draft::new(read.map_err(|error| report.fill("json", &error, place(json, &error)))?).open()?;
        Ok(())
    })
}

/// Returns the byte of a JSON text at which an error is: its line and column count from 1.
fn place(json: &[u8], error: &serde_json::Error) -> usize {
    let before = json.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    (before.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1)).min(json.len())
}

/// Frees a document. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_document_free(document: *mut bwcap_document) -> bwcap_status {
    guard(|| Draft::close(document))
}

/// Sets the text at a path of wire names from `commandData`, such as one of `BWCAP_PATH_...`. Elements on the path that are not
/// there are added, as is the item after the last one of a list: `user/call[2]/state` after `call[0]` and `call[1]`.
///
/// `length` is the number of bytes of the text, or `BWCAP_TERMINATED`. Any text is taken: `bwcap_validate` judges it.
/// `BWCAP_BAD_CONTENT` if the tables do not have the path, an item cannot be added, or it does not lead to text; the kind
/// is `BWCAP_KIND_PATH`. The document may have been given empty elements then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_set(
    document: *mut bwcap_document,
    path: *const c_char,
    text: *const c_char,
    length: usize,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the texts do not change during the call.
        let (mut report, path, text) = unsafe { (report(error)?, name(path)?, self::text(text, length)?) };
        Draft::with_mut(document, |draft| {
            draft.document.set(path, text.to_owned()).map_err(|error| report.path(&error))
        })
    })
}

/// Removes what is at a path: a text, or an element with all that is in it. The items after it in a list move up.
///
/// `BWCAP_BAD_CONTENT` if nothing is there; the kind is `BWCAP_KIND_PATH`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_remove(
    document: *mut bwcap_document,
    path: *const c_char,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path does not change during the call.
        let (mut report, path) = unsafe { (report(error)?, name(path)?) };
        Draft::with_mut(document, |draft| {
            draft.document.command.data_mut().remove(path).map_err(|error| report.path(&error))
        })
    })
}

/// Writes the text at a path, which lives until the next call with the document. `BWCAP_NONE` if nothing is there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_get(
    document: *mut bwcap_document,
    path: *const c_char,
    text: *mut bwcap_text,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path does not change during the call.
        let (out, path) = unsafe { (out(text)?, name(path)?) };
        Draft::with_mut(document, |draft| {
            let text = draft.document.get(path).ok_or(BWCAP_NONE)?.to_string();
            draft.answer = text;
            *out = draft.answer.as_str().into();
            Ok(())
        })
    })
}

/// Sets the `version` attribute, such as `17.0`; null to leave it out. `length` may be `BWCAP_TERMINATED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_set_version(
    document: *mut bwcap_document,
    version: *const c_char,
    length: usize,
) -> bwcap_status {
    guard(|| {
        let version = if version.is_null() {
            None
        } else {
            // SAFETY: the text does not change during the call.
            Some(unsafe { text(version, length)? })
        };
        Draft::with_mut(document, |draft| {
            draft.document.version = version.map(|version| Value::from_text(version.to_owned().into()));
            Ok(())
        })
    })
}

/// Writes a document to a buffer, in the order of the DTD of a protocol, as one line with an LF at the end.
///
/// `*written` is its number of bytes, also if the buffer is too short: `BWCAP_SHORT_BUFFER`, and nothing is in the buffer,
/// which may be null then. `BWCAP_BAD_CONTENT` if the document would be read back as another one, or not at all under the
/// limits, which may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_encode(
    document: *const bwcap_document,
    protocol: bwcap_protocol,
    limits: *const bwcap_limits,
    buffer: *mut c_char,
    capacity: usize,
    written: *mut usize,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places, and the limits do not change during the call.
        let (written, report) = unsafe { (out(written), report(error)) };
        let (written, mut report) = (written?, report?);
        // SAFETY: as above.
        let limits = unsafe { self::limits(limits)? };
        let bytes = Draft::with(document, |draft| draft.encode(protocol, limits, &mut report))?;
        // SAFETY: the caller owns the buffer.
        unsafe { put(&bytes, buffer, capacity, written) }
    })
}

/// Makes a message of a document: encodes it as `bwcap_document_encode` does. `*message` is yours, and has the bytes; the
/// document stays yours.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_document_message(
    document: *const bwcap_document,
    protocol: bwcap_protocol,
    limits: *const bwcap_limits,
    message: *mut *mut bwcap_message,
    error: *mut bwcap_error,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places, and the limits do not change during the call.
        let (out, report) = unsafe { (handle(message), report(error)) };
        let (out, mut report) = (out?, report?);
        // SAFETY: as above.
        let limits = unsafe { self::limits(limits)? };
        let bytes = Draft::with(document, |draft| draft.encode(protocol, limits, &mut report))?;
        *out = Message::read(&bytes, limits, &mut report)?.open()?;
        Ok(())
    })
}
