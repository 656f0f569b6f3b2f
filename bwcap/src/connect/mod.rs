//! Subcommand `bwcap connect`: logs in to a server, prints what it sends, and sends what is typed.

pub mod stream;
mod typed;
mod wire;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use broadworks_cap::login::{Login, Session};
use broadworks_cap::message::values::UserType;
use broadworks_cap::{Document, Encoder, Protocol};
use broadworks_client::blocking::Client;
use broadworks_client::{Backoff, Event, Options as Connecting, RequestError};
use clap::Args;
use zeroize::Zeroizing;

use crate::arguments::protocol;
use crate::encode::fill;
use crate::shown::{complain, note, visible};
use crate::{Stop, password};
use stream::Tls;
use typed::Typed;
use wire::Wire;

/// Time after which the loop looks at what was typed, and at the clock.
const TURN: Duration = Duration::from_millis(20);

/// Most messages that are sent in one turn.
const TYPED: usize = 64;

/// Longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

#[derive(Args)]
#[command(after_help = "\
Examples:
  bwcap connect ocs.example.com --user alice@example.com
  bwcap connect ocs.example.com --user alice@example.com --tls --ca company.pem
  bwcap new callAction Redial --json |
    bwcap connect ocs.example.com --user alice@example.com --wait 5
  bwcap connect as.example.com --protocol ccc2

The password comes from --password-file, from the environment variable CAP_PASSWORD, or is asked for at the terminal. \
It is never an argument, because other users of the machine can see those.

Messages that are typed, as JSON (see `bwcap encode`) or as XML, are sent. In JSON, what says who sends may be left out. \
Ctrl-C logs out and ends. If the connection is lost, the next attempt comes after a pause, which doubles up to a minute.")]
pub struct Options {
    /// Server. The port is 2208 if it is not given, 2209 with --tls, and 2212 for CCC2.
    #[arg(value_name = "HOST[:PORT]")]
    server: String,
    /// User who logs in; not for CCC2, which has no login.
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// Protocol: `cap-c` is that of clients, `ccc2` that of server farms.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Logs in as an attendant console, which watches other users.
    #[arg(long)]
    console: bool,
    /// Supervisor who logs in as the call center that --user names.
    #[arg(long, value_name = "ID")]
    supervisor: Option<String>,
    /// Name of the application, which tells apart several clients of a user.
    #[arg(long, value_name = "NAME", default_value = "bwcap")]
    application: String,
    /// File whose first line is the password.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    #[command(flatten)]
    tls: Tls,
    /// One JSON object per line, as `decode --json` writes them. Passwords are hidden.
    #[arg(long)]
    json: bool,
    /// Also prints what is sent.
    #[arg(long)]
    sent: bool,
    /// Ends when the connection ends, instead of connecting again.
    #[arg(long)]
    once: bool,
    /// Logs out and ends so long after the end of standard input.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    wait: Option<Duration>,
    /// Pause before the second attempt to connect.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "1")]
    pause: Duration,
    /// Time that the server has to accept a connection, and a message.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "10")]
    timeout: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Whether the user has asked for the end.
static STOP: AtomicBool = AtomicBool::new(false);

/// Makes Ctrl-C, and a request of the system to end, set [`STOP`]. The second one ends at once.
pub fn stop_when_told() -> Result<(), Stop> {
    let told = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(told).map_err(|error| Stop::Failed(format!("signals: {error}")))
}

/// Returns whether the user has asked for the end.
pub fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Connects, and stays connected. Returns `false` if the login was refused, or something malformed came.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let protocol = options.protocol;
    if protocol == Protocol::CapC && options.user.is_none() {
        return Err(Stop::Failed("CAP-C needs a user: --user ID".into()));
    }
    let connecting = options.connecting()?;
    stop_when_told()?;
    let wire = Wire::new(options, &connecting);
    let client = Client::over(connecting, wire.tapped());
    let talk = Talk {
        options,
        protocol,
        client,
        wire,
        typed: typed::start(),
        waiting: VecDeque::new(),
        end_of_input: None,
        session: None,
        is_online: None,
        good: true,
    };
    talk.run()
}

impl Options {
    /// Returns how the client is to connect, and as whom.
    fn connecting(&self) -> Result<Connecting, Stop> {
        let trust = self.tls.trust().map_err(|text| Stop::Failed(visible(&text)))?;
        let connecting = match self.protocol {
            Protocol::Ccc2 => Connecting::ccc2(&self.server),
            Protocol::CapC => {
                Connecting::cap_c(&self.server, self.login(password::get(self.password_file.as_deref())?))
            }
        };
        let connecting = connecting
            .connect_timeout(self.timeout)
            .send_timeout(self.timeout)
            .backoff(Backoff::new(self.pause, LONGEST_PAUSE.max(self.pause)).steady())
            .reconnect(!self.once);
        #[cfg(feature = "tls")]
        if let Some(config) = trust.config() {
            return Ok(connecting.tls(config));
        }
        #[cfg(not(feature = "tls"))]
        drop(trust);
        Ok(connecting)
    }

    fn login(&self, password: Option<Zeroizing<String>>) -> Login {
        let user_type = if self.console { UserType::AttendantConsole } else { UserType::CallClient };
        let mut login = Login::new(user_type, self.user.clone().unwrap_or_default(), self.application.clone());
        if let Some(supervisor) = &self.supervisor {
            login = login.supervisor(supervisor.clone());
        }
        match password {
            Some(password) => login.password(password::for_login(&password)),
            None => {
                complain(format_args!("bwcap: no password (see --help); trying without one"));
                login
            }
        }
    }
}

