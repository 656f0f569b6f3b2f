//! A farm for tests: a server of NATS, a simulator, and connectors and workers as processes.

#![allow(dead_code, reason = "each test file uses a part")]

mod laws;
mod process;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use broadworks_farm::layout::{Farm, Layout, Nats};
use broadworks_farm::status::{self, PartitionStatus};
use broadworks_simulator::{Manners, Setup, Simulator};
use tokio::time::sleep;

pub use process::{NatsServer, Process};

/// Bound of every wait, longer than any takes.
const LONG: Duration = Duration::from_secs(60);
/// Number of users.
const USERS: usize = 8;
/// User whose calls are answered by a worker.
pub const ANSWERED: &str = "user0@example.com";
/// Room of a connector, in documents.
pub const ROOM: usize = 32;

/// A farm with its server.
pub struct TestFarm {
    pub nats: NatsServer,
    pub simulator: Simulator,
    pub farm: Farm,
    pub processes: BTreeMap<&'static str, Process>,
    /// Processes that are gone, for what they wrote.
    pub gone: Vec<Process>,
    rung: usize,
}

/// Returns the id of a user.
pub fn user(number: usize) -> String {
    format!("user{number}@example.com")
}

impl TestFarm {
    /// Starts NATS and a simulator, and sets up a farm. Returns `None`, and says so, if there is no NATS here.
    pub async fn start() -> Option<Self> {
        let nats = NatsServer::start()?;
        let mut setup = Setup::new().ccc2().journal(100_000).answer_after(Duration::from_secs(100_000));
        setup = setup.manners(Manners { keepalive: None, ..Manners::default() });
        for number in 0..USERS {
            setup = setup.user(user(number).as_str());
        }
        let simulator = Simulator::start(setup).expect("it starts");
        let access = Nats { url: nats.url(), credentials: None, authority: None, prefix: "test".into() };
        let layout = Layout { partitions: 6, shards: 2, lease: 2, replicas: 1, keep: 3600, max_bytes: None };
        let farm = until("the farm is set up", async || Farm::set_up(&access, &layout).await.ok()).await;
        Some(Self { nats, simulator, farm, processes: BTreeMap::new(), gone: Vec::new(), rung: 0 })
    }

    /// Starts a connector with two connections, and waits until they are up.
    pub async fn connector(&mut self, name: &'static str) {
        let (address, room) = (self.simulator.ccc2().expect("it has CCC2").to_string(), ROOM.to_string());
        let more = ["--connect", &address, "--room", &room];
        let process = Process::start(&self.nats, "connector", name, &more);
        self.processes.insert(name, process);
        let process = &self.processes[name];
        until("both connections are up", async || (process.connections().len() == 2).then_some(())).await;
    }

    /// Starts a worker, and waits until it has a partition.
    pub async fn worker(&mut self, name: &'static str) {
        self.processes.insert(name, Process::start(&self.nats, "worker", name, &["--answer", ANSWERED]));
        self.until_status("the worker has a partition", |all| {
            all.iter().any(|one| one.worker.as_deref() == Some(name))
        })
        .await;
    }

    pub fn process(&self, name: &str) -> &Process {
        &self.processes[name]
    }

    /// Kills a process with a signal, and waits for its end.
    pub fn end(&mut self, name: &str, signal: &str) {
        let mut process = self.processes.remove(name).expect("it runs");
        process.signal(signal);
        process.wait();
        self.gone.push(process);
    }

    /// Lets each user have calls: some are over in the end, some go on.
    pub fn traffic(&mut self, rounds: usize) {
        for _ in 0..rounds {
            for number in 0..USERS {
                self.rung += 1;
                let call = self.simulator.ring(&user(number), "2405550190").expect("the phone is free");
                // A worker may be about to answer the calls of the first user, or comes too late.
                if number > 0 {
                    self.simulator.answer(&call).expect("it rings");
                }
                if number == 0 || !self.rung.is_multiple_of(7) {
                    self.simulator.hang_up(&call).expect("it is there");
                }
            }
        }
    }

    /// Waits until a condition on the status holds.
    pub async fn until_status(&self, what: &str, wanted: impl Fn(&[PartitionStatus]) -> bool) {
        until(what, async || status::partitions(&self.farm).await.ok().filter(|all| wanted(all))).await;
    }

    /// Waits until a worker has every partition that another one has now.
    pub async fn until_taken_from(&self, worker: &str) {
        let what = format!("others have the partitions of {worker}");
        self.until_status(&what, |all| all.iter().all(|one| one.worker.as_deref().is_some_and(|name| name != worker)))
            .await;
    }
}

/// Waits until there is a result, with a bound.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let late = Instant::now() + LONG;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < late, "waited too long until {what}");
        sleep(Duration::from_millis(50)).await;
    }
}
