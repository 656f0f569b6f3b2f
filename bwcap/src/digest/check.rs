//! `bwcap digest --check`: the logins of a stream, step by step, and what is wrong with a digest.
//!
//! Neither a password nor a digest is ever printed.

use std::io::{Write, stdout};

use broadworks_cap::login::Failure;
use broadworks_cap::message::values::{Algorithm, FailureCause};
use broadworks_cap::{Command, Document, Error, Value};
use md5::Md5;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::Stop;
use crate::shown::{complain, visible};
use crate::stream::{Listener, Piece};

/// Most nonces and logins that are remembered.
const MOST: usize = 1000;

/// A nonce that the server has given.
struct Nonce {
    /// Number of its document.
    number: u64,
    user: String,
    text: String,
    is_used: bool,
}

/// A login whose result is not known yet.
struct Pending {
    user: String,
    is_right: bool,
}

/// A reader of the logins of a stream.
pub struct Check<'p> {
    password: &'p str,
    nonces: Vec<Nonce>,
    pending: Vec<Pending>,
    /// Number of logins, and of those that are right.
    pub logins: u64,
    pub right: u64,
}

impl<'p> Check<'p> {
    pub fn new(password: &'p str) -> Self {
        Self { password, nonces: Vec::new(), pending: Vec::new(), logins: 0, right: 0 }
    }

    fn say(&self, piece: &Piece<'_>, step: &str, text: &str) -> Result<(), Stop> {
        Ok(writeln!(stdout(), "#{} {step:<24} {}", piece.number, visible(text))?)
    }

    fn nonce(&mut self, number: u64, user: String, text: String) {
        if self.nonces.len() == MOST {
            self.nonces.remove(0);
        }
        self.nonces.push(Nonce { number, user, text, is_used: false });
    }

    /// Returns what is wrong with a digest; `None` if nothing is.
    fn wrong(&mut self, user: &str, sent: Option<&str>) -> Option<String> {
        let own = self.nonces.iter().rposition(|nonce| nonce.user == user);
        let Some(sent) = sent else {
            let told = "no digest was sent, although the server asked for one";
            return own.map(|_| told.to_owned());
        };
        let Some(own) = own else {
            return Some("there is no nonce for this user before it: it cannot be checked".into());
        };
        let was_used = std::mem::replace(&mut self.nonces[own].is_used, true);
        let nonce = &self.nonces[own];
        let of_number = nonce.number;
        if digest(&nonce.text, self.password.as_bytes()) == *sent {
            return was_used.then(|| {
                format!("right, but the nonce of #{of_number} has been used before: it is good for one login")
            });
        }
        let others = self.nonces.iter().enumerate().rev().filter(|(index, _)| *index != own);
        for (_, other) in others {
            if digest(&other.text, self.password.as_bytes()) == *sent {
                let (number, whose) =
                    (other.number, if other.user == user { "an earlier one" } else { "another user's" });
                return Some(format!(
                    "made with the nonce of #{number}, {whose}; the nonce of this login is in #{of_number}"
                ));
            }
        }
        let found = mistakes(&nonce.text, self.password).into_iter().find(|(_, made)| made.as_str() == sent);
        if let Some((what, _)) = found {
            return Some(what.into());
        }
        let is_hex = sent.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(match (is_hex, sent.chars().count()) {
            (true, 32) => format!(
                "not made from this password and the nonce of #{of_number}, nor by a usual mistake: another password, most likely"
            ),
            (_, count) => format!("no digest: it has {count} characters, and a digest has 32 hexadecimal digits"),
        })
    }
}

