//! Subcommand `bwcap digest`: computes `securePassword` from a nonce and a password.

use std::io::{BufRead, IsTerminal, Read, Write, stdin, stdout};

use broadworks_cap::login::{Password, secure_password};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use zeroize::Zeroizing;

use crate::Stop;
use crate::shown::complain;

/// Maximum length of a password in bytes, far above the limit of any system.
const LONGEST: u64 = 4096;

#[derive(Args)]
pub struct Options {
    /// The nonce, exactly as in `responseAuthentication`.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    nonce: String,
}

/// Prints the digest of the password on standard input. Returns `false` if there is no usable
/// password.
pub fn run(options: &Options) -> Result<bool, Stop> {
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
    let digest = secure_password(&options.nonce, &Password::new(password));
    writeln!(stdout(), "{}", digest.reveal())?;
    Ok(true)
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
