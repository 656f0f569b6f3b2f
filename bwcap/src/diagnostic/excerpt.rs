//! Excerpts of a document around the marked places, cut to the width of the screen. A whole document is often on one line.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Mark;
use crate::shown::steers;

/// Columns on either side of a mark where the width of the screen is unknown.
const AROUND: usize = 50;
/// Fewest columns on either side of a mark.
const LEAST: usize = 8;
/// Fewest columns of a part of a line.
const NARROW: usize = 30;
/// Columns before a line: its number, which nearly always has up to five digits, and a stroke.
const GUTTER: usize = 8;
/// Columns of a tab, as the renderer shows it.
const TAB: usize = 4;

/// One line of a document, or a part of it, with its marks.
pub struct Excerpt<'m> {
    /// Offset in the document, which tells the line.
    pub start: usize,
    source: String,
    /// Where the marks are in the source.
    marks: Vec<(Range<usize>, &'m Mark)>,
}

impl<'m> Excerpt<'m> {
    /// Returns the excerpt for a renderer. The first mark of all is the one that the finding is about.
    pub fn snippet(&'m self, line: u64, first: &Mark) -> Snippet<'m, Annotation<'m>> {
        let annotations = self.marks.iter().map(|(range, mark)| {
            let kind = if std::ptr::eq(*mark, first) { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range.clone()).label((!mark.label.is_empty()).then_some(&*mark.label))
        });
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        Snippet::source(&*self.source).line_start(line).fold(false).annotations(annotations)
    }
}

/// Returns the excerpts for these marks: one for each line that has any.
pub fn excerpts<'m>(document: &[u8], marks: &'m [Mark], width: Option<usize>) -> Vec<Excerpt<'m>> {
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by_key(|mark| mark.span.start);
    let between = |from: usize, to: usize| document.get(from..to).unwrap_or_default();
    // Lines of groups of marks that are near each other.
    let mut lines: Vec<Vec<Vec<&Mark>>> = Vec::new();
    for mark in sorted {
        let far = width.map_or(AROUND, |width| width.saturating_sub(GUTTER) / 2);
        let Some(line) = lines.last_mut() else {
            lines.push(vec![vec![mark]]);
            continue;
        };
        let start = |group: &Vec<&Mark>| group[0].span.start;
        let is_same_line =
            line.first().is_some_and(|group| !between(start(group), mark.span.start).iter().any(is_break));
        match line.last_mut() {
            Some(group) if is_same_line && between(start(group), mark.span.end).len() <= far => group.push(mark),
            _ if is_same_line => line.push(vec![mark]),
            _ => lines.push(vec![vec![mark]]),
        }
    }
    let room = |count| width.map(|width| width.saturating_sub(GUTTER) / count);
    // On a narrow screen each group has an excerpt of its own.
    let is_narrow = |count| room(count).is_some_and(|room| room < NARROW);
    let lines = lines.into_iter().flat_map(|groups| match is_narrow(groups.len()) {
        true => groups.into_iter().map(|group| vec![group]).collect(),
        false => vec![groups],
    });
    let joined = |groups: Vec<Vec<&'m Mark>>| {
        let (around, room) = (AROUND / groups.len(), room(groups.len()));
        let mut parts = groups.into_iter().map(|group| excerpt(document, group, around, room));
        let mut whole = parts.next()?;
        for part in parts {
            // Each part ends or begins with the mark of a cut.
            whole.source.truncate(whole.source.trim_end_matches('…').len());
            let base = whole.source.len();
            whole.source.push_str(&part.source);
            whole
                .marks
                .extend(part.marks.into_iter().map(|(range, mark)| (base + range.start..base + range.end, mark)));
        }
        Some(whole)
    };
    lines.filter_map(joined).collect()
}

fn is_break(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Returns the columns that a character takes.
fn columns(c: char) -> usize {
    if c == '\t' { TAB } else { c.width().unwrap_or(1) }
}

/// Returns bytes as text, each control character replaced by one visible character, so that the marks are at the right
/// columns.
fn line(bytes: &[u8]) -> String {
    let shown = |c: char| if c != '\t' && steers(c) { char::REPLACEMENT_CHARACTER } else { c };
    String::from_utf8_lossy(bytes).chars().map(shown).collect()
}

/// Returns the longest part of a text, from its start or its end, that fits into so many columns, with `…` if it is cut.
fn fitting(text: &str, room: usize, from_end: bool) -> String {
    if text.chars().map(columns).sum::<usize>() <= room {
        return text.into();
    }
    let mut left = room.saturating_sub(1);
    let mut fits = |c: &char| {
        let columns = columns(*c);
        let fits = columns <= left;
        left = left.saturating_sub(columns);
        fits
    };
    if from_end {
        let kept: Vec<char> = text.chars().rev().take_while(&mut fits).collect();
        std::iter::once('…').chain(kept.into_iter().rev()).collect()
    } else {
        text.chars().take_while(&mut fits).chain(['…']).collect()
    }
}

fn excerpt<'m>(document: &[u8], marks: Vec<&'m Mark>, around: usize, room: Option<usize>) -> Excerpt<'m> {
    let length = document.len();
    let (start, end) = (marks[0].span.start.min(length), marks[marks.len() - 1].span.end.min(length));
    // Only the part that can be shown is read: a line may be megabytes long and have many findings.
    let most = 4 * room.unwrap_or(2 * around);
    let near = start.saturating_sub(most);
    let from = document[near..start].iter().rposition(is_break).map_or(near, |at| near + at + 1);
    let is_whole = from == 0 || is_break(&document[from - 1]);
    let far = length.min(end.min(start + most) + most + 4);
    let to = document[start..far].iter().position(is_break).map_or(far, |at| start + at);
    let end = end.min(to).min(start + most).max(start);

    let found = document[start..end].utf8_chunks().map(|chunk| line(chunk.valid().as_bytes()).width()).sum::<usize>();
    let label = marks.iter().map(|mark| mark.label.width() + 1).max().unwrap_or_default();
    let (before, middle, after) = match room {
        None => (around, usize::MAX, around),
        Some(room) => {
            let middle = found.min(room.saturating_sub(2 * LEAST));
            let free = room - middle;
            let before = (free / 2).min(free.saturating_sub(label)).max(LEAST.min(free));
            (before, middle, free - before)
        }
    };
    let text = line(&document[from..start]);
    let text = if is_whole { text } else { format!("…{text}") };
    let mut source = fitting(&text, before, true);
    let mut ranges = Vec::with_capacity(marks.len());
    let base = source.len();
    let middle = fitting(&line(&document[start..end]), middle, false);
    source.push_str(&middle);
    for mark in marks {
        // Up to the place where it was cut, the text has the lengths of the document, but for replaced characters.
        let at = |offset: usize| {
            let shown = line(&document[start..offset.clamp(start, end)]).len();
            base + if middle.is_char_boundary(shown) { shown.min(middle.len()) } else { middle.len() }
        };
        ranges.push((at(mark.span.start)..at(mark.span.end), mark));
    }
    source.push_str(&fitting(&line(&document[end..to]), after, false));
    Excerpt { start, source, marks: ranges }
}
