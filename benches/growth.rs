//! Benchmarks of streams in chunks of several sizes, and of documents of growing length. The
//! throughput must not fall.

mod common;
#[path = "common/settings.rs"]
mod settings;

use std::hint::black_box;

use broadworks_cap::{Decoder, Encoder, Event, Framer, Limits, Protocol, StreamDecoder};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

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

fn stream(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stream");
    let bytes = common::stream().bytes;
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    for (name, piece) in [("whole", usize::MAX), ("1460", 1460), ("1", 1)] {
        group.bench_function(name, |bencher| bencher.iter(|| receive(black_box(&bytes), piece)));
    }
    // Much larger than any cache.
    let bytes = common::mixed(if settings::measuring() { 64 << 20 } else { 64 << 10 }).bytes;
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(10);
    group.bench_function("64MiB", |bencher| bencher.iter(|| receive(black_box(&bytes), usize::MAX)));
}

fn long(criterion: &mut Criterion, what: &str, counts: &[usize], make: fn(usize) -> Vec<u8>) {
    let mut group = criterion.benchmark_group(what);
    group.sample_size(10);
    let mut decoder = Decoder::new().limits(common::unlimited());
    let (encoder, mut out) = (Encoder::new(Protocol::CapC), Vec::new());
    for count in counts {
        let bytes = make(*count);
        let document = decoder.decode(&bytes).expect("a good message");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(BenchmarkId::new("frame", count), |bencher| {
            bencher.iter(|| Framer::new(common::unlimited()).step(black_box(&bytes)))
        });
        group.bench_function(BenchmarkId::new("decode", count), |bencher| {
            bencher.iter(|| black_box(&decoder.decode(black_box(&bytes)).expect("a good message")).unknown.is_empty())
        });
        group.bench_function(BenchmarkId::new("encode", count), |bencher| {
            bencher.iter(|| {
                out.clear();
                encoder.encode(black_box(&document), &mut out).expect("it encodes");
            });
        });
    }
}

fn list(criterion: &mut Criterion) {
    let counts: &[usize] = if settings::measuring() { &[1_000, 10_000, 100_000] } else { &[1_000] };
    long(criterion, "list", counts, common::list);
}

fn queue(criterion: &mut Criterion) {
    long(criterion, "queue", &[5, 50, 500], common::queue);
}

criterion_group! {
    name = benches;
    config = settings::settings();
    targets = stream, list, queue
}
criterion_main!(benches);
