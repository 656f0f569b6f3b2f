//! Laws of a farm: what was sent against what is stored, and what is stored against the state.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use broadworks_cap::Document;
use broadworks_farm::application::Application;
use broadworks_farm::calls::{Calls, UserState};
use broadworks_farm::origin::Origin;
use broadworks_farm::record::{Record, load, user_key};
use broadworks_farm::status;
use broadworks_farm::subject::{EventSubject, Token};
use broadworks_simulator::Event;
use futures_util::StreamExt;

use super::{ANSWERED, ROOM, TestFarm, until};

/// A document as it is in the stream.
pub struct Stored {
    pub shard: usize,
    pub sequence: u64,
    pub subject: EventSubject,
    pub origin: Origin,
    pub bytes: Vec<u8>,
}

impl TestFarm {
    /// Returns what the server has sent, by the address of the connection.
    fn sent(&self) -> BTreeMap<SocketAddr, Vec<Vec<u8>>> {
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in self.simulator.journal().entries() {
            if matches!(entry.event, Event::Sent(_)) {
                all.entry(entry.peer).or_default().push(entry.bytes.trim_ascii_end().to_vec());
            }
        }
        all
    }

    /// Returns what is stored, in the order of each shard.
    async fn stored(&self) -> Vec<Stored> {
        let mut all = Vec::new();
        for (shard, stream) in self.farm.events.iter().enumerate() {
            let count = stream.get_info().await.expect("NATS is there").state.messages;
            let config = pull::Config { ack_policy: AckPolicy::None, ..pull::Config::default() };
            let consumer: PullConsumer = stream.create_consumer(config).await.expect("it can be read");
            let batch = consumer.batch().max_messages(usize::try_from(count).unwrap_or(0).max(1));
            let mut messages = batch.expires(Duration::from_secs(2)).messages().await.expect("it can be read");
            let before = all.len();
            while let Some(message) = messages.next().await {
                let message = message.expect("it comes");
                let id = message.headers.as_ref().and_then(|headers| headers.get("Nats-Msg-Id")).expect("an id");
                all.push(Stored {
                    shard,
                    sequence: message.info().expect("of JetStream").stream_sequence,
                    subject: EventSubject::parse(&message.subject, &self.farm.prefix).expect("a subject of the farm"),
                    origin: id.as_str().parse().expect("an origin"),
                    bytes: message.payload.to_vec(),
                });
            }
            assert_eq!(all.len() - before, usize::try_from(count).expect("few"), "all were read");
        }
        all
    }

    /// Waits until what living connectors were sent is stored and in the state, then holds everything against the laws.
    pub async fn check(&self) {
        until("everything is stored", async || {
            let sent = self.sent();
            let stored = self.stored().await;
            let living = self.processes.values().flat_map(super::Process::connections);
            let all = living.into_iter().all(|(id, address)| {
                let count = stored.iter().filter(|document| document.origin.connection == id).count();
                count >= sent.get(&address).map_or(0, Vec::len)
            });
            all.then_some(())
        })
        .await;
        until("everything is applied", async || {
            let all = status::partitions(&self.farm).await.ok()?;
            all.iter().all(|partition| partition.lag == 0).then_some(())
        })
        .await;
        let stored = self.stored().await;
        self.check_stream(&stored);
        self.check_state(&stored).await;
        self.check_actions(&stored).await;
    }

    /// What is stored is what was sent: each document once, in its order, and all of it unless its connector was killed.
    fn check_stream(&self, stored: &[Stored]) {
        let sent = self.sent();
        let mut known = 0;
        for process in self.processes.values().chain(&self.gone) {
            let is_gone = self.gone.iter().any(|gone| gone.name == process.name);
            let mut missing_in_all = 0;
            for (id, address) in process.connections() {
                let none = Vec::new();
                let sent = sent.get(&address).unwrap_or(&none);
                let of_connection: Vec<_> = stored.iter().filter(|document| document.origin.connection == id).collect();
                known += of_connection.len();
                let mut seen = BTreeSet::new();
                let mut last = BTreeMap::new();
                for document in &of_connection {
                    let number = document.origin.number;
                    assert!(seen.insert(number), "document {number} of {id} is stored once");
                    let place = usize::try_from(number - 1).expect("few");
                    assert!(document.bytes == sent[place], "document {number} of {id} is what was sent in this place");
                    let before = last.insert(document.subject.partition, number);
                    assert!(before.is_none_or(|before| before < number), "documents of a partition keep their order");
                }
                // Of a partition only the end may be missing, and only if the connector was killed.
                let mut missing = BTreeSet::new();
                for (number, bytes) in (1..).zip(sent) {
                    let document = Document::decode(bytes).expect("the simulator sends documents");
                    let user = Token::new(document.subject().who().unwrap_or_default());
                    let partition = user.partition(self.farm.layout.partitions);
                    if seen.contains(&number) {
                        assert!(!missing.contains(&partition), "nothing is missing before document {number} of {id}");
                    } else {
                        assert!(is_gone, "document {number} of {id} is stored");
                        missing.insert(partition);
                    }
                }
                // What was read has the numbers up to the last one that is stored, or more. Before it, no more is missing than
                // had room.
                let read = seen.last().copied().unwrap_or(0);
                missing_in_all += usize::try_from(read).expect("few") - seen.len();
            }
            assert!(missing_in_all <= ROOM, "{} lost {missing_in_all} documents, more than had room", process.name);
        }
        assert_eq!(known, stored.len(), "every document is of a connection of these processes");
    }

    /// The state of each user is what follows from the stored documents, each applied once.
    async fn check_state(&self, stored: &[Stored]) {
        let mut expected: BTreeMap<&Token, Record<UserState>> = BTreeMap::new();
        for document in stored {
            let Some(user) = document.subject.user.text().filter(|user| !user.is_empty()) else { continue };
            let decoded = Document::decode(&document.bytes).expect("the simulator sends documents");
            let record = expected.entry(&document.subject.user).or_default();
            Calls::default().apply(&user, &mut record.state, &decoded);
            record.applied = document.sequence;
            record.documents += 1;
        }
        for (user, expected) in expected {
            let bucket = self.farm.states(user.partition(self.farm.layout.partitions));
            let (record, _) = load::<Record<UserState>>(bucket, &user_key(user)).await.expect("it can be read");
            assert_eq!(record, expected, "the record of {user}");
        }
    }

    /// Every action that follows from the stored documents has reached the server.
    async fn check_actions(&self, stored: &[Stored]) {
        let calls = Calls { answer: BTreeSet::from([ANSWERED.to_owned()]) };
        let (mut state, mut expected) = (UserState::default(), BTreeSet::new());
        for document in stored.iter().filter(|document| document.subject.user.text().as_deref() == Some(ANSWERED)) {
            let decoded = Document::decode(&document.bytes).expect("the simulator sends documents");
            let actions = calls.apply(ANSWERED, &mut state, &decoded);
            expected.extend(actions.iter().map(|action| action.summary().to_string()));
        }
        until("every action has come", async || {
            let mut missing = expected.clone();
            for entry in self.simulator.journal().entries() {
                if let Event::Received(document) = &entry.event {
                    missing.remove(&document.summary().to_string());
                }
            }
            missing.is_empty().then_some(())
        })
        .await;
    }
}
