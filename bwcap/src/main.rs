//! Command-line tool `bwcap`: reads, validates and writes BroadWorks CAP-C and CCC2 streams.

#![forbid(unsafe_code)]

mod arguments;
mod calls;
mod clock;
mod connect;
mod decode;
mod diagnostic;
mod diff;
mod digest;
mod encode;
mod explain;
#[cfg(feature = "export")]
mod export;
mod faults;
mod fields;
mod group;
mod input;
mod install;
mod json;
mod live;
mod names;
mod new;
mod password;
mod readable;
mod record;
mod redact;
mod report;
mod secrets;
mod select;
mod session;
mod shown;
mod stats;
mod stream;
mod table;
mod tap;
mod terminal;
mod timeline;
mod validate;
mod values;
#[cfg(feature = "watch")]
mod watch;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use broadworks_cap::message::datagram::Datagram;
use broadworks_cap::message::values::CapVersion;
use broadworks_cap::{Document, Protocol};
use clap::{CommandFactory, Parser, Subcommand};

#[derive(Parser)]
#[command(version, long_version = long_version(), about = "Reads and writes BroadWorks CAP-C and CCC2 messages.")]
#[command(after_help = "Examples:\n  \
    bwcap day.log                       # what is in it: `bwcap decode day.log`\n  \
    bwcap stats capture.pcap            # how much of what, and what is unknown\n  \
    bwcap timeline --user alice day.log # what happened to the calls of a user\n  \
    bwcap validate --group day.log      # what is wrong\n  \
    bwcap explain releaseCause 14       # what a code means\n\n\
    `bwcap COMMAND --help` says more, with examples.\n\
    Exit status: 0 all good, 1 something in the data is bad, 2 usage or input/output.")]
struct Arguments {
    #[command(flatten)]
    terminal: terminal::Options,
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
    /// Shows calls over time: who called whom, the states with their durations, and how each ended.
    Timeline(timeline::Options),
    /// Counts messages by command and by user, errors, sizes, rates, calls by how they ended, and what is unknown.
    Stats(stats::Options),
    /// Compares two streams by what their messages say.
    Diff(diff::Options),
    /// Explains a command, a field, a value, a finding or an erratum.
    Explain(explain::Options),
    /// Shows a live board of a stream: calls, agents, queues and the last messages.
    #[cfg(feature = "watch")]
    Watch(watch::Options),
    /// Writes tables for other programs: Parquet, Arrow or comma-separated values.
    #[cfg(feature = "export")]
    Export(export::Options),
    /// Copies a stream with other names and numbers in place of those of persons, the same for the same person.
    ///
    /// Passwords and digests are removed. Every other byte of a document stays as it is.
    Redact(redact::Options),
    /// Writes a message with example values, to be changed and sent.
    New(new::Options),
    /// Converts JSON objects (as `decode --json` writes them) to documents.
    ///
    /// The objects may stand on one line each or on several. One that is refused is reported, and the next one
    /// follows; after text that is no JSON, this is at the next line that begins with `{`.
    Encode(encode::Options),
    /// Logs in to a server, prints what it sends, and sends what is typed.
    Connect(connect::Options),
    /// Shows what clients and a server say to each other, as a proxy between them.
    Tap(tap::Options),
    /// Simulates a server: CAP-C and CCC2, for a few users and their calls, to try and test clients.
    ///
    /// Prints the address of each listener on a line of its own, CAP-C first, as soon as it listens. Users get the numbers
    /// 240-555-0101 and up in the order of the options, then the queues. Every other number belongs to an outside party,
    /// who answers.
    #[command(after_help = install::SIMULATE_HELP)]
    Simulate(Box<broadworks_simulator::program::Options>),
    /// Computes the `securePassword` of a login.
    ///
    /// The password is the first line of standard input. On a terminal the tool prompts for it and
    /// does not show it. It is never an argument, because other users of the machine can see those.
    Digest(digest::Options),
    /// Prints a script that lets a shell complete the commands and options of `bwcap`.
    #[command(after_help = install::COMPLETIONS_HELP)]
    Completions(install::Completions),
    /// Writes the manual pages into a folder.
    #[command(after_help = install::MAN_HELP)]
    Man(install::Man),
}

