//! Tests of the errata: every number is described, and an erratum excuses exactly what it describes.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use broadworks_cap::validate::{FieldRule, Rule, Severity, formats};
use broadworks_cap::xml::{Lexer, Token};
use broadworks_cap::{Diagnostic, Limits, Protocol};

const PAGE: &str = include_str!("../docs/errata.md");

/// The numbers in the first column of a row: `E011`, `E025, E026` or `E081 to E083, E086`.
fn numbers(column: &str) -> Vec<u16> {
    let number = |text: &str| -> u16 {
        let digits = text.strip_prefix('E').filter(|digits| digits.len() == 3);
        digits.and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("`{column}` has no number at `{text}`"))
    };
    let ranges = column.split(", ").map(|range| match range.split_once(" to ") {
        Some((first, last)) => number(first)..=number(last),
        None => number(range)..=number(range),
    });
    ranges.flatten().collect()
}

/// The numbers that a part of the page describes.
fn described(page: &str) -> BTreeSet<u16> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| E")?.split_once(" |"));
    rows.flat_map(|(column, _)| numbers(&format!("E{column}"))).collect()
}

/// Adds the numbers in a text, such as `E011`.
fn mentioned(text: &[u8], file: &Path, into: &mut BTreeMap<u16, String>) {
    // `{` comes before the code of a character.
    let in_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'{');
    for at in memchr::memchr_iter(b'E', text) {
        let digits = text.get(at + 1..at + 4).filter(|digits| digits.iter().all(u8::is_ascii_digit));
        if let Some(digits) = digits
            && !in_word(at.checked_sub(1).and_then(|before| text.get(before)))
            && !in_word(text.get(at + 4))
        {
            let number = digits.iter().fold(0, |number, digit| 10 * number + u16::from(digit - b'0'));
            into.entry(number).or_insert_with(|| file.display().to_string());
        }
    }
}

fn walk(folder: &Path, into: &mut BTreeMap<u16, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("target") {
                walk(&path, into);
            }
            continue;
        }
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let of_name = name.split('-').next().filter(|_| folder.ends_with("corpus/errata")).unwrap_or_default();
        mentioned(of_name.to_uppercase().as_bytes(), &path, into);
        mentioned(&fs::read(&path).expect("a file"), &path, into);
    }
}

#[test]
fn every_number_is_described() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used = BTreeMap::new();
    for folder in ["src", "dtd", "docs", "corpus", "tests", "examples", "fuzz", "benches"] {
        walk(&root.join(folder), &mut used);
    }
    for file in ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "PERFORMANCE.md"] {
        mentioned(&fs::read(root.join(file)).expect("a file"), &root.join(file), &mut used);
    }
    assert!(used.len() > 60, "{used:?}");
    let described = described(PAGE);
    used.retain(|number, _| !described.contains(number));
    assert!(used.is_empty(), "docs/errata.md does not describe {used:?}");
}

#[test]
fn every_description_is_well_formed() {
    for table in PAGE.split("\n\n").filter(|table| table.starts_with('|')) {
        let columns = |line: &str| line.matches('|').count();
        let mut last = 0;
        for line in table.lines() {
            assert_eq!(columns(line), columns(table.lines().next().expect("a head")), "{line}");
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            assert!(cells.all(|cell| !cell.is_empty()), "{line}");
            if let Some(column) = line.strip_prefix("| E").and_then(|line| line.split(" |").next()) {
                let numbers = numbers(&format!("E{column}"));
                assert!(numbers.is_sorted() && (1..=130).contains(&numbers[0]), "{line}");
                last = last.max(numbers[0]);
            }
        }
        assert!(last > 0, "a table without numbers: {table}");
    }
}

/// Calls `of` with every field of every format.
fn each_field(of: &mut impl FnMut(&FieldRule)) {
    fn walk(fields: &[FieldRule], of: &mut impl FnMut(&FieldRule)) {
        for field in fields {
            of(field);
            walk(field.fields, of);
        }
    }
    formats().for_each(|format| walk(format.fields, of));
}

#[test]
fn whatever_the_validator_excuses_is_described_as_that() {
    let mut errata = BTreeSet::new();
    each_field(&mut |field| errata.extend(field.erratum.map(|erratum| erratum.number)));
    for (path, bytes) in ["dtd", "rules", "errata", "habits"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        errata.extend(protocol.validate(&bytes).filter_map(|finding| finding.erratum()));
    }
    let section = PAGE.split("\n## ").find(|section| section.starts_with("What the validator reports"));
    let described = described(section.expect("the section"));
    assert!(errata.is_subset(&described), "{:?}", errata.difference(&described));
}

