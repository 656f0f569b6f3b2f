//! A partition: read in order from its checkpoint on, applied to the records of its users, and saved.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{self, kv};
use broadworks_cap::{Document, Encoder, Protocol};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::application::Application;
use crate::counters::WorkerCounters;
use crate::headers;
use crate::layout::{ACTION_AGE, Farm, pause};
use crate::origin::{Incarnation, Origin};
use crate::record::{Checkpoint, Record, load, partition_key, save, user_key};
use crate::subject::{self, EventSubject, MALFORMED, Token};
use crate::{Error, set};

/// Most documents that are applied before they are saved.
const CHUNK: usize = 256;
/// Most requests to NATS at the same time.
const AT_ONCE: usize = 64;
/// Number of documents after which the checkpoint is saved.
const STRIDE: u64 = 1_000;
/// Time after which the checkpoint is saved, if it has moved.
const MOMENT: Duration = Duration::from_millis(500);
/// Time between looks at whether a message got lost at the end of what the consumer has delivered.
const LOOK: Duration = Duration::from_secs(5);
/// Time without a fault after which the next one is the first again.
const CALM: Duration = Duration::from_secs(10);
/// Number of users that are kept in memory. All of them are saved, so they can be forgotten.
const USERS: usize = 10_000;

/// A partition of a farm, and how it is worked on.
pub(super) struct Partition<A> {
    farm: Farm,
    number: u16,
    application: Arc<A>,
    counters: Arc<WorkerCounters>,
}

/// A user whose record is in memory.
struct Known<S> {
    record: Record<S>,
    revision: u64,
    /// `true` if it is not saved yet.
    changed: bool,
}

/// What is known while a partition is read.
struct Reading<S> {
    checkpoint: Checkpoint,
    revision: u64,
    /// Sequence number of the checkpoint that is saved.
    saved: u64,
    users: HashMap<Token, Known<S>>,
    /// Number of messages that the consumer has delivered.
    delivered: u64,
}

/// An action, with the subject and the id under which it is published.
struct Action {
    subject: String,
    id: String,
    bytes: Vec<u8>,
}

impl<A: Application> Partition<A> {
    pub fn new(farm: &Farm, number: u16, application: Arc<A>, counters: Arc<WorkerCounters>) -> Self {
        Self { farm: farm.clone(), number, application, counters }
    }

