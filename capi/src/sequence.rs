//! Sequences of calls, chosen by bytes: no order of calls, with whatever handles and content, does anything but return a status.
//!
//! For the tests of this package and for the fuzz target `fuzz/calls.rs`.

use std::ffi::{CString, c_char, c_void};
use std::ptr;

use crate::checker::{bwcap_checker_check, bwcap_checker_finish, bwcap_checker_free, bwcap_checker_new};
use crate::document::{
    bwcap_document_copy, bwcap_document_encode, bwcap_document_free, bwcap_document_from_json, bwcap_document_get,
    bwcap_document_message, bwcap_document_new, bwcap_document_remove, bwcap_document_set, bwcap_document_set_version,
};
use crate::fields::{
    bwcap_field, bwcap_fields_at, bwcap_fields_count, bwcap_fields_free, bwcap_message_field, bwcap_message_fields,
};
use crate::login::{
    bwcap_login_free, bwcap_login_new, bwcap_login_password, bwcap_login_receive, bwcap_login_start, bwcap_reply,
};
use crate::message::{
    bwcap_edit, bwcap_head, bwcap_message_bytes, bwcap_message_count_at, bwcap_message_free, bwcap_message_get,
    bwcap_message_get_at, bwcap_message_get_number, bwcap_message_head, bwcap_message_json, bwcap_message_patch,
    bwcap_message_read,
};
use crate::registrar::{bwcap_account, bwcap_registrar_free, bwcap_registrar_new, bwcap_registrar_receive};
use crate::session::{
    bwcap_identity, bwcap_session_ended_by, bwcap_session_free, bwcap_session_identity, bwcap_session_keepalive,
};
use crate::status::{BWCAP_CLOSED_HANDLE, BWCAP_OK, BWCAP_PANIC, BWCAP_TOO_MANY, bwcap_status};
use crate::stream::{
    bwcap_decoder_free, bwcap_decoder_new, bwcap_decoder_next, bwcap_event, bwcap_stream_end, bwcap_stream_feed,
    bwcap_stream_filled, bwcap_stream_free, bwcap_stream_new, bwcap_stream_next, bwcap_stream_room,
};
use crate::types::{bwcap_error, bwcap_text};
use crate::validate::{
    bwcap_finding, bwcap_findings_at, bwcap_findings_count, bwcap_findings_expected, bwcap_findings_free,
    bwcap_validate,
};

/// Words that calls need to get anywhere.
const NAMES: &[&str] = &[
    "callUpdate",
    "registerRequest",
    "user/id",
    "user/call/state",
    "user/call[1]/callId",
    "user/call[1]",
    "user/call",
    "user/action/actionParam",
    "CallClient",
    "alice@example.com",
    "open sesame",
    "17.0",
    "",
];

/// The bytes that choose, and the handles so far, open and closed.
struct Run<'a> {
    rest: &'a [u8],
    handles: Vec<*mut c_void>,
}

impl<'a> Run<'a> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.rest.split_first().map_or((0, self.rest), |(first, rest)| (*first, rest));
        self.rest = rest;
        first
    }

    /// Takes bytes: nothing, a few, or all that are left.
    fn bytes(&mut self) -> &'a [u8] {
        let length = match self.byte() {
            255 => self.rest.len(),
            byte => usize::from(byte).min(self.rest.len()),
        };
        let (bytes, rest) = self.rest.split_at(length);
        self.rest = rest;
        bytes
    }

    /// Takes a name, which is one of those above or any bytes.
    fn name(&mut self) -> CString {
        match NAMES.get(usize::from(self.byte())) {
            Some(name) => CString::new(*name).unwrap_or_default(),
            None => CString::new(self.bytes().split(|byte| *byte == 0).next().unwrap_or_default()).unwrap_or_default(),
        }
    }

    /// Takes a handle of any type, open or closed, or something that is none.
    fn handle<H>(&mut self) -> *mut H {
        let choice = usize::from(self.byte());
        match self.handles.len().checked_sub(1 + choice) {
            Some(at) => self.handles[at].cast(),
            None => ptr::without_provenance_mut(choice << (choice % 60)),
        }
    }

    /// Keeps a handle that a call gave.
    fn keep<H>(&mut self, handle: *mut H) {
        if !handle.is_null() {
            self.handles.push(handle.cast());
        }
    }
}

