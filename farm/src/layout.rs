//! Layout of a farm in JetStream: the streams and buckets it consists of, how they are made once, and how a program opens them.
//!
//! | Name under the prefix `ccc2` | Is | Holds |
//! |---|---|---|
//! | `ccc2-events-<shard>` | stream | every document that a server sent, for a time |
//! | `ccc2-state-<shard>` | bucket | `user.<user>`: the [record](crate::record::Record) of a user; `partition.<number>`: its [checkpoint](crate::record::Checkpoint) |
//! | `ccc2-actions` | stream | documents for the servers, until a connector has sent them |
//! | `ccc2-leases` | bucket | `worker.<name>` and `partition.<number>`: who is there, and who has which partition |
//! | `ccc2-farm` | bucket | `layout`: the [`Layout`] |
//!
//! Partition `n` is in the shard `n % shards`. A stream and a bucket have one leader each, so a farm that has
//! outgrown one machine of NATS has several shards.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, Stream};
use async_nats::jetstream::{Context, context::ContextBuilder, kv};
use async_nats::{Client, ConnectOptions};
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::Error;

/// Time within which JetStream drops a message whose id it has seen.
pub const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);
/// Time after which a document leads to no action any more, and an action is not sent any more. It is less than the
/// [`DUPLICATE_WINDOW`], so that the id of an action is not forgotten while its document may lead to it again.
pub const ACTION_AGE: Duration = Duration::from_secs(60);
/// Time that JetStream has to answer before a request is made again.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How a program reaches the farm.
#[derive(Debug, Clone, Args)]
pub struct Nats {
    /// Servers of NATS, separated by commas; `tls://` for TLS
    #[arg(long = "nats", value_name = "URL", default_value = "nats://127.0.0.1:4222", env = "NATS_URL")]
    pub url: String,
    /// File with the credentials of a NATS user
    #[arg(long = "nats-credentials", value_name = "FILE", env = "NATS_CREDS")]
    pub credentials: Option<std::path::PathBuf>,
    /// File with the certificates of the authority that vouches for the servers of NATS
    #[arg(long = "nats-ca", value_name = "FILE", env = "NATS_CA")]
    pub authority: Option<std::path::PathBuf>,
    /// First word of all subjects, streams and buckets; two farms on one NATS have two
    #[arg(long, default_value = "ccc2", value_parser = prefix)]
    pub prefix: String,
}

fn prefix(text: &str) -> Result<String, &'static str> {
    let fine = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    fine.then(|| text.to_owned()).ok_or("a prefix has letters, digits, `-` and `_`")
}

impl Nats {
    /// Connects. Returns at once: while NATS is away, requests fail, and the connection is made again in the background.
    ///
    /// # Errors
    /// If an address or the credentials are wrong.
    pub async fn connect(&self, name: &str) -> Result<Client, Error> {
        let mut options = ConnectOptions::new()
            .name(name)
            .retry_on_initial_connect()
            .max_reconnects(None)
            .connection_timeout(PATIENCE)
            .reconnect_delay_callback(|attempts| pause(attempts.saturating_sub(1)));
        if let Some(file) = &self.credentials {
            options = options.credentials_file(file).await?;
        }
        if let Some(file) = &self.authority {
            options = options.add_root_certificates(file.clone());
        }
        let addresses: Vec<&str> = self.url.split(',').map(str::trim).collect();
        Ok(options.connect(addresses).await?)
    }
}

/// Returns the pause after a number of attempts that failed: a twentieth of a second, doubled each time, up to two seconds.
#[must_use]
pub fn pause(attempts: usize) -> Duration {
    let factor = 1 << attempts.min(6);
    (Duration::from_millis(50) * factor).min(LONGEST_PAUSE)
}

/// What all programs of a farm have to agree on. It is chosen once, by `setup`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Args)]
pub struct Layout {
    /// Number of partitions: the most workers that can share the users. It cannot be changed later
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub partitions: u16,
    /// Number of shards: streams, and buckets for the state, over which the partitions are spread. It cannot be changed later
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub shards: u16,
    /// Seconds after which the partitions of a silent worker go to others
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub lease: u64,
    /// Number of servers of NATS that hold each message
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
    pub replicas: u8,
    /// Seconds for which documents are kept. Workers that are away for longer miss some
    #[arg(long, default_value_t = 3600, value_parser = clap::value_parser!(u64).range(120..))]
    pub keep: u64,
    /// Most bytes of documents in a shard. When it is full, connectors hold back; by default only the disk is a limit
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub max_bytes: Option<u64>,
}

impl Layout {
    /// Returns the shard of a partition.
    #[must_use]
    pub const fn shard(&self, partition: u16) -> u16 {
        partition % self.shards
    }

    /// Returns the time after which the partitions of a silent worker go to others.
    #[must_use]
    pub const fn lease(&self) -> Duration {
        Duration::from_secs(self.lease)
    }
}

/// An open farm.
#[derive(Debug, Clone)]
pub struct Farm {
    /// Access to JetStream.
    pub context: Context,
    /// First word of all subjects.
    pub prefix: String,
    /// What the programs of the farm agree on.
    pub layout: Layout,
    /// Streams of documents, by shard.
    pub events: Vec<Stream>,
    /// Buckets with the state of users and the checkpoints, by shard.
    pub states: Vec<kv::Store>,
    /// Bucket of leases.
    pub leases: kv::Store,
    /// Stream of actions.
    pub actions: Stream,
}

