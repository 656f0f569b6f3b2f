//! One stream of bytes: documents, and other text between them.
//!
//! ```text
//! 2026-11-20 12:00:00,123 DEBUG <<< <?xml …?><BroadsoftDocument …>…</BroadsoftDocument>
//! |  other text: time, direction  |  document                                         |
//! ```
//!
//! Between two documents everything up to the start of the next one is other text, which says something of that document
//! and is counted. Text with end tags of the protocol is no such text but the rest of a document whose start is lost.

use std::borrow::Cow;
use std::collections::VecDeque;

use broadworks_cap::schema::is_secret;
use broadworks_cap::validate::{Direction, session};
use broadworks_cap::{Document, Error, Framed, Framer, Limits};
use memchr::memmem;

use super::buffer::Buffer;
use super::entry::Entry;
use super::log::{Context, Way};
use super::place::Place;
use super::start::{ROOT, START, find_start, foreign, has_end_tag, is_element, is_page};
use super::{Run, charset, time};
use crate::Stop;
use crate::stream::{Origin, Piece};

/// Bytes of other text that are kept to look for its meaning.
const TAIL: usize = 4 << 10;
/// Longest line of other text that is waited for.
const LONG_LINE: usize = 64 << 10;
/// Most bytes of the rest of a document whose start is lost that are handed out at once.
const LONGEST: usize = 1 << 20;
/// Most changes of context within the bytes that wait. Further ones are not told apart.
const MARKS: usize = 4096;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A channel with its waiting bytes.
pub struct Channel {
    framer: Framer,
    limits: Limits,
    buffer: Buffer,
    /// Index in the buffer of the first byte that is not yet consumed, its offset in the channel, and its place.
    used: usize,
    offset: u64,
    place: Place,
    state: State,
    /// Whether the first byte is the first of a line, and whether the caller has seen that line.
    is_fresh: bool,
    is_line_known: bool,
    /// Number of bytes, from the first one, that were searched in vain.
    searched: usize,
    /// Index in the buffer up to which the lines of a document are known to belong to it.
    checked: usize,
    marks: VecDeque<Mark>,
    /// What the last mark says, and what it says of the text around.
    base: Context,
    beside: Context,
    /// The last of the other text since the last document.
    lines: Vec<u8>,
    /// What it says; of the documents that follow each other without text, the same.
    context: Context,
    entry: Option<Entry>,
    /// The direction of what the writer of a log sends, as far as its documents have shown it.
    sent: Option<Direction>,
    /// The direction of what it sends as long as they have not.
    default_sent: Option<Direction>,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Between,
    /// In a document, or in one that is malformed.
    Inside,
    /// In the rest of a document whose start is lost.
    Broken,
    /// In a web page.
    Page,
}

/// From an offset of the channel on, bytes come from this place, with this context.
struct Mark {
    at: u64,
    place: Option<Place>,
    /// What holds for all of them, and what holds where neither that nor the text before a document says anything.
    contexts: Option<(Context, Context)>,
}

/// What was found out about the next line of a document in a log.
enum Checked {
    /// It is the document's own.
    Line,
    /// It is the next entry of the log.
    Entry,
    /// More bytes are needed to tell.
    Open,
    /// There is none yet: all bytes are the document's own.
    All,
}

/// Why a channel stops.
pub enum Step {
    /// It needs more bytes.
    More,
    /// A line begins between two documents, which may be one of another form.
    Line,
}

impl Channel {
    /// Creates the channel. `default_sent` is the direction of what is sent, if nothing else tells.
    pub fn new(run: &Run<'_>, default_sent: Option<Direction>) -> Self {
        Self {
            framer: Framer::new(run.limits),
            limits: run.limits,
            buffer: Buffer::default(),
            used: 0,
            offset: 0,
            place: Place::START,
            state: State::Between,
            is_fresh: true,
            is_line_known: false,
            searched: 0,
            checked: 0,
            marks: VecDeque::new(),
            base: Context::default(),
            beside: Context::default(),
            lines: Vec::new(),
            context: Context::default(),
            entry: None,
            sent: None,
            default_sent,
            origin: Origin { file: run.file.clone(), ..Origin::default() },
        }
    }

