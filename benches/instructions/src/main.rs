//! Does one kind of work so many times: `instructions WORK INPUT TIMES`. A profiler counts.
//!
//! Without arguments it prints what there is: work, input and bytes per pass, a line each.

#[path = "../../common/mod.rs"]
mod common;

use std::hint::black_box;

use broadworks_cap::{Decoder, Document, Encoder, Framer, Limits, Protocol, Step};
use common::Messages;

/// Work, and the inputs it is counted on.
const WORKS: &[(&str, fn(&Messages, usize), &[&str])] = &[
    (
        "decode",
        decode,
        &[
            "callUpdate",
            "callUpdate-pretty",
            "callUpdate-dtd-order",
            "callUpdate-shuffled",
            "callUpdate-careful",
            "callAction",
            "callAction-pretty",
            "formats",
            "formats-pretty",
            "queue",
        ],
    ),
    ("encode", encode, &["callUpdate", "callAction", "formats", "queue"]),
    ("frame", frame, &["callUpdate", "callUpdate-pretty", "callAction", "formats"]),
    ("validate", validate, &["callUpdate-dtd-order", "callUpdate-pretty", "callAction", "formats"]),
    ("rules", rules, &["callUpdate-dtd-order", "formats"]),
    ("stream", stream, &["stream", "stream-1460"]),
];

fn input(name: &str) -> Messages {
    let one = |bytes: Vec<u8>| Messages::new([bytes]);
    match name {
        "callUpdate" => one(common::call_update()),
        "callUpdate-pretty" => one(common::pretty(&common::call_update())),
        "callUpdate-dtd-order" => one(common::dtd_order(&common::call_update())),
        "callUpdate-shuffled" => one(common::call_update_shuffled()),
        "callUpdate-careful" => one(common::call_update_careful()),
        "callAction" => one(common::call_action()),
        "callAction-pretty" => one(common::pretty(&common::call_action())),
        "formats" => Messages::new(common::formats().into_iter().map(|(_, bytes)| bytes)),
        "formats-pretty" => Messages::new(common::formats().into_iter().map(|(_, bytes)| common::pretty(&bytes))),
        "queue" => one(common::queue(100)),
        // The length of a piece as the first range: what one `read` may return.
        "stream" => Messages { bytes: common::stream(), ranges: vec![] },
        "stream-1460" => Messages { bytes: common::stream(), ranges: vec![0..1460] },
        _ => panic!("no input {name}"),
    }
}

fn decode(messages: &Messages, times: usize) {
    let decoder = Decoder::new();
    for _ in 0..times {
        for message in messages.iter() {
            black_box(&decoder.decode(black_box(message)).expect("a good message"));
        }
    }
}

fn encode(messages: &Messages, times: usize) {
    let documents: Vec<_> = messages.iter().map(|m| Document::decode(m).expect("a good message")).collect();
    let encoder = Encoder::new(Protocol::CapC);
    let mut out = Vec::with_capacity(2 * messages.bytes.len());
    for _ in 0..times {
        out.clear();
        for document in &documents {
            encoder.encode(black_box(document), &mut out).expect("it encodes");
        }
        black_box(&out);
    }
}

fn frame(messages: &Messages, times: usize) {
    for _ in 0..times {
        for message in messages.iter() {
            let mut framer = Framer::new(Limits::default());
            let Step::Frame(range) = framer.step(black_box(message)) else { panic!("a whole document") };
            black_box(range);
        }
    }
}

fn validate(messages: &Messages, times: usize) {
    for _ in 0..times {
        for message in messages.iter() {
            black_box(Protocol::CapC.violations(black_box(message)).count());
        }
    }
}

/// The DTD and the field tables.
fn rules(messages: &Messages, times: usize) {
    for _ in 0..times {
        for message in messages.iter() {
            black_box(Protocol::CapC.validate(black_box(message)).count());
        }
    }
}

/// Frames and decodes; the buffer grows by a piece whenever the framer needs more.
fn stream(messages: &Messages, times: usize) {
    let bytes = &messages.bytes[..];
    let piece = messages.ranges.first().map_or(bytes.len(), |range| range.end);
    for _ in 0..times {
        let mut framer = Framer::new(Limits::default());
        let (mut used, mut arrived) = (0, 0);
        loop {
            match framer.step(black_box(&bytes[used..arrived])) {
                Step::Frame(range) => {
                    let frame = &bytes[used + range.start..used + range.end];
                    black_box(&Document::decode(frame).expect("a good message"));
                    used += range.end;
                }
                Step::NeedMore if arrived == bytes.len() => break,
                Step::NeedMore => arrived = bytes.len().min(arrived + piece),
                step => panic!("{step:?}"),
            }
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [work, name, times] = &arguments[..] else {
        for (work, _, inputs) in WORKS {
            for name in *inputs {
                println!("{work}\t{name}\t{}", input(name).bytes.len());
            }
        }
        return;
    };
    let (_, run, _) = WORKS.iter().find(|(other, _, _)| other == work).expect("a work");
    run(&input(name), times.parse().expect("a number"));
}
