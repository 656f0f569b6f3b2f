//! Where a document starts and ends in a stream.
//!
//! [`Framer`] remembers offsets and never bytes, and asks for nothing but the bytes the caller has
//! not dropped yet. Boundaries come from the state of the markup: a closing tag inside a comment,
//! CDATA section, processing instruction or attribute value ends nothing, and a document is
//! complete at the `>` of its root's end tag. What is inside the tags is the decoder's business.
//!
//! What is found depends on the bytes alone, never on how they were cut into pieces.

mod resync;
#[cfg(test)]
mod tests;
mod whole;

use core::ops::Range;

use crate::error::{Error, Kind};
use crate::limits::{Limits, MAX_DEPTH};
use crate::xml::is_space;
use resync::{Find, Resync, Root};

/// How many whole documents' worth of bytes may be read again before fresh bytes must pay for it.
const CREDIT: usize = 16;

/// What the newest bytes led to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Nothing is wrong; read more and call again with the longer buffer.
    Incomplete,
    /// A whole document. Drop everything up to `range.end` before the next call.
    Frame(Range<usize>),
    /// Something that is no document. Drop `skip` bytes before the next call, and the stream goes
    /// on behind them.
    Malformed {
        /// Bytes to drop; at least one and at most the whole buffer.
        skip: usize,
        /// What is wrong and where in the buffer.
        error: Error,
    },
}

/// Finds documents in a stream that arrives in pieces.
///
/// A bad document is refused when the place to go on is known: after the end tag of its root, or
/// before the start of the next document, whichever comes first. That gives one refusal per bad
/// document. If no such place comes within [`Limits::document`] bytes, what was read is refused
/// and the search goes on in the following bytes; each further stretch of that length is one more
/// refusal of the same kind, at its offset 0. So a caller never holds much more than the document
/// and filler limits together.
///
/// With [`Limits::preamble`], what an old ActionScript client sends before its first document (a
/// header that looks like HTTP) is passed over in silence: everything up to the first `<?xml` or
/// `<` and a name. More of it than [`Limits::filler`] is refused.
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
    /// No markup of the document came yet, so a declaration may.
    fresh: bool,
    /// The first `<` inside an attribute value: a quotation mark may be missing before it.
    suspect: Option<usize>,
    /// How far any earlier document that failed had been read.
    high_water: usize,
    /// Bytes that may be read again.
    credit: usize,
    scanned: u64,
}

/// A name in the buffer, relative to the document's start.
#[derive(Debug, Clone, Copy, Default)]
struct Name {
    start: usize,
    len: usize,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Between documents.
    Filler,
    /// Inside a byte order mark, so many bytes of it seen.
    Mark(u8),
    /// Inside a document, outside its root.
    Prolog,
    /// Inside the root, outside markup.
    Content,
    /// Just after `<`.
    Markup,
    /// Inside the fixed word that opens a comment, CDATA section or document type.
    Bang(&'static [u8]),
    StartName,
    EndName,
    /// Inside a tag; whether the last byte was `/`.
    Tag(bool),
    Quoted(u8),
    AfterQuote,
    EndTag,
    /// So many of the bytes that end it seen.
    Comment(u8),
    Cdata(u8),
    /// The target of an instruction: so many bytes of `xml` seen, 4 for another name.
    Target(u8),
    Instruction(bool),
    /// Passing over the rest of a bad document.
    Skip(Resync),
}

/// Whether a name can begin with the byte; the characters beyond ASCII are the decoder's concern.
const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

const fn is_name_byte(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
}

/// What a run through the bytes ends with.
enum Event {
    More,
    Done,
    Bad(Kind, usize),
}

impl Framer {
    /// Starts before the first document of a stream.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        let state = if limits.preamble { State::Skip(Resync::preamble()) } else { State::Filler };
        Self {
            limits,
            state,
            at: 0,
            start: 0,
            markup: 0,
            open: [Name { start: 0, len: 0 }; MAX_DEPTH],
            depth: 0,
            root: None,
            fresh: true,
            suspect: None,
            high_water: 0,
            credit: limits.document.saturating_mul(CREDIT),
            scanned: 0,
        }
    }

