//! CCC2 farm of many machines, over NATS JetStream.
//!
//! **Connectors** have connections to a server, publish every document it sends, and send actions. **Workers** share the users, keep
//! the state of each, and decide on actions. Any of them, and NATS itself, can be stopped, killed or restarted at any
//! time; the [README](https://docs.rs/crate/broadworks-farm) says what is guaranteed.
//!
//! | Module | Contents |
//! |---|---|
//! | [`subject`] | subjects, and user ids as tokens |
//! | [`origin`] | the id of a document: connection, place there, and hash |
//! | [`headers`] | headers of the documents in the stream |
//! | [`layout`] | streams and buckets, and how they are made and opened |
//! | [`record`] | what the buckets hold of a user and of a partition |
//! | [`counters`] | what a program has done so far |
//! | [`connector`] | from the server to the stream, and actions back |
//! | [`application`] | what is kept of a user, and what is done |
//! | [`worker`] | from the stream to the state |
//! | [`calls`] | the application of the program: the calls of each user |
//! | [`load`] | documents that are made up, to see how much a farm can do |
//! | [`status`] | who has which partition, and how far each is |

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod application;
pub mod calls;
pub mod connector;
pub mod counters;
pub mod headers;
pub mod layout;
pub mod load;
pub mod origin;
pub mod record;
pub mod status;
pub mod subject;
pub mod worker;

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// An error of a program of the farm, for people.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Waits until a flag is set, or nobody is left to set it.
pub(crate) async fn set(flag: &mut tokio::sync::watch::Receiver<bool>) {
    _ = flag.wait_for(|is_set| *is_set).await;
}
