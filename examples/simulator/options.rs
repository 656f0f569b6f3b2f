//! Command line of the simulator.

use std::net::SocketAddr;
use std::time::Duration;

use broadworks_cap::message::values::FailureCause;
use broadworks_cap::schema::WireValue;
use clap::Parser;

use crate::hub::Manners;
use crate::world::{Settings, Subscriber};

/// Simulates a BroadWorks server: CAP-C as an Open Client Server, and CCC2 as an Execution Server,
/// for a few users and their calls.
///
/// Prints the address of each listener on a line of its own, CAP-C first, as soon as it listens.
/// Users get the numbers 240-555-0101 and up in the order of the options, then the queues. Every
/// other number belongs to an outside party, who answers.
// There is no `Debug`, because the options contain passwords. For the same reason `setup` parses
// the users: an error of the argument parser would show the whole value.
#[derive(Parser)]
pub struct Options {
    /// Address for CAP-C clients; port 0 takes a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:2208")]
    pub listen: SocketAddr,
    /// Address for server farms; without it there is no CCC2
    #[arg(long, value_name = "ADDRESS")]
    pub ccc2: Option<SocketAddr>,
    /// A user; without a password, anyone may log in as this user
    #[arg(long = "user", value_name = "ID[:PASSWORD]", required = true)]
    users: Vec<String>,
    /// A call center
    #[arg(long = "queue", value_name = "ID[:PASSWORD]")]
    queues: Vec<String>,
    /// A user that no console may watch
    #[arg(long, value_name = "ID")]
    private: Vec<String>,
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
    /// Log connects and disconnects to standard error
    #[arg(long, short)]
    pub verbose: bool,
}

/// The settings from the command line.
pub struct Setup {
    /// Settings of the world.
    pub settings: Settings,
    /// The users.
    pub users: Vec<Subscriber>,
    /// The call centers.
    pub queues: Vec<Subscriber>,
    /// Settings for connections.
    pub manners: Manners,
}

impl Options {
    /// Checks that the options are consistent with each other.
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
        for (id, cause) in &self.refuse {
            let named = users.iter_mut().chain(&mut queues).find(|subscriber| subscriber.id == *id);
            named.ok_or_else(|| format!("--refuse names `{id}`, which is no user or queue"))?.refusal = Some(*cause);
        }
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let settings = Settings {
            answer: milliseconds(self.answer),
            talk: milliseconds(self.talk),
            ring: self.ring.map(milliseconds),
            queued: self.queued,
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
        Ok(Setup { settings, users, queues, manners })
    }
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

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