    /// Adds bytes at the end.
    pub fn push(&mut self, bytes: &[u8]) {
        self.compact();
        self.buffer.push(bytes);
    }

    /// Returns room for this many bytes at the end; [`Channel::grow`] adds them.
    pub fn room(&mut self, length: usize) -> &mut [u8] {
        self.compact();
        self.buffer.room(length)
    }

    /// Adds the first bytes of the room.
    pub fn grow(&mut self, length: usize) {
        self.buffer.grow(length);
    }

    /// Removes what is consumed, but only when it is the greater part: each byte moves once at most.
    fn compact(&mut self) {
        if self.used > self.buffer.len() / 2 {
            self.checked = self.checked.saturating_sub(self.used);
            self.buffer.remove(0..self.used);
            self.used = 0;
        }
    }

    /// Says where the next bytes come from.
    pub fn mark(&mut self, place: Option<Place>, contexts: Option<(Context, Context)>) {
        let at = self.offset + self.rest().len() as u64;
        if self.marks.len() < MARKS {
            self.marks.push_back(Mark { at, place, contexts });
        }
        self.consume(0);
    }

    /// Returns the bytes that wait.
    pub fn rest(&self) -> &[u8] {
        &self.buffer[self.used..]
    }

    /// Returns the place of the first byte that waits.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Returns whether a document has begun and not ended.
    pub fn is_inside(&self) -> bool {
        self.state != State::Between
    }

    /// Returns what the other text since the last document says.
    pub fn context(&self, run: &Run<'_>) -> Context {
        Context::of(&self.lines, run.day)
    }

    /// Removes the first bytes: the caller has read them in another way.
    pub fn take(&mut self, length: usize) {
        self.consume(length);
        self.lines.clear();
    }

    /// Says that the line of [`Step::Line`] has no other form.
    pub fn pass_line(&mut self) {
        self.is_line_known = true;
    }

    /// Hands out all that is complete; with `is_end`, all there is. With `asks`, it stops at lines between documents.
    pub fn advance(&mut self, run: &mut Run<'_>, asks: bool, is_end: bool) -> Result<Step, Stop> {
        loop {
            let goes_on = match self.state {
                State::Between if self.rest().is_empty() => false,
                State::Between if asks && self.is_fresh && !self.is_line_known => return Ok(Step::Line),
                State::Between => self.between(run, is_end)?,
                State::Inside => self.inside(run, is_end)?,
                State::Broken => self.broken(run, is_end)?,
                State::Page => self.page(run, is_end),
            };
            if !goes_on {
                return Ok(Step::More);
            }
        }
    }

    /// Ends a stream of which bytes are missing: what follows them is another one.
    pub fn gap(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        self.advance(run, false, true)?;
        (self.state, self.searched) = (State::Broken, 0);
        self.framer = Framer::new(self.limits);
        Ok(())
    }

    /// Looks for the start of a document on a line.
    fn between(&mut self, run: &mut Run<'_>, is_end: bool) -> Result<bool, Stop> {
        let rest = &self.buffer[self.used..];
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        if rest.get(blanks) == Some(&b'\n') || blanks > LONG_LINE {
            self.consume(blanks + usize::from(blanks <= LONG_LINE));
            return Ok(true);
        }
        let start = blanks + if rest[blanks..].starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        match rest.get(start..start + 2) {
            None if !is_end => return Ok(false),
            // Anything that begins like a document, also one of another kind, or with a misspelt root.
            Some([b'<', b'?' | b'!' | b'_' | b':' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..]) => {
                if rest.len() < start + START && !is_end && !is_page(&rest[start..]) {
                    return Ok(false);
                }
                let is_page = is_page(&rest[start..]);
                if is_element(&rest[start + 1..]) {
                    (self.state, self.searched) = (State::Broken, 0);
                    self.settle(run);
                    return Ok(true);
                }
                // The byte order mark belongs to the document.
                return self.begin(run, blanks, is_page);
            }
            _ => {}
        }
        let from = self.searched.saturating_sub(START);
        let line = memchr::memchr(b'\n', &rest[from..]).map(|at| from + at + 1);
        let known = &rest[..line.unwrap_or(rest.len())];
        if let Some((at, is_page)) = find_start(known, from) {
            return self.begin(run, at, is_page);
        }
        self.searched = known.len();
        let length = match line {
            Some(length) => length,
            None if is_end => known.len(),
            None if known.len() > LONG_LINE => known.len() - START,
            None => return Ok(false),
        };
        if has_end_tag(&known[..length]) {
            (self.state, self.searched) = (State::Broken, 0);
            self.settle(run);
            return Ok(true);
        }
        self.pass_over(run, length);
        Ok(true)
    }

