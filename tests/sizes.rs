//! Test of the size of messages in memory. A document is moved by value, so every message pays for
//! growth: it must be intended, and documented in `message`.
//!
//! The documentation takes it from `src/message/sizes.md`; `UPDATE_SIZES=1 cargo test --test sizes` writes that.
#![cfg(target_pointer_width = "64")]

use std::cmp::Reverse;
use std::fs;
use std::mem::{size_of, size_of_val};
use std::path::Path;

use broadworks_cap::message::values::CommandType;
use broadworks_cap::{Command, Document, Error, Framed, Text, schema::Unknown};

/// Name and bytes of every command, largest first.
fn sizes() -> Vec<(&'static str, usize)> {
    let size = |command: &CommandType| {
        (command.as_str(), size_of_val(Command::empty(*command).data().expect("an empty command has data")))
    };
    let mut sizes: Vec<_> = CommandType::ALL.iter().map(size).collect();
    sizes.sort_by_key(|(name, size)| (Reverse(*size), *name));
    sizes
}

/// Each size is the one in the documentation.
#[test]
fn every_message_takes_what_the_documentation_says() {
    let mut fresh = String::from("| | bytes |\n|---|---|\n");
    for (name, size) in [("Document", size_of::<Document<'static>>())].into_iter().chain(sizes()) {
        fresh += &format!("| `{name}` | {size} |\n");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/message/sizes.md");
    if std::env::var_os("UPDATE_SIZES").is_some() {
        fs::write(&path, &fresh).expect("the sizes are written");
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(checked_in, fresh, "a size has changed; if it was meant, run UPDATE_SIZES=1 cargo test --test sizes");
}

/// A document is little larger than its largest command, and absent fields need almost no memory.
#[test]
fn what_is_around_and_absent_is_small() {
    let (_, largest) = sizes()[0];
    assert_eq!(size_of::<Command<'static>>(), largest, "no room for which command it is");
    assert!(size_of::<Document<'static>>() <= largest + 3 * size_of::<Text<'static>>());
    assert_eq!(size_of::<Option<Text<'static>>>(), size_of::<Text<'static>>());
    assert_eq!(size_of::<Unknown<'static>>(), size_of::<usize>());
    assert!(size_of::<Error>() <= 16 && size_of::<Framed>() <= 32);
}