    /// The limits it was started with.
    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    /// Bytes looked at since the start of the stream.
    ///
    /// Once each in good documents, and twice where a tag was not whole or not as usual. A document
    /// that fails is read again from its fault or, if it only never ended, from its start; how much
    /// may be read again is bounded by a small multiple of the stream's length plus sixteen times
    /// the document limit.
    #[must_use]
    pub const fn scanned(&self) -> u64 {
        self.scanned
    }

    /// Whether a document was refused and its end, or the start of another, is still being looked
    /// for. A stream that ends like that did not end between two documents.
    #[must_use]
    pub const fn is_skipping(&self) -> bool {
        matches!(self.state, State::Skip(resync) if !resync.is_preamble())
    }

    /// Looks at what is new in `buffer`, which holds every byte that was not dropped yet.
    pub fn step(&mut self, buffer: &[u8]) -> Step {
        loop {
            if let State::Skip(resync) = self.state {
                match self.pass_over(resync, buffer) {
                    Some(step) => return step,
                    None => continue,
                }
            }
            let before = self.at;
            let event = self.run(buffer);
            self.scanned += self.at.saturating_sub(before) as u64;
            match event {
                Event::More => return Step::Incomplete,
                Event::Done => {
                    let range = self.start..self.at;
                    self.restart(range.end);
                    return Step::Frame(range);
                }
                Event::Bad(Kind::FillerTooLong, offset) => {
                    let skip = self.at;
                    self.restart(skip);
                    return Step::Malformed { skip, error: Error::new(Kind::FillerTooLong, offset) };
                }
                Event::Bad(kind, offset) => self.give_up(Error::new(kind, offset)),
            }
        }
    }

    /// Says that no more bytes will come: `None` if nothing but filler is left.
    ///
    /// A document that ended too early loses only itself: if another one starts inside the rest,
    /// the refusal ends before it. Drop what the answer says and call `finish` again until it
    /// gives `None`.
    pub fn finish(&mut self, buffer: &[u8]) -> Option<Step> {
        match self.step(buffer) {
            Step::Incomplete => {}
            step => return Some(step),
        }
        let error = match self.state {
            State::Filler => return None,
            // A byte order mark alone is filler too.
            State::Prolog if self.fresh => return None,
            State::Skip(resync) if resync.is_preamble() => {
                if buffer.iter().all(|b| is_space(*b)) {
                    return None;
                }
                Error::new(Kind::UnexpectedEnd, buffer.len())
            }
            State::Skip(_) if buffer.is_empty() => return None,
            State::Skip(resync) => resync.error,
            _ => {
                let kind = match self.state {
                    State::Prolog => Kind::NoRoot,
                    _ => Kind::UnexpectedEnd,
                };
                self.give_up(Error::new(kind, buffer.len()));
                match (self.step(buffer), self.state) {
                    (Step::Incomplete, State::Skip(resync)) => resync.error,
                    (step, _) => return Some(step),
                }
            }
        };
        self.restart(buffer.len());
        Some(Step::Malformed { skip: buffer.len(), error })
    }

    /// Where the document begins that is being read or comes next, and how far the buffer was looked
    /// at; `None` while something is passed over or to be refused.
    pub(crate) fn place(&mut self, buffer: &[u8]) -> Option<(usize, usize)> {
        match self.state {
            State::Skip(_) => None,
            State::Filler => {
                let before = self.at;
                self.pass_blanks(buffer);
                self.scanned += (self.at - before) as u64;
                self.limits.fits_filler(self.at).then_some((self.at, self.at))
            }
            _ => Some((self.start, self.at)),
        }
    }

    /// Takes the document of [`place`](Self::place), of which it is known that it is well-formed and
    /// ends at `end`.
    pub(crate) const fn pass(&mut self, end: usize) {
        self.restart(end);
    }

    /// Gets ready for the next document, `dropped` bytes further on.
    const fn restart(&mut self, dropped: usize) {
        self.state = State::Filler;
        self.at = 0;
        self.high_water = self.high_water.saturating_sub(dropped);
    }

