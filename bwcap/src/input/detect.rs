//! Detection of the form that bytes have: of a whole input, by its first bytes; of a line of text, by itself.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::capture::Capture;
use super::charset::Recoded;
use super::hex;
use super::text::Text;
use super::{Form, Run};

/// How bytes are compressed, if this is undone here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Compression {
    None,
    Gzip,
    Zstd,
}

/// What an input has.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    Text,
    Encoded(&'static Encoding),
    Capture,
    /// Something in which there are no documents to be found, or not by this program.
    Other(Kind),
}

/// Something else than a stream of documents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// What it is, as in "this is …".
    pub name: &'static str,
    /// What to do.
    pub advice: &'static str,
}

const fn kind(name: &'static str, advice: &'static str) -> Kind {
    Kind { name, advice }
}

const EMPTY: Kind = kind("empty", "check the path, or whether the other program has written anything yet");
const TLS: Kind = kind(
    "an encrypted TLS connection",
    "record the connection at an end of it, or export its secrets and decrypt it with Wireshark first",
);
const WEB: Kind =
    kind("an answer of a web server", "the address is that of another service; CAP-C needs port 2208, CCC2 port 2209");

/// First bytes, and what they are the first bytes of.
const COMPRESSIONS: &[(&[u8], Compression)] =
    &[(b"\x1f\x8b\x08", Compression::Gzip), (b"\x28\xb5\x2f\xfd", Compression::Zstd)];

const CAPTURES: &[&[u8]] =
    &[b"\xa1\xb2\xc3\xd4", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x4d\x3c\xb2\xa1", b"\x0a\x0d\x0d\x0a"];

const OTHERS: &[(&[u8], Kind)] = &[
    (b"\x16\x03\x00", TLS),
    (b"\x16\x03\x01", TLS),
    (b"\x16\x03\x02", TLS),
    (b"\x16\x03\x03", TLS),
    (b"PK\x03\x04", kind("a zip archive", "try `unzip -p FILE | bwcap …`; it asks for the password, if there is one")),
    (
        b"7z\xbc\xaf\x27\x1c",
        kind("a 7z archive", "try `7z x -so FILE | bwcap …`; it asks for the password, if there is one"),
    ),
    (
        b"Rar!\x1a\x07",
        kind("a rar archive", "try `unrar p -inul FILE | bwcap …`; it asks for the password, if there is one"),
    ),
    (b"\xfd7zXZ\x00", kind("an xz file", "try `xz -dc FILE | bwcap …`")),
    (b"BZh", kind("a bzip2 file", "try `bzip2 -dc FILE | bwcap …`")),
    (b"\x04\x22\x4d\x18", kind("an lz4 file", "try `lz4 -dc FILE | bwcap …`")),
    (b"Salted__", kind("a file encrypted by openssl", "decrypt it with `openssl enc -d …` first")),
    (b"-----BEGIN PGP MESSAGE", kind("a file encrypted by PGP", "try `gpg -d FILE | bwcap …`")),
    (b"age-encryption.org/", kind("a file encrypted by age", "try `age -d FILE | bwcap …`")),
    (b"snoop\0\0\0", kind("a capture of snoop", "try `editcap -F pcapng FILE out.pcapng`")),
    (b"GMBU", kind("a capture of Network Monitor", "try `editcap -F pcapng FILE out.pcapng`")),
    (b"%PDF-", kind("a PDF file", "try `pdftotext FILE - | bwcap …`")),
    (b"\x7fELF", kind("a program", "give the log or the capture")),
];

/// Returns how bytes are compressed; `None` if there are too few of them to tell.
pub fn compression(head: &[u8], is_end: bool) -> Option<Compression> {
    let magics = COMPRESSIONS.iter().map(|(magic, found)| (*magic, *found));
    match by_magic(head, is_end, magics)? {
        Some(found) => Some(found),
        None => Some(Compression::None),
    }
}

/// Returns what an input has; `None` if there are too few bytes to tell.
pub fn content(head: &[u8], encoding: Option<&'static Encoding>, is_end: bool) -> Option<Content> {
    if head.is_empty() {
        return is_end.then_some(Content::Other(EMPTY));
    }
    let captures = CAPTURES.iter().map(|magic| (*magic, Content::Capture));
    let others = OTHERS.iter().map(|(magic, kind)| (*magic, Content::Other(*kind)));
    if let Some(found) = by_magic(head, is_end, captures.chain(others))? {
        return Some(found);
    }
    if let Some(encoding) = encoding {
        return Some(if encoding == UTF_8 { Content::Text } else { Content::Encoded(encoding) });
    }
    let is_wide = head.contains(&0) || head[0] >= 0xfe;
    match head {
        // Every other byte of a Latin letter is zero.
        [0xff, 0xfe, ..] => Some(Content::Encoded(UTF_16LE)),
        [0xfe, 0xff, ..] => Some(Content::Encoded(UTF_16BE)),
        [a, 0, b, 0, ..] if *a > 0 && *b > 0 => Some(Content::Encoded(UTF_16LE)),
        [0, a, 0, b, ..] if *a > 0 && *b > 0 => Some(Content::Encoded(UTF_16BE)),
        _ if head.len() < if is_wide { 4 } else { 2 } && !is_end => None,
        _ => Some(Content::Text),
    }
}

/// Returns what the first bytes belong to. The outer `None` says that there are too few.
fn by_magic<T>(head: &[u8], is_end: bool, magics: impl Iterator<Item = (&'static [u8], T)>) -> Option<Option<T>> {
    let mut is_open = false;
    for (magic, found) in magics {
        if head.starts_with(magic) {
            return Some(Some(found));
        }
        is_open |= magic.starts_with(head);
    }
    (!is_open || is_end).then_some(None)
}

impl Content {
    /// Returns what the input is, if it has no documents to be found.
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::Other(kind) => Some(kind),
            _ => None,
        }
    }

    /// Returns the form that reads it.
    pub fn open(self, run: &Run<'_>) -> Option<Box<dyn Form>> {
        Some(match self {
            Self::Text => Box::new(Text::new(run)),
            Self::Encoded(encoding) => Box::new(Recoded::new(encoding, run)),
            Self::Capture => Box::new(Capture::new()),
            Self::Other(_) => return None,
        })
    }
}

