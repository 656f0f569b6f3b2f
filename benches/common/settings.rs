//! Durations of the benchmarks.

use std::time::Duration;

use criterion::Criterion;

/// Returns `true` under `cargo bench`, and `false` under `cargo test`, which only tries the
/// benchmarks out.
#[allow(dead_code, reason = "most inputs are short anyway")]
pub fn measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Returns settings for a whole run in about a minute; use options such as `--measurement-time 5`
/// for longer ones.
pub fn settings() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .sample_size(20)
        .without_plots()
        .configure_from_args()
}