    const fn begin(&mut self, at: usize) {
        self.start = at;
        self.depth = 0;
        self.root = None;
        self.fresh = true;
        self.suspect = None;
    }

    /// The document is lost: look for the place to go on.
    fn give_up(&mut self, error: Error) {
        let unfinished = matches!(error.kind(), Kind::UnexpectedEnd | Kind::NoRoot | Kind::DocumentTooLong);
        // A `<` inside a value comes before every other fault: the quotation mark before it is
        // missing, and all that was read since was read wrongly.
        let (error, mut from, starts, ends) = match self.suspect {
            Some(suspect) => (Error::new(Kind::LessThanInAttribute, suspect), suspect, suspect, 0),
            // All that was read was fine, so a later document may stand anywhere behind
            // the root's own tag.
            None if unfinished && self.root.is_some() => {
                (error, self.start + 1, self.start + self.open[0].start, error.offset())
            }
            None if unfinished => (error, self.start + 1, self.markup + 1, error.offset()),
            None if matches!(error.kind(), Kind::ExpectedTagEnd | Kind::ExpectedSpace | Kind::TextOutsideRoot) => {
                (error, error.offset(), error.offset(), 0)
            }
            None => (error, self.markup, self.markup + 1, 0),
        };
        // Many unfinished documents could each be read to the limit. Reading again is paid for
        // with fresh bytes, so total work stays linear whatever a peer sends.
        let read = self.at;
        let fresh = read.saturating_sub(self.high_water);
        self.credit =
            self.credit.saturating_add(fresh.saturating_mul(4)).min(self.limits.document.saturating_mul(CREDIT));
        self.high_water = self.high_water.max(read);
        match self.credit.checked_sub(read.saturating_sub(from)) {
            Some(rest) => self.credit = rest,
            None => from = read,
        }
        // Behind a document type the root itself follows: that is the document refused.
        let learn = error.kind() == Kind::Doctype && self.root.is_none();
        if learn {
            from = self.at;
        }
        let limit = self.start.saturating_add(self.limits.document);
        self.state = State::Skip(Resync::new(error, self.root, [starts, ends], limit, learn));
        self.at = from;
    }

    /// Runs the search for the place to go on; `None` if a document begins there.
    fn pass_over(&mut self, mut resync: Resync, buffer: &[u8]) -> Option<Step> {
        if resync.is_preamble() {
            resync.limit = self.limits.filler.saturating_add(1);
        }
        let before = self.at;
        let found = resync.find(buffer, &mut self.at, self.limits);
        self.scanned += self.at.saturating_sub(before) as u64;
        let error = resync.error;
        match found {
            Find::More => {
                self.state = State::Skip(resync);
                Some(Step::Incomplete)
            }
            Find::At(begin) if resync.is_preamble() => {
                self.state = State::Prolog;
                self.at = begin;
                self.begin(begin);
                None
            }
            Find::At(0) => {
                self.restart(0);
                None
            }
            Find::At(skip) => {
                self.restart(skip);
                Some(Step::Malformed { skip, error })
            }
            Find::Limit => {
                let skip = self.at;
                self.restart(skip);
                self.state = State::Skip(resync.moved(self.limits.document.max(1)));
                Some(Step::Malformed { skip, error })
            }
        }
    }

    /// Passes over white space between two documents, as far as the first byte too many.
    fn pass_blanks(&mut self, buffer: &[u8]) {
        let blank = buffer[self.at..].iter().take_while(|byte| is_space(**byte)).count();
        self.at = (self.at + blank).min(self.limits.filler.saturating_add(1));
    }

