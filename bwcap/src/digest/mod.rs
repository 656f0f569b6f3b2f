//! Subcommand `bwcap digest`: computes `securePassword` from a nonce and a password, and checks those of a stream.

mod check;

use std::io::{BufRead, IsTerminal, Read, Write, stdin, stdout};
use std::path::PathBuf;

use broadworks_cap::login::{Password, secure_password};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use zeroize::Zeroizing;

use crate::arguments::Reading;
use crate::shown::complain;
use crate::{Stop, password, stream};

/// Maximum length of a password in bytes, far above the limit of any system.
const LONGEST: u64 = 4096;

#[derive(Args)]
#[command(after_help = "\
Examples:
  bwcap digest --nonce 1700000000123 < password.txt
  bwcap digest --check login.pcap               # asks for the password
  CAP_PASSWORD=secret bwcap digest --check login.xml

With --check, the password comes from --password-file, from the environment variable CAP_PASSWORD, or is asked for at \
the terminal.")]
pub struct Options {
    /// The nonce, exactly as in `responseAuthentication`.
    #[arg(long, value_parser = NonEmptyStringValueParser::new(), required_unless_present = "check", conflicts_with = "check")]
    nonce: Option<String>,
    /// Checks the logins in FILES, and says which step is wrong, and how.
    #[arg(long)]
    check: bool,
    /// File whose first line is the password, for --check.
    #[arg(long, value_name = "FILE", requires = "check")]
    password_file: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// Prints the digest of the password on standard input. Returns `false` if there is no usable
/// password.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let Some(nonce) = &options.nonce else { return check(options) };
    if options.reading.files().any(|file| file.as_os_str() != "-") {
        return Err(Stop::Failed("files are read with --check only".into()));
    }
    let password = if stdin().is_terminal() {
        rpassword::prompt_password("Password: ").map_err(|e| Stop::Failed(format!("terminal: {e}")))?
    } else {
        match first_line()? {
            Some(line) => line,
            None => return Ok(false),
        }
    };
    if password.is_empty() {
        complain(format_args!("-:1:1: no password"));
        return Ok(false);
    }
    let digest = secure_password(nonce, &Password::new(password));
    writeln!(stdout(), "{}", digest.reveal())?;
    Ok(true)
}

/// Checks the logins of a stream.
fn check(options: &Options) -> Result<bool, Stop> {
    let Some(password) = password::get(options.password_file.as_deref())? else {
        let text = format!("no password: set {}, or name a file with --password-file", password::VARIABLE);
        return Err(Stop::Failed(text));
    };
    let mut check = check::Check::new(&password);
    let outcome = stream::read(&options.reading, &mut check)?;
    if check.logins == 0 {
        complain(format_args!("bwcap: no login in it: no `registerRequest`"));
    }
    outcome.status(check.logins > 0 && check.right == check.logins)
}

/// Reads the first line of standard input without its line end. Prints errors at once, and never
/// quotes the line in them.
fn first_line() -> Result<Option<String>, Stop> {
    let failed = |e| Stop::Failed(format!("-: {e}"));
    // The full capacity is reserved first, because growing would leave copies in memory.
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 3));
    stdin().lock().take(LONGEST + 2).read_until(b'\n', &mut line).map_err(failed)?;
    let password = match line.as_slice() {
        [start @ .., b'\r', b'\n'] | [start @ .., b'\n'] | start => start,
    };
    if password.len() as u64 > LONGEST {
        complain(format_args!("-:1:{}: the password is longer than {LONGEST} bytes", LONGEST + 1));
        return Ok(None);
    }
    match core::str::from_utf8(password) {
        Ok(password) => Ok(Some(password.into())),
        Err(error) => {
            complain(format_args!("-:1:{}: the password is not UTF-8", error.valid_up_to() + 1));
            Ok(None)
        }
    }
}
