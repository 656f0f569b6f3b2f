//! Command line of the simulator, for its program and for programs that have it as a subcommand.

use std::fs::File;
use std::io::{self, BufWriter, Write, stdout};
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use broadworks_cap::message::values::{AcdState, FailureCause};
use broadworks_cap::schema::WireValue;
use clap::Args;

use crate::hub::Manners;
use crate::record;
use crate::scenario::Scenario;
use crate::simulator::{Setup, Simulator};
use crate::world::{Change, Settings, Subscriber};

/// Number of entries that may wait until they are written to the log.
const LOGGED: usize = 100_000;

/// The options.
// There is no `Debug`, because the options contain passwords. For the same reason `setup` parses
// the users: an error of the argument parser would show the whole value.
#[derive(Args)]
pub struct Options {
    /// Address for CAP-C clients; port 0 takes a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:2208", value_parser = address)]
    listen: SocketAddr,
    /// Address for server farms; without it there is no CCC2
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    ccc2: Option<SocketAddr>,
    /// A user; without a password, anyone may log in as this user
    #[arg(long = "user", value_name = "ID[:PASSWORD]", required = true)]
    users: Vec<String>,
    /// A call center
    #[arg(long = "queue", value_name = "ID[:PASSWORD]")]
    queues: Vec<String>,
    /// A user that no console may watch
    #[arg(long, value_name = "ID")]
    private: Vec<String>,
    /// A user in an INSC environment, for whom CCC2 has less
    #[arg(long, value_name = "ID")]
    insc: Vec<String>,
    /// A user or call center whose login is refused with this cause, such as
    /// `UnauthorizedClientLicense`
    #[arg(long, value_name = "ID:CAUSE", value_parser = refusal)]
    refuse: Vec<(String, FailureCause)>,
    /// Number of calls that wait in each queue at the start
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    queued: usize,
    /// Time after each login at which a call arrives, which is answered and released automatically
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    ring: Option<Duration>,
    /// Time a phone rings until the call is answered
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    answer: Duration,
    /// Duration of such a call
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    talk: Duration,
    /// Time that an agent wraps up after a call of a queue
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    wrap_up: Duration,
    /// Offer waiting calls to available agents who have a client
    #[arg(long)]
    distribute: bool,
    /// Time after which a call that an agent does not answer goes back to its queue; shorter than `--answer`
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    bounce: Option<Duration>,
    /// Time after which a call leaves its queue for the voice mail
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    queue_timeout: Option<Duration>,
    /// Maximum number of calls in a queue; another one overflows to the voice mail
    #[arg(long, value_name = "COUNT", default_value_t = 200)]
    queue_limit: usize,
    /// A change of a user's profile, this time after the start: `dnd=On`, `dnd=Off`, `cfa=NUMBER`, `cfa=Off`, or
    /// `acdState=` and a state such as `Unavailable`
    #[arg(long, value_name = "SECONDS:ID:CHANGE", value_parser = change)]
    change: Vec<(Duration, String, Change)>,
    /// Interval at which every connection gets a `serverStatusRequest`; 0 sends none
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    keepalive: Duration,
    /// Time after which a CAP-C connection is closed on which nobody is logged in; 0 lets it stay
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    login_timeout: Duration,
    /// Maximum number of connections; the oldest one on which nobody is logged in gives way to another
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    connections: usize,
    /// Skip an HTTP-like preamble, which one old client sends first
    #[arg(long)]
    preamble: bool,
    /// A scenario: what happens when, faults, and what the client is expected to do
    #[arg(long, value_name = "FILE")]
    scenario: Vec<PathBuf>,
    /// More that the client is expected to do, in the form of a scenario. The exit status is 1 if it does not
    #[arg(long, value_name = "FILE")]
    expect: Vec<PathBuf>,
    /// Longest time to run; it ends before if all that is expected has come
    #[arg(long = "for", value_name = "SECONDS", value_parser = seconds)]
    time: Option<Duration>,
    /// File for a log in JSON lines: every connection and every message, with what is wrong with it
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Log every message to standard error, with what is wrong with it and why it had no effect
    #[arg(long, short)]
    verbose: bool,
}