    fn run(&mut self, buffer: &[u8]) -> Event {
        if matches!(self.state, State::Filler) {
            self.pass_blanks(buffer);
            if !self.limits.fits_filler(self.at) {
                return Event::Bad(Kind::FillerTooLong, self.limits.filler);
            }
            match buffer.get(self.at) {
                None => return Event::More,
                Some(0xef) => self.state = State::Mark(0),
                Some(_) => self.state = State::Prolog,
            }
            self.begin(self.at);
        }
        // A document is too long at its first byte over the limit, however many came at once.
        let limit = self.start.saturating_add(self.limits.longest_document());
        match self.markup(&buffer[..buffer.len().min(limit)]) {
            Event::More => match self.limits.check_document(buffer.len() - self.start) {
                Ok(()) => Event::More,
                Err(error) => Event::Bad(error.kind(), self.start + error.offset()),
            },
            event => event,
        }
    }

    fn markup(&mut self, buffer: &[u8]) -> Event {
        loop {
            if self.limits.shortcuts && self.suspect.is_none() {
                if matches!(self.state, State::Prolog) {
                    self.whole_head(buffer);
                }
                if matches!(self.state, State::Content) && self.whole_tags(buffer) {
                    return Event::Done;
                }
            }
            let Some(&byte) = buffer.get(self.at) else { return Event::More };
            // Most bytes are passed over by `memchr`; the arms below see what is left.
            let stop = match self.state {
                _ if !self.limits.shortcuts => Some(0),
                State::Content => memchr::memchr(b'<', &buffer[self.at..]),
                State::Quoted(quote) => memchr::memchr2(quote, b'<', &buffer[self.at..]),
                State::Comment(0) => memchr::memchr(b'-', &buffer[self.at..]),
                State::Cdata(0) => memchr::memchr(b']', &buffer[self.at..]),
                State::Instruction(false) => memchr::memchr(b'?', &buffer[self.at..]),
                _ => Some(0),
            };
            let byte = match stop {
                Some(0) => byte,
                Some(skip) => {
                    self.at += skip;
                    buffer[self.at]
                }
                None => {
                    self.at = buffer.len();
                    return Event::More;
                }
            };
            match self.state {
                State::Mark(seen) => {
                    if byte != b"\xef\xbb\xbf"[seen as usize] {
                        return Event::Bad(Kind::TextOutsideRoot, self.start);
                    }
                    self.state = if seen == 2 { State::Prolog } else { State::Mark(seen + 1) };
                }
                State::Prolog | State::Content => {
                    if byte == b'<' {
                        (self.markup, self.state) = (self.at, State::Markup);
                    } else if matches!(self.state, State::Prolog) && !is_space(byte) {
                        return Event::Bad(Kind::TextOutsideRoot, self.at);
                    }
                }
                State::Markup => match byte {
                    b'/' if self.depth == 0 => return Event::Bad(Kind::UnexpectedEndTag, self.markup),
                    b'/' => self.state = State::EndName,
                    b'!' => self.state = State::Bang(b""),
                    b'?' => self.state = State::Target(0),
                    _ if is_name_start(byte) => self.state = State::StartName,
                    _ => return Event::Bad(Kind::MalformedMarkup, self.markup),
                },
                State::Bang(word) => {
                    if let Some(kind) = self.bang(word, byte) {
                        return Event::Bad(kind, self.markup);
                    }
                }
                State::StartName if is_name_byte(byte) => {
                    if !self.limits.fits_name(self.at - self.markup) {
                        return Event::Bad(Kind::NameTooLong, self.markup + 1);
                    }
                }
                State::StartName => {
                    if let Some(kind) = self.start_tag(buffer) {
                        return Event::Bad(kind, self.markup);
                    }
                    continue;
                }
                State::EndName if is_name_byte(byte) => {
                    if !self.limits.fits_name(self.at - self.markup - 1) {
                        return Event::Bad(Kind::NameTooLong, self.markup + 2);
                    }
                }
                State::EndName => {
                    let open = self.open[self.depth - 1];
                    let from = self.start + open.start;
                    if buffer[self.markup + 2..self.at] != buffer[from..from + open.len] {
                        return Event::Bad(Kind::MismatchedEndTag, self.markup);
                    }
                    self.state = State::EndTag;
                    continue;
                }
                State::EndTag if byte == b'>' => {
                    if self.close() {
                        return Event::Done;
                    }
                }
                State::EndTag if is_space(byte) => {}
                State::EndTag => return Event::Bad(Kind::ExpectedTagEnd, self.at),
                State::Tag(slash) => match byte {
                    b'"' | b'\'' => self.state = State::Quoted(byte),
                    b'<' => return Event::Bad(Kind::ExpectedTagEnd, self.at),
                    b'>' if slash => {
                        if self.close() {
                            return Event::Done;
                        }
                    }
                    b'>' => self.state = State::Content,
                    _ => self.state = State::Tag(byte == b'/'),
                },
                State::Quoted(quote) if byte == quote => self.state = State::AfterQuote,
                State::Quoted(_) if byte == b'<' => _ = self.suspect.get_or_insert(self.at),
                State::Quoted(_) => {}
                State::AfterQuote => {
                    // Without a suspect a missing space is the decoder's to report.
                    if self.suspect.is_some() && !is_space(byte) && !matches!(byte, b'/' | b'>' | b'?') {
                        return Event::Bad(Kind::ExpectedSpace, self.at);
                    }
                    self.state = State::Tag(false);
                    continue;
                }
                State::Comment(seen) => match (seen, byte) {
                    (2, b'>') => self.leave(),
                    (_, b'-') => self.state = State::Comment((seen + 1).min(2)),
                    _ => self.state = State::Comment(0),
                },
                State::Cdata(seen) => match (seen, byte) {
                    (2, b'>') => self.leave(),
                    (_, b']') => self.state = State::Cdata((seen + 1).min(2)),
                    _ => self.state = State::Cdata(0),
                },
                State::Target(seen) if seen < 3 && byte == b"xml"[seen as usize] => {
                    self.state = State::Target(seen + 1)
                }
                State::Target(seen) => {
                    if seen == 3 && is_space(byte) && !self.fresh {
                        return Event::Bad(Kind::MisplacedDeclaration, self.markup);
                    }
                    self.fresh = false;
                    self.state = State::Instruction(byte == b'?');
                }
                State::Instruction(true) if byte == b'>' => self.leave(),
                State::Instruction(_) => self.state = State::Instruction(byte == b'?'),
                State::Filler | State::Skip(_) => return Event::More,
            }
            self.at += 1;
        }
    }

