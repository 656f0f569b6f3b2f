//! Runner for counting instructions: does one kind of work a number of times under a profiler:
//! `instructions WORK INPUT TIMES`.
//!
//! Without arguments it lists every work and input, with bytes per pass, one per line.

#[path = "../../common/mod.rs"]
mod common;

use std::hint::black_box;

use broadworks_cap::{Decoder, Document, Encoder, Event, Framed, Framer, Limits, Protocol, StreamDecoder};
use common::Messages;

/// A kind of work, and the inputs it is measured on.
struct Work {
    name: &'static str,
    run: fn(&Input, usize),
    inputs: &'static [&'static str],
}

const WORKS: &[Work] = &[
    Work {
        name: "decode",
        run: decode,
        inputs: &[
            "callUpdate",
            "callUpdate-pretty",
            "callUpdate-dtd-order",
            "callUpdate-shuffled",
            "callUpdate-escaped",
            "callUpdate-unknown",
            "callUpdate-careful",
            "callAction",
            "callAction-pretty",
            "formats",
            "formats-pretty",
            "queue",
            "list-1000",
            "list-10000",
            "stream",
        ],
    },
    Work {
        name: "read",
        run: read,
        inputs: &[
            "callUpdate",
            "callUpdate-pretty",
            "callUpdate-shuffled",
            "callUpdate-escaped",
            "callUpdate-unknown",
            "callUpdate-careful",
            "callAction",
            "formats",
            "formats-pretty",
            "queue",
            "list-1000",
        ],
    },
    Work { name: "read-six", run: read_six, inputs: &["callUpdate", "callUpdate-pretty"] },
    Work { name: "encode", run: encode, inputs: &["callUpdate", "callAction", "formats", "queue"] },
    Work { name: "frame", run: frame, inputs: &["callUpdate", "callUpdate-pretty", "callAction", "formats"] },
    Work {
        name: "validate",
        run: validate,
        inputs: &["callUpdate-dtd-order", "callUpdate-pretty", "callAction", "formats"],
    },
    Work { name: "rules", run: rules, inputs: &["callUpdate-dtd-order", "formats"] },
    Work { name: "stream", run: stream, inputs: &["stream", "stream-1460", "stream-1"] },
];

struct Input {
    messages: Messages,
    /// Number of bytes that one `read` of a stream returns.
    piece: usize,
}

fn input(name: &str) -> Input {
    let one = |bytes: Vec<u8>| Messages::new([bytes]);
    let (messages, piece) = match name {
        "callUpdate" => (one(common::call_update()), 0),
        "callUpdate-pretty" => (one(common::pretty(&common::call_update())), 0),
        "callUpdate-dtd-order" => (one(common::dtd_order(&common::call_update())), 0),
        "callUpdate-shuffled" => (Messages::new(common::call_updates_shuffled(64)), 0),
        "callUpdate-escaped" => (one(common::call_update_escaped()), 0),
        "callUpdate-unknown" => (one(common::call_update_unknown()), 0),
        "callUpdate-careful" => (one(common::call_update_careful()), 0),
        "callAction" => (one(common::call_action()), 0),
        "callAction-pretty" => (one(common::pretty(&common::call_action())), 0),
        "formats" => (Messages::new(common::formats().into_iter().map(|(_, bytes)| bytes)), 0),
        "formats-pretty" => (Messages::new(common::formats().into_iter().map(|(_, b)| common::pretty(&b))), 0),
        "queue" => (one(common::queue(100)), 0),
        // A list that is ten times as long must take ten times as many instructions.
        "list-1000" => (one(common::list(1_000)), 0),
        "list-10000" => (one(common::list(10_000)), 0),
        "stream" => (common::stream(), usize::MAX),
        "stream-1460" => (common::stream(), 1460),
        "stream-1" => (common::stream(), 1),
        _ => panic!("no input {name}"),
    };
    Input { messages, piece }
}

fn decode(input: &Input, times: usize) {
    let mut decoder = Decoder::new().limits(common::unlimited());
    for _ in 0..times {
        for message in input.messages.iter() {
            black_box(&decoder.decode(black_box(message)).expect("a good message"));
        }
    }
}

/// Reads a document onto a tape, and nothing of it.
fn read(input: &Input, times: usize) {
    let mut decoder = Decoder::new().limits(common::unlimited());
    for _ in 0..times {
        for message in input.messages.iter() {
            black_box(&decoder.read(black_box(message)).expect("a good message"));
        }
    }
}

/// Reads a `callUpdate` onto a tape, and six fields of it.
fn read_six(input: &Input, times: usize) {
    let mut decoder = Decoder::new().limits(common::unlimited());
    for _ in 0..times {
        for message in input.messages.iter() {
            let message = decoder.read(black_box(message)).expect("a good message");
            let user = message.call_update().expect("it is one").user();
            let call = user.calls().next().expect("it has one");
            black_box((user.id(), call.call_id(), call.state(), call.personality()));
            black_box((call.remote_number(), call.call_start_time()));
        }
    }
}

fn encode(input: &Input, times: usize) {
    let documents: Vec<_> = input.messages.iter().map(|m| Document::decode(m).expect("a good message")).collect();
    let encoder = Encoder::new(Protocol::CapC);
    let mut out = Vec::with_capacity(2 * input.messages.bytes.len());
    for _ in 0..times {
        out.clear();
        for document in &documents {
            encoder.encode(black_box(document), &mut out).expect("it encodes");
        }
        black_box(&out);
    }
}

fn frame(input: &Input, times: usize) {
    for _ in 0..times {
        for message in input.messages.iter() {
            let mut framer = Framer::new(Limits::default());
            let Framed::Document { range } = framer.step(black_box(message)) else { panic!("a whole document") };
            black_box(range);
        }
    }
}

fn validate(input: &Input, times: usize) {
    for _ in 0..times {
        for message in input.messages.iter() {
            black_box(Protocol::CapC.violations(black_box(message)).count());
        }
    }
}

/// Validates against the DTD and the field tables.
fn rules(input: &Input, times: usize) {
    for _ in 0..times {
        for message in input.messages.iter() {
            black_box(Protocol::CapC.validate(black_box(message)).count());
        }
    }
}

/// Finds and decodes documents; the buffer grows by a chunk whenever more bytes are needed.
fn stream(input: &Input, times: usize) {
    let bytes = &input.messages.bytes[..];
    for _ in 0..times {
        let mut documents = StreamDecoder::new(Limits::default());
        let (mut used, mut arrived) = (0, 0);
        loop {
            match documents.step(black_box(&bytes[used..arrived])) {
                Event::Document(ref document) => {
                    black_box(document);
                }
                Event::Pending if arrived == bytes.len() => break,
                Event::Pending => arrived = bytes.len().min(arrived.saturating_add(input.piece)),
                arrival => panic!("{arrival:?}"),
            }
            used += documents.range().end;
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, on, times] = &arguments[..] else {
        for work in WORKS {
            for on in work.inputs {
                println!("{}\t{on}\t{}", work.name, input(on).messages.bytes.len());
            }
        }
        return;
    };
    let work = WORKS.iter().find(|work| work.name == name).expect("a kind of work");
    (work.run)(&input(on), times.parse().expect("a number"));
}