/// Reads a text of the library to its end, so that a sanitizer sees it.
fn touch(text: bwcap_text) {
    if !text.data.is_null() {
        // SAFETY: it came from the call before, and its handle was not freed since.
        let bytes = unsafe { std::slice::from_raw_parts(text.data.cast::<u8>(), text.length) };
        assert!(str::from_utf8(bytes).is_ok(), "texts are UTF-8");
    }
}

/// Makes the calls that the bytes choose.
pub fn run(bytes: &[u8]) {
    let mut run = Run { rest: bytes, handles: Vec::new() };
    while !run.rest.is_empty() {
        let status = step(&mut run);
        assert!((BWCAP_TOO_MANY..=1).contains(&status) && status != BWCAP_PANIC, "{status}");
    }
    // Every handle is freed by exactly one of the functions, or was.
    for handle in std::mem::take(&mut run.handles) {
        let freed = free(handle, 0..10);
        assert!(freed.iter().filter(|status| **status == BWCAP_OK).count() <= 1, "{freed:?}");
        assert!(free(handle, 0..10).iter().all(|status| *status == BWCAP_CLOSED_HANDLE), "it is closed");
    }
}

/// Frees a handle as several types.
fn free(handle: *mut c_void, types: std::ops::Range<u8>) -> Vec<bwcap_status> {
    types
        .map(|of| match of {
            0 => bwcap_stream_free(handle.cast()),
            1 => bwcap_decoder_free(handle.cast()),
            2 => bwcap_message_free(handle.cast()),
            3 => bwcap_document_free(handle.cast()),
            4 => bwcap_findings_free(handle.cast()),
            5 => bwcap_fields_free(handle.cast()),
            6 => bwcap_checker_free(handle.cast()),
            7 => bwcap_login_free(handle.cast()),
            8 => bwcap_registrar_free(handle.cast()),
            _ => bwcap_session_free(handle.cast()),
        })
        .collect()
}