impl Options {
    /// Converts the options, which must be consistent with each other.
    ///
    /// # Errors
    /// Returns a message for people.
    pub fn setup(self) -> Result<Setup, String> {
        let mut users = self.users.into_iter().map(subscriber).collect::<Result<Vec<_>, _>>()?;
        let mut queues = self.queues.into_iter().map(subscriber).collect::<Result<Vec<_>, _>>()?;
        let mut known = std::collections::BTreeSet::new();
        for subscriber in users.iter().chain(&queues) {
            if !known.insert(subscriber.id.clone()) {
                return Err(format!("`{}` is given twice", subscriber.id));
            }
        }
        for id in &self.private {
            let user = users.iter_mut().find(|user| user.id == *id);
            user.ok_or_else(|| format!("--private names `{id}`, which is no user"))?.private = true;
        }
        for id in &self.insc {
            let user = users.iter_mut().find(|user| user.id == *id);
            user.ok_or_else(|| format!("--insc names `{id}`, which is no user"))?.insc = true;
        }
        for (id, cause) in &self.refuse {
            let named = users.iter_mut().chain(&mut queues).find(|subscriber| subscriber.id == *id);
            named.ok_or_else(|| format!("--refuse names `{id}`, which is no user or queue"))?.refusal = Some(*cause);
        }
        if let Some((_, id, _)) = self.change.iter().find(|(_, id, _)| users.iter().all(|user| user.id != *id)) {
            return Err(format!("--change names `{id}`, which is no user"));
        }
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let settings = Settings {
            answer: milliseconds(self.answer),
            talk: milliseconds(self.talk),
            ring: self.ring.map(milliseconds),
            queued: self.queued,
            wrap_up: milliseconds(self.wrap_up),
            distribute: self.distribute,
            bounce: self.bounce.map(milliseconds),
            queue_timeout: self.queue_timeout.map(milliseconds),
            queue_limit: self.queue_limit,
            changes: self.change.into_iter().map(|(after, id, change)| (milliseconds(after), id, change)).collect(),
            farm: self.ccc2.is_some(),
        };
        let unless_zero = |time: Duration| Some(time).filter(|time| !time.is_zero());
        let manners = Manners {
            keepalive: unless_zero(self.keepalive),
            login_timeout: unless_zero(self.login_timeout),
            connections: self.connections,
            preamble: self.preamble,
            verbose: self.verbose,
        };
        // Without a log nobody looks into the journal.
        let entries = if self.log.is_some() { LOGGED } else { 0 };
        let setup = Setup::new().settings(settings).manners(manners).listen(self.listen).journal(entries);
        let setup = self.scenario.iter().chain(&self.expect).try_fold(setup, |setup, path| {
            let told = |error: &dyn core::fmt::Display| format!("{}: {error}", path.display());
            let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
            Ok::<_, String>(setup.scenario(Scenario::from_toml(&text).map_err(|error| told(&error))?))
        })?;
        let setup = self.ccc2.into_iter().fold(setup, Setup::listen_ccc2);
        let setup = users.into_iter().fold(setup, Setup::user);
        Ok(queues.into_iter().fold(setup, Setup::queue))
    }
}

