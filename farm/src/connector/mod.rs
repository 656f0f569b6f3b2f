//! Connectors: each has some connections to one server, publishes every document that comes, and sends actions.
//!
//! ```text
//!  server ══ connection 1 ══╗                 ┌ lane 0 ── one document at a time ──┐
//!         ══ connection 2 ══╩═ read, room? ═══┼ lane 1 ── one document at a time ──┼══> JetStream
//!                              (bounded)      └ …                                  ┘
//! ```
//!
//! A connection reads the next document only if there is room for it. When NATS is away, the room is used up, the connector stops
//! reading, TCP tells the server, and the server waits; nothing is dropped. What is in the room when a connector is killed is
//! lost, and so is what the operating system had received for it: the protocol has no acknowledgement by which a server could
//! know.

mod actions;
mod lanes;
mod link;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::time::timeout;

use crate::Error;
use crate::counters::ConnectorCounters;
use crate::layout::Farm;
use crate::origin::Incarnation;
use crate::subject::Token;
use lanes::Lanes;
use link::Link;

/// Time to publish what was read, when the connector stops.
const FAREWELL: Duration = Duration::from_secs(30);

/// What a connector connects to.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Address of the server for CCC2
    #[arg(long, value_name = "HOST:PORT")]
    pub connect: String,
    /// Name of the server in headers and subjects; all connectors of one server have the same
    #[arg(long, value_name = "NAME", default_value = "as1")]
    pub server: String,
    /// Number of connections. Servers allow two from each machine by default
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub connections: u8,
    /// Most documents that are read and not yet acknowledged by NATS: what is lost if the connector is killed
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub room: u32,
    /// Most kilobytes of these documents, and of any single one
    #[arg(long, default_value_t = 4096, value_parser = clap::value_parser!(u32).range(64..=1_000_000))]
    pub room_kilobytes: u32,
}

/// Connects, and publishes until `stop` is ready. Then nothing more is read, and what was read is published.
///
/// # Errors
/// If something is still not published half a minute after the stop.
pub async fn run(
    farm: Farm,
    name: &str,
    options: &Options,
    counters: Arc<ConnectorCounters>,
    stop: impl Future<Output = ()>,
) -> Result<(), Error> {
    let server = Token::new(&options.server);
    let lanes = Lanes::start(&farm, options, &counters);
    let (stopping, stopped) = watch::channel(false);
    let (online, is_online) = watch::channel(0_usize);
    let (to_links, from_actions) = mpsc::channel(1);
    let from_actions = Arc::new(Mutex::new(from_actions));
    let ids = Arc::new(Incarnation::new(name));
    let mut links = Vec::new();
    for _ in 0..options.connections {
        let link = Link {
            address: options.connect.clone(),
            limit: lanes.longest(),
            lanes: lanes.clone(),
            ids: ids.clone(),
            errands: from_actions.clone(),
            online: online.clone(),
            counters: counters.clone(),
        };
        links.push(tokio::spawn(link.run(stopped.clone())));
    }
    let acting = tokio::spawn(actions::run(farm, server, to_links, is_online));
    pin!(stop).await;
    acting.abort();
    stopping.send_replace(true);
    for link in links {
        _ = link.await;
    }
    timeout(FAREWELL, lanes.empty()).await.map_err(|_| "some documents could not be published".into())
}