    /// Counts other text, and keeps the end of it.
    fn pass_over(&mut self, run: &mut Run<'_>, length: usize) {
        run.tally.text(self.place, &self.buffer[self.used..self.used + length]);
        self.keep(length);
    }

    /// Keeps the end of other text.
    fn keep(&mut self, length: usize) {
        let text = &self.buffer[self.used..self.used + length];
        self.lines.extend_from_slice(&text[text.len().saturating_sub(TAIL)..]);
        if self.lines.len() > 2 * TAIL {
            self.lines.drain(..self.lines.len() - TAIL);
        }
        self.consume(length);
    }

    /// Begins a document behind some other text.
    fn begin(&mut self, run: &mut Run<'_>, at: usize, is_page: bool) -> Result<bool, Stop> {
        let is_text = self.rest()[..at].iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        let place = self.place;
        if is_text {
            self.keep(at);
        } else {
            self.consume(at);
        }
        self.state = if is_page { State::Page } else { State::Inside };
        self.settle(run);
        let text = &self.buffer[self.used - at..self.used];
        if self.context.time.is_some() || self.context.way.is_some() || self.context.connection.is_some() {
            // It is not passed over: what it says is told with the document.
            run.tally.tell(text);
        } else if is_text {
            run.tally.text(place, text);
        }
        self.checked = self.used;
        Ok(true)
    }

    /// Takes what the text before a document says.
    fn settle(&mut self, run: &Run<'_>) {
        self.entry = None;
        if !self.lines.is_empty() {
            self.context = Context::of(&self.lines, run.day);
            self.entry = Entry::of(&self.lines, run.day);
            self.lines.clear();
        }
        let Context { time, way, connection, text } = self.base.or(&self.context).or(&self.beside);
        self.origin.time = time;
        self.origin.connection = connection;
        self.origin.text = text.map(|text| if is_secret(&text) { "<redacted>".into() } else { text });
        self.origin.direction = match way {
            Some(Way::To(direction)) => Some(direction),
            Some(Way::Sent) => self.sent.or(self.default_sent),
            Some(Way::Received) => self.sent.or(self.default_sent).map(other),
            None => None,
        };
    }

    fn inside(&mut self, run: &mut Run<'_>, is_end: bool) -> Result<bool, Stop> {
        // The lines of a document in a log are looked at one by one: those behind it are not its own.
        let line = if self.entry.is_some() { self.check_line(run, is_end) } else { Checked::All };
        let known = if let Checked::All = line { self.buffer.len() } else { self.checked };
        let is_last = match line {
            Checked::Entry => true,
            Checked::All => is_end,
            Checked::Line | Checked::Open => false,
        };
        let rest = &self.buffer[self.used..known];
        let step = if is_last { self.framer.finish(rest) } else { Some(self.framer.step(rest)) };
        match step {
            Some(Framed::Document { range }) => {
                self.consume(range.start);
                self.document(run, range.len())?;
                (self.state, self.searched) = (State::Between, 0);
            }
            Some(Framed::Malformed { range, error }) => {
                let length = self.before_next_entry(run, range.end);
                self.malformed(run, length, error)?;
                if !self.framer.is_skipping() {
                    (self.state, self.searched) = (State::Between, 0);
                } else if length < range.end {
                    self.pass_over(run, range.end - length);
                }
            }
            // Nothing but blanks is left of the document.
            None => {
                let length = rest.len();
                self.consume(length);
                (self.state, self.searched) = (State::Between, 0);
                self.framer = Framer::new(self.limits);
            }
            _ => return Ok(matches!(line, Checked::Line)),
        }
        Ok(true)
    }

