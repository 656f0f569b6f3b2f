//! Commands, elements, attributes and values: what the tables of the codec say of them.

use broadworks_cap::dtd::{ContentModel, Dtd};
use broadworks_cap::message::values::{ActionType, CommandType, FailureCause, UserLogoutReason};
use broadworks_cap::schema::{Holds, Row, RowKind, Schema, Word};
use broadworks_cap::validate::{ActionRule, FieldRule};
use broadworks_cap::{Command, Protocol};

use super::page::Page;

/// A row of a table, and where it is.
struct Field {
    command: CommandType,
    /// Names of the elements around it in `commandData`, from the outermost on, and its own; `@` before an attribute.
    path: Vec<String>,
    row: &'static Row,
}

impl Field {
    /// Returns its path from the command on.
    fn full_path(&self) -> String {
        format!("{}/{}", self.command.as_str(), self.path.join("/"))
    }

    /// Returns its name; that of the element for the text of one.
    fn name(&self) -> &str {
        match self.row.kind {
            RowKind::Text => self.path.iter().rev().nth(1).map_or("", |name| name),
            _ => self.row.name,
        }
    }
}

/// Returns all fields of a command.
fn fields_of(command: CommandType) -> Vec<Field> {
    let mut found = Vec::new();
    collect(command, Command::schema(command), &[], &mut found);
    found
}

fn collect(command: CommandType, schema: &'static Schema, above: &[String], found: &mut Vec<Field>) {
    for row in schema.rows.iter().filter(|row| row.kind != RowKind::Moved) {
        let name = match row.kind {
            RowKind::Attribute => format!("@{}", row.name),
            RowKind::Text => "(text)".into(),
            _ => row.name.into(),
        };
        let path = [above, &[name]].concat();
        found.push(Field { command, path: path.clone(), row });
        if let Some(inner) = row.inner {
            collect(command, inner, &path, found);
        }
    }
}

fn fields() -> impl Iterator<Item = Field> {
    CommandType::ALL.iter().flat_map(|command| fields_of(*command))
}

/// Returns a name for what a row holds, with its unit.
fn kind(row: &Row) -> &'static str {
    match row.holds {
        Holds::Text => "text",
        Holds::Word(words) if words.len() == 2 && words[0].wire == "True" => "True or False",
        Holds::Word(_) => "one of its values",
        Holds::Number => "number",
        Holds::Time => "time, milliseconds since 1970",
        Holds::Duration => "duration, milliseconds",
        Holds::Flag => "empty; its presence is the message",
        Holds::Secret => "secret text",
        Holds::Element(_) => "element",
        _ => "",
    }
}

/// Explains every command, element, attribute and value of this name. Returns `false` if none has it.
pub fn explain(word: &str, is: &dyn Fn(&str) -> bool, page: &mut Page) -> bool {
    let before = page.text().len();
    if word.contains('/') {
        return path(word, page);
    }
    if matches!(word, "command" | "commands") {
        page.head("Commands", "each is explained by `bwcap explain COMMAND`");
        let row = |command: &CommandType| (command.as_str().to_owned(), command.meaning().to_owned());
        page.table(&CommandType::ALL.iter().map(row).collect::<Vec<_>>());
    }
    for command in CommandType::ALL.iter().filter(|command| is(command.as_str())) {
        explain_command(*command, page);
    }
    let all: Vec<Field> = fields().collect();
    let is_alias = |row: &Row| row.aliases.iter().any(|alias| is(alias));
    explain_fields(all.iter().filter(|field| is(field.name()) || is_alias(field.row)), page);
    let with_word = |field: &Field| field.row.words().iter().any(|it| is_word(it, is));
    explain_words(all.iter().filter(|field| with_word(field)), is, page);
    if page.text().len() == before {
        of_dtd(is, page);
    }
    page.text().len() > before
}

fn is_word(word: &Word, is: &dyn Fn(&str) -> bool) -> bool {
    // A digit alone has too many meanings.
    let is_code = word.wire.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    (!is_code && is(word.wire)) || (!word.name.is_empty() && is(word.name))
}

/// Explains the fields at a path, or at the end of one.
fn path(path: &str, page: &mut Page) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(['@'], "");
    let wanted = format!("/{}", plain(path.trim_matches('/')));
    let wanted = wanted.replace("/broadsoftdocument", "").replace("/command/", "/").replace("/commanddata", "");
    let all: Vec<Field> = fields().collect();
    let is_at = |field: &&Field| {
        let own = format!("/{}", plain(&field.full_path()));
        own.ends_with(&wanted) || own.replace("/(text)", "").ends_with(&wanted)
    };
    let before = page.text().len();
    explain_fields(all.iter().filter(is_at), page);
    page.text().len() > before
}

