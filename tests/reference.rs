//! The pages of `docs/commands/`, which are made from the tables: one for each command, and a list of all.
//!
//! ```sh
//! UPDATE=1 cargo test --test reference   # writes them
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Holds, Row, RowKind, Schema};
use broadworks_cap::validate::{FieldRule, Format};
use broadworks_cap::xml::{Lexer, Token};
use broadworks_cap::{Command, Limits};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the names of items, or a word for none.
fn list<T>(items: &[T], name: impl Fn(&T) -> String, none: &str) -> String {
    if items.is_empty() { none.into() } else { items.iter().map(name).collect::<Vec<_>>().join(", ") }
}

/// Returns text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A field: its path in `commandData`, and its row.
fn fields(schema: &'static Schema, above: &str, found: &mut Vec<(String, &'static Row)>) {
    for row in schema.rows.iter().filter(|row| row.kind != RowKind::Moved) {
        let path = match row.kind {
            RowKind::Attribute => format!("{above}@{}", row.name),
            RowKind::Text => format!("{above}text"),
            _ => format!("{above}{}", row.name),
        };
        found.push((path.clone(), row));
        if let Some(inner) = row.inner {
            fields(inner, &format!("{path}/"), found);
        }
    }
}

/// Returns the rule of a format for the field at a path.
fn rule<'f>(mut rules: &'f [FieldRule], path: &str) -> Option<&'f FieldRule> {
    let mut found = None;
    for name in path.split('/') {
        let (attribute, name) = (name.starts_with('@'), name.trim_start_matches('@'));
        found = Some(rules.iter().find(|rule| rule.attribute == attribute && rule.name == name)?);
        rules = found?.fields;
    }
    found
}

/// Returns what holds in each format, once if it is the same everywhere.
fn of_formats<'f>(formats: impl Iterator<Item = (&'f str, Option<String>)>) -> String {
    match &formats.collect::<Vec<_>>()[..] {
        [] => String::new(),
        [(_, first), others @ ..] if others.iter().all(|(_, other)| other == first) => {
            first.clone().unwrap_or_default()
        }
        several => {
            let each = several.iter().filter_map(|(name, word)| Some(format!("{name}: {}", word.as_ref()?)));
            each.collect::<Vec<_>>().join("<br>")
        }
    }
}

/// Says in which formats a field is needed.
fn needed(rule: &FieldRule) -> String {
    let mut word = String::from(if rule.required { "must" } else { "may" });
    if rule.in_ccc2 {
        word += " (CCC2)";
    } else if rule.blank_in_ccc2 {
        word += " (CCC2: empty)";
    }
    word
}

/// Returns the contradictions of the specification about a field.
fn errata(formats: &[Format], path: &str, row: &Row) -> String {
    let rules: Vec<_> = formats.iter().filter_map(|format| rule(format.fields, path)).collect();
    let mut numbers: Vec<u16> = rules.iter().filter_map(|rule| Some(rule.erratum?.number)).collect();
    numbers.extend(rules.iter().flat_map(|rule| rule.relations).map(|relation| relation.erratum));
    let also = [
        (rules.iter().any(|rule| rule.blank_in_ccc2 || rule.optional_in_ccc2), 37),
        (row.either, 32),
        (row.first_of_two.is_some(), 12),
    ];
    numbers.extend(also.into_iter().filter(|(is, _)| *is).map(|(_, number)| number));
    numbers.retain(|number| *number != 0);
    numbers.sort_unstable();
    numbers.dedup();
    list(&numbers, |number| format!("[E{number:03}](../errata.md)"), "")
}

fn kind(row: &Row) -> &'static str {
    match row.holds {
        Holds::Text => "text",
        Holds::Word(words) if words.len() == 2 && words[0].wire == "True" => "`True` or `False`",
        Holds::Word(_) => "word",
        Holds::Number => "number",
        Holds::Time => "time, ms since 1970",
        Holds::Duration => "duration, ms",
        Holds::Flag => "flag, empty",
        Holds::Secret => "secret",
        Holds::Element(_) => "element",
        _ => "",
    }
}

/// The files of the corpus with a message of a command.
fn examples(command: CommandType) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["corpus/cap-c", "corpus/ccc2"] {
        for entry in fs::read_dir(root().join(folder)).expect("a folder").flatten() {
            let name = entry.file_name().into_string().expect("ASCII");
            let stem = name.trim_end_matches(".xml");
            if stem == command.as_str() || stem.strip_prefix(command.as_str()).is_some_and(|rest| rest.starts_with('-'))
            {
                found.push(entry.path());
            }
        }
    }
    // The one of a call client first: it has most fields.
    found.sort_by_key(|file| (file.to_string_lossy().contains("console"), file.clone()));
    found
}

