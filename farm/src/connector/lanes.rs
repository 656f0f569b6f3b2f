//! Lanes: one for each partition, in which documents are published one after the other.
//!
//! A document is published when the one before it in its lane is stored. So documents of one user, and of all users of
//! one partition, are in the stream in the order in which the connector read them, whatever fails and is tried again
//! meanwhile; and the lanes do not wait for each other.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use async_nats::jetstream::Context;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::publish::PublishAck;
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::sleep;

use super::Options;
use crate::Error;
use crate::counters::ConnectorCounters;
use crate::headers;
use crate::layout::{Farm, pause};
use crate::origin::Origin;
use crate::subject::EventSubject;

/// Bytes of a message of NATS beside the document.
const HEAD: usize = 4096;
const KILOBYTE: usize = 1024;

/// A document on its way to the stream.
struct Parcel {
    subject: EventSubject,
    origin: Origin,
    received: u128,
    bytes: Bytes,
    /// Room that it takes until it is acknowledged.
    _room: [OwnedSemaphorePermit; 2],
}

/// The lanes of a connector. Clones share them.
#[derive(Clone)]
pub(super) struct Lanes {
    partitions: u16,
    lanes: Arc<[mpsc::UnboundedSender<Parcel>]>,
    documents: Arc<Semaphore>,
    kilobytes: Arc<Semaphore>,
    most: (u32, u32),
    longest: usize,
}

impl Lanes {
    /// Starts a task for each lane.
    pub fn start(farm: &Farm, options: &Options, counters: &Arc<ConnectorCounters>) -> Self {
        let lanes = (0..farm.layout.partitions).map(|_| {
            // Its length is limited by the room.
            let (lane, parcels) = mpsc::unbounded_channel();
            let publisher = Publisher {
                context: farm.context.clone(),
                prefix: farm.prefix.clone(),
                server: options.server.clone(),
                counters: counters.clone(),
            };
            tokio::spawn(publisher.run(parcels));
            lane
        });
        let payload = farm.context.client().server_info().max_payload.saturating_sub(HEAD);
        Self {
            partitions: farm.layout.partitions,
            lanes: lanes.collect(),
            documents: Arc::new(Semaphore::new(options.room as usize)),
            kilobytes: Arc::new(Semaphore::new(options.room_kilobytes as usize)),
            most: (options.room, options.room_kilobytes),
            longest: payload.min(options.room_kilobytes as usize * KILOBYTE),
        }
    }

    /// Returns the length, in bytes, of the longest document that can be published.
    pub const fn longest(&self) -> usize {
        self.longest
    }

    /// Puts a document, or bytes that are none, into its lane. Waits until there is room.
    pub async fn push(&self, connection: &str, number: u64, what: Option<(&str, &str)>, bytes: &[u8]) {
        let bytes = &bytes[..bytes.len().min(self.longest)];
        let kilobytes = u32::try_from(bytes.len().div_ceil(KILOBYTE)).unwrap_or(u32::MAX).min(self.most.1);
        let room =
            [self.documents.clone().acquire_owned().await, self.kilobytes.clone().acquire_many_owned(kilobytes).await];
        let [Ok(document), Ok(kilobytes)] = room else { unreachable!("it is never closed") };
        let subject = match what {
            Some((command, user)) => EventSubject::new(command, user, self.partitions),
            None => EventSubject::malformed(self.partitions),
        };
        let received = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let lane = usize::from(subject.partition);
        let origin = Origin::new(connection, number, bytes);
        // The bytes of a frame share memory with all that was read with it.
        let bytes = Bytes::copy_from_slice(bytes);
        _ = self.lanes[lane].send(Parcel { subject, origin, received, bytes, _room: [document, kilobytes] });
    }

    /// Waits until everything is acknowledged.
    pub async fn empty(&self) {
        _ = self.documents.acquire_many(self.most.0).await;
    }
}

struct Publisher {
    context: Context,
    prefix: String,
    server: String,
    counters: Arc<ConnectorCounters>,
}

impl Publisher {
    async fn run(self, mut parcels: mpsc::UnboundedReceiver<Parcel>) {
        while let Some(parcel) = parcels.recv().await {
            let mut attempt = 0;
            // The server has not been told that the document has come, and never is: it has to be stored.
            let stored = loop {
                match self.publish(&parcel).await {
                    Ok(stored) => break stored,
                    Err(error) => {
                        if attempt == 0 {
                            eprintln!("{} is not yet published: {error}", parcel.origin);
                        }
                        self.counters.retries.add(1);
                        sleep(pause(attempt)).await;
                        attempt += 1;
                    }
                }
            };
            self.counters.published.add(1);
            self.counters.duplicates.add(usize::from(stored.duplicate));
        }
    }

    async fn publish(&self, parcel: &Parcel) -> Result<PublishAck, Error> {
        let message = PublishMessage::build()
            .message_id(parcel.origin.to_string())
            .header(headers::SERVER, self.server.as_str())
            .header(headers::RECEIVED, parcel.received.to_string().as_str())
            .payload(parcel.bytes.clone());
        Ok(self.context.send_publish(parcel.subject.under(&self.prefix), message).await?.await?)
    }
}
