//! State machine over the bytes of one document.
//!
//! The state is a [`Construct`]: the part of the markup that the next byte belongs to. The state machine can stop
//! after any byte, so it can read every document; [`fast`](super::fast) is only a faster way to the same state.
//!
//! ```text
//! <?p x?><R a="1">t<!--c--></R >     p Prolog     t Tag         k Keyword
//! pmTIIIIpmNtttqqAccmkkCCCCcmeeE     m Markup     q Quoted      C Comment
//!                                    T Target     A AfterQuote  e EndName
//!                                    I Instruction  c Content   E EndTag
//!                                    N StartName
//! ```

use super::resync::{Resync, Root, is_name_byte, is_name_start};
use super::{Framer, Name};
use crate::envelope;
use crate::error::{Error, Kind};
use crate::xml::is_space;

/// The construct that the next byte belongs to, with the facts about earlier bytes that are needed to read it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Construct {
    /// White space between two documents.
    Filler,
    /// A byte order mark, with the number of its bytes read.
    ByteOrderMark { seen: u8 },
    /// The document before its root, outside markup.
    Prolog,
    /// The root, outside markup.
    Content,
    /// Any markup, directly after its `<`.
    Markup,
    /// The characters after `<!` that open a comment, CDATA section or document type, with those still to come;
    /// empty if it is not known yet which of the three it is.
    Keyword { rest: &'static [u8] },
    /// The name of a start tag.
    StartName,
    /// The name of an end tag.
    EndName,
    /// A start tag after its name, outside values; whether the last byte was `/`.
    Tag { slash: bool },
    /// An attribute value, up to this quotation mark.
    Quoted { quote: u8 },
    /// A start tag, directly after a value.
    AfterQuote,
    /// An end tag after its name.
    EndTag,
    /// A comment, with the number of hyphens read that may belong to its `-->`.
    Comment { hyphens: u8 },
    /// A CDATA section, with the number of brackets read that may belong to its `]]>`.
    Cdata { brackets: u8 },
    /// The target of a processing instruction, with the number of bytes of `xml` read.
    Target { xml: u8 },
    /// A processing instruction after its target; whether the last byte was `?`.
    Instruction { question: bool },
    /// A malformed document, during resynchronisation.
    Malformed(Resync),
}

/// The result of reading the bytes of a buffer.
pub(super) enum Progress {
    /// All bytes were read.
    More,
    /// The document ends at `at`.
    Done,
    /// The document is malformed.
    Fault(Error),
}

impl Framer {
    /// Reads from `at` on: white space, then a document.
    pub(super) fn run(&mut self, buffer: &[u8]) -> Progress {
        if matches!(self.inside, Construct::Filler) {
            self.pass_blanks(buffer);
            if !self.limits.fits_filler(self.at) {
                return fault(Kind::FillerTooLong, self.limits.filler);
            }
            match buffer.get(self.at) {
                None => return Progress::More,
                Some(0xef) => self.inside = Construct::ByteOrderMark { seen: 0 },
                Some(_) => self.inside = Construct::Prolog,
            }
            self.begin(self.at);
        }
        // Stop at the limit: the result must not depend on how many bytes arrived at once.
        let limit = self.start.saturating_add(self.limits.longest_document());
        match self.read(&buffer[..buffer.len().min(limit)]) {
            Progress::More => match self.limits.check_document(buffer.len() - self.start) {
                Ok(()) => Progress::More,
                Err(error) => Progress::Fault(error.shifted(self.start)),
            },
            progress => progress,
        }
    }

    /// Skips white space between two documents, at most one byte more than the limit.
    pub(super) fn pass_blanks(&mut self, buffer: &[u8]) {
        let blank = buffer[self.at..].iter().take_while(|byte| is_space(**byte)).count();
        self.at = (self.at + blank).min(self.limits.filler.saturating_add(1));
    }