    /// One more byte of `<!…`; gives the fault, if it is one. `word` is what is still to come.
    fn bang(&mut self, word: &'static [u8], byte: u8) -> Option<Kind> {
        self.state = match (word, byte) {
            (b"", b'-') => State::Bang(b"-"),
            (b"", b'[') => State::Bang(b"CDATA["),
            (b"", b'D') => State::Bang(b"OCTYPE"),
            (b"-", b'-') => State::Comment(0),
            (b"E", b'E') => {
                self.at += 1;
                return Some(Kind::Doctype);
            }
            (b"[", b'[') if self.depth == 0 => return Some(Kind::TextOutsideRoot),
            (b"[", b'[') => State::Cdata(0),
            ([first, rest @ ..], _) if *first == byte => State::Bang(rest),
            _ => return Some(Kind::MalformedMarkup),
        };
        self.fresh = false;
        None
    }

    /// A start tag's name is complete; gives the fault, if there is one.
    fn start_tag(&mut self, buffer: &[u8]) -> Option<Kind> {
        if !self.limits.may_open(self.depth) {
            return Some(Kind::TooDeep);
        }
        let name = self.markup + 1;
        if self.depth == 0 {
            self.root = Some(Root::of(&buffer[name..self.at]));
        }
        self.open[self.depth] = Name { start: name - self.start, len: self.at - name };
        self.depth += 1;
        self.fresh = false;
        self.state = State::Tag(false);
        None
    }

    /// Closes the innermost element; true, and just past its `>`, if that was the root.
    const fn close(&mut self) -> bool {
        self.depth -= 1;
        self.state = State::Content;
        if self.depth == 0 {
            self.at += 1;
        }
        self.depth == 0
    }

    /// A comment, CDATA section or instruction ended.
    const fn leave(&mut self) {
        self.state = if self.depth == 0 { State::Prolog } else { State::Content };
    }
}
