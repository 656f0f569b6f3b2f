//! Test of allocations: framing, decoding and encoding allocate nothing while lists fit their
//! inline capacity, and validation never allocates.

#[path = "common/allocations.rs"]
mod allocations;
mod common;

use allocations::counted;
use broadworks_cap::xml::write::{Counter, SliceSink};
use broadworks_cap::{Document, Event, Framed, Framer, Limits, Protocol, StreamDecoder};

fn allocations(work: impl FnOnce()) -> usize {
    counted(work).1.calls
}

#[test]
fn messages_of_documented_content_cost_no_allocation() {
    let mut room = vec![0; 64 << 10];
    // These have unknown content, or more calls than the inline capacity.
    let extra = ["e032-id-differs", "e038-response-requested", "e084-voice-messaging", "e085-calls"];
    let messages = ["cap-c", "ccc2", "actions", "errata", "habits"].iter().flat_map(|name| common::folder(name));
    for (path, bytes) in messages {
        if extra.iter().any(|name| path.file_stem().is_some_and(|stem| stem == *name)) {
            continue;
        }
        let count = allocations(|| {
            let Framed::Document { range } = Framer::new(Limits::default()).step(&bytes) else {
                panic!("{}", path.display())
            };
            let document = Document::decode(&bytes[range]).expect("a good document");
            document.encode(&mut SliceSink::new(&mut room)).expect("it fits");
            document.encode(&mut Counter::default()).expect("it counts");
            assert!(matches!(StreamDecoder::new(Limits::default()).step(&bytes), Event::Document(_)));
        });
        assert_eq!(count, 0, "{}", path.display());
    }
}

#[test]
fn validation_costs_no_allocation_whatever_it_finds() {
    let mut findings = 0;
    for name in ["cap-c", "ccc2", "actions", "errata", "habits", "xml", "invalid", "dtd", "rules", "stream"] {
        for (path, bytes) in common::folder(name) {
            for protocol in [Protocol::CapC, Protocol::Ccc2] {
                let count = allocations(|| findings += protocol.validate(&bytes).count());
                assert_eq!(count, 0, "{}", path.display());
            }
        }
    }
    assert!(findings > 1000, "{findings} findings");
}

#[test]
fn the_counter_counts() {
    assert!(allocations(|| drop(core::hint::black_box(vec![1u8]))) > 0);
}