/// Explains a value of the fields of a name or path. Returns `false` if there is none.
pub fn value_of(field: &str, value: &str, page: &mut Page) -> bool {
    let all: Vec<Field> = fields().collect();
    let name = field.rsplit('/').next().unwrap_or(field).trim_start_matches('@');
    let is_field = |it: &&Field| {
        it.name().eq_ignore_ascii_case(name)
            && (!field.contains('/') || it.full_path().replace('@', "").to_lowercase().contains(&field.to_lowercase()))
    };
    let is = |name: &str| name.eq_ignore_ascii_case(value);
    let before = page.text().len();
    let has = |it: &&Field| it.row.words().iter().any(|word| is(word.wire) || is(word.name));
    explain_words(all.iter().filter(is_field).filter(has), &|name| is(name), page);
    if page.text().len() == before {
        explain_codes(all.iter().filter(is_field).filter(has), value, page);
    }
    page.text().len() > before
}

fn explain_command(command: CommandType, page: &mut Page) {
    page.head(command.as_str(), "command");
    page.line(command.meaning());
    let named = |commands: Vec<&str>| if commands.is_empty() { "nothing".into() } else { commands.join(", ") };
    let answers = CommandType::ALL.iter().filter(|other| other.answered_by() == Some(command));
    let format = |name: &str, section: &str| match name {
        "default" => format!("section {section}"),
        _ => format!("{name} (section {section})"),
    };
    let mut rows = vec![
        ("sent", command.directions().iter().map(|direction| direction.describe()).collect::<Vec<_>>().join(", and ")),
        ("protocols", command.protocols().iter().map(|protocol| protocol.describe()).collect::<Vec<_>>().join(", ")),
        ("answered by", named(command.answered_by().map(CommandType::as_str).into_iter().collect())),
        ("answers", named(answers.map(|other| other.as_str()).collect())),
        ("formats", command.formats().iter().map(|it| format(it.name, it.section)).collect::<Vec<_>>().join(", ")),
    ];
    if let Some(version) = command.since() {
        rows.push(("since", version.to_string()));
    }
    page.table(&rows.into_iter().map(|(name, text)| (name.into(), text)).collect::<Vec<_>>());
    page.line("");
    page.line("Fields of `commandData`; `@` is an attribute, `*` a list, `!` required where its parent is:");
    let fields = fields_of(command);
    let row = |field: &Field| {
        let indent = "  ".repeat(field.path.len() - 1);
        let name = field.path.last().map_or("", |name| name);
        let many = if field.row.many { " *" } else { "" };
        let must = if is_required(command, &field.path) { " !" } else { "" };
        (format!("{indent}{name}{many}{must}"), format!("{} [{}]", field.row.meaning, kind(field.row)))
    };
    page.table(&fields.iter().map(row).collect::<Vec<_>>());
}

/// Returns whether all formats of a command require a field.
fn is_required(command: CommandType, path: &[String]) -> bool {
    let rule = |mut rules: &'static [FieldRule]| {
        let mut found = None;
        for name in path {
            let (is_attribute, name) = (name.starts_with('@'), name.trim_start_matches('@'));
            found = Some(rules.iter().find(|rule| rule.attribute == is_attribute && rule.name == name)?);
            rules = found?.fields;
        }
        found
    };
    let formats = command.formats();
    !formats.is_empty() && formats.iter().all(|format| rule(format.fields).is_some_and(|rule| rule.required))
}

/// Explains fields, those together that are the same.
fn explain_fields<'f>(fields: impl Iterator<Item = &'f Field>, page: &mut Page) {
    let mut groups: Vec<(&Field, Vec<String>)> = Vec::new();
    for field in fields {
        let is_same = |(other, _): &&mut (&Field, Vec<String>)| {
            other.row.meaning == field.row.meaning
                && kind(other.row) == kind(field.row)
                && other.row.words() == field.row.words()
                && other.name() == field.name()
        };
        match groups.iter_mut().find(is_same) {
            Some((_, paths)) => paths.push(field.full_path()),
            None => groups.push((field, vec![field.full_path()])),
        }
    }
    for (field, paths) in groups {
        let what = match field.row.kind {
            RowKind::Attribute => "attribute",
            RowKind::Text => "text of an element",
            _ if field.row.inner.is_some() => "element",
            _ => "field",
        };
        page.head(field.name(), &format!("{what}: {}", kind(field.row)));
        page.line(field.row.meaning);
        if !field.row.aliases.is_empty() {
            page.line(&format!("Also read as {}.", field.row.aliases.join(", ")));
        }
        page.line(&format!("In {}.", paths.join(", ")));
        if !field.row.words().is_empty() {
            page.table(&field.row.words().iter().map(row_of_word).collect::<Vec<_>>());
        }
        if let Some(inner) = field.row.inner {
            let rows = inner.rows.iter().filter(|row| !matches!(row.kind, RowKind::Moved | RowKind::Text));
            let row = |row: &Row| {
                let mark = if row.kind == RowKind::Attribute { "@" } else { "" };
                (format!("{mark}{}", row.name), format!("{} [{}]", row.meaning, kind(row)))
            };
            page.table(&rows.map(row).collect::<Vec<_>>());
        }
    }
}

fn row_of_word(word: &Word) -> (String, String) {
    let wire = if word.wire.is_empty() { "(empty)" } else { word.wire };
    let name = if word.name == word.wire { String::new() } else { format!("  {}", word.name) };
    (format!("{wire}{name}"), word.meaning.into())
}

