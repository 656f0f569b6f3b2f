//! Findings and errata: what the codec says of each, and the rows of its pages.

use broadworks_cap::Kind;
use broadworks_cap::validate::session::SessionRule;
use broadworks_cap::validate::{ERRATA, RULES, Rule};

use super::page::Page;
use crate::diagnostic::REMARKS;

/// Explains every finding and erratum of this name. Returns `false` if none has it.
pub fn explain(is: &dyn Fn(&str) -> bool, page: &mut Page) -> bool {
    let before = page.text().len();
    for kind in Kind::ALL.iter().filter(|kind| is(kind.id())) {
        page.head(kind.id(), "error: the document is not well-formed, or exceeds a limit");
        page.line(&sentence(kind.describe()));
        page.line("Nothing behind this place is read; the next document is.");
    }
    for row in rows(RULES).filter(|row| row.name().is_some_and(is)) {
        let id = row.name().unwrap_or_default();
        let rule = Rule::ALL.iter().find(|rule| rule.id() == id);
        let session = SessionRule::ALL.iter().find(|rule| rule.id() == id);
        let (what, says) = match (rule, session) {
            (Some(rule), _) => ("deviation: valid, but not as the field tables document it", Some(rule.describe())),
            (_, Some(rule)) => ("rule of a session", Some(rule.describe())),
            _ => ("violation of the DTD: a validating parser rejects the document", None),
        };
        page.head(id, what);
        let basis = session.map(|rule| format!("This is {}.", rule.basis().describe()));
        // The page says the same in other words, and sometimes more.
        let of_page = row
            .cells
            .iter()
            .skip(if rule.is_some() { 2 } else { 1 })
            .filter(|cell| !cell.is_empty())
            .map(|cell| sentence(cell));
        for text in says.map(sentence).into_iter().chain(of_page.filter(|_| session.is_none())).chain(basis) {
            page.line(&text);
        }
    }
    for (id, says) in REMARKS.iter().filter(|(id, _)| is(id)) {
        page.head(id, "remark: read here and refused elsewhere");
        page.line(says);
    }
    for number in errata().into_iter().filter(|number| is(&format!("E{number:03}"))) {
        page.head(&format!("E{number:03}"), "contradiction of the specification");
        for row in rows(ERRATA).filter(|row| row.numbers().contains(&number)) {
            page.line(&format!("{}:", row.section));
            let cells = row.heads.iter().zip(&row.cells).skip(1).filter(|(_, cell)| !cell.is_empty());
            page.table(&cells.map(|(head, cell)| (head.clone(), cell.clone())).collect::<Vec<_>>());
        }
    }
    page.text().len() > before
}

/// Returns all names that [`explain`] knows.
pub fn names() -> Vec<&'static str> {
    let kinds = Kind::ALL.iter().map(|kind| kind.id());
    let remarks = REMARKS.iter().map(|(id, _)| *id);
    kinds.chain(remarks).chain(rows(RULES).filter_map(|row| row.name())).collect()
}

/// Returns the names of the violations of the DTD.
pub fn violations() -> Vec<&'static str> {
    let of_dtd = rows(RULES).filter(|row| row.section.contains("DTD"));
    of_dtd.filter_map(|row| row.name()).collect()
}

/// Returns the numbers of all errata, in order.
pub fn errata() -> Vec<u16> {
    let mut numbers: Vec<u16> = rows(ERRATA).flat_map(|row| row.numbers()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Returns a text with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let end = if text.ends_with(['.', ':', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// A row of a table of a page.
struct Row {
    /// The heading above the table.
    section: &'static str,
    heads: Vec<String>,
    cells: Vec<String>,
    /// The first cell as it is written.
    first: &'static str,
}

impl Row {
    /// Returns the stable name in the first cell.
    fn name(&self) -> Option<&'static str> {
        self.first.strip_prefix('`')?.strip_suffix('`')
    }

    /// Returns the numbers of errata in the first cell: `E012`, `E025, E026`, `E063 to E078`.
    fn numbers(&self) -> Vec<u16> {
        let number = |text: &str| text.trim().strip_prefix('E')?.parse::<u16>().ok();
        let part = |text: &str| match text.split_once(" to ") {
            Some((from, to)) => number(from).zip(number(to)).map(|(from, to)| from..=to),
            None => number(text).map(|number| number..=number),
        };
        self.first.split(',').filter_map(part).flatten().collect()
    }
}

/// Returns the rows of all tables of a page.
fn rows(page: &'static str) -> impl Iterator<Item = Row> {
    let (mut section, mut heads) = ("", Vec::new());
    let mut lines = page.lines().peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            if let Some(heading) = line.strip_prefix("## ") {
                section = heading;
                continue;
            }
            let Some(inner) = line.strip_prefix("| ").and_then(|line| line.trim_end().strip_suffix('|')) else {
                continue;
            };
            let cells: Vec<&'static str> = inner.split(" | ").map(str::trim).collect();
            if lines.peek().is_some_and(|next| next.starts_with("|---")) {
                heads = cells.iter().map(|cell| plain(cell)).collect();
                continue;
            }
            let first = cells.first().copied().unwrap_or_default();
            return Some(Row {
                section,
                heads: heads.clone(),
                cells: cells.iter().map(|cell| plain(cell)).collect(),
                first,
            });
        }
    })
}

/// Returns Markdown without its links and its emphasis.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let (before, link) = rest.split_at(start);
        out.push_str(before);
        let parts = link[1..].split_once("](").and_then(|(name, behind)| Some((name, behind.split_once(')')?.1)));
        match parts {
            Some((name, behind)) => {
                out.push_str(name);
                rest = behind;
            }
            None => {
                out.push('[');
                rest = &link[1..];
            }
        }
    }
    (out + rest).replace('*', "").replace("\\|", "|")
}
