//! Advice about a finding of the validator: what to do, and what the value means that it is about.

use std::ops::Range;

use broadworks_cap::dtd::{ContentModel, Dtd, Violation, ViolationKind};
use broadworks_cap::message::values::{ActionType, CommandType};
use broadworks_cap::schema::{Holds, Row, RowKind, Schema};
use broadworks_cap::validate::{Deviation, Rule, Severity};
use broadworks_cap::{Command, Diagnostic, Protocol};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::cause::Finding;
use super::fault::root_help;
use super::outline::Outline;
use super::suggest::{LISTED, canonical, nearest, nearest_few, other_has, suggestion, value_behind, wrong};
use super::{Judged, Mark, Story};

/// Returns what there is to say about a finding beside its title.
pub fn advise(finding: &Finding<'_>, judged: &Judged<'_>) -> Story {
    let diagnostic = &finding.diagnostic;
    let mut story = Story { marks: vec![Mark::of(diagnostic.span())], ..Story::default() };
    if !finding.more.is_empty() {
        let names: Vec<&str> = finding.more.iter().flat_map(Diagnostic::expected).collect();
        story.notes.push(format!("missing too: {}", listed(&names)));
    }
    match diagnostic {
        Diagnostic::Invalid(violation) => of_dtd(violation, diagnostic, judged, &mut story),
        Diagnostic::Deviation(deviation) => of_tables(deviation, diagnostic, judged, &mut story),
    }
    if !finding.follows.is_empty() {
        let is_here = |other: &&Diagnostic<'_>| other.span() == diagnostic.span();
        let (here, elsewhere): (Vec<&Diagnostic<'_>>, Vec<&Diagnostic<'_>>) = finding.follows.iter().partition(is_here);
        for (what, findings) in
            [("also", here), ("this is also why", elsewhere)].iter().filter(|(_, it)| !it.is_empty())
        {
            let all: Vec<String> = findings.iter().take(LISTED).map(ToString::to_string).collect();
            let more = match findings.len().saturating_sub(LISTED) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            story.notes.push(format!("{what}: {}{more}", all.join("; ")));
        }
    }
    if diagnostic.severity() == Severity::Habit {
        story.notes.push(format!("{}; no error here", Severity::Habit.describe()));
    }
    if judged.wrong_protocol == Some(diagnostic.span().start) && !super::is_of_protocol(diagnostic) {
        let other = super::other(judged.protocol);
        story.notes.push(format!("the message is valid {}: if it is one, use `--protocol {other}`", other.describe()));
    }
    if let Some(number) = diagnostic.erratum() {
        let text = match diagnostic {
            Diagnostic::Invalid(_) => {
                "the samples of the specification do the same, and `bwcap decode` reads any order"
            }
            Diagnostic::Deviation(_) => "the specification contradicts itself here",
        };
        story.notes.push(format!("{text}; see `bwcap explain E{number:03}`"));
    }
    story
}