impl Listener for Check<'_> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let Ok(document) = Document::decode(piece.bytes) else { return Ok(()) };
        let user = document.subject().id.map(|id| id.to_string()).unwrap_or_default();
        match &document.command {
            Command::RegisterAuthentication(_) => self.say(piece, "registerAuthentication", &user)?,
            Command::ResponseAuthentication(response) => {
                let text = if let Some(failure) = &response.user.failure {
                    cause(failure.failure_cause.as_ref())
                } else {
                    let nonce = response.nonce.as_deref().unwrap_or_default().to_owned();
                    let algorithm = response.algorithm.as_deref().unwrap_or_default();
                    let mut text = format!("{user}: nonce `{nonce}`");
                    if nonce.trim() != nonce {
                        text += "; the white space around it is part of it";
                    }
                    if nonce.is_empty() {
                        text += "; an empty nonce is none";
                    }
                    if !algorithm.eq_ignore_ascii_case(Algorithm::Md5.as_str()) {
                        text += &format!("; the algorithm is `{algorithm}`, and only MD5 is known");
                    }
                    self.nonce(piece.number, user, nonce);
                    text
                };
                self.say(piece, "responseAuthentication", &text)?;
            }
            Command::RegisterRequest(request) => {
                self.logins += 1;
                let sent = request.user.secure_password().map(|secret| Zeroizing::new(secret.reveal().to_string()));
                let wrong = self.wrong(&user, sent.as_ref().map(|sent| sent.as_str()));
                let text = match &wrong {
                    None if sent.is_none() => format!("{user}: no digest, and the server has asked for none"),
                    None => format!("{user}: the digest is right"),
                    Some(wrong) => format!("{user}: WRONG: {wrong}"),
                };
                self.right += u64::from(wrong.is_none());
                if self.pending.len() == MOST {
                    self.pending.remove(0);
                }
                self.pending.push(Pending { user, is_right: wrong.is_none() });
                self.say(piece, "registerRequest", &text)?;
            }
            Command::RegisterResponse(response) => {
                let at = self.pending.iter().rposition(|pending| pending.user == user);
                let login = at.map(|at| self.pending.remove(at));
                let text = match &response.user.failure {
                    None => format!("{user}: logged in"),
                    Some(failure) => {
                        let refused = failure.failure_cause.as_ref();
                        let is_password = refused.is_some_and(|cause| *cause == FailureCause::IncorrectPassword);
                        let more = match login {
                            Some(login) if login.is_right && is_password => {
                                "; the digest fits this password, so the server has another one"
                            }
                            Some(login) if login.is_right => "; the digest is not the reason",
                            _ => "",
                        };
                        format!("{user}: {}{more}", cause(refused))
                    }
                };
                self.say(piece, "registerResponse", &text)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        let place = piece.place;
        let told = "is not looked at";
        complain(format_args!("{}:{}: {}: {told}", piece.origin.file, place.line, error.kind().describe()));
        Ok(())
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(stdout().flush()?)
    }
}

