//! The flows of the protocol, between this crate's client and the simulator of `examples/`.
//!
//! Every document of the simulator is held against the DTD and the field tables on its way in.

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
mod program;
mod queues;
mod transfers;
mod worlds;
