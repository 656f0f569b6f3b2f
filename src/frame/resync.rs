//! Where to go on after a document that is not well-formed.

use super::{is_name_byte, is_name_start};
use crate::error::{Error, Kind};
use crate::limits::Limits;
use crate::xml::is_space;

/// What is remembered of the root's name: enough to know it again, and no bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Root {
    len: usize,
    hash: u64,
}

impl Root {
    const EMPTY: Self = Self { len: 0, hash: 0xcbf2_9ce4_8422_2325 };

    pub fn of(name: &[u8]) -> Self {
        name.iter().fold(Self::EMPTY, |root, byte| root.and(*byte))
    }

    /// FNV-1a: a stranger with the same hash costs a misplaced restart and no more.
    const fn and(self, byte: u8) -> Self {
        Self { len: self.len + 1, hash: (self.hash ^ byte as u64).wrapping_mul(0x100_0000_01b3) }
    }
}

/// The search for the end of a bad document or the start of the next.
///
/// It goes byte by byte without looking back, so that what was read can be dropped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resync {
    /// Why the document was given up.
    pub error: Error,
    /// Where the bytes must be handed back.
    pub limit: usize,
    root: Option<Root>,
    /// From where on a start tag and an end tag count.
    gates: [usize; 2],
    preamble: bool,
    /// Its root is named by a document type, so its start tag is none of a next document.
    doctype: bool,
    state: State,
    /// The `<` being looked into.
    mark: usize,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Text,
    /// Just after `<`.
    Markup,
    /// So many bytes of `xml` seen after `<?`.
    Declaration(u8),
    /// Inside `<!--`, this being the second `-`.
    Comment(u8),
    Start(Root),
    End(Root),
    /// After the name in the root's end tag.
    EndBlank,
    /// Before and inside the name in a document type.
    DoctypeBlank,
    DoctypeName(Root),
}

/// What the search led to.
pub(super) enum Find {
    More,
    /// The stream goes on at this offset.
    At(usize),
    /// Nothing within the limit.
    Limit,
}

impl Resync {
    /// `gates`: from where on a start tag and an end tag count.
    pub const fn new(error: Error, root: Option<Root>, gates: [usize; 2], limit: usize, doctype: bool) -> Self {
        let state = if doctype { State::DoctypeBlank } else { State::Text };
        Self { error, limit, root, gates, preamble: false, doctype, state, mark: 0 }
    }

    /// The search for the first document of a stream.
    pub const fn preamble() -> Self {
        let error = Error::new(Kind::FillerTooLong, 0);
        Self { preamble: true, ..Self::new(error, None, [0; 2], 0, false) }
    }

    pub const fn is_preamble(&self) -> bool {
        self.preamble
    }

    /// The same search after everything read so far was dropped.
    pub const fn moved(self, limit: usize) -> Self {
        Self { error: Error::new(self.error.kind(), 0), limit, gates: [0; 2], ..self }
    }

    /// Whether the `<` must stay in the buffer: a document may turn out to start there.
    const fn holds(&self) -> bool {
        matches!(self.state, State::Markup | State::Declaration(_) | State::Comment(_) | State::Start(_))
    }

    pub fn find(&mut self, buffer: &[u8], at: &mut usize, limits: Limits) -> Find {
        loop {
            if *at >= self.limit && !self.holds() {
                return Find::Limit;
            }
            if limits.shortcuts && matches!(self.state, State::Text) {
                let end = buffer.len().min(self.limit);
                let window = buffer.get(*at..end).unwrap_or_default();
                *at += memchr::memchr(b'<', window).unwrap_or(window.len());
                if *at >= self.limit {
                    return Find::Limit;
                }
            }
            let Some(&byte) = buffer.get(*at) else { return Find::More };
            match self.next(byte, limits) {
                Some(State::Text) if byte == b'<' => {
                    self.state = State::Text;
                    // Over the limit nothing new may be held: loop and hand back.
                    if *at >= self.limit {
                        continue;
                    }
                    (self.mark, self.state) = (*at, State::Markup);
                }
                Some(state) => self.state = state,
                None if matches!(self.state, State::EndBlank) => {
                    *at += 1;
                    return Find::At(*at);
                }
                None => return Find::At(self.mark),
            }
            *at += 1;
        }
    }

    /// The state after one more byte, or `None` if the place is found.
    fn next(&mut self, byte: u8, limits: Limits) -> Option<State> {
        Some(match self.state {
            State::Markup => {
                let [start, end] = self.gates.map(|gate| self.mark >= gate);
                match byte {
                    b'?' => State::Declaration(0),
                    b'/' if end => State::End(Root::EMPTY),
                    b'!' if start && self.root.is_none() && !self.preamble => State::Comment(0),
                    _ if start && !self.doctype && is_name_start(byte) => match self.root {
                        Some(_) => State::Start(Root::EMPTY.and(byte)),
                        None => return None,
                    },
                    _ => State::Text,
                }
            }
            State::Declaration(3) if is_space(byte) => return None,
            State::Declaration(seen) if seen < 3 && byte == b"xml"[seen as usize] => State::Declaration(seen + 1),
            State::Comment(0) if byte == b'-' => State::Comment(1),
            State::Comment(1) if byte == b'-' => return None,
            State::Start(name) if is_name_byte(byte) => self.longer(name, byte).map_or(State::Text, State::Start),
            State::Start(name) if self.root == Some(name) && (is_space(byte) || matches!(byte, b'>' | b'/')) => {
                return None;
            }
            State::End(name) if is_name_byte(byte) => self.longer(name, byte).map_or(State::Text, State::End),
            State::End(name) if self.root == Some(name) && byte == b'>' => {
                self.state = State::EndBlank;
                return None;
            }
            State::End(name) if self.root == Some(name) && is_space(byte) => State::EndBlank,
            State::EndBlank if byte == b'>' => return None,
            State::EndBlank if is_space(byte) => State::EndBlank,
            State::DoctypeBlank if is_space(byte) => State::DoctypeBlank,
            State::DoctypeBlank if is_name_start(byte) => State::DoctypeName(Root::EMPTY.and(byte)),
            State::DoctypeName(name) if is_name_byte(byte) && limits.fits_name(name.len + 1) => {
                State::DoctypeName(name.and(byte))
            }
            State::DoctypeName(name) if !is_name_byte(byte) => {
                self.root = Some(name);
                State::Text
            }
            // A document type without a usable name: go on as if no root were known.
            State::DoctypeBlank | State::DoctypeName(_) => {
                self.doctype = false;
                State::Text
            }
            _ => State::Text,
        })
    }

    /// The name with one more byte, unless that makes it longer than the root's.
    fn longer(&self, name: Root, byte: u8) -> Option<Root> {
        self.root.filter(|root| name.len < root.len).map(|_| name.and(byte))
    }
}
