//! Does one kind of work so many times: `instructions WORK INPUT TIMES`. A profiler counts.
//!
//! Without arguments it prints what there is: work, input and bytes per pass, a line each.

#[path = "../../common/mod.rs"]
mod common;

use std::hint::black_box;

use broadworks_cap::{Decoder, Document, Encoder, Event, Framed, Framer, Limits, Protocol, StreamDecoder};
use common::Messages;

/// A kind of work, and the inputs it is counted on.
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
    /// What one `read` of a stream returns.
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
        // Ten times as long must cost ten times as much.
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
    let decoder = Decoder::new().limits(common::unlimited());
    for _ in 0..times {
        for message in input.messages.iter() {
            black_box(&decoder.decode(black_box(message)).expect("a good message"));
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

/// The DTD and the field tables.
fn rules(input: &Input, times: usize) {
    for _ in 0..times {
        for message in input.messages.iter() {
            black_box(Protocol::CapC.validate(black_box(message)).count());
        }
    }
}

/// Finds and decodes; the buffer grows by a piece whenever more is needed.
fn stream(input: &Input, times: usize) {
    let bytes = &input.messages.bytes[..];
    for _ in 0..times {
        let mut documents = StreamDecoder::new(Limits::default());
        let (mut used, mut arrived) = (0, 0);
        loop {
            match documents.step(black_box(&bytes[used..arrived])) {
                Event::Document { range, ref document } => {
                    black_box(document);
                    used += range.end;
                }
                Event::Incomplete if arrived == bytes.len() => break,
                Event::Incomplete => arrived = bytes.len().min(arrived.saturating_add(input.piece)),
                arrival => panic!("{arrival:?}"),
            }
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
