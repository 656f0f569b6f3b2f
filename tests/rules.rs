//! Tests of the rules of the field tables: every rule is applied, at the right position.

mod common;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::dtd::ViolationKind;
use broadworks_cap::message::values::CapVersion;
use broadworks_cap::validate::{Direction, FieldRule, Rule, Severity, Validator, formats};
use broadworks_cap::xml::Lexer;
use broadworks_cap::{Diagnostic, Document, Encoder, Error, Kind, Limits, Protocol};
use mutate::mutate;
use random::Random;

const FOLDERS: [&str; 9] = ["cap-c", "ccc2", "actions", "errata", "habits", "xml", "invalid", "dtd", "rules"];

/// Returns the files of a folder with their validators. The name of a file begins with the id of
/// the diagnostic it shows; another word may follow.
fn judged(folder: &str) -> Vec<(String, Vec<u8>, Validator)> {
    let files = common::folder(folder).into_iter();
    let judge = |(path, bytes): (std::path::PathBuf, Vec<u8>)| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut validator = Validator::new(if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC });
        if common::is_to_client(&path) {
            validator = validator.direction(Direction::ToClient);
        } else if common::is_to_server(&path) {
            validator = validator.direction(Direction::ToServer);
        }
        if let Some(environment) = common::environment(&path) {
            validator = validator.environment(environment.parse().expect("an environment"));
        }
        (name, bytes, validator)
    };
    files.map(judge).collect()
}