    /// Reads the partition until it is stopped. After a fault it begins again with what is saved.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut attempt = 0;
        loop {
            let begun = Instant::now();
            match self.read(&mut stop).await {
                Ok(()) => return,
                Err(error) => {
                    self.counters.faults.add(1);
                    eprintln!("partition {}: {error}; it is opened again", self.number);
                }
            }
            attempt = if begun.elapsed() > CALM { 0 } else { attempt + 1 };
            tokio::select! {
                () = set(&mut stop) => return,
                () = sleep(pause(attempt)) => {}
            }
        }
    }

    async fn read(&self, stop: &mut watch::Receiver<bool>) -> Result<(), Error> {
        let key = partition_key(self.number);
        let (checkpoint, revision) = load::<Checkpoint>(self.farm.states(self.number), &key).await?;
        let mut consumer = self.consumer(checkpoint.sequence + 1).await?;
        let saved = checkpoint.sequence;
        let mut reading = Reading { checkpoint, revision, saved, users: HashMap::new(), delivered: 0 };
        let messages = consumer.stream().max_messages_per_batch(CHUNK).expires(Duration::from_secs(20));
        let mut chunks = messages.heartbeat(Duration::from_secs(2)).messages().await?.ready_chunks(CHUNK);
        let mut moment = interval(MOMENT);
        moment.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Number of messages that had come at the last look, if the consumer had delivered more.
        let mut behind = None;
        loop {
            tokio::select! {
                biased;
                () = set(stop) => break,
                _ = moment.tick() => self.save_checkpoint(&mut reading).await?,
                // A message that got lost on the way shows when the next one comes. If there is none, it shows here, when nothing
                // has come between two looks.
                _ = look.tick() => {
                    let delivered = consumer.info().await?.delivered.consumer_sequence;
                    let now = (delivered > reading.delivered).then_some(reading.delivered);
                    if now.is_some() && now == behind {
                        return Err(format!("message {} did not come", reading.delivered + 1).into());
                    }
                    behind = now;
                }
                chunk = chunks.next() => {
                    let chunk = chunk.ok_or("the consumer is gone")?.into_iter().collect::<Result<Vec<_>, _>>()?;
                    self.work(&mut reading, &chunk).await?;
                    if reading.checkpoint.sequence >= reading.saved + STRIDE {
                        self.save_checkpoint(&mut reading).await?;
                    }
                }
            }
        }
        self.save_checkpoint(&mut reading).await?;
        // Otherwise the server drops it after some time.
        _ = self.farm.events(self.number).delete_consumer(&consumer.cached_info().name).await;
        Ok(())
    }

    /// Creates the consumer that reads the partition from a sequence number on.
    ///
    /// It belongs to this reading alone and is not acknowledged: the place up to which all is done is the checkpoint, and a
    /// message that gets lost on the way shows as a gap. With a consumer that is shared and acknowledged, a message
    /// that is delivered again comes after newer ones.
    async fn consumer(&self, start: u64) -> Result<PullConsumer, Error> {
        let config = pull::Config {
            name: Some(Incarnation::new(&format!("partition-{}", self.number)).id()),
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: start },
            ack_policy: AckPolicy::None,
            filter_subject: format!("{}.event.{}.>", self.farm.prefix, self.number),
            inactive_threshold: Duration::from_secs(60),
            memory_storage: true,
            num_replicas: 1,
            ..pull::Config::default()
        };
        Ok(self.farm.events(self.number).create_consumer(config).await?)
    }

    /// Applies messages, publishes what they lead to, and saves the records.
    async fn work(&self, reading: &mut Reading<A::State>, chunk: &[jetstream::Message]) -> Result<(), Error> {
        self.load_users(reading, chunk).await?;
        let mut actions = Vec::new();
        for message in chunk {
            self.apply(reading, message, &mut actions)?;
            // An application that takes its time would otherwise keep the worker from renewing its leases.
            yield_now().await;
        }
        // First the actions: if they are published and the records are not saved, they are made again with the same
        // ids. The other way round they could be lost.
        stream::iter(actions.into_iter().map(|action| self.publish(action)))
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        self.save_users(reading).await?;
        if reading.users.len() > USERS {
            reading.users.clear();
        }
        Ok(())
    }

    /// Loads the records of the users that the messages are about.
    async fn load_users(&self, reading: &mut Reading<A::State>, chunk: &[jetstream::Message]) -> Result<(), Error> {
        let subjects = chunk.iter().filter_map(|message| EventSubject::parse(&message.subject, &self.farm.prefix));
        let users: BTreeSet<_> =
            subjects.map(|subject| subject.user).filter(|user| !reading.users.contains_key(user)).collect();
        let bucket = self.farm.states(self.number);
        let mut loading = stream::iter(users.into_iter().map(|user| async move {
            let (record, revision) = load::<Record<A::State>>(bucket, &user_key(&user)).await?;
            Ok::<_, Error>((user, Known { record, revision, changed: false }))
        }))
        .buffer_unordered(AT_ONCE);
        while let Some((user, known)) = loading.try_next().await? {
            reading.users.insert(user, known);
        }
        Ok(())
    }

    fn apply(
        &self,
        reading: &mut Reading<A::State>,
        message: &jetstream::Message,
        actions: &mut Vec<Action>,
    ) -> Result<(), Error> {
        let info = message.info()?;
        reading.delivered += 1;
        if info.consumer_sequence != reading.delivered {
            return Err(format!("message {} did not come", reading.delivered).into());
        }
        let header = |name| message.headers.as_ref()?.get(name).map(|value| value.as_str());
        let origin: Option<Origin> =
            header(async_nats::header::NATS_MESSAGE_ID.as_ref()).and_then(|id| id.parse().ok());
        if !reading.checkpoint.pass(info.stream_sequence, origin.as_ref()) {
            self.counters.duplicates.add(1);
            return Ok(());
        }
        let subject = EventSubject::parse(&message.subject, &self.farm.prefix);
        let Some(subject) =
            subject.filter(|subject| subject.command.as_str() != MALFORMED && subject.user.as_str() != "=")
        else {
            self.counters.passed_over.add(1);
            return Ok(());
        };
        let Some(known) = reading.users.get_mut(&subject.user) else { return Err("a user was not loaded".into()) };
        if info.stream_sequence <= known.record.applied {
            self.counters.again.add(1);
            return Ok(());
        }
        let Ok(document) = Document::decode(&message.payload) else {
            self.counters.undecodable.add(1);
            return Ok(());
        };
        let who = document.subject().who().unwrap_or_default().to_owned();
        let wanted = self.application.apply(&who, &mut known.record.state, &document);
        known.record.applied = info.stream_sequence;
        known.record.documents += 1;
        known.changed = true;
        self.counters.applied.add(1);
        if wanted.is_empty() {
            return Ok(());
        }
        // JetStream would no longer know the id of an action that was published for this document before.
        let age = SystemTime::now().duration_since(info.published.into()).unwrap_or_default();
        if age > ACTION_AGE {
            self.counters.late.add(1);
            return Ok(());
        }
        let server = Token::new(header(headers::SERVER).unwrap_or_default());
        for (index, document) in wanted.iter().enumerate() {
            let shard = self.farm.layout.shard(self.number);
            match Encoder::new(Protocol::Ccc2).to_vec(document) {
                Ok(bytes) => actions.push(Action {
                    subject: subject::action(&self.farm.prefix, &server, &subject.user),
                    id: format!("{shard}.{}.{index}", info.stream_sequence),
                    bytes,
                }),
                Err(error) => eprintln!("an action of {who} cannot be written: {error}"),
            }
        }
        Ok(())
    }

    async fn publish(&self, action: Action) -> Result<(), Error> {
        let Action { subject, id, bytes } = action;
        let message = PublishMessage::build().payload(bytes.into()).message_id(id);
        self.farm.context.send_publish(subject, message).await?.await?;
        self.counters.actions.add(1);
        Ok(())
    }

    /// Saves the records that have changed, each over the revision that was read.
    async fn save_users(&self, reading: &mut Reading<A::State>) -> Result<(), Error> {
        let most = self.farm.context.client().server_info().max_payload.saturating_sub(1024);
        let bucket: &kv::Store = self.farm.states(self.number);
        let mut changed = Vec::new();
        for (user, known) in reading.users.iter_mut().filter(|(_, known)| known.changed) {
            let mut bytes = serde_json::to_vec(&known.record)?;
            if bytes.len() > most {
                self.counters.oversized.add(1);
                eprintln!("the state of {user} has {} bytes, more than NATS takes, and begins anew", bytes.len());
                known.record.state = A::State::default();
                bytes = serde_json::to_vec(&known.record)?;
            }
            changed.push(async move {
                known.revision = save(bucket, &user_key(user), bytes.into(), known.revision).await?;
                known.changed = false;
                Ok::<_, Error>(())
            });
        }
        self.counters.saved.add(changed.len());
        stream::iter(changed).buffer_unordered(AT_ONCE).try_collect().await
    }

    /// Saves the checkpoint, if it has moved. All records up to it are saved.
    async fn save_checkpoint(&self, reading: &mut Reading<A::State>) -> Result<(), Error> {
        if reading.checkpoint.sequence == reading.saved {
            return Ok(());
        }
        let (bucket, key) = (self.farm.states(self.number), partition_key(self.number));
        let bytes = serde_json::to_vec(&reading.checkpoint)?;
        reading.revision = save(bucket, &key, bytes.into(), reading.revision).await?;
        reading.saved = reading.checkpoint.sequence;
        Ok(())
    }
}
