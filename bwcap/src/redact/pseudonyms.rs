//! Pseudonyms: other words and numbers for those of persons, made from a key.
//!
//! The same value has the same pseudonym for as long as the key is the same, and nothing needs to be remembered. Without
//! the key nobody can find out which value a pseudonym stands for, not even by trying all numbers.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Stop;
use crate::shown::{complain, visible};

/// Length of a key that is made here.
const KEY: usize = 32;

/// Fewest and most bytes of a key that comes from a file.
const SHORTEST: usize = 8;
const LONGEST: u64 = 4096;

/// The pseudonyms of one key.
pub struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    /// Takes the key from a file, which is created with a new key if there is none. Without a file, the key is known to
    /// nobody and used once.
    pub fn new(file: Option<&Path>) -> Result<Self, Stop> {
        let key = match file {
            Some(file) => kept(file)?,
            None => random()?,
        };
        // A key of any length is right.
        Hmac::new_from_slice(&key).map(Self).map_err(|error| Stop::Failed(error.to_string()))
    }

    /// Returns a number that depends on the key, the kind and the value, and on nothing else.
    fn hash(&self, kind: u8, value: &[u8]) -> u64 {
        let tag = self.0.clone().chain_update([kind]).chain_update(value).finalize().into_bytes();
        tag.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
    }

    /// Returns other digits, as many. A telephone number gets the area or country code 555, which is nobody's; a 1 before
    /// it stays, and makes no difference to what follows.
    pub fn digits(&self, digits: &str) -> String {
        let (before, number) = match digits.strip_prefix('1') {
            Some(rest) if digits.len() == 11 => ("1", rest),
            _ => ("", digits),
        };
        let fixed = if number.len() < 7 { "" } else { "555" };
        let places = number.len() - fixed.len();
        let mut hash = self.hash(b'0', number.as_bytes());
        loop {
            let rest: String = (0..places).map(|place| char::from(b'0' + digit(hash, place))).collect();
            let pseudonym = format!("{before}{fixed}{rest}");
            if pseudonym != digits {
                return pseudonym;
            }
            hash = self.hash(b'1', &hash.to_be_bytes());
        }
    }

    /// Returns another word, which can be pronounced. The case of the letters is that of the word, and makes no
    /// difference otherwise.
    pub fn word(&self, word: &str) -> String {
        let mut hash = self.hash(b'w', word.to_lowercase().as_bytes());
        let mut out = String::new();
        // Ten letters: one of 1.6 thousand million combinations.
        for _ in 0..5 {
            for letters in [&b"bdfgklmnprstvz"[..], &b"aeiou"[..]] {
                let count = letters.len() as u64;
                out.push(char::from(letters[(hash % count) as usize]));
                hash /= count;
            }
        }
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let is_upper = letters.next().is_some_and(char::is_uppercase);
        match (is_upper, letters.clone().next().is_some() && letters.all(char::is_uppercase)) {
            (true, true) => out.to_uppercase(),
            (true, false) => out[..1].to_uppercase() + &out[1..],
            _ => out,
        }
    }

    /// Returns another domain, of the top-level domain that is reserved for examples.
    pub fn domain(&self, domain: &str) -> String {
        self.word(domain) + ".example"
    }

    /// Returns another IPv4 address, of the class that is in no use.
    pub fn address(&self, address: &str) -> String {
        let [.., a, b, c] = self.hash(b'4', address.as_bytes()).to_be_bytes();
        format!("24{}.{a}.{b}.{c}", c % 6)
    }
}

/// Returns a decimal digit of a number, which has 19 of them at least; behind these they come again.
fn digit(number: u64, place: usize) -> u8 {
    (number / 10u64.pow((place % 19) as u32) % 10) as u8
}

fn random() -> Result<Zeroizing<Vec<u8>>, Stop> {
    let mut key = Zeroizing::new(vec![0; KEY]);
    getrandom::fill(&mut key).map_err(|error| Stop::Failed(format!("no random key: {error}")))?;
    Ok(key)
}

/// Reads the key from a file, or creates it.
fn kept(file: &Path) -> Result<Zeroizing<Vec<u8>>, Stop> {
    let name = visible(&file.display().to_string());
    let failed = |error: std::io::Error| Stop::Failed(format!("{name}: {error}"));
    match File::open(file) {
        Ok(open) => {
            let mut key = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 1));
            open.take(LONGEST + 1).read_to_end(&mut key).map_err(failed)?;
            if !(SHORTEST..=LONGEST as usize).contains(&key.len()) {
                let text = format!(
                    "{name}: a key has {SHORTEST} to {LONGEST} bytes; name a file that does not exist, to get a new one"
                );
                return Err(Stop::Failed(text));
            }
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = random()?;
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(file).and_then(|mut open| open.write_all(&key)).map_err(failed)?;
            complain(format_args!("bwcap: {name}: new key; keep it to yourself: with it, pseudonyms can be undone"));
            Ok(key)
        }
        Err(error) => Err(failed(error)),
    }
}