    /// Reads a document: with the fast path as far as possible, else byte by byte.
    fn read(&mut self, buffer: &[u8]) -> Progress {
        while self.at < buffer.len() {
            if self.limits.shortcuts {
                if self.suspect.is_none() {
                    if matches!(self.inside, Construct::Prolog) {
                        self.usual_head(buffer);
                    }
                    if matches!(self.inside, Construct::Content) && self.usual_tags(buffer) {
                        return Progress::Done;
                    }
                }
                self.at += self.run_of_same(&buffer[self.at..]);
            }
            let Some(&byte) = buffer.get(self.at) else { break };
            match self.inside {
                Construct::ByteOrderMark { seen } => {
                    if byte != b"\xef\xbb\xbf"[seen as usize] {
                        return fault(Kind::TextOutsideRoot, self.start);
                    }
                    self.inside =
                        if seen == 2 { Construct::Prolog } else { Construct::ByteOrderMark { seen: seen + 1 } };
                }
                Construct::Prolog | Construct::Content if byte == b'<' => {
                    (self.markup, self.inside) = (self.at, Construct::Markup);
                }
                Construct::Prolog if !is_space(byte) => return fault(Kind::TextOutsideRoot, self.at),
                Construct::Prolog | Construct::Content => {}
                Construct::Markup => match byte {
                    b'/' if self.depth == 0 => return fault(Kind::UnexpectedEndTag, self.markup),
                    b'/' => self.inside = Construct::EndName,
                    b'!' => self.inside = Construct::Keyword { rest: b"" },
                    b'?' => self.inside = Construct::Target { xml: 0 },
                    _ if is_name_start(byte) && !self.limits.fits_name(1) => return fault(Kind::NameTooLong, self.at),
                    _ if is_name_start(byte) => self.inside = Construct::StartName,
                    _ => return fault(Kind::MalformedMarkup, self.markup),
                },
                Construct::Keyword { rest } => {
                    if let Some(kind) = self.keyword(rest, byte) {
                        return fault(kind, self.markup);
                    }
                }
                Construct::StartName if is_name_byte(byte) => {
                    if !self.limits.fits_name(self.at - self.markup) {
                        return fault(Kind::NameTooLong, self.markup + 1);
                    }
                }
                Construct::StartName => {
                    if self.depth > 0 && buffer[self.markup + 1..self.at] == *envelope::ROOT.as_bytes() {
                        return fault(Kind::NestedRoot, self.markup);
                    }
                    if !self.limits.may_open(self.depth) {
                        return fault(Kind::TooDeep, self.markup);
                    }
                    self.open(buffer);
                    continue;
                }
                Construct::EndName if is_name_byte(byte) => {
                    if !self.limits.fits_name(self.at - self.markup - 1) {
                        return fault(Kind::NameTooLong, self.markup + 2);
                    }
                }
                Construct::EndName => {
                    let (open, length) = self.open[self.depth - 1].place(self.start);
                    if buffer[self.markup + 2..self.at] != buffer[open..open + length] {
                        return fault(Kind::MismatchedEndTag, self.markup);
                    }
                    self.inside = Construct::EndTag;
                    continue;
                }
                Construct::EndTag if byte == b'>' => {
                    if self.close() {
                        return Progress::Done;
                    }
                }
                Construct::EndTag if is_space(byte) => {}
                Construct::EndTag => return fault(Kind::ExpectedTagEnd, self.at),
                Construct::Tag { slash } => match byte {
                    b'"' | b'\'' => self.inside = Construct::Quoted { quote: byte },
                    b'<' => return fault(Kind::ExpectedTagEnd, self.at),
                    b'>' if slash => {
                        if self.close() {
                            return Progress::Done;
                        }
                    }
                    b'>' => self.inside = Construct::Content,
                    _ => self.inside = Construct::Tag { slash: byte == b'/' },
                },
                Construct::Quoted { quote } if byte == quote => self.inside = Construct::AfterQuote,
                Construct::Quoted { .. } if byte == b'<' => _ = self.suspect.get_or_insert(self.at),
                Construct::Quoted { .. } => {}
                Construct::AfterQuote => {
                    // Without a suspect, the decoder reports a missing space.
                    if self.suspect.is_some() && !is_space(byte) && !matches!(byte, b'/' | b'>' | b'?') {
                        return fault(Kind::ExpectedSpace, self.at);
                    }
                    self.inside = Construct::Tag { slash: false };
                    continue;
                }
                Construct::Comment { hyphens } => match (hyphens, byte) {
                    (2, b'>') => self.leave(),
                    (_, b'-') => self.inside = Construct::Comment { hyphens: (hyphens + 1).min(2) },
                    _ => self.inside = Construct::Comment { hyphens: 0 },
                },
                Construct::Cdata { brackets } => match (brackets, byte) {
                    (2, b'>') => self.leave(),
                    (_, b']') => self.inside = Construct::Cdata { brackets: (brackets + 1).min(2) },
                    _ => self.inside = Construct::Cdata { brackets: 0 },
                },
                Construct::Target { xml } if xml < 3 && byte == b"xml"[xml as usize] => {
                    self.inside = Construct::Target { xml: xml + 1 };
                }
                Construct::Target { xml } => {
                    if xml == 3 && is_space(byte) && !self.fresh {
                        return fault(Kind::MisplacedDeclaration, self.markup);
                    }
                    self.fresh = false;
                    self.inside = Construct::Instruction { question: byte == b'?' };
                }
                Construct::Instruction { question: true } if byte == b'>' => self.leave(),
                Construct::Instruction { .. } => self.inside = Construct::Instruction { question: byte == b'?' },
                Construct::Filler | Construct::Malformed(_) => break,
            }
            self.at += 1;
        }
        Progress::More
    }

