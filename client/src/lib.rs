//! A client that stays connected, and the state that the updates of a server tell of.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "tokio")]
pub mod asynchronous;
mod backoff;
pub mod blocking;
mod counters;
mod event;
pub mod machine;
mod options;
mod questions;
mod requests;
pub mod state;

pub use backoff::Backoff;
pub use counters::Counts;
pub use event::{Event, Reason, Received};
pub use options::Options;
pub use requests::{RequestError, Ticket};

pub use broadworks_cap::login::{Login, Password};

/// The examples of the README are tests.
#[cfg(all(doctest, feature = "tokio"))]
#[doc = include_str!("../README.md")]
struct Readme;