/// Runs the simulator until Ctrl-C, until the process is told to end, or until its time is over. Returns whether the
/// clients did all that was expected.
///
/// Prints the address of each listener on a line of its own to standard output, CAP-C first, as soon as it listens, and
/// the numbers of the users, and at the end what was expected and did not come, to standard error.
///
/// # Errors
/// Returns a message for people.
pub fn run(options: Options) -> Result<bool, String> {
    let time = options.time;
    let log = options.log.as_ref().map(|path| {
        let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok::<_, String>(BufWriter::new(file))
    });
    let log = log.transpose()?;
    let told = |error: io::Error| error.to_string();
    let setup = options.setup()?;
    // The handler of Ctrl-C is installed before an address is printed.
    let (stop, stopped) = mpsc::channel();
    let over = stop.clone();
    ctrlc::set_handler(move || _ = stop.send(())).map_err(|error| error.to_string())?;
    let simulator = Simulator::start(setup).map_err(told)?;
    let mut out = stdout();
    for address in [Some(simulator.cap_c()), simulator.ccc2()].into_iter().flatten() {
        writeln!(out, "{address}").map_err(told)?;
    }
    out.flush().map_err(told)?;
    for (id, number) in simulator.numbers() {
        eprintln!("{id} has the number {number}");
    }
    let journal = simulator.journal();
    let is_over = Arc::new(AtomicBool::new(false));
    let over_too = is_over.clone();
    let logging = log.map(|mut log| thread::spawn(move || record::write(journal, &mut log, &over_too)));
    thread::scope(|scope| {
        if let Some(time) = time {
            let simulator = &simulator;
            scope.spawn(move || {
                _ = simulator.wait_for_verdict(time);
                _ = over.send(());
            });
        }
        _ = stopped.recv();
        // Ends the wait, if Ctrl-C came first.
        simulator.give_up();
    });
    let unmet = simulator.verdict();
    unmet.iter().for_each(|line| eprintln!("{line}"));
    simulator.stop();
    is_over.store(true, Ordering::SeqCst);
    if let Some(written) = logging.map(thread::JoinHandle::join) {
        written
            .unwrap_or_else(|_| Err(io::Error::other("it broke off")))
            .map_err(|error| format!("the log: {error}"))?;
    }
    Ok(unmet.is_empty())
}

/// Returns the address of a host and a port.
fn address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().map_err(|error| format!("expected HOST:PORT: {error}"))?;
    // IPv4 first: a client that is told `localhost` tries it too.
    let all: Vec<SocketAddr> = found.collect();
    all.iter().find(|address| address.is_ipv4()).or(all.first()).copied().ok_or_else(|| "it has no address".into())
}

fn subscriber(text: String) -> Result<Subscriber, String> {
    let (id, password) = text.split_once(':').map_or((&*text, None), |(id, password)| (id, Some(password)));
    if id.is_empty() {
        return Err("--user and --queue want an id, and a password behind a colon".into());
    }
    Ok(Subscriber::new(id, password))
}

fn refusal(text: &str) -> Result<(String, FailureCause), String> {
    let (id, cause) = text.split_once(':').ok_or("expected ID:CAUSE")?;
    let known = FailureCause::from_wire(cause);
    known.map(|cause| (id.into(), cause)).ok_or_else(|| format!("a cause is one of {}", FailureCause::WORDS.join(", ")))
}

fn change(text: &str) -> Result<(Duration, String, Change), String> {
    let (after, (id, change)) = text
        .split_once(':')
        .and_then(|(after, rest)| Some((after, rest.rsplit_once(':')?)))
        .ok_or("expected SECONDS:ID:CHANGE")?;
    let change = match change.split_once('=') {
        Some(("dnd", "On")) => Change::Dnd(true),
        Some(("dnd", "Off")) => Change::Dnd(false),
        Some(("cfa", "Off")) => Change::Forwarding(None),
        Some(("cfa", number)) if !number.is_empty() => Change::Forwarding(Some(number.into())),
        Some(("acdState", state)) => {
            let known = AcdState::from_wire(state);
            Change::Acd(known.ok_or_else(|| format!("a state is one of {}", AcdState::WORDS.join(", ")))?)
        }
        _ => return Err("a change is dnd=On, dnd=Off, cfa=NUMBER, cfa=Off or acdState=STATE".into()),
    };
    Ok((seconds(after)?, id.into(), change))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
