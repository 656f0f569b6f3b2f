//! How long the benchmarks run.

use std::time::Duration;

use criterion::Criterion;

/// Short enough for a whole run in about a minute; `--measurement-time 5` and the like ask for more.
pub fn settings() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .sample_size(20)
        .without_plots()
        .configure_from_args()
}