/// A client, and what is typed.
struct Talk<'o> {
    options: &'o Options,
    protocol: Protocol,
    client: Client,
    wire: Wire,
    typed: Receiver<Typed>,
    /// What was typed and is not yet sent.
    waiting: VecDeque<Typed>,
    /// When standard input ended.
    end_of_input: Option<Instant>,
    session: Option<Arc<Session>>,
    /// Whether the client is online; `None` before its first attempt has ended.
    is_online: Option<bool>,
    good: bool,
}

impl Talk<'_> {
    /// Shows what arrives and sends what is typed, until one of them ends.
    fn run(mut self) -> Result<bool, Stop> {
        let stopped = self.talk();
        self.good &= self.wire.show()?;
        if !self.waiting.is_empty() {
            self.good = false;
            complain(format_args!("bwcap: {} typed messages were not sent", self.waiting.len()));
        }
        stopped.map(|()| self.good)
    }

    fn talk(&mut self) -> Result<(), Stop> {
        loop {
            let event = self.client.next_within(TURN);
            self.good &= self.wire.show()?;
            if let Some(event) = event
                && !self.take(event)?
            {
                return Ok(());
            }
            self.take_typed();
            // A server that takes less than is typed must not keep what arrives from being shown.
            for _ in 0..self.waiting.len() {
                if self.is_online != Some(true) || !self.client.is_online() {
                    break;
                }
                let Some(typed) = self.waiting.pop_front() else { break };
                self.send_typed(typed);
                self.good &= self.wire.show()?;
            }
            if is_stopped() || (self.is_online.is_some() && self.is_over()) {
                if self.client.is_online() && self.session.is_some() {
                    note(format_args!("bwcap: logged out"));
                }
                self.client.log_out();
                return Ok(());
            }
        }
    }

    /// Returns whether standard input has ended long enough ago.
    fn is_over(&self) -> bool {
        self.options.wait.zip(self.end_of_input).is_some_and(|(wait, ended)| ended.elapsed() >= wait)
    }

    /// Tells of an event. Returns `false` after the last one.
    fn take(&mut self, event: Event) -> Result<bool, Stop> {
        match event {
            Event::Online { session } => {
                if let Some(session) = &session {
                    let uid = session.user_uid.as_ref().map_or(String::new(), |uid| format!(", session {uid}"));
                    note(format_args!("bwcap: logged in as {}{}", visible(&session.applicant.id), visible(&uid)));
                }
                (self.session, self.is_online) = (session, Some(true));
            }
            Event::Offline { reason, retry: Some(pause) } => {
                self.is_online = Some(false);
                let text = visible(&reason.to_string());
                complain(format_args!("bwcap: {text}; next attempt in {} s", pause.as_secs_f32()));
            }
            Event::Offline { reason, retry: None } if reason.is_permanent() => {
                self.good = false;
                complain(format_args!("bwcap: {}", visible(&reason.to_string())));
                return Ok(false);
            }
            Event::Offline { reason, retry: None } => return Err(Stop::Failed(visible(&reason.to_string()))),
            // What passes is shown as it passes.
            _ => {}
        }
        Ok(true)
    }

    /// Takes what was typed since the last time, as much as may wait.
    fn take_typed(&mut self) {
        while self.waiting.len() < TYPED {
            match self.typed.try_recv() {
                Ok(Typed::End) => self.end_of_input = Some(Instant::now()),
                Ok(typed) => self.waiting.push_back(typed),
                Err(_) => break,
            }
        }
    }

    fn send_typed(&mut self, typed: Typed) {
        let sent = match typed {
            Typed::Json(mut document) => {
                let mut filled = fill(&mut document, self.protocol);
                filled.extend(self.identify(&mut document));
                if !filled.is_empty() {
                    note(format_args!("bwcap: note: filled in {}", visible(&filled.join(", "))));
                }
                Encoder::new(self.protocol).to_vec(&document).map_err(RequestError::Encode).and_then(|bytes| {
                    self.warn(&bytes);
                    self.client.send_encoded(&bytes)
                })
            }
            Typed::Xml(bytes) => {
                self.warn(&bytes);
                self.client.send_encoded(&bytes)
            }
            Typed::Fault(place, text) => {
                self.good = false;
                return complain(format_args!("-:{}:{}: not sent: {}", place.line, place.column, visible(&text)));
            }
            Typed::End => return,
        };
        if let Err(error) = sent {
            self.good = false;
            let text = if let RequestError::Encode(error) = error {
                error.kind().describe().into()
            } else {
                error.to_string()
            };
            complain(format_args!("bwcap: not sent: {text}"));
        }
    }

    /// Says what is wrong with a message that is sent all the same.
    fn warn(&self, bytes: &[u8]) {
        for diagnostic in self.protocol.validate(bytes).take(10) {
            complain(format_args!("bwcap: warning: {} [{}]", visible(&diagnostic.to_string()), diagnostic.id()));
        }
    }

    /// Fills in who sends a message, where that is missing. Returns what was filled in.
    fn identify(&self, document: &mut Document<'static>) -> Vec<String> {
        let Some(session) = &self.session else { return Vec::new() };
        let identity = session.identity();
        let fields = [("userUid", identity.user_uid), ("id", identity.id), ("applicationId", identity.application_id)];
        let mut filled = Vec::new();
        for (name, value) in fields {
            let path = format!("user/{name}");
            if let Some(value) = value.map(|value| value.to_string())
                && document.command.command_type().is_some()
                && document.command.data().is_some_and(|data| data.get(&path).is_none())
                && document.command.data_mut().set(&path, value.clone()).is_ok()
            {
                filled.push(format!("{name} `{value}`"));
            }
        }
        filled
    }
}
