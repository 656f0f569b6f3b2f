//! Benchmarks of every layer of the crate, on the messages of a busy connection.

mod common;
#[path = "common/settings.rs"]
mod settings;

use std::hint::black_box;

use broadworks_cap::xml::Lexer;
use broadworks_cap::{Decoder, Document, Encoder, Framed, Framer, Limits, Protocol};
use common::Messages;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn inputs() -> Vec<(&'static str, Messages)> {
    let one = |bytes: Vec<u8>| Messages::new([bytes]);
    let calls = Messages::new(common::call_updates(64));
    let mut inputs = vec![
        ("callUpdate", one(common::call_update())),
        ("callUpdate-pretty", one(common::pretty(&common::call_update()))),
        ("callUpdate-dtd-order", one(common::dtd_order(&common::call_update()))),
        ("callUpdate-shuffled", Messages::new(common::call_updates_shuffled(64))),
        ("callUpdate-escaped", one(common::call_update_escaped())),
        ("callUpdate-unknown", one(common::call_update_unknown())),
        ("callUpdate-careful", one(common::call_update_careful())),
        ("callUpdate-64-pretty", calls.pretty()),
        ("callUpdate-64", calls),
        ("callAction", one(common::call_action())),
        ("callAction-pretty", one(common::pretty(&common::call_action()))),
        ("mixed", common::mixed(256 << 10)),
        ("mixed-pretty", common::mixed(256 << 10).pretty()),
    ];
    inputs.extend(common::sizes().map(|(name, bytes)| (name, one(bytes))));
    inputs
}

/// Measures `work` over every message of every input.
fn messages(criterion: &mut Criterion, layer: &str, mut work: impl FnMut(&[u8])) {
    let mut group = criterion.benchmark_group(layer);
    for (name, messages) in inputs() {
        group.throughput(Throughput::Bytes(messages.bytes.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| black_box(&messages).iter().for_each(&mut work)));
    }
}

/// Measures `work` over the decoded messages. The throughput counts the bytes the encoder writes.
fn documents(criterion: &mut Criterion, layer: &str, mut work: impl FnMut(&Document<'_>)) {
    let mut group = criterion.benchmark_group(layer);
    for (name, messages) in inputs() {
        if name.ends_with("-pretty") {
            continue;
        }
        let documents: Vec<_> = messages.iter().map(|m| Document::decode(m).expect("a good message")).collect();
        let bytes: usize = documents.iter().map(|d| d.encoded_len().expect("it encodes")).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |bencher| bencher.iter(|| black_box(&documents).iter().for_each(&mut work)));
    }
}

fn lex(criterion: &mut Criterion) {
    messages(criterion, "lex", |message| {
        let mut lexer = Lexer::new(message, Limits::default()).expect("characters");
        while let Some(token) = lexer.next().expect("a good message") {
            black_box(&token);
        }
    });
}

fn frame(criterion: &mut Criterion) {
    messages(criterion, "frame", |message| {
        let Framed::Document { range } = Framer::new(Limits::default()).step(message) else {
            panic!("a whole document")
        };
        black_box(range);
    });
}

fn decode(criterion: &mut Criterion) {
    let mut decoder = Decoder::new();
    messages(criterion, "decode", |message| {
        black_box(&decoder.decode(message).expect("a good message"));
    });
}

fn validate(criterion: &mut Criterion) {
    messages(criterion, "validate", |message| {
        black_box(Protocol::CapC.violations(message).count());
    });
}

fn rules(criterion: &mut Criterion) {
    messages(criterion, "rules", |message| {
        black_box(Protocol::CapC.validate(message).count());
    });
}

fn encode(criterion: &mut Criterion) {
    let (encoder, mut out) = (Encoder::new(Protocol::CapC), Vec::new());
    documents(criterion, "encode", |document| {
        out.clear();
        encoder.encode(document, &mut out).expect("it encodes");
        black_box(&out);
    });
}

/// Measures `into_owned`, including a clone of the borrowed document, because `into_owned` consumes
/// it.
fn owned(criterion: &mut Criterion) {
    documents(criterion, "owned", |document| {
        black_box(&document.clone().into_owned());
    });
}

criterion_group! {
    name = benches;
    config = settings::settings();
    targets = lex, frame, decode, validate, rules, encode, owned
}
criterion_main!(benches);
