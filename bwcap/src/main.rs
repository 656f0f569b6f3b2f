//! Command-line tool `bwcap`: reads, validates and writes BroadWorks CAP-C and CCC2 streams.

#![forbid(unsafe_code)]

mod decode;
mod diagnostic;
mod digest;
mod encode;
mod input;
mod readable;
mod secrets;
mod session;
mod shown;
mod stream;
mod validate;
mod values;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

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
    Decode {
        /// One JSON object per line instead of the readable form.
        #[arg(long)]
        json: bool,
        /// Reports departures from the DTD or the field tables as errors; see `validate`.
        #[arg(long)]
        strict: bool,
        /// Protocol whose DTD and field tables `--strict` uses.
        #[arg(long, value_enum, default_value_t = ProtocolArgument::CapC)]
        protocol: ProtocolArgument,
        /// Skips junk before the first document (an old client sends an HTTP-like preamble).
        #[arg(long)]
        preamble: bool,
        /// Files, or `-` for standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Checks every document against the DTD and the field tables of a protocol.
    ///
    /// `error`: a validating parser would reject the document. `warning`: valid, but not as the
    /// field tables document it. `note`: the same, where the specification contradicts itself.
    Validate {
        /// Protocol whose DTD and field tables are used.
        #[arg(long, value_enum, default_value_t = ProtocolArgument::CapC)]
        protocol: ProtocolArgument,
        /// Direction of all messages; if given, it is checked, too.
        #[arg(long, value_enum)]
        direction: Option<DirectionArgument>,
        /// Checks also what follows from the order of the documents of a file, which has both directions of one
        /// connection; the command, or the content, of each document tells its direction.
        #[arg(long)]
        session: bool,
        /// Treats deviations from the field tables as errors, like invalid documents; of a session, those from a
        /// statement of the specification.
        #[arg(long)]
        strict: bool,
        /// One JSON object per diagnostic instead of the readable form, and no summary.
        #[arg(long)]
        json: bool,
        /// Most findings to show of one document. All are counted.
        #[arg(long, value_name = "NUMBER", default_value_t = 100)]
        max_findings: u64,
        /// Skips junk before the first document.
        #[arg(long)]
        preamble: bool,
        /// Files, or `-` for standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Converts JSON objects (as `decode --json` writes them) to documents.
    ///
    /// The objects may stand on one line each or on several. One that is refused is reported, and the next one
    /// follows; after text that is no JSON, this is at the next line that begins with `{`.
    Encode {
        /// Protocol whose element order is used.
        #[arg(long, value_enum, default_value_t = ProtocolArgument::CapC)]
        protocol: ProtocolArgument,
        /// Several indented lines for people, instead of one line for a peer.
        #[arg(long)]
        pretty: bool,
        /// Most bytes of the JSON of one message.
        #[arg(long, value_name = "BYTES", default_value_t = 4 << 20)]
        max_bytes: usize,
        /// Files, or `-` for standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Computes the `securePassword` of a login.
    ///
    /// The password is the first line of standard input. On a terminal the tool prompts for it and
    /// does not show it. It is never an argument, because other users of the machine can see those.
    Digest {
        /// The nonce, exactly as in `responseAuthentication`.
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        nonce: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum ProtocolArgument {
    CapC,
    Ccc2,
}

impl From<ProtocolArgument> for broadworks_cap::Protocol {
    fn from(argument: ProtocolArgument) -> Self {
        match argument {
            ProtocolArgument::CapC => Self::CapC,
            ProtocolArgument::Ccc2 => Self::Ccc2,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum DirectionArgument {
    ToServer,
    ToClient,
}

impl From<DirectionArgument> for broadworks_cap::validate::Direction {
    fn from(argument: DirectionArgument) -> Self {
        match argument {
            DirectionArgument::ToServer => Self::ToServer,
            DirectionArgument::ToClient => Self::ToClient,
        }
    }
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
        Task::Decode { json, strict, protocol, preamble, files } => {
            let strict = strict.then_some(protocol.into());
            decode::run(decode::Options { json, strict, preamble }, &files)
        }
        Task::Validate { protocol, direction, session, strict, json, max_findings, preamble, files } => {
            let (protocol, direction) = (protocol.into(), direction.map(Into::into));
            let options = validate::Options { protocol, direction, session, strict, json, max_findings, preamble };
            validate::run(options, &files)
        }
        Task::Encode { protocol, pretty, max_bytes, files } => {
            encode::run(encode::Options { protocol: protocol.into(), pretty, longest: max_bytes }, &files)
        }
        Task::Digest { nonce } => digest::run(&nonce),
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