fn text(findings: &[Diagnostic<'_>]) -> String {
    findings.iter().map(|f| format!("{} {:?} {f}\n", f.id(), f.span())).collect()
}

#[test]
fn documented_messages_are_as_documented() {
    for folder in ["cap-c", "ccc2"] {
        for (name, bytes, validator) in judged(folder) {
            let found: Vec<_> = validator.validate(&bytes).collect();
            assert!(found.is_empty(), "{folder}/{name}: {}", text(&found));
            assert!(validator.decode(&bytes).is_ok());
        }
    }
}

#[test]
fn actions_of_the_corpus_have_their_documented_parameters() {
    for (name, bytes, _) in judged("actions") {
        let document = Document::decode(&bytes).expect("a good document");
        let bytes = Encoder::new(Protocol::CapC).to_vec(&document).expect("it encodes");
        let found: Vec<_> = Protocol::CapC.validate(&bytes).map(|f| f.id()).collect();
        let expected: &[&str] = match &*name {
            "setDial" => &["undocumented-action"],
            _ => &[],
        };
        assert_eq!(found, expected, "{name}");
    }
}

/// Returns the ids for each file, and checks that every diagnostic has a span inside the document.
fn ids(folder: &str) -> BTreeMap<String, Vec<(&'static str, Severity)>> {
    let mut ids: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (name, bytes, validator) in judged(folder) {
        let found = validator.validate(&bytes).map(|finding| {
            let span = finding.span();
            assert!(span.start <= span.end && span.end <= bytes.len(), "{name}: {span:?}");
            assert!(!finding.to_string().is_empty());
            (finding.id(), finding.severity())
        });
        ids.insert(name.clone(), found.collect());
        assert_eq!(validator.decode(&bytes).is_err(), !ids[&name].is_empty(), "{name}");
    }
    ids
}

fn shown(ids: &BTreeMap<String, Vec<(&'static str, Severity)>>, id: &str) -> bool {
    ids.iter().any(|(name, found)| name.split('.').next() == Some(id) && found.iter().any(|(found, _)| *found == id))
}

#[test]
fn every_kind_of_violation_has_its_document() {
    let ids = ids("dtd");
    for id in [
        "ill-formed",
        "wrong-root",
        "unknown-element",
        "misplaced-element",
        "out-of-order",
        "repeated-element",
        "missing-element",
        "unexpected-text",
        "standalone-space",
        "not-empty",
        "unknown-attribute",
        "missing-attribute",
        "attribute-value",
        "newer-version",
    ] {
        assert!(shown(&ids, id), "{id}: {ids:#?}");
    }
    for (name, found) in &ids {
        let invalid = found.iter().filter(|(_, severity)| *severity == Severity::Invalid).count();
        let expected = if name == "many" { 8 } else { 1 };
        assert_eq!(invalid, expected, "{name}: {found:?}");
    }
}

#[test]
fn every_rule_has_its_document() {
    let ids = ids("rules");
    for rule in Rule::ALL {
        assert!(shown(&ids, rule.id()), "{}: {ids:#?}", rule.id());
    }
    for (name, found) in &ids {
        let id = name.split('.').next().unwrap_or_default();
        let deviations: BTreeSet<_> =
            found.iter().filter(|(_, s)| *s == Severity::Deviation).map(|(id, _)| *id).collect();
        assert!(deviations.len() == 1 && deviations.iter().all(|rule| id.starts_with(rule)), "{name}: {found:?}");
    }
}

#[test]
fn every_id_is_explained() {
    let page = include_str!("../docs/rules.md");
    for rule in Rule::ALL {
        assert!(page.contains(&format!("`{}`", rule.id())), "{} is not in docs/rules.md", rule.id());
    }
}

#[test]
fn the_tables_of_the_formats_hold_the_documented_fields() {
    fn walk(fields: &[FieldRule], path: &str, command: &str, format: &str, into: &mut BTreeSet<String>) {
        for field in fields.iter().filter(|field| !field.stray) {
            let place = format!("{path}{}{}", if field.attribute { '@' } else { '/' }, field.name);
            let count = if field.many { "many" } else { "one" };
            into.insert(format!("{command}\t{format}\t{place}\t{count}"));
            walk(field.fields, &place, command, format, into);
        }
    }
    let mut tables = BTreeSet::new();
    for format in formats() {
        walk(format.fields, "commandData", format.command.as_str(), format.name, &mut tables);
    }
    let inventory: BTreeSet<String> = include_str!("inventory.tsv").lines().skip(1).map(str::to_owned).collect();
    assert_eq!(tables.difference(&inventory).collect::<Vec<_>>(), Vec::<&String>::new(), "not documented");
    assert_eq!(inventory.difference(&tables).collect::<Vec<_>>(), Vec::<&String>::new(), "documented, but not here");
}

#[test]
fn a_hundred_thousand_violations_are_all_found() {
    let mut document = String::from(
        r#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate"><commandData><user userType="CallClient">"#,
    );
    for _ in 0..25_000 {
        document += "<x/><dnd a='1'/>t";
    }
    document += "<applicationId/></user></commandData></command></BroadsoftDocument>";
    // `x` and `a` are unknown, every `dnd` after the first is a repeat, and the text is misplaced.
    assert_eq!(Protocol::CapC.violations(document.as_bytes()).count(), 99_999);
}

#[test]
fn the_tables_can_be_left_out() {
    for folder in ["dtd", "rules", "errata"] {
        for (name, bytes, validator) in judged(folder) {
            let all: Vec<_> = validator.validate(&bytes).collect();
            let invalid: Vec<_> = all.iter().copied().filter(|f| f.severity() == Severity::Invalid).collect();
            let alone: Vec<_> = validator.deviations(false).validate(&bytes).collect();
            assert_eq!(text(&alone), text(&invalid), "{folder}/{name}");
            assert_eq!(validator.deviations(false).decode(&bytes).is_ok(), alone.is_empty(), "{folder}/{name}");
        }
    }
}

#[test]
fn a_validator_holds_the_limits_it_was_given() {
    for (name, bytes, validator) in judged("cap-c") {
        let exact = Limits::default().document(bytes.len());
        assert_eq!(validator.limits(exact).validate(&bytes).count(), 0, "{name}");
        let found: Vec<_> = validator.limits(exact.document(bytes.len() - 1)).validate(&bytes).collect();
        assert_eq!(found.len(), 1, "{name}: nothing is judged of a document that is refused");
        let Diagnostic::Invalid(violation) = found[0] else { panic!("{name}") };
        assert_eq!(violation.what(), ViolationKind::IllFormed(Kind::DocumentTooLong), "{name}");
    }
}

#[test]
fn a_validator_calls_ill_formed_what_the_lexer_refuses_under_any_limits() {
    let refused = |bytes: &[u8], limits: Limits| {
        let mut lexer = Lexer::new(bytes, limits)?;
        while lexer.next()?.is_some() {}
        Ok(())
    };
    let of = Limits::default();
    let limits = (0..12).flat_map(|bound| [of.depth(bound), of.attributes(bound)]).chain((0..45).map(|n| of.name(n)));
    let limits: Vec<Limits> = limits.collect();
    for (name, bytes, validator) in ["cap-c", "ccc2", "dtd", "invalid"].iter().flat_map(|folder| judged(folder)) {
        for limits in &limits {
            let expected = refused(&bytes, *limits).err().map(|error: Error| (error.kind(), error.offset()));
            let found =
                validator.deviations(false).limits(*limits).validate(&bytes).find_map(|finding| match finding {
                    Diagnostic::Invalid(violation) => match violation.what() {
                        ViolationKind::IllFormed(kind) => Some((kind, violation.span().start)),
                        _ => None,
                    },
                    _ => None,
                });
            assert_eq!(found, expected, "{name} under {limits:?}");
        }
    }
}

#[test]
fn what_is_shown_of_a_document_is_short_and_steers_no_terminal() {
    let mut shown = 0;
    for value in ["\u{202e}Update\u{2066}", "\u{9b}2J\u{7f}", "\u{2028}", &"long".repeat(100)] {
        let document = format!(
            "<BroadsoftDocument protocol='CAP' version='17.0'><command commandType='{value}'><commandData/></command>\
             </BroadsoftDocument>"
        );
        for finding in Protocol::CapC.validate(document.as_bytes()) {
            let said = finding.to_string();
            let steers = |c: char| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c) || c == '\u{2066}';
            assert!(!said.contains(steers) && said.len() < 200, "{said:?}");
            shown += usize::from(said.contains(value.escape_default().next().expect("not empty")));
            assert!(value.len() < 100 || said.contains("longlong") == said.contains('…'), "{said}");
        }
    }
    assert!(shown >= 4, "{shown}");
}

#[test]
fn a_client_that_claims_to_be_a_server_still_says_who_it_is() {
    let document = b"<BroadsoftDocument protocol='CAP' version='17.0'><command commandType='unRegister'><commandData>\
        <user userLogoutReason='ForceLogoutD' userType='CallClient'><applicationId/></user></commandData></command>\
        </BroadsoftDocument>";
    let ids = |validator: Validator| validator.validate(document).map(|f| f.id()).collect::<Vec<_>>();
    let validator = Validator::new(Protocol::CapC);
    assert_eq!(ids(validator), [""; 0]);
    assert_eq!(ids(validator.direction(Direction::ToClient)), [""; 0]);
    assert_eq!(ids(validator.direction(Direction::ToServer)), ["identity", "logout-reason"]);
}

/// Facts of one element are not those of the next.
#[test]
fn relations_hold_within_each_element() {
    let (_, bytes) =
        common::folder("rules").into_iter().find(|(path, _)| path.ends_with("one-call-noted.xml")).expect("it");
    let document = String::from_utf8(bytes).expect("text");
    let broken = |state: [&str; 2], cause: [&str; 2]| {
        let parts: Vec<&str> = document.split("<state>2</state><releaseCause>0</releaseCause>").collect();
        let with = |at: usize| format!("<state>{}</state><releaseCause>{}</releaseCause>", state[at], cause[at]);
        let document = [parts[0], &with(0), parts[1], &with(1), parts[2]].concat();
        let found = Protocol::CapC.validate(document.as_bytes()).filter(|f| f.id() == "release-cause");
        found.count()
    };
    assert_eq!(broken(["5", "2"], ["3", "0"]), 0);
    assert_eq!(broken(["5", "2"], ["3", "3"]), 1);
    assert_eq!(broken(["2", "5"], ["3", "3"]), 1);
    assert_eq!(broken(["1", "2"], ["3", "3"]), 2);
}

#[test]
fn a_password_is_never_told() {
    for (name, bytes, validator) in judged("rules").into_iter().filter(|(name, ..)| name == "password-form") {
        for finding in validator.validate(&bytes) {
            assert!(!format!("{finding} {finding:?}").contains("sesame"), "{name}");
        }
        assert!(!format!("{:?}", validator.decode(&bytes)).contains("sesame"));
    }
}

/// The fast paths change nothing that is said, whatever the document.
#[test]
fn the_fast_paths_say_what_the_general_walks_say() {
    let agree = |document: &[u8], lacking: &mut usize| {
        for (protocol, direction) in [
            (Protocol::CapC, None),
            (Protocol::CapC, Some(Direction::ToClient)),
            (Protocol::CapC, Some(Direction::ToServer)),
            (Protocol::Ccc2, None),
        ] {
            let validator = Validator::new(protocol);
            let validator = direction.map_or(validator, |direction| validator.direction(direction));
            let findings: Vec<_> = validator.validate(document).collect();
            let slowly = validator.limits(Limits::default().shortcuts(false));
            let general = slowly.validate(document);
            let shown = |finding: &Diagnostic<'_>| format!("{finding:?} {finding}");
            let (ours, theirs): (Vec<_>, Vec<_>) =
                (findings.iter().map(shown).collect(), general.map(|finding| shown(&finding)).collect());
            assert_eq!(ours, theirs, "{validator:?}: {}", String::from_utf8_lossy(document));
            let without = validator.deviations(false);
            let invalid = findings.iter().filter(|finding| finding.severity() == Severity::Invalid);
            assert_eq!(without.validate(document).count(), invalid.clone().count());
            assert_eq!(slowly.deviations(false).validate(document).count(), invalid.count());
            *lacking +=
                usize::from(!findings.is_empty() && findings.iter().all(|finding| finding.id() == "required-field"));
        }
    };
    let (mut seeds, mut lacking) = (Vec::new(), 0);
    for (_, bytes) in FOLDERS.iter().flat_map(|folder| common::folder(folder)) {
        agree(&bytes, &mut lacking);
        for end in (0..bytes.len().min(3000)).step_by(29) {
            agree(&bytes[..end], &mut lacking);
        }
        let mut lexer = Lexer::new(&bytes, Limits::default());
        let is_well_formed = lexer.as_mut().is_ok_and(|lexer| {
            loop {
                match lexer.next() {
                    Ok(Some(_)) => {}
                    end => break end.is_ok(),
                }
            }
        });
        seeds.extend(is_well_formed.then_some(bytes));
    }
    let mut random = Random::new(29);
    for _ in 0..4000 {
        let document = mutate(&seeds[random.below(seeds.len())], &mut random);
        agree(&document, &mut lacking);
    }
    assert!(lacking > 300, "{lacking}");
}

#[test]
fn what_deployed_clients_send_is_a_habit_if_asked() {
    let mut habits = BTreeSet::new();
    for (name, bytes, validator) in judged("habits") {
        let found: Vec<_> = validator.as_deployed(true).validate(&bytes).collect();
        assert!(found.iter().all(|f| f.severity() == Severity::Habit), "{name}: {}", text(&found));
        assert!(validator.as_deployed(true).decode(&bytes).is_ok(), "{name}");
        habits.extend(found.iter().map(Diagnostic::id));
        // Nothing else changes.
        let plain: Vec<_> = validator.validate(&bytes).collect();
        assert_eq!(text(&plain), text(&found), "{name}");
        assert!(plain.iter().all(|f| f.severity() != Severity::Habit), "{name}");
    }
    assert_eq!(habits, BTreeSet::from(["id-place", "out-of-order"]));
    // The order of these messages only, and nothing but the order.
    for (folder, but) in [("dtd", &["newer-version"][..]), ("rules", &["id-place", "id-place-login"])] {
        for (name, bytes, validator) in judged(folder) {
            let is_habit = validator.as_deployed(true).validate(&bytes).any(|f| f.severity() == Severity::Habit);
            assert_eq!(is_habit, but.contains(&&*name), "{name}");
        }
    }
}

#[test]
fn a_version_can_be_asked_for() {
    let found = |bytes: &[u8], version| {
        let found = Validator::new(Protocol::CapC).version(version).validate(bytes);
        found.filter(|f| f.id() == "version").map(|f| f.to_string()).collect::<Vec<_>>()
    };
    for (name, bytes, _) in judged("cap-c") {
        assert_eq!(found(&bytes, CapVersion::V17_0), Vec::<String>::new(), "{name}");
        // The older the version, the more is newer than it.
        let counts: Vec<_> = CapVersion::ALL.iter().map(|version| found(&bytes, *version).len()).collect();
        assert!(counts.is_sorted_by(|a, b| a >= b), "{name}: {counts:?}");
        // What a document says itself has the same effect.
        for version in CapVersion::ALL {
            let said = String::from_utf8(bytes.clone()).expect("UTF-8").replace("17.0", version.as_str());
            let by_itself = Protocol::CapC.validate(said.as_bytes()).filter(|f| f.id() == "version");
            let by_itself: Vec<_> = by_itself.map(|f| f.to_string()).collect();
            assert_eq!(by_itself, found(&bytes, *version), "{name}");
            assert_eq!(found(said.as_bytes(), CapVersion::V17_0), Vec::<String>::new(), "{name}");
        }
    }
    let call = common::folder("cap-c").into_iter().find(|(path, _)| path.ends_with("callUpdate-call-client.xml"));
    let (_, call) = call.expect("a call");
    assert_eq!(
        found(&call, CapVersion::V15_0),
        ["remoteTelUri", "callStartTime", "callAnswerTime"]
            .map(|name| format!("`{name}` exists since version 16.0, not in 15.0"))
            .into_iter()
            .chain(["callCenter", "holdReminder"].map(|n| format!("`{n}` exists since version 17.0, not in 15.0")))
            .collect::<Vec<_>>()
    );
}