fn of_dtd(violation: &Violation<'_>, diagnostic: &Diagnostic<'_>, judged: &Judged<'_>, story: &mut Story) {
    let (protocol, here) = (violation.protocol(), violation.path().last());
    let helps = &mut story.helps;
    let mut is_listed = true;
    match violation.what() {
        ViolationKind::AttributeValue { attribute: "protocol", value } => {
            let is_name = |protocol: &&Protocol| value.eq_ignore_ascii_case(protocol.describe());
            if let Some(meant) = Protocol::ALL.iter().find(is_name) {
                let words = listed(protocol_words(*meant));
                let check = match *meant == protocol {
                    true => String::new(),
                    false => format!("; if this is one, check it with `--protocol {meant}`"),
                };
                helps.push(format!("a message of {} says {words} here{check}", meant.describe()));
            }
        }
        ViolationKind::NewerVersion(_) => {
            helps.push("the message is decoded all the same; with `--as-deployed` this is no error".into());
        }
        ViolationKind::AttributeValue { attribute: "version", .. } => {
            let known: Vec<&str> = diagnostic.expected().collect();
            if let [first, .., last] = known[..] {
                helps.push(format!(
                    "the known versions are {first} to {last}; a message of another one is decoded all the same"
                ));
            }
            is_listed = false;
        }
        ViolationKind::WrongRoot(name) => helps.extend(root_help(name).map(String::from)),
        ViolationKind::StandaloneSpace => {
            helps.push("remove `standalone` from the declaration, or the white space".into());
        }
        ViolationKind::MissingElement(name) => helps.extend(position(protocol, diagnostic, name)),
        ViolationKind::MissingAttribute(name) => {
            let words =
                here.and_then(|here| Dtd::of(protocol).element(here)?.attribute(name)).map_or(&[][..], |it| it.words);
            let listed = few(words.iter().copied(), words.len());
            if !words.is_empty() {
                helps.push(format!("add `{name}=\"…\"` with one of {listed}"));
            }
        }
        ViolationKind::MisplacedElement(name) => {
            let parents = parents(protocol, name);
            helps.push(format!("`{name}` belongs in {}", listed(&parents)));
            is_listed = false;
        }
        ViolationKind::UnexpectedText => {
            let said = judged.said(diagnostic.span());
            helps.push(format!("remove `{}`, or put it into an element", said.trim()));
            is_listed = false;
        }
        ViolationKind::RepeatedElement(name) => {
            helps.push(match name {
                "command" => "send each in a document of its own; `bwcap decode` reads the first".into(),
                _ => "remove one of them; `bwcap decode` reads the last".into(),
            });
            story.marks.extend(judged.first(&diagnostic.span(), name, "first here"));
        }
        ViolationKind::ElementOutOfOrder { before, .. } => {
            story.marks.extend(judged.first(&diagnostic.span(), before, "must come after it"));
            is_listed = false;
        }
        _ => {}
    }
    let meant = suggestion(diagnostic, judged.document);
    if let Some(name) = meant {
        helps.insert(0, format!("did you mean `{name}`?"));
    }
    if other_has(diagnostic) {
        helps.push(format!("{} has it there", super::other(protocol).describe()));
        is_listed = false;
    }
    let expected = || diagnostic.expected().filter(|name| canonical(diagnostic, name) == *name);
    let count = expected().count();
    // A long list beside the right name helps nobody.
    if is_listed && count > 1 && (meant.is_none() || count <= LISTED) {
        let all = match (violation.what(), here) {
            (ViolationKind::AttributeValue { attribute: "commandType", .. }, _) => "commands",
            (ViolationKind::AttributeValue { attribute, .. }, _) => attribute,
            (_, Some(here)) => here,
            _ => "",
        };
        let near = nearest_few(wrong(diagnostic), expected());
        let more =
            if count > LISTED { format!(" and {} more: `bwcap explain {all}`", count - LISTED) } else { String::new() };
        helps.push(format!("expected one of {}{more}", listed(&near[..count.min(LISTED)])));
    }
}

