//! Actions: taken from the stream while a connection is up, handed to a connection, and acknowledged when they are sent.

use std::time::{Duration, Instant, SystemTime};

use async_nats::jetstream;
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use crate::Error;
use crate::layout::{ACTION_AGE, Farm, pause};
use crate::subject::Token;

/// Time after which an action that nobody acknowledged goes to another connector.
const ACK_WAIT: Duration = Duration::from_secs(10);

/// An action that a connection shall send.
pub(super) struct Errand {
    message: jetstream::Message,
    taken: Instant,
}

impl Errand {
    /// Returns `true` if it may be another connector's by now.
    pub fn is_late(&self) -> bool {
        self.taken.elapsed() > ACK_WAIT / 2
    }

    /// Returns the document.
    pub fn bytes(&self) -> Bytes {
        self.message.payload.clone()
    }

    /// Acknowledges that it was sent.
    pub async fn done(&self) -> Result<(), Error> {
        self.message.double_ack().await
    }
}

/// Hands actions to the connections. All connectors of a server share one consumer, so each action goes to one of them.
pub(super) async fn run(farm: Farm, server: Token, links: mpsc::Sender<Errand>, mut online: watch::Receiver<usize>) {
    for attempt in 0.. {
        if let Err(error) = take(&farm, &server, &links, &mut online).await {
            eprintln!("actions: {error}");
        }
        sleep(pause(attempt)).await;
    }
}

async fn take(
    farm: &Farm,
    server: &Token,
    links: &mpsc::Sender<Errand>,
    online: &mut watch::Receiver<usize>,
) -> Result<(), Error> {
    let name = format!("connectors-{server}");
    let config = pull::Config {
        durable_name: Some(name.clone()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: ACK_WAIT,
        filter_subject: format!("{}.action.{server}.>", farm.prefix),
        max_ack_pending: 1024,
        num_replicas: usize::from(farm.layout.replicas),
        ..pull::Config::default()
    };
    let consumer: PullConsumer = farm.actions.get_or_create_consumer(&name, config).await?;
    loop {
        online.wait_for(|count| *count > 0).await?;
        let batch = consumer.batch().max_messages(16).expires(Duration::from_secs(5));
        let mut messages = batch.messages().await?;
        while let Some(message) = messages.next().await {
            let message = message?;
            let age = SystemTime::now().duration_since(message.info()?.published.into()).unwrap_or_default();
            if age > ACTION_AGE {
                eprintln!("an action on {} is not sent: it is {} seconds old", message.subject, age.as_secs());
                message.double_ack().await?;
                continue;
            }
            let errand = Errand { message, taken: Instant::now() };
            links.send(errand).await?;
        }
    }
}
