//! Where a document starts and ends in a stream.
//!
//! [`Framer`] looks at each byte once, remembers offsets and never bytes, and asks for nothing but
//! the bytes the caller has not consumed yet. Boundaries come from the state of the markup: a
//! closing tag inside a comment, CDATA section, processing instruction or attribute value ends
//! nothing, and a document is complete at the `>` of its root's end tag. What is inside the tags is
//! the decoder's business; the framer checks only that tags nest.

mod resync;

use core::ops::Range;

use crate::error::{Error, Kind};
use crate::xml::{Limits, is_space};
use resync::Resync;

/// The deepest nesting the framer can follow.
const MAX_DEPTH: usize = 32;

/// What the newest bytes led to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Nothing is wrong; read more and call again with the longer buffer.
    NeedMore,
    /// A whole document. Drop everything up to `range.end` before the next call.
    Frame(Range<usize>),
    /// Something that is no document. Drop `skip` bytes before the next call, and the stream goes
    /// on behind them.
    Refused {
        /// Bytes to drop; at least one.
        skip: usize,
        /// What is wrong and where in the buffer.
        error: Error,
    },
}

/// Finds documents in a stream that arrives in pieces.
///
/// After a document that is not well-formed it looks for the end of that document's root or the
/// start of the next one, whichever comes first. One bad document gives one refusal, unless it is
/// longer than the limit: then each further piece is refused as well.
#[derive(Debug, Clone)]
pub struct Framer {
    limits: Limits,
    state: State,
    /// How far the buffer was looked at.
    at: usize,
    /// Where the document began.
    start: usize,
    /// Where the markup being read began.
    markup: usize,
    open: [Name; MAX_DEPTH],
    depth: usize,
    root: Option<Root>,
    /// Where the root's start tag goes on behind its name.
    body: usize,
    /// No markup came yet, so a declaration may.
    fresh: bool,
    /// The first `<` inside an attribute value: a quotation mark may be missing before it.
    suspect: Option<usize>,
    first_document: bool,
    scanned: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Name {
    start: u32,
    len: u32,
}

/// What is remembered of the root's name: enough to know it again, and no bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Root {
    len: usize,
    hash: u64,
}

impl Root {
    fn of(name: &[u8]) -> Self {
        // FNV-1a: a stranger with the same hash costs a misplaced restart and no more.
        let hash = name.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
        Self { len: name.len(), hash }
    }
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Between documents.
    Filler,
    /// Inside a document, outside markup.
    Content,
    /// Just after `<`.
    Markup,
    /// Inside `<!…`, being told apart.
    Bang,
    StartName,
    EndName,
    StartTag,
    Quoted(u8),
    AfterQuote,
    EndTag,
    Comment,
    Cdata,
    Target,
    Instruction,
    Resync(Resync),
}

const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

const fn is_name_byte(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
}

/// What a run through the state machine ends with.
enum Event {
    More,
    Done(usize),
    Bad(Error),
}

