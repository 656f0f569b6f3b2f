//! Tests of the flows of the protocol, between the client of this crate and the simulator in
//! `examples/`.
//!
//! Every document from the simulator is checked against the DTD and the field tables.

#[path = "../../examples/simulator/cap_c.rs"]
mod cap_c;
#[path = "../../examples/simulator/ccc2.rs"]
mod ccc2;
#[path = "../../examples/simulator/hub.rs"]
mod hub;
#[path = "../../examples/simulator/world/mod.rs"]
mod world;

#[path = "../common/random.rs"]
mod random;

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
mod transfers;
mod worlds;
