//! Passwords: from a file, the environment or a terminal, and never from the command line, which others can see.

use std::fs::File;
use std::io::{IsTerminal, Read, stderr};
use std::path::Path;

use broadworks_cap::login::Password;
use zeroize::Zeroizing;

use crate::Stop;
use crate::shown::visible;

/// Environment variable with the password.
pub const VARIABLE: &str = "CAP_PASSWORD";

/// Maximum length of a password in bytes, far above the limit of any system.
const LONGEST: usize = 4096;

/// Returns the password: the first line of the file, if one is named; the environment variable, if it is set; or what is
/// typed at the terminal, if there is one. `None` if there is none.
pub fn get(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Stop> {
    if let Some(file) = file {
        let name = visible(&file.display().to_string());
        let failed = |error: std::io::Error| Stop::Failed(format!("{name}: {error}"));
        // The full capacity is reserved first, because growing would leave copies in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 3));
        File::open(file).and_then(|open| open.take(LONGEST as u64 + 2).read_to_end(&mut bytes)).map_err(failed)?;
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        return match std::str::from_utf8(line) {
            Ok("") => Err(Stop::Failed(format!("{name}: the first line, which is the password, is empty"))),
            Ok(password) if password.len() <= LONGEST => Ok(Some(Zeroizing::new(password.into()))),
            Ok(_) => Err(Stop::Failed(format!("{name}: the password is longer than {LONGEST} bytes"))),
            Err(_) => Err(Stop::Failed(format!("{name}: the password is not UTF-8"))),
        };
    }
    match std::env::var(VARIABLE) {
        Ok(password) => return Ok(Some(Zeroizing::new(password)).filter(|password| !password.is_empty())),
        Err(std::env::VarError::NotUnicode(_)) => {
            return Err(Stop::Failed(format!("{VARIABLE}: the password is not UTF-8")));
        }
        Err(std::env::VarError::NotPresent) => {}
    }
    if !stderr().is_terminal() {
        return Ok(None);
    }
    let typed = rpassword::prompt_password("Password: ").map_err(|error| Stop::Failed(format!("terminal: {error}")))?;
    Ok(Some(Zeroizing::new(typed)).filter(|password| !password.is_empty()))
}

/// Returns the password in the form of the login.
pub fn for_login(password: &Zeroizing<String>) -> Password {
    Password::new(password.as_str())
}
