//! Subcommands `bwcap completions` and `bwcap man`: what an installation has besides the program.

use std::fs::create_dir_all;
use std::io::{Write, stdout};
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::Stop;
use crate::shown::Name;

/// Name of the program.
const PROGRAM: &str = "bwcap";

pub const COMPLETIONS_HELP: &str = "Example, for bash:
  mkdir -p ~/.local/share/bash-completion/completions
  bwcap completions bash > ~/.local/share/bash-completion/completions/bwcap";

pub const MAN_HELP: &str = "Example:
  bwcap man ~/.local/share/man/man1 && man bwcap-decode";

pub const SIMULATE_HELP: &str = "Example:
  bwcap simulate --user alice@example.com:secret --ring 3 -v";

#[derive(Args)]
pub struct Completions {
    /// Shell that reads the script.
    shell: Shell,
}

#[derive(Args)]
pub struct Man {
    /// Folder for the pages. It is created if it does not exist.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Prints the script of a shell.
pub fn completions(options: &Completions, mut command: Command) -> Result<bool, Stop> {
    // Made first, because the generator cannot tell that nobody reads.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, PROGRAM, &mut script);
    let mut out = stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(true)
}

/// Writes a page for the program and one for each subcommand.
pub fn man(options: &Man, command: Command) -> Result<bool, Stop> {
    let written = create_dir_all(&options.folder).and_then(|()| clap_mangen::generate_to(command, &options.folder));
    written.map_err(|error| Stop::Failed(format!("{}: {error}", Name(options.folder.display().to_string()))))?;
    Ok(true)
}
