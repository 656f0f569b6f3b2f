//! Records: what the buckets hold of a user and of a partition.

use std::collections::BTreeMap;

use async_nats::jetstream::kv;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::origin::Origin;
use crate::subject::Token;

/// Number of connections that a checkpoint remembers. They are few at a time; the older ones have ended long ago.
const CONNECTIONS: usize = 256;

/// The state of a user, with the place in the stream up to which documents are in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<S> {
    /// Sequence number, in the stream of the shard, of the last document that is in the state.
    pub applied: u64,
    /// Number of documents that are in the state.
    pub documents: u64,
    /// The state.
    pub state: S,
}

/// The place in the stream from which a partition is read on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Sequence number up to which every document of the partition is in a record, or was passed over.
    pub sequence: u64,
    /// For each connection, the number of its last document in this partition up to there, and that document's sequence number.
    pub connections: BTreeMap<String, (u64, u64)>,
}

impl Checkpoint {
    /// Takes in the next document of the partition. Returns `false` if it is there for the second time.
    ///
    /// A connector publishes the documents of a connection that belong to one partition in their order, each after the one before is
    /// stored. So a number that is not above the last one is a document that was stored twice: its acknowledgement was lost, and
    /// came to be published again after JetStream had forgotten its id.
    pub fn pass(&mut self, sequence: u64, origin: Option<&Origin>) -> bool {
        self.sequence = sequence;
        // Without an origin nothing is known of it, and it counts as new.
        let Some(origin) = origin else { return true };
        if let Some(last) = self.connections.get_mut(&origin.connection) {
            let is_new = origin.number > last.0;
            if is_new {
                *last = (origin.number, sequence);
            }
            return is_new;
        }
        if self.connections.len() >= CONNECTIONS {
            let oldest =
                self.connections.iter().min_by_key(|(_, last)| last.1).map(|(connection, _)| connection.clone());
            oldest.and_then(|oldest| self.connections.remove(&oldest));
        }
        self.connections.insert(origin.connection.clone(), (origin.number, sequence));
        true
    }
}

/// Returns the key of the record of a user.
#[must_use]
pub fn user_key(user: &Token) -> String {
    format!("user.{user}")
}

/// Returns the key of the checkpoint, or of the lease, of a partition.
#[must_use]
pub fn partition_key(partition: u16) -> String {
    format!("partition.{partition}")
}

/// Reads a value with its revision; the default value and 0 if it is not there.
///
/// # Errors
/// If NATS cannot be reached, or if the value is of another form.
pub async fn load<T: Default + DeserializeOwned>(bucket: &kv::Store, key: &str) -> Result<(T, u64), Error> {
    match bucket.entry(key).await? {
        Some(entry) if entry.operation == kv::Operation::Put => {
            let value = serde_json::from_slice(&entry.value).map_err(|error| format!("the value of {key}: {error}"))?;
            Ok((value, entry.revision))
        }
        Some(entry) => Ok((T::default(), entry.revision)),
        None => Ok((T::default(), 0)),
    }
}

/// Writes a value over a revision, and returns the new revision.
///
/// # Errors
/// If NATS cannot be reached, or if somebody else has written in the meantime: then nothing is changed.
pub async fn save(bucket: &kv::Store, key: &str, value: Bytes, revision: u64) -> Result<u64, Error> {
    Ok(bucket.update(key, value, revision).await?)
}
