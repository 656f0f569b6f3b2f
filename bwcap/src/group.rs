//! `--group`: what is the same is shown once, with how often it came.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Write;

use serde::Serialize;

use crate::Stop;
use crate::input::Place;
use crate::record;
use crate::shown::{Name, visible};
use crate::stream::Piece;
use crate::terminal;

/// Most groups. What comes later and is in none of them is only counted.
const MOST: usize = 10_000;

/// Where a piece stood.
#[derive(Serialize)]
struct At {
    number: u64,
    file: String,
    line: u64,
    column: u64,
    offset: u64,
}

impl At {
    fn new(piece: &Piece<'_>, place: Place) -> Self {
        let (number, file) = (piece.number, piece.origin.file.0.clone());
        Self { number, file, line: place.line, column: place.column, offset: place.offset }
    }
}

#[derive(Serialize)]
struct Group {
    count: u64,
    first: At,
    last: At,
    command: Option<String>,
    summary: Option<String>,
    error: Option<String>,
}

/// All groups of a run.
#[derive(Default)]
pub struct Groups {
    /// Index of a group by its headline or error.
    by_text: HashMap<(bool, String), usize>,
    groups: Vec<Group>,
    /// Number of pieces in no group.
    others: u64,
}

impl Groups {
    /// Adds a message by its headline, or an error by its text.
    pub fn add(&mut self, piece: &Piece<'_>, place: Place, command: Option<&str>, text: String, is_error: bool) {
        let is_full = self.groups.len() >= MOST;
        match self.by_text.entry((is_error, text)) {
            Entry::Occupied(entry) => {
                let group = &mut self.groups[*entry.get()];
                group.count += 1;
                group.last = At::new(piece, place);
            }
            Entry::Vacant(_) if is_full => self.others += 1,
            Entry::Vacant(entry) => {
                let text = entry.key().1.clone();
                let (summary, error) = if is_error { (None, Some(text)) } else { (Some(text), None) };
                let (first, last) = (At::new(piece, place), At::new(piece, place));
                let command = command.map(Into::into);
                self.groups.push(Group { count: 1, first, last, command, summary, error });
                entry.insert(self.groups.len() - 1);
            }
        }
    }

    /// Writes the groups, in the order of their first pieces.
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
        for group in &self.groups {
            let is_error = if group.error.is_some() { "error: " } else { "" };
            let text = visible(group.summary.as_ref().or(group.error.as_ref()).map_or("", |text| text));
            let at = |at: &At| format!("#{} {}:{}:{}", at.number, Name(at.file.clone()), at.line, at.column);
            let places = match group.count {
                1 => at(&group.first),
                _ => format!("first {}, last {}", at(&group.first), at(&group.last)),
            };
            writeln!(
                out,
                "{:>8} {is_error}{}  {}",
                group.count,
                screen.bold(&text),
                screen.dim(&format!("({places})"))
            )?;
        }
        if self.others > 0 {
            writeln!(out, "{:>8} others; more than {MOST} are different", self.others)?;
        }
        Ok(())
    }
}
