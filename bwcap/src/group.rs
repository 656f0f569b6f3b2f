//! `--group`: what is the same is shown once, with how often it came.

use std::collections::HashMap;
use std::hash::Hash;
use std::io::Write;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::Stop;
use crate::input::Place;
use crate::record;
use crate::shown::{Name, visible};
use crate::stream::Piece;
use crate::terminal;

/// Most groups. What comes later and is in none of them is only counted.
const MOST: usize = 10_000;

/// What stands below the count.
const MARGIN: &str = "         ";

/// Where something stood; the place is not known of everything.
#[derive(Clone, Serialize)]
pub struct At {
    pub number: u64,
    pub file: String,
    pub line: Option<u64>,
    pub column: Option<u64>,
    pub offset: Option<u64>,
}

impl At {
    pub fn new(piece: &Piece<'_>, place: Place) -> Self {
        let (number, file) = (piece.number, piece.origin.file.0.clone());
        let Place { line, column, offset } = place;
        Self { number, file, line: Some(line), column: Some(column), offset: Some(offset) }
    }
}

/// What the members of a group have in common.
pub trait What: Clone + Eq + Hash + Serialize {
    /// Returns a word for what it is, and the text.
    fn text(&self) -> (String, String);
}

/// A message by its headline, or an error by its text.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Headline {
    pub command: Option<String>,
    pub summary: Option<String>,
    pub error: Option<String>,
}

impl What for Headline {
    fn text(&self) -> (String, String) {
        let word = if self.error.is_some() { "error: " } else { "" };
        (word.into(), self.summary.as_ref().or(self.error.as_ref()).cloned().unwrap_or_default())
    }
}

#[derive(Serialize)]
struct Group<W> {
    count: u64,
    first: At,
    last: At,
    #[serde(flatten)]
    what: W,
}

/// All groups of a run.
pub struct Groups<W> {
    /// Indices of the groups.
    known: HashMap<W, usize>,
    groups: Vec<Group<W>>,
    /// Number of those in no group.
    others: u64,
}

impl<W: What> Groups<W> {
    pub fn new() -> Self {
        Self { known: HashMap::new(), groups: Vec::new(), others: 0 }
    }

    /// Adds one more.
    pub fn add(&mut self, what: W, at: At) {
        if let Some(index) = self.known.get(&what) {
            let group = &mut self.groups[*index];
            group.count += 1;
            group.last = at;
        } else if self.groups.len() >= MOST {
            self.others += 1;
        } else {
            self.known.insert(what.clone(), self.groups.len());
            self.groups.push(Group { count: 1, first: at.clone(), last: at, what });
        }
    }

    /// Counts some that are in no group.
    pub fn add_others(&mut self, count: u64) {
        self.others += count;
    }

    /// Writes the groups, in the order of their first members.
    pub fn write(&self, out: &mut dyn Write, is_json: bool) -> Result<(), Stop> {
        if is_json {
            let mut text = Vec::new();
            self.groups.iter().try_for_each(|group| record::push(&mut text, group))?;
            if self.others > 0 {
                record::push(&mut text, &serde_json::json!({ "count": self.others }))?;
            }
            return Ok(out.write_all(&text)?);
        }
        let screen = terminal::output();
        for Group { count, first, last, what } in &self.groups {
            let (word, text) = what.text();
            let at = |at: &At| {
                let place = at.line.zip(at.column).map(|(line, column)| format!(":{line}:{column}"));
                format!("#{} {}{}", at.number, Name(at.file.clone()), place.unwrap_or_default())
            };
            let places = match count {
                1 => at(first),
                _ => format!("first {}, last {}", at(first), at(last)),
            };
            let (text, places) = (visible(&text), format!("({places})"));
            let line = format!("{count:>8} {word}{text}  {places}");
            if screen.width().is_none_or(|width| line.width() <= width) {
                writeln!(out, "{count:>8} {word}{}  {}", screen.bold(&text), screen.dim(&places))?;
            } else {
                // What does not fit on one line goes below it.
                let below = |text: &str| screen.wrap(text, MARGIN.len()).replace('\n', &format!("\n{MARGIN}"));
                let (text, places) = (below(&format!("{word}{text}")), below(&places));
                writeln!(out, "{count:>8} {}\n{MARGIN}{}", screen.bold(&text), screen.dim(&places))?;
            }
        }
        if self.others > 0 {
            writeln!(out, "{:>8} others, of too many different kinds", self.others)?;
        }
        Ok(())
    }
}
