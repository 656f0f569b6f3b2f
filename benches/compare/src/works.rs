//! The work that is compared, and checks that all contenders see the same documents.

use std::hint::black_box;

use broadworks_cap::message::values::CommandType;
use broadworks_cap::{Command, Decoder, Document, Encoder, Event, Framed, Framer, Limits, Protocol, StreamDecoder};
use memchr::memmem;

use crate::common::Messages;
#[cfg(any(libxml2, expat, pugixml))]
use crate::native;
use crate::rounds::Cell;
use crate::{rust_peers, typed, writer, written_out};

const CRATE: &str = "broadworks-cap";
const EVENTS: &str = "quick-xml events";
const WRITER: &str = "quick-xml Writer";
const END: &[u8] = b"</BroadsoftDocument>";

fn each<'a, T>(messages: &'a Messages, work: impl Fn(&'a [u8]) -> T + 'a) -> impl FnMut() + 'a {
    move || {
        for message in messages.iter() {
            black_box(work(black_box(message)));
        }
    }
}

fn cell<'a>(work: &'static str, input: &'static str, messages: &'a Messages, reference: &'static str) -> Cell<'a> {
    Cell::new(work, input, messages.bytes.len(), messages.ranges.len(), reference)
}

/// Checks that every parser finds the same number of elements.
fn agree(messages: &Messages) {
    for message in messages.iter() {
        let elements = rust_peers::quick_xml_events(message);
        let nodes = rust_peers::roxmltree(message).descendants().filter(roxmltree::Node::is_element).count();
        assert_eq!(nodes, elements);
        assert_eq!(rust_peers::quick_xml_attributes(message), elements);
        assert_eq!(rust_peers::xmlparser(message), elements);
        #[cfg(libxml2)]
        assert_eq!(native::libxml2::sax(message), elements);
        #[cfg(expat)]
        assert_eq!(native::expat::events(message), elements);
        #[cfg(pugixml)]
        for full in [false, true] {
            native::pugixml::in_place(message, full);
            assert_eq!(native::pugixml::elements(), elements);
        }
    }
}

/// Compares reading: bytes to events, a tree or a message. `is_call` adds the contenders that read
/// only a `callUpdate`.
pub fn decode<'a>(input: &'static str, messages: &'a Messages, is_call: bool) -> Cell<'a> {
    agree(messages);
    let mut cell = cell("decode", input, messages, EVENTS);
    let (mut decoder, mut in_place) = (Decoder::new(), Decoder::new());
    cell.contender(CRATE, move || {
        for message in messages.iter() {
            black_box(&decoder.decode(black_box(message)).expect("a good message"));
        }
    });
    let mut reader = Decoder::new();
    cell.contender("broadworks-cap, tape", move || {
        for message in messages.iter() {
            black_box(&reader.read(black_box(message)).expect("a good message"));
        }
    });
    if is_call {
        let mut reader = Decoder::new();
        cell.contender("broadworks-cap, tape and six fields", move || {
            for message in messages.iter() {
                let message = reader.read(black_box(message)).expect("a good message");
                let user = message.call_update().expect("it is one").user();
                let call = user.calls().next().expect("it has one");
                black_box((user.id(), call.call_id(), call.state(), call.personality()));
                black_box((call.remote_number(), call.call_start_time()));
            }
        });
    }
    cell.contender("broadworks-cap, decode_into", move || {
        let mut document = Document::new(Command::empty(CommandType::InfoRequest));
        for message in messages.iter() {
            in_place.decode_into(black_box(message), &mut document).expect("a good message");
            black_box(&document);
        }
    });
    cell.contender(EVENTS, each(messages, rust_peers::quick_xml_events));
    cell.contender("quick-xml events and attributes", each(messages, rust_peers::quick_xml_attributes));
    if is_call {
        same_call(messages);
        cell.contender("quick-xml events, typed by hand", each(messages, typed::by_hand));
        cell.contender("quick-xml serde, borrowed", each(messages, typed::serde));
    }
    let mut read = written_out::Message::default();
    if is_call && messages.iter().all(|message| written_out::read(message, &mut read).is_some()) {
        cell.contender("this message, written out", move || {
            let mut read = written_out::Message::default();
            for message in messages.iter() {
                written_out::read(black_box(message), &mut read).expect("this message");
                black_box(&read);
            }
        });
    }
    cell.contender("roxmltree", each(messages, rust_peers::roxmltree));
    cell.contender("xmlparser", each(messages, rust_peers::xmlparser));
    // rxml rejects processing instructions and comments.
    if messages.iter().all(|message| memmem::find(message, b"<!--").is_none()) {
        assert!(messages.iter().all(|m| rust_peers::rxml(m) == rust_peers::quick_xml_events(m)));
        cell.contender("rxml", each(messages, rust_peers::rxml));
    }
    #[cfg(libxml2)]
    cell.contender("libxml2 SAX2", each(messages, native::libxml2::sax));
    #[cfg(expat)]
    cell.contender("expat", each(messages, native::expat::events));
    #[cfg(pugixml)]
    for (name, full) in [("pugixml in place, minimal", false), ("pugixml in place", true)] {
        cell.contender(name, each(messages, move |message| native::pugixml::in_place(message, full)));
    }
    cell.contender(
        "memchr, every <",
        each(messages, |message| {
            memchr::memchr_iter(b'<', message).fold(0, |sum: usize, at| sum.wrapping_add(black_box(at)))
        }),
    );
    cell
}

