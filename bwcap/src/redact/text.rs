//! Text of which only what is known to say nothing of a person is kept.

use std::collections::HashSet;

use broadworks_cap::Command;
use broadworks_cap::schema::{Holds, Schema};
use broadworks_cap::values::CommandType;

use super::pseudonyms::Pseudonyms;

/// How much of a text is replaced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// Every word and every number: the names, numbers and ids of persons.
    All,
    /// Every word that is not of the protocol or usual in logs, and every number but times and short ones: text of
    /// which nobody knows what it is.
    Unknown,
    /// Addresses and telephone numbers alone: ids of calls, names of applications.
    Addresses,
}

/// Words of logs, markup and URIs that say nothing of a person.
const HARMLESS: &str = "xml version encoding standalone yes no utf iso lt gt amp quot apos CDATA BroadsoftDocument protocol \
     CAP command commandType commandData trace debug info notice warn warning error fatal severe fine finer finest \
     recv received receive receiving rcvd rx sent send sending tx in out inbound outbound incoming outgoing from to \
     for of on at by with the and or is not data message bytes length offset line client server connection connected \
     disconnected connect closed close open socket tcp tls ssl thread main pool jan feb mar apr may jun jul aug sep oct \
     nov dec mon tue wed thu fri sat sun am pm utc gmt stdout stderr log stream time level msg tag host port";

/// Words that stay even where all are replaced: they stand for the absence of a value, or begin a URI.
const NEVER_PERSONAL: [&str; 7] = ["tel", "sip", "sips", "Private", "Unavailable", "True", "False"];

/// Forms of dates and times; `d` is a digit.
const TIMES: [&str; 9] = [
    "dddd-dd-ddTdd:dd:dd",
    "dddd-dd-dd",
    "dddd/dd/dd",
    "dddd.dd.dd",
    "dd/dd/dddd",
    "dd.dd.dddd",
    "dd:dd:dd",
    "dd:dd",
    // Milliseconds since 1970, which begin with 1. No telephone number with this country code is so long.
    "ddddddddddddd",
];

/// Fewest and most digits of a telephone number that can be dialled without knowing where.
const NUMBER: std::ops::RangeInclusive<usize> = 7..=15;

/// The words of the protocol and of logs.
pub struct Words {
    protocol: HashSet<String>,
    /// These in lower case, with any case in a text.
    common: HashSet<String>,
}

impl Words {
    pub fn new() -> Self {
        let mut protocol = HashSet::new();
        for command in CommandType::ALL {
            collect(Command::schema(*command), &mut protocol);
            protocol.insert(command.as_str().to_owned());
        }
        // The parts of words that have several.
        let parts: Vec<String> =
            protocol.iter().flat_map(|word| word.split(|c| !is_word(c))).map(str::to_owned).collect();
        protocol.extend(parts);
        Self { protocol, common: HARMLESS.split_whitespace().map(str::to_lowercase).collect() }
    }

    fn has(&self, word: &str) -> bool {
        self.protocol.contains(word) || self.common.contains(&word.to_lowercase())
    }
}

fn collect(schema: &'static Schema, words: &mut HashSet<String>) {
    words.insert(schema.name.to_owned());
    for row in schema.rows {
        words.extend(row.aliases.iter().chain([&row.name]).map(|name| (*name).to_owned()));
        if let Holds::Word(known) = row.holds {
            words.extend(known.iter().map(|word| word.wire.to_owned()));
        }
        if let Some(inner) = row.inner {
            collect(inner, words);
        }
    }
}

/// Number of replaced values.
#[derive(Default)]
pub struct Counts {
    pub numbers: u64,
    pub words: u64,
    pub addresses: u64,
}

/// A text while it is read.
struct Reader<'t> {
    text: &'t str,
    /// The character before the rest.
    before: Option<char>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.text.split_at(length);
        self.before = taken.chars().next_back().or(self.before);
        self.text = rest;
        taken
    }
}

