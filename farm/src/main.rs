//! Program of the farm: each of its subcommands is a process that can run on any machine.

#![forbid(unsafe_code)]

mod commands;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

/// A CCC2 farm of many machines, over NATS JetStream
#[derive(Parser)]
#[command(name = "broadworks-farm", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match commands::run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("broadworks-farm: {error}");
            ExitCode::FAILURE
        }
    }
}
