//! A client that stays connected, and the state that the updates of a server tell of.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod state;