    /// Checks the next line of a document in a log: the prefix of the log is removed from it, and the next entry ends the
    /// document, which was cut off.
    fn check_line(&mut self, run: &Run<'_>, is_end: bool) -> Checked {
        let Some(entry) = &self.entry else { return Checked::All };
        let rest = &self.buffer[self.checked..];
        let Some(line) = memchr::memchr(b'\n', rest).map(|at| self.checked + at + 1) else { return Checked::All };
        let next = &self.buffer[line..];
        let end = memchr::memchr(b'\n', next);
        // The prefix must be there as a whole, and a little more.
        if end.is_none() && !is_end && next.len() < entry.prefix.len() + 2 * START {
            // Not beyond the line break: it is looked at again.
            self.checked = line - 1;
            return Checked::Open;
        }
        let next = &next[..end.unwrap_or(next.len())];
        self.checked = line;
        if let Some(length) = entry.prefix_of(next) {
            let behind = &next[length..];
            let is_own_line = behind.first().is_none_or(|byte| matches!(byte, b'<' | b' ' | b'\t' | b'\r'));
            // The start of another document is another entry.
            let is_root = behind.trim_ascii_start().starts_with(ROOT)
                && memmem::find(&self.buffer[self.used..line], ROOT).is_none();
            let is_other = !is_root && find_start(behind, 0).is_some();
            if !is_other && (is_own_line || entry.is_quoted() || has_end_tag(behind)) {
                // A line that does not begin with markup goes on in the middle of the one before.
                let from = if is_own_line || entry.is_quoted() { line } else { line - 1 };
                let before = self.offset + (from - self.used) as u64;
                let place = self.place_at(line + length);
                self.buffer.remove(from..line + length);
                self.marks.retain(|mark| mark.at <= before);
                if self.marks.len() < MARKS {
                    self.marks.push_back(Mark { at: before, place: Some(place), contexts: None });
                }
                self.checked = from;
                return Checked::Line;
            }
        }
        if entry.is_like(next, run.day) {
            // The document ends before the line break.
            self.checked = line - 1;
            return Checked::Entry;
        }
        Checked::Line
    }

    /// Returns the place of a byte of the buffer.
    fn place_at(&self, index: usize) -> Place {
        let last = self.marks.iter().rev().find_map(|mark| mark.place.map(|place| (mark.at, place)));
        let (from, place) = match last {
            Some((at, place)) if at >= self.offset => (self.used + (at - self.offset) as usize, place),
            _ => (self.used, self.place),
        };
        place.after(&self.buffer[from.min(index)..index])
    }

    /// Returns the length of a malformed piece without the start of the entry of a log that follows it.
    fn before_next_entry(&self, run: &Run<'_>, length: usize) -> usize {
        let piece = &self.buffer[self.used..self.used + length];
        match memchr::memrchr(b'\n', piece) {
            Some(line) if time::find(&piece[line + 1..], run.day).is_some() && !has_end_tag(&piece[line + 1..]) => {
                line + 1
            }
            _ => length,
        }
    }

    /// Looks for the end of the rest of a document.
    fn broken(&mut self, run: &mut Run<'_>, is_end: bool) -> Result<bool, Stop> {
        let rest = &self.buffer[self.used..];
        let from = self.searched.saturating_sub(START);
        let length = match find_start(rest, from) {
            Some((0, _)) => {
                self.state = State::Between;
                return Ok(true);
            }
            Some((at, _)) => self.before_next_entry(run, at),
            None if rest.is_empty() => return Ok(false),
            None if is_end || rest.len() > LONGEST => rest.len(),
            None => {
                self.searched = rest.len();
                return Ok(false);
            }
        };
        let bytes = &rest[..length];
        if let Some(Framed::Document { range }) = Framer::new(self.limits).finish(bytes)
            && range.end == bytes.trim_ascii_end().len()
        {
            // It is whole, with another root.
            self.consume(range.start);
            self.document(run, range.len())?;
            (self.state, self.searched) = (State::Between, 0);
            return Ok(true);
        }
        // It is no document, be its first element whole or not.
        let error = has_end_tag(bytes).then(|| Document::decode(bytes).err()).flatten();
        let Some(error) = error else {
            self.pass_over(run, length);
            (self.state, self.searched) = (State::Between, 0);
            return Ok(true);
        };
        self.malformed(run, length, error)?;
        (self.state, self.searched) = (State::Between, 0);
        Ok(true)
    }

