//! Leases: which worker has which partition, by keys that vanish if they are not renewed.
//!
//! A worker writes the key `worker.<name>` and, for each partition it has, `partition.<number>`. The server drops a key that
//! is older than the lease, by its own clock; the clocks of the workers do not matter. Each worker takes free partitions
//! until it has its share, which is the number of partitions divided by the number of workers, rounded up, and gives away what it has
//! beyond that.

use std::collections::{BTreeMap, BTreeSet};

use async_nats::jetstream::kv;
use async_nats::jetstream::kv::UpdateErrorKind;
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::Error;
use crate::layout::Farm;
use crate::record::partition_key;
use crate::subject::Token;

/// Most leases that are renewed at the same time.
const AT_ONCE: usize = 64;

/// Leases of a worker.
#[derive(Debug)]
pub struct Leases {
    bucket: kv::Store,
    partitions: u16,
    worker: String,
    /// The partitions it has, with the revision of their keys.
    held: BTreeMap<u16, u64>,
}

impl Leases {
    /// Creates the leases of a worker that has none yet. No two workers may have the same name.
    #[must_use]
    pub fn new(farm: &Farm, worker: &str) -> Self {
        let (bucket, partitions) = (farm.leases.clone(), farm.layout.partitions);
        Self { bucket, partitions, worker: worker.to_owned(), held: BTreeMap::new() }
    }

    /// Returns the partitions that the worker has.
    pub fn held(&self) -> impl Iterator<Item = u16> {
        self.held.keys().copied()
    }

    /// Renews the leases, and takes free partitions. Returns those to [release](Self::release), for others to have their share.
    ///
    /// # Errors
    /// If NATS cannot be reached. What is not renewed before the lease is over goes to others.
    pub async fn turn(&mut self) -> Result<Vec<u16>, Error> {
        self.bucket.put(self.worker_key(), self.worker.clone().into()).await?;
        let leases: &Self = self;
        let renewing: Vec<_> = leases
            .held
            .clone()
            .into_iter()
            .map(|(partition, revision)| async move {
                Ok::<_, Error>((partition, leases.write(partition, revision).await?))
            })
            .collect();
        let renewed: Vec<_> = stream::iter(renewing).buffer_unordered(AT_ONCE).try_collect().await?;
        self.held = renewed.into_iter().filter_map(|(partition, revision)| Some((partition, revision?))).collect();
        let keys = self.keys().await?;
        let workers = keys.iter().filter(|key| key.starts_with("worker.")).count().max(1);
        let share = usize::from(self.partitions).div_ceil(workers);
        for partition in 0..self.partitions {
            if self.held.len() >= share {
                break;
            }
            if !keys.contains(&partition_key(partition))
                && let Some(revision) = self.write(partition, 0).await?
            {
                self.held.insert(partition, revision);
            }
        }
        Ok(self.held.keys().copied().skip(share).collect())
    }

    /// Gives a partition away.
    pub async fn release(&mut self, partition: u16) {
        if self.held.remove(&partition).is_some() {
            self.remove(&partition_key(partition)).await;
        }
    }

    /// Takes the worker out of the count.
    pub async fn leave(&self) {
        self.remove(&self.worker_key()).await;
    }

    /// Writes the key of a partition over a revision. Returns the new one; `None` if another worker has the partition.
    async fn write(&self, partition: u16, revision: u64) -> Result<Option<u64>, Error> {
        let key = partition_key(partition);
        match self.bucket.update(&key, self.worker.clone().into(), revision).await {
            Ok(revision) => Ok(Some(revision)),
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => {
                // It is the worker's own if it was written before and only the acknowledgement was lost.
                let entry = self.bucket.entry(&key).await?;
                let own = entry.filter(|entry| entry.value == self.worker.as_bytes());
                Ok(own.map(|entry| entry.revision))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns all keys that are there.
    async fn keys(&self) -> Result<BTreeSet<String>, Error> {
        let subjects = self.bucket.stream.info_with_subjects(format!("{}>", self.bucket.prefix)).await?;
        let keys =
            subjects.map_ok(|(subject, _)| subject.strip_prefix(&self.bucket.prefix).unwrap_or_default().to_owned());
        Ok(keys.try_collect().await?)
    }

    /// Removes a key. If that fails, it vanishes when the lease is over.
    async fn remove(&self, key: &str) {
        _ = self.bucket.stream.purge().filter(format!("{}{key}", self.bucket.prefix)).await;
    }

    fn worker_key(&self) -> String {
        format!("worker.{}", Token::new(&self.worker))
    }
}
