//! `bwcap explain`: everything that the codec names can be explained, and what cannot leads to what is near.

use std::process::{Command, Output};

use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::{Row, RowKind, Schema};
use broadworks_cap::validate::session::SessionRule;
use broadworks_cap::validate::{ERRATA, Rule};
use broadworks_cap::{Kind, Protocol, dtd::Dtd};

fn explain(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bwcap"))
        .arg("explain")
        .args(words)
        .env_remove("COLUMNS")
        .output()
        .expect("it runs")
}

fn said(words: &[&str]) -> String {
    let output = explain(words);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// All rows of a command, with their paths.
fn rows(schema: &'static Schema, above: &str, found: &mut Vec<(String, &'static Row)>) {
    for row in schema.rows.iter().filter(|row| row.kind != RowKind::Moved && !row.name.is_empty()) {
        let path = format!("{above}/{}", row.name);
        found.push((path.clone(), row));
        if let Some(inner) = row.inner {
            rows(inner, &path, found);
        }
    }
}

/// Explains many words at once, each by itself.
fn all(words: &[String]) {
    for some in words.chunks(40) {
        let mut some: Vec<&str> = some.iter().map(String::as_str).collect();
        // Two words are a field and its value.
        while some.len() < 3 {
            some.push("callUpdate");
        }
        said(&some);
    }
}

#[test]
fn every_name_of_the_codec_is_known() {
    let mut words: Vec<String> = Vec::new();
    words.extend(Kind::ALL.iter().map(ToString::to_string));
    words.extend(Rule::ALL.iter().map(ToString::to_string));
    words.extend(SessionRule::ALL.iter().map(ToString::to_string));
    words.extend(CommandType::ALL.iter().map(|command| command.as_str().to_owned()));
    for protocol in Protocol::ALL {
        for element in Dtd::of(*protocol).elements() {
            words.push(element.name.into());
            words.extend(element.attributes.iter().map(|attribute| attribute.name.into()));
        }
    }
    for command in CommandType::ALL.iter().copied() {
        let mut found = Vec::new();
        rows(broadworks_cap::Command::schema(command), command.as_str(), &mut found);
        for (path, row) in found {
            words.push(path);
            words.push(row.name.into());
            words.extend(
                row.words()
                    .iter()
                    .map(|word| word.name.to_owned())
                    .filter(|name| !name.is_empty() && name.parse::<f64>().is_err()),
            );
        }
    }
    let errata = ERRATA.lines().filter_map(|line| line.strip_prefix("| E")?.get(..3));
    words.extend(errata.map(|number| format!("E{number}")));
    words.sort();
    words.dedup();
    assert!(words.len() > 500, "{} words", words.len());
    all(&words);
}

/// A value can be asked for behind its field, by its code and by its name.
#[test]
fn every_value_is_known_behind_its_field() {
    let command = CommandType::CallUpdate;
    let mut found = Vec::new();
    rows(broadworks_cap::Command::schema(command), command.as_str(), &mut found);
    let mut count = 0;
    for (path, row) in found {
        for word in row.words().iter().filter(|word| !word.wire.is_empty()) {
            let by_code = said(&[row.name, word.wire]);
            let meaning = word.meaning.split(' ').next().expect("a word");
            assert!(by_code.contains(meaning), "{path} {}: {by_code}", word.wire);
            assert_eq!(said(&[&format!("{}={}", row.name, word.wire)]), by_code);
            count += 1;
        }
    }
    assert!(count > 60, "{count} values");
}

#[test]
fn what_is_not_known_leads_to_what_is_near() {
    for (words, near) in [
        (&["relaseCause"][..], "`releaseCause`"),
        (&["mismatched-tag"], "`mismatched-end-tag`"),
        (&["calupdate"], "`callUpdate`"),
        (&["releaseCause", "77"], "`releaseCause` has no value `77`"),
        (&["\u{1b}[31m"], "nothing is called `\\u{1b}[31m`"),
    ] {
        let output = explain(words);
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(error.contains(near) && error.matches('`').count() <= 12 && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn pages_fit_the_screen() {
    for columns in [40, 80] {
        for words in [&[][..], &["queueUpdate"], &["call"], &["E012"], &["required-field"], &["releaseCause"]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
            let output =
                command.arg("explain").args(words).env("COLUMNS", columns.to_string()).output().expect("it runs");
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            // A name that is longer than the line stays whole.
            for line in text.lines().filter(|line| line.trim().contains(' ')) {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
                assert_eq!(line.trim_end(), line);
            }
        }
    }
}

#[test]
fn some_pages() {
    let mut all = String::new();
    for words in [
        &[][..],
        &["callControlInfo"],
        &["releaseCause", "14"],
        &["callUpdate/user/call/state"],
        &["Xfer"],
        &["ForceLogoutD"],
        &["UnknownID"],
        &["mismatched-end-tag"],
        &["out-of-order"],
        &["release-cause"],
        &["owed-response"],
        &["E045"],
        &["xml-version"],
        &["BroadsoftDocument"],
    ] {
        all += &format!("=== bwcap explain {}\n{}\n", words.join(" "), said(words));
    }
    insta::assert_snapshot!("some_pages", all);
}