/// Explains values, those together that mean the same.
fn explain_words<'f>(fields: impl Iterator<Item = &'f Field>, is: &dyn Fn(&str) -> bool, page: &mut Page) {
    explain_some(fields, &|word| is_word(word, is), page);
}

/// Explains a value by its code.
fn explain_codes<'f>(fields: impl Iterator<Item = &'f Field>, code: &str, page: &mut Page) {
    explain_some(fields, &|word| word.wire.eq_ignore_ascii_case(code), page);
}

fn explain_some<'f>(fields: impl Iterator<Item = &'f Field>, is: &dyn Fn(&Word) -> bool, page: &mut Page) {
    let mut groups: Vec<(&Word, &str, Vec<String>)> = Vec::new();
    for field in fields {
        for word in field.row.words().iter().filter(|word| is(word)) {
            let is_same = |(other, name, _): &&mut (&Word, &str, Vec<String>)| *other == word && *name == field.name();
            match groups.iter_mut().find(is_same) {
                Some((_, _, paths)) => paths.push(field.full_path()),
                None => groups.push((word, field.name(), vec![field.full_path()])),
            }
        }
    }
    for (word, field, paths) in groups {
        let code = if word.name == word.wire { String::new() } else { format!(" `{}`", word.wire) };
        page.head(word.name, &format!("value{code} of `{field}`"));
        page.line(word.meaning);
        facts(word, page);
        page.line(&format!("In {}.", paths.join(", ")));
    }
}

/// Adds what follows from a value.
fn facts(word: &Word, page: &mut Page) {
    if let Some(cause) = FailureCause::ALL.iter().find(|cause| cause.as_str() == word.wire) {
        page.line(match cause.is_permanent() {
            true => "The same login fails again until somebody changes the user, the password, the client or the configuration.",
            false => "The login may be tried again after a pause.",
        });
    }
    if let Some(reason) = UserLogoutReason::ALL.iter().find(|reason| reason.as_str() == word.wire) {
        page.line(match reason.may_reconnect() {
            true => "The client may log in again by itself, after a pause.",
            false => "The client should not log in again by itself.",
        });
    }
    if let Some(rule) = ActionType::ALL.iter().find(|it| it.as_str() == word.wire).and_then(|it| ActionRule::of(*it)) {
        let answered = if rule.answered { " A response can be asked for." } else { "" };
        page.line(&format!("It takes {rule}.{answered}"));
    }
}

/// Explains what only the DTD declares: the envelope of every command.
fn of_dtd(is: &dyn Fn(&str) -> bool, page: &mut Page) {
    for protocol in Protocol::ALL.iter().copied() {
        let dtd = Dtd::of(protocol);
        for element in dtd.elements().iter().filter(|element| is(element.name)) {
            page.head(element.name, &format!("element of {}", protocol.describe()));
            match &element.content {
                ContentModel::Text => page.line("It holds text."),
                ContentModel::Empty => page.line("It must be empty."),
                ContentModel::Children(places) => {
                    let names: Vec<&str> = places.iter().map(|place| dtd.name(place)).collect();
                    page.line(&format!("It holds {}.", names.join(", ")));
                }
            }
            for attribute in element.attributes {
                let must = if attribute.required { ", required" } else { "" };
                page.line(&format!("@{}{must}: {}", attribute.name, attribute.words.join(", ")));
            }
        }
        for element in dtd.elements() {
            for attribute in element.attributes.iter().filter(|attribute| is(attribute.name)) {
                let must = if attribute.required { ", required" } else { "" };
                page.head(attribute.name, &format!("attribute of `{}` in {}{must}", element.name, protocol.describe()));
                if !attribute.words.is_empty() {
                    page.line(&format!("One of {}.", attribute.words.join(", ")));
                }
            }
        }
    }
}

/// Returns the names of all commands, elements, attributes and values.
pub fn names() -> Vec<&'static str> {
    let commands = CommandType::ALL.iter().map(|command| command.as_str());
    let of_row = |row: &'static Row| {
        let words = row.words().iter().flat_map(|word| [word.wire, word.name]);
        std::iter::once(row.name).chain(words.filter(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic())))
    };
    commands.chain(fields().flat_map(|field| of_row(field.row))).filter(|name| !name.is_empty()).collect()
}

fn sorted(mut names: Vec<&'static str>) -> Vec<&'static str> {
    names.sort_unstable_by_key(|name| name.to_lowercase());
    names.dedup();
    names
}

/// Returns the names of all elements that hold others.
pub fn elements() -> Vec<&'static str> {
    sorted(fields().filter(|field| field.row.inner.is_some()).map(|field| field.row.name).collect())
}

/// Returns the names of all fields that have a set of values.
pub fn sets() -> Vec<&'static str> {
    let is_set = |field: &Field| field.row.words().len() > 2 && !field.row.name.is_empty();
    sorted(fields().filter(is_set).map(|field| field.row.name).collect())
}
