//! Options of the command line, and the setup they ask for.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use broadworks_cap::message::values::FailureCause;
use clap::Args;

use super::values::{address, change, command_address, ids, password_in, refusal, seconds, subscriber, versions};
use crate::hub::{Manners, milliseconds};
use crate::scenario::Scenario;
use crate::simulator::Setup;
use crate::versions::Versions;
use crate::world::{Change, Settings, Subscriber};

/// Number of entries that may wait until they are written to the log, or until a command asks for them.
const LOGGED: usize = 100_000;

/// The options.
// There is no `Debug`, because the options contain passwords. For the same reason `setup` parses
// the users: an error of the argument parser would show the whole value.
#[derive(Args)]
pub struct Options {
    /// Address for CAP-C clients, which may be a host name; port 0 takes a free port. May be given several times
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:2208", value_parser = address)]
    pub(super) listen: Vec<SocketAddr>,
    /// Address for server farms; without it there is no CCC2. May be given several times
    #[arg(long, value_name = "HOST:PORT", value_parser = address)]
    ccc2: Vec<SocketAddr>,
    #[command(flatten)]
    encrypted: Encrypted,
    /// Take commands, one on each line, at this address or port of the loopback, or with `-` from standard input, with the
    /// answers on standard output
    #[arg(long, value_name = "[HOST:]PORT", value_parser = command_address)]
    pub(super) control: Option<Control>,
    /// A user; without a password, anyone may log in as this user
    #[arg(long = "user", value_name = "ID[:PASSWORD]", required_unless_present = "users_file")]
    users: Vec<String>,
    /// A call center
    #[arg(long = "queue", value_name = "ID[:PASSWORD]")]
    queues: Vec<String>,
    /// File of users, each `ID[:PASSWORD]` on a line of its own
    #[arg(long = "users", value_name = "FILE")]
    users_file: Vec<PathBuf>,
    /// File of call centers, likewise
    #[arg(long = "queues", value_name = "FILE")]
    queues_file: Vec<PathBuf>,
    /// File with the password, in its first line, of all users and call centers that are given without one
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Environment variable with that password
    #[arg(long, value_name = "VARIABLE", conflicts_with = "password_file")]
    password_env: Option<String>,
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
    /// Versions of the protocol with which clients may log in
    #[arg(long, value_name = "LEAST-MOST", default_value = "1.0-17.0", value_parser = versions)]
    versions: Versions,
    #[command(flatten)]
    world: Timing,
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
    pub(super) time: Option<Duration>,
    /// File for a log in JSON lines: every connection and every message, with what is wrong with it
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
    /// Log every message to standard error, with what is wrong with it and why it had no effect
    #[arg(long, short)]
    verbose: bool,
}

/// Listeners over TLS.
#[derive(Args)]
struct Encrypted {
    /// Address for CAP-C clients over TLS. May be given several times
    #[arg(long, value_name = "HOST:PORT", value_parser = address)]
    tls: Vec<SocketAddr>,
    /// File with the certificate of the simulator, and those of its authorities, for TLS (PEM)
    #[arg(long, value_name = "FILE", requires_all = ["tls", "tls_key"])]
    tls_certificate: Option<PathBuf>,
    /// File with the private key of that certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// File to which a certificate is written (PEM) that is made for this run, for the client to trust
    #[arg(long, value_name = "FILE", requires = "tls", conflicts_with = "tls_certificate")]
    tls_self_signed: Option<PathBuf>,
}

/// What happens by itself, and when.
#[derive(Args)]
struct Timing {
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
}

/// Where commands come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    /// From standard input.
    Input,
    /// From connections to this address.
    At(SocketAddr),
}

