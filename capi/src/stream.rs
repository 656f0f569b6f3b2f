//! Streams: readers with a buffer of their own, and decoders for a buffer of the caller.

use std::ffi::{c_char, c_void};
use std::ptr;

use codec::event::Malformed;
use codec::{Decoder, Event, Limits, StreamDecoder, StreamReader};

use crate::handle::Held;
use crate::memory::{bytes, handle, out};
use crate::message::{Message, bwcap_message};
use crate::status::{BWCAP_OUT_OF_RANGE, BWCAP_WRONG_STATE, Done, bwcap_status, guard};
use crate::types::{bwcap_error, bwcap_limits, limits};

/// A reader for a stream that arrives in chunks. It keeps the bytes until they are read.
///
/// One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
pub struct bwcap_stream(());

/// A reader for a stream whose bytes the caller keeps.
///
/// One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
pub struct bwcap_decoder(());

/// What an event is: one of `BWCAP_EVENT_...`.
pub type bwcap_event_kind = i32;
/// More bytes are needed.
pub const BWCAP_EVENT_PENDING: bwcap_event_kind = 0;
/// A message.
pub const BWCAP_EVENT_MESSAGE: bwcap_event_kind = 1;
/// Bytes that are not an acceptable document. The stream goes on after them.
pub const BWCAP_EVENT_MALFORMED: bwcap_event_kind = 2;
/// The stream has ended, and everything was read.
pub const BWCAP_EVENT_CLOSED: bwcap_event_kind = 3;

/// What comes next in a stream.
#[repr(C)]
pub struct bwcap_event {
    /// What it is.
    pub kind: bwcap_event_kind,
    /// Of `BWCAP_EVENT_CLOSED`: 1 if the stream did not end in the middle of a document, otherwise 0.
    pub clean: i32,
    /// Of `BWCAP_EVENT_MESSAGE`: the message. It is yours: free it with `bwcap_message_free`.
    pub message: *mut bwcap_message,
    /// Of `BWCAP_EVENT_MALFORMED`: the bytes. Those of a `bwcap_stream` live until the next call with it; those of a
    /// `bwcap_decoder` are in the buffer of the caller. They may hold a digest of a password.
    pub bytes: *const c_char,
    /// Number of those bytes.
    pub length: usize,
    /// Byte of the stream at which the event begins.
    pub offset: u64,
    /// Of a `bwcap_decoder`: number of bytes at the beginning of the buffer that are done with. Remove them.
    pub used: usize,
    /// Of `BWCAP_EVENT_MALFORMED`: what is wrong, with the offset in the bytes.
    pub error: bwcap_error,
}

impl Default for bwcap_event {
    fn default() -> Self {
        Self {
            kind: BWCAP_EVENT_PENDING,
            clean: 0,
            message: ptr::null_mut(),
            bytes: ptr::null(),
            length: 0,
            offset: 0,
            used: 0,
            error: bwcap_error::default(),
        }
    }
}

impl bwcap_event {
    fn malformed(&mut self, bad: Malformed<&[u8]>) {
        self.kind = BWCAP_EVENT_MALFORMED;
        (self.bytes, self.length) = (bad.bytes.as_ptr().cast(), bad.bytes.len());
        self.offset = bad.offset;
        self.error.codec(bad.error);
    }

    fn closed(&mut self, clean: bool) {
        (self.kind, self.clean) = (BWCAP_EVENT_CLOSED, clean.into());
    }

    fn message(&mut self, message: Message) -> Done {
        (self.kind, self.message) = (BWCAP_EVENT_MESSAGE, message.open()?);
        Ok(())
    }
}

/// A reader, and how much room was given out.
struct Stream {
    reader: StreamReader,
    room: usize,
}

impl Held for Stream {
    type Handle = bwcap_stream;
}

impl Stream {
    /// Begins a call that may move the bytes.
    fn reader(&mut self) -> &mut StreamReader {
        self.room = 0;
        &mut self.reader
    }
}

/// Creates a reader for a new stream. `*stream` is yours: free it with `bwcap_stream_free`. `limits` may be null. Any thread
/// may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_stream_new(limits: *const bwcap_limits, stream: *mut *mut bwcap_stream) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the limits do not change during the call.
        let (out, limits) = unsafe { (handle(stream)?, self::limits(limits)?) };
        *out = Stream { reader: StreamReader::new(limits), room: 0 }.open()?;
        Ok(())
    })
}

/// Frees a reader. The messages that came from it live on. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_stream_free(stream: *mut bwcap_stream) -> bwcap_status {
    guard(|| Stream::close(stream))
}

/// Adds bytes of the stream, which are copied. Take all events before the next call, so that the buffer stays small.
/// `BWCAP_WRONG_STATE` after `bwcap_stream_end`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_stream_feed(
    stream: *mut bwcap_stream,
    data: *const c_void,
    length: usize,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the bytes do not change during the call.
        let bytes = unsafe { bytes(data, length)? };
        Stream::with_mut(stream, |stream| {
            if stream.reader.is_over() {
                return Err(BWCAP_WRONG_STATE);
            }
            stream.reader().feed(bytes);
            Ok(())
        })
    })
}

