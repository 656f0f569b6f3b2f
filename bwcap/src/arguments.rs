//! Arguments that several subcommands take.

use std::path::{Path, PathBuf};

use broadworks_cap::message::values::CapVersion;
use broadworks_cap::validate::{Direction, Environment};
use broadworks_cap::{Limits, Protocol};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What to read, and how.
#[derive(Args)]
pub struct Reading {
    /// Skips junk before the first document (an old client sends an HTTP-like preamble).
    #[arg(long)]
    preamble: bool,
    /// Longest document to read; 1 MiB if it is not given.
    #[arg(long, value_name = "BYTES")]
    max_document: Option<usize>,
    /// Files; `-`, or none, for standard input.
    files: Vec<PathBuf>,
}

impl Reading {
    /// Returns the files.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        or_standard_input(&self.files)
    }

    /// Returns whether junk before the first document is skipped.
    pub fn skips_preamble(&self) -> bool {
        self.preamble
    }

    /// Returns the limits of everything that reads documents.
    pub fn limits(&self) -> Limits {
        let limits = Limits::default().preamble(self.preamble);
        self.max_document.map_or(limits, |bytes| limits.document(bytes))
    }
}

/// Returns these files, or `-` for standard input.
pub fn or_standard_input(files: &[PathBuf]) -> impl Iterator<Item = &Path> {
    let none = files.is_empty().then_some(Path::new("-"));
    files.iter().map(PathBuf::as_path).chain(none)
}

/// Returns the parser of a protocol.
pub fn protocol() -> impl TypedValueParser<Value = Protocol> {
    PossibleValuesParser::new(Protocol::ALL.iter().map(|protocol| protocol.id())).try_map(|id| id.parse())
}

/// Returns the parser of a direction.
pub fn direction() -> impl TypedValueParser<Value = Direction> {
    PossibleValuesParser::new(Direction::ALL.iter().map(|direction| direction.id())).try_map(|id| id.parse())
}

/// Returns the parser of an environment.
pub fn environment() -> impl TypedValueParser<Value = Environment> {
    PossibleValuesParser::new(Environment::ALL.iter().map(|environment| environment.id())).try_map(|id| id.parse())
}

/// Returns the parser of a version of the protocol.
pub fn version() -> impl TypedValueParser<Value = CapVersion> {
    PossibleValuesParser::new(CapVersion::ALL.iter().map(|version| version.as_str())).try_map(|text| text.parse())
}