    /// Reads a byte of a [`Construct::Keyword`], and returns an error if it is wrong.
    fn keyword(&mut self, rest: &'static [u8], byte: u8) -> Option<Kind> {
        self.inside = match (rest, byte) {
            (b"", b'-') => Construct::Keyword { rest: b"-" },
            (b"", b'[') => Construct::Keyword { rest: b"CDATA[" },
            (b"", b'D') => Construct::Keyword { rest: b"OCTYPE" },
            (b"-", b'-') => Construct::Comment { hyphens: 0 },
            (b"E", b'E') => {
                self.at += 1;
                return Some(Kind::Doctype);
            }
            (b"[", b'[') if self.depth == 0 => return Some(Kind::TextOutsideRoot),
            (b"[", b'[') => Construct::Cdata { brackets: 0 },
            ([first, rest @ ..], _) if *first == byte => Construct::Keyword { rest },
            _ => return Some(Kind::MalformedMarkup),
        };
        self.fresh = false;
        None
    }

    /// Opens the element whose name ends at `at`.
    fn open(&mut self, buffer: &[u8]) {
        let name = self.markup + 1;
        if self.depth == 0 {
            self.root = Some(Root::of(&buffer[name..self.at]));
        }
        self.open[self.depth] = Name::new(self.start, name, self.at);
        self.depth += 1;
        self.fresh = false;
        self.inside = Construct::Tag { slash: false };
    }

    /// Closes the innermost element. If it was the root, moves past its `>` and returns `true`.
    const fn close(&mut self) -> bool {
        self.depth -= 1;
        self.inside = Construct::Content;
        if self.depth == 0 {
            self.at += 1;
        }
        self.depth == 0
    }

    /// Ends a comment, CDATA section or processing instruction.
    const fn leave(&mut self) {
        self.inside = if self.depth == 0 { Construct::Prolog } else { Construct::Content };
    }
}

const fn fault(kind: Kind, at: usize) -> Progress {
    Progress::Fault(Error::new(kind, at))
}
