//! Resynchronisation: the search for the next document after a malformed one.
//!
//! ```text
//! <R><a></b> text </R> <R>...       the end tag of its root: continue after it
//! <R><a> <R>...                     the start tag of another root with the same name: continue before it
//! <Q><a> <BroadsoftDocument>...     the root of the protocol counts like the document's own, which may be damaged
//! <R><a> <?xml version=...          a declaration: continue before it
//! ```

use crate::envelope;
use crate::error::{Error, Kind};
use crate::limits::Limits;
use crate::xml::is_space;

/// Length and hash of the name of a root, to recognise it without storing its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Root {
    len: usize,
    hash: u64,
}

impl Root {
    const EMPTY: Self = Self { len: 0, hash: 0xcbf2_9ce4_8422_2325 };

    /// The root of the protocol.
    pub const ENVELOPE: Self = Self::of(envelope::ROOT.as_bytes());

    /// Returns the length and hash of a name.
    pub const fn of(name: &[u8]) -> Self {
        let (mut root, mut rest) = (Self::EMPTY, name);
        while let [byte, behind @ ..] = rest {
            (root, rest) = (root.and(*byte), behind);
        }
        root
    }

    /// Adds a byte to the name. The hash is FNV-1a; a collision only makes the framer continue at the wrong element.
    const fn and(self, byte: u8) -> Self {
        Self { len: self.len + 1, hash: (self.hash ^ byte as u64).wrapping_mul(0x100_0000_01b3) }
    }
}

/// A search for the end of a malformed document or the start of the next.
///
/// It reads byte by byte and never goes back, so that the caller can remove the bytes that were read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resync {
    /// The error of the malformed document.
    pub error: Error,
    /// Offset up to which the search may go before the bytes are reported.
    pub limit: usize,
    root: Option<Root>,
    /// Offsets from which on a start tag and an end tag count.
    gates: [usize; 2],
    /// `true` if this is the search for the first document of a stream.
    preamble: bool,
    /// `true` if the document has a document type. Its start tag is still to come, so start tags do not count.
    doctype: bool,
    candidate: Candidate,
    /// Offset of the `<` of the candidate.
    mark: usize,
}

/// The markup at which the search may end, with the part that was read.
#[derive(Debug, Clone, Copy)]
enum Candidate {
    /// Text, or markup at which the search cannot end.
    Nothing,
    /// Any markup, directly after its `<`.
    Markup,
    /// A declaration: `<?` and this number of bytes of `xml`.
    Declaration { xml: u8 },
    /// A comment: `<!` and this number of hyphens.
    Comment { hyphens: u8 },
    /// A start tag, with its name so far.
    Start { name: Root },
    /// An end tag, with its name so far.
    End { name: Root },
    /// The end tag of the root, after its name.
    EndBlank,
    /// A document type, before the name of the root.
    DoctypeBlank,
    /// A document type, with the name of the root so far.
    DoctypeName { name: Root },
}

/// Result of the search.
pub(super) enum Find {
    /// All bytes were searched.
    More,
    /// The stream continues at this offset.
    At(usize),
    /// Nothing was found up to the limit.
    Limit,
}

impl Resync {
    /// Creates a search in which start tags and end tags count from the two `gates` on.
    pub const fn new(error: Error, root: Option<Root>, gates: [usize; 2], limit: usize, doctype: bool) -> Self {
        let candidate = if doctype { Candidate::DoctypeBlank } else { Candidate::Nothing };
        Self { error, limit, root, gates, preamble: false, doctype, candidate, mark: 0 }
    }

    /// Creates the search for the first document of a stream.
    pub const fn preamble() -> Self {
        let error = Error::new(Kind::FillerTooLong, 0);
        Self { preamble: true, ..Self::new(error, None, [0; 2], 0, false) }
    }

    /// Returns `true` if this is the search for the first document of a stream.
    pub const fn is_preamble(&self) -> bool {
        self.preamble
    }

    /// Returns the same search after the caller has removed everything that was read.
    pub const fn moved(self, limit: usize) -> Self {
        Self { error: Error::new(self.error.kind(), 0), limit, gates: [0; 2], ..self }
    }

    /// Returns `true` if the `<` of the candidate must stay in the buffer, because a document may start there.
    const fn holds(&self) -> bool {
        matches!(
            self.candidate,
            Candidate::Markup | Candidate::Declaration { .. } | Candidate::Comment { .. } | Candidate::Start { .. }
        )
    }

    /// Searches from `at` on, and moves it.
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
                    // No new candidate after the limit: the next round returns `Limit`.
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

    /// Returns the candidate after one more byte, or `None` if the search ends at it.
    fn next(&mut self, byte: u8, limits: Limits) -> Option<Candidate> {
        Some(match self.candidate {
            Candidate::Markup => {
                let [start, end] = self.gates.map(|gate| self.mark >= gate);
                match byte {
                    b'?' => Candidate::Declaration { xml: 0 },
                    b'/' if end && !self.preamble => Candidate::End { name: Root::EMPTY },
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
                self.longer(name, byte, limits).map_or(Candidate::Nothing, |name| Candidate::Start { name })
            }
            Candidate::Start { name } if self.is_root(name) && (is_space(byte) || matches!(byte, b'>' | b'/')) => {
                return None;
            }
            Candidate::End { name } if is_name_byte(byte) => {
                self.longer(name, byte, limits).map_or(Candidate::Nothing, |name| Candidate::End { name })
            }
            Candidate::End { name } if self.is_root(name) && byte == b'>' => {
                self.candidate = Candidate::EndBlank;
                return None;
            }
            Candidate::End { name } if self.is_root(name) && is_space(byte) => Candidate::EndBlank,
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
            // A document type without a valid name: continue as if no root were known.
            Candidate::DoctypeBlank | Candidate::DoctypeName { .. } => {
                self.doctype = false;
                Candidate::Nothing
            }
            _ => Candidate::Nothing,
        })
    }

    /// Returns `true` for the name of the root of the document, and of the root of the protocol.
    fn is_root(&self, name: Root) -> bool {
        name == Root::ENVELOPE || self.root == Some(name)
    }

    /// Returns the name with one more byte; `None` if it is then too long for a root.
    fn longer(&self, name: Root, byte: u8, limits: Limits) -> Option<Root> {
        let longest = self.root.map_or(0, |root| root.len).max(Root::ENVELOPE.len);
        (name.len < longest && limits.fits_name(name.len + 1)).then(|| name.and(byte))
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
