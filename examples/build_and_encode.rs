//! Encoder example: builds a few messages and writes them to standard output.
//!
//! `cargo run --example build_and_encode | cargo run -p bwcap -- decode -`

use std::io::{Write, stdout};

use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::Priority;
use broadworks_cap::message::{Identity, ParkTarget};
use broadworks_cap::{Command, Document, Encoder, Protocol};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let alice = || Identity::cap_c("alice@example.com", "demo");
    let queue = || Identity::cap_c("support-queue@example.com", "demo");
    let commands: [Command<'_>; 4] = [
        CallAction::dial(alice(), "2405550123").into(),
        CallAction::xfer_consult(alice(), "callhalf-101:0", "callhalf-102:0").into(),
        CallAction::call_park(alice(), "callhalf-101:0", ParkTarget::UserId("bob@example.com".into())).into(),
        QueueAction::promote(queue(), "callhalf-103:0", Priority::High).into(),
    ];
    let mut out = Vec::new();
    for command in commands {
        Encoder::new(Protocol::CapC).encode(&Document::new(command), &mut out)?;
    }
    stdout().write_all(&out)?;
    Ok(())
}