/// Returns what a cause of a failure says.
fn cause(cause: Option<&Value<'_, FailureCause>>) -> String {
    Failure::Refused(cause.cloned().unwrap_or_default().into_owned()).to_string()
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn sha1(bytes: &[u8]) -> Zeroizing<String> {
    hex(&Sha1::digest(bytes))
}

fn md5(text: &str) -> Zeroizing<String> {
    hex(&Md5::digest(text.as_bytes()))
}

/// Returns the digest of a nonce and the bytes of a password.
fn digest(nonce: &str, password: &[u8]) -> String {
    let sha1 = sha1(password);
    md5(&format!("{nonce}:{}", sha1.as_str())).to_string()
}

/// Returns the values that usual mistakes lead to, and what the mistake is.
fn mistakes(nonce: &str, password: &str) -> Vec<(&'static str, Zeroizing<String>)> {
    let bytes = password.as_bytes();
    let plain = sha1(bytes);
    let plain = plain.as_str();
    let of = |bytes: &[u8]| Zeroizing::new(digest(nonce, bytes));
    let with = |nonce: &str| Zeroizing::new(digest(nonce, bytes));
    let upper = |text: &str| Zeroizing::new(text.to_uppercase());
    let latin1: Vec<u8> = password.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let utf16: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = password.chars().count();
    let mut all = vec![
        ("its hexadecimal digits are upper case; they must be lower case", upper(&digest(nonce, bytes))),
        ("it is the password itself; send the MD5 of nonce, colon and SHA-1", Zeroizing::new(password.to_owned())),
        (
            "it is the SHA-1 of the password; the second step is missing: the MD5 of nonce, colon and this",
            Zeroizing::new(plain.into()),
        ),
        ("it is the MD5 of the password; it must be that of nonce, colon and the SHA-1 of the password", md5(password)),
        (
            "the MD5 was made of the nonce and the password; the first step is missing: the SHA-1 of the password",
            md5(&format!("{nonce}:{password}")),
        ),
        (
            "the first step is wrong: it was the MD5 of the password, and must be its SHA-1",
            md5(&format!("{nonce}:{}", md5(password).as_str())),
        ),
        (
            "the first step is wrong: the digits of the SHA-1 are upper case; they must be lower case",
            md5(&format!("{nonce}:{}", plain.to_uppercase())),
        ),
        ("nonce and SHA-1 are in the wrong order; the nonce comes first", md5(&format!("{plain}:{nonce}"))),
        ("the second step is wrong: it was a SHA-1, and must be an MD5", sha1(format!("{nonce}:{plain}").as_bytes())),
        ("the password was not used: this is the digest of an empty one", of(b"")),
        ("a line feed behind the password is in it", of(&[bytes, b"\n"].concat())),
        ("a carriage return and a line feed behind the password are in it", of(&[bytes, b"\r\n"].concat())),
        ("a zero byte behind the password is in it", of(&[bytes, b"\0"].concat())),
        ("a blank behind the password is in it", of(&[bytes, b" "].concat())),
        ("white space around the password was removed; it is part of it", of(password.trim().as_bytes())),
        ("the password was made lower case", of(password.to_lowercase().as_bytes())),
        ("the password was made upper case", of(password.to_uppercase().as_bytes())),
        ("the password was encoded in Latin-1; it must be UTF-8", of(&latin1)),
        ("the password was encoded in UTF-16; it must be UTF-8", of(&utf16)),
        (
            "the password was cut: its characters were counted, and not its bytes in UTF-8",
            of(&bytes[..count.min(bytes.len())]),
        ),
        ("the password was in quotation marks", of(format!("\"{password}\"").as_bytes())),
        ("white space around the nonce was removed; it is part of it", with(nonce.trim())),
        ("a line feed behind the nonce is in it", with(&format!("{nonce}\n"))),
        ("a blank behind the nonce is in it", with(&format!("{nonce} "))),
        ("the nonce was in quotation marks", with(&format!("\"{nonce}\""))),
        ("the nonce was not used", with("")),
        ("the nonce was not unescaped: it was used as it stands in the XML", with(&escaped(nonce))),
    ];
    for (what, separator) in [
        ("the colon between nonce and SHA-1 is missing", ""),
        ("a blank stands between nonce and SHA-1; it must be a colon", " "),
        ("a dot stands between nonce and SHA-1, as the text of the specification has it; it must be a colon", "."),
        ("a comma stands between nonce and SHA-1; it must be a colon", ","),
        ("a semicolon stands between nonce and SHA-1; it must be a colon", ";"),
        ("a hyphen stands between nonce and SHA-1; it must be a colon", "-"),
        ("a plus sign stands between nonce and SHA-1; it must be a colon", "+"),
        ("a line feed stands between nonce and SHA-1; it must be a colon", "\n"),
        ("a colon and a blank stand between nonce and SHA-1; it must be a colon alone", ": "),
    ] {
        all.push((what, md5(&format!("{nonce}{separator}{plain}"))));
    }
    // The SHA-1 as bytes.
    let raw = [nonce.as_bytes(), b":", &Sha1::digest(bytes)[..]].concat();
    all.push(("the SHA-1 was used as bytes; it must be its hexadecimal digits", hex(&Md5::digest(&raw))));
    all
}

/// Returns text as it stands in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
