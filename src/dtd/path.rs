//! Locations of findings in a document: a span and a path of elements.

use core::{fmt, ops::Range};

use super::Dtd;
use crate::limits::MAX_DEPTH;
use crate::schema::Protocol;

/// A location in a document: the span of a finding, and the path of the element that was checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Location {
    start: usize,
    end: usize,
    path: Path,
}

impl Location {
    pub(crate) const fn new(path: Path, start: usize, end: usize) -> Self {
        Self { start, end, path }
    }

    /// Returns the span, in bytes.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the path of the element.
    #[must_use]
    pub const fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Location").field("span", &self.span()).field("path", &self.path).finish()
    }
}

/// The open elements from the root to the one that was checked, all of them declared in the DTD.
#[derive(Clone, Copy)]
pub struct Path {
    protocol: Protocol,
    length: u8,
    elements: [u8; MAX_DEPTH],
}

impl Path {
    pub(crate) const fn new(protocol: Protocol) -> Self {
        Self { protocol, length: 0, elements: [0; MAX_DEPTH] }
    }

    /// Returns the protocol whose DTD declares the elements.
    pub(crate) const fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Enters an element, by its index in the DTD.
    pub(crate) fn push(&mut self, element: u8) {
        self.elements[usize::from(self.length)] = element;
        self.length += 1;
    }

    /// Leaves the innermost element.
    pub(crate) fn pop(&mut self) {
        self.length -= 1;
    }

    /// Returns the number of elements; 0 for the document itself.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length.into()
    }

    /// Returns whether it is the path of the document itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Returns the names of the elements, beginning with the root.
    pub fn names(&self) -> impl DoubleEndedIterator<Item = &'static str> + use<> {
        let (dtd, elements) = (Dtd::of(self.protocol), self.elements);
        (0..self.len()).map(move |level| dtd.at(elements[level]).name)
    }

    /// Returns the name of the innermost element.
    #[must_use]
    pub fn last(&self) -> Option<&'static str> {
        self.names().next_back()
    }
}

/// Compares the open elements. Those that were left stand behind them and do not count.
impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|path| &path.elements[..path.len()]);
        self.protocol == other.protocol && own == others
    }
}

impl Eq for Path {}

/// `BroadsoftDocument/command/commandData`; `/` for the document itself.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("/");
        }
        for (level, name) in self.names().enumerate() {
            if level > 0 {
                f.write_str("/")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}
