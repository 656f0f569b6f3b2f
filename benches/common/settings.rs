//! How long the benchmarks run.

use std::time::Duration;

use criterion::Criterion;

/// Whether it is `cargo bench` that runs this, and not `cargo test`, which only tries it out.
#[allow(dead_code, reason = "most inputs are short anyway")]
pub fn measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Short enough for a whole run in about a minute; `--measurement-time 5` and the like ask for more.
pub fn settings() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .sample_size(20)
        .without_plots()
        .configure_from_args()
}
