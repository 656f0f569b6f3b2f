//! Comparison of this crate with other parsers on the same bytes, in one process: `compare [JSON]`.
//!
//! It prints a table and writes the figures to `benches/results.json` or to the given file. With
//! `--quick` every sample is short, and the figures are meaningless; use it to try the program.

#[path = "../../common/mod.rs"]
mod common;
mod native;
mod report;
mod rounds;
mod rust_peers;
mod typed;
mod works;
mod writer;
mod written_out;

use std::time::Duration;

use common::Messages;
use rounds::{Cell, Effort};

fn main() {
    let (options, files): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let quick = match options.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--quick"] => true,
        _ => panic!("unknown option among {options:?}; there is --quick"),
    };
    let path = files.first().map_or_else(|| common::root().join("benches/results.json"), Into::into);
    let effort = if quick {
        Effort { rounds: 3, sample: Duration::from_millis(2) }
    } else {
        Effort { rounds: 61, sample: Duration::from_millis(3) }
    };
    // A single pass takes long enough for a sample.
    let long = Effort { rounds: if quick { 1 } else { 3 }, ..effort };

    let one = |bytes: Vec<u8>| Messages::new([bytes]);
    let calls = Messages::new(common::call_updates(64));
    let ordered = Messages::new(calls.iter().map(common::dtd_order));
    let (calls_pretty, ordered_pretty) = (calls.pretty(), ordered.pretty());
    let (action, action_pretty) = (one(common::call_action()), one(common::pretty(&common::call_action())));
    let (mixed, mixed_pretty) = (common::mixed(256 << 10), common::mixed(256 << 10).pretty());
    let shuffled = Messages::new(common::call_updates_shuffled(64));
    let (unknown, careful) = (one(common::call_update_unknown()), one(common::call_update_careful()));
    let (queue, cold) = (one(common::queue(500)), common::mixed(64 << 20));

    let mut cells: Vec<(Cell<'_>, Effort)> = Vec::new();
    for (input, messages, is_call) in [
        ("callUpdate", &calls, true),
        ("callUpdate pretty", &calls_pretty, true),
        ("callUpdate shuffled", &shuffled, true),
        ("callUpdate unknown", &unknown, false),
        ("callUpdate careful", &careful, false),
        ("callAction", &action, false),
        ("callAction pretty", &action_pretty, false),
        ("mixed", &mixed, false),
        ("mixed pretty", &mixed_pretty, false),
        ("queue of 500", &queue, false),
    ] {
        cells.push((works::decode(input, messages, is_call), effort));
    }
    for (input, messages, is_call) in
        [("callUpdate", &ordered, true), ("callAction", &action, false), ("mixed", &mixed, false)]
    {
        cells.push((works::encode(input, messages, is_call), effort));
    }
    for (input, messages) in [("callUpdate", &calls), ("callUpdate pretty", &calls_pretty), ("mixed", &mixed)] {
        cells.push((works::frame(input, messages), effort));
    }
    for (input, messages, effort) in [("mixed", &mixed, effort), ("mixed 64 MiB", &cold, long)] {
        cells.push((works::stream(input, messages), effort));
    }
    for (input, messages) in [("callUpdate", &ordered), ("callUpdate pretty", &ordered_pretty), ("mixed", &mixed)] {
        cells.push((works::validate(input, messages), effort));
    }

    let mut results = Vec::new();
    for (mut cell, effort) in cells {
        let figures = cell.measure(effort);
        report::print(&cell, &figures);
        results.push(report::cell(&cell, &figures));
    }
    let json = serde_json::json!({ "environment": report::environment(), "results": results });
    let text = serde_json::to_string_pretty(&json).expect("it serializes") + "\n";
    std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    println!("\nwritten to {}", path.display());
}