/// The documented messages, with their protocols.
fn messages() -> impl Iterator<Item = (Protocol, String)> {
    [("cap-c", Protocol::CapC), ("ccc2", Protocol::Ccc2)].into_iter().flat_map(|(folder, protocol)| {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        common::folder(folder).into_iter().map(move |(_, bytes)| (protocol, text(bytes)))
    })
}

/// The leaves of a document: the span of each element, and of its text.
fn leaves(document: &str) -> Vec<(usize, usize, usize, usize)> {
    let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).expect("a document");
    let (mut leaves, mut open, mut text) = (Vec::new(), 0, None);
    while let Some(token) = lexer.next().expect("a good document") {
        match token {
            Token::Open(_) => (open, text) = (lexer.token_start(), None),
            Token::Text(_) => text = Some((lexer.token_start(), lexer.position())),
            Token::Close(_) => {
                if let Some((start, end)) = text.take() {
                    leaves.push((open, start, end, lexer.position()));
                }
            }
            _ => {}
        }
    }
    leaves
}

/// No erratum is about a value that nobody documents, and none of another rule.
#[test]
fn no_erratum_excuses_an_invented_value() {
    let mut found = 0;
    for (protocol, document) in messages() {
        for (_, start, end, _) in leaves(&document) {
            for value in ["Maybe", "xyz", "99", "O-n"] {
                let document = format!("{}{value}{}", &document[..start], &document[end..]);
                for finding in protocol.validate(document.as_bytes()) {
                    // In CCC2 any content of `applicationId` is a contradiction.
                    assert!(finding.erratum().is_none_or(|number| number == 37), "{finding}: {document}");
                    found += 1;
                }
            }
        }
    }
    assert!(found > 400, "{found}");
}

/// Only of these fields do tables and samples disagree whether they must be there.
#[test]
fn an_erratum_excuses_the_absence_of_few_fields() {
    let mut found = BTreeMap::new();
    for (protocol, document) in messages() {
        for (start, _, _, end) in leaves(&document) {
            let document = format!("{}{}", &document[..start], &document[end..]);
            for finding in protocol.validate(document.as_bytes()).filter(|f| f.id() == Rule::RequiredField.id()) {
                let name = finding.expected().next().expect("a name");
                let excused = found.entry(finding.erratum()).or_insert_with(BTreeSet::new);
                excused.insert(name);
            }
        }
    }
    let unexcused = found.remove(&None).expect("most are not excused");
    assert!(unexcused.len() > 40 && unexcused.contains("threeWayCall") && unexcused.contains("state"), "{unexcused:?}");
    assert_eq!(found, BTreeMap::from([(Some(45), BTreeSet::from(["callType"]))]));
}

/// What is reported of a message of the corpus after a replacement: the rule, and the erratum if there is one.
fn report(file: &str, from: &str, to: &str) -> Vec<(String, Option<u16>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(file);
    let text = fs::read_to_string(&path).expect("a message");
    assert!(text.contains(from), "{file} has no {from}");
    let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
    let text = text.replacen(from, to, 1);
    let of = |finding: Diagnostic<'_>| {
        assert_eq!(finding.severity(), Severity::Deviation, "{finding}: {text}");
        (finding.id().to_owned(), finding.erratum())
    };
    protocol.validate(text.as_bytes()).map(of).collect()
}

