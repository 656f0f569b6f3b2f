//! Command-line tool `bwcap`: reads, validates and writes BroadWorks CAP-C and CCC2 streams.

#![forbid(unsafe_code)]

mod arguments;
mod decode;
mod diagnostic;
mod digest;
mod encode;
mod faults;
mod input;
mod names;
mod new;
mod readable;
mod redact;
mod secrets;
mod session;
mod shown;
mod stream;
mod validate;
mod values;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about = "Reads and writes BroadWorks CAP-C and CCC2 messages.")]
#[command(after_help = "Exit status: 0 all good, 1 something in the data is bad, 2 usage or input/output.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Shows every message of a stream; reports malformed documents and continues after them.
    Decode(decode::Options),
    /// Checks every document against the DTD and the field tables of a protocol.
    ///
    /// `error`: a validating parser would reject the document. `warning`: valid, but not as the
    /// field tables document it. `note`: the same, where the specification contradicts itself.
    Validate(validate::Options),
    /// Converts JSON objects (as `decode --json` writes them) to documents.
    ///
    /// The objects may stand on one line each or on several. One that is refused is reported, and the next one
    /// follows; after text that is no JSON, this is at the next line that begins with `{`.
    Encode(encode::Options),
    /// Writes a message with example values, to be changed and sent.
    New(new::Options),
    /// Computes the `securePassword` of a login.
    ///
    /// The password is the first line of standard input. On a terminal the tool prompts for it and
    /// does not show it. It is never an argument, because other users of the machine can see those.
    Digest(digest::Options),
    /// Copies a stream with other names and numbers in place of those of persons, the same for the same person.
    ///
    /// Passwords and digests are removed. Every other byte of a document stays as it is.
    Redact(redact::Options),
}

/// The reason a run stopped before its end.
enum Stop {
    /// The reader of the output is gone.
    Unread,
    /// An input or output error.
    Failed(String),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Stop::Unread,
            _ => Stop::Failed(format!("standard output: {error}")),
        }
    }
}

/// Reads the arguments. Ends the program if they are wrong, or ask for help.
fn arguments() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|error| {
        // A file name that looks like an option is quoted in the error.
        if std::env::args_os().any(|argument| argument.to_string_lossy().contains(shown::steers)) {
            error.to_string().lines().for_each(|line| shown::complain(format_args!("{}", shown::visible(line))));
            std::process::exit(error.exit_code());
        }
        error.exit()
    })
}

fn main() -> ExitCode {
    let all_good = match arguments().task {
        Task::Decode(options) => decode::run(&options),
        Task::Validate(options) => validate::run(&options),
        Task::Encode(options) => encode::run(&options),
        Task::New(options) => new::run(&options),
        Task::Digest(options) => digest::run(&options),
        Task::Redact(options) => redact::run(&options),
    };
    match all_good {
        Ok(true) | Err(Stop::Unread) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Stop::Failed(message)) => {
            shown::complain(format_args!("bwcap: {message}"));
            ExitCode::from(2)
        }
    }
}
