//! Workers: each has some of the partitions, and keeps the state of their users.
//!
//! A partition is read by one worker at a time, from its checkpoint on, in the order of the stream. The worker applies the
//! documents that are there, publishes the actions they lead to, saves the records of the users that have changed, and
//! goes on; now and then it saves the checkpoint. After any fault it forgets what it knows of the partition and begins
//! again with what is saved.
//!
//! Who has a partition is said by [leases](lease). They divide the work; what keeps the state right is something else: a
//! record is written only over the revision that the worker has read, so of two workers that both believe to
//! have a partition one fails, and a record is always the result of all documents up to its `applied`, each once.

pub mod lease;
mod partition;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{interval, timeout};

use crate::application::Application;
use crate::counters::WorkerCounters;
use crate::layout::Farm;
use lease::Leases;
use partition::Partition;

/// Time that a partition has to finish what it is at when the worker gives it away.
const FAREWELL: Duration = Duration::from_secs(10);

/// A task that reads a partition.
struct Task {
    stop: watch::Sender<bool>,
    reading: JoinHandle<()>,
}

/// Works until `stop` is ready, then saves everything and gives its partitions away. Faults of NATS are waited out.
pub async fn run<A: Application>(
    farm: Farm,
    name: &str,
    application: Arc<A>,
    counters: Arc<WorkerCounters>,
    stop: impl Future<Output = ()>,
) {
    let mut leases = Leases::new(&farm, name);
    let mut tasks: BTreeMap<u16, Task> = BTreeMap::new();
    let mut turn = interval(farm.layout.lease() / 4);
    turn.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            _ = turn.tick() => {}
        }
        match leases.turn().await {
            Ok(surplus) => {
                for partition in surplus {
                    end(tasks.remove(&partition)).await;
                    leases.release(partition).await;
                }
            }
            Err(error) => eprintln!("{name}: leases: {error}"),
        }
        let held: Vec<u16> = leases.held().collect();
        let lost: Vec<u16> = tasks.keys().copied().filter(|partition| !held.contains(partition)).collect();
        for partition in lost {
            eprintln!("{name}: partition {partition} is another worker's now");
            end(tasks.remove(&partition)).await;
        }
        for partition in held {
            // A task that has ended has panicked; it begins again.
            if tasks.get(&partition).is_none_or(|task| task.reading.is_finished()) {
                let (stop, stopped) = watch::channel(false);
                let reading = Partition::new(&farm, partition, application.clone(), counters.clone()).run(stopped);
                tasks.insert(partition, Task { stop, reading: tokio::spawn(reading) });
            }
        }
        counters.partitions.set(tasks.len());
    }
    for task in tasks.values() {
        task.stop.send_replace(true);
    }
    for (partition, task) in tasks {
        end(Some(task)).await;
        leases.release(partition).await;
    }
    leases.leave().await;
}

/// Ends a task, which saves what it has.
async fn end(task: Option<Task>) {
    let Some(mut task) = task else { return };
    task.stop.send_replace(true);
    if timeout(FAREWELL, &mut task.reading).await.is_err() {
        // Nothing is lost: who has the partition next begins with what is saved.
        task.reading.abort();
    }
}
