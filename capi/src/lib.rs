//! C interface of the codec. The header `include/broadworks_cap.h` is made from the comments and declarations here.
//!
//! Handles are numbers that look like pointers ([`handle`]), so a wrong one is found without being followed. What is
//! unsafe is the memory of the caller alone, and stands in [`memory`] and in one block of each function.

#![allow(non_camel_case_types, reason = "these are the names of C")]
#![allow(clippy::missing_safety_doc, reason = "the header states the rules, once for all functions")]

pub mod checker;
pub mod document;
pub mod fields;
pub mod handle;
pub mod login;
pub mod memory;
pub mod message;
pub mod path;
pub mod registrar;
pub mod schema;
#[cfg(any(test, fuzzing))]
pub mod sequence;
pub mod session;
pub mod status;
pub mod stream;
pub mod types;
pub mod validate;
pub mod version;