/// Returns a document with an element on each line.
fn indented(document: &str) -> String {
    let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).expect("a good document");
    let (mut out, mut level, mut open, mut leaf) = (String::new(), 0, false, false);
    while let Some(token) = lexer.next().expect("a good document") {
        match token {
            Token::Attribute(..) => write!(out, " {}", lexer.slice(lexer.token_start(), lexer.position())),
            Token::Open(name) => {
                let end = if open { ">\n" } else { "" };
                (open, leaf, level) = (true, true, level + 1);
                write!(out, "{end}{:1$}<{name}", "", 2 * (level - 1))
            }
            Token::Text(text) if text.is_blank() => Ok(()),
            Token::Text(_) => {
                let end = if open { ">" } else { "" };
                open = false;
                write!(out, "{end}{}", lexer.slice(lexer.token_start(), lexer.position()))
            }
            Token::Close(name) => {
                level -= 1;
                let indent = if leaf { 0 } else { 2 * level };
                let was_open = std::mem::take(&mut open);
                leaf = false;
                if was_open { writeln!(out, "/>") } else { writeln!(out, "{:indent$}</{name}>", "") }
            }
            _ => Ok(()),
        }
        .unwrap();
    }
    out
}

fn protocols(command: CommandType) -> String {
    list(command.protocols(), |protocol| protocol.describe().into(), "none")
}

fn directions(command: CommandType) -> String {
    list(command.directions(), |direction| direction.describe().into(), "none")
}

fn page(command: CommandType) -> String {
    let mut out = String::new();
    let name = command.as_str();
    writeln!(out, "# {name}\n\n{}\n", command.meaning()).unwrap();
    let formats = command.formats();
    let link = |other: CommandType| format!("[{0}]({0}.md)", other.as_str());
    let asks: Vec<_> = CommandType::ALL.iter().filter(|other| other.answered_by() == Some(command)).copied().collect();
    let facts = [
        ("Direction", directions(command)),
        ("Protocols", protocols(command)),
        (
            "Applications",
            list(command.applications(), |application| application.describe().into(), "none: it serves the connection"),
        ),
        ("Answered by", command.answered_by().map_or("nothing".into(), link)),
        ("Answers", list(&asks, |other| link(*other), "nothing")),
        ("Since", command.since().map_or("not said".into(), |version| version.to_string())),
        ("Formats", list(formats, |format| format!("{} (section {})", format.name, format.section), "none")),
    ];
    writeln!(out, "| | |\n|---|---|").unwrap();
    for (what, is) in facts {
        writeln!(out, "| {what} | {is} |").unwrap();
    }

    let mut all = Vec::new();
    fields(Command::schema(command), "", &mut all);
    writeln!(out, "\n## Fields\n\nPaths are below `commandData`; `@` is an attribute, `*` a list. `Needed` says whether the tables require a field where its parent is there, `Since` which version brought it (empty: as old as its parent, or not said).\n").unwrap();
    writeln!(out, "| Path | Holds | Meaning | Needed | Since | Errata |\n|---|---|---|---|---|---|").unwrap();
    for (path, row) in &all {
        let many = if row.many { " *" } else { "" };
        let also = list(row.aliases, |alias| format!("`{alias}`"), "");
        let also = if also.is_empty() { also } else { format!(" Also read as {also}.") };
        let rules = || formats.iter().map(|format| (format.name, rule(format.fields, path)));
        let needed = of_formats(rules().map(|(name, rule)| (name, rule.map(needed))));
        let since = of_formats(rules().filter_map(|(name, rule)| Some((name, rule?.since.map(str::to_owned)))));
        let errata = errata(formats, path, row);
        writeln!(
            out,
            "| `{path}`{many} | {} | {}{also} | {needed} | {since} | {errata} |",
            kind(row),
            cell(row.meaning)
        )
        .unwrap();
    }

    let sets =
        all.iter().filter(|(_, row)| row.words().len() > 2 || row.words().first().is_some_and(|w| w.wire != "True"));
    for (index, (path, row)) in sets.enumerate() {
        if index == 0 {
            writeln!(out, "\n## Values").unwrap();
        }
        writeln!(out, "\n`{path}`\n\n| On the wire | Name | Meaning | Since |\n|---|---|---|---|").unwrap();
        for word in row.words() {
            let wire = if word.wire.is_empty() { "(empty)".into() } else { format!("`{}`", word.wire) };
            let name = if word.name == word.wire { "" } else { word.name };
            writeln!(out, "| {wire} | {name} | {} | {} |", cell(word.meaning), word.since.unwrap_or_default()).unwrap();
        }
    }

    let files = examples(command);
    writeln!(out, "\n## Example").unwrap();
    if let Some(file) = files.first() {
        let text = fs::read_to_string(file).expect("a file of the corpus");
        writeln!(out, "\n```xml\n{}\n```", indented(&text).trim()).unwrap();
    }
    let links = |file: &PathBuf| {
        let name = file.strip_prefix(root()).expect("in the corpus").display().to_string();
        format!("[`{name}`](../../{name})")
    };
    writeln!(out, "\nFrom the corpus: {}.", list(&files, links, "none")).unwrap();
    out
}

