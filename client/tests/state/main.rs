//! Tests of the state: laws over random scenarios of the simulator, sequences by hand, the corpus, and memory.

#[path = "../../../tests/common/allocations.rs"]
mod allocations;
mod bounds;
mod corpus;
mod documents;
mod farm;
mod follow;
mod live;
mod mirror;
mod queues;
mod sequences;
mod sessions;
mod truth;
mod world;