/// Checks that the typed readers return the same fields as this crate.
fn same_call(messages: &Messages) {
    for message in messages.iter() {
        let document = Document::decode(message).expect("a good message");
        let broadworks_cap::Command::CallUpdate(update) = &document.command else { panic!("a callUpdate") };
        let call = &update.user.calls[0];
        let (serde, by_hand) = (typed::serde(message), typed::by_hand(message));
        for other in [&serde.command.data.user.call, &by_hand.call] {
            assert_eq!(other.remote_name, call.remote_name.as_ref().and_then(|text| text.as_str()));
            assert_eq!(other.state.is_some(), call.state.is_some());
            assert_eq!(other.call_answer_time.is_some(), call.call_answer_time.is_some());
        }
        assert_eq!(serde.command.data.user.id, by_hand.id.as_deref());
        assert_eq!(by_hand.call_id.as_deref(), call.call_id.as_ref().and_then(|text| text.as_str()));
        assert_eq!(by_hand.application_id, Some("demo"));
        let mut written_out = written_out::Message::default();
        if written_out::read(message, &mut written_out).is_some() {
            assert_eq!(written_out.call, by_hand.call);
            assert_eq!(written_out.ext_tracking_id, by_hand.ext_tracking_id.as_deref());
            assert_eq!(written_out.application_id, by_hand.application_id);
        }
    }
}

/// Compares writing: a message to bytes in a buffer that is reused.
pub fn encode<'a>(input: &'static str, messages: &'a Messages, is_call: bool) -> Cell<'a> {
    let documents: Vec<_> = messages.iter().map(|m| Document::decode(m).expect("a good message")).collect();
    let encoder = Encoder::new(Protocol::CapC);
    let written: Vec<_> = documents.iter().map(|d| encoder.to_vec(d).expect("it encodes")).collect();
    let steps: Vec<_> = written.iter().map(|bytes| writer::steps(bytes)).collect();
    for (steps, bytes) in steps.iter().zip(&written) {
        let mut out = Vec::new();
        writer::write(steps, &mut out);
        assert_eq!(out, bytes.trim_ascii(), "{}", String::from_utf8_lossy(bytes));
    }
    let bytes = written.iter().map(Vec::len).sum();
    let mut cell = Cell::new("encode", input, bytes, messages.ranges.len(), WRITER);
    let mut out = Vec::with_capacity(2 * bytes);
    cell.contender(CRATE, move || {
        out.clear();
        for document in &documents {
            encoder.encode(black_box(document), &mut out).expect("it encodes");
        }
        black_box(&out);
    });
    let mut out = Vec::with_capacity(2 * bytes);
    cell.contender(WRITER, move || {
        out.clear();
        for steps in &steps {
            writer::write(black_box(steps), &mut out);
        }
        black_box(&out);
    });
    if is_call {
        let documents: Vec<_> = messages.iter().map(typed::serde).collect();
        let mut out = String::with_capacity(2 * bytes);
        cell.contender("quick-xml serde", move || {
            out.clear();
            for document in &documents {
                typed::serialize(black_box(document), &mut out);
            }
            black_box(&out);
        });
    }
    let mut out = Vec::with_capacity(2 * bytes);
    cell.contender("memcpy", move || {
        out.clear();
        for bytes in &written {
            out.extend_from_slice(black_box(bytes));
        }
        black_box(&out);
    });
    cell
}

