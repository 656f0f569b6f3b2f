//! Benchmarks of every command: decoding it compact and pretty-printed, and encoding it.

mod common;
#[path = "common/settings.rs"]
mod settings;

use std::hint::black_box;

use broadworks_cap::{Decoder, Document, Encoder, Protocol};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn decode(criterion: &mut Criterion) {
    let mut decoder = Decoder::new();
    for (layout, shape) in [("compact", <[u8]>::to_vec as fn(&[u8]) -> Vec<u8>), ("pretty", common::pretty)] {
        let mut group = criterion.benchmark_group(format!("decode-{layout}"));
        for (command, message) in common::commands() {
            let message = shape(&message);
            group.throughput(Throughput::Bytes(message.len() as u64));
            group.bench_function(command, |bencher| {
                bencher.iter(|| {
                    black_box(&decoder.decode(black_box(&message)).expect("a good message")).unknown.is_empty()
                })
            });
        }
    }
}

fn encode(criterion: &mut Criterion) {
    let (encoder, mut out) = (Encoder::new(Protocol::CapC), Vec::new());
    let mut group = criterion.benchmark_group("encode");
    for (command, message) in common::commands() {
        let document = Document::decode(&message).expect("a good message");
        group.throughput(Throughput::Bytes(document.encoded_len().expect("it encodes") as u64));
        group.bench_function(command, |bencher| {
            bencher.iter(|| {
                out.clear();
                encoder.encode(black_box(&document), &mut out).expect("it encodes");
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = settings::settings();
    targets = decode, encode
}
criterion_main!(benches);