/// Makes one call.
fn step(run: &mut Run<'_>) -> bwcap_status {
    let (mut handle, mut text, mut error) = (ptr::null_mut::<c_void>(), bwcap_text::default(), bwcap_error::default());
    let out = &raw mut handle;
    let call = run.byte();
    // SAFETY: what is written to are variables of this function, and what is read are variables and the input, with their lengths.
    let status = unsafe {
        match call % 40 {
            0 => bwcap_stream_new(ptr::null(), out.cast()),
            1 => {
                let (stream, bytes) = (run.handle(), run.bytes());
                bwcap_stream_feed(stream, bytes.as_ptr().cast(), bytes.len())
            }
            2 => {
                let (mut room, mut length) = (ptr::null_mut::<c_char>(), 0);
                let (stream, bytes) = (run.handle(), run.bytes());
                let status = bwcap_stream_room(stream, &raw mut room, &raw mut length);
                if status == BWCAP_OK {
                    let count = length.min(bytes.len());
                    room.copy_from_nonoverlapping(bytes.as_ptr().cast(), count);
                    bwcap_stream_filled(stream, count)
                } else {
                    status
                }
            }
            3 => bwcap_stream_end(run.handle()),
            4..=7 => {
                let mut event = bwcap_event::default();
                let status = bwcap_stream_next(run.handle(), &raw mut event);
                run.keep(event.message);
                if !event.bytes.is_null() {
                    _ = std::slice::from_raw_parts(event.bytes.cast::<u8>(), event.length).to_vec();
                }
                status
            }
            8 => bwcap_decoder_new(ptr::null(), out.cast()),
            9 => {
                let (decoder, bytes, mut event) = (run.handle(), run.bytes(), bwcap_event::default());
                let over = run.byte() & 1;
                let status =
                    bwcap_decoder_next(decoder, bytes.as_ptr().cast(), bytes.len(), over.into(), &raw mut event);
                run.keep(event.message);
                assert!(event.used <= bytes.len());
                status
            }
            10 | 11 => {
                let bytes = run.bytes();
                bwcap_message_read(bytes.as_ptr().cast(), bytes.len(), ptr::null(), out.cast(), &raw mut error)
            }
            12 => bwcap_message_bytes(run.handle(), &raw mut text),
            13 => {
                let mut head = bwcap_head::default();
                let status = bwcap_message_head(run.handle(), &raw mut head);
                [head.command_type, head.command, head.protocol, head.version, head.who, head.summary]
                    .into_iter()
                    .for_each(touch);
                status
            }
            14 => {
                let (message, path) = (run.handle(), run.name());
                bwcap_message_get(message, path.as_ptr(), &raw mut text)
            }
            15 => {
                let (message, path, numbers) = (run.handle(), run.name(), [usize::from(run.byte())]);
                bwcap_message_get_at(message, path.as_ptr(), numbers.as_ptr(), 1, &raw mut text)
            }
            16 => {
                let (message, path, mut number) = (run.handle(), run.name(), 0);
                bwcap_message_get_number(message, path.as_ptr(), &raw mut number)
            }
            17 => {
                let (message, path, mut count) = (run.handle(), run.name(), 0);
                bwcap_message_count_at(message, path.as_ptr(), ptr::null(), 0, &raw mut count)
            }
            18 => {
                let (message, path, mut field) = (run.handle(), run.name(), bwcap_field::default());
                let status = bwcap_message_field(message, path.as_ptr(), &raw mut field);
                [field.path, field.name, field.text, field.label, field.meaning, field.word_meaning]
                    .into_iter()
                    .for_each(touch);
                status
            }
            19 => bwcap_message_fields(run.handle(), out.cast()),
            20 => {
                let (fields, mut count, mut field) = (run.handle(), 0, bwcap_field::default());
                let status = bwcap_fields_count(fields, &raw mut count);
                for at in 0..count.min(50) {
                    assert_eq!(bwcap_fields_at(fields, at, &raw mut field), BWCAP_OK);
                    [field.path, field.name, field.text, field.label].into_iter().for_each(touch);
                }
                status
            }
            21 => bwcap_message_json(run.handle(), &raw mut text),
            22 => {
                let (message, path, new) = (run.handle(), run.name(), run.bytes());
                let edit = bwcap_edit { path: path.as_ptr(), text: new.as_ptr().cast(), length: new.len() };
                bwcap_message_patch(message, &raw const edit, 1, out.cast(), &raw mut error)
            }
            23 => bwcap_document_new(run.name().as_ptr(), out.cast()),
            24 => bwcap_document_copy(run.handle(), out.cast()),
            25 => {
                let bytes = run.bytes();
                bwcap_document_from_json(bytes.as_ptr().cast(), bytes.len(), out.cast(), &raw mut error)
            }
            26 | 27 => {
                let (document, path, new) = (run.handle(), run.name(), run.bytes());
                bwcap_document_set(document, path.as_ptr(), new.as_ptr().cast(), new.len(), &raw mut error)
            }
            28 => {
                let (document, path) = (run.handle(), run.name());
                bwcap_document_remove(document, path.as_ptr(), &raw mut error)
            }
            29 => {
                let (document, path) = (run.handle(), run.name());
                bwcap_document_get(document, path.as_ptr(), &raw mut text)
            }
            30 => {
                let (document, version) = (run.handle(), run.bytes());
                bwcap_document_set_version(document, version.as_ptr().cast(), version.len())
            }
            31 => {
                let (document, capacity, mut written) = (run.handle(), 16 * usize::from(run.byte()), 0);
                let mut room = vec![0; capacity];
                let protocol = i32::from(run.byte()) % 4;
                let room = room.as_mut_ptr();
                let limits = ptr::null();
                bwcap_document_encode(document, protocol, limits, room, capacity, &raw mut written, &raw mut error)
            }
            32 => bwcap_document_message(run.handle(), 1, ptr::null(), out.cast(), &raw mut error),
            33 => {
                let (protocol, bytes) = (i32::from(run.byte()) % 4, run.bytes());
                let (data, null) = (bytes.as_ptr().cast(), ptr::null());
                bwcap_validate(data, bytes.len(), protocol, null, ptr::null(), out.cast())
            }
            34 => {
                let (findings, mut count, mut finding) = (run.handle(), 0, bwcap_finding::default());
                let status = bwcap_findings_count(findings, &raw mut count);
                for at in 0..count.min(20) {
                    assert_eq!(bwcap_findings_at(findings, at, &raw mut finding), BWCAP_OK);
                    [finding.id, finding.sentence, finding.path, finding.canonical, finding.subject]
                        .into_iter()
                        .for_each(touch);
                    bwcap_findings_expected(findings, at, 0, &raw mut text);
                    touch(text);
                }
                text = bwcap_text::default();
                status
            }
            35 => match run.byte() % 3 {
                0 => bwcap_checker_new(1, 1, out.cast()),
                1 => {
                    let (checker, message) = (run.handle(), run.handle());
                    bwcap_checker_check(checker, 1 + i32::from(run.byte() & 1), message, out.cast())
                }
                _ => bwcap_checker_finish(run.handle(), out.cast()),
            },
            36 => login(run, out),
            37 => {
                let (mut reply, message) = (bwcap_reply::default(), run.handle());
                let (login, of_server) = (run.handle::<c_void>(), run.byte() & 1 == 1);
                let account = bwcap_account {
                    password: c"open sesame".as_ptr(),
                    sha1: ptr::null(),
                    refusal: ptr::null(),
                    unavailable: ptr::null(),
                    monitored_users: 1,
                    call_details: 1,
                };
                let status = if of_server {
                    bwcap_registrar_receive(login.cast(), message, &raw const account, &raw mut reply)
                } else {
                    bwcap_login_receive(login.cast(), message, &raw mut reply)
                };
                [reply.cause, reply.sentence].into_iter().for_each(touch);
                run.keep(reply.send);
                run.keep(reply.session);
                status
            }
            38 => match run.byte() % 3 {
                0 => {
                    let mut identity = bwcap_identity::default();
                    let status = bwcap_session_identity(run.handle(), &raw mut identity);
                    [identity.id, identity.user_uid, identity.version, identity.user_type].into_iter().for_each(touch);
                    status
                }
                1 => bwcap_session_keepalive(run.handle(), out.cast()),
                _ => {
                    let (session, message, mut again) = (run.handle(), run.handle(), 0);
                    bwcap_session_ended_by(session, message, &raw mut text, &raw mut again)
                }
            },
            _ => {
                let (handle, of) = (run.handle(), run.byte() % 10);
                free(handle, of..of + 1)[0]
            }
        }
    };
    touch(text);
    assert!(status == BWCAP_OK || handle.is_null(), "nothing is handed out by a call that fails");
    run.keep(handle);
    status
}

