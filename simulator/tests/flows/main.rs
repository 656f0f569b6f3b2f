//! Tests of the flows of the protocol, between the client of the codec and the simulator.
//!
//! Every document from the simulator is checked against the DTD and the field tables.

#[path = "../../../tests/common/random.rs"]
mod random;

mod agents;
mod calls;
mod client;
mod conferences;
mod consoles;
mod farm;
mod logins;
mod others;
mod peers;
mod profiles;
mod program;
mod queues;
mod running;
mod transfers;
mod worlds;