impl Framer {
    /// Starts before the first document of a stream.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self {
            limits,
            state: State::Filler,
            at: 0,
            start: 0,
            markup: 0,
            open: [Name { start: 0, len: 0 }; MAX_DEPTH],
            depth: 0,
            root: None,
            body: 0,
            fresh: true,
            suspect: None,
            first_document: true,
            scanned: 0,
        }
    }

    /// Bytes looked at since the start of the stream. At most twice the bytes fed.
    #[must_use]
    pub const fn scanned(&self) -> u64 {
        self.scanned
    }

    /// Looks at what is new in `buffer`, which holds every byte that was not dropped yet.
    pub fn step(&mut self, buffer: &[u8]) -> Step {
        loop {
            if let State::Resync(resync) = self.state {
                return self.resynchronise(resync, buffer);
            }
            match self.scan(buffer) {
                Event::Done(end) => {
                    let range = self.start..end;
                    self.restart();
                    self.first_document = false;
                    return Step::Frame(range);
                }
                Event::Bad(error) => self.give_up(error),
                Event::More => {
                    if matches!(self.state, State::Filler) {
                        if self.at > self.limits.filler {
                            let error = Error::new(Kind::FillerTooLong, self.limits.filler);
                            return self.refuse(self.at, error);
                        }
                        return Step::NeedMore;
                    }
                    if buffer.len() - self.start <= self.limits.document {
                        return Step::NeedMore;
                    }
                    self.give_up(Error::new(Kind::DocumentTooLong, self.start + self.limits.document));
                }
            }
        }
    }

    /// Says that no more bytes will come: `None` if the stream ended between two documents.
    ///
    /// A document that ended too early loses only itself: if another one starts inside the rest,
    /// the refusal ends before it, and `step` goes on from there.
    pub fn finish(&mut self, buffer: &[u8]) -> Option<Step> {
        match self.step(buffer) {
            Step::NeedMore => {}
            step => return Some(step),
        }
        let error = match self.state {
            State::Filler => return None,
            State::Resync(resync) => resync.error,
            _ => {
                let between_tags = matches!(self.state, State::Content) && self.root.is_none();
                let kind = if between_tags { Kind::NoRoot } else { Kind::UnexpectedEnd };
                self.give_up(Error::new(kind, buffer.len()));
                match self.step(buffer) {
                    Step::NeedMore => {}
                    step => return Some(step),
                }
                match self.state {
                    State::Resync(resync) => resync.error,
                    _ => Error::new(Kind::UnexpectedEnd, buffer.len()),
                }
            }
        };
        Some(self.refuse(buffer.len(), error))
    }

    const fn restart(&mut self) {
        self.state = State::Filler;
        self.at = 0;
        self.start = 0;
        self.depth = 0;
        self.root = None;
        self.body = 0;
        self.fresh = true;
        self.suspect = None;
    }

    const fn refuse(&mut self, skip: usize, error: Error) -> Step {
        self.restart();
        Step::Refused { skip, error }
    }

    /// The document is lost: look for the place to go on.
    fn give_up(&mut self, error: Error) {
        // A `<` inside a value comes before every other fault: the quotation mark before it is
        // missing, and all that was read since was read wrongly.
        let (error, from) = match (self.suspect, error.kind()) {
            (Some(suspect), _) => (Error::new(Kind::LessThanInAttribute, suspect), suspect),
            // The rest of the document was read and was fine: a new start may stand in it.
            (None, Kind::UnexpectedEnd | Kind::DocumentTooLong) => (error, self.body),
            (None, _) => (error, error.offset().max(self.start)),
        };
        let preamble = self.limits.preamble && self.first_document && error.kind() == Kind::TextOutsideRoot;
        self.state = State::Resync(Resync { error, document: self.start, root: self.root, preamble });
        self.at = from;
    }

    fn resynchronise(&mut self, mut resync: Resync, buffer: &[u8]) -> Step {
        if resync.error.kind() == Kind::Doctype && resync.root.is_none() {
            match resync.learn_root(buffer) {
                Some(root) => resync.root = Some(root),
                None => return Step::NeedMore,
            }
        }
        let before = self.at;
        let found = resync.find(buffer, &mut self.at);
        self.scanned += (self.at.max(before) - before) as u64;
        self.state = State::Resync(resync);
        match found {
            Some(skip) if resync.preamble && skip <= self.limits.filler => {
                // Asked to pass over what stands before the first document.
                let scanned = self.scanned;
                self.restart();
                (self.at, self.start, self.scanned, self.first_document) = (skip, skip, scanned, false);
                self.step(buffer)
            }
            Some(skip) => self.refuse(skip, resync.error),
            None if self.at > resync.document + self.limits.document => {
                // Memory stays bounded: hand back what was looked at and go on looking.
                let skip = self.at;
                self.at = 0;
                self.state = State::Resync(Resync { error: Error::new(resync.error.kind(), 0), document: 0, ..resync });
                Step::Refused { skip, error: resync.error }
            }
            None => Step::NeedMore,
        }
    }

    fn scan(&mut self, buffer: &[u8]) -> Event {
        let before = self.at;
        let event = self.run(buffer);
        self.scanned += (self.at - before) as u64;
        event
    }

    fn run(&mut self, buffer: &[u8]) -> Event {
        while let Some(&byte) = buffer.get(self.at) {
            match self.state {
                State::Filler => {
                    if !is_space(byte) {
                        self.start = self.at;
                        self.state = State::Content;
                        continue;
                    }
                }
                State::Content if self.depth > 0 => {
                    let Some(skip) = memchr::memchr(b'<', &buffer[self.at..]) else {
                        self.at = buffer.len();
                        return Event::More;
                    };
                    self.at += skip;
                    (self.markup, self.state) = (self.at, State::Markup);
                }
                State::Content => {
                    let mark = b"\xef\xbb\xbf".get(self.at - self.start);
                    if byte == b'<' {
                        (self.markup, self.state) = (self.at, State::Markup);
                    } else if !is_space(byte) && !(self.fresh && mark == Some(&byte)) {
                        return self.bad(Kind::TextOutsideRoot, self.at);
                    }
                }
                State::Markup => match byte {
                    b'/' if self.depth == 0 => return self.bad(Kind::UnexpectedEndTag, self.markup),
                    b'/' => self.state = State::EndName,
                    b'!' => self.state = State::Bang,
                    b'?' => self.state = State::Target,
                    _ if is_name_start(byte) => self.state = State::StartName,
                    _ => return self.bad(Kind::MalformedMarkup, self.markup),
                },
                State::Bang => {
                    if let Some(kind) = self.bang(buffer, byte) {
                        return self.bad(kind, self.markup);
                    }
                }
                State::StartName if !is_name_byte(byte) => {
                    if let Some(kind) = self.start_tag(buffer) {
                        return self.bad(kind, self.markup);
                    }
                    self.state = State::StartTag;
                    continue;
                }
                State::StartName | State::EndName if is_name_byte(byte) => {
                    if self.at - self.markup > self.limits.name + 2 {
                        return self.bad(Kind::NameTooLong, self.markup + 1);
                    }
                }
                State::StartName => {}
                State::EndName => {
                    let open = self.open[self.depth - 1];
                    let name = &buffer[self.markup + 2..self.at];
                    let from = self.start + open.start as usize;
                    if name != &buffer[from..from + open.len as usize] {
                        return self.bad(Kind::MismatchedEndTag, self.markup);
                    }
                    self.state = State::EndTag;
                    continue;
                }
                State::EndTag => {
                    if byte == b'>' {
                        self.depth -= 1;
                        self.state = State::Content;
                        if self.depth == 0 {
                            self.at += 1;
                            return Event::Done(self.at);
                        }
                    } else if !is_space(byte) {
                        return self.bad(Kind::ExpectedTagEnd, self.at);
                    }
                }
                State::StartTag => match byte {
                    b'"' | b'\'' => self.state = State::Quoted(byte),
                    b'<' => return self.bad(Kind::ExpectedTagEnd, self.at),
                    b'>' => {
                        self.state = State::Content;
                        if buffer[self.at - 1] == b'/' {
                            self.depth -= 1;
                            if self.depth == 0 {
                                self.at += 1;
                                return Event::Done(self.at);
                            }
                        }
                    }
                    _ => {}
                },
                State::Quoted(quote) => {
                    let Some(skip) = memchr::memchr2(quote, b'<', &buffer[self.at..]) else {
                        self.at = buffer.len();
                        return Event::More;
                    };
                    self.at += skip;
                    if buffer[self.at] == quote {
                        self.state = State::AfterQuote;
                    } else {
                        self.suspect.get_or_insert(self.at);
                    }
                }
                State::AfterQuote => {
                    if !is_space(byte) && !matches!(byte, b'/' | b'>') {
                        return self.bad(Kind::ExpectedSpace, self.at);
                    }
                    self.state = State::StartTag;
                    continue;
                }
                State::Comment => {
                    if let Some(more) = self.until(buffer, b"--", 4) {
                        return more;
                    }
                }
                State::Cdata => {
                    if let Some(more) = self.until(buffer, b"]]", 9) {
                        return more;
                    }
                }
                State::Target => {
                    if !is_name_byte(byte) {
                        if &buffer[self.markup + 2..self.at] == b"xml" && !self.fresh {
                            return self.bad(Kind::MisplacedDeclaration, self.markup);
                        }
                        self.state = State::Instruction;
                        continue;
                    }
                }
                State::Instruction => {
                    if let Some(more) = self.until(buffer, b"?", 2) {
                        return more;
                    }
                }
                State::Resync(_) => return Event::More,
            }
            self.at += 1;
        }
        Event::More
    }

    const fn bad(&self, kind: Kind, at: usize) -> Event {
        Event::Bad(Error::new(kind, at))
    }

    /// One more byte of `<!…`; gives the fault, if it is one.
    fn bang(&mut self, buffer: &[u8], byte: u8) -> Option<Kind> {
        let seen = self.at - self.markup;
        let (whole, next): (&[u8], _) = match buffer[self.markup + 2] {
            b'-' => (b"<!--", State::Comment),
            b'[' => (b"<![CDATA[", State::Cdata),
            b'D' => (b"<!DOCTYPE", State::Content),
            _ => return Some(Kind::MalformedMarkup),
        };
        if whole[seen] != byte {
            return Some(Kind::MalformedMarkup);
        }
        if seen + 1 == whole.len() {
            match next {
                State::Content => return Some(Kind::Doctype),
                State::Cdata if self.depth == 0 => return Some(Kind::TextOutsideRoot),
                _ => {}
            }
            self.fresh = false;
            self.state = next;
        }
        None
    }

    /// A start tag's name is complete; gives the fault, if there is one.
    fn start_tag(&mut self, buffer: &[u8]) -> Option<Kind> {
        if self.depth >= self.limits.depth.min(MAX_DEPTH) {
            return Some(Kind::TooDeep);
        }
        let name = self.markup + 1;
        if self.depth == 0 {
            self.root = Some(Root::of(&buffer[name..self.at]));
            self.body = self.at;
        }
        // Documents are far smaller than 4 GiB: the limit ends them long before.
        self.open[self.depth] = Name { start: (name - self.start) as u32, len: (self.at - name) as u32 };
        self.depth += 1;
        self.fresh = false;
        None
    }

    /// Goes to the `>` that `tail` stands right before, both behind an opening of `head` bytes.
    fn until(&mut self, buffer: &[u8], tail: &[u8], head: usize) -> Option<Event> {
        loop {
            let Some(skip) = memchr::memchr(b'>', &buffer[self.at..]) else {
                self.at = buffer.len();
                return Some(Event::More);
            };
            self.at += skip;
            let body = &buffer[self.markup + head..self.at];
            if body.ends_with(tail) {
                self.state = State::Content;
                self.fresh = false;
                return None;
            }
            self.at += 1;
        }
    }
}
