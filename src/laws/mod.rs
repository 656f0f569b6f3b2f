//! What holds for every input, as functions that panic where it does not.
//!
//! The fuzz targets of `fuzz/` and the tests of this crate run the same bodies. Compiled under the
//! feature `_laws`; no part of the stable API.
//!
//! Each law takes any bytes, so that one file can be tried on all of them.

#![allow(clippy::missing_panics_doc, reason = "to panic is what a law is for")]

mod documents;
mod frame;
mod markup;
mod stream;
mod text;

pub use documents::{decode, inverse, json, structured, validate};
pub use frame::frame;
pub use markup::{Judgement, differential, lex};
pub use text::text;

/// What a law is: a function that panics where it does not hold.
pub type Law = fn(&[u8]);

/// Every law that needs nothing but bytes, under the name of its fuzz target.
pub const ALL: &[(&str, Law)] = &[
    ("lex", lex),
    ("frame", frame),
    ("decode", decode),
    ("structured", structured),
    ("validate", validate),
    ("text", text),
    ("json", json),
];