    /// Passes over a web page.
    fn page(&mut self, run: &mut Run<'_>, is_end: bool) -> bool {
        let rest = &self.buffer[self.used..];
        let from = self.searched.saturating_sub(START);
        let end =
            [&b"</html>"[..], b"</HTML>"].iter().find_map(|end| Some(memmem::find(&rest[from..], end)? + end.len()));
        let (length, is_whole) = match end {
            Some(end) => (from + end, true),
            None if is_end => (rest.len(), true),
            None if rest.len() > LONG_LINE => (rest.len() - START, false),
            None => {
                self.searched = rest.len();
                return false;
            }
        };
        run.tally.pass(&rest[..length]);
        self.consume(length);
        if is_whole {
            run.tally.foreign("web page");
            self.state = State::Between;
        }
        true
    }

    /// Hands out a document at the first byte.
    fn document(&mut self, run: &mut Run<'_>, length: usize) -> Result<(), Stop> {
        let bytes = &self.buffer[self.used..self.used + length];
        if let Some(kind) = foreign(bytes) {
            run.tally.foreign(kind);
            run.tally.pass(bytes);
            self.consume(length);
            return Ok(());
        }
        let (bytes, is_recoded) = match charset::document(bytes) {
            Some(text) => (Cow::Owned(text.into_bytes()), true),
            None => (Cow::Borrowed(bytes), false),
        };
        run.tally.recoded += u64::from(is_recoded);
        if let Some(direction) = self.learned(&bytes) {
            (self.sent, self.origin.direction) = direction;
        }
        run.number += 1;
        let piece = Piece { bytes: &bytes, place: self.place, number: run.number, origin: &self.origin };
        run.tally.documents += 1;
        run.listener.document(&piece)?;
        self.consume(length);
        Ok(())
    }

    /// Returns what a document says of the directions, where its surroundings do not: that of what is sent, and its own.
    fn learned(&self, bytes: &[u8]) -> Option<(Option<Direction>, Option<Direction>)> {
        let way = self.base.way.or(self.context.way).or(self.beside.way).filter(|_| self.sent.is_none())?;
        let own = session::direction(&Document::decode(bytes).ok()?)?;
        match way {
            Way::Sent => Some((Some(own), Some(own))),
            Way::Received => Some((Some(other(own)), Some(own))),
            Way::To(_) => None,
        }
    }

    /// Hands out bytes that are no document.
    fn malformed(&mut self, run: &mut Run<'_>, length: usize, error: Error) -> Result<(), Stop> {
        let bytes = &self.buffer[self.used..self.used + length];
        run.number += 1;
        run.tally.malformed += 1;
        let piece = Piece { bytes, place: self.place, number: run.number, origin: &self.origin };
        run.listener.malformed(&piece, error)?;
        self.consume(length);
        Ok(())
    }

    /// Moves over this many bytes, and over the marks up to there.
    fn consume(&mut self, length: usize) {
        let end = self.offset + length as u64;
        if length > 0 {
            self.is_fresh = self.buffer[self.used + length - 1] == b'\n';
            self.is_line_known = false;
            self.searched = 0;
        }
        while self.marks.front().is_some_and(|mark| mark.at <= end) {
            let Some(mark) = self.marks.pop_front() else { break };
            self.walk((mark.at - self.offset) as usize);
            self.place = mark.place.unwrap_or(self.place);
            if let Some(contexts) = mark.contexts {
                (self.base, self.beside) = contexts;
                self.context = Context::default();
            }
        }
        self.walk((end - self.offset) as usize);
    }

    fn walk(&mut self, length: usize) {
        if length == 0 {
            return;
        }
        self.place = self.place.after(&self.buffer[self.used..self.used + length]);
        self.used += length;
        self.offset += length as u64;
    }
}

fn other(direction: Direction) -> Direction {
    match direction {
        Direction::ToServer => Direction::ToClient,
        _ => Direction::ToServer,
    }
}
