//! Status: who has which partition, and how far each is.

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::kv;
use serde::Serialize;

use crate::Error;
use crate::layout::Farm;
use crate::origin::Incarnation;
use crate::record::{Checkpoint, load, partition_key};

/// How far a partition is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartitionStatus {
    /// Number of the partition.
    pub partition: u16,
    /// Worker that has it; `None` if none does.
    pub worker: Option<String>,
    /// Sequence number up to which all is in the records, as it was last saved.
    pub checkpoint: u64,
    /// Number of documents after it.
    pub lag: u64,
}

/// Returns how far every partition is. It is made of several requests, so numbers of a farm at work do not fit
/// together exactly.
///
/// # Errors
/// If NATS cannot be reached.
pub async fn partitions(farm: &Farm) -> Result<Vec<PartitionStatus>, Error> {
    let mut all = Vec::new();
    for partition in 0..farm.layout.partitions {
        let key = partition_key(partition);
        let (checkpoint, _) = load::<Checkpoint>(farm.states(partition), &key).await?;
        let lease = farm.leases.entry(&key).await?.filter(|entry| entry.operation == kv::Operation::Put);
        let worker = lease.map(|entry| String::from_utf8_lossy(&entry.value).into_owned());
        let lag = lag(farm, partition, checkpoint.sequence).await?;
        all.push(PartitionStatus { partition, worker, checkpoint: checkpoint.sequence, lag });
    }
    Ok(all)
}

/// Returns the number of documents of a partition after a sequence number.
async fn lag(farm: &Farm, partition: u16, sequence: u64) -> Result<u64, Error> {
    let config = pull::Config {
        name: Some(Incarnation::new("status").id()),
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: sequence + 1 },
        ack_policy: AckPolicy::None,
        filter_subject: format!("{}.event.{partition}.>", farm.prefix),
        memory_storage: true,
        num_replicas: 1,
        ..pull::Config::default()
    };
    let consumer: PullConsumer = farm.events(partition).create_consumer(config).await?;
    let info = consumer.cached_info();
    let lag = info.num_pending;
    farm.events(partition).delete_consumer(&info.name).await?;
    Ok(lag)
}