fn of_tables(deviation: &Deviation<'_>, diagnostic: &Diagnostic<'_>, judged: &Judged<'_>, story: &mut Story) {
    let span = diagnostic.span();
    let path: Vec<&str> = diagnostic.path().names().collect();
    let command = deviation.format().command;
    let said = judged.said(span.clone());
    let leaf = leaf(command, &path, judged.document, &span);
    let helps = &mut story.helps;
    if deviation.rule() == Rule::Spelling && suggestion(diagnostic, judged.document) != diagnostic.canonical() {
        story.title = Some(format!("`{said}` is the id of a session, but this one has the address of a user"));
    }
    match deviation.rule() {
        Rule::Spelling if story.title.is_some() => helps.push("did you mean `id`?".into()),
        Rule::DocumentedValue | Rule::Spelling => {
            let expected = deviation.expected();
            let words = leaf.as_ref().map_or(&[][..], |(row, _)| row.words());
            let name_of = |wire: &str| {
                let word = words.iter().find(|word| word.wire == wire);
                word.map(|word| word.name).filter(|name| *name != wire)
            };
            let by_name =
                expected.iter().find(|wire| name_of(wire).is_some_and(|name| name.eq_ignore_ascii_case(said.trim())));
            if let Some(wire) = by_name {
                helps.push(format!("write `{wire}`: `{}` is the name of that value, not the value", said.trim()));
            } else if let Some(word) = nearest(said.trim(), expected.iter().copied())
                .filter(|word| word.bytes().any(|byte| !byte.is_ascii_digit()))
            {
                helps.push(format!("did you mean `{word}`?"));
            }
            if expected.len() > 1 {
                let shown = expected.iter().take(LISTED).map(|wire| match name_of(wire) {
                    Some(name) => format!("`{wire}` {name}"),
                    None if wire.is_empty() => "the empty value".into(),
                    None => format!("`{wire}`"),
                });
                let shown: Vec<String> = shown.collect();
                let more = match (expected.len().saturating_sub(LISTED), &leaf) {
                    (0, _) | (_, None) => String::new(),
                    (more, Some((_, path))) => format!(" and {more} more: `bwcap explain {path}`"),
                };
                helps.push(format!("expected one of {}{more}", shown.join(", ")));
            }
        }
        Rule::WholeNumber => match leaf.as_ref().map(|(row, _)| row.holds) {
            Some(Holds::Time) => {
                let millis = milliseconds(said.trim());
                let example = millis.map(|millis| format!("; that time is `{millis}`")).unwrap_or_default();
                helps.push(format!("a time is the number of milliseconds since 1970, in UTC{example}"));
            }
            Some(Holds::Duration) => helps.push("a duration is a number of milliseconds".into()),
            _ => {}
        },
        Rule::ActionParameters | Rule::ParameterOrder => {
            let action = String::from_utf8_lossy(value_behind(judged.document, span.end)).into_owned();
            if let Ok(action) = action.parse::<ActionType>() {
                helps.push(format!(
                    "each is an `<actionParam actionParamName=\"…\">`; see `bwcap explain {}`",
                    action.as_str()
                ));
            }
        }
        Rule::WrongDirection => {
            helps.push("look whether `--direction` says which way this stream goes".into());
        }
        Rule::FlagContent => {
            if let Some(name) = path.last() {
                helps.push(format!("write `<{name}/>`: its presence says it all"));
            }
        }
        Rule::PasswordForm => helps.push(format!("this one has {} characters", span.len())),
        Rule::RequiredField => {
            let name = deviation.expected().first().copied().unwrap_or_default();
            let row = schema(command, &path).and_then(|schema| Some(&schema.rows[schema.find(name, true)?]));
            match row.filter(|row| row.kind == RowKind::Attribute) {
                Some(_) => helps.push(format!("add `{name}=\"…\"`")),
                None => helps.extend(position(judged.protocol, diagnostic, name)),
            }
        }
        Rule::RepeatedField => {
            let name = String::from_utf8_lossy(judged.document.get(span.clone()).unwrap_or_default()).into_owned();
            story.marks.extend(judged.first(&span, &name, "first here"));
        }
        _ => {
            if let Some(name) = suggestion(diagnostic, judged.document) {
                helps.push(format!("did you mean `{name}`?"));
            }
            let names = deviation.expected();
            if names.len() > 1 {
                helps.push(format!("expected one of {}", few(names.iter().copied(), names.len())));
            }
        }
    }
    let about_value = matches!(deviation.rule(), Rule::DocumentedValue | Rule::WholeNumber | Rule::NumberRange);
    if let Some((row, _)) = leaf.filter(|(row, _)| about_value && !row.meaning.is_empty()) {
        story.notes.push(format!("`{}`: {}", row.name, row.meaning));
    }
}

/// Returns what a document of a protocol says that it is.
fn protocol_words(protocol: Protocol) -> &'static [&'static str] {
    let root = Dtd::of(protocol).elements().first();
    root.and_then(|root| root.attribute("protocol")).map_or(&[], |attribute| attribute.words)
}

