//! Input files, standard input, and positions in them.

use std::fs::File;
use std::io::{IsTerminal, Read, stderr, stdin};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use crate::Stop;
use crate::shown::Name;

/// Size in bytes from which a file gets a progress bar.
const LONG: u64 = 16 << 20;

/// An open input, with the name to print in messages.
pub struct Input {
    pub name: Name,
    pub reader: Box<dyn Read>,
    pub progress: ProgressBar,
}

pub fn open(path: &Path) -> Result<Input, Stop> {
    if path.as_os_str() == "-" {
        let reader = Box::new(stdin().lock());
        return Ok(Input { name: Name("-".into()), reader, progress: ProgressBar::hidden() });
    }
    let name = Name(path.display().to_string());
    let failed = |e: std::io::Error| Stop::Failed(format!("{name}: {e}"));
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let progress = if length >= LONG && stderr().is_terminal() && !std::io::stdout().is_terminal() {
        let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}");
        ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    } else {
        ProgressBar::hidden()
    };
    Ok(Input { name, reader: Box::new(file), progress })
}

/// A position in a text: line and column, both from 1, with columns counted in characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub line: u64,
    pub column: u64,
    /// Offset from the start, in bytes.
    pub offset: u64,
}

impl Place {
    pub const START: Place = Place { line: 1, column: 1, offset: 0 };

    /// Returns the position after these bytes.
    pub fn after(mut self, bytes: &[u8]) -> Self {
        let lines = count(bytes, |byte| byte == b'\n');
        let mut last = bytes;
        if lines > 0 {
            last = bytes.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
            (self.line, self.column) = (self.line + lines, 1);
        }
        // Not the continuation bytes of a character.
        self.column += count(last, |byte| !matches!(byte, 0x80..=0xbf));
        self.offset += bytes.len() as u64;
        self
    }
}

/// Counts bytes. Every byte of a stream passes here, so they are counted in groups that the compiler makes vectors of;
/// a group is so short that its count fits into one byte.
fn count(bytes: &[u8], counts: impl Fn(u8) -> bool) -> u64 {
    let of_group = |group: &[u8]| u64::from(group.iter().map(|byte| u8::from(counts(*byte))).sum::<u8>());
    let (groups, rest) = bytes.as_chunks::<192>();
    groups.iter().map(|group| of_group(group)).sum::<u64>() + of_group(rest)
}

/// A cache that finds positions in a document by offset, fast even for very many offsets.
pub struct Places<'d> {
    document: &'d [u8],
    /// Positions at every multiple of [`Places::STEP`].
    known: std::cell::RefCell<Vec<Place>>,
}

impl<'d> Places<'d> {
    const STEP: usize = 1024;

    /// Creates the cache for a document that begins at `start`.
    pub fn new(document: &'d [u8], start: Place) -> Self {
        Self { document, known: vec![start].into() }
    }

    pub fn at(&self, offset: usize) -> Place {
        let offset = offset.min(self.document.len());
        let mut known = self.known.borrow_mut();
        while known.len() <= offset / Self::STEP {
            let next =
                known[known.len() - 1].after(&self.document[(known.len() - 1) * Self::STEP..known.len() * Self::STEP]);
            known.push(next);
        }
        let index = offset / Self::STEP;
        known[index].after(&self.document[index * Self::STEP..offset])
    }
}