impl Farm {
    /// Makes the streams and buckets, and leaves what is there as it is.
    ///
    /// # Errors
    /// If NATS cannot be reached or has no JetStream, or if the farm is there with another layout.
    pub async fn set_up(nats: &Nats, layout: &Layout) -> Result<Self, Error> {
        let context = context(nats.connect("setup").await?);
        let prefix = &nats.prefix;
        let replicas = usize::from(layout.replicas);
        let about = make_bucket(&context, &format!("{prefix}-farm"), Duration::ZERO, replicas).await?;
        let written = serde_json::to_vec(layout)?;
        if let Some(known) = about.get("layout").await? {
            let known: Layout = serde_json::from_slice(&known)?;
            if known != *layout {
                return Err(format!("there is a farm `{prefix}` with another layout: {known:?}").into());
            }
        }
        for shard in 0..layout.shards {
            let partitions = (0..layout.partitions).filter(|partition| layout.shard(*partition) == shard);
            let config = Config {
                name: format!("{prefix}-events-{shard}"),
                subjects: partitions.map(|partition| format!("{prefix}.event.{partition}.>")).collect(),
                max_age: Duration::from_secs(layout.keep),
                max_bytes: layout.max_bytes.map_or(-1, |bytes| i64::try_from(bytes).unwrap_or(i64::MAX)),
                // What is not yet applied is never dropped for what is new.
                discard: DiscardPolicy::New,
                duplicate_window: DUPLICATE_WINDOW,
                num_replicas: replicas,
                ..Config::default()
            };
            context.get_or_create_stream(config).await?;
            make_bucket(&context, &format!("{prefix}-state-{shard}"), Duration::ZERO, replicas).await?;
        }
        let actions = Config {
            name: format!("{prefix}-actions"),
            subjects: vec![format!("{prefix}.action.>")],
            retention: RetentionPolicy::WorkQueue,
            // JetStream wants it to be no less than the window.
            max_age: DUPLICATE_WINDOW,
            duplicate_window: DUPLICATE_WINDOW,
            discard: DiscardPolicy::New,
            num_replicas: replicas,
            ..Config::default()
        };
        context.get_or_create_stream(actions).await?;
        make_bucket(&context, &format!("{prefix}-leases"), layout.lease(), replicas).await?;
        about.put("layout", written.into()).await?;
        Self::find(context, prefix).await
    }

    /// Opens a farm. Waits until NATS can be reached and the farm is set up, and says on standard error what it waits for.
    ///
    /// # Errors
    /// If an address or the credentials are wrong.
    pub async fn open(nats: &Nats, name: &str) -> Result<Self, Error> {
        let context = context(nats.connect(name).await?);
        let mut told = String::new();
        for attempt in 0.. {
            match Self::find(context.clone(), &nats.prefix).await {
                Ok(farm) => return Ok(farm),
                Err(error) => {
                    let now = error.to_string();
                    if now != told {
                        eprintln!("waiting for the farm `{}` (made by `setup`): {now}", nats.prefix);
                        told = now;
                    }
                    tokio::time::sleep(pause(attempt)).await;
                }
            }
        }
        unreachable!("the loop has no end")
    }

    async fn find(context: Context, prefix: &str) -> Result<Self, Error> {
        let about = context.get_key_value(format!("{prefix}-farm")).await?;
        let layout = about.get("layout").await?.ok_or("it has no layout yet")?;
        let layout: Layout = serde_json::from_slice(&layout)?;
        let (mut events, mut states) = (Vec::new(), Vec::new());
        for shard in 0..layout.shards {
            events.push(context.get_stream(format!("{prefix}-events-{shard}")).await?);
            states.push(context.get_key_value(format!("{prefix}-state-{shard}")).await?);
        }
        let leases = context.get_key_value(format!("{prefix}-leases")).await?;
        let actions = context.get_stream(format!("{prefix}-actions")).await?;
        Ok(Self { context, prefix: prefix.to_owned(), layout, events, states, leases, actions })
    }

    /// Returns the stream that has the documents of a partition.
    #[must_use]
    pub fn events(&self, partition: u16) -> &Stream {
        &self.events[usize::from(self.layout.shard(partition))]
    }

    /// Returns the bucket that has the checkpoint of a partition and the records of its users.
    #[must_use]
    pub fn states(&self, partition: u16) -> &kv::Store {
        &self.states[usize::from(self.layout.shard(partition))]
    }
}

fn context(client: Client) -> Context {
    ContextBuilder::new().timeout(PATIENCE).build(client)
}

/// Makes a bucket, unless it is there.
///
/// It is made as the stream that it is, because the client library first asks for limits of the account in a form that
/// servers before 2.10 do not send.
async fn make_bucket(context: &Context, bucket: &str, max_age: Duration, replicas: usize) -> Result<kv::Store, Error> {
    let config = Config {
        name: format!("KV_{bucket}"),
        subjects: vec![format!("$KV.{bucket}.>")],
        max_messages_per_subject: 1,
        max_age,
        // It may not be longer than the age.
        duplicate_window: if max_age.is_zero() { DUPLICATE_WINDOW } else { DUPLICATE_WINDOW.min(max_age) },
        discard: DiscardPolicy::New,
        allow_rollup: true,
        deny_delete: true,
        allow_direct: true,
        num_replicas: replicas,
        ..Config::default()
    };
    context.get_or_create_stream(config).await?;
    Ok(context.get_key_value(bucket).await?)
}
