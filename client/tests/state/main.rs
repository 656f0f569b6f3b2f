//! Tests of the state: laws over random scenarios of the simulator, sequences by hand, the corpus, and memory.

mod bounds;
mod corpus;
mod documents;
mod farm;
mod live;
mod mirror;
mod queues;
mod sequences;
mod sessions;
mod world;