impl Options {
    /// Converts the options, which must be consistent with each other.
    ///
    /// # Errors
    /// Returns a message for people.
    pub fn setup(self) -> Result<Setup, String> {
        let (mut users, mut queues) = (self.users, self.queues);
        self.users_file.iter().try_for_each(|file| ids(file).map(|more| users.extend(more)))?;
        self.queues_file.iter().try_for_each(|file| ids(file).map(|more| queues.extend(more)))?;
        let password = match (&self.password_file, &self.password_env) {
            (Some(file), _) => Some(password_in(file)?),
            (None, Some(name)) => {
                Some(std::env::var(name).map_err(|error| format!("the environment variable `{name}`: {error}"))?)
            }
            (None, None) => None,
        };
        let read = |text: String| subscriber(&text, password.as_deref());
        let mut users = users.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let mut queues = queues.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let mut known = std::collections::BTreeSet::new();
        for subscriber in users.iter().chain(&queues) {
            if !known.insert(subscriber.id.clone()) {
                return Err(format!("`{}` is given twice", subscriber.id));
            }
        }
        let named = |users: &mut Vec<Subscriber>, option: &str, id: &String, set: fn(&mut Subscriber)| {
            let user = users.iter_mut().find(|user| user.id == *id);
            user.map(set).ok_or_else(|| format!("{option} names `{id}`, which is no user"))
        };
        self.private.iter().try_for_each(|id| named(&mut users, "--private", id, |user| user.private = true))?;
        self.insc.iter().try_for_each(|id| named(&mut users, "--insc", id, |user| user.insc = true))?;
        for (id, cause) in &self.refuse {
            let named = users.iter_mut().chain(&mut queues).find(|subscriber| subscriber.id == *id);
            named.ok_or_else(|| format!("--refuse names `{id}`, which is no user or queue"))?.refusal = Some(*cause);
        }
        let changes = &self.world.change;
        if let Some((_, id, _)) = changes.iter().find(|(_, id, _)| users.iter().all(|user| user.id != *id)) {
            return Err(format!("--change names `{id}`, which is no user"));
        }
        let unless_zero = |time: Duration| Some(time).filter(|time| !time.is_zero());
        let manners = Manners {
            keepalive: unless_zero(self.keepalive),
            login_timeout: unless_zero(self.login_timeout),
            connections: self.connections,
            preamble: self.preamble,
            verbose: self.verbose,
        };
        // Without a log and without commands nobody looks into the journal.
        let entries = if self.log.is_some() || self.control.is_some() { LOGGED } else { 0 };
        let settings = self.world.settings(self.versions);
        let setup = Setup::new().settings(settings).manners(manners).journal(entries);
        let setup = self.scenario.iter().chain(&self.expect).try_fold(setup, |setup, path| {
            let told = |error: &dyn core::fmt::Display| format!("{}: {error}", path.display());
            let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
            Ok::<_, String>(setup.scenario(Scenario::from_toml(&text).map_err(|error| told(&error))?))
        })?;
        let setup = self.listen.into_iter().fold(setup, Setup::listen);
        let setup = self.ccc2.into_iter().fold(setup, Setup::listen_ccc2);
        let setup = self.encrypted.add_to(setup)?;
        let setup = users.into_iter().fold(setup, Setup::user);
        Ok(queues.into_iter().fold(setup, Setup::queue))
    }
}

impl Timing {
    fn settings(self, versions: Versions) -> Settings {
        Settings {
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
            versions,
            ..Settings::default()
        }
    }
}

impl Encrypted {
    #[cfg(feature = "tls")]
    fn add_to(self, setup: Setup) -> Result<Setup, String> {
        use crate::tls::{Tls, names_of};

        if self.tls.is_empty() {
            return Ok(setup);
        }
        let tls = match (&self.tls_certificate, &self.tls_key, &self.tls_self_signed) {
            (Some(certificate), Some(key), _) => Tls::from_files(certificate, key)?,
            (_, _, Some(file)) => {
                let mut names: Vec<String> = self.tls.iter().flat_map(|address| names_of(address.ip())).collect();
                names.sort_unstable();
                names.dedup();
                let (tls, certificate) = Tls::self_signed(names.iter().map(String::as_str))?;
                std::fs::write(file, certificate).map_err(|error| format!("{}: {error}", file.display()))?;
                tls
            }
            _ => return Err("--tls wants --tls-certificate and --tls-key, or --tls-self-signed".into()),
        };
        Ok(self.tls.into_iter().fold(setup, |setup, address| setup.listen_tls(address, tls.clone())))
    }

    #[cfg(not(feature = "tls"))]
    fn add_to(self, setup: Setup) -> Result<Setup, String> {
        if self.tls.is_empty() {
            Ok(setup)
        } else {
            Err("it was built without TLS: build it with `--features tls`".into())
        }
    }
}
