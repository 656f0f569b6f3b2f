//! The search for the place to go on behind a document that is not well-formed.
//!
//! ```text
//! <R><a></b> text </R> <R>...       the end tag of its root: go on behind it
//! <R><a> <R>...                     the start tag of another such root: go on before it
//! <R><a> <?xml version=...          a declaration: go on before it
//! ```

use crate::error::{Error, Kind};
use crate::limits::Limits;
use crate::xml::is_space;

/// Length and hash of the root's name: enough to know it again, and no bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Root {
    len: usize,
    hash: u64,
}

impl Root {
    const EMPTY: Self = Self { len: 0, hash: 0xcbf2_9ce4_8422_2325 };

    /// The name as a whole.
    pub fn of(name: &[u8]) -> Self {
        name.iter().fold(Self::EMPTY, |root, byte| root.and(*byte))
    }

    /// FNV-1a. A collision only makes the framer go on at the wrong element.
    const fn and(self, byte: u8) -> Self {
        Self { len: self.len + 1, hash: (self.hash ^ byte as u64).wrapping_mul(0x100_0000_01b3) }
    }
}

/// The search for the end of a bad document or the start of the next.
///
/// It goes byte by byte without looking back, so that what was read can be dropped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resync {
    /// The fault for which the document was given up.
    pub error: Error,
    /// Place up to which the search may go before the bytes are handed back.
    pub limit: usize,
    root: Option<Root>,
    /// Places from which on a start tag and an end tag count.
    gates: [usize; 2],
    preamble: bool,
    /// Its root is named by a document type, so its start tag is none of a next document.
    doctype: bool,
    candidate: Candidate,
    /// The `<` of the candidate.
    mark: usize,
}

/// The tag that may mark the place to go on, and as much of it as was seen.
#[derive(Debug, Clone, Copy)]
enum Candidate {
    /// None: text, or markup that is of no interest.
    Nothing,
    /// Any markup, just after its `<`.
    Markup,
    /// A declaration: `<?` and so many bytes of `xml`.
    Declaration { xml: u8 },
    /// A comment: `<!` and so many hyphens.
    Comment { hyphens: u8 },
    /// A start tag, its name so far.
    Start { name: Root },
    /// An end tag, its name so far.
    End { name: Root },
    /// The root's end tag, behind its name.
    EndBlank,
    /// A document type, before the name of the root.
    DoctypeBlank,
    /// A document type, the name so far.
    DoctypeName { name: Root },
}

/// Result of the search.
pub(super) enum Find {
    /// All bytes were searched.
    More,
    /// The stream goes on at this offset.
    At(usize),
    /// Nothing within the limit.
    Limit,
}

impl Resync {
    /// Begins a search in which start tags and end tags count from `gates` on.
    pub const fn new(error: Error, root: Option<Root>, gates: [usize; 2], limit: usize, doctype: bool) -> Self {
        let candidate = if doctype { Candidate::DoctypeBlank } else { Candidate::Nothing };
        Self { error, limit, root, gates, preamble: false, doctype, candidate, mark: 0 }
    }

    /// The search for the first document of a stream.
    pub const fn preamble() -> Self {
        let error = Error::new(Kind::FillerTooLong, 0);
        Self { preamble: true, ..Self::new(error, None, [0; 2], 0, false) }
    }

    /// Returns `true` if this is the search for the first document of a stream.
    pub const fn is_preamble(&self) -> bool {
        self.preamble
    }

    /// The same search after everything read so far was dropped.
    pub const fn moved(self, limit: usize) -> Self {
        Self { error: Error::new(self.error.kind(), 0), limit, gates: [0; 2], ..self }
    }

    /// Returns `true` if the `<` must stay in the buffer: a document may turn out to start there.
    const fn holds(&self) -> bool {
        matches!(
            self.candidate,
            Candidate::Markup | Candidate::Declaration { .. } | Candidate::Comment { .. } | Candidate::Start { .. }
        )
    }

