//! Subcommand `bwcap explain`: what a command, a field, a value or a finding means, from the tables of the codec.

mod page;
mod rules;
mod tables;

use std::io::{BufWriter, Write, stdout};

use broadworks_cap::Kind;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::validate::Rule;
use broadworks_cap::validate::session::SessionRule;
use clap::Args;

use crate::Stop;
use crate::diagnostic::{LISTED, REMARKS, difference};
use crate::shown::visible;
use page::Page;

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap explain callUpdate                 a command and its fields\n  \
    bwcap explain releaseCause 14            a value of a field\n  \
    bwcap explain callUpdate/user/call/state a field by its path\n  \
    bwcap explain mismatched-end-tag         what `decode` or `validate` found\n  \
    bwcap explain E045                       a contradiction of the specification")]
pub struct Options {
    /// A command, an element or attribute, a value, a path, a finding or the number of an erratum; a value may follow a
    /// field. Without it, everything that can be explained is listed.
    #[arg(value_name = "WORD")]
    words: Vec<String>,
}

/// Explains the words. Fails if nothing has such a name.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let mut page = Page::default();
    let words: Vec<&str> = options.words.iter().flat_map(|word| word.split('=')).map(str::trim).collect();
    let is_known = match words[..] {
        [] => {
            contents(&mut page);
            true
        }
        [field, value] => tables::value_of(field, value, &mut page),
        _ => words.iter().all(|word| explain(word, &mut page)),
    };
    if !is_known {
        return Err(Stop::Failed(unknown(&words)));
    }
    let mut out = BufWriter::new(stdout().lock());
    out.write_all(page.text().as_bytes())?;
    out.flush()?;
    Ok(true)
}

/// Explains everything that has this name. Returns `false` if nothing has.
fn explain(word: &str, page: &mut Page) -> bool {
    let mut is_known = false;
    // Other capitals are tried if nothing else is found.
    for is_exact in [true, false] {
        let is = |name: &str| if is_exact { name == word } else { name.eq_ignore_ascii_case(word) };
        is_known |= rules::explain(&is, page);
        is_known |= tables::explain(word, &is, page);
        if is_known {
            break;
        }
    }
    is_known
}

/// Says that nothing has such a name, and what has a similar one.
fn unknown(words: &[&str]) -> String {
    let word = words.first().copied().unwrap_or_default();
    let mut near: Vec<&str> = tables::names().into_iter().chain(rules::names()).collect();
    near.sort_by_key(|name| (difference(word, name), *name));
    near.dedup();
    // Half of the letters may be wrong: someone types from memory.
    let near: Vec<&str> =
        near.into_iter().filter(|name| difference(word, name).0 <= name.len().max(word.len()) / 2).collect();
    let near: Vec<String> = near.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let what = match words {
        [field, value] => format!("`{field}` has no value `{value}`"),
        _ => format!("nothing is called `{word}`"),
    };
    let hint = match &near[..] {
        _ if words.len() == 2 && explain(word, &mut Page::default()) => {
            format!("`bwcap explain {word}` lists those that it has")
        }
        [] => "`bwcap explain` lists what can be explained".into(),
        near => format!("did you mean {}?", near.join(", ")),
    };
    visible(&format!("{what}; {hint}"))
}

/// Lists what can be explained.
fn contents(page: &mut Page) {
    let commands: Vec<&str> = CommandType::ALL.iter().map(|command| command.as_str()).collect();
    page.head("Commands", "with their fields");
    page.list(commands.into_iter());
    page.head(
        "Elements",
        "that hold others; all others are explained, too, and `bwcap explain COMMAND` has them in their order",
    );
    page.list(tables::elements().into_iter());
    page.head(
        "Values",
        "by name, such as `ForceLogoutD`, or behind their field, such as `releaseCause 14`; fields with values are",
    );
    page.list(tables::sets().into_iter());
    page.head("Errors", "of a document that is not well-formed");
    page.list(Kind::ALL.iter().map(|kind| kind.id()));
    page.head("Violations", "of the DTD");
    page.list(rules::violations().into_iter());
    page.head("Deviations", "from the field tables");
    page.list(Rule::ALL.iter().map(|rule| rule.id()));
    page.head("Rules of a session", "for `validate --session`");
    page.list(SessionRule::ALL.iter().map(|rule| rule.id()));
    page.head("Remarks", "on what is read here and refused elsewhere");
    page.list(REMARKS.iter().map(|(id, _)| *id));
    page.head("Errata", "contradictions of the specification");
    let errata = rules::errata();
    if let [first, .., last] = &errata[..] {
        page.line(&format!("E{first:03} to E{last:03}"));
    }
}
