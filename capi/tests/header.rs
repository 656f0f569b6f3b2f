//! The header and the names are as the code and the tables of the codec say. `UPDATE=1` writes them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use codec::Command;
use codec::message::values::CommandType;
use codec::schema::{RowKind, Schema, Word};
use codec::validate::{Rule, session::SessionRule};
use codec::{Kind, Limits};

/// The files of the interface. `lib.rs` and what no C program sees are not among them.
const SOURCES: &[&str] = &[
    "version.rs",
    "status.rs",
    "types.rs",
    "handle.rs",
    "stream.rs",
    "message.rs",
    "document.rs",
    "validate.rs",
    "checker.rs",
    "login.rs",
    "session.rs",
    "registrar.rs",
    "fields.rs",
    "schema.rs",
];

const INTRODUCTION: &str = r"/*
 * C interface of broadworks-cap: codec for the call-control protocols CAP-C and CCC2.
 *
 * Generated from capi/src; do not edit. README.md of the package has an example and says how to link.
 *
 * RESULTS. A function returns a bwcap_status: BWCAP_OK, BWCAP_NONE (nothing is there), or an error, which is negative.
 * What it hands out is written to the last arguments; they are set to zero or null before anything else is done, so they are
 * never undefined. No function prints, exits, aborts, or throws over the border.
 *
 * POINTERS. One that is written to leads to memory of its type that is yours and that no other argument leads to; one that is
 * read leads to so many bytes as the length says. They are used during the call alone. A null pointer is BWCAP_BAD_POINTER,
 * unless it is said that it may be null. A `const char *` without a length ends with a zero byte; one with a length is not
 * required to, and the length BWCAP_TERMINATED says that it does.
 *
 * HANDLES. A pointer to a type without members is a handle. Who got it owns it and frees it once. It is a number in a table
 * and is never followed: a closed handle is BWCAP_CLOSED_HANDLE, one of another type or any other pointer
 * BWCAP_FOREIGN_HANDLE, one that another thread is using BWCAP_BUSY, and nothing else happens.
 *
 * TEXTS. A bwcap_text belongs to the library and does not end with a zero byte. One from a handle lives until that is freed,
 * unless something else is said; one from a table is static.
 *
 * THREADS. Any handle may go from one thread to another. What takes a `const` handle only reads, and any number of threads
 * may do that at the same time. What takes another handle changes it: one thread at a time. The library starts no thread,
 * and no call waits for another one for longer than it takes to find a place in a table.
 *
 * ABI. Structs, numbers and names change only with the version that bwcap_version tells; see README.md.
 */";

const HELPERS: &str = r"
/** Length of a text that ends with a zero byte, in place of the number of its bytes. */
#define BWCAP_TERMINATED SIZE_MAX

/** Returns whether a text is equal to another one, which ends with a zero byte. A text that is null is equal to none. */
static inline bool bwcap_is(bwcap_text text, const char *other)
{
    return text.data != NULL && other != NULL && strlen(other) == text.length && memcmp(text.data, other, text.length) == 0;
}
";

fn header() -> String {
    let config = {
        let mut config = cbindgen::Config {
            language: cbindgen::Language::C,
            header: Some(INTRODUCTION.into()),
            include_guard: Some("BROADWORKS_CAP_H".into()),
            no_includes: true,
            sys_includes: ["stdbool.h", "stddef.h", "stdint.h", "string.h"].map(String::from).into(),
            includes: vec!["broadworks_cap_names.h".into()],
            cpp_compat: true,
            usize_is_size_t: true,
            documentation_style: cbindgen::DocumentationStyle::Doxy,
            line_length: 120,
            ..cbindgen::Config::default()
        };
        config.function.sort_by = Some(cbindgen::SortKey::None);
        config
    };
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in SOURCES {
        builder = builder.with_src(Path::new("src").join(source));
    }
    let mut bytes = Vec::new();
    builder.generate().expect("the sources are read").write(&mut bytes);
    let text = String::from_utf8(bytes).expect("UTF-8");
    let end = text.rfind("\n#ifdef __cplusplus").expect("the end of the functions");
    format!("{}{HELPERS}{}", &text[..end], &text[end..])
}

/// `callUpdate` and `too-deep` as part of the name of a macro: `CALL_UPDATE` and `TOO_DEEP`.
fn upper(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut upper = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map_or('_', |before| letters[before]);
        let is_last = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let starts = before.is_ascii_lowercase() || before.is_ascii_digit() || before.is_ascii_uppercase() && is_last;
        if letter.is_ascii_uppercase() && starts {
            upper.push('_');
        }
        upper.push(if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' });
    }
    upper
}

struct Names {
    text: String,
    seen: BTreeMap<String, String>,
}

impl Names {
    fn section(&mut self, title: &str) {
        writeln!(self.text, "\n/* {title} */\n").unwrap();
    }