/// Returns what a text or the payload of a connection is that has no document, by its first bytes.
pub fn without_documents(head: &[u8]) -> Option<Kind> {
    let found = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind);
    let start = head.trim_ascii_start();
    let is_web = [&b"HTTP/1."[..], b"<html", b"<!doctype html", b"GET /", b"POST /"];
    let is_web = is_web.iter().any(|web| start.get(..web.len()).is_some_and(|text| text.eq_ignore_ascii_case(web)));
    let is_json = start.starts_with(b"{\"");
    // Control characters, and bytes that are not UTF-8.
    let is_odd =
        |c: &char| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{7f}' | '\u{fffd}');
    let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    let odd = String::from_utf8_lossy(head).chars().filter(is_odd).count();
    found
        .or_else(|| is_web.then_some(WEB))
        .or_else(|| start.is_empty().then_some(kind("blank", EMPTY.advice)))
        .or_else(|| start.starts_with(b"SSH-").then_some(kind("an SSH connection", "it is not that of the server")))
        .or_else(|| has(b"PD94bWwg").then_some(kind("XML in base64", "try `base64 -d FILE | bwcap …`")))
        .or_else(|| {
            let is_escaped = has(b"%3C%3Fxml") || has(b"%3c%3fxml");
            is_escaped.then_some(kind("XML escaped as in an address (`%3C` for `<`)", "undo that first"))
        })
        .or_else(|| (odd * 10 > head.len()).then_some(kind("binary data", "give a log or a capture of the connection")))
        .or_else(|| {
            is_json.then_some(kind("JSON without documents", "`bwcap encode` reads what `decode --json` writes"))
        })
}

/// Returns whether the payload of a connection is encrypted.
pub fn is_encrypted(head: &[u8]) -> bool {
    matches!(head, [0x16 | 0x17, 3, 0..=4, ..]) || head.starts_with(b"SSH-")
}

/// What a line has that is wrapped in something else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wrapping {
    /// A JSON object, one on each line.
    Json,
    /// `&lt;` for `<`.
    References,
    /// `\"` for `"`.
    Backslashes,
    /// `""` for `"`, as in a table of comma-separated values.
    Doubled,
    /// `#012` for a line end, as syslog servers write it.
    Octal,
    /// Bytes in hexadecimal.
    Hex,
}

/// What is known of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    /// Nothing yet: more bytes are needed.
    Open,
    /// Documents as they are, or other text.
    Plain,
    /// The first so many bytes are a line that is wrapped in something.
    Wrapped(Wrapping, usize),
}

/// Longest line that is waited for: a JSON object may have a whole document.
const LONG_LINE: usize = 2 << 20;

