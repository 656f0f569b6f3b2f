//! Worker whose application takes a fifth of a millisecond for each document without using the processor, as one that asks
//! a database does. `benches/growth.py` measures with it how workers share what one cannot do.
//!
//! ```sh
//! cargo run -p broadworks-farm --example busy_worker -- --nats nats://127.0.0.1:4222 --name w1
//! ```

use std::sync::Arc;
use std::time::Duration;

use broadworks_cap::Document;
use broadworks_farm::application::Application;
use broadworks_farm::counters::{WorkerCounters, line};
use broadworks_farm::layout::{Farm, Nats};
use broadworks_farm::{Error, worker};
use clap::Parser;
use tokio::time::interval;

const WORK: Duration = Duration::from_micros(200);

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    nats: Nats,
    /// Name of the worker
    #[arg(long)]
    name: String,
    /// Seconds between lines of counters
    #[arg(long, default_value_t = 1)]
    report: u64,
}

/// Counts the documents of each user.
struct Busy;

impl Application for Busy {
    type State = u64;

    fn apply(&self, _user: &str, state: &mut u64, _document: &Document<'_>) -> Vec<Document<'static>> {
        std::thread::sleep(WORK);
        *state += 1;
        Vec::new()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let options = Options::parse();
    let farm = Farm::open(&options.nats, &options.name).await?;
    let counters = Arc::new(WorkerCounters::default());
    let working = worker::run(farm, &options.name, Arc::new(Busy), counters.clone(), std::future::pending());
    let mut turn = interval(Duration::from_secs(options.report.max(1)));
    tokio::pin!(working);
    loop {
        tokio::select! {
            () = &mut working => return Ok(()),
            _ = turn.tick() => println!("{}", line("worker", &options.name, &counters.fields())),
        }
    }
}