#[test]
fn an_erratum_excuses_what_it_describes_and_nothing_else() {
    const CALL: &str = "cap-c/callUpdate-call-client.xml";
    const CONSOLE_CALL: &str = "cap-c/callUpdate-attendant-console.xml";
    const FIRST: &str = "cap-c/profileUpdate-call-client-initial.xml";
    const CONSOLE: &str = "cap-c/profileUpdate-attendant-console-update.xml";
    const NOTIFY: &str = "cap-c/externalNotify.xml";
    const REFUSED: &str = "cap-c/responseAuthentication-failure.xml";
    const LOGOUT: &str = "cap-c/unRegister.xml";
    for (file, from, to, expected) in [
        // E099 is about the empty value, `On` and `Off`.
        (FIRST, "<threeWayCall>On<", "<threeWayCall>Off<", &[("value", Some(99))][..]),
        (FIRST, "<threeWayCall>On<", "<threeWayCall>on<", &[("spelling", None)]),
        (FIRST, "<dnd>On<", "<dnd>Maybe<", &[("value", None)]),
        (FIRST, "<enterpriseUser>On<", "<enterpriseUser>xyz<", &[("value", None)]),
        (FIRST, "<enterpriseUser>On<", "<enterpriseUser><", &[("value", Some(99))]),
        (FIRST, "<threeWayCall>On</threeWayCall>", "", &[("required-field", None)]),
        (FIRST, "<cwt>On</cwt>", "", &[("required-field", None)]),
        (CONSOLE, "<dnd>On<", "<dnd><", &[("value", Some(99))]),
        (CONSOLE, "<dnd>On<", "<dnd>Maybe<", &[("value", None)]),
        // E091 is about the spelling of `Wrap-up`.
        (FIRST, "<acdState>Wrap-up<", "<acdState>WrapUp<", &[("spelling", Some(91))]),
        (FIRST, "<acdState>Wrap-up<", "<acdState>wrap up<", &[("spelling", Some(91))]),
        (CONSOLE, "<acdState>Unavailable<", "<acdState>sign-in<", &[("spelling", None)]),
        (CONSOLE, "<acdState>Unavailable<", "<acdState>Lunch<", &[("value", None)]),
        // E045 is about the absence of `callType`.
        (CALL, "<callType>0</callType>", "", &[("required-field", Some(45))]),
        (CALL, "<callType>0<", "<callType>xyz<", &[("value", None)]),
        (CALL, "<callType>0<", "<callType>10<", &[("value", None)]),
        // E033 is about the id alone.
        (CALL, " id=\"alice@example.com\"", "", &[("required-field", Some(33))]),
        (CALL, " userUid=\"1007\"", "", &[("required-field", None)]),
        (CONSOLE_CALL, " id=\"alice@example.com\"", "", &[("required-field", None)]),
        // E100 is about the states that calls have.
        (CONSOLE_CALL, "<state>2<", "<state>7<", &[("value", Some(100))]),
        (CONSOLE_CALL, "<state>2<", "<state>9<", &[("value", None)]),
        (CONSOLE_CALL, "<state>2</state>", "", &[("required-field", None)]),
        // E051 is about causes of other messages.
        (REFUSED, "\"UnknownID\"", "\"IncorrectPassword\"", &[("value", Some(51))]),
        // E096 is about capitals.
        (NOTIFY, "<thirdPartyMWI>on<", "<thirdPartyMWI>ON<", &[("spelling", Some(96))]),
        (NOTIFY, "<thirdPartyMWI>on<", "<thirdPartyMWI>o-n<", &[("spelling", None)]),
        (NOTIFY, "<thirdPartyMWI>on<", "<thirdPartyMWI>blah<", &[("value", None)]),
        // E086 is about a refresh, and E090 about one word.
        ("rules/required-field-empty-queue.xml", "CallAdded", "Refresh", &[]),
        ("rules/required-field-empty-queue.xml", "CallAdded", "Initial", &[("required-field", None)]),
        // E080 is about one action.
        ("rules/parameter-order.xml", "xml", "xml", &[("parameter-order", Some(80))]),
        ("rules/parameter-order.xml", "MakeAgentEmergencyCall", "Xfer", &[("parameter-order", None)]),
        // E011, E012, E013 and E024 are about names that the published text uses.
        (CALL, "userUid=", "userId=", &[("spelling", Some(11))]),
        (CALL, "userUid=", "userUId=", &[("spelling", Some(11))]),
        (CALL, "userUid=", "userId='1' userUid=", &[("spelling", Some(11)), ("repeated-field", None)]),
        ("ccc2/callUpdate-call-client.xml", "userUid=", "userId=", &[("spelling", Some(11))]),
        (LOGOUT, "unRegister", "unregister", &[("spelling", Some(13))]),
        (LOGOUT, "unRegister", "unre&#103;ister", &[("spelling", Some(13))]),
        (FIRST, "<lnrd>On</lnrd>", "<lnrnd>On</lnrnd>", &[("spelling", Some(24))]),
        (FIRST, "<lnrd>On</lnrd>", "<lnrd>On</lnrd><lnrnd>On</lnrnd>", &[("repeated-field", None)]),
        (
            CONSOLE_CALL,
            "<monitoredUserUid>1012</monitoredUserUid>",
            "<monitoredUserId>1012</monitoredUserId>",
            &[("repeated-field", Some(12))],
        ),
        (
            CONSOLE_CALL,
            "</monitoredUserId>",
            "</monitoredUserId><monitoredUserId>1013</monitoredUserId>",
            &[("repeated-field", None)],
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(|(id, erratum)| ((*id).to_owned(), *erratum)).collect();
        assert_eq!(report(file, from, to), expected, "{file}: {to}");
    }
}