/// The reason a run stopped before its end.
enum Stop {
    /// The reader of the output is gone.
    Unread,
    /// An input or output error.
    Failed(String),
    /// Input errors that were told when they happened. The rest was read.
    Told,
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Stop::Unread,
            _ => Stop::Failed(format!("standard output: {error}")),
        }
    }
}

/// Returns what `--version` says: the versions of the tool, the codec and the protocols.
fn long_version() -> String {
    let names: Vec<&str> = Protocol::ALL.iter().map(|protocol| protocol.describe()).collect();
    let versions: Vec<&str> = CapVersion::ALL.iter().map(|version| version.as_str()).collect();
    let written = Document::new(Datagram::default()).version.map(|version| version.to_string()).unwrap_or_default();
    format!(
        "{}\ncodec      broadworks-cap {}\nprotocols  {}, versions {}; writes {written}",
        env!("CARGO_PKG_VERSION"),
        broadworks_cap::VERSION,
        names.join(" and "),
        versions.join(", "),
    )
}

/// Returns the arguments, with `decode` before them if they name a file and no subcommand.
fn with_subcommand(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let mut command = Arguments::command();
    command.build();
    let is_command = |word: &OsString| {
        let is = |name: &str| word.to_str() == Some(name);
        command.get_subcommands().any(|it| is(it.get_name()) || it.get_all_aliases().any(is))
    };
    // A word with a dot or a slash can only be meant as a file.
    let is_option = |word: &OsString| word.len() > 1 && word.to_string_lossy().starts_with('-');
    let is_file = |word: &OsString| {
        let text = word.to_string_lossy();
        !is_option(word) && (text == "-" || text.contains(['.', '/']) || Path::new(word).exists())
    };
    let given = arguments.get(1..).unwrap_or_default();
    // Behind an option stands its value, or the first word.
    let first = given.first().filter(|word| !is_option(word)).or_else(|| {
        given
            .windows(2)
            .map(|pair| (&pair[0], &pair[1]))
            .find(|(one, other)| !is_option(one) && !is_option(other))
            .map(|(_, other)| other)
    });
    let is_named = first.map_or_else(|| given.iter().any(is_file), is_file);
    if is_named && !given.iter().any(is_command) {
        arguments.insert(1, "decode".into());
    }
    arguments
}

/// Reads the arguments. Ends the program if they are wrong, or ask for help.
fn arguments() -> Arguments {
    Arguments::try_parse_from(with_subcommand(std::env::args_os().collect())).unwrap_or_else(|error| {
        // A file name that looks like an option is quoted in the error.
        if std::env::args_os().any(|argument| argument.to_string_lossy().contains(shown::steers)) {
            error.to_string().lines().for_each(|line| shown::complain(format_args!("{}", shown::visible(line))));
            std::process::exit(error.exit_code());
        }
        error.exit()
    })
}

/// Runs the simulator until it is interrupted.
fn simulate(options: broadworks_simulator::program::Options) -> Result<bool, Stop> {
    broadworks_simulator::program::run(options).map_err(Stop::Failed)
}

fn main() -> ExitCode {
    let arguments = arguments();
    terminal::set_up(&arguments.terminal);
    let all_good = match arguments.task {
        Task::Decode(options) => decode::run(&options),
        Task::Validate(options) => validate::run(&options),
        Task::Encode(options) => encode::run(&options),
        Task::New(options) => new::run(&options),
        Task::Explain(options) => explain::run(&options),
        Task::Timeline(options) => timeline::run(&options),
        Task::Stats(options) => stats::run(&options),
        Task::Diff(options) => diff::run(&options),
        #[cfg(feature = "export")]
        Task::Export(options) => export::run(&options),
        #[cfg(feature = "watch")]
        Task::Watch(options) => watch::run(&options),
        Task::Digest(options) => digest::run(&options),
        Task::Connect(options) => connect::run(&options),
        Task::Tap(options) => tap::run(&options),
        Task::Simulate(options) => simulate(*options),
        Task::Completions(options) => install::completions(&options, Arguments::command()),
        Task::Man(options) => install::man(&options, Arguments::command()),
        Task::Redact(options) => redact::run(&options),
    };
    terminal::end_progress();
    match all_good {
        Ok(true) | Err(Stop::Unread) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Stop::Told) => ExitCode::from(2),
        Err(Stop::Failed(message)) => {
            shown::complain(format_args!("bwcap: {message}"));
            ExitCode::from(2)
        }
    }
}