/// Returns what the first line is. `last` is what the line before it was wrapped in, if a document in it goes on.
pub fn line(text: &[u8], last: Option<Wrapping>, is_end: bool) -> Line {
    // Most lines are documents as they are, which their first bytes tell.
    let near = &text[..text.len().min(NEAR)];
    let near = &near[..memchr::memchr(b'\n', near).unwrap_or(near.len())];
    if is_markup(near) && quote(near) == Some(Quote::Plain) {
        return Line::Plain;
    }
    let end = memchr::memchr(b'\n', text).map(|at| at + 1);
    let is_whole = end.is_some() || is_end;
    let line = &text[..end.unwrap_or(text.len())];
    let start = line.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let is_json = match start {
        start if is_markup(start) && !matches!(quote(start), Some(Quote::Escaped | Quote::Doubled)) => {
            return if quote(start).is_none() && !is_whole { Line::Open } else { Line::Plain };
        }
        [] if is_whole => return Line::Plain,
        [first, ..] => *first == b'{',
        [] => false,
    };
    if !is_whole {
        let longest = if is_json { LONG_LINE } else { LONG_LINE / 32 };
        // The text beside the bytes of a dump may begin like a document.
        let may_be_wrapped = is_json || hex::is_line(line, false);
        let is_plain = !may_be_wrapped
            && find_xml(line).is_some_and(|at| {
                quote(&line[at..]) == Some(Quote::Plain)
                    && find_references(line).is_none_or(|reference| at < reference)
                    && !may_have_octal(&line[at..])
            });
        return if is_plain || line.len() > longest { Line::Plain } else { Line::Open };
    }
    let wrapped = |wrapping| Line::Wrapped(wrapping, line.len());
    if hex::is_line(line, last == Some(Wrapping::Hex)) {
        return wrapped(Wrapping::Hex);
    }
    if is_json && line.trim_ascii_end().ends_with(b"}") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
    {
        return wrapped(Wrapping::Json);
    }
    match (find_xml(line), find_references(line)) {
        (Some(at), references) if references.is_none_or(|reference| at < reference) => match quote(&line[at..]) {
            Some(Quote::Escaped) => wrapped(Wrapping::Backslashes),
            Some(Quote::Doubled) => wrapped(Wrapping::Doubled),
            _ if find_any(line, &OCTAL).is_some() => wrapped(Wrapping::Octal),
            _ => Line::Plain,
        },
        (_, Some(_)) => wrapped(Wrapping::References),
        _ if last == Some(Wrapping::References) && find_any(line, &[b"&lt;"]).is_some() => {
            wrapped(Wrapping::References)
        }
        _ => Line::Plain,
    }
}

/// Returns whether text begins with a tag, a declaration or a comment.
fn is_markup(text: &[u8]) -> bool {
    matches!(text, [b'<', b'?' | b'!' | b'/' | b'a'..=b'z' | b'A'..=b'Z', ..])
}

fn find_xml(text: &[u8]) -> Option<usize> {
    find_any(text, &[b"<?xml ", b"<BroadsoftDocument "])
}

fn find_references(text: &[u8]) -> Option<usize> {
    find_any(text, &[b"&lt;?xml", b"&lt;BroadsoftDocument"])
}

/// A line end after a declaration, a start tag with attributes or a document, written as a number.
const OCTAL: [&[u8]; 4] = [b"?>#01", b"\">#01", b"'>#01", b"</BroadsoftDocument>#01"];

/// Returns whether the first tag of a line that has only begun may be before a line end that is written as a number.
fn may_have_octal(tag: &[u8]) -> bool {
    let after = memchr::memchr(b'>', tag).map(|end| &tag[end + 1..]);
    after.is_none_or(|after| after.starts_with(b"#01") || b"#01".starts_with(after))
}

fn find_any(text: &[u8], any: &[&[u8]]) -> Option<usize> {
    any.iter().filter_map(|needle| memchr::memmem::find(text, needle)).min()
}

#[derive(Clone, Copy, PartialEq)]
enum Quote {
    Plain,
    Escaped,
    Doubled,
}

/// Number of bytes of a tag within which its first quotation mark is looked for.
const NEAR: usize = 64;

/// Returns how the first quotation mark of a tag is written. A tag that has none within its first bytes counts as plain.
fn quote(tag: &[u8]) -> Option<Quote> {
    let near = &tag[..tag.len().min(NEAR)];
    match near.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'>')) {
        Some(at) if at > 0 && near[at - 1] == b'\\' => Some(Quote::Escaped),
        Some(at) if near[at] == b'"' && near.len() < NEAR && near.len() < at + 3 => None,
        // An empty value has two of them, too.
        Some(at) if near[at..].starts_with(b"\"\"") && near.get(at + 2).is_some_and(u8::is_ascii_alphanumeric) => {
            Some(Quote::Doubled)
        }
        Some(_) => Some(Quote::Plain),
        None => (near.len() == NEAR).then_some(Quote::Plain),
    }
}
