//! Subcommand `bwcap redact`: copies a stream with other names and numbers in place of those of persons.
//!
//! Every byte of a document stays as it is, but for the texts and attribute values that may say something of a person,
//! and comments. What is kept is what is known to be harmless, so that what nobody knows is replaced: unknown elements,
//! malformed documents and the text of logs keep the words of the protocol and of logs, times, and signs.

mod pseudonyms;
mod text;

use std::io::{BufWriter, ErrorKind, IsTerminal, Read, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::schema::{Holds, Row, Schema};
use broadworks_cap::xml::{Lexer, Token, write};
use broadworks_cap::{Command, Error, Framed, Framer, Kind, Limits};
use clap::{Args, ValueEnum};

use crate::Stop;
use crate::arguments::or_standard_input;
use crate::input::{Input, Place, open};
use crate::secrets::veil;
use crate::shown::{Name, complain, note, visible_xml};
use pseudonyms::Pseudonyms;
use text::{Counts, Level, Words, replace};

/// Maximum number of bytes per read.
const CHUNK: usize = 64 << 10;

/// What takes the place of a login digest: as long as one, and no password has it.
const NO_DIGEST: &str = "00000000000000000000000000000000";

/// What takes the place of any other secret.
const NO_SECRET: &str = "********";

#[derive(Args)]
#[command(after_help = "\
Examples:
  bwcap redact capture.xml > for-the-vendor.xml
  bwcap redact --key names.key monday.log > monday.redacted.log
  bwcap redact --key names.key tuesday.log > tuesday.redacted.log
  bwcap decode --raw capture.pcap | bwcap redact > messages.xml

With the same key, the same people have the same names. Captures, UTF-16 and hex dumps are read by `decode`, as in the \
last line.

Replaced are user ids, names, telephone numbers, extensions, e-mail and IP addresses, hosts, passwords and digests.
Kept are the words of the protocol, times, counts, ids of calls and sessions (unless --ids), and names of \
applications (likewise). Look at the result before you send it.")]
pub struct Options {
    /// File with the key that the new names are made from, so that several files get the same ones. It is created if it
    /// does not exist. Without it, each run makes other names.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Also replaces ids of calls and sessions, and names of applications.
    #[arg(long)]
    ids: bool,
    /// What to do with malformed documents.
    #[arg(long, value_enum, default_value_t = Malformed::Mask)]
    malformed: Malformed,
    /// Files; `-`, or none, for standard input.
    files: Vec<PathBuf>,
}

/// What becomes of a malformed document.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Malformed {
    /// Copies markup and words of the protocol, and replaces all else.
    Mask,
    /// Leaves it out.
    Withhold,
}

/// Copies all files. Returns `false` if there was a malformed document.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let mut redactor = Redactor {
        options,
        pseudonyms: Pseudonyms::new(options.key.as_deref())?,
        words: Words::new(),
        counts: Counts::default(),
        secrets: 0,
        good: true,
        is_terminal: stdout().is_terminal(),
        out: BufWriter::new(stdout().lock()),
    };
    let mut documents = 0;
    let done = or_standard_input(&options.files).try_for_each(|path| redactor.copy(open(path)?, &mut documents));
    redactor.out.flush()?;
    done?;
    let Counts { numbers, words, addresses } = redactor.counts;
    note(format_args!(
        "bwcap: {documents} documents copied; replaced {numbers} numbers, {addresses} addresses, {words} other words and \
         {} secrets",
        redactor.secrets
    ));
    Ok(redactor.good)
}

struct Redactor<'o, W> {
    options: &'o Options,
    pseudonyms: Pseudonyms,
    words: Words,
    counts: Counts,
    secrets: u64,
    good: bool,
    is_terminal: bool,
    out: W,
}