/// Replaces what says something of a person.
pub fn replace(text: &str, level: Level, words: &Words, pseudonyms: &Pseudonyms, counts: &mut Counts) -> String {
    let mut out = String::with_capacity(text.len());
    let mut reader = Reader { text, before: None };
    while let Some(first) = reader.text.chars().next() {
        let is_start = !reader.before.is_some_and(is_word);
        if is_start && let Some((local, domain)) = address(reader.text) {
            counts.addresses += 1;
            let (local, domain) = (&reader.text[..local], &reader.take(local + 1 + domain)[local + 1..]);
            out += &replace(local, Level::All, words, pseudonyms, &mut Counts::default());
            out.push('@');
            out += &match ipv4(domain) {
                Some(length) if length == domain.len() => pseudonyms.address(domain),
                _ => pseudonyms.domain(&domain.to_lowercase()),
            };
        } else if is_start && let Some(length) = ipv4(reader.text) {
            counts.addresses += 1;
            out += &pseudonyms.address(reader.take(length));
        } else if level == Level::Unknown
            && is_start
            && let Some(length) = time(reader.text)
        {
            out += reader.take(length);
        } else if first.is_ascii_digit() && (is_start || level == Level::Addresses) {
            let (length, count) = number(reader.text);
            let run = reader.text.bytes().take_while(u8::is_ascii_digit).count();
            let goes_on = level != Level::Addresses && reader.text[run..].chars().next().is_some_and(is_word);
            if goes_on {
                // A word that begins with digits.
                let word = reader.take(word(reader.text));
                counts.words += 1;
                out += &pseudonyms.word(word);
            } else if NUMBER.contains(&count) && is_start {
                counts.numbers += 1;
                out += &like(reader.take(length), pseudonyms);
            } else {
                let run = reader.take(run);
                let is_kept = match level {
                    Level::All => false,
                    Level::Unknown => run.len() <= 2,
                    Level::Addresses => run.len() < *NUMBER.start(),
                };
                counts.numbers += u64::from(!is_kept);
                out += &if is_kept { run.to_owned() } else { pseudonyms.digits(run) };
            }
        } else if is_word(first) && level != Level::Addresses {
            let word = reader.take(word(reader.text));
            let is_kept = NEVER_PERSONAL.contains(&word) || (level == Level::Unknown && words.has(word));
            counts.words += u64::from(!is_kept);
            out += &if is_kept { word.to_owned() } else { pseudonyms.word(word) };
        } else {
            out += reader.take(first.len_utf8());
        }
    }
    out
}

/// A letter, a digit, or a mark that belongs to one.
fn is_word(c: char) -> bool {
    // Behind ASCII, everything but a few signs is part of a word of some language.
    c.is_alphanumeric() || c == '_' || (!c.is_ascii() && !c.is_whitespace() && !c.is_control() && !is_sign(c))
}

/// Typographic quotation marks, dashes and arrows, and what stands for bytes that are no text.
fn is_sign(c: char) -> bool {
    matches!(c, '«' | '»' | '\u{2000}'..='\u{206f}' | '\u{2190}'..='\u{27bf}' | '\u{feff}' | '\u{fffd}')
}

/// Returns the length of the word at the start.
fn word(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// Returns the lengths of the two parts of an address such as `alice@example.com` at the start.
fn address(text: &str) -> Option<(usize, usize)> {
    let local = text.find(|c| !is_word(c) && !matches!(c, '.' | '-' | '+' | '%')).filter(|length| *length > 0)?;
    let domain = text[local..].strip_prefix('@')?;
    let length = domain.find(|c| !is_word(c) && !matches!(c, '.' | '-')).unwrap_or(domain.len());
    let domain = domain[..length].trim_end_matches(['.', '-']);
    (!domain.is_empty()).then_some((local, domain.len()))
}

/// Returns the length of an IPv4 address at the start.
fn ipv4(text: &str) -> Option<usize> {
    let length = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let address = text[..length].trim_end_matches('.');
    let goes_on = text[address.len()..].chars().next().is_some_and(is_word);
    (!goes_on && address.parse::<std::net::Ipv4Addr>().is_ok()).then_some(address.len())
}

/// Returns the length of a date or a time at the start.
fn time(text: &str) -> Option<usize> {
    let fits = |form: &&&str| {
        let is_like = |(form, byte): (u8, &u8)| if form == b'd' { byte.is_ascii_digit() } else { form == *byte };
        let bytes = text.as_bytes();
        bytes.len() >= form.len()
            && form.bytes().zip(bytes).all(is_like)
            && !bytes.get(form.len()).is_some_and(u8::is_ascii_digit)
            && (form.len() < 13 || form.contains(':') || bytes[0] == b'1')
    };
    let form = TIMES.iter().find(fits)?;
    let mut length = form.len();
    if form.contains(':') {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        if text[length..].starts_with(['.', ',']) && (1..=9).contains(&digits(&text[length + 1..])) {
            length += 1 + digits(&text[length + 1..]);
        }
        if text[length..].starts_with('Z') {
            length += 1;
        }
    }
    Some(length)
}

/// Returns the length of the number at the start, with signs such as `-` between its digits, and how many digits it has.
fn number(text: &str) -> (usize, usize) {
    let (mut length, mut count, mut signs) = (0, 0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => (length, count, signs) = (at + 1, count + 1, 0),
            // Digits in a row that can be a number are one.
            b'-' | b'.' | b' ' | b'(' | b')' if signs < 2 && length < *NUMBER.start() => signs += 1,
            b'-' | b'.' | b'(' | b')' if signs < 2 && length > count && count < *NUMBER.end() => signs += 1,
            _ => break,
        }
    }
    (length, count)
}

/// Returns another number of the same form.
fn like(number: &str, pseudonyms: &Pseudonyms) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let pseudonym = pseudonyms.digits(&digits);
    let mut digits = pseudonym.chars();
    number.chars().map(|c| if c.is_ascii_digit() { digits.next().unwrap_or(c) } else { c }).collect()
}