/// Writes where the next bytes of the stream may be put, and for how many there is room, which is never 0. It spares the copy
/// of `bwcap_stream_feed`: call `read` or `recv` with the room, and then `bwcap_stream_filled`.
///
/// The room is the library's. It may be written to until the next call with the stream.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_stream_room(
    stream: *mut bwcap_stream,
    data: *mut *mut c_char,
    length: *mut usize,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places.
        let (data, length) = unsafe { (handle(data), out(length)) };
        let (data, length) = (data?, length?);
        Stream::with_mut(stream, |stream| {
            if stream.reader.is_over() {
                return Err(BWCAP_WRONG_STATE);
            }
            let room = stream.reader().room();
            (*data, *length) = (room.as_mut_ptr().cast(), room.len());
            stream.room = *length;
            Ok(())
        })
    })
}

/// Adds the first `count` bytes of the room to the stream. `BWCAP_OUT_OF_RANGE` if there is not so much room, or none since
/// another call.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_stream_filled(stream: *mut bwcap_stream, count: usize) -> bwcap_status {
    guard(|| {
        Stream::with_mut(stream, |stream| {
            if count > stream.room {
                return Err(BWCAP_OUT_OF_RANGE);
            }
            stream.reader().filled(count);
            Ok(())
        })
    })
}

/// Ends the stream: no more bytes will come. The events that are left follow, and then `BWCAP_EVENT_CLOSED`.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_stream_end(stream: *mut bwcap_stream) -> bwcap_status {
    guard(|| {
        Stream::with_mut(stream, |stream| {
            stream.reader().end();
            Ok(())
        })
    })
}

/// Writes the next event. Call it until it is `BWCAP_EVENT_PENDING` or `BWCAP_EVENT_CLOSED`.
///
/// A malformed document is an event and no error of the call: `BWCAP_OK`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_stream_next(stream: *mut bwcap_stream, event: *mut bwcap_event) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(event)? };
        Stream::with_mut(stream, |stream| {
            let reader = stream.reader();
            match reader.next_message() {
                Event::Document(message) => {
                    let message = Message::new(message.into_owned());
                    out.message(message)?;
                    out.offset = reader.offset();
                }
                Event::Malformed(bad) => out.malformed(bad),
                Event::Closed { clean } => {
                    out.closed(clean);
                    out.offset = reader.offset();
                }
                _ => out.offset = reader.offset(),
            }
            Ok(())
        })
    })
}

/// A decoder for the bytes of the caller, with its limits.
struct Frames {
    decoder: StreamDecoder,
    limits: Limits,
}

impl Held for Frames {
    type Handle = bwcap_decoder;
}

impl Frames {
    /// Reads the next event. Returns `false` if more bytes are needed.
    fn read(&mut self, buffer: &[u8], event: &mut bwcap_event) -> Done<bool> {
        match self.decoder.read(buffer) {
            Event::Document(message) => event.message(Message::new(message.into_owned()))?,
            Event::Malformed(bad) => event.malformed(bad),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Reads what is left of a stream that has ended.
    fn finish(&mut self, buffer: &[u8], event: &mut bwcap_event) -> Done {
        match self.decoder.finish(buffer) {
            Event::Malformed(bad) => event.malformed(bad),
            Event::Closed { clean } => event.closed(clean),
            Event::Document(_) => {
                // It is read again, for its tape.
                let document = &buffer[self.decoder.range()];
                match Decoder::new().limits(self.limits).read(document).map(codec::Message::into_owned) {
                    Ok(message) => event.message(Message::new(message))?,
                    Err(error) => event.malformed(Malformed::new(document, error, self.decoder.offset())),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Creates a reader for a new stream whose bytes the caller keeps. `*decoder` is yours: free it with
/// `bwcap_decoder_free`. `limits` may be null. Any thread may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_decoder_new(
    limits: *const bwcap_limits,
    decoder: *mut *mut bwcap_decoder,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the limits do not change during the call.
        let (out, limits) = unsafe { (handle(decoder)?, self::limits(limits)?) };
        *out = Frames { decoder: StreamDecoder::new(limits), limits }.open()?;
        Ok(())
    })
}

/// Frees a reader. The messages that came from it live on. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_decoder_free(decoder: *mut bwcap_decoder) -> bwcap_status {
    guard(|| Frames::close(decoder))
}

/// Writes the next event of a buffer, which must hold all bytes of the stream that are not done with. Then remove the first
/// `event->used` bytes, and call it again; after `BWCAP_EVENT_PENDING`, when there are more bytes.
///
/// `over` is not 0 if the stream has ended, so that no more bytes will come: the events that are left follow, and then
/// `BWCAP_EVENT_CLOSED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_decoder_next(
    decoder: *mut bwcap_decoder,
    data: *const c_void,
    length: usize,
    over: i32,
    event: *mut bwcap_event,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the bytes do not change during the call.
        let (out, buffer) = unsafe { (out(event)?, bytes(data, length)?) };
        Frames::with_mut(decoder, |frames| {
            let read = frames.read(buffer, out)?;
            if !read && over != 0 {
                frames.finish(buffer, out)?;
            }
            (out.offset, out.used) = (frames.decoder.offset(), frames.decoder.range().end);
            Ok(())
        })
    })
}