    /// Searches on from `at`, which it moves.
    pub fn find(&mut self, buffer: &[u8], at: &mut usize, limits: Limits) -> Find {
        loop {
            if *at >= self.limit && !self.holds() {
                return Find::Limit;
            }
            if limits.shortcuts && matches!(self.candidate, Candidate::Nothing) {
                let end = buffer.len().min(self.limit);
                let window = buffer.get(*at..end).unwrap_or_default();
                *at += memchr::memchr(b'<', window).unwrap_or(window.len());
                if *at >= self.limit {
                    return Find::Limit;
                }
            }
            let Some(&byte) = buffer.get(*at) else { return Find::More };
            match self.next(byte, limits) {
                Some(Candidate::Nothing) if byte == b'<' => {
                    self.candidate = Candidate::Nothing;
                    // Over the limit nothing new may be held: loop and hand back.
                    if *at >= self.limit {
                        continue;
                    }
                    (self.mark, self.candidate) = (*at, Candidate::Markup);
                }
                Some(candidate) => self.candidate = candidate,
                None if matches!(self.candidate, Candidate::EndBlank) => {
                    *at += 1;
                    return Find::At(*at);
                }
                None => return Find::At(self.mark),
            }
            *at += 1;
        }
    }

    /// The candidate after one more byte, or `None` if it is the place.
    fn next(&mut self, byte: u8, limits: Limits) -> Option<Candidate> {
        Some(match self.candidate {
            Candidate::Markup => {
                let [start, end] = self.gates.map(|gate| self.mark >= gate);
                match byte {
                    b'?' => Candidate::Declaration { xml: 0 },
                    b'/' if end => Candidate::End { name: Root::EMPTY },
                    b'!' if start && self.root.is_none() && !self.preamble => Candidate::Comment { hyphens: 0 },
                    _ if start && !self.doctype && is_name_start(byte) => match self.root {
                        Some(_) => Candidate::Start { name: Root::EMPTY.and(byte) },
                        None => return None,
                    },
                    _ => Candidate::Nothing,
                }
            }
            Candidate::Declaration { xml: 3 } if is_space(byte) => return None,
            Candidate::Declaration { xml } if xml < 3 && byte == b"xml"[xml as usize] => {
                Candidate::Declaration { xml: xml + 1 }
            }
            Candidate::Comment { hyphens: 0 } if byte == b'-' => Candidate::Comment { hyphens: 1 },
            Candidate::Comment { hyphens: 1 } if byte == b'-' => return None,
            Candidate::Start { name } if is_name_byte(byte) => {
                self.longer(name, byte).map_or(Candidate::Nothing, |name| Candidate::Start { name })
            }
            Candidate::Start { name } if self.root == Some(name) && (is_space(byte) || matches!(byte, b'>' | b'/')) => {
                return None;
            }
            Candidate::End { name } if is_name_byte(byte) => {
                self.longer(name, byte).map_or(Candidate::Nothing, |name| Candidate::End { name })
            }
            Candidate::End { name } if self.root == Some(name) && byte == b'>' => {
                self.candidate = Candidate::EndBlank;
                return None;
            }
            Candidate::End { name } if self.root == Some(name) && is_space(byte) => Candidate::EndBlank,
            Candidate::EndBlank if byte == b'>' => return None,
            Candidate::EndBlank if is_space(byte) => Candidate::EndBlank,
            Candidate::DoctypeBlank if is_space(byte) => Candidate::DoctypeBlank,
            Candidate::DoctypeBlank if is_name_start(byte) => Candidate::DoctypeName { name: Root::EMPTY.and(byte) },
            Candidate::DoctypeName { name } if is_name_byte(byte) && limits.fits_name(name.len + 1) => {
                Candidate::DoctypeName { name: name.and(byte) }
            }
            Candidate::DoctypeName { name } if !is_name_byte(byte) => {
                self.root = Some(name);
                Candidate::Nothing
            }
            // A document type without a usable name: go on as if no root were known.
            Candidate::DoctypeBlank | Candidate::DoctypeName { .. } => {
                self.doctype = false;
                Candidate::Nothing
            }
            _ => Candidate::Nothing,
        })
    }

    /// The name with one more byte, unless that makes it longer than the root's.
    fn longer(&self, name: Root, byte: u8) -> Option<Root> {
        self.root.filter(|root| name.len < root.len).map(|_| name.and(byte))
    }
}

/// Returns `true` if a name can begin with the byte; the characters beyond ASCII are the decoder's
/// concern.
pub(super) const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

/// Returns `true` if a name can go on with the byte.
pub(super) const fn is_name_byte(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
}