/// Makes a call about the client or the server of a login.
///
/// # Safety
/// `out` leads to a place for a handle.
unsafe fn login(run: &mut Run<'_>, out: *mut *mut c_void) -> bwcap_status {
    // SAFETY: the texts are variables, and the place is that of the caller.
    unsafe {
        match run.byte() % 4 {
            0 => {
                bwcap_login_new(c"CallClient".as_ptr(), c"alice@example.com".as_ptr(), run.name().as_ptr(), out.cast())
            }
            1 => bwcap_login_password(run.handle(), c"open sesame".as_ptr(), usize::MAX),
            2 => bwcap_login_start(run.handle(), out.cast()),
            _ => bwcap_registrar_new(run.name().as_ptr(), c"1007".as_ptr(), out.cast()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::run;

    /// Numbers without an order (xorshift).
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        }
    }

    const DOCUMENT: &[u8] = br#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate"><commandData>
        <user id="alice&amp;bob@example.com" x="1"><call callId="c-1"><state>2</state></call><call><new/></call></user></commandData></command>
        </BroadsoftDocument>"#;

    #[test]
    fn no_order_of_calls_does_anything_but_return_a_status() {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let rounds = if cfg!(miri) { 20 } else { 3000 };
        for _ in 0..rounds {
            let mut input = Vec::new();
            for _ in 0..random.next() % 60 {
                if random.next().is_multiple_of(6) {
                    // A stream with a document, and a message of the same.
                    input.extend([0, 1, 0, DOCUMENT.len().min(254) as u8]);
                    input.extend(&DOCUMENT[..DOCUMENT.len().min(254)]);
                    input.extend([10, DOCUMENT.len().min(254) as u8]);
                    input.extend(&DOCUMENT[..DOCUMENT.len().min(254)]);
                } else {
                    input.extend((0..random.next() % 5).map(|_| (random.next() % 41) as u8));
                }
            }
            run(&input);
        }
    }
}
