//! Arguments that several subcommands take.

use std::path::{Path, PathBuf};

use broadworks_cap::message::values::CapVersion;
use broadworks_cap::validate::{Direction, Environment};
use broadworks_cap::{Limits, Protocol};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use encoding_rs::Encoding;

/// What to read, and how.
#[derive(Args, Clone)]
pub struct Reading {
    /// Longest document to read; 1 MiB if it is not given.
    #[arg(long, value_name = "BYTES")]
    max_document: Option<usize>,
    /// Encoding of the text, such as `latin1`, if it is neither UTF-8 nor says what it is.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    /// Reads all files in folders.
    #[arg(short, long)]
    recursive: bool,
    /// Files; `-`, or none, for standard input. Logs, captures (pcap, pcapng), hex dumps and JSON lines are read as they
    /// are, also compressed (gzip, zstd).
    files: Vec<PathBuf>,
}

impl Reading {
    /// Returns the files.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        or_standard_input(&self.files)
    }

    /// Returns the same for one file.
    pub fn only(&self, file: PathBuf) -> Self {
        Self { files: vec![file], ..self.clone() }
    }

    /// Returns the limits of everything that reads documents.
    pub fn limits(&self) -> Limits {
        let limits = Limits::default();
        self.max_document.map_or(limits, |bytes| limits.document(bytes))
    }

    /// Returns the encoding, if it is given.
    pub const fn encoding(&self) -> Option<&'static Encoding> {
        self.encoding
    }

    /// Returns whether files in folders are read.
    pub const fn recursive(&self) -> bool {
        self.recursive
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

/// Returns the encoding of this name.
pub fn encoding(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(name.as_bytes())
        .ok_or_else(|| "no such encoding; try utf-8, latin1, utf-16le or utf-16be".into())
}
