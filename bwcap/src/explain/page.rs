//! A page of text, laid out for the screen.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use crate::terminal::{self, Screen};

/// Width of a page where the width of the screen is unknown.
const WIDTH: usize = 100;
/// Widest first column of a table.
const COLUMN: usize = 34;

/// A page that grows line by line.
pub struct Page {
    text: String,
    screen: Screen,
}

impl Default for Page {
    fn default() -> Self {
        Self { text: String::new(), screen: terminal::output() }
    }
}

impl Page {
    pub fn text(&self) -> &str {
        &self.text
    }

    fn width(&self) -> usize {
        self.screen.width().unwrap_or(WIDTH)
    }

    /// Begins a part of the page.
    pub fn head(&mut self, name: &str, what: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let head = format!("{}  {}", self.screen.bold(name), self.screen.dim(&format!("({what})")));
        // A long remark goes on below.
        if name.width() + what.width() + 4 <= self.width() {
            _ = writeln!(self.text, "{head}");
        } else {
            _ = writeln!(self.text, "{}", self.screen.bold(name));
            self.line(&format!("({what})"));
        }
    }

    /// Adds a paragraph.
    pub fn line(&mut self, text: &str) {
        self.indented(2, text);
    }

    fn indented(&mut self, indent: usize, text: &str) {
        for line in self.screen.or_width(WIDTH).wrap(text, indent).lines() {
            _ = writeln!(self.text, "{:indent$}{line}", "");
        }
    }

    /// Adds names, as many on a line as fit.
    pub fn list<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        let names: Vec<&str> = names.collect();
        self.line(&names.join("  "));
    }

    /// Adds rows of a table: what it is, and what it means.
    pub fn table(&mut self, rows: &[(String, String)]) {
        let widest =
            rows.iter().map(|(name, _)| name.width()).filter(|width| *width <= COLUMN).max().unwrap_or_default();
        let column = widest.min(self.width() / 2);
        for (name, meaning) in rows {
            let indent = 4 + column;
            let meaning = self.screen.or_width(WIDTH).wrap(meaning, indent);
            let mut lines = meaning.lines();
            if name.width() > column {
                _ = writeln!(self.text, "  {name}");
            } else {
                let fill = column - name.width();
                _ = writeln!(
                    self.text,
                    "{}",
                    format!("  {name}{:fill$}  {}", "", lines.next().unwrap_or_default()).trim_end()
                );
            }
            for line in lines {
                _ = writeln!(self.text, "{:indent$}{line}", "");
            }
        }
    }
}
