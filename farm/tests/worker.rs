//! Laws of workers, in this process: two that believe to have the same partition, documents that are stored twice, and an
//! application that needs longer than a lease.

mod common;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use async_nats::jetstream::message::PublishMessage;
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::{Command, Document};
use broadworks_farm::application::Application;
use broadworks_farm::counters::WorkerCounters;
use broadworks_farm::layout::{Farm, Layout, Nats};
use broadworks_farm::origin::Origin;
use broadworks_farm::record::{Record, load, user_key};
use broadworks_farm::subject::{EventSubject, Token};
use broadworks_farm::{status, worker};
use common::{NatsServer, until};
use futures_util::{FutureExt, StreamExt};
use tokio::sync::oneshot;

const ALICE: &str = "alice@example.com";
const PREFIX: &str = "test";

/// Keeps the numbers that were dialled, in their order. It can be made to wait inside of a document.
#[derive(Default)]
struct Dialled {
    wait: Arc<Gate>,
}

#[derive(Default)]
struct Gate {
    is_shut: AtomicBool,
    is_reached: AtomicBool,
    open: Mutex<bool>,
    opened: Condvar,
}

impl Application for Dialled {
    type State = BTreeMap<usize, String>;

    fn apply(&self, _: &str, state: &mut Self::State, document: &Document<'_>) -> Vec<Document<'static>> {
        let Command::CallAction(action) = &document.command else { return Vec::new() };
        let parameters = action.user.action.params.iter();
        let number = parameters.map(|parameter| parameter.value.to_string()).next().unwrap_or_default();
        if number == "2405550103" && self.wait.is_shut.load(Ordering::SeqCst) {
            self.wait.is_reached.store(true, Ordering::SeqCst);
            // Other tasks of this thread go on.
            tokio::task::block_in_place(|| {
                let (open, late) = (self.wait.open.lock().expect("no panic"), Duration::from_secs(60));
                let (open, _) = self.wait.opened.wait_timeout_while(open, late, |open| !*open).expect("no panic");
                assert!(*open, "the test opens it");
            });
        }
        state.insert(state.len(), number);
        Vec::new()
    }
}

fn access(nats: &NatsServer) -> Nats {
    Nats { url: nats.url(), credentials: None, authority: None, prefix: PREFIX.into() }
}

async fn farm(partitions: u16) -> Option<(NatsServer, Farm)> {
    let nats = NatsServer::start()?;
    let access = access(&nats);
    let layout = Layout { partitions, shards: 1, lease: 2, replicas: 1, keep: 3600, max_bytes: None };
    let farm = until("the farm is set up", async || Farm::set_up(&access, &layout).await.ok()).await;
    Some((nats, farm))
}

fn start(farm: &Farm, name: &'static str, wait: Arc<Gate>) -> oneshot::Sender<()> {
    let (stop, stopped) = oneshot::channel();
    let (farm, application) = (farm.clone(), Arc::new(Dialled { wait }));
    tokio::spawn(async move {
        worker::run(farm, name, application, Arc::default(), async { _ = stopped.await }).await;
    });
    stop
}

async fn publish(farm: &Farm, connection: &str, number: u64, dialled: &str) {
    let bytes = Document::new(CallAction::dial(Identity::ccc2(ALICE), dialled)).to_vec().expect("it can be written");
    let message =
        PublishMessage::build().message_id(Origin::new(connection, number, &bytes).to_string()).payload(bytes.into());
    let subject = EventSubject::new("callAction", ALICE, farm.layout.partitions).under(PREFIX);
    farm.context.send_publish(subject, message).await.expect("NATS is there").await.expect("it is stored");
}

async fn record(farm: &Farm) -> Record<BTreeMap<usize, String>> {
    load(farm.states(0), &user_key(&Token::new(ALICE))).await.expect("it can be read").0
}

async fn until_applied(farm: &Farm, by: &str) {
    until("everything is applied", async || {
        let all = status::partitions(farm).await.ok()?;
        all.iter().all(|one| one.lag == 0 && one.worker.as_deref() == Some(by)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_worker_that_is_too_late_changes_nothing() {
    let Some((_nats, farm)) = farm(1).await else { return };
    let gate = Arc::new(Gate { is_shut: true.into(), ..Gate::default() });
    let stop_first = start(&farm, "first", gate.clone());
    publish(&farm, "c", 1, "2405550101").await;
    until_applied(&farm, "first").await;
    publish(&farm, "c", 2, "2405550103").await;
    until("the first worker is inside of the document", async || gate.is_reached.load(Ordering::SeqCst).then_some(()))
        .await;
    // While it is there, another worker comes to have the partition, applies all, and goes on.
    let stop_second = start(&farm, "second", Arc::default());
    until("the second worker has the partition", async || {
        let all = status::partitions(&farm).await.ok()?;
        if all[0].worker.as_deref() == Some("second") {
            return Some(());
        }
        // As if the lease had been over.
        let lease = format!("{}partition.0", farm.leases.prefix);
        _ = farm.leases.stream.purge().filter(lease).await;
        None
    })
    .await;
    publish(&farm, "c", 3, "2405550104").await;
    until_applied(&farm, "second").await;
    let before = record(&farm).await;
    let numbers: Vec<_> = before.state.values().map(String::as_str).collect();
    assert_eq!((&numbers[..], before.documents), (&["2405550101", "2405550103", "2405550104"][..], 3));
    // The first one saves what it has made of the old state, or tries to.
    *gate.open.lock().expect("no panic") = true;
    gate.opened.notify_all();
    _ = stop_first.send(());
    until("the first worker has left", async || {
        let key = farm.leases.entry("worker.first").await.ok()?;
        key.is_none().then_some(())
    })
    .await;
    assert_eq!(record(&farm).await, before);
    publish(&farm, "c", 4, "2405550105").await;
    until_applied(&farm, "second").await;
    let after = record(&farm).await;
    assert_eq!((after.documents, after.state.len()), (4, 4));
    _ = stop_second.send(());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_twice_is_applied_once() {
    let Some((_nats, farm)) = farm(1).await else { return };
    let stop = start(&farm, "first", Arc::default());
    publish(&farm, "c", 1, "2405550101").await;
    publish(&farm, "c", 2, "2405550102").await;
    // The same again: JetStream knows the id.
    publish(&farm, "c", 2, "2405550102").await;
    // The same place under an id that JetStream does not know, as if it had forgotten the first one.
    publish(&farm, "c", 2, "2405550103").await;
    publish(&farm, "c", 1, "2405550103").await;
    // The same bytes in another place, and on another connection, are other documents.
    publish(&farm, "c", 3, "2405550102").await;
    publish(&farm, "d", 1, "2405550102").await;
    until_applied(&farm, "first").await;
    let (numbers, documents) = (record(&farm).await.state, record(&farm).await.documents);
    let numbers: Vec<_> = numbers.values().map(String::as_str).collect();
    assert_eq!(numbers, ["2405550101", "2405550102", "2405550102", "2405550102"]);
    assert_eq!(documents, 4);
    let stored = farm.events[0].get_info().await.expect("NATS is there").state.messages;
    assert_eq!(stored, 6);
    _ = stop.send(());
}

/// Number of documents that come at once, and the time that each takes. One batch of them takes twice as long as a lease.
const SLOW: (u64, Duration) = (256, Duration::from_millis(20));

/// Takes its time for each document.
struct Slow;

impl Application for Slow {
    type State = u64;

    fn apply(&self, _: &str, state: &mut u64, _: &Document<'_>) -> Vec<Document<'static>> {
        thread::sleep(SLOW.1);
        *state += 1;
        Vec::new()
    }
}

/// A worker that has one thread for everything, as the program has. It stops when dropped.
struct Alone {
    counters: Arc<WorkerCounters>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Alone {
    fn start(access: Nats, name: &'static str) -> Self {
        let (stop, stopped) = oneshot::channel();
        let counters: Arc<WorkerCounters> = Arc::default();
        let counted = counters.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let farm = Farm::open(&access, name).await.expect("the address is right");
                worker::run(farm, name, Arc::new(Slow), counted, stopped.map(|_| ())).await;
            });
        });
        Self { counters, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        drop(self.stop.take());
        _ = self.thread.take().map(thread::JoinHandle::join);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_application_keeps_the_leases() {
    // So many that leases that were renewed one after the other, between the documents, would not last.
    let partitions = 128;
    let Some((nats, farm)) = farm(partitions).await else { return };
    let (number, user) = (Token::new(ALICE).partition(partitions), user_key(&Token::new(ALICE)));
    let workers = [Alone::start(access(&nats), "first"), Alone::start(access(&nats), "second")];
    until("each has its half", async || {
        workers.iter().all(|worker| worker.counters.partitions.get() == u64::from(partitions / 2)).then_some(())
    })
    .await;
    let mut leases = farm.leases.watch_all().await.expect("NATS is there");
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for one in status::partitions(&farm).await.expect("NATS is there") {
        owners.insert(format!("partition.{}", one.partition), one.worker.expect("each has a worker"));
    }
    for document in 1..=SLOW.0 {
        publish(&farm, "c", document, "2405550101").await;
    }
    until("everything is applied", async || {
        let (record, _) = load::<Record<u64>>(farm.states(number), &user).await.ok()?;
        (record.documents == SLOW.0).then_some(())
    })
    .await;
    let mut renewals = 0;
    while let Some(Some(entry)) = leases.next().now_or_never() {
        let entry = entry.expect("NATS is there");
        let Some(owner) = owners.get(&entry.key) else { continue };
        assert_eq!(entry.value, owner.as_bytes(), "{} keeps its worker", entry.key);
        renewals += 1;
    }
    assert!(renewals > 0, "the leases were watched");
    let sum = |counter: fn(&WorkerCounters) -> u64| workers.iter().map(|one| counter(&one.counters)).sum::<u64>();
    assert_eq!(sum(|one| one.applied.get()), SLOW.0);
    assert_eq!((sum(|one| one.again.get()), sum(|one| one.faults.get())), (0, 0));
}