/// Returns the time that a text says, in milliseconds since 1970.
fn milliseconds(text: &str) -> Option<i64> {
    let zoned = text.parse::<Timestamp>().ok();
    let plain = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    zoned.or_else(plain).map(Timestamp::as_millisecond)
}

/// Returns the row of the leaf whose value is at `span`, and its path from the command on.
fn leaf(command: CommandType, path: &[&str], document: &[u8], span: &Range<usize>) -> Option<(&'static Row, String)> {
    let mut schema = Command::schema(command);
    let mut shown = String::from(command.as_str());
    // `BroadsoftDocument/command/commandData` is above the table.
    let below = path.get(3..)?;
    for (level, name) in below.iter().enumerate() {
        let row = &schema.rows[schema.find(name, false)?];
        shown = format!("{shown}/{name}");
        match row.inner {
            Some(inner) => schema = inner,
            None => return (level + 1 == below.len()).then_some((row, shown)),
        }
    }
    let row = match attribute_of(document, span.start) {
        Some(name) => {
            let row = &schema.rows[schema.find(name, true)?];
            shown = format!("{shown}/{}", row.name);
            row
        }
        None => &schema.rows[schema.text_row()?],
    };
    row.inner.is_none().then_some((row, shown))
}

/// Returns the declaration of the element at a path.
fn schema(command: CommandType, path: &[&str]) -> Option<&'static Schema> {
    path.get(3..)?
        .iter()
        .try_fold(Command::schema(command), |schema, name| schema.rows[schema.find(name, false)?].inner)
}

/// Returns the name of the attribute whose value begins at this offset; `None` if it is no value of one.
fn attribute_of(document: &[u8], start: usize) -> Option<&str> {
    let before = document.get(..start)?.strip_suffix(b"\"").or_else(|| document.get(..start)?.strip_suffix(b"'"))?;
    let before = before.trim_ascii_end().strip_suffix(b"=")?.trim_ascii_end();
    let from = before.iter().rposition(u8::is_ascii_whitespace)? + 1;
    std::str::from_utf8(&before[from..]).ok()
}

/// Describes the position of an element among its siblings.
fn position(protocol: Protocol, diagnostic: &Diagnostic<'_>, name: &str) -> Option<String> {
    let dtd = Dtd::of(protocol);
    let model = dtd.element(diagnostic.path().last()?)?.children();
    let at = model.iter().position(|place| dtd.name(place) == name)?;
    let before = at.checked_sub(1).map(|at| format!("after `{}`", dtd.name(&model[at])));
    let after = model.get(at + 1).map(|place| format!("before `{}`", dtd.name(place)));
    let places: Vec<String> = before.into_iter().chain(after).collect();
    (!places.is_empty()).then(|| format!("insert `<{name}>` {}", places.join(", ")))
}

/// Returns the elements that may contain an element.
fn parents(protocol: Protocol, name: &str) -> Vec<&'static str> {
    let dtd = Dtd::of(protocol);
    let holds = |content: &ContentModel| match content {
        ContentModel::Children(places) => places.iter().any(|place| dtd.name(place) == name),
        ContentModel::Empty | ContentModel::Text => false,
    };
    dtd.elements().iter().filter(|element| holds(&element.content)).map(|element| element.name).collect()
}

/// Lists some of so many names.
fn few<'n>(names: impl Iterator<Item = &'n str>, count: usize) -> String {
    let shown: Vec<&str> = names.take(LISTED).collect();
    let more = if count > LISTED { format!(" and {} more", count - LISTED) } else { String::new() };
    format!("{}{more}", listed(&shown))
}

pub fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns the name of the command of a document, if it has one.
pub fn command_of(document: &[u8]) -> Option<&str> {
    // It stands in the second tag.
    let end =
        document.iter().enumerate().filter(|(_, byte)| **byte == b'>').nth(2).map_or(document.len(), |(at, _)| at + 1);
    Outline::read(document, end, false).command
}
