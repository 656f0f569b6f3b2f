//! Test that `src/dtd/tables.rs` matches the declarations in `dtd/*.dtd`.
//! `UPDATE_TABLES=1 cargo test --test dtd_tables` regenerates the file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[derive(Default)]
struct Declaration {
    name: String,
    content: Vec<String>,
    /// Name, allowed words, and `true` if the attribute is required.
    attributes: Vec<(String, Vec<String>, bool)>,
}

/// Parses the subset of DTD syntax that the two files use: comments, `ELEMENT` and `ATTLIST`.
fn parse(dtd: &str) -> Vec<Declaration> {
    let mut elements: Vec<Declaration> = Vec::new();
    let mut rest = dtd.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a text declaration");
    loop {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").expect("the end of a comment").1;
        } else if let Some(declaration) = rest.strip_prefix("<!ELEMENT") {
            let (declaration, after) = declaration.split_once('>').expect("the end of a declaration");
            let (name, content) = declaration.trim().split_once(char::is_whitespace).expect("name and content");
            assert!(elements.iter().all(|e| e.name != name), "{name} is declared twice");
            let content = content.trim().trim_matches(['(', ')']).split(',').map(|p| p.trim().to_owned());
            elements.push(Declaration { name: name.into(), content: content.collect(), ..Declaration::default() });
            rest = after;
        } else if let Some(declaration) = rest.strip_prefix("<!ATTLIST") {
            let (declaration, after) = declaration.split_once('>').expect("the end of a declaration");
            let spaced = declaration.replace('(', " ( ").replace(')', " ) ").replace('|', " ");
            let mut words = spaced.split_whitespace().map(str::to_owned);
            let name = words.next().expect("a name");
            let element = elements.iter_mut().find(|e| e.name == name).expect("an element declared before");
            while let Some(attribute) = words.next() {
                let tokens = match words.next().as_deref() {
                    Some("CDATA") => Vec::new(),
                    Some("(") => words.by_ref().take_while(|word| word != ")").collect(),
                    other => panic!("{attribute} of {name} has type {other:?}"),
                };
                let required = match words.next().as_deref() {
                    Some("#REQUIRED") => true,
                    Some("#IMPLIED") => false,
                    other => panic!("{attribute} of {name} has default {other:?}"),
                };
                element.attributes.push((attribute, tokens, required));
            }
            rest = after;
        } else {
            assert_eq!(rest, "", "not understood");
            return elements;
        }
    }
}

fn table(out: &mut String, constant: &str, file: &str) -> std::fmt::Result {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("dtd").join(file)).expect("a DTD");
    let elements = parse(&text);
    let index: BTreeMap<&str, usize> = elements.iter().enumerate().map(|(i, e)| (&*e.name, i)).collect();
    assert!(elements.len() <= 256 && elements[0].name == "BroadsoftDocument");
    writeln!(out, "\npub(super) static {constant}: Dtd = Dtd::new(&[")?;
    for Declaration { name, content, attributes } in &elements {
        let content = match &content[..] {
            [only] if only == "EMPTY" => "ContentModel::Empty".into(),
            [only] if only == "#PCDATA" => "ContentModel::Text".into(),
            particles => {
                assert!(particles.len() <= 128, "{name} has more places than the validator has bits");
                let mut places = Vec::new();
                for (at, particle) in particles.iter().enumerate() {
                    let child = particle.trim_end_matches(['?', '*', '+']);
                    let occurs = match &particle[child.len()..] {
                        "" => "one",
                        "?" => "optional",
                        "*" => "any",
                        _ => panic!("{child} of {name}: a model with + needs a fourth kind of place"),
                    };
                    let again = particles[..at].iter().any(|p| p.trim_end_matches(['?', '*', '+']) == child);
                    assert!(!again, "{child} stands twice in the model of {name}");
                    let element = index.get(child).unwrap_or_else(|| panic!("{child} is not declared"));
                    places.push(format!("{occurs}({element})"));
                }
                let lines: Vec<String> = places.chunks(8).map(|line| line.join(", ")).collect();
                format!("ContentModel::Children(&[\n            {},\n        ])", lines.join(",\n            "))
            }
        };
        writeln!(out, "        Declaration::new({name:?}, {content}, &[")?;
        if attributes.is_empty() {
            assert_eq!(out.pop(), Some('\n'));
        }
        for (name, words, required) in attributes {
            let words: Vec<String> = words
                .chunks(5)
                .map(|line| line.iter().map(|w| format!("{w:?}")).collect::<Vec<_>>().join(", "))
                .collect();
            let words = words.join(",\n                ");
            writeln!(out, "            {}({name:?}, &[{words}]),", if *required { "required" } else { "implied" })?;
        }
        writeln!(out, "{}]),", if attributes.is_empty() { "" } else { "        " })?;
    }
    writeln!(out, "]);")
}

#[test]
fn the_tables_are_what_the_dtds_declare() {
    let mut fresh = String::from(
        "//! Generated from `dtd/*.dtd` by `tests/dtd_tables.rs`; do not edit.\n\n\
         use super::{Attribute, ContentModel, Dtd, Declaration, Particle};\n\n\
         const fn place(element: u8, required: bool, many: bool) -> Particle {\n    Particle { element, required, many }\n}\n\
         /// `name`\nconst fn one(element: u8) -> Particle {\n    place(element, true, false)\n}\n\
         /// `name?`\nconst fn optional(element: u8) -> Particle {\n    place(element, false, false)\n}\n\
         /// `name*`\nconst fn any(element: u8) -> Particle {\n    place(element, false, true)\n}\n\
         /// `#REQUIRED`\nconst fn required(name: &'static str, words: &'static [&'static str]) -> Attribute {\n    Attribute::new(name, words, true)\n}\n\
         /// `#IMPLIED`\nconst fn implied(name: &'static str, words: &'static [&'static str]) -> Attribute {\n    Attribute::new(name, words, false)\n}\n",
    );
    table(&mut fresh, "CAP_C", "cap-c-17.0.dtd").expect("a string takes all");
    table(&mut fresh, "CCC2", "ccc2-17.0.dtd").expect("a string takes all");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/dtd/tables.rs");
    if std::env::var_os("UPDATE_TABLES").is_some() {
        fs::write(&path, &fresh).expect("the tables are written");
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    assert!(checked_in == fresh, "src/dtd/tables.rs has drifted: run UPDATE_TABLES=1 cargo test --test dtd_tables");
}