    fn name(&mut self, prefix: &str, name: &str, value: &str, about: &str) {
        let name = format!("BWCAP_{prefix}_{}", upper(name));
        if let Some(other) = self.seen.get(&name) {
            assert_eq!(other, value, "{name} has two values");
        } else {
            self.seen.insert(name.clone(), value.to_owned());
            let about = about.replace("*/", "* /");
            let about = if about.is_empty() {
                about
            } else {
                format!("/** {} */\n", about.split_whitespace().collect::<Vec<_>>().join(" "))
            };
            writeln!(self.text, "{about}#define {name} \"{value}\"").unwrap();
        }
    }

    /// The paths of the rows of an element, and the words of each.
    fn paths(&mut self, command: CommandType, schema: &Schema, path: &str) {
        for row in schema.rows.iter().filter(|row| row.kind != RowKind::Moved && row.kind != RowKind::Text) {
            let path = if path.is_empty() { row.name.to_owned() } else { format!("{path}/{}", row.name) };
            self.name("PATH", &format!("{}_{}", upper(command.as_str()), path), &path, row.meaning);
            if let Some(inner) = row.inner {
                self.paths(command, inner, &path);
            }
        }
    }

    /// The words of the rows of an element, by the name of the row.
    fn words(&mut self, schema: &Schema) {
        for row in schema.rows {
            let name = if row.name.is_empty() { schema.name } else { row.name };
            let is_set = |words: &&[Word]| words.iter().all(|word| !word.wire.is_empty() && word.wire != "True");
            for word in Some(row.words()).filter(is_set).unwrap_or_default() {
                self.name("WORD", &format!("{}_{}", upper(name), word.name), word.wire, word.meaning);
            }
            if let Some(inner) = row.inner {
                self.words(inner);
            }
        }
    }
}

fn names() -> String {
    let mut names = Names { text: String::new(), seen: BTreeMap::new() };
    names.text.push_str(
        "/*\n * Names of broadworks-cap: those that never change, and those of the protocol, from the tables of the codec.\n *\n \
         * Generated; do not edit. Include broadworks_cap.h, which includes this file.\n */\n\n\
         #ifndef BROADWORKS_CAP_NAMES_H\n#define BROADWORKS_CAP_NAMES_H\n",
    );
    names.section("Kinds of errors, in bwcap_error.kind");
    for kind in Kind::ALL {
        names.name("KIND", kind.id(), kind.id(), kind.describe());
    }
    names.name("KIND", "json", "json", "the text is not JSON, or not the JSON form of a message");
    names.name("KIND", "path", "path", "the path leads to nothing that can be written or removed");
    names.section("Rules of the field tables, in bwcap_finding.id");
    for rule in Rule::ALL {
        names.name("RULE", rule.id(), rule.id(), rule.describe());
    }
    names.section("Rules of sessions, in bwcap_finding.id");
    for rule in SessionRule::ALL {
        names.name("SESSION_RULE", rule.id(), rule.id(), rule.describe());
    }
    names.section("Commands");
    for command in CommandType::ALL {
        names.name("COMMAND", command.as_str(), command.as_str(), command.meaning());
    }
    for command in CommandType::ALL {
        names.section(&format!("Paths in commandData of {}", command.as_str()));
        names.paths(*command, Command::schema(*command), "");
    }
    names.section("Words of fields");
    for command in CommandType::ALL {
        names.words(Command::schema(*command));
    }
    names.text.push_str("\n#endif\n");
    names.text
}

fn compare(file: &str, text: &str) {
    let path = Path::new("include").join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "{file} is not what the code says: UPDATE=1 cargo test -p broadworks-cap-capi --test header"
    );
}

#[test]
fn the_header_is_what_the_code_says() {
    compare("broadworks_cap.h", &header());
}

#[test]
fn the_names_are_those_of_the_tables() {
    compare("broadworks_cap_names.h", &names());
}

#[test]
fn the_header_has_every_function() {
    let header = header();
    for source in std::fs::read_dir("src").expect("the sources") {
        let text = std::fs::read_to_string(source.expect("a file").path()).expect("text");
        for function in text.split("extern \"C\" fn ").skip(1).filter_map(|rest| rest.split('(').next()) {
            assert!(
                !function.starts_with("bwcap_")
                    || header.contains(&format!(" {function}("))
                    || header.contains(&format!("*{function}(")),
                "{function}"
            );
        }
    }
}

#[test]
fn the_limits_of_the_header_are_those_of_the_codec() {
    let (header, limits) = (header(), Limits::default());
    assert_eq!(limits.document, 1 << 20);
    for line in
        ["Bytes of one document; 1 MiB.".to_owned(), format!("Items of one list of elements; {}.", limits.items)]
    {
        assert!(header.contains(&line), "{line}");
    }
}
