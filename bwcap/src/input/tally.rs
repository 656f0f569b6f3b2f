//! Tally of what was passed over, which is told at the end.

use std::collections::BTreeMap;

use super::detect::Kind;
use super::place::Place;
use super::start::{OCI, SOAP, XSI};

/// Counts of one file.
#[derive(Default)]
pub struct Tally {
    pub documents: u64,
    pub malformed: u64,
    /// Lines of other text, and the place of the first.
    lines: u64,
    first: Option<Place>,
    /// Bytes that some programs send to see whether the connection is alive, and other control characters.
    control: u64,
    /// Bytes of all that was passed over, without blanks.
    pub bytes: u64,
    /// Those of them that are told with a document: what stands before it on its line in a log.
    told: u64,
    /// Documents of other kinds.
    foreign: BTreeMap<&'static str, u64>,
    /// Documents whose bytes were not UTF-8, as they say.
    pub recoded: u64,
    /// Whether text does not have the encoding that its start has.
    pub misencoded: bool,
    /// What the file is, if it is no stream of documents.
    pub kind: Option<Kind>,
    /// Why reading ended early.
    pub fault: Option<String>,
    /// Other things: what one of them is called, and several.
    others: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    /// Counts bytes that are passed over.
    pub fn pass(&mut self, bytes: &[u8]) {
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.bytes += (bytes.len() - bytes.iter().filter(is_blank).count()) as u64;
    }

    /// Counts text that is told with a document.
    pub fn tell(&mut self, text: &[u8]) {
        let before = self.bytes;
        self.pass(text);
        self.told += self.bytes - before;
    }

    /// Counts other text.
    pub fn text(&mut self, place: Place, text: &[u8]) {
        self.pass(text);
        let is_control = |byte: &u8| byte.is_ascii_control() || matches!(byte, 0xf0..);
        if text.iter().all(is_control) {
            self.control += text.iter().filter(|byte| !byte.is_ascii_whitespace()).count() as u64;
        } else {
            self.lines += 1;
            self.first.get_or_insert(place);
        }
    }

    /// Counts a document of another kind.
    pub fn foreign(&mut self, kind: &'static str) {
        *self.foreign.entry(kind).or_default() += 1;
    }

    /// Counts something else, with the name of one and of several.
    pub fn count(&mut self, one: &'static str, more: &'static str, number: u64) {
        *self.others.entry((one, more)).or_default() += number;
    }

    /// Returns whether there was nothing to read in the file.
    pub const fn is_empty(&self) -> bool {
        self.documents == 0 && self.malformed == 0
    }

    /// Says what was passed over, in one line; nothing if all was read.
    pub fn summary(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(first) = self.first {
            let start = format!("{} of other text", counted(self.lines, "line", "lines"));
            parts.push(format!("{start}, the first at {}:{}", first.line, first.column));
        }
        if self.control > 0 {
            parts.push(counted(self.control, "control byte between documents", "control bytes between documents"));
        }
        for (kind, count) in &self.foreign {
            let what = match *kind {
                OCI => " (provisioning, the protocol OCI; this program reads CAP-C and CCC2)",
                XSI => " (events of the web interface XSI; this program reads CAP-C and CCC2)",
                SOAP => " (a web service; this program reads CAP-C and CCC2)",
                _ => "",
            };
            parts.push(format!("{}{what}", counted(*count, kind, &format!("{kind}s"))));
        }
        parts.extend(self.others.iter().map(|((one, more), count)| counted(*count, one, more)));
        let mut text = if parts.is_empty() {
            String::new()
        } else {
            let bytes = match self.bytes - self.told {
                0 => String::new(),
                bytes => format!(" ({})", counted(bytes, "byte", "bytes")),
            };
            format!("passed over {}{bytes}", parts.join("; "))
        };
        let mut add = |part: String| text = if text.is_empty() { part } else { format!("{text}; {part}") };
        if self.recoded > 0 {
            add(format!("{} not in UTF-8, as the declaration says", counted(self.recoded, "document", "documents")));
        }
        if self.misencoded {
            add("some bytes are not of the encoding of the rest; --encoding sets another".into());
        }
        (!text.is_empty()).then_some(text)
    }
}

fn counted(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
