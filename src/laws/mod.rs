//! Laws: properties that hold for every input, as functions that panic if the property is violated.
//!
//! The fuzz targets in `fuzz/` and the tests of this crate call the same functions. They are
//! compiled with the feature `_laws` and are not part of the stable API.
//!
//! Each law takes arbitrary bytes, so any file can be checked against all laws. Those of `login` and `transport` need the
//! features of the same names, and `tokio` adds the codecs to the latter.

#![allow(clippy::missing_panics_doc, reason = "a law reports a violation by panicking")]

mod documents;
mod frame;
mod json;
#[cfg(feature = "login")]
mod login;
mod markup;
mod stream;
mod tape;
mod text;
#[cfg(feature = "transport")]
mod transport;

pub use documents::{decode, inverse, json, structured, validate};
pub use frame::frame;
#[cfg(feature = "login")]
pub use login::login;
pub use markup::{Judgement, differential, lex};
pub use tape::tape;
pub use text::text;
#[cfg(feature = "transport")]
pub use transport::transport;

/// A function that panics if its law does not hold for the given bytes.
pub type Law = fn(&[u8]);

/// All laws that take only bytes, with the names of their fuzz targets.
pub const ALL: &[(&str, Law)] = &[
    ("lex", lex),
    ("frame", frame),
    ("decode", decode),
    ("structured", structured),
    ("validate", validate),
    ("text", text),
    ("json", json),
    ("tape", tape),
    #[cfg(feature = "login")]
    ("login", login),
    #[cfg(feature = "transport")]
    ("transport", transport),
];