fn index() -> String {
    let mut out = String::from(
        "# Commands\n\nA page for each command, made from the tables of the crate. [../protocol.md](../protocol.md) says how they play together, and\n\
         [../errata.md](../errata.md) where the specification contradicts itself (the numbers `E001` and so on).\n\n\
         | Command | Meaning | Direction | Protocols |\n|---|---|---|---|\n",
    );
    for command in CommandType::ALL.iter().copied() {
        let (name, directions) = (command.as_str(), directions(command));
        writeln!(out, "| [{name}]({name}.md) | {} | {directions} | {} |", cell(command.meaning()), protocols(command))
            .unwrap();
    }
    out
}

#[test]
fn every_command_has_its_page_as_the_tables_say() {
    let folder = root().join("docs/commands");
    let pages = CommandType::ALL.iter().map(|command| (format!("{}.md", command.as_str()), page(*command)));
    let pages: Vec<_> = pages.chain([("README.md".into(), index())]).collect();
    for (name, text) in &pages {
        let path = folder.join(name);
        if env::var_os("UPDATE").is_some() {
            fs::create_dir_all(&folder).expect("the folder is writable");
            fs::write(&path, text).expect("the file is writable");
        }
        let stored = fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == *text, "docs/commands/{name} is out of date; UPDATE=1 cargo test --test reference");
    }
    let stored = fs::read_dir(&folder).expect("the folder is there").count();
    assert_eq!(stored, pages.len(), "a page is of no command");
}

/// What a meaning says of a version is what the tables of the formats say.
#[test]
fn meanings_and_tables_name_the_same_versions() {
    // These sentences are about one value, or about a behaviour.
    const OTHERS: [&str; 2] = ["@callId", "appearance"];
    let mut count = 0;
    for command in CommandType::ALL.iter().copied() {
        let mut all = Vec::new();
        fields(Command::schema(command), "", &mut all);
        for (path, row) in all {
            let said = row.meaning.split("since ").skip(1).filter_map(|rest| {
                let version = rest.split(|c: char| !c.is_alphanumeric() && c != '.').next()?.trim_end_matches('.');
                version.contains('.').then_some(version)
            });
            for version in said.filter(|_| !OTHERS.iter().any(|other| path.ends_with(other))) {
                // What a field came with, its own fields came with, too.
                let above = path.match_indices('/').map(|(end, _)| &path[..end]).chain([&*path]);
                let rules = command
                    .formats()
                    .iter()
                    .flat_map(|format| above.clone().filter_map(|path| rule(format.fields, path)));
                let mut dated = rules.flat_map(|rule| rule.since.into_iter().chain(rule.dated.iter().map(|(_, v)| *v)));
                let of_command = command.since().is_some_and(|since| since.as_str() == version);
                assert!(of_command || dated.any(|since| since == version), "{} {path}: {version}", command.as_str());
                count += 1;
            }
        }
    }
    assert!(count > 50, "{count} versions");
}

/// Every row and every word says what it means, in a sentence.
#[test]
fn everything_has_a_meaning() {
    let mut count = 0;
    for command in CommandType::ALL.iter().copied() {
        let mut all = Vec::new();
        fields(Command::schema(command), "", &mut all);
        for (path, row) in all {
            for (what, meaning) in row.words().iter().map(|word| (word.wire, word.meaning)).chain([("", row.meaning)]) {
                let name = format!("{} {path} {what}: {meaning:?}", command.as_str());
                assert!(
                    meaning.ends_with('.') && meaning.starts_with(|c: char| c.is_uppercase() || c == '`'),
                    "{name}"
                );
                assert!(!meaning.contains("  ") && meaning.len() > 2, "{name}");
                count += 1;
            }
        }
    }
    assert!(count > 600, "{count} meanings");
}
