//! The program of the simulator.
//!
//! ```sh
//! broadworks-simulator --listen 127.0.0.1:2208 --user alice@example.com:secret --user bob@example.com:hidden
//! ```

#![forbid(unsafe_code)]

use std::process::ExitCode;

use broadworks_simulator::program::{self, Options};
use clap::Parser;

/// Simulates a BroadWorks server: CAP-C as an Open Client Server, and CCC2 as an Execution Server, for a few users and
/// their calls.
///
/// Prints the address of each listener on a line of its own, CAP-C first, as soon as it listens. Users get the numbers
/// 240-555-0101 and up in the order of the options, then the queues. Every other number belongs to an outside party,
/// who answers.
#[derive(Parser)]
#[command(version, name = "broadworks-simulator")]
#[command(after_help = "Exit status: 0 all good, 1 a client did not do what was expected, 2 usage or input/output.")]
struct Arguments {
    #[command(flatten)]
    options: Options,
}

fn main() -> ExitCode {
    match program::run(Arguments::parse().options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("broadworks-simulator: {message}");
            ExitCode::from(2)
        }
    }
}