/// What is known of an open element.
#[derive(Clone, Copy)]
enum Open {
    /// The root, or `command`.
    Envelope,
    Element(&'static Schema),
    Leaf(&'static Row),
    Unknown,
}

impl<W: Write> Redactor<'_, W> {
    fn copy(&mut self, input: Input, documents: &mut u64) -> Result<(), Stop> {
        let Input { name, mut reader, progress, .. } = input;
        let mut framer = Framer::new(Limits::default());
        let mut buffer: Vec<u8> = Vec::with_capacity(2 * CHUNK);
        let mut place = Place::START;
        loop {
            let filled = buffer.len();
            buffer.resize(filled + CHUNK, 0);
            let read = loop {
                match reader.read(&mut buffer[filled..]) {
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    read => break read.map_err(|e| Stop::Failed(format!("{name}: {e}")))?,
                }
            };
            buffer.truncate(filled + read);
            if place == Place::START
                && let Some(form) = form(&buffer)
            {
                let text =
                    format!("{name}: this is {form}; `bwcap decode --raw FILE | bwcap redact` copies its messages");
                return Err(Stop::Failed(text));
            }
            progress.update();
            let mut used = 0;
            loop {
                let rest = &buffer[used..];
                let step = if read > 0 { Some(framer.step(rest)) } else { framer.finish(rest) };
                let taken = match step {
                    Some(Framed::Document { range }) => {
                        let (before, bytes) = (&rest[..range.start], &rest[range.clone()]);
                        self.out_of(before)?;
                        let start = place.after(before);
                        *documents += 1;
                        let (copy, error) = self.document(bytes);
                        match error {
                            None => self.put(&copy)?,
                            Some(error) => self.malformed(&name, bytes, start, &copy, error)?,
                        }
                        range.end
                    }
                    Some(Framed::Malformed { range, error }) => {
                        let bytes = &rest[..range.end];
                        if error.kind() == Kind::TextOutsideRoot {
                            self.out_of(bytes)?;
                        } else {
                            let copy = self.document(bytes).0;
                            self.malformed(&name, bytes, place, &copy, error)?;
                        }
                        range.end
                    }
                    _ => break,
                };
                place = place.after(&buffer[used..used + taken]);
                used += taken;
            }
            if read == 0 {
                // White space at the end.
                let rest = buffer.split_off(used);
                self.out_of(&rest)?;
                progress.clear();
                return Ok(());
            }
            buffer.drain(..used);
            self.out.flush()?;
        }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if self.is_terminal {
            write!(self.out, "{}", visible_xml(&String::from_utf8_lossy(bytes)))?;
        } else {
            self.out.write_all(bytes)?;
        }
        Ok(())
    }

    /// Copies bytes that are outside of all documents.
    fn out_of(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let masked = self.masked(bytes);
        self.put(&masked)
    }

    /// Writes the copy of a malformed document, or not, and says so.
    fn malformed(&mut self, name: &Name, bytes: &[u8], start: Place, copy: &[u8], error: Error) -> Result<(), Stop> {
        self.good = false;
        self.out.flush()?;
        let done = match self.options.malformed {
            Malformed::Mask => "from there on, all words but those of the protocol are replaced",
            Malformed::Withhold => "left out",
        };
        let at = start.after(&bytes[..error.offset().min(bytes.len())]);
        let (text, length) = (error.kind().describe(), bytes.len());
        complain(format_args!(
            "{name}:{}:{}: {text} (malformed document of {length} bytes: {done})",
            at.line, at.column
        ));
        match self.options.malformed {
            Malformed::Mask => self.put(copy),
            Malformed::Withhold => Ok(()),
        }
    }

    /// Returns bytes of which nobody knows what they mean, without what may say something of a person.
    fn masked(&mut self, bytes: &[u8]) -> Vec<u8> {
        if bytes.is_ascii() && bytes.trim_ascii().is_empty() {
            return bytes.into();
        }
        let veiled = veil(bytes).shown;
        self.secrets += u64::from(*veiled != *bytes);
        self.unknown(&veiled)
    }

    /// Returns such bytes, in which passwords are hidden.
    fn unknown(&mut self, veiled: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(veiled.len());
        for chunk in veiled.utf8_chunks() {
            out.extend(self.replaced(&without_references(chunk.valid()), Level::Unknown).into_bytes());
            out.extend(chunk.invalid().iter().map(|_| b'?'));
        }
        out
    }

    fn replaced(&mut self, text: &str, level: Level) -> String {
        replace(text, level, &self.words, &self.pseudonyms, &mut self.counts)
    }

    /// Returns a document with pseudonyms. It may be malformed: from the error on, nobody knows what it says.
    fn document(&mut self, bytes: &[u8]) -> (Vec<u8>, Option<Error>) {
        let veiled = veil(bytes).shown;
        let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
        let done = self.known(bytes, &veiled, &mut out, &mut at);
        out.extend(match done {
            Ok(true) => bytes[at..].to_vec(),
            _ => self.unknown(&veiled[at..]),
        });
        (out, done.err())
    }

    /// Copies a document up to its end, an error, or an element inside of a secret; then it returns `false`. `at` is how
    /// far it is copied.
    fn known(
        &mut self,
        bytes: &[u8],
        veiled: &[u8],
        out: &mut Vec<u8>,
        at: &mut usize,
    ) -> broadworks_cap::Result<bool> {
        let is_hidden = |start: usize, end: usize| veiled[start..end] != bytes[start..end];
        let mut lexer = Lexer::new(bytes, Limits::default().document(usize::MAX))?;
        let (mut open, mut command): (Vec<Open>, Option<&'static Schema>) = (Vec::new(), None);
        // Whether the element is a parameter that holds the id of a call.
        let mut is_call_id = false;
        while let Some(token) = lexer.next()? {
            let (start, end) = (lexer.token_start(), lexer.position());
            if *at < start {
                self.between(&bytes[*at..start], is_hidden(*at, start), out);
                *at = start;
            }
            let (row, raw, is_attribute, span) = match token {
                Token::Open(name) => {
                    // What stands in a secret may be all of it, names included.
                    if is_hidden(start, end) {
                        return Ok(false);
                    }
                    open.push(inside(&open, name, command));
                    is_call_id = false;
                    out.extend(&bytes[start..end]);
                    *at = end;
                    continue;
                }
                Token::Close(_) => {
                    open.pop();
                    out.extend(&bytes[start..end]);
                    *at = end;
                    continue;
                }
                Token::Attribute(name, raw) => {
                    let row = match open.last() {
                        Some(Open::Envelope) => {
                            if name == "commandType" && open.len() == 2 {
                                command = raw.to_text().parse().ok().map(Command::schema);
                            }
                            None
                        }
                        Some(Open::Element(schema)) => schema.find(name, true).map(|row| &schema.rows[row]),
                        _ => None,
                    };
                    is_call_id |= name == "actionParamName" && raw.to_text() == "CallId";
                    (row, raw, true, lexer.value_span())
                }
                Token::Text(raw) => {
                    let row = match open.last() {
                        Some(Open::Element(schema)) => schema.text_row().map(|row| &schema.rows[row]),
                        Some(Open::Leaf(row)) => Some(*row),
                        _ => None,
                    };
                    (row, raw, false, (start, end))
                }
                _ => return Ok(false),
            };
            if raw.is_blank() {
                // White space may have comments inside of it.
                self.between(&bytes[start..end], is_hidden(start, end), out);
                *at = end;
                continue;
            }
            let text = raw.to_text();
            let is_secret = is_hidden(span.0, span.1) || row.is_some_and(Row::is_secret);
            let new = if is_secret {
                self.secrets += 1;
                if row.is_some_and(Row::is_secret) { NO_DIGEST.to_owned() } else { NO_SECRET.to_owned() }
            } else {
                let is_call_id = is_call_id && row.is_some_and(|row| row.name.is_empty());
                match self.level(row, &text, is_call_id) {
                    Some(level) => self.replaced(&text, level),
                    None => text.to_string(),
                }
            };
            // A text may have comments and CDATA sections inside of it, which say more than the text.
            let is_plain = raw.as_plain().is_some();
            *at = end;
            if *new == *text && (is_plain || is_attribute) {
                out.extend(&bytes[start..end]);
            } else if is_attribute {
                out.extend(&bytes[start..span.0 - 1]);
                let mut attribute = Vec::new();
                write::attribute(&mut attribute, "", &new)?;
                // From its quotation mark on.
                out.extend(attribute.iter().skip_while(|byte| **byte != b'"'));
            } else {
                write::text(out, &new)?;
            }
        }
        Ok(true)
    }

    /// Copies what stands between two tokens: the ends of tags, white space, comments and processing instructions.
    fn between(&mut self, bytes: &[u8], is_hidden: bool, out: &mut Vec<u8>) {
        let declared = bytes.starts_with(b"<?xml ").then(|| bytes.windows(2).position(|end| end == b"?>")).flatten();
        let (declaration, rest) = bytes.split_at(declared.map_or(0, |end| end + 2));
        out.extend(declaration);
        if !rest.windows(2).any(|mark| mark == b"<!" || mark == b"<?") {
            out.extend(rest);
        } else if is_hidden {
            self.secrets += 1;
            out.extend(b"<!-- -->");
        } else {
            let text = String::from_utf8_lossy(rest);
            out.extend(self.replaced(&without_references(&text), Level::Unknown).into_bytes());
        }
    }

    /// Returns how much of a value is replaced; `None` if nothing is.
    fn level(&self, row: Option<&'static Row>, text: &str, is_call_id: bool) -> Option<Level> {
        let Some(row) = row else { return Some(Level::Unknown) };
        let is_number = |longest: usize| {
            let digits = text.trim().trim_start_matches('-');
            digits.len() <= longest && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        match row.holds {
            Holds::Word(words) if words.iter().any(|word| word.wire.eq_ignore_ascii_case(text.trim())) => None,
            // A telephone number in the wrong place is longer.
            Holds::Number => (!is_number(6)).then_some(Level::Unknown),
            Holds::Duration => (!is_number(9)).then_some(Level::Unknown),
            Holds::Text if is_call_id || is_technical(row.name) => {
                Some(if self.options.ids { Level::All } else { Level::Addresses })
            }
            // Of these, some values are words.
            Holds::Text if matches!(row.name, "message" | "cpe") => Some(Level::Unknown),
            Holds::Text if is_short(row.name) && is_number(4) => None,
            Holds::Text => Some(Level::All),
            _ => Some(Level::Unknown),
        }
    }
}

/// Returns the form of bytes that are not those of the documents themselves, so that what is in them would not be found.
fn form(head: &[u8]) -> Option<&'static str> {
    match head {
        [0xd4, 0xc3, 0xb2, 0xa1, ..] | [0xa1, 0xb2, 0xc3, 0xd4, ..] | [0x0a, 0x0d, 0x0d, 0x0a, ..] => Some("a capture"),
        [0x4d, 0x3c, 0xb2, 0xa1, ..] | [0xa1, 0xb2, 0x3c, 0x4d, ..] => Some("a capture"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', ..] => Some("text in UTF-16"),
        _ => None,
    }
}

/// Returns whether a field has the id of a call or a session, or the name of an application.
fn is_technical(name: &str) -> bool {
    matches!(name, "applicationId" | "nonce" | "algorithm" | "payloadType")
        || ["callId", "callInId", "extTrackingId", "userUid", "monitoredUserUid", "wrapUpCallCenterCallId"]
            .contains(&name)
}

/// Returns whether a field has a short number that many people share.
fn is_short(name: &str) -> bool {
    ["countryCode", "CountryCode", "Prefix", "Counter", "Reason", "unavailabilityCode"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Returns what is known of an element.
fn inside(open: &[Open], name: &str, command: Option<&'static Schema>) -> Open {
    match open {
        [] | [Open::Envelope] => Open::Envelope,
        [Open::Envelope, Open::Envelope] if name == "commandData" => command.map_or(Open::Unknown, Open::Element),
        [.., Open::Element(schema)] => match schema.find(name, false).map(|row| &schema.rows[row]) {
            Some(row) => row.inner.map_or(Open::Leaf(row), Open::Element),
            None => Open::Unknown,
        },
        _ => Open::Unknown,
    }
}

/// Returns text without references to characters, which could spell a word in a way that nobody sees.
fn without_references(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('?');
        let is_digit = |c: char| c.is_ascii_hexdigit() || c == 'x' || c == 'X';
        out += part.trim_start_matches(is_digit).strip_prefix(';').unwrap_or(part.trim_start_matches(is_digit));
    }
    out
}