/// Compares framing: finding the end of a document.
pub fn frame<'a>(input: &'static str, messages: &'a Messages) -> Cell<'a> {
    let framed = |message: &[u8]| match Framer::new(Limits::default()).step(message) {
        Framed::Document { range } => range.end,
        step => panic!("{step:?}"),
    };
    let finder = memmem::Finder::new(END);
    let found = move |message: &[u8]| finder.find(message).expect("a good message") + END.len();
    for message in messages.iter() {
        assert_eq!([framed(message), found(message), rust_peers::quick_xml_frame(message)], [message.len(); 3]);
    }
    let mut cell = cell("frame", input, messages, EVENTS);
    cell.contender(CRATE, each(messages, framed));
    cell.contender(EVENTS, each(messages, rust_peers::quick_xml_frame));
    // Deployed clients do this; it is wrong for an end tag in a comment or CDATA section.
    cell.contender("memmem of the end tag", each(messages, found));
    cell
}

/// Compares streams: finding and decoding documents that are sent back to back.
pub fn stream<'a>(input: &'static str, messages: &'a Messages) -> Cell<'a> {
    let bytes = &messages.bytes[..];
    let mut cell = cell("stream", input, messages, EVENTS);
    for (name, piece) in [(CRATE, usize::MAX), ("broadworks-cap, pieces of 1460", 1460)] {
        assert_eq!(receive(bytes, piece), messages.ranges.len());
        cell.contender(name, move || {
            black_box(receive(black_box(bytes), piece));
        });
    }
    // One reader for the whole stream, without document boundaries.
    cell.contender(EVENTS, move || {
        black_box(rust_peers::quick_xml_events(black_box(bytes)));
    });
    cell.contender("memmem and quick-xml events", move || {
        cut(black_box(bytes), |message| {
            black_box(rust_peers::quick_xml_events(message));
        });
    });
    #[cfg(pugixml)]
    cell.contender("memmem and pugixml in place", move || {
        cut(black_box(bytes), |message| native::pugixml::in_place(message, true));
    });
    cell
}

/// Finds and decodes the documents of `bytes`, which arrive in chunks of this length.
fn receive(bytes: &[u8], piece: usize) -> usize {
    let mut documents = StreamDecoder::new(Limits::default());
    let (mut used, mut arrived, mut count) = (0, 0, 0);
    loop {
        match documents.step(&bytes[used..arrived]) {
            Event::Document(ref document) => {
                black_box(document);
                count += 1;
            }
            Event::Pending if arrived == bytes.len() => return count,
            Event::Pending => arrived = bytes.len().min(arrived.saturating_add(piece)),
            arrival => panic!("{arrival:?}"),
        }
        used += documents.range().end;
    }
}

fn cut(bytes: &[u8], work: impl Fn(&[u8])) {
    let mut from = 0;
    for at in memmem::find_iter(bytes, END) {
        work(&bytes[from..at + END.len()]);
        from = at + END.len();
    }
}

/// Compares validation against the DTD.
pub fn validate<'a>(input: &'static str, messages: &'a Messages) -> Cell<'a> {
    #[cfg(libxml2)]
    const REFERENCE: &str = "libxml2 tree and DTD";
    #[cfg(not(libxml2))]
    const REFERENCE: &str = EVENTS;
    let mut cell = cell("validate", input, messages, REFERENCE);
    cell.contender(CRATE, each(messages, |message| Protocol::CapC.violations(message).count()));
    cell.contender("broadworks-cap, field tables too", each(messages, |m| Protocol::CapC.validate(m).count()));
    #[cfg(libxml2)]
    {
        let path = crate::common::root().join("dtd/cap-c-17.0.dtd");
        let dtd = std::ffi::CString::new(path.to_str().expect("a path in UTF-8")).expect("a path without zero");
        for message in messages.iter() {
            let valid = Protocol::CapC.violations(message).next().is_none();
            assert_eq!(native::libxml2::valid(&dtd, message), valid, "{}", String::from_utf8_lossy(message));
        }
        cell.contender(REFERENCE, each(messages, move |message| native::libxml2::valid(&dtd, message)));
    }
    cell.contender("quick-xml events, no validation", each(messages, rust_peers::quick_xml_events));
    #[cfg(not(libxml2))]
    cell.contender(EVENTS, each(messages, rust_peers::quick_xml_events));
    cell
}
