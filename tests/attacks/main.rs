//! Attacks that a hostile peer may try. Every attack generates its own input and counts work (bytes
//! read, bytes held, allocations), never time.

#[path = "../common/allocations.rs"]
mod allocations;
#[path = "../common/mod.rs"]
mod common;

mod encodings;
mod entities;
mod growing;
mod limits;
mod memory;
#[path = "../common/random.rs"]
mod random;
mod reader;
mod secrets;
mod streams;
mod tags;
mod values;

/// Returns a well-formed document of the corpus, with an XML declaration.
pub fn good() -> Vec<u8> {
    common::folder("cap-c").swap_remove(0).1
}

/// Returns a `callUpdate` with the given content of `user`.
pub fn call_update(user: &str) -> String {
    format!(
        "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"callUpdate\"><commandData>\
         <user>{user}</user></commandData></command></BroadsoftDocument>"
    )
}
